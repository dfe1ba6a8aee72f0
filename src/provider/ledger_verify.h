#ifndef AMBIT_PROVIDER_LEDGER_VERIFY_H
#define AMBIT_PROVIDER_LEDGER_VERIFY_H

#include "ledger_replay.h"

/* In this order what is wrong is told. */
enum ledger_stage { LEDGER_EVENTS, LEDGER_HEAD, LEDGER_TABLES, LEDGER_FILE };

/*
 * A part of the verification. Each has a connection and a verdict of its own,
 * so that they run side by side and share nothing.
 */
struct ledger_part {
	/* 1: good; 0: the verdict says what is wrong; -1 and *err_r. */
	int (*verify)(struct ledger_part *part, struct ambit_err *err_r);
	struct ambit_ledger *ledger;
	const struct ambit_ledger_head *known; /* the chain's; may be NULL */
	struct ledger_replay replay;           /* a shard's */
	enum ledger_stage stage;               /* of what is wrong */
	struct ambit_ledger_verdict verdict;
	int got;
	struct ambit_err err;
};

/* ---- ledger_verify_part.c ---- */

/* Every event's hash, and that the last is the one that was noted. */
int ledger_verify_chain(struct ledger_part *part, struct ambit_err *err_r);
/* The tables of the cases of part->replay, from their events. */
int ledger_verify_shard(struct ledger_part *part, struct ambit_err *err_r);
/* SQLite's own structure, indexes included. */
int ledger_verify_file(struct ledger_part *part, struct ambit_err *err_r);

#endif
