/*
 * Further figures, each one query (law.md 8.2 a to d, and a table of requests
 * by instrument). A demand is a request of law enforcement.
 */

/* System. */
#include <string.h>

/* Floor 5. */
#include "ambit/law.h"

/* Here. */
#include "report_read.h"

static const struct ambit_report_column one_count[] = {
	{ "requests", "Requests", NULL },
};

static const struct ambit_report_table demands_like = {
	.id = "us-demands",
	.title = "Demands of the United States",
	.note = "Demands are law enforcement requests; emergency and civil "
		"requests are not among them. A demand that names accounts of "
		"both kinds is counted under both.",
	.head = "Figure",
	.columns = one_count,
	.n_columns = 1,
};

/* "cases c" in the half-year, of the United States. */
#define DEMANDS                                                    \
	"SELECT count(*) FROM cases c WHERE c.received_at >= ?1 "  \
	"AND c.received_at < ?2 AND c.channel = 'lawEnforcement' " \
	"AND c.country = 'US'"
#define WITH_ACCOUNT                                  \
	" AND EXISTS (SELECT 1 FROM case_accounts a " \
	"WHERE a.case_id = c.case_id AND "

static const struct {
	const char *code, *name, *question;
} demands[] = {
	{ "demands", "All demands", DEMANDS },
	{ "consumer", "Demands for consumer data",
	    DEMANDS WITH_ACCOUNT "a.segment = 'consumer')" },
	{ "contentAbroad",
	    "Warrants seeking content stored outside the United States",
	    DEMANDS " AND c.legal_type = 'US_2703_A_WARRANT' "
		    "AND ' ' || c.classes_requested || ' ' LIKE "
		    "'% content %'" WITH_ACCOUNT "a.data_region <> 'US')" },
	{ "enterprise",
	    "Demands for data of enterprise customers (more than 50 seats)",
	    DEMANDS WITH_ACCOUNT "a.segment = 'enterprise>50')" },
	{ "enterpriseAbroad",
	    "of those, content disclosed of a customer outside the United "
	    "States that was stored outside the United States",
	    DEMANDS WITH_ACCOUNT
	    "a.segment = 'enterprise>50' AND a.disclosed = 'content' "
	    "AND a.customer_country <> 'US' AND a.data_region <> 'US')" },
};
#define N_DEMANDS (sizeof(demands) / sizeof(demands[0]))

static int
put_count(const struct report_making *m, struct ambit_report_table *table,
    size_t i)
{
	const int64_t half[] = { m->report->range.from,
		m->report->range.until };
	struct ambit_report_cell *cell =
	    report_row(table, demands[i].code, demands[i].name);

	cell->kind = AMBIT_CELL_COUNT;
	return report_ask_one(m, demands[i].question, half, 2, &cell->n, 1);
}

int
report_demands(const struct report_making *m)
{
	struct ambit_report_table *table =
	    report_table(m, &demands_like, N_DEMANDS);

	for (size_t i = 0; table != NULL && i < N_DEMANDS; i++) {
		if (put_count(m, table, i) < 0)
			return -1;
	}
	return table == NULL ? -1 : 0;
}

/* ---- by instrument: a breakdown beyond the published tables ---- */

/* Fewer requests than this have no row of their own (law.md 8.3). */
#define CELL_MIN 5

static const struct ambit_report_table instruments_like = {
	.id = "instruments",
	.title = "Law enforcement and emergency requests by legal process",
	.note = "All countries together. Kinds of legal process that came "
		"fewer than five times are shown as one.",
	.head = "Legal process",
	.columns = one_count,
	.n_columns = 1,
	.chart = AMBIT_CHART_BARS,
};

static const char by_instrument[] =
    "SELECT legal_type, count(*) AS n FROM cases WHERE received_at >= ?1 "
    "AND received_at < ?2 AND channel IN ('lawEnforcement', 'emergency') "
    "GROUP BY legal_type ORDER BY n DESC, legal_type";

/* The title of the law table, as the first words of a line. */
static const char *
title_of(const struct report_making *m, const char *code)
{
	const struct ambit_instrument *row =
	    ambit_law_instrument(ambit_span_str(code));
	size_t size = row == NULL ? 0 : strlen(row->title) + 1;
	char *title = ambit_arena_get(m->arena, size, 1, 1);

	if (row == NULL || title == NULL)
		return code;
	memcpy(title, row->title, size);
	if (title[0] >= 'a' && title[0] <= 'z')
		title[0] = (char)(title[0] - 'a' + 'A');
	return title;
}

static int
add_instrument(const struct report_making *m, struct ambit_report_table *table,
    sqlite3_stmt *answer)
{
	const char *code = report_word(m, answer, 0);
	struct ambit_report_cell *cell;

	if (code == NULL)
		return -1;
	if (table->n_rows + 1 == REPORT_ROWS_MAX)
		return ambit_err_set(m->err_r, AMBIT_E_LIMIT,
		    "ledger: more kinds of legal process than there are");
	cell = report_row(table, code, title_of(m, code));
	*cell = (struct ambit_report_cell){ .kind = AMBIT_CELL_COUNT,
		.n = report_count(answer, 1) };
	return 0;
}

/*
 * Rows are in falling order. Those below the minimum become one; where that is
 * below it still, the smallest row kept goes with it, for else the two totals
 * would tell it.
 */
static void
merge_small(struct ambit_report_table *table)
{
	struct ambit_report_cell *cell;
	uint64_t n = 0;

	while (table->n_rows > 0) {
		uint64_t last = table->rows[table->n_rows - 1].cells[0].n;

		if (last >= CELL_MIN && (n == 0 || n >= CELL_MIN))
			break;
		n += last;
		table->n_rows--;
	}
	if (n == 0)
		return;
	cell = report_row(table, "other", "Other legal process");
	*cell = (struct ambit_report_cell){ .kind = AMBIT_CELL_COUNT, .n = n };
}

int
report_instruments(const struct report_making *m)
{
	const int64_t half[] = { m->report->range.from,
		m->report->range.until };
	struct ambit_report_table *table =
	    report_table(m, &instruments_like, REPORT_ROWS_MAX);
	sqlite3_stmt *answer;
	int rc;

	if (table == NULL || report_ask(m, by_instrument, half, 2, &answer) < 0)
		return -1;
	while ((rc = report_next(m, &answer)) > 0) {
		if (add_instrument(m, table, answer) < 0) {
			(void)sqlite3_finalize(answer);
			return -1;
		}
	}
	if (rc == 0)
		merge_small(table);
	return rc;
}
