/*
 * The standing of one case: what the order and the registry say of it, and
 * what the ledger holds of redirect, notice and secrecy.
 */

/* System. */
#include <string.h>

/* Floor 0. */
#include "ambit/law.h"

/* Here. */
#include "standing_read.h"

/* ---- the order ---- */

static bool
has_document(const struct ambit_order *order, struct ambit_span id,
    enum ambit_document_role role)
{
	for (size_t i = 0; i < order->n_documents; i++) {
		if (order->documents[i].role == role &&
		    (id.len == 0 ||
			ambit_span_equal(order->documents[i].id, id)))
			return true;
	}
	return false;
}

static int
read_bars(const struct ambit_order *order, struct ambit_arena *arena,
    struct ambit_standing *standing_r, struct ambit_err *err_r)
{
	struct ambit_notice_bar *bars = AMBIT_ARENA_GET(arena,
	    struct ambit_notice_bar, order->n_secrecies + 1);

	if (bars == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "secrecy");
	for (size_t i = 0; i < order->n_secrecies; i++) {
		const struct ambit_secrecy *s = &order->secrecies[i];

		/* Neither an end nor the word: no time at all. */
		bars[i].held.from = s->from.at;
		bars[i].held.until = s->until.given ? s->until.at
		    : s->indefinite                 ? INT64_MAX
						    : s->from.at;
		bars[i].proven = s->document.len > 0 &&
		    has_document(order, s->document,
			AMBIT_DOCUMENT_NON_DISCLOSURE);
	}
	standing_r->bars = bars;
	standing_r->n_bars = order->n_secrecies;
	return 0;
}

/* Whose accounts they are: the largest customer; nobody's at all? */
static void
read_holders(const struct ambit_standing_of *of,
    struct ambit_standing *standing_r)
{
	standing_r->nobody = true;
	for (size_t i = 0; i < of->order->n_tasks; i++) {
		const struct ambit_account *account = of->scopes[i].account;
		uint64_t seats;

		if (account == NULL)
			continue;
		standing_r->nobody = false;
		if (account->customer == 0)
			continue;
		seats = of->registry->customers[account->customer - 1].seats;
		if (seats > standing_r->seats)
			standing_r->seats = seats;
	}
}

static void
read_order(const struct ambit_standing_of *of,
    struct ambit_standing *standing_r)
{
	const struct ambit_order *order = of->order;
	const struct ambit_limits *limits = &of->registry->limits;
	const struct ambit_instrument *row =
	    ambit_law_instrument(order->legal_type);
	bool known = row != NULL;

	*standing_r = (struct ambit_standing){
		.rule = known ? row->notice : AMBIT_NOTICE_DUE,
		.civil = known && row->channel == AMBIT_CHANNEL_CIVIL &&
		    row->notice == AMBIT_NOTICE_DUE,
		.certified = has_document(order, AMBIT_LIT(""),
		    AMBIT_DOCUMENT_CERTIFICATION),
		.emergency = order->case_type == AMBIT_CASE_EMERGENCY,
		.authority_notified = known && row->regime == AMBIT_REGIME_EU &&
		    order->flags & AMBIT_ORDER_AUTHORITY_NOTIFIED,
		.served = order->served.at,
		.due = order->due.given ? order->due.at : INT64_MAX,
		.civil_notice_days = limits->civil_notice_days,
		.civil_objection_days = limits->civil_objection_days,
		.working_days = limits->delayed_notice_working_days,
		.now = of->now,
	};
}

/* ---- the ledger ---- */

sqlite3_stmt *
standing_prepare(struct ambit_ledger *ledger, const char *sql,
    struct ambit_err *err_r)
{
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(ledger->db, sql, -1, &stmt, NULL) != SQLITE_OK)
		(void)ledger_fail(ledger, err_r);
	return stmt;
}

struct ambit_span
standing_keep(struct ambit_arena *arena, struct ambit_span bytes)
{
	unsigned char *copy =
	    AMBIT_ARENA_GET(arena, unsigned char, bytes.len + 1);

	if (copy != NULL && bytes.len > 0)
		memcpy(copy, bytes.ptr, bytes.len);
	return (struct ambit_span){ copy, bytes.len };
}

/* In the order of recording. What was asked and what was answered to it are
 * two events; so is every challenge, of which the last is kept. */
static const char events[] =
    "SELECT seq, coalesce(answered_at, tried_at), result, '', 0"
    " FROM redirects WHERE case_id = ?1"
    " UNION ALL SELECT seq, at, state, coalesce(exception, ''),"
    " approved_by IS NOT NULL FROM notices WHERE case_id = ?1"
    " UNION ALL SELECT seq, challenged_at, 'challenged', '', 0"
    " FROM secrecy WHERE case_id = ?1 AND challenged_at IS NOT NULL"
    " ORDER BY 1";
static const char n_events[] =
    "SELECT (SELECT count(*) FROM redirects WHERE case_id = ?1)"
    " + (SELECT count(*) FROM notices WHERE case_id = ?1)"
    " + (SELECT count(*) FROM secrecy WHERE case_id = ?1)";

static int
count_events(struct ambit_ledger *ledger, struct ambit_span case_id,
    size_t *n_r, struct ambit_err *err_r)
{
	sqlite3_stmt *stmt = standing_prepare(ledger, n_events, err_r);
	int got;

	if (stmt == NULL)
		return -1;
	ledger_bind(stmt, 1, case_id);
	got = ledger_step(ledger, stmt, err_r);
	*n_r = got == 1 ? (size_t)sqlite3_column_int64(stmt, 0) : 0;
	(void)sqlite3_finalize(stmt);
	return got < 0 ? -1 : 0;
}

/* Words that no deed has are those of a later version: they open nothing. */
static struct ambit_notice_event
event_of(sqlite3_stmt *stmt)
{
	return (struct ambit_notice_event){
		.deed = ambit_notice_deed_of(ledger_bytes(stmt, 2)),
		.at = sqlite3_column_int64(stmt, 1),
		.exception = ambit_notice_exception_of(ledger_bytes(stmt, 3)),
		.approved = sqlite3_column_int(stmt, 4) != 0,
	};
}

static int
fill_events(struct ambit_ledger *ledger, sqlite3_stmt *stmt,
    struct ambit_notice_event *v, size_t max, size_t *n_r,
    struct ambit_err *err_r)
{
	int got = 1;

	while (*n_r < max && (got = ledger_step(ledger, stmt, err_r)) == 1)
		v[(*n_r)++] = event_of(stmt);
	return got < 0 ? -1 : 0;
}

int
standing_read_events(struct ambit_ledger *ledger, struct ambit_span case_id,
    struct ambit_arena *arena, struct ambit_standing *standing_r,
    struct ambit_err *err_r)
{
	struct ambit_notice_event *v;
	sqlite3_stmt *stmt;
	size_t max;
	int got;

	if (count_events(ledger, case_id, &max, err_r) < 0)
		return -1;
	v = AMBIT_ARENA_GET(arena, struct ambit_notice_event, max + 1);
	if (v == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "ledger");
	stmt = standing_prepare(ledger, events, err_r);
	if (stmt == NULL)
		return -1;
	ledger_bind(stmt, 1, case_id);
	got = fill_events(ledger, stmt, v, max, &standing_r->n_events, err_r);
	(void)sqlite3_finalize(stmt);
	standing_r->events = v;
	return got;
}

int
ambit_standing_read(const struct ambit_standing_of *of,
    struct ambit_arena *arena, struct ambit_standing *standing_r,
    struct ambit_err *err_r)
{
	char case_id[AMBIT_LEDGER_CASE_LEN];
	int got = 0;

	read_order(of, standing_r);
	read_holders(of, standing_r);
	if (read_bars(of->order, arena, standing_r, err_r) < 0)
		return -1;
	if (of->ledger != NULL)
		got = ambit_ledger_case(of->ledger, of->order->sha256, case_id,
		    err_r);
	if (got <= 0)
		return got;
	return standing_read_events(of->ledger, ambit_span_str(case_id), arena,
	    standing_r, err_r);
}
