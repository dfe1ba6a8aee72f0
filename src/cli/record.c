/*
 * Recording: the provider's ledger, as commands use it.
 */

/* System. */
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Floor 8. */
#include "record.h"
#include "say.h"

enum cli_exit
record_path(const struct cli *cli, const struct ambit_registry *registry,
    const char *path, char path_r[4096])
{
	const char *slash = strrchr(path, '/');
	const struct ambit_span *below = &registry->ledger;
	int n;

	if (below->len > 0 && cli->root != NULL)
		n = snprintf(path_r, 4096, "%s/%.*s", cli->root,
		    (int)below->len, (const char *)below->ptr);
	else
		n = snprintf(path_r, 4096, "%.*s%.*s",
		    slash == NULL ? 0 : (int)(slash + 1 - path), path,
		    below->len > 0 ? (int)below->len : (int)strlen("ledger.db"),
		    below->len > 0 ? (const char *)below->ptr : "ledger.db");
	if (n > 0 && n < 4096)
		return CLI_COMPLETE;
	say_note(cli, "error", "the path of the ledger is too long");
	return CLI_FAILED;
}

struct ambit_span
record_by(const struct cli *cli)
{
	static char name[256];
	const struct passwd *user;

	if (cli->operator!= NULL)
		return ambit_span_str(cli->operator);
	/* Before root is dropped: who has begun it stays who did it. */
	if (name[0] == '\0') {
		user = getpwuid(getuid());
		if (user != NULL)
			(void)snprintf(name, sizeof(name), "%s", user->pw_name);
		else
			(void)snprintf(name, sizeof(name), "uid %ju",
			    (uintmax_t)getuid());
	}
	return ambit_span_str(name);
}

enum cli_exit
record_open(struct cli_case *c)
{
	const struct ambit_ledger_receipt receipt = {
		.order = &c->order,
		.registry = &c->registry,
		.scopes = c->scopes,
		.at = c->now,
		.by = record_by(c->cli),
	};
	struct ambit_err err = { .code = AMBIT_E_NONE };
	char path[4096];
	enum cli_exit status =
	    record_path(c->cli, &c->registry, c->registry_path, path);

	if (status != CLI_COMPLETE)
		return status;
	if (ambit_ledger_open(path, AMBIT_LEDGER_WRITE, &c->ledger, &err) < 0 ||
	    ambit_ledger_receive(c->ledger, &receipt, c->case_id, &err) < 0) {
		record_close(c);
		return say_err(c->cli, &err, "nothing was done");
	}
	return CLI_COMPLETE;
}

enum cli_exit
record_look(struct cli_case *c)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	char path[4096];
	int got = 0;
	enum cli_exit status =
	    record_path(c->cli, &c->registry, c->registry_path, path);

	if (status != CLI_COMPLETE)
		return status;
	if (ambit_ledger_open(path, AMBIT_LEDGER_READ, &c->ledger, &err) < 0)
		return err.sys == ENOENT ? CLI_COMPLETE
					 : say_err(c->cli, &err, "");
	got = ambit_ledger_case(c->ledger, c->order.sha256, c->case_id, &err);
	if (got < 1)
		record_close(c);
	return got < 0 ? say_err(c->cli, &err, "") : CLI_COMPLETE;
}

void
record_close(struct cli_case *c)
{
	ambit_ledger_close(&c->ledger);
}

int
record_append(struct cli_case *c, enum ambit_ledger_kind kind,
    const struct ambit_text *body, struct ambit_err *err_r)
{
	const struct ambit_ledger_event event = {
		.at = c->now,
		.by = record_by(c->cli),
		.case_id = ambit_span_str(c->case_id),
		.kind = kind,
		.body = ambit_text_span(body),
	};

	if (body->full)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "ledger: too much for one event");
	return ambit_ledger_append(c->ledger, &event, NULL, err_r);
}

/* ---- who signed ---- */

int
record_approved(struct cli_case *c, const unsigned char sha256[32],
    int64_t signed_at, struct ambit_err *err_r)
{
	char bytes[256];
	struct ambit_text body = AMBIT_TEXT(bytes);
	struct ambit_json json = { .text = &body };

	ambit_json_object(&json, NULL);
	ambit_json_hex(&json, "certificate_sha256",
	    (struct ambit_span){ sha256, 32 });
	ambit_json_number(&json, "signed_at", signed_at);
	ambit_json_end(&json);
	return record_append(c, AMBIT_LEDGER_APPROVED, &body, err_r);
}

/* Signed elsewhere, where the ledger is not: known from now on. */
static int
learn_approvals(struct cli_case *c, struct ambit_err *err_r)
{
	for (size_t i = 0; i < c->n_approved; i++) {
		const struct ambit_approved *one = &c->approved[i];
		char hex[64];
		struct ambit_text text = AMBIT_TEXT(hex);
		int got;

		if (!one->good)
			continue;
		ambit_text_hex(&text,
		    (struct ambit_span){ one->by->sha256, 32 });
		got = ambit_ledger_has(c->ledger, ambit_span_str(c->case_id),
		    AMBIT_LEDGER_APPROVED, "certificate_sha256",
		    ambit_text_span(&text), err_r);
		if (got < 0 ||
		    (got == 0 &&
			record_approved(c, one->by->sha256, one->at, err_r) <
			    0))
			return -1;
	}
	return 0;
}

/* ---- what was said of the case ---- */

int
record_overridden(struct cli_case *c, const char *code, struct ambit_err *err_r)
{
	return c->ledger == NULL
	    ? 0
	    : ambit_ledger_has(c->ledger, ambit_span_str(c->case_id),
		  AMBIT_LEDGER_OVERRIDDEN, "code", ambit_span_str(code), err_r);
}

int
record_withdrawn(struct cli_case *c, struct ambit_err *err_r)
{
	struct ambit_ledger_event event;

	return c->ledger == NULL
	    ? 0
	    : ambit_ledger_last(c->ledger, ambit_span_str(c->case_id),
		  AMBIT_LEDGER_WITHDRAWN, c->arena, &event, err_r);
}

/* ---- what was judged ---- */

/* A finding in the body, at its longest. */
#define FINDING_ROOM 80

static void
put_finding(struct ambit_json *json, const char *code, const char *severity)
{
	ambit_json_object(json, NULL);
	ambit_json_string(json, "code", ambit_span_str(code));
	ambit_json_string(json, "severity", ambit_span_str(severity));
	ambit_json_end(json);
}

static void
put_checked(const struct cli_case *c, enum cli_exit status, bool overlaps,
    struct ambit_text *text)
{
	static const char *const severities[] = { [AMBIT_REFUSE] = "R",
		[AMBIT_NARROW_IT] = "N",
		[AMBIT_HOLD] = "H",
		[AMBIT_NOTE] = "F" };
	struct ambit_json json = { .text = text };

	ambit_json_object(&json, NULL);
	ambit_json_number(&json, "exit", status);
	ambit_json_array(&json, "findings");
	for (size_t i = 0; i < c->n_found; i++)
		put_finding(&json, c->found[i].code,
		    severities[c->found[i].severity]);
	if (overlaps)
		put_finding(&json, "F_OVERLAP", "F");
	ambit_json_end(&json);
	if (c->refused && c->order.bytes.ptr != NULL)
		ambit_json_hex(&json, "order_digest",
		    (struct ambit_span){ c->order.sha256, AMBIT_DIGEST_LEN });
	ambit_json_end(&json);
}

/* An order that only its approvals are missing from is not rejected yet. */
static bool
is_rejected(const struct cli_case *c, enum cli_exit status)
{
	if (status != CLI_REJECTED)
		return false;
	for (size_t i = 0; i < c->n_found; i++) {
		if (c->found[i].severity == AMBIT_REFUSE &&
		    strcmp(c->found[i].code, "E_SIGN_CMS") != 0)
			return true;
	}
	return false;
}

static int
put_events(struct cli_case *c, enum cli_exit status,
    const struct ambit_text *body, struct ambit_err *err_r)
{
	const struct ambit_text none = { .ptr = (char[]){ "{}" }, .len = 2 };

	if (record_append(c, AMBIT_LEDGER_CHECKED, body, err_r) < 0)
		return -1;
	if (is_rejected(c, status))
		return record_append(c, AMBIT_LEDGER_REJECTED, &none, err_r);
	if (status == CLI_NARROWING)
		return record_append(c, AMBIT_LEDGER_NARROWING, &none, err_r);
	return 0;
}

/* With room for all that was found; the caller frees its ptr. */
static int
new_body(const struct cli_case *c, struct ambit_text *body_r,
    struct ambit_err *err_r)
{
	size_t room = 256 + c->n_found * FINDING_ROOM;
	char *bytes = malloc(room);

	*body_r = ambit_text_over(bytes, room);
	return bytes != NULL ? 0
			     : ambit_err_set(err_r, AMBIT_E_MEMORY, "ledger");
}

static int
put_all(struct cli_case *c, enum cli_exit status, struct ambit_text *body,
    uint64_t *n_r, struct ambit_err *err_r)
{
	if (ambit_ledger_overlaps(c->ledger, ambit_span_str(c->case_id), n_r,
		err_r) < 0 ||
	    learn_approvals(c, err_r) < 0)
		return -1;
	put_checked(c, status, *n_r > 0, body);
	return put_events(c, status, body, err_r);
}

static int
checked(struct cli_case *c, enum cli_exit status, uint64_t *n_r,
    struct ambit_err *err_r)
{
	struct ambit_text body;
	int got;

	if (new_body(c, &body, err_r) < 0)
		return -1;
	got = ambit_ledger_begin(c->ledger, err_r);
	if (got == 0 &&
	    (put_all(c, status, &body, n_r, err_r) < 0 ||
		ambit_ledger_commit(c->ledger, err_r) < 0)) {
		ambit_ledger_rollback(c->ledger);
		got = -1;
	}
	free(body.ptr);
	return got;
}

enum cli_exit
record_checked(struct cli_case *c, enum cli_exit status)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	uint64_t n = 0;

	/* What could not be judged is no judgement. */
	if (status == CLI_FAILED)
		return status;
	if (checked(c, status, &n, &err) < 0)
		return say_err(c->cli, &err, "");
	if (n > 0)
		say_note(c->cli, "warning",
		    "case %s: %ju other order%s on the same account%s with a "
		    "range that overlaps; counsel should know before both are "
		    "released",
		    c->case_id, (uintmax_t)n, n == 1 ? "" : "s",
		    n == 1 ? "" : "s");
	return status;
}

static int
refused(struct cli_case *c, const char *path, enum cli_exit status,
    struct ambit_err *err_r)
{
	struct ambit_text body;
	int got;

	if (new_body(c, &body, err_r) < 0)
		return -1;
	put_checked(c, status, false, &body);
	got = ambit_ledger_open(path, AMBIT_LEDGER_WRITE, &c->ledger, err_r);
	if (got == 0)
		got = record_append(c, AMBIT_LEDGER_CHECKED, &body, err_r);
	record_close(c);
	free(body.ptr);
	return got;
}

enum cli_exit
record_refused(struct cli_case *c, enum cli_exit status)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	char path[4096];

	if (!c->refused)
		return status;
	if (record_path(c->cli, &c->registry, c->registry_path, path) !=
	    CLI_COMPLETE)
		return CLI_FAILED;
	return refused(c, path, status, &err) < 0 ? say_err(c->cli, &err, "")
						  : status;
}
