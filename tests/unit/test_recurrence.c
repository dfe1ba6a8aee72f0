#include "check.h"
#include "guard.h"

#include "ambit/instant.h"
#include "rebuild/recurrence.h"

/*
 * Patterns in hex, field by field as [MS-OXOCAL] 2.2.1.44.1 has them: version,
 * frequency and type, calendar, first, period, sliding; specific; end, count,
 * first weekday; deleted; modified; start; end.
 */
#define V          "04300430"
#define GREGORIAN  "0000"
#define NOT_SLIDE  "00000000"
#define SUNDAY     "00000000"
#define NONE       "00000000"
#define UNTIL      "21200000"
#define TIMES      "22200000"
#define NO_CHANGES NONE NONE
/* From ten to half past ten, without exceptions (2.2.1.44.5). */
#define AT_TEN     \
	"06300000" \
	"09300000" \
	"58020000" \
	"76020000"
#define TAIL AT_TEN "0000" NONE NONE

/* 4.1.1.1: every Monday, Thursday, Friday from 2007-03-26, twelve times. */
#define MTF_HEAD                    \
	"0b20"                      \
	"0100" GREGORIAN "c0210000" \
	"01000000" NOT_SLIDE
#define MTF V MTF_HEAD "32000000" TIMES "0c000000" SUNDAY
#define MTF_DAYS   \
	"8020bc0c" \
	"20adbc0c"
#define WEEKLY MTF NO_CHANGES MTF_DAYS TAIL

/* 4.1.1.2: the instance of April 16 is an hour later, and elsewhere. */
#define APRIL_16 "a096bc0c"
#define ELEVEN     \
	"3499bc0c" \
	"5299bc0c"
#define WAS_TEN "f898bc0c"
#define SUBJECT    \
	"03000200" \
	"4869"
#define LOCATION   \
	"02000100" \
	"42"
#define W_SUBJECT \
	"0200"    \
	"48006900"
#define W_PLACE \
	"0100"  \
	"4200"
#define MOVED                     MTF "01000000" APRIL_16 "01000000" APRIL_16 MTF_DAYS
#define EXCEPTION(info, extended) MOVED AT_TEN "0100" info NONE extended NONE
#define HIGHLIGHT                 "04000000" NONE

/* 4.1.1.3: every third day, two of them deleted. */
#define DAILY_HEAD                  \
	"0a20"                      \
	"0000" GREGORIAN "a0050000" \
	"e0100000" NOT_SLIDE
#define DAILY                                           \
	V DAILY_HEAD UNTIL "0a000000" SUNDAY "02000000" \
			   "a0c1dc0c"                   \
			   "80d2dc0c" NONE "207edc0c"   \
			   "0016dd0c" TAIL

#define WEEKLY_SAYS                                                    \
	"FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TH,FR;WKST=SU;COUNT=12 from " \
	"20070326 to 20070420 at 600-630"

static const struct row {
	const char *name, *hex, *outcome;
} rows[] = {
	{ "every Monday, Thursday and Friday, twelve times", WEEKLY,
	    WEEKLY_SAYS },
	{ "one of them moved, with a subject and a place of its own",
	    EXCEPTION(ELEVEN WAS_TEN "1100" SUBJECT LOCATION,
		HIGHLIGHT NONE ELEVEN WAS_TEN W_SUBJECT W_PLACE NONE),
	    WEEKLY_SAYS " deleted 20070416 moved "
			"213686520>213686580 11 Hi B" },
	{ "one of them with everything that can be changed",
	    EXCEPTION(ELEVEN WAS_TEN "ee03"
				     "07000000"
				     "1e000000"
				     "01000000"
				     "02000000"
				     "00000000"
				     "00000000"
				     "09000000",
		HIGHLIGHT NONE),
	    WEEKLY_SAYS " deleted 20070416 moved "
			"213686520>213686580 3ee in 30 (1) busy 2  " },
	{ "the extended form is of another instance",
	    EXCEPTION(ELEVEN WAS_TEN "0100" SUBJECT,
		HIGHLIGHT NONE ELEVEN "f998bc0c" W_SUBJECT NONE),
	    "not read" },
	{ "a string whose two lengths disagree",
	    EXCEPTION(ELEVEN WAS_TEN "0100"
				     "02000200"
				     "4869",
		HIGHLIGHT NONE ELEVEN WAS_TEN W_SUBJECT NONE),
	    "not read" },
	{ "an exception that ends before it begins",
	    EXCEPTION("5299bc0c"
		      "3499bc0c" WAS_TEN "0000",
		HIGHLIGHT NONE),
	    "not read" },
	{ "an exception that lasts more than a hundred years",
	    EXCEPTION("3499bc0c"
		      "ffffffff" WAS_TEN "0000",
		HIGHLIGHT NONE),
	    "not read" },
	{ "an exception with a mark that nobody knows",
	    EXCEPTION(ELEVEN WAS_TEN "0004", HIGHLIGHT NONE), "not read" },
	{ "fewer exceptions than moved days", MOVED AT_TEN "0000" NONE NONE,
	    "not read" },
	{ "a block that reaches behind the end",
	    MTF NO_CHANGES MTF_DAYS AT_TEN "0000" NONE "01000000", "not read" },
	{ "a block that others fill is passed by",
	    MTF NO_CHANGES MTF_DAYS AT_TEN "0000"
					   "02000000"
					   "abcd" NONE,
	    WEEKLY_SAYS },
	{ "zeros behind it are passed by", WEEKLY "0000", WEEKLY_SAYS },
	{ "something else behind it is not", WEEKLY "0001", "not read" },
	{ "more deleted days than there are bytes",
	    MTF "ffffffff" NONE MTF_DAYS TAIL, "not read" },
	{ "deleted days that do not ascend",
	    MTF "02000000" APRIL_16 APRIL_16 NONE MTF_DAYS TAIL, "not read" },
	{ "a deleted day that is no day",
	    MTF "01000000"
		"a196bc0c" NONE MTF_DAYS TAIL,
	    "not read" },
	{ "a pattern of a type that nobody knows",
	    V "0b20"
	      "0500" GREGORIAN "c0210000"
	      "01000000" NOT_SLIDE "32000000" TIMES
	      "0c000000" SUNDAY NO_CHANGES MTF_DAYS TAIL,
	    "not read" },
	{ "every third day, two of them deleted", DAILY,
	    "FREQ=DAILY;INTERVAL=3 from 20110407 to 20110504 at 600-630 "
	    "deleted 20110419 deleted 20110422" },
	{ "nothing", "", "not read" },
};

/* ---- reading ---- */

static struct ambit_span
bytes_of(const char *hex)
{
	static unsigned char bytes[1024];
	size_t n = strlen(hex) / 2;

	assert_true(n <= sizeof(bytes));
	for (size_t i = 0; i < n; i++) {
		char two[3] = { hex[2 * i], hex[2 * i + 1], '\0' };

		bytes[i] = (unsigned char)strtoul(two, NULL, 16);
	}
	return (struct ambit_span){ bytes, n };
}

static void
put_day(struct ambit_text *text, const char *before, uint32_t day)
{
	struct line line = { .out = text };

	ambit_text_str(text, before);
	line_date(&line, recurrence_at(day));
}

/* UTF-16LE of ASCII. */
static void
put_wide(struct ambit_text *text, struct ambit_span wide)
{
	ambit_text_str(text, " ");
	for (size_t i = 0; i < wide.len; i += 2)
		ambit_text_put(text, ambit_span_sub(wide, i, 1));
}

static void
put_exception(struct ambit_text *text, const struct recurrence_exception *e)
{
	ambit_text_print(text, " moved %u>%u %x", (unsigned)e->original,
	    (unsigned)e->start, e->own);
	if (e->own & RECURRENCE_REMINDER)
		ambit_text_print(text, " in %u (%u)",
		    (unsigned)e->reminder_delta, (unsigned)e->reminder);
	if (e->own & RECURRENCE_BUSY)
		ambit_text_print(text, " busy %u", (unsigned)e->busy);
	put_wide(text, e->subject);
	put_wide(text, e->location);
}

static const char *
outcome(struct ambit_span bytes)
{
	static char room[1024];
	struct ambit_text text = AMBIT_TEXT(room);
	struct line line = { .out = &text };
	struct ambit_arena *arena = ambit_arena_new(4096);
	struct recurrence r;

	assert_non_null(arena);
	if (!recurrence_read(bytes, true, arena, &r)) {
		ambit_arena_free(&arena);
		return "not read";
	}
	assert_true(recurrence_is_exact(&r));
	recurrence_put(&r, &line);
	put_day(&text, " from ", r.start);
	put_day(&text, " to ", r.end);
	ambit_text_print(&text, " at %u-%u", (unsigned)r.start_minute,
	    (unsigned)r.end_minute);
	for (size_t i = 0; i < recurrence_n(r.deleted); i++)
		put_day(&text, " deleted ", recurrence_nth(r.deleted, i));
	for (size_t i = 0; i < r.n_exceptions; i++)
		put_exception(&text, &r.exceptions[i]);
	ambit_arena_free(&arena);
	return ambit_text_end(&text);
}

static void
it_is_read_so_and_cut_anywhere_not(void **state)
{
	const struct row *row = *state;
	struct ambit_span bytes = bytes_of(row->hex);

	assert_string_equal(outcome(guarded(bytes)), row->outcome);
	/* But for zeros that were behind it. */
	for (size_t n = 0; n + 4 < bytes.len; n++)
		assert_string_equal(outcome(
					guarded(ambit_span_sub(bytes, 0, n))),
		    "not read");
}

/* ---- what it means ---- */

#define DAILY_F   0x200a
#define WEEKLY_F  0x200b
#define MONTHLY_F 0x200c
#define YEARLY_F  0x200d
#define EVER      RECURRENCE_NEVER_ENDS, 0

/* Days as 20060102; first as a day, 0 where it does not matter. */
static const struct rule {
	const char *name;
	unsigned frequency, pattern;
	uint32_t period, weekdays, day;
	uint32_t end_type, count;
	int first, start, end;
	const char *says;
} rules[] = {
	{ "every day", DAILY_F, 0, 1440, 0, 0, EVER, 0, 20240131, 0,
	    "FREQ=DAILY;INTERVAL=1" },
	{ "every hour is no rule of days", DAILY_F, 0, 60, 0, 0, EVER, 0,
	    20240131, 0, "not exact" },
	{ "never is no rule", DAILY_F, 0, 0, 0, 0, EVER, 0, 20240131, 0,
	    "not exact" },
	{ "every third day, counted from another", DAILY_F, 0, 4320, 0, 0, EVER,
	    16010103, 20110407, 0, "not exact" },
	{ "every working day", DAILY_F, 1, 1, 0x3e, 0, EVER, 0, 20240131, 0,
	    "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR;WKST=SU" },
	{ "every second week of working days, daily", DAILY_F, 1, 2, 0x3e, 0,
	    EVER, 16010107, 20240131, 0, "not exact" },
	{ "every second week", WEEKLY_F, 1, 2, 0x08, 0, EVER, 16010107,
	    20240131, 0, "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;WKST=SU" },
	{ "every second week, of the other ones", WEEKLY_F, 1, 2, 0x08, 0, EVER,
	    16010114, 20240131, 0, "not exact" },
	{ "a week of no day", WEEKLY_F, 1, 1, 0, 0, EVER, 0, 20240131, 0,
	    "not exact" },
	{ "a week of an eighth day", WEEKLY_F, 1, 1, 0x88, 0, EVER, 0, 20240131,
	    0, "not exact" },
	{ "it begins on a day that is none of its own", WEEKLY_F, 1, 1, 0x04, 0,
	    EVER, 0, 20240131, 0, "not exact" },
	{ "the fifteenth of every month", MONTHLY_F, 2, 1, 0, 15, EVER, 0,
	    20240115, 0, "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=15" },
	{ "the 31st is the last day of each month", MONTHLY_F, 2, 1, 0, 31,
	    EVER, 0, 20240229, 0, "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1" },
	{ "the 30th is the last day of February", MONTHLY_F, 2, 2, 0, 30,
	    RECURRENCE_ENDS_AFTER, 10, 16010201, 20120830, 20140228,
	    "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=28,29,30;BYSETPOS=-1;"
	    "COUNT=10" },
	{ "the 29th too", MONTHLY_F, 2, 1, 0, 29, EVER, 0, 20240129, 0,
	    "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=28,29;BYSETPOS=-1" },
	{ "a 32nd", MONTHLY_F, 2, 1, 0, 32, EVER, 0, 20240131, 0, "not exact" },
	{ "the last day of every month", MONTHLY_F, 4, 1, 0, 0, EVER, 0,
	    20240131, 0, "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1" },
	{ "the first Tuesday of every month", MONTHLY_F, 3, 1, 0x04, 1, EVER, 0,
	    20240305, 0, "FREQ=MONTHLY;INTERVAL=1;BYDAY=TU;BYSETPOS=1" },
	{ "the last working day of every month", MONTHLY_F, 3, 1, 0x3e, 5, EVER,
	    0, 20240229, 0,
	    "FREQ=MONTHLY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1" },
	{ "a sixth Tuesday", MONTHLY_F, 3, 1, 0x04, 6, EVER, 0, 20240305, 0,
	    "not exact" },
	{ "every year on March 5", YEARLY_F, 2, 12, 0, 5, EVER, 16010301,
	    20240305, 0, "FREQ=YEARLY;INTERVAL=1;BYMONTH=3;BYMONTHDAY=5" },
	{ "every second year, the first Tuesday of March", YEARLY_F, 3, 24,
	    0x04, 1, EVER, 16020301, 20240305, 0,
	    "FREQ=YEARLY;INTERVAL=2;BYMONTH=3;BYDAY=TU;BYSETPOS=1" },
	{ "every year, counted from another month", YEARLY_F, 2, 12, 0, 5, EVER,
	    16010401, 20240305, 0, "not exact" },
	{ "every year of eleven months", YEARLY_F, 2, 11, 0, 5, EVER, 16010301,
	    20240305, 0, "not exact" },
	{ "it ends on a day", WEEKLY_F, 1, 1, 0x08, 0, RECURRENCE_ENDS_BY, 0, 0,
	    20240131, 20240229, "FREQ=WEEKLY;INTERVAL=1;BYDAY=WE;WKST=SU" },
	{ "it ends before it begins", WEEKLY_F, 1, 1, 0x08, 0,
	    RECURRENCE_ENDS_BY, 0, 0, 20240131, 20240124, "not exact" },
	{ "it ends after fewer times than it says", WEEKLY_F, 1, 1, 0x08, 0,
	    RECURRENCE_ENDS_AFTER, 5, 0, 20240131, 20240221, "not exact" },
	{ "it ends after as many as it says", WEEKLY_F, 1, 1, 0x08, 0,
	    RECURRENCE_ENDS_AFTER, 4, 0, 20240131, 20240221,
	    "FREQ=WEEKLY;INTERVAL=1;BYDAY=WE;WKST=SU;COUNT=4" },
	{ "it ends on a day that is none of its own", WEEKLY_F, 1, 1, 0x08, 0,
	    RECURRENCE_ENDS_AFTER, 4, 0, 20240131, 20240222, "not exact" },
	{ "it ends after more than a hundred years", DAILY_F, 0, 1440, 0, 0,
	    RECURRENCE_ENDS_AFTER, 36890, 0, 20240101, 21250101, "not exact" },
	{ "it ends in no known way", WEEKLY_F, 1, 1, 0x08, 0, 0x2024, 0, 0,
	    20240131, 0, "not exact" },
	{ "it never ends, in the other way to say so", WEEKLY_F, 1, 1, 0x08, 0,
	    UINT32_MAX, 0, 0, 20240131, 0,
	    "FREQ=WEEKLY;INTERVAL=1;BYDAY=WE;WKST=SU" },
	{ "a month of the Hijri calendar", MONTHLY_F, 10, 1, 0, 15, EVER, 0,
	    20240115, 0, "not exact" },
	{ "a week that recurs monthly", MONTHLY_F, 1, 1, 0x08, 0, EVER, 0,
	    20240131, 0, "not exact" },
};

static uint32_t
minutes_of(int day)
{
	if (day == 0)
		return 0;
	return (uint32_t)(ambit_instant_days(day / 10000,
			      (unsigned)(day / 100 % 100),
			      (unsigned)(day % 100)) +
		   134774) *
	    1440;
}

static struct recurrence
recurrence_of(const struct rule *rule)
{
	return (struct recurrence){ .frequency = rule->frequency,
		.pattern = rule->pattern,
		.first = minutes_of(rule->first),
		.period = rule->period,
		.weekdays = rule->weekdays,
		.day = rule->day,
		.end_type = rule->end_type,
		.count = rule->count,
		.start = minutes_of(rule->start),
		.end = minutes_of(rule->end) };
}

static const char *
says(const struct recurrence *r)
{
	static char room[256];
	struct ambit_text text = AMBIT_TEXT(room);
	struct line line = { .out = &text };

	if (!recurrence_is_exact(r))
		return "not exact";
	recurrence_put(r, &line);
	return ambit_text_end(&text);
}

static void
a_rule_says_the_same(void **state)
{
	const struct rule *rule = *state;
	struct recurrence r = recurrence_of(rule);

	assert_string_equal(says(&r), rule->says);
}

/* One thing changed of what is exact. */
static void
what_no_rule_has_is_not_exact(void **state)
{
	static const struct rule rule = { NULL, WEEKLY_F, 1, 1, 0x08, 0, EVER,
		0, 20240131, 0, NULL };
	static const unsigned char thursday[] = { 0, 0x64, 0x43, 0x0d };
	static const unsigned char before[] = { 0x80, 0x20, 0xbc, 0x0c };
	struct recurrence r = recurrence_of(&rule);

	(void)state;
	assert_string_not_equal(says(&r), "not exact");
	r.sliding = 1;
	assert_string_equal(says(&r), "not exact");
	for (unsigned calendar = 0; calendar < 40; calendar++) {
		bool known = calendar < 3 || (calendar > 8 && calendar < 13);

		r = recurrence_of(&rule);
		r.calendar = calendar;
		assert_int_equal(strcmp(says(&r), "not exact") != 0, known);
	}
	r = recurrence_of(&rule);
	r.first_weekday = 7;
	assert_string_equal(says(&r), "not exact");
	r = recurrence_of(&rule);
	r.start++;
	assert_string_equal(says(&r), "not exact");
	r = recurrence_of(&rule);
	r.deleted = (struct ambit_span){ thursday, 4 };
	assert_string_equal(says(&r), "not exact");
	r.deleted = (struct ambit_span){ before, 4 };
	assert_string_equal(says(&r), "not exact");
}

static void
weeks_begin_on_the_day_that_is_told(void **state)
{
	static const struct rule rule = { NULL, WEEKLY_F, 1, 2, 0x08, 0, EVER,
		16010108, 20240131, 0, NULL };
	struct recurrence r = recurrence_of(&rule);

	(void)state;
	assert_string_equal(says(&r), "not exact");
	r.first_weekday = 1;
	assert_string_equal(says(&r),
	    "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;WKST=MO");
}

/* 32 bits of minutes reach further than days do. */
static void
no_number_is_too_large(void **state)
{
	static const uint32_t large[] = { 0x5ae980df, 0x7fffffff, 0xfffffa60,
		UINT32_MAX };

	(void)state;
	for (size_t i = 0; i < COUNT(rules); i++) {
		for (size_t k = 0; k < COUNT(large); k++) {
			struct recurrence r = recurrence_of(&rules[i]);

			r.start = large[k] - large[k] % 1440;
			(void)says(&r);
			r.end = large[k] - large[k] % 1440;
			(void)says(&r);
			r = recurrence_of(&rules[i]);
			r.end = large[k];
			(void)says(&r);
			r.period = large[k];
			assert_string_equal(says(&r), "not exact");
			r = recurrence_of(&rules[i]);
			r.day = large[k];
			(void)says(&r);
		}
	}
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(what_no_rule_has_is_not_exact),
		cmocka_unit_test(weeks_begin_on_the_day_that_is_told),
		cmocka_unit_test(no_number_is_too_large),
	};
	struct CMUnitTest tests[COUNT(rows) + COUNT(rules) + COUNT(others)];
	size_t n = COUNT(others);

	memcpy(tests, others, sizeof(others));
	for (size_t i = 0; i < COUNT(rows); i++)
		tests[n++] = (struct CMUnitTest){ rows[i].name,
			it_is_read_so_and_cut_anywhere_not, NULL, NULL,
			(void *)(uintptr_t)&rows[i] };
	for (size_t i = 0; i < COUNT(rules); i++)
		tests[n++] =
		    (struct CMUnitTest){ rules[i].name, a_rule_says_the_same,
			    NULL, NULL, (void *)(uintptr_t)&rules[i] };
	return cmocka_run_group_tests_name("recurrence", tests, NULL, NULL);
}
