/*
 * Numbers, sums and growing arrays of a PST. All integers are little-endian.
 */

/* System. */
#include <stdlib.h>

#include <libdeflate.h>

/* Ours. */
#include "../corpus.h"
#include "file.h"

void
pst_put16(unsigned char *at, uint32_t n)
{
	at[0] = (unsigned char)n;
	at[1] = (unsigned char)(n >> 8);
}

void
pst_put32(unsigned char *at, uint64_t n)
{
	pst_put16(at, (uint32_t)n);
	pst_put16(at + 2, (uint32_t)(n >> 16));
}

void
pst_put64(unsigned char *at, uint64_t n)
{
	pst_put32(at, n);
	pst_put32(at + 4, n >> 32);
}

/* The library inverts at both ends, which is undone here. */
uint32_t
pst_crc(const unsigned char *ptr, size_t len)
{
	return libdeflate_crc32(UINT32_MAX, ptr, len) ^ UINT32_MAX;
}

uint32_t
pst_signature(uint64_t ib, uint64_t bid)
{
	uint32_t x = (uint32_t)(ib ^ bid);

	return (x >> 16 ^ x) & 0xffff;
}

void *
pst_grow(void *ptr, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return ptr;
	*cap = n < 64 ? 64 : n * 2;
	ptr = reallocarray(ptr, *cap, size);
	if (ptr == NULL)
		die("no memory");
	return ptr;
}
