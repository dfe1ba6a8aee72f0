#ifndef AMBIT_TABLE_H
#define AMBIT_TABLE_H

#include "ambit/arena.h"
#include "ambit/item.h"
#include "ambit/law.h"
#include "ambit/order.h"
#include "ambit/registry.h"
#include "ambit/scope.h"
#include "ambit/text.h"

/*
 * messages.csv (package.md 4): parse, then print. The columns depend on the
 * order and the field table alone; a value that does not parse leaves an empty
 * field.
 */

/* The columns of the task's messages.csv behind row and account, in order;
 * none where the task asks for no traffic of mail. Static strings. */
size_t ambit_table_columns(const struct ambit_order *order,
    const struct ambit_task *task, const char **columns_r, size_t max);
#define AMBIT_TABLE_COLUMNS_MAX 32

/* "row,account,..." and CR LF, with the byte order mark before it. */
void ambit_table_head(const struct ambit_order *order,
    const struct ambit_task *task, struct ambit_text *text);

/*
 * The table of one task: the filters are asked once which columns there are.
 * order and scope outlive it.
 */
struct ambit_table {
	const struct ambit_order *order;
	const struct ambit_scope *scope;
	uint32_t columns; /* 1 << place in the sequence of all */
};
void ambit_table_init(struct ambit_table *table,
    const struct ambit_order *order, const struct ambit_scope *scope);

/*
 * The value of one column, from 0 below AMBIT_TABLE_COLUMNS_MAX in the sequence
 * of all there are: 1; 0 where the table has no such column; -1 when the arena
 * is full. The item's header must be read. Parses what others wrote.
 */
int ambit_table_value(const struct ambit_table *table, unsigned column,
    const struct ambit_store *store, const struct ambit_item *item,
    struct ambit_arena *arena, struct ambit_span *value_r);

/* A row of values by column; those that the table has not are not looked at.
 * Parses nothing. 0, or -1 when the text is full. */
int ambit_table_compose(const struct ambit_table *table,
    const struct ambit_span values[AMBIT_TABLE_COLUMNS_MAX],
    struct ambit_text *text);

/* The instant on the clock of the order, if a row of these values shows it:
 * then rows are sorted by it. False where it is withheld, or not ordered. */
bool ambit_table_instant(const struct ambit_table *table,
    const struct ambit_span values[AMBIT_TABLE_COLUMNS_MAX],
    const struct ambit_item *item, int64_t *at_r);

/* The longest row: 30 columns, of which the address lists are the long ones. */
#define AMBIT_TABLE_ROW_MAX (((size_t)1 << 20) - 64)

#endif
