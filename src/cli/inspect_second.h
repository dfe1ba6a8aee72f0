#ifndef AMBIT_CLI_INSPECT_SECOND_H
#define AMBIT_CLI_INSPECT_SECOND_H

#include "ambit/registry.h"
#include "cli.h"

/*
 * Print what libpst finds in the store of Outlook at fd beside what ambit
 * does, and each difference. -1 and *err_r where our own reader refuses the
 * store, or the machine failed: what libpst says is printed all the same.
 */
int inspect_second(const struct cli *cli, const struct ambit_store *store,
    const struct ambit_limits *limits, int fd, int spoolfd,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

#endif
