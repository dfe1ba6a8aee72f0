/*
 * Strings of a store as UTF-8. Knows nothing of code pages.
 */

/* Floor 4. */
#include "utf16.h"
#include "bytes.h"

#define REPLACEMENT 0xfffd

/* Each unit of two bytes gives at most three. */
#define UTF8_PER_UNIT 3

static size_t
put(unsigned char *to, uint32_t c)
{
	if (c < 0x80) {
		to[0] = (unsigned char)c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = (unsigned char)(0xc0 | c >> 6);
		to[1] = (unsigned char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		to[0] = (unsigned char)(0xe0 | c >> 12);
		to[1] = (unsigned char)(0x80 | (c >> 6 & 0x3f));
		to[2] = (unsigned char)(0x80 | (c & 0x3f));
		return 3;
	}
	to[0] = (unsigned char)(0xf0 | c >> 18);
	to[1] = (unsigned char)(0x80 | (c >> 12 & 0x3f));
	to[2] = (unsigned char)(0x80 | (c >> 6 & 0x3f));
	to[3] = (unsigned char)(0x80 | (c & 0x3f));
	return 4;
}

/* Cut one character off the front; the replacement for what is none. */
static uint32_t
cut(struct ambit_span *rest, bool *bad)
{
	size_t n = rest->len < 2 ? rest->len : 2;
	uint32_t c = REPLACEMENT, low;

	if (n == 2)
		c = pst_u16(rest->ptr);
	if (c >= 0xd800 && c < 0xdc00 && rest->len >= 4) {
		low = pst_u16(rest->ptr + 2);
		if (low >= 0xdc00 && low < 0xe000) {
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
			n = 4;
		}
	}
	if (n < 2 || (c >= 0xd800 && c < 0xe000)) {
		*bad = true;
		c = REPLACEMENT;
	}
	*rest = ambit_span_sub(*rest, n, rest->len);
	return c;
}

/* Four units that are ASCII, as most are: 4; else 0. */
static size_t
put_ascii(unsigned char *to, struct ambit_span *rest)
{
	const unsigned char *p = rest->ptr;

	if (rest->len < 8 || (p[1] | p[3] | p[5] | p[7]) != 0 ||
	    (p[0] | p[2] | p[4] | p[6]) >= 0x80)
		return 0;
	for (size_t i = 0; i < 4; i++)
		to[i] = p[2 * i];
	rest->ptr += 8;
	rest->len -= 8;
	return 4;
}

bool
pst_utf16(struct ambit_span utf16, struct ambit_arena *arena,
    struct ambit_span *utf8_r, bool *bad_r)
{
	size_t units = utf16.len / 2 + utf16.len % 2, len = 0;
	unsigned char *to = ambit_arena_get(arena, units, UTF8_PER_UNIT, 1);

	*bad_r = false;
	if (to == NULL)
		return false;
	while (utf16.len > 0) {
		size_t n = put_ascii(to + len, &utf16);

		len += n > 0 ? n : put(to + len, cut(&utf16, bad_r));
	}
	*utf8_r = (struct ambit_span){ to, len };
	return true;
}
