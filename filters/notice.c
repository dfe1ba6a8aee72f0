/*
 * Notice: has the user been told, or why not?
 *
 * One row a guard of law.md 7.1, first match wins; the last row holds always,
 * so whatever no row explains is DUE. GIVEN stands before the bars: what was
 * said is not unsaid by a bar that comes later. OPEN: counsel has not signed.
 */

/* Filters. */
#include "notice.h"

#define OPEN false

/* ---- what was recorded ---- */

/* The number of the last event of that deed up to now, from 1; 0: none. */
static size_t
number_of(const struct ambit_standing *c, enum ambit_notice_deed deed)
{
	size_t last = 0;

	for (size_t i = 0; i < c->n_events; i++) {
		if (c->events[i].deed == deed && c->events[i].at <= c->now)
			last = i + 1;
	}
	return last;
}

const struct ambit_notice_event *
ambit_notice_last(const struct ambit_standing *c, enum ambit_notice_deed deed)
{
	size_t number = number_of(c, deed);

	return number == 0 ? NULL : &c->events[number - 1];
}

bool
ambit_notice_stands(const struct ambit_standing *c, enum ambit_notice_deed deed,
    enum ambit_notice_deed undone)
{
	return number_of(c, deed) > number_of(c, undone);
}

bool
ambit_notice_within(const struct ambit_standing *c, int64_t from, uint64_t n)
{
	return c->now < from ||
	    ((uint64_t)c->now - (uint64_t)from) / AMBIT_DAY < n;
}

bool
ambit_notice_is_enterprise(const struct ambit_standing *c)
{
	return c->seats > AMBIT_SEATS_MAX;
}

/* ---- the questions of the table ---- */

static bool
not_applicable(const struct ambit_standing *c)
{
	return c->rule == AMBIT_NOTICE_NOT_APPLICABLE;
}

static bool
nobody_to_tell(const struct ambit_standing *c)
{
	return c->nobody;
}

static bool
by_authority(const struct ambit_standing *c)
{
	return c->rule == AMBIT_NOTICE_BY_AUTHORITY;
}

static bool
is_given(const struct ambit_standing *c)
{
	return ambit_notice_last(c, AMBIT_DEED_GIVEN) != NULL;
}

static bool
by_statute(const struct ambit_standing *c)
{
	return c->rule == AMBIT_NOTICE_BARRED ||
	    (c->rule == AMBIT_NOTICE_BARRED_IF_CERTIFIED && c->certified);
}

static bool
holds_at(const struct ambit_notice_bar *bar, int64_t at)
{
	return bar->proven && bar->held.from <= at && at < bar->held.until;
}

bool
ambit_notice_is_ordered(const struct ambit_standing *c)
{
	for (size_t i = 0; i < c->n_bars; i++) {
		if (holds_at(&c->bars[i], c->now))
			return true;
	}
	return false;
}

bool
ambit_notice_is_barred(const struct ambit_standing *c)
{
	return by_statute(c) || ambit_notice_is_ordered(c);
}

bool
ambit_notice_in_danger(const struct ambit_standing *c)
{
	return c->rule == AMBIT_NOTICE_EXCEPTED &&
	    ambit_notice_last(c, AMBIT_DEED_DANGER_OVER) == NULL;
}

/* When the last bar, or the danger, ended; INT64_MIN: none has. */
static int64_t
last_end(const struct ambit_standing *c)
{
	const struct ambit_notice_event *over =
	    ambit_notice_last(c, AMBIT_DEED_DANGER_OVER);
	int64_t end = over != NULL ? over->at : INT64_MIN;

	for (size_t i = 0; i < c->n_bars; i++) {
		int64_t until = c->bars[i].held.until;

		if (until <= c->now && until > end)
			end = until;
	}
	return end;
}

/* An exception from before the bar is none from the notice after it. */
static bool
is_excepted(const struct ambit_standing *c)
{
	const struct ambit_notice_event *e =
	    ambit_notice_last(c, AMBIT_DEED_EXCEPTED);

	return e != NULL && e->exception != AMBIT_EXCEPTION_NONE &&
	    e->approved && e->at >= last_end(c) && !c->civil &&
	    !ambit_notice_is_enterprise(c);
}

static bool
has_ended(const struct ambit_standing *c)
{
	return last_end(c) != INT64_MIN;
}

static bool
always(const struct ambit_standing *c)
{
	(void)c;
	return true;
}

static const struct ambit_notice_guard guards[] = {
	{ "-", AMBIT_STATE_NOT_APPLICABLE,
	    "the instrument knows of no notice to the user", not_applicable,
	    OPEN },
	{ "G5", AMBIT_STATE_NOT_APPLICABLE,
	    "no account that anybody holds is named: there is nobody to tell",
	    nobody_to_tell, OPEN },
	{ "G6", AMBIT_STATE_BY_AUTHORITY,
	    "the issuing authority tells the user; the provider is silent",
	    by_authority, OPEN },
	{ "G1", AMBIT_STATE_GIVEN, "the user was told", is_given, OPEN },
	{ "G2", AMBIT_STATE_BARRED, "a statute bars the notice", by_statute,
	    OPEN },
	{ "G2", AMBIT_STATE_BARRED,
	    "a non-disclosure order bars the notice at this instant",
	    ambit_notice_is_ordered, OPEN },
	{ "G7", AMBIT_STATE_EXCEPTED, "the danger of the emergency lasts",
	    ambit_notice_in_danger, OPEN },
	{ "G3", AMBIT_STATE_EXCEPTED,
	    "an approver excepted it for a reason of the closed list",
	    is_excepted, OPEN },
	{ "G4", AMBIT_STATE_DELAYED_DUE,
	    "the bars or the danger have ended: the user must be told now",
	    has_ended, OPEN },
	{ "G1", AMBIT_STATE_DUE, "the user must be told before release", always,
	    OPEN },
};

#define N_GUARDS (sizeof(guards) / sizeof(guards[0]))

const struct ambit_notice_guard *
ambit_notice_guards(size_t *n_r)
{
	*n_r = N_GUARDS;
	return guards;
}

const struct ambit_notice_guard *
ambit_notice_state(const struct ambit_standing *c)
{
	size_t i = 0;

	while (!guards[i].holds(c))
		i++;
	return &guards[i];
}

/* ---- the calendar ---- */

/* When the bars that hold now, and those that take over from them, end. */
static int64_t
end_of_bars(const struct ambit_standing *c)
{
	int64_t end = c->now;
	size_t passes = c->n_bars;

	while (passes-- > 0) {
		for (size_t i = 0; i < c->n_bars; i++) {
			if (holds_at(&c->bars[i], end))
				end = c->bars[i].held.until;
		}
	}
	return end;
}

int64_t
ambit_notice_deadline(const struct ambit_standing *c)
{
	int64_t end = INT64_MAX;

	switch (ambit_notice_state(c)->state) {
	case AMBIT_STATE_BARRED:
		if (!by_statute(c))
			end = end_of_bars(c);
		break;
	case AMBIT_STATE_DELAYED_DUE:
		end = last_end(c);
		break;
	case AMBIT_STATE_DUE:
	case AMBIT_STATE_GIVEN:
	case AMBIT_STATE_EXCEPTED:
	case AMBIT_STATE_BY_AUTHORITY:
	case AMBIT_STATE_NOT_APPLICABLE:
	case AMBIT_N_STATES:
		break;
	}
	return end == INT64_MAX
	    ? end
	    : ambit_notice_working_days(end, c->working_days);
}

#define REVIEW_DAYS 365

int64_t
ambit_notice_review(const struct ambit_standing *c)
{
	const struct ambit_notice_event *challenged =
	    ambit_notice_last(c, AMBIT_DEED_CHALLENGED);
	int64_t review = INT64_MAX;

	for (size_t i = 0; i < c->n_bars; i++) {
		int64_t from = c->bars[i].held.from, again;

		if (c->bars[i].held.until != INT64_MAX ||
		    !holds_at(&c->bars[i], c->now))
			continue;
		if (challenged != NULL && challenged->at > from)
			from = challenged->at;
		again = from + REVIEW_DAYS * AMBIT_DAY;
		if (again < review)
			review = again;
	}
	return review;
}

/* No registry that a person wrote gives more than some centuries. */
#define WORKING_DAYS_MAX 100000
#define FRIDAY           5
#define SATURDAY         6

int64_t
ambit_notice_working_days(int64_t ended, uint64_t n)
{
	int64_t last = ended - 1;
	int64_t day = last / AMBIT_DAY - (last % AMBIT_DAY < 0);
	/* 1970-01-01 was a Thursday; 0 is Sunday. */
	int64_t weekday = ((day + 4) % 7 + 7) % 7;
	int64_t rest = (int64_t)(n % 5);

	if (n > WORKING_DAYS_MAX)
		return INT64_MAX;
	/* What ends on a weekend is counted from the Friday before it. */
	if (weekday == 0 || weekday == SATURDAY) {
		day -= weekday == 0 ? 2 : 1;
		weekday = FRIDAY;
	}
	day += (int64_t)(n / 5) * 7 + rest;
	if (weekday + rest > FRIDAY)
		day += 2;
	return (day + 1) * AMBIT_DAY;
}

bool
ambit_notice_is_open(const struct ambit_standing *c)
{
	switch (ambit_notice_state(c)->state) {
	case AMBIT_STATE_DUE:
	case AMBIT_STATE_DELAYED_DUE:
	case AMBIT_STATE_BARRED:
		return !by_statute(c);
	case AMBIT_STATE_EXCEPTED:
		return ambit_notice_in_danger(c);
	case AMBIT_STATE_GIVEN:
	case AMBIT_STATE_BY_AUTHORITY:
	case AMBIT_STATE_NOT_APPLICABLE:
	case AMBIT_N_STATES:
		break;
	}
	return false;
}
