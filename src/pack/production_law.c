/*
 * What of the law applied to a production: the fields that leave, what never
 * does, and the range as it judged. Asks filters/; decides nothing.
 */

/* System. */
#include <assert.h>

/* Floor 2. */
#include "ambit/csv.h"

/* Floor 6. */
#include "production_state.h"

size_t
production_fields(const struct ambit_order *order,
    const struct ambit_demand *demand, const struct ambit_law_field **fields_r,
    size_t max)
{
	size_t n, found = 0;
	const struct ambit_law_field *row = ambit_law_fields(&n);

	for (size_t i = 0; i < n && found < max; i++, row++) {
		if (ambit_split_leaves(order, demand, row))
			fields_r[found++] = row;
	}
	return found;
}

/*
 * When the account held the name is not told: an unknown name and an empty
 * account give the same package (package.md L22).
 */
struct ambit_range
production_range(const struct ambit_task *task)
{
	struct ambit_range range = task->range;

	if (range.until < INT64_MAX - AMBIT_SECOND)
		range.until += AMBIT_SECOND - 1;
	return range;
}

/* ---- what is never produced ---- */

static bool
asks_for_content(const struct ambit_task *task)
{
	for (size_t i = 0; i < task->n_demands; i++) {
		if (task->demands[i].class == AMBIT_CLASS_CONTENT)
			return true;
	}
	return false;
}

enum mask {
	MASK_NATIVE,  /* content as stored */
	MASK_REDUCED, /* named parts of content */
	MASK_RECORDS, /* no content */
};

static enum mask
mask_of(const struct ambit_scope *scope)
{
	if (!asks_for_content(scope->task))
		return MASK_RECORDS;
	return scope->reduced ? MASK_REDUCED : MASK_NATIVE;
}

/* The least mask from which the category is missing, and the field of mail
 * that takes it off the list where it is produced. */
static const struct category {
	const char *name;
	enum mask from;
	const char *unless;
} categories[PRODUCTION_CATEGORIES] = {
	{ "content", MASK_RECORDS, NULL },
	{ "contentDerived", MASK_REDUCED, NULL },
	{ "displayNames", MASK_RECORDS, NULL },
	{ "subject", MASK_REDUCED, "subject" },
	{ "attachments", MASK_REDUCED, "attachments" },
	{ "sizes", MASK_RECORDS, "bytes" },
	{ "identifiersOfOtherData", MASK_RECORDS, NULL },
	{ "secrets", MASK_NATIVE, NULL },
};

size_t
production_not_produced(const struct ambit_order *order,
    const struct ambit_scope *scope,
    const char *categories_r[PRODUCTION_CATEGORIES])
{
	enum mask mask = mask_of(scope);
	size_t n = 0;

	for (size_t i = 0; i < PRODUCTION_CATEGORIES; i++) {
		const struct category *c = &categories[i];

		if (mask < c->from ||
		    (c->unless != NULL &&
			ambit_split_field(order, scope->task, AMBIT_HOLDS_MAIL,
			    c->unless)))
			continue;
		categories_r[n++] = c->name;
	}
	return n;
}

/* ---- ambit/rules.csv ---- */

/* A row has a class, and few have two. */
static void
put_classes(struct ambit_text *text, unsigned classes)
{
	for (unsigned i = 0; i < AMBIT_N_CLASSES; i++) {
		if (!(classes >> i & 1))
			continue;
		if (text->len > 0)
			ambit_text_str(text, " ");
		ambit_text_str(text,
		    ambit_class_name((enum ambit_class)(1 << i)));
	}
}

static void
put_row(struct pack_out *out, const struct ambit_law_field *row)
{
	char line[512], words[64];
	struct ambit_text text = AMBIT_TEXT(line);
	struct ambit_text classes = AMBIT_TEXT(words);

	put_classes(&classes, row->classes);
	ambit_csv_field(&text, true, true,
	    ambit_span_str(ambit_holds_name(row->store)));
	ambit_csv_field(&text, false, true, ambit_span_str(row->id));
	ambit_csv_field(&text, false, true, ambit_text_span(&classes));
	ambit_csv_field(&text, false, true, ambit_span_str(row->letters));
	ambit_csv_field(&text, false, true,
	    ambit_span_str(row->dras ? "yes" : "no"));
	ambit_csv_field(&text, false, true, ambit_span_str(row->transform));
	ambit_csv_end(&text);
	pack_out_put(out, ambit_text_span(&text));
}

/* The rows of one demand that no demand before it had. */
static void
put_rows(const struct ambit_order *order, const struct ambit_demand *demand,
    bool seen[PRODUCTION_FIELDS], struct pack_out *out)
{
	const struct ambit_law_field *rows[PRODUCTION_FIELDS];
	size_t n = production_fields(order, demand, rows, PRODUCTION_FIELDS);
	size_t n_all;
	const struct ambit_law_field *all = ambit_law_fields(&n_all);

	assert(n_all <= PRODUCTION_FIELDS);
	for (size_t i = 0; i < n; i++) {
		if (!seen[rows[i] - all])
			put_row(out, rows[i]);
		seen[rows[i] - all] = true;
	}
}

void
production_rules(const struct ambit_production *production,
    struct pack_out *out)
{
	const struct ambit_order *order = production->terms.order;
	bool seen[PRODUCTION_FIELDS] = { false };

	pack_out_str(out, AMBIT_CSV_BOM);
	pack_out_str(out, "store,field_id,class,us_list,dras,transform\r\n");
	for (size_t i = 0; i < order->n_tasks; i++) {
		const struct ambit_task *task = &order->tasks[i];

		for (size_t k = 0; k < task->n_demands; k++)
			put_rows(order, &task->demands[k], seen, out);
	}
}
