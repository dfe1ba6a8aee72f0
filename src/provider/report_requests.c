/*
 * Requests by country (law.md 8.1): law enforcement, emergency, civil. Counted
 * in the half-year of receipt. Withdrawn and redirected count as rejected here.
 */

/* System. */
#include <stdlib.h>
#include <string.h>

/* Here. */
#include "report_read.h"

static const struct ambit_report_column columns[AMBIT_N_REQUEST_COLUMNS] = {
	{ "requests", "Total number of requests", NULL },
	{ "accounts", "Accounts/users specified in request", NULL },
	{ "content", "% Content", "Content" },
	{ "nonContent", "% Non-Content data", "Non-Content data" },
	{ "noData", "% No data found", "No data found" },
	{ "rejected", "% Rejected", "Rejected" },
	{ "pending", "Pending", NULL },
};

static const struct ambit_report_table tables[] = {
	{ .id = "law-enforcement",
	    .title = "Law enforcement requests",
	    .note = "One request is one legal process received in the "
		    "half-year, by the day of receipt in UTC. It is counted "
		    "once, by the most that was disclosed: content, else only "
		    "non-content data, else no data found, else rejected; "
		    "requests that were withdrawn or redirected to the "
		    "customer count as rejected. Percentages are of the "
		    "requests that are decided, and rounded; what is pending "
		    "is restated in the next report. Accounts are counted per "
		    "service. "
		    "Requests to preserve data are not counted." },
	{ .id = "emergency",
	    .title = "Emergency requests",
	    .note = "Requests of law enforcement in danger of death or "
		    "serious physical injury, counted as above." },
	{ .id = "civil",
	    .title = "Civil requests",
	    .note = "Requests of parties to civil litigation, counted as "
		    "above." },
};

static const char *const channels[] = { "lawEnforcement", "emergency",
	"civil" };

static const char question[] =
    "SELECT country, count(*), sum(accounts), sum(outcome = 'content'), "
    "sum(outcome = 'nonContent'), sum(outcome = 'noData'), "
    "sum(outcome IN ('rejected', 'withdrawn', 'redirected')), "
    "sum(outcome = 'pending') FROM cases "
    "WHERE received_at >= ?1 AND received_at < ?2 AND channel = ?3 "
    "GROUP BY country";

/* Shares are of what is decided; and each request has one outcome. */
static int
share(const struct report_making *m, struct ambit_report_cell *cells)
{
	uint64_t decided = 0;

	for (size_t i = AMBIT_REQUEST_CONTENT; i <= AMBIT_REQUEST_REJECTED; i++)
		decided += cells[i].n;
	if (decided + cells[AMBIT_REQUEST_PENDING].n != cells[AMBIT_REQUESTS].n)
		return ambit_err_set(m->err_r, AMBIT_E_SUMS,
		    "ledger: a request without an outcome; run \"ambit ledger "
		    "verify\"");
	for (size_t i = 0; i < AMBIT_N_REQUEST_COLUMNS; i++)
		cells[i].kind = columns[i].counted != NULL ? AMBIT_CELL_SHARE
							   : AMBIT_CELL_COUNT;
	for (size_t i = AMBIT_REQUEST_CONTENT; i <= AMBIT_REQUEST_REJECTED; i++)
		cells[i].base = decided;
	return 0;
}

static int
add_row(const struct report_making *m, struct ambit_report_table *table,
    sqlite3_stmt *answer)
{
	const char *code = report_word(m, answer, 0);
	struct ambit_report_cell *cells;
	size_t number;

	if (code == NULL)
		return -1;
	if (table->n_rows + 1 == REPORT_ROWS_MAX)
		return ambit_err_set(m->err_r, AMBIT_E_LIMIT,
		    "ledger: more countries than there are");
	cells = report_row(table, code, ambit_country_name(code, &number));
	for (size_t i = 0; i < AMBIT_N_REQUEST_COLUMNS; i++)
		cells[i].n = report_count(answer, (int)i + 1);
	return share(m, cells);
}

static int
by_name(const void *a, const void *b)
{
	const struct ambit_report_row *left = a, *right = b;
	size_t i, k;

	(void)ambit_country_name(left->code, &i);
	(void)ambit_country_name(right->code, &k);
	if (i != k)
		return i < k ? -1 : 1;
	return strcmp(left->code, right->code);
}

/* The world, last. */
static int
add_world(const struct report_making *m, struct ambit_report_table *table)
{
	size_t n = table->n_rows;
	struct ambit_report_cell *world = report_row(table, "", "World");

	table->rows[n].total = true;
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < AMBIT_N_REQUEST_COLUMNS; k++)
			world[k].n += table->rows[i].cells[k].n;
	}
	return share(m, world);
}

static int
fill(const struct report_making *m, struct ambit_report_table *table,
    const char *channel)
{
	const int64_t half[] = { m->report->range.from,
		m->report->range.until };
	sqlite3_stmt *answer;
	int rc;

	if (report_ask(m, question, half, 2, &answer) < 0 ||
	    report_bind(m, answer, 3, channel) < 0)
		return -1;
	while ((rc = report_next(m, &answer)) > 0) {
		if (add_row(m, table, answer) < 0) {
			(void)sqlite3_finalize(answer);
			return -1;
		}
	}
	if (rc < 0)
		return -1;
	qsort(table->rows, table->n_rows, sizeof(table->rows[0]), by_name);
	return add_world(m, table);
}

int
report_requests(const struct report_making *m)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		struct ambit_report_table like = tables[i], *table;

		like.head = "Country";
		like.columns = columns;
		like.n_columns = AMBIT_N_REQUEST_COLUMNS;
		like.chart = AMBIT_CHART_OUTCOMES;
		table = report_table(m, &like, REPORT_ROWS_MAX);
		if (table == NULL || fill(m, table, channels[i]) < 0)
			return -1;
	}
	return 0;
}
