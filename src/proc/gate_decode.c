/*
 * The gate and its decoder: places are asked for, and bytes never.
 *
 * What the decoder answers can only be a place within the one item whose bytes
 * the gate holds itself; so the worst it can do is to spoil that item.
 */

/* System. */
#include <poll.h>
#include <stdio.h>
#include <string.h>

/* Floor 0. */
#include "ambit/limits.h"

/* Floor 7. */
#include "child.h"
#include "gate.h"

/* Backstop (cages.md 5.6): the decoder works within budgets of its own, so one
 * that is silent as long as this has lost its way. It fails the unit. */
#define SILENCE_MS 120000

static int
say(struct gate *g, enum proc_word_kind kind, uint32_t item, int fd,
    struct ambit_err *err_r)
{
	struct proc_word word = { .kind = kind, .a = item, .fds = { fd, -1 } };

	return proc_word_send(g->pair->wordfd, &word, 0, err_r);
}

static int
hear(struct gate *g, enum proc_word_kind kind, struct proc_word *word_r,
    struct ambit_err *err_r)
{
	int got = proc_word_take(g->pair->wordfd, word_r, err_r);

	if (got < 0)
		return -1;
	if (got == 1 && word_r->kind == kind)
		return 0;
	return ambit_err_set(err_r, AMBIT_E_WIRE, "the monitor has gone");
}

void
gate_dismiss(struct gate *g)
{
	proc_close(&g->to.fd);
	proc_close(&g->from.fd);
	g->served = 0;
}

static int
summon(struct gate *g, struct ambit_err *err_r)
{
	struct proc_word word;

	gate_dismiss(g);
	if (say(g, PROC_WORD_DECODER, 0, ambit_stage_rawfd(g->stage), err_r) <
		0 ||
	    hear(g, PROC_WORD_HERE, &word, err_r) < 0)
		return -1;
	if (word.fds[0] == -1 || word.fds[1] == -1)
		return ambit_err_set(err_r, AMBIT_E_WIRE, "no decoder came");
	proc_frame_init(&g->to, word.fds[0]);
	proc_frame_from(&g->from, word.fds[1]);
	return 0;
}

/* ---- one answer ---- */

static bool
lies_within(struct ambit_extent extent, uint64_t begin, uint64_t end)
{
	return extent.off >= begin && extent.off <= end &&
	    extent.len <= end - extent.off;
}

/* Its header is no longer than one that a decoder reads, its body follows at
 * once, and both lie behind the part before; but the header of an item that is
 * its own only part is the item's. */
static bool
is_part(const struct ambit_part *part, uint64_t behind,
    const struct ambit_item *item)
{
	bool own = item->n_parts == 0 && part->header.off == 0 &&
	    part->header.len == item->body;

	return (own || lies_within(part->header, behind, item->raw.len)) &&
	    part->header.len <= AMBIT_HEADER_MAX &&
	    part->body.off == part->header.off + part->header.len &&
	    lies_within(part->body, behind, item->raw.len);
}

static bool
get_part(struct ambit_wire *wire, uint64_t behind,
    const struct ambit_item *item, struct ambit_part *part_r)
{
	uint8_t kind = ambit_wire_u8(wire);

	part_r->kind = (enum ambit_part_kind)kind;
	part_r->header.off = ambit_wire_u64(wire);
	part_r->header.len = ambit_wire_u64(wire);
	part_r->body.off = ambit_wire_u64(wire);
	part_r->body.len = ambit_wire_u64(wire);
	return ambit_wire_done(wire) && kind <= AMBIT_PART_TEXT &&
	    is_part(part_r, behind, item);
}

/* DONE: of which item, its length, its flaws. */
static bool
get_done(struct ambit_wire *wire, struct ambit_item *item)
{
	static const unsigned structure = AMBIT_FLAW_STRUCTURE |
	    AMBIT_FLAW_UNCLOSED | AMBIT_FLAW_TOO_DEEP | AMBIT_FLAW_STRAY;
	uint32_t ordinal = ambit_wire_u32(wire);
	uint64_t len = ambit_wire_u64(wire);
	uint32_t flaws = ambit_wire_u32(wire);

	if (!ambit_wire_done(wire) || ordinal != item->at.item ||
	    len != item->raw.len || (flaws & ~structure) != 0 ||
	    (flaws & AMBIT_FLAW_STRUCTURE && item->n_parts > 0))
		return false;
	item->flaws |= flaws;
	item->structured = true;
	return true;
}

/* 1: an answer; 0: the decoder is dead, or says what it must not. */
static int
take_answer(struct gate *g, struct ambit_item *item, struct ambit_part *parts)
{
	struct ambit_err unsaid;
	struct ambit_span body;
	enum proc_kind kind;
	uint64_t behind = item->body;

	item->parts = parts;
	item->n_parts = 0;
	while (proc_frame_next(&g->from, &kind, &body, &unsaid) == 0) {
		struct ambit_wire wire = { .left = body };
		struct ambit_part *part = &parts[item->n_parts];

		if (kind == PROC_DONE)
			return get_done(&wire, item);
		if (kind != PROC_PART || item->n_parts == AMBIT_PARTS_MAX ||
		    !get_part(&wire, behind, item, part))
			return 0;
		behind = part->body.off + part->body.len;
		item->n_parts++;
	}
	return 0;
}

static bool
is_silent(const struct gate *g)
{
	struct pollfd wait = { .fd = g->from.fd, .events = POLLIN };

	return poll(&wait, 1, SILENCE_MS) == 0;
}

static int
ask(struct gate *g, const struct ambit_item *item, struct ambit_err *err_r)
{
	proc_frame_begin(&g->to, PROC_TASK);
	ambit_wire_put32(&g->to.text, item->at.item);
	ambit_wire_put64(&g->to.text, item->raw.len);
	ambit_wire_put32(&g->to.text, item->flaws);
	if (proc_frame_end(&g->to, err_r) < 0)
		return -1;
	return proc_frame_flush(&g->to, err_r);
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

/* Once: 1 where it answered, 0 where it did not, -1. */
static int
try(struct gate *g, struct ambit_item *item, struct ambit_part *parts,
    struct ambit_err *err_r)
{
	struct ambit_err unsaid;
	int got = 0;

	if ((g->to.fd == -1 || g->served == batch(g)) && summon(g, err_r) < 0)
		return -1;
	if (ask(g, item, &unsaid) == 0) {
		if (is_silent(g))
			return ambit_err_set(err_r, AMBIT_E_LIMIT,
			    "a decoder is silent");
		got = take_answer(g, item, parts);
	}
	g->served++;
	return got;
}

/* It died: with which signal, the monitor knows. */
static int
bury(struct gate *g, const struct ambit_item *item, bool again,
    struct ambit_err *err_r)
{
	struct proc_word word;

	gate_dismiss(g);
	if (say(g, again ? PROC_WORD_HELD : PROC_WORD_DIED, item->at.item, -1,
		err_r) < 0 ||
	    hear(g, PROC_WORD_SIGNAL, &word, err_r) < 0)
		return -1;
	if (!again)
		return 0;
	if (word.a != 0)
		(void)snprintf(g->crash, sizeof(g->crash),
		    "its decoder died of signal %u", (unsigned)word.a);
	else
		(void)snprintf(g->crash, sizeof(g->crash),
		    "its decoder gave no answer that can be used");
	return 0;
}

int
gate_decode(struct gate *g, struct ambit_item *item, struct ambit_err *err_r)
{
	struct ambit_part *parts =
	    AMBIT_ARENA_GET(g->arena, struct ambit_part, AMBIT_PARTS_MAX + 1);
	unsigned flaws = item->flaws;
	int got = 0;

	if (parts == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "parts of an item");
	for (unsigned tries = 0; got == 0 && tries < 2; tries++) {
		item->flaws = flaws;
		got = try(g, item, parts, err_r);
		if (got < 0 ||
		    (got == 0 && bury(g, item, tries == 1, err_r) < 0))
			return -1;
	}
	if (got == 0) {
		item->n_parts = 0;
		item->flaws = flaws;
	}
	return 0;
}
