#ifndef AMBIT_CLI_PROGRESS_H
#define AMBIT_CLI_PROGRESS_H

#include "ambit/run.h"
#include "cli.h"

/*
 * How far a run is: bytes, items, rate, time left, on one line of a terminal.
 * In a pipe there is none; with --json it is an event a second.
 */
struct progress {
	const struct cli *cli;
	bool shown;          /* stderr is a terminal, or --json */
	int64_t began, last; /* monotonic, microseconds */
};

void progress_begin(struct progress *p, const struct cli *cli);

/* ctx is a struct progress: an ambit_run_terms.tick. */
void progress_tick(void *ctx, const struct ambit_run_tick *tick);

/* Leave the line. */
void progress_end(struct progress *p);

#endif
