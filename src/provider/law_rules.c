/*
 * The columns of `ambit rules` (law.md 6).
 */

/* Floor 0. */
#include "ambit/notice.h"
#include "ambit/validity.h"

/* Here. */
#include "law_table.h"

#define ROW(r) ((const struct ambit_check *)(r))

static void
put_code(struct ambit_text *text, const void *row)
{
	ambit_text_str(text, ROW(row)->code);
}

static void
put_reason(struct ambit_text *text, const void *row)
{
	ambit_text_str(text, ambit_reason_name(ROW(row)->reason));
}

static void
put_severity(struct ambit_text *text, const void *row)
{
	static const char *const words[] = { "refuse", "narrow", "hold",
		"note" };

	ambit_text_str(text, words[ROW(row)->severity]);
}

static void
put_level(struct ambit_text *text, const void *row)
{
	static const char *const words[] = { "order", "approval",
		"nonDisclosure", "task", "data", "field", "narrow", "files",
		"release" };

	ambit_text_str(text, words[ROW(row)->level]);
}

static void
put_overridable(struct ambit_text *text, const void *row)
{
	law_yes(text, ROW(row)->overridable);
}

static void
put_says(struct ambit_text *text, const void *row)
{
	ambit_text_str(text, ROW(row)->says);
}

static void
put_cure(struct ambit_text *text, const void *row)
{
	ambit_text_str(text, ROW(row)->cure);
}

static void
put_confirmed(struct ambit_text *text, const void *row)
{
	law_yes(text, ROW(row)->confirmed);
}

static const struct law_column columns[] = {
	{ "reason", put_reason, true },
	{ "code", put_code, true },
	{ "severity", put_severity, true },
	{ "of", put_level, false },
	{ "overridable", put_overridable, false },
	{ "confirmed", put_confirmed, false },
	{ "says", put_says, true },
	{ "cure", put_cure, false },
};

/* What is asked of an order, then of its release. */
static const struct ambit_check *(*const rules[])(size_t *n_r) = {
	ambit_law_checks,
	ambit_law_gates,
};

static const void *
row(size_t nth)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		size_t n;
		const struct ambit_check *rows = rules[i](&n);

		if (nth < n)
			return &rows[nth];
		nth -= n;
	}
	return NULL;
}

const struct law_table law_rules = { columns,
	sizeof(columns) / sizeof(columns[0]), row };
