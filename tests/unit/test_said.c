#include "check.h"

#include <stdio.h>

#include "ambit/said.h"

static const int new_york = -5 * 60;

struct row {
	const char *name, *said;
	bool zoned;       /* New York stands in */
	const char *want; /* both bounds, or why it is refused */
};

#define NOT_WHOLE "through takes a whole day: with a time of day, say until"

static const struct row rows[] = {
	{ "through_a_day_ends_at_the_next_midnight_of_the_court",
	    "from 2026-01-01 through 2026-06-30 at -05:00", false,
	    "2026-01-01T00:00:00-05:00 2026-07-01T00:00:00-05:00" },
	{ "until_a_day_leaves_it_out",
	    "from 2026-01-01 until 2026-06-30 at -05:00", false,
	    "2026-01-01T00:00:00-05:00 2026-06-30T00:00:00-05:00" },
	{ "each_bound_may_have_its_own_zone",
	    "from 2026-01-01 at -05:00 through 2026-06-30 at -04:00", false,
	    "2026-01-01T00:00:00-05:00 2026-07-01T00:00:00-04:00" },
	{ "the_zone_of_the_first_stands_for_the_last",
	    "from 2026-01-01 at +01:00 until 2026-02-01", true,
	    "2026-01-01T00:00:00+01:00 2026-02-01T00:00:00+01:00" },
	{ "the_court_s_zone_stands_in_where_none_is_said",
	    "from 2026-01-01 through 2026-06-30", true,
	    "2026-01-01T00:00:00-05:00 2026-07-01T00:00:00-05:00" },
	{ "the_word_from_may_be_left_out", "2026-01-01 through 2026-01-31",
	    true, "2026-01-01T00:00:00-05:00 2026-02-01T00:00:00-05:00" },
	{ "words_in_capitals_with_commas", "FROM 2026-01-01, Until 2026-01-02",
	    true, "2026-01-01T00:00:00-05:00 2026-01-02T00:00:00-05:00" },
	{ "through_the_last_day_of_a_leap_february",
	    "from 2024-02-01 through 2024-02-29 at UTC", false,
	    "2024-02-01T00:00:00+00:00 2024-03-01T00:00:00+00:00" },
	{ "through_the_last_day_of_a_year",
	    "from 2025-12-31 through 2025-12-31 at Z", false,
	    "2025-12-31T00:00:00+00:00 2026-01-01T00:00:00+00:00" },
	{ "on_one_day", "on 2026-03-05 at +05:30", false,
	    "2026-03-05T00:00:00+05:30 2026-03-06T00:00:00+05:30" },
	{ "times_of_day", "from 2026-03-05 14:00 until 2026-03-05T15:30:20",
	    true, "2026-03-05T14:00:00-05:00 2026-03-05T15:30:20-05:00" },
	{ "offsets_behind_the_times",
	    "from 2026-03-05T14:00-08:00 until 2026-03-05T23:00:00Z", true,
	    "2026-03-05T14:00:00-08:00 2026-03-05T23:00:00+00:00" },
	{ "no_zone_is_asked_for", "from 2026-01-01 through 2026-06-30", false,
	    "the zone is missing: say at and the court's offset from UTC, such "
	    "as at -05:00" },
	{ "a_named_zone_is_refused",
	    "from 2026-01-01 through 2026-06-30 at EST", true,
	    "a zone is an offset from UTC, such as -05:00: names of zones are "
	    "not read" },
	{ "an_offset_of_fifteen_hours_is_refused", "on 2026-01-01 at +14:30",
	    true,
	    "a zone is an offset from UTC, such as -05:00: names of zones are "
	    "not read" },
	{ "two_zones_for_one_date_are_refused",
	    "from 2026-01-01T00:00Z at -05:00 until 2026-02-01", true,
	    "the date has an offset already" },
	{ "to_is_refused", "from 2026-01-01 to 2026-06-30", true,
	    "is the last day in? Say through if it is, until if not" },
	{ "a_dash_is_refused", "2026-01-01 - 2026-06-30", true,
	    "is the last day in? Say through if it is, until if not" },
	{ "through_a_time_of_day_is_refused",
	    "from 2026-01-01 through 2026-06-30T14:00", true, NOT_WHOLE },
	{ "on_a_time_of_day_is_refused", "on 2026-01-01 14:00", true,
	    NOT_WHOLE },
	{ "a_day_that_does_not_exist_is_refused",
	    "from 2026-02-29 through 2026-03-31", true,
	    "that is no date, such as 2026-06-30" },
	{ "a_slashed_date_is_refused", "from 6/30/2026 through 7/31/2026", true,
	    "that is no date, such as 2026-06-30" },
	{ "hour_24_is_refused", "from 2026-01-01 24:00 until 2026-02-01", true,
	    "that is no time of day, such as 14:00" },
	{ "an_empty_time_is_refused", "from 2026-01-01T until 2026-02-01", true,
	    "that is no time of day, such as 14:00" },
	{ "a_wrong_offset_is_refused",
	    "from 2026-01-01T10:00+5 until 2026-02-01", true,
	    "that is no offset from UTC" },
	{ "the_year_1969_is_refused", "on 1969-12-31", true,
	    "the year is not one from 1970 to 2100" },
	{ "the_year_2101_is_refused", "on 2101-01-01", true,
	    "the year is not one from 1970 to 2100" },
	{ "backwards_is_refused", "from 2026-02-01 through 2026-01-31", true,
	    "the range does not begin before its end" },
	{ "until_its_own_beginning_is_refused",
	    "from 2026-02-01 until 2026-02-01", true,
	    "the range does not begin before its end" },
	{ "one_date_is_refused", "from 2026-02-01", true,
	    "say from DATE through DATE, or from DATE until DATE" },
	{ "more_words_are_refused", "on 2026-02-01 at noon sharp", true,
	    "a zone is an offset from UTC, such as -05:00: names of zones are "
	    "not read" },
	{ "words_behind_are_refused", "on 2026-02-01 or so", true,
	    "there are words behind it that are not read" },
	{ "nothing_is_refused", "", true,
	    "that is no date, such as 2026-06-30" },
};

static void
judge(void **state)
{
	const struct row *row = *state;
	struct ambit_stamp from = { 0 }, until = { 0 };
	char a[AMBIT_INSTANT_ZONED_LEN], b[AMBIT_INSTANT_ZONED_LEN], got[160];
	const char *why = NULL;

	if (ambit_said_range(ambit_span_str(row->said),
		row->zoned ? &new_york : NULL, &from, &until, &why)) {
		assert_true(from.given && until.given);
		ambit_instant_format_zoned(from.at, from.zone, a);
		ambit_instant_format_zoned(until.at, until.zone, b);
		(void)snprintf(got, sizeof(got), "%s %s", a, b);
	} else {
		(void)snprintf(got, sizeof(got), "%s", why);
	}
	assert_string_equal(got, row->want);
}

static void
says(const char *said, bool last_day, const char *want)
{
	struct ambit_stamp at;
	char got[AMBIT_INSTANT_ZONED_LEN];
	const char *why;

	assert_true(ambit_said_instant(ambit_span_str(said), &new_york,
	    last_day, &at, &why));
	ambit_instant_format_zoned(at.at, at.zone, got);
	assert_string_equal(got, want);
}

static void
a_day_alone_is_its_first_moment_or_its_last(void **state)
{
	(void)state;
	says("2026-06-30", false, "2026-06-30T00:00:00-05:00");
	says("2026-06-30", true, "2026-07-01T00:00:00-05:00");
	says("2026-06-30 at Z", true, "2026-07-01T00:00:00+00:00");
}

static void
a_time_of_day_is_what_it_is(void **state)
{
	(void)state;
	says("2026-06-30 17:00", true, "2026-06-30T17:00:00-05:00");
	says("2026-06-30T17:00:00-07:00", true, "2026-06-30T17:00:00-07:00");
}

static void
a_fraction_of_a_second_is_kept(void **state)
{
	struct ambit_stamp at;
	const char *why;

	(void)state;
	assert_true(ambit_said_instant(AMBIT_LIT("1970-01-01T00:00:01.25Z"),
	    NULL, false, &at, &why));
	assert_int_equal(at.at, AMBIT_SECOND + AMBIT_SECOND / 4);
}

static void
an_instant_is_one_date(void **state)
{
	struct ambit_stamp at;
	const char *why = NULL;

	(void)state;
	assert_false(ambit_said_instant(AMBIT_LIT("2026-06-30 through"),
	    &new_york, false, &at, &why));
	assert_string_equal(why, "there are words behind it that are not read");
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(rows) + 4] = {
		cmocka_unit_test(a_day_alone_is_its_first_moment_or_its_last),
		cmocka_unit_test(a_time_of_day_is_what_it_is),
		cmocka_unit_test(a_fraction_of_a_second_is_kept),
		cmocka_unit_test(an_instant_is_one_date),
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[4 + i] = (struct CMUnitTest){ rows[i].name, judge, NULL,
			NULL, (void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
