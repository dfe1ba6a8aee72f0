#include "check.h"
#include "guard.h"

#include <stdio.h>

#include "ambit/instant.h"

static unsigned
length_of(int year, unsigned month)
{
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (month == 2)
		return leap ? 29 : 28;
	return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* Is it the last microsecond of that day? */
static bool
is_last_of(const struct ambit_civil *c, int year, unsigned month, unsigned day)
{
	return c->year == year && c->month == month && c->day == day &&
	    c->hour == 23 && c->minute == 59 && c->second == 59;
}

static int64_t
judge_month(int year, unsigned month, int64_t days)
{
	unsigned n = length_of(year, month);

	assert_int_equal(ambit_instant_month_days(year, month), n);
	for (unsigned day = 1; day <= n; day++, days++) {
		struct ambit_civil c =
		    ambit_instant_civil(days * AMBIT_DAY + AMBIT_DAY - 1);

		assert_int_equal(ambit_instant_days(year, month, day), days);
		assert_true(is_last_of(&c, year, month, day));
	}
	return days;
}

/* The calendar the slow way: one day after the other. */
static void
every_day_from_the_year_1_to_9999(void **state)
{
	int64_t days = -719162;

	(void)state;
	for (int year = 1; year <= 9999; year++) {
		for (unsigned month = 1; month <= 12; month++)
			days = judge_month(year, month, days);
	}
	assert_int_equal(ambit_instant_days(1970, 1, 1), 0);
}

static void
weekdays_follow_each_other(void **state)
{
	unsigned weekday = 1; /* 0001-01-01 was a Monday */

	(void)state;
	for (int64_t days = -719162; days < 2932897; days++) {
		assert_int_equal(ambit_instant_weekday(days), weekday);
		weekday = (weekday + 1) % 7;
	}
}

static void
no_such_month_has_no_days(void **state)
{
	(void)state;
	assert_int_equal(ambit_instant_month_days(2021, 0), 0);
	assert_int_equal(ambit_instant_month_days(2021, 13), 0);
	assert_int_equal(ambit_instant_month_days(2021, UINT32_MAX), 0);
}

static void
every_second_of_a_day(void **state)
{
	int64_t day = ambit_instant_days(1969, 12, 31) * AMBIT_DAY;

	(void)state;
	for (int64_t s = 0; s < 86400; s++) {
		struct ambit_civil c =
		    ambit_instant_civil(day + s * AMBIT_SECOND);

		assert_int_equal(c.hour * 3600 + c.minute * 60 + c.second, s);
		assert_int_equal(ambit_instant_of(&c), day + s * AMBIT_SECOND);
	}
}

/* The ends of all time have no year of four digits, and do no harm. */
static void
the_ends_of_time(void **state)
{
	static const int64_t ends[] = { INT64_MIN, INT64_MIN + 1, -1, 0,
		INT64_MAX - 1, INT64_MAX };

	(void)state;
	for (size_t i = 0; i < COUNT(ends); i++) {
		struct ambit_civil c = ambit_instant_civil(ends[i]);
		char text[AMBIT_INSTANT_LEN];

		assert_in_range(c.month, 1, 12);
		assert_in_range(c.day, 1, 31);
		assert_in_range(c.hour, 0, 23);
		ambit_instant_format(ends[i], text);
		assert_int_equal(strlen(text), AMBIT_INSTANT_LEN - 1);
	}
	assert_int_equal(ambit_instant_civil(INT64_MIN).year, -290308);
	assert_int_equal(ambit_instant_civil(INT64_MAX).year, 294247);
}

struct row {
	const char *name;
	struct ambit_span text;
	const char *outcome; /* "seconds.microseconds zone"; "none" */
};

#define ROW(name, text, outcome)                    \
	{                                           \
		name, AMBIT_LIT_INIT(text), outcome \
	}

static const struct row rows[] = {
	ROW("UTC", "2021-03-01T10:00:00Z", "1614592800.000000 0"),
	ROW("UTC as an offset", "2021-03-01T10:00:00+00:00",
	    "1614592800.000000 0"),
	ROW("UTC with the other sign", "2021-03-01T10:00:00-00:00",
	    "1614592800.000000 0"),
	ROW("east", "2021-03-01T10:00:00+01:00", "1614589200.000000 60"),
	ROW("west", "2021-03-01T10:00:00-08:30", "1614623400.000000 -510"),
	ROW("the furthest east", "2021-03-01T10:00:00+14:59",
	    "1614538860.000000 899"),
	ROW("the epoch", "1970-01-01T00:00:00Z", "0.000000 0"),
	ROW("a tenth", "1970-01-01T00:00:00.5Z", "0.500000 0"),
	ROW("a microsecond", "1970-01-01T00:00:00.000001Z", "0.000001 0"),
	ROW("the last microsecond of a year", "2021-12-31T23:59:59.999999Z",
	    "1640995199.999999 0"),
	ROW("a leap day", "2024-02-29T00:00:00Z", "1709164800.000000 0"),
	ROW("the first year", "0001-01-01T00:00:00Z", "-62135596800.000000 0"),
	ROW("the last year", "9999-12-31T23:59:59Z", "253402300799.000000 0"),
	ROW("no offset", "2021-03-01T10:00:00", "none"),
	ROW("a date alone", "2021-03-01", "none"),
	ROW("a date with an offset", "2021-03-01Z", "none"),
	ROW("no seconds", "2021-03-01T10:00Z", "none"),
	ROW("a small t", "2021-03-01t10:00:00Z", "none"),
	ROW("a small z", "2021-03-01T10:00:00z", "none"),
	ROW("a blank for the T", "2021-03-01 10:00:00Z", "none"),
	ROW("blanks around", " 2021-03-01T10:00:00Z", "none"),
	ROW("a blank behind", "2021-03-01T10:00:00Z ", "none"),
	ROW("an offset without a colon", "2021-03-01T10:00:00+0100", "none"),
	ROW("an offset of hours", "2021-03-01T10:00:00+01", "none"),
	ROW("an offset of 15 hours", "2021-03-01T10:00:00+15:00", "none"),
	ROW("an offset of 60 minutes", "2021-03-01T10:00:00+00:60", "none"),
	ROW("two offsets", "2021-03-01T10:00:00Z+01:00", "none"),
	ROW("a fraction without digits", "2021-03-01T10:00:00.Z", "none"),
	ROW("a fraction of seven digits", "2021-03-01T10:00:00.0000001Z",
	    "none"),
	ROW("a fraction with a comma", "2021-03-01T10:00:00,5Z", "none"),
	ROW("hour 24", "2021-03-01T24:00:00Z", "none"),
	ROW("minute 60", "2021-03-01T10:60:00Z", "none"),
	ROW("second 60", "2016-12-31T23:59:60Z", "none"),
	ROW("month 0", "2021-00-01T10:00:00Z", "none"),
	ROW("month 13", "2021-13-01T10:00:00Z", "none"),
	ROW("day 0", "2021-03-00T10:00:00Z", "none"),
	ROW("day 32", "2021-03-32T10:00:00Z", "none"),
	ROW("31 April", "2021-04-31T10:00:00Z", "none"),
	ROW("29 February 2023", "2023-02-29T10:00:00Z", "none"),
	ROW("29 February 2100", "2100-02-29T10:00:00Z", "none"),
	ROW("the year 0", "0000-01-01T00:00:00Z", "none"),
	ROW("a year of five digits", "12021-03-01T10:00:00Z", "none"),
	ROW("a year before Christ", "-2021-03-01T10:00:00Z", "none"),
	ROW("a month of one digit", "2021-3-01T10:00:00Z", "none"),
	ROW("Arabic digits", "202\xd9\xa1-03-01T10:00:00Z", "none"),
	ROW("NUL behind", "2021-03-01T10:00:00Z\0", "none"),
	ROW("empty", "", "none"),
};

static void
judge(void **state)
{
	const struct row *row = *state;
	char got[64] = "none";
	int64_t at;
	int zone;

	if (ambit_instant_parse(guarded(row->text), &at, &zone))
		(void)snprintf(got, sizeof(got), "%jd.%06jd %d",
		    (intmax_t)(at / AMBIT_SECOND),
		    (intmax_t)(at % AMBIT_SECOND), zone);
	assert_string_equal(got, row->outcome);
}

static void
every_cut_of_an_instant_is_none(void **state)
{
	struct ambit_span text = AMBIT_LIT("2021-03-01T10:00:00.123456+01:00");
	int64_t at;
	int zone;

	(void)state;
	for (size_t n = 0; n < text.len; n++)
		assert_false(ambit_instant_parse(guarded((struct ambit_span){
						     text.ptr, n }),
		    &at, &zone));
	assert_true(ambit_instant_parse(guarded(text), &at, &zone));
}

/* Fractions are cut, also before 1970: towards the past. */
static void
instants_are_written_and_read_again(void **state)
{
	static const int zones[] = { 0, 60, -480, 330, 840, -720, 899, -1 };
	char text[AMBIT_INSTANT_LEN], zoned[AMBIT_INSTANT_ZONED_LEN];

	(void)state;
	for (int64_t day = -365; day < 51100; day += 17) {
		int64_t at = day * AMBIT_DAY + day * 7919 % AMBIT_DAY;
		int64_t second =
		    at - (at % AMBIT_SECOND + AMBIT_SECOND) % AMBIT_SECOND;
		int64_t again;
		int zone, want = zones[(size_t)(day + 365) % COUNT(zones)];

		ambit_instant_format(at, text);
		assert_true(
		    ambit_instant_parse(ambit_span_str(text), &again, &zone));
		assert_int_equal(again, second);
		ambit_instant_format_zoned(at, want, zoned);
		assert_true(
		    ambit_instant_parse(ambit_span_str(zoned), &again, &zone));
		assert_int_equal(again, second);
		assert_int_equal(zone, want);
	}
	ambit_instant_format(-1, text);
	assert_string_equal(text, "1969-12-31T23:59:59Z");
	ambit_instant_format_zoned(0, -510, zoned);
	assert_string_equal(zoned, "1969-12-31T15:30:00-08:30");
}

static void
clocks_have_names(void **state)
{
	(void)state;
	assert_string_equal(ambit_clock_name(AMBIT_CLOCK_DELIVERED),
	    "delivered");
	assert_string_equal(ambit_clock_name(AMBIT_CLOCK_SUBMITTED),
	    "submitted");
	assert_string_equal(ambit_clock_name(AMBIT_CLOCK_HEADER), "header");
}

#define OTHERS 8

int
main(void)
{
	struct CMUnitTest tests[OTHERS + COUNT(rows)] = {
		cmocka_unit_test(every_day_from_the_year_1_to_9999),
		cmocka_unit_test(weekdays_follow_each_other),
		cmocka_unit_test(no_such_month_has_no_days),
		cmocka_unit_test(every_second_of_a_day),
		cmocka_unit_test(the_ends_of_time),
		cmocka_unit_test(every_cut_of_an_instant_is_none),
		cmocka_unit_test(instants_are_written_and_read_again),
		cmocka_unit_test(clocks_have_names),
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[OTHERS + i] = (struct CMUnitTest){ rows[i].name, judge,
			NULL, NULL, (void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("instant", tests, NULL, NULL);
}
