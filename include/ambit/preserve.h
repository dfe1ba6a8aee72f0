#ifndef AMBIT_PRESERVE_H
#define AMBIT_PRESERVE_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "ambit/law.h"
#include "ambit/scope.h"
#include "ambit/sink.h"

/*
 * A frozen copy of the stores that an order names (law.md 2.1, 7.2): kept at
 * the provider's, disclosed to nobody, until it is due. A folder below the
 * output folder, in the shape of a bag (RFC 8493):
 *
 *	preserved-ID/bagit.txt
 *	preserved-ID/data/PATH             as below the root of the stores
 *	preserved-ID/manifest-sha256.txt
 *	preserved-ID/links-sha256.txt      of links: SHA-256 of where they lead
 *	preserved-ID/linked/N              second names of files that had some
 *	preserved-ID/stores.ndjson         each store as it was found
 *	preserved-ID/order/order.xml, order.xml.p7s
 *	preserved-ID/tagmanifest-sha256.txt, and .p7s where it is signed
 *
 * ID is the beginning of the order's digest. A link is copied as a link, and
 * never followed; a file of several names has a second one in its copy, too:
 * both are doubts of the evidence that a production must find again. What else
 * lies in a store, pipes and devices, is counted and left.
 */
#define AMBIT_PRESERVED_LEN 43
void ambit_preserve_id(const struct ambit_order *order,
    char id_r[AMBIT_PRESERVED_LEN]);

/* How long the order's row keeps a copy: days, and days on renewal. 0: a copy
 * is not what it asks for. */
unsigned ambit_preserve_days(const struct ambit_instrument *row);

/* Does a task name this store: one of its account, of a kind that it asks for?
 * *shared_r: it is of that kind and holds many accounts, so that its copy
 * would hold others' data: it is not frozen. May be NULL. */
bool ambit_preserve_names(const struct ambit_order *order,
    const struct ambit_scope *scopes, const struct ambit_store *store,
    bool *shared_r);

struct ambit_preserve_terms {
	const struct ambit_order *order;
	const struct ambit_registry *registry;
	const struct ambit_scope *scopes; /* one a task */
	struct ambit_span p7s;
	int rootfd, outfd;
	X509 *cert; /* with key, or neither */
	EVP_PKEY *key;
};

/* What a frozen copy holds. */
struct ambit_preserved {
	uint64_t files, bytes;
	uint64_t links;           /* symbolic ones */
	uint64_t left;            /* links, devices: not copied */
	unsigned stores, shared;  /* frozen; shared, so not frozen */
	unsigned char sha256[32]; /* of its tag manifest */
};

/*
 * Freeze. 0, and the copy is there, synced; or -1 and *err_r, and nothing is:
 * AMBIT_E_EXISTS where it is there already or another run makes it,
 * AMBIT_E_CHANGED where a store changed while it was copied, AMBIT_E_REGISTRY
 * where a store that is not named lies in one that is. No other store is
 * opened.
 */
int ambit_preserve(const struct ambit_preserve_terms *terms,
    struct ambit_preserved *preserved_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/*
 * Is the copy in the folder fd what was frozen? Every file is read and hashed.
 * 0; -1 and *err_r: a file that is missing, more, or another (AMBIT_E_CHANGED).
 * *signer_r: of its signature, which holds, to be freed by the caller; NULL:
 * it has none.
 */
int ambit_preserve_verify(int fd, struct ambit_preserved *preserved_r,
    X509 **signer_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/*
 * Destroy the copy of that name below outfd: first it loses its name, so that
 * nobody takes half a copy for one. 1; 0 where there is none; -1 and *err_r,
 * where it is no folder too: to remove a link would destroy nothing.
 */
int ambit_preserve_destroy(int outfd, const char *id, struct ambit_err *err_r);

#endif
