/*
 * What a task demands, and only which of it: "traffic/mail:from_addr,to_addr",
 * "participant=bob@example.org".
 */

/* System. */
#include <string.h>

/* Here. */
#include "draft.h"

/* Cut what stands before one of the separators; the rest may be empty. */
static struct ambit_span
cut(struct ambit_span *rest, const char *separators)
{
	struct ambit_span part = { rest->ptr, 0 };

	while (part.len < rest->len &&
	    strchr(separators, rest->ptr[part.len]) == NULL)
		part.len++;
	*rest = ambit_span_sub(*rest, part.len + 1, rest->len);
	return part;
}

/* ---- pairs and fields ---- */

static bool
read_pair(const struct ambit_draft *draft, struct ambit_span pair,
    struct ambit_demand *demand)
{
	struct ambit_offer v[DRAFT_OFFERS];
	size_t n = draft_offer_data(draft, v, DRAFT_OFFERS);
	struct ambit_span class;
	bool offered = false;

	for (size_t i = 0; i < n; i++)
		offered |= ambit_span_equal(v[i].word, pair);
	class = cut(&pair, "/");
	for (unsigned one = 1; one <= AMBIT_CLASS_CONTENT; one <<= 1) {
		if (ambit_span_equal(class,
			ambit_span_str(
			    ambit_class_name((enum ambit_class)one))))
			demand->class = (enum ambit_class)one;
	}
	for (unsigned one = 1; one <= AMBIT_HOLDS_CONNECTIONS; one <<= 1) {
		if (ambit_span_equal(pair,
			ambit_span_str(
			    ambit_holds_name((enum ambit_holds)one))))
			demand->store = (enum ambit_holds)one;
	}
	return offered;
}

static bool
may_name(const struct ambit_instrument *row, const struct ambit_demand *demand,
    const struct ambit_law_field *field)
{
	return field != NULL && field->store == demand->store &&
	    field->classes & demand->class &&
	    (row->preserves || ambit_law_reaches(row, field));
}

/* Each field once, although a table may have a row a regime. */
static void
put_fields(const struct ambit_instrument *row,
    const struct ambit_demand *demand, struct ambit_text *why)
{
	size_t n;
	const struct ambit_law_field *rows = ambit_law_fields(&n);
	const char *last = "";

	for (size_t i = 0; i < n; i++) {
		struct ambit_span id = ambit_span_str(rows[i].id);

		if (strcmp(rows[i].id, last) == 0 ||
		    !may_name(row, demand,
			ambit_law_field(id, demand->store, row->regime)) ||
		    rows[i].store != demand->store)
			continue;
		ambit_text_str(why, *last == '\0' ? " " : ", ");
		ambit_text_str(why, rows[i].id);
		last = rows[i].id;
	}
}

static bool
refuse_field(const struct ambit_draft *draft, struct ambit_span id,
    const struct ambit_demand *demand, struct ambit_text *why)
{
	ambit_text_str(why, "\"");
	ambit_text_escaped(why, id);
	ambit_text_str(why, "\" is no field of it; there are:");
	put_fields(draft->instrument, demand, why);
	return false;
}

static bool
read_fields(struct ambit_draft *draft, struct ambit_span list,
    struct ambit_demand *demand, struct ambit_text *why)
{
	struct ambit_span *fields =
	    AMBIT_ARENA_GET(draft->arena, struct ambit_span, DRAFT_FIELDS);

	demand->fields = fields;
	while (fields != NULL && list.len > 0) {
		struct ambit_span id = cut(&list, ",");

		if (!may_name(draft->instrument, demand,
			ambit_law_field(id, demand->store,
			    draft->instrument->regime)))
			return refuse_field(draft, id, demand, why);
		if (demand->n_fields == DRAFT_FIELDS)
			return draft_refuse(why, "these are too many fields");
		fields[demand->n_fields++] = id;
	}
	return fields != NULL || draft_refuse(why, "there is no memory");
}

static bool
read_demand(struct ambit_draft *draft, struct ambit_span word,
    struct ambit_demand *demand, struct ambit_text *why)
{
	struct ambit_span pair = cut(&word, ":");

	*demand = (struct ambit_demand){ .n_fields = 0 };
	if (draft->instrument == NULL || !read_pair(draft, pair, demand)) {
		ambit_text_str(why, "\"");
		ambit_text_escaped(why, pair);
		ambit_text_str(why, "\" is none of the words offered");
		return false;
	}
	if (!read_fields(draft, word, demand, why))
		return false;
	if (demand->n_fields > 0 || draft->instrument->list != AMBIT_LIST_NAMED)
		return true;
	ambit_text_str(why,
	    "this instrument needs each field named, behind a colon:");
	put_fields(draft->instrument, demand, why);
	return false;
}

bool
draft_take_data(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	struct ambit_demand *demands =
	    AMBIT_ARENA_GET(draft->arena, struct ambit_demand, DRAFT_DEMANDS);
	size_t n = 0;

	if (demands == NULL)
		return draft_refuse(why, "there is no memory");
	while (text.len > 0) {
		struct ambit_span word = cut(&text, " ");

		if (n == DRAFT_DEMANDS)
			return draft_refuse(why,
			    "a task has at most 8 of them");
		if (!read_demand(draft, word, &demands[n++], why))
			return false;
	}
	draft_task(draft)->demands = demands;
	draft_task(draft)->n_demands = n;
	return true;
}

/* ---- narrowing ---- */

static bool
read_narrow(const struct ambit_task *task, struct ambit_span text,
    struct ambit_narrow *narrow, struct ambit_text *why)
{
	struct ambit_span by = cut(&text, "=");

	*narrow = (struct ambit_narrow){ .value = text };
	for (unsigned one = 1; one <= AMBIT_NARROW_FILENAME; one <<= 1) {
		if (ambit_span_equal(by,
			ambit_span_str(
			    ambit_narrow_name((enum ambit_narrow_by)one))))
			narrow->by = (enum ambit_narrow_by)one;
	}
	if (narrow->by == 0 || text.len == 0)
		return draft_refuse(why,
		    "say participant=ADDRESS, direction=sent, "
		    "direction=received, folderRole=ROLE, keyword=TEXT or "
		    "filename=NAME");
	if (narrow->by != AMBIT_NARROW_PARTICIPANT &&
	    narrow->by != AMBIT_NARROW_DIRECTION &&
	    !draft_asks(task, AMBIT_CLASS_CONTENT))
		return draft_refuse(why,
		    "without content nothing may be selected by content");
	return true;
}

bool
draft_take_narrow(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	struct ambit_task *task = draft_task(draft);
	struct ambit_narrow *narrows, narrow;

	if (text.len == 0)
		return true;
	if (!read_narrow(task, text, &narrow, why))
		return false;
	if (task->n_narrows == DRAFT_NARROWS)
		return draft_refuse(why, "a task has at most 32 of them");
	narrows = AMBIT_ARENA_GET(draft->arena, struct ambit_narrow,
	    task->n_narrows + 1);
	if (narrows == NULL)
		return draft_refuse(why, "there is no memory");
	if (task->n_narrows > 0)
		memcpy(narrows, task->narrows,
		    task->n_narrows * sizeof(*narrows));
	narrows[task->n_narrows++] = narrow;
	task->narrows = narrows;
	return true;
}
