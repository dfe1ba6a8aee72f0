/*
 * messages.csv: which columns a task has, its head, and a row.
 *
 * Asks filters/ about every column and knows no law itself. An empty value and
 * an absent one look alike.
 */

/* System. */
#include <string.h>

/* Floor 2. */
#include "ambit/csv.h"

/* Floor 6. */
#include "ambit/table.h"
#include "table_column.h"

static bool
asks_for_traffic(const struct ambit_task *task)
{
	for (size_t i = 0; i < task->n_demands; i++) {
		if (task->demands[i].class == AMBIT_CLASS_TRAFFIC &&
		    task->demands[i].store == AMBIT_HOLDS_MAIL)
			return true;
	}
	return false;
}

static bool
has_column(const struct ambit_order *order, const struct ambit_task *task,
    const struct table_column *column)
{
	return asks_for_traffic(task) &&
	    ambit_split_field(order, task, AMBIT_HOLDS_MAIL, column->id);
}

size_t
ambit_table_columns(const struct ambit_order *order,
    const struct ambit_task *task, const char **columns_r, size_t max)
{
	size_t n_all, n = 0;
	const struct table_column *all = table_columns(&n_all);

	for (size_t i = 0; i < n_all && n < max; i++) {
		if (has_column(order, task, &all[i]))
			columns_r[n++] = all[i].id;
	}
	return n;
}

void
ambit_table_head(const struct ambit_order *order, const struct ambit_task *task,
    struct ambit_text *text)
{
	const char *columns[AMBIT_TABLE_COLUMNS_MAX];
	size_t n =
	    ambit_table_columns(order, task, columns, AMBIT_TABLE_COLUMNS_MAX);

	ambit_text_str(text, AMBIT_CSV_BOM);
	ambit_csv_field(text, true, true, AMBIT_LIT("row"));
	ambit_csv_field(text, false, true, AMBIT_LIT("account"));
	for (size_t i = 0; i < n; i++)
		ambit_csv_field(text, false, true, ambit_span_str(columns[i]));
	ambit_csv_end(text);
}

/* Is it the column of the clock? */
static bool
is_dated(const struct table_column *column, enum ambit_clock clock)
{
	static const char *const ids[AMBIT_N_CLOCKS] = {
		[AMBIT_CLOCK_DELIVERED] = "date_delivered",
		[AMBIT_CLOCK_SUBMITTED] = "date_submitted",
		[AMBIT_CLOCK_HEADER] = "date_header",
	};

	return strcmp(column->id, ids[clock]) == 0;
}

void
ambit_table_init(struct ambit_table *table, const struct ambit_order *order,
    const struct ambit_scope *scope)
{
	size_t n;
	const struct table_column *column = table_columns(&n);

	*table = (struct ambit_table){ .order = order, .scope = scope };
	for (size_t i = 0; i < n; i++) {
		if (has_column(order, scope->task, &column[i]))
			table->columns |= (uint32_t)1 << i;
	}
}

int
ambit_table_value(const struct ambit_table *table, unsigned column,
    const struct ambit_store *store, const struct ambit_item *item,
    struct ambit_arena *arena, struct ambit_span *value_r)
{
	const struct table_message message = { table->scope, store, item,
		arena };
	size_t n;
	const struct table_column *all = table_columns(&n);

	*value_r = (struct ambit_span){ 0 };
	if (column >= n || !(table->columns >> column & 1))
		return 0;
	return all[column].print(&message, all[column].which, value_r) < 0 ? -1
									   : 1;
}

int
ambit_table_compose(const struct ambit_table *table,
    const struct ambit_span values[AMBIT_TABLE_COLUMNS_MAX],
    struct ambit_text *text)
{
	ambit_csv_field(text, true, true, table->scope->task->target.value);
	for (size_t i = 0; i < AMBIT_TABLE_COLUMNS_MAX; i++) {
		if (table->columns >> i & 1)
			ambit_csv_field(text, false, true, values[i]);
	}
	return text->full ? -1 : 0;
}

bool
ambit_table_instant(const struct ambit_table *table,
    const struct ambit_span values[AMBIT_TABLE_COLUMNS_MAX],
    const struct ambit_item *item, int64_t *at_r)
{
	enum ambit_clock clock = table->scope->task->clock;
	size_t n;
	const struct table_column *all = table_columns(&n);

	for (size_t i = 0; i < n; i++) {
		if (table->columns >> i & 1 && is_dated(&all[i], clock) &&
		    values[i].len > 0)
			return table_is_instant(&item->when[clock], at_r);
	}
	return false;
}
