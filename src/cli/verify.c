/*
 * ambit verify: is the package what it says it is? Trusts nobody.
 */

/* System. */
#include <fcntl.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <unistd.h>

/* Floor 6 and below. */
#include "ambit/verify.h"

/* Floor 8. */
#include "case.h"
#include "say.h"

struct checking {
	const struct cli *cli;
	struct ambit_arena *arena;
	struct ambit_order order;
	struct ambit_registry registry;
	struct ambit_verify_terms terms;
};

/* Every certificate of a PEM file is trusted: the operator named it. */
static int
read_ca(const char *path, STACK_OF(X509) * *ca_r, struct ambit_err *err_r)
{
	BIO *bio = BIO_new_file(path, "r");
	X509 *cert;

	*ca_r = sk_X509_new_null();
	if (bio == NULL || *ca_r == NULL) {
		BIO_free(bio);
		return ambit_err_set(err_r, AMBIT_E_IO, "open %s", path);
	}
	while ((cert = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL) {
		if (sk_X509_push(*ca_r, cert) == 0) {
			X509_free(cert);
			break;
		}
	}
	BIO_free(bio);
	if (sk_X509_num(*ca_r) == 0)
		return ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "%s: no certificate in it", path);
	return 0;
}

static enum cli_exit
load_order(struct checking *v)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	const char *name;
	int dirfd = case_folder_of(v->cli->order, &name);
	enum cli_exit status;

	if (dirfd == -1) {
		(void)ambit_err_set(&err, AMBIT_E_IO, "%s", v->cli->order);
		return say_err(v->cli, &err, "");
	}
	status = case_order(v->cli, dirfd, name, v->arena, &v->order);
	(void)close(dirfd);
	v->terms.order = &v->order;
	return status == CLI_COMPLETE ? status : CLI_FAILED;
}

static enum cli_exit
load(struct checking *v)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	enum cli_exit status = CLI_COMPLETE;

	v->terms.fd =
	    open(v->cli->operand[0], O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (v->terms.fd == -1) {
		(void)ambit_err_set(&err, AMBIT_E_IO, "%s", v->cli->operand[0]);
		return say_err(v->cli, &err,
		    "name the folder of a package, or a zip");
	}
	if (v->cli->cert != NULL &&
	    read_ca(v->cli->cert, &v->terms.ca, &err) < 0)
		return say_err(v->cli, &err, "");
	if (v->cli->order != NULL)
		status = load_order(v);
	if (status == CLI_COMPLETE && v->cli->registry != NULL) {
		status = case_registry(v->cli, v->cli->registry, v->arena,
		    &v->registry);
		v->terms.registry = &v->registry;
	}
	return status;
}

static enum cli_exit
verify(struct checking *v)
{
	static const enum cli_exit exits[] = {
		[AMBIT_NOT_VALID] = CLI_FAILED,
		[AMBIT_INTACT] = CLI_REVIEW,
		[AMBIT_VALID] = CLI_COMPLETE,
	};
	struct ambit_complaints complaints = { .n = 0 };
	struct ambit_err err = { .code = AMBIT_E_NONE };
	enum ambit_validity validity;

	if (ambit_verify(&v->terms, v->cli->json ? NULL : &say_stdout,
		&complaints, &validity, &err) < 0)
		return say_err(v->cli, &err, "the package was not judged");
	if (v->cli->json) {
		say_complaints(v->cli, "package", &complaints);
		say_result(v->cli, "verdict", "%s",
		    validity == AMBIT_VALID        ? "VALID"
			: validity == AMBIT_INTACT ? "INTACT"
						   : "NOT VALID");
	}
	return exits[validity];
}

static enum cli_exit
run(const struct cli *cli)
{
	struct checking v = { .cli = cli, .terms = { .fd = -1 } };
	enum cli_exit status;

	v.arena = case_arena(cli->registry);
	if (v.arena == NULL) {
		(void)fprintf(stderr, "ambit: no memory\n");
		return CLI_FAILED;
	}
	status = load(&v);
	if (status == CLI_COMPLETE)
		status = verify(&v);
	if (v.terms.fd != -1)
		(void)close(v.terms.fd);
	sk_X509_pop_free(v.terms.ca, X509_free);
	ambit_arena_free(&v.arena);
	return status;
}

const struct cli_command cli_verify = {
	.name = "verify",
	.usage = "PACKAGE [--cert CA] [--order ORDER] [--registry FILE] "
		 "[--json]",
	.says = "check a package: whole, signed, and nothing beyond the order",
	.takes = "cOrjq",
	.min = 1,
	.max = 1,
	.run = run,
};
