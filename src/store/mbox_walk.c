/*
 * Walking through an mbox by its separators. Knows lines that may be one, and
 * nothing of messages.
 */

/* Floor 0. */
#include "ambit/item.h"

/* Floor 4. */
#include "mbox_from.h"
#include "mbox_search.h"
#include "mbox_walk.h"

/* Going back is rare, and goes no further than it must. */
#define BACK ((size_t)4096)

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

/* Is this one empty line, or nothing at all? More than one are seen by looking
 * back. */
static bool
is_empty_line(struct ambit_span before)
{
	return before.len == 0 || ambit_span_equal(before, AMBIT_LIT("\n")) ||
	    ambit_span_equal(before, AMBIT_LIT("\r\n"));
}

int
mbox_walk_judge(struct ambit_source *source, struct mbox_walk *w,
    struct ambit_err *err_r)
{
	struct around at;
	bool first;

	if (lend_around(source, w->off, AMBIT_MBOX_LOOK, &at, err_r) < 0)
		return -1;
	first = at.before.len == w->off && is_empty_line(at.before);
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
find_line(struct ambit_source *source, struct mbox_walk *w, bool *line_r,
    struct ambit_err *err_r)
{
	const size_t len = MBOX_FROM.len;
	struct ambit_span win;
	size_t at;

	*line_r = false;
	while (w->off < w->limit) {
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
	return 0;
}

/* How does the store end? w->off is its end. */
static int
end_walk(struct ambit_source *source, struct mbox_walk *w,
    struct ambit_err *err_r)
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

int
mbox_walk_next(struct ambit_source *source, struct mbox_walk *w,
    struct ambit_err *err_r)
{
	bool line;

	for (;;) {
		if (find_line(source, w, &line, err_r) < 0)
			return -1;
		if (!line || w->off >= w->limit)
			return end_walk(source, w, err_r);
		if (mbox_walk_judge(source, w, err_r) < 0)
			return -1;
		if (w->from > 0)
			return 0;
		w->off += MBOX_FROM.len;
	}
}

int
mbox_walk_blank(struct ambit_source *source, uint64_t *off_r,
    struct ambit_err *err_r)
{
	struct ambit_span win;
	size_t n;

	for (;;) {
		if (ambit_source_lend(source, *off_r, 2, &win, err_r) < 0)
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
		*off_r += n;
		if (n == 0)
			return 0;
	}
}

/* Are the bytes empty lines, where next is the byte behind them? A CR counts
 * only before a LF. */
static bool
is_blank(struct ambit_span bytes, unsigned char next)
{
	for (size_t i = bytes.len; i > 0; i--) {
		unsigned char c = bytes.ptr[i - 1];

		if (c != '\n' && (c != '\r' || next != '\n'))
			return false;
		next = c;
	}
	return true;
}

int
mbox_walk_is_first(struct ambit_source *source, uint64_t off, bool *first_r,
    struct ambit_err *err_r)
{
	unsigned char next = '\0';
	struct ambit_span win;
	size_t n;

	*first_r = true;
	while (off > 0 && *first_r) {
		n = off < BACK ? (size_t)off : BACK;
		if (ambit_source_lend(source, off - n, n, &win, err_r) < 0)
			return -1;
		win.len = win.len < n ? 0 : n;
		*first_r = win.len > 0 && is_blank(win, next);
		if (*first_r)
			next = win.ptr[0];
		off -= n;
	}
	return 0;
}
