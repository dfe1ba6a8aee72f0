/*
 * Property contexts. Knows their records; which property means what it does
 * not.
 */

/* System. */
#include <assert.h>

/* Floor 4. */
#include "bytes.h"
#include "props.h"

#define KEY   2
#define VALUE 6 /* a type, and four bytes in place or of where it is */

int
pst_props_open(struct pst_props *props, struct pst_file *file,
    const struct pst_node *node, struct ambit_arena *arena,
    struct ambit_err *err_r)
{
	struct pst_heap *heap = &props->holder.heap;
	int rc = pst_heap_open(heap, file, node->data, PST_CLIENT_PROPS, arena,
	    err_r);

	props->holder.sub = node->sub;
	if (rc == 1)
		rc = pst_bth_load(&props->list, heap, heap->root, KEY, VALUE,
		    err_r);
	return rc;
}

/* record: what stands behind the id. */
static int
read(struct pst_props *props, uint16_t id, const unsigned char *record,
    struct pst_value *value_r, struct ambit_err *err_r)
{
	*value_r = (struct pst_value){ .id = id, .type = pst_u16(record) };
	return pst_value_slot(&props->holder, record + 2, value_r, err_r);
}

int
pst_props_find(struct pst_props *props, uint16_t id, struct pst_value *value_r,
    struct ambit_err *err_r)
{
	const unsigned char *record = pst_bth_find(&props->list, id);

	*value_r = (struct pst_value){ .id = id };
	return record == NULL ? 1 : read(props, id, record, value_r, err_r);
}

int
pst_props_nth(struct pst_props *props, size_t i, struct pst_value *value_r,
    struct ambit_err *err_r)
{
	const unsigned char *record;

	assert(i < props->list.n);
	record = props->list.records + i * (KEY + VALUE);
	return read(props, pst_u16(record), record + KEY, value_r, err_r);
}
