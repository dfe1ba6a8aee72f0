#ifndef AMBIT_PROVIDER_REPORT_READ_H
#define AMBIT_PROVIDER_REPORT_READ_H

#include <sqlite3.h>

#include "ambit/report.h"

/*
 * What the parts of the report share: queries over the ledger's tables, and
 * tables that are filled row by row.
 */
struct report_making {
	const struct ambit_report_terms *terms;
	struct ambit_arena *arena;
	struct ambit_report *report;
	struct ambit_err *err_r;
};

/* A country each, those that no list has, and the world. */
#define REPORT_ROWS_MAX 1024

/* Prepare sql and bind its ?1, ?2, ... to the integers. 0 or -1. */
int report_ask(const struct report_making *m, const char *sql,
    const int64_t *numbers, size_t n, sqlite3_stmt **answer_r);

/* Bind a word too, which outlives the statement; where that fails the
 * statement is gone. 0 or -1. */
int report_bind(const struct report_making *m, sqlite3_stmt *answer, int number,
    const char *word);

/* The next row: 1; 0 behind the last, and -1: then the statement is gone. */
int report_next(const struct report_making *m, sqlite3_stmt **answer);

/* A column as a count; what is no count is none. */
uint64_t report_count(sqlite3_stmt *answer, int column);

/* A text column, copied into the arena; NULL: no memory. "" for none. */
const char *
report_word(const struct report_making *m, sqlite3_stmt *answer, int column);

/* A query of one row into n counts. 0 or -1. */
int report_ask_one(const struct report_making *m, const char *sql,
    const int64_t *numbers, size_t n_numbers, uint64_t *counts_r, size_t n);

/*
 * A new table of the report, with room for max rows of its columns; its other
 * members are as in like. NULL: no memory, and said so.
 */
struct ambit_report_table *report_table(const struct report_making *m,
    const struct ambit_report_table *like, size_t max);

/* Begin the next row of a table; its cells say nothing yet. */
struct ambit_report_cell *report_row(struct ambit_report_table *table,
    const char *code, const char *name);

/* ---- the parts, in the order of the report ---- */

int report_requests(const struct report_making *m);
int report_demands(const struct report_making *m);
int report_secrecy(const struct report_making *m);
int report_enterprise(const struct report_making *m);
int report_instruments(const struct report_making *m);
int report_security(const struct report_making *m);

#endif
