/*
 * The row matrix: blocks of whole rows, what is left of a block is padding.
 * Knows where a row ends and which id it must repeat.
 */

/* System. */
#include <string.h>

/* Floor 4. */
#include "bytes.h"
#include "table.h"
#include "table_rows.h"

static int
bad(struct pst_table *table, const char *why)
{
	return pst_damaged(table->holder.heap.file, "K11", why,
	    table->holder.heap.block[0]->ib);
}

/* In a subnode: its blocks are copied one by one, for cells are read while
 * rows are. */
static int
start_tree(struct pst_table *table, uint32_t nid, struct ambit_err *err_r)
{
	struct pst_file *file = table->holder.heap.file;
	struct pst_node node;
	int rc = pst_sub_find(file, table->holder.sub, nid, &node, err_r);

	if (rc == 1 && node.nid == 0)
		rc = bad(table, "the rows of a table are missing");
	if (rc != 1)
		return rc;
	table->is_tree = true;
	table->page = AMBIT_ARENA_GET(table->holder.heap.arena, unsigned char,
	    file->form->largest);
	if (table->page == NULL)
		return pst_damaged(file, "K15", "an item is too large", 0);
	return pst_tree_start(&table->tree, file, node.data, err_r);
}

int
pst_rows_start(struct pst_table *table, uint32_t hnid, struct ambit_err *err_r)
{
	if (table->n_rows > 0 && (table->row_len == 0 || hnid == 0))
		return bad(table, "a table has no rows, and an index of some");
	if (pst_is_hid(hnid))
		return pst_heap_get(&table->holder.heap, hnid, &table->left,
		    err_r);
	return start_tree(table, hnid, err_r);
}

static int
next_block(struct pst_table *table, struct ambit_err *err_r)
{
	struct ambit_span bytes = { 0 };
	int rc = 1;

	if (table->is_tree)
		rc = pst_tree_next(&table->tree, &bytes, err_r);
	if (rc != 1)
		return rc;
	if (bytes.len < table->row_len)
		return bad(table, "a table has fewer rows than its index");
	memcpy(table->page, bytes.ptr, bytes.len);
	table->left = (struct ambit_span){ table->page, bytes.len };
	return 1;
}

/* Behind the last row of the index nothing may follow that is a row. */
static int
check_end(struct pst_table *table, struct ambit_err *err_r)
{
	struct ambit_span bytes = { 0 };
	int rc = 1;

	if (table->row_len > 0 && table->left.len >= table->row_len)
		return bad(table, "a table has more rows than its index");
	if (table->is_tree)
		rc = pst_tree_next(&table->tree, &bytes, err_r);
	if (rc == 1 && bytes.len > 0)
		rc = bad(table, "a table has more rows than its index");
	return rc;
}

int
pst_table_next(struct pst_table *table, struct pst_row *row_r,
    struct ambit_err *err_r)
{
	int rc = 1;

	*row_r = (struct pst_row){ 0 };
	if (table->at == table->n_rows)
		return check_end(table, err_r);
	if (table->left.len < table->row_len)
		rc = next_block(table, err_r);
	if (rc != 1)
		return rc;
	row_r->bytes = ambit_span_sub(table->left, 0, table->row_len);
	table->left =
	    ambit_span_sub(table->left, table->row_len, table->left.len);
	row_r->id = table->row_id[table->at++];
	if (pst_u32(row_r->bytes.ptr) != row_r->id)
		return bad(table, "a row does not repeat its id");
	return 1;
}
