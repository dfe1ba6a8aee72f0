/*
 * Text: building lines in a buffer that does not grow, and making evidence
 * safe to look at.
 */

/* System. */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Floor 0. */
#include "ambit/text.h"

struct ambit_text
ambit_text_over(char *room, size_t cap)
{
	return (struct ambit_text){ .ptr = room, .cap = cap };
}

void
ambit_text_put(struct ambit_text *text, struct ambit_span bytes)
{
	if (text->full || bytes.len > text->cap - text->len) {
		text->full = true;
		return;
	}
	if (bytes.len > 0)
		memcpy(text->ptr + text->len, bytes.ptr, bytes.len);
	text->len += bytes.len;
}

void
ambit_text_str(struct ambit_text *text, const char *str)
{
	ambit_text_put(text, ambit_span_str(str));
}

void
ambit_text_print(struct ambit_text *text, const char *fmt, ...)
{
	char line[1024];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(line)) {
		text->full = true;
		return;
	}
	ambit_text_put(text,
	    (struct ambit_span){ (const unsigned char *)line, (size_t)n });
}

void
ambit_text_decimal(struct ambit_text *text, uint64_t number, size_t least)
{
	unsigned char digits[32];
	size_t at = sizeof(digits);

	assert(least <= sizeof(digits) - 8);
	while (number > 0 || sizeof(digits) - at < least) {
		digits[--at] = (unsigned char)('0' + number % 10);
		number /= 10;
	}
	ambit_text_put(text,
	    (struct ambit_span){ digits + at, sizeof(digits) - at });
}

void
ambit_text_hex(struct ambit_text *text, struct ambit_span bytes)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < bytes.len; i++) {
		char two[2] = { digits[bytes.ptr[i] >> 4],
			digits[bytes.ptr[i] & 15] };

		ambit_text_put(text,
		    (struct ambit_span){ (const unsigned char *)two, 2 });
	}
}

const char *
ambit_text_end(struct ambit_text *text)
{
	assert(!text->full && text->len < text->cap);
	text->ptr[text->len] = '\0';
	return text->ptr;
}

struct ambit_span
ambit_text_span(const struct ambit_text *text)
{
	return (
	    struct ambit_span){ (const unsigned char *)text->ptr, text->len };
}

/* How many bytes a character that begins with c has; 0: none begins so. */
static size_t
length_of(unsigned char c)
{
	if (c < 0x80)
		return 1;
	if (c < 0xc2 || c > 0xf4)
		return 0;
	return c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

/* RFC 3629 3: the smallest code point of each length. */
static bool
is_character(int32_t c, size_t n)
{
	static const int32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };

	return c >= least[n] && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);
}

static int32_t
decode(struct ambit_span s, size_t n)
{
	static const unsigned char bits[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	int32_t c;

	if (n == 0 || n > s.len)
		return -1;
	c = s.ptr[0] & bits[n];
	for (size_t i = 1; i < n; i++) {
		if ((s.ptr[i] & 0xc0) != 0x80)
			return -1;
		c = c << 6 | (s.ptr[i] & 0x3f);
	}
	return is_character(c, n) ? c : -1;
}

int32_t
ambit_text_cut_utf8(struct ambit_span *s)
{
	size_t n = length_of(s->ptr[0]);
	int32_t c = decode(*s, n);

	if (c < 0)
		n = 1;
	s->ptr += n;
	s->len -= n;
	return c;
}

/*
 * Unicode's Cc, Cf, Zl, Zp, the fillers and selectors that Default_Ignorable
 * adds to them, and what is no character at all.
 */
bool
ambit_text_is_hidden(int32_t c)
{
	static const struct {
		int32_t first, last;
	} ranges[] = {
		{ -1, 0x1f },
		{ 0x7f, 0x9f },
		{ 0xad, 0xad },
		{ 0x34f, 0x34f },
		{ 0x600, 0x605 },
		{ 0x61c, 0x61c },
		{ 0x6dd, 0x6dd },
		{ 0x70f, 0x70f },
		{ 0x115f, 0x1160 },
		{ 0x17b4, 0x17b5 },
		{ 0x180b, 0x180f },
		{ 0x200b, 0x200f },
		{ 0x2028, 0x202e },
		{ 0x2060, 0x206f },
		{ 0x3164, 0x3164 },
		{ 0xfdd0, 0xfdef },
		{ 0xfe00, 0xfe0f },
		{ 0xfeff, 0xfeff },
		{ 0xffa0, 0xffa0 },
		{ 0xfff0, 0xfffb },
		{ 0x1bca0, 0x1bca3 },
		{ 0x1d173, 0x1d17a },
		{ 0xe0000, 0xe0fff },
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	}
	return (c & 0xfffe) == 0xfffe;
}

void
ambit_text_escaped(struct ambit_text *text, struct ambit_span bytes)
{
	while (bytes.len > 0) {
		struct ambit_span at = bytes;
		int32_t c = ambit_text_cut_utf8(&bytes);

		at.len -= bytes.len;
		if (c < 0)
			ambit_text_print(text, "\\x{%02x}", at.ptr[0]);
		else if (ambit_text_is_hidden(c) || c == '\\')
			ambit_text_print(text, "\\u{%x}", (unsigned)c);
		else
			ambit_text_put(text, at);
	}
}
