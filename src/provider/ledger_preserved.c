/*
 * Frozen copies, as the events of the ledger tell of them.
 */

/* Floor 5. */
#include "ambit/preserved.h"

/* Here. */
#include "ledger_state.h"

/* The columns in the order of struct ambit_kept. */
static const char query[] =
    "SELECT e.case_id, c.legal_type, json_extract(e.body, '$.path'),"
    "  json_extract(e.body, '$.sha256'),"
    "  json_extract(e.body, '$.until') AS until,"
    "  json_extract(e.body, '$.bytes'), json_extract(e.body, '$.files'),"
    "  json_extract(e.body, '$.renewals'),"
    "  c.withdrawn OR c.disclosed_at IS NOT NULL,"
    "  EXISTS (SELECT 1 FROM case_accounts m"
    "   JOIN case_ranges o ON o.account_key = m.account_key"
    "   JOIN cases p ON p.case_id = o.case_id"
    "   WHERE m.case_id = e.case_id AND p.channel <> 'none'"
    "    AND p.outcome = 'pending'"
    "    AND p.received_at < json_extract(e.body, '$.until'))"
    " FROM events e JOIN cases c USING (case_id)"
    " WHERE e.kind = 'preserved' AND (?1 = '' OR e.case_id = ?1)"
    "  AND NOT EXISTS (SELECT 1 FROM events later"
    "   WHERE later.case_id = e.case_id AND later.seq > e.seq"
    "    AND later.kind IN ('preserved', 'destroyed'))"
    " ORDER BY until, e.seq";

enum { CASE, TYPE, PATH, SHA256, UNTIL, BYTES, FILES, RENEWALS, OVER, AWAITED };

bool
ambit_kept_is_due(const struct ambit_kept *kept, int64_t now)
{
	return !kept->awaited && (kept->over || now >= kept->until);
}

static struct ambit_kept
lend(sqlite3_stmt *stmt)
{
	return (struct ambit_kept){
		.case_id = ledger_bytes(stmt, CASE),
		.legal_type = ledger_bytes(stmt, TYPE),
		.path = ledger_bytes(stmt, PATH),
		.sha256 = ledger_bytes(stmt, SHA256),
		.until = sqlite3_column_int64(stmt, UNTIL),
		.bytes = sqlite3_column_int64(stmt, BYTES),
		.files = sqlite3_column_int64(stmt, FILES),
		.renewals = sqlite3_column_int64(stmt, RENEWALS),
		.over = sqlite3_column_int(stmt, OVER) != 0,
		.awaited = sqlite3_column_int(stmt, AWAITED) != 0,
	};
}

int
ambit_ledger_kept(struct ambit_ledger *ledger, struct ambit_span case_id,
    int (*give)(void *ctx, const struct ambit_kept *kept,
	struct ambit_err *err_r),
    void *ctx, struct ambit_err *err_r)
{
	sqlite3_stmt *stmt;
	int got;

	if (sqlite3_prepare_v2(ledger->db, query, sizeof(query), &stmt, NULL) !=
	    SQLITE_OK)
		return ledger_fail(ledger, err_r);
	ledger_bind(stmt, 1, case_id);
	while ((got = ledger_step(ledger, stmt, err_r)) == 1) {
		struct ambit_kept kept = lend(stmt);

		got = give(ctx, &kept, err_r);
		if (got < 0)
			break;
	}
	(void)sqlite3_finalize(stmt);
	return got;
}
