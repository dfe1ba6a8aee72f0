/*
 * ambit preserve: freeze the stores that an order names, and keep the clock of
 * the copy: renew it, list what is due, destroy what is. Discloses nothing.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 6 and below. */
#include "ambit/preserve.h"
#include "ambit/preserved.h"

/* Floor 8. */
#include "case.h"
#include "preserve.h"
#include "record.h"
#include "say.h"

#define BODY_LEN 8192

struct preserve {
	const struct cli *cli;
	struct cli_case c;
	const struct ambit_instrument *row;
	int outfd;
	char path[PATH_MAX]; /* of the output folder, absolute */
	X509 *cert;
	EVP_PKEY *key;
};

/* ---- what the ledger has of it ---- */

/* A copy that the ledger knows of, with spans of its own. */
struct found {
	bool is;
	struct ambit_kept kept;
	char path[PATH_MAX], sha256[65];
};

static int
keep_found(void *ctx, const struct ambit_kept *kept, struct ambit_err *err_r)
{
	struct found *found = ctx;
	struct ambit_text path = AMBIT_TEXT(found->path);
	struct ambit_text sha256 = AMBIT_TEXT(found->sha256);

	ambit_text_put(&path, kept->path);
	ambit_text_put(&sha256, kept->sha256);
	if (path.len + 1 > path.cap || sha256.len + 1 > sha256.cap)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "the ledger's path of the copy is too long");
	found->is = true;
	found->kept = *kept;
	found->kept.path = ambit_span_str(ambit_text_end(&path));
	found->kept.sha256 = ambit_span_str(ambit_text_end(&sha256));
	return 0;
}

static int
find(struct preserve *p, struct found *found, struct ambit_err *err_r)
{
	found->is = false;
	return ambit_ledger_kept(p->c.ledger, ambit_span_str(p->c.case_id),
	    keep_found, found, err_r);
}

static int
append(struct preserve *p, enum ambit_ledger_kind kind,
    const struct ambit_kept *kept, struct ambit_err *err_r)
{
	char buf[BODY_LEN];
	struct ambit_text body = AMBIT_TEXT(buf);
	struct ambit_json json = { .text = &body };

	ambit_json_object(&json, NULL);
	ambit_json_number(&json, "bytes", kept->bytes);
	ambit_json_number(&json, "files", kept->files);
	ambit_json_string(&json, "path", kept->path);
	ambit_json_number(&json, "renewals", kept->renewals);
	ambit_json_string(&json, "sha256", kept->sha256);
	ambit_json_number(&json, "until", kept->until);
	ambit_json_end(&json);
	return record_append(&p->c, kind, &body, err_r);
}

/* ---- freezing ---- */

static int
load_signer(struct preserve *p, struct ambit_err *err_r)
{
	const struct ambit_registry *registry = &p->c.registry;

	if (p->cli->key == NULL)
		return 0;
	if (ambit_approval_read_key(AT_FDCWD, p->cli->key, &p->key, err_r) < 0)
		return -1;
	for (size_t i = 0; i < registry->n_signers; i++) {
		X509_free(p->cert);
		if (case_signer(&p->c, i, &p->cert, err_r) < 0)
			return -1;
		if (X509_check_private_key(p->cert, p->key) == 1)
			return 0;
	}
	return ambit_err_set(err_r, AMBIT_E_CRYPTO,
	    "the key is of no Signer of the registry");
}

/* Nobody but the provider's own looks into it. */
static int
open_output(struct preserve *p, struct ambit_err *err_r)
{
	if (mkdir(p->cli->out, 0700) == -1 && errno != EEXIST)
		return ambit_err_set(err_r, AMBIT_E_IO, "make %s", p->cli->out);
	p->outfd = open(p->cli->out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (p->outfd == -1 || realpath(p->cli->out, p->path) == NULL)
		return ambit_err_set(err_r, AMBIT_E_IO, "open %s", p->cli->out);
	return 0;
}

static int
freeze(struct preserve *p, struct ambit_preserved *preserved,
    struct ambit_err *err_r)
{
	struct ambit_preserve_terms terms = {
		.order = &p->c.order,
		.registry = &p->c.registry,
		.scopes = p->c.scopes,
		.p7s = p->c.p7s,
		.rootfd = p->c.rootfd,
	};

	if (load_signer(p, err_r) < 0 || open_output(p, err_r) < 0)
		return -1;
	terms.outfd = p->outfd;
	terms.cert = p->cert;
	terms.key = p->key;
	return ambit_preserve(&terms, preserved, err_r);
}

/* One copy an order: the ledger keeps the clock of one, and a second would
 * begin it anew and leave the first to nobody. */
static int
ask_not_frozen(struct preserve *p, struct ambit_err *err_r)
{
	struct found found;

	if (find(p, &found, err_r) < 0)
		return -1;
	return found.is ? ambit_err_set(err_r, AMBIT_E_EXISTS,
			      "%s: it is frozen already", found.path)
			: 0;
}

static int
append_first(struct preserve *p, const struct ambit_kept *kept,
    struct ambit_err *err_r)
{
	/* Two runs at once, to two places: the second sees the first here. */
	if (ambit_ledger_begin(p->c.ledger, err_r) < 0)
		return -1;
	if (ask_not_frozen(p, err_r) < 0 ||
	    append(p, AMBIT_LEDGER_PRESERVED, kept, err_r) < 0 ||
	    ambit_ledger_commit(p->c.ledger, err_r) < 0) {
		ambit_ledger_rollback(p->c.ledger);
		return -1;
	}
	return 0;
}

/* A copy that the ledger does not know of is none. */
static int
record(struct preserve *p, const struct ambit_preserved *preserved,
    const char *id, int64_t *until_r, struct ambit_err *err_r)
{
	char path[PATH_MAX + AMBIT_PRESERVED_LEN], hex[64];
	struct ambit_text sha256 = AMBIT_TEXT(hex);
	struct ambit_kept kept = {
		.until = p->c.now + ambit_preserve_days(p->row) * AMBIT_DAY,
		.bytes = (int64_t)preserved->bytes,
		.files = (int64_t)preserved->files,
	};

	(void)snprintf(path, sizeof(path), "%s/%s", p->path, id);
	ambit_text_hex(&sha256,
	    (struct ambit_span){ preserved->sha256, AMBIT_DIGEST_LEN });
	kept.path = ambit_span_str(path);
	kept.sha256 = ambit_text_span(&sha256);
	*until_r = kept.until;
	if (append_first(p, &kept, err_r) == 0)
		return 0;
	(void)ambit_preserve_destroy(p->outfd, id, NULL);
	return -1;
}

static enum cli_exit
tell(struct preserve *p, const struct ambit_preserved *preserved,
    const char *id, int64_t until)
{
	char text[AMBIT_INSTANT_LEN];

	ambit_instant_format(until, text);
	say_result(p->cli, "preserved",
	    "%s/%s: %ju files, %ju bytes of %u stores, kept until %s",
	    p->cli->out, id, (uintmax_t)preserved->files,
	    (uintmax_t)preserved->bytes, preserved->stores, text);
	if (preserved->shared > 0)
		say_note(p->cli, "review",
		    "%u shared store%s with data of this kind: not frozen, for "
		    "they hold other accounts; freeze an extract of them",
		    preserved->shared, preserved->shared == 1 ? "" : "s");
	if (preserved->left > 0)
		say_note(p->cli, "review",
		    "%ju pipes or devices in the stores were not copied",
		    (uintmax_t)preserved->left);
	return preserved->shared + preserved->left > 0 ? CLI_REVIEW
						       : CLI_COMPLETE;
}

static enum cli_exit
preserve(struct preserve *p)
{
	struct ambit_preserved preserved;
	struct ambit_err err = { .code = AMBIT_E_NONE };
	char id[AMBIT_PRESERVED_LEN];
	int64_t until;

	ambit_preserve_id(&p->c.order, id);
	if (ask_not_frozen(p, &err) < 0)
		return say_err(p->cli, &err, "nothing was frozen");
	if (freeze(p, &preserved, &err) < 0)
		return say_err(p->cli, &err,
		    err.code == AMBIT_E_EXISTS
			? "the ledger does not know of that one: when no other "
			  "run is at work, move it elsewhere and run it again"
			: "nothing was frozen");
	if (record(p, &preserved, id, &until, &err) < 0)
		return say_err(p->cli, &err, "nothing was frozen");
	return tell(p, &preserved, id, until);
}

/* Data are preserved although an order must be narrowed, or waits (law.md
 * 6, 2.5); one that is refused keeps nothing. */
static enum cli_exit
judge_and_preserve(struct preserve *p)
{
	enum cli_exit judged, status;

	p->c.purpose = ambit_law_purpose(&p->c.order);
	status = preserve_paths(&p->c);
	if (status != CLI_COMPLETE)
		return status;
	judged = record_checked(&p->c, case_judge(&p->c));
	if (judged != CLI_COMPLETE && judged != CLI_NARROWING &&
	    judged != CLI_ON_HOLD)
		return judged;
	status = preserve(p);
	return status == CLI_COMPLETE ? judged : status;
}

/* ---- its clock ---- */

static enum cli_exit
renew_found(struct preserve *p, struct found *found)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	char text[AMBIT_INSTANT_LEN];

	if (p->row->renews_days == 0 || found->kept.renewals > 0) {
		say_note(p->cli, "error",
		    "it cannot be renewed %s: a new order is needed",
		    found->kept.renewals > 0 ? "twice" : "at all");
		return CLI_REJECTED;
	}
	if (found->kept.over || p->c.now >= found->kept.until) {
		say_note(p->cli, "error",
		    "it is due already, and cannot be renewed");
		return CLI_REJECTED;
	}
	found->kept.renewals++;
	found->kept.until += p->row->renews_days * AMBIT_DAY;
	if (append(p, AMBIT_LEDGER_PRESERVED, &found->kept, &err) < 0)
		return say_err(p->cli, &err, "it was not renewed");
	ambit_instant_format(found->kept.until, text);
	say_result(p->cli, "renewed", "%s: kept until %s", found->path, text);
	return CLI_COMPLETE;
}

static int
destroy_at(const char *path, bool *was_there, struct ambit_err *err_r)
{
	const char *name;
	int fd = case_folder_of(path, &name), got;

	*was_there = false;
	if (fd == -1 && errno == ENOENT)
		return 0; /* with all that lay there */
	if (fd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "%s", path);
	got = ambit_preserve_destroy(fd, name, err_r);
	(void)close(fd);
	*was_there = got == 1;
	return got < 0 ? -1 : 0;
}

static enum cli_exit
destroy_found(struct preserve *p, struct found *found)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	char text[AMBIT_INSTANT_LEN];
	bool was_there;

	if (found->kept.awaited) {
		say_note(p->cli, "error",
		    "%s is kept: an order on its account, served in time, is "
		    "not decided",
		    found->path);
		return CLI_ON_HOLD;
	}
	if (!ambit_kept_is_due(&found->kept, p->c.now)) {
		ambit_instant_format(found->kept.until, text);
		say_note(p->cli, "error", "%s is kept until %s", found->path,
		    text);
		return CLI_ON_HOLD;
	}
	if (destroy_at(found->path, &was_there, &err) < 0 ||
	    append(p, AMBIT_LEDGER_DESTROYED, &found->kept, &err) < 0)
		return say_err(p->cli, &err, "run it again");
	say_result(p->cli, "destroyed", "%s: %s, and recorded", found->path,
	    was_there ? "destroyed" : "it was gone already");
	return CLI_COMPLETE;
}

static enum cli_exit
with_found(struct preserve *p)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct found found;

	if (find(p, &found, &err) < 0)
		return say_err(p->cli, &err, "");
	if (!found.is) {
		say_note(p->cli, "error",
		    "the ledger knows of no frozen copy under this order");
		return CLI_FAILED;
	}
	return p->cli->destroy ? destroy_found(p, &found)
			       : renew_found(p, &found);
}

/* ---- the command ---- */

static enum cli_exit
of_order(struct preserve *p)
{
	p->row = ambit_law_instrument(p->c.order.legal_type);
	if (ambit_preserve_days(p->row) == 0) {
		say_note(p->cli, "error",
		    "an order of the type %.*s keeps no copy",
		    (int)p->c.order.legal_type.len,
		    (const char *)p->c.order.legal_type.ptr);
		return CLI_REJECTED;
	}
	return p->cli->renew || p->cli->destroy ? with_found(p)
						: judge_and_preserve(p);
}

static bool
is_usage(const struct cli *cli)
{
	int n = cli->due + cli->renew + cli->destroy + (cli->out != NULL);

	if (n != 1 || cli->n_operands != (cli->due ? 0 : 1) ||
	    (cli->key != NULL && cli->out == NULL)) {
		(void)fprintf(stderr,
		    "ambit: preserve needs ORDER and one of --out DIR, "
		    "--renew, --destroy; or --due\n");
		return false;
	}
	/* What is gone does not come back: it is not judged at a guess. */
	if (cli->destroy && cli->has_as_of && cli->as_of > cli_clock()) {
		(void)fprintf(stderr,
		    "ambit: preserve --destroy: --as-of lies in the future; a "
		    "copy is destroyed when the clock says that it is due\n");
		return false;
	}
	return true;
}

static enum cli_exit
run(const struct cli *cli)
{
	struct preserve p = { .cli = cli, .outfd = -1 };
	enum cli_exit status;

	if (!is_usage(cli))
		return CLI_USAGE;
	if (cli->due)
		return preserve_due(cli);
	status = record_refused(&p.c, case_open(cli, &p.c));
	if (status == CLI_COMPLETE)
		status = record_open(&p.c);
	if (status == CLI_COMPLETE)
		status = of_order(&p);
	record_close(&p.c);
	X509_free(p.cert);
	EVP_PKEY_free(p.key);
	if (p.outfd != -1)
		(void)close(p.outfd);
	case_close(&p.c);
	return status;
}

const struct cli_command cli_preserve = {
	.name = "preserve",
	.usage = "ORDER --out DIR [--key FILE] [--registry FILE] [--root DIR]\n"
		 "           [--as-of INSTANT] [--operator NAME] [--json] "
		 "[--quiet]\n"
		 "       ambit preserve ORDER --renew | --destroy [...]\n"
		 "       ambit preserve --due [--registry FILE] [...]",
	.says = "freeze the stores that an order names, until they are due",
	.takes = "rRtokpuNXjq",
	.max = 1,
	.run = run,
};
