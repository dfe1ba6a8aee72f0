/*
 * How large an item is, without reading it. Knows that what a list says of its
 * parts is proven only when they are read.
 */

/* Floor 4. */
#include "size.h"
#include "sub.h"

/* The lists that a node lies in, the outermost first, as far as each has been
 * read: a node is left when all below it is added. */
struct walk {
	struct pst_file *file;
	struct pst_sub sub[PST_DEPTH];
	size_t depth;
};

static int
add_data(struct pst_file *file, uint64_t bid, struct pst_size *size,
    struct ambit_err *err_r)
{
	struct pst_tree tree;
	int rc = pst_tree_start(&tree, file, bid, err_r);

	if (rc == 1)
		size->bytes += pst_tree_length(&tree);
	return rc;
}

/* Go on in the subnodes of a node, if they are none that it lies in. Bit 0 of a
 * BID does not count. */
static int
descend(struct walk *w, uint64_t bid, struct pst_size *size)
{
	if (bid == 0)
		return 1;
	for (size_t i = 0; i < w->depth; i++) {
		if ((w->sub[i].bid ^ bid) <= 1)
			return pst_damaged(w->file, "K8",
			    "subnodes lie in themselves", 0);
	}
	if (w->depth == PST_DEPTH)
		size->deeper = true;
	else
		pst_sub_start(&w->sub[w->depth++], w->file, bid);
	return 1;
}

int
pst_size(struct pst_file *file, const struct pst_node *node,
    struct pst_size *size_r, struct ambit_err *err_r)
{
	struct pst_node at = *node;
	struct walk w;
	int rc = 1;

	*size_r = (struct pst_size){ 0 };
	w.file = file;
	w.depth = 0;
	do {
		if (at.nid != 0)
			rc = add_data(file, at.data, size_r, err_r);
		if (rc == 1 && at.nid != 0)
			rc = descend(&w, at.sub, size_r);
		else if (rc == 1)
			w.depth--;
		if (rc == 1 && w.depth > 0)
			rc = pst_sub_next(&w.sub[w.depth - 1], &at, err_r);
	} while (rc == 1 && w.depth > 0);
	return rc;
}
