/*
 * A heap sort in place. Not qsort(3): it asks the system how much memory there
 * is, which nobody in a cage may ask.
 */

/* Floor 4. */
#include "sort.h"

struct heap {
	unsigned char *at;
	size_t size;
	bool (*is_before)(const void *a, const void *b);
};

static void
swap(const struct heap *h, size_t i, size_t j)
{
	unsigned char *a = h->at + i * h->size, *b = h->at + j * h->size;

	for (size_t k = 0; k < h->size; k++) {
		unsigned char was = a[k];

		a[k] = b[k];
		b[k] = was;
	}
}

static bool
before(const struct heap *h, size_t i, size_t j)
{
	return h->is_before(h->at + i * h->size, h->at + j * h->size);
}

/* Let the record at i sink below those of the first n that are behind it. */
static void
sink(const struct heap *h, size_t i, size_t n)
{
	for (size_t child; (child = 2 * i + 1) < n; i = child) {
		if (child + 1 < n && before(h, child, child + 1))
			child++;
		if (!before(h, i, child))
			return;
		swap(h, i, child);
	}
}

void
pst_sort(void *records, size_t n, size_t size,
    bool (*is_before)(const void *a, const void *b))
{
	const struct heap h = { records, size, is_before };

	for (size_t i = n / 2; i > 0; i--)
		sink(&h, i - 1, n);
	for (size_t i = n; i > 1; i--) {
		swap(&h, 0, i - 1);
		sink(&h, 0, i - 1);
	}
}
