/*
 * National security process (law.md 8.3): in bands, never as numbers, and not
 * before its time. 50 U.S.C. 1874(a) gives four choices.
 *
 * What is received or active in the period counts; so does process that was
 * rejected, for it was received.
 */

/* System. */
#include <stdio.h>

/* Here. */
#include "report_read.h"

/* Why so many: law.md 8.3, and 50 U.S.C. 1874(b)(1)(B). */
#define PERIOD_DAYS       180
#define NEW_PLATFORM_DAYS 540
#define DELAY_MONTHS      6
#define DELAY_MONTHS_YEAR 12

static const struct choice {
	uint64_t width;
	bool totals; /* all process in one number, not by kind */
	bool year;   /* of a calendar year, else of the half */
} choices[] = {
	{ 1000, false, false },
	{ 500, false, false },
	{ 250, true, false },
	{ 100, true, true },
};

/* Received in the period, or active in it; an end that is not there is open. */
#define IN_PERIOD                                           \
	"c.channel = 'nationalSecurity' AND "               \
	"((c.received_at >= ?1 AND c.received_at < ?2) OR " \
	"(c.active_from < ?2 AND "                          \
	"(c.active_until IS NULL OR c.active_until > ?1)))"
/* CROSS: of the many cases these are few, so they are found first. */
#define WITH_ACCOUNTS "CROSS JOIN case_accounts a USING (case_id) WHERE "
#define ACCOUNTS_OF                                                 \
	"SELECT count(DISTINCT a.account_key || ' ' || a.service) " \
	"FROM cases c " WITH_ACCOUNTS IN_PERIOD
#define ORDERS_OF "SELECT count(*) FROM cases c WHERE " IN_PERIOD

#define OF_LETTER " AND c.legal_type = 'US_NSL_2709'"
#define ALL_ORDERS \
	"c.channel = 'nationalSecurity' AND c.legal_type <> 'US_NSL_2709'"
/* Not until ?3 for a service that never had such an order before. */
#define OF_ORDER                                                          \
	" AND c.legal_type <> 'US_NSL_2709' AND c.case_id NOT IN ("       \
	"SELECT case_id FROM cases c " WITH_ACCOUNTS ALL_ORDERS           \
	" AND a.service IN (SELECT a.service FROM cases c " WITH_ACCOUNTS \
	    ALL_ORDERS " GROUP BY a.service HAVING min(c.received_at) > ?3))"
#define CONTENT "' ' || c.classes_requested || ' ' LIKE '% content %'"

static const struct ambit_report_column order_columns[] = {
	{ "contentOrders", "Orders seeking disclosure of content", NULL },
	{ "contentAccounts", "Accounts impacted by orders seeking content",
	    NULL },
	{ "nonContentOrders", "Orders seeking disclosure of only non-content",
	    NULL },
	{ "nonContentAccounts", "Accounts impacted by non-content orders",
	    NULL },
};
static const char *const order_questions[] = {
	ORDERS_OF OF_ORDER " AND " CONTENT,
	ACCOUNTS_OF OF_ORDER " AND " CONTENT,
	ORDERS_OF OF_ORDER " AND NOT " CONTENT,
	ACCOUNTS_OF OF_ORDER " AND NOT " CONTENT,
};

static const struct ambit_report_column letter_columns[] = {
	{ "letters", "National security letters", NULL },
	{ "letterAccounts", "Accounts specified in letters", NULL },
};
static const char *const letter_questions[] = {
	ORDERS_OF OF_LETTER,
	ACCOUNTS_OF OF_LETTER,
};

static const struct ambit_report_column total_columns[] = {
	{ "process", "All national security process", NULL },
	{ "accounts", "All accounts targeted", NULL },
};
static const char *const total_questions[] = {
	ORDERS_OF,
	ACCOUNTS_OF,
};

#define NOTE                                                              \
	"Orders that were received or active in the period, in bands as " \
	"50 U.S.C. 1874 allows; none of them is counted in any other table."

static const struct ambit_report_table orders_like = {
	.id = "national-security",
	.title = "National security orders",
	.note = NOTE,
	.head = "Reporting period",
	.columns = order_columns,
	.n_columns = 4,
};

static const struct ambit_report_table letters_like = {
	.id = "national-security-letters",
	.title = "National security letters",
	.note = NOTE,
	.head = "Reporting period",
	.columns = letter_columns,
	.n_columns = 2,
};

static const struct ambit_report_table totals_like = {
	.id = "national-security",
	.title = "National security process",
	.note = NOTE,
	.head = "Reporting period",
	.columns = total_columns,
	.n_columns = 2,
};

/* "2026-01-01 to 2026-06-30": the last day is in. */
static const char *
period_name(const struct report_making *m, struct ambit_range period)
{
	const size_t size = 2 * AMBIT_INSTANT_LEN + 8;
	char *name = ambit_arena_get(m->arena, size, 1, 1);
	char from[AMBIT_INSTANT_LEN], last[AMBIT_INSTANT_LEN];

	if (name == NULL) {
		(void)ambit_err_set(m->err_r, AMBIT_E_MEMORY, "report");
		return NULL;
	}
	ambit_instant_format(period.from, from);
	ambit_instant_format(period.until - 1, last);
	(void)snprintf(name, size, "%.10s to %.10s", from, last);
	return name;
}

/* One row of bands, or none before its time. */
static int
put_bands(const struct report_making *m, const struct ambit_report_table *like,
    const char *const *questions, uint64_t width, struct ambit_range period)
{
	struct ambit_report_table *table = report_table(m, like, 1);
	const int64_t numbers[] = { period.from, period.until,
		m->terms->as_of - NEW_PLATFORM_DAYS * AMBIT_DAY };
	const char *name = period_name(m, period);
	struct ambit_report_cell *cells;

	if (table == NULL || name == NULL)
		return -1;
	table->until = ambit_half_months_after(m->report->range.until,
	    choices[m->terms->choice - 1].year ? DELAY_MONTHS_YEAR
					       : DELAY_MONTHS);
	table->withheld = m->terms->as_of < table->until;
	if (table->withheld)
		return 0;
	cells = report_row(table, "period", name);
	for (size_t i = 0; i < like->n_columns; i++) {
		uint64_t n;

		/* ?3 is asked of orders alone. */
		if (report_ask_one(m, questions[i], numbers,
			questions == order_questions ? 3 : 2, &n, 1) < 0)
			return -1;
		cells[i].kind = AMBIT_CELL_BAND;
		cells[i].n = ambit_report_band(n, width);
		cells[i].base = cells[i].n + width - 1;
	}
	return 0;
}

int
report_security(const struct report_making *m)
{
	const struct choice *choice = &choices[m->terms->choice - 1];
	struct ambit_range half = m->report->range, days = half;

	days.from = days.until - PERIOD_DAYS * AMBIT_DAY;
	if (choice->year && m->terms->half.part != 2)
		return ambit_err_set(m->err_r, AMBIT_E_ORDER,
		    "the fourth choice of 50 U.S.C. 1874 is for a year, which "
		    "ends with its second half");
	if (choice->year) {
		half.from = ambit_half_range(
		    (struct ambit_half){ m->terms->half.year, 1 })
				.from;
		return put_bands(m, &totals_like, total_questions,
		    choice->width, half);
	}
	if (choice->totals)
		return put_bands(m, &totals_like, total_questions,
		    choice->width, days);
	if (put_bands(m, &orders_like, order_questions, choice->width, days) <
	    0)
		return -1;
	return put_bands(m, &letters_like, letter_questions, choice->width,
	    half);
}
