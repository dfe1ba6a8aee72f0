/*
 * The columns of `ambit guards` (law.md 7.1).
 */

/* Floor 0. */
#include "ambit/notice.h"

/* Here. */
#include "law_table.h"

#define ROW(r) ((const struct ambit_notice_guard *)(r))

static void
put_guard(struct ambit_text *text, const void *row)
{
	ambit_text_str(text, ROW(row)->name);
}

static void
put_state(struct ambit_text *text, const void *row)
{
	ambit_text_str(text, ambit_notice_state_name(ROW(row)->state));
}

static void
put_says(struct ambit_text *text, const void *row)
{
	ambit_text_str(text, ROW(row)->says);
}

static void
put_confirmed(struct ambit_text *text, const void *row)
{
	law_yes(text, ROW(row)->confirmed);
}

/* The first row that holds decides: their order is law too. */
static const struct law_column columns[] = {
	{ "guard", put_guard, true },
	{ "state", put_state, true },
	{ "confirmed", put_confirmed, true },
	{ "says", put_says, true },
};

static const void *
row(size_t nth)
{
	size_t n;
	const struct ambit_notice_guard *rows = ambit_notice_guards(&n);

	return nth < n ? &rows[nth] : NULL;
}

const struct law_table law_guards = { columns,
	sizeof(columns) / sizeof(columns[0]), row };
