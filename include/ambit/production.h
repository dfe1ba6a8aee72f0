#ifndef AMBIT_PRODUCTION_H
#define AMBIT_PRODUCTION_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "ambit/law.h"
#include "ambit/order.h"
#include "ambit/registry.h"
#include "ambit/scope.h"
#include "ambit/sink.h"

/*
 * A production in the making (package.md): files and rows are staged in a
 * hidden folder as they are found; when all are there they are put in
 * canonical order, numbered, listed, signed, and appear by one rename. Memory
 * does not grow with their number.
 */
struct ambit_production;

/* "ambit-" and 24 hex digits, and a NUL. */
#define AMBIT_PRODUCTION_ID_LEN 31
/* "A2F0C1A5-00000001" and a NUL. */
#define AMBIT_BATES_LEN 18

/* Stand for the life of the production; scopes[i] belongs to tasks[i]. */
struct ambit_production_terms {
	const struct ambit_order *order;
	const struct ambit_registry *registry;
	const struct ambit_scope *scopes;
	int outfd; /* the output folder */
};

/* Names that follow from the order digest alone. */
void ambit_production_id(const struct ambit_order *order,
    char id_r[AMBIT_PRODUCTION_ID_LEN]);
void ambit_production_bates(const struct ambit_order *order, uint32_t number,
    char bates_r[AMBIT_BATES_LEN]);

/*
 * Make OUT/.ambit-<id>.tmp (0700, locked; what a failed run left there is
 * removed). AMBIT_E_EXISTS: OUT/<id> is there already, or another run holds
 * the lock.
 */
int ambit_production_begin(const struct ambit_production_terms *terms,
    struct ambit_production **production_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* A folder for files without a name (ambit/spool.h); lives as long as it. */
int ambit_production_spoolfd(const struct ambit_production *production);

/* SHA-256 over the tables of law.h, row by row: which law a production was
 * made under. */
int ambit_production_law_digests(unsigned char instruments_r[AMBIT_DIGEST_LEN],
    unsigned char fields_r[AMBIT_DIGEST_LEN], struct ambit_err *err_r)
    __attribute__((warn_unused_result));

enum ambit_native {
	AMBIT_NATIVE_STORED,
	AMBIT_NATIVE_REDUCED,
	AMBIT_NATIVE_REBUILT
};

/* One item produced under one task. */
struct ambit_produced {
	uint32_t task, store, item; /* numbers from 1 */
	enum ambit_native native;
	bool has_instant; /* the fields of the task show it */
	int64_t instant;  /* begin of the reading that decided, microseconds */
	struct ambit_span folder; /* only where folder_name was ordered */
};

/*
 * A content file: open gives the sink to pour into, close files it away under
 * what is known of it. *bytes_r and *sha256_r: what was written. A file
 * without a byte is not staged, and close says so by *bytes_r = 0.
 */
int ambit_production_open(struct ambit_production *production,
    struct ambit_sink **sink_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));
int ambit_production_close(struct ambit_production *production,
    const struct ambit_produced *produced, uint64_t *bytes_r,
    unsigned char sha256_r[AMBIT_DIGEST_LEN], struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* A row of the task's messages.csv, as ambit_table_row writes it. */
int ambit_production_row(struct ambit_production *production,
    const struct ambit_produced *produced, struct ambit_span row,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* Number everything. No more may be staged. */
int ambit_production_number(struct ambit_production *production,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/*
 * After numbering: the numbers of staged content files in the order of
 * (store, item, task), for the custody record. duplicate: byte-identical to
 * the file of that number and produced once. 1, 0 at the end, -1.
 */
struct ambit_numbered {
	uint32_t task, store, item, number;
	bool duplicate;
	uint32_t of_store, of_item; /* the copy that was kept */
};
int ambit_production_next(struct ambit_production *production,
    struct ambit_numbered *numbered_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

struct ambit_production_sums {
	uint32_t volumes;
	uint64_t files, rows;
	uint64_t bytes;                              /* of all payload files */
	unsigned char tagmanifest[AMBIT_DIGEST_LEN]; /* of volume 1 */
};

/* Write the volumes, sync, sign, check the signature: all but the place. */
int ambit_production_finish(struct ambit_production *production, X509 *cert,
    EVP_PKEY *key, struct ambit_production_sums *sums_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* Let OUT/<id> appear, by one rename that never replaces. */
int ambit_production_publish(struct ambit_production *production,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* Removes the hidden folder with all that is left in it, and lets go of the
 * lock. What was finished stays. */
void ambit_production_free(struct ambit_production **production);

#endif
