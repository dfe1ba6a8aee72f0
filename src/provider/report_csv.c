/*
 * The report as CSV (package.md 5): a table as published, or all figures of
 * all tables, one a record.
 */

/* Floor 2. */
#include "ambit/csv.h"

/* Here. */
#include "report_out.h"

/* A record of the widest table, with the longest name. */
#define RECORD_MAX 8192

struct record {
	struct ambit_text text;
	bool first;
	char room[RECORD_MAX];
};

static void
begin(struct record *r)
{
	r->text = AMBIT_TEXT(r->room);
	r->first = true;
}

static void
add(struct record *r, const char *field)
{
	ambit_csv_field(&r->text, r->first, true, ambit_span_str(field));
	r->first = false;
}

static int
end(struct record *r, struct ambit_sink *sink, struct ambit_err *err_r)
{
	ambit_csv_end(&r->text);
	if (r->text.full)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "a record of the report is too long");
	return ambit_sink_write(sink, ambit_text_span(&r->text), err_r);
}

/* A share is two columns: the count, and the percentage as published. */
static int
head(struct record *r, const struct ambit_report_table *t,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	begin(r);
	add(r, "Code");
	add(r, t->head);
	for (size_t i = 0; i < t->n_columns; i++) {
		if (t->columns[i].counted != NULL)
			add(r, t->columns[i].counted);
		add(r, t->columns[i].title);
	}
	return end(r, sink, err_r);
}

static int
body(struct record *r, const struct ambit_report_table *t,
    const struct ambit_report_row *row, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	char count[REPORT_CELL_LEN], percent[REPORT_CELL_LEN];

	begin(r);
	add(r, row->code);
	add(r, row->name);
	for (size_t i = 0; i < t->n_columns; i++) {
		report_cell_words(&row->cells[i], " to ", count, percent);
		add(r, count);
		if (t->columns[i].counted != NULL)
			add(r, percent);
	}
	return end(r, sink, err_r);
}

int
ambit_report_csv_table(const struct ambit_report_table *table,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	struct record r;

	if (head(&r, table, sink, err_r) < 0)
		return -1;
	for (size_t i = 0; i < table->n_rows; i++) {
		if (body(&r, table, &table->rows[i], sink, err_r) < 0)
			return -1;
	}
	return 0;
}

static int
figure(const struct ambit_report_table *t, const struct ambit_report_row *row,
    size_t column, struct ambit_sink *sink, struct ambit_err *err_r)
{
	char count[REPORT_CELL_LEN], percent[REPORT_CELL_LEN];
	struct record r;

	report_cell_words(&row->cells[column], " to ", count, percent);
	begin(&r);
	add(&r, t->id);
	add(&r, row->code);
	add(&r, row->name);
	add(&r, t->columns[column].key);
	add(&r, count);
	add(&r, percent);
	return end(&r, sink, err_r);
}

static int
figures(const struct ambit_report_table *t, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	for (size_t i = 0; i < t->n_rows; i++) {
		for (size_t k = 0; k < t->n_columns; k++) {
			if (figure(t, &t->rows[i], k, sink, err_r) < 0)
				return -1;
		}
	}
	return 0;
}

int
ambit_report_csv(const struct ambit_report *report, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	static const char *const titles[] = { "table", "code", "name", "figure",
		"value", "percent" };
	struct record r;

	begin(&r);
	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		add(&r, titles[i]);
	if (end(&r, sink, err_r) < 0)
		return -1;
	for (size_t i = 0; i < report->n_tables; i++) {
		if (figures(&report->tables[i], sink, err_r) < 0)
			return -1;
	}
	return 0;
}
