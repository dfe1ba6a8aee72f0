/*
 * The calendar: who is still to be told, and by when, over all cases of the
 * ledger. From its tables alone: an order that lies elsewhere is not needed.
 */

/* System. */
#include <stdlib.h>

/* Floor 0. */
#include "ambit/law.h"

/* Here. */
#include "standing_read.h"

struct calendar {
	struct ambit_ledger *ledger;
	const struct ambit_limits *limits;
	int64_t now;
	struct ambit_arena *arena;
	struct ambit_standing_line *lines;
	size_t n, max;
};

/* ---- one case ---- */

/* A case is nobody's where no account had a country: no such account is. */
static const char cases[] =
    "SELECT case_id, legal_type, agency, received_at,"
    " disclosed_at IS NOT NULL AND disclosed_at <= ?1, case_type,"
    " authority_notified, certified, due,"
    " EXISTS (SELECT 1 FROM case_accounts a WHERE a.case_id = c.case_id"
    " AND segment = 'enterprise>50'),"
    " NOT EXISTS (SELECT 1 FROM case_accounts a WHERE a.case_id = c.case_id"
    " AND customer_country IS NOT NULL)"
    " FROM cases c WHERE received_at <= ?1"
    " AND outcome NOT IN ('rejected', 'withdrawn', 'redirected')";
static const char n_cases[] = "SELECT count(*) FROM cases";

enum column {
	CASE_ID,
	LEGAL_TYPE,
	AGENCY,
	RECEIVED_AT,
	RELEASED,
	CASE_TYPE,
	AUTHORITY_NOTIFIED,
	CERTIFIED,
	DUE,
	ENTERPRISE,
	NOBODY,
};

static struct ambit_standing
standing_of(const struct calendar *cal, sqlite3_stmt *stmt)
{
	const struct ambit_instrument *row =
	    ambit_law_instrument(ledger_bytes(stmt, LEGAL_TYPE));

	return (struct ambit_standing){
		.rule = row != NULL ? row->notice : AMBIT_NOTICE_DUE,
		.civil = row != NULL && row->channel == AMBIT_CHANNEL_CIVIL &&
		    row->notice == AMBIT_NOTICE_DUE,
		.certified = sqlite3_column_int(stmt, CERTIFIED) != 0,
		.emergency = ambit_span_equal(ledger_bytes(stmt, CASE_TYPE),
		    AMBIT_LIT("emergency")),
		.nobody = sqlite3_column_int(stmt, NOBODY) != 0,
		.authority_notified =
		    sqlite3_column_int(stmt, AUTHORITY_NOTIFIED) != 0,
		.seats = sqlite3_column_int(stmt, ENTERPRISE) != 0
		    ? AMBIT_SEATS_MAX + 1
		    : 0,
		.served = sqlite3_column_int64(stmt, RECEIVED_AT),
		.due = sqlite3_column_type(stmt, DUE) == SQLITE_NULL
		    ? INT64_MAX
		    : sqlite3_column_int64(stmt, DUE),
		.civil_notice_days = cal->limits->civil_notice_days,
		.civil_objection_days = cal->limits->civil_objection_days,
		.working_days = cal->limits->delayed_notice_working_days,
		.now = cal->now,
	};
}

/* A bar in the ledger was in an order whose documents were checked. */
static const char bars[] =
    "SELECT \"from\","
    " coalesce(until, iif(indefinite, 9223372036854775807, \"from\"))"
    " FROM secrecy WHERE case_id = ?";
/* NonDisclosure elements of an order, and as many again. */
#define BARS_MAX 8

static int
read_bars(const struct calendar *cal, struct ambit_span case_id,
    struct ambit_standing *standing, struct ambit_err *err_r)
{
	struct ambit_notice_bar *v =
	    AMBIT_ARENA_GET(cal->arena, struct ambit_notice_bar, BARS_MAX);
	sqlite3_stmt *stmt = standing_prepare(cal->ledger, bars, err_r);
	int got = 1;

	if (stmt == NULL)
		return -1;
	ledger_bind(stmt, 1, case_id);
	while (v != NULL && standing->n_bars < BARS_MAX &&
	    (got = ledger_step(cal->ledger, stmt, err_r)) == 1)
		v[standing->n_bars++] = (struct ambit_notice_bar){
			{ sqlite3_column_int64(stmt, 0),
			    sqlite3_column_int64(stmt, 1) },
			true
		};
	(void)sqlite3_finalize(stmt);
	standing->bars = v;
	if (v == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "ledger");
	return got < 0 ? -1 : 0;
}

static int
put_line(struct calendar *cal, sqlite3_stmt *stmt,
    const struct ambit_standing *standing, struct ambit_err *err_r)
{
	struct ambit_standing_line *line = &cal->lines[cal->n];

	*line = (struct ambit_standing_line){
		.case_id =
		    standing_keep(cal->arena, ledger_bytes(stmt, CASE_ID)),
		.legal_type =
		    standing_keep(cal->arena, ledger_bytes(stmt, LEGAL_TYPE)),
		.agency = standing_keep(cal->arena, ledger_bytes(stmt, AGENCY)),
		.received_at = sqlite3_column_int64(stmt, RECEIVED_AT),
		.released = sqlite3_column_int(stmt, RELEASED) != 0,
		.guard = ambit_notice_state(standing),
		.deadline = ambit_notice_deadline(standing),
		.review = ambit_notice_review(standing),
	};
	if (line->agency.ptr == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "ledger");
	cal->n++;
	return 0;
}

static int
take_case(struct calendar *cal, sqlite3_stmt *stmt, struct ambit_err *err_r)
{
	struct ambit_standing standing = standing_of(cal, stmt);
	size_t mark = ambit_arena_mark(cal->arena);

	if (read_bars(cal, ledger_bytes(stmt, CASE_ID), &standing, err_r) < 0 ||
	    standing_read_events(cal->ledger, ledger_bytes(stmt, CASE_ID),
		cal->arena, &standing, err_r) < 0)
		return -1;
	if (!ambit_notice_is_open(&standing)) {
		ambit_arena_release(cal->arena, mark);
		return 0;
	}
	return put_line(cal, stmt, &standing, err_r);
}

/* ---- all of them ---- */

static int64_t
next_date(const struct ambit_standing_line *line)
{
	return line->deadline < line->review ? line->deadline : line->review;
}

static int
by_date(const void *a, const void *b)
{
	const struct ambit_standing_line *x = a, *y = b;

	if (next_date(x) != next_date(y))
		return next_date(x) < next_date(y) ? -1 : 1;
	if (x->received_at != y->received_at)
		return x->received_at < y->received_at ? -1 : 1;
	return ambit_span_compare(x->case_id, y->case_id);
}

static int
make_room(struct calendar *cal, struct ambit_err *err_r)
{
	sqlite3_stmt *stmt = standing_prepare(cal->ledger, n_cases, err_r);
	int got;

	if (stmt == NULL)
		return -1;
	got = ledger_step(cal->ledger, stmt, err_r);
	cal->max = got == 1 ? (size_t)sqlite3_column_int64(stmt, 0) : 0;
	(void)sqlite3_finalize(stmt);
	cal->lines = AMBIT_ARENA_GET(cal->arena, struct ambit_standing_line,
	    cal->max + 1);
	if (got >= 0 && cal->lines == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "ledger");
	return got < 0 ? -1 : 0;
}

int
ambit_standing_calendar(struct ambit_ledger *ledger,
    const struct ambit_limits *limits, int64_t now, struct ambit_arena *arena,
    struct ambit_standing_line **lines_r, size_t *n_r, struct ambit_err *err_r)
{
	struct calendar cal = { ledger, limits, now, arena, NULL, 0, 0 };
	sqlite3_stmt *stmt;
	int got = 1;

	if (make_room(&cal, err_r) < 0)
		return -1;
	stmt = standing_prepare(ledger, cases, err_r);
	if (stmt == NULL)
		return -1;
	(void)sqlite3_bind_int64(stmt, 1, now);
	/* A case that is received meanwhile is of the next time. */
	while (
	    cal.n < cal.max && (got = ledger_step(ledger, stmt, err_r)) == 1) {
		got = take_case(&cal, stmt, err_r);
		if (got < 0)
			break;
	}
	(void)sqlite3_finalize(stmt);
	if (got < 0)
		return -1;
	if (cal.n > 1)
		qsort(cal.lines, cal.n, sizeof(*cal.lines), by_date);
	*lines_r = cal.lines;
	*n_r = cal.n;
	return 0;
}
