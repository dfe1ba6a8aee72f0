/*
 * ambit plan: which stores an order opens, and how many bytes that is. Opens
 * no item.
 */

/* System. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 6 and below. */
#include "ambit/reader.h"
#include "ambit/run.h"

/* Floor 8. */
#include "record.h"
#include "say.h"

static void
print_store(const struct cli_case *c, const struct ambit_store *store)
{
	char path[4096], size[32] = "-";
	struct stat st;

	(void)snprintf(path, sizeof(path), "%.*s", (int)store->path.len,
	    (const char *)store->path.ptr);
	if (fstatat(c->rootfd, path, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISREG(st.st_mode))
		(void)snprintf(size, sizeof(size), "%jd", (intmax_t)st.st_size);
	say_result(c->cli, "store", "%-20.*s %-8s %14s  %s", (int)store->id.len,
	    (const char *)store->id.ptr, ambit_store_format_name(store->format),
	    size, path);
}

/* A unit, and where in its store it lies. */
static int
print_unit(void *ctx, const struct ambit_unit *unit, struct ambit_err *err_r)
{
	const struct cli_case *c = ctx;
	char bytes[32] = "-";

	(void)err_r;
	if (unit->bytes > 0)
		(void)snprintf(bytes, sizeof(bytes), "%ju",
		    (uintmax_t)unit->bytes);
	say_result(c->cli, "unit", "%6u  %-20.*s %14s  part %u of %u",
	    (unsigned)unit->number, (int)unit->store->id.len,
	    (const char *)unit->store->id.ptr, bytes, (unsigned)unit->part,
	    (unsigned)unit->parts);
	return 0;
}

/* What produce --unit K takes. Names in folders are sorted beside the order's
 * temporary files. */
static enum cli_exit
print_units(struct cli_case *c)
{
	const struct ambit_run_terms terms = { .order = &c->order,
		.registry = &c->registry,
		.scopes = c->scopes,
		.rootfd = c->rootfd,
		.frozenfd = c->frozenfd };
	const char *tmp = getenv("TMPDIR");
	struct ambit_err err = { .code = AMBIT_E_NONE };
	int fd = open(tmp != NULL ? tmp : "/tmp",
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc;

	if (fd == -1) {
		(void)ambit_err_set(&err, AMBIT_E_IO, "open TMPDIR");
		return say_err(c->cli, &err, "");
	}
	say_result(c->cli, "head", "%6s  %-20s %14s", "unit", "store", "bytes");
	rc = ambit_run_plan(&terms, fd, print_unit, c, &err);
	(void)close(fd);
	return rc < 0 ? say_err(c->cli, &err, "") : CLI_COMPLETE;
}

/* A store that is asked for and cannot be read is said, never skipped. */
static enum cli_exit
plan(struct cli_case *c)
{
	enum cli_exit status = CLI_COMPLETE;
	size_t n = 0;

	say_result(c->cli, "head", "%-20s %-8s %14s  %s", "store", "format",
	    "bytes", "path");
	for (size_t i = 0; i < c->registry.n_stores; i++) {
		const struct ambit_store *store = &c->registry.stores[i];

		if (!ambit_run_opens(&c->order, c->scopes, store))
			continue;
		n++;
		print_store(c, store);
		if (ambit_reader_of(store->format) != NULL)
			continue;
		say_note(c->cli, "unreadable",
		    "store %.*s: this version does not read the format %s, so "
		    "the order cannot be produced",
		    (int)store->id.len, (const char *)store->id.ptr,
		    ambit_store_format_name(store->format));
		status = CLI_FAILED;
	}
	if (n == 0)
		say_result(c->cli, "none",
		    "no store: the production would be empty");
	else if (status == CLI_COMPLETE)
		status = print_units(c);
	case_warn(c);
	return status;
}

static enum cli_exit
run(const struct cli *cli)
{
	struct ambit_complaints complaints = { .n = 0 };
	struct cli_case c;
	enum cli_exit status = case_open(cli, &c);

	if (status == CLI_COMPLETE)
		status = case_paths(&c, &complaints);
	if (status == CLI_COMPLETE)
		status = record_look(&c);
	if (status == CLI_COMPLETE)
		status = case_judge(&c);
	record_close(&c);
	if (status == CLI_COMPLETE)
		status = plan(&c);
	case_close(&c);
	return status;
}

const struct cli_command cli_plan = {
	.name = "plan",
	.usage = "ORDER [--registry FILE] [--root DIR] [--as-of INSTANT] "
		 "[--json]",
	.says = "which stores and units the order opens, and how many bytes",
	.takes = "rRtjq",
	.min = 1,
	.max = 1,
	.run = run,
};
