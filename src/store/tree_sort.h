#ifndef AMBIT_STORE_TREE_SORT_H
#define AMBIT_STORE_TREE_SORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Sort n numbers of things in the order that is_before says, in the memory of
 * order alone, which has room for 2 * n. Never worse than n log n.
 */
void tree_sort(uint32_t *order, size_t n,
    bool (*is_before)(const void *ctx, uint32_t a, uint32_t b),
    const void *ctx);

#endif
