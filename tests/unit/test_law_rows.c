#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

#include "ambit/law.h"
#include "ambit/notice.h"
#include "ambit/validity.h"

/*
 * Every column of every row of the tables of law, printed and compared with
 * tests/gold/law.txt, which counsel can read beside law.md: what is changed in
 * a table is changed there too, and seen. Other tests show what rows mean.
 */

/* ---- the gold, line by line ---- */

static FILE *gold;
static bool prints; /* the gold anew, and judges nothing */

static void line(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static void
line(const char *fmt, ...)
{
	char got[1000], want[1000] = "";
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(got, sizeof(got), fmt, ap);
	va_end(ap);
	if (prints) {
		(void)puts(got);
		return;
	}
	assert_non_null(fgets(want, sizeof(want), gold));
	want[strcspn(want, "\n")] = '\0';
	assert_string_equal(got, want);
}

static const char *
one(const char *const *words, unsigned n)
{
	return words[n];
}

static const char *
flag(bool is, const char *word)
{
	return is ? word : "";
}

static const char *const regimes[] = { "any", "us", "eu", "gb" };

/* "SIT", "W". */
static const char *
classes(unsigned mask)
{
	static char text[8];
	char *p = text;

	for (unsigned i = 0; i < AMBIT_N_CLASSES; i++) {
		if (mask & 1U << i)
			*p++ = "SITC"[i];
	}
	if (mask & AMBIT_LAW_NEVER)
		*p++ = 'N';
	if (p == text)
		*p++ = 'W';
	*p = '\0';
	return text;
}

/* "judge prosecutor"; the text lives until four more were asked for. */
static const char *
roles(unsigned mask)
{
	static char ring[4][200];
	static unsigned at;
	char *text = ring[at++ % COUNT(ring)];

	text[0] = '\0';
	for (unsigned i = 0; mask >> i != 0; i++) {
		if (mask & 1U << i) {
			strcat(text, text[0] == '\0' ? "" : " ");
			strcat(text, ambit_legal_role_name(1U << i));
		}
	}
	return text[0] == '\0' ? "-" : text;
}

static const char *
cases(unsigned mask)
{
	static char text[100];

	text[0] = '\0';
	for (unsigned i = 0; mask >> i != 0; i++) {
		if (mask & 1U << i) {
			strcat(text, text[0] == '\0' ? "" : " ");
			strcat(text, ambit_case_name(1U << i));
		}
	}
	return text;
}

/* ---- the tables ---- */

static void
say_instrument(const struct ambit_instrument *row)
{
	static const char *const lists[] = { "nothing", "all", "named", "A-F",
		"six", "DRAS" };
	static const char *const papers[] = { "order", "nonDisclosure",
		"consent", "emergencyLetter", "certification" };
	static const char *const channels[] = { "none", "lawEnforcement",
		"emergency", "civil", "nationalSecurity" };
	static const char *const notices[] = { "due", "excepted", "barred",
		"barredIfCertified", "byAuthority", "notApplicable" };

	line("%s%s%s: %s", row->code, flag(row->on, " on"),
	    flag(row->confirmed, " confirmed"), row->title);
	line("  of %s; names %s; in time: %s", row->source, row->particularity,
	    row->times);
	line("  %s, reaches %s, %s; signed: %s; case: %s; paper: %s",
	    one(regimes, row->regime), classes(row->reach),
	    one(lists, row->list), roles(row->signs), cases(row->cases),
	    one(papers, row->document));
	line("  validated by: %s, deeper: %s; countersigned: %s",
	    roles(row->validates), roles(row->validates_more),
	    roles(row->countersigns));
	line("  channel %s, notice %s, days %u %u %u %u:%s%s%s%s%s%s%s",
	    one(channels, row->channel), one(notices, row->notice),
	    row->serve_days, row->answer_days, row->lasts_days,
	    row->renews_days, flag(row->face, " face"),
	    flag(row->consent, " consent"), flag(row->attached, " attached"),
	    flag(row->arrangement, " arrangement"),
	    flag(row->prospective, " prospective"),
	    flag(row->preserves, " preserves"),
	    flag(row->billable, " billable"));
}

static void
the_instruments(void **state)
{
	size_t n;
	const struct ambit_instrument *rows = ambit_law_instruments(&n);

	(void)state;
	line("== instruments");
	for (size_t i = 0; i < n; i++)
		say_instrument(&rows[i]);
}

static void
say_field(const struct ambit_law_field *row)
{
	line("%s of %s, %s: %s \"%s\"%s%s%s%s%s%s%s%s", row->id,
	    ambit_holds_name(row->store), one(regimes, row->regime),
	    classes(row->classes), row->letters, flag(row->nsl, " six"),
	    flag(row->dras, " dras"), flag(row->named, " named"),
	    flag(row->confirmed, " confirmed"),
	    flag(row->only != NULL, " only under "),
	    row->only == NULL ? "" : row->only,
	    flag(row->column != NULL, " leaves as "),
	    row->column == NULL ? "" : row->column);
	line("  box \"%s\"; Act \"%s\"; %s", row->eu_box, row->uk,
	    row->transform);
}

static void
the_fields(void **state)
{
	static const char *const places[AMBIT_N_STANDS] = { "columns",
		"headers", "properties", "of recipients", "of attachments",
		"of folders", "records" };

	(void)state;
	for (unsigned stands = 0; stands < AMBIT_N_STANDS; stands++) {
		size_t n;
		const struct ambit_law_field *rows =
		    ambit_law_sources(stands, &n);

		line("== %s", places[stands]);
		for (size_t i = 0; i < n; i++) {
			assert_int_equal(rows[i].stands, stands);
			say_field(&rows[i]);
		}
	}
}

static void
say_checks(const char *name, const struct ambit_check *rows, size_t n)
{
	static const char *const means[] = { "refuses", "narrows", "holds",
		"notes" };
	static const char *const levels[] = { "order", "approval", "secrecy",
		"task", "data", "field", "narrow", "files", "release" };

	line("== %s", name);
	for (size_t i = 0; i < n; i++) {
		line("%s (%s) %s, of each %s%s%s", rows[i].code,
		    ambit_reason_name(rows[i].reason),
		    one(means, rows[i].severity), one(levels, rows[i].level),
		    flag(rows[i].overridable, ", overridable"),
		    flag(rows[i].confirmed, ", confirmed"));
		line("  %s; %s", rows[i].says, rows[i].cure);
	}
}

static void
the_rules(void **state)
{
	size_t n;
	const struct ambit_check *rows = ambit_law_checks(&n);

	(void)state;
	say_checks("rules", rows, n);
	rows = ambit_law_gates(&n);
	say_checks("gates", rows, n);
}

static void
the_guards(void **state)
{
	size_t n;
	const struct ambit_notice_guard *rows = ambit_notice_guards(&n);

	(void)state;
	line("== guards of notice");
	for (size_t i = 0; i < n; i++)
		line("%s %s%s: %s", rows[i].name,
		    ambit_notice_state_name(rows[i].state),
		    flag(rows[i].confirmed, " confirmed"), rows[i].says);
}

static void
the_rules_of_scope(void **state)
{
	static const char *const names[] = { "item", "account", "class",
		"clock", "range", "direction", "participant", "folderRole",
		"keyword", "filename", "fields", "parts", "whole", "complete" };

	(void)state;
	line("== rules of scope");
	for (size_t i = 0; i < COUNT(names); i++) {
		const struct ambit_rule *rule =
		    ambit_scope_rule(ambit_span_str(names[i]));

		assert_non_null(rule);
		line("%s: %s", rule->name, rule->says);
	}
}

static void
and_nothing_else(void **state)
{
	(void)state;
	if (!prints)
		assert_int_equal(fgetc(gold), EOF);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_instruments),
	cmocka_unit_test(the_fields),
	cmocka_unit_test(the_rules),
	cmocka_unit_test(the_guards),
	cmocka_unit_test(the_rules_of_scope),
	cmocka_unit_test(and_nothing_else),
};

/* test_law_rows print >tests/gold/law.txt: for a person to compare. */
static int
print(void)
{
	prints = true;
	for (size_t i = 0; i < COUNT(tests); i++)
		tests[i].test_func(NULL);
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "print") == 0)
		return print();
	gold = fopen(AMBIT_CORPUS "/../tests/gold/law.txt", "r");
	if (gold == NULL) {
		perror("tests/gold/law.txt");
		return 1;
	}
	return cmocka_run_group_tests_name("law_rows", tests, NULL, NULL);
}
