/*
 * The lines of a body that may be delimiters: those which begin with two
 * hyphens, behind LF or, as some readers would have it, behind a bare CR.
 */

/* System. */
#include <assert.h>
#include <string.h>

/* Floor 3. */
#include "mime_line.h"

/* Where in win may such a line begin? win.len: nowhere. */
static size_t
find(struct ambit_span win, unsigned char prev)
{
	const unsigned char *p = win.ptr, *end = win.ptr + win.len;

	while ((p = memchr(p, '-', (size_t)(end - p))) != NULL) {
		unsigned char last = p == win.ptr ? prev : p[-1];

		if ((last == '\n' || last == '\r') &&
		    (p + 1 == end || p[1] == '-'))
			return (size_t)(p - win.ptr);
		while (p < end && *p == '-')
			p++;
	}
	return win.len;
}

/*
 * How much before off must be seen: a line end. It is always lent with what
 * follows, so that a stream need never go back for it.
 */
static size_t
before(uint64_t off, uint64_t floor)
{
	assert(floor <= off);
	return off - floor < 3 ? (size_t)(off - floor) : 3;
}

/* Look at the line at walk->off, and at the line end before it. */
static int
look(struct mime_walk *walk, uint64_t floor, struct mime_line *line_r,
    struct ambit_err *err_r)
{
	size_t back = before(walk->off, floor);
	struct ambit_span win, rest;

	if (msg_raw_lend(walk->source, walk->raw, walk->off - back,
		back + MIME_LOOK, &win, err_r) < 0)
		return -1;
	*line_r = (struct mime_line){ .off = walk->off };
	if (back > 0 && win.ptr[back - 1] == '\n')
		line_r->end = back > 1 && win.ptr[back - 2] == '\r' ? 2 : 1;
	else
		line_r->odd = back > 0;
	/* CR CR LF: whether one or both belong to the line end is in doubt. */
	if (line_r->end == 2 && back > 2 && win.ptr[back - 3] == '\r')
		line_r->odd = true;
	rest = win = ambit_span_sub(win, back, MIME_LOOK);
	if (!ambit_span_cut_line(&rest, &line_r->text)) {
		line_r->text = win;
		rest.len = 0;
		if (walk->off + win.len < walk->raw.len)
			line_r->odd = true;
	}
	line_r->next = walk->off + (win.len - rest.len);
	return 0;
}

int
mime_walk_next(struct mime_walk *walk, uint64_t floor, struct mime_line *line_r,
    struct ambit_err *err_r)
{
	struct ambit_span win;
	size_t back, at;

	while (walk->off < walk->raw.len) {
		back = before(walk->off, floor);
		if (msg_raw_lend(walk->source, walk->raw, walk->off - back,
			back + 1, &win, err_r) < 0)
			return -1;
		at = find(ambit_span_sub(win, back, win.len),
		    back > 0 ? win.ptr[back - 1] : '\n');
		walk->off += at;
		if (at == win.len - back)
			continue;
		if (look(walk, floor, line_r, err_r) < 0)
			return -1;
		walk->off++;
		if (ambit_span_begins(line_r->text, AMBIT_LIT("--")))
			return 1;
	}
	return 0;
}
