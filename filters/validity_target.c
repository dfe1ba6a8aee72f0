/*
 * Does the order name one account, and no more of it than it may?
 */

/* Filters. */
#include "rules.h"
#include "validity.h"

static bool
is_among(unsigned char c, struct ambit_span set)
{
	for (size_t i = 0; i < set.len; i++) {
		if (set.ptr[i] == c)
			return true;
	}
	return false;
}

/* Is every byte one of set? */
static bool
is_only(struct ambit_span s, struct ambit_span set)
{
	for (size_t i = 0; i < s.len; i++) {
		if (!is_among(s.ptr[i], set))
			return false;
	}
	return true;
}

/* One word: no blank, no control, nothing that makes a list or a pattern. */
static bool
is_word(struct ambit_span s, struct ambit_span never)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] <= ' ' || s.ptr[i] == 0x7f ||
		    is_among(s.ptr[i], never))
			return false;
	}
	return s.len > 0;
}

/* Atoms with dots between them and one @ (RFC 5322 3.2.3, 3.4.1). */
static bool
is_email(struct ambit_span s)
{
	bool gap = true; /* an atom must follow */
	unsigned ats = 0;

	for (size_t i = 0; i < s.len; i++) {
		bool between = s.ptr[i] == '.' || s.ptr[i] == '@';

		if (between && gap)
			return false;
		gap = between;
		if (s.ptr[i] == '@')
			ats++;
	}
	return ats == 1 && !gap && is_word(s, AMBIT_LIT("*?%,;:()<>[]\\\""));
}

/* E.164: a plus and two to fifteen digits, the first not 0. */
static bool
is_phone(struct ambit_span s)
{
	struct ambit_span digits = ambit_span_sub(s, 1, s.len);

	return ambit_span_begins(s, AMBIT_LIT("+")) && digits.len >= 2 &&
	    digits.len <= 15 && digits.ptr[0] != '0' &&
	    is_only(digits, AMBIT_LIT("0123456789"));
}

/* Not a network, and no name. What leads to no account is not looked at
 * closer. */
static bool
is_ip(struct ambit_span s, struct ambit_span digits)
{
	return s.len >= 2 && s.len <= 39 && is_only(s, digits);
}

bool
ambit_breaks_format(const struct ambit_subject *s)
{
	struct ambit_span value = s->task->target.value;

	switch (s->task->target.format) {
	case AMBIT_NAME_EMAIL:
		return !is_email(value);
	case AMBIT_NAME_USER_ID:
		return !is_word(value, AMBIT_LIT("*?%,;"));
	case AMBIT_NAME_PHONE:
		return !is_phone(value);
	case AMBIT_NAME_IPV4:
		return !is_ip(value, AMBIT_LIT("0123456789."));
	case AMBIT_NAME_IPV6:
		return !is_ip(value, AMBIT_LIT("0123456789abcdefABCDEF:"));
	}
	return true;
}

bool
ambit_breaks_participant(const struct ambit_subject *s)
{
	return s->narrow->by == AMBIT_NARROW_PARTICIPANT &&
	    !is_email(s->narrow->value);
}

static bool
is_network(const struct ambit_target *target)
{
	return target->format == AMBIT_NAME_IPV4 ||
	    target->format == AMBIT_NAME_IPV6;
}

/* How many held the name within the range, or ever. */
static size_t
holders(const struct ambit_subject *s, struct ambit_range range)
{
	return ambit_resolve_target(&s->task->target, s->registry, range).n;
}

#define DEEP (AMBIT_CLASS_TRAFFIC | AMBIT_CLASS_CONTENT)

/* An IP address is no name of an account, so it leads to one only by records
 * that nobody looks up here; for what is deeper it is no target at all. */
bool
ambit_breaks_ambiguous(const struct ambit_subject *s)
{
	if (is_network(&s->task->target))
		return !ambit_validity_asks(s->task, DEEP);
	return holders(s, s->task->range) > 1;
}

/* A range that ends before it begins is another rule's affair. */
bool
ambit_breaks_held(const struct ambit_subject *s)
{
	return s->task->range.from < s->task->range.until &&
	    holders(s, s->task->range) == 0 && holders(s, AMBIT_RANGE_ALL) > 0;
}

/* It is no refusal: the production looks like that of an empty account. */
bool
ambit_breaks_unknown(const struct ambit_subject *s)
{
	return !is_network(&s->task->target) && !ambit_breaks_format(s) &&
	    holders(s, AMBIT_RANGE_ALL) == 0;
}

bool
ambit_breaks_no_range(const struct ambit_subject *s)
{
	return !s->task->has_range &&
	    ambit_validity_asks(s->task, ~(unsigned)AMBIT_CLASS_SUBSCRIBER);
}

bool
ambit_breaks_span(const struct ambit_subject *s)
{
	const struct ambit_range *range = &s->task->range;

	for (unsigned i = 0; s->task->has_range && i < AMBIT_N_CLASSES; i++) {
		if (s->demand->class & 1u << i &&
		    ambit_validity_exceeds(range->from, range->until,
			s->registry->limits.span_days[i], AMBIT_DAY))
			return true;
	}
	return false;
}

bool
ambit_breaks_count(const struct ambit_subject *s)
{
	return s->order->n_tasks > s->registry->limits.tasks;
}

/* Of two values that are equal but for the letter case: are they equal where it
 * matters? In an address, before the @ (law.md 4). */
static bool
same_letters(const struct ambit_target *a, const struct ambit_target *b)
{
	for (size_t i = 0; i < a->value.len; i++) {
		if (a->format == AMBIT_NAME_EMAIL && a->value.ptr[i] == '@')
			return true;
		if (a->value.ptr[i] != b->value.ptr[i])
			return false;
	}
	return true;
}

bool
ambit_validity_same_target(const struct ambit_task *a,
    const struct ambit_task *b)
{
	return a->target.format == b->target.format &&
	    ambit_span_equal(a->target.space, b->target.space) &&
	    ambit_span_equal_nocase(a->target.value, b->target.value) &&
	    same_letters(&a->target, &b->target);
}

/* The stores of which the task wants content. */
static unsigned
wants(const struct ambit_task *task)
{
	unsigned stores = 0;

	for (size_t i = 0; i < task->n_demands; i++) {
		if (task->demands[i].class == AMBIT_CLASS_CONTENT)
			stores |= task->demands[i].store;
	}
	return stores;
}

/* This task and those before it, together. */
bool
ambit_breaks_all_stores(const struct ambit_subject *s)
{
	const unsigned all = AMBIT_HOLDS_MAIL | AMBIT_HOLDS_CALENDAR |
	    AMBIT_HOLDS_CONTACTS | AMBIT_HOLDS_FILES;
	unsigned stores = wants(s->task);

	for (const struct ambit_task *t = s->order->tasks; t != s->task; t++) {
		if (ambit_validity_same_target(t, s->task))
			stores |= wants(t);
	}
	return (stores & all) == all;
}

bool
ambit_breaks_no_target(const struct ambit_subject *s)
{
	return is_network(&s->task->target) && s->demand->class & DEEP;
}
