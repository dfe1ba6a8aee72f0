/*
 * Two encodings: as it is, and base64.
 *
 * Knows bytes and lines, in pieces of any size: where a piece ends never
 * shows. There is no quoted-printable: it has more than one form.
 */

/* System. */
#include <openssl/evp.h>
#include <string.h>

/* Floor 3. */
#include "encode.h"
#include "part.h"

/* ---- can it leave as it is? ---- */

static void
line_byte(struct rebuild_look *look, unsigned char c)
{
	struct ambit_span begin = REBUILD_DELIMITER;

	if (c == '\n' && look->cr) {
		look->cr = false;
		look->col = 0;
		return;
	}
	if (look->cr || c == '\n' || c == '\0' || c >= 0x80)
		look->coded = true;
	look->cr = c == '\r';
	if (look->cr)
		return;
	if (look->col < begin.len)
		look->head[look->col] = c;
	if (++look->col > REBUILD_LINE_MAX ||
	    (look->col == begin.len && !look->any_boundary &&
		memcmp(look->head, begin.ptr, begin.len) == 0))
		look->coded = true;
}

/* Bytes that are looked at in one. */
#define RUN ((size_t)32)

/* Neither an end of a line nor anything else to look at. */
static bool
is_plain(const unsigned char *bytes)
{
	unsigned other = 0;

	for (size_t i = 0; i < RUN; i++)
		other |= (bytes[i] < 0x20) | (bytes[i] >= 0x80);
	return other == 0;
}

/* Behind where a line is told from a boundary, plain bytes make it longer. */
static void
cut_plain(struct rebuild_look *look, struct ambit_span *bytes)
{
	while (look->col >= sizeof(look->head) && !look->cr &&
	    bytes->len >= RUN && is_plain(bytes->ptr)) {
		look->col += RUN;
		bytes->ptr += RUN;
		bytes->len -= RUN;
	}
	if (look->col > REBUILD_LINE_MAX)
		look->coded = true;
}

static int
look_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct rebuild_look *look = (struct rebuild_look *)sink;
	struct ambit_span some;

	(void)err_r;
	while (bytes.len > 0 && !look->coded) {
		cut_plain(look, &bytes);
		some = ambit_span_sub(bytes, 0, RUN);
		for (size_t i = 0; i < some.len; i++)
			line_byte(look, some.ptr[i]);
		bytes = ambit_span_sub(bytes, some.len, bytes.len);
	}
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
	b->n_out += (size_t)EVP_EncodeBlock(b->buf + b->n_out, bytes, (int)len);
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
