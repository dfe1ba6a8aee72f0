/*
 * ambit fields, ambit instruments: the law tables, for counsel to read.
 */

/* System. */
#include <stdio.h>
#include <string.h>

/* Floor 6 and below. */
#include "ambit/law.h"

/* Floor 8. */
#include "cli.h"
#include "say.h"

static const char *
yes(bool is)
{
	return is ? "yes" : "no";
}

/* "S I T C": the letters of law.md 1, "W" for what is withheld. */
static void
classes_in_letters(unsigned classes, char text_r[8])
{
	char *p = text_r;

	for (unsigned i = 0; i < AMBIT_N_CLASSES; i++) {
		if (classes & 1U << i)
			*p++ = "SITC"[i];
	}
	if (classes & AMBIT_LAW_NEVER)
		*p++ = 'N';
	if (p == text_r)
		*p++ = 'W';
	*p = '\0';
}

static enum cli_exit
fields(const struct cli *cli)
{
	static const char *const regimes[] = { "any", "us", "eu", "gb" };
	size_t n;
	const struct ambit_law_field *rows = ambit_law_fields(&n);

	say_result(cli, "head",
	    "%-11s %-21s %-3s %-5s %-4s %-3s %-4s %-5s %-9s %s", "store",
	    "field", "for", "class", "list", "NSL", "DRAS", "named",
	    "confirmed", "printed as");
	for (size_t i = 0; i < n; i++) {
		char classes[8];

		classes_in_letters(rows[i].classes, classes);
		say_result(cli, "field",
		    "%-11s %-21s %-3s %-5s %-4s %-3s %-4s %-5s %-9s %s",
		    ambit_holds_name(rows[i].store), rows[i].id,
		    regimes[rows[i].regime], classes,
		    rows[i].letters[0] == '\0' ? "-" : rows[i].letters,
		    yes(rows[i].nsl), yes(rows[i].dras), yes(rows[i].named),
		    yes(rows[i].confirmed), rows[i].transform);
	}
	return CLI_COMPLETE;
}

static enum cli_exit
instruments(const struct cli *cli)
{
	static const char *const lists[] = { "nothing", "all", "named", "A-F",
		"NSL", "DRAS" };
	size_t n;
	const struct ambit_instrument *rows = ambit_law_instruments(&n);

	say_result(cli, "head", "%-24s %-5s %-7s %-3s %-9s %s", "code", "reach",
	    "fields", "on", "confirmed", "instrument");
	for (size_t i = 0; i < n; i++) {
		char classes[8];

		classes_in_letters(rows[i].reach, classes);
		say_result(cli, "instrument",
		    "%-24s %-5s %-7s %-3s %-9s %s (%s)", rows[i].code,
		    rows[i].reach == 0 ? "-" : classes, lists[rows[i].list],
		    yes(rows[i].on), yes(rows[i].confirmed), rows[i].title,
		    rows[i].source);
	}
	return CLI_COMPLETE;
}

const struct cli_command cli_fields = {
	.name = "fields",
	.usage = "[--json]",
	.says = "the table of fields: what each is in law, and how it leaves",
	.takes = "jq",
	.run = fields,
};

const struct cli_command cli_instruments = {
	.name = "instruments",
	.usage = "[--json]",
	.says = "the table of instruments: what each reaches",
	.takes = "jq",
	.run = instruments,
};
