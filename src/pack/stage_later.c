/*
 * What waits for digests that are taken side by side.
 *
 * Knows neither lines nor records: bytes on their way into a log, and holes in
 * them.
 */

/* System. */
#include <assert.h>
#include <string.h>

/* Floor 6. */
#include "stage_later.h"

static int later_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r);

/* The end of an item is told by later_close. */
static int
later_finish(struct ambit_sink *sink, struct ambit_err *err_r)
{
	(void)sink;
	(void)err_r;
	return 0;
}

static const struct ambit_sink_ops later_ops = {
	.name = "later",
	.write = later_write,
	.finish = later_finish,
};

int
later_init(struct stage_later *later, later_out *out, void *ctx,
    struct ambit_err *err_r)
{
	later->out = out;
	later->ctx = ctx;
	later->text = AMBIT_TEXT(later->room);
	if (ambit_sink_hash_init(&later->alone, NULL, err_r) < 0)
		return -1;
	return ambit_digests_new(&later->digests, err_r);
}

void
later_clear(struct stage_later *later)
{
	ambit_sink_hash_clear(&later->alone);
	ambit_digests_free(&later->digests);
}

/* ---- the way out ---- */

static void
fill(struct stage_later *l)
{
	for (size_t i = 0; i < l->n_holes; i++) {
		const struct later_hole *hole = &l->holes[i];
		struct ambit_span digest = { hole->digest, AMBIT_DIGEST_LEN };
		struct ambit_text at = { .ptr = l->room + hole->at,
			.cap = (size_t)(2 * AMBIT_DIGEST_LEN) };

		(hole->hex ? ambit_text_hex : ambit_text_put)(&at, digest);
	}
	l->n_holes = 0;
}

static int
let_out(struct stage_later *l, struct ambit_err *err_r)
{
	struct ambit_span rest = ambit_text_span(&l->text);

	for (size_t i = 0; i < l->n_pieces; i++) {
		size_t len = l->pieces[i].len;

		if (l->out(l->ctx, l->pieces[i].log,
			ambit_span_sub(rest, 0, len), err_r) < 0)
			return -1;
		rest = ambit_span_sub(rest, len, rest.len - len);
	}
	l->n_pieces = 0;
	l->text.len = 0;
	return 0;
}

int
later_flush(struct stage_later *later, struct ambit_err *err_r)
{
	if (ambit_digests_flush(later->digests, err_r) < 0)
		return -1;
	later->n_items = 0;
	/* What there is of the item at hand stays. */
	later->len -= later->begin;
	memmove(later->bytes, later->bytes + later->begin, later->len);
	later->begin = 0;
	fill(later);
	return let_out(later, err_r);
}

/* ---- items ---- */

int
later_open(struct stage_later *later, struct ambit_err *err_r)
{
	if (later->n_items == LATER_ITEMS && later_flush(later, err_r) < 0)
		return -1;
	later->sink = (struct ambit_sink){ .ops = &later_ops };
	later->large = false;
	later->len = later->begin;
	return 0;
}

/* It is larger than all there is room for. */
static int
stand_alone(struct stage_later *l, struct ambit_err *err_r)
{
	struct ambit_span begun = { l->bytes, l->len };

	l->large = true;
	l->len = 0;
	if (ambit_sink_hash_reset(&l->alone, err_r) < 0)
		return -1;
	return begun.len > 0 ? ambit_sink_write(&l->alone.sink, begun, err_r)
			     : 0;
}

static int
later_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct stage_later *l = (struct stage_later *)sink;

	if (!l->large && bytes.len > LATER_BYTES - l->len &&
	    later_flush(l, err_r) < 0)
		return -1;
	if (!l->large && bytes.len > LATER_BYTES - l->len &&
	    stand_alone(l, err_r) < 0)
		return -1;
	if (l->large)
		return ambit_sink_write(&l->alone.sink, bytes, err_r);
	memcpy(l->bytes + l->len, bytes.ptr, bytes.len);
	l->len += bytes.len;
	return 0;
}

int
later_close(struct stage_later *later, const unsigned char **digest_r,
    struct ambit_err *err_r)
{
	unsigned char *digest = later->digest[later->n_items++];
	struct ambit_span bytes = { later->bytes + later->begin,
		later->len - later->begin };

	*digest_r = digest;
	later->begin = later->len;
	if (!later->large)
		return ambit_digests_add(later->digests, bytes, digest, err_r);
	if (ambit_sink_finish(&later->alone.sink, err_r) < 0)
		return -1;
	memcpy(digest, later->alone.digest, AMBIT_DIGEST_LEN);
	return 0;
}

/* ---- lines and records ---- */

static bool
has_room(const struct stage_later *l, size_t len)
{
	return len <= LATER_TEXT - l->text.len && l->n_pieces < LATER_PIECES &&
	    l->n_holes < LATER_PIECES;
}

static void
append(struct stage_later *l, unsigned log, struct ambit_span bytes,
    const struct later_hole *hole)
{
	struct later_piece *last = &l->pieces[l->n_pieces];

	if (hole != NULL) {
		l->holes[l->n_holes] = *hole;
		l->holes[l->n_holes++].at += l->text.len;
	}
	ambit_text_put(&l->text, bytes);
	if (l->n_pieces > 0 && last[-1].log == log)
		last[-1].len += bytes.len;
	else
		l->pieces[l->n_pieces++] =
		    (struct later_piece){ .log = log, .len = bytes.len };
}

int
later_put(struct stage_later *later, unsigned log, struct ambit_span bytes,
    const struct later_hole *hole, struct ambit_err *err_r)
{
	/* What was put has a hole even where its digest is known by now. */
	bool waits = hole != NULL || later->n_items > 0 || later->n_pieces > 0;

	if (waits && !has_room(later, bytes.len)) {
		if (later_flush(later, err_r) < 0)
			return -1;
		waits = hole != NULL;
	}
	if (!waits)
		return later->out(later->ctx, log, bytes, err_r);
	assert(has_room(later, bytes.len));
	append(later, log, bytes, hole);
	/* Its digest is known by now, and its place is the next item's. */
	if (later->n_items == 0)
		fill(later);
	return 0;
}

uint64_t
later_waits(const struct stage_later *later, unsigned log)
{
	uint64_t n = 0;

	for (size_t i = 0; i < later->n_pieces; i++) {
		if (later->pieces[i].log == log)
			n += later->pieces[i].len;
	}
	return n;
}
