/*
 * Is the order addressed to the entity that must answer it, and delivered to
 * one that is known?
 */

/* System. */
#include <string.h>

/* Filters. */
#include "rules.h"
#include "validity.h"

/* The index of the addressee, or the number of entities if it is none. */
static uint32_t
addressee(const struct ambit_subject *s)
{
	uint32_t i = 0;

	while (i < s->registry->n_entities &&
	    !ambit_span_equal(s->registry->entities[i].name,
		s->order->addressee))
		i++;
	return i;
}

bool
ambit_breaks_addressee(const struct ambit_subject *s)
{
	return addressee(s) == s->registry->n_entities;
}

static bool
lists(const struct ambit_served *served, struct ambit_span legal_type)
{
	for (size_t i = 0; i < served->n_legal_types; i++) {
		if (ambit_span_equal(served->legal_types[i], legal_type))
			return true;
	}
	return false;
}

bool
ambit_breaks_country(const struct ambit_subject *s)
{
	const struct ambit_registry *registry = s->registry;
	uint32_t entity = addressee(s);

	if (s->instrument == NULL || entity == registry->n_entities)
		return false;
	for (size_t i = 0; i < registry->n_served; i++) {
		const struct ambit_served *served = &registry->served[i];

		if (served->entity == entity &&
		    ambit_span_equal(served->country, s->order->country) &&
		    lists(served, s->order->legal_type))
			return false;
	}
	return true;
}

/* May an order of this type to one entity reach what the other holds? */
static bool
has_treaty(const struct ambit_subject *s, uint32_t entity, uint32_t holder)
{
	for (size_t i = 0; i < s->registry->n_treaties; i++) {
		const struct ambit_treaty *treaty = &s->registry->treaties[i];

		if (treaty->addressee == entity && treaty->holder == holder &&
		    ambit_span_equal(treaty->legal_type, s->order->legal_type))
			return true;
	}
	return false;
}

bool
ambit_breaks_entity(const struct ambit_subject *s)
{
	struct ambit_holding holding =
	    ambit_resolve_target(&s->task->target, s->registry, s->task->range);
	uint32_t entity = addressee(s);

	if (holding.n != 1 || entity == s->registry->n_entities ||
	    holding.account->entity == entity)
		return false;
	return !has_treaty(s, entity, holding.account->entity);
}

/* Does no arrangement carry an order of this type to the addressee? */
bool
ambit_breaks_arrangement(const struct ambit_subject *s)
{
	uint32_t entity = addressee(s);

	if (s->instrument == NULL || !s->instrument->arrangement ||
	    entity == s->registry->n_entities)
		return false;
	for (size_t i = 0; i < s->registry->n_treaties; i++) {
		const struct ambit_treaty *treaty = &s->registry->treaties[i];

		if (treaty->addressee == entity &&
		    ambit_span_equal(treaty->legal_type, s->order->legal_type))
			return false;
	}
	return true;
}

/* An agreement under 18 U.S.C. 2523 is not for persons of the other side. */
bool
ambit_breaks_excluded(const struct ambit_subject *s)
{
	struct ambit_holding holding =
	    ambit_resolve_target(&s->task->target, s->registry, s->task->range);
	uint32_t entity = addressee(s);

	return s->instrument != NULL && s->instrument->arrangement &&
	    entity != s->registry->n_entities && holding.n == 1 &&
	    ambit_span_equal(holding.account->country,
		s->registry->entities[entity].country);
}

/* Is the certificate that the order names the registered one? */
static bool
is_certified(const struct ambit_order *order,
    const struct ambit_recipient *recipient)
{
	if (!order->has_recipient_sha256)
		return true;
	return recipient->has_sha256 &&
	    memcmp(order->recipient_sha256, recipient->sha256,
		sizeof(recipient->sha256)) == 0;
}

bool
ambit_breaks_delivery(const struct ambit_subject *s)
{
	for (size_t i = 0; i < s->registry->n_recipients; i++) {
		const struct ambit_recipient *r = &s->registry->recipients[i];

		if (ambit_span_equal(r->name, s->order->recipient) &&
		    ambit_span_equal(r->country, s->order->country) &&
		    r->valid.from <= s->now && s->now < r->valid.until &&
		    is_certified(s->order, r))
			return false;
	}
	return true;
}
