/*
 * Verifying the ledger: every event is read again, its hash recomputed, and
 * all events told to an empty ledger in memory, whose tables must come out the
 * same. What is wrong is found at the first event that it touches.
 */

/* System. */
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>

/* Floor 5. */
#include "ledger_replay.h"

/* Indexes are asked for every row, all over the file: 256 MiB of it stay. */
#define CACHE "PRAGMA cache_size = -262144"

struct verification {
	struct ambit_ledger *ledger;
	const struct ambit_ledger_head *known;
	struct ambit_ledger_verdict *verdict;
	struct ledger_replay replay;
};

/* 0: found wrong, which is an answer. */
static int
wrong(struct verification *v, uint64_t seq, const char *what)
{
	v->verdict->seq = seq;
	(void)snprintf(v->verdict->what, sizeof(v->verdict->what), "%s", what);
	return 0;
}

/* ---- one event; 1: it is right ---- */

static const char *
flaw_of(const struct verification *v, const struct ledger_row *row,
    struct ambit_span hash, const unsigned char *should_be)
{
	const struct ambit_ledger_head *last = &v->verdict->head;

	if (row->seq != (int64_t)last->seq + 1)
		return "an event is missing, or out of its order";
	if (!ambit_span_equal(row->prev,
		(struct ambit_span){ last->hash, LEDGER_HASH_LEN }))
		return "it does not follow from the event before it";
	if (!ambit_span_equal(hash,
		(struct ambit_span){ should_be, LEDGER_HASH_LEN }))
		return "it is not as it was written";
	return NULL;
}

static bool
is_known(const struct verification *v)
{
	const struct ambit_ledger_head *head = &v->verdict->head;

	return v->known == NULL || v->known->seq != head->seq ||
	    memcmp(v->known->hash, head->hash, LEDGER_HASH_LEN) == 0;
}

static int
verify_event(struct verification *v, sqlite3_stmt *stmt,
    struct ambit_err *err_r)
{
	const struct ledger_row row = {
		.seq = sqlite3_column_int64(stmt, 0),
		.at = sqlite3_column_int64(stmt, 1),
		.by = ledger_bytes(stmt, 2),
		.case_id = ledger_bytes(stmt, 3),
		.kind = ledger_bytes(stmt, 4),
		.body = ledger_bytes(stmt, 5),
		.prev = ledger_bytes(stmt, 6),
	};
	struct ambit_span hash = ledger_bytes(stmt, 7);
	unsigned char should_be[LEDGER_HASH_LEN];
	const char *flaw;

	if (ledger_hash(v->ledger, &row, should_be, err_r) < 0)
		return -1;
	flaw = flaw_of(v, &row, hash, should_be);
	if (flaw == NULL && !ledger_replay_event(&v->replay, &row))
		flaw = "it does not hold what an event of its kind holds";
	if (flaw != NULL)
		return wrong(v, v->verdict->head.seq + 1, flaw);
	v->verdict->head.seq++;
	memcpy(v->verdict->head.hash, should_be, LEDGER_HASH_LEN);
	return is_known(v) ? 1
			   : wrong(v, v->verdict->head.seq,
				 "it is not the event that was noted down");
}

/* ---- all of it; 1: it is right ---- */

/* A page that SQLite cannot read is of the event that was to come. */
static int
fail_reading(struct verification *v, struct ambit_err *err_r)
{
	int rc = sqlite3_errcode(v->ledger->db) & 0xff;

	if (rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB)
		return wrong(v, v->verdict->head.seq + 1,
		    "the file is damaged: it cannot be read on");
	return ledger_fail(v->ledger, err_r);
}

static int
verify_chain(struct verification *v, struct ambit_err *err_r)
{
	sqlite3_stmt *stmt = NULL;
	int got = 1, rc = SQLITE_ERROR;

	/* As they lie in the file: no index is asked for them. */
	if (sqlite3_prepare_v2(v->ledger->db,
		"SELECT seq, at, by, case_id, kind, body, prev, hash "
		"FROM events NOT INDEXED",
		-1, &stmt, NULL) == SQLITE_OK) {
		while (got == 1 && (rc = sqlite3_step(stmt)) == SQLITE_ROW)
			got = verify_event(v, stmt, err_r);
	}
	if (got == 1 && rc != SQLITE_DONE)
		got = fail_reading(v, err_r);
	(void)sqlite3_finalize(stmt);
	return got;
}

static int
verify_end(struct verification *v, sqlite3_stmt *stmt, struct ambit_err *err_r)
{
	struct ambit_ledger_head *last = &v->verdict->head, head = { .seq = 0 };
	struct ambit_span hash = ledger_bytes(stmt, 1);
	unsigned char mac[LEDGER_HASH_LEN];

	if (hash.len == LEDGER_HASH_LEN)
		memcpy(head.hash, hash.ptr, LEDGER_HASH_LEN);
	head.seq = (uint64_t)sqlite3_column_int64(stmt, 0);
	if (ledger_mac_head(v->ledger, &head, mac, err_r) < 0)
		return -1;
	if (!ambit_span_equal(ledger_bytes(stmt, 2),
		(struct ambit_span){ mac, LEDGER_HASH_LEN }))
		return wrong(v, last->seq,
		    "what says where the events end was not put there by "
		    "ambit, or the key beside it is another's");
	if (head.seq > last->seq)
		return wrong(v, last->seq + 1,
		    "the last events are missing: there were more");
	if (head.seq < last->seq)
		return wrong(v, head.seq + 1, "it was not put there by ambit");
	if (memcmp(head.hash, last->hash, LEDGER_HASH_LEN) != 0)
		return wrong(v, last->seq, "it is not as it was written");
	return 1;
}

static int
verify_head(struct verification *v, struct ambit_err *err_r)
{
	sqlite3_stmt *stmt = NULL;
	int got;

	if (v->known != NULL && v->known->seq > v->verdict->head.seq)
		return wrong(v, v->verdict->head.seq + 1,
		    "the last events are missing: more were noted down");
	if (sqlite3_prepare_v2(v->ledger->db, "SELECT seq, hash, mac FROM head",
		-1, &stmt, NULL) != SQLITE_OK ||
	    sqlite3_step(stmt) != SQLITE_ROW)
		got = wrong(v, v->verdict->head.seq,
		    "what says where the events end is missing");
	else
		got = verify_end(v, stmt, err_r);
	(void)sqlite3_finalize(stmt);
	return got;
}

/* SQLite's own structure, indexes included. */
static int
verify_file(struct verification *v, struct ambit_err *err_r)
{
	sqlite3_stmt *stmt = NULL;
	int got = 1;

	if (sqlite3_prepare_v2(v->ledger->db, "PRAGMA integrity_check(1)", -1,
		&stmt, NULL) != SQLITE_OK ||
	    sqlite3_step(stmt) != SQLITE_ROW)
		got = fail_reading(v, err_r);
	else if (!ambit_span_equal(ledger_bytes(stmt, 0), AMBIT_LIT("ok")))
		got = wrong(v, 0,
		    "the file is damaged; its events are whole: restore it "
		    "from a copy");
	(void)sqlite3_finalize(stmt);
	return got;
}

static int
begin_again(struct verification *v, struct ambit_err *err_r)
{
	if (ledger_replay_open(&v->replay) != SQLITE_OK)
		return ambit_err_set(err_r, AMBIT_E_MEMORY,
		    "ledger: tables in memory");
	return ledger_compare_schema(v->ledger, v->replay.db, v->verdict,
	    err_r);
}

static int
verify(struct verification *v, struct ambit_err *err_r)
{
	int got = begin_again(v, err_r);

	if (got == 1)
		got = verify_chain(v, err_r);
	if (got == 1)
		got = verify_head(v, err_r);
	if (got == 1)
		got =
		    ledger_compare(v->ledger, v->replay.db, v->verdict, err_r);
	if (got == 1)
		got = verify_file(v, err_r);
	return got;
}

int
ambit_ledger_verify(struct ambit_ledger *ledger,
    const struct ambit_ledger_head *known,
    struct ambit_ledger_verdict *verdict_r, struct ambit_err *err_r)
{
	struct verification v = { .ledger = ledger,
		.known = known,
		.verdict = verdict_r };
	int got;

	*verdict_r = (struct ambit_ledger_verdict){ .good = false };
	/* One state of the ledger, whoever writes meanwhile. */
	if (ledger_run(ledger, CACHE "; BEGIN", err_r) < 0)
		return -1;
	got = verify(&v, err_r);
	verdict_r->good = got == 1;
	ledger_replay_close(&v.replay);
	(void)sqlite3_exec(ledger->db, "ROLLBACK", NULL, NULL, NULL);
	return got < 0 ? -1 : 0;
}
