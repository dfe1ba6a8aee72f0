/*
 * Patterns of recurrence: what days they mean, and the rule that says so.
 *
 * Where a pattern and RFC 5545 might mean different days, there is no rule. A
 * day that a month has not falls on its last (Outlook); a rule would skip it,
 * and so asks for the last of the days that there are.
 */

/* System. */
#include <assert.h>

/* Floor 0. */
#include "ambit/instant.h"

/* Floor 3. */
#include "recurrence.h"

#define DAY_MINUTES  1440
#define WEEK_MINUTES UINT64_C(10080)
#define DAYS_TO_1970 134774 /* from 1601-01-01, a Monday */

#define DAILY   0x200a
#define WEEKLY  0x200b
#define MONTHLY 0x200c
#define YEARLY  0x200d

#define ALL_WEEKDAYS 0x7fu
#define LAST         5

/* Days that are walked to count them: a hundred years of them. */
#define WALK_MAX 36525

/* Largest step of a rule: what no one lives to see twice. */
#define PERIOD_MAX 1200

/* The last minute that Outlook can mean: of the year 4500. */
#define MINUTE_MAX 0x5ae980dfu

/* The calendars of 2.2.1.44.1 that are Gregorian, by their numbers. */
#define GREGORIAN                                                     \
	((1u << 0) | (1u << 1) | (1u << 2) | (1u << 9) | (1u << 10) | \
	    (1u << 11) | (1u << 12))

int64_t
recurrence_at(uint32_t minutes)
{
	return ((int64_t)minutes - (int64_t)DAYS_TO_1970 * DAY_MINUTES) *
	    AMBIT_MINUTE;
}

/* ---- days ---- */

static struct ambit_civil
civil_of(uint32_t day)
{
	return ambit_instant_civil(recurrence_at(day));
}

static unsigned
weekday_of(uint32_t day)
{
	return (day / DAY_MINUTES + 1) % 7;
}

static bool
has_weekday(const struct recurrence *r, unsigned weekday)
{
	return (r->weekdays >> weekday & 1) != 0;
}

/* The day on which its week begins. Not before 1601: that was a Monday. */
static int64_t
week_of(const struct recurrence *r, uint32_t day)
{
	return (int64_t)(day / DAY_MINUTES) -
	    (weekday_of(day) + 7 - r->first_weekday) % 7;
}

static int64_t
month_of(uint32_t day)
{
	struct ambit_civil c = civil_of(day);

	return (int64_t)(c.year - 1601) * 12 + c.month - 1;
}

/* Which of the weekdays of its month it is, from the front or the end. */
static bool
is_nth(const struct recurrence *r, const struct ambit_civil *c,
    unsigned weekday)
{
	unsigned days = ambit_instant_month_days(c->year, c->month), n = 0;
	unsigned from = r->day == LAST ? c->day : 1;
	unsigned to = r->day == LAST ? days : c->day;

	for (unsigned day = from; day <= to; day++)
		n += has_weekday(r, (weekday + 35 + day - c->day) % 7);
	return has_weekday(r, weekday) && n == (r->day == LAST ? 1 : r->day);
}

static bool
falls_in_month(const struct recurrence *r, uint32_t day)
{
	struct ambit_civil c = civil_of(day);
	unsigned days = ambit_instant_month_days(c.year, c.month);

	if (r->pattern == RECURRENCE_MONTH_END)
		return c.day == days;
	if (r->pattern == RECURRENCE_MONTH)
		return c.day == (r->day < days ? r->day : days);
	return is_nth(r, &c, weekday_of(day));
}

bool
recurrence_falls(const struct recurrence *r, uint32_t day)
{
	int64_t apart;

	if (r->pattern == RECURRENCE_DAY) {
		apart = (int64_t)day - r->start;
		return apart % r->period == 0;
	}
	if (r->pattern == RECURRENCE_WEEK) {
		apart = (week_of(r, day) - week_of(r, r->start)) / 7;
		return apart % r->period == 0 &&
		    has_weekday(r, weekday_of(day));
	}
	apart = month_of(day) - month_of(r->start);
	return apart % r->period == 0 && falls_in_month(r, day);
}

/* ---- is it exact? ---- */

/* Every weekday is stored as a week that recurs daily. */
static bool
has_form(const struct recurrence *r)
{
	switch (r->pattern) {
	case RECURRENCE_DAY:
		return r->frequency == DAILY && r->period % DAY_MINUTES == 0 &&
		    r->period / DAY_MINUTES <= PERIOD_MAX;
	case RECURRENCE_WEEK:
		return r->weekdays != 0 && r->period <= PERIOD_MAX &&
		    (r->weekdays & ~ALL_WEEKDAYS) == 0 &&
		    (r->frequency == WEEKLY ||
			(r->frequency == DAILY && r->period == 1));
	case RECURRENCE_MONTH_NTH:
		if (r->weekdays == 0 || (r->weekdays & ~ALL_WEEKDAYS) != 0 ||
		    r->day < 1 || r->day > LAST)
			return false;
		break;
	case RECURRENCE_MONTH:
		if (r->day < 1 || r->day > 31)
			return false;
		break;
	case RECURRENCE_MONTH_END:
		break;
	default:
		return false;
	}
	return r->period <= PERIOD_MAX &&
	    (r->frequency == MONTHLY ||
		(r->frequency == YEARLY && r->period % 12 == 0));
}

/*
 * FirstDateTime is the phase, counted from 1601 (2.2.1.44.1.1 and on). Where
 * it is not that of the first instance, it is not known which one counts.
 */
static bool
has_phase(const struct recurrence *r)
{
	int64_t first;

	if (r->pattern == RECURRENCE_DAY)
		return r->first == r->start % r->period;
	if (r->period == 1)
		return true;
	if (r->pattern == RECURRENCE_WEEK)
		return r->first ==
		    (uint64_t)week_of(r, r->start) * DAY_MINUTES %
		    (r->period * WEEK_MINUTES);
	first = month_of(r->start) % r->period;
	return recurrence_at(r->first) ==
	    ambit_instant_days((int)(1601 + first / 12),
		(unsigned)(first % 12) + 1, 1) *
	    AMBIT_DAY;
}

/* Its last day is one of its own, and the n-th of them. */
static bool
counts_right(const struct recurrence *r)
{
	uint32_t n = 0;

	if ((r->end - r->start) / DAY_MINUTES > WALK_MAX ||
	    !recurrence_falls(r, r->end))
		return false;
	for (uint32_t day = r->start; day <= r->end; day += DAY_MINUTES)
		n += recurrence_falls(r, day);
	return n == r->count;
}

static bool
has_end(const struct recurrence *r)
{
	if (r->end_type == RECURRENCE_NEVER_ENDS || r->end_type == UINT32_MAX)
		return true;
	if (r->end < r->start || r->end > MINUTE_MAX ||
	    r->end % DAY_MINUTES != 0)
		return false;
	return r->end_type == RECURRENCE_ENDS_BY ||
	    (r->end_type == RECURRENCE_ENDS_AFTER && counts_right(r));
}

/* Of a calendar that RFC 5545 has; the first week of 1601 has no beginning. */
static bool
has_start(const struct recurrence *r)
{
	return r->calendar <= 12 && (GREGORIAN >> r->calendar & 1) != 0 &&
	    r->sliding == 0 && r->period > 0 && r->first_weekday < 7 &&
	    r->start % DAY_MINUTES == 0 && r->start >= WEEK_MINUTES &&
	    r->start <= MINUTE_MAX;
}

bool
recurrence_is_exact(const struct recurrence *r)
{
	if (!has_start(r) || !has_form(r) || !has_phase(r) ||
	    !recurrence_falls(r, r->start) || !has_end(r))
		return false;
	for (size_t i = 0; i < recurrence_n(r->deleted); i++) {
		uint32_t day = recurrence_nth(r->deleted, i);

		if (day < r->start || day > MINUTE_MAX ||
		    !recurrence_falls(r, day))
			return false;
	}
	return true;
}

/* ---- the rule ---- */

static void
put_weekdays(const struct recurrence *r, struct line *line)
{
	static const char *const names[] = { "SU", "MO", "TU", "WE", "TH", "FR",
		"SA" };
	const char *before = ";BYDAY=";

	for (unsigned i = 0; i < 7; i++) {
		if (!has_weekday(r, i))
			continue;
		line_str(line, before);
		line_str(line, names[i]);
		before = ",";
	}
}

static void
put_month_day(const struct recurrence *r, struct line *line)
{
	if (r->pattern == RECURRENCE_MONTH_END || r->day == 31) {
		line_str(line, ";BYMONTHDAY=-1");
		return;
	}
	if (r->day <= 28) {
		line_str(line, ";BYMONTHDAY=");
		line_number(line, r->day);
		return;
	}
	line_str(line,
	    r->day == 29 ? ";BYMONTHDAY=28,29" : ";BYMONTHDAY=28,29,30");
	line_str(line, ";BYSETPOS=-1");
}

static void
put_month(const struct recurrence *r, struct line *line)
{
	bool yearly = r->frequency == YEARLY;

	line_str(line,
	    yearly ? "FREQ=YEARLY;INTERVAL=" : "FREQ=MONTHLY;INTERVAL=");
	line_number(line, yearly ? r->period / 12 : r->period);
	if (yearly) {
		line_str(line, ";BYMONTH=");
		line_number(line, civil_of(r->start).month);
	}
	if (r->pattern != RECURRENCE_MONTH_NTH) {
		put_month_day(r, line);
		return;
	}
	put_weekdays(r, line);
	line_str(line, ";BYSETPOS=");
	line_number(line, r->day == LAST ? -1 : (int64_t)r->day);
}

void
recurrence_put(const struct recurrence *r, struct line *line)
{
	static const char *const names[] = { "SU", "MO", "TU", "WE", "TH", "FR",
		"SA" };

	if (r->pattern == RECURRENCE_DAY) {
		line_str(line, "FREQ=DAILY;INTERVAL=");
		line_number(line, r->period / DAY_MINUTES);
	} else if (r->pattern == RECURRENCE_WEEK) {
		line_str(line, "FREQ=WEEKLY;INTERVAL=");
		line_number(line, r->period);
		put_weekdays(r, line);
		line_str(line, ";WKST=");
		line_str(line, names[r->first_weekday]);
	} else {
		put_month(r, line);
	}
	if (r->end_type == RECURRENCE_ENDS_AFTER) {
		line_str(line, ";COUNT=");
		line_number(line, r->count);
	}
}
