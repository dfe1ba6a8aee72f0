/*
 * Subnodes. Knows their lists, which lie in blocks of their own; each is
 * checked whole before one entry of it is believed.
 */

/* Floor 4. */
#include "sub.h"
#include "bytes.h"

#define LIST_TYPE 2

/* A list as it lies in its block. */
struct list {
	const unsigned char *entries;
	size_t n, size;
	unsigned level;
};

/* What is looked for: the first max subnodes from a NID on. */
struct look {
	uint64_t from;
	size_t max;
	struct pst_node *node;
	size_t n;
};

static int
bad(struct pst_file *file, const char *why, const struct pst_block *block)
{
	return pst_damaged(file, "K8", why, block->ib);
}

/* NIDs ascend, and lie where the list above says. */
static int
check_nids(struct pst_file *file, const struct pst_block *block,
    const struct list *list, uint64_t from, uint64_t until)
{
	for (size_t i = 0; i < list->n; i++) {
		uint32_t nid = pst_u32(list->entries + i * list->size);

		if (nid < from || nid >= until || nid == 0)
			return bad(file, "subnodes do not ascend", block);
		from = (uint64_t)nid + 1;
	}
	return 1;
}

static int
read_list(struct pst_file *file, const struct pst_block *block,
    struct list *list, struct ambit_err *err_r)
{
	size_t head = file->kind == PST_ANSI ? 4 : 8, id = file->form->id;
	struct ambit_span bytes;
	int rc = pst_block_read(file, block, &bytes, err_r);

	if (rc != 1)
		return rc;
	if (bytes.ptr[0] != LIST_TYPE)
		return pst_damaged(file, "K5", "a node's subnodes are none",
		    block->ib);
	if (bytes.len < head || bytes.ptr[1] > 1)
		return bad(file, "subnodes in lists of lists", block);
	list->level = bytes.ptr[1];
	list->n = pst_u16(bytes.ptr + 2);
	list->size = list->level == 0 ? 3 * id : 2 * id;
	list->entries = bytes.ptr + head;
	if (list->n * list->size != bytes.len - head)
		return bad(file, "a list of subnodes is of another length",
		    block);
	return 1;
}

static void
take(struct look *look, const struct pst_file *file, const struct list *list)
{
	size_t id = file->form->id;

	for (size_t i = 0; i < list->n && look->n < look->max; i++) {
		const unsigned char *p = list->entries + i * list->size;

		if (pst_u32(p) < look->from)
			continue;
		look->node[look->n++] = (struct pst_node){ .nid = pst_u32(p),
			.data = pst_id(file, p + id),
			.sub = pst_id(file, p + 2 * id) };
	}
}

/* A list below another, whose NIDs lie from from to until. */
static int
read_below(struct pst_file *file, uint64_t bid, const uint64_t range[2],
    struct look *look, struct ambit_err *err_r)
{
	const struct pst_block *block = pst_index_block(file, bid);
	struct list list = { 0 };
	int rc;

	if (block == NULL || !pst_is_internal(block->bid))
		return pst_damaged(file, "K8", "a list of subnodes is missing",
		    0);
	rc = read_list(file, block, &list, err_r);
	if (rc == 1 && list.level != 0)
		rc = bad(file, "subnodes in lists of lists", block);
	if (rc == 1)
		rc = check_nids(file, block, &list, range[0], range[1]);
	if (rc == 1)
		take(look, file, &list);
	return rc;
}

/* Which list may have NIDs from from on: the last that begins there or before,
 * or the first; and where the one behind it begins. */
static uint64_t
choose(const struct pst_file *file, const struct list *list, uint64_t from,
    uint64_t range[2])
{
	size_t i = 0;

	while (i + 1 < list->n &&
	    pst_u32(list->entries + (i + 1) * list->size) <= from)
		i++;
	range[0] = pst_u32(list->entries + i * list->size);
	range[1] = UINT64_MAX;
	if (i + 1 < list->n)
		range[1] = pst_u32(list->entries + (i + 1) * list->size);
	return pst_id(file, list->entries + i * list->size + file->form->id);
}

/* One look: some subnodes, none where there is no further. A list of lists is
 * read again for each list in it: at most once more for the one behind. */
static int
look_once(struct pst_file *file, const struct pst_block *block,
    struct look *look, uint64_t *next_r, struct ambit_err *err_r)
{
	struct list list = { 0 };
	uint64_t range[2], bid;
	int rc = read_list(file, block, &list, err_r);

	*next_r = UINT64_MAX;
	if (rc == 1)
		rc = check_nids(file, block, &list, 0, UINT64_MAX);
	if (rc != 1 || list.n == 0)
		return rc;
	if (list.level == 0) {
		take(look, file, &list);
		return 1;
	}
	bid = choose(file, &list, look->from, range);
	*next_r = range[1];
	return read_below(file, bid, range, look, err_r);
}

static int
look_for(struct pst_file *file, uint64_t bid, struct look *look,
    struct ambit_err *err_r)
{
	const struct pst_block *block;
	uint64_t next;
	int rc;

	if (bid == 0)
		return 1;
	block = pst_index_block(file, bid);
	if (block == NULL || !pst_is_internal(block->bid))
		return pst_damaged(file, "K5", "a node's subnodes are missing",
		    0);
	/* Each time from a later NID: a list is looked at once. */
	do {
		rc = look_once(file, block, look, &next, err_r);
		look->from = next;
	} while (rc == 1 && look->n == 0 && next != UINT64_MAX);
	return rc;
}

void
pst_sub_start(struct pst_sub *sub, struct pst_file *file, uint64_t bid)
{
	*sub = (struct pst_sub){ .file = file, .bid = bid };
}

int
pst_sub_next(struct pst_sub *sub, struct pst_node *node_r,
    struct ambit_err *err_r)
{
	struct look look = { sub->from, PST_SUB_AHEAD, sub->ahead, 0 };
	int rc = 1;

	*node_r = (struct pst_node){ 0 };
	if (sub->at == sub->n) {
		rc = look_for(sub->file, sub->bid, &look, err_r);
		sub->n = look.n;
		sub->at = 0;
	}
	if (rc != 1 || sub->n == 0)
		return rc;
	*node_r = sub->ahead[sub->at++];
	sub->from = (uint64_t)node_r->nid + 1;
	return 1;
}

int
pst_sub_find(struct pst_file *file, uint64_t bid, uint32_t nid,
    struct pst_node *node_r, struct ambit_err *err_r)
{
	struct look look = { nid, 1, node_r, 0 };
	int rc;

	*node_r = (struct pst_node){ 0 };
	rc = look_for(file, bid, &look, err_r);
	if (node_r->nid != nid)
		*node_r = (struct pst_node){ 0 };
	return rc;
}
