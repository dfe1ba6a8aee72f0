#ifndef AMBIT_PST_SUB_H
#define AMBIT_PST_SUB_H

#include "block.h"

/* The subnodes of a node: a list (SLBLOCK), or a list of lists (SIBLOCK). */

#define PST_SUB_AHEAD 32

/* Subnodes in the order of their NIDs. */
struct pst_sub {
	struct pst_file *file;
	uint64_t bid;
	uint64_t from; /* NIDs below it have been given */
	struct pst_node ahead[PST_SUB_AHEAD];
	size_t n, at;
};

void pst_sub_start(struct pst_sub *sub, struct pst_file *file, uint64_t bid);

/* The next one; NID 0 behind the last. K5, K6, K8. */
int pst_sub_next(struct pst_sub *sub, struct pst_node *node_r,
    struct ambit_err *err_r);

/* The one of this NID; NID 0 where there is none. */
int pst_sub_find(struct pst_file *file, uint64_t bid, uint32_t nid,
    struct pst_node *node_r, struct ambit_err *err_r);

#endif
