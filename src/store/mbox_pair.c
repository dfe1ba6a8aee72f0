/*
 * Two letters searched for in blocks of fixed size. Compilers make vector code
 * of the plain loop; where the processor has vectors of 32 bytes, code written
 * for them is twice as fast, and finds the same.
 */

/* System. */
#ifdef __x86_64__
#include <immintrin.h>
#endif

/* Floor 4. */
#include "mbox_pair.h"

#define BLOCK 64

static bool
may_hold(const unsigned char *p)
{
	unsigned char hit = 0;

	for (size_t i = 0; i < BLOCK; i++)
		hit |= (unsigned char)((p[i] == 'F') & (p[i + 1] == 'r'));
	return hit != 0;
}

size_t
mbox_pair_find_plainly(struct ambit_span bytes, size_t off)
{
	size_t last = bytes.len < 2 ? 0 : bytes.len - 1; /* starts before it */
	size_t i = off, stop;

	while (i < last) {
		stop = last - i > BLOCK ? i + BLOCK : last;
		if (stop - i == BLOCK && !may_hold(bytes.ptr + i)) {
			i = stop;
			continue;
		}
		for (; i < stop; i++) {
			if (bytes.ptr[i] == 'F' && bytes.ptr[i + 1] == 'r')
				return i;
		}
	}
	return bytes.len;
}

#ifdef __x86_64__

#define VECTOR  32
#define VECTORS 4 /* at a time */

__attribute__((target("avx2"))) static __m256i
load(const unsigned char *p)
{
	return _mm256_loadu_si256((const __m256i_u *)(const void *)p);
}

/* All bits of a byte where the pair begins. */
__attribute__((target("avx2"))) static __m256i
pairs(const unsigned char *p)
{
	return _mm256_and_si256(_mm256_cmpeq_epi8(load(p),
				    _mm256_set1_epi8('F')),
	    _mm256_cmpeq_epi8(load(p + 1), _mm256_set1_epi8('r')));
}

__attribute__((target("avx2"))) static size_t
first_of(const __m256i hits[VECTORS])
{
	size_t v = 0;
	unsigned bits;

	while ((bits = (unsigned)_mm256_movemask_epi8(hits[v])) == 0)
		v++;
	return v * VECTOR + (size_t)__builtin_ctz(bits);
}

/* As far as whole steps go; *off_r: where the pair is, or where they end. */
__attribute__((target("avx2"))) static bool
find_fast(struct ambit_span bytes, size_t *off_r)
{
	const size_t step = (size_t)VECTOR * VECTORS;
	size_t i = *off_r;
	__m256i hits[VECTORS], any;

	for (; i < bytes.len && bytes.len - i > step; i += step) {
		any = _mm256_setzero_si256();
		for (size_t v = 0; v < VECTORS; v++) {
			hits[v] = pairs(bytes.ptr + i + v * VECTOR);
			any = _mm256_or_si256(any, hits[v]);
		}
		if (_mm256_movemask_epi8(any) != 0) {
			*off_r = i + first_of(hits);
			return true;
		}
	}
	*off_r = i;
	return false;
}

#endif

size_t
mbox_pair_find(struct ambit_span bytes, size_t off)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2") && find_fast(bytes, &off))
		return off;
#endif
	return mbox_pair_find_plainly(bytes, off);
}
