#ifndef AMBIT_CLI_RECORD_H
#define AMBIT_CLI_RECORD_H

#include "ambit/json.h"
#include "ambit/ledger.h"
#include "ambit/run.h"
#include "case.h"

/*
 * What is done about an order is written in the provider's ledger. It is open
 * between the two and never while processes are forked; a ledger that cannot
 * be used stops the command, and all of these have said why.
 */

/* The registry's ledger, or ledger.db beside the registry at path. */
enum cli_exit record_path(const struct cli *cli,
    const struct ambit_registry *registry, const char *path, char path_r[4096]);

/* Open c->ledger, and find or receive the case: c->case_id. */
enum cli_exit record_open(struct cli_case *c);
/* The same for one who only asks: nothing is written, and where the ledger has
 * no such case it is not open. */
enum cli_exit record_look(struct cli_case *c);
/* After case_open, which said status: where it has refused the order's file,
 * that is a judgement too, of no case. */
enum cli_exit record_refused(struct cli_case *c, enum cli_exit status);
void record_close(struct cli_case *c);

/* The operator: --operator, or whose login it is. Lent for good. */
struct ambit_span record_by(const struct cli *cli);

/* Append an event of the case at c->now, of a body that text has room for. */
int record_append(struct cli_case *c, enum ambit_ledger_kind kind,
    const struct ambit_text *body, struct ambit_err *err_r);

/* The approval with this certificate's digest, signed at that instant. */
int record_approved(struct cli_case *c, const unsigned char sha256[32],
    int64_t signed_at, struct ambit_err *err_r);

/* Has counsel overridden what is found by that code? Was the order withdrawn?
 * 1, 0, which is the answer where no ledger is open, -1 and *err_r. */
int record_overridden(struct cli_case *c, const char *code,
    struct ambit_err *err_r);
int record_withdrawn(struct cli_case *c, struct ambit_err *err_r);

/* The judgement of case_judge, which was status; the signatures that
 * the ledger does not know yet; and whether other orders overlap with this
 * one, which is said. */
enum cli_exit record_checked(struct cli_case *c, enum cli_exit status);

/* What was made, and that it leaves now: commits what the caller has begun, or
 * -1 and *err_r, and it is not recorded. Or that it did not leave after all.
 * outfd: the folder with the custody record. */
int record_released(struct cli_case *c, int outfd,
    const struct ambit_run_result *result, uint64_t bytes_read,
    struct ambit_err *err_r);
enum cli_exit record_undone(struct cli_case *c);

#endif
