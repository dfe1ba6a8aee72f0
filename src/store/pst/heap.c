/*
 * Heaps on nodes. Knows where an allocation lies in its block; what it holds
 * the floors above know.
 */

/* System. */
#include <string.h>

/* Floor 4. */
#include "bytes.h"
#include "heap.h"

#define HEAP_SIG 0xec

/* Bytes in front of the first allocation: HNHDR, HNBITMAPHDR, HNPAGEHDR. */
#define FIRST_HEAD  12
#define BITMAP_HEAD 66
#define PAGE_HEAD   2

static int
bad(struct pst_heap *heap, const char *why, uint32_t block)
{
	return pst_damaged(heap->file, "K9", why, heap->block[block]->ib);
}

static int
too_large(struct pst_heap *heap)
{
	return pst_damaged(heap->file, "K15", "an item is too large", 0);
}

static size_t
head_of(uint32_t block)
{
	if (block == 0)
		return FIRST_HEAD;
	return block % 128 == 8 ? BITMAP_HEAD : PAGE_HEAD;
}

/* [MS-PST] 2.3.1.5: the map of a block lies in it, and its offsets ascend. */
static int
check_map(struct pst_heap *heap, uint32_t block)
{
	struct ambit_span page = heap->page[block];
	size_t head = head_of(block), map, n, last;
	const unsigned char *p;

	if (page.len < head)
		return bad(heap, "a block of a heap is too short", block);
	map = pst_u16(page.ptr);
	if (map < head || map > page.len || page.len - map < 6)
		return bad(heap, "the map of a heap is not in it", block);
	n = pst_u16(page.ptr + map);
	if (n > (page.len - map - 6) / 2)
		return bad(heap, "the map of a heap is too short", block);
	p = page.ptr + map + 4;
	last = head;
	for (size_t i = 0; i <= n; i++) {
		if (pst_u16(p + 2 * i) < last)
			return bad(heap, "the map of a heap descends", block);
		last = pst_u16(p + 2 * i);
	}
	if (last > map)
		return bad(heap, "an allocation reaches into the map", block);
	return 1;
}

static int
load(struct pst_heap *heap, uint32_t block, struct ambit_err *err_r)
{
	struct ambit_span bytes;
	unsigned char *own;
	int rc;

	if (heap->page[block].ptr != NULL)
		return 1;
	rc = pst_block_read(heap->file, heap->block[block], &bytes, err_r);
	if (rc != 1)
		return rc;
	own = AMBIT_ARENA_GET(heap->arena, unsigned char, bytes.len);
	if (own == NULL || bytes.len > PST_HEAP_MAX - heap->loaded)
		return too_large(heap);
	heap->loaded += bytes.len;
	memcpy(own, bytes.ptr, bytes.len);
	heap->page[block] = (struct ambit_span){ own, bytes.len };
	rc = check_map(heap, block);
	if (rc != 1)
		heap->page[block].ptr = NULL;
	return rc;
}

/* Walk the data tree: count its blocks, or note them where there is room. */
static int
note_blocks(struct pst_heap *heap, uint64_t bid, struct ambit_err *err_r)
{
	const struct pst_block *block;
	struct pst_tree tree;
	int rc = pst_tree_start(&tree, heap->file, bid, err_r);

	heap->n = 0;
	while (rc == 1) {
		rc = pst_tree_step(&tree, &block, err_r);
		if (rc != 1 || block == NULL)
			break;
		if (heap->n == PST_HEAP_BLOCKS)
			return too_large(heap);
		if (heap->block != NULL)
			heap->block[heap->n] = block;
		heap->n++;
	}
	return rc;
}

static int
find_blocks(struct pst_heap *heap, uint64_t bid, struct ambit_err *err_r)
{
	int rc = note_blocks(heap, bid, err_r);

	if (rc != 1)
		return rc;
	if (heap->n == 0)
		return pst_damaged(heap->file, "K9", "a heap of nothing", 0);
	heap->block =
	    AMBIT_ARENA_GET(heap->arena, const struct pst_block *, heap->n);
	heap->page = AMBIT_ARENA_GET(heap->arena, struct ambit_span, heap->n);
	if (heap->block == NULL || heap->page == NULL)
		return too_large(heap);
	return note_blocks(heap, bid, err_r);
}

int
pst_heap_open(struct pst_heap *heap, struct pst_file *file, uint64_t bid,
    enum pst_client client, struct ambit_arena *arena, struct ambit_err *err_r)
{
	const unsigned char *p;
	int rc;

	*heap = (struct pst_heap){ .file = file, .arena = arena };
	rc = find_blocks(heap, bid, err_r);
	if (rc == 1)
		rc = load(heap, 0, err_r);
	if (rc != 1)
		return rc;
	p = heap->page[0].ptr;
	if (p[2] != HEAP_SIG)
		return bad(heap, "a heap that is none", 0);
	if (p[3] != client)
		return bad(heap, "a heap of another client", 0);
	heap->root = pst_u32(p + 4);
	return 1;
}

bool
pst_is_hid(uint32_t hnid)
{
	return (hnid & 0x1f) == 0;
}

/* [MS-PST] 2.3.1.1; in 4k stores the index has three bits more. */
int
pst_heap_get(struct pst_heap *heap, uint32_t hid, struct ambit_span *bytes_r,
    struct ambit_err *err_r)
{
	unsigned bits = heap->file->kind == PST_4K ? 14 : 11;
	uint32_t index = hid >> 5 & ((1u << bits) - 1);
	uint32_t block = hid >> (5 + bits);
	const unsigned char *map;
	size_t from;
	int rc;

	*bytes_r = (struct ambit_span){ 0 };
	if (hid == 0)
		return 1;
	if (!pst_is_hid(hid) || block >= heap->n)
		return bad(heap, "a place that is not in the heap", 0);
	rc = load(heap, block, err_r);
	if (rc != 1)
		return rc;
	map = heap->page[block].ptr + pst_u16(heap->page[block].ptr);
	if (index < 1 || index > pst_u16(map))
		return bad(heap, "an allocation that does not exist", block);
	map += 4 + 2 * (index - 1);
	from = pst_u16(map);
	*bytes_r = ambit_span_sub(heap->page[block], from,
	    (size_t)pst_u16(map + 2) - from);
	return 1;
}
