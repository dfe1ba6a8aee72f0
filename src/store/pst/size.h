#ifndef AMBIT_PST_SIZE_H
#define AMBIT_PST_SIZE_H

#include "tree.h"

/* Nodes below each other that are an item's: a message, its attachment, the
 * message in that one, and so on, and the values of the last (K8). */
#define PST_DEPTH 33

/* How large a node is, and whether something lies deeper in it than that. */
struct pst_size {
	uint64_t bytes;
	bool deeper;
};

/*
 * The logical size of a node: the bytes of its data and of all its subnodes,
 * at most PST_DEPTH below each other. Lists alone are read for it, no block of
 * data: what lists and the index say of those is how long they are. A list that
 * lies in itself is damaged. K5 to K8; *size_r is what was added up before.
 */
int pst_size(struct pst_file *file, const struct pst_node *node,
    struct pst_size *size_r, struct ambit_err *err_r);

#endif
