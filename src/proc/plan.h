#ifndef AMBIT_PROC_PLAN_H
#define AMBIT_PROC_PLAN_H

#include <sys/stat.h>

#include "house.h"

/* A store of the run: opened once, and asked at the end whether it changed. */
struct proc_store {
	const struct ambit_store *store;
	int fd;
	struct stat before;
};

enum proc_unit_state {
	PROC_UNIT_TODO,
	PROC_UNIT_RUNS,
	PROC_UNIT_DONE,
};

/* A unit of the run, and what came of it so far. */
struct proc_unit {
	struct ambit_unit unit;
	size_t store; /* index */
	enum proc_unit_state state;
	struct ambit_span claims; /* to begin with, in the plan's arena */
	unsigned gate_deaths, strikes;
	uint32_t crashed_at; /* ordinal of the item its reader died at last */
	bool crashed;
	uint32_t skip[PROC_SKIP_MAX];
	size_t n_skip;
};

/* What there is to do, the same on every machine (ambit/unit.h). */
struct proc_plan {
	const struct ambit_run_terms *terms;
	bool parts; /* made to be joined, perhaps where no store is */
	unsigned char whose[AMBIT_DIGEST_LEN];
	struct proc_store *stores;
	size_t n_stores;
	struct proc_unit *units;
	size_t n_units, room;
	struct ambit_arena *arena; /* paths, claims */
};

/* Open every store that a task opens, and cut it. spoolfd: as for
 * ambit_unit_cut. Clear it in any case. */
int proc_plan_make(struct proc_plan *plan, const struct ambit_run_terms *terms,
    int spoolfd, struct ambit_err *err_r) __attribute__((warn_unused_result));
void proc_plan_clear(struct proc_plan *plan);

/* How the staging folder knows the unit. */
struct ambit_stage_terms
proc_plan_stage(const struct proc_plan *plan, const struct proc_unit *unit);

/* The unit that comes before it in its store; NULL: it is the first. */
const struct proc_unit *
proc_plan_before(const struct proc_plan *plan, const struct proc_unit *unit);

#endif
