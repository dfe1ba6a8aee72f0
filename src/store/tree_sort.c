/*
 * A merge sort from the bottom up. Not qsort(3): it asks the system how much
 * memory there is, which nobody in a cage may ask.
 */

/* System. */
#include <string.h>

/* Floor 4. */
#include "tree_sort.h"

struct merge {
	bool (*is_before)(const void *ctx, uint32_t a, uint32_t b);
	const void *ctx;
};

/* Merge two sorted stretches that lie behind each other in from. */
static void
merge(const struct merge *m, const uint32_t *from, size_t n_left, size_t n,
    uint32_t *to)
{
	size_t left = 0, right = n_left;

	for (size_t i = 0; i < n; i++) {
		bool take_right = left == n_left ||
		    (right < n &&
			m->is_before(m->ctx, from[right], from[left]));

		to[i] = take_right ? from[right++] : from[left++];
	}
}

void
tree_sort(uint32_t *order, size_t n,
    bool (*is_before)(const void *ctx, uint32_t a, uint32_t b), const void *ctx)
{
	const struct merge m = { is_before, ctx };
	uint32_t *from = order, *to = order + n, *swap;

	for (size_t run = 1; run < n; run *= 2) {
		for (size_t at = 0; at < n; at += 2 * run) {
			size_t left = n - at < run ? n - at : run;
			size_t both = n - at < 2 * run ? n - at : 2 * run;

			merge(&m, from + at, left, both, to + at);
		}
		swap = from;
		from = to;
		to = swap;
	}
	if (from != order)
		memcpy(order, from, n * sizeof(*order));
}
