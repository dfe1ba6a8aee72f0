#ifndef AMBIT_TESTS_MAPI_H
#define AMBIT_TESTS_MAPI_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ambit/mapi.h"
#include "ambit/text.h"
#include "caught.h"

/*
 * An item of Outlook from a script that can be read, a line a thing:
 *
 *	ID KIND VALUE      a property, its id in hex; SET,NUMBER:ID or
 *	                   SET,"NAME":ID where it is named, SET being the
 *	                   digit of PSETID (pst.md 8), M for meetings, P for
 *	                   PS_PUBLIC_STRINGS
 *	R  A  M  .         a recipient, an attachment, a message begins; it ends
 *
 * Kinds: s string8, u string (written here in UTF-8), b binary, x binary in
 * hex, o object, i int32, f boolean, t time (of 100 ns since 1601), d double
 * (its bits), g GUID in hex, U a value more of a multiple string, X of a
 * multiple binary in hex (index by its place). In s, u, b, o and U, %HH is a
 * byte, and %uHHHH a unit of UTF-16.
 */

static inline int
mapi_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c < 'A' || c > 'F')
		abort();
	return c - 'A' + 10;
}

static inline unsigned
mapi_hex(const char *p, size_t n)
{
	unsigned value = 0;

	while (n-- > 0)
		value = value << 4 | (unsigned)mapi_digit(*p++);
	return value;
}

static inline size_t
mapi_unit(unsigned char *to, unsigned unit)
{
	to[0] = (unsigned char)unit;
	to[1] = (unsigned char)(unit >> 8);
	return 2;
}

/* One character of a script, as UTF-16LE. */
static inline size_t
mapi_wide(unsigned char *to, struct ambit_span *left)
{
	int32_t c;

	if (left->ptr[0] == '%') {
		bool unit = left->ptr[1] == 'u';

		c = (int32_t)mapi_hex((const char *)left->ptr + 1 + unit,
		    unit ? 4 : 2);
		*left = ambit_span_sub(*left, unit ? 6 : 3, left->len);
		return mapi_unit(to, (unsigned)c);
	}
	c = ambit_text_cut_utf8(left);
	if (c < 0)
		abort();
	if (c < 0x10000)
		return mapi_unit(to, (unsigned)c);
	c -= 0x10000;
	(void)mapi_unit(to, 0xd800 | (unsigned)c >> 10);
	return 2 + mapi_unit(to + 2, 0xdc00 | ((unsigned)c & 0x3ff));
}

/* One byte of a script. */
static inline size_t
mapi_narrow(unsigned char *to, struct ambit_span *left)
{
	bool escaped = left->ptr[0] == '%';

	to[0] = escaped
	    ? (unsigned char)mapi_hex((const char *)left->ptr + 1, 2)
	    : left->ptr[0];
	*left = ambit_span_sub(*left, escaped ? 3 : 1, left->len);
	return 1;
}

static inline size_t
mapi_value(unsigned char *to, char kind, struct ambit_span left)
{
	size_t len = 0;

	while (left.len > 0) {
		if (kind == 'u' || kind == 'U') {
			len += mapi_wide(to + len, &left);
		} else if (kind == 'x' || kind == 'X' || kind == 'g') {
			to[len++] =
			    (unsigned char)mapi_hex((const char *)left.ptr, 2);
			left = ambit_span_sub(left, 2, left.len);
		} else {
			len += mapi_narrow(to + len, &left);
		}
	}
	return len;
}

static inline uint16_t
mapi_type(char kind)
{
	switch (kind) {
	case 's':
		return AMBIT_MAPI_STRING8;
	case 'u':
		return AMBIT_MAPI_STRING;
	case 'U':
		return AMBIT_MAPI_STRING | AMBIT_MAPI_MULTIPLE;
	case 'b':
	case 'x':
		return AMBIT_MAPI_BINARY;
	case 'X':
		return AMBIT_MAPI_BINARY | AMBIT_MAPI_MULTIPLE;
	case 'd':
		return AMBIT_MAPI_DOUBLE;
	case 'o':
		return AMBIT_MAPI_OBJECT;
	case 'i':
		return AMBIT_MAPI_INT32;
	case 'f':
		return AMBIT_MAPI_BOOLEAN;
	case 't':
		return AMBIT_MAPI_TIME;
	case 'g':
		return AMBIT_MAPI_GUID;
	default:
		abort();
	}
}

static inline void
mapi_set(unsigned char set[16], char letter)
{
	static const unsigned char psetid[16] = { 0, 0x20, 6, 0, 0, 0, 0, 0,
		0xc0, 0, 0, 0, 0, 0, 0, 0x46 };
	static const unsigned char meeting[16] = { 0x90, 0xda, 0xd8, 0x6e, 0x0b,
		0x45, 0x1b, 0x10, 0x98, 0xda, 0, 0xaa, 0, 0x3f, 0x13, 5 };

	memcpy(set, letter == 'M' ? meeting : psetid, 16);
	if (letter == 'P')
		set[0] = 0x29, set[1] = 3, set[2] = 2;
	else if (letter != 'M')
		set[0] = (unsigned char)mapi_digit(letter);
}

/* SET,NUMBER:ID or SET,"NAME":ID or ID; where what follows it begins. */
static inline const char *
mapi_id(struct ambit_mapi_prop *prop, const char *p)
{
	if (p[1] == ',') {
		mapi_set(prop->set, p[0]);
		p += 2;
		if (*p == '"') {
			const char *end = strchr(p + 1, '"');

			prop->name =
			    (struct ambit_span){ (const unsigned char *)p + 1,
				    (size_t)(end - p) - 1 };
			p = end + 2;
		} else {
			prop->number = mapi_hex(p, 4);
			p += 5;
		}
	}
	prop->id = (uint16_t)mapi_hex(p, 4);
	return p + 5;
}

static inline void
mapi_line(struct ambit_mapi_out *out, const char *line, size_t len)
{
	const struct ambit_mapi_level *level = &out->levels[out->depth - 1];
	struct ambit_mapi_prop prop = { 0 };
	const char *p = mapi_id(&prop, line);
	struct ambit_span text = { (const unsigned char *)p + 2,
		(size_t)(line + len - p) > 2 ? (size_t)(line + len - p) - 2
					     : 0 };
	unsigned char *bytes = malloc(2 * len + 4);
	int got;

	if (bytes == NULL)
		abort();
	prop.type = mapi_type(*p);
	if ((*p == 'U' || *p == 'X') && level->n_props > 0 &&
	    level->id == prop.id)
		prop.index = level->index + 1;
	if (ambit_mapi_is_number(prop.type)) {
		got = ambit_mapi_number(out, &prop,
		    (uint64_t)strtoull(p + 2, NULL, 0), NULL);
	} else {
		prop.len = mapi_value(bytes, *p, text);
		got = ambit_mapi_prop(out, &prop, NULL) < 0
		    ? -1
		    : ambit_mapi_bytes(out,
			  (struct ambit_span){ bytes, (size_t)prop.len }, NULL);
	}
	if (got < 0)
		abort();
	free(bytes);
}

/* The stream of a script, into the sink. */
static inline void
mapi_script(struct ambit_sink *sink, const char *script)
{
	struct ambit_mapi_out out;
	int got = ambit_mapi_start(&out, sink, NULL);

	while (got == 0 && *script != '\0') {
		size_t len = strcspn(script, "\n");

		if (len == 1 && *script == '.')
			got = ambit_mapi_end(&out, NULL);
		else if (len == 1)
			got = ambit_mapi_begin(&out,
			    *script == 'M'       ? AMBIT_MAPI_MESSAGE
				: *script == 'R' ? AMBIT_MAPI_RECIPIENT
						 : AMBIT_MAPI_ATTACHMENT,
			    NULL);
		else if (len > 0)
			mapi_line(&out, script, len);
		script += len + (script[len] == '\n');
	}
	if (got < 0 || ambit_mapi_end(&out, NULL) < 0 || out.depth != 0)
		abort();
}

/* Bytes in hand as a source, in a file without a name. */
struct mapi_file {
	int fd;
	struct ambit_source *source;
};

static inline struct mapi_file
mapi_file(struct ambit_span bytes, size_t window)
{
	FILE *f = tmpfile();
	struct mapi_file file;

	if (f == NULL ||
	    (bytes.len > 0 &&
		fwrite(bytes.ptr, 1, bytes.len, f) != bytes.len) ||
	    fflush(f) == EOF || (file.fd = dup(fileno(f))) == -1 ||
	    ambit_source_new(file.fd, window, &file.source, NULL) < 0)
		abort();
	(void)fclose(f);
	return file;
}

static inline void
mapi_file_free(struct mapi_file *file)
{
	ambit_source_free(&file->source);
	(void)close(file->fd);
}

#endif
