/*
 * Units that are there already: made by a run that was stopped, or one by one
 * on other machines. A unit is used again only where order, registry, engine,
 * form and store are the same and every byte of it has the digest that it tells
 * (cages.md 9).
 */

/* System. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Floor 1. */
#include "ambit/file.h"

/* Floor 7. */
#include "run.h"

/* A unit's done, as far as the monitor looks at it. */
struct found {
	bool whole; /* done, not failed, of this run, of the store as it is */
	const char *why;                       /* it is not */
	unsigned char began[AMBIT_DIGEST_LEN]; /* with claims of this digest */
	struct ambit_span claims;              /* left; in the plan's arena */
};

static int
keep_claims(struct run *run, struct ambit_span claims, struct found *found_r,
    struct ambit_err *err_r)
{
	unsigned char *own =
	    AMBIT_ARENA_GET(run->plan.arena, unsigned char, claims.len + 1);

	if (own == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "claims");
	if (claims.len > 0)
		memcpy(own, claims.ptr, claims.len);
	found_r->claims = (struct ambit_span){ own, claims.len };
	return 0;
}

/* Of the store as it is now? */
static int
check_state(struct run *run, const struct proc_unit *unit,
    const struct ambit_staged *staged, struct found *found_r,
    struct ambit_err *err_r)
{
	unsigned char state[AMBIT_DIGEST_LEN];

	if (ambit_unit_state(&unit->unit, run->plan.stores[unit->store].fd,
		state, err_r) < 0)
		return -1;
	found_r->whole = !staged->end.failed &&
	    memcmp(state, staged->end.state, sizeof(state)) == 0;
	found_r->why = staged->end.failed
	    ? "it failed"
	    : "the store has changed since it was made";
	memcpy(found_r->began, staged->end.found, sizeof(found_r->began));
	return keep_claims(run, staged->end.claims, found_r, err_r);
}

static int
look(struct run *run, const struct proc_unit *unit, bool state,
    struct found *found_r, struct ambit_err *err_r)
{
	struct ambit_stage_terms terms = proc_plan_stage(&run->plan, unit);
	struct ambit_staged staged;
	int fd, got = 0;

	*found_r = (struct found){ .why = "it is not there" };
	if (ambit_staging_unit(&run->staging, unit->unit.number, false, false,
		&fd, err_r) < 0)
		return -1;
	if (fd != -1)
		got = ambit_staged_open(&terms, fd, &staged, &found_r->why,
		    err_r);
	if (got == 1) {
		found_r->whole = true;
		got = state
		    ? check_state(run, unit, &staged, found_r, err_r)
		    : keep_claims(run, staged.end.claims, found_r, err_r);
		memcpy(found_r->began, staged.end.found,
		    sizeof(found_r->began));
		ambit_staged_close(&staged);
	}
	proc_close(&fd);
	return got < 0 ? -1 : 0;
}

/* Did the unit begin with what the one before it left? */
static int
is_joined(struct run *run, const struct proc_unit *unit,
    const struct found *found, struct ambit_span *claims_r,
    struct ambit_err *err_r)
{
	const struct proc_unit *before = proc_plan_before(&run->plan, unit);
	unsigned char want[AMBIT_DIGEST_LEN];
	struct found left = { .whole = false };

	*claims_r = (struct ambit_span){ 0 };
	if (before != NULL && look(run, before, false, &left, err_r) < 0)
		return -1;
	*claims_r = left.claims;
	if (ambit_sink_digest(*claims_r, want, err_r) < 0)
		return -1;
	return memcmp(want, found->began, sizeof(want)) == 0;
}

/* ---- the audit ---- */

static int
fork_auditor(struct run *run, struct proc_assembler_job *job,
    struct proc_child *child, struct ambit_err *err_r)
{
	const int keep[] = { job->outfd, job->stagingfd };
	const struct proc_part part = {
		.role = &ambit_role_assembler,
		.folders = { .read = -1,
		    .write = job->stagingfd,
		    .write2 = -1 },
		.keep = keep,
		.n_keep = 2,
		.without_landlock = run->terms->without_landlock,
		.work = proc_auditor,
		.job = job,
	};

	return proc_child_start(child, &part, err_r);
}

/* Which units have every byte that they tell? whole has a byte for each. */
static int
audit(struct run *run, unsigned char *whole, struct ambit_err *err_r)
{
	struct proc_assembler_job job = { .terms = run->terms,
		.n_units = run->plan.n_units,
		.stagingfd = run->staging.fd };
	struct ambit_stage_terms *stages =
	    calloc(job.n_units + 1, sizeof(*stages));
	struct proc_child child = { .line = -1 };
	int ends[2] = { -1, -1 }, rc = -1, sig;

	for (size_t i = 0; stages != NULL && i < job.n_units; i++)
		stages[i] = proc_plan_stage(&run->plan, &run->plan.units[i]);
	job.units = stages;
	if (stages == NULL)
		(void)ambit_err_set(err_r, AMBIT_E_MEMORY, "units");
	else
		rc = proc_pipe(ends, err_r);
	job.outfd = ends[1];
	if (rc == 0)
		rc = fork_auditor(run, &job, &child, err_r);
	proc_close(&ends[1]);
	if (rc == 0)
		rc = proc_child_ready(&child, "auditor", err_r);
	if (rc == 0 &&
	    ambit_file_read_exactly(ends[0], whole, job.n_units) != 1)
		rc = ambit_err_set(err_r, AMBIT_E_CRASH,
		    "the units that are there cannot be checked");
	(void)proc_child_dismiss(&child, 1000, &sig);
	proc_close(&ends[0]);
	free(stages);
	return rc;
}

/* Called for every unit with what there is of it: 1 where it is used again, 0,
 * or -1. */
typedef int (*take_unit)(struct run *run, struct proc_unit *unit,
    const struct found *found, struct ambit_err *err_r);

static int
each(struct run *run, const unsigned char *whole, take_unit take, unsigned *n_r,
    struct ambit_err *err_r)
{
	struct found found;
	int got;

	*n_r = 0;

	for (size_t i = 0; i < run->plan.n_units; i++) {
		struct proc_unit *unit = &run->plan.units[i];

		if (look(run, unit, true, &found, err_r) < 0)
			return -1;
		if (found.whole && !whole[i]) {
			found.whole = false;
			found.why = "some of its bytes are not what they were";
		}
		got = take(run, unit, &found, err_r);
		if (got < 0)
			return -1;
		*n_r += got == 1;
	}
	return 0;
}

static int
audit_each(struct run *run, take_unit take, unsigned *n_r,
    struct ambit_err *err_r)
{
	unsigned char *whole = calloc(run->plan.n_units + 1, 1);
	int rc;

	if (whole == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "units");
	rc = audit(run, whole, err_r);
	if (rc == 0)
		rc = each(run, whole, take, n_r, err_r);
	free(whole);
	return rc;
}

/* ---- a run that goes on ---- */

static int
reuse(struct run *run, struct proc_unit *unit, const struct found *found,
    struct ambit_err *err_r)
{
	(void)run;
	(void)err_r;
	if (found->whole)
		unit->state = PROC_UNIT_DONE;
	return found->whole;
}

/* A folder of a unit that there is not: the store was longer once. */
static int
drop_others(struct run *run, uint32_t last, struct ambit_err *err_r)
{
	while (last > run->plan.n_units) {
		if (ambit_staging_drop(&run->staging, last--, err_r) < 0)
			return -1;
	}
	return 0;
}

int
run_resume(struct run *run, unsigned *reused_r, struct ambit_err *err_r)
{
	uint32_t last;
	char body[64];

	*reused_r = 0;
	if (ambit_staging_last(&run->staging, &last, err_r) < 0)
		return -1;
	if (last == 0)
		return 0;
	if (drop_others(run, last, err_r) < 0 ||
	    audit_each(run, reuse, reused_r, err_r) < 0)
		return -1;
	(void)snprintf(body, sizeof(body), "%u of %zu units are there",
	    *reused_r, run->plan.n_units);
	return ambit_custody_event(run->custody, "resume", body, err_r);
}

/* Which units must begin with other claims than they did? */
static int
unjoin(struct run *run, unsigned *n_r, struct ambit_err *err_r)
{
	struct ambit_span claims;
	struct found found;
	int joined;

	*n_r = 0;
	for (size_t i = 0; i < run->plan.n_units; i++) {
		struct proc_unit *unit = &run->plan.units[i];

		if (look(run, unit, false, &found, err_r) < 0)
			return -1;
		joined = is_joined(run, unit, &found, &claims, err_r);
		if (joined < 0)
			return -1;
		if (joined == 1)
			continue;
		unit->claims = claims;
		unit->state = PROC_UNIT_TODO;
		++*n_r;
	}
	return 0;
}

/* Each pass puts at least the first that does not fit right for good. */
int
run_units(struct run *run, struct ambit_err *err_r)
{
	unsigned n = 1;

	for (size_t i = 0; n > 0 && i <= run->plan.n_units; i++) {
		if (run_make_units(run, err_r) < 0 ||
		    unjoin(run, &n, err_r) < 0)
			return -1;
	}
	return 0;
}

/* ---- joining what other machines made ---- */

static int
refuse(const struct proc_unit *unit, const char *why, struct ambit_err *err_r)
{
	return ambit_err_set(err_r, AMBIT_E_FORMAT,
	    "unit %" PRIu32 " cannot be joined: %s", unit->unit.number, why);
}

static int
accept(struct run *run, struct proc_unit *unit, const struct found *found,
    struct ambit_err *err_r)
{
	struct ambit_span claims;
	int joined;

	if (!found->whole)
		return refuse(unit, found->why, err_r);
	joined = is_joined(run, unit, found, &claims, err_r);
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
	if (audit_each(run, accept, &n, err_r) < 0)
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
	return 0;
}

static int
make_one(struct run *run, uint32_t number, bool *done_r,
    struct ambit_err *err_r)
{
	struct proc_unit *unit = &run->plan.units[number - 1];
	unsigned char *whole = calloc(run->plan.n_units + 1, 1);
	struct ambit_span claims;
	struct found found;
	int rc = -1, joined = 0;

	if (whole == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "units");
	if (look(run, unit, true, &found, err_r) == 0)
		joined = is_joined(run, unit, &found, &claims, err_r);
	if (joined >= 0)
		rc = found.whole && joined == 1 ? audit(run, whole, err_r) : 0;
	*done_r = rc == 0 && whole[number - 1] == 1;
	free(whole);
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
