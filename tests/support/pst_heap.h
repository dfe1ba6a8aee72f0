#ifndef AMBIT_TESTS_PST_HEAP_H
#define AMBIT_TESTS_PST_HEAP_H

#include "pst_build.h"

/* Heaps, property contexts and tables for stores that are built. */

#define PST_HEAP_ALLOCS 4096
#define PST_HEAP_PAGES  16

/* A heap under construction: what is put in a page comes before its map. */
struct pst_heap_build {
	enum pst_kind kind;
	size_t page; /* the one that is filled */
	struct {
		unsigned char bytes[65536];
		size_t len, n;
		uint16_t at[PST_HEAP_ALLOCS];
	} pages[PST_HEAP_PAGES];
};

static inline struct pst_heap_build *
pst_heap_new(enum pst_kind kind)
{
	struct pst_heap_build *h = calloc(1, sizeof(*h));

	h->kind = kind;
	h->pages[0].len = 12;
	return h;
}

static inline void
pst_heap_turn(struct pst_heap_build *h)
{
	h->page++;
	assert(h->page < PST_HEAP_PAGES);
	h->pages[h->page].len = h->page % 128 == 8 ? 66 : 2;
}

static inline uint32_t
pst_heap_put(struct pst_heap_build *h, const void *bytes, size_t len)
{
	size_t page = h->page, n = h->pages[page].n++;

	h->pages[page].at[n] = (uint16_t)h->pages[page].len;
	if (len > 0)
		memcpy(h->pages[page].bytes + h->pages[page].len, bytes, len);
	h->pages[page].len += len;
	return (uint32_t)((n + 1) << 5 | page << (h->kind == PST_4K ? 19 : 16));
}

/* Write the heap's pages and say the BID of all of them. */
static inline uint64_t
pst_heap_end(struct pst_build *b, struct pst_heap_build *h, unsigned client,
    uint32_t root)
{
	uint64_t bids[PST_HEAP_PAGES], bid;
	size_t total = 0;

	for (size_t i = 0; i <= h->page; i++) {
		unsigned char *p = h->pages[i].bytes;
		size_t map = h->pages[i].len + h->pages[i].len % 2;

		pst_put(p, map, 2);
		if (i == 0) {
			p[2] = 0xec;
			p[3] = (unsigned char)client;
			pst_put(p + 4, root, 4);
		}
		pst_put(p + map, h->pages[i].n, 2);
		for (size_t k = 0; k < h->pages[i].n; k++)
			pst_put(p + map + 4 + 2 * k, h->pages[i].at[k], 2);
		pst_put(p + map + 4 + 2 * h->pages[i].n, h->pages[i].len, 2);
		map += 6 + 2 * h->pages[i].n;
		bids[i] = pst_build_block(b, p, map, false);
		total += map;
	}
	bid = bids[0];
	if (h->page > 0)
		bid = pst_build_list(b, 1, bids, h->page + 1, total);
	free(h);
	return bid;
}

/* A BTH of records that are there already; levels above them if wanted. */
static inline uint32_t
pst_heap_bth(struct pst_heap_build *h, size_t key, size_t value,
    const unsigned char *records, size_t n, unsigned levels)
{
	unsigned char head[8] = { 0xb5, (unsigned char)key,
		(unsigned char)value, (unsigned char)levels };
	size_t size = key + value, half = levels > 0 ? (n + 1) / 2 : n;
	unsigned char inner[2 * 8] = { 0 };
	uint32_t hid;

	hid = n == 0 ? 0 : pst_heap_put(h, records, half * size);
	for (unsigned i = 0; i < levels; i++) {
		memcpy(inner, records, key);
		pst_put(inner + key, hid, 4);
		if (i == 0) {
			hid = pst_heap_put(h, records + half * size,
			    (n - half) * size);
			memcpy(inner + key + 4, records + half * size, key);
			pst_put(inner + 2 * key + 4, hid, 4);
		}
		hid = pst_heap_put(h, inner, (i == 0 ? 2 : 1) * (key + 4));
	}
	pst_put(head + 4, hid, 4);
	return pst_heap_put(h, head, 8);
}

/* A property: its four bytes, or bytes elsewhere if there is a length. */
struct pst_prop {
	uint16_t id, type;
	uint32_t slot;
	const char *bytes;
	size_t len;
};

#define PST_BYTES(s) 0, (s), sizeof(s) - 1

static inline uint64_t
pst_build_props(struct pst_build *b, const struct pst_prop *props, size_t n,
    unsigned levels)
{
	struct pst_heap_build *h = pst_heap_new(b->kind);
	unsigned char records[64 * 8];
	uint32_t root;

	assert(n <= 64);
	for (size_t i = 0; i < n; i++) {
		uint32_t slot = props[i].slot;

		if (props[i].bytes != NULL)
			slot = pst_heap_put(h, props[i].bytes, props[i].len);
		pst_put(records + 8 * i, props[i].id, 2);
		pst_put(records + 8 * i + 2, props[i].type, 2);
		pst_put(records + 8 * i + 4, slot, 4);
	}
	root = pst_heap_bth(h, 2, 6, records, n, levels);
	return pst_heap_end(b, h, 0xbc, root);
}

/* ---- tables ---- */

/* A row of the one table that is built: a time, a number, a string, a truth. */
struct pst_built_row {
	uint32_t id, number;
	uint64_t time;
	const char *string; /* NULL: the cell does not exist */
	size_t len;
	bool truth;
};

#define PST_ROW_LEN  30
#define PST_ROW_BITS 29
#define PST_COLUMNS  6

/* TCINFO of its six columns: not sorted, as some writers leave them. */
static inline uint32_t
pst_table_info(struct pst_heap_build *h, uint32_t index, uint32_t rows)
{
	static const struct {
		uint32_t tag;
		uint8_t at, len, bit;
	} columns[PST_COLUMNS] = {
		{ 0x67f20003, 0, 4, 0 },
		{ 0x67f30003, 4, 4, 1 },
		{ 0x0e060040, 8, 8, 2 },
		{ 0x3001001f, 20, 4, 3 },
		{ 0x0c150003, 16, 4, 4 },
		{ 0x0e1b000b, 28, 1, 5 },
	};
	unsigned char p[22 + 8 * PST_COLUMNS] = { 0x7c, PST_COLUMNS, 28, 0, 28,
		0, PST_ROW_BITS, 0, PST_ROW_LEN, 0 };

	pst_put(p + 10, index, 4);
	pst_put(p + 14, rows, 4);
	for (size_t i = 0; i < PST_COLUMNS; i++) {
		pst_put(p + 22 + 8 * i, columns[i].tag, 4);
		pst_put(p + 26 + 8 * i, columns[i].at, 2);
		p[28 + 8 * i] = columns[i].len;
		p[29 + 8 * i] = columns[i].bit;
	}
	return pst_heap_put(h, p, sizeof(p));
}

static inline void
pst_table_row(struct pst_heap_build *h, const struct pst_built_row *row,
    unsigned char *p)
{
	memset(p, 0, PST_ROW_LEN);
	pst_put(p, row->id, 4);
	pst_put(p + 8, row->time, 8);
	pst_put(p + 16, row->number, 4);
	if (row->string != NULL)
		pst_put(p + 20, pst_heap_put(h, row->string, row->len), 4);
	p[28] = row->truth;
	p[PST_ROW_BITS] = row->string != NULL ? 0xfc : 0xec;
}

/* Rows in a subnode if there is a NID for them, else in the heap. */
static inline struct pst_node
pst_build_table(struct pst_build *b, uint32_t nid,
    const struct pst_built_row *rows, size_t n, uint32_t rows_nid)
{
	struct pst_heap_build *h = pst_heap_new(b->kind);
	size_t value = b->kind == PST_ANSI ? 2 : 4, max, n_bids = 0, total = 0;
	unsigned char *index = calloc(n + 1, 8);
	unsigned char *matrix = calloc(n + 1, PST_ROW_LEN);
	struct pst_node node = { .nid = nid }, sub = { .nid = rows_nid };
	uint32_t hnid = rows_nid, root;
	uint64_t bids[64];

	for (size_t i = 0; i < n; i++) {
		pst_table_row(h, &rows[i], matrix + i * PST_ROW_LEN);
		pst_put(index + i * (4 + value), rows[i].id, 4);
		pst_put(index + i * (4 + value) + 4, i, value);
	}
	if (rows_nid == 0 && n > 0)
		hnid = pst_heap_put(h, matrix, n * PST_ROW_LEN);
	root = pst_heap_bth(h, 4, value, index, n, 0);
	root = pst_table_info(h, root, hnid);
	max = pst_build_largest(b) / PST_ROW_LEN;
	for (size_t i = 0; rows_nid != 0 && i < n; i += max) {
		size_t few = n - i < max ? n - i : max;
		/* Full blocks end in padding. */
		size_t len =
		    few == max ? pst_build_largest(b) : few * PST_ROW_LEN;
		unsigned char *p = calloc(1, len);

		memcpy(p, matrix + i * PST_ROW_LEN, few * PST_ROW_LEN);
		bids[n_bids++] = pst_build_block(b, p, len, false);
		total += len;
		free(p);
	}
	if (n_bids > 0) {
		sub.data = n_bids == 1
		    ? bids[0]
		    : pst_build_list(b, 1, bids, n_bids, total);
		node.sub = pst_build_subs(b, 0, &sub, 1);
	}
	node.data = pst_heap_end(b, h, 0x7c, root);
	free(index);
	free(matrix);
	return node;
}

#endif
