/*
 * The parts of the verification: the chain of hashes up to the stored head, the
 * tables of some cases told again from their events, the structure of the file.
 * What is wrong is found at the first event that it touches.
 */

/* System. */
#include <stdio.h>
#include <string.h>

/* Floor 5. */
#include "ledger_verify.h"

/*
 * Indexes are asked for every row, all over the file: 256 MiB of it stay. What
 * CHECK asks of a row is asked as the tables are told again, and not twice.
 */
#define SETTINGS                        \
	"PRAGMA cache_size = -262144; " \
	"PRAGMA ignore_check_constraints = ON"

/* An event as it was read, and the hash that stands beside it. */
struct event {
	struct ledger_row row;
	struct ambit_span hash;
};

/* 0: found wrong, which is an answer. */
static int
wrong(struct ledger_part *part, enum ledger_stage stage, uint64_t seq,
    const char *what)
{
	part->stage = stage;
	part->verdict.seq = seq;
	(void)snprintf(part->verdict.what, sizeof(part->verdict.what), "%s",
	    what);
	return 0;
}

/* A page that SQLite cannot read is of the event seq that was to come; 0: of
 * none. */
static int
fail_reading(struct ledger_part *part, enum ledger_stage stage, uint64_t seq,
    struct ambit_err *err_r)
{
	int rc = sqlite3_errcode(part->ledger->db) & 0xff;

	if (rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB)
		return wrong(part, stage, seq,
		    "the file is damaged: it cannot be read on");
	return ledger_fail(part->ledger, err_r);
}

/* ---- all events, as they lie in the file: no index is asked for them ---- */

static struct event
event_of(sqlite3_stmt *stmt)
{
	return (struct event){
		.row = {
			.seq = sqlite3_column_int64(stmt, 0),
			.at = sqlite3_column_int64(stmt, 1),
			.by = ledger_bytes(stmt, 2),
			.case_id = ledger_bytes(stmt, 3),
			.kind = ledger_bytes(stmt, 4),
			.body = ledger_bytes(stmt, 5),
			.prev = ledger_bytes(stmt, 6),
		},
		.hash = ledger_bytes(stmt, 7),
	};
}

static int
each_event(struct ledger_part *part,
    int (*verify)(struct ledger_part *part, const struct event *event,
	struct ambit_err *err_r),
    struct ambit_err *err_r)
{
	sqlite3_stmt *stmt = NULL;
	int got = 1, rc = SQLITE_ERROR;

	if (sqlite3_prepare_v2(part->ledger->db,
		"SELECT seq, at, by, case_id, kind, body, prev, hash "
		"FROM events NOT INDEXED",
		-1, &stmt, NULL) == SQLITE_OK) {
		while (got == 1 && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
			const struct event event = event_of(stmt);

			got = verify(part, &event, err_r);
		}
	}
	if (got == 1 && rc != SQLITE_DONE)
		got = fail_reading(part, LEDGER_EVENTS,
		    part->verdict.head.seq + 1, err_r);
	(void)sqlite3_finalize(stmt);
	return got;
}

/* ---- the chain ---- */

static const char *
flaw_of(const struct ambit_ledger_head *last, const struct event *event,
    const unsigned char *should_be)
{
	if (event->row.seq != (int64_t)last->seq + 1)
		return "an event is missing, or out of its order";
	if (!ambit_span_equal(event->row.prev,
		(struct ambit_span){ last->hash, LEDGER_HASH_LEN }))
		return "it does not follow from the event before it";
	if (!ambit_span_equal(event->hash,
		(struct ambit_span){ should_be, LEDGER_HASH_LEN }))
		return "it is not as it was written";
	return NULL;
}

static bool
is_known(const struct ledger_part *part)
{
	const struct ambit_ledger_head *head = &part->verdict.head;

	return part->known == NULL || part->known->seq != head->seq ||
	    memcmp(part->known->hash, head->hash, LEDGER_HASH_LEN) == 0;
}

static int
verify_link(struct ledger_part *part, const struct event *event,
    struct ambit_err *err_r)
{
	struct ambit_ledger_head *last = &part->verdict.head;
	unsigned char should_be[LEDGER_HASH_LEN];
	const char *flaw;

	if (ledger_hash(part->ledger, &event->row, should_be, err_r) < 0)
		return -1;
	flaw = flaw_of(last, event, should_be);
	if (flaw != NULL)
		return wrong(part, LEDGER_EVENTS, last->seq + 1, flaw);
	last->seq++;
	memcpy(last->hash, should_be, LEDGER_HASH_LEN);
	return is_known(part) ? 1
			      : wrong(part, LEDGER_EVENTS, last->seq,
				    "it is not the event that was noted down");
}

static int
verify_end(struct ledger_part *part, sqlite3_stmt *stmt,
    struct ambit_err *err_r)
{
	struct ambit_ledger_head *last = &part->verdict.head,
				 head = { .seq = 0 };
	struct ambit_span hash = ledger_bytes(stmt, 1);
	unsigned char mac[LEDGER_HASH_LEN];

	if (hash.len == LEDGER_HASH_LEN)
		memcpy(head.hash, hash.ptr, LEDGER_HASH_LEN);
	head.seq = (uint64_t)sqlite3_column_int64(stmt, 0);
	if (ledger_mac_head(part->ledger, &head, mac, err_r) < 0)
		return -1;
	if (!ambit_span_equal(ledger_bytes(stmt, 2),
		(struct ambit_span){ mac, LEDGER_HASH_LEN }))
		return wrong(part, LEDGER_HEAD, last->seq,
		    "what says where the events end was not put there by "
		    "ambit, or the key beside it is another's");
	if (head.seq > last->seq)
		return wrong(part, LEDGER_HEAD, last->seq + 1,
		    "the last events are missing: there were more");
	if (head.seq < last->seq)
		return wrong(part, LEDGER_HEAD, head.seq + 1,
		    "it was not put there by ambit");
	if (memcmp(head.hash, last->hash, LEDGER_HASH_LEN) != 0)
		return wrong(part, LEDGER_HEAD, last->seq,
		    "it is not as it was written");
	return 1;
}

static int
verify_head(struct ledger_part *part, struct ambit_err *err_r)
{
	sqlite3_stmt *stmt = NULL;
	int got;

	if (part->known != NULL && part->known->seq > part->verdict.head.seq)
		return wrong(part, LEDGER_HEAD, part->verdict.head.seq + 1,
		    "the last events are missing: more were noted down");
	if (sqlite3_prepare_v2(part->ledger->db,
		"SELECT seq, hash, mac FROM head", -1, &stmt,
		NULL) != SQLITE_OK ||
	    sqlite3_step(stmt) != SQLITE_ROW)
		got = wrong(part, LEDGER_HEAD, part->verdict.head.seq,
		    "what says where the events end is missing");
	else
		got = verify_end(part, stmt, err_r);
	(void)sqlite3_finalize(stmt);
	return got;
}

int
ledger_verify_chain(struct ledger_part *part, struct ambit_err *err_r)
{
	int got = each_event(part, verify_link, err_r);

	return got == 1 ? verify_head(part, err_r) : got;
}

/* ---- the tables of some cases ---- */

static int
replay(struct ledger_part *part, const struct event *event,
    struct ambit_err *err_r)
{
	int got = ledger_replay_event(&part->replay, &event->row);

	if (got < 0)
		return ambit_err_set(err_r, AMBIT_E_MEMORY,
		    "ledger: tables in memory");
	if (got == 0)
		return wrong(part, LEDGER_EVENTS, part->verdict.head.seq + 1,
		    "it does not hold what an event of its kind holds");
	part->verdict.head.seq++;
	return 1;
}

int
ledger_verify_shard(struct ledger_part *part, struct ambit_err *err_r)
{
	int got = each_event(part, replay, err_r);

	part->stage = got == 1 ? LEDGER_TABLES : part->stage;
	return got == 1
	    ? ledger_compare(part->ledger, &part->replay, &part->verdict, err_r)
	    : got;
}

/* ---- the file ---- */

int
ledger_verify_file(struct ledger_part *part, struct ambit_err *err_r)
{
	sqlite3_stmt *stmt = NULL;
	int got = 1;

	if (ledger_run(part->ledger, SETTINGS, err_r) < 0)
		return -1;
	if (sqlite3_prepare_v2(part->ledger->db, "PRAGMA integrity_check(1)",
		-1, &stmt, NULL) != SQLITE_OK ||
	    sqlite3_step(stmt) != SQLITE_ROW)
		got = fail_reading(part, LEDGER_FILE, 0, err_r);
	else if (!ambit_span_equal(ledger_bytes(stmt, 0), AMBIT_LIT("ok")))
		got = wrong(part, LEDGER_FILE, 0,
		    "the file is damaged; its events are whole: restore it "
		    "from a copy");
	(void)sqlite3_finalize(stmt);
	return got;
}
