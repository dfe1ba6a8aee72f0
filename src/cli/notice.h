#ifndef AMBIT_CLI_NOTICE_H
#define AMBIT_CLI_NOTICE_H

#include "ambit/standing.h"

#include "case.h"

/*
 * What the commands on redirect and notice have in common.
 */

/*
 * Record the deed at c->now, unless the standing of the case forbids it: then
 * why not is said, CLI_ON_HOLD, and nothing is recorded.
 */
enum cli_exit
notice_record(struct cli_case *c, const struct ambit_standing_deed *deed);

/* Say how the case stands, now that something was recorded. A gate that is
 * still shut is no failure to record. */
enum cli_exit notice_recorded(struct cli_case *c);

/* Print the calendar of the registry's ledger. */
enum cli_exit notice_calendar(const struct cli *cli);

#endif
