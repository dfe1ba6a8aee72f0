/*
 * The monitor and the signer: forked before any store is opened, told digests,
 * believed only where the public key agrees.
 */

/* System. */
#include <string.h>
#include <unistd.h>

/* Floor 6 and below. */
#include "ambit/file.h"
#include "ambit/sign.h"

/* Floor 7. */
#include "run.h"

#define TAGS_ARENA ((size_t)1 << 20)

static int
fork_signer(struct run *run, struct proc_signer_job *job,
    struct ambit_err *err_r)
{
	const int keep[] = { job->infd, job->outfd };
	const struct proc_part part = {
		.role = &ambit_role_signer,
		.folders = { -1, -1, -1 },
		.keep = keep,
		.n_keep = 2,
		.without_landlock = run->terms->without_landlock,
		.warm = proc_signer_warm,
		.work = proc_signer,
		.job = job,
	};

	if (proc_child_start(&run->signer, &part, err_r) < 0)
		return -1;
	return proc_child_ready(&run->signer, "signer", err_r);
}

int
run_signer_start(struct run *run, struct ambit_err *err_r)
{
	struct proc_signer_job job = { .certs = run->terms->certs,
		.n_certs = run->terms->n_certs,
		.keyfd = run->terms->keyfd };
	int to[2], from[2] = { -1, -1 }, rc = -1;

	run->signfd = run->signedfd = run->signer.line = -1;
	if (proc_pipe(to, err_r) == 0 && proc_pipe(from, err_r) == 0) {
		job.infd = to[0];
		job.outfd = from[1];
		rc = fork_signer(run, &job, err_r);
	}
	/* From here on the key is in one process, and in no descriptor of
	 * ours. */
	(void)close(run->terms->keyfd);
	proc_close(&to[0]);
	proc_close(&from[1]);
	run->signfd = to[1];
	run->signedfd = from[0];
	return rc;
}

void
run_signer_stop(struct run *run)
{
	proc_close(&run->signfd);
	proc_close(&run->signedfd);
	proc_child_kill(&run->signer);
}

static int
gone(struct ambit_err *err_r)
{
	return ambit_err_set(err_r, AMBIT_E_CRASH, "the signer has gone");
}

static int
tell(struct run *run, struct ambit_span bytes, struct ambit_err *err_r)
{
	return ambit_file_write(run->signfd, bytes) == 0 ? 0 : gone(err_r);
}

static int
hear(struct run *run, unsigned char *to, size_t len, struct ambit_err *err_r)
{
	return ambit_file_read_exactly(run->signedfd, to, len) == 1
	    ? 0
	    : gone(err_r);
}

int
run_signer_count(struct run *run, unsigned n, struct ambit_err *err_r)
{
	char room[4];
	struct ambit_text text = AMBIT_TEXT(room);

	ambit_wire_put32(&text, n);
	return tell(run, ambit_text_span(&text), err_r);
}

static int
hear_der(struct run *run, struct ambit_span *der_r, struct ambit_err *err_r)
{
	struct ambit_wire wire = { .left = { run->der, 4 } };
	uint32_t len;

	if (hear(run, run->der, 4, err_r) < 0)
		return -1;
	len = ambit_wire_u32(&wire);
	if (len == 0 || len > sizeof(run->der))
		return ambit_err_set(err_r, AMBIT_E_WIRE,
		    "the signer gives what is no signature");
	*der_r = (struct ambit_span){ run->der, len };
	return hear(run, run->der, len, err_r);
}

/* Does a receiver who trusts the registry find that it holds? */
static int
check(const struct run *run, struct ambit_span tags, struct ambit_span der,
    struct ambit_err *err_r)
{
	X509 *found = NULL;
	int rc = ambit_sign_verify(tags, der, NULL, &found, err_r);
	bool known = false;

	for (size_t i = 0; rc == 1 && i < run->terms->n_certs; i++)
		known = known || X509_cmp(found, run->terms->certs[i]) == 0;
	X509_free(found);
	if (rc == 1 && !known)
		return ambit_err_set(err_r, AMBIT_E_CRYPTO,
		    "the signature names another certificate");
	return rc == 1 ? 0 : -1;
}

static int
sign(struct run *run, unsigned volume, const unsigned char *told,
    struct ambit_arena *arena, struct ambit_span *der_r,
    struct ambit_err *err_r)
{
	unsigned char found[AMBIT_DIGEST_LEN];
	struct ambit_span tags;

	if (ambit_production_tags(run->staging.fd, run->staging.id, volume,
		run->terms->archive, arena, &tags, found, err_r) < 0)
		return -1;
	if (memcmp(found, told, sizeof(found)) != 0)
		return ambit_err_set(err_r, AMBIT_E_WIRE,
		    "the tag manifest is not what the assembler wrote");
	if (tell(run, (struct ambit_span){ found, sizeof(found) }, err_r) < 0 ||
	    hear_der(run, der_r, err_r) < 0)
		return -1;
	return check(run, tags, *der_r, err_r);
}

int
run_signer_sign(struct run *run, unsigned volume,
    const unsigned char told[AMBIT_DIGEST_LEN], struct ambit_span *der_r,
    struct ambit_err *err_r)
{
	struct ambit_arena *arena = ambit_arena_new(TAGS_ARENA);
	int rc;

	if (arena == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "tag manifest");
	rc = sign(run, volume, told, arena, der_r, err_r);
	ambit_arena_free(&arena);
	return rc;
}
