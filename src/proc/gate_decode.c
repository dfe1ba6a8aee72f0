/*
 * The gate and its decoder: places are asked for, and bytes never.
 *
 * What the decoder answers can only be a place within the one item whose bytes
 * the gate holds itself; so the worst it can do is to spoil that item.
 */

/* System. */
#include <string.h>

/* Floor 0. */
#include "ambit/limits.h"

/* Floor 7. */
#include "gate_ask.h"

/* An answer as it comes in: all of it lies in the gate's arena. */
struct answer {
	struct ambit_part *parts;          /* AMBIT_PARTS_MAX and one */
	struct ambit_header_field *fields; /* AMBIT_FIELDS_MAX and one */
	enum proc_kind last;
	uint64_t len;    /* of the bytes that it is about */
	uint64_t body;   /* where it begins in them */
	uint64_t behind; /* the last part */
};

static bool
lies_within(struct ambit_extent extent, uint64_t begin, uint64_t end)
{
	return extent.off >= begin && extent.off <= end &&
	    extent.len <= end - extent.off;
}

/* ---- fields, of what was rebuilt: of all else the reader has told them ----
 */

static bool
get_head(struct ambit_wire *wire, struct answer *a)
{
	a->body = a->behind = ambit_wire_u64(wire);
	return ambit_wire_done(wire) && a->body <= a->len;
}

/* Fields ascend, and lie in the header. */
static bool
get_field(struct gate *g, struct ambit_wire *wire, struct answer *a,
    struct ambit_item *item)
{
	struct ambit_header_field *field = &a->fields[item->n_fields];
	struct ambit_extent before = { 0, 0 };
	unsigned char *name;

	*field = (struct ambit_header_field){ 0 };
	field->at.off = ambit_wire_u64(wire);
	field->at.len = ambit_wire_u64(wire);
	field->name = ambit_wire_string(wire, PROC_NAME_MAX);
	if (item->n_fields > 0)
		before = a->fields[item->n_fields - 1].at;
	if (!ambit_wire_done(wire) || item->n_fields == AMBIT_FIELDS_MAX ||
	    !lies_within(field->at, before.off + before.len, a->body) ||
	    field->name.len == 0 || field->at.len <= field->name.len)
		return false;
	name = AMBIT_ARENA_GET(g->arena, unsigned char, field->name.len);
	if (name == NULL)
		return false;
	memcpy(name, field->name.ptr, field->name.len);
	field->name.ptr = name;
	item->n_fields++;
	return true;
}

/* ---- parts ---- */

/* Its header is no longer than one that a decoder reads, its body follows at
 * once, and both lie behind the part before; but the header of an item that is
 * its own only part is the item's. */
static bool
is_part(const struct ambit_part *part, const struct answer *a,
    const struct ambit_item *item)
{
	bool own = item->n_parts == 0 && part->header.off == 0 &&
	    part->header.len == a->body;

	return (own || lies_within(part->header, a->behind, a->len)) &&
	    part->header.len <= AMBIT_HEADER_MAX &&
	    part->body.off == part->header.off + part->header.len &&
	    lies_within(part->body, a->behind, a->len);
}

static bool
get_part(struct ambit_wire *wire, struct answer *a, struct ambit_item *item)
{
	struct ambit_part *part = &a->parts[item->n_parts];
	uint8_t kind = ambit_wire_u8(wire);

	part->kind = (enum ambit_part_kind)kind;
	part->header.off = ambit_wire_u64(wire);
	part->header.len = ambit_wire_u64(wire);
	part->body.off = ambit_wire_u64(wire);
	part->body.len = ambit_wire_u64(wire);
	if (!ambit_wire_done(wire) || kind > AMBIT_PART_TEXT ||
	    item->n_parts == AMBIT_PARTS_MAX || !is_part(part, a, item))
		return false;
	a->behind = part->body.off + part->body.len;
	item->n_parts++;
	return true;
}

/* DONE: of which item, its length, its flaws. */
static bool
get_done(struct ambit_wire *wire, const struct answer *a,
    struct ambit_item *item)
{
	static const unsigned structure = AMBIT_FLAW_STRUCTURE |
	    AMBIT_FLAW_UNCLOSED | AMBIT_FLAW_TOO_DEEP | AMBIT_FLAW_STRAY;
	uint32_t ordinal = ambit_wire_u32(wire);
	uint64_t len = ambit_wire_u64(wire);
	uint32_t flaws = ambit_wire_u32(wire);

	if (!ambit_wire_done(wire) || ordinal != item->at.item ||
	    len != a->len || (flaws & ~structure) != 0 ||
	    (flaws & AMBIT_FLAW_STRUCTURE && item->n_parts > 0))
		return false;
	item->flaws |= flaws;
	item->structured = true;
	return true;
}

/* ---- the answer ---- */

/* HEAD FIELD* of what was rebuilt, PART*, DONE. */
static bool
may_follow(const struct gate_want *want, enum proc_kind last,
    enum proc_kind kind)
{
	bool fields = want->what == PROC_WANT_FIELDS;

	if (kind == PROC_HEAD)
		return fields && last == PROC_TASK;
	if (kind == PROC_FIELD)
		return last == PROC_HEAD || last == PROC_FIELD;
	return (kind == PROC_PART || kind == PROC_DONE) &&
	    (!fields || last != PROC_TASK);
}

static bool
get(struct gate *g, enum proc_kind kind, struct ambit_wire *wire,
    struct answer *a, struct ambit_item *item)
{
	if (kind == PROC_HEAD)
		return get_head(wire, a);
	if (kind == PROC_FIELD)
		return get_field(g, wire, a, item);
	if (kind == PROC_PART)
		return get_part(wire, a, item);
	return get_done(wire, a, item);
}

static int
take(struct gate *g, const struct gate_want *want, struct ambit_item *item,
    struct ambit_err *err_r)
{
	struct answer *a = want->ctx;
	enum proc_kind kind = PROC_TASK;
	struct ambit_span body;
	int got;

	a->last = PROC_TASK;
	a->body = a->behind = item->body;
	item->parts = a->parts;
	item->n_parts = 0;
	if (want->what == PROC_WANT_FIELDS) {
		item->fields = a->fields;
		item->n_fields = 0;
	}
	while ((got = gate_next(g, &kind, &body, err_r)) == 1) {
		struct ambit_wire wire = { .left = body };

		if (!may_follow(want, a->last, kind) ||
		    !get(g, kind, &wire, a, item))
			return 0;
		if (kind == PROC_DONE)
			return 1;
		a->last = kind;
	}
	return got;
}

/*
 * How many items one decoder may tell of. Where parts leave, what it says of
 * them decides: a message that has taken it over must not speak for the next.
 */
static unsigned
batch(const struct gate *g)
{
	static const unsigned parts =
	    AMBIT_PIECE_TEXT | AMBIT_PIECE_ATTACHMENTS;

	for (size_t i = 0; i < g->asked->n; i++) {
		const struct ambit_scope *scope = &g->pair->terms->scopes[i];

		if (scope->reduced && scope->pieces & parts &&
		    g->asked->tasks[i].opens)
			return 1;
	}
	return AMBIT_DECODER_BATCH;
}

int
gate_decode(struct gate *g, struct ambit_item *item, uint64_t len,
    struct ambit_err *err_r)
{
	struct answer a = { .len = len };
	struct gate_want want = { .what = g->rebuilt ? PROC_WANT_FIELDS
						     : PROC_WANT_PARTS,
		.len = len,
		.batch = batch(g),
		.take = take,
		.ctx = &a };
	int got;

	a.parts =
	    AMBIT_ARENA_GET(g->arena, struct ambit_part, AMBIT_PARTS_MAX + 1);
	a.fields = AMBIT_ARENA_GET(g->arena, struct ambit_header_field,
	    AMBIT_FIELDS_MAX + 1);
	if (a.parts == NULL || a.fields == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "parts of an item");
	if (ambit_stage_raw(g->stage, &want.bytes, err_r) < 0)
		return -1;
	got = gate_ask(g, &want, item, err_r);
	if (got == 0)
		item->n_parts = 0;
	if (got == 0 && g->rebuilt)
		item->n_fields = 0;
	return got < 0 ? -1 : 0;
}
