/*
 * The node tree and the block tree, walked from leaf to leaf. Knows what their
 * entries say and that no two things may lie at the same place; what is in a
 * block or node it never looks at.
 */

/* System. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Floor 4. */
#include "bytes.h"
#include "index.h"
#include "sort.h"

#define AREA_MAX 4056

/* Every extent is a multiple of it, and lies at one. */
#define UNIT 64

/* The header's extent, in units: 564 bytes, rounded up. */
#define HEADER_UNITS 9

/* Records in the order in which they came. */
struct list {
	void *ptr;
	size_t n, room, size;
};

/* An inner page on the way to the leaf that is read. */
struct frame {
	unsigned char entries[AREA_MAX];
	size_t n, size, at;
	unsigned level;
	uint64_t until; /* where the keys of the next page begin */
};

struct walk {
	struct pst_file *file;
	enum pst_page_type type;
	struct list entries; /* of struct pst_node or pst_block */
	struct list extents; /* of uint64_t: place in units << 16 | units */
	uint64_t pages;
	unsigned depth;
	struct frame frames[PST_PAGE_LEVELS];
};

static void *
add(struct list *list, struct ambit_err *err_r)
{
	size_t room = list->room == 0 ? 1024 : 2 * list->room;
	void *more;

	if (list->n == list->room) {
		more = room > SIZE_MAX / 2 / list->size
		    ? NULL
		    : realloc(list->ptr, room * list->size);
		if (more == NULL) {
			(void)ambit_err_set(err_r, AMBIT_E_MEMORY,
			    "index of the store");
			return NULL;
		}
		list->ptr = more;
		list->room = room;
	}
	return (unsigned char *)list->ptr + list->size * list->n++;
}

static int
add_extent(struct walk *w, uint64_t ib, size_t len, struct ambit_err *err_r)
{
	uint64_t *extent;

	if (w->extents.n > w->file->size / UNIT)
		return pst_damaged(w->file, "K4",
		    "more extents than the file has room for", ib);
	extent = add(&w->extents, err_r);
	if (extent == NULL)
		return -1;
	*extent = ib / UNIT << 16 | len / UNIT;
	return 1;
}

/* The number that an entry is found by. */
static uint64_t
key_of(const struct walk *w, const unsigned char *entry)
{
	if (w->type == PST_PAGE_NODES)
		return pst_u32(entry);
	return pst_id(w->file, entry) & ~UINT64_C(1);
}

static int
add_node(struct walk *w, const unsigned char *p, struct ambit_err *err_r)
{
	size_t id = w->file->form->id;
	struct pst_node *node = add(&w->entries, err_r);

	if (node == NULL)
		return -1;
	*node = (struct pst_node){ .nid = pst_u32(p),
		.data = pst_id(w->file, p + id),
		.sub = pst_id(w->file, p + 2 * id),
		.parent = pst_u32(p + 3 * id) };
	return 1;
}

static size_t
extent_of(const struct pst_form *form, size_t cb)
{
	return (cb + form->trailer + form->align - 1) / form->align *
	    form->align;
}

/* K4, but for what lies beside it. */
static int
check_block(struct walk *w, const struct pst_block *block)
{
	const struct pst_form *form = w->file->form;
	uint64_t size = w->file->size;
	size_t len = extent_of(form, block->cb);

	if (block->ib % form->align != 0)
		return pst_damaged(w->file, "K4", "a block is not aligned",
		    block->ib);
	if (block->cb < 1 || block->cb > form->largest || block->len < 1 ||
	    block->len > form->largest)
		return pst_damaged(w->file, "K4", "a block of no good length",
		    block->ib);
	if (len > size || block->ib > size - len)
		return pst_damaged(w->file, "K4", "a block is not in the file",
		    block->ib);
	return 1;
}

static int
add_block(struct walk *w, const unsigned char *p, struct ambit_err *err_r)
{
	size_t id = w->file->form->id;
	struct pst_block *block = add(&w->entries, err_r);
	int rc;

	if (block == NULL)
		return -1;
	block->bid = pst_id(w->file, p);
	block->ib = pst_id(w->file, p + id);
	block->cb = block->len = pst_u16(p + 2 * id);
	if (w->file->kind == PST_4K)
		block->len = pst_u16(p + 2 * id + 2);
	rc = check_block(w, block);
	if (rc == 1)
		rc = add_extent(w, block->ib,
		    extent_of(w->file->form, block->cb), err_r);
	return rc;
}

/* The keys of a page ascend, and lie between the keys above it. */
static int
check_keys(struct walk *w, const struct pst_page *page, uint64_t ib,
    uint64_t from, uint64_t until)
{
	for (size_t i = 0; i < page->n; i++) {
		uint64_t key = key_of(w, page->entries + i * page->size);

		if (key < from || key >= until)
			return pst_damaged(w->file, "K3",
			    "the keys of a page do not ascend", ib);
		from = key + 1;
	}
	return 1;
}

static int
take_leaf(struct walk *w, const struct pst_page *page, struct ambit_err *err_r)
{
	int rc = 1;

	for (size_t i = 0; i < page->n && rc == 1; i++) {
		const unsigned char *p = page->entries + i * page->size;

		if (w->type == PST_PAGE_NODES)
			rc = add_node(w, p, err_r);
		else
			rc = add_block(w, p, err_r);
	}
	return rc;
}

static void
push(struct walk *w, const struct pst_page *page, uint64_t until)
{
	struct frame *frame = &w->frames[w->depth++];

	memcpy(frame->entries, page->entries, page->n * page->size);
	frame->n = page->n;
	frame->size = page->size;
	frame->at = 0;
	frame->level = page->level;
	frame->until = until;
}

/* Read a page whose keys lie from from to until; its level is known but of a
 * root. Every page takes room of the file, so there are not more than fit. */
static int
enter(struct walk *w, const struct pst_ref *ref, uint64_t from, uint64_t until,
    struct ambit_err *err_r)
{
	struct pst_page page;
	int rc = 1;

	if (w->pages++ >= w->file->size / w->file->form->page)
		rc = pst_damaged(w->file, "K3", "a page is visited twice",
		    ref->ib);
	if (rc == 1)
		rc = pst_page_read(w->file, w->type, ref, &page, err_r);
	if (rc == 1 && w->depth > 0 &&
	    page.level + 1 != w->frames[w->depth - 1].level)
		rc = pst_damaged(w->file, "K3",
		    "a page does not lie one below its parent", ref->ib);
	if (rc == 1)
		rc = add_extent(w, ref->ib, w->file->form->page, err_r);
	if (rc == 1)
		rc = check_keys(w, &page, ref->ib, from, until);
	if (rc != 1)
		return rc;
	if (page.level == 0)
		return take_leaf(w, &page, err_r);
	assert(w->depth < PST_PAGE_LEVELS);
	push(w, &page, until);
	return 1;
}

static int
descend(struct walk *w, struct frame *frame, struct ambit_err *err_r)
{
	const unsigned char *p = frame->entries + frame->at++ * frame->size;
	size_t id = w->file->form->id;
	const struct pst_ref ref = { pst_id(w->file, p + id),
		pst_id(w->file, p + 2 * id) };
	uint64_t until = frame->until;

	if (frame->at < frame->n)
		until = key_of(w, p + frame->size);
	return enter(w, &ref, key_of(w, p), until, err_r);
}

static int
walk_tree(struct walk *w, enum pst_page_type type, const struct pst_ref *root,
    struct ambit_err *err_r)
{
	int rc;

	w->type = type;
	w->depth = 0;
	rc = enter(w, root, 0, UINT64_MAX, err_r);
	while (rc == 1 && w->depth > 0) {
		struct frame *top = &w->frames[w->depth - 1];

		if (top->at == top->n)
			w->depth--;
		else
			rc = descend(w, top, err_r);
	}
	return rc;
}

static bool
extent_is_before(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y;
}

/* The n lowest of 64 bits. */
static uint64_t
ones(uint64_t n)
{
	return n < 64 ? (UINT64_C(1) << n) - 1 : UINT64_MAX;
}

/* Take the units from..until, of which none was taken: false. */
static bool
is_taken(uint64_t *taken, uint64_t from, uint64_t until)
{
	uint64_t was = 0;

	while (from < until) {
		uint64_t bit = from % 64, n = until - from;
		uint64_t bits = ones(n < 64 - bit ? n : 64 - bit) << bit;

		was |= taken[from / 64] & bits;
		taken[from / 64] |= bits;
		from += 64 - bit;
	}
	return was != 0;
}

/* Does any unit of the file belong to two? A bit each: sorting would take
 * longer than all else that an index costs. */
static int
has_overlap(const struct walk *w, bool *overlap_r, struct ambit_err *err_r)
{
	const uint64_t *extent = w->extents.ptr;
	uint64_t *taken = calloc(w->file->size / UNIT / 64 + 2, 8);

	if (taken == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY,
		    "extents of the store");
	*overlap_r = is_taken(taken, 0, HEADER_UNITS);
	for (size_t i = 0; i < w->extents.n; i++) {
		uint64_t from = extent[i] >> 16;

		*overlap_r |=
		    is_taken(taken, from, from + (extent[i] & 0xffff));
	}
	free(taken);
	return 0;
}

/* Where it does, sorted extents tell. */
static int
check_overlap(struct walk *w, struct ambit_err *err_r)
{
	uint64_t *extent = w->extents.ptr, end = HEADER_UNITS;
	bool overlap = true;

	if (has_overlap(w, &overlap, err_r) < 0)
		return -1;
	if (!overlap)
		return 1;
	pst_sort(extent, w->extents.n, sizeof(*extent), extent_is_before);
	for (size_t i = 0; i < w->extents.n; i++) {
		if (extent[i] >> 16 < end)
			return pst_damaged(w->file, "K4",
			    "two things lie at the same place",
			    (extent[i] >> 16) * UNIT);
		end = (extent[i] >> 16) + (extent[i] & 0xffff);
	}
	return 1;
}

static int
load(struct walk *w, struct ambit_err *err_r)
{
	struct pst_file *file = w->file;
	int rc;

	w->entries = (struct list){ .size = sizeof(*file->block) };
	rc = walk_tree(w, PST_PAGE_BLOCKS, &file->block_root, err_r);
	file->block = w->entries.ptr;
	file->n_blocks = w->entries.n;
	if (rc != 1)
		return rc;
	w->entries = (struct list){ .size = sizeof(*file->node) };
	rc = walk_tree(w, PST_PAGE_NODES, &file->node_root, err_r);
	file->node = w->entries.ptr;
	file->n_nodes = w->entries.n;
	return rc == 1 ? check_overlap(w, err_r) : rc;
}

int
pst_index_load(struct pst_file *file, struct ambit_err *err_r)
{
	struct walk *w = calloc(1, sizeof(*w));
	int rc;

	if (w == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY,
		    "index of the store");
	w->file = file;
	w->extents.size = sizeof(uint64_t);
	rc = load(w, err_r);
	free(w->extents.ptr);
	free(w);
	return rc;
}

void
pst_index_free(struct pst_file *file)
{
	free(file->block);
	free(file->node);
	file->block = NULL;
	file->node = NULL;
	file->n_blocks = file->n_nodes = 0;
}

/* ---- looking up ---- */

typedef uint64_t key_at(const struct pst_file *file, size_t i);

static uint64_t
bid_at(const struct pst_file *file, size_t i)
{
	return file->block[i].bid & ~UINT64_C(1);
}

static uint64_t
nid_at(const struct pst_file *file, size_t i)
{
	return file->node[i].nid;
}

/* Numbers are given out one after another, so that where one of n lies can
 * nearly be reckoned. */
static size_t
reckon(const struct pst_file *file, key_at *at, size_t n, uint64_t key)
{
	uint64_t first = at(file, 0), last = at(file, n - 1);

	if (key <= first)
		return 0;
	if (key >= last)
		return n - 1;
	return (size_t)((double)(key - first) / (double)(last - first) *
	    (double)(n - 1));
}

/* From there in strides that double, and then by halves: n, where there is
 * none. */
static size_t
find(const struct pst_file *file, key_at *at, size_t n, uint64_t key)
{
	size_t lo = 0, hi = n, stride = 1;
	size_t near = n > 0 ? reckon(file, at, n, key) : 0;

	while (lo < hi) {
		uint64_t is = at(file, near);

		if (is == key)
			return near;
		if (is < key)
			lo = near + 1;
		else
			hi = near;
		near = lo + (hi - lo) / 2;
		if (is < key && lo + stride < near)
			near = lo + stride;
		if (is > key && hi > stride && hi - stride > near)
			near = hi - stride;
		stride *= 2;
	}
	return n;
}

const struct pst_block *
pst_index_block(const struct pst_file *file, uint64_t bid)
{
	size_t i = find(file, bid_at, file->n_blocks, bid & ~UINT64_C(1));

	return i < file->n_blocks ? &file->block[i] : NULL;
}

const struct pst_node *
pst_index_node(const struct pst_file *file, uint32_t nid)
{
	size_t i = find(file, nid_at, file->n_nodes, nid);

	return i < file->n_nodes ? &file->node[i] : NULL;
}

bool
pst_is_internal(uint64_t bid)
{
	return bid & 2;
}
