/*
 * ambit report: the figures of a half-year, for the public.
 */

/* System. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 6 and below. */
#include "ambit/csv.h"
#include "ambit/file.h"
#include "ambit/report.h"

/* Floor 8. */
#include "record.h"
#include "say.h"

/* Three tables of all countries there are, and what they are written from. */
#define REPORT_ARENA ((size_t)2 << 20)
/* A page of all countries is a quarter of this. */
#define FILE_ROOM ((size_t)2 << 20)

/* Into memory: a file is written whole, or not at all. */
struct gathering {
	struct ambit_sink sink;
	struct ambit_text text;
};

static int
gather(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct gathering *g = (struct gathering *)sink;

	ambit_text_put(&g->text, bytes);
	if (g->text.full)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "the report is too long for one file");
	return 0;
}

static const struct ambit_sink_ops gather_ops = { .name = "gather",
	.write = gather };

static struct gathering
gathering(struct ambit_arena *arena)
{
	char *room = ambit_arena_get(arena, FILE_ROOM, 1, 1);

	return (struct gathering){ .sink.ops = &gather_ops,
		.text = ambit_text_over(room, room == NULL ? 0 : FILE_ROOM) };
}

static enum cli_exit
write_html(const struct cli *cli, const struct ambit_report *report,
    struct ambit_arena *arena)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct gathering page = gathering(arena);

	if (ambit_report_html(report, &page.sink, &err) < 0 ||
	    ambit_file_replace(AT_FDCWD, cli->html, ambit_text_span(&page.text),
		0644, &err) < 0)
		return say_err(cli, &err, "name the page with --html FILE");
	return CLI_COMPLETE;
}

/* ID.csv in the folder. */
static int
write_table(int dirfd, const struct ambit_report_table *table,
    struct gathering *file, struct ambit_err *err_r)
{
	char name[64];

	file->text.len = 0;
	ambit_text_str(&file->text, AMBIT_CSV_BOM);
	(void)snprintf(name, sizeof(name), "%s.csv", table->id);
	if (ambit_report_csv_table(table, &file->sink, err_r) < 0)
		return -1;
	return ambit_file_replace(dirfd, name, ambit_text_span(&file->text),
	    0644, err_r);
}

/* A table that is withheld has no file. */
static enum cli_exit
write_tables(const struct cli *cli, const struct ambit_report *report,
    struct ambit_arena *arena)
{
	const char *dir = cli->operand[0];
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct gathering file = gathering(arena);
	int rc = 0, dirfd;

	(void)mkdir(dir, 0755); /* it may be there; if not, open says so */
	dirfd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dirfd == -1) {
		(void)ambit_err_set(&err, AMBIT_E_IO, "%s", dir);
		return say_err(cli, &err, "name a folder behind --csv");
	}
	for (size_t i = 0; rc == 0 && i < report->n_tables; i++) {
		if (!report->tables[i].withheld)
			rc =
			    write_table(dirfd, &report->tables[i], &file, &err);
	}
	(void)close(dirfd);
	return rc < 0 ? say_err(cli, &err, "") : CLI_COMPLETE;
}

static enum cli_exit
put(const struct cli *cli, const struct ambit_report *report,
    struct ambit_arena *arena)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	int rc = 0;

	if (cli->html != NULL)
		return write_html(cli, report, arena);
	if (cli->csv && cli->n_operands > 0)
		return write_tables(cli, report, arena);
	if (cli->json)
		rc = ambit_report_json(report, &say_stdout, &err);
	else if (cli->csv)
		rc = ambit_report_csv(report, &say_stdout, &err);
	else if (!cli->quiet)
		rc = ambit_report_text(report, &say_stdout, &err);
	return rc < 0 ? say_err(cli, &err, "") : CLI_COMPLETE;
}

/* The ledger is only read, and let go before anything is written. */
static enum cli_exit
count(const struct cli *cli, const char *registry_path,
    const struct ambit_registry *registry, struct ambit_arena *arena,
    struct ambit_report_terms *terms, struct ambit_report *report_r)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_ledger *ledger;
	char path[4096];
	enum cli_exit status = record_path(cli, registry, registry_path, path);
	int rc;

	if (status != CLI_COMPLETE)
		return status;
	if (ambit_ledger_open(path, AMBIT_LEDGER_READ, &ledger, &err) < 0)
		return say_err(cli, &err, "there is nothing to report from");
	terms->db = ambit_ledger_db(ledger);
	rc = ambit_report_make(terms, arena, report_r, &err);
	ambit_ledger_close(&ledger);
	return rc < 0 ? say_err(cli, &err, "") : CLI_COMPLETE;
}

/* false: it was said why. */
static bool
terms_of(const struct cli *cli, struct ambit_report_terms *terms_r)
{
	*terms_r = (struct ambit_report_terms){ .as_of = cli_now(cli),
		.choice = cli->choice > 0 ? cli->choice : 1 };
	if (cli->half == NULL) {
		(void)fprintf(stderr,
		    "ambit: name the half-year with --half, such as "
		    "2026H1\n");
		return false;
	}
	if (!ambit_half_parse(ambit_span_str(cli->half), &terms_r->half)) {
		(void)fprintf(stderr,
		    "ambit: --half %s: not a half-year, such as 2026H1\n",
		    cli->half);
		return false;
	}
	if (terms_r->choice > 4) {
		(void)fprintf(stderr,
		    "ambit: --choice %u: 50 U.S.C. 1874 has four\n",
		    terms_r->choice);
		return false;
	}
	if (terms_r->choice == 4 && terms_r->half.part != 2) {
		(void)fprintf(stderr,
		    "ambit: --choice 4: it is of a year; report its second "
		    "half\n");
		return false;
	}
	if (cli->n_operands > 0 && !cli->csv) {
		(void)fprintf(stderr, "ambit: %s: a folder goes with --csv\n",
		    cli->operand[0]);
		return false;
	}
	if ((cli->html != NULL) + cli->csv + cli->json > 1) {
		(void)fprintf(stderr,
		    "ambit: --html, --csv and --json are one at a time\n");
		return false;
	}
	return true;
}

static enum cli_exit
run(const struct cli *cli)
{
	const char *path =
	    cli->registry != NULL ? cli->registry : "registry.xml";
	struct ambit_arena *arena = case_arena(path);
	struct ambit_arena *room = ambit_arena_new(REPORT_ARENA + FILE_ROOM);
	struct ambit_report_terms terms;
	struct ambit_registry registry;
	struct ambit_report report = { .n_tables = 0 };
	enum cli_exit status = CLI_FAILED;

	if (arena == NULL || room == NULL)
		(void)fprintf(stderr, "ambit: no memory\n");
	else if (!terms_of(cli, &terms))
		status = CLI_USAGE;
	else
		status = case_registry(cli, path, arena, &registry);
	if (status == CLI_COMPLETE) {
		terms.publisher = registry.entities[0].name;
		status = count(cli, path, &registry, room, &terms, &report);
	}
	if (status == CLI_COMPLETE)
		status = put(cli, &report, room);
	ambit_arena_free(&room);
	ambit_arena_free(&arena);
	return status;
}

const struct cli_command cli_report = {
	.name = "report",
	.usage = "--half YYYYH1|YYYYH2 [--csv [DIR] | --html FILE | --json] "
		 "[--choice 1-4] [--registry FILE] [--root DIR] "
		 "[--as-of INSTANT]",
	.says = "the figures of a half-year, from the ledger, for the public",
	.takes = "rRtyWvKjq",
	.max = 1,
	.run = run,
};
