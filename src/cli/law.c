/*
 * ambit instruments, fields, rules, guards: the law tables, for counsel to
 * read, and the digest under which the registry names them as approved.
 */

/* System. */
#include <stdio.h>
#include <string.h>

/* Floor 6 and below. */
#include "ambit/law_tables.h"

/* Floor 8. */
#include "law.h"
#include "say.h"

/* Of the table on a screen: the widest that a column grows. */
#define WIDTH_MAX 60

/* One cell, with a NUL behind it. */
static const char *
cell(enum ambit_law_table table, size_t row, size_t column,
    char room[AMBIT_LAW_CELL_MAX])
{
	struct ambit_text text = ambit_text_over(room, AMBIT_LAW_CELL_MAX);

	ambit_law_table_cell(table, row, column, &text);
	return ambit_text_end(&text);
}

/* ---- on a screen ---- */

/* What of the table is shown, and how wide. */
struct screen {
	enum ambit_law_table table;
	size_t n_rows, n_columns;
	size_t width[AMBIT_LAW_COLUMNS_MAX]; /* 0: not shown */
};

static void
measure(struct screen *s)
{
	const char *name;
	bool brief;

	s->n_rows = ambit_law_table_rows(s->table);
	for (size_t i = 0;
	     (name = ambit_law_table_column(s->table, i, &brief)) != NULL;
	     i++) {
		char room[AMBIT_LAW_CELL_MAX];

		s->n_columns = i + 1;
		s->width[i] = brief ? strlen(name) : 0;
		for (size_t row = 0; brief && row < s->n_rows; row++) {
			size_t len = strlen(cell(s->table, row, i, room));

			if (len > s->width[i])
				s->width[i] = len < WIDTH_MAX ? len : WIDTH_MAX;
		}
	}
}

static void
put(struct ambit_text *line, const char *text, size_t width)
{
	size_t len = strlen(text);

	if (width == 0)
		return;
	ambit_text_str(line, line->len > 0 ? "  " : "");
	ambit_text_str(line, text);
	for (; len < width; len++)
		ambit_text_str(line, " ");
}

/* Said without the blanks behind its last word. */
static void
say_line(const struct cli *cli, struct ambit_text *line)
{
	while (line->len > 0 && line->ptr[line->len - 1] == ' ')
		line->len--;
	say_result(cli, "row", "%.*s", (int)line->len, line->ptr);
}

static void
show(const struct cli *cli, enum ambit_law_table table)
{
	struct screen s = { .table = table };
	char room[1024], value[AMBIT_LAW_CELL_MAX];
	struct ambit_text line = AMBIT_TEXT(room);

	measure(&s);
	for (size_t i = 0; i < s.n_columns; i++)
		put(&line, ambit_law_table_column(table, i, NULL), s.width[i]);
	say_line(cli, &line);
	for (size_t row = 0; row < s.n_rows; row++) {
		line.len = 0;
		for (size_t i = 0; i < s.n_columns; i++)
			put(&line, cell(table, row, i, value), s.width[i]);
		say_line(cli, &line);
	}
}

/* ---- as JSON ---- */

static void
say_rows(enum ambit_law_table table)
{
	static const char *const events[AMBIT_N_LAW_TABLES] = { "instrument",
		"field", "rule", "guard" };
	size_t n = ambit_law_table_rows(table), columns = 0;
	const char *names[AMBIT_LAW_COLUMNS_MAX];
	const char *values[AMBIT_LAW_COLUMNS_MAX];
	char rooms[AMBIT_LAW_COLUMNS_MAX][AMBIT_LAW_CELL_MAX];

	while ((names[columns] =
		       ambit_law_table_column(table, columns, NULL)) != NULL)
		columns++;
	for (size_t row = 0; row < n; row++) {
		for (size_t i = 0; i < columns; i++)
			values[i] = cell(table, row, i, rooms[i]);
		say_object(events[table], names, values, columns);
	}
}

/* ---- the command ---- */

#define HEX_LEN (2 * AMBIT_DIGEST_LEN + 1)

static enum cli_exit
digest(const struct cli *cli, unsigned char sha256_r[AMBIT_DIGEST_LEN],
    char hex_r[HEX_LEN])
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_text text = ambit_text_over(hex_r, HEX_LEN);

	if (ambit_law_digest(sha256_r, &err) < 0)
		return say_err(cli, &err, "");
	ambit_text_hex(&text,
	    (struct ambit_span){ sha256_r, AMBIT_DIGEST_LEN });
	(void)ambit_text_end(&text);
	return CLI_COMPLETE;
}

static enum cli_exit
print(const struct cli *cli, enum ambit_law_table table)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	unsigned char sha256[AMBIT_DIGEST_LEN];
	char hex[HEX_LEN];

	if (digest(cli, sha256, hex) != CLI_COMPLETE)
		return CLI_FAILED;
	if (cli->digest) {
		say_result(cli, "lawTables", "%s", hex);
		return CLI_COMPLETE;
	}
	if (cli->csv) {
		if (ambit_law_table_csv(table, &say_stdout, &err) < 0 ||
		    ambit_sink_finish(&say_stdout, &err) < 0)
			return say_err(cli, &err, "");
	} else if (cli->json) {
		say_rows(table);
	} else {
		show(cli, table);
	}
	/* The CSV is what the digest is of: it is no part of it. */
	if (!cli->csv)
		say_result(cli, "lawTables", "law tables sha256 %s", hex);
	else if (!cli->quiet)
		say_note(cli, "lawTables", "law tables sha256 %s", hex);
	return CLI_COMPLETE;
}

enum cli_exit
law_approved(const struct cli *cli, const char *path,
    const struct ambit_registry *registry, int64_t now)
{
	unsigned char sha256[AMBIT_DIGEST_LEN];
	char hex[HEX_LEN];

	if (digest(cli, sha256, hex) != CLI_COMPLETE)
		return CLI_FAILED;
	if (ambit_registry_approves(registry, sha256, now))
		return CLI_COMPLETE;
	say_note(cli, "error",
	    "%s: counsel has not approved the law tables of this ambit, sha256 "
	    "%s; let counsel read ambit instruments, fields, rules and guards, "
	    "and add LawTables",
	    path, hex);
	return CLI_REJECTED;
}

static enum cli_exit
instruments(const struct cli *cli)
{
	return print(cli, AMBIT_LAW_INSTRUMENTS);
}

static enum cli_exit
fields(const struct cli *cli)
{
	return print(cli, AMBIT_LAW_FIELDS);
}

static enum cli_exit
rules(const struct cli *cli)
{
	return print(cli, AMBIT_LAW_RULES);
}

static enum cli_exit
guards(const struct cli *cli)
{
	return print(cli, AMBIT_LAW_GUARDS);
}

#define USAGE "[--csv | --json | --digest] [--quiet]"

const struct cli_command cli_fields = {
	.name = "fields",
	.usage = USAGE,
	.says = "the table of fields: what each is in law, and how it leaves",
	.takes = "jqvg",
	.run = fields,
};

const struct cli_command cli_instruments = {
	.name = "instruments",
	.usage = USAGE,
	.says = "the table of instruments: what each reaches",
	.takes = "jqvg",
	.run = instruments,
};

const struct cli_command cli_rules = {
	.name = "rules",
	.usage = USAGE,
	.says = "the table of rules: for which reasons an order is refused",
	.takes = "jqvg",
	.run = rules,
};

const struct cli_command cli_guards = {
	.name = "guards",
	.usage = USAGE,
	.says = "the table of guards: is the user told, or why not",
	.takes = "jqvg",
	.run = guards,
};
