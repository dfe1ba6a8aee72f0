/*
 * Blocks, the trees of blocks that hold more than one does, and the lists of
 * subnodes ([MS-PST] 2.2.2.8).
 */

/* System. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Ours. */
#include "../corpus.h"
#include "file.h"

#define TRAILER      16U
#define INTERNAL     2U /* bit of an id */
#define CHILDREN_MAX ((PST_BLOCK - 8) / 8)

/* 2.2.2.8.1 */
static uint64_t
put_block(struct pst *p, struct ambit_span bytes, unsigned internal)
{
	uint64_t bid = p->next_block++ << 2 | internal;
	size_t size = (bytes.len + TRAILER + 63) / 64 * 64;
	struct pst_extent *extent;
	unsigned char *at, *trailer;
	uint64_t ib;

	assert(bytes.len > 0 && bytes.len <= PST_BLOCK);
	at = pst_space(p, size, 64, &ib);
	trailer = at + size - TRAILER;
	memcpy(at, bytes.ptr, bytes.len);
	if (!internal)
		pst_permute(at, bytes.len);
	pst_put16(trailer, (uint32_t)bytes.len);
	pst_put16(trailer + 2, pst_signature(ib, bid));
	pst_put32(trailer + 4, pst_crc(at, bytes.len));
	pst_put64(trailer + 8, bid);
	p->blocks = pst_grow(p->blocks, p->n_blocks, &p->cap_blocks,
	    sizeof(*p->blocks));
	extent = &p->blocks[p->n_blocks++];
	*extent = (struct pst_extent){ bid, ib, (uint16_t)bytes.len };
	return bid;
}

/* ---- data trees ---- */

static void
add(struct pst_data *d, uint64_t bid, uint64_t len)
{
	d->children =
	    pst_grow(d->children, d->n, &d->cap, sizeof(*d->children));
	d->children[d->n++] = (struct pst_child){ bid, len };
}

void
pst_data_put(struct pst *p, struct pst_data *d, struct ambit_span bytes)
{
	add(d, put_block(p, bytes, 0), bytes.len);
}

void
pst_data_front(struct pst *p, struct pst_data *d, struct ambit_span bytes)
{
	struct pst_child last;

	pst_data_put(p, d, bytes);
	last = d->children[d->n - 1];
	memmove(d->children + 1, d->children, (d->n - 1) * sizeof(last));
	d->children[0] = last;
}

/* An XBLOCK or XXBLOCK over some children (2.2.2.8.3.2). */
static struct pst_child
put_parent(struct pst *p, const struct pst_child *children, size_t n,
    unsigned char level)
{
	unsigned char bytes[PST_BLOCK] = { 1, level };
	struct pst_child parent = { 0, 0 };

	for (size_t i = 0; i < n; i++) {
		pst_put64(bytes + 8 + 8 * i, children[i].bid);
		parent.len += children[i].len;
	}
	if (parent.len > UINT32_MAX)
		die("a value of a PST is larger than 4 GiB");
	if (pst_harm(p, PST_SUM))
		parent.len++;
	pst_put16(bytes + 2, (uint32_t)n);
	pst_put32(bytes + 4, parent.len);
	parent.bid =
	    put_block(p, (struct ambit_span){ bytes, 8 + 8 * n }, INTERNAL);
	return parent;
}

/* All children under as few parents as hold them. */
static void
lift(struct pst *p, struct pst_data *d, unsigned char level)
{
	size_t n_parents = 0, n;

	for (size_t i = 0; i < d->n; i += n) {
		n = d->n - i < CHILDREN_MAX ? d->n - i : CHILDREN_MAX;
		d->children[n_parents++] =
		    put_parent(p, d->children + i, n, level);
	}
	d->n = n_parents;
}

uint64_t
pst_data_end(struct pst *p, struct pst_data *d)
{
	uint64_t bid;

	for (unsigned char level = 1; d->n > 1; level++) {
		if (level > 2)
			die("a value of a PST is too large");
		lift(p, d, level);
	}
	bid = d->n == 0 ? 0 : d->children[0].bid;
	free(d->children);
	*d = (struct pst_data){ 0 };
	return bid;
}

uint64_t
pst_data(struct pst *p, struct ambit_span bytes)
{
	struct pst_data d = { 0 };

	for (size_t off = 0; off < bytes.len; off += PST_BLOCK)
		pst_data_put(p, &d, ambit_span_sub(bytes, off, PST_BLOCK));
	return pst_data_end(p, &d);
}

/* ---- subnodes ---- */

void
pst_sub(struct pst_subs *subs, uint32_t nid, uint64_t data, uint64_t sub)
{
	assert(subs->n < PST_SUBS);
	subs->at[subs->n++] =
	    (struct pst_node){ .nid = nid, .data = data, .sub = sub };
}

uint32_t
pst_sub_value(struct pst_subs *subs, uint64_t data)
{
	uint32_t nid = PST_NID(0x400 + subs->n_values++, PST_VALUE);

	pst_sub(subs, nid, data, 0);
	return nid;
}

static int
by_nid(const void *a, const void *b)
{
	const struct pst_node *one = a, *other = b;

	return (one->nid > other->nid) - (one->nid < other->nid);
}

/* An SLBLOCK (2.2.2.8.3.3.1). */
uint64_t
pst_subs_end(struct pst *p, struct pst_subs *subs)
{
	unsigned char bytes[8 + 24 * PST_SUBS] = { 2, 0 };

	if (subs->n == 0)
		return 0;
	if (pst_harm(p, PST_SUBNODE_CYCLE))
		subs->at[0].sub = p->next_block << 2 | INTERNAL;
	qsort(subs->at, subs->n, sizeof(subs->at[0]), by_nid);
	pst_put16(bytes + 2, (uint32_t)subs->n);
	for (size_t i = 0; i < subs->n; i++) {
		pst_put64(bytes + 8 + 24 * i, subs->at[i].nid);
		pst_put64(bytes + 16 + 24 * i, subs->at[i].data);
		pst_put64(bytes + 24 + 24 * i, subs->at[i].sub);
	}
	return put_block(p, (struct ambit_span){ bytes, 8 + 24 * subs->n },
	    INTERNAL);
}
