/*
 * A case: loading an order with all that belongs to it, and judging it.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 6 and below. */
#include "ambit/file.h"
#include "ambit/in_words.h"
#include "ambit/limits.h"
#include "ambit/parse.h"
#include "ambit/run.h"
#include "ambit/sink.h"

/* Floor 8. */
#include "case.h"
#include "law.h"
#include "say.h"

/* An order parsed; a registry parsed, in times of its own size. */
#define ORDER_ARENA    ((size_t)64 << 20)
#define REGISTRY_ARENA 16
#define P7S_MAX        ((size_t)1 << 20)
#define SCAN_MAX       ((size_t)1 << 28)

int
case_folder_of(const char *path, const char **name_r)
{
	const char *slash = strrchr(path, '/');
	char folder[4096];

	*name_r = slash == NULL ? path : slash + 1;
	if (slash == NULL)
		return open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if ((size_t)(slash - path) + 2 > sizeof(folder)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	(void)snprintf(folder, sizeof(folder), "%.*s/", (int)(slash - path),
	    path);
	return open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

struct ambit_arena *
case_arena(const char *registry)
{
	size_t size = ORDER_ARENA;
	struct stat st;

	if (registry != NULL && stat(registry, &st) == 0 && st.st_size > 0 &&
	    (uintmax_t)st.st_size <= AMBIT_REGISTRY_MAX)
		size += (size_t)st.st_size * REGISTRY_ARENA;
	return ambit_arena_new(size);
}

/* "say" for a step that gave complaints or, failing that, an error. */
static enum cli_exit
said(const struct cli *cli, const char *file,
    const struct ambit_complaints *complaints, const struct ambit_err *err,
    enum cli_exit if_complaints)
{
	if (complaints->n == 0)
		return say_err(cli, err, "");
	say_complaints(cli, file, complaints);
	return if_complaints;
}

enum cli_exit
case_registry(const struct cli *cli, const char *path,
    struct ambit_arena *arena, struct ambit_registry *registry_r)
{
	struct ambit_complaints complaints = { .n = 0 };
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_span bytes;

	if (ambit_file_read(AT_FDCWD, path, AMBIT_REGISTRY_MAX, arena, &bytes,
		&err) < 0)
		return say_err(cli, &err,
		    "name the registry with --registry FILE");
	if (ambit_registry_parse(bytes, arena, registry_r, &complaints, &err) <
	    0)
		return said(cli, path, &complaints, &err, CLI_FAILED);
	return CLI_COMPLETE;
}

enum cli_exit
case_order(const struct cli *cli, int dirfd, const char *name,
    struct ambit_arena *arena, struct ambit_order *order_r)
{
	struct ambit_complaints complaints = { .n = 0 };
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_span bytes;

	if (ambit_file_read(dirfd, name, AMBIT_ORDER_MAX, arena, &bytes, &err) <
	    0)
		return say_err(cli, &err, "");
	if (ambit_order_parse(bytes, arena, order_r, &complaints, &err) < 0)
		return said(cli, name, &complaints, &err, CLI_REJECTED);
	return CLI_COMPLETE;
}

/* order.xml.p7s beside the order; nobody has signed where there is none. */
static enum cli_exit
read_p7s(struct cli_case *c)
{
	struct ambit_complaints complaints = { .n = 0 };
	struct ambit_err err = { .code = AMBIT_E_NONE };
	char name[4096];

	(void)snprintf(name, sizeof(name), "%s.p7s", c->order_name);
	if (ambit_file_read(c->orderfd, name, P7S_MAX, c->arena, &c->p7s,
		&err) == 0 ||
	    err.sys == ENOENT)
		return CLI_COMPLETE;
	if (err.code == AMBIT_E_IO)
		return say_err(c->cli, &err, "");
	ambit_complain(&complaints, "E_SIGN_CMS", 0, "%s", err.text);
	return said(c->cli, c->order_name, &complaints, &err, CLI_REJECTED);
}

void
case_registry_path(const struct cli *cli, char path_r[4096])
{
	const char *order = cli->operand[0];
	const char *slash = strrchr(order, '/');
	int folder = slash == NULL ? 0 : (int)(slash + 1 - order);

	if (cli->registry != NULL)
		(void)snprintf(path_r, 4096, "%s", cli->registry);
	else
		(void)snprintf(path_r, 4096, "%.*sregistry.xml", folder, order);
}

static enum cli_exit
open_root(struct cli_case *c)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	const char *name;

	c->rootfd = c->cli->root != NULL
	    ? open(c->cli->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
	    : case_folder_of(c->registry_path, &name);
	if (c->rootfd != -1)
		return CLI_COMPLETE;
	(void)ambit_err_set(&err, AMBIT_E_IO, "root of the stores");
	return say_err(c->cli, &err, "name it with --root DIR");
}

static enum cli_exit
resolve(struct cli_case *c)
{
	size_t n = c->order.n_tasks, holders;

	c->scopes = AMBIT_ARENA_GET(c->arena, struct ambit_scope, n);
	if (c->scopes == NULL) {
		(void)fprintf(stderr, "ambit: no memory\n");
		return CLI_FAILED;
	}
	for (size_t i = 0; i < n; i++)
		c->scopes[i] = ambit_scope_resolve(&c->order,
		    &c->order.tasks[i], &c->registry, &holders);
	return CLI_COMPLETE;
}

enum cli_exit
case_open(const struct cli *cli, struct cli_case *c_r)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	enum cli_exit status;

	*c_r = (struct cli_case){ .cli = cli,
		.now = cli_now(cli),
		.orderfd = -1,
		.rootfd = -1 };
	case_registry_path(cli, c_r->registry_path);
	c_r->arena = case_arena(c_r->registry_path);
	if (c_r->arena == NULL) {
		(void)fprintf(stderr, "ambit: no memory\n");
		return CLI_FAILED;
	}
	c_r->orderfd = case_folder_of(cli->operand[0], &c_r->order_name);
	if (c_r->orderfd == -1) {
		(void)ambit_err_set(&err, AMBIT_E_IO, "%s", cli->operand[0]);
		return say_err(cli, &err, "");
	}
	status =
	    case_registry(cli, c_r->registry_path, c_r->arena, &c_r->registry);
	if (status == CLI_COMPLETE)
		status = law_approved(cli, c_r->registry_path, &c_r->registry,
		    c_r->now);
	if (status == CLI_COMPLETE)
		status = open_root(c_r);
	if (status == CLI_COMPLETE)
		status = case_order(cli, c_r->orderfd, c_r->order_name,
		    c_r->arena, &c_r->order);
	if (status == CLI_COMPLETE)
		status = read_p7s(c_r);
	return status == CLI_COMPLETE ? resolve(c_r) : status;
}

void
case_close(struct cli_case *c)
{
	if (c->orderfd != -1)
		(void)close(c->orderfd);
	if (c->frozenfd > 0)
		(void)close(c->frozenfd);
	if (c->rootfd != -1)
		(void)close(c->rootfd);
	ambit_ledger_close(&c->ledger);
	ambit_arena_free(&c->arena);
}

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

/* For the ledger, with room for those of the signatures. */
static bool
keep_findings(struct cli_case *c, const struct ambit_finding *findings,
    size_t n)
{
	c->found = AMBIT_ARENA_GET(c->arena, struct cli_found,
	    n + AMBIT_COMPLAINTS_MAX + CASE_GATES);
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

/* What refuses is said first: a list that is cut off must not hide it. */
static enum cli_exit
judge_law(struct cli_case *c, struct ambit_complaints *complaints)
{
	static const enum ambit_severity severities[] = { AMBIT_REFUSE,
		AMBIT_NARROW_IT, AMBIT_HOLD };
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

static enum cli_exit
judge_approvers(const struct cli_case *c)
{
	struct ambit_complaints complaints = { .n = 0 };

	ambit_registry_check_approvers(&c->registry, c->now, &complaints);
	say_complaints(c->cli, c->registry_path, &complaints);
	return complaints.n > 0 ? CLI_FAILED : CLI_COMPLETE;
}

int
case_signer(const struct cli_case *c, size_t i, X509 **cert_r,
    struct ambit_err *err_r)
{
	const struct ambit_signer *signer = &c->registry.signers[i];
	unsigned char sha256[32];
	char path[4096];

	*cert_r = NULL;
	(void)snprintf(path, sizeof(path), "%.*s", (int)signer->certificate.len,
	    (const char *)signer->certificate.ptr);
	if (ambit_approval_read_cert(c->rootfd, path, cert_r, err_r) < 0 ||
	    ambit_approval_fingerprint(*cert_r, sha256, err_r) < 0)
		return -1;
	if (memcmp(sha256, signer->sha256, sizeof(sha256)) != 0)
		return ambit_err_set(err_r, AMBIT_E_REGISTRY,
		    "%s: not the certificate that the registry pins", path);
	return 0;
}

/* Of the shared stores or of the others, those that the order opens. */
static void
check_paths(struct cli_case *c, int fd, bool own, bool shared, bool *opens,
    struct ambit_complaints *complaints)
{
	for (size_t i = 0; i < c->registry.n_stores; i++) {
		const struct ambit_store *store = &c->registry.stores[i];

		opens[i] = (store->account == 0 ? shared : own) &&
		    ambit_run_opens(&c->order, c->scopes, store);
	}
	ambit_registry_check_paths(&c->registry, fd, opens, complaints);
}

enum cli_exit
case_paths(struct cli_case *c, struct ambit_complaints *complaints)
{
	bool *opens = AMBIT_ARENA_GET(c->arena, bool, c->registry.n_stores + 1);

	if (opens == NULL) {
		(void)fprintf(stderr, "ambit: no memory\n");
		return CLI_FAILED;
	}
	check_paths(c, c->rootfd, c->frozenfd == 0, true, opens, complaints);
	if (c->frozenfd > 0)
		check_paths(c, c->frozenfd, true, false, opens, complaints);
	say_complaints(c->cli, c->registry_path, complaints);
	return complaints->n > 0 ? CLI_FAILED : CLI_COMPLETE;
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
	return signing.n > 0 ? CLI_REJECTED : status;
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

static void
warn_store(const struct cli_case *c, const struct ambit_task *task,
    const struct ambit_store *store)
{
	const struct ambit_store_clock *clock = &store->clocks[task->clock];

	if (clock->source == AMBIT_SOURCE_NONE && task->has_range)
		say_note(c->cli, "warning",
		    "task %u, store %.*s: it has no clock \"%s\", so every "
		    "item of it would be held",
		    task->number, (int)store->id.len,
		    (const char *)store->id.ptr, ambit_clock_name(task->clock));
	if (store->account == 0 && store->envelope_field.len == 0)
		say_note(c->cli, "warning",
		    "task %u, store %.*s: it is shared and names no "
		    "envelopeField, so every item of it would be held",
		    task->number, (int)store->id.len,
		    (const char *)store->id.ptr);
}

void
case_warn(const struct cli_case *c)
{
	for (size_t i = 0; i < c->order.n_tasks; i++) {
		for (size_t k = 0; k < c->registry.n_stores; k++) {
			const struct ambit_store *s = &c->registry.stores[k];

			if (ambit_scope_opens(&c->scopes[i], s))
				warn_store(c, &c->order.tasks[i], s);
		}
	}
}
