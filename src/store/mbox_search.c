/*
 * Searching the bytes of an mbox. Knows neither messages nor doubts.
 */

/* System. */
#include <string.h>

/* Floor 3. */
#include "ambit/mime.h"

/* Floor 4. */
#include "mbox_from.h"
#include "mbox_pair.h"
#include "mbox_search.h"

/* Bytes looked at together: compilers make vector code of fixed sizes. */
#define BLOCK 64

/* A longer line is no delimiter here, whatever blanks it ends in. */
#define LINE_MAX_LEN 512

size_t
mbox_search_from(struct ambit_span bytes, size_t off)
{
	while ((off = mbox_pair_find(bytes, off)) < bytes.len) {
		if (ambit_span_begins(ambit_span_sub(bytes, off, MBOX_FROM.len),
			MBOX_FROM))
			return off;
		off++;
	}
	return bytes.len;
}

/* LF, CR, C and c, which no line of another field begins with. */
static bool
begins_mark(unsigned char c)
{
	return c == '\n' || c == '\r' || (c | 0x20) == 'c';
}

static bool
may_be_mark(const unsigned char *p)
{
	unsigned char hit = 0;

	for (size_t i = 0; i < BLOCK; i++)
		hit |= (unsigned char)((p[i] == '\n') &
		    ((p[i + 1] == '\n') | (p[i + 1] == '\r') |
			((p[i + 1] | 0x20) == 'c')));
	return hit != 0;
}

size_t
mbox_search_mark(struct ambit_span bytes, size_t off)
{
	size_t last = bytes.len < 2 ? 0 : bytes.len - 1;
	size_t i = off, stop;

	while (i < last) {
		stop = last - i > BLOCK ? i + BLOCK : last;
		if (stop - i == BLOCK && !may_be_mark(bytes.ptr + i)) {
			i = stop;
			continue;
		}
		for (; i < stop; i++) {
			if (bytes.ptr[i] == '\n' &&
			    begins_mark(bytes.ptr[i + 1]))
				return i;
		}
	}
	return bytes.len;
}

static bool
is_closing(struct ambit_span line, struct ambit_span boundary)
{
	return line.len <= LINE_MAX_LEN &&
	    ambit_span_begins(line, AMBIT_LIT("--")) &&
	    ambit_mime_delimiter(line, boundary) == 2;
}

/* Cut the next line off, and the last one that has no end. */
static bool
cut_any_line(struct ambit_span *rest, struct ambit_span *line_r)
{
	if (ambit_span_cut_line(rest, line_r))
		return true;
	*line_r = *rest;
	rest->len = 0;
	return line_r->len > 0;
}

/* Lend what the bytes begin with, at least min where there is as much. */
static int
lend(const struct mbox_bytes *bytes, size_t min, struct ambit_span *win_r,
    struct ambit_err *err_r)
{
	uint64_t left = bytes->end - bytes->off;

	if (min > left)
		min = (size_t)left;
	if (ambit_source_lend(bytes->source, bytes->off, min, win_r, err_r) < 0)
		return -1;
	if (win_r->len > left)
		win_r->len = (size_t)left;
	if (win_r->len < min)
		return ambit_err_set(err_r, AMBIT_E_CHANGED,
		    "the store shrank while it was read");
	return 0;
}

/* Step over the rest of a line longer than a window. */
static int
skip_line(struct mbox_bytes *bytes, struct ambit_err *err_r)
{
	const unsigned char *lf = NULL;
	struct ambit_span win;

	while (bytes->off < bytes->end && lf == NULL) {
		if (lend(bytes, 1, &win, err_r) < 0)
			return -1;
		lf = memchr(win.ptr, '\n', win.len);
		bytes->off += lf == NULL ? win.len : (size_t)(lf - win.ptr) + 1;
	}
	return 0;
}

/* Look at the lines of win; *rest_r is the last, if its end is missing. */
static bool
holds_closing(struct ambit_span win, bool whole, struct ambit_span boundary,
    struct ambit_span *rest_r)
{
	struct ambit_span line;

	*rest_r = win;
	while (whole ? cut_any_line(rest_r, &line)
		     : ambit_span_cut_line(rest_r, &line)) {
		if (is_closing(line, boundary))
			return true;
	}
	return false;
}

int
mbox_search_closing(struct mbox_bytes bytes, struct ambit_span boundary,
    bool *found_r, struct ambit_err *err_r)
{
	struct ambit_span win, rest;

	*found_r = false;
	while (bytes.off < bytes.end) {
		if (lend(&bytes, LINE_MAX_LEN + 2, &win, err_r) < 0)
			return -1;
		*found_r = holds_closing(win, win.len == bytes.end - bytes.off,
		    boundary, &rest);
		if (*found_r)
			return 0;
		bytes.off += win.len - rest.len;
		if (rest.len == win.len && skip_line(&bytes, err_r) < 0)
			return -1;
	}
	return 0;
}

/* Look at the last bytes alone, n at most. */
static int
search_tail(const struct mbox_bytes *bytes, size_t n,
    struct ambit_span boundary, bool *found_r, struct ambit_err *err_r)
{
	struct mbox_bytes tail = *bytes;
	struct ambit_span win, rest;

	if (bytes->end - bytes->off > n)
		tail.off = bytes->end - n;
	if (lend(&tail, n, &win, err_r) < 0)
		return -1;
	win.len = (size_t)(tail.end - tail.off);
	/* What it begins with may be half a line. */
	if (tail.off > bytes->off && !ambit_span_cut_line(&win, &rest))
		win.len = 0;
	*found_r = holds_closing(win, true, boundary, &rest);
	return 0;
}

int
mbox_search_closed(struct mbox_bytes bytes, struct ambit_span boundary,
    bool *found_r, struct ambit_err *err_r)
{
	static const size_t tails[] = { 256, 4096 };

	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		if (search_tail(&bytes, tails[i], boundary, found_r, err_r) < 0)
			return -1;
		if (*found_r || bytes.end - bytes.off <= tails[i])
			return 0;
	}
	return mbox_search_closing(bytes, boundary, found_r, err_r);
}

/* Characters counted at a time: a line of base64 has 76 and less. */
#define COUNTED 32

/* What was seen of a base64 body. */
struct base64 {
	uint64_t count;       /* of its characters */
	uint64_t first, last; /* lengths of lines */
	uint64_t line, n_lines;
	bool padded;
};

/* 1 or 0, without a branch. */
static unsigned char
is_base64(unsigned char c)
{
	unsigned char letter = (unsigned char)((c | 0x20) - 'a');
	unsigned char digit = (unsigned char)(c - '0');

	return (letter < 26) | (digit < 10) | (c == '+') | (c == '/');
}

static unsigned char
count_block(const unsigned char *p)
{
	unsigned char n = 0;

	for (size_t i = 0; i < COUNTED; i++)
		n = (unsigned char)(n + is_base64(p[i]));
	return n;
}

static void
end_line(struct base64 *b)
{
	if (b->line == 0)
		return;
	if (b->n_lines++ == 0)
		b->first = b->line;
	b->last = b->line;
	b->count += b->line;
	b->line = 0;
}

static uint64_t
count_base64(struct ambit_span bytes)
{
	uint64_t n = 0;
	size_t i = 0;

	for (; bytes.len - i >= COUNTED; i += COUNTED)
		n += count_block(bytes.ptr + i);
	for (; i < bytes.len; i++)
		n += is_base64(bytes.ptr[i]);
	return n;
}

static void
see(struct base64 *b, struct ambit_span win)
{
	struct ambit_span line;

	b->padded = memchr(win.ptr, '=', win.len) != NULL;
	while (!b->padded && ambit_span_cut_line(&win, &line)) {
		b->line += count_base64(line);
		end_line(b);
	}
	b->line += b->padded ? 0 : count_base64(win);
}

int
mbox_search_cut_base64(struct mbox_bytes bytes, bool *cut_r,
    struct ambit_err *err_r)
{
	struct base64 b = { 0 };
	struct ambit_span win;

	while (bytes.off < bytes.end && !b.padded) {
		if (lend(&bytes, 1, &win, err_r) < 0)
			return -1;
		see(&b, win);
		bytes.off += win.len;
	}
	end_line(&b);
	*cut_r = !b.padded &&
	    (b.count % 4 != 0 || (b.n_lines >= 2 && b.last == b.first));
	return 0;
}
