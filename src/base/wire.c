/*
 * The wire: numbers and strings as they are told to a process that does not
 * trust us, and heard from one that we do not trust. Knows lengths alone; what
 * a value may be, its reader asks.
 */

/* System. */
#include <assert.h>

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

static uint64_t
big_endian(const unsigned char *p, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | p[i];
	return v;
}

uint8_t
ambit_wire_u8(struct ambit_wire *wire)
{
	return *cut(wire, 1);
}

uint32_t
ambit_wire_u32(struct ambit_wire *wire)
{
	return (uint32_t)big_endian(cut(wire, 4), 4);
}

uint64_t
ambit_wire_u64(struct ambit_wire *wire)
{
	return big_endian(cut(wire, 8), 8);
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

static void
put(struct ambit_text *text, uint64_t value, size_t n)
{
	unsigned char bytes[sizeof(value)];

	for (size_t i = n; i > 0; i--) {
		bytes[i - 1] = (unsigned char)(value & 0xff);
		value >>= 8;
	}
	ambit_text_put(text, (struct ambit_span){ bytes, n });
}

void
ambit_wire_put8(struct ambit_text *text, uint8_t value)
{
	put(text, value, 1);
}

void
ambit_wire_put32(struct ambit_text *text, uint32_t value)
{
	put(text, value, 4);
}

void
ambit_wire_put64(struct ambit_text *text, uint64_t value)
{
	put(text, value, 8);
}

void
ambit_wire_put_string(struct ambit_text *text, struct ambit_span value)
{
	assert(value.len <= UINT32_MAX);
	ambit_wire_put32(text, (uint32_t)value.len);
	ambit_text_put(text, value);
}
