#ifndef AMBIT_LEDGER_H
#define AMBIT_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ambit/arena.h"
#include "ambit/err.h"
#include "ambit/order.h"
#include "ambit/registry.h"
#include "ambit/scope.h"
#include "ambit/span.h"

/*
 * The provider's ledger (law.md 9): every check, approval, rejection, notice,
 * production and release, as an event that is never changed, in one SQLite
 * file. Each event is bound to all before it by SHA-256; the tables of cases
 * follow from the events alone. No content, no address in clear.
 *
 * Instants are microseconds of UTC since 1970, in the tables and in the bodies
 * of events; NULL or null where there is none.
 */
struct ambit_ledger;

/* Hexadecimal of 16 random bytes, and a NUL. */
#define AMBIT_LEDGER_CASE_LEN 33
/* Hexadecimal of an HMAC-SHA-256, and a NUL. */
#define AMBIT_LEDGER_KEY_LEN 65

enum ambit_ledger_mode {
	AMBIT_LEDGER_READ,  /* nothing is made or changed */
	AMBIT_LEDGER_WRITE, /* made, with its key, where neither is there */
};

/*
 * The ledger of that path; its key is the file PATH.key beside it. -1 and
 * *err_r, with nothing written: AMBIT_E_IO where it cannot be opened, read or
 * written (sys ENOENT: there is none), or is locked by others for longer than
 * ten seconds; AMBIT_E_FORMAT where it is no ledger, a symbolic link, damaged,
 * of a newer version, or gone while its key or its log is there. The caller
 * closes it. It must not be open across a fork.
 */
int ambit_ledger_open(const char *path, enum ambit_ledger_mode mode,
    struct ambit_ledger **ledger_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));
/* What was begun and not committed is undone. *ledger is NULL then. */
void ambit_ledger_close(struct ambit_ledger **ledger);

/* ---- events ---- */

/*
 * What each body holds, beside what is noted here: any more members that the
 * command has to say. Members that stand here must be there; "|null" may be
 * null. CLASSES are words parted by blanks, of "subscriber identification
 * traffic content" in that order.
 */
enum ambit_ledger_kind {
	/*
	 * The first of a case. Makes its row in cases, its rows in
	 * case_accounts, case_ranges and secrecy.
	 * {"accounts":[{"account_key","customer_country"|null,
	 *   "data_region"|null,"from"|null,"segment","service","task",
	 *   "until"|null}], one for each task and service (Data/@store);
	 *  "active_from","active_until"|null,"agency",
	 *  "authority_notified":bool,"case_type","certified":bool,"channel",
	 *  "child_exploitation":bool,"classes_requested":CLASSES,"country",
	 *  "due"|null,"generation","issuer_level","legal_type",
	 *  "order_digest","received_at","secrecy":[{"authority","from","indefinite":bool,
	 *   "reference","until"|null}],"subdivision"|null}
	 */
	AMBIT_LEDGER_RECEIVED,
	/* {"exit":0|3|4|5,"findings":[{"code","severity"}]}; severity R, N, H,
	 * or F: flagged. Rows in findings; exit 0, or 4, which is to wait,
	 * makes a rejected case pending again. Of no case where what was
	 * judged is no order: with "order_digest" then, unless it was too long
	 * to be read. */
	AMBIT_LEDGER_CHECKED,
	/* {}: outcome rejected, unless something left already. */
	AMBIT_LEDGER_REJECTED,
	/* {}: narrowed. */
	AMBIT_LEDGER_NARROWING,
	/* {"certificate_sha256","signed_at"}: of the order's approval. */
	AMBIT_LEDGER_APPROVED,
	/* {"approver","code","reason"}: findings of that code, and a rejected
	 * case is pending again. */
	AMBIT_LEDGER_OVERRIDDEN,
	/* {"addressee","answered_at"|null,"result","tried_at"}: a row in
	 * redirects. result agreed: outcome redirected; refused after that:
	 * pending again. */
	AMBIT_LEDGER_REDIRECT,
	/* {"approved_by"|null,"exception"|null,"state"}: a row in notices. */
	AMBIT_LEDGER_NOTICE,
	/* {"authority","challenged_at"|null,"from","indefinite":bool,
	 * "reference","until"|null}: the row of that reference and from in
	 * secrecy is made, or made anew. */
	AMBIT_LEDGER_SECRECY,
	/* {"counts":[{"damaged","held","outside","produced","seen","store",
	 *  "task"}],"cpu_seconds","production_id","tagmanifest_sha256"}: made,
	 * not released. Rows in counts in the place of earlier ones. */
	AMBIT_LEDGER_PRODUCED,
	/* {"accounts":[{"account_key","disclosed","service"}],
	 *  "classes_disclosed":CLASSES,"outcome":content|nonContent|noData,
	 *  "production_id","tagmanifest_sha256","undone":bool}: appended before
	 * the package appears. undone: it did not, and the case is pending,
	 * but not where "stands":true says that an earlier one did. */
	AMBIT_LEDGER_RELEASED,
	AMBIT_LEDGER_SEALED,    /* {} */
	AMBIT_LEDGER_PRESERVED, /* {} */
	AMBIT_LEDGER_DESTROYED, /* {} */
	/* {"reason"}: withdrawn, and the outcome of that name unless something
	 * left. */
	AMBIT_LEDGER_WITHDRAWN,
	/* {"amount"|null,"claimed":bool,"cpu_seconds","minutes":{NAME:N,...},
	 *  "waiver_reason"|null}. One row of costs a case: the sum of all
	 * minutes, the last amount that is not null, all else of the last. */
	AMBIT_LEDGER_COST,
	AMBIT_LEDGER_N_KINDS,
};

/* "received", "checked", ... */
const char *ambit_ledger_kind_name(enum ambit_ledger_kind kind);

struct ambit_ledger_event {
	uint64_t seq; /* from 1; given by append */
	int64_t at;
	struct ambit_span by;      /* the operator */
	struct ambit_span case_id; /* "": of no case */
	enum ambit_ledger_kind kind;
	struct ambit_span body; /* one canonical JSON object (ambit/json.h) */
};

/*
 * Append one event and bring the tables up to date with it. Outside begin and
 * commit it is on the disk when this returns 0. *seq_r (may be NULL): its
 * number. -1 and *err_r: the ledger is as it was. AMBIT_E_FORMAT where the end
 * of the ledger is not what was appended last.
 */
int ambit_ledger_append(struct ambit_ledger *ledger,
    const struct ambit_ledger_event *event, uint64_t *seq_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/*
 * Several in one: what is read and appended between the two is seen by others
 * whole or not at all, and nobody else writes. After an append that failed,
 * roll back.
 */
int ambit_ledger_begin(struct ambit_ledger *ledger, struct ambit_err *err_r)
    __attribute__((warn_unused_result));
int ambit_ledger_commit(struct ambit_ledger *ledger, struct ambit_err *err_r)
    __attribute__((warn_unused_result));
void ambit_ledger_rollback(struct ambit_ledger *ledger);

/* ---- cases ---- */

/* The case of an order digest: 1, 0 where there is none, -1 and *err_r. */
int ambit_ledger_case(struct ambit_ledger *ledger,
    const unsigned char order_digest[32], char case_id_r[AMBIT_LEDGER_CASE_LEN],
    struct ambit_err *err_r) __attribute__((warn_unused_result));

struct ambit_ledger_receipt {
	const struct ambit_order *order;
	const struct ambit_registry *registry;
	const struct ambit_scope *scopes; /* one a task */
	int64_t at;
	struct ambit_span by;
};

/* The order's case, as above; where there is none it is received now: 0. */
int ambit_ledger_receive(struct ambit_ledger *ledger,
    const struct ambit_ledger_receipt *receipt,
    char case_id_r[AMBIT_LEDGER_CASE_LEN], struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/*
 * The last event of a kind in a case, in arena: 1, 0 where there is none, -1
 * and *err_r. The state of notice is that of AMBIT_LEDGER_NOTICE.
 */
int ambit_ledger_last(struct ambit_ledger *ledger, struct ambit_span case_id,
    enum ambit_ledger_kind kind, struct ambit_arena *arena,
    struct ambit_ledger_event *event_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Has the case an event of the kind with a member of this name and text? 1, 0,
 * -1 and *err_r. */
int ambit_ledger_has(struct ambit_ledger *ledger, struct ambit_span case_id,
    enum ambit_ledger_kind kind, const char *name, struct ambit_span text,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/*
 * Every event of a kind, in order, lent to give: 0 when all were given, -1 and
 * *err_r where give or the ledger fails. give must not append.
 */
int ambit_ledger_each(struct ambit_ledger *ledger, enum ambit_ledger_kind kind,
    int (*give)(void *ctx, const struct ambit_ledger_event *event,
	struct ambit_err *err_r),
    void *ctx, struct ambit_err *err_r) __attribute__((warn_unused_result));

/*
 * How many other cases ask for one of the case's accounts in a range that
 * overlaps (package.md L27)? Those from which nothing will come are not
 * counted: rejected, withdrawn, redirected.
 */
int
ambit_ledger_overlaps(struct ambit_ledger *ledger, struct ambit_span case_id,
    uint64_t *n_r, struct ambit_err *err_r) __attribute__((warn_unused_result));

/* The account of a task, or the name that nobody held: the same in every case,
 * and nothing to one who has no key. */
int ambit_ledger_account_key(struct ambit_ledger *ledger,
    const struct ambit_scope *scope, char key_r[AMBIT_LEDGER_KEY_LEN],
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* The connection, lent until close: to read the tables of law.md 9 with. */
struct sqlite3 *ambit_ledger_db(struct ambit_ledger *ledger);

/* ---- verification ---- */

/* How far the ledger had come: an auditor notes it down, and asks later. */
struct ambit_ledger_head {
	uint64_t seq;
	unsigned char hash[32];
};

struct ambit_ledger_verdict {
	bool good;
	struct ambit_ledger_head head; /* as far as the chain is whole */
	uint64_t seq;                  /* not good: the first that is wrong */
	char what[240];                /* and what is wrong there */
};

/*
 * Recompute everything: the chain, the tables from the bodies, the stored head,
 * the schema, SQLite's own structure. known: the ledger must have come by there
 * unchanged; NULL: not asked. 0 and the verdict; -1 and *err_r where it cannot
 * be told.
 */
int ambit_ledger_verify(struct ambit_ledger *ledger,
    const struct ambit_ledger_head *known,
    struct ambit_ledger_verdict *verdict_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

#endif
