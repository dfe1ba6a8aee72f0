/*
 * ambit approve: add one person's signature to an order. Meets no evidence.
 */

/* System. */
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <time.h>

/* Floor 6 and below. */
#include "ambit/approval.h"
#include "ambit/file.h"

/* Floor 8. */
#include "case.h"
#include "record.h"
#include "say.h"

struct approve {
	const struct cli *cli;
	struct cli_case c;
	X509 *cert;
	EVP_PKEY *key;
};

static int
load(struct approve *a, struct ambit_err *err_r)
{
	if (ambit_approval_read_cert(AT_FDCWD, a->cli->cert, &a->cert, err_r) <
	    0)
		return -1;
	return ambit_approval_read_key(AT_FDCWD, a->cli->key, &a->key, err_r);
}

/* In the ledger before it is there: no signature that the ledger does not
 * know. What the signature says of when is the clock's, whatever --as-of. */
static int
put(struct approve *a, const char *name, struct ambit_span der, int64_t at,
    struct ambit_err *err_r)
{
	unsigned char sha256[32];

	if (ambit_approval_fingerprint(a->cert, sha256, err_r) < 0 ||
	    record_approved(&a->c, sha256, at, err_r) < 0)
		return -1;
	return ambit_file_replace(a->c.orderfd, name, der, 0644, err_r);
}

static int
sign(struct approve *a, const char *name, struct ambit_err *err_r)
{
	int64_t at = (int64_t)time(NULL) * AMBIT_SECOND;
	struct ambit_span der = { 0 };
	int got;

	if (ambit_approval_add_at(a->c.order.bytes, a->c.p7s, a->cert, a->key,
		at, &der, err_r) < 0)
		return -1;
	got = put(a, name, der, at, err_r);
	OPENSSL_free((void *)(uintptr_t)der.ptr);
	return got;
}

/* An order that does not parse is signed by nobody, nor is any under law
 * tables that counsel has not approved. */
static enum cli_exit
approve(struct approve *a)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	enum cli_exit status = case_open(a->cli, &a->c);
	char name[4096];

	if (status == CLI_COMPLETE)
		status = record_open(&a->c);
	if (status != CLI_COMPLETE)
		return status;
	(void)snprintf(name, sizeof(name), "%s.p7s", a->c.order_name);
	if (load(a, &err) < 0 || sign(a, name, &err) < 0)
		return say_err(a->cli, &err, "nothing was signed");
	say_result(a->cli, "signed", "signature added to %s", name);
	return CLI_COMPLETE;
}

static enum cli_exit
run(const struct cli *cli)
{
	struct approve a = { .cli = cli };
	enum cli_exit status;

	if (cli->cert == NULL || cli->key == NULL) {
		(void)fprintf(stderr,
		    "ambit: approve needs --cert FILE and --key FILE\n");
		return CLI_USAGE;
	}
	status = approve(&a);
	case_close(&a.c);
	X509_free(a.cert);
	EVP_PKEY_free(a.key);
	return status;
}

const struct cli_command cli_approve = {
	.name = "approve",
	.usage = "ORDER --cert FILE --key FILE [--registry FILE] "
		 "[--root DIR]\n           [--as-of INSTANT] [--operator NAME]",
	.says = "add your signature to ORDER.p7s",
	.takes = "ckrRtpjq",
	.min = 1,
	.max = 1,
	.run = run,
};
