/*
 * The two B-trees over nodes and blocks ([MS-PST] 2.2.2.7.7), built from the
 * leaves up when all of them are known.
 */

/* System. */
#include <assert.h>
#include <stdlib.h>

/* Ours. */
#include "../corpus.h"
#include "file.h"

enum { TYPE_BLOCKS = 0x80, TYPE_NODES = 0x81 };

#define AREA 488U /* of a page, for entries */

/* A page of a tree, as its parent names it. */
struct page {
	uint64_t key, bid, ib;
};

struct leaves {
	unsigned type;
	size_t n, size; /* entries of the leaves */
	/* Write leaf entry i; its key. */
	uint64_t (*put)(const struct pst *p, size_t i, unsigned char *at);
};

void
pst_node(struct pst *p, uint32_t nid, uint32_t parent, uint64_t data,
    uint64_t sub)
{
	p->nodes =
	    pst_grow(p->nodes, p->n_nodes, &p->cap_nodes, sizeof(*p->nodes));
	p->nodes[p->n_nodes++] = (struct pst_node){ data, sub, nid, parent };
	if (nid >> 5 >= p->next_index)
		p->next_index = (nid >> 5) + 1;
}

void
pst_page_end(unsigned char *page, unsigned type, uint64_t ib, uint64_t bid)
{
	page[496] = page[497] = (unsigned char)type;
	pst_put16(page + 498, pst_signature(ib, bid));
	pst_put32(page + 500, pst_crc(page, 496));
	pst_put64(page + 504, bid);
}

static uint64_t
put_node(const struct pst *p, size_t i, unsigned char *at)
{
	const struct pst_node *node = &p->nodes[i];

	pst_put64(at, node->nid);
	pst_put64(at + 8, node->data);
	pst_put64(at + 16, node->sub);
	pst_put32(at + 24, node->parent);
	return node->nid;
}

/* Two references to each block: the tree's own, and that of its one user. */
static uint64_t
put_extent(const struct pst *p, size_t i, unsigned char *at)
{
	const struct pst_extent *extent = &p->blocks[i];

	pst_put64(at, extent->bid);
	pst_put64(at + 8, extent->ib);
	pst_put16(at + 16, extent->cb);
	pst_put16(at + 18, 2);
	return extent->bid;
}

static void
put_page(unsigned char *at, const struct page *page)
{
	pst_put64(at, page->key);
	pst_put64(at + 8, page->bid);
	pst_put64(at + 16, page->ib);
}

/* Finish the page that was begun at at, whose level has n entries. */
static struct page
end_page(struct pst *p, unsigned char *at, const struct leaves *leaves,
    size_t size, size_t n, unsigned level)
{
	struct page page = { 0, p->next_page++ << 2,
		p->section_at + (uint64_t)(at - p->section) };

	at[488] = (unsigned char)n;
	at[489] = (unsigned char)(AREA / size);
	at[490] = (unsigned char)size;
	at[491] = (unsigned char)level;
	pst_page_end(at, leaves->type, page.ib, page.bid);
	return page;
}

static struct page
put_leaf(struct pst *p, const struct leaves *leaves, size_t first, size_t n)
{
	uint64_t ib, key = 0;
	unsigned char *at = pst_space(p, PST_PAGE, PST_PAGE, &ib);
	struct page page;

	for (size_t i = n; i-- > 0;)
		key = leaves->put(p, first + i, at + i * leaves->size);
	page = end_page(p, at, leaves, leaves->size, n, 0);
	page.key = key;
	return page;
}

static struct page
put_inner(struct pst *p, const struct leaves *leaves, const struct page *below,
    size_t n, unsigned level)
{
	uint64_t ib;
	unsigned char *at = pst_space(p, PST_PAGE, PST_PAGE, &ib);
	struct page page;

	for (size_t i = 0; i < n; i++)
		put_page(at + 24 * i, &below[i]);
	if (pst_harm(p, PST_CYCLE))
		put_page(at,
		    &(struct page){ below[0].key, p->next_page << 2, ib });
	page = end_page(p, at, leaves, 24, n, level);
	page.key = below[0].key;
	return page;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static struct pst_root
put_tree(struct pst *p, const struct leaves *leaves)
{
	size_t per_leaf = AREA / leaves->size, n = 0, cap = 0, n_above;
	struct page *pages = NULL;
	struct pst_root root;

	assert(leaves->n > 0);
	for (size_t i = 0; i < leaves->n; i += per_leaf) {
		pages = pst_grow(pages, n, &cap, sizeof(*pages));
		pages[n++] =
		    put_leaf(p, leaves, i, least(leaves->n - i, per_leaf));
	}
	for (unsigned level = 1; n > 1; level++) {
		n_above = 0;
		for (size_t i = 0; i < n; i += AREA / 24)
			pages[n_above++] = put_inner(p, leaves, pages + i,
			    least(n - i, AREA / 24), level);
		n = n_above;
	}
	assert(pages != NULL);
	root = (struct pst_root){ pages[0].bid, pages[0].ib };
	free(pages);
	return root;
}

static int
by_nid(const void *a, const void *b)
{
	const struct pst_node *one = a, *other = b;

	return (one->nid > other->nid) - (one->nid < other->nid);
}

struct pst_root
pst_index_nodes(struct pst *p)
{
	struct leaves leaves = { TYPE_NODES, p->n_nodes, 32, put_node };

	qsort(p->nodes, p->n_nodes, sizeof(*p->nodes), by_nid);
	return put_tree(p, &leaves);
}

/* Their ids count up: they are sorted. */
struct pst_root
pst_index_blocks(struct pst *p)
{
	struct leaves leaves = { TYPE_BLOCKS, p->n_blocks, 24, put_extent };

	return put_tree(p, &leaves);
}
