/*
 * Frozen copies in other commands: where the stores lie, what is due, and a
 * production from a copy.
 */

/* System. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Floor 6 and below. */
#include "ambit/parse.h"
#include "ambit/preserve.h"
#include "ambit/preserved.h"

/* Floor 8. */
#include "preserve.h"
#include "record.h"
#include "say.h"

enum cli_exit
preserve_paths(struct cli_case *c)
{
	struct ambit_complaints complaints = { .n = 0 };
	size_t n = c->registry.n_stores;
	bool *opens = AMBIT_ARENA_GET(c->arena, bool, n + 1);

	if (opens == NULL) {
		(void)fprintf(stderr, "ambit: no memory\n");
		return CLI_FAILED;
	}
	for (size_t i = 0; i < n; i++)
		opens[i] = ambit_preserve_names(&c->order, c->scopes,
		    &c->registry.stores[i], NULL);
	ambit_registry_check_paths(&c->registry, c->rootfd, opens, &complaints);
	say_complaints(c->cli, c->registry_path, &complaints);
	return complaints.n > 0 ? CLI_FAILED : CLI_COMPLETE;
}

/* ---- what is due ---- */

struct listing {
	const struct cli *cli;
	int64_t now;
	unsigned n_due;
};

static int
list_one(void *ctx, const struct ambit_kept *kept, struct ambit_err *err_r)
{
	struct listing *l = ctx;
	char until[AMBIT_INSTANT_LEN];
	bool due = ambit_kept_is_due(kept, l->now);
	const char *word = due                       ? "due"
	    : kept->awaited && l->now >= kept->until ? "held"
						     : "kept";

	(void)err_r;
	ambit_instant_format(kept->until, until);
	l->n_due += due;
	say_result(l->cli, word, "%-4s %s %.*s %-22.*s %.*s", word, until,
	    (int)kept->case_id.len, (const char *)kept->case_id.ptr,
	    (int)kept->legal_type.len, (const char *)kept->legal_type.ptr,
	    (int)kept->path.len, (const char *)kept->path.ptr);
	return 0;
}

static enum cli_exit
list(const struct cli *cli, const char *path)
{
	struct listing l = { .cli = cli, .now = cli_now(cli) };
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_ledger *ledger;
	int got;

	if (ambit_ledger_open(path, AMBIT_LEDGER_READ, &ledger, &err) < 0)
		return say_err(cli, &err, "");
	got = ambit_ledger_kept(ledger, (struct ambit_span){ 0 }, list_one, &l,
	    &err);
	ambit_ledger_close(&ledger);
	if (got < 0)
		return say_err(cli, &err, "");
	return l.n_due > 0 ? CLI_REVIEW : CLI_COMPLETE;
}

enum cli_exit
preserve_due(const struct cli *cli)
{
	const char *name =
	    cli->registry != NULL ? cli->registry : "registry.xml";
	struct ambit_arena *arena = case_arena(name);
	struct ambit_registry registry;
	char path[4096];
	enum cli_exit status;

	if (arena == NULL) {
		(void)fprintf(stderr, "ambit: no memory\n");
		return CLI_FAILED;
	}
	status = case_registry(cli, name, arena, &registry);
	if (status == CLI_COMPLETE)
		status = record_path(cli, &registry, name, path);
	if (status == CLI_COMPLETE)
		status = list(cli, path);
	ambit_arena_free(&arena);
	return status;
}

/* ---- producing from a copy ---- */

static int
is_known(void *ctx, const struct ambit_kept *kept, struct ambit_err *err_r)
{
	struct ambit_span *sha256 = ctx;

	(void)err_r;
	if (ambit_span_equal(kept->sha256, *sha256))
		sha256->len = 0; /* found */
	return 0;
}

/* Is it a copy that was frozen here, and is to be kept? */
static int
ask_ledger(struct cli_case *c, const struct ambit_preserved *preserved,
    struct ambit_err *err_r)
{
	char hex[64];
	struct ambit_text text = AMBIT_TEXT(hex);
	struct ambit_span sha256;

	ambit_text_hex(&text,
	    (struct ambit_span){ preserved->sha256, AMBIT_DIGEST_LEN });
	sha256 = ambit_text_span(&text);
	if (ambit_ledger_kept(c->ledger, (struct ambit_span){ 0 }, is_known,
		&sha256, err_r) < 0)
		return -1;
	return sha256.len == 0 ? 0
			       : ambit_err_set(err_r, AMBIT_E_CHANGED,
				     "the ledger knows of no such frozen "
				     "copy");
}

static int
ask_signer(const struct cli_case *c, X509 *signer, struct ambit_err *err_r)
{
	unsigned char sha256[32];

	if (signer == NULL)
		return 0;
	if (ambit_approval_fingerprint(signer, sha256, err_r) < 0)
		return -1;
	for (size_t i = 0; i < c->registry.n_signers; i++) {
		if (memcmp(c->registry.signers[i].sha256, sha256,
			sizeof(sha256)) == 0)
			return 0;
	}
	return ambit_err_set(err_r, AMBIT_E_CHANGED,
	    "the frozen copy is signed by none of the registry's Signers");
}

static int
open_copy(struct cli_case *c, const char *folder, struct ambit_err *err_r)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct ambit_preserved preserved;
	X509 *signer = NULL;
	int got;

	if (fd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "%s", folder);
	got = ambit_preserve_verify(fd, &preserved, &signer, err_r);
	if (got == 0)
		got = ask_signer(c, signer, err_r);
	if (got == 0)
		got = ask_ledger(c, &preserved, err_r);
	if (got == 0) {
		c->frozenfd = openat(fd, "data",
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (c->frozenfd == -1)
			got = ambit_err_set(err_r, AMBIT_E_IO, "%s", folder);
	}
	X509_free(signer);
	(void)close(fd);
	return got;
}

enum cli_exit
preserve_stores(struct cli_case *c, const char *folder)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };

	if (open_copy(c, folder, &err) < 0)
		return say_err(c->cli, &err, "nothing was read");
	return CLI_COMPLETE;
}
