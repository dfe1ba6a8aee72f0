/*
 * Chance: xoshiro256** (Blackman and Vigna), seeded by splitmix64. The same
 * seed gives the same numbers on every machine; nothing else is asked.
 */

/* Ours. */
#include "corpus.h"

static uint64_t
split_mix(uint64_t *x)
{
	uint64_t z = *x += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

void
random_seed(struct random *r, uint64_t seed)
{
	for (unsigned i = 0; i < 4; i++)
		r->s[i] = split_mix(&seed);
}

static uint64_t
rotate(uint64_t x, unsigned n)
{
	return x << n | x >> (64 - n);
}

uint64_t
random_next(struct random *r)
{
	uint64_t result = rotate(r->s[1] * 5, 7) * 9;
	uint64_t t = r->s[1] << 17;

	r->s[2] ^= r->s[0];
	r->s[3] ^= r->s[1];
	r->s[1] ^= r->s[2];
	r->s[0] ^= r->s[3];
	r->s[2] ^= t;
	r->s[3] = rotate(r->s[3], 45);
	return result;
}

/* The bias of the remainder is below 2^-32 for every n that is used here. */
uint64_t
random_below(struct random *r, uint64_t n)
{
	return random_next(r) % n;
}

bool
random_chance(struct random *r, unsigned per_mille)
{
	return random_below(r, 1000) < per_mille;
}
