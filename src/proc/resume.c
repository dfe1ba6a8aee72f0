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
#include "resume.h"

static int
keep_claims(struct run *run, struct ambit_span claims,
    struct resume_found *found_r, struct ambit_err *err_r)
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
    const struct ambit_staged *staged, struct resume_found *found_r,
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

int
resume_look(struct run *run, const struct proc_unit *unit, bool state,
    struct resume_found *found_r, struct ambit_err *err_r)
{
	struct ambit_stage_terms terms = proc_plan_stage(&run->plan, unit);
	struct ambit_staged staged;
	int fd, got = 0;

	*found_r = (struct resume_found){ .why = "it is not there" };
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
int
resume_joined(struct run *run, const struct proc_unit *unit,
    const struct resume_found *found, struct ambit_span *claims_r,
    struct ambit_err *err_r)
{
	const struct proc_unit *before = proc_plan_before(&run->plan, unit);
	unsigned char want[AMBIT_DIGEST_LEN];
	struct resume_found left = { .whole = false };

	*claims_r = (struct ambit_span){ 0 };
	if (before != NULL && resume_look(run, before, false, &left, err_r) < 0)
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

int
resume_audit(struct run *run, size_t from, size_t n, unsigned char *whole,
    struct ambit_err *err_r)
{
	struct proc_assembler_job job = { .terms = run->terms,
		.n_units = n,
		.stagingfd = run->staging.fd };
	struct ambit_stage_terms *stages =
	    calloc(job.n_units + 1, sizeof(*stages));
	struct proc_child child = { .line = -1 };
	int ends[2] = { -1, -1 }, rc = -1, sig;

	for (size_t i = 0; stages != NULL && i < job.n_units; i++)
		stages[i] =
		    proc_plan_stage(&run->plan, &run->plan.units[from + i]);
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

static int
each(struct run *run, const unsigned char *whole, resume_take take,
    unsigned *n_r, struct ambit_err *err_r)
{
	struct resume_found found;
	int got;

	*n_r = 0;

	for (size_t i = 0; i < run->plan.n_units; i++) {
		struct proc_unit *unit = &run->plan.units[i];

		if (resume_look(run, unit, true, &found, err_r) < 0)
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

int
resume_each(struct run *run, resume_take take, unsigned *n_r,
    struct ambit_err *err_r)
{
	unsigned char *whole = calloc(run->plan.n_units + 1, 1);
	int rc;

	if (whole == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "units");
	rc = resume_audit(run, 0, run->plan.n_units, whole, err_r);
	if (rc == 0)
		rc = each(run, whole, take, n_r, err_r);
	free(whole);
	return rc;
}

/* ---- a run that goes on ---- */

static int
reuse(struct run *run, struct proc_unit *unit, const struct resume_found *found,
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
		if (ambit_staging_drop(&run->staging, last, err_r) < 0 ||
		    ambit_staging_last(&run->staging, &last, err_r) < 0)
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
	    resume_each(run, reuse, reused_r, err_r) < 0)
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
	struct resume_found found;
	int joined;

	*n_r = 0;
	for (size_t i = 0; i < run->plan.n_units; i++) {
		struct proc_unit *unit = &run->plan.units[i];

		if (resume_look(run, unit, false, &found, err_r) < 0)
			return -1;
		joined = resume_joined(run, unit, &found, &claims, err_r);
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
