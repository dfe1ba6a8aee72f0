#ifndef AMBIT_CLI_RELEASE_H
#define AMBIT_CLI_RELEASE_H

#include "ambit/standing.h"

#include "case.h"

/*
 * The gates of a release (law.md 6, H_...; 7.1): redirect, notice, objections.
 */

/* How the case stands at c->now, by the order, the registry and c->ledger;
 * in the case's arena. CLI_COMPLETE, or what went wrong, and it was said. */
enum cli_exit
release_standing(struct cli_case *c, struct ambit_standing *standing_r);

/*
 * After case_judge, which said status: every gate that is shut at c->now is
 * said, and kept with what was found; where none is, those that what the ledger
 * has of later shuts. CLI_ON_HOLD where any is and nothing is worse.
 * An order that only preserves releases nothing, and has no gates.
 */
enum cli_exit release_judge(struct cli_case *c, enum cli_exit status);

#endif
