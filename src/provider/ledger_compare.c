/*
 * Comparing the tables of the ledger with those that its events give again.
 * Both are walked side by side in the order of the events that wrote the rows,
 * so the first difference is at the first event that it touches.
 */

/* System. */
#include <stdio.h>

/* Floor 5. */
#include "ledger_replay.h"

/* seq, and what tells rows of one event apart. */
static const struct {
	const char *name, *order;
} tables[] = {
	{ "cases", "seq, case_id" },
	{ "case_accounts", "seq, case_id, account_key, service" },
	{ "case_ranges", "seq, case_id, account_key, task" },
	{ "secrecy", "seq, case_id, reference, \"from\"" },
	{ "findings", "seq, case_id, checked, n" },
	{ "redirects", "seq, case_id" },
	{ "notices", "seq, case_id" },
	{ "costs", "seq, case_id" },
	{ "counts", "seq, case_id, task, store" },
};

/* Each row with its case before it. */
struct side {
	sqlite3_stmt *stmt;
	int rc;
};

static bool
is_same_column(sqlite3_stmt *a, sqlite3_stmt *b, int column)
{
	int type = sqlite3_column_type(a, column);

	if (type != sqlite3_column_type(b, column))
		return false;
	if (type == SQLITE_INTEGER)
		return sqlite3_column_int64(a, column) ==
		    sqlite3_column_int64(b, column);
	return ambit_span_equal(ledger_bytes(a, column),
	    ledger_bytes(b, column));
}

static bool
is_same_row(sqlite3_stmt *a, sqlite3_stmt *b)
{
	int n = sqlite3_column_count(a);

	if (n != sqlite3_column_count(b))
		return false;
	for (int i = 0; i < n; i++) {
		if (!is_same_column(a, b, i))
			return false;
	}
	return true;
}

/* The event of the row at hand; none where the rows have ended. */
static uint64_t
event_of(const struct side *side)
{
	return side->rc == SQLITE_ROW
	    ? (uint64_t)sqlite3_column_int64(side->stmt,
		  sqlite3_column_count(side->stmt) - 1)
	    : UINT64_MAX;
}

/* The next row of a case of the shard; the schema is of no case. */
static int
step(sqlite3_stmt *ours, const struct ledger_replay *replay)
{
	int rc;

	do {
		rc = sqlite3_step(ours);
	} while (rc == SQLITE_ROW &&
	    sqlite3_column_type(ours, 0) != SQLITE_NULL &&
	    !ledger_replay_has(replay, ledger_bytes(ours, 0)));
	return rc;
}

/* Walks both to the first difference: true where there is none. */
static bool
walk(struct side *ours, struct side *again, const struct ledger_replay *replay)
{
	do {
		ours->rc = step(ours->stmt, replay);
		again->rc = sqlite3_step(again->stmt);
		if (ours->rc != again->rc)
			return false;
		if (ours->rc == SQLITE_ROW &&
		    !is_same_row(ours->stmt, again->stmt))
			return false;
	} while (ours->rc == SQLITE_ROW);
	return ours->rc == SQLITE_DONE;
}

static void
note(struct ambit_ledger_verdict *verdict, uint64_t seq, const char *table)
{
	if (verdict->what[0] != '\0' && seq >= verdict->seq)
		return;
	verdict->seq = seq;
	(void)snprintf(verdict->what, sizeof(verdict->what),
	    "a row of %s is not what the events say", table);
}

/* 1; 0 with the first event at which they part; -1 and *err_r. */
static int
part_at(struct ambit_ledger *ledger, const struct ledger_replay *replay,
    const char *sql, uint64_t *seq_r, struct ambit_err *err_r)
{
	struct side a = { .rc = SQLITE_ERROR }, b = { .rc = SQLITE_ERROR };
	int got = 0;

	*seq_r = UINT64_MAX;
	if (sqlite3_prepare_v2(replay->db, sql, -1, &b.stmt, NULL) !=
	    SQLITE_OK) {
		got = ambit_err_set(err_r, AMBIT_E_MEMORY, "ledger: compare");
	} else if (sqlite3_prepare_v2(ledger->db, sql, -1, &a.stmt, NULL) ==
		SQLITE_OK &&
	    walk(&a, &b, replay)) {
		got = 1;
	} else {
		*seq_r =
		    event_of(&a) < event_of(&b) ? event_of(&a) : event_of(&b);
	}
	(void)sqlite3_finalize(a.stmt);
	(void)sqlite3_finalize(b.stmt);
	return got;
}

/*
 * The same events lay the same rows in the same order, so nothing is sorted
 * where nothing was changed; only in the order of events does the first
 * difference mean anything.
 */
static int
compare(struct ambit_ledger *ledger, const struct ledger_replay *replay,
    const char *name, const char *sql, const char *order,
    struct ambit_ledger_verdict *verdict, struct ambit_err *err_r)
{
	char sorted[256];
	uint64_t seq;
	int got = part_at(ledger, replay, sql, &seq, err_r);

	if (got != 0)
		return got;
	(void)snprintf(sorted, sizeof(sorted), "%s ORDER BY %s", sql, order);
	got = part_at(ledger, replay, sorted, &seq, err_r);
	if (got == 0)
		note(verdict, seq == UINT64_MAX ? 0 : seq, name);
	return got;
}

int
ledger_compare_schema(struct ambit_ledger *ledger,
    const struct ledger_replay *replay, struct ambit_ledger_verdict *verdict_r,
    struct ambit_err *err_r)
{
	return compare(ledger, replay, "the schema",
	    "SELECT NULL, type, name, tbl_name, sql, 0 FROM sqlite_schema",
	    "type, name", verdict_r, err_r);
}

int
ledger_compare(struct ambit_ledger *ledger, const struct ledger_replay *replay,
    struct ambit_ledger_verdict *verdict_r, struct ambit_err *err_r)
{
	char sql[128];
	int all = 1;

	for (size_t i = 0; all >= 0 && i < sizeof(tables) / sizeof(tables[0]);
	     i++) {
		int got;

		(void)snprintf(sql, sizeof(sql), "SELECT case_id, * FROM %s",
		    tables[i].name);
		got = compare(ledger, replay, tables[i].name, sql,
		    tables[i].order, verdict_r, err_r);
		if (got < all)
			all = got;
	}
	return all;
}
