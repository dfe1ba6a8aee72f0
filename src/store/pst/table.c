/*
 * Table contexts: columns, the row index, and the cells of a row. The matrix
 * of rows is read in table_rows.c.
 */

/* System. */
#include <assert.h>

/* Floor 4. */
#include "bytes.h"
#include "table.h"
#include "table_rows.h"

#define TABLE_TYPE 0x7c
#define INFO_LEN   22
#define COLUMN_LEN 8

/* TCINFO, as it lies in the heap. */
struct info {
	uint16_t end[4]; /* of the cells of 8 and 4, 2, 1 bytes, and the bits */
	uint32_t index, rows;
	const unsigned char *columns;
};

static int
bad(struct pst_table *table, const char *why)
{
	return pst_damaged(table->holder.heap.file, "K11", why,
	    table->holder.heap.block[0]->ib);
}

static int
too_large(struct pst_table *table)
{
	return pst_damaged(table->holder.heap.file, "K15",
	    "an item is too large", 0);
}

static int
read_info(struct pst_table *table, struct info *info, struct ambit_err *err_r)
{
	struct pst_heap *heap = &table->holder.heap;
	struct ambit_span bytes;
	int rc = pst_heap_get(heap, heap->root, &bytes, err_r);

	if (rc != 1)
		return rc;
	if (bytes.len < INFO_LEN || bytes.ptr[0] != TABLE_TYPE)
		return bad(table, "a table that is none");
	table->n_columns = bytes.ptr[1];
	if (bytes.len - INFO_LEN != table->n_columns * COLUMN_LEN)
		return bad(table, "a table of another number of columns");
	for (size_t i = 0; i < 4; i++) {
		info->end[i] = pst_u16(bytes.ptr + 2 + 2 * i);
		if (i > 0 && info->end[i] < info->end[i - 1])
			return bad(table, "the parts of a row do not ascend");
	}
	info->index = pst_u32(bytes.ptr + 10);
	info->rows = pst_u32(bytes.ptr + 14);
	info->columns = bytes.ptr + INFO_LEN;
	table->bits = info->end[2];
	table->row_len = info->end[3];
	return 1;
}

/* A column lies in the cells of a row, and its bit in the bits behind them. */
static int
add_column(struct pst_table *table, size_t i, const unsigned char *p,
    unsigned char taken[32])
{
	struct pst_column *column = &table->column[i];
	unsigned mask;

	*column = (struct pst_column){ .type = pst_u16(p),
		.id = pst_u16(p + 2),
		.at = pst_u16(p + 4),
		.len = p[6],
		.bit = p[7] };
	if (column->len > table->bits || column->at > table->bits - column->len)
		return bad(table, "a column that is not in the row");
	if (column->bit / 8u >= table->row_len - table->bits)
		return bad(table, "the bit of a column is not in the row");
	mask = 1u << column->bit % 8;
	if (taken[column->bit / 8] & mask)
		return bad(table, "two columns have one bit");
	taken[column->bit / 8] |= (unsigned char)mask;
	return 1;
}

static int
read_columns(struct pst_table *table, const struct info *info)
{
	const struct pst_column *first;
	unsigned char taken[32] = { 0 };
	int rc = 1;

	assert(info->columns != NULL);
	table->column = AMBIT_ARENA_GET(table->holder.heap.arena,
	    struct pst_column, table->n_columns);
	if (table->column == NULL)
		return too_large(table);
	for (size_t i = 0; i < table->n_columns && rc == 1; i++)
		rc =
		    add_column(table, i, info->columns + i * COLUMN_LEN, taken);
	if (rc != 1)
		return rc;
	for (size_t i = 0; i < table->n_columns; i++) {
		first = &table->column[i];
		if (first->id == PST_ROW_ID && first->type == PST_INT32 &&
		    first->at == 0 && first->len == 4 && first->bit == 0)
			return 1;
	}
	return bad(table, "no column repeats the ids of rows");
}

/* The row index, turned round: every number below their count has one id. */
static int
read_index(struct pst_table *table, uint32_t hid, struct ambit_err *err_r)
{
	struct pst_heap *heap = &table->holder.heap;
	size_t value = heap->file->kind == PST_ANSI ? 2 : 4;
	struct pst_bth index;
	unsigned char *taken;
	uint32_t *id;
	int rc = pst_bth_load(&index, heap, hid, 4, value, err_r);

	if (rc != 1)
		return rc;
	id = AMBIT_ARENA_GET(heap->arena, uint32_t, index.n);
	taken = AMBIT_ARENA_GET(heap->arena, unsigned char, index.n);
	if (id == NULL || taken == NULL || index.n > UINT32_MAX)
		return too_large(table);
	for (size_t i = 0; i < index.n; i++) {
		const unsigned char *p = index.records + i * (4 + value);
		uint32_t number = value == 2 ? pst_u16(p + 4) : pst_u32(p + 4);

		if (number >= index.n || taken[number])
			return bad(table, "the row index does not number rows");
		taken[number] = 1;
		id[number] = pst_u32(p);
	}
	table->row_id = id;
	table->n_rows = (uint32_t)index.n;
	return 1;
}

int
pst_table_open(struct pst_table *table, struct pst_file *file,
    const struct pst_node *node, struct ambit_arena *arena,
    struct ambit_err *err_r)
{
	struct info info = { 0 };
	int rc;

	*table = (struct pst_table){ .holder.sub = node->sub };
	rc = pst_heap_open(&table->holder.heap, file, node->data,
	    PST_CLIENT_TABLE, arena, err_r);
	if (rc == 1)
		rc = read_info(table, &info, err_r);
	if (rc == 1)
		rc = read_columns(table, &info);
	if (rc == 1)
		rc = read_index(table, info.index, err_r);
	if (rc == 1)
		rc = pst_rows_start(table, info.rows, err_r);
	return rc;
}

int
pst_table_nth(struct pst_table *table, const struct pst_row *row, size_t i,
    struct pst_value *value_r, struct ambit_err *err_r)
{
	const struct pst_column *column = &table->column[i];
	const unsigned char *bits = row->bytes.ptr + table->bits;
	size_t width;

	*value_r = (struct pst_value){ .id = column->id, .type = column->type };
	if (!(bits[column->bit / 8] & 0x80 >> column->bit % 8))
		return 1;
	if (!pst_type_width(column->type, &width) || width != column->len)
		return bad(table, "a cell of another width than its type");
	return pst_value_cell(&table->holder, row->bytes.ptr + column->at,
	    value_r, err_r);
}

int
pst_table_cell(struct pst_table *table, const struct pst_row *row, uint16_t id,
    struct pst_value *value_r, struct ambit_err *err_r)
{
	*value_r = (struct pst_value){ .id = id };
	for (size_t i = 0; i < table->n_columns; i++) {
		if (table->column[i].id == id)
			return pst_table_nth(table, row, i, value_r, err_r);
	}
	return 1;
}
