#ifndef AMBIT_CODEC_UTF8_H
#define AMBIT_CODEC_UTF8_H

#include <stddef.h>
#include <stdint.h>

#define UTF8_MAX 4

/* Write a character, at most U+10FFFF, to p: how many bytes it took. */
static inline size_t
utf8_put(unsigned char *p, uint32_t c)
{
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (size_t i = n - 1; i > 0; i--, c >>= 6)
		p[i] = (unsigned char)(0x80 | (c & 0x3f));
	p[0] = (unsigned char)(n == 1 ? c : (0xf00u >> n & 0xff) | c);
	return n;
}

#endif
