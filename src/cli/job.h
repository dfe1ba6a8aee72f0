#ifndef AMBIT_CLI_JOB_H
#define AMBIT_CLI_JOB_H

#include "ambit/complaint.h"
#include "ambit/run.h"

#include "case.h"
#include "progress.h"

/*
 * A job: an order to be carried out, whole, by one unit, or from units that are
 * there. What produce and assemble have in common.
 */
struct job {
	const struct cli *cli;
	struct progress progress;
	struct ambit_complaints paths; /* of stores that are not in place */
	enum cli_exit refused; /* at release; CLI_COMPLETE: it was not */
	struct ambit_run_result result;
	uint64_t bytes; /* read so far, while it runs */
	bool released;  /* the ledger says that it is */
	struct cli_case c;
	int outfd, keyfd;
	X509 **certs;
	size_t n_certs;
};

/* Load, judge and prepare: what cannot be done is refused before anything is
 * read. with_key: the production will be signed. Close it in any case. */
enum cli_exit job_open(const struct cli *cli, bool with_key, struct job *job_r);
void job_close(struct job *job);

/* What the run is told; job outlives it. */
struct ambit_run_terms job_terms(struct job *job);

/* Say what came of it. */
enum cli_exit job_tell(const struct job *job);
/* Takes a release back that the ledger has, and that did not come true. */
enum cli_exit job_fail(struct job *job, const struct ambit_err *err);

/* --as and -j are words that there are; else it says so. */
bool job_usage(const struct cli *cli);

#endif
