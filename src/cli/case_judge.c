/*
 * Judging a case: its documents, its approvals and the rules of law, every one
 * that fails, in lines for a person and in codes for the ledger.
 */

/* System. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Floor 6 and below. */
#include "ambit/file.h"
#include "ambit/in_words.h"
#include "ambit/parse.h"
#include "ambit/sink.h"

/* Floor 8. */
#include "case.h"
#include "record.h"
#include "say.h"

#define SCAN_MAX ((size_t)1 << 28)

/* A document that is not there is the order's mistake; one that the machine
 * cannot read may be there. */
static bool
is_absent(const struct ambit_err *err)
{
	return err->code != AMBIT_E_MEMORY &&
	    (err->code != AMBIT_E_IO || err->sys == ENOENT ||
		err->sys == ENOTDIR);
}

static int
check_document(struct cli_case *c, size_t i, struct ambit_arena *scan,
    struct ambit_complaints *complaints, struct ambit_err *err_r)
{
	const struct ambit_document *d = &c->order.documents[i];
	unsigned char sha256[AMBIT_DIGEST_LEN];
	struct ambit_span bytes;
	char name[1024];

	(void)snprintf(name, sizeof(name), "%.*s", (int)d->name.len,
	    (const char *)d->name.ptr);
	if (strchr(name, '/') != NULL ||
	    ambit_file_read(c->orderfd, name, SCAN_MAX, scan, &bytes, err_r) <
		0) {
		if (strchr(name, '/') == NULL && !is_absent(err_r))
			return -1;
		ambit_complain(complaints, "E_SIGN_FILE", d->line,
		    "Order/Document[%zu]/@name \"%s\": cannot be read beside "
		    "the order",
		    i + 1, name);
		return 0;
	}
	if (ambit_sink_digest(bytes, sha256, err_r) < 0)
		return -1;
	if (memcmp(sha256, d->sha256, sizeof(sha256)) != 0)
		ambit_complain(complaints, "E_SIGN_FILE", d->line,
		    "Order/Document[%zu]/@sha256: the file \"%s\" has "
		    "another digest",
		    i + 1, name);
	return 0;
}

/* E_SIGN_FILE: is every scanned document there, with the digest it is bound
 * by? */
static enum cli_exit
check_documents(struct cli_case *c, struct ambit_complaints *complaints)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_arena *scan = ambit_arena_new(SCAN_MAX + 1);
	int rc = 0;

	if (scan == NULL)
		rc = ambit_err_set(&err, AMBIT_E_MEMORY, "documents");
	for (size_t i = 0; rc == 0 && i < c->order.n_documents; i++) {
		ambit_arena_reset(scan);
		rc = check_document(c, i, scan, complaints, &err);
	}
	ambit_arena_free(&scan);
	return rc == 0 ? CLI_COMPLETE : say_err(c->cli, &err, "");
}

/* Refusing outranks narrowing, narrowing outranks holding (law.md 6). */
static enum cli_exit
worse(enum cli_exit a, enum ambit_severity b)
{
	if (b == AMBIT_NOTE)
		return a;
	if (a == CLI_REJECTED || b == AMBIT_REFUSE)
		return CLI_REJECTED;
	if (a == CLI_NARROWING || b == AMBIT_NARROW_IT)
		return CLI_NARROWING;
	return CLI_ON_HOLD;
}

static void
complain_of(const struct ambit_finding *finding,
    struct ambit_complaints *complaints)
{
	char line[1024];
	struct ambit_text text = AMBIT_TEXT(line);
	unsigned at = ambit_finding_in_words(finding, &text);

	ambit_complain(complaints, finding->check->code, at, "%.*s",
	    (int)text.len, text.ptr);
	if (complaints->n <= AMBIT_COMPLAINTS_MAX)
		complaints->v[complaints->n - 1].cure = finding->check->cure;
}

/* The findings of one severity, as lines, reason by reason. */
static void
complain_of_all(const struct ambit_finding *findings, size_t n,
    enum ambit_severity severity, struct ambit_complaints *complaints)
{
	for (unsigned reason = 0; reason < AMBIT_N_REASONS; reason++) {
		for (size_t i = 0; i < n; i++) {
			const struct ambit_check *check = findings[i].check;

			if (check->severity == severity &&
			    check->reason == reason)
				complain_of(&findings[i], complaints);
		}
	}
}

/* For the ledger, with room for those of the signatures and the end. */
static bool
keep_findings(struct cli_case *c, const struct ambit_finding *findings,
    size_t n)
{
	c->found = AMBIT_ARENA_GET(c->arena, struct cli_found,
	    n + AMBIT_COMPLAINTS_MAX + CASE_GATES + 1);
	c->n_found = 0;
	if (c->found == NULL) {
		(void)fprintf(stderr, "ambit: no memory for %zu findings\n", n);
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		if (findings[i].check->severity != AMBIT_NOTE)
			c->found[c->n_found++] =
			    (struct cli_found){ findings[i].check->code,
				    findings[i].check->severity };
	}
	return true;
}

static void
keep_complaints(struct cli_case *c, const struct ambit_complaints *signing)
{
	static const char *const codes[] = { "E_SIGN_CMS", "E_SIGN_FILE" };

	for (size_t i = 0; i < signing->n && i < AMBIT_COMPLAINTS_MAX; i++) {
		size_t k = strcmp(signing->v[i].code, codes[1]) == 0;

		c->found[c->n_found++] =
		    (struct cli_found){ codes[k], AMBIT_REFUSE };
	}
}

/* What counsel has said of the case is in the ledger; the law says what that
 * lifts, and what is left is found. */
static int
drop_overridden(struct cli_case *c, struct ambit_finding *findings, size_t *n,
    struct ambit_err *err_r)
{
	size_t left = 0;

	for (size_t i = 0; i < *n; i++) {
		const struct ambit_check *check = findings[i].check;
		int got = record_overridden(c, check->code, err_r);

		if (got < 0)
			return -1;
		if (ambit_law_lifts(check, got == 1))
			say_note(c->cli, "overridden",
			    "%s: %s: overridden by counsel", c->order_name,
			    check->code);
		else
			findings[left++] = findings[i];
	}
	*n = left;
	return 0;
}

/* What refuses is said first: a list that is cut off must not hide it. */
static enum cli_exit
judge_law(struct cli_case *c, struct ambit_complaints *complaints)
{
	static const enum ambit_severity severities[] = { AMBIT_REFUSE,
		AMBIT_NARROW_IT, AMBIT_HOLD };
	struct ambit_err err = { .code = AMBIT_E_NONE };
	enum cli_exit status = CLI_COMPLETE;
	size_t n = ambit_law_judge(&c->order, &c->registry, c->now, c->purpose,
	    NULL, 0);
	struct ambit_finding *findings =
	    AMBIT_ARENA_GET(c->arena, struct ambit_finding, n + 1);

	if (findings == NULL) {
		(void)fprintf(stderr, "ambit: no memory for %zu findings\n", n);
		return CLI_FAILED;
	}
	(void)ambit_law_judge(&c->order, &c->registry, c->now, c->purpose,
	    findings, n);
	if (drop_overridden(c, findings, &n, &err) < 0)
		return say_err(c->cli, &err, "");
	for (size_t i = 0; i < sizeof(severities) / sizeof(severities[0]); i++)
		complain_of_all(findings, n, severities[i], complaints);
	if (c->asks)
		complain_of_all(findings, n, AMBIT_NOTE, complaints);
	for (size_t i = 0; i < n; i++)
		status = worse(status, findings[i].check->severity);
	c->findings = findings;
	c->n_findings = n;
	return keep_findings(c, findings, n) ? status : CLI_FAILED;
}

/* The end of a case, whatever else is found (law.md 7.1). */
static enum cli_exit
judge_withdrawn(struct cli_case *c, enum cli_exit status)
{
	struct ambit_complaints complaints = { .n = 0 };
	struct ambit_err err = { .code = AMBIT_E_NONE };
	int got = record_withdrawn(c, &err);

	if (got < 0)
		return say_err(c->cli, &err, "");
	if (got == 0)
		return status;
	ambit_complain(&complaints, "WITHDRAWN", 0,
	    "the order was withdrawn or quashed: nothing more is done on it");
	c->found[c->n_found++] =
	    (struct cli_found){ "WITHDRAWN", AMBIT_REFUSE };
	say_complaints(c->cli, c->order_name, &complaints);
	return CLI_REJECTED;
}

static enum cli_exit
judge_approvers(const struct cli_case *c)
{
	struct ambit_complaints complaints = { .n = 0 };

	ambit_registry_check_approvers(&c->registry, c->now, &complaints);
	say_complaints(c->cli, c->registry_path, &complaints);
	return complaints.n > 0 ? CLI_FAILED : CLI_COMPLETE;
}

enum cli_exit
case_judge(struct cli_case *c)
{
	struct ambit_complaints signing = { .n = 0 }, law = { .n = 0 };
	struct ambit_err err = { .code = AMBIT_E_NONE };
	enum cli_exit status = judge_approvers(c);

	if (status != CLI_COMPLETE)
		return status;
	status = check_documents(c, &signing);
	if (status != CLI_COMPLETE)
		return status;
	if (ambit_approval_check(&c->order, &c->registry, c->rootfd, c->p7s,
		c->now, c->approved, &c->n_approved, &signing, &err) < 0)
		return say_err(c->cli, &err, "");
	status = judge_law(c, &law);
	if (status == CLI_FAILED)
		return status;
	keep_complaints(c, &signing);
	say_complaints(c->cli, c->order_name, &law);
	say_complaints(c->cli, c->order_name, &signing);
	return judge_withdrawn(c, signing.n > 0 ? CLI_REJECTED : status);
}

enum cli_exit
case_judge_unsigned(struct cli_case *c)
{
	struct ambit_complaints documents = { .n = 0 }, law = { .n = 0 };
	enum cli_exit status = check_documents(c, &documents);

	if (status != CLI_COMPLETE)
		return status;
	status = judge_law(c, &law);
	say_complaints(c->cli, c->order_name, &law);
	say_complaints(c->cli, c->order_name, &documents);
	return documents.n > 0 ? CLI_REJECTED : status;
}

const struct ambit_approver *
case_approver(const struct cli_case *c, const char *id)
{
	for (size_t i = 0; i < c->registry.n_approvers; i++) {
		const struct ambit_approver *a = &c->registry.approvers[i];

		if (ambit_span_equal(a->id, ambit_span_str(id)) &&
		    a->role != AMBIT_APPROVER_ENTRY &&
		    a->valid.from <= c->now && c->now < a->valid.until)
			return a;
	}
	return NULL;
}
