#ifndef AMBIT_REPORT_H
#define AMBIT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ambit/arena.h"
#include "ambit/err.h"
#include "ambit/instant.h"
#include "ambit/sink.h"
#include "ambit/span.h"

struct sqlite3;

/*
 * The transparency report (law.md 8): figures of a half-year, counted from the
 * ledger by the half-year in which a request was received, in UTC. Numbers
 * alone: no case, no account, no agency is in it.
 */

struct ambit_half {
	int year;
	unsigned part; /* 1: January to June; 2: July to December */
};

/* "2026H1": true, and false where text is anything else. */
bool ambit_half_parse(struct ambit_span text, struct ambit_half *half_r);

struct ambit_range ambit_half_range(struct ambit_half half);

/* The instant that lies so many calendar months, from 0 on, after the first of
 * a month at midnight. */
int64_t ambit_half_months_after(int64_t first, unsigned months);

/* Hundredths of one per cent, half up: 3333 is 33.33 %. 0 < base, and
 * count <= base < 2^49. */
unsigned ambit_report_hundredths(uint64_t count, uint64_t base);

/* The first number of the band of that width in which n lies; the last is
 * width - 1 above it (law.md 8.3). */
uint64_t ambit_report_band(uint64_t n, uint64_t width);

enum ambit_cell {
	AMBIT_CELL_NONE,  /* nothing to say */
	AMBIT_CELL_COUNT, /* n */
	AMBIT_CELL_SHARE, /* n, and how much of base that is; base 0: no share
			   */
	AMBIT_CELL_BAND,  /* from n to base, both included */
};

struct ambit_report_cell {
	enum ambit_cell kind;
	uint64_t n, base;
};

struct ambit_report_column {
	const char *key;     /* its name in JSON */
	const char *title;   /* as published */
	const char *counted; /* of a share: title of its count; else NULL */
};

struct ambit_report_row {
	const char *code;                /* a country, or a word for machines */
	const char *name;                /* for people */
	bool total;                      /* of all rows above */
	struct ambit_report_cell *cells; /* as many as there are columns */
};

/* What a chart shows of a table. */
enum ambit_chart {
	AMBIT_CHART_NONE,
	AMBIT_CHART_OUTCOMES, /* a bar a country, parted by outcome */
	AMBIT_CHART_BARS,     /* a bar a row, of its first column */
};

struct ambit_report_table {
	const char *id;    /* a word: its file, its anchor */
	const char *title; /* as published */
	const char *note;  /* how it is counted */
	const char *head;  /* what the rows are */
	const struct ambit_report_column *columns;
	size_t n_columns;
	struct ambit_report_row *rows; /* the total last, where there is one */
	size_t n_rows;
	enum ambit_chart chart;
	bool withheld; /* it has no rows: not to be published before until */
	int64_t until;
};

/* The columns of the tables of requests (law.md 8.1). */
enum ambit_report_request {
	AMBIT_REQUESTS,
	AMBIT_REQUEST_ACCOUNTS,
	AMBIT_REQUEST_CONTENT,
	AMBIT_REQUEST_NON_CONTENT,
	AMBIT_REQUEST_NO_DATA,
	AMBIT_REQUEST_REJECTED,
	AMBIT_REQUEST_PENDING,
	AMBIT_N_REQUEST_COLUMNS,
};

#define AMBIT_REPORT_TABLES 9

struct ambit_report {
	struct ambit_span publisher; /* of the terms */
	struct ambit_half half;
	struct ambit_range range;
	int64_t as_of;
	bool over; /* the half-year is, at as_of */
	struct ambit_report_table tables[AMBIT_REPORT_TABLES];
	size_t n_tables;
};

struct ambit_report_terms {
	struct sqlite3 *db; /* a ledger; it is only read */
	struct ambit_half half;
	int64_t as_of;   /* the now of what may be published */
	unsigned choice; /* of 50 U.S.C. 1874(a), 1 to 4 */
	struct ambit_span publisher;
};

/*
 * Count. All is of one state of the ledger, lies in arena and lives as long as
 * it and the publisher. 0, or -1 and *err_r: AMBIT_E_ORDER where the choice
 * goes with the year and the half is the first; AMBIT_E_SUMS where the outcomes
 * do not add up to the requests; AMBIT_E_IO, AMBIT_E_MEMORY, AMBIT_E_LIMIT.
 */
int ambit_report_make(const struct ambit_report_terms *terms,
    struct ambit_arena *arena, struct ambit_report *report_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/*
 * Write it, UTF-8. The same report gives the same bytes. 0, or -1 and *err_r
 * where the sink fails or memory does.
 */
int ambit_report_text(const struct ambit_report *report,
    struct ambit_sink *sink, struct ambit_err *err_r);
int ambit_report_json(const struct ambit_report *report,
    struct ambit_sink *sink, struct ambit_err *err_r);
/* One page without script or anything from outside. */
int ambit_report_html(const struct ambit_report *report,
    struct ambit_sink *sink, struct ambit_err *err_r);
/* All figures, one a record: table, code, name, figure, value, percent. */
int ambit_report_csv(const struct ambit_report *report, struct ambit_sink *sink,
    struct ambit_err *err_r);
/* One table as published. */
int ambit_report_csv_table(const struct ambit_report_table *table,
    struct ambit_sink *sink, struct ambit_err *err_r);

/* The English name of a country, ISO 3166-1 alpha-2; the code itself where it
 * is none. Countries stand in the order of the number. */
const char *ambit_country_name(const char *code, size_t *number_r);

#endif
