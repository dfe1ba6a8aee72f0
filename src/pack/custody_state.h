#ifndef AMBIT_PACK_CUSTODY_STATE_H
#define AMBIT_PACK_CUSTODY_STATE_H

#include "ambit/custody.h"

#include "custody_row.h"

struct ambit_custody {
	const struct ambit_order *order;
	const struct ambit_registry *registry;
	char id[AMBIT_PRODUCTION_ID_LEN];
	int64_t started, as_of;
	int dirfd;

	uint64_t seq;                        /* of the last event */
	char prev[2 * AMBIT_DIGEST_LEN + 1]; /* its hash, in hex */

	bool outlook; /* a PST or OST was opened */
	struct custody_file events, stores;
	struct custody_row row;
};

/* Make stores.csv, with its first row. */
int custody_open_stores(struct ambit_custody *custody, struct ambit_err *err_r);

/* run.csv. */
int custody_write_run(struct ambit_custody *custody,
    const struct ambit_custody_end *end, int64_t ended,
    struct ambit_err *err_r);

/* A first row of names. */
int custody_head(struct ambit_custody *custody, struct custody_file *file,
    const char *const *names, struct ambit_err *err_r);

/* The real-time clock in microseconds. */
int64_t custody_now(void);

#endif
