/*
 * How large an item is, without reading it. Knows that what a list says of its
 * parts is proven only when they are read.
 */

/* Floor 4. */
#include "size.h"
#include "sub.h"

static int
add_data(struct pst_file *file, uint64_t bid, uint64_t *size,
    struct ambit_err *err_r)
{
	struct pst_tree tree;
	int rc = pst_tree_start(&tree, file, bid, err_r);

	if (rc == 1)
		*size += pst_tree_length(&tree);
	return rc;
}

/* A node is left only when all below it are added: what is in hand of each of
 * those around it is its list, as far as it has been read. */
int
pst_size(struct pst_file *file, const struct pst_node *node, uint64_t *size_r,
    struct ambit_err *err_r)
{
	struct pst_sub sub[PST_DEPTH];
	struct pst_node below;
	size_t depth = 1;
	int rc;

	*size_r = 0;
	pst_sub_start(&sub[0], file, node->sub);
	rc = add_data(file, node->data, size_r, err_r);
	while (rc == 1 && depth > 0) {
		rc = pst_sub_next(&sub[depth - 1], &below, err_r);
		if (rc == 1 && below.nid == 0) {
			depth--;
			continue;
		}
		if (rc == 1)
			rc = add_data(file, below.data, size_r, err_r);
		if (rc == 1 && below.sub != 0 && depth < PST_DEPTH)
			pst_sub_start(&sub[depth++], file, below.sub);
	}
	return rc;
}
