/*
 * The wire: numbers and strings as they are told to a process that does not
 * trust us, and heard from one that we do not trust. Knows lengths alone; what
 * a value may be, its reader asks.
 */

/* System. */
#include <assert.h>
#include <string.h>

/* Floor 0. */
#include "ambit/wire.h"

/* Cut n bytes off the front, or fail for good. */
static const unsigned char *
cut(struct ambit_wire *wire, size_t n)
{
	static const unsigned char zero[sizeof(uint64_t)];
	const unsigned char *p = wire->left.ptr;

	if (wire->bad || n > wire->left.len) {
		wire->bad = true;
		return zero;
	}
	wire->left.ptr += n;
	wire->left.len -= n;
	return p;
}

/* Written out, so that a compiler sees one load, or one store. */
static uint32_t
get(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

static void
set(unsigned char *p, uint32_t value)
{
	p[0] = (unsigned char)(value >> 24);
	p[1] = (unsigned char)(value >> 16);
	p[2] = (unsigned char)(value >> 8);
	p[3] = (unsigned char)value;
}

uint8_t
ambit_wire_u8(struct ambit_wire *wire)
{
	return *cut(wire, 1);
}

uint32_t
ambit_wire_u32(struct ambit_wire *wire)
{
	return get(cut(wire, 4));
}

uint64_t
ambit_wire_u64(struct ambit_wire *wire)
{
	const unsigned char *p = cut(wire, 8);

	return (uint64_t)get(p) << 32 | get(p + 4);
}

struct ambit_span
ambit_wire_string(struct ambit_wire *wire, uint32_t max)
{
	uint32_t len = ambit_wire_u32(wire);

	if (len > max)
		wire->bad = true;
	return ambit_wire_bytes(wire, len);
}

struct ambit_span
ambit_wire_bytes(struct ambit_wire *wire, size_t n)
{
	const unsigned char *p = cut(wire, n);

	if (wire->bad)
		return (struct ambit_span){ 0 };
	return (struct ambit_span){ p, n };
}

bool
ambit_wire_done(const struct ambit_wire *wire)
{
	return !wire->bad && wire->left.len == 0;
}

/* As ambit_text_put, but n is known here: numbers are many. */
static void
put(struct ambit_text *text, const unsigned char *bytes, size_t n)
{
	if (text->full || n > text->cap - text->len) {
		text->full = true;
		return;
	}
	memcpy(text->ptr + text->len, bytes, n);
	text->len += n;
}

void
ambit_wire_put8(struct ambit_text *text, uint8_t value)
{
	put(text, &value, 1);
}

void
ambit_wire_put32(struct ambit_text *text, uint32_t value)
{
	unsigned char bytes[4];

	set(bytes, value);
	put(text, bytes, sizeof(bytes));
}

void
ambit_wire_put64(struct ambit_text *text, uint64_t value)
{
	unsigned char bytes[8];

	set(bytes, (uint32_t)(value >> 32));
	set(bytes + 4, (uint32_t)value);
	put(text, bytes, sizeof(bytes));
}

void
ambit_wire_put_string(struct ambit_text *text, struct ambit_span value)
{
	assert(value.len <= UINT32_MAX);
	ambit_wire_put32(text, (uint32_t)value.len);
	ambit_text_put(text, value);
}
