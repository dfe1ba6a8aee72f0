#ifndef AMBIT_TESTS_RECORD_H
#define AMBIT_TESTS_RECORD_H

#include "check.h"
#include "world.h"

#include "ambit/accounting.h"
#include "ambit/custody.h"
#include "ambit/staging.h"

/*
 * A custody record in the making, about two tasks and two stores, out of units
 * as gates leave them.
 */

#define RECORD_TASK(id, clock)                                  \
	"<Task id=\"" id "\">" WORLD_TARGET                     \
	"<Data class=\"content\" store=\"mail\"/>" WORLD_RANGE( \
	    clock) "</Task>"

static const char record_order[] =
    WORLD_ORDER(RECORD_TASK("t1", "delivered") RECORD_TASK("t2", "header"));

static const char record_registry[] = WORLD_REGISTRY(
    "<Store id=\"inbox\" account=\"alice\" format=\"mbox\" path=\"inbox\""
    " holds=\"mail\"><Clock name=\"delivered\" source=\"fromLine\""
    " zone=\"Z\"/><Clock name=\"header\" source=\"dateHeader\"/></Store>"
    "<Store id=\"drop\" account=\"alice\" format=\"maildir\" path=\"drop\""
    " holds=\"mail\"><Clock name=\"delivered\" source=\"fileName\"/>"
    "</Store>"
    "<Store id=\"pst\" account=\"alice\" format=\"pst\" path=\"pst\""
    " holds=\"mail\"><Clock name=\"delivered\""
    " source=\"deliveryTime\"/></Store>") WORLD_LIMITS("1000000");

/* 2026-02-01T10:00:00Z */
#define FEBRUARY INT64_C(1769940000000000)

#define RECORD_INBOX 0
#define RECORD_DROP  1
#define RECORD_UNITS 4

struct record_unit {
	struct ambit_unit unit;
	struct ambit_stage_terms terms;
	struct ambit_stage *stage;
	int fd;
};

struct fixture {
	struct world w;
	struct ambit_custody *custody;
	struct ambit_staging staging;
	struct ambit_accounting *accounting;
	struct record_unit units[RECORD_UNITS];
	size_t n; /* the one at hand is the last */
	struct ambit_err err;
};

static inline struct ambit_custody *
record_custody(const struct world *w)
{
	struct ambit_custody *custody = NULL;

	assert_int_equal(ambit_custody_begin(w->outfd, &w->order,
			     AMBIT_LIT("signatures"), &w->registry, FEBRUARY,
			     INT64_MIN, &custody, NULL),
	    0);
	assert_non_null(custody);
	return custody;
}

static inline void
record_open(struct fixture *f)
{
	f->custody = record_custody(&f->w);
	f->n = 0;
	assert_int_equal(ambit_staging_enter(&f->staging, f->w.outfd,
			     &f->w.order, false, &f->err),
	    0);
	assert_int_equal(ambit_accounting_begin(ambit_custody_dirfd(f->custody),
			     f->staging.fd, &f->w.order, &f->accounting,
			     &f->err),
	    0);
}

/* The record points into the fixture, which stays where it is. */
static inline void
begin(struct fixture *f)
{
	f->w = world_new(record_order, record_registry);
	record_open(f);
}

/* out/custody/<id>/name */
static inline struct ambit_span
record(const struct fixture *f, const char *name)
{
	char id[AMBIT_PRODUCTION_ID_LEN], path[256];

	ambit_production_id(&f->w.order, id);
	(void)snprintf(path, sizeof(path), "out/custody/%s/%s", id, name);
	return world_get(&f->w, path);
}

/* ---- units ---- */

static inline struct record_unit *
record_unit_begin(struct fixture *f, size_t store)
{
	struct record_unit *u = &f->units[f->n++];

	assert_true(f->n <= RECORD_UNITS);
	u->unit = ambit_unit_whole(&f->w.registry.stores[store]);
	u->unit.number = (uint32_t)f->n;
	u->terms = (struct ambit_stage_terms){ .order = &f->w.order,
		.unit = &u->unit };
	assert_int_equal(ambit_staging_unit(&f->staging, u->unit.number, true,
			     false, &u->fd, &f->err),
	    0);
	assert_int_equal(ambit_stage_begin(&u->terms, u->fd, &u->stage,
			     &f->err),
	    0);
	return u;
}

/* One item under one task. */
static inline int
put(struct fixture *f, size_t task, uint32_t ordinal, uint64_t len,
    enum ambit_outcome outcome)
{
	struct record_unit *u = &f->units[f->n - 1];
	const struct ambit_item item = { .at = { .store = 1, .item = ordinal },
		.framed = { 0, len },
		.raw = { 0, len } };
	const struct ambit_custody_entry entry = {
		.task = &f->w.order.tasks[task],
		.store = u->unit.store,
		.item = &item,
		.outcome = outcome,
		.verdict = { AMBIT_NO, ambit_scope_rule(AMBIT_LIT("range")) },
	};

	return ambit_stage_item(u->stage, &entry, &f->err);
}

/* The unit at hand is done: into the accounting with it. What is staged stays
 * in *staged_r, to be closed. */
static inline int
record_unit_end(struct fixture *f, const struct ambit_stage_end *end,
    struct ambit_staged *staged_r)
{
	struct record_unit *u = &f->units[f->n - 1];
	const char *why;

	assert_int_equal(ambit_stage_end(u->stage, end, &f->err), 0);
	ambit_stage_free(&u->stage);
	assert_int_equal(ambit_staged_open(&u->terms, u->fd, staged_r, &why,
			     &f->err),
	    1);
	return ambit_accounting_add(f->accounting, staged_r, f->w.scopes,
	    &f->err);
}

/* As many items of so many bytes in all, and nothing behind them. */
static inline int
record_unit_of(struct fixture *f, uint64_t items, uint64_t bytes)
{
	struct record_unit *u = &f->units[f->n - 1];
	const struct ambit_stage_end end = { .items = items,
		.bytes = bytes,
		.end = bytes };
	struct ambit_staged staged;
	int rc;

	if (u->unit.store->format == AMBIT_STORE_MBOX)
		u->unit.bytes = bytes;
	rc = record_unit_end(f, &end, &staged);
	ambit_staged_close(&staged);
	return rc;
}

/* ---- the end ---- */

static inline void
record_forget(struct fixture *f)
{
	for (size_t i = 0; i < f->n; i++) {
		ambit_stage_free(&f->units[i].stage);
		(void)close(f->units[i].fd);
	}
	ambit_accounting_free(&f->accounting);
	ambit_custody_free(&f->custody);
	assert_null(f->accounting);
	assert_null(f->custody);
	ambit_staging_clear(&f->staging);
}

/* List the items, with the numbers of production; close the record. */
static inline int
close_record(struct fixture *f, struct ambit_production *production,
    const struct ambit_custody_end *end)
{
	int listed = ambit_accounting_list(f->accounting, production, &f->err);
	int done =
	    ambit_custody_close(f->custody, end, listed == 0 ? &f->err : NULL);

	record_forget(f);
	return listed < 0 ? -1 : done;
}

static inline void
finish(struct fixture *f)
{
	const struct ambit_custody_end end = { .exit_code = 0 };

	assert_int_equal(close_record(f, NULL, &end), 0);
}

/* The rows of a table behind its first, which is named. */
static inline void
assert_rows(const struct fixture *f, const char *name, const char *want)
{
	struct ambit_span is = record(f, name);
	const char *rows = strstr((const char *)is.ptr, "\r\n");

	assert_non_null(rows);
	assert_string_equal(rows + 2, want);
	world_drop(is);
}

#endif
