#ifndef AMBIT_PACK_CUSTODY_STATE_H
#define AMBIT_PACK_CUSTODY_STATE_H

#include "ambit/custody.h"

#include "custody_row.h"

/* What the entries of one task and store came to, by outcome. */
struct custody_tally {
	uint64_t items[AMBIT_PRODUCED + 1];
	uint64_t bytes[AMBIT_PRODUCED + 1];
};

struct ambit_custody {
	const struct ambit_order *order;
	const struct ambit_registry *registry;
	char id[AMBIT_PRODUCTION_ID_LEN];
	int64_t started, as_of;
	int dirfd;

	uint64_t seq;                        /* of the last event */
	char prev[2 * AMBIT_DIGEST_LEN + 1]; /* its hash, in hex */

	uint32_t store; /* number of the store that tallies are about */
	struct custody_tally *tallies; /* one a task */
	struct ambit_custody_sums sums;

	bool listed; /* items.csv is written */
	struct custody_file log, events, held, damage, accounting, stores;
	struct custody_row row;
};

/* What goes before the row of an item in the log: see custody_items.c. */
struct custody_key {
	uint32_t store, item, task, len;
	uint8_t outcome;
};

/* Make the files that are written as the run goes, with their first rows. */
int custody_open_items(struct ambit_custody *custody, struct ambit_err *err_r);
int custody_open_sums(struct ambit_custody *custody, struct ambit_err *err_r);

/* items.csv out of the log and the numbers; the log goes away. */
int custody_write_items(struct ambit_custody *custody,
    struct ambit_production *production, struct ambit_err *err_r);

/* run.csv. */
int custody_write_run(struct ambit_custody *custody,
    const struct ambit_custody_end *end, int64_t ended,
    struct ambit_err *err_r);

/* A first row of names. */
int custody_head(struct ambit_custody *custody, struct custody_file *file,
    const char *const *names, struct ambit_err *err_r);

/* The real-time clock in microseconds. */
int64_t custody_now(void);

#define CUSTODY_LOG ".items"

#endif
