/*
 * ambit assemble: make the package of units that were produced one by one.
 */

/* System. */
#include <stdio.h>

/* Floor 8. */
#include "job.h"

static enum cli_exit
assemble(struct job *job)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_run_terms terms = job_terms(job);

	if (ambit_run_assemble(&terms, &job->result, &err) < 0)
		return job_fail(job, &err);
	return job_tell(job);
}

static enum cli_exit
run(const struct cli *cli)
{
	struct job job;
	enum cli_exit status;

	if (cli->out == NULL || cli->key == NULL) {
		(void)fprintf(stderr,
		    "ambit: assemble needs --out DIR and --key FILE\n");
		return CLI_USAGE;
	}
	if (!job_usage(cli))
		return CLI_USAGE;
	status = job_open(cli, true, &job);
	if (status == CLI_COMPLETE)
		status = assemble(&job);
	job_close(&job);
	return status;
}

const struct cli_command cli_assemble = {
	.name = "assemble",
	.usage = "ORDER --out DIR --key FILE [-j N] [--as folder|zip]\n"
		 "           [--read-back] [--accept-no-landlock]\n"
		 "           [--from-preserved DIR]\n"
		 "           [--registry FILE] [--root DIR] [--as-of INSTANT]\n"
		 "           [--operator NAME] [--json] [--quiet]",
	.says = "make the package of units that were produced one by one",
	.takes = "rRtpokaJBLFjq",
	.min = 1,
	.max = 1,
	.run = run,
};
