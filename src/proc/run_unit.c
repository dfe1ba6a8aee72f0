/*
 * Units made one by one, on several machines that share a folder: one of them
 * alone, and all of them joined.
 */

/* System. */
#include <inttypes.h>
#include <stdlib.h>

/* Floor 7. */
#include "resume.h"

/* ---- joining what other machines made ---- */

static int
refuse(const struct proc_unit *unit, const char *why, struct ambit_err *err_r)
{
	return ambit_err_set(err_r, AMBIT_E_FORMAT,
	    "unit %" PRIu32 " cannot be joined: %s", unit->unit.number, why);
}

static int
accept(struct run *run, struct proc_unit *unit,
    const struct resume_found *found, struct ambit_err *err_r)
{
	struct ambit_span claims = { 0 };
	int joined;

	if (!found->whole)
		return refuse(unit, found->why, err_r);
	joined = resume_joined(run, unit, found, &claims, err_r);
	if (joined == 0)
		return refuse(unit,
		    "the unit before it claims some of it: make it again",
		    err_r);
	unit->state = PROC_UNIT_DONE;
	return joined < 0 ? -1 : 0;
}

int
run_join(struct run *run, struct ambit_err *err_r)
{
	uint32_t last;
	unsigned n;

	if (ambit_staging_last(&run->staging, &last, err_r) < 0)
		return -1;
	if (last > run->plan.n_units)
		return ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "unit %" PRIu32 " cannot be joined: there are %zu units",
		    last, run->plan.n_units);
	if (resume_each(run, accept, &n, err_r) < 0)
		return -1;
	return ambit_staging_tidy(&run->staging, err_r);
}

/* ---- one unit alone ---- */

static int
find_unit(struct run *run, uint32_t number, struct ambit_err *err_r)
{
	if (number < 1 || number > run->plan.n_units)
		return ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "there is no unit %" PRIu32 ": there are %zu", number,
		    run->plan.n_units);
	for (size_t i = 0; i < run->plan.n_units; i++)
		run->plan.units[i].state = PROC_UNIT_DONE;
	run->plan.parts = true;
	return 0;
}

static int
make_one(struct run *run, uint32_t number, bool *done_r,
    struct ambit_err *err_r)
{
	struct proc_unit *unit = &run->plan.units[number - 1];
	unsigned char whole = 0;
	struct ambit_span claims;
	struct resume_found found;
	int rc = -1, joined = -1;

	if (resume_look(run, unit, true, &found, err_r) == 0)
		joined = resume_joined(run, unit, &found, &claims, err_r);
	if (joined >= 0)
		rc = found.whole && joined == 1
		    ? resume_audit(run, number - 1, 1, &whole, err_r)
		    : 0;
	*done_r = rc == 0 && whole == 1;
	if (rc < 0 || *done_r)
		return rc;
	unit->claims = claims;
	unit->state = PROC_UNIT_TODO;
	return run_make_units(run, err_r);
}

int
ambit_run_unit(const struct ambit_run_terms *terms, uint32_t number,
    bool *done_r, struct ambit_err *err_r)
{
	struct run run = { .terms = terms, .staging = { .fd = -1 } };
	int rc = -1;

	*done_r = false;
	if (ambit_staging_enter(&run.staging, terms->outfd, terms->order, true,
		err_r) == 0 &&
	    proc_plan_make(&run.plan, terms, run.staging.fd, err_r) == 0 &&
	    find_unit(&run, number, err_r) == 0)
		rc = make_one(&run, number, done_r, err_r);
	if (rc < 0)
		run_tell_room(&run, err_r);
	proc_plan_clear(&run.plan);
	ambit_staging_leave(&run.staging);
	return rc;
}
