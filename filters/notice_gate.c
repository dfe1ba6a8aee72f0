/*
 * Gates: may the production be released at this instant?
 *
 * One row a reason why not (law.md 6, H_*; 7.1, G1, G8, G9). All are asked;
 * any that holds keeps the package in. OPEN: counsel has not signed the row.
 */

/* Filters. */
#include "notice.h"

#define OPEN false

/* Reg. (EU) 2023/1543 Art. 10: for the enforcing authority to object in. */
#define AUTHORITY_DAYS 10

/* ---- redirect ---- */

/* Asked, and answered or out of time. */
static bool
is_settled(const struct ambit_standing *c)
{
	if (ambit_notice_last(c, AMBIT_DEED_REFUSED) != NULL ||
	    ambit_notice_last(c, AMBIT_DEED_UNANSWERED) != NULL ||
	    ambit_notice_last(c, AMBIT_DEED_AGREED) != NULL)
		return true;
	return ambit_notice_last(c, AMBIT_DEED_ASKED) != NULL &&
	    c->now >= c->due;
}

static bool
needs_redirect(const struct ambit_subject *s)
{
	const struct ambit_standing *c = s->standing;

	return ambit_notice_is_enterprise(c) && !c->emergency &&
	    !ambit_notice_is_barred(c) && !is_settled(c);
}

static bool
needs_leave(const struct ambit_subject *s)
{
	const struct ambit_standing *c = s->standing;

	return ambit_notice_is_enterprise(c) && !c->emergency &&
	    ambit_notice_is_ordered(c) && !is_settled(c) &&
	    ambit_notice_last(c, AMBIT_DEED_CHALLENGED) == NULL;
}

static bool
is_redirected(const struct ambit_subject *s)
{
	const struct ambit_standing *c = s->standing;

	return ambit_notice_stands(c, AMBIT_DEED_AGREED, AMBIT_DEED_REFUSED);
}

/* ---- notice ---- */

static bool
needs_notice(const struct ambit_subject *s)
{
	enum ambit_notice_state state = ambit_notice_state(s->standing)->state;

	return state == AMBIT_STATE_DUE || state == AMBIT_STATE_DELAYED_DUE;
}

/* The wait begins when the user was first told. */
static bool
must_wait(const struct ambit_subject *s)
{
	const struct ambit_standing *c = s->standing;

	if (!c->civil)
		return false;
	for (size_t i = 0; i < c->n_events; i++) {
		if (c->events[i].deed == AMBIT_DEED_GIVEN &&
		    c->events[i].at <= c->now)
			return ambit_notice_within(c, c->events[i].at,
			    c->civil_notice_days);
	}
	return false;
}

/* ---- objections ---- */

static bool
is_unopposed(const struct ambit_standing *c)
{
	return ambit_notice_stands(c, AMBIT_DEED_UNOPPOSED,
	    AMBIT_DEED_OBJECTED);
}

static bool
is_opposed(const struct ambit_standing *c)
{
	return ambit_notice_stands(c, AMBIT_DEED_OBJECTED,
	    AMBIT_DEED_UNOPPOSED);
}

static bool
authority_may_object(const struct ambit_subject *s)
{
	const struct ambit_standing *c = s->standing;

	return c->authority_notified && !c->emergency && !is_unopposed(c) &&
	    ambit_notice_within(c, c->served, AUTHORITY_DAYS);
}

static bool
authority_objects(const struct ambit_subject *s)
{
	const struct ambit_standing *c = s->standing;

	return c->authority_notified && is_opposed(c);
}

static bool
user_may_object(const struct ambit_subject *s)
{
	const struct ambit_standing *c = s->standing;

	return c->civil && !is_unopposed(c) &&
	    ambit_notice_within(c, c->served, c->civil_objection_days);
}

static bool
user_objects(const struct ambit_subject *s)
{
	const struct ambit_standing *c = s->standing;

	return c->civil && is_opposed(c);
}

/* A row: its code, what is missing, what opens it, and the question. */
#define GATE(code, says, cure, shut)                                      \
	{                                                                 \
		code, AMBIT_REASON_GATE, AMBIT_HOLD, AMBIT_LEVEL_RELEASE, \
		    false, says, cure, shut, OPEN                         \
	}

static const struct ambit_check gates[] = {
	GATE("H_REDIRECT",
	    "the authority was not asked to turn to the customer, who has "
	    "more than 50 seats, or has not answered",
	    "ask it, and record that with ambit redirect", needs_redirect),
	GATE("H_REDIRECT",
	    "the customer has more than 50 seats, and leave to redirect was "
	    "not asked although notice is barred",
	    "ask for it, and record that with ambit notice --challenge",
	    needs_leave),
	GATE("H_REDIRECT", "the authority agreed to turn to the customer",
	    "release nothing; record a refusal if it comes after all",
	    is_redirected),
	GATE("H_NOTICE", "the user must be told before release",
	    "tell the user, or have it excepted, and record that with ambit "
	    "notice",
	    needs_notice),
	GATE("H_NOTICE", "the user was told less than civilNoticeDays days ago",
	    "wait until they are over", must_wait),
	GATE("H_EPOC_EA",
	    "the enforcing authority may object for 10 days from service",
	    "wait, or record with ambit notice --objection none that it does "
	    "not",
	    authority_may_object),
	GATE("H_EPOC_EA", "the enforcing authority raised a ground for refusal",
	    "record with ambit notice --objection none when it is settled",
	    authority_objects),
	GATE("H_OBJECTION",
	    "the user may object for civilObjectionDays days from service",
	    "wait, or record with ambit notice --objection none that the user "
	    "does not",
	    user_may_object),
	GATE("H_OBJECTION", "the user objected",
	    "record with ambit notice --objection none when it is settled",
	    user_objects),
};

#define N_GATES (sizeof(gates) / sizeof(gates[0]))

const struct ambit_check *
ambit_law_gates(size_t *n_r)
{
	*n_r = N_GATES;
	return gates;
}

size_t
ambit_notice_judge(const struct ambit_standing *c,
    const struct ambit_check **gates_r, size_t max)
{
	const struct ambit_subject subject = { .now = c->now, .standing = c };
	size_t n = 0;

	for (size_t i = 0; i < N_GATES; i++) {
		if (!gates[i].breaks(&subject))
			continue;
		if (n < max)
			gates_r[n] = &gates[i];
		n++;
	}
	return n;
}
