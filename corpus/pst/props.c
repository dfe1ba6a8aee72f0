/*
 * A property context ([MS-PST] 2.3.3): a tree of records of eight bytes, with
 * small numbers in place and all other values in the heap or a subnode.
 */

/* System. */
#include <assert.h>
#include <stdlib.h>

/* Ours. */
#include "../corpus.h"
#include "lists.h"

static struct pst_prop *
add(struct pst_props *props, unsigned id, enum pst_type type)
{
	struct pst_prop *prop = &props->at[props->n++];

	assert(props->n <= PST_PROPS);
	*prop = (struct pst_prop){ .id = (uint16_t)id, .type = (uint16_t)type };
	return prop;
}

void
pst_number(struct pst_props *props, unsigned id, enum pst_type type,
    uint64_t number)
{
	add(props, id, type)->number = number;
}

void
pst_bytes(struct pst_props *props, unsigned id, enum pst_type type,
    struct ambit_span bytes)
{
	add(props, id, type)->bytes = bytes;
}

static int
by_id(const void *a, const void *b)
{
	const struct pst_prop *one = a, *other = b;

	return (one->id > other->id) - (one->id < other->id);
}

/* What stands in the record: the number, or where the value is. */
static uint32_t
value_of(struct pst_heap *h, struct pst_subs *subs, const struct pst_prop *prop)
{
	unsigned char wide[8];

	switch (prop->type) {
	case PST_INT16:
	case PST_INT32:
	case PST_BOOL:
		return (uint32_t)prop->number;
	case PST_INT64:
	case PST_TIME:
	case PST_OBJECT:
		pst_put64(wide, prop->number);
		return pst_heap_put(h, (struct ambit_span){ wide, 8 });
	default: /* strings and bytes */
		return pst_heap_value(h, subs, prop->bytes);
	}
}

uint64_t
pst_props_end(struct pst *p, struct pst_props *props, struct pst_subs *subs)
{
	static struct pst_heap heap;
	static struct pst_bth tree;
	unsigned char *record;
	uint32_t hid;

	qsort(props->at, props->n, sizeof(props->at[0]), by_id);
	pst_heap_begin(&heap, p, PST_CLIENT_PROPS);
	pst_bth_begin(&tree, &heap, 2, pst_heap_room(&heap, 8, &hid));
	for (size_t i = 0; i < props->n; i++) {
		record = pst_bth_put(&tree);
		pst_put16(record, props->at[i].id);
		pst_put16(record + 2, props->at[i].type);
		pst_put32(record + 4, value_of(&heap, subs, &props->at[i]));
	}
	pst_bth_end(&tree);
	return pst_heap_end(&heap);
}
