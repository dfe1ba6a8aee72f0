#ifndef AMBIT_PST_BYTES_H
#define AMBIT_PST_BYTES_H

#include <stdint.h>

/* Integers as they lie in a store: little-endian, at any place. The caller has
 * seen that so many bytes are there. */

static inline uint16_t
pst_u16(const unsigned char *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t
pst_u32(const unsigned char *p)
{
	return (uint32_t)pst_u16(p) | (uint32_t)pst_u16(p + 2) << 16;
}

static inline uint64_t
pst_u64(const unsigned char *p)
{
	return pst_u32(p) | (uint64_t)pst_u32(p + 4) << 32;
}

#endif
