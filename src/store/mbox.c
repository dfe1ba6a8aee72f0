/*
 * mbox: messages laid end to end, each behind a separator line.
 *
 * A message starts behind a line that mbox_from.c knows for a separator and
 * that stands first in the store or follows an empty line. Any other line that
 * begins with "From " may be one too, to another reader: the message around it
 * is flawed, and nobody guesses. The rule looks back MBOX_BACK bytes and ahead
 * AMBIT_MBOX_LOOK, so a large mbox can be cut anywhere and given to several
 * readers: a message belongs to the reader in whose part it starts.
 */

/* System. */
#include <string.h>

/* Floor 4 and below. */
#include "ambit/reader.h"
#include "from_line.h"
#include "mbox_doubt.h"
#include "mbox_from.h"
#include "mbox_search.h"

struct mbox {
	uint64_t done; /* all bytes before it belong to an item */
	uint64_t off;  /* of the next separator, or of bytes before the first */
	size_t from;   /* length of that separator; 0: such bytes */
	bool ended;    /* off is the end of the store */
	bool mixed;    /* B6 of that separator: its message is doubtful */
	uint32_t count;
	uint64_t first; /* of bytes before the first separator: where it is */
	struct mbox_claim claim;
	struct mbox_doubt doubt;
};

/* A walk from one separator to the next. */
struct walk {
	uint64_t off; /* all before it was looked at; then: the separator */
	size_t from;  /* length of the separator; 0: the store ends */
	size_t blank; /* bytes of the empty line before off, or 0 */
	bool mixed;   /* B6 of the separator */
	unsigned flaws;
};

/* A place in the store, and up to MBOX_BACK bytes of what precedes it. */
struct around {
	struct ambit_span before, from;
};

static int
lend_around(struct ambit_source *source, uint64_t off, size_t min,
    struct around *around_r, struct ambit_err *err_r)
{
	size_t back = off < MBOX_BACK ? (size_t)off : MBOX_BACK;
	struct ambit_span win;

	if (ambit_source_lend(source, off - back, back + min, &win, err_r) < 0)
		return -1;
	around_r->before = ambit_span_sub(win, 0, back);
	around_r->from = ambit_span_sub(win, back, win.len);
	return 0;
}

/*
 * A line that begins with "From " stands at w->off. Is it a separator? If not,
 * to another reader it may be: B1, B7, B8.
 */
static int
judge(struct ambit_source *source, struct walk *w, bool first,
    struct ambit_err *err_r)
{
	struct around at;

	if (lend_around(source, w->off, AMBIT_MBOX_LOOK, &at, err_r) < 0)
		return -1;
	w->blank = mbox_from_blank(at.before);
	w->from = w->blank > 0 || first ? mbox_from_line(at.from) : 0;
	w->mixed =
	    w->from > 0 && mbox_from_is_doubtful(at.before, at.from, w->from);
	if (w->from == 0 || w->mixed)
		w->flaws |= AMBIT_FLAW_FRAMING;
	return 0;
}

/*
 * Find "From " at the start of a line, at or behind w->off. Where CR or NUL
 * stands before it, some reader may begin a line there too: B6. *line_r is
 * false where the store ends without one; w->off is then its end.
 */
static int
find_line(struct ambit_source *source, struct walk *w, bool *line_r,
    struct ambit_err *err_r)
{
	const size_t len = MBOX_FROM.len;
	struct ambit_span win;
	size_t at;

	*line_r = false;
	for (;;) {
		/* The byte before it is looked at too: never at offset 0. */
		if (ambit_source_lend(source, w->off - 1, 1 + len, &win,
			err_r) < 0)
			return -1;
		at = mbox_search_from(win, 1);
		if (at < win.len) {
			unsigned char c = win.ptr[at - 1];

			w->off += at - 1;
			*line_r = c == '\n';
			if (*line_r)
				return 0;
			if (c == '\r' || c == '\0')
				w->flaws |= AMBIT_FLAW_FRAMING;
			w->off += len;
		} else if (win.len < 1 + len) {
			w->off += win.len > 0 ? win.len - 1 : 0;
			return 0;
		} else {
			w->off += win.len - len;
		}
	}
}

/* How does the store end? w->off is its end. */
static int
end_walk(struct ambit_source *source, struct walk *w, struct ambit_err *err_r)
{
	struct around at;

	w->from = 0;
	w->mixed = false;
	if (lend_around(source, w->off, 0, &at, err_r) < 0)
		return -1;
	w->blank = mbox_from_blank(at.before);
	if (at.before.len == 0 || at.before.ptr[at.before.len - 1] != '\n')
		w->flaws |= AMBIT_FLAW_TRUNCATED;
	return 0;
}

/* Walk to the next separator behind w->off, or to the end of the store. */
static int
find_next(struct ambit_source *source, struct walk *w, struct ambit_err *err_r)
{
	bool line;

	for (;;) {
		if (find_line(source, w, &line, err_r) < 0)
			return -1;
		if (!line)
			return end_walk(source, w, err_r);
		if (judge(source, w, false, err_r) < 0)
			return -1;
		if (w->from > 0)
			return 0;
		w->off += MBOX_FROM.len;
	}
}

/* Step over the empty lines that the store begins with. */
static int
skip_blank(struct ambit_source *source, uint64_t *off, struct ambit_err *err_r)
{
	struct ambit_span win;
	size_t n;

	for (;;) {
		if (ambit_source_lend(source, *off, 2, &win, err_r) < 0)
			return -1;
		n = 0;
		while (
		    win.len > 0 && (win.ptr[0] == '\n' || win.ptr[0] == '\r')) {
			size_t len = win.ptr[0] == '\n' ? 1 : 2;

			if (win.len < len || win.ptr[len - 1] != '\n')
				break;
			win = ambit_span_sub(win, len, win.len);
			n += len;
		}
		*off += n;
		if (n == 0)
			return 0;
	}
}

/*
 * B5: a store may begin with bytes of nobody, but one without any separator is
 * no mbox at all. Empty lines alone are an mbox without messages.
 */
static int
find_first(struct ambit_reader *r, struct mbox *m, struct ambit_err *err_r)
{
	struct walk w = { 0 };
	struct ambit_span win;

	if (skip_blank(r->source, &m->off, err_r) < 0 ||
	    ambit_source_lend(r->source, m->off, 1, &win, err_r) < 0)
		return -1;
	m->ended = win.len == 0;
	if (m->ended) {
		r->seen = m->off;
		return 0;
	}
	w.off = m->off;
	if (judge(r->source, &w, true, err_r) < 0)
		return -1;
	m->from = w.from;
	m->mixed = w.mixed;
	if (m->from > 0)
		return 0;
	w.off++;
	if (find_next(r->source, &w, err_r) < 0)
		return -1;
	m->first = w.off;
	if (w.from == 0)
		return ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "no mbox: it has no separator line");
	return 0;
}

static int
mbox_open(struct ambit_reader *r, struct ambit_err *err_r)
{
	struct mbox *m = AMBIT_ARENA_GET(r->memory, struct mbox, 1);
	int rc;

	if (m == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "mbox state");
	r->state = m;
	rc = r->store->gzip
	    ? ambit_source_new_gzip(r->fd, r->window, &r->source, err_r)
	    : ambit_source_new(r->fd, r->window, &r->source, err_r);
	return rc < 0 ? -1 : find_first(r, m, err_r);
}

/* Flaws of framing of the message from its separator to the end of w. */
static int
doubt(struct ambit_reader *r, struct mbox *m, struct walk *w,
    struct ambit_err *err_r)
{
	struct mbox_message message = {
		.start = m->off,
		.bytes = { r->source, m->off + m->from, w->off },
		.blank = w->blank,
		.last = w->from == 0,
		.claim = &m->claim,
	};
	unsigned flaws;

	/* A store that changes under us may show a longer header. */
	if (m->claim.has_body && m->claim.body > w->off)
		return ambit_err_set(err_r, AMBIT_E_CHANGED,
		    "the store changed while it was read");
	if (mbox_doubt_ask(&m->doubt, &message, &flaws, err_r) < 0)
		return -1;
	w->flaws |= flaws;
	if (m->mixed)
		w->flaws |= AMBIT_FLAW_FRAMING;
	return 0;
}

/* Walk over the message, or the bytes of nobody, that begins at m->off. */
static int
walk_over(struct ambit_reader *r, struct mbox *m, struct walk *w,
    struct ambit_err *err_r)
{
	*w = (struct walk){ .off = m->off + m->from };
	if (m->from == 0) {
		/* Found when the store was opened; judged again, for B6. */
		w->off = m->first;
		if (judge(r->source, w, false, err_r) < 0)
			return -1;
		w->flaws |= AMBIT_FLAW_UNFRAMED;
		return 0;
	}
	if (mbox_claim_read(r->source, w->off, r->arena, &m->claim, err_r) <
		0 ||
	    find_next(r->source, w, err_r) < 0)
		return -1;
	return doubt(r, m, w, err_r);
}

static int
clocks(struct ambit_reader *r, const struct mbox *m, struct ambit_item *item,
    struct ambit_err *err_r)
{
	struct ambit_span line;

	if (m->from == 0)
		return 0;
	if (ambit_source_lend(r->source, m->off, m->from, &line, err_r) < 0)
		return -1;
	return from_line_clocks(r, ambit_span_sub(line, 0, m->from), item,
	    err_r);
}

static void
tell(const struct ambit_reader *r, struct mbox *m, const struct walk *w,
    struct ambit_item *item_r)
{
	uint64_t begin = m->off + m->from;

	*item_r = (struct ambit_item){
		.at = { r->store->number, ++m->count, m->off },
		.framed = { m->done, w->off - m->done },
		.raw = { begin, w->off - w->blank - begin },
		.kind = m->from == 0 ? AMBIT_KIND_UNKNOWN : AMBIT_KIND_MAIL,
		.flaws = w->flaws,
		.account = r->store->account,
		.holds = r->store->holds,
	};
	if (item_r->raw.len > r->limits->item_bytes)
		item_r->flaws |= AMBIT_FLAW_TOO_LARGE;
}

static int
mbox_next(struct ambit_reader *r, struct ambit_item *item_r,
    struct ambit_err *err_r)
{
	struct mbox *m = r->state;
	struct walk w;

	ambit_arena_reset(r->arena);
	if (m->ended)
		return 0;
	ambit_source_keep(r->source, m->off);
	if (walk_over(r, m, &w, err_r) < 0)
		return -1;
	tell(r, m, &w, item_r);
	if (clocks(r, m, item_r, err_r) < 0)
		return -1;
	r->seen += item_r->framed.len;
	m->off = m->done = w.off;
	m->from = w.from;
	m->mixed = w.mixed;
	m->ended = w.from == 0;
	return 1;
}

/* The source lends the whole store. */
static int
mbox_aim(struct ambit_reader *r, const struct ambit_item *item,
    struct ambit_err *err_r)
{
	(void)r;
	(void)item;
	(void)err_r;
	return 0;
}

static int
mbox_check(struct ambit_reader *r, struct ambit_err *err_r)
{
	return ambit_source_check(r->source, NULL, err_r);
}

static void
mbox_close(struct ambit_reader *r)
{
	ambit_source_free(&r->source);
}

const struct ambit_reader_ops ambit_reader_mbox = {
	.name = "mbox",
	.open = mbox_open,
	.next = mbox_next,
	.aim = mbox_aim,
	.check = mbox_check,
	.close = mbox_close,
};
