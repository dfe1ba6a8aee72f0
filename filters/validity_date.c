/*
 * Did everything happen in its order and in its time?
 *
 * The instant of judgement is an argument; there is no clock here.
 */

/* Filters. */
#include "validity.h"

/* How far the clocks of others may be ahead of ours. */
#define AHEAD (5 * AMBIT_MINUTE)

bool
ambit_validity_exceeds(int64_t from, int64_t until, uint64_t n, int64_t unit)
{
	return until > from &&
	    ((uint64_t)until - (uint64_t)from - 1) / (uint64_t)unit >= n;
}

static bool
is_prospective(const struct ambit_subject *s)
{
	return s->instrument != NULL && s->instrument->prospective;
}

bool
ambit_breaks_live(const struct ambit_subject *s)
{
	return s->task->has_range &&
	    s->task->range.until > s->order->served.at &&
	    !(is_prospective(s) && s->instrument->on);
}

/* 18 U.S.C. 3123(c): not before the order, and not for longer than it may
 * last. */
bool
ambit_breaks_recording(const struct ambit_subject *s)
{
	const struct ambit_range *range = &s->task->range;

	return is_prospective(s) && s->task->has_range &&
	    (range->from < s->order->issued.at ||
		ambit_validity_exceeds(range->from, range->until,
		    s->instrument->lasts_days, AMBIT_DAY));
}

bool
ambit_breaks_issued(const struct ambit_subject *s)
{
	return s->order->issued.at > s->order->served.at;
}

bool
ambit_breaks_served(const struct ambit_subject *s)
{
	return s->order->served.at > s->now;
}

bool
ambit_breaks_signed(const struct ambit_subject *s)
{
	return s->approval->signed_at.at > s->order->served.at;
}

bool
ambit_breaks_range(const struct ambit_subject *s)
{
	return s->task->has_range &&
	    s->task->range.from >= s->task->range.until;
}

bool
ambit_breaks_due(const struct ambit_subject *s)
{
	return s->order->due.given && s->order->issued.at > s->order->due.at;
}

bool
ambit_breaks_future(const struct ambit_subject *s)
{
	return ambit_validity_exceeds(s->now, s->order->issued.at, 1, AHEAD);
}

bool
ambit_breaks_future_signed(const struct ambit_subject *s)
{
	return ambit_validity_exceeds(s->now, s->approval->signed_at.at, 1,
	    AHEAD);
}

/* How many days an order of this type may take from issue to service. */
static uint64_t
days_to_serve(const struct ambit_subject *s)
{
	const struct ambit_limits *limits = &s->registry->limits;

	if (s->instrument->serve_days != 0)
		return s->instrument->serve_days;
	for (size_t i = 0; i < limits->n_ages; i++) {
		if (ambit_span_equal(limits->ages[i].legal_type,
			s->order->legal_type))
			return limits->ages[i].days;
	}
	return AMBIT_MAX_AGE_DAYS;
}

/* A day on the face of an order shortens what the row or the registry gives;
 * it lengthens that of a warrant alone. */
bool
ambit_breaks_stale(const struct ambit_subject *s)
{
	const struct ambit_stamp *by = &s->order->serve_by;

	if (by->given && s->order->served.at > by->at)
		return true;
	return s->instrument != NULL && !(by->given && s->instrument->face) &&
	    ambit_validity_exceeds(s->order->issued.at, s->order->served.at,
		days_to_serve(s), AMBIT_DAY);
}

bool
ambit_breaks_expired(const struct ambit_subject *s)
{
	return s->order->expires.given && s->order->expires.at < s->now;
}
