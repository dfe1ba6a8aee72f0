/*
 * The monitor: one approved order, from its stores to its package.
 *
 * It opens, forks, waits and counts; it holds every descriptor and looks at no
 * evidence. Either the whole package appears or none.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 6 and below. */
#include "ambit/pour.h"
#include "ambit/sign.h"
#include "ambit/staging.h"

/* Floor 7. */
#include "ambit/role.h"
#include "run.h"

/* ---- units ---- */

int
run_make_units(struct run *run, struct ambit_err *err_r)
{
	struct proc_slots slots = { .terms = run->terms,
		.plan = &run->plan,
		.staging = &run->staging,
		.custody = run->custody,
		.lock = run->custody == NULL };

	for (size_t i = 0; i < run->plan.n_stores; i++) {
		if (S_ISREG(run->plan.stores[i].before.st_mode))
			slots.whole +=
			    (uint64_t)run->plan.stores[i].before.st_size;
	}
	return proc_slots_run(&slots, err_r);
}

/* A store that changed under us fails the run, whoever noticed it. */
static int
close_store(struct run *run, const struct proc_store *store,
    struct ambit_err *err_r)
{
	const struct stat *was = &store->before;
	struct stat now;

	if (fstat(store->fd, &now) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "stat");
	if (ambit_custody_store(run->custody, store->store,
		run->terms->registry, was, &now, err_r) < 0)
		return -1;
	if (was->st_size == now.st_size &&
	    was->st_mtim.tv_sec == now.st_mtim.tv_sec &&
	    was->st_mtim.tv_nsec == now.st_mtim.tv_nsec &&
	    was->st_ctim.tv_sec == now.st_ctim.tv_sec &&
	    was->st_ctim.tv_nsec == now.st_ctim.tv_nsec)
		return 0;
	return ambit_err_set(err_r, AMBIT_E_CHANGED,
	    "the store changed while it was read");
}

/* What is known of the stores is recorded whatever came of them. */
static int
close_stores(struct run *run, struct ambit_err *err_r)
{
	int rc = 0;

	run->stores_closed = true;
	for (size_t i = 0; i < run->plan.n_stores; i++) {
		const struct proc_store *store = &run->plan.stores[i];

		if (close_store(run, store, rc == 0 ? err_r : NULL) < 0 &&
		    rc == 0)
			rc = err_r != NULL
			    ? ambit_err_in(err_r, store->store->id)
			    : -1;
	}
	return rc;
}

/* ---- the package ---- */

static int
list_stages(struct run *run, struct ambit_err *err_r)
{
	size_t n = run->plan.n_units;

	run->stages = calloc(n + 1, sizeof(*run->stages));
	if (run->stages == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "units");
	for (size_t i = 0; i < n; i++)
		run->stages[i] =
		    proc_plan_stage(&run->plan, &run->plan.units[i]);
	return 0;
}

static struct proc_assembler_job
job_of(const struct run *run, bool record)
{
	return (struct proc_assembler_job){ .terms = run->terms,
		.units = run->stages,
		.n_units = run->plan.n_units,
		.record = record,
		.stagingfd = run->staging.fd,
		.custodyfd = ambit_custody_dirfd(run->custody) };
}

static int
hear_made(struct proc_assembly *assembly, struct ambit_run_result *result_r,
    struct ambit_err *err_r)
{
	struct proc_assembled made = { .items = { 0 } };
	struct ambit_span body;

	if (proc_assembly_hear(assembly, &body, err_r) < 0)
		return -1;
	if (!proc_assembled_get(body, &made))
		return ambit_err_set(err_r, AMBIT_E_WIRE,
		    "the assembler is lost");
	result_r->items = made.items;
	result_r->package = made.package;
	return 0;
}

/* A unit that nothing leaves of has nothing to pour. */
static int
await_pouring(const struct run *run, struct proc_unit *unit,
    struct ambit_err *err_r)
{
	char name[AMBIT_STAGING_UNIT_LEN], path[64];
	struct stat st;

	ambit_staging_unit_name(unit->unit.number, name);
	(void)snprintf(path, sizeof(path), "%s/%s", name, AMBIT_POUR_PLACES);
	if (fstatat(run->staging.fd, path, &st, AT_SYMLINK_NOFOLLOW) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO,
		    "look at the places of a unit");
	unit->state = st.st_size > 0 ? PROC_UNIT_TODO : PROC_UNIT_DONE;
	unit->crashed = false;
	unit->gate_deaths = unit->strikes = 0;
	return 0;
}

static int
pour(struct run *run, struct ambit_err *err_r)
{
	struct proc_slots slots = { .terms = run->terms,
		.plan = &run->plan,
		.staging = &run->staging,
		.custody = run->custody,
		.pour = true };
	int rc;

	for (size_t i = 0; i < run->plan.n_units; i++) {
		if (await_pouring(run, &run->plan.units[i], err_r) < 0)
			return -1;
	}
	slots.bagfd = openat(run->staging.fd, "bag",
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (slots.bagfd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open the volumes");
	rc = proc_slots_run(&slots, err_r);
	(void)close(slots.bagfd);
	return rc;
}

/* The signatures, of what both of us find on the disk. */
static int
seal(struct run *run, struct proc_assembly *assembly,
    struct ambit_run_result *result, struct ambit_err *err_r)
{
	struct ambit_span tags, der;
	unsigned n = result->package.volumes;

	if (proc_assembly_tell(assembly, (struct ambit_span){ 0 }, err_r) < 0 ||
	    proc_assembly_hear(assembly, &tags, err_r) < 0)
		return -1;
	if (tags.len != (size_t)n * AMBIT_DIGEST_LEN)
		return ambit_err_set(err_r, AMBIT_E_WIRE,
		    "the assembler is lost");
	if (run_signer_count(run, n, err_r) < 0)
		return -1;
	for (unsigned i = 1; i <= n; i++) {
		const unsigned char *told =
		    tags.ptr + (size_t)(i - 1) * AMBIT_DIGEST_LEN;

		if (run_signer_sign(run, i, told, &der, err_r) < 0 ||
		    proc_assembly_tell(assembly, der, err_r) < 0)
			return -1;
		if (i == 1)
			memcpy(run->tagmanifest, told, AMBIT_DIGEST_LEN);
	}
	return 0;
}

static int
assemble_with(struct run *run, struct proc_assembly *assembly,
    struct ambit_run_result *result_r, struct ambit_err *err_r)
{
	if (hear_made(assembly, result_r, err_r) < 0 || pour(run, err_r) < 0 ||
	    close_stores(run, err_r) < 0 ||
	    seal(run, assembly, result_r, err_r) < 0 ||
	    hear_made(assembly, result_r, err_r) < 0)
		return -1;
	memcpy(result_r->package.tagmanifest, run->tagmanifest,
	    AMBIT_DIGEST_LEN);
	return proc_assembly_end(assembly, err_r);
}

int
run_assemble(struct run *run, struct ambit_run_result *result_r,
    struct ambit_err *err_r)
{
	struct proc_assembly assembly;
	struct proc_assembler_job job;
	int rc;

	if (list_stages(run, err_r) < 0)
		return -1;
	job = job_of(run, false);
	rc = proc_assembly_begin(&assembly, &job, err_r);
	if (rc == 0)
		rc = assemble_with(run, &assembly, result_r, err_r);
	proc_assembly_clear(&assembly);
	return rc;
}

/* The record of a run that made a package, whole before the package shows. */
static int
publish(struct run *run, const struct ambit_run_result *result,
    struct ambit_err *err_r)
{
	const struct ambit_run_terms *terms = run->terms;
	const struct ambit_custody_sums *items = &result->items;
	struct ambit_custody_end end = {
		.sums = &result->package,
		.workers = terms->jobs,
		.exit_code = items->held + items->damaged > 0 ? 6 : 0,
	};

	if (terms->release != NULL && terms->release(terms->ctx, err_r) < 0)
		return -1;
	if (ambit_custody_close(run->custody, &end, err_r) < 0 ||
	    ambit_staging_publish(&run->staging, err_r) < 0)
		return -1;
	ambit_custody_published(run->custody);
	return 0;
}

/* ---- failure ---- */

/* What units are there go into the record: as much of it as can be written. An
 * assembler that failed may have begun it. */
static void
record(struct run *run)
{
	static const char *const names[] = { "items.csv", "held.csv",
		"damage.csv", "accounting.csv" };
	struct ambit_run_result result = { .reused = 0 };
	struct proc_assembly assembly;
	struct proc_assembler_job job;
	struct ambit_err unsaid;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)unlinkat(ambit_custody_dirfd(run->custody), names[i], 0);
	if (run->stages == NULL && list_stages(run, &unsaid) < 0)
		return;
	job = job_of(run, true);
	if (proc_assembly_begin(&assembly, &job, &unsaid) == 0)
		(void)hear_made(&assembly, &result, &unsaid);
	proc_assembly_clear(&assembly);
}

/* Where the machine failed, the units that are done serve the next run; where
 * one of them cannot be joined, or a store is not in place here, what other
 * machines made of the rest does. Else nothing is left of it. */
static bool
is_worth_keeping(const struct run *run, const struct ambit_err *err)
{
	/* What other machines made is theirs, unless nobody may have it. */
	if (run->joining)
		return err->code != AMBIT_E_ORDER;
	return err->code == AMBIT_E_IO || err->code == AMBIT_E_MEMORY ||
	    err->code == AMBIT_E_CRASH || err->code == AMBIT_E_CAGE ||
	    err->code == AMBIT_E_LIMIT || err->code == AMBIT_E_CRYPTO;
}

void
run_fail(struct run *run, const struct ambit_err *err)
{
	struct ambit_custody_end end = { .exit_code = 1,
		.workers = run->terms->jobs,
		.err = err };
	struct ambit_err unsaid;
	uint32_t last = 0;

	/* What is of no use any more makes room for the record. */
	if (run->staging.fd != -1 && !run->joining &&
	    ambit_staging_tidy(&run->staging, &unsaid) < 0)
		end.exit_code = 1; /* it goes later, or with the next run */
	if (run->custody != NULL) {
		record(run);
		if (!run->stores_closed)
			(void)close_stores(run, NULL);
		if (ambit_custody_close(run->custody, &end, &unsaid) < 0)
			end.exit_code = 1; /* it fails for the first reason */
	}
	if (run->staging.fd == -1)
		return;
	if (is_worth_keeping(run, err) &&
	    ambit_staging_last(&run->staging, &last, &unsaid) == 0 && last > 0)
		ambit_staging_leave(&run->staging);
	else
		ambit_staging_clear(&run->staging);
}

/* ---- a whole run ---- */

static int
carry_out(struct run *run, struct ambit_run_result *result_r,
    struct ambit_err *err_r)
{
	const struct ambit_run_terms *terms = run->terms;

	if (ambit_custody_documents(run->custody, terms->orderfd, err_r) < 0 ||
	    run_machine(run, err_r) < 0)
		return -1;
	if (terms->refusal != NULL)
		return ambit_err_set(err_r, AMBIT_E_REGISTRY, "%s",
		    terms->refusal);
	if ((!run->joining && ambit_staging_tidy(&run->staging, err_r) < 0) ||
	    proc_plan_make(&run->plan, terms, run->staging.fd, err_r) < 0)
		return -1;
	if (run->joining ? run_join(run, err_r) < 0
			 : run_resume(run, &result_r->reused, err_r) < 0 ||
		    run_units(run, err_r) < 0)
		return -1;
	if (run_assemble(run, result_r, err_r) < 0)
		return -1;
	return publish(run, result_r, err_r);
}

static int
run_all(const struct ambit_run_terms *terms, bool joining,
    struct ambit_run_result *result_r, struct ambit_err *err_r)
{
	struct run run = { .terms = terms,
		.joining = joining,
		.staging = { .fd = -1 } };
	int made = -1;

	*result_r = (struct ambit_run_result){ .reused = 0 };
	/* The key first: where it does not fit nothing was begun. */
	if (run_signer_start(&run, err_r) == 0 &&
	    ambit_staging_enter(&run.staging, terms->outfd, terms->order, false,
		err_r) == 0 &&
	    ambit_custody_begin(terms->outfd, terms->order, terms->p7s,
		terms->registry, terms->started, terms->as_of, &run.custody,
		err_r) == 0)
		made = carry_out(&run, result_r, err_r);
	run_signer_stop(&run);
	if (made == 0) {
		ambit_staging_clear(&run.staging);
	} else {
		run_tell_room(&run, err_r);
		run_fail(&run, err_r);
	}
	ambit_custody_free(&run.custody);
	proc_plan_clear(&run.plan);
	free(run.stages);
	return made;
}

int
ambit_run(const struct ambit_run_terms *terms,
    struct ambit_run_result *result_r, struct ambit_err *err_r)
{
	return run_all(terms, false, result_r, err_r);
}

int
ambit_run_assemble(const struct ambit_run_terms *terms,
    struct ambit_run_result *result_r, struct ambit_err *err_r)
{
	return run_all(terms, true, result_r, err_r);
}
