#ifndef AMBIT_PST_TABLE_H
#define AMBIT_PST_TABLE_H

#include "value.h"

/* The column that repeats the id of each row. */
#define PST_ROW_ID 0x67f2

struct pst_column {
	uint16_t id, type;
	uint16_t at; /* where in a row */
	uint8_t len, bit;
};

/*
 * A table context. Rows come in the order of their numbers, one block of them
 * at a time; a row is lent until the next one is asked for, whatever else is
 * read meanwhile.
 */
struct pst_table {
	struct pst_holder holder;
	struct pst_column *column;
	size_t n_columns;
	size_t bits, row_len; /* where a row's bits begin, and where it ends */
	uint32_t n_rows;
	const uint32_t *row_id; /* by row number */
	/* Where the next row is. */
	uint32_t at;
	bool is_tree;
	struct pst_tree tree;
	unsigned char *page;
	struct ambit_span left;
};

struct pst_row {
	uint32_t id;
	struct ambit_span bytes; /* none: there are no more rows */
};

/* Open that of a node; all that is asked of it lives in the arena. K11. */
int pst_table_open(struct pst_table *table, struct pst_file *file,
    const struct pst_node *node, struct ambit_arena *arena,
    struct ambit_err *err_r);

/* The next row; its id is proven by the row index and the row itself. K11. */
int pst_table_next(struct pst_table *table, struct pst_row *row_r,
    struct ambit_err *err_r);

/* The cell of a column; found is false where the row has none. A cell that is
 * not as wide as its type is damaged (K11). */
int pst_table_cell(struct pst_table *table, const struct pst_row *row,
    uint16_t id, struct pst_value *value_r, struct ambit_err *err_r);

/* The cell of the i-th of n_columns. */
int pst_table_nth(struct pst_table *table, const struct pst_row *row, size_t i,
    struct pst_value *value_r, struct ambit_err *err_r);

#endif
