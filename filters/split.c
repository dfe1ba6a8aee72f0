/*
 * Split: may this field, header field or part leave under the order?
 *
 * What no row of fields.c names stays. So does what the instrument's list does
 * not reach, and what must be named and is not.
 */

/* Filters. */
#include "rules.h"

static bool
is_named(const struct ambit_demand *demand, const char *id)
{
	for (size_t i = 0; i < demand->n_fields; i++) {
		if (ambit_span_equal(demand->fields[i], ambit_span_str(id)))
			return true;
	}
	return false;
}

/* Is it the row that speaks under this regime, and of what is demanded? */
static bool
speaks(const struct ambit_law_field *field, const struct ambit_demand *demand,
    const struct ambit_instrument *instrument)
{
	const struct ambit_law_field *row =
	    ambit_law_field(ambit_span_str(field->id), demand->store,
		instrument->regime);

	return row != NULL && field->store == demand->store &&
	    field->regime == row->regime &&
	    field->classes & demand->class & instrument->reach;
}

bool
ambit_split_leaves(const struct ambit_order *order,
    const struct ambit_demand *demand, const struct ambit_law_field *field)
{
	const struct ambit_instrument *instrument =
	    ambit_law_instrument(order->legal_type);

	if (instrument == NULL || !instrument->on ||
	    !speaks(field, demand, instrument) ||
	    !ambit_law_reaches(instrument, field))
		return false;
	if (demand->n_fields > 0 || instrument->list == AMBIT_LIST_NAMED)
		return is_named(demand, field->id);
	return !field->named;
}

bool
ambit_split_field(const struct ambit_order *order,
    const struct ambit_task *task, enum ambit_holds store, const char *id)
{
	const struct ambit_instrument *instrument =
	    ambit_law_instrument(order->legal_type);
	const struct ambit_law_field *field;

	if (instrument == NULL)
		return false;
	field = ambit_law_field(ambit_span_str(id), store, instrument->regime);
	for (size_t i = 0; field != NULL && i < task->n_demands; i++) {
		if (ambit_split_leaves(order, &task->demands[i], field))
			return true;
	}
	return false;
}

/* RFC 2045: they tell the structure, and the names of files (law.md 3.3). */
static bool
is_structure(struct ambit_span name)
{
	return ambit_span_equal_nocase(name, AMBIT_LIT("mime-version")) ||
	    ambit_span_begins_nocase(name, AMBIT_LIT("content-"));
}

unsigned
ambit_split_pieces(const struct ambit_order *order,
    const struct ambit_task *task)
{
	static const struct {
		const char *id;
		enum ambit_piece piece;
	} pieces[] = {
		{ "headers", AMBIT_PIECE_HEADERS },
		{ "subject", AMBIT_PIECE_SUBJECT },
		{ "text", AMBIT_PIECE_TEXT },
		{ "attachments", AMBIT_PIECE_ATTACHMENTS },
	};
	unsigned leave = 0;

	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		if (ambit_split_field(order, task, AMBIT_HOLDS_MAIL,
			pieces[i].id))
			leave |= pieces[i].piece;
	}
	return leave;
}

bool
ambit_split_header(unsigned pieces, struct ambit_span name)
{
	if (is_structure(name))
		return false;
	if (pieces & AMBIT_PIECE_HEADERS)
		return true;
	return pieces & AMBIT_PIECE_SUBJECT &&
	    ambit_span_equal_nocase(name, AMBIT_LIT("subject"));
}

bool
ambit_split_part(unsigned pieces, enum ambit_part_kind kind)
{
	if (kind == AMBIT_PART_TEXT)
		return pieces & AMBIT_PIECE_TEXT;
	return pieces & AMBIT_PIECE_ATTACHMENTS;
}
