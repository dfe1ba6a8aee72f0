#include "standing.h"

#include "ambit/instant.h"

/* ---- working days ---- */

static const struct working {
	const char *name, *ended;
	unsigned n;
	const char *until; /* not included */
} working[] = {
	{ "five working days from a Monday at noon end next Monday",
	    "2026-11-02T12:00:00Z", 5, "2026-11-10T00:00:00Z" },
	{ "what ends as Monday begins ended on Sunday", "2026-11-02T00:00:00Z",
	    5, "2026-11-07T00:00:00Z" },
	{ "an instant into Monday, Monday is its day", "2026-11-02T00:00:01Z",
	    5, "2026-11-10T00:00:00Z" },
	{ "from a Friday a weekend is no working day", "2026-11-06T12:00:00Z",
	    5, "2026-11-14T00:00:00Z" },
	{ "a Saturday counts as the Friday before it", "2026-11-07T12:00:00Z",
	    5, "2026-11-14T00:00:00Z" },
	{ "and so does a Sunday", "2026-11-08T12:00:00Z", 5,
	    "2026-11-14T00:00:00Z" },
	{ "one working day behind a Friday is Monday", "2026-11-06T12:00:00Z",
	    1, "2026-11-10T00:00:00Z" },
	{ "one working day behind a Thursday is Friday", "2026-11-05T12:00:00Z",
	    1, "2026-11-07T00:00:00Z" },
	{ "four from a Monday stay in the week", "2026-11-02T12:00:00Z", 4,
	    "2026-11-07T00:00:00Z" },
	{ "four from a Tuesday do not", "2026-11-03T12:00:00Z", 4,
	    "2026-11-10T00:00:00Z" },
	{ "two weeks are ten", "2026-11-04T12:00:00Z", 10,
	    "2026-11-19T00:00:00Z" },
	{ "none is the day itself", "2026-11-04T12:00:00Z", 0,
	    "2026-11-05T00:00:00Z" },
	{ "over the end of a year", "2026-12-31T12:00:00Z", 5,
	    "2027-01-08T00:00:00Z" },
	{ "before 1970 days are days", "1969-12-31T12:00:00Z", 1,
	    "1970-01-02T00:00:00Z" },
	{ "long before 1970 weeks are weeks", "1969-12-27T12:00:00Z", 5,
	    "1970-01-03T00:00:00Z" },
	{ "100000 of them are 20000 weeks", "2026-11-02T12:00:00Z", 100000,
	    "2410-02-23T00:00:00Z" },
};

static int64_t
instant(const char *text)
{
	int64_t at;
	int zone;

	assert_true(ambit_instant_parse(ambit_span_str(text), &at, &zone));
	return at;
}

static void
counts_working_days(void **state)
{
	const struct working *row = *state;
	char until[AMBIT_INSTANT_LEN];

	ambit_instant_format(ambit_notice_working_days(instant(row->ended),
				 row->n),
	    until);
	assert_string_equal(until, row->until);
}

static void
every_day_of_a_year_is_counted_one_by_one(void **state)
{
	(void)state;
	for (int64_t day = 20000; day < 20366; day++) {
		int64_t at = day;

		for (uint64_t n = 1; n < 14; n++) {
			do
				at++;
			while (ambit_instant_weekday(at) == 0 ||
			    ambit_instant_weekday(at) == 6);
			assert_int_equal(ambit_notice_working_days(DAY(day) +
						 AMBIT_HOUR,
					     n),
			    DAY(at + 1));
		}
	}
}

static void
more_than_centuries_are_no_date(void **state)
{
	(void)state;
	assert_true(ambit_notice_working_days(0, 100001) == EVER);
	assert_true(ambit_notice_working_days(0, UINT64_MAX) == EVER);
}

/* ---- the calendar ---- */

/* Day 120 is a Friday; so are 113 and 127. */
struct calendar {
	const char *name;
	void (*base)(struct told *t);
	void (*change)(struct told *t);
	int64_t deadline, review;
	bool open; /* the user is still to be told, now or one day */
};

#define CHANGE(name) static void name(struct told *t)

CHANGE(nothing)
{
	(void)t;
}
CHANGE(a_bar_to_day_134)
{
	bar(t, DAY(100), DAY(134) + 1);
}
CHANGE(two_bars_in_turn)
{
	bar(t, DAY(125), DAY(134) + 1);
	bar(t, DAY(100), DAY(125));
}
CHANGE(three_bars_written_backwards)
{
	bar(t, DAY(127), DAY(134) + 1);
	bar(t, DAY(124), DAY(127));
	bar(t, DAY(100), DAY(124));
}
CHANGE(two_bars_with_a_day_between)
{
	bar(t, DAY(100), DAY(134) + 1);
	bar(t, DAY(135), EVER);
}
CHANGE(a_bar_that_ended_on_day_113)
{
	bar(t, DAY(100), DAY(113) + 1);
}
CHANGE(two_bars_that_ended)
{
	bar(t, DAY(106), DAY(113) + 1);
	bar(t, DAY(100), DAY(106));
}
CHANGE(told_behind_the_bar)
{
	a_bar_that_ended_on_day_113(t);
	deed(t, AMBIT_DEED_GIVEN, DAY(114));
}
CHANGE(over_on_day_113)
{
	deed(t, AMBIT_DEED_DANGER_OVER, DAY(113) + 1);
}
CHANGE(over_before_the_bar_ended)
{
	deed(t, AMBIT_DEED_DANGER_OVER, DAY(106) + 1);
	a_bar_that_ended_on_day_113(t);
}
CHANGE(a_bar_for_ever)
{
	bar(t, DAY(100), EVER);
}
CHANGE(a_bar_for_ever_that_was_challenged)
{
	a_bar_for_ever(t);
	deed(t, AMBIT_DEED_CHALLENGED, DAY(110));
}
CHANGE(a_bar_for_ever_that_came_after_the_challenge)
{
	a_bar_for_ever(t);
	deed(t, AMBIT_DEED_CHALLENGED, DAY(99));
}
CHANGE(a_bar_for_ever_to_come)
{
	bar(t, t->c.now + 1, EVER);
}
CHANGE(two_bars_for_ever)
{
	bar(t, DAY(105), EVER);
	bar(t, DAY(100), EVER);
	bar(t, DAY(104), EVER);
}
CHANGE(excepted)
{
	except(t, AMBIT_EXCEPTION_COUNTERPRODUCTIVE, DAY(101));
}
CHANGE(over_and_excepted)
{
	deed(t, AMBIT_DEED_DANGER_OVER, DAY(101));
	excepted(t);
}
CHANGE(nobody_is_named)
{
	t->c.nobody = true;
}
CHANGE(by_statute)
{
	t->c.rule = AMBIT_NOTICE_BARRED;
	a_bar_to_day_134(t);
}

#define YEAR DAY(365)
#define LINE(base, change, deadline, review, open)                          \
	{                                                                   \
#base ": " #change, (base), (change), (deadline), (review), \
		    (open)                                                  \
	}

static const struct calendar calendar[] = {
	LINE(warrant, nothing, EVER, EVER, true),
	LINE(warrant, a_bar_to_day_134, DAY(142), EVER, true),
	LINE(warrant, two_bars_in_turn, DAY(142), EVER, true),
	LINE(warrant, three_bars_written_backwards, DAY(142), EVER, true),
	LINE(warrant, two_bars_with_a_day_between, DAY(142), EVER, true),
	LINE(warrant, a_bar_that_ended_on_day_113, DAY(121), EVER, true),
	LINE(warrant, two_bars_that_ended, DAY(121), EVER, true),
	LINE(warrant, told_behind_the_bar, EVER, EVER, false),
	LINE(emergency, nothing, EVER, EVER, true),
	LINE(emergency, over_on_day_113, DAY(121), EVER, true),
	LINE(emergency, over_before_the_bar_ended, DAY(121), EVER, true),
	LINE(epoc, nothing, EVER, EVER, false),
	LINE(warrant, a_bar_for_ever, EVER, DAY(100) + YEAR, true),
	LINE(warrant, a_bar_for_ever_that_was_challenged, EVER, DAY(110) + YEAR,
	    true),
	LINE(warrant, a_bar_for_ever_that_came_after_the_challenge, EVER,
	    DAY(100) + YEAR, true),
	LINE(warrant, a_bar_for_ever_to_come, EVER, EVER, true),
	LINE(warrant, two_bars_for_ever, EVER, DAY(100) + YEAR, true),
	LINE(warrant, excepted, EVER, EVER, false),
	LINE(emergency, over_and_excepted, EVER, EVER, false),
	LINE(warrant, nobody_is_named, EVER, EVER, false),
	LINE(warrant, by_statute, EVER, EVER, false),
};

static void
keeps_the_calendar(void **state)
{
	const struct calendar *row = *state;
	int64_t deadline, review;
	struct told t;
	bool open;

	row->base(&t);
	row->change(&t);
	sharpen(&t);
	deadline = ambit_notice_deadline(&t.c);
	review = ambit_notice_review(&t.c);
	open = ambit_notice_is_open(&t.c);
	exact_free();
	assert_int_equal(deadline, row->deadline);
	assert_int_equal(review, row->review);
	assert_int_equal(open, row->open);
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(working) + COUNT(calendar) + 2];
	size_t n = 0;

	for (size_t i = 0; i < COUNT(working); i++)
		tests[n++] =
		    (struct CMUnitTest){ working[i].name, counts_working_days,
			    NULL, NULL, (void *)(uintptr_t)&working[i] };
	for (size_t i = 0; i < COUNT(calendar); i++)
		tests[n++] =
		    (struct CMUnitTest){ calendar[i].name, keeps_the_calendar,
			    NULL, NULL, (void *)(uintptr_t)&calendar[i] };
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(
	    every_day_of_a_year_is_counted_one_by_one);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(
	    more_than_centuries_are_no_date);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
