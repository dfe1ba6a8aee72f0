#ifndef AMBIT_TESTS_PST_BUILD_H
#define AMBIT_TESTS_PST_BUILD_H

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "store/pst/crypt.h"
#include "store/pst/header.h"

/*
 * A writer of small stores of every kind: blocks and nodes are added, and at
 * the end come both trees and the header, with right CRCs. One field can be
 * wrong on demand: it is written over what is right before the CRC is made, or
 * behind it.
 */

enum pst_where {
	PST_RIGHT,
	PST_HEADER,       /* before its CRCs are made */
	PST_HEADER_AFTER, /* and behind them */
	PST_PAGE,
	PST_PAGE_AFTER,
	PST_BLOCK,        /* in its bytes, before they are encoded */
	PST_BLOCK_STORED, /* as they lie in the file, before the CRC */
	PST_BLOCK_AFTER,  /* in what lies in the file, with the trailer */
};

struct pst_wrong {
	enum pst_where where;
	unsigned n; /* which page or block, in the order of writing */
	size_t off;
	const char *bytes;
	size_t len;
};

#define PST_BUILD_MAX ((size_t)16 << 20)
#define PST_BUILD_N   4096

struct pst_build {
	enum pst_kind kind;
	unsigned crypt;
	unsigned per_page; /* entries of a page, so that trees are deep */
	size_t longer;     /* bytes behind the end */
	size_t rest;       /* bytes behind each deflated stream */
	struct pst_wrong wrong;
	unsigned char *bytes;
	size_t len;
	struct {
		uint64_t bid, ib;
		size_t cb, len;
	} block[PST_BUILD_N];
	struct pst_node node[PST_BUILD_N];
	uint64_t page[PST_BUILD_N];
	size_t n_blocks, n_nodes, n_pages;
};

static inline void
pst_put(unsigned char *p, uint64_t value, size_t len)
{
	for (size_t i = 0; i < len; i++)
		p[i] = (unsigned char)(value >> 8 * i);
}

static inline size_t
pst_build_id(const struct pst_build *b)
{
	return b->kind == PST_ANSI ? 4 : 8;
}

static inline size_t
pst_build_largest(const struct pst_build *b)
{
	static const size_t largest[] = { 8180, 8176, 65512 };

	return largest[b->kind];
}

static inline struct pst_build *
pst_build_new(enum pst_kind kind, unsigned crypt)
{
	struct pst_build *b = calloc(1, sizeof(*b));

	b->kind = kind;
	b->crypt = crypt;
	b->per_page = 2;
	b->bytes = calloc(1, PST_BUILD_MAX);
	b->len = 4096;
	return b;
}

static inline void
pst_build_free(struct pst_build *b)
{
	free(b->bytes);
	free(b);
}

static inline void
pst_spoil(const struct pst_build *b, enum pst_where where, size_t n,
    unsigned char *p)
{
	if (b->wrong.where == where && b->wrong.n == n)
		memcpy(p + b->wrong.off, b->wrong.bytes, b->wrong.len);
}

static inline unsigned char *
pst_build_room(struct pst_build *b, size_t align, size_t len)
{
	b->len = (b->len + align - 1) / align * align;
	assert(len <= PST_BUILD_MAX - b->len);
	b->len += len;
	return b->bytes + b->len - len;
}

/* Encode bytes; the cyclic way is its own inverse. */
static inline void
pst_build_encode(const struct pst_build *b, uint64_t bid, unsigned char *p,
    size_t len)
{
	if (bid & 2)
		return;
	if (b->crypt == 2)
		pst_crypt_cyclic((struct ambit_span){ p, len }, bid, p);
	for (size_t i = 0; b->crypt == 1 && i < len; i++)
		p[i] = pst_crypt_r[p[i]];
}

static inline void
pst_build_trailer(const struct pst_build *b, size_t n, unsigned char *p)
{
	size_t cb = b->block[n].cb;
	uint64_t bid = b->block[n].bid, ib = b->block[n].ib;
	uint32_t crc = pst_crc((struct ambit_span){ b->bytes + ib, cb });

	pst_put(p, cb, 2);
	pst_put(p + 2, pst_sig(ib, bid), 2);
	pst_put(p + (b->kind == PST_ANSI ? 4 : 8), bid, pst_build_id(b));
	pst_put(p + (b->kind == PST_ANSI ? 8 : 4), crc, 4);
	if (b->kind == PST_4K) {
		pst_put(p + 16, 2, 2);
		pst_put(p + 18, b->block[n].len, 2);
	}
}

/* Add a block and say its BID. A 4k one is deflated where that is shorter. */
static inline uint64_t
pst_build_block(struct pst_build *b, const void *bytes, size_t len,
    bool internal)
{
	static const size_t trailers[] = { 12, 16, 24 };
	size_t n = b->n_blocks++, trailer = trailers[b->kind], cb = len, whole;
	size_t align = b->kind == PST_4K ? 512 : 64;
	uint64_t bid = 4 * (n + 1) + (internal ? 2u : 0u);
	unsigned char *raw = calloc(1, len + 1), *p;
	uLongf packed = 2 * len + 64;
	unsigned char *small = calloc(1, packed);

	memcpy(raw, bytes, len);
	pst_spoil(b, PST_BLOCK, n, raw);
	if (b->kind == PST_4K && compress(small, &packed, raw, len) == Z_OK &&
	    packed + b->rest < len)
		cb = packed + b->rest;
	whole = (cb + trailer + align - 1) / align * align;
	p = pst_build_room(b, align, whole);
	memcpy(p, cb < len ? small : raw, cb);
	pst_build_encode(b, bid, p, cb);
	pst_spoil(b, PST_BLOCK_STORED, n, p);
	b->block[n].bid = bid;
	b->block[n].ib = (uint64_t)(p - b->bytes);
	b->block[n].cb = cb;
	b->block[n].len = len;
	pst_build_trailer(b, n, p + whole - trailer);
	pst_spoil(b, PST_BLOCK_AFTER, n, p);
	free(raw);
	free(small);
	return bid;
}

static inline void
pst_build_node(struct pst_build *b, struct pst_node node)
{
	b->node[b->n_nodes++] = node;
}

/* ---- the trees ---- */

static inline size_t
pst_build_entry(const struct pst_build *b, bool blocks, size_t i,
    unsigned char *p)
{
	size_t id = pst_build_id(b);

	if (blocks) {
		pst_put(p, b->block[i].bid, id);
		pst_put(p + id, b->block[i].ib, id);
		pst_put(p + 2 * id, b->block[i].cb, 2);
		pst_put(p + 2 * id + 2, b->kind == PST_4K ? b->block[i].len : 2,
		    2);
		return b->kind == PST_ANSI ? 12 : 24;
	}
	pst_put(p, b->node[i].nid, id);
	pst_put(p + id, b->node[i].data, id);
	pst_put(p + 2 * id, b->node[i].sub, id);
	pst_put(p + 3 * id, b->node[i].parent, 4);
	return b->kind == PST_ANSI ? 16 : 32;
}

/* A page of n entries of size bytes; says where it lies. */
static inline struct pst_ref
pst_build_page(struct pst_build *b, bool blocks, unsigned level,
    const unsigned char *entries, size_t n, size_t size)
{
	bool wide = b->kind == PST_4K;
	size_t page = wide ? 4096 : 512;
	size_t area = wide ? 4056 : b->kind == PST_ANSI ? 496 : 488;
	size_t type_at = wide ? 4072 : b->kind == PST_ANSI ? 500 : 496;
	size_t sig_at = type_at + 2;
	size_t crc_at = wide ? 4076 : b->kind == PST_ANSI ? 508 : 500;
	size_t bid_at = wide ? 4080 : 504;
	size_t crc_len = b->kind == PST_ANSI ? 500 : type_at;
	unsigned char *p = pst_build_room(b, page, page);
	struct pst_ref ref = { 4 * (b->n_pages + 1000),
		(uint64_t)(p - b->bytes) };

	memcpy(p, entries, n * size);
	pst_put(p + area, n, wide ? 2 : 1);
	pst_put(p + area + (wide ? 2 : 1), area / size, wide ? 2 : 1);
	p[area + (wide ? 4 : 2)] = (unsigned char)size;
	p[area + (wide ? 5 : 3)] = (unsigned char)level;
	p[type_at] = p[type_at + 1] = blocks ? 0x80 : 0x81;
	pst_put(p + sig_at, pst_sig(ref.ib, ref.bid), 2);
	pst_put(p + bid_at, ref.bid, pst_build_id(b));
	pst_spoil(b, PST_PAGE, b->n_pages, p);
	pst_put(p + crc_at, pst_crc((struct ambit_span){ p, crc_len }), 4);
	pst_spoil(b, PST_PAGE_AFTER, b->n_pages, p);
	b->page[b->n_pages++] = ref.ib;
	return ref;
}

/* One level of a tree from the entries below it; leaves first. */
static inline struct pst_ref
pst_build_tree(struct pst_build *b, bool blocks)
{
	static unsigned char entry[PST_BUILD_N][32];
	size_t n = blocks ? b->n_blocks : b->n_nodes, size = 0;
	size_t id = pst_build_id(b);
	struct pst_ref ref;

	for (size_t i = 0; i < n; i++)
		size = pst_build_entry(b, blocks, i, entry[i]);
	for (unsigned level = 0;; level++) {
		size_t up = 0;

		for (size_t i = 0; i < n; i += b->per_page) {
			size_t few = n - i < b->per_page ? n - i : b->per_page;
			unsigned char packed[4096];

			for (size_t k = 0; k < few; k++)
				memcpy(packed + k * size, entry[i + k], size);
			ref =
			    pst_build_page(b, blocks, level, packed, few, size);
			memcpy(entry[up], packed, id);
			pst_put(entry[up] + id, ref.bid, id);
			pst_put(entry[up++] + 2 * id, ref.ib, id);
		}
		if (up == 1)
			return ref;
		n = up;
		size = 3 * id;
	}
}

static inline void
pst_build_header(struct pst_build *b, struct pst_ref nodes,
    struct pst_ref blocks)
{
	static const unsigned versions[] = { 14, 23, 36 };
	bool ansi = b->kind == PST_ANSI;
	unsigned char *p = b->bytes, *refs = p + (ansi ? 184 : 216);
	size_t id = pst_build_id(b);

	memcpy(p, "!BDN", 4);
	memcpy(p + 8, b->kind == PST_4K ? "SO" : "SM", 2);
	pst_put(p + 10, versions[b->kind], 2);
	pst_put(p + (ansi ? 168 : 184), b->len, id);
	pst_put(refs, nodes.bid, id);
	pst_put(refs + id, nodes.ib, id);
	pst_put(refs + 2 * id, blocks.bid, id);
	pst_put(refs + 3 * id, blocks.ib, id);
	p[ansi ? 460 : 512] = 0x80;
	p[ansi ? 461 : 513] = (unsigned char)b->crypt;
	pst_spoil(b, PST_HEADER, 0, p);
	pst_put(p + 4, pst_crc((struct ambit_span){ p + 8, 471 }), 4);
	if (!ansi)
		pst_put(p + 524, pst_crc((struct ambit_span){ p + 8, 516 }), 4);
	pst_spoil(b, PST_HEADER_AFTER, 0, p);
}

/* Write the trees and the header. */
static inline struct ambit_span
pst_build_end(struct pst_build *b)
{
	struct pst_ref blocks = pst_build_tree(b, true);
	struct pst_ref nodes = pst_build_tree(b, false);

	pst_build_header(b, nodes, blocks);
	b->len += b->longer;
	return (struct ambit_span){ b->bytes, b->len };
}

/* ---- lists of blocks and of subnodes ---- */

/* An XBLOCK (level 1) or XXBLOCK (level 2). */
static inline uint64_t
pst_build_list(struct pst_build *b, unsigned level, const uint64_t *bids,
    size_t n, size_t len)
{
	size_t id = pst_build_id(b);
	unsigned char *p = calloc(1, 8 + n * id);
	uint64_t bid;

	p[0] = 1;
	p[1] = (unsigned char)level;
	pst_put(p + 2, n, 2);
	pst_put(p + 4, len, 4);
	for (size_t i = 0; i < n; i++)
		pst_put(p + 8 + i * id, bids[i], id);
	bid = pst_build_block(b, p, 8 + n * id, true);
	free(p);
	return bid;
}

/* An SLBLOCK of subnodes (level 0), or an SIBLOCK of SLBLOCKs in data. */
static inline uint64_t
pst_build_subs(struct pst_build *b, unsigned level,
    const struct pst_node *nodes, size_t n)
{
	size_t id = pst_build_id(b), head = b->kind == PST_ANSI ? 4 : 8;
	size_t size = level == 0 ? 3 * id : 2 * id;
	unsigned char *p = calloc(1, head + n * size);
	uint64_t bid;

	p[0] = 2;
	p[1] = (unsigned char)level;
	pst_put(p + 2, n, 2);
	for (size_t i = 0; i < n; i++) {
		unsigned char *entry = p + head + i * size;

		pst_put(entry, nodes[i].nid, id);
		pst_put(entry + id, nodes[i].data, id);
		if (level == 0)
			pst_put(entry + 2 * id, nodes[i].sub, id);
	}
	bid = pst_build_block(b, p, head + n * size, true);
	free(p);
	return bid;
}

#endif
