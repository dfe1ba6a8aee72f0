/*
 * Text for properties: UTF-16 out of the charsets that the corpus writes, and
 * bytes out of the two encodings. It undoes what render.c and prose.c did, and
 * knows no more of either than they use.
 */

/* System. */
#include <string.h>

/* Ours. */
#include "../corpus.h"
#include "mail.h"

unsigned char *
pst_room(struct pst_room *room, size_t len)
{
	unsigned char *at = room->ptr + room->len;

	if (len > room->cap - room->len)
		die("a message is larger than its room");
	room->len += len;
	return at;
}

static size_t
put_unit(unsigned char *at, uint32_t unit)
{
	pst_put16(at, unit);
	return 2;
}

/* At most four bytes. */
static size_t
put_character(unsigned char *at, int32_t c)
{
	uint32_t rest;

	if (c == '\n')
		return put_unit(at, '\r') + put_unit(at + 2, '\n');
	if (c < 0x10000)
		return put_unit(at, c <= 0 ? 0xfffd : (uint32_t)c);
	rest = (uint32_t)c - 0x10000;
	return put_unit(at, 0xd800 + (rest >> 10)) +
	    put_unit(at + 2, 0xdc00 + (rest & 0x3ff));
}

/* What was too much of the room is given back. */
static struct ambit_span
cut_room(struct pst_room *room, const unsigned char *at, size_t len)
{
	room->len = (size_t)(at - room->ptr) + len;
	return (struct ambit_span){ at, len };
}

struct ambit_span
pst_utf16(struct pst_room *room, struct ambit_span utf8)
{
	unsigned char *at = pst_room(room, utf8.len * 4);
	size_t len = 0;

	while (utf8.len > 0)
		len += put_character(at + len, ambit_text_cut_utf8(&utf8));
	return cut_room(room, at, len);
}

static struct ambit_span
latin1(struct pst_room *room, struct ambit_span bytes)
{
	unsigned char *at = pst_room(room, bytes.len * 4);
	size_t len = 0;

	for (size_t i = 0; i < bytes.len; i++)
		len += put_character(at + len, bytes.ptr[i]);
	return cut_room(room, at, len);
}

/* ISO-2022-JP with one row of JIS X 0208: hiragana, which Unicode has in the
 * same order. */
static struct ambit_span
jis(struct pst_room *room, struct ambit_span bytes)
{
	unsigned char *at = pst_room(room, bytes.len * 4);
	size_t len = 0;
	bool wide = false;

	for (size_t i = 0; i < bytes.len; i++) {
		if (bytes.ptr[i] == 0x1b && bytes.len - i > 2) {
			wide = bytes.ptr[i + 1] == '$';
			i += 2;
		} else if (wide && i + 1 < bytes.len) {
			len += put_character(at + len,
			    0x3041 + bytes.ptr[++i] - 0x21);
		} else {
			len += put_character(at + len, bytes.ptr[i]);
		}
	}
	return cut_room(room, at, len);
}

static unsigned
digit_of(unsigned char c)
{
	return c >= 'A' ? c - 'A' + 10U : c - '0' + 0U;
}

static struct ambit_span
quoted(struct pst_room *room, struct ambit_span text)
{
	unsigned char *at = pst_room(room, text.len);
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] != '=') {
			at[len++] = text.ptr[i];
		} else if (i + 1 < text.len && text.ptr[i + 1] == '\n') {
			i++;
		} else if (i + 2 < text.len) {
			at[len++] =
			    (unsigned char)(digit_of(text.ptr[i + 1]) << 4 |
				digit_of(text.ptr[i + 2]));
			i += 2;
		}
	}
	return cut_room(room, at, len);
}

static int
value_of(unsigned char c)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789+/";
	static signed char values[256];

	if (values['B'] == 0) {
		memset(values, -1, sizeof(values));
		for (int i = 0; i < 64; i++)
			values[(unsigned char)letters[i]] = (signed char)i;
	}
	return values[c];
}

struct ambit_span
pst_base64(struct pst_room *room, struct ambit_span text)
{
	unsigned char *at = pst_room(room, text.len);
	size_t len = 0, n = 0;
	uint32_t bits = 0;

	for (size_t i = 0; i < text.len; i++) {
		int value = value_of(text.ptr[i]);

		if (value < 0)
			continue;
		bits = bits << 6 | (uint32_t)value;
		if (++n % 4 != 1)
			at[len++] =
			    (unsigned char)(bits >> (8 - n % 4 * 2) % 8);
	}
	return cut_room(room, at, len);
}

struct ambit_span
pst_prose(struct pst_room *room, enum prose prose, struct ambit_span bytes)
{
	switch (prose) {
	case PROSE_LATIN1:
		return latin1(room, bytes);
	case PROSE_JIS:
		return jis(room, bytes);
	case PROSE_QUOTED:
		return pst_utf16(room, quoted(room, bytes));
	case PROSE_BASE64:
		return pst_utf16(room, pst_base64(room, bytes));
	case PROSE_ASCII:
	case PROSE_UTF8:
	case PROSE_HTML:
	case N_PROSE:
		break;
	}
	return pst_utf16(room, bytes);
}
