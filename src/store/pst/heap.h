#ifndef AMBIT_PST_HEAP_H
#define AMBIT_PST_HEAP_H

#include "tree.h"

/* Most bytes that are loaded of one heap (K15): the table of a folder of some
 * 100,000 messages has as many, but not all of them are asked for. */
#define PST_HEAP_MAX ((size_t)32 << 20)

/* A HID can name no block behind so many. */
#define PST_HEAP_BLOCKS ((uint32_t)1 << 16)

enum pst_client {
	PST_CLIENT_PROPS = 0xbc,
	PST_CLIENT_TABLE = 0x7c,
};

/*
 * The heap in a node's data. A block of it is loaded into the arena when
 * something in it is asked for, so spans live as long as the arena.
 */
struct pst_heap {
	struct pst_file *file;
	struct ambit_arena *arena;
	uint32_t root; /* HID */
	uint32_t n;
	const struct pst_block **block;
	struct ambit_span *page; /* of those that are loaded */
	size_t loaded;
};

/* Open the heap of a client in the data that bid names. K5, K6, K7, K9. */
int pst_heap_open(struct pst_heap *heap, struct pst_file *file, uint64_t bid,
    enum pst_client client, struct ambit_arena *arena, struct ambit_err *err_r);

/* Is it a HID, or the NID of a subnode? */
bool pst_is_hid(uint32_t hnid);

/* What a HID names; the HID 0 names no bytes. */
int pst_heap_get(struct pst_heap *heap, uint32_t hid,
    struct ambit_span *bytes_r, struct ambit_err *err_r);

#endif
