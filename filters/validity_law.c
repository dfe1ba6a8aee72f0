/*
 * Has the authority the power that it uses, and did it sign?
 *
 * What the row of the instrument does not give is not given. An order of an
 * unknown type breaks one rule here and is judged by no other.
 */

/* Filters. */
#include "validity.h"

/* Reg. (EU) 2023/1543 Art. 4: what is issued without validation waits so long.
 */
#define VALIDATION_HOURS 48

#define DEEP (AMBIT_CLASS_TRAFFIC | AMBIT_CLASS_CONTENT)

bool
ambit_breaks_type(const struct ambit_subject *s)
{
	return s->instrument == NULL || !s->instrument->on;
}

bool
ambit_breaks_reach(const struct ambit_subject *s)
{
	if (s->instrument == NULL)
		return false;
	/* What is kept and does not leave needs no class. */
	if (s->purpose == AMBIT_TO_PRESERVE)
		return !s->instrument->preserves;
	return !(s->instrument->reach & s->demand->class);
}

bool
ambit_breaks_attached(const struct ambit_subject *s)
{
	return s->instrument != NULL && s->instrument->attached &&
	    s->demand->class == AMBIT_CLASS_TRAFFIC &&
	    !ambit_validity_asks(s->task, AMBIT_CLASS_CONTENT);
}

bool
ambit_breaks_field(const struct ambit_subject *s)
{
	const struct ambit_law_field *field;

	if (s->instrument == NULL || !(s->instrument->reach & s->demand->class))
		return false;
	field =
	    ambit_law_field(*s->field, s->demand->store, s->instrument->regime);
	return field != NULL && field->classes & s->demand->class &&
	    !ambit_law_reaches(s->instrument, field);
}

/* Did one of these roles validate the order? */
static bool
is_validated(const struct ambit_order *order, unsigned roles)
{
	for (size_t i = 0; i < order->n_approvals; i++) {
		if (order->approvals[i].validates &&
		    order->approvals[i].role & roles)
			return true;
	}
	return false;
}

/* Does the issuer need another to validate what it issues, in vain? */
static bool
lacks_validation(const struct ambit_subject *s)
{
	unsigned roles = s->instrument->validates;

	if (ambit_validity_any_asks(s->order, DEEP))
		roles = s->instrument->validates_more;
	return roles != 0 && !(s->approval->role & roles) &&
	    !is_validated(s->order, roles);
}

/* May the issuer issue at all, and if not alone, is it one that could have
 * issued less alone? Then it is the role that is wrong. */
bool
ambit_breaks_role(const struct ambit_subject *s)
{
	if (s->instrument == NULL || s->approval->validates)
		return false;
	if (!(s->approval->role & s->instrument->signs))
		return true;
	return s->approval->role & s->instrument->validates &&
	    lacks_validation(s);
}

/* An emergency, and nothing deep is produced: validation may follow. */
static bool
may_follow(const struct ambit_subject *s)
{
	return s->order->flags & AMBIT_ORDER_WITHOUT_VALIDATION &&
	    s->order->has_emergency &&
	    !ambit_validity_any_asks(s->order, DEEP & s->instrument->reach) &&
	    !ambit_validity_exceeds(s->order->issued.at, s->now,
		VALIDATION_HOURS, AMBIT_HOUR);
}

bool
ambit_breaks_validation(const struct ambit_subject *s)
{
	if (s->instrument == NULL || s->approval->validates)
		return false;
	return s->approval->role & s->instrument->signs &&
	    !(s->approval->role & s->instrument->validates) &&
	    lacks_validation(s) && !may_follow(s);
}

/* A second stamp is needed whoever signed first. */
bool
ambit_breaks_countersign(const struct ambit_subject *s)
{
	return s->instrument != NULL && s->instrument->countersigns != 0 &&
	    !is_validated(s->order, s->instrument->countersigns);
}

static bool
is_consented(const struct ambit_order *order, const struct ambit_task *task)
{
	for (size_t i = 0; i < order->n_consents; i++) {
		const struct ambit_consent *consent = &order->consents[i];

		if (ambit_span_equal(consent->task, task->id) &&
		    consent->given_by == AMBIT_ROLE_ACCOUNT_OWNER &&
		    consent->signed_at.at < order->served.at &&
		    ambit_validity_has_document(order, consent->document,
			AMBIT_DOCUMENT_CONSENT))
			return true;
	}
	return false;
}

bool
ambit_breaks_consent(const struct ambit_subject *s)
{
	return s->instrument != NULL && s->instrument->consent &&
	    ambit_validity_asks(s->task, AMBIT_CLASS_CONTENT) &&
	    !is_consented(s->order, s->task);
}

bool
ambit_breaks_selection(const struct ambit_subject *s)
{
	return s->narrow->by != AMBIT_NARROW_PARTICIPANT &&
	    s->narrow->by != AMBIT_NARROW_DIRECTION &&
	    !ambit_validity_asks(s->task, AMBIT_CLASS_CONTENT);
}

/* Did one of these roles issue the order? */
static bool
is_issued(const struct ambit_order *order, unsigned roles)
{
	for (size_t i = 0; i < order->n_approvals; i++) {
		if (!order->approvals[i].validates &&
		    order->approvals[i].role & roles)
			return true;
	}
	return false;
}

bool
ambit_breaks_issue(const struct ambit_subject *s)
{
	return !is_issued(s->order, ~0u);
}

bool
ambit_breaks_document(const struct ambit_subject *s)
{
	return s->instrument != NULL && !s->approval->validates &&
	    !ambit_validity_has_document(s->order, s->approval->document,
		s->instrument->document);
}

/* 18 U.S.C. 2702(b)(8): the one instrument that must name each field. */
static bool
is_emergency(const struct ambit_subject *s)
{
	return s->instrument != NULL && s->instrument->list == AMBIT_LIST_NAMED;
}

bool
ambit_breaks_letter(const struct ambit_subject *s)
{
	return is_emergency(s) &&
	    !(s->order->has_emergency && s->order->letterhead);
}

bool
ambit_breaks_letter_signer(const struct ambit_subject *s)
{
	return is_emergency(s) && is_issued(s->order, ~0u) &&
	    !is_issued(s->order, s->instrument->signs);
}

bool
ambit_breaks_letter_field(const struct ambit_subject *s)
{
	return is_emergency(s) && s->demand->n_fields == 0;
}

bool
ambit_breaks_letter_time(const struct ambit_subject *s)
{
	return is_emergency(s) &&
	    ambit_validity_exceeds(s->order->served.at, s->now,
		s->registry->limits.emergency_hours, AMBIT_HOUR);
}
