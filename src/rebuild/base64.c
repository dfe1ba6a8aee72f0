/*
 * Characters of base64, without lines. The library makes them of three bytes
 * at a time; where the processor looks bytes up in its registers (AVX-512
 * VBMI), code written for that makes sixty-four of them at once, and the same.
 */

/* System. */
#include <openssl/evp.h>
#include <stdint.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

/* Floor 3. */
#include "base64.h"

size_t
base64_put_plainly(struct ambit_span bytes, unsigned char *to)
{
	return (size_t)EVP_EncodeBlock(to, bytes.ptr, (int)bytes.len);
}

#ifdef __x86_64__

#define FROM ((size_t)48)
#define TO   ((size_t)64)

/* RFC 4648 4, table 1. */
static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Three bytes are written as four, 1 0 2 1: read as a number whose first byte
 * is the lowest, they have the six bits of each character in a row. */
static const unsigned char pairs[TO] = { 1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10,
	9, 11, 10, 13, 12, 14, 13, 16, 15, 17, 16, 19, 18, 20, 19, 22, 21, 23,
	22, 25, 24, 26, 25, 28, 27, 29, 28, 31, 30, 32, 31, 34, 33, 35, 34, 37,
	36, 38, 37, 40, 39, 41, 40, 43, 42, 44, 43, 46, 45, 47, 46 };

/* Where in eight of those the six bits of each character begin. */
#define SIX_BITS INT64_C(0x3036242a1016040a)

/* n of the lowest bits. */
static uint64_t
first(size_t n)
{
	return UINT64_MAX >> (64 - n);
}

/* Whole groups of three, forty-eight bytes at once or the last ones: how many
 * bytes they were. What is not asked for is neither read nor written. */
__attribute__((target("avx512f,avx512bw,avx512vbmi"))) static size_t
put_fast(struct ambit_span bytes, unsigned char *to)
{
	const __m512i letters = _mm512_loadu_si512(alphabet);
	const __m512i order = _mm512_loadu_si512(pairs);
	const __m512i shifts = _mm512_set1_epi64(SIX_BITS);
	size_t whole = bytes.len - bytes.len % 3, n;

	for (size_t i = 0; i < whole; i += n, to += TO) {
		__m512i in;

		n = whole - i < FROM ? whole - i : FROM;
		in = _mm512_maskz_loadu_epi8(first(n), bytes.ptr + i);
		in = _mm512_permutexvar_epi8(order, in);
		in = _mm512_multishift_epi64_epi8(shifts, in);
		/* Of each byte it looks at six bits alone. */
		_mm512_mask_storeu_epi8(to, first(n / 3 * 4),
		    _mm512_permutexvar_epi8(in, letters));
	}
	return whole;
}

#endif

size_t
base64_put(struct ambit_span bytes, unsigned char *to)
{
	size_t n = 0;

#ifdef __x86_64__
	if (__builtin_cpu_supports("avx512vbmi") &&
	    __builtin_cpu_supports("avx512bw"))
		n = put_fast(bytes, to);
#endif
	if (n == bytes.len)
		return BASE64_LEN(n);
	bytes.ptr += n;
	bytes.len -= n;
	return BASE64_LEN(n) + base64_put_plainly(bytes, to + BASE64_LEN(n));
}
