/*
 * The reader: one store, or a part of one, and one pipe.
 *
 * It asks the filters to save work: what it takes for outside it does not send.
 * Its opinion does not count; the gate asks again.
 */

/* System. */
#include <stdlib.h>
#include <unistd.h>

/* Floor 6 and below. */
#include "ambit/reader.h"
#include "ambit/table.h"

/* Floor 7. */
#include "asked.h"
#include "house.h"
#include "tell.h"

/* Up to so many bytes a copy costs less than a call. */
#define UNCOPIED ((uint64_t)4096)

struct reading {
	const struct proc_pair *pair;
	struct ambit_reader r;
	struct ambit_table *tables; /* one a task */
	struct proc_tell tell;
	uint64_t items;
	uint64_t end; /* where the last one ends; where the unit begins */
};

static bool
is_skipped(const struct proc_pair *pair, const struct ambit_item *item)
{
	for (size_t i = 0; i < pair->n_skip; i++) {
		if (pair->skip[i] == item->at.item)
			return true;
	}
	return false;
}

/* The values of the tables of all tasks that the item is within, or may be. */
static int
tell_columns(struct reading *g, const struct ambit_item *item,
    const struct asked *asked, struct ambit_err *err_r)
{
	struct ambit_span value;
	int got;

	for (size_t i = 0; i < asked->n; i++) {
		if (!asked_row_yet(asked, i, item))
			continue;
		for (unsigned c = 0; c < AMBIT_TABLE_COLUMNS_MAX; c++) {
			got = ambit_table_value(&g->tables[i], c, g->r.store,
			    item, g->r.arena, &value);
			if (got < 0)
				return ambit_err_set(err_r, AMBIT_E_MEMORY,
				    "row of a table");
			if (value.len > 0 &&
			    proc_tell_column(&g->tell, (uint32_t)i + 1, c,
				value, err_r) < 0)
				return -1;
		}
	}
	return 0;
}

/* One file that can be read at any place, and items that lie in it. */
static bool
is_plain(const struct ambit_unit *unit)
{
	return unit->bytes > 0 && !unit->store->gzip;
}

/* What is found wrong while it is read, its end tells. */
static int
tell_stream(struct reading *g, const struct ambit_item *item,
    struct ambit_err *err_r)
{
	struct ambit_sink *sink;
	unsigned flaws;

	if (proc_tell_body(&g->tell, &sink, err_r) < 0)
		return -1;
	if (ambit_reader_stream(&g->r, item, sink, &flaws, err_r) < 0)
		return -1;
	g->tell.flaws = flaws & ~item->flaws;
	return 0;
}

static int
tell_bytes(struct reading *g, const struct ambit_item *item,
    struct ambit_err *err_r)
{
	struct ambit_extent all = { 0, item->raw.len };
	struct ambit_sink *sink;

	if (ambit_reader_streams(&g->r))
		return tell_stream(g, item, err_r);
	if (is_plain(g->pair->unit) && all.len >= UNCOPIED)
		return proc_tell_file(&g->tell, g->pair->storefd, item->raw,
		    err_r);
	if (proc_tell_body(&g->tell, &sink, err_r) < 0)
		return -1;
	return ambit_reader_pour(&g->r, item, all, sink, err_r);
}

/* What the framing left open the header may settle. Where its fields lie
 * matters only to what is cut from the item's own bytes. */
static int
tell_rest(struct reading *g, struct ambit_item *item, struct asked *asked,
    struct ambit_err *err_r)
{
	bool with_fields;

	if (ambit_reader_read(&g->r, item, err_r) < 0)
		return -1;
	with_fields = asked->reduced && !ambit_reader_streams(&g->r);
	if (item->read &&
	    proc_tell_head(&g->tell, item, with_fields, err_r) < 0)
		return -1;
	asked_decide(asked, g->r.store, item);
	if (tell_columns(g, item, asked, err_r) < 0)
		return -1;
	return asked_bytes(asked, item) ? tell_bytes(g, item, err_r) : 0;
}

/* Where we die of it, it can be named, and is not blamed for what the next one
 * does (cages.md 7). */
static int
tell_item(struct reading *g, struct ambit_item *item, struct asked *asked,
    struct ambit_err *err_r)
{
	bool more = false;

	proc_whereabouts_set(g->pair->at, item->at.item, true);
	if (proc_tell_item(&g->tell, item, err_r) < 0)
		return -1;
	g->items++;
	g->end = item->framed.off + item->framed.len;
	if (!is_skipped(g->pair, item)) {
		asked_decide(asked, g->r.store, item);
		more = asked_more(asked);
	}
	if (more && tell_rest(g, item, asked, err_r) < 0)
		return ambit_err_at(err_r, item->at);
	proc_whereabouts_set(g->pair->at, item->at.item, false);
	return proc_tell_end(&g->tell, err_r);
}

static int
tell_last(struct reading *g, struct ambit_err *err_r)
{
	struct proc_last last = { .items = g->items,
		.bytes = g->r.seen,
		.end = g->end };

	/* B5: a store of empty lines alone is framing, around no item. */
	if (g->items == 0)
		last.bytes = 0;
	if (g->r.ops->check(&g->r, err_r) < 0 ||
	    ambit_reader_claims(&g->r, &last.claims, err_r) < 0 ||
	    ambit_reader_state(&g->r, last.state, err_r) < 0)
		return -1;
	return proc_tell_last(&g->tell, &last, err_r);
}

static int
tell_items(struct reading *g, struct ambit_err *err_r)
{
	struct asked *asked = asked_new(g->pair->terms);
	struct ambit_item item;
	int got = -1;

	if (asked == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "reader");
	while ((got = g->r.ops->next(&g->r, &item, err_r)) == 1) {
		if (tell_item(g, &item, asked, err_r) < 0) {
			got = -1;
			break;
		}
	}
	asked_free(asked);
	return got < 0 ? -1 : tell_last(g, err_r);
}

static int
tell_unit(struct reading *g, struct ambit_err *err_r)
{
	const struct proc_pair *pair = g->pair;
	int got;

	if (proc_tell_hello(&g->tell, pair->unit, err_r) < 0 ||
	    ambit_reader_open(&g->r, pair->unit, &pair->terms->registry->limits,
		pair->storefd, pair->claims, err_r) < 0)
		return -1;
	got = tell_items(g, err_r);
	ambit_reader_close(&g->r);
	return got;
}

void
proc_reader(void *pair)
{
	struct reading *g = calloc(1, sizeof(*g));
	struct ambit_err err = { .code = AMBIT_E_NONE };

	if (g == NULL)
		_exit(1);
	g->pair = pair;
	g->end = g->pair->unit->from;
	proc_tell_init(&g->tell, g->pair->tellfd);
	if (ambit_store_streams(g->pair->unit->store->format))
		proc_tell_by_tray(&g->tell, g->pair->tray);
	g->tables = asked_tables(g->pair->terms);
	if (g->tables == NULL)
		(void)ambit_err_set(&err, AMBIT_E_MEMORY, "reader");
	if (g->tables == NULL || tell_unit(g, &err) < 0) {
		proc_frame_fail(&g->tell.out, &err);
		_exit(1);
	}
}
