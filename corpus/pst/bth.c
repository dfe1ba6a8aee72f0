/*
 * A tree in a heap ([MS-PST] 2.3.2), from records that come in the order of
 * their keys: leaves are filled one after another, the levels above them when
 * the last record is there.
 */

/* System. */
#include <stdlib.h>
#include <string.h>

/* Ours. */
#include "../corpus.h"
#include "lists.h"

#define RECORD 8U
/* Of a level above the leaves, whose records are a key and a HID. */
#define PER_NODE (PST_BTH_ROOM / RECORD)

void
pst_bth_begin(struct pst_bth *b, struct pst_heap *h, size_t key,
    unsigned char *head)
{
	b->heap = h;
	b->head = head;
	b->key = key;
	b->leaves = NULL;
	b->n = b->cap = b->len = 0;
}

/* The key at the front of a record of a leaf. */
static uint32_t
key_at(const struct pst_bth *b, const unsigned char *at)
{
	uint32_t key = at[0] | (uint32_t)at[1] << 8;

	if (b->key == 4)
		key |= (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
	return key;
}

static void
end_leaf(struct pst_bth *b)
{
	if (b->len == 0)
		return;
	b->leaves = pst_grow(b->leaves, b->n, &b->cap, sizeof(*b->leaves));
	b->leaves[b->n++] = (struct pst_step){ key_at(b, b->leaf),
		pst_heap_put(b->heap, (struct ambit_span){ b->leaf, b->len }) };
	b->len = 0;
}

unsigned char *
pst_bth_put(struct pst_bth *b)
{
	if (b->len == PST_BTH_ROOM)
		end_leaf(b);
	b->len += RECORD;
	return b->leaf + b->len - RECORD;
}

static struct pst_step
put_node(struct pst_bth *b, const struct pst_step *below, size_t n)
{
	struct pst_step node = { below[0].key, 0 };
	unsigned char *at = pst_heap_room(b->heap, n * RECORD, &node.hid);

	for (size_t i = 0; i < n; i++) {
		pst_put32(at + i * RECORD, below[i].key);
		pst_put32(at + i * RECORD + 4, below[i].hid);
	}
	return node;
}

/* Only trees with keys of four bytes grow beyond a leaf. */
void
pst_bth_end(struct pst_bth *b)
{
	unsigned char levels = 0;
	size_t n_above, n;

	end_leaf(b);
	for (; b->n > 1; levels++, b->n = n_above) {
		n_above = 0;
		for (size_t i = 0; i < b->n; i += n) {
			n = b->n - i < PER_NODE ? b->n - i : PER_NODE;
			b->leaves[n_above++] = put_node(b, b->leaves + i, n);
		}
	}
	b->head[0] = 0xb5;
	b->head[1] = (unsigned char)b->key;
	b->head[2] = (unsigned char)(RECORD - b->key);
	b->head[3] = levels;
	pst_put32(b->head + 4, b->n == 0 ? 0 : b->leaves[0].hid);
	free(b->leaves);
}
