#ifndef AMBIT_TESTS_EXACT_H
#define AMBIT_TESTS_EXACT_H

#include <stdlib.h>
#include <string.h>

#include "ambit/span.h"

/*
 * Copies that end where they end: a sanitized build sees one element read
 * behind the last. All of them live until exact_free.
 */
static void *exact_kept[256];
static size_t exact_n;

static inline void *
exact(const void *from, size_t n, size_t size)
{
	void *copy = malloc(n * size);

	if (copy == NULL || exact_n == sizeof(exact_kept) / sizeof(void *))
		abort();
	if (n > 0)
		memcpy(copy, from, n * size);
	exact_kept[exact_n++] = copy;
	return copy;
}

#define EXACT(array, n) ((array) = exact((array), (n), sizeof(*(array))))

static inline struct ambit_span
exact_span(struct ambit_span s)
{
	return (struct ambit_span){ exact(s.ptr, s.len, 1), s.len };
}

static inline void
exact_free(void)
{
	while (exact_n > 0)
		free(exact_kept[--exact_n]);
}

#endif
