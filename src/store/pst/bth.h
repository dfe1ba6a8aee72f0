#ifndef AMBIT_PST_BTH_H
#define AMBIT_PST_BTH_H

#include "heap.h"

/* Most inner levels, and most allocations, of one tree (K10). */
#define PST_BTH_LEVELS 8
#define PST_BTH_PARTS  ((size_t)1 << 16)

/*
 * The records of a B-tree on a heap, all of them, sorted by key: key and value
 * lie behind each other. Keys are unique. Lives as long as the heap's arena.
 */
struct pst_bth {
	const unsigned char *records;
	size_t n, key, value; /* how many; bytes of each key and value */
};

/*
 * Load the tree whose header the HID names, if its keys and values are as long
 * as the caller expects. Records come in any order; two of the same key and
 * value are one. K9, K10.
 */
int pst_bth_load(struct pst_bth *bth, struct pst_heap *heap, uint32_t hid,
    size_t key, size_t value, struct ambit_err *err_r);

/* The value of a key, or NULL. For keys of 2 and 4 bytes. */
const unsigned char *pst_bth_find(const struct pst_bth *bth, uint32_t key);

#endif
