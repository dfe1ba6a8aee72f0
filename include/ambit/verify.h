#ifndef AMBIT_VERIFY_H
#define AMBIT_VERIFY_H

#include <openssl/x509.h>

#include "ambit/complaint.h"
#include "ambit/err.h"
#include "ambit/order.h"
#include "ambit/registry.h"
#include "ambit/sink.h"

/*
 * Checking a package without trusting who made it (package.md 3, 7, 8, 10):
 * layout, hashes, completeness, signature, and the scope of every item again
 * from its own bytes.
 */

enum ambit_validity {
	AMBIT_NOT_VALID, /* exit 1 */
	AMBIT_INTACT,    /* exit 6: all holds, but the signer was not checked */
	AMBIT_VALID,     /* exit 0 */
};

struct ambit_verify_terms {
	int fd; /* the package: the folder of one production, or one volume,
	    which is a folder or a zip archive (ambit/zip.h) */
	STACK_OF(X509) * ca; /* NULL: signer not checked */
	const struct ambit_order
	    *order; /* NULL: scope by production.xml only */
	const struct ambit_registry *registry; /* NULL: clocks of the provider
	    and aliases cannot be checked, and the page says so */
};

/*
 * Writes one page of plain text to page (NULL: to nobody) that ends in VALID,
 * INTACT or NOT VALID and why. Every defect is a complaint too. *validity_r is
 * set on 0; -1 and *err_r where the machine failed.
 */
int ambit_verify(const struct ambit_verify_terms *terms,
    struct ambit_sink *page, struct ambit_complaints *complaints,
    enum ambit_validity *validity_r, struct ambit_err *err_r);

/* The schema of production.xml as compiled in. */
struct ambit_span ambit_production_schema(void);

#endif
