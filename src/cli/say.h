#ifndef AMBIT_CLI_SAY_H
#define AMBIT_CLI_SAY_H

#include "ambit/complaint.h"
#include "ambit/sink.h"
#include "cli.h"

/*
 * The only place that prints. Errors and notes are one line each on stderr;
 * with --json each is one object a line on stdout instead.
 */

/* What failed, where, what to do. Returns CLI_FAILED, for "return say_err". */
enum cli_exit
say_err(const struct cli *cli, const struct ambit_err *err, const char *advice);

/* Every complaint, one line each: "order.xml:12: E_DATE_ZONE ...". */
void say_complaints(const struct cli *cli, const char *file,
    const struct ambit_complaints *complaints);

/* One thing to know, that is no error. kind is its word in JSON. */
void say_note(const struct cli *cli, const char *kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* A result on stdout: nothing with --quiet. */
void say_result(const struct cli *cli, const char *kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* One object of words on stdout, as JSON; kind is its event. */
void say_object(const char *kind, const char *const *names,
    const char *const *values, size_t n);

/* A sink that writes to stdout. */
extern struct ambit_sink say_stdout;

/* Was everything that went to stdout really written? */
bool say_done(void);

#endif
