/*
 * The order in which a reader speaks of its unit (cages.md 6), and its sums.
 * What an item may be, hear_item.c asks; what a header may say, hear_facts.c.
 */

/* System. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Floor 7. */
#include "hear_state.h"

int
hear_wrong(const struct proc_hear *hear, const char *what,
    struct ambit_err *err_r)
{
	struct ambit_place at = { .store = hear->unit->store->number,
		.item = hear->count };

	(void)ambit_err_set(err_r, AMBIT_E_WIRE, "a reader lies: %s", what);
	return ambit_err_at(err_r, at);
}

int
hear_keep(struct proc_hear *hear, struct ambit_span *bytes,
    struct ambit_err *err_r)
{
	unsigned char *copy =
	    AMBIT_ARENA_GET(hear->arena, unsigned char, bytes->len);

	if (copy == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "facts of an item");
	if (bytes->len > 0)
		memcpy(copy, bytes->ptr, bytes->len);
	bytes->ptr = copy;
	return 0;
}

static int
make(struct ambit_span bytes, int fd, const struct ambit_unit *unit,
    struct ambit_arena *arena, size_t columns_max, struct proc_hear **hear_r,
    struct ambit_err *err_r)
{
	struct proc_hear *hear = malloc(sizeof(*hear));

	*hear_r = hear;
	if (hear == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "ear of a gate");
	hear->unit = unit;
	hear->arena = arena;
	hear->state = HEAR_START;
	hear->count = 0;
	hear->bytes = 0;
	hear->end = unit->from;
	hear->path_len = 0;
	hear->n_columns = 0;
	hear->columns_max = columns_max;
	hear->tray = NULL;
	hear->taken = 0;
	hear->given = hear->lies = 0;
	hear->columns = calloc(columns_max + 1, sizeof(*hear->columns));
	if (fd == -1)
		proc_frame_from_bytes(&hear->in, bytes);
	else
		proc_frame_from(&hear->in, fd);
	if (hear->columns != NULL)
		return 0;
	proc_hear_free(hear_r);
	return ambit_err_set(err_r, AMBIT_E_MEMORY, "columns of a gate");
}

int
proc_hear_new(int fd, const struct ambit_unit *unit, struct ambit_arena *arena,
    size_t columns_max, struct proc_hear **hear_r, struct ambit_err *err_r)
{
	assert(fd != -1);
	return make((struct ambit_span){ 0 }, fd, unit, arena, columns_max,
	    hear_r, err_r);
}

int
proc_hear_new_bytes(struct ambit_span bytes, const struct ambit_unit *unit,
    struct ambit_arena *arena, size_t columns_max, struct proc_hear **hear_r,
    struct ambit_err *err_r)
{
	return make(bytes, -1, unit, arena, columns_max, hear_r, err_r);
}

void
proc_hear_by_tray(struct proc_hear *hear, struct proc_tray *tray)
{
	hear->tray = tray;
}

void
proc_hear_free(struct proc_hear **hear)
{
	if (*hear != NULL)
		free((*hear)->columns);
	free(*hear);
	*hear = NULL;
}

/* Every word is what the monitor told the reader and us. */
static bool
is_hello(struct ambit_wire wire, const struct ambit_unit *unit)
{
	return ambit_wire_u32(&wire) == PROC_VERSION &&
	    ambit_wire_u32(&wire) == unit->store->number &&
	    ambit_wire_u32(&wire) == unit->number &&
	    ambit_wire_u32(&wire) == unit->part &&
	    ambit_wire_u32(&wire) == unit->parts &&
	    ambit_wire_u64(&wire) == unit->bytes &&
	    ambit_wire_u64(&wire) == unit->from &&
	    ambit_wire_u64(&wire) == unit->until &&
	    ambit_span_equal(ambit_wire_string(&wire, TREE_PATH_MAX),
		unit->first) &&
	    ambit_span_equal(ambit_wire_string(&wire, TREE_PATH_MAX),
		unit->end) &&
	    ambit_wire_done(&wire);
}

static int
hear_hello(struct proc_hear *hear, struct ambit_err *err_r)
{
	enum proc_kind kind;
	struct ambit_wire wire = { 0 };

	if (proc_frame_next(&hear->in, &kind, &wire.left, err_r) < 0)
		return -1;
	if (kind != PROC_HELLO || !is_hello(wire, hear->unit))
		return hear_wrong(hear, "it does not greet with its unit",
		    err_r);
	hear->state = HEAR_ITEMS;
	return 0;
}

/* Each line is a check of cages.md 6. */
static const char *
wrong_last(const struct proc_hear *hear, const struct proc_last *last)
{
	if (last->items != hear->count)
		return "the number of items is another";
	if (last->bytes != hear->bytes)
		return "the sum of bytes is another";
	if (last->end != hear->end)
		return "the unit ends elsewhere";
	if (last->claims.len > 0 &&
	    hear->unit->store->format != AMBIT_STORE_MBOX)
		return "a folder has no claims";
	return NULL;
}

static int
hear_last(struct proc_hear *hear, struct ambit_wire *wire,
    struct proc_last *last_r, struct ambit_err *err_r)
{
	struct ambit_span state;
	const char *wrong;

	last_r->items = ambit_wire_u64(wire);
	last_r->bytes = ambit_wire_u64(wire);
	last_r->end = ambit_wire_u64(wire);
	last_r->claims = ambit_wire_string(wire, AMBIT_UNIT_CLAIMS_MAX);
	state = ambit_wire_bytes(wire, AMBIT_DIGEST_LEN);
	if (!ambit_wire_done(wire))
		return hear_wrong(hear, "LAST is malformed", err_r);
	memcpy(last_r->state, state.ptr, state.len);
	wrong = wrong_last(hear, last_r);
	if (wrong != NULL)
		return hear_wrong(hear, wrong, err_r);
	if (hear_keep(hear, &last_r->claims, err_r) < 0)
		return -1;
	hear->state = HEAR_DONE;
	return proc_frame_over(&hear->in, err_r);
}

int
proc_hear_item(struct proc_hear *hear, struct ambit_item *item_r,
    struct proc_last *last_r, struct ambit_err *err_r)
{
	struct ambit_wire wire = { 0 };
	enum proc_kind kind;

	assert(hear->state == HEAR_START || hear->state == HEAR_ITEMS);
	ambit_arena_reset(hear->arena);
	if (hear->state == HEAR_START && hear_hello(hear, err_r) < 0)
		return -1;
	if (proc_frame_next(&hear->in, &kind, &wire.left, err_r) < 0)
		return -1;
	if (kind == PROC_LAST)
		return hear_last(hear, &wire, last_r, err_r);
	if (kind != PROC_ITEM)
		return hear_wrong(hear, "here an item begins, or none", err_r);
	if (hear_item(hear, &wire, item_r, err_r) < 0)
		return -1;
	hear->state = HEAR_FACTS;
	return 1;
}

const struct proc_column *
proc_hear_columns(const struct proc_hear *hear, size_t *n_r)
{
	*n_r = hear->n_columns;
	return hear->columns;
}

/* How an item ends: as many bytes as it has, or none were to come. What was
 * found in them only a stream can show. */
static const char *
wrong_end(const struct proc_hear *hear, const struct ambit_item *item,
    uint64_t sent, unsigned flaws)
{
	bool body = hear->state == HEAR_BODY;

	if (sent != hear->heard)
		return "END counts other bytes";
	if (body && !hear_is_stream(hear) && sent != hear->most)
		return "bytes of the item are missing";
	if (flaws & ~(body && hear_is_stream(hear) ? PROC_BODY_FLAWS : 0u))
		return "a flaw that no bytes can show";
	if (flaws & item->flaws)
		return "a flaw that is told twice";
	return NULL;
}

static int
hear_end(struct proc_hear *hear, struct ambit_wire *wire,
    struct ambit_item *item, struct ambit_err *err_r)
{
	uint64_t sent = ambit_wire_u64(wire);
	unsigned flaws = ambit_wire_u32(wire);
	const char *wrong;

	if (!ambit_wire_done(wire))
		return hear_wrong(hear, "END is malformed", err_r);
	wrong = wrong_end(hear, item, sent, flaws);
	if (wrong != NULL)
		return hear_wrong(hear, wrong, err_r);
	item->flaws |= flaws;
	hear->state = HEAR_ITEMS;
	return 0;
}

/* What follows the facts of an item: its bytes, or its end. */
static int
hear_turn(struct proc_hear *hear, enum proc_kind kind, struct ambit_wire *wire,
    struct ambit_item *item, bool *body_r, struct ambit_err *err_r)
{
	hear->most = hear_is_stream(hear) ? PROC_STREAM_MAX : item->raw.len;
	hear->heard = 0;
	*body_r = kind == PROC_BODY;
	if (kind == PROC_END)
		return hear_end(hear, wire, item, err_r);
	if (kind != PROC_BODY || !ambit_wire_done(wire))
		return hear_wrong(hear, "this says nothing of an item", err_r);
	if (!hear_is_readable(hear, item))
		return hear_wrong(hear, "bytes of what is not read", err_r);
	hear->state = HEAR_BODY;
	return 0;
}

int
proc_hear_facts(struct proc_hear *hear, struct ambit_item *item, bool *body_r,
    struct ambit_err *err_r)
{
	struct ambit_wire wire;
	enum proc_kind kind;

	assert(hear->state == HEAR_FACTS);
	if (hear_facts(hear, item, &kind, &wire, err_r) < 0)
		return -1;
	return hear_turn(hear, kind, &wire, item, body_r, err_r);
}

/* What was given is done with; the next piece of what lies there, if any. */
static bool
next_of_tray(struct proc_hear *hear, struct ambit_span *bytes_r)
{
	if (hear->given > 0) {
		hear->taken += hear->given;
		proc_tray_take(hear->tray, hear->taken);
		hear->given = 0;
	}
	if (hear->lies == 0)
		return false;
	*bytes_r = proc_tray_lend(hear->tray, hear->taken, hear->lies);
	hear->given = bytes_r->len;
	hear->lies -= bytes_r->len;
	return true;
}

static int
hear_lent(struct proc_hear *hear, struct ambit_wire *wire,
    struct ambit_span *bytes_r, struct ambit_err *err_r)
{
	uint32_t len = ambit_wire_u32(wire);

	if (!ambit_wire_done(wire) || len == 0 || len > PROC_TRAY)
		return hear_wrong(hear, "LENT holds none, or too many", err_r);
	if (hear->tray == NULL || !hear_is_stream(hear))
		return hear_wrong(hear, "nothing was lent to it", err_r);
	if (len > hear->most - hear->heard)
		return hear_wrong(hear, "more bytes than the item has", err_r);
	hear->heard += len;
	hear->lies = len;
	return next_of_tray(hear, bytes_r);
}

static int
hear_data(struct proc_hear *hear, struct ambit_span bytes,
    struct ambit_span *bytes_r, struct ambit_err *err_r)
{
	if (bytes.len == 0 || bytes.len > AMBIT_WIRE_DATA)
		return hear_wrong(hear, "DATA holds none, or too many", err_r);
	if (bytes.len > hear->most - hear->heard)
		return hear_wrong(hear, "more bytes than the item has", err_r);
	hear->heard += bytes.len;
	*bytes_r = bytes;
	return 1;
}

int
proc_hear_body(struct proc_hear *hear, struct ambit_item *item,
    struct ambit_span *bytes_r, struct ambit_err *err_r)
{
	struct ambit_wire wire = { 0 };
	enum proc_kind kind;

	assert(hear->state == HEAR_BODY);
	*bytes_r = (struct ambit_span){ 0 };
	if (next_of_tray(hear, bytes_r))
		return 1;
	if (proc_frame_next(&hear->in, &kind, &wire.left, err_r) < 0)
		return -1;
	if (kind == PROC_END)
		return hear_end(hear, &wire, item, err_r);
	if (kind == PROC_LENT)
		return hear_lent(hear, &wire, bytes_r, err_r);
	if (kind != PROC_DATA)
		return hear_wrong(hear, "here bytes follow, or none", err_r);
	return hear_data(hear, wire.left, bytes_r, err_r);
}
