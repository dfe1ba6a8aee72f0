/*
 * A heap on a node ([MS-PST] 2.3.1): allocations one after another in blocks,
 * each with a map of them at its end. Nothing is ever freed.
 */

/* System. */
#include <assert.h>
#include <string.h>

/* Ours. */
#include "../corpus.h"
#include "lists.h"

#define BLOCKS_MAX 65536U

static struct pst_heap_block *
current(struct pst_heap *h)
{
	return h->n_done == 0 ? &h->first : &h->last;
}

/* What stands in front of a block's allocations: in the first the header, and
 * in every 128th from the eighth on the fill levels of those that follow. */
static size_t
head_of(size_t block)
{
	return block == 0 ? 12 : block % 128 == 8 ? 66 : 2;
}

/* No block says that it has room left, for nothing will be added. */
static void
begin_block(struct pst_heap *h)
{
	struct pst_heap_block *b = current(h);

	memset(b->at, 0, sizeof(b->at));
	b->n = 0;
	b->len = head_of(h->n_done);
	b->ends[0] = (uint16_t)b->len;
	if (b->len == 66)
		memset(b->at + 2, 0xff, 64);
}

/* Put the map behind the allocations; the whole block. */
static struct ambit_span
end_block(struct pst_heap_block *b)
{
	unsigned char *map;

	b->len += b->len % 2;
	map = b->at + b->len;
	pst_put16(b->at, (uint32_t)b->len);
	pst_put16(map, (uint32_t)b->n);
	for (size_t i = 0; i <= b->n; i++)
		pst_put16(map + 4 + 2 * i, b->ends[i]);
	return (struct ambit_span){ b->at, b->len + 4 + 2 * (b->n + 1) };
}

static bool
holds(const struct pst_heap_block *b, size_t len)
{
	return b->n < PST_ALLOCS &&
	    len + 1 + 4 + 2 * (b->n + 2) <= sizeof(b->at) - b->len;
}

static void
next_block(struct pst_heap *h)
{
	if (h->n_done > 0)
		pst_data_put(h->pst, &h->done, end_block(&h->last));
	if (++h->n_done == BLOCKS_MAX)
		die("a heap of a PST is full");
	begin_block(h);
}

void
pst_heap_begin(struct pst_heap *h, struct pst *p, unsigned char client)
{
	h->pst = p;
	h->done = (struct pst_data){ 0 };
	h->n_done = 0;
	h->client = client;
	begin_block(h);
}

unsigned char *
pst_heap_room(struct pst_heap *h, size_t len, uint32_t *hid_r)
{
	struct pst_heap_block *b;
	unsigned char *at;

	assert(len > 0 && len <= PST_ALLOC);
	if (!holds(current(h), len))
		next_block(h);
	b = current(h);
	at = b->at + b->len;
	b->len += len;
	b->ends[++b->n] = (uint16_t)b->len;
	*hid_r = (uint32_t)(h->n_done << 16 | b->n << 5);
	return at;
}

uint32_t
pst_heap_put(struct pst_heap *h, struct ambit_span bytes)
{
	uint32_t hid;
	unsigned char *at = pst_heap_room(h, bytes.len, &hid);

	memcpy(at, bytes.ptr, bytes.len);
	return hid;
}

uint64_t
pst_heap_end(struct pst_heap *h)
{
	struct ambit_span bytes;

	if (h->n_done > 0)
		pst_data_put(h->pst, &h->done, end_block(&h->last));
	h->first.at[2] = 0xec;
	h->first.at[3] = h->client;
	pst_put32(h->first.at + 4, 1 << 5);
	memset(h->first.at + 8, 0xff, 4);
	bytes = end_block(&h->first);
	pst_data_front(h->pst, &h->done, bytes);
	return pst_data_end(h->pst, &h->done);
}

uint32_t
pst_heap_value(struct pst_heap *h, struct pst_subs *subs,
    struct ambit_span bytes)
{
	if (bytes.len == 0)
		return 0;
	if (bytes.len > PST_ALLOC)
		return pst_sub_value(subs, pst_data(h->pst, bytes));
	return pst_heap_put(h, bytes);
}
