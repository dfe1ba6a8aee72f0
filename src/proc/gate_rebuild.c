/*
 * Items of Outlook: what leaves of them is rebuilt from their properties, by a
 * decoder. The gate keeps the stream that the reader sent, hashes and stages
 * what the decoder makes of it, and reads neither.
 */

/* System. */
#include <string.h>

/* Floor 7. */
#include "gate_ask.h"

/* Bytes of the slate that are looked at at once. */
#define SOME ((size_t)1 << 16)

/* What is made, by its length, as it comes in. */
struct making {
	struct ambit_sink *sink;
	uint64_t made, most;
	bool began; /* with whichever bytes come first */
};

/* What is too deep to be rebuilt is missing in what is made (pst.md K8). */
unsigned
gate_missing(unsigned flaws)
{
	return flaws & AMBIT_FLAW_TOO_DEEP ? flaws | AMBIT_FLAW_ATTACHMENTS
					   : flaws;
}

static int
keep(struct making *m, struct ambit_span bytes, struct ambit_err *err_r)
{
	if (bytes.len == 0 || bytes.len > AMBIT_WIRE_DATA ||
	    bytes.len > m->most - m->made)
		return 0;
	m->made += bytes.len;
	m->began = true;
	return ambit_sink_write(m->sink, bytes, err_r) < 0 ? -1 : 1;
}

/* From the slate, and before all else. They are copied, then looked at: its
 * decoder may be changing them. */
static int
keep_made(struct gate *g, struct making *m, struct ambit_span body,
    struct ambit_err *err_r)
{
	const unsigned char *made = g->pair->slate->made;
	struct ambit_wire wire = { .left = body };
	uint32_t len = ambit_wire_u32(&wire), n = 0;
	unsigned char room[SOME];
	int got = 1;

	if (!ambit_wire_done(&wire) || m->began || len == 0 ||
	    len > PROC_SLATE_MADE)
		return 0;
	for (; got == 1 && n < len; n += SOME) {
		struct ambit_span some = { room,
			len - n < SOME ? len - n : SOME };

		memcpy(room, made + n, some.len);
		got = keep(m, some, err_r);
	}
	return got;
}

/* DONE: of which item, how many bytes were made, what was wrong with it. */
static int
get_done(struct ambit_wire *wire, const struct making *m,
    struct ambit_item *item)
{
	uint32_t ordinal = ambit_wire_u32(wire);
	uint64_t made = ambit_wire_u64(wire);
	uint32_t flaws = ambit_wire_u32(wire);

	if (!ambit_wire_done(wire) || ordinal != item->at.item ||
	    made != m->made || (flaws & ~PROC_BODY_FLAWS) != 0 ||
	    (made == 0 && !(flaws & AMBIT_FLAW_LOST)))
		return 0;
	item->flaws |= gate_missing(flaws);
	return 1;
}

static int
take_all(struct gate *g, struct making *m, struct ambit_item *item,
    struct ambit_err *err_r)
{
	struct ambit_span body;
	enum proc_kind kind;
	int got;

	while ((got = gate_next(g, &kind, &body, err_r)) == 1) {
		struct ambit_wire wire = { .left = body };

		if (kind == PROC_DONE)
			return get_done(&wire, m, item);
		if (kind == PROC_LENT)
			got = keep_made(g, m, body, err_r);
		else
			got = kind == PROC_DATA ? keep(m, body, err_r) : 0;
		if (got != 1)
			break;
	}
	return got;
}

static int
take(struct gate *g, const struct gate_want *want, struct ambit_item *item,
    struct ambit_err *err_r)
{
	struct making m = { .most = proc_rebuilt_most(want->len) };
	int got;

	if (ambit_stage_open(g->stage, AMBIT_STAGE_RAW, &m.sink, err_r) < 0)
		return -1;
	got = take_all(g, &m, item, err_r);
	if (got < 0)
		return -1;
	if (ambit_stage_close(g->stage, &g->rebuilt_len, &g->rebuilt_sha256,
		err_r) < 0)
		return -1;
	return got;
}

/*
 * Whole items, and under one task: a message that has taken the decoder over
 * could at worst spoil others of the same order. Under several it could have
 * one task's leave with another's.
 */
static unsigned
batch(const struct gate *g)
{
	unsigned n = 0;

	for (size_t i = 0; i < g->asked->n; i++)
		n += g->asked->tasks[i].opens;
	return n == 1 && !g->asked->reduced ? AMBIT_DECODER_BATCH : 1;
}

int
gate_rebuild(struct gate *g, struct ambit_item *item, struct ambit_err *err_r)
{
	struct gate_want want = { .what = PROC_WANT_REBUILT,
		.len = g->native_len,
		.batch = batch(g),
		.take = take };
	int got;

	if (ambit_stage_native(g->stage, &want.bytes, err_r) < 0)
		return -1;
	got = gate_ask(g, &want, item, err_r);
	g->rebuilt = got == 1 && !(item->flaws & AMBIT_FLAW_LOST);
	return got < 0 ? -1 : 0;
}
