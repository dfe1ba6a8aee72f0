#ifndef AMBIT_PROVIDER_LEDGER_REPLAY_H
#define AMBIT_PROVIDER_LEDGER_REPLAY_H

#include "ledger_state.h"

/* The most triggers of one kind of event, and statements of one trigger. */
#define LEDGER_RULES   2
#define LEDGER_CHANGES 5

struct ledger_rule {
	sqlite3_stmt *when; /* NULL: it is for every event of the kind */
	sqlite3_stmt *change[LEDGER_CHANGES]; /* NULL: there is no more */
};

/* An empty ledger in memory whose tables are told of the events of a shard: of
 * one case in so many. */
struct ledger_replay {
	sqlite3 *db;
	size_t shard, n_shards;
	struct ledger_rule rules[AMBIT_LEDGER_N_KINDS][LEDGER_RULES];
};

/* SQLITE_OK, or its error. Close it in any case. */
int
ledger_replay_open(struct ledger_replay *replay, size_t shard, size_t n_shards);
void ledger_replay_close(struct ledger_replay *replay);

/* Is the case of this shard? */
bool ledger_replay_has(const struct ledger_replay *replay,
    struct ambit_span case_id);

/*
 * Change the tables as the ledger's triggers do, if the case is of this shard.
 * 1; 0: it is no event of a known kind, or does not hold what one of its kind
 * holds; -1: no memory.
 */
int
ledger_replay_event(struct ledger_replay *replay, const struct ledger_row *row);

/* ---- ledger_compare.c ---- */

/*
 * Are the schema, or the rows of the shard's cases, as in the ledger in memory?
 * 1; 0 with the verdict on the first event of which a row is not; -1 and
 * *err_r.
 */
int ledger_compare_schema(struct ambit_ledger *ledger,
    const struct ledger_replay *replay, struct ambit_ledger_verdict *verdict_r,
    struct ambit_err *err_r);
int
ledger_compare(struct ambit_ledger *ledger, const struct ledger_replay *replay,
    struct ambit_ledger_verdict *verdict_r, struct ambit_err *err_r);

#endif
