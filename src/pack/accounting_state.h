#ifndef AMBIT_PACK_ACCOUNTING_STATE_H
#define AMBIT_PACK_ACCOUNTING_STATE_H

#include "ambit/accounting.h"

#include "custody_row.h"
#include "staged_state.h"

struct ambit_accounting {
	const struct ambit_order *order;
	int custodyfd, stagingfd;
	struct custody_file held, damage, sums_csv, items;

	/* The store at hand; NULL: none yet. */
	const struct ambit_store *store;
	const struct ambit_scope *scopes;
	struct ambit_tally *tallies; /* one a task */
	uint64_t seen, seen_bytes;   /* by the reader's own count */
	uint64_t bytes;              /* plain mbox: of the store itself */
	uint64_t end;                /* where its last unit ends */
	bool gap, failed;
	const struct ambit_store *open; /* the first that did not close */

	struct ambit_custody_sums sums;
	uint32_t *units; /* numbers of those that were added */
	size_t n_units, room;
	struct custody_row row;
};

/* Append bytes off.. of a unit's log, len of them, to a file of the record. */
int accounting_copy(struct ambit_source *from, uint64_t off, uint64_t len,
    struct custody_file *to, struct ambit_err *err_r);

#endif
