/*
 * SQLite as the ledger uses it: its answers become ours, in one line that says
 * what to do.
 */

/* System. */
#include <errno.h>
#include <string.h>

/* Floor 5. */
#include "ledger_state.h"

struct answer {
	int rc;
	enum ambit_code code;
	const char *says;
};

static const struct answer answers[] = {
	{ SQLITE_BUSY, AMBIT_E_IO,
	    "it is locked by another program; try again when that has ended" },
	{ SQLITE_LOCKED, AMBIT_E_IO,
	    "it is locked by another program; try again when that has ended" },
	{ SQLITE_READONLY, AMBIT_E_IO,
	    "it cannot be written; let file and folder belong to who runs "
	    "ambit" },
	{ SQLITE_CANTOPEN, AMBIT_E_IO,
	    "it cannot be opened; file and folder must be open to who runs "
	    "ambit" },
	{ SQLITE_PERM, AMBIT_E_IO, "it cannot be opened" },
	{ SQLITE_FULL, AMBIT_E_IO, "no space is left for it" },
	{ SQLITE_IOERR, AMBIT_E_IO, "the disk failed it" },
	{ SQLITE_NOMEM, AMBIT_E_MEMORY, "no memory" },
	{ SQLITE_CORRUPT, AMBIT_E_FORMAT,
	    "it is damaged; restore it from a copy" },
	{ SQLITE_NOTADB, AMBIT_E_FORMAT,
	    "it is damaged; restore it from a copy" },
};

int
ledger_fail(const struct ambit_ledger *ledger, struct ambit_err *err_r)
{
	int rc = sqlite3_errcode(ledger->db) & 0xff;

	errno = 0; /* SQLite's error is not the last call's */
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		if (answers[i].rc == rc)
			return ambit_err_set(err_r, answers[i].code,
			    "ledger %s: %s", ledger->path, answers[i].says);
	}
	return ambit_err_set(err_r, AMBIT_E_FORMAT, "ledger %s: %s",
	    ledger->path, sqlite3_errmsg(ledger->db));
}

int
ledger_refuse(const struct ambit_ledger *ledger, const char *what,
    struct ambit_err *err_r)
{
	return ambit_err_set(err_r, AMBIT_E_FORMAT, "ledger %s: %s",
	    ledger->path, what);
}

int
ledger_run(const struct ambit_ledger *ledger, const char *sql,
    struct ambit_err *err_r)
{
	if (sqlite3_exec(ledger->db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return 0;
	return ledger_fail(ledger, err_r);
}

int
ledger_script(sqlite3 *db, struct ambit_span sql)
{
	const char *at = (const char *)sql.ptr, *end = at + sql.len;
	int rc = SQLITE_OK;

	while (rc == SQLITE_OK && at < end) {
		sqlite3_stmt *stmt = NULL;

		rc = sqlite3_prepare_v2(db, at, (int)(end - at), &stmt, &at);
		if (stmt != NULL)
			rc = sqlite3_step(stmt);
		(void)sqlite3_finalize(stmt);
		if (rc == SQLITE_DONE)
			rc = SQLITE_OK;
	}
	return rc;
}

static const char *const statements[LEDGER_N_STMTS] = {
	[LEDGER_END] = "SELECT h.seq, h.hash, h.mac, "
		       "(SELECT max(seq) FROM events), e.hash "
		       "FROM head h LEFT JOIN events e ON e.seq = h.seq",
	[LEDGER_APPEND] = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	[LEDGER_SET_HEAD] = "UPDATE head SET seq = ?, hash = ?, mac = ?",
	[LEDGER_CASE] = "SELECT case_id FROM cases WHERE order_digest = ?",
	[LEDGER_LAST] = "SELECT seq, at, by, body FROM events "
			"WHERE case_id = ? AND kind = ? "
			"ORDER BY seq DESC LIMIT 1",
	[LEDGER_HAS] = "SELECT 1 FROM events WHERE case_id = ? AND kind = ? "
		       "AND json_extract(body, '$.' || ?) = ? LIMIT 1",
	[LEDGER_EACH] = "SELECT seq, at, by, body, case_id FROM events "
			"WHERE kind = ? ORDER BY seq",
	/* Half-open, as ranges are; without an end it has none. */
	[LEDGER_OVERLAPS] =
	    "SELECT count(DISTINCT o.case_id) FROM case_ranges m "
	    "JOIN case_ranges o ON o.account_key = m.account_key "
	    "AND o.case_id <> m.case_id "
	    "AND (m.until_at IS NULL OR o.from_at IS NULL OR "
	    "o.from_at < m.until_at) "
	    "AND (o.until_at IS NULL OR m.from_at IS NULL OR "
	    "m.from_at < o.until_at) "
	    "JOIN cases c ON c.case_id = o.case_id "
	    "WHERE m.case_id = ? "
	    "AND c.outcome NOT IN ('rejected', 'withdrawn', 'redirected')",
};

sqlite3_stmt *
ledger_stmt(struct ambit_ledger *ledger, enum ledger_stmt which,
    struct ambit_err *err_r)
{
	sqlite3_stmt **stmt = &ledger->stmt[which];

	if (*stmt == NULL &&
	    sqlite3_prepare_v3(ledger->db, statements[which], -1,
		SQLITE_PREPARE_PERSISTENT, stmt, NULL) != SQLITE_OK)
		(void)ledger_fail(ledger, err_r);
	return *stmt;
}

int
ledger_step(const struct ambit_ledger *ledger, sqlite3_stmt *stmt,
    struct ambit_err *err_r)
{
	int rc = sqlite3_step(stmt);

	if (rc == SQLITE_ROW)
		return 1;
	return rc == SQLITE_DONE ? 0 : ledger_fail(ledger, err_r);
}

struct ambit_span
ledger_bytes(sqlite3_stmt *stmt, int column)
{
	const void *ptr = sqlite3_column_blob(stmt, column);

	return (struct ambit_span){ ptr,
		(size_t)sqlite3_column_bytes(stmt, column) };
}

void
ledger_bind(sqlite3_stmt *stmt, int at, struct ambit_span text)
{
	(void)sqlite3_bind_text64(stmt, at,
	    text.len > 0 ? (const char *)text.ptr : "", text.len, SQLITE_STATIC,
	    SQLITE_UTF8);
}

void
ledger_bind_blob(sqlite3_stmt *stmt, int at, struct ambit_span bytes)
{
	(void)sqlite3_bind_blob64(stmt, at, bytes.ptr, bytes.len,
	    SQLITE_STATIC);
}
