/*
 * Does the order agree with itself?
 *
 * What contradicts itself is a mistake of the one who typed it or of the one
 * who signed it, and nobody here decides whose.
 */

/* Filters. */
#include "validity.h"

bool
ambit_validity_asks(const struct ambit_task *task, unsigned classes)
{
	for (size_t i = 0; i < task->n_demands; i++) {
		if (task->demands[i].class & classes)
			return true;
	}
	return false;
}

bool
ambit_validity_any_asks(const struct ambit_order *order, unsigned classes)
{
	for (size_t i = 0; i < order->n_tasks; i++) {
		if (ambit_validity_asks(&order->tasks[i], classes))
			return true;
	}
	return false;
}

bool
ambit_validity_has_document(const struct ambit_order *order,
    struct ambit_span id, enum ambit_document_role role)
{
	for (size_t i = 0; i < order->n_documents; i++) {
		if (ambit_span_equal(order->documents[i].id, id))
			return order->documents[i].role == role;
	}
	return false;
}

bool
ambit_validity_pairs(const struct ambit_demand *demand)
{
	unsigned stores = 0;

	switch (demand->class) {
	case AMBIT_CLASS_SUBSCRIBER:
		stores = AMBIT_HOLDS_ACCOUNT;
		break;
	case AMBIT_CLASS_IDENTIFICATION:
		stores = AMBIT_HOLDS_CONNECTIONS;
		break;
	case AMBIT_CLASS_TRAFFIC:
		stores = AMBIT_HOLDS_MAIL | AMBIT_HOLDS_FILES |
		    AMBIT_HOLDS_CONNECTIONS | AMBIT_HOLDS_ACCOUNT;
		break;
	case AMBIT_CLASS_CONTENT:
		stores = AMBIT_HOLDS_MAIL | AMBIT_HOLDS_CALENDAR |
		    AMBIT_HOLDS_CONTACTS | AMBIT_HOLDS_FILES;
		break;
	}
	return stores & demand->store;
}

bool
ambit_breaks_case(const struct ambit_subject *s)
{
	return s->instrument != NULL &&
	    !(s->instrument->cases & s->order->case_type);
}

/* The one instrument for emergencies asks for the description itself. */
bool
ambit_breaks_case_emergency(const struct ambit_subject *s)
{
	return s->instrument != NULL &&
	    s->instrument->list != AMBIT_LIST_NAMED &&
	    s->order->case_type == AMBIT_CASE_EMERGENCY &&
	    !s->order->has_emergency;
}

bool
ambit_breaks_pair(const struct ambit_subject *s)
{
	return !ambit_validity_pairs(s->demand);
}

bool
ambit_breaks_field_known(const struct ambit_subject *s)
{
	const struct ambit_law_field *field;

	if (s->instrument == NULL || !ambit_validity_pairs(s->demand))
		return false;
	field =
	    ambit_law_field(*s->field, s->demand->store, s->instrument->regime);
	return field == NULL || !(field->classes & s->demand->class);
}

static bool
same_demand(const struct ambit_demand *a, const struct ambit_demand *b)
{
	if (a->class != b->class || a->store != b->store ||
	    a->n_fields != b->n_fields)
		return false;
	for (size_t i = 0; i < a->n_fields; i++) {
		if (!ambit_span_equal(a->fields[i], b->fields[i]))
			return false;
	}
	return true;
}

static bool
same_demands(const struct ambit_task *a, const struct ambit_task *b)
{
	if (a->n_demands != b->n_demands)
		return false;
	for (size_t i = 0; i < a->n_demands; i++) {
		if (!same_demand(&a->demands[i], &b->demands[i]))
			return false;
	}
	return true;
}

static bool
same_narrows(const struct ambit_task *a, const struct ambit_task *b)
{
	if (a->n_narrows != b->n_narrows)
		return false;
	for (size_t i = 0; i < a->n_narrows; i++) {
		if (a->narrows[i].by != b->narrows[i].by ||
		    !ambit_span_equal(a->narrows[i].value, b->narrows[i].value))
			return false;
	}
	return true;
}

static bool
same_task(const struct ambit_task *a, const struct ambit_task *b)
{
	return ambit_validity_same_target(a, b) &&
	    a->range.from == b->range.from &&
	    a->range.until == b->range.until && a->clock == b->clock &&
	    same_demands(a, b) && same_narrows(a, b);
}

bool
ambit_breaks_twin(const struct ambit_subject *s)
{
	for (const struct ambit_task *t = s->order->tasks; t != s->task; t++) {
		if (same_task(t, s->task))
			return true;
	}
	return false;
}

bool
ambit_breaks_direction(const struct ambit_subject *s)
{
	return s->narrow->by == AMBIT_NARROW_DIRECTION &&
	    !ambit_span_equal(s->narrow->value, AMBIT_LIT("sent")) &&
	    !ambit_span_equal(s->narrow->value, AMBIT_LIT("received"));
}
