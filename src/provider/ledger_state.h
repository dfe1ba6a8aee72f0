#ifndef AMBIT_PROVIDER_LEDGER_STATE_H
#define AMBIT_PROVIDER_LEDGER_STATE_H

#include <sqlite3.h>

#include "ambit/ledger.h"

/* "AmbL": whose file it is; and which form of the tables. */
#define LEDGER_APPLICATION 0x416d624c
#define LEDGER_VERSION     1

#define LEDGER_HASH_LEN 32

/* A folder made real, and a name in it. */
#define LEDGER_PATH_ROOM 8400

enum ledger_stmt {
	LEDGER_END,      /* the stored head and the last event */
	LEDGER_APPEND,   /* an event */
	LEDGER_SET_HEAD, /* the stored head */
	LEDGER_CASE,     /* the case of an order digest */
	LEDGER_LAST,     /* the last event of a kind in a case */
	LEDGER_HAS,      /* an event that says so */
	LEDGER_EACH,     /* all events of a kind */
	LEDGER_OVERLAPS, /* how many cases overlap one */
	LEDGER_N_STMTS,
};

struct ambit_ledger {
	sqlite3 *db;
	char path[4096]; /* as the operator said it */
	unsigned char key[LEDGER_HASH_LEN];
	bool writes, began;
	sqlite3_stmt *stmt[LEDGER_N_STMTS]; /* prepared when first asked for */
	void *hashing;                      /* EVP_MD_CTX */
};

/* The statements that make an empty ledger. */
struct ambit_span ledger_schema(void);

/* ---- ledger_sql.c: SQLite's answers as ours ---- */

/* -1 and *err_r: what SQLite says of it, and what to do. */
int ledger_fail(const struct ambit_ledger *ledger, struct ambit_err *err_r);
/* -1 and *err_r: what is wrong with the file. */
int ledger_refuse(const struct ambit_ledger *ledger, const char *what,
    struct ambit_err *err_r);
int ledger_run(const struct ambit_ledger *ledger, const char *sql,
    struct ambit_err *err_r);
/* All statements of a script. SQLITE_OK, or its error. */
int ledger_script(sqlite3 *db, struct ambit_span sql);
/* NULL and *err_r. Kept for the next time. */
sqlite3_stmt *ledger_stmt(struct ambit_ledger *ledger, enum ledger_stmt which,
    struct ambit_err *err_r);
/* A row: 1; the end: 0; else -1 and *err_r. */
int ledger_step(const struct ambit_ledger *ledger, sqlite3_stmt *stmt,
    struct ambit_err *err_r);
/* The bytes of a column, whatever its type, lent until the next step. */
struct ambit_span ledger_bytes(sqlite3_stmt *stmt, int column);
/* Bytes that stand until the statement is done with. */
void ledger_bind(sqlite3_stmt *stmt, int at, struct ambit_span text);
void ledger_bind_blob(sqlite3_stmt *stmt, int at, struct ambit_span bytes);

/* ---- ledger_open.c ---- */

/* The ledger's path with its folder made real, and the suffix. */
int ledger_path(const struct ambit_ledger *ledger, const char *suffix,
    char path_r[LEDGER_PATH_ROOM], struct ambit_err *err_r);
/* 1: a ledger of ours lies there; 0: nothing does; -1 and *err_r. */
int ledger_look(const struct ambit_ledger *ledger, const char *path,
    struct ambit_err *err_r);
int ledger_connect(struct ambit_ledger *ledger, const char *path, bool make,
    struct ambit_err *err_r);

/* ---- ledger_make.c ---- */

/* Make the ledger where there is none. 0: look for it now, for it is there,
 * or another makes it; -1 and *err_r. */
int ledger_make(struct ambit_ledger *ledger, struct ambit_err *err_r);

/* ---- ledger_key.c ---- */

/* The key of the ledger, from its file; or a new one, which is in none yet. */
int ledger_key(struct ambit_ledger *ledger, struct ambit_err *err_r);
int ledger_key_draw(struct ambit_ledger *ledger, struct ambit_err *err_r);
/* HMAC-SHA-256 over the parts, each with its length before it. */
int ledger_mac(const struct ambit_ledger *ledger, const struct ambit_span *part,
    size_t n, unsigned char mac_r[LEDGER_HASH_LEN], struct ambit_err *err_r);
int ledger_mac_head(const struct ambit_ledger *ledger,
    const struct ambit_ledger_head *head, unsigned char mac_r[LEDGER_HASH_LEN],
    struct ambit_err *err_r);

/* ---- ledger_chain.c ---- */

/*
 * A row of events as it stands: its fields before hash, each with its length
 * in 8 bytes before it; numbers are 8 bytes. All are big-endian.
 */
struct ledger_row {
	int64_t seq, at;
	struct ambit_span by, case_id, kind, body, prev;
};
int ledger_hash(const struct ambit_ledger *ledger, const struct ledger_row *row,
    unsigned char hash_r[LEDGER_HASH_LEN], struct ambit_err *err_r);

#endif
