#ifndef AMBIT_PST_TREE_H
#define AMBIT_PST_TREE_H

#include "ambit/arena.h"
#include "ambit/sink.h"

#include "block.h"

/*
 * The data of a node, or of a value: one block, or a list of blocks, or a list
 * of such lists. It is walked block by block; nothing of it is held but a few
 * numbers of the next ones.
 */

#define PST_TREE_AHEAD 64

/* An XBLOCK or XXBLOCK, as far as it has been read. */
struct pst_list {
	const struct pst_block *block;
	uint32_t n, at;
	uint64_t len, sum; /* as it says, and as its children add up */
};

struct pst_tree {
	struct pst_file *file;
	const struct pst_block *one; /* no list: the only block, until taken */
	unsigned levels;             /* lists within each other: 0 to 2 */
	struct pst_list list[2];     /* the lowest first */
	uint64_t bids[PST_TREE_AHEAD];
	size_t n_bids, at;
};

/* Begin to walk the data that bid names; 0 names none. K5, K6, K7. */
int pst_tree_start(struct pst_tree *tree, struct pst_file *file, uint64_t bid,
    struct ambit_err *err_r);

/* How long all of it says to be, once it is begun. */
uint64_t pst_tree_length(const struct pst_tree *tree);

/* The next block of data, unread; NULL behind the last. K6, K7. */
int pst_tree_step(struct pst_tree *tree, const struct pst_block **block_r,
    struct ambit_err *err_r);

/* The next block's bytes, lent until the next read; none behind the last. */
int pst_tree_next(struct pst_tree *tree, struct ambit_span *bytes_r,
    struct ambit_err *err_r);

/* All of it, block by block. What came before the damage has been written. */
int pst_tree_pour(struct pst_file *file, uint64_t bid, struct ambit_sink *sink,
    struct ambit_err *err_r);

/* All of it into the arena, if it is at most max bytes: more is K15. */
int pst_tree_load(struct pst_file *file, uint64_t bid, size_t max,
    struct ambit_arena *arena, struct ambit_span *bytes_r,
    struct ambit_err *err_r);

#endif
