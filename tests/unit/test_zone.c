#include "check.h"
#include "guard.h"

#include "ambit/instant.h"
#include "rebuild/zone.h"

#define S(s) AMBIT_LIT_INIT(s)

/* [MS-OXOCAL] 4.1.5: Pacific, of 2007 and after. */
#define TURN(month, weekday, nth, hour) \
	"\0\0" month "\0" weekday "\0" nth "\0" hour "\0\0\0\0\0\0\0"
#define PACIFIC_BIAS "\xe0\x01\0\0\0\0\0\0\xc4\xff\xff\xff"
#define NOVEMBER     TURN("\x0b", "\0", "\x01", "\x02")
#define MARCH        TURN("\x03", "\0", "\x02", "\x02")
#define OCTOBER      TURN("\x0a", "\0", "\x05", "\x02")
#define APRIL        TURN("\x04", "\0", "\x01", "\x02")
#define NEVER        TURN("\0", "\0", "\0", "\0")
#define PACIFIC      PACIFIC_BIAS "\0\0" NOVEMBER "\0\0" MARCH
/* Ten hours east of UTC; from the first Sunday of October to April's. */
#define SYDNEY                                                            \
	"\xa8\xfd\xff\xff\0\0\0\0\xc4\xff\xff\xff\0\0" TURN("\x04", "\0", \
	    "\x01", "\x03") "\0\0" TURN("\x0a", "\0", "\x01", "\x02")
#define INDIA "\xb6\xfe\xff\xff\0\0\0\0\xc4\xff\xff\xff\0\0" NEVER "\0\0" NEVER

/* A definition (2.2.1.41): a header with a name of two characters. */
#define X14                  "\x01\0\0\0\x01\0\0\0\0\0\0\0\0\0"
#define RULE(year, s, d)     "\x02\x01\x3e\0\x02\0" year X14 PACIFIC_BIAS s d
#define DEFINITION(n, rules) "\x02\x01\x0a\0\x02\0\x02\0P\0T\0" n "\0" rules
#define OF_1                 "\x01\0"
#define OF_2007              "\xd7\x07"

static const struct row {
	const char *name;
	struct ambit_span bytes;
	bool defined; /* a definition, else the struct */
	const char *shown;
} rows[] = {
	{ "the example of the standard", S(PACIFIC), false,
	    "480 420 11/0/1/2 3/0/2/2" },
	{ "clocks that are never turned have one offset", S(INDIA), false,
	    "-330 -330 0/0/0/0 0/0/0/0" },
	{ "a zone of the south", S(SYDNEY), false,
	    "-600 -660 4/0/1/3 10/0/1/2" },
	{ "a byte more", S(PACIFIC "\0"), false, "none" },
	{ "clocks that are turned one way",
	    S(PACIFIC_BIAS "\0\0" NOVEMBER "\0\0" NEVER), false, "none" },
	{ "a turn of one year alone",
	    S(PACIFIC_BIAS "\xd8\x07\xd8\x07\x0b\0"
			   "\0\0\x02\0\x02\0\0\0\0\0\0\0\xd8\x07" MARCH),
	    false, "none" },
	{ "a thirteenth month",
	    S(PACIFIC_BIAS
		"\0\0" TURN("\x0d", "\0", "\x01", "\x02") "\0\0" MARCH),
	    false, "none" },
	{ "a seventh weekday",
	    S(PACIFIC_BIAS
		"\0\0" TURN("\x0b", "\x07", "\x01", "\x02") "\0\0" MARCH),
	    false, "none" },
	{ "a sixth week",
	    S(PACIFIC_BIAS
		"\0\0" TURN("\x0b", "\0", "\x06", "\x02") "\0\0" MARCH),
	    false, "none" },
	{ "no week",
	    S(PACIFIC_BIAS
		"\0\0" TURN("\x0b", "\0", "\0", "\x02") "\0\0" MARCH),
	    false, "none" },
	{ "a 25th hour",
	    S(PACIFIC_BIAS
		"\0\0" TURN("\x0b", "\0", "\x01", "\x18") "\0\0" MARCH),
	    false, "none" },
	{ "an offset of a day",
	    S("\xa0\x05\0\0\0\0\0\0\0\0\0\0\0\0" NEVER "\0\0" NEVER), false,
	    "none" },
	{ "offsets whose sum would wrap",
	    S("\xff\xff\xff\x7f\xff\xff\xff\x7f"
	      "\xff\xff\xff\x7f\0\0" NEVER "\0\0" NEVER),
	    false, "none" },
	{ "a definition of one rule holds for ever",
	    S(DEFINITION("\x01", RULE(OF_2007, NOVEMBER, MARCH))), true,
	    "480 420 11/0/1/2 3/0/2/2 since 0" },
	{ "of two rules the last holds from its year on",
	    S(DEFINITION("\x02",
		RULE(OF_1, OCTOBER, APRIL) RULE(OF_2007, NOVEMBER, MARCH))),
	    true, "480 420 11/0/1/2 3/0/2/2 since 2007" },
	{ "rules that do not ascend",
	    S(DEFINITION("\x02",
		RULE(OF_2007, NOVEMBER, MARCH) RULE(OF_2007, NOVEMBER, MARCH))),
	    true, "none" },
	{ "no rule", S(DEFINITION("\0", "")), true, "none" },
	{ "more rules than there are",
	    S(DEFINITION("\x02", RULE(OF_2007, NOVEMBER, MARCH))), true,
	    "none" },
	{ "bytes behind the last rule",
	    S(DEFINITION("\x01", RULE(OF_2007, NOVEMBER, MARCH) "\0")), true,
	    "none" },
	{ "a header of another length",
	    S("\x02\x01\x0b\0\x02\0\x02\0P\0T\0"
	      "\x01\0" RULE(OF_2007, NOVEMBER, MARCH)),
	    true, "none" },
	{ "another version",
	    S("\x02\x02\x0a\0\x02\0\x02\0P\0T\0\x01\0" RULE(OF_2007, NOVEMBER,
		MARCH)),
	    true, "none" },
};

static const char *
shown(const struct row *row, struct ambit_span bytes)
{
	static char room[128];
	struct ambit_text text = AMBIT_TEXT(room);
	struct zone z = { 0 };
	int since = 0;

	if (!(row->defined ? zone_of_definition(bytes, &z, &since)
			   : zone_of_struct(bytes, &z)))
		return "none";
	ambit_text_print(&text, "%d %d %u/%u/%u/%u %u/%u/%u/%u",
	    (int)z.standard, (int)z.daylight, z.to_standard.month,
	    z.to_standard.weekday, z.to_standard.nth, z.to_standard.hour,
	    z.to_daylight.month, z.to_daylight.weekday, z.to_daylight.nth,
	    z.to_daylight.hour);
	if (row->defined)
		ambit_text_print(&text, " since %d", since);
	return ambit_text_end(&text);
}

static void
it_is_read_so_and_cut_anywhere_not(void **state)
{
	const struct row *row = *state;

	assert_string_equal(shown(row, guarded(row->bytes)), row->shown);
	for (size_t n = 0; n < row->bytes.len; n++)
		assert_true(
		    strcmp(shown(row,
			       guarded(ambit_span_sub(row->bytes, 0, n))),
			row->shown) != 0 ||
		    strcmp(row->shown, "none") == 0);
}

static const struct turn {
	const char *name;
	struct ambit_span zone;
	const char *utc, *local; /* the latter as if it were in UTC */
	bool twice;              /* the clock shows it again, later */
} turns[] = {
	{ "a second before they go forward in spring", S(PACIFIC),
	    "2024-03-10T09:59:00Z", "2024-03-10T01:59:00Z", false },
	{ "when they go forward in spring", S(PACIFIC), "2024-03-10T10:00:00Z",
	    "2024-03-10T03:00:00Z", false },
	{ "before they go back in autumn", S(PACIFIC), "2024-11-03T08:59:00Z",
	    "2024-11-03T01:59:00Z", false },
	{ "when they have gone back in autumn", S(PACIFIC),
	    "2024-11-03T09:00:00Z", "2024-11-03T01:00:00Z", true },
	{ "an hour later it is past", S(PACIFIC), "2024-11-03T10:00:00Z",
	    "2024-11-03T02:00:00Z", false },
	{ "on the last Sunday of a month of four",
	    S(PACIFIC_BIAS "\0\0" OCTOBER "\0\0" APRIL), "2024-10-27T09:00:00Z",
	    "2024-10-27T01:00:00Z", true },
	{ "summer in the south, over the new year", S(SYDNEY),
	    "2023-12-31T13:30:00Z", "2024-01-01T00:30:00Z", false },
	{ "winter in the south", S(SYDNEY), "2024-06-30T14:30:00Z",
	    "2024-07-01T00:30:00Z", false },
	{ "half an hour", S(INDIA), "2024-06-30T18:30:00Z",
	    "2024-07-01T00:00:00Z", false },
	{ "long before 1970", S(PACIFIC), "1601-07-01T07:00:00Z",
	    "1601-07-01T00:00:00Z", false },
};

static int64_t
at(const char *instant)
{
	int64_t us;
	int offset;

	assert_true(ambit_instant_parse(ambit_span_str(instant), &us, &offset));
	return us;
}

static void
the_clocks_show_so(void **state)
{
	const struct turn *turn = *state;
	struct zone zone;

	assert_true(zone_of_struct(turn->zone, &zone));
	assert_int_equal(zone_local(&zone, at(turn->utc)), at(turn->local));
	assert_int_equal(zone_utc(&zone, at(turn->local)),
	    at(turn->utc) - (turn->twice ? AMBIT_HOUR : 0));
}

static void
a_time_that_is_leapt_over_is_of_before(void **state)
{
	static const struct ambit_span bytes = S(PACIFIC);
	struct zone zone;

	(void)state;
	assert_true(zone_of_struct(bytes, &zone));
	assert_int_equal(zone_utc(&zone, at("2024-03-10T02:30:00Z")),
	    at("2024-03-10T10:30:00Z"));
}

static const char *
put(struct ambit_span bytes)
{
	static char room[1024];
	struct ambit_text text = AMBIT_TEXT(room);
	struct line line = { .out = &text };
	struct zone zone;

	assert_true(zone_of_struct(bytes, &zone));
	zone_put(&zone, 2024, &line);
	return ambit_text_end(&text);
}

static void
it_is_written_with_its_turns(void **state)
{
	static const struct ambit_span sydney = S(SYDNEY), india = S(INDIA);

	(void)state;
	assert_string_equal(put(sydney),
	    "BEGIN:VTIMEZONE\r\nTZID:Outlook\r\n"
	    "BEGIN:STANDARD\r\nDTSTART:20230402T030000\r\n"
	    "RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU\r\n"
	    "TZOFFSETFROM:+1100\r\nTZOFFSETTO:+1000\r\nEND:STANDARD\r\n"
	    "BEGIN:DAYLIGHT\r\nDTSTART:20231001T020000\r\n"
	    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=1SU\r\n"
	    "TZOFFSETFROM:+1000\r\nTZOFFSETTO:+1100\r\nEND:DAYLIGHT\r\n"
	    "END:VTIMEZONE\r\n");
	assert_string_equal(put(india),
	    "BEGIN:VTIMEZONE\r\nTZID:Outlook\r\n"
	    "BEGIN:STANDARD\r\nDTSTART:20230101T000000\r\n"
	    "TZOFFSETFROM:+0530\r\nTZOFFSETTO:+0530\r\nEND:STANDARD\r\n"
	    "END:VTIMEZONE\r\n");
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(a_time_that_is_leapt_over_is_of_before),
		cmocka_unit_test(it_is_written_with_its_turns),
	};
	struct CMUnitTest tests[COUNT(rows) + COUNT(turns) + COUNT(others)];
	size_t n = COUNT(others);

	memcpy(tests, others, sizeof(others));
	for (size_t i = 0; i < COUNT(rows); i++)
		tests[n++] = (struct CMUnitTest){ rows[i].name,
			it_is_read_so_and_cut_anywhere_not, NULL, NULL,
			(void *)(uintptr_t)&rows[i] };
	for (size_t i = 0; i < COUNT(turns); i++)
		tests[n++] =
		    (struct CMUnitTest){ turns[i].name, the_clocks_show_so,
			    NULL, NULL, (void *)(uintptr_t)&turns[i] };
	return cmocka_run_group_tests_name("zone", tests, NULL, NULL);
}
