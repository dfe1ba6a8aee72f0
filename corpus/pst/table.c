/*
 * A table context ([MS-PST] 2.3.4): columns, a tree from row ids to rows, the
 * rows themselves in the heap or, when they are many, in a subnode.
 */

/* System. */
#include <assert.h>
#include <string.h>

/* Ours. */
#include "../corpus.h"
#include "lists.h"

enum { ROW_ID = 0x67f2, ROW_VERSION = 0x67f3 };

static size_t
width_of(unsigned type)
{
	switch (type) {
	case PST_INT64:
	case PST_TIME:
		return 8;
	case PST_INT16:
		return 2;
	case PST_BOOL:
		return 1;
	default:
		return 4;
	}
}

/* Cells of 8 and 4 bytes, of 2, of 1, and the bits of those that exist. The
 * row id comes first of all, then the row version. */
static void
lay_out(struct pst_table *t)
{
	static const size_t widths[] = { 8, 4, 2, 1 };
	size_t at = 8, n = t->n_columns;

	assert(n <= PST_COLUMNS && t->columns[n - 2].id == ROW_ID &&
	    t->columns[n - 1].id == ROW_VERSION);
	t->ib[n - 2] = 0;
	t->ib[n - 1] = 4;
	for (size_t w = 0; w < 4; w++) {
		for (size_t i = 0; i < n - 2; i++) {
			if (width_of(t->columns[i].type) != widths[w])
				continue;
			t->ib[i] = (uint16_t)at;
			at += widths[w];
		}
		if (w > 0)
			t->ends[w - 1] = (uint16_t)at;
	}
	t->ends[3] = (uint16_t)(at + (n + 7) / 8);
}

/* Bits in the order of the cells' names, but those two in front. */
static size_t
bit_of(const struct pst_table *t, size_t column)
{
	return (column + 2) % t->n_columns;
}

/* TCINFO and the columns, 2.3.4.1 and 2.3.4.2. */
static void
put_info(struct pst_table *t, unsigned char *info)
{
	info[0] = 0x7c;
	info[1] = (unsigned char)t->n_columns;
	for (size_t i = 0; i < 4; i++)
		pst_put16(info + 2 + 2 * i, t->ends[i]);
	for (size_t i = 0; i < t->n_columns; i++) {
		unsigned char *at = info + 22 + 8 * i;

		pst_put16(at, t->columns[i].type);
		pst_put16(at + 2, t->columns[i].id);
		pst_put16(at + 4, t->ib[i]);
		at[6] = (unsigned char)width_of(t->columns[i].type);
		at[7] = (unsigned char)bit_of(t, i);
	}
}

void
pst_table_begin(struct pst_table *t, struct pst *p,
    const struct pst_column *columns, size_t n_columns)
{
	uint32_t hid;

	t->columns = columns;
	t->n_columns = n_columns;
	t->done = (struct pst_data){ 0 };
	t->len = 0;
	t->n_rows = 0;
	lay_out(t);
	pst_heap_begin(&t->heap, p, PST_CLIENT_TABLE);
	t->info = pst_heap_room(&t->heap, 22 + 8 * n_columns, &hid);
	put_info(t, t->info);
	pst_bth_begin(&t->index, &t->heap, 4, pst_heap_room(&t->heap, 8, &hid));
	pst_put32(t->info + 10, hid);
}

static const struct pst_prop *
find(const struct pst_props *props, unsigned id)
{
	for (size_t i = 0; i < props->n; i++) {
		if (props->at[i].id == id)
			return &props->at[i];
	}
	return NULL;
}

static void
put_cell(struct pst_table *t, unsigned char *row, size_t column,
    const struct pst_prop *prop)
{
	size_t width = width_of(prop->type), bit = bit_of(t, column);
	uint64_t value = prop->number;
	unsigned char wide[8];

	assert(prop->type == t->columns[column].type);
	if (prop->bytes.len > 0)
		value = pst_heap_put(&t->heap, prop->bytes);
	pst_put64(wide, value);
	memcpy(row + t->ib[column], wide, width);
	row[t->ends[2] + bit / 8] |= (unsigned char)(0x80 >> bit % 8);
}

/* Every block but the last has its full length, whatever rows leave of it. */
static unsigned char *
begin_row(struct pst_table *t)
{
	size_t size = t->ends[3];

	if (size > sizeof(t->rows) - t->len) {
		memset(t->rows + t->len, 0, sizeof(t->rows) - t->len);
		pst_data_put(t->heap.pst, &t->done,
		    (struct ambit_span){ t->rows, sizeof(t->rows) });
		t->len = 0;
	}
	t->len += size;
	memset(t->rows + t->len - size, 0, size);
	return t->rows + t->len - size;
}

void
pst_table_row(struct pst_table *t, uint32_t id, const struct pst_props *props)
{
	unsigned char *row = begin_row(t), *record = pst_bth_put(&t->index);

	pst_put32(row, id);
	pst_put32(row + 4, t->n_rows + 1);
	row[t->ends[2]] |= 0xc0;
	pst_put32(record, id);
	pst_put32(record + 4, t->n_rows++);
	for (size_t i = 0; i < t->n_columns - 2; i++) {
		const struct pst_prop *prop = find(props, t->columns[i].id);

		if (prop != NULL)
			put_cell(t, row, i, prop);
	}
}

uint64_t
pst_table_end(struct pst_table *t, struct pst_subs *subs)
{
	struct ambit_span rest = { t->rows, t->len };
	uint32_t where = 0;

	pst_bth_end(&t->index);
	if (t->done.n > 0 || t->len > PST_ALLOC) {
		pst_data_put(t->heap.pst, &t->done, rest);
		where =
		    pst_sub_value(subs, pst_data_end(t->heap.pst, &t->done));
	} else if (t->len > 0) {
		where = pst_heap_put(&t->heap, rest);
	}
	pst_put32(t->info + 14, where);
	return pst_heap_end(&t->heap);
}
