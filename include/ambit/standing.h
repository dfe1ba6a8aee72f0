#ifndef AMBIT_STANDING_H
#define AMBIT_STANDING_H

#include "ambit/arena.h"
#include "ambit/err.h"
#include "ambit/ledger.h"
#include "ambit/notice.h"
#include "ambit/order.h"
#include "ambit/registry.h"
#include "ambit/scope.h"

/*
 * The standing of a case (ambit/notice.h): gathered from the order, the
 * registry and the ledger, and what is recorded of it. Decides nothing.
 */
struct ambit_standing_of {
	const struct ambit_order *order;
	const struct ambit_registry *registry;
	const struct ambit_scope *scopes; /* one a task */
	struct ambit_ledger *ledger;      /* NULL: nothing was recorded */
	int64_t now;
};

/*
 * standing_r and what it points to lies in arena. A bar counts as proven where
 * the order has its document: that the file is the one, the caller has seen to.
 * 0; -1 and *err_r.
 */
int ambit_standing_read(const struct ambit_standing_of *of,
    struct ambit_arena *arena, struct ambit_standing *standing_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* Something that a person did, for the record. */
struct ambit_standing_deed {
	struct ambit_notice_event event;
	struct ambit_span by;        /* the operator */
	struct ambit_span addressee; /* of a request to redirect */
	struct ambit_span approver;  /* of an exception: Approver/@id */
};

/*
 * Record it in the ledger of the case, which is received first if it is not
 * there. The caller has asked ambit_notice_forbids. 0 and it is on the disk;
 * -1 and *err_r, and nothing is.
 */
int ambit_standing_record(const struct ambit_standing_of *of,
    const struct ambit_standing_deed *deed, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* ---- the calendar ---- */

/* A case whose user is still to be told, or may have to be. */
struct ambit_standing_line {
	struct ambit_span case_id, legal_type, agency;
	int64_t received_at;
	bool released;
	const struct ambit_notice_guard *guard;
	int64_t deadline; /* to tell the user by; INT64_MAX: not known yet */
	int64_t review; /* of a bar without an end; INT64_MAX: there is none */
};

/*
 * All such cases of the ledger as they stand at now, the next date first, in
 * arena. What was rejected, withdrawn, redirected or received after now is not
 * among them. 0; -1 and *err_r.
 */
int ambit_standing_calendar(struct ambit_ledger *ledger,
    const struct ambit_limits *limits, int64_t now, struct ambit_arena *arena,
    struct ambit_standing_line **lines_r, size_t *n_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

#endif
