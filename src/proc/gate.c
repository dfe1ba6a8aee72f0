/*
 * The gate: between a reader and the package.
 *
 * It takes what the reader says as if it came from an enemy, asks the filters
 * itself, and writes what they let out. It decides nothing and parses nothing.
 */

/* System. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Floor 6 and below. */
#include "ambit/table.h"

/* Floor 7. */
#include "gate.h"

/* How many items pass between two words about it. */
#define PROGRESS_ITEMS 512

/* Facts of one item: its header, told piece by piece. */
#define ITEM_ARENA ((size_t)64 << 20)

/* ---- the bytes ---- */

/* Where they must lie while it is not yet known under which tasks they leave.
 */
static enum ambit_stage_place
place_of(const struct gate *g)
{
	enum ambit_stage_place place = AMBIT_STAGE_DIGEST;

	if (g->streams)
		return AMBIT_STAGE_NATIVE;
	if (g->asked->reduced)
		return AMBIT_STAGE_RAW;
	for (size_t i = 0; i < g->asked->n; i++) {
		if (asked_content(g->asked, i))
			place = AMBIT_STAGE_FILE;
	}
	return place;
}

/* How many may come, hear.c knows as far as the wire tells; of a stream the
 * registry says it too. */
static int
take_all(struct gate *g, struct ambit_item *item, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	uint64_t most =
	    g->pair->terms->registry->limits.item_bytes + AMBIT_MAPI_ROOM;
	struct ambit_span bytes;
	uint64_t n = 0;
	int got;

	while ((got = proc_hear_body(g->hear, item, &bytes, err_r)) == 1) {
		n += bytes.len;
		if (g->streams && n > most)
			return ambit_err_set(err_r, AMBIT_E_WIRE,
			    "the reader sends more than an item may have");
		if (ambit_sink_write(sink, bytes, err_r) < 0)
			return -1;
	}
	return got;
}

static int
take_bytes(struct gate *g, struct ambit_item *item, struct ambit_err *err_r)
{
	struct ambit_sink *sink;

	if (ambit_stage_open(g->stage, place_of(g), &sink, err_r) < 0 ||
	    take_all(g, item, sink, err_r) < 0)
		return -1;
	g->has_bytes = true;
	if (!g->streams)
		return ambit_stage_close(g->stage, &g->native_len, &g->sha256,
		    err_r);
	item->flaws = gate_missing(item->flaws);
	g->native_len = ambit_stage_native_close(g->stage);
	return 0;
}

/* ---- one task ---- */

/* Where in canonical order it goes: the beginning of its earliest reading. */
static int64_t
instant_of(const struct ambit_when *when)
{
	int64_t at = when->n > 0 ? when->at[0].lo : 0;

	if (when->n > 1 && when->at[1].lo < at)
		at = when->at[1].lo;
	return at;
}

static enum ambit_native
native_of(const struct gate *g, bool reduces)
{
	if (reduces)
		return AMBIT_NATIVE_REDUCED;
	return g->streams ? AMBIT_NATIVE_REBUILT : AMBIT_NATIVE_STORED;
}

static bool
names_folder(const struct gate *g, const struct ambit_task *task,
    const struct ambit_item *item)
{
	return ambit_split_field(g->pair->terms->order, task,
	    (enum ambit_holds)ambit_class_word(item->kind), "folder_name");
}

static int
stage_content(struct gate *g, const struct ambit_scope *scope,
    const struct ambit_item *item, struct ambit_custody_entry *entry,
    struct ambit_err *err_r)
{
	const struct ambit_task *task = scope->task;
	const struct ambit_when *when = &item->when[task->clock];
	bool reduces = asked_reduces(scope, item);
	struct ambit_produced produced = {
		.task = task->number,
		.native = native_of(g, reduces),
		.has_instant = when->n > 0 &&
		    (!reduces || scope->pieces & AMBIT_PIECE_HEADERS),
		.instant = instant_of(when),
	};

	if (names_folder(g, task, item))
		produced.folder = item->folder;
	if (reduces)
		return gate_cut(g, scope, item, &produced, entry, err_r);
	entry->sha256 = g->rebuilt ? g->rebuilt_sha256 : g->sha256;
	return ambit_stage_keep(g->stage, &produced, item->raw.off, item->path,
	    err_r);
}

static int
stage_row(struct gate *g, size_t task, const struct ambit_item *item,
    struct ambit_err *err_r)
{
	struct ambit_span values[AMBIT_TABLE_COLUMNS_MAX] = { { 0 } };
	struct ambit_text row = { .ptr = g->row, .cap = AMBIT_TABLE_ROW_MAX };
	struct ambit_produced produced = { .task = (uint32_t)task + 1 };
	size_t n;
	const struct proc_column *told = proc_hear_columns(g->hear, &n);

	for (size_t i = 0; i < n; i++) {
		if (told[i].task == produced.task)
			values[told[i].column] = told[i].value;
	}
	produced.has_instant = ambit_table_instant(&g->tables[task], values,
	    item, &produced.instant);
	if (ambit_table_compose(&g->tables[task], values, &row) < 0)
		return ambit_err_set(err_r, AMBIT_E_LIMIT, "row of a table");
	return ambit_stage_row(g->stage, &produced, ambit_text_span(&row),
	    err_r);
}

/* Can what leaves of it leave? */
static bool
is_there(const struct gate *g)
{
	return g->streams ? g->rebuilt : g->has_bytes;
}

/* Where its parts are not known since its decoder died, that is why it is held.
 * Where it is within and its bytes did not come, nobody but a person can tell.
 */
static void
withhold(const struct gate *g, size_t task, struct ambit_custody_entry *entry)
{
	if (entry->outcome == AMBIT_PRODUCED && !is_there(g) &&
	    asked_content(g->asked, task)) {
		entry->outcome = AMBIT_HELD;
		entry->crash = g->crash[0] != '\0' ? g->crash : NULL;
	}
	if (entry->outcome == AMBIT_HELD && g->crash[0] != '\0' &&
	    entry->verdict.by == ambit_scope_rule(AMBIT_LIT("parts")))
		entry->crash = g->crash;
}

/* Of what is held, the digest of its bytes as they came. */
static int
digest(struct gate *g, struct ambit_custody_entry *entry,
    struct ambit_err *err_r)
{
	entry->sha256 = g->streams ? g->native_sha256 : g->sha256;
	return g->streams
	    ? ambit_stage_native_digest(g->stage, g->native_sha256, err_r)
	    : 0;
}

/* Let out what the filters let out, and write down what became of it. */
static int
settle(struct gate *g, size_t task, const struct ambit_item *item,
    struct ambit_err *err_r)
{
	const struct ambit_scope *scope = &g->pair->terms->scopes[task];
	struct ambit_custody_entry entry = {
		.task = scope->task,
		.store = g->pair->unit->store,
		.item = item,
		.outcome = g->asked->tasks[task].outcome,
		.verdict = g->asked->tasks[task].verdict,
		.decoder = g->lost,
	};

	withhold(g, task, &entry);
	if (entry.outcome == AMBIT_HELD && g->has_bytes &&
	    digest(g, &entry, err_r) < 0)
		return -1;
	if (entry.outcome == AMBIT_PRODUCED && asked_content(g->asked, task) &&
	    stage_content(g, scope, item, &entry, err_r) < 0)
		return -1;
	if (entry.outcome == AMBIT_PRODUCED &&
	    asked_row(g->asked, task, item) &&
	    stage_row(g, task, item, err_r) < 0)
		return -1;
	return ambit_stage_item(g->stage, &entry, err_r);
}

/* ---- one item ---- */

/* cages.md 7: a reader died of it once. It is seen, and counted. */
static void
mark_skipped(const struct gate *g, struct ambit_item *item)
{
	for (size_t i = 0; i < g->pair->n_skip; i++) {
		if (g->pair->skip[i] == item->at.item)
			item->flaws |= AMBIT_FLAW_CRASH;
	}
}

static void
decide(struct gate *g, const struct ambit_item *item)
{
	asked_decide(g->asked, g->pair->unit->store, item);
}

/* Is anything made of the item's stream to leave? */
static bool
wants_rebuilt(const struct gate *g)
{
	for (size_t i = 0; i < g->asked->n; i++) {
		if (asked_content(g->asked, i))
			return true;
	}
	return g->asked->reduced;
}

/* What its stream shows may change what the filters say, and so may what is
 * made of it. */
static int
rebuild(struct gate *g, struct ambit_item *item, struct ambit_err *err_r)
{
	decide(g, item);
	if (item->flaws & AMBIT_FLAW_LOST || !wants_rebuilt(g))
		return 0;
	if (gate_rebuild(g, item, err_r) < 0)
		return -1;
	g->lost = item->flaws & AMBIT_FLAW_LOST;
	decide(g, item);
	return 0;
}

static int
take_apart(struct gate *g, struct ambit_item *item, struct ambit_err *err_r)
{
	uint64_t len = g->streams ? g->rebuilt_len : item->raw.len;

	if (!is_there(g) || !g->asked->reduced)
		return 0;
	if (gate_decode(g, item, len, err_r) < 0)
		return -1;
	decide(g, item);
	return 0;
}

/* Only an item that a task needs has its bytes sent. */
static int
take_item(struct gate *g, struct ambit_item *item, bool body,
    struct ambit_err *err_r)
{
	g->has_bytes = g->rebuilt = g->lost = false;
	g->crash[0] = '\0';
	decide(g, item);
	if (body && !asked_bytes(g->asked, item))
		return ambit_err_set(err_r, AMBIT_E_WIRE,
		    "the reader sends what it must not");
	if (body && take_bytes(g, item, err_r) < 0)
		return -1;
	if (body && g->streams && rebuild(g, item, err_r) < 0)
		return -1;
	if (take_apart(g, item, err_r) < 0)
		return -1;
	for (size_t i = 0; i < g->asked->n; i++) {
		if (g->asked->tasks[i].opens && settle(g, i, item, err_r) < 0)
			return -1;
	}
	return 0;
}

static int
tell_progress(struct gate *g, struct ambit_err *err_r)
{
	struct proc_word word = { .kind = PROC_WORD_PROGRESS,
		.a = g->items,
		.b = g->bytes };

	return proc_word_send(g->pair->wordfd, &word, 1, err_r);
}

static int
hear_item(struct gate *g, struct ambit_item *item, struct ambit_err *err_r)
{
	bool body;

	mark_skipped(g, item);
	if (proc_hear_facts(g->hear, item, &body, err_r) < 0)
		return -1;
	if (take_item(g, item, body, err_r) < 0)
		return ambit_err_at(err_r, item->at);
	g->bytes += item->framed.len;
	if (g->items == 0)
		g->begin = item->framed.off;
	g->items++;
	return g->items % PROGRESS_ITEMS == 0 ? tell_progress(g, err_r) : 0;
}

/* ---- the unit ---- */

static void
end_of(const struct gate *g, const struct proc_last *last,
    struct ambit_stage_end *end_r)
{
	*end_r = (struct ambit_stage_end){ .items = g->items,
		.bytes = g->bytes,
		.begin = g->begin,
		.failed = last == NULL };
	memcpy(end_r->found, g->found, sizeof(end_r->found));
	if (last == NULL)
		return;
	end_r->items = last->items;
	end_r->bytes = last->bytes;
	end_r->end = last->end;
	end_r->claims = last->claims;
	memcpy(end_r->state, last->state, sizeof(end_r->state));
}

static int
hear_unit(struct gate *g, struct ambit_err *err_r)
{
	struct ambit_stage_end end;
	struct ambit_item item;
	struct proc_last last;
	int got;

	while ((got = proc_hear_item(g->hear, &item, &last, err_r)) == 1) {
		if (hear_item(g, &item, err_r) < 0)
			return -1;
	}
	if (got < 0)
		return -1;
	gate_dismiss(g);
	end_of(g, &last, &end);
	return ambit_stage_end(g->stage, &end, err_r);
}

static int
begin(struct gate *g, struct ambit_err *err_r)
{
	const struct ambit_run_terms *terms = g->pair->terms;

	g->asked = asked_new(terms);
	g->tables = asked_tables(terms);
	g->row = malloc(AMBIT_TABLE_ROW_MAX);
	g->arena = ambit_arena_new(ITEM_ARENA);
	if (g->asked == NULL || g->tables == NULL || g->row == NULL ||
	    g->arena == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "gate");
	if (ambit_sink_digest(g->pair->claims, g->found, err_r) < 0 ||
	    ambit_stage_begin(&g->pair->stage, g->pair->unitfd, &g->stage,
		err_r) < 0)
		return -1;
	if (proc_hear_new(g->pair->hearfd, g->pair->unit, g->arena,
		g->asked->n * AMBIT_TABLE_COLUMNS_MAX, &g->hear, err_r) < 0)
		return -1;
	proc_hear_by_tray(g->hear, g->pair->tray);
	return 0;
}

/* What is known of a unit that failed is told for the record all the same. */
static void
fail(struct gate *g, const struct ambit_err *err)
{
	struct proc_word word = { .kind = PROC_WORD_FAIL, .err = *err };
	struct ambit_stage_end end;
	struct ambit_err unsaid;

	if (err->code == AMBIT_E_CRASH)
		word.kind = PROC_WORD_GONE;
	end_of(g, NULL, &end);
	if (g->stage != NULL && ambit_stage_fail(g->stage, &end, &unsaid) < 0)
		word.err.code = err->code; /* the first reason is told */
	if (proc_word_send(g->pair->wordfd, &word, 0, &unsaid) < 0)
		_exit(2); /* there is nobody to tell */
}

void
proc_gate(void *pair)
{
	struct gate *g = calloc(1, sizeof(*g));
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct proc_word word = { .kind = PROC_WORD_DONE };

	if (g == NULL)
		_exit(1);
	g->pair = pair;
	g->streams = ambit_store_streams(g->pair->unit->store->format);
	g->to.fd = g->from.fd = -1;
	if (begin(g, &err) < 0 || hear_unit(g, &err) < 0) {
		fail(g, &err);
		_exit(1);
	}
	word.a = g->items;
	word.b = g->bytes;
	if (proc_word_send(g->pair->wordfd, &word, 0, &err) < 0)
		_exit(1);
}
