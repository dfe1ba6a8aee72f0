/*
 * ambit plan: which stores an order opens, and how many bytes that is. Opens
 * no item.
 */

/* System. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

/* Floor 6 and below. */
#include "ambit/reader.h"
#include "ambit/run.h"

/* Floor 8. */
#include "case.h"
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

/* A store that is asked for and cannot be read is said, never skipped. */
static enum cli_exit
plan(const struct cli_case *c)
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
		status = case_judge(&c);
	if (status == CLI_COMPLETE)
		status = plan(&c);
	case_close(&c);
	return status;
}

const struct cli_command cli_plan = {
	.name = "plan",
	.usage = "ORDER [--registry FILE] [--root DIR] [--as-of INSTANT] "
		 "[--json]",
	.says = "which stores the order opens, and how many bytes",
	.takes = "rRtjq",
	.min = 1,
	.max = 1,
	.run = run,
};
