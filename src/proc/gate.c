/*
 * The gate: between a reader and the package.
 *
 * It asks the filters, and asks for no more of an item than the answer needs:
 * first what the framing tells, then the header, then the parts. It decides
 * nothing itself. What leaves is hashed and written once.
 */

/* System. */
#include <stdlib.h>

/* Floor 6 and below. */
#include "ambit/mail.h"

/* Floor 7. */
#include "gate.h"

int
ambit_gate_init(struct ambit_gate *gate, const struct ambit_run_terms *terms,
    struct ambit_production *production, struct ambit_custody *custody,
    struct ambit_err *err_r)
{
	size_t n = terms->order->n_tasks;

	*gate = (struct ambit_gate){
		.terms = terms,
		.production = production,
		.custody = custody,
		.tables = calloc(n, sizeof(*gate->tables)),
		.row = malloc(AMBIT_TABLE_ROW_MAX),
	};
	if (gate->tables == NULL || gate->row == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "row of a table");
	for (size_t i = 0; i < n; i++)
		ambit_table_init(&gate->tables[i], terms->order,
		    &terms->scopes[i]);
	return ambit_sink_hash_init(&gate->hash, NULL, err_r);
}

void
ambit_gate_clear(struct ambit_gate *gate)
{
	free(gate->tables);
	free(gate->row);
	gate->tables = NULL;
	gate->row = NULL;
	ambit_sink_hash_clear(&gate->hash);
}

/* Ask; where the answer is not yet NO, read more and ask again. */
static int
judge(struct ambit_reader *r, const struct ambit_scope *scope,
    struct ambit_item *item, struct ambit_verdict *verdict_r,
    struct ambit_err *err_r)
{
	*verdict_r = ambit_scope_decide(scope, item);
	if (verdict_r->answer == AMBIT_NO)
		return 0;
	if (ambit_reader_read(r, item, err_r) < 0)
		return -1;
	*verdict_r = ambit_scope_decide(scope, item);
	if (verdict_r->answer == AMBIT_NO || !scope->reduced)
		return 0;
	if (ambit_reader_parts(r, item, err_r) < 0)
		return -1;
	*verdict_r = ambit_scope_decide(scope, item);
	return 0;
}

/* Where in canonical order it goes: the beginning of its earliest reading. */
static int64_t
instant_of(const struct ambit_when *when)
{
	int64_t at = when->n > 0 ? when->at[0].lo : 0;

	if (when->n > 1 && when->at[1].lo < at)
		at = when->at[1].lo;
	return at;
}

/* What of the item the filters let leave, as ranges of its bytes. */
static int
cut(unsigned pieces, const struct ambit_item *item, struct ambit_arena *arena,
    struct ambit_mail_cut *cut_r)
{
	struct ambit_extent *fields =
	    AMBIT_ARENA_GET(arena, struct ambit_extent, item->n_fields + 1);
	struct ambit_part *parts =
	    AMBIT_ARENA_GET(arena, struct ambit_part, item->n_parts + 1);

	if (fields == NULL || parts == NULL)
		return -1;
	*cut_r = (struct ambit_mail_cut){ .fields = fields, .parts = parts };
	for (size_t i = 0; i < item->n_fields; i++) {
		if (ambit_split_header(pieces, item->fields[i].name))
			fields[cut_r->n_fields++] = item->fields[i].at;
	}
	for (size_t i = 0; i < item->n_parts; i++) {
		if (ambit_split_part(pieces, item->parts[i].kind))
			parts[cut_r->n_parts++] = item->parts[i];
	}
	return 0;
}

static int
pour_reduced(struct ambit_reader *r, const struct ambit_scope *scope,
    const struct ambit_item *item, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	struct ambit_mail_cut pieces;

	if (cut(scope->pieces, item, r->arena, &pieces) < 0)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "parts of an item");
	return ambit_mail_reduce(r->source, item->raw.off, &pieces, r->arena,
	    sink, err_r);
}

static int
stage_content(struct ambit_gate *gate, struct ambit_reader *r,
    const struct ambit_scope *scope, const struct ambit_item *item,
    unsigned char sha256_r[AMBIT_DIGEST_LEN], struct ambit_err *err_r)
{
	const struct ambit_order *order = gate->terms->order;
	const struct ambit_task *task = scope->task;
	const struct ambit_when *when = &item->when[task->clock];
	struct ambit_extent all = { 0, item->raw.len };
	struct ambit_produced produced = {
		.task = task->number,
		.store = item->at.store,
		.item = item->at.item,
		.native =
		    scope->reduced ? AMBIT_NATIVE_REDUCED : AMBIT_NATIVE_STORED,
		.has_instant = when->n > 0 &&
		    (!scope->reduced || scope->pieces & AMBIT_PIECE_HEADERS),
		.instant = instant_of(when),
	};
	struct ambit_sink *sink;
	uint64_t bytes;

	if (ambit_split_field(order, task, AMBIT_HOLDS_MAIL, "folder_name"))
		produced.folder = item->folder;
	if (ambit_production_open(gate->production, &sink, err_r) < 0)
		return -1;
	if ((scope->reduced ? pour_reduced(r, scope, item, sink, err_r)
			    : ambit_reader_pour(r, item, all, sink, err_r)) < 0)
		return -1;
	return ambit_production_close(gate->production, &produced, &bytes,
	    sha256_r, err_r);
}

static int
stage_row(struct ambit_gate *gate, struct ambit_reader *r,
    const struct ambit_scope *scope, const struct ambit_item *item,
    struct ambit_err *err_r)
{
	const struct ambit_table *table =
	    &gate->tables[scope->task->number - 1];
	struct ambit_text row = { .ptr = gate->row,
		.cap = AMBIT_TABLE_ROW_MAX };
	struct ambit_produced produced = {
		.task = scope->task->number,
		.store = item->at.store,
		.item = item->at.item,
	};

	produced.has_instant =
	    ambit_table_instant(table, r->store, item, &produced.instant);
	if (ambit_table_print(table, r->store, item, r->arena, &row) < 0)
		return ambit_err_set(err_r, AMBIT_E_LIMIT, "row of a table");
	return ambit_production_row(gate->production, &produced,
	    ambit_text_span(&row), err_r);
}

/* Let out what the filters let out: a file, a row, or both. */
static int
stage(struct ambit_gate *gate, struct ambit_reader *r,
    const struct ambit_scope *scope, const struct ambit_item *item,
    unsigned char sha256_r[AMBIT_DIGEST_LEN], bool *hashed_r,
    struct ambit_err *err_r)
{
	unsigned classes = scope->classes[0]; /* of AMBIT_HOLDS_MAIL */

	*hashed_r = (classes & AMBIT_CLASS_CONTENT) != 0;
	if (*hashed_r &&
	    stage_content(gate, r, scope, item, sha256_r, err_r) < 0)
		return -1;
	if (classes & AMBIT_CLASS_TRAFFIC)
		return stage_row(gate, r, scope, item, err_r);
	return 0;
}

/* A held item is described by its digest, so that a decision can name it. */
static int
hash_held(struct ambit_gate *gate, struct ambit_reader *r,
    const struct ambit_item *item, struct ambit_err *err_r)
{
	struct ambit_extent all = { 0, item->raw.len };

	if (ambit_sink_hash_reset(&gate->hash, err_r) < 0 ||
	    ambit_reader_pour(r, item, all, &gate->hash.sink, err_r) < 0)
		return -1;
	return ambit_sink_finish(&gate->hash.sink, err_r);
}

static int
decide_one(struct ambit_gate *gate, struct ambit_reader *r,
    const struct ambit_scope *scope, struct ambit_item *item,
    struct ambit_err *err_r)
{
	unsigned char sha256[AMBIT_DIGEST_LEN];
	struct ambit_custody_entry entry = {
		.task = scope->task,
		.store = r->store,
		.item = item,
	};
	bool hashed = false;

	if (judge(r, scope, item, &entry.verdict, err_r) < 0)
		return -1;
	entry.outcome = ambit_scope_outcome(entry.verdict, item);
	if (entry.outcome == AMBIT_PRODUCED) {
		if (stage(gate, r, scope, item, sha256, &hashed, err_r) < 0)
			return -1;
		entry.sha256 = hashed ? sha256 : NULL;
	} else if (entry.outcome == AMBIT_HELD &&
	    !(item->flaws & AMBIT_FLAW_LINK)) {
		if (hash_held(gate, r, item, err_r) < 0)
			return -1;
		entry.sha256 = gate->hash.digest;
	}
	return ambit_custody_item(gate->custody, &entry, err_r);
}

int
ambit_gate_item(struct ambit_gate *gate, struct ambit_reader *r,
    struct ambit_item *item, struct ambit_err *err_r)
{
	const struct ambit_order *order = gate->terms->order;

	for (size_t i = 0; i < order->n_tasks; i++) {
		const struct ambit_scope *scope = &gate->terms->scopes[i];

		if (!ambit_scope_opens(scope, r->store))
			continue;
		if (decide_one(gate, r, scope, item, err_r) < 0)
			return ambit_err_at(err_r, item->at);
	}
	return 0;
}
