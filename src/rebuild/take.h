#ifndef AMBIT_REBUILD_TAKE_H
#define AMBIT_REBUILD_TAKE_H

#include <stdint.h>

#include "ambit/span.h"

/*
 * Little-endian numbers off the front of a value, sticky: what is not there is
 * zero and sets bad, so a parser takes all and asks once.
 */
struct take {
	struct ambit_span left;
	bool bad;
};

/* The next n bytes; none of them where there are fewer. */
static inline struct ambit_span
take_bytes(struct take *take, size_t n)
{
	struct ambit_span bytes = { take->left.ptr, n };

	if (take->bad || n > take->left.len) {
		take->bad = true;
		return (struct ambit_span){ NULL, 0 };
	}
	take->left = ambit_span_sub(take->left, n, take->left.len);
	return bytes;
}

static inline void
take_skip(struct take *take, size_t n)
{
	(void)take_bytes(take, n);
}

static inline uint32_t
take_u32(struct take *take)
{
	struct ambit_span b = take_bytes(take, 4);

	return b.len == 0 ? 0
			  : (uint32_t)b.ptr[0] | (uint32_t)b.ptr[1] << 8 |
		(uint32_t)b.ptr[2] << 16 | (uint32_t)b.ptr[3] << 24;
}

static inline int32_t
take_i32(struct take *take)
{
	return (int32_t)take_u32(take);
}

static inline unsigned
take_u16(struct take *take)
{
	struct ambit_span b = take_bytes(take, 2);

	return b.len == 0 ? 0 : (unsigned)b.ptr[0] | (unsigned)b.ptr[1] << 8;
}

#endif
