#ifndef AMBIT_TESTS_LEDGER_H
#define AMBIT_TESTS_LEDGER_H

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "folder.h"

#include "ambit/ledger.h"

#define CASE_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define CASE_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define KEY_1  "1111111111111111111111111111111111111111111111111111111111111111"
#define KEY_2  "2222222222222222222222222222222222222222222222222222222222222222"
#define DIGEST_A \
	"a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0"
#define DIGEST_B \
	"b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0"

/* A received order about accounts, a list of JSON objects. */
#define RECEIVED(digest, accounts)                                         \
	"{\"accounts\":[" accounts "],\"active_from\":5,"                  \
	"\"active_until\":null,\"agency\":\"Court\","                      \
	"\"authority_notified\":false,\"case_type\":\"criminal\","         \
	"\"certified\":false,\"channel\":\"lawEnforcement\","              \
	"\"child_exploitation\":false,\"classes_requested\":\"content\","  \
	"\"country\":\"US\",\"due\":null,\"generation\":1,"                \
	"\"issuer_level\":\"state\",\"legal_type\":\"US_2703_A_WARRANT\"," \
	"\"order_digest\":\"" digest "\",\"received_at\":5,"               \
	"\"secrecy\":[{\"authority\":\"C\",\"from\":1,"                    \
	"\"indefinite\":false,\"reference\":\"R\",\"until\":9}],"          \
	"\"subdivision\":\"CA\"}"
#define ACCOUNT(key, task, from, until)                                        \
	"{\"account_key\":\"" key "\",\"customer_country\":\"US\","            \
	"\"data_region\":\"IE\",\"from\":" from ",\"segment\":"                \
	"\"consumer\",\"service\":\"mail\",\"task\":" task ",\"until\":" until \
	"}"

/* A folder of its own with room for a ledger in it. */
struct shelf {
	int fd;
	char path[128];
};

static inline struct shelf
shelf_new(void)
{
	struct shelf shelf = { .fd = folder_new() };

	(void)snprintf(shelf.path, sizeof(shelf.path),
	    "/proc/self/fd/%d/ledger.db", shelf.fd);
	return shelf;
}

static inline struct ambit_ledger *
ledger_open(const struct shelf *shelf, enum ambit_ledger_mode mode)
{
	struct ambit_ledger *ledger;
	struct ambit_err err = { .code = AMBIT_E_NONE };

	if (ambit_ledger_open(shelf->path, mode, &ledger, &err) < 0)
		fail_msg("%s", err.text);
	return ledger;
}

static inline int
ledger_try(struct ambit_ledger *ledger, const char *case_id,
    enum ambit_ledger_kind kind, const char *body, struct ambit_err *err_r)
{
	const struct ambit_ledger_event event = { .at = 1000 + (int64_t)kind,
		.by = AMBIT_LIT("clerk"),
		.case_id = ambit_span_str(case_id),
		.kind = kind,
		.body = ambit_span_str(body) };

	return ambit_ledger_append(ledger, &event, NULL, err_r);
}

static inline void
ledger_put(struct ambit_ledger *ledger, const char *case_id,
    enum ambit_ledger_kind kind, const char *body)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };

	if (ledger_try(ledger, case_id, kind, body, &err) < 0)
		fail_msg("%s", err.text);
}

/* All rows of a question, columns parted by |, rows by a line's end. */
static inline const char *
ledger_ask(struct sqlite3 *db, const char *sql)
{
	static char text[4096];
	size_t len = 0;
	sqlite3_stmt *stmt;

	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	text[0] = '\0';
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(stmt); i++) {
			const unsigned char *cell =
			    sqlite3_column_text(stmt, i);

			len += (size_t)snprintf(text + len, sizeof(text) - len,
			    "%s%s",
			    i > 0         ? "|"
				: len > 0 ? "\n"
					  : "",
			    cell == NULL ? "-" : (const char *)cell);
		}
	}
	(void)sqlite3_finalize(stmt);
	return text;
}

/* Change the file as one would who has SQLite and no respect. */
static inline void
ledger_break(const struct shelf *shelf, const char *sql)
{
	sqlite3 *db;
	char *error = NULL;

	assert_int_equal(sqlite3_open(shelf->path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &error) != SQLITE_OK)
		fail_msg("%s: %s", sql, error);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static inline struct ambit_ledger_verdict
ledger_verdict(const struct shelf *shelf, const struct ambit_ledger_head *known)
{
	struct ambit_ledger *ledger = ledger_open(shelf, AMBIT_LEDGER_READ);
	struct ambit_ledger_verdict verdict;
	struct ambit_err err = { .code = AMBIT_E_NONE };

	if (ambit_ledger_verify(ledger, known, &verdict, &err) < 0)
		fail_msg("%s", err.text);
	ambit_ledger_close(&ledger);
	return verdict;
}

/* Nothing of it was changed. */
static inline void
ledger_is_good(const struct shelf *shelf)
{
	struct ambit_ledger_verdict verdict = ledger_verdict(shelf, NULL);

	if (!verdict.good)
		fail_msg("event %ju: %s", (uintmax_t)verdict.seq, verdict.what);
}

#endif
