/*
 * Recording: what may people say of the notice, in the state that it is in?
 *
 * One row a deed and a reason against it. What is recorded opens gates, so it
 * is refused here rather than disbelieved later.
 */

/* Filters. */
#include "notice.h"

static bool
is_silent(const struct ambit_standing *c)
{
	enum ambit_notice_state state = ambit_notice_state(c)->state;

	return state == AMBIT_STATE_BY_AUTHORITY ||
	    state == AMBIT_STATE_NOT_APPLICABLE;
}

/* Where the document of a bar is missing, nothing may leave; but what a bar
 * may forbid is not said either. */
static bool
may_be_secret(const struct ambit_standing *c)
{
	for (size_t i = 0; i < c->n_bars; i++) {
		if (c->bars[i].held.from <= c->now &&
		    c->now < c->bars[i].held.until)
			return true;
	}
	return ambit_notice_is_barred(c);
}

static bool
is_secret(const struct ambit_standing *c)
{
	return !is_silent(c) && may_be_secret(c);
}

static bool
is_open(const struct ambit_standing *c)
{
	return !ambit_notice_is_ordered(c);
}

static bool
not_due(const struct ambit_standing *c)
{
	enum ambit_notice_state state = ambit_notice_state(c)->state;

	return state != AMBIT_STATE_DUE && state != AMBIT_STATE_DELAYED_DUE;
}

static bool
is_civil(const struct ambit_standing *c)
{
	return c->civil;
}

static bool
no_enterprise(const struct ambit_standing *c)
{
	return !ambit_notice_is_enterprise(c);
}

static bool
not_in_danger(const struct ambit_standing *c)
{
	return !ambit_notice_in_danger(c);
}

static bool
nobody_objects(const struct ambit_standing *c)
{
	return !c->civil && !c->authority_notified;
}

static const struct {
	enum ambit_notice_deed first, last;
	const char *says;
	bool (*holds)(const struct ambit_standing *c);
} rows[] = {
	{ AMBIT_DEED_ASKED, AMBIT_DEED_UNANSWERED,
	    "no customer of more than 50 seats is concerned", no_enterprise },
	{ AMBIT_DEED_CHALLENGED, AMBIT_DEED_CHALLENGED,
	    "no non-disclosure order holds that could be challenged", is_open },
	{ AMBIT_DEED_GIVEN, AMBIT_DEED_GIVEN,
	    "the provider does not tell the user of such an order", is_silent },
	{ AMBIT_DEED_GIVEN, AMBIT_DEED_GIVEN,
	    "the notice is barred at this instant", is_secret },
	{ AMBIT_DEED_GIVEN, AMBIT_DEED_GIVEN,
	    "the danger of the emergency lasts", ambit_notice_in_danger },
	{ AMBIT_DEED_EXCEPTED, AMBIT_DEED_EXCEPTED,
	    "no notice is due that could be excepted", not_due },
	{ AMBIT_DEED_EXCEPTED, AMBIT_DEED_EXCEPTED,
	    "a customer of more than 50 seats is always told",
	    ambit_notice_is_enterprise },
	{ AMBIT_DEED_EXCEPTED, AMBIT_DEED_EXCEPTED,
	    "in a civil case the user is always told", is_civil },
	{ AMBIT_DEED_DANGER_OVER, AMBIT_DEED_DANGER_OVER,
	    "it is no emergency, or it is over already", not_in_danger },
	{ AMBIT_DEED_OBJECTED, AMBIT_DEED_UNOPPOSED,
	    "nobody can object to such an order", nobody_objects },
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

/* An exception is of the closed list, and somebody answers for it. */
static bool
is_whole(const struct ambit_notice_event *event)
{
	return event->deed != AMBIT_DEED_EXCEPTED ||
	    (event->exception != AMBIT_EXCEPTION_NONE && event->approved);
}

const char *
ambit_notice_forbids(const struct ambit_standing *c,
    const struct ambit_notice_event *event)
{
	if (!is_whole(event))
		return "an exception needs a reason of the closed list and an "
		       "approver";
	for (size_t i = 0; i < N_ROWS; i++) {
		if (rows[i].first <= event->deed &&
		    event->deed <= rows[i].last && rows[i].holds(c))
			return rows[i].says;
	}
	return NULL;
}
