/*
 * A job: loading an order with all that belongs to it and preparing its run.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 7 and below. */
#include "ambit/reader.h"
#include "ambit/role.h"

/* Floor 8. */
#include "job.h"
#include "preserve.h"
#include "record.h"
#include "release.h"
#include "say.h"

/* More units at once than any machine has use for. */
#define JOBS_MAX 256

/* What this version cannot do is refused before anything is read. */
static enum cli_exit
refuse_what_cannot_be_done(const struct job *job)
{
	const struct cli_case *c = &job->c;

	if (c->order.split) {
		say_note(job->cli, "error",
		    "Delivery/@split: this version makes one package");
		return CLI_FAILED;
	}
	for (size_t i = 0; i < c->registry.n_stores; i++) {
		const struct ambit_store *store = &c->registry.stores[i];

		if (!ambit_run_opens(&c->order, c->scopes, store) ||
		    ambit_reader_of(store->format) != NULL)
			continue;
		say_note(job->cli, "error",
		    "store %.*s: this version does not read the format %s; "
		    "nothing was produced",
		    (int)store->id.len, (const char *)store->id.ptr,
		    ambit_store_format_name(store->format));
		return CLI_FAILED;
	}
	return CLI_COMPLETE;
}

/* The certificates of the registry's Signers: the signer finds its own. */
static int
read_certs(struct job *job, struct ambit_err *err_r)
{
	const struct ambit_registry *registry = &job->c.registry;

	job->certs = calloc(registry->n_signers + 1, sizeof(X509 *));
	if (job->certs == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "certificates");
	for (size_t i = 0; i < registry->n_signers; i++) {
		job->n_certs++;
		if (case_signer(&job->c, i, &job->certs[i], err_r) < 0)
			return -1;
	}
	return 0;
}

static int
open_output(struct job *job, struct ambit_err *err_r)
{
	if (mkdir(job->cli->out, 0777) == -1 && errno != EEXIST)
		return ambit_err_set(err_r, AMBIT_E_IO, "make %s",
		    job->cli->out);
	job->outfd = open(job->cli->out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (job->outfd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open %s",
		    job->cli->out);
	if (faccessat(job->outfd, ".", W_OK | X_OK, AT_EACCESS) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "write to %s",
		    job->cli->out);
	return 0;
}

enum cli_exit
job_tell(const struct job *job)
{
	const struct ambit_run_result *result = &job->result;
	char id[AMBIT_PRODUCTION_ID_LEN];
	const struct ambit_custody_sums *n = &result->items;

	ambit_production_id(&job->c.order, id);
	say_result(job->cli, "produced",
	    "%s/%s: %ju files, %ju rows, %ju bytes in %u volume%s",
	    job->cli->out, id, (uintmax_t)result->package.files,
	    (uintmax_t)result->package.rows, (uintmax_t)result->package.bytes,
	    result->package.volumes, result->package.volumes == 1 ? "" : "s");
	say_result(job->cli, "items",
	    "seen %ju = produced %ju + outside %ju + held %ju + damaged %ju",
	    (uintmax_t)n->seen, (uintmax_t)n->produced, (uintmax_t)n->outside,
	    (uintmax_t)n->held, (uintmax_t)n->damaged);
	if (n->held + n->damaged == 0)
		return CLI_COMPLETE;
	say_note(job->cli, "review",
	    "a person must look at %s/custody/%s/held.csv and damage.csv",
	    job->cli->out, id);
	return CLI_REVIEW;
}

enum cli_exit
job_fail(struct job *job, const struct ambit_err *err)
{
	(void)say_err(job->cli, err, "no package was made");
	if (job->released && record_open(&job->c) == CLI_COMPLETE)
		(void)record_undone(&job->c);
	record_close(&job->c);
	return job->refused != CLI_COMPLETE ? job->refused : CLI_FAILED;
}

static void
tick(void *ctx, const struct ambit_run_tick *at)
{
	struct job *job = ctx;

	job->bytes = at->bytes;
	progress_tick(&job->progress, at);
}

/* The gates are asked while nobody else writes, and at an instant that is not
 * before the last event: what would shut one is in the ledger by now, or comes
 * behind the release. */
static enum cli_exit
judge_gates(struct job *job, enum cli_exit status)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };

	if (status == CLI_FAILED)
		return status;
	if (ambit_ledger_begin(job->c.ledger, &err) < 0)
		return say_err(job->cli, &err, "");
	job->c.now = cli_now(job->cli);
	status = release_judge(&job->c, status);
	if (status != CLI_COMPLETE)
		ambit_ledger_rollback(job->c.ledger);
	return status;
}

/* law.md 7.1, G10: what was valid at the start is judged again at the end.
 * CLI_COMPLETE: and the ledger waits for what is appended. */
static enum cli_exit
judge_again(struct job *job)
{
	enum cli_exit status;

	job->c.now = cli_now(job->cli);
	status = record_open(&job->c);
	if (status == CLI_COMPLETE)
		status = judge_gates(job, case_judge(&job->c));
	return status == CLI_COMPLETE || status == CLI_FAILED
	    ? status
	    : record_checked(&job->c, status);
}

/* Why it leaves, or that it does not, stands in the ledger first. */
static int
release(void *ctx, struct ambit_err *err_r)
{
	struct job *job = ctx;

	job->refused = judge_again(job);
	if (job->refused == CLI_COMPLETE)
		job->released = record_released(&job->c, job->outfd,
				    &job->result, job->bytes, err_r) == 0;
	record_close(&job->c);
	if (job->refused == CLI_COMPLETE)
		return job->released ? 0 : -1;
	return ambit_err_set(err_r, AMBIT_E_ORDER,
	    job->refused == CLI_FAILED
		? "the order cannot be judged again"
		: "the order may no longer be carried out");
}

static unsigned
processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > JOBS_MAX ? JOBS_MAX : (unsigned)n;
}

bool
job_usage(const struct cli *cli)
{
	if (cli->as != NULL && strcmp(cli->as, "folder") != 0 &&
	    strcmp(cli->as, "zip") != 0)
		(void)fprintf(stderr, "ambit: --as %s: it is folder or zip\n",
		    cli->as);
	else if (cli->jobs > JOBS_MAX)
		(void)fprintf(stderr, "ambit: -j %u: at most %d\n", cli->jobs,
		    JOBS_MAX);
	else
		return true;
	return false;
}

struct ambit_run_terms
job_terms(struct job *job)
{
	const struct cli *cli = job->cli;

	return (struct ambit_run_terms){
		.order = &job->c.order,
		.registry = &job->c.registry,
		.scopes = job->c.scopes,
		.p7s = job->c.p7s,
		.rootfd = job->c.rootfd,
		.frozenfd = job->c.frozenfd,
		.outfd = job->outfd,
		.orderfd = job->c.orderfd,
		.refusal = job->paths.n > 0 ? job->paths.v[0].text : NULL,
		.started = cli_clock(),
		.as_of = cli->has_as_of ? cli->as_of : INT64_MIN,
		.certs = job->certs,
		.n_certs = job->n_certs,
		.keyfd = job->keyfd,
		.jobs = cli->jobs > 0 ? cli->jobs : processors(),
		.archive = cli->as != NULL && strcmp(cli->as, "zip") == 0,
		.read_back = cli->read_back,
		.without_landlock = cli->without_landlock,
		.tick = tick,
		.release = release,
		.ctx = job,
	};
}

/* cages.md 4: less power before the first fork. */
static int
drop_power(struct job *job, struct ambit_err *err_r)
{
	bool root;

	if (ambit_role_drop(job->outfd, &root, err_r) < 0)
		return -1;
	if (root && !job->cli->quiet)
		say_note(job->cli, "note",
		    "running as root: let the output folder belong to another "
		    "user, and ambit runs as that user");
	return 0;
}

static enum cli_exit
prepare(struct job *job, bool with_key)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };

	if (ambit_span_equal(job->c.order.delivery_format,
		AMBIT_LIT("bag+dat")))
		say_note(job->cli, "note",
		    "Delivery/@format=\"bag+dat\": this version gives the bag, "
		    "without the DAT file");
	if ((with_key &&
		(ambit_approval_open_key(AT_FDCWD, job->cli->key, &job->keyfd,
		     &err) < 0 ||
		    read_certs(job, &err) < 0)) ||
	    open_output(job, &err) < 0 || drop_power(job, &err) < 0)
		return say_err(job->cli, &err, "nothing was read");
	return CLI_COMPLETE;
}

enum cli_exit
job_open(const struct cli *cli, bool with_key, struct job *job_r)
{
	enum cli_exit status;

	*job_r = (struct job){ .cli = cli, .outfd = -1, .keyfd = -1 };
	status = record_refused(&job_r->c, case_open(cli, &job_r->c));
	if (status == CLI_COMPLETE)
		status = record_open(&job_r->c);
	if (status == CLI_COMPLETE && cli->from_preserved != NULL)
		status = preserve_stores(&job_r->c, cli->from_preserved);
	if (status == CLI_COMPLETE)
		status = record_checked(&job_r->c,
		    release_judge(&job_r->c, case_judge(&job_r->c)));
	record_close(&job_r->c);
	if (status == CLI_COMPLETE)
		status = refuse_what_cannot_be_done(job_r);
	if (status == CLI_COMPLETE)
		status = prepare(job_r, with_key);
	/* What root could write, who we are now may not: better known here than
	 * at the release. */
	if (status == CLI_COMPLETE)
		status = record_open(&job_r->c);
	record_close(&job_r->c);
	/* A store that is missing fails the run, on the record. */
	if (status == CLI_COMPLETE)
		(void)case_paths(&job_r->c, &job_r->paths);
	return status;
}

void
job_close(struct job *job)
{
	for (size_t i = 0; i < job->n_certs; i++)
		X509_free(job->certs[i]);
	free(job->certs);
	if (job->outfd != -1)
		(void)close(job->outfd);
	case_close(&job->c);
}
