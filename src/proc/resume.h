#ifndef AMBIT_PROC_RESUME_H
#define AMBIT_PROC_RESUME_H

#include "run.h"

/* A unit's done, as far as the monitor looks at it. */
struct resume_found {
	bool whole; /* done, not failed, of this run, of the store as it is */
	const char *why;                       /* it is not */
	unsigned char began[AMBIT_DIGEST_LEN]; /* with claims of this digest */
	struct ambit_span claims;              /* left; in the plan's arena */
};

/* state: is it of the store as it is now? Else found_r->whole says only that
 * it is done. */
int resume_look(struct run *run, const struct proc_unit *unit, bool state,
    struct resume_found *found_r, struct ambit_err *err_r);

/* Did the unit begin with what the one before it left? 1, 0, -1; *claims_r is
 * that. */
int resume_joined(struct run *run, const struct proc_unit *unit,
    const struct resume_found *found, struct ambit_span *claims_r,
    struct ambit_err *err_r);

/* Which of n units, from that index on, have every byte that they tell? whole
 * has a byte for each. */
int resume_audit(struct run *run, size_t from, size_t n, unsigned char *whole,
    struct ambit_err *err_r);

/* Called for every unit with what there is of it: 1 where it is used again, 0,
 * or -1. */
typedef int (*resume_take)(struct run *run, struct proc_unit *unit,
    const struct resume_found *found, struct ambit_err *err_r);
int resume_each(struct run *run, resume_take take, unsigned *n_r,
    struct ambit_err *err_r);

#endif
