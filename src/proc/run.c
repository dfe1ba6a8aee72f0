/*
 * A run: one approved order, from its stores to its package.
 *
 * All in one process for now, in the steps that will be processes: read, gate,
 * assemble, sign.
 */

/* System. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* Floor 6 and below. */
#include "ambit/linux.h"
#include "ambit/reader.h"

/* Floor 7. */
#include "ambit/run.h"
#include "gate.h"

/* How many items pass between two ticks. */
#define TICK_ITEMS 512

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

static void
tick(const struct ambit_run_terms *terms, const struct ambit_reader *r,
    uint64_t items)
{
	struct ambit_run_tick now = { .store = r->store,
		.items = items,
		.bytes = r->seen };

	if (terms->tick == NULL)
		return;
	if (r->source != NULL && r->store->format == AMBIT_STORE_MBOX)
		now.stored = ambit_source_stored(r->source);
	terms->tick(terms->ctx, &now);
}

static int
read_items(struct ambit_gate *gate, struct ambit_reader *r, uint64_t *items_r,
    struct ambit_err *err_r)
{
	struct ambit_item item;
	int got;

	*items_r = 0;
	while ((got = r->ops->next(r, &item, err_r)) == 1) {
		if (ambit_gate_item(gate, r, &item, err_r) < 0)
			return -1;
		if (++*items_r % TICK_ITEMS == 0)
			tick(gate->terms, r, *items_r);
	}
	tick(gate->terms, r, *items_r);
	return got;
}

static int
close_sums(struct ambit_gate *gate, const struct ambit_reader *r,
    uint64_t items, struct ambit_err *err_r)
{
	const struct ambit_order *order = gate->terms->order;
	/* B5: a store of empty lines alone is framing, around no item. */
	uint64_t bytes = items > 0 ? r->seen : 0;

	for (size_t i = 0; i < order->n_tasks; i++) {
		if (!ambit_scope_opens(&gate->terms->scopes[i], r->store))
			continue;
		if (ambit_custody_close_store(gate->custody, &order->tasks[i],
			r->store, items, bytes, err_r) < 0)
			return -1;
	}
	return 0;
}

static int
read_store(struct ambit_gate *gate, const struct ambit_store *store, int fd,
    struct ambit_err *err_r)
{
	const struct ambit_registry *registry = gate->terms->registry;
	const struct ambit_unit unit = ambit_unit_whole(store);
	struct stat before, after;
	struct ambit_reader r;
	uint64_t items;
	int done = -1;

	if (fstat(fd, &before) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "stat");
	if (ambit_reader_open(&r, &unit, &registry->limits, fd,
		(struct ambit_span){ 0 }, err_r) < 0)
		return -1;
	if (read_items(gate, &r, &items, err_r) == 0)
		done = r.ops->check(&r, err_r);
	/* What is known of a store that failed is recorded all the same. */
	if (fstat(fd, &after) == -1)
		done =
		    ambit_err_set(done == 0 ? err_r : NULL, AMBIT_E_IO, "stat");
	else if (ambit_custody_store(gate->custody, store, registry, &before,
		     &after, done == 0 ? err_r : NULL) < 0)
		done = -1;
	if (close_sums(gate, &r, items, done == 0 ? err_r : NULL) < 0)
		done = -1;
	ambit_reader_close(&r);
	return done;
}

static int
open_store(struct ambit_gate *gate, const struct ambit_store *store,
    struct ambit_err *err_r)
{
	char path[4096];
	int fd, got;

	(void)snprintf(path, sizeof(path), "%.*s", (int)store->path.len,
	    (const char *)store->path.ptr);
	fd = ambit_linux_open_beneath(gate->terms->rootfd, path, false);
	if (fd == -1) {
		(void)ambit_err_set(err_r, AMBIT_E_IO, "open");
		return ambit_err_in(err_r, store->id);
	}
	got = read_store(gate, store, fd, err_r);
	(void)close(fd);
	return got < 0 ? ambit_err_in(err_r, store->id) : 0;
}

static int
event(struct ambit_gate *gate, const char *kind,
    const struct ambit_store *store, struct ambit_err *err_r)
{
	char id[256];

	(void)snprintf(id, sizeof(id), "%.*s", (int)store->id.len,
	    (const char *)store->id.ptr);
	return ambit_custody_event(gate->custody, kind, id, err_r);
}

static int
read_stores(struct ambit_gate *gate, struct ambit_err *err_r)
{
	const struct ambit_run_terms *terms = gate->terms;
	const struct ambit_registry *registry = terms->registry;

	for (size_t i = 0; i < registry->n_stores; i++) {
		const struct ambit_store *store = &registry->stores[i];

		if (!ambit_run_opens(terms->order, terms->scopes, store))
			continue;
		if (event(gate, "open", store, err_r) < 0 ||
		    open_store(gate, store, err_r) < 0 ||
		    event(gate, "close", store, err_r) < 0)
			return -1;
	}
	return 0;
}

static int
gather(const struct ambit_run_terms *terms, struct ambit_production *production,
    struct ambit_custody *custody, struct ambit_err *err_r)
{
	struct ambit_gate gate;
	int got = -1;

	if (ambit_gate_init(&gate, terms, production, custody, err_r) == 0)
		got = read_stores(&gate, err_r);
	ambit_gate_clear(&gate);
	return got;
}

/* All of a production but its place. */
static int
prepare(const struct ambit_run_terms *terms,
    struct ambit_production *production, struct ambit_custody *custody,
    struct ambit_run_result *result_r, struct ambit_err *err_r)
{
	if (ambit_custody_documents(custody, terms->orderfd, err_r) < 0)
		return -1;
	if (terms->refusal != NULL)
		return ambit_err_set(err_r, AMBIT_E_REGISTRY, "%s",
		    terms->refusal);
	if (gather(terms, production, custody, err_r) < 0 ||
	    ambit_production_number(production, err_r) < 0)
		return -1;
	result_r->items = ambit_custody_sums(custody);
	if (ambit_production_finish(production, terms->cert, terms->key,
		&result_r->package, err_r) < 0)
		return -1;
	return ambit_custody_list(custody, production, err_r);
}

/* The record of a run that made a package, whole before the package shows. */
static int
publish(const struct ambit_run_terms *terms,
    struct ambit_production *production, struct ambit_custody *custody,
    const struct ambit_run_result *result, struct ambit_err *err_r)
{
	const struct ambit_custody_sums *items = &result->items;
	struct ambit_custody_end end = {
		.sums = &result->package,
		.exit_code = items->held + items->damaged > 0 ? 6 : 0,
	};

	if (terms->release != NULL && terms->release(terms->ctx, err_r) < 0)
		return -1;
	if (ambit_custody_close(custody, &end, err_r) < 0)
		return -1;
	return ambit_production_publish(production, err_r);
}

/* The record of a run that made none: as much of it as can be written. */
static void
fail(struct ambit_custody *custody, const struct ambit_err *err)
{
	struct ambit_custody_end end = { .exit_code = 1, .err = err };
	struct ambit_err unsaid;

	if (custody != NULL && ambit_custody_close(custody, &end, &unsaid) < 0)
		return; /* the run has failed for the first reason */
}

int
ambit_run(const struct ambit_run_terms *terms,
    struct ambit_run_result *result_r, struct ambit_err *err_r)
{
	struct ambit_production_terms asked = { .order = terms->order,
		.registry = terms->registry,
		.scopes = terms->scopes,
		.outfd = terms->outfd };
	struct ambit_production *production = NULL;
	struct ambit_custody *custody = NULL;
	int made = -1;

	*result_r = (struct ambit_run_result){ 0 };
	if (ambit_production_begin(&asked, &production, err_r) < 0)
		return -1;
	if (ambit_custody_begin(terms->outfd, terms->order, terms->p7s,
		terms->registry, terms->started, terms->as_of, &custody,
		err_r) == 0)
		made = prepare(terms, production, custody, result_r, err_r);
	if (made == 0)
		made = publish(terms, production, custody, result_r, err_r);
	/* What is staged goes first: the record may need its room. */
	ambit_production_free(&production);
	if (made < 0)
		fail(custody, err_r);
	ambit_custody_free(&custody);
	return made;
}
