/*
 * The raw bytes of one message: windows onto them that end where they end,
 * and the header block in front. Knows lines; never what stands in them.
 */

/* System. */
#include <assert.h>
#include <string.h>

/* Floor 3. */
#include "msg_raw.h"

/* Most header blocks are shorter: asked for first. */
#define BLOCK_USUAL ((size_t)8192)

int
msg_raw_lend(struct ambit_source *source, struct ambit_extent raw, uint64_t off,
    size_t min, struct ambit_span *win_r, struct ambit_err *err_r)
{
	uint64_t left;

	assert(off <= raw.len);
	left = raw.len - off;
	*win_r = (struct ambit_span){ 0 };
	if (left == 0)
		return 0;
	if (min > left)
		min = (size_t)left;
	if (ambit_source_lend(source, raw.off + off, min, win_r, err_r) < 0)
		return -1;
	if (win_r->len < min)
		return ambit_err_set(err_r, AMBIT_E_CHANGED,
		    "the store ends within a message");
	if (win_r->len > left)
		win_r->len = (size_t)left;
	return 0;
}

static bool
is_stop(const struct msg_raw_stop *stop, struct ambit_span line)
{
	return stop != NULL && ambit_span_begins(line, AMBIT_LIT("--")) &&
	    stop->at(stop->ctx, line);
}

/*
 * How long is the block at the front of win? False: it does not end there.
 * last says that nothing lies behind win.
 */
static bool
ends(struct ambit_span win, bool last, const struct msg_raw_stop *stop,
    size_t *len_r)
{
	struct ambit_span rest = win, line;

	while (ambit_span_cut_line(&rest, &line)) {
		*len_r = win.len - rest.len;
		if (line.len == 0)
			return true;
		if (is_stop(stop, line)) {
			*len_r = (size_t)(line.ptr - win.ptr);
			return true;
		}
	}
	*len_r = win.len;
	if (last && is_stop(stop, rest))
		*len_r -= rest.len;
	return last;
}

int
msg_raw_block(struct ambit_source *source, struct ambit_extent raw,
    uint64_t off, size_t limit, const struct msg_raw_stop *stop,
    struct ambit_span *block_r, bool *whole_r, struct ambit_err *err_r)
{
	size_t want = BLOCK_USUAL, len;
	struct ambit_span win;

	assert(limit < AMBIT_SOURCE_MAX);
	for (;;) {
		if (want > limit)
			want = limit + 1;
		if (msg_raw_lend(source, raw, off, want, &win, err_r) < 0)
			return -1;
		/* How much more was lent must not show. */
		if (win.len > limit)
			win.len = limit + 1;
		*whole_r = ends(win, win.len == raw.len - off, stop, &len);
		if (*whole_r || win.len > limit)
			break;
		want = win.len * 2;
	}
	*block_r = (struct ambit_span){ win.ptr, len };
	return 0;
}

static bool
is_space(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct ambit_span
msg_raw_trim(struct ambit_span value)
{
	while (value.len > 0 && is_space(value.ptr[0])) {
		value.ptr++;
		value.len--;
	}
	while (value.len > 0 && is_space(value.ptr[value.len - 1]))
		value.len--;
	return value;
}
