/*
 * The columns of `ambit fields` (law.md 3): what an order may name, then what
 * else stands in a store.
 */

/* Floor 0. */
#include "ambit/law.h"

/* Here. */
#include "law_table.h"

#define ROW(r) ((const struct ambit_law_field *)(r))

#define TEXT(column)                                                       \
	static void put_##column(struct ambit_text *text, const void *row) \
	{                                                                  \
		ambit_text_str(text, ROW(row)->column);                    \
	}
#define YES(column)                                                        \
	static void put_##column(struct ambit_text *text, const void *row) \
	{                                                                  \
		law_yes(text, ROW(row)->column);                           \
	}

TEXT(id)
TEXT(letters)
TEXT(eu_box)
TEXT(uk)
TEXT(transform)
YES(nsl)
YES(dras)
YES(named)
YES(confirmed)

static void
put_stands(struct ambit_text *text, const void *row)
{
	static const char *const words[AMBIT_N_STANDS] = { "column", "header",
		"property", "recipient", "attachment", "folder", "record" };

	ambit_text_str(text, words[ROW(row)->stands]);
}

static void
put_store(struct ambit_text *text, const void *row)
{
	ambit_text_str(text, ambit_holds_name(ROW(row)->store));
}

static void
put_regime(struct ambit_text *text, const void *row)
{
	law_regime(text, ROW(row)->regime);
}

static void
put_class(struct ambit_text *text, const void *row)
{
	law_classes(text, ROW(row)->classes);
}

static void
put_column(struct ambit_text *text, const void *row)
{
	if (ROW(row)->column != NULL)
		ambit_text_str(text, ROW(row)->column);
}

static void
put_only(struct ambit_text *text, const void *row)
{
	if (ROW(row)->only != NULL)
		ambit_text_str(text, ROW(row)->only);
}

static const struct law_column columns[] = {
	{ "stands", put_stands, true },
	{ "store", put_store, true },
	{ "id", put_id, true },
	{ "regime", put_regime, true },
	{ "class", put_class, true },
	{ "us_list", put_letters, true },
	{ "nsl", put_nsl, true },
	{ "dras", put_dras, true },
	{ "named", put_named, true },
	{ "eu_box", put_eu_box, false },
	{ "uk", put_uk, false },
	{ "column", put_column, false },
	{ "only", put_only, false },
	{ "confirmed", put_confirmed, true },
	{ "transform", put_transform, true },
};

static const void *
row(size_t nth)
{
	for (unsigned stands = 0; stands < AMBIT_N_STANDS; stands++) {
		size_t n;
		const struct ambit_law_field *rows =
		    ambit_law_sources((enum ambit_stands)stands, &n);

		if (nth < n)
			return &rows[nth];
		nth -= n;
	}
	return NULL;
}

const struct law_table law_fields = { columns,
	sizeof(columns) / sizeof(columns[0]), row };
