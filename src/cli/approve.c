/*
 * ambit approve: add one person's signature to an order. Meets no evidence.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <unistd.h>

/* Floor 6 and below. */
#include "ambit/approval.h"
#include "ambit/file.h"
#include "ambit/limits.h"

/* Floor 8. */
#include "case.h"
#include "record.h"
#include "say.h"

#define P7S_MAX ((size_t)1 << 20)

struct approve {
	const struct cli *cli;
	struct ambit_arena *arena;
	int dirfd;
	char p7s_name[4096], registry[4096];
	struct ambit_span order, p7s;
	struct cli_case c;
	X509 *cert;
	EVP_PKEY *key;
};

static int
load(struct approve *a, const char *name, struct ambit_err *err_r)
{
	(void)snprintf(a->p7s_name, sizeof(a->p7s_name), "%s.p7s", name);
	if (ambit_file_read(a->dirfd, a->p7s_name, P7S_MAX, a->arena, &a->p7s,
		err_r) < 0 &&
	    err_r->sys != ENOENT)
		return -1;
	if (ambit_file_read(a->dirfd, name, AMBIT_ORDER_MAX, a->arena,
		&a->order, err_r) < 0 ||
	    ambit_approval_read_cert(AT_FDCWD, a->cli->cert, &a->cert, err_r) <
		0)
		return -1;
	return ambit_approval_read_key(AT_FDCWD, a->cli->key, &a->key, err_r);
}

/* Before it is there: no signature of ours that the ledger does not know. */
static int
record(struct approve *a, int64_t at, struct ambit_err *err_r)
{
	unsigned char sha256[AMBIT_DIGEST_LEN];

	if (a->c.ledger == NULL)
		return 0;
	if (ambit_approval_fingerprint(a->cert, sha256, err_r) < 0)
		return -1;
	return record_approved(&a->c, sha256, at, err_r);
}

static int
sign(struct approve *a, struct ambit_err *err_r)
{
	struct ambit_span der = { 0 };
	int64_t at = cli_now(a->cli) / AMBIT_SECOND * AMBIT_SECOND;
	int got;

	if (ambit_approval_add_at(a->order, a->p7s, a->cert, a->key, at, &der,
		err_r) < 0)
		return -1;
	got = record(a, at, err_r);
	if (got == 0)
		got =
		    ambit_file_replace(a->dirfd, a->p7s_name, der, 0644, err_r);
	OPENSSL_free((void *)(uintptr_t)der.ptr);
	return got;
}

/* Who signs may do so on a machine of their own, which has the order alone: the
 * ledger learns of it when the order is checked. */
static enum cli_exit
open_ledger(struct approve *a, const char *name)
{
	struct ambit_order order;

	if (a->cli->registry != NULL ||
	    faccessat(a->dirfd, "registry.xml", F_OK, 0) == 0) {
		enum cli_exit status = case_open(a->cli, &a->c);

		return status == CLI_COMPLETE ? record_open(&a->c) : status;
	}
	if (!a->cli->quiet)
		say_note(a->cli, "note",
		    "no registry is beside the order or named: the ledger "
		    "learns of this signature when the order is checked");
	return case_order(a->cli, a->dirfd, name, a->arena, &order);
}

/* An order that does not parse is signed by nobody. */
static enum cli_exit
approve(struct approve *a, const char *name)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	enum cli_exit status = open_ledger(a, name);

	if (status != CLI_COMPLETE)
		return status;
	if (load(a, name, &err) < 0 || sign(a, &err) < 0)
		return say_err(a->cli, &err, "nothing was signed");
	say_result(a->cli, "signed", "signature added to %s", a->p7s_name);
	return CLI_COMPLETE;
}

static enum cli_exit
run(const struct cli *cli)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct approve a = { .cli = cli, .c = { .orderfd = -1, .rootfd = -1 } };
	enum cli_exit status;
	const char *name;

	if (cli->cert == NULL || cli->key == NULL) {
		(void)fprintf(stderr,
		    "ambit: approve needs --cert FILE and --key FILE\n");
		return CLI_USAGE;
	}
	case_registry_path(cli, a.registry);
	a.arena = case_arena(a.registry);
	a.dirfd = case_folder_of(cli->operand[0], &name);
	if (a.arena == NULL || a.dirfd == -1) {
		(void)ambit_err_set(&err, AMBIT_E_IO, "%s", cli->operand[0]);
		status = say_err(cli, &err, "");
	} else {
		status = approve(&a, name);
	}
	case_close(&a.c);
	X509_free(a.cert);
	EVP_PKEY_free(a.key);
	ambit_arena_free(&a.arena);
	if (a.dirfd != -1)
		(void)close(a.dirfd);
	return status;
}

const struct cli_command cli_approve = {
	.name = "approve",
	.usage = "ORDER --cert FILE --key FILE [--registry FILE]\n           "
		 "[--root DIR] [--operator NAME]",
	.says = "add your signature to ORDER.p7s",
	.takes = "rRpckjq",
	.min = 1,
	.max = 1,
	.run = run,
};
