/*
 * The transparency report: asks the ledger, part by part, within one read
 * transaction, so that all figures are of one state. Writes nothing.
 */

/* System. */
#include <errno.h>
#include <string.h>

/* Here. */
#include "report_read.h"

static int
fail(const struct report_making *m, const char *what)
{
	errno = 0; /* SQLite's error is not the last call's */
	return ambit_err_set(m->err_r, AMBIT_E_IO, "ledger: %s: %s", what,
	    sqlite3_errmsg(m->terms->db));
}

int
report_ask(const struct report_making *m, const char *sql,
    const int64_t *numbers, size_t n, sqlite3_stmt **answer_r)
{
	*answer_r = NULL;
	if (sqlite3_prepare_v2(m->terms->db, sql, -1, answer_r, NULL) !=
	    SQLITE_OK)
		return fail(m, "a question of the report");
	for (size_t i = 0; i < n; i++) {
		if (sqlite3_bind_int64(*answer_r, (int)i + 1, numbers[i]) !=
		    SQLITE_OK) {
			(void)fail(m, "a question of the report");
			(void)sqlite3_finalize(*answer_r);
			return -1;
		}
	}
	return 0;
}

int
report_bind(const struct report_making *m, sqlite3_stmt *answer, int number,
    const char *word)
{
	if (sqlite3_bind_text(answer, number, word, -1, SQLITE_STATIC) ==
	    SQLITE_OK)
		return 0;
	(void)fail(m, "a question of the report");
	(void)sqlite3_finalize(answer);
	return -1;
}

int
report_next(const struct report_making *m, sqlite3_stmt **answer)
{
	int rc = sqlite3_step(*answer);

	if (rc == SQLITE_ROW)
		return 1;
	if (rc != SQLITE_DONE)
		(void)fail(m, "read");
	(void)sqlite3_finalize(*answer);
	*answer = NULL;
	return rc == SQLITE_DONE ? 0 : -1;
}

uint64_t
report_count(sqlite3_stmt *answer, int column)
{
	int64_t n = sqlite3_column_int64(answer, column);

	return n > 0 ? (uint64_t)n : 0;
}

const char *
report_word(const struct report_making *m, sqlite3_stmt *answer, int column)
{
	const unsigned char *text = sqlite3_column_text(answer, column);
	size_t len = text == NULL ? 0 : strlen((const char *)text);
	char *copy = ambit_arena_get(m->arena, len + 1, 1, 1);

	if (copy == NULL)
		(void)ambit_err_set(m->err_r, AMBIT_E_MEMORY, "report");
	else if (len > 0)
		memcpy(copy, text, len);
	return copy;
}

int
report_ask_one(const struct report_making *m, const char *sql,
    const int64_t *numbers, size_t n_numbers, uint64_t *counts_r, size_t n)
{
	sqlite3_stmt *answer;
	int rc;

	if (report_ask(m, sql, numbers, n_numbers, &answer) < 0)
		return -1;
	rc = report_next(m, &answer);
	for (size_t i = 0; i < n; i++)
		counts_r[i] = rc == 1 ? report_count(answer, (int)i) : 0;
	(void)sqlite3_finalize(answer);
	return rc < 0 ? -1 : 0;
}

struct ambit_report_table *
report_table(const struct report_making *m,
    const struct ambit_report_table *like, size_t max)
{
	struct ambit_report_table *table =
	    &m->report->tables[m->report->n_tables++];
	struct ambit_report_cell *cells = AMBIT_ARENA_GET(m->arena,
	    struct ambit_report_cell, max * like->n_columns);

	*table = *like;
	table->rows = AMBIT_ARENA_GET(m->arena, struct ambit_report_row, max);
	if (table->rows == NULL || cells == NULL) {
		(void)ambit_err_set(m->err_r, AMBIT_E_MEMORY, "report");
		return NULL;
	}
	for (size_t i = 0; i < max; i++)
		table->rows[i].cells = cells + i * like->n_columns;
	return table;
}

struct ambit_report_cell *
report_row(struct ambit_report_table *table, const char *code, const char *name)
{
	struct ambit_report_row *row = &table->rows[table->n_rows++];

	row->code = code;
	row->name = name;
	return row->cells;
}

static int
make_parts(const struct report_making *m)
{
	static int (*const parts[])(const struct report_making *m) = {
		report_requests,
		report_demands,
		report_secrecy,
		report_enterprise,
		report_instruments,
		report_security,
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (parts[i](m) < 0)
			return -1;
	}
	return 0;
}

int
ambit_report_make(const struct ambit_report_terms *terms,
    struct ambit_arena *arena, struct ambit_report *report_r,
    struct ambit_err *err_r)
{
	const struct report_making m = { terms, arena, report_r, err_r };
	int rc;

	*report_r = (struct ambit_report){ .publisher = terms->publisher,
		.half = terms->half,
		.range = ambit_half_range(terms->half),
		.as_of = terms->as_of };
	report_r->over = report_r->range.until <= terms->as_of;
	if (sqlite3_exec(terms->db, "BEGIN", NULL, NULL, NULL) != SQLITE_OK)
		return fail(&m, "begin to read");
	rc = make_parts(&m);
	/* Nothing was written: there is nothing to lose. */
	(void)sqlite3_exec(terms->db, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}
