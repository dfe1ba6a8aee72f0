#ifndef AMBIT_PRESERVED_H
#define AMBIT_PRESERVED_H

#include "ambit/ledger.h"

/*
 * The frozen copies that the ledger knows of and that are not destroyed: the
 * last `preserved` event of each case without a later `destroyed`. Its body is
 *
 *	{"bytes","files","path","renewals","sha256","until"}
 *
 * path: of the copy, absolute; sha256: of its tag manifest, in hex; until: the
 * instant from which it is due.
 */
struct ambit_kept {
	struct ambit_span case_id, legal_type, path, sha256;
	int64_t until, bytes, files, renewals;
	/* The case is over: produced and released, or withdrawn. Then the copy
	 * is due whatever the clock says. */
	bool over;
	/* An order to produce that names its account, this one or another that
	 * was served before until, is still pending: process came (law.md 7.2),
	 * and the copy stays. */
	bool awaited;
};

/* Is it due for release and destruction? Never while it is awaited. */
bool ambit_kept_is_due(const struct ambit_kept *kept, int64_t now);

/* Each of them, of one case or, with an empty case_id, of all, the first due
 * first; lent for the call. 0; -1 and *err_r, give's own error among them. */
int ambit_ledger_kept(struct ambit_ledger *ledger, struct ambit_span case_id,
    int (*give)(void *ctx, const struct ambit_kept *kept,
	struct ambit_err *err_r),
    void *ctx, struct ambit_err *err_r) __attribute__((warn_unused_result));

#endif
