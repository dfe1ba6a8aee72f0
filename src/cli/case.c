/*
 * A case: loading an order with all that belongs to it.
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

/* bytes_r: those of the file, where it was no longer than an order. */
static enum cli_exit
load_order(const struct cli *cli, int dirfd, const char *name,
    struct ambit_arena *arena, struct ambit_order *order_r,
    struct ambit_span *bytes_r, struct ambit_complaints *complaints)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };

	*bytes_r = (struct ambit_span){ 0 };
	if (ambit_file_read(dirfd, name, AMBIT_ORDER_MAX, arena, bytes_r,
		&err) < 0) {
		if (err.code == AMBIT_E_LIMIT)
			ambit_complain(complaints, "E_FORM_SCHEMA", 0, "%s",
			    err.text);
		return said(cli, name, complaints, &err, CLI_REJECTED);
	}
	if (ambit_order_parse(*bytes_r, arena, order_r, complaints, &err) < 0)
		return said(cli, name, complaints, &err, CLI_REJECTED);
	return CLI_COMPLETE;
}

enum cli_exit
case_order(const struct cli *cli, int dirfd, const char *name,
    struct ambit_arena *arena, struct ambit_order *order_r)
{
	struct ambit_complaints complaints = { .n = 0 };
	struct ambit_span bytes;

	return load_order(cli, dirfd, name, arena, order_r, &bytes,
	    &complaints);
}

/* What is no order has no case; what it was refused for is found. */
static enum cli_exit
refuse(struct cli_case *c, const struct ambit_complaints *complaints)
{
	size_t n = complaints->n;

	if (n > AMBIT_COMPLAINTS_MAX)
		n = AMBIT_COMPLAINTS_MAX;
	c->refused = true;
	c->found = AMBIT_ARENA_GET(c->arena, struct cli_found, n + 1);
	for (size_t i = 0; c->found != NULL && i < n; i++) {
		const struct ambit_check *rule =
		    ambit_law_check(ambit_span_str(complaints->v[i].code));

		if (rule != NULL)
			c->found[c->n_found++] =
			    (struct cli_found){ rule->code, rule->severity };
	}
	return CLI_REJECTED;
}

static enum cli_exit
read_order(struct cli_case *c)
{
	struct ambit_complaints complaints = { .n = 0 };
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_span bytes;
	enum cli_exit status = load_order(c->cli, c->orderfd, c->order_name,
	    c->arena, &c->order, &bytes, &complaints);

	if (status != CLI_REJECTED)
		return status;
	c->order.bytes = bytes;
	if (ambit_sink_digest(bytes, c->order.sha256, &err) < 0)
		return say_err(c->cli, &err, "");
	return refuse(c, &complaints);
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
	say_complaints(c->cli, c->order_name, &complaints);
	return refuse(c, &complaints);
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
		.rootfd = -1,
		.frozenfd = -1 };
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
		status = read_order(c_r);
	if (status == CLI_COMPLETE)
		status = read_p7s(c_r);
	return status == CLI_COMPLETE ? resolve(c_r) : status;
}

void
case_close(struct cli_case *c)
{
	if (c->orderfd != -1)
		(void)close(c->orderfd);
	if (c->frozenfd != -1)
		(void)close(c->frozenfd);
	if (c->rootfd != -1)
		(void)close(c->rootfd);
	ambit_ledger_close(&c->ledger);
	ambit_arena_free(&c->arena);
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
	check_paths(c, c->rootfd, c->frozenfd == -1, true, opens, complaints);
	if (c->frozenfd != -1)
		check_paths(c, c->frozenfd, true, false, opens, complaints);
	say_complaints(c->cli, c->registry_path, complaints);
	return complaints->n > 0 ? CLI_FAILED : CLI_COMPLETE;
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
