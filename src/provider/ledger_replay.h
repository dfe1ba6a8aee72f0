#ifndef AMBIT_PROVIDER_LEDGER_REPLAY_H
#define AMBIT_PROVIDER_LEDGER_REPLAY_H

#include "ledger_state.h"

/* The most triggers of one kind of event, and statements of one trigger. */
#define LEDGER_RULES   2
#define LEDGER_CHANGES 4

struct ledger_rule {
	sqlite3_stmt *when; /* NULL: there is no such rule */
	sqlite3_stmt *change[LEDGER_CHANGES];
};

/* An empty ledger in memory whose tables are told of events. */
struct ledger_replay {
	sqlite3 *db;
	struct ledger_rule rules[AMBIT_LEDGER_N_KINDS][LEDGER_RULES];
};

/* SQLITE_OK, or its error. Close it in any case. */
int ledger_replay_open(struct ledger_replay *replay);
void ledger_replay_close(struct ledger_replay *replay);

/* Change the tables as the ledger's triggers do. False: it is no event of a
 * known kind, or does not hold what one of its kind holds. */
bool
ledger_replay_event(struct ledger_replay *replay, const struct ledger_row *row);

#endif
