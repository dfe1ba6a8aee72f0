/*
 * Sorting the records that lie in memory: a heap sort of their keys. It takes
 * no memory of its own, as qsort(3) may, and no order of records slows it.
 */

/* Floor 1. */
#include "spool_sort.h"

/* Bytes of one half of a prefix. */
#define HALF ((size_t)8)

static uint64_t
half_of(const unsigned char *record, size_t len)
{
	uint64_t half = 0;

	for (size_t i = 0; i < HALF; i++)
		half = half << 8 | (i < len ? record[i] : 0);
	return half;
}

struct spool_key
spool_key_of(const unsigned char *memory, size_t off, size_t len)
{
	struct spool_key key = { .off = (uint32_t)off, .len = (uint32_t)len };

	key.prefix[0] = half_of(memory + off, len);
	if (len > HALF)
		key.prefix[1] = half_of(memory + off + HALF, len - HALF);
	return key;
}

struct ambit_span
spool_key_record(const struct spool_key *key, const unsigned char *memory)
{
	return (struct ambit_span){ memory + key->off, key->len };
}

static bool
is_before(const struct spool_key *a, const struct spool_key *b,
    const unsigned char *memory)
{
	for (size_t i = 0; i < 2; i++) {
		if (a->prefix[i] != b->prefix[i])
			return a->prefix[i] < b->prefix[i];
	}
	return ambit_span_compare(spool_key_record(a, memory),
		   spool_key_record(b, memory)) < 0;
}

/* Let the key at i sink until none below it is greater. */
static void
sink(struct spool_key *keys, size_t i, size_t n, const unsigned char *memory)
{
	struct spool_key key = keys[i];

	for (size_t child; i < n / 2; i = child) {
		child = 2 * i + 1;
		if (child + 1 < n &&
		    is_before(&keys[child], &keys[child + 1], memory))
			child++;
		if (!is_before(&key, &keys[child], memory))
			break;
		keys[i] = keys[child];
	}
	keys[i] = key;
}

void
spool_sort(struct spool_key *keys, size_t n, const unsigned char *memory)
{
	for (size_t i = n / 2; i > 0; i--)
		sink(keys, i - 1, n, memory);
	while (n > 1) {
		struct spool_key last = keys[--n];

		keys[n] = keys[0];
		keys[0] = last;
		sink(keys, 0, n, memory);
	}
}
