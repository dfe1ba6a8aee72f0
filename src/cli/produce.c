/*
 * ambit produce: carry an approved order out, whole or one unit of it.
 */

/* System. */
#include <stdio.h>

/* Floor 8. */
#include "job.h"
#include "say.h"

static enum cli_exit
produce_all(struct job *job)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_run_terms terms = job_terms(job);
	int got;

	progress_begin(&job->progress, job->cli);
	got = ambit_run(&terms, &job->result, &err);
	progress_end(&job->progress);
	if (got < 0)
		return job_fail(job, &err);
	if (job->result.reused > 0)
		say_note(job->cli, "resumed",
		    "%u units of an earlier run were used again",
		    job->result.reused);
	return job_tell(job);
}

/* For another machine to join: ambit assemble. */
static enum cli_exit
produce_unit(struct job *job)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_run_terms terms = job_terms(job);
	bool done;

	if (terms.refusal != NULL) {
		(void)ambit_err_set(&err, AMBIT_E_REGISTRY, "%s",
		    terms.refusal);
		return say_err(job->cli, &err, "the unit was not made");
	}
	if (ambit_run_unit(&terms, job->cli->unit, &done, &err) < 0)
		return say_err(job->cli, &err, "the unit was not made");
	say_result(job->cli, "unit", "unit %u is %s", job->cli->unit,
	    done ? "there already" : "done");
	return CLI_COMPLETE;
}

static enum cli_exit
run(const struct cli *cli)
{
	bool one = cli->unit > 0;
	struct job job;
	enum cli_exit status;

	if (cli->out == NULL || (cli->key == NULL) != one) {
		(void)fprintf(stderr,
		    "ambit: produce needs --out DIR and --key FILE; with "
		    "--unit, no key\n");
		return CLI_USAGE;
	}
	if (!job_usage(cli))
		return CLI_USAGE;
	status = job_open(cli, !one, &job);
	if (status == CLI_COMPLETE)
		status = (one ? produce_unit : produce_all)(&job);
	job_close(&job);
	return status;
}

const struct cli_command cli_produce = {
	.name = "produce",
	.usage = "ORDER --out DIR --key FILE [-j N] [--as folder|zip]\n"
		 "           [--read-back] [--accept-no-landlock]\n"
		 "           [--from-preserved DIR]\n"
		 "           [--registry FILE] [--root DIR] [--as-of INSTANT]\n"
		 "           [--operator NAME] [--json] [--quiet]\n"
		 "       ambit produce ORDER --out DIR --unit K [...]",
	.says = "carry the order out: a signed package and its custody record",
	.takes = "rRtpokaJUBLFjq",
	.min = 1,
	.max = 1,
	.run = run,
};
