/*
 * Asking the ledger about a case. Changes nothing.
 */

/* System. */
#include <stdio.h>
#include <string.h>

/* Floor 5. */
#include "ledger_state.h"

static void
hex(const unsigned char *bytes, size_t n, char *text_r)
{
	for (size_t i = 0; i < n; i++)
		(void)snprintf(text_r + 2 * i, 3, "%02x", bytes[i]);
}

int
ambit_ledger_case(struct ambit_ledger *ledger,
    const unsigned char order_digest[32], char case_id_r[AMBIT_LEDGER_CASE_LEN],
    struct ambit_err *err_r)
{
	sqlite3_stmt *stmt = ledger_stmt(ledger, LEDGER_CASE, err_r);
	char digest[65];
	int got;

	if (stmt == NULL)
		return -1;
	hex(order_digest, 32, digest);
	ledger_bind(stmt, 1, ambit_span_str(digest));
	got = ledger_step(ledger, stmt, err_r);
	if (got == 1)
		(void)snprintf(case_id_r, AMBIT_LEDGER_CASE_LEN, "%.*s",
		    (int)ledger_bytes(stmt, 0).len,
		    (const char *)ledger_bytes(stmt, 0).ptr);
	(void)sqlite3_reset(stmt);
	return got;
}

/* ---- events ---- */

/* A copy that stands as long as the arena. */
static bool
keep(struct ambit_arena *arena, struct ambit_span *bytes)
{
	unsigned char *copy =
	    AMBIT_ARENA_GET(arena, unsigned char, bytes->len + 1);

	if (copy == NULL)
		return false;
	if (bytes->len > 0)
		memcpy(copy, bytes->ptr, bytes->len);
	bytes->ptr = copy;
	return true;
}

static void
lend(sqlite3_stmt *stmt, enum ambit_ledger_kind kind,
    struct ambit_ledger_event *event_r)
{
	*event_r = (struct ambit_ledger_event){
		.seq = (uint64_t)sqlite3_column_int64(stmt, 0),
		.at = sqlite3_column_int64(stmt, 1),
		.by = ledger_bytes(stmt, 2),
		.kind = kind,
		.body = ledger_bytes(stmt, 3),
	};
}

int
ambit_ledger_last(struct ambit_ledger *ledger, struct ambit_span case_id,
    enum ambit_ledger_kind kind, struct ambit_arena *arena,
    struct ambit_ledger_event *event_r, struct ambit_err *err_r)
{
	sqlite3_stmt *stmt = ledger_stmt(ledger, LEDGER_LAST, err_r);
	int got;

	if (stmt == NULL)
		return -1;
	ledger_bind(stmt, 1, case_id);
	ledger_bind(stmt, 2, ambit_span_str(ambit_ledger_kind_name(kind)));
	got = ledger_step(ledger, stmt, err_r);
	if (got == 1) {
		lend(stmt, kind, event_r);
		event_r->case_id = case_id;
		if (!keep(arena, &event_r->by) || !keep(arena, &event_r->body))
			got = ambit_err_set(err_r, AMBIT_E_MEMORY, "ledger");
	}
	(void)sqlite3_reset(stmt);
	return got;
}

int
ambit_ledger_has(struct ambit_ledger *ledger, struct ambit_span case_id,
    enum ambit_ledger_kind kind, const char *name, struct ambit_span text,
    struct ambit_err *err_r)
{
	sqlite3_stmt *stmt = ledger_stmt(ledger, LEDGER_HAS, err_r);
	int got;

	if (stmt == NULL)
		return -1;
	ledger_bind(stmt, 1, case_id);
	ledger_bind(stmt, 2, ambit_span_str(ambit_ledger_kind_name(kind)));
	ledger_bind(stmt, 3, ambit_span_str(name));
	ledger_bind(stmt, 4, text);
	got = ledger_step(ledger, stmt, err_r);
	(void)sqlite3_reset(stmt);
	return got;
}

int
ambit_ledger_each(struct ambit_ledger *ledger, enum ambit_ledger_kind kind,
    int (*give)(void *ctx, const struct ambit_ledger_event *event,
	struct ambit_err *err_r),
    void *ctx, struct ambit_err *err_r)
{
	sqlite3_stmt *stmt = ledger_stmt(ledger, LEDGER_EACH, err_r);
	struct ambit_ledger_event event;
	int got;

	if (stmt == NULL)
		return -1;
	ledger_bind(stmt, 1, ambit_span_str(ambit_ledger_kind_name(kind)));
	while ((got = ledger_step(ledger, stmt, err_r)) == 1) {
		lend(stmt, kind, &event);
		event.case_id = ledger_bytes(stmt, 4);
		got = give(ctx, &event, err_r);
		if (got < 0)
			break;
	}
	(void)sqlite3_reset(stmt);
	return got;
}

int
ambit_ledger_overlaps(struct ambit_ledger *ledger, struct ambit_span case_id,
    uint64_t *n_r, struct ambit_err *err_r)
{
	sqlite3_stmt *stmt = ledger_stmt(ledger, LEDGER_OVERLAPS, err_r);
	int got;

	if (stmt == NULL)
		return -1;
	ledger_bind(stmt, 1, case_id);
	got = ledger_step(ledger, stmt, err_r);
	if (got == 1)
		*n_r = (uint64_t)sqlite3_column_int64(stmt, 0);
	(void)sqlite3_reset(stmt);
	return got < 0 ? -1 : 0;
}

/* ---- accounts ---- */

int
ambit_ledger_account_key(struct ambit_ledger *ledger,
    const struct ambit_scope *scope, char key_r[AMBIT_LEDGER_KEY_LEN],
    struct ambit_err *err_r)
{
	const struct ambit_target *target = &scope->task->target;
	const struct ambit_span known[] = { AMBIT_LIT("account"),
		scope->account != NULL ? scope->account->id : AMBIT_LIT("") };
	const struct ambit_span unknown[] = { AMBIT_LIT("name"), target->space,
		ambit_span_str(ambit_name_format_name(target->format)),
		target->value };
	unsigned char mac[LEDGER_HASH_LEN];
	int got = scope->account != NULL
	    ? ledger_mac(ledger, known, 2, mac, err_r)
	    : ledger_mac(ledger, unknown, 4, mac, err_r);

	if (got < 0)
		return -1;
	hex(mac, sizeof(mac), key_r);
	return 0;
}
