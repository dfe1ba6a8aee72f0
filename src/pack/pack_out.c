/*
 * Text on its way into a sink, in pieces.
 */

/* System. */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Floor 0. */
#include "ambit/instant.h"
#include "ambit/text.h"

/* Floor 6. */
#include "pack_file.h"
#include "pack_out.h"

void
pack_out_init(struct pack_out *out, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	out->sink = sink;
	out->err_r = err_r;
	out->failed = false;
	out->gone = 0;
	out->len = 0;
}

static void
flush(struct pack_out *out)
{
	struct ambit_span all = { (const unsigned char *)out->buf, out->len };

	out->gone += all.len;
	out->len = 0;
	if (!out->failed && all.len > 0 &&
	    ambit_sink_write(out->sink, all, out->err_r) < 0)
		out->failed = true;
}

void
pack_out_put(struct pack_out *out, struct ambit_span bytes)
{
	while (bytes.len > 0) {
		struct ambit_span fits =
		    ambit_span_sub(bytes, 0, sizeof(out->buf) - out->len);

		memcpy(out->buf + out->len, fits.ptr, fits.len);
		out->len += fits.len;
		bytes = ambit_span_sub(bytes, fits.len, bytes.len - fits.len);
		if (out->len == sizeof(out->buf))
			flush(out);
	}
}

void
pack_out_str(struct pack_out *out, const char *str)
{
	pack_out_put(out, ambit_span_str(str));
}

void
pack_out_print(struct pack_out *out, const char *fmt, ...)
{
	char line[1024];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	assert(n >= 0 && (size_t)n < sizeof(line));
	pack_out_str(out, line);
}

void
pack_out_decimal(struct pack_out *out, uint64_t number)
{
	char digits[32];
	struct ambit_text text = AMBIT_TEXT(digits);

	ambit_text_decimal(&text, number, 1);
	pack_out_put(out, ambit_text_span(&text));
}

void
pack_out_sha256(struct pack_out *out,
    const unsigned char sha256[AMBIT_DIGEST_LEN])
{
	char hex[PACK_HEX_LEN];

	pack_hex(sha256, hex);
	pack_out_str(out, hex);
}

void
pack_out_instant(struct pack_out *out, int64_t at)
{
	char text[AMBIT_INSTANT_LEN];

	ambit_instant_format(at, text);
	pack_out_str(out, text);
}

/* XML 1.0 2.4, 3.3.3: white space in an attribute would be read as blanks. */
static const char *
entity(unsigned char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\t':
		return "&#9;";
	case '\n':
		return "&#10;";
	case '\r':
		return "&#13;";
	default:
		return NULL;
	}
}

void
pack_out_xml(struct pack_out *out, struct ambit_span text)
{
	size_t done = 0;

	for (size_t i = 0; i < text.len; i++) {
		const char *as = entity(text.ptr[i]);

		if (as == NULL)
			continue;
		pack_out_put(out, ambit_span_sub(text, done, i - done));
		pack_out_str(out, as);
		done = i + 1;
	}
	pack_out_put(out, ambit_span_sub(text, done, text.len - done));
}

/* Some whole characters off the front of bytes, escaped; t is empty. */
static struct ambit_span
cut_escaped(struct ambit_span *bytes, struct ambit_text *t)
{
	/* The longest escape of one character has ten bytes. */
	while (bytes->len > 0 && t->len + 16 <= t->cap) {
		struct ambit_span at = *bytes;

		(void)ambit_text_cut_utf8(bytes);
		at.len -= bytes->len;
		ambit_text_escaped(t, at);
	}
	return ambit_text_span(t);
}

void
pack_out_escaped(struct pack_out *out, struct ambit_span text)
{
	char buf[256];

	while (text.len > 0) {
		struct ambit_text t = AMBIT_TEXT(buf);

		pack_out_put(out, cut_escaped(&text, &t));
	}
}

void
pack_out_escaped_xml(struct pack_out *out, struct ambit_span text)
{
	char buf[256];

	while (text.len > 0) {
		struct ambit_text t = AMBIT_TEXT(buf);

		pack_out_xml(out, cut_escaped(&text, &t));
	}
}

uint64_t
pack_out_bytes(const struct pack_out *out)
{
	return out->gone + out->len;
}

int
pack_out_end(struct pack_out *out)
{
	flush(out);
	return out->failed ? -1 : 0;
}
