/*
 * Data trees (XBLOCK, XXBLOCK). Knows which blocks follow each other and that
 * their lengths add up; what the bytes mean it does not.
 */

/* System. */
#include <string.h>

/* Floor 4. */
#include "bytes.h"
#include "tree.h"

#define LIST_TYPE 1
#define LIST_HEAD 8

static int
bad(struct pst_file *file, const char *why, const struct pst_block *block)
{
	return pst_damaged(file, "K7", why, block->ib);
}

/* Read a list that has levels of lists below it, itself counted. */
static int
read_list(struct pst_file *file, const struct pst_block *block, unsigned level,
    struct ambit_span *bytes_r, struct ambit_err *err_r)
{
	int rc = pst_block_read(file, block, bytes_r, err_r);

	if (rc != 1)
		return rc;
	if (bytes_r->len < LIST_HEAD || bytes_r->ptr[0] != LIST_TYPE ||
	    bytes_r->ptr[1] != level)
		return bad(file, "a block is no list of its level", block);
	if (pst_u16(bytes_r->ptr + 2) >
	    (bytes_r->len - LIST_HEAD) / file->form->id)
		return bad(file, "a list has more entries than fit", block);
	return 1;
}

/* Make a list the one that is walked on its level (1: of data). */
static int
enter(struct pst_tree *tree, const struct pst_block *block, unsigned level,
    struct ambit_err *err_r)
{
	struct ambit_span bytes;
	int rc = read_list(tree->file, block, level, &bytes, err_r);

	if (rc == 1)
		tree->list[level - 1] = (struct pst_list){ .block = block,
			.n = pst_u16(bytes.ptr + 2),
			.len = pst_u32(bytes.ptr + 4) };
	return rc;
}

int
pst_tree_start(struct pst_tree *tree, struct pst_file *file, uint64_t bid,
    struct ambit_err *err_r)
{
	const struct pst_block *block;
	struct ambit_span bytes;
	int rc;

	*tree = (struct pst_tree){ .file = file };
	if (bid == 0)
		return 1;
	block = pst_index_block(file, bid);
	if (block == NULL)
		return pst_damaged(file, "K5", "a node's block is missing", 0);
	if (!pst_is_internal(block->bid)) {
		tree->one = block;
		return 1;
	}
	rc = pst_block_read(file, block, &bytes, err_r);
	if (rc != 1)
		return rc;
	if (bytes.ptr[0] != LIST_TYPE)
		return pst_damaged(file, "K5", "a node's data are no data",
		    block->ib);
	if (bytes.len < 2 || bytes.ptr[1] < 1 || bytes.ptr[1] > 2)
		return bad(file, "lists within lists", block);
	tree->levels = bytes.ptr[1];
	return enter(tree, block, tree->levels, err_r);
}

/* Copy the next numbers of a list: at least one is left in it. */
static int
take_bids(struct pst_tree *tree, struct pst_list *list, unsigned level,
    size_t max, uint64_t *bids, size_t *n_r, struct ambit_err *err_r)
{
	size_t id = tree->file->form->id, n = list->n - list->at;
	struct ambit_span bytes;
	int rc = read_list(tree->file, list->block, level, &bytes, err_r);

	if (rc != 1)
		return rc;
	if (n > max)
		n = max;
	for (size_t i = 0; i < n; i++)
		bids[i] = pst_id(tree->file,
		    bytes.ptr + LIST_HEAD + (list->at + i) * id);
	list->at += (uint32_t)n;
	*n_r = n;
	return 1;
}

/* What a child has is added to what its list says; more is too much. */
static int
add_length(struct pst_tree *tree, struct pst_list *list, uint64_t len)
{
	list->sum += len;
	if (list->sum > list->len)
		return bad(tree->file, "a list is shorter than its parts",
		    list->block);
	return 1;
}

static int
check_sum(struct pst_tree *tree, const struct pst_list *list)
{
	if (list->sum != list->len)
		return bad(tree->file, "a list is longer than its parts",
		    list->block);
	return 1;
}

static int
find_child(struct pst_tree *tree, const struct pst_list *list, uint64_t bid,
    bool internal, const struct pst_block **block_r)
{
	*block_r = pst_index_block(tree->file, bid);
	if (*block_r == NULL)
		return bad(tree->file, "a block of a list is missing",
		    list->block);
	if (pst_is_internal((*block_r)->bid) != internal)
		return bad(tree->file, "a block of a list is of another kind",
		    list->block);
	return 1;
}

/* The next list of data in the list of lists. */
static int
next_list(struct pst_tree *tree, struct ambit_err *err_r)
{
	struct pst_list *top = &tree->list[1];
	const struct pst_block *block;
	uint64_t bid = 0;
	size_t n;
	int rc = take_bids(tree, top, 2, 1, &bid, &n, err_r);

	if (rc == 1)
		rc = find_child(tree, top, bid, true, &block);
	if (rc == 1)
		rc = enter(tree, block, 1, err_r);
	if (rc == 1)
		rc = add_length(tree, top, tree->list[0].len);
	return rc;
}

/* Make the numbers of the next blocks be there; none are at the end. */
static int
look_ahead(struct pst_tree *tree, struct ambit_err *err_r)
{
	struct pst_list *low = &tree->list[0], *top = &tree->list[1];
	int rc = 1;

	tree->at = tree->n_bids = 0;
	while (rc == 1 && low->at == low->n) {
		rc = low->block == NULL ? 1 : check_sum(tree, low);
		if (rc != 1 || tree->levels == 1)
			return rc;
		if (top->at == top->n)
			return check_sum(tree, top);
		rc = next_list(tree, err_r);
	}
	if (rc == 1)
		rc = take_bids(tree, low, 1, PST_TREE_AHEAD, tree->bids,
		    &tree->n_bids, err_r);
	return rc;
}

int
pst_tree_step(struct pst_tree *tree, const struct pst_block **block_r,
    struct ambit_err *err_r)
{
	struct pst_list *low = &tree->list[0];
	int rc = 1;

	*block_r = tree->one;
	tree->one = NULL;
	if (tree->levels == 0)
		return 1;
	if (tree->at == tree->n_bids)
		rc = look_ahead(tree, err_r);
	if (rc != 1 || tree->n_bids == 0)
		return rc;
	rc = find_child(tree, low, tree->bids[tree->at++], false, block_r);
	if (rc == 1)
		rc = add_length(tree, low, (*block_r)->len);
	return rc;
}

int
pst_tree_next(struct pst_tree *tree, struct ambit_span *bytes_r,
    struct ambit_err *err_r)
{
	const struct pst_block *block;
	int rc = pst_tree_step(tree, &block, err_r);

	*bytes_r = (struct ambit_span){ 0 };
	if (rc != 1 || block == NULL)
		return rc;
	return pst_block_read(tree->file, block, bytes_r, err_r);
}

int
pst_tree_pour(struct pst_file *file, uint64_t bid, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	struct ambit_span bytes;
	struct pst_tree tree;
	int rc = pst_tree_start(&tree, file, bid, err_r);

	while (rc == 1) {
		rc = pst_tree_next(&tree, &bytes, err_r);
		if (rc != 1 || bytes.len == 0)
			break;
		if (ambit_sink_write(sink, bytes, err_r) < 0)
			return -1;
	}
	return rc;
}

uint64_t
pst_tree_length(const struct pst_tree *tree)
{
	if (tree->levels > 0)
		return tree->list[tree->levels - 1].len;
	return tree->one == NULL ? 0 : tree->one->len;
}

int
pst_tree_load(struct pst_file *file, uint64_t bid, size_t max,
    struct ambit_arena *arena, struct ambit_span *bytes_r,
    struct ambit_err *err_r)
{
	struct ambit_span bytes;
	struct pst_tree tree;
	unsigned char *to;
	size_t len, at = 0;
	int rc = pst_tree_start(&tree, file, bid, err_r);

	if (rc != 1)
		return rc;
	if (pst_tree_length(&tree) > max)
		return pst_damaged(file, "K15", "longer than is read", 0);
	len = (size_t)pst_tree_length(&tree);
	to = AMBIT_ARENA_GET(arena, unsigned char, len);
	if (to == NULL)
		return pst_damaged(file, "K15", "an item is too large", 0);
	*bytes_r = (struct ambit_span){ to, len };
	while ((rc = pst_tree_next(&tree, &bytes, err_r)) == 1) {
		if (bytes.len == 0)
			return 1;
		/* The lists have seen that it fits. */
		memcpy(to + at, bytes.ptr, bytes.len);
		at += bytes.len;
	}
	return rc;
}
