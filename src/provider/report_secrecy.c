/*
 * Secrecy orders on demands of the United States (law.md 8.2 e), and requests
 * for the data of enterprise customers, worldwide (8.2 f).
 */

/* Here. */
#include "report_read.h"

enum { DEMANDS, WITH_ORDER, ORDERS, N_SECRECY };

static const struct ambit_report_column secrecy_columns[N_SECRECY] = {
	{ "demands", "Demands", NULL },
	{ "withOrder", "% With a secrecy order", "With a secrecy order" },
	{ "orders", "Secrecy orders", NULL },
};

static const struct ambit_report_table secrecy_like = {
	.id = "secrecy-orders",
	.title = "Secrecy orders on demands of the United States",
	.note = "A secrecy order is an order that bars the provider from "
		"telling the user, issued with or for the demand. A demand may "
		"have several.",
	.head = "Issuer",
	.columns = secrecy_columns,
	.n_columns = N_SECRECY,
};

static const struct {
	const char *code, *name;
} levels[] = {
	{ "federal", "Federal" },
	{ "state", "State" },
	{ "local", "Local" },
	{ "other", "Not stated" },
};
#define N_LEVELS (sizeof(levels) / sizeof(levels[0]))

/* One row a level that there is: its number above, and the three figures. */
static const char secrecy_question[] =
    "WITH d AS (SELECT CASE c.issuer_level WHEN 'federal' THEN 0 "
    "WHEN 'state' THEN 1 WHEN 'local' THEN 2 ELSE 3 END AS level, "
    "(SELECT count(*) FROM secrecy s WHERE s.case_id = c.case_id) AS orders "
    "FROM cases c WHERE c.received_at >= ?1 AND c.received_at < ?2 "
    "AND c.channel = 'lawEnforcement' AND c.country = 'US') "
    "SELECT level, count(*), sum(orders > 0), sum(orders) FROM d "
    "GROUP BY level";

static void
finish_secrecy(struct ambit_report_cell *cells)
{
	cells[DEMANDS].kind = cells[ORDERS].kind = AMBIT_CELL_COUNT;
	cells[WITH_ORDER].kind = AMBIT_CELL_SHARE;
	cells[WITH_ORDER].base = cells[DEMANDS].n;
}

/* A row a level, and of all; the last level only where it has something. */
static void
put_levels(struct ambit_report_table *table,
    uint64_t counts[N_LEVELS][N_SECRECY])
{
	uint64_t all[N_SECRECY] = { 0 };
	struct ambit_report_cell *cells;

	for (size_t i = 0; i < N_LEVELS; i++) {
		if (i + 1 == N_LEVELS && counts[i][DEMANDS] == 0)
			continue;
		cells = report_row(table, levels[i].code, levels[i].name);
		for (size_t k = 0; k < N_SECRECY; k++) {
			cells[k].n = counts[i][k];
			all[k] += counts[i][k];
		}
		finish_secrecy(cells);
	}
	table->rows[table->n_rows].total = true;
	cells = report_row(table, "all", "All");
	for (size_t k = 0; k < N_SECRECY; k++)
		cells[k].n = all[k];
	finish_secrecy(cells);
}

int
report_secrecy(const struct report_making *m)
{
	const int64_t half[] = { m->report->range.from,
		m->report->range.until };
	uint64_t counts[N_LEVELS][N_SECRECY] = { { 0 } };
	struct ambit_report_table *table =
	    report_table(m, &secrecy_like, N_LEVELS + 1);
	sqlite3_stmt *answer;
	int rc;

	if (table == NULL ||
	    report_ask(m, secrecy_question, half, 2, &answer) < 0)
		return -1;
	while ((rc = report_next(m, &answer)) > 0) {
		uint64_t *level = counts[report_count(answer, 0)];

		for (int k = 0; k < N_SECRECY; k++)
			level[k] = report_count(answer, k + 1);
	}
	if (rc == 0)
		put_levels(table, counts);
	return rc;
}

/* ---- enterprise ---- */

static const struct ambit_report_column enterprise_columns[] = {
	{ "requests", "Requests", NULL },
};

static const struct ambit_report_table enterprise_like = {
	.id = "enterprise",
	.title = "Requests for data of enterprise customers, worldwide",
	.note = "Law enforcement, emergency and civil requests that name an "
		"account of a customer with more than 50 seats. The "
		"requester is first asked to turn to the customer.",
	.head = "Outcome",
	.columns = enterprise_columns,
	.n_columns = 1,
	.chart = AMBIT_CHART_BARS,
};

static const struct {
	const char *code, *name;
} outcomes[] = {
	{ "rejected", "Rejected" }, { "withdrawn", "Withdrawn" },
	{ "noData", "No data found" },
	{ "redirected", "Redirected to the customer" },
	{ "content", "Content disclosed" },
	{ "contentUS", "of those, to the United States" },
	{ "nonContent", "Only non-content data disclosed" },
	{ "pending", "Pending" },
	{ "requests", "All requests" }, /* the total, last */
};
#define N_OUTCOMES (sizeof(outcomes) / sizeof(outcomes[0]))

static const char enterprise_question[] =
    "SELECT sum(outcome = 'rejected'), sum(outcome = 'withdrawn'), "
    "sum(outcome = 'noData'), sum(outcome = 'redirected'), "
    "sum(outcome = 'content'), "
    "sum(outcome = 'content' AND country = 'US'), "
    "sum(outcome = 'nonContent'), sum(outcome = 'pending'), "
    "count(*) FROM cases c "
    "WHERE received_at >= ?1 AND received_at < ?2 "
    "AND channel IN ('lawEnforcement', 'emergency', 'civil') "
    "AND EXISTS (SELECT 1 FROM case_accounts a WHERE a.case_id = c.case_id "
    "AND a.segment = 'enterprise>50')";

int
report_enterprise(const struct report_making *m)
{
	const int64_t half[] = { m->report->range.from,
		m->report->range.until };
	uint64_t counts[N_OUTCOMES];
	struct ambit_report_table *table =
	    report_table(m, &enterprise_like, N_OUTCOMES);

	if (table == NULL ||
	    report_ask_one(m, enterprise_question, half, 2, counts,
		N_OUTCOMES) < 0)
		return -1;
	table->rows[N_OUTCOMES - 1].total = true;
	for (size_t i = 0; i < N_OUTCOMES; i++)
		*report_row(table, outcomes[i].code, outcomes[i].name) =
		    (struct ambit_report_cell){ .kind = AMBIT_CELL_COUNT,
			    .n = counts[i] };
	return 0;
}
