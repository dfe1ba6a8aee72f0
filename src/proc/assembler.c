/*
 * The assembler: the units of all stores, put in canonical order, numbered,
 * listed and laid into volumes. It sees what leaves and what is said of the
 * rest; no store, and no key.
 */

/* System. */
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

/* Floor 6 and below. */
#include "ambit/accounting.h"
#include "ambit/linux.h"
#include "ambit/staging.h"

/* Floor 7. */
#include "assembly.h"
#include "child.h"

/* Some 500 bytes a volume. */
#define TAGS_ARENA ((size_t)8 << 20)

/* Milliseconds between two looks at what the disk could begin with. */
#define WRITE_AHEAD 50

struct assembling {
	const struct proc_assembler_job *job;
	struct ambit_accounting *accounting;
	struct ambit_production *production;
	struct ambit_arena *arena;
	struct proc_assembled made;
	struct proc_frame_in from;
	struct proc_frame_out to;
};

/* ---- the units ---- */

static int
add(struct assembling *a, const struct ambit_staged *staged,
    struct ambit_err *err_r)
{
	int same = ambit_staged_check(staged, false, err_r);

	if (same < 0)
		return -1;
	if (same == 0)
		return ambit_err_set(err_r, AMBIT_E_WIRE,
		    "unit %u is not what it was when it was done",
		    (unsigned)staged->terms->unit->number);
	if (ambit_accounting_add(a->accounting, staged, a->job->terms->scopes,
		err_r) < 0)
		return -1;
	return a->job->record
	    ? 0
	    : ambit_production_add(a->production, staged, err_r);
}

static int
open_unit(struct assembling *a, uint32_t number, int *fd_r,
    struct ambit_err *err_r)
{
	struct ambit_staging staging = { .fd = a->job->stagingfd };

	return ambit_staging_unit(&staging, number, false, false, fd_r, err_r);
}

/* Of a run that fails whatever units there are, as far as they say. */
static int
add_unit(struct assembling *a, const struct ambit_stage_terms *terms,
    struct ambit_err *err_r)
{
	const char *why = "it is not there";
	struct ambit_staged staged;
	int fd, got = 0;

	if (open_unit(a, terms->unit->number, &fd, err_r) < 0)
		return -1;
	if (fd != -1)
		got = ambit_staged_open(terms, fd, &staged, &why, err_r);
	if (got == 1) {
		got = add(a, &staged, err_r);
		ambit_staged_close(&staged);
	} else if (got == 0 && a->job->record) {
		got = ambit_accounting_miss(a->accounting, terms->unit,
		    a->job->terms->scopes, err_r);
	} else if (got == 0) {
		got = ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "unit %u cannot be joined: %s",
		    (unsigned)terms->unit->number, why);
	}
	proc_close(&fd);
	return got;
}

static int
add_units(struct assembling *a, struct ambit_err *err_r)
{
	for (size_t i = 0; i < a->job->n_units; i++) {
		if (add_unit(a, &a->job->units[i], err_r) < 0)
			return -1;
	}
	return ambit_accounting_close(a->accounting, err_r);
}

/* ---- the package ---- */

static int
assemble(struct assembling *a, struct ambit_err *err_r)
{
	const struct ambit_run_terms *terms = a->job->terms;
	const struct ambit_production_terms asked = { .order = terms->order,
		.registry = terms->registry,
		.scopes = terms->scopes,
		.fd = a->job->stagingfd,
		.archive = terms->archive };

	if (ambit_production_begin(&asked, &a->production, err_r) < 0 ||
	    add_units(a, err_r) < 0 ||
	    ambit_production_number(a->production, err_r) < 0)
		return -1;
	a->made.items = ambit_accounting_sums(a->accounting);
	return ambit_production_lay(a->production, &a->made.package, err_r);
}

/* A sum that does not close is why the run failed, not another failure. */
static int
record(struct assembling *a, struct ambit_err *err_r)
{
	if (add_units(a, err_r) < 0 && err_r->code != AMBIT_E_SUMS)
		return -1;
	a->made.items = ambit_accounting_sums(a->accounting);
	return ambit_accounting_list(a->accounting, NULL, err_r);
}

/* ---- the steps, each when the monitor says so ---- */

static int
tell_made(struct assembling *a, struct ambit_err *err_r)
{
	proc_frame_begin(&a->to, PROC_DONE);
	proc_assembled_put(&a->made, &a->to.text);
	if (proc_frame_end(&a->to, err_r) < 0)
		return -1;
	return proc_frame_flush(&a->to, err_r);
}

static int
await(struct assembling *a, struct ambit_span *body_r, struct ambit_err *err_r)
{
	enum proc_kind kind;

	if (proc_frame_next(&a->from, &kind, body_r, err_r) < 0)
		return -1;
	return kind == PROC_TASK
	    ? 0
	    : ambit_err_set(err_r, AMBIT_E_WIRE, "no task");
}

/* The gates pour. They would wait for the disk where it has much to do at
 * last; this process has nothing else to do. Of many small files it can only
 * wait for all that there is; and an error is told once, so it counts. */
static int
await_poured(struct assembling *a, struct ambit_span *body_r,
    struct ambit_err *err_r)
{
	struct pollfd in = { .fd = a->job->infd, .events = POLLIN };

	while (poll(&in, 1, WRITE_AHEAD) == 0) {
		if (a->job->terms->archive)
			ambit_production_write_ahead(a->production);
		else if (ambit_linux_sync(a->job->stagingfd) == -1)
			return ambit_err_set(err_r, AMBIT_E_IO,
			    "sync the package");
	}
	return await(a, body_r, err_r);
}

/* All is on the disk: what is there to be signed? */
static int
tell_tags(struct assembling *a, struct ambit_err *err_r)
{
	const struct ambit_run_terms *terms = a->job->terms;
	unsigned char sha256[AMBIT_DIGEST_LEN];
	char id[AMBIT_PRODUCTION_ID_LEN];
	struct ambit_span bytes;

	if (ambit_production_sync(a->production, false, err_r) < 0)
		return -1;
	ambit_production_id(terms->order, id);
	proc_frame_begin(&a->to, PROC_DONE);
	for (unsigned i = 1; i <= a->made.package.volumes; i++) {
		if (ambit_production_tags(a->job->stagingfd, id, i,
			terms->archive, a->arena, &bytes, sha256, err_r) < 0)
			return -1;
		ambit_text_put(&a->to.text,
		    (struct ambit_span){ sha256, sizeof(sha256) });
	}
	if (proc_frame_end(&a->to, err_r) < 0)
		return -1;
	return proc_frame_flush(&a->to, err_r);
}

static int
seal_all(struct assembling *a, struct ambit_err *err_r)
{
	struct ambit_span der;

	for (unsigned i = 1; i <= a->made.package.volumes; i++) {
		if (await(a, &der, err_r) < 0 ||
		    ambit_production_seal(a->production, i, der, err_r) < 0)
			return -1;
	}
	if (ambit_production_end(a->production, err_r) < 0)
		return -1;
	return a->job->terms->read_back
	    ? ambit_production_sync(a->production, true, err_r)
	    : 0;
}

static int
carry_out(struct assembling *a, struct ambit_err *err_r)
{
	struct ambit_span go;

	if (ambit_accounting_begin(a->job->custodyfd, a->job->stagingfd,
		a->job->terms->order, &a->accounting, err_r) < 0)
		return -1;
	if (a->job->record)
		return record(a, err_r) < 0 ? -1 : tell_made(a, err_r);
	/* Nobody waits for lists and documents while gates pour. */
	if (assemble(a, err_r) < 0 || tell_made(a, err_r) < 0 ||
	    ambit_accounting_list(a->accounting, a->production, err_r) < 0 ||
	    ambit_production_write(a->production, err_r) < 0 ||
	    await_poured(a, &go, err_r) < 0 || tell_tags(a, err_r) < 0 ||
	    seal_all(a, err_r) < 0)
		return -1;
	return tell_made(a, err_r);
}

void
proc_assembler(void *job)
{
	struct assembling *a = calloc(1, sizeof(*a));
	struct ambit_err err = { .code = AMBIT_E_NONE };

	if (a == NULL)
		_exit(1);
	a->job = job;
	a->arena = ambit_arena_new(TAGS_ARENA);
	proc_frame_from(&a->from, a->job->infd);
	proc_frame_init(&a->to, a->job->outfd);
	if (a->arena == NULL)
		(void)ambit_err_set(&err, AMBIT_E_MEMORY, "assembler");
	if (a->arena == NULL || carry_out(a, &err) < 0) {
		proc_frame_fail(&a->to, &err);
		_exit(1);
	}
}

/* ---- units that are there already ---- */

static unsigned char
is_whole(struct assembling *a, const struct ambit_stage_terms *terms)
{
	struct ambit_staged staged;
	struct ambit_err unsaid;
	const char *why;
	int fd, got = 0;

	if (open_unit(a, terms->unit->number, &fd, &unsaid) < 0 || fd == -1)
		return 0;
	if (ambit_staged_open(terms, fd, &staged, &why, &unsaid) == 1) {
		if (!staged.end.failed)
			got = ambit_staged_check(&staged, true, &unsaid);
		ambit_staged_close(&staged);
	}
	proc_close(&fd);
	return got == 1;
}

void
proc_auditor(void *job)
{
	struct assembling a = { .job = job };

	for (size_t i = 0; i < a.job->n_units; i++) {
		unsigned char whole = is_whole(&a, &a.job->units[i]);

		if (write(a.job->outfd, &whole, 1) != 1)
			_exit(1);
	}
}
