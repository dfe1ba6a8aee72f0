#ifndef AMBIT_TESTS_REPORTED_H
#define AMBIT_TESTS_REPORTED_H

#include "check.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "ambit/report.h"
#include "ambit/text.h"

/*
 * A ledger in memory, of the columns that the report reads (law.md 9), and a
 * table of its report as CSV.
 */

static const char tables[] =
    "CREATE TABLE cases(case_id TEXT PRIMARY KEY, received_at INTEGER, "
    "channel TEXT, country TEXT, issuer_level TEXT, legal_type TEXT, "
    "classes_requested TEXT, accounts INTEGER, outcome TEXT, "
    "active_from INTEGER, active_until INTEGER);"
    "CREATE TABLE case_accounts(case_id TEXT, account_key TEXT, "
    "service TEXT, segment TEXT, customer_country TEXT, data_region TEXT, "
    "disclosed TEXT);"
    "CREATE TABLE secrecy(case_id TEXT, reference TEXT);";

#define AT(when) "CAST(strftime('%s', '" when "') AS INTEGER) * 1000000"

#define CASE(id, at, channel, country, type, classes, outcome)           \
	"INSERT INTO cases VALUES('" id                                  \
	"', " AT(at) ", '" channel "', '" country "', 'federal', '" type \
		     "', '" classes "', 1, '" outcome                    \
		     "'," AT(at) ", " AT(at) " + 1);"
#define MAY "2026-05-01T00:00:00Z"

struct row {
	const char *name, *sql, *table, *csv;
	const char *as_of; /* NULL: 2026-10-01 */
	const char *half;  /* NULL: 2026H1 */
	unsigned choice;   /* 0: the first */
};

struct gathered {
	struct ambit_sink sink;
	struct ambit_text text;
	char room[8192];
};

static inline int
gather(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct gathered *g = (struct gathered *)sink;

	(void)err_r;
	ambit_text_put(&g->text, bytes);
	return 0;
}

static const struct ambit_sink_ops gather_ops = { .name = "gather",
	.write = gather };

static inline sqlite3 *
ledger(const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, tables, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	return db;
}

static inline int
make(sqlite3 *db, const struct row *row, struct ambit_arena *arena,
    struct ambit_report *report_r, struct ambit_err *err_r)
{
	struct ambit_report_terms terms = { .db = db,
		.choice = row->choice > 0 ? row->choice : 1,
		.publisher = AMBIT_LIT("Example Mail Corp.") };
	int zone;

	assert_true(
	    ambit_half_parse(ambit_span_str(
				 row->half != NULL ? row->half : "2026H1"),
		&terms.half));
	assert_true(ambit_instant_parse(ambit_span_str(row->as_of != NULL
						? row->as_of
						: "2026-10-01T00:00:00Z"),
	    &terms.as_of, &zone));
	return ambit_report_make(&terms, arena, report_r, err_r);
}

static inline const struct ambit_report_table *
find(const struct ambit_report *report, const char *id)
{
	for (size_t i = 0; i < report->n_tables; i++) {
		if (strcmp(report->tables[i].id, id) == 0)
			return &report->tables[i];
	}
	fail_msg("no table %s", id);
	return NULL;
}

static inline void
the_table_is_so(void **state)
{
	const struct row *row = *state;
	struct ambit_arena *arena = ambit_arena_new((size_t)8 << 20);
	sqlite3 *db = ledger(row->sql);
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_report report;
	struct gathered g = { .sink.ops = &gather_ops };

	g.text = AMBIT_TEXT(g.room);
	if (make(db, row, arena, &report, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(ambit_report_csv_table(find(&report, row->table),
			     &g.sink, &err),
	    0);
	assert_string_equal(ambit_text_end(&g.text), row->csv);
	(void)sqlite3_close(db);
	ambit_arena_free(&arena);
}

#endif
