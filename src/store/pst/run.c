/*
 * Values of any length. Knows where the bytes of one lie, and that a list of
 * blocks must add up before one of them is given out.
 */

/* Floor 4. */
#include "run.h"

#define GUID_LEN 16

static int
bad(struct pst_file *file, const char *check, const char *why)
{
	return pst_damaged(file, check, why, 0);
}

static int
missing(struct pst_run *run, const char *why)
{
	run->missing = true;
	return bad(run->file, "K13", why);
}

/* Walk the blocks of a value, unread: how long are they, and which is last? */
static int
measure(struct pst_run *run, const struct pst_block **last_r,
    struct ambit_err *err_r)
{
	const struct pst_block *block = NULL;
	struct pst_tree tree;
	int rc = pst_tree_start(&tree, run->file, run->data, err_r);

	*last_r = NULL;
	while (rc == 1) {
		rc = pst_tree_step(&tree, &block, err_r);
		if (rc != 1 || block == NULL)
			break;
		run->len += block->len;
		*last_r = block;
	}
	return rc;
}

/* The NUL at the end of a long string lies in its last block. */
static int
cut_end(struct pst_run *run, uint16_t type, const struct pst_block *last,
    struct ambit_err *err_r)
{
	struct ambit_span bytes;
	int rc;

	if (last == NULL || (type != PST_STRING && type != PST_STRING8))
		return 1;
	rc = pst_block_read(run->file, last, &bytes, err_r);
	if (rc == 1)
		run->len -= bytes.len - pst_value_cut(type, bytes).len;
	return rc;
}

static int
find_elsewhere(struct pst_holder *holder, uint32_t nid, uint16_t type,
    struct pst_run *run, struct ambit_err *err_r)
{
	const struct pst_block *last;
	struct pst_node node;
	int rc = pst_sub_find(run->file, holder->sub, nid, &node, err_r);

	if (rc == 1 && node.nid == 0)
		rc = missing(run, "the subnode of a value is missing");
	if (rc != 1)
		return rc;
	run->data = node.data;
	rc = measure(run, &last, err_r);
	if (rc == 1 && run->len == 0)
		rc = missing(run, "the subnode of a value is empty");
	return rc == 1 ? cut_end(run, type, last, err_r) : rc;
}

int
pst_run_find(struct pst_holder *holder, const struct pst_value *value,
    struct pst_run *run_r, struct ambit_err *err_r)
{
	struct pst_heap *heap = &holder->heap;
	uint32_t hnid = value->hnid;
	int rc;

	*run_r = (struct pst_run){ .file = heap->file };
	if (value->type == PST_OBJECT)
		hnid = value->nid;
	if (hnid == 0)
		return 1;
	if (!pst_is_hid(hnid) || value->type == PST_OBJECT) {
		rc = find_elsewhere(holder, hnid, value->type, run_r, err_r);
	} else {
		rc = pst_heap_get(heap, hnid, &run_r->here, err_r);
		run_r->here = pst_value_cut(value->type, run_r->here);
		run_r->len = run_r->here.len;
	}
	if (rc == 1 && value->type == PST_GUID && run_r->len != GUID_LEN)
		rc = bad(heap->file, "K14",
		    "a value of another length than its type");
	return rc;
}

int
pst_run_start(const struct pst_run *run, struct pst_tree *tree,
    struct ambit_err *err_r)
{
	return pst_tree_start(tree, run->file, run->data, err_r);
}

int
pst_run_next(const struct pst_run *run, struct pst_tree *tree, uint64_t *left,
    struct ambit_span *bytes_r, struct ambit_err *err_r)
{
	int rc = 1;

	*bytes_r = (struct ambit_span){ 0 };
	if (*left == 0)
		return 1;
	if (run->data == 0)
		*bytes_r = run->here;
	else
		rc = pst_tree_next(tree, bytes_r, err_r);
	if (rc == 1 && bytes_r->len == 0)
		rc = bad(run->file, "K7", "a value ends before its end");
	/* The NUL at the end is left. */
	if (bytes_r->len > *left)
		bytes_r->len = (size_t)*left;
	*left -= bytes_r->len;
	return rc;
}
