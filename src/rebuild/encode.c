/*
 * Two encodings: as it is, and base64.
 *
 * Knows bytes and lines, in pieces of any size: where a piece ends never
 * shows. There is no quoted-printable: it has more than one form.
 */

/* System. */
#include <string.h>

/* Floor 3. */
#include "base64.h"
#include "encode.h"
#include "part.h"

/* ---- can it leave as it is? ---- */

/* No CR is in it: an LF there stands alone. Without a branch within, so that a
 * compiler makes few steps of it. */
static bool
is_plain(struct ambit_span bytes)
{
	unsigned char odd = 0;

	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char c = bytes.ptr[i];

		odd |= (unsigned char)((c == '\0') | (c == '\n') | (c >= 0x80));
	}
	return odd == 0;
}

/* How the line begins, once that is known. */
static bool
is_delimiter(struct rebuild_look *look, struct ambit_span bytes)
{
	struct ambit_span begin = REBUILD_DELIMITER;

	if (look->col >= begin.len || bytes.len == 0)
		return false;
	if (look->col == 0 && bytes.len >= begin.len)
		return !look->any_boundary &&
		    memcmp(bytes.ptr, begin.ptr, begin.len) == 0;
	bytes = ambit_span_sub(bytes, 0, begin.len - look->col);
	memcpy(look->head + look->col, bytes.ptr, bytes.len);
	return look->col + bytes.len == begin.len && !look->any_boundary &&
	    memcmp(look->head, begin.ptr, begin.len) == 0;
}

/* More of a line, up to its end or as much as tells that it is too long. */
static void
look_at(struct rebuild_look *look, struct ambit_span *bytes)
{
	struct ambit_span some =
	    ambit_span_sub(*bytes, 0, REBUILD_LINE_MAX + 1);
	const unsigned char *cr = memchr(some.ptr, '\r', some.len);

	if (cr != NULL)
		some.len = (size_t)(cr - some.ptr);
	look->coded = is_delimiter(look, some) || !is_plain(some);
	look->col += some.len;
	if (look->col > REBUILD_LINE_MAX)
		look->coded = true;
	look->cr = cr != NULL;
	*bytes = ambit_span_sub(*bytes, some.len + (cr != NULL), bytes->len);
}

/* What stands behind a CR. */
static void
end_line(struct rebuild_look *look, struct ambit_span *bytes)
{
	look->coded = bytes->ptr[0] != '\n';
	look->cr = false;
	look->col = 0;
	*bytes = ambit_span_sub(*bytes, 1, bytes->len);
}

static int
look_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct rebuild_look *look = (struct rebuild_look *)sink;

	(void)err_r;
	while (bytes.len > 0 && !look->coded)
		(look->cr ? end_line : look_at)(look, &bytes);
	return 0;
}

/* A CR at the very end stands alone. */
static int
look_finish(struct ambit_sink *sink, struct ambit_err *err_r)
{
	struct rebuild_look *look = (struct rebuild_look *)sink;

	(void)err_r;
	look->coded = look->coded || look->cr;
	return 0;
}

static const struct ambit_sink_ops look_ops = {
	.name = "look",
	.write = look_write,
	.finish = look_finish,
};

void
rebuild_look_init(struct rebuild_look *look, struct ambit_sink *next)
{
	_Static_assert(sizeof(look->head) == sizeof("--=_") - 1,
	    "a delimiter's beginning");
	*look =
	    (struct rebuild_look){ .sink = { .ops = &look_ops, .next = next } };
}

/* ---- base64 ---- */

static int
flush(struct rebuild_base64 *b, struct ambit_err *err_r)
{
	struct ambit_span ready = { b->buf, b->n_out };

	b->n_out = 0;
	return ready.len > 0 ? ambit_sink_write(b->out, ready, err_r) : 0;
}

/* A line, of 57 bytes or the last ones. */
static int
put_line(struct rebuild_base64 *b, const unsigned char *bytes, size_t len,
    struct ambit_err *err_r)
{
	if (sizeof(b->buf) - b->n_out < 79 && flush(b, err_r) < 0)
		return -1;
	b->n_out +=
	    base64_put((struct ambit_span){ bytes, len }, b->buf + b->n_out);
	b->buf[b->n_out++] = '\r';
	b->buf[b->n_out++] = '\n';
	return 0;
}

static int
base64_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct rebuild_base64 *b = (struct rebuild_base64 *)sink;

	while (bytes.len > 0) {
		size_t n = sizeof(b->in) - b->n_in;

		if (b->n_in == 0 && bytes.len >= sizeof(b->in)) {
			if (put_line(b, bytes.ptr, n, err_r) < 0)
				return -1;
		} else {
			n = n < bytes.len ? n : bytes.len;
			memcpy(b->in + b->n_in, bytes.ptr, n);
			b->n_in += n;
		}
		bytes = ambit_span_sub(bytes, n, bytes.len - n);
		if (b->n_in < sizeof(b->in))
			continue;
		b->n_in = 0;
		if (put_line(b, b->in, sizeof(b->in), err_r) < 0)
			return -1;
	}
	return 0;
}

static int
base64_finish(struct ambit_sink *sink, struct ambit_err *err_r)
{
	struct rebuild_base64 *b = (struct rebuild_base64 *)sink;

	if (b->n_in > 0 && put_line(b, b->in, b->n_in, err_r) < 0)
		return -1;
	b->n_in = 0;
	return flush(b, err_r);
}

static const struct ambit_sink_ops base64_ops = {
	.name = "base64",
	.write = base64_write,
	.finish = base64_finish,
};

void
rebuild_base64_init(struct rebuild_base64 *base64, struct ambit_sink *out)
{
	base64->sink = (struct ambit_sink){ .ops = &base64_ops };
	base64->out = out;
	base64->n_in = base64->n_out = 0;
}
