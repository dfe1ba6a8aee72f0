/*
 * Tables: the rows of each task in canonical order, numbered and written.
 *
 * Knows which tasks have one; what stands in a row is table.c's affair.
 */

/* System. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

/* Floor 6. */
#include "ambit/table.h"
#include "production_state.h"

void
production_table_name(uint32_t task, char name_r[PRODUCTION_TABLE_LEN])
{
	(void)snprintf(name_r, PRODUCTION_TABLE_LEN, "table-%03u",
	    (unsigned)task);
}

bool
production_has_table(const struct ambit_order *order,
    const struct ambit_task *task)
{
	const char *columns[AMBIT_TABLE_COLUMNS_MAX];

	return ambit_table_columns(order, task, columns,
		   AMBIT_TABLE_COLUMNS_MAX) > 0;
}

/* The rows spool, one record ahead. */
struct rows {
	struct ambit_spool *spool;
	struct ambit_span record;
	int rc;
};

static int
advance(struct rows *rows, struct ambit_err *err_r)
{
	rows->rc = ambit_spool_next(rows->spool, &rows->record, err_r);
	return rows->rc < 0 ? -1 : 0;
}

static int
write_rows(struct rows *rows, struct production_table *table,
    struct pack_out *out, struct ambit_err *err_r)
{
	while (rows->rc == 1 && pack_record_task(rows->record) == table->task) {
		pack_out_print(out, "%ju,", (uintmax_t)++table->rows);
		pack_out_put(out, pack_row_of(rows->record));
		pack_out_str(out, "\r\n");
		if (advance(rows, err_r) < 0)
			return -1;
	}
	return 0;
}

static int
write_table(struct ambit_production *p, const struct ambit_task *task,
    struct rows *rows, struct production_table *table, struct ambit_err *err_r)
{
	char head[1024], name[PRODUCTION_TABLE_LEN];
	struct ambit_text text = AMBIT_TEXT(head);
	struct pack_out out;

	*table = (struct production_table){ .task = task->number };
	production_table_name(task->number, name);
	if (pack_file_open(&p->file, p->tablesfd, name, err_r) < 0)
		return -1;
	pack_out_init(&out, pack_file_sink(&p->file), err_r);
	ambit_table_head(p->terms.order, task, &text);
	assert(!text.full);
	pack_out_put(&out, ambit_text_span(&text));
	if (write_rows(rows, table, &out, err_r) < 0 ||
	    pack_out_end(&out) < 0 || pack_file_close(&p->file, err_r) < 0)
		return -1;
	table->bytes = pack_file_bytes(&p->file);
	memcpy(table->sha256, p->file.hash.digest, sizeof(table->sha256));
	return 0;
}

int
production_tables(struct ambit_production *production,
    struct production_table *tables_r, size_t *n_r, struct ambit_err *err_r)
{
	const struct ambit_order *order = production->terms.order;
	struct rows rows = { .spool = production->rows };

	*n_r = 0;
	if (ambit_spool_sort(production->rows, err_r) < 0 ||
	    advance(&rows, err_r) < 0)
		return -1;
	for (size_t i = 0; i < order->n_tasks; i++) {
		if (!production_has_table(order, &order->tasks[i]))
			continue;
		if (write_table(production, &order->tasks[i], &rows,
			&tables_r[(*n_r)++], err_r) < 0)
			return -1;
	}
	/* A row of a task that asks for none would be a disclosure. */
	assert(rows.rc == 0);
	return 0;
}
