#ifndef AMBIT_PST_SORT_H
#define AMBIT_PST_SORT_H

#include <stdbool.h>
#include <stddef.h>

/* Sort n records of size bytes where they lie: no memory, no recursion, and
 * n log n whatever they are. Equal ones come in any order. */
void pst_sort(void *records, size_t n, size_t size,
    bool (*is_before)(const void *a, const void *b));

#endif
