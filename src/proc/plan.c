/*
 * The plan: which stores are opened, and into which units they are cut. Opens
 * no item.
 */

/* System. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Floor 6 and below. */
#include "ambit/linux.h"
#include "ambit/version.h"
#include "ambit/wire.h"

/* Floor 7. */
#include "child.h"
#include "plan.h"

/* Two paths a unit, claims of a few; a store of a million folders. */
#define PLAN_ARENA ((size_t)32 << 20)

bool
ambit_run_opens(const struct ambit_order *order,
    const struct ambit_scope *scopes, const struct ambit_store *store)
{
	for (size_t i = 0; i < order->n_tasks; i++) {
		if (ambit_scope_opens(&scopes[i], store))
			return true;
	}
	return false;
}

/* Every table, order and registry that has a say in what a unit holds. */
static int
name_whose(struct proc_plan *plan, struct ambit_err *err_r)
{
	unsigned char instruments[AMBIT_DIGEST_LEN], fields[AMBIT_DIGEST_LEN];
	const unsigned char *const digests[] = { plan->terms->order->sha256,
		plan->terms->registry->sha256, instruments, fields };
	char room[512];
	struct ambit_text text = AMBIT_TEXT(room);

	if (ambit_production_law_digests(instruments, fields, err_r) < 0)
		return -1;
	ambit_wire_put_string(&text, AMBIT_LIT(AMBIT_VERSION));
	for (size_t i = 0; i < sizeof(digests) / sizeof(digests[0]); i++)
		ambit_text_put(&text,
		    (struct ambit_span){ digests[i], AMBIT_DIGEST_LEN });
	return ambit_sink_digest(ambit_text_span(&text), plan->whose, err_r);
}

static int
copy(struct proc_plan *plan, struct ambit_span *span, struct ambit_err *err_r)
{
	unsigned char *own =
	    AMBIT_ARENA_GET(plan->arena, unsigned char, span->len + 1);

	if (own == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "plan");
	if (span->len > 0)
		memcpy(own, span->ptr, span->len);
	span->ptr = own;
	return 0;
}

static int
add_unit(void *ctx, const struct ambit_unit *unit, struct ambit_err *err_r)
{
	struct proc_plan *plan = ctx;
	size_t room = plan->room == 0 ? 64 : 2 * plan->room;
	struct proc_unit *units = plan->units;

	if (plan->n_units == plan->room) {
		units = realloc(units, room * sizeof(*units));
		if (units == NULL)
			return ambit_err_set(err_r, AMBIT_E_MEMORY, "plan");
		plan->units = units;
		plan->room = room;
	}
	units = &plan->units[plan->n_units++];
	*units =
	    (struct proc_unit){ .unit = *unit, .store = plan->n_stores - 1 };
	units->unit.number = (uint32_t)plan->n_units;
	if (copy(plan, &units->unit.first, err_r) < 0)
		return -1;
	return copy(plan, &units->unit.end, err_r);
}

static int
root_of(const struct ambit_run_terms *terms, const struct ambit_store *store)
{
	return terms->frozenfd != -1 && store->account != 0 ? terms->frozenfd
							    : terms->rootfd;
}

static int
open_store(struct proc_plan *plan, const struct ambit_store *store, int spoolfd,
    struct ambit_err *err_r)
{
	struct proc_store *opened = &plan->stores[plan->n_stores];
	char path[4096];

	(void)snprintf(path, sizeof(path), "%.*s", (int)store->path.len,
	    (const char *)store->path.ptr);
	opened->store = store;
	opened->fd =
	    ambit_linux_open_beneath(root_of(plan->terms, store), path, false);
	if (opened->fd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open");
	plan->n_stores++;
	if (fstat(opened->fd, &opened->before) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "stat");
	return ambit_unit_cut(store, opened->fd, spoolfd, add_unit, plan,
	    err_r);
}

/* A store is opened once, for the whole run: as many descriptors as the machine
 * lets us have. */
static void
raise_files(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) == -1)
		return;
	files.rlim_cur = files.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &files);
}

int
proc_plan_make(struct proc_plan *plan, const struct ambit_run_terms *terms,
    int spoolfd, struct ambit_err *err_r)
{
	const struct ambit_registry *registry = terms->registry;

	*plan = (struct proc_plan){ .terms = terms };
	raise_files();
	plan->arena = ambit_arena_new(PLAN_ARENA);
	plan->stores = calloc(registry->n_stores + 1, sizeof(*plan->stores));
	if (plan->arena == NULL || plan->stores == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "plan");
	for (size_t i = 0; i < registry->n_stores; i++) {
		const struct ambit_store *store = &registry->stores[i];

		if (ambit_run_opens(terms->order, terms->scopes, store) &&
		    open_store(plan, store, spoolfd, err_r) < 0)
			return ambit_err_in(err_r, store->id);
	}
	return name_whose(plan, err_r);
}

void
proc_plan_clear(struct proc_plan *plan)
{
	for (size_t i = 0; i < plan->n_stores; i++)
		proc_close(&plan->stores[i].fd);
	free(plan->stores);
	free(plan->units);
	if (plan->arena != NULL)
		ambit_arena_free(&plan->arena);
	*plan = (struct proc_plan){ 0 };
}

struct ambit_stage_terms
proc_plan_stage(const struct proc_plan *plan, const struct proc_unit *unit)
{
	struct ambit_stage_terms terms = { .order = plan->terms->order,
		.unit = &unit->unit,
		.archive = plan->terms->archive,
		.poured = plan->terms->archive || !plan->parts };

	memcpy(terms.whose, plan->whose, sizeof(terms.whose));
	return terms;
}

const struct proc_unit *
proc_plan_before(const struct proc_plan *plan, const struct proc_unit *unit)
{
	return unit->unit.part > 1 ? &plan->units[unit->unit.number - 2] : NULL;
}

int
ambit_run_plan(const struct ambit_run_terms *terms, int spoolfd,
    int (*give)(void *ctx, const struct ambit_unit *unit,
	struct ambit_err *err_r),
    void *ctx, struct ambit_err *err_r)
{
	struct proc_plan plan;
	int rc = proc_plan_make(&plan, terms, spoolfd, err_r);

	for (size_t i = 0; rc == 0 && i < plan.n_units; i++)
		rc = give(ctx, &plan.units[i].unit, err_r);
	proc_plan_clear(&plan);
	return rc;
}
