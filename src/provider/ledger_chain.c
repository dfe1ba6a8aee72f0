/*
 * The chain: appending an event, bound by SHA-256 to all before it. What
 * follows from it in the tables, the file's own triggers do.
 */

/* System. */
#include <assert.h>
#include <openssl/evp.h>
#include <string.h>

/* Floor 5. */
#include "ledger_state.h"

const char *
ambit_ledger_kind_name(enum ambit_ledger_kind kind)
{
	static const char *const words[AMBIT_LEDGER_N_KINDS] = { "received",
		"checked", "rejected", "narrowing", "approved", "overridden",
		"redirect", "notice", "secrecy", "produced", "released",
		"sealed", "preserved", "destroyed", "withdrawn", "cost" };

	return words[kind];
}

/* ---- the hash ---- */

static void
put_number(unsigned char *to, uint64_t number)
{
	for (size_t i = 0; i < 8; i++)
		to[i] = (unsigned char)(number >> (56 - 8 * i));
}

static bool
add(EVP_MD_CTX *ctx, struct ambit_span bytes)
{
	unsigned char len[8];

	put_number(len, bytes.len);
	return EVP_DigestUpdate(ctx, len, sizeof(len)) == 1 &&
	    EVP_DigestUpdate(ctx, bytes.ptr, bytes.len) == 1;
}

int
ledger_hash(const struct ambit_ledger *ledger, const struct ledger_row *row,
    unsigned char hash_r[LEDGER_HASH_LEN], struct ambit_err *err_r)
{
	unsigned char seq[8], at[8];
	const struct ambit_span fields[] = { { seq, 8 }, { at, 8 }, row->by,
		row->case_id, row->kind, row->body, row->prev };
	bool good =
	    EVP_DigestInit_ex2(ledger->hashing, EVP_sha256(), NULL) == 1;

	put_number(seq, (uint64_t)row->seq);
	put_number(at, (uint64_t)row->at);
	for (size_t i = 0; good && i < sizeof(fields) / sizeof(fields[0]); i++)
		good = add(ledger->hashing, fields[i]);
	if (!good || EVP_DigestFinal_ex(ledger->hashing, hash_r, NULL) != 1)
		return ambit_err_set(err_r, AMBIT_E_CRYPTO, "ledger: SHA-256");
	return 0;
}

/* ---- the end of the ledger ---- */

static bool
is_head(sqlite3_stmt *stmt, const struct ambit_ledger_head *head,
    const unsigned char *mac)
{
	const struct ambit_span hash = { head->hash, LEDGER_HASH_LEN };

	if (!ambit_span_equal(ledger_bytes(stmt, 2),
		(struct ambit_span){ mac, LEDGER_HASH_LEN }))
		return false;
	if (head->seq == 0)
		return sqlite3_column_type(stmt, 3) == SQLITE_NULL;
	return sqlite3_column_int64(stmt, 3) == (sqlite3_int64)head->seq &&
	    ambit_span_equal(ledger_bytes(stmt, 4), hash);
}

/* Nothing is built on an end that was not put there. */
static int
find_end(struct ambit_ledger *ledger, struct ambit_ledger_head *head_r,
    struct ambit_err *err_r)
{
	sqlite3_stmt *stmt = ledger_stmt(ledger, LEDGER_END, err_r);
	unsigned char mac[LEDGER_HASH_LEN];
	struct ambit_span hash;
	bool good = false;
	int got;

	if (stmt == NULL)
		return -1;
	got = ledger_step(ledger, stmt, err_r);
	if (got == 1) {
		head_r->seq = (uint64_t)sqlite3_column_int64(stmt, 0);
		hash = ledger_bytes(stmt, 1);
		if (hash.len == LEDGER_HASH_LEN) {
			memcpy(head_r->hash, hash.ptr, LEDGER_HASH_LEN);
			got = ledger_mac_head(ledger, head_r, mac, err_r);
			good = got == 0 && is_head(stmt, head_r, mac);
		}
	}
	(void)sqlite3_reset(stmt);
	if (got < 0)
		return -1;
	return good ? 0
		    : ledger_refuse(ledger,
			  "its end is not what was appended last; see ambit "
			  "ledger verify",
			  err_r);
}

static int
set_head(struct ambit_ledger *ledger, const struct ambit_ledger_head *head,
    struct ambit_err *err_r)
{
	sqlite3_stmt *stmt = ledger_stmt(ledger, LEDGER_SET_HEAD, err_r);
	unsigned char mac[LEDGER_HASH_LEN];
	int got;

	if (stmt == NULL || ledger_mac_head(ledger, head, mac, err_r) < 0)
		return -1;
	(void)sqlite3_bind_int64(stmt, 1, (sqlite3_int64)head->seq);
	ledger_bind_blob(stmt, 2,
	    (struct ambit_span){ head->hash, LEDGER_HASH_LEN });
	ledger_bind_blob(stmt, 3, (struct ambit_span){ mac, LEDGER_HASH_LEN });
	got = ledger_step(ledger, stmt, err_r);
	(void)sqlite3_reset(stmt);
	return got;
}

/* ---- appending ---- */

static int
insert(struct ambit_ledger *ledger, const struct ledger_row *row,
    const unsigned char *hash, struct ambit_err *err_r)
{
	sqlite3_stmt *stmt = ledger_stmt(ledger, LEDGER_APPEND, err_r);
	int got;

	if (stmt == NULL)
		return -1;
	(void)sqlite3_bind_int64(stmt, 1, row->seq);
	(void)sqlite3_bind_int64(stmt, 2, row->at);
	ledger_bind(stmt, 3, row->by);
	ledger_bind(stmt, 4, row->case_id);
	ledger_bind(stmt, 5, row->kind);
	ledger_bind(stmt, 6, row->body);
	ledger_bind_blob(stmt, 7, row->prev);
	ledger_bind_blob(stmt, 8, (struct ambit_span){ hash, LEDGER_HASH_LEN });
	got = ledger_step(ledger, stmt, err_r);
	(void)sqlite3_reset(stmt);
	return got;
}

static int
append(struct ambit_ledger *ledger, const struct ambit_ledger_event *event,
    uint64_t *seq_r, struct ambit_err *err_r)
{
	struct ambit_ledger_head head = { .seq = 0 }, next;
	struct ledger_row row;

	if (find_end(ledger, &head, err_r) < 0)
		return -1;
	next.seq = head.seq + 1;
	row = (struct ledger_row){
		.seq = (int64_t)next.seq,
		.at = event->at,
		.by = event->by,
		.case_id = event->case_id,
		.kind = ambit_span_str(ambit_ledger_kind_name(event->kind)),
		.body = event->body,
		.prev = { head.hash, LEDGER_HASH_LEN },
	};
	if (ledger_hash(ledger, &row, next.hash, err_r) < 0 ||
	    insert(ledger, &row, next.hash, err_r) < 0 ||
	    set_head(ledger, &next, err_r) < 0)
		return -1;
	if (seq_r != NULL)
		*seq_r = next.seq;
	return 0;
}

int
ambit_ledger_append(struct ambit_ledger *ledger,
    const struct ambit_ledger_event *event, uint64_t *seq_r,
    struct ambit_err *err_r)
{
	bool alone = !ledger->began;

	if (alone && ambit_ledger_begin(ledger, err_r) < 0)
		return -1;
	if (append(ledger, event, seq_r, err_r) < 0 ||
	    (alone && ambit_ledger_commit(ledger, err_r) < 0)) {
		if (alone)
			ambit_ledger_rollback(ledger);
		return -1;
	}
	return 0;
}

int
ambit_ledger_begin(struct ambit_ledger *ledger, struct ambit_err *err_r)
{
	assert(!ledger->began);
	if (ledger_run(ledger, "BEGIN IMMEDIATE", err_r) < 0)
		return -1;
	ledger->began = true;
	return 0;
}

int
ambit_ledger_commit(struct ambit_ledger *ledger, struct ambit_err *err_r)
{
	assert(ledger->began);
	if (ledger_run(ledger, "COMMIT", err_r) < 0)
		return -1;
	ledger->began = false;
	return 0;
}

void
ambit_ledger_rollback(struct ambit_ledger *ledger)
{
	struct ambit_err unsaid;

	/* SQLite may have rolled back by itself: then there is nothing to. */
	(void)ledger_run(ledger, "ROLLBACK", &unsaid);
	ledger->began = false;
}
