/*
 * ambit produce: carry an approved order out.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Floor 6 and below. */
#include "ambit/reader.h"
#include "ambit/run.h"
#include "ambit/sign.h"

/* Floor 8. */
#include "case.h"
#include "progress.h"
#include "say.h"

struct job {
	const struct cli *cli;
	struct progress progress;
	struct ambit_complaints paths; /* of stores that are not in place */
	enum cli_exit refused; /* at release; CLI_COMPLETE: it was not */
	struct cli_case c;
	int outfd;
	X509 *cert;
	EVP_PKEY *key;
};

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

/* The certificate of the registry's Signer that the key belongs to. */
static int
find_signer(struct job *job, struct ambit_err *err_r)
{
	const struct ambit_registry *registry = &job->c.registry;

	for (size_t i = 0; i < registry->n_signers; i++) {
		const struct ambit_signer *signer = &registry->signers[i];
		unsigned char sha256[32];
		char path[4096];

		(void)snprintf(path, sizeof(path), "%.*s",
		    (int)signer->certificate.len,
		    (const char *)signer->certificate.ptr);
		if (ambit_approval_read_cert(job->c.rootfd, path, &job->cert,
			err_r) < 0 ||
		    ambit_approval_fingerprint(job->cert, sha256, err_r) < 0)
			return -1;
		if (memcmp(sha256, signer->sha256, sizeof(sha256)) != 0)
			return ambit_err_set(err_r, AMBIT_E_REGISTRY,
			    "%s: not the certificate that the registry pins",
			    path);
		if (X509_check_private_key(job->cert, job->key) == 1)
			return ambit_sign_fits(job->cert, job->key, err_r);
		X509_free(job->cert);
		job->cert = NULL;
	}
	return ambit_err_set(err_r, AMBIT_E_REGISTRY,
	    "the key belongs to no Signer of the registry");
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

static int64_t
real_time(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * AMBIT_SECOND + now.tv_nsec / 1000;
}

static enum cli_exit
tell(const struct job *job, const struct ambit_run_result *result)
{
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

static void
tick(void *ctx, const struct ambit_run_tick *at)
{
	struct job *job = ctx;

	progress_tick(&job->progress, at);
}

/* law.md 7.1, G10: what was valid at the start is judged again at the end. */
static int
release(void *ctx, struct ambit_err *err_r)
{
	struct job *job = ctx;

	job->c.now = cli_now(job->cli);
	job->refused = case_judge(&job->c);
	if (job->refused == CLI_COMPLETE)
		return 0;
	return ambit_err_set(err_r, AMBIT_E_ORDER,
	    "the order may no longer be carried out");
}

static enum cli_exit
carry_out(struct job *job)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_run_result result;
	struct ambit_run_terms terms = {
		.order = &job->c.order,
		.registry = &job->c.registry,
		.scopes = job->c.scopes,
		.p7s = job->c.p7s,
		.rootfd = job->c.rootfd,
		.outfd = job->outfd,
		.orderfd = job->c.orderfd,
		.refusal = job->paths.n > 0 ? job->paths.v[0].text : NULL,
		.started = real_time(),
		.as_of = job->cli->has_as_of ? job->cli->as_of : INT64_MIN,
		.cert = job->cert,
		.key = job->key,
		.tick = tick,
		.release = release,
		.ctx = job,
	};
	int got;

	progress_begin(&job->progress, job->cli);
	got = ambit_run(&terms, &result, &err);
	progress_end(&job->progress);
	if (got < 0) {
		(void)say_err(job->cli, &err, "no package was made");
		return job->refused != CLI_COMPLETE ? job->refused : CLI_FAILED;
	}
	return tell(job, &result);
}

static enum cli_exit
prepare(struct job *job)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };

	if (ambit_span_equal(job->c.order.delivery_format,
		AMBIT_LIT("bag+dat")))
		say_note(job->cli, "note",
		    "Delivery/@format=\"bag+dat\": this version gives the bag, "
		    "without the DAT file");
	if (ambit_approval_read_key(AT_FDCWD, job->cli->key, &job->key, &err) <
		0 ||
	    find_signer(job, &err) < 0 || open_output(job, &err) < 0)
		return say_err(job->cli, &err, "nothing was read");
	return CLI_COMPLETE;
}

static enum cli_exit
produce(struct job *job)
{
	enum cli_exit status = case_open(job->cli, &job->c);

	if (status == CLI_COMPLETE)
		status = case_judge(&job->c);
	if (status == CLI_COMPLETE)
		status = refuse_what_cannot_be_done(job);
	if (status == CLI_COMPLETE)
		status = prepare(job);
	if (status == CLI_COMPLETE) {
		/* A store that is missing fails the run, on the record. */
		(void)case_paths(&job->c, &job->paths);
		status = carry_out(job);
	}
	return status;
}

static enum cli_exit
run(const struct cli *cli)
{
	struct job job = { .cli = cli, .outfd = -1 };
	enum cli_exit status;

	if (cli->out == NULL || cli->key == NULL) {
		(void)fprintf(stderr,
		    "ambit: produce needs --out DIR and --key FILE\n");
		return CLI_USAGE;
	}
	if (cli->as != NULL && strcmp(cli->as, "folder") != 0) {
		(void)fprintf(stderr,
		    "ambit: --as %s: this version writes folders\n", cli->as);
		return CLI_USAGE;
	}
	status = produce(&job);
	X509_free(job.cert);
	EVP_PKEY_free(job.key);
	if (job.outfd != -1)
		(void)close(job.outfd);
	case_close(&job.c);
	return status;
}

const struct cli_command cli_produce = {
	.name = "produce",
	.usage = "ORDER --out DIR --key FILE [--as folder] [--registry FILE]\n"
		 "           [--root DIR] [--as-of INSTANT] [--json] [--quiet]",
	.says = "carry the order out: a signed package and its custody record",
	.takes = "rRtokajq",
	.min = 1,
	.max = 1,
	.run = run,
};
