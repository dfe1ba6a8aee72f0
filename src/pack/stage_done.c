/*
 * What a unit says of itself when it is done.
 *
 * BUGS: a reader that lies about its own store can have its unit believed
 * again; it could as well have lied when the unit was made.
 */

/* System. */
#include <assert.h>
#include <string.h>

/* Floor 0. */
#include "ambit/wire.h"

/* Floor 6. */
#include "stage_state.h"

/* "ambit", and which form of this file it is. */
#define MAGIC AMBIT_LIT("ambit unit 1\n")

static void
put_digest(struct ambit_text *text, const unsigned char *digest)
{
	ambit_text_put(text, (struct ambit_span){ digest, AMBIT_DIGEST_LEN });
}

static void
get_digest(struct ambit_wire *wire, unsigned char *digest_r)
{
	struct ambit_span digest = ambit_wire_bytes(wire, AMBIT_DIGEST_LEN);

	if (!wire->bad)
		memcpy(digest_r, digest.ptr, AMBIT_DIGEST_LEN);
}

static void
put_end(struct ambit_text *text, const struct ambit_stage_end *end)
{
	ambit_wire_put8(text, end->failed);
	ambit_wire_put64(text, end->items);
	ambit_wire_put64(text, end->bytes);
	ambit_wire_put64(text, end->begin);
	ambit_wire_put64(text, end->end);
	ambit_wire_put_string(text, end->claims);
	put_digest(text, end->found);
	put_digest(text, end->state);
}

static void
get_end(struct ambit_wire *wire, struct ambit_stage_end *end_r)
{
	end_r->failed = ambit_wire_u8(wire) != 0;
	end_r->items = ambit_wire_u64(wire);
	end_r->bytes = ambit_wire_u64(wire);
	end_r->begin = ambit_wire_u64(wire);
	end_r->end = ambit_wire_u64(wire);
	end_r->claims = ambit_wire_string(wire, AMBIT_UNIT_CLAIMS_MAX);
	get_digest(wire, end_r->found);
	get_digest(wire, end_r->state);
}

static void
put_tally(struct ambit_text *text, const struct ambit_tally *tally)
{
	for (size_t i = 0; i <= AMBIT_PRODUCED; i++) {
		ambit_wire_put64(text, tally->items[i]);
		ambit_wire_put64(text, tally->bytes[i]);
	}
	ambit_wire_put64(text, tally->empty);
}

static void
get_tally(struct ambit_wire *wire, struct ambit_tally *tally_r)
{
	for (size_t i = 0; i <= AMBIT_PRODUCED; i++) {
		tally_r->items[i] = ambit_wire_u64(wire);
		tally_r->bytes[i] = ambit_wire_u64(wire);
	}
	tally_r->empty = ambit_wire_u64(wire);
}

/* Which unit it is of, and of whom. */
static void
put_whose(struct ambit_text *text, const struct ambit_stage_terms *terms)
{
	const struct ambit_unit *unit = terms->unit;

	ambit_text_put(text, MAGIC);
	put_digest(text, terms->whose);
	ambit_wire_put8(text, terms->archive);
	ambit_wire_put32(text, unit->number);
	ambit_wire_put32(text, unit->store->number);
	ambit_wire_put32(text, unit->part);
	ambit_wire_put32(text, unit->parts);
	ambit_wire_put64(text, unit->from);
	ambit_wire_put64(text, unit->until);
	ambit_wire_put_string(text, unit->first);
	ambit_wire_put_string(text, unit->end);
}

/* Done ends in a digest of its own: a byte of it that is not as it was written
 * is as if it had never been. */
static int
put_own_digest(struct ambit_text *text, struct ambit_err *err_r)
{
	unsigned char sha256[AMBIT_DIGEST_LEN];

	if (text->full)
		return ambit_err_set(err_r, AMBIT_E_LIMIT, "sums of a unit");
	if (ambit_sink_digest(ambit_text_span(text), sha256, err_r) < 0)
		return -1;
	put_digest(text, sha256);
	return text->full
	    ? ambit_err_set(err_r, AMBIT_E_LIMIT, "sums of a unit")
	    : 0;
}

/* Cut it off the end of rest, which lies within bytes, if it is there. */
static bool
cut_own_digest(struct ambit_span bytes, struct ambit_span *rest)
{
	unsigned char sha256[AMBIT_DIGEST_LEN];

	if (rest->len < AMBIT_DIGEST_LEN)
		return false;
	rest->len -= AMBIT_DIGEST_LEN;
	bytes.len -= AMBIT_DIGEST_LEN;
	return ambit_sink_digest(bytes, sha256, NULL) == 0 &&
	    memcmp(sha256, rest->ptr + rest->len, AMBIT_DIGEST_LEN) == 0;
}

int
stage_done_put(const struct stage_done *done,
    const struct ambit_stage_terms *terms, struct ambit_text *text,
    struct ambit_err *err_r)
{
	put_whose(text, terms);
	put_end(text, &done->end);
	for (size_t i = 0; i < terms->order->n_tasks; i++)
		put_tally(text, &done->tallies[i]);
	for (size_t i = 0; i < STAGE_LOGS; i++) {
		ambit_wire_put64(text, done->logs[i].len);
		put_digest(text, done->logs[i].sha256);
	}
	return put_own_digest(text, err_r);
}

/* Cut what put_whose writes off the front, if it is there to the byte. */
static bool
is_of(struct ambit_span *rest, const struct ambit_stage_terms *terms,
    struct ambit_arena *arena, const char **why_r)
{
	const size_t cap = 3 * PACK_PATH_MAX;
	size_t head = MAGIC.len + AMBIT_DIGEST_LEN + 1;
	size_t mark = ambit_arena_mark(arena);
	struct ambit_text want = { .ptr = AMBIT_ARENA_GET(arena, char, cap),
		.cap = cap };
	bool same;

	if (want.ptr == NULL) {
		*why_r = "it tells more than there is memory for";
		return false;
	}
	put_whose(&want, terms);
	same = ambit_span_begins(*rest, ambit_text_span(&want));
	if (!same)
		*why_r =
		    rest->len > head && memcmp(rest->ptr, want.ptr, head) == 0
		    ? "it was cut from the store in another way"
		    : "it belongs to another order, registry, version or "
		      "form of package";
	*rest = ambit_span_sub(*rest, want.len, rest->len);
	ambit_arena_release(arena, mark);
	return same;
}

bool
stage_done_get(struct ambit_span bytes, const struct ambit_stage_terms *terms,
    struct ambit_arena *arena, struct stage_done *done_r, const char **why_r)
{
	size_t n = terms->order->n_tasks;
	struct ambit_wire wire = { .left = bytes };

	if (!is_of(&wire.left, terms, arena, why_r))
		return false;
	*done_r = (struct stage_done){
		.tallies = AMBIT_ARENA_GET(arena, struct ambit_tally, n + 1),
	};
	*why_r = "its file done is damaged";
	if (done_r->tallies == NULL || !cut_own_digest(bytes, &wire.left))
		return false;
	get_end(&wire, &done_r->end);
	for (size_t i = 0; i < n; i++)
		get_tally(&wire, &done_r->tallies[i]);
	for (size_t i = 0; i < STAGE_LOGS; i++) {
		done_r->logs[i].len = ambit_wire_u64(&wire);
		get_digest(&wire, done_r->logs[i].sha256);
	}
	return ambit_wire_done(&wire);
}

int
ambit_stage_end(struct ambit_stage *stage, const struct ambit_stage_end *end,
    struct ambit_err *err_r)
{
	struct stage_done done = { .end = *end, .tallies = stage->tallies };
	struct ambit_text text = { .ptr = (char *)stage->record,
		.cap = sizeof(stage->record) };

	assert(!stage->opened && !stage->waiting.any);
	if (later_flush(&stage->later, err_r) < 0 ||
	    (!end->failed && ambit_sink_finish(&stage->cuts.sink, err_r) < 0))
		return -1;
	for (size_t i = 0; i < STAGE_LOGS; i++) {
		if (pack_file_close(&stage->logs[i], err_r) < 0)
			return -1;
		done.logs[i].len = pack_file_bytes(&stage->logs[i]);
		memcpy(done.logs[i].sha256, stage->logs[i].hash.digest,
		    AMBIT_DIGEST_LEN);
	}
	if (stage_done_put(&done, stage->terms, &text, err_r) < 0 ||
	    ambit_sink_file_open(&stage->file, stage->fd, "done", err_r) < 0 ||
	    ambit_sink_write(&stage->file.sink, ambit_text_span(&text), err_r) <
		0)
		return -1;
	return ambit_sink_finish(&stage->file.sink, err_r);
}

int
ambit_stage_fail(struct ambit_stage *stage, const struct ambit_stage_end *end,
    struct ambit_err *err_r)
{
	struct ambit_stage_end failed = *end;

	failed.failed = true;
	ambit_sink_file_clear(&stage->file);
	ambit_sink_file_clear(&stage->cuts);
	stage->opened = stage->waiting.any = false;
	/* Where a log could not be closed, nothing more can be told. */
	for (size_t i = 0; i < STAGE_LOGS; i++) {
		if (stage->logs[i].file.fd == -1)
			return ambit_err_set(err_r, AMBIT_E_IO,
			    "what is known of the unit is lost");
	}
	return ambit_stage_end(stage, &failed, err_r);
}
