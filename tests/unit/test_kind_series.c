#include "kinds.h"

/* [MS-OXOCAL] 4.1.1.1 and 4.1.5: Monday, Thursday, Friday from 2007-03-26,
 * twelve times, ten to half past ten, Pacific. */
#define CLASS   "001a u IPM.Appointment\n"
#define START   "2,820d:8010 t 128194020000000000\n"
#define END     "2,820e:8011 t 128194038000000000\n"
#define ALL_DAY "2,8215:8012 f 1\n"
#define RECURS  "2,8216:8013 x "
#define PACIFIC                                                          \
	"2,8233:8015 x e001000000000000c4ffffff000000000b00000001000200" \
	"000000000000000000000300000002000200000000000000\n"
/* 4.1.4: the zone as it is since 2007, and as it was before. */
#define BEFORE                                                         \
	"02013e00000001000000000000000000000000000000e001000000000000" \
	"c4ffffff00000a0000000500020000000000000000000400000001000200" \
	"000000000000"
#define SINCE(year)                                                    \
	"02013e000200" year                                            \
	"0000000000000000000000000000e001000000000000c4ffffff00000b00" \
	"00000100020000000000000000000300000002000200000000000000"
#define ZONES(year)                              \
	"2,8260:8017 x 02010a000200020050005400" \
	"0200" BEFORE                            \
	SINCE(year) "\n"

#define HEAD       \
	"04300430" \
	"0b20"     \
	"0100"     \
	"0000"     \
	"c0210000" \
	"01000000" \
	"00000000"
#define MTF             \
	HEAD "32000000" \
	     "22200000" \
	     "0c000000" \
	     "00000000"
#define UNTIL           \
	HEAD "32000000" \
	     "21200000" \
	     "0c000000" \
	     "00000000"
#define DAYS       \
	"8020bc0c" \
	"20adbc0c"
#define AT_TEN     \
	"06300000" \
	"09300000" \
	"58020000" \
	"76020000"
#define NO_MORE    \
	"0000"     \
	"00000000" \
	"00000000"
#define SIMPLE         \
	MTF "00000000" \
	    "00000000" DAYS AT_TEN NO_MORE
/* The instance of April 16, an hour later. */
#define MOVED                             \
	MTF "02000000"                    \
	    "c058bc0c"                    \
	    "a096bc0c"                    \
	    "01000000"                    \
	    "a096bc0c" DAYS AT_TEN "0100" \
	    "3499bc0c"                    \
	    "5299bc0c"                    \
	    "f898bc0c"
#define MORE       \
	"00000000" \
	"04000000" \
	"00000000" \
	"00000000" \
	"00000000"

#define TOP                                                         \
	"event.ics: text/calendar; charset=utf-8; method=PUBLISH\n" \
	"BEGIN:VCALENDAR\nPRODID:-//ambit//rebuilt//EN\n"           \
	"VERSION:2.0\nMETHOD:PUBLISH\n"
#define ZONE                                                           \
	"BEGIN:VTIMEZONE\nTZID:Outlook\nBEGIN:STANDARD\n"              \
	"DTSTART:20061105T020000\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=" \
	"1SU\nTZOFFSETFROM:-0700\nTZOFFSETTO:-0800\nEND:STANDARD\n"    \
	"BEGIN:DAYLIGHT\nDTSTART:20060312T020000\nRRULE:FREQ=YEARLY;"  \
	"BYMONTH=3;BYDAY=2SU\nTZOFFSETFROM:-0800\nTZOFFSETTO:-0700\n"  \
	"END:DAYLIGHT\nEND:VTIMEZONE\n"
#define EVENT(lines)                                 \
	"BEGIN:VEVENT\nUID:" KINDS_DIGEST "\n" lines \
	"STATUS:CONFIRMED\nEND:VEVENT\n"
#define LAST "END:VCALENDAR\n"
#define RULE "RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TH,FR;WKST=SU"
#define LOCAL                                    \
	"DTSTART;TZID=Outlook:20070326T100000\n" \
	"DTEND;TZID=Outlook:20070326T103000\n"
#define ONCE "DTSTART:20070326T170000Z\nDTEND:20070326T173000Z\n"
#define RAW  "recurrence.bin: application/octet-stream\n"

static const struct kind_row rows[] = {
	{ "a series stands in its zone, as a rule",
	    CLASS START END RECURS SIMPLE "\n2,8223:8014 f 1\n" PACIFIC,
	    TOP ZONE EVENT(LOCAL RULE ";COUNT=12\n") LAST },
	{ "a series until a day ends at an instant",
	    CLASS START END RECURS UNTIL "00000000"
					 "00000000" DAYS AT_TEN NO_MORE
					 "\n" PACIFIC,
	    TOP ZONE EVENT(LOCAL RULE ";UNTIL=20070420T170000Z\n") LAST },
	{ "a series of days needs no zone",
	    CLASS ALL_DAY RECURS UNTIL "01000000"
				       "a096bc0c"
				       "00000000" DAYS "06300000"
				       "09300000"
				       "00000000"
				       "a0050000" NO_MORE "\n",
	    TOP EVENT("DTSTART;VALUE=DATE:20070326\n"
		      "DTEND;VALUE=DATE:20070327\n" RULE
		      ";UNTIL=20070420\nEXDATE;VALUE=DATE:20070416\n"
		      "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE\n") LAST },
	{ "one instance is left out, one is moved",
	    CLASS START END RECURS MOVED "0000" MORE "\n" PACIFIC,
	    TOP ZONE EVENT(LOCAL RULE ";COUNT=12\n"
				      "EXDATE;TZID=Outlook:20070405T100000\n")
		EVENT("RECURRENCE-ID;TZID=Outlook:20070416T100000\n"
		      "DTSTART;TZID=Outlook:20070416T110000\n"
		      "DTEND;TZID=Outlook:20070416T113000\n") LAST },
	{ "a zone that is defined the same, since before it begins",
	    CLASS START END RECURS SIMPLE "\n" PACIFIC ZONES("d707"),
	    TOP ZONE EVENT(LOCAL RULE ";COUNT=12\n") LAST },
	{ "a definition alone",
	    CLASS START END RECURS SIMPLE "\n" ZONES("d707"),
	    TOP ZONE EVENT(LOCAL RULE ";COUNT=12\n") LAST },
};

/* Each is not exact, and stands once, with its pattern beside it. */
static const struct kind_row doubts[] = {
	{ "a body of its own is not in the pattern",
	    RECURS MOVED "0002" MORE "\n" PACIFIC, "" },
	{ "no zone", RECURS SIMPLE "\n", "" },
	{ "a zone that is none", RECURS SIMPLE "\n2,8233:8015 x 00\n", "" },
	{ "a zone that changes while it recurs",
	    RECURS SIMPLE "\n" PACIFIC ZONES("d807"), "" },
	{ "two zones that differ",
	    RECURS SIMPLE
	    "\n2,8233:8015 x e001000000000000c4ffffff00000000"
	    "0a0000000100020000000000000000000000030000000200020000000000"
	    "0000\n" ZONES("d707"),
	    "" },
	{ "it is said not to recur",
	    RECURS SIMPLE "\n2,8223:8014 f 0\n" PACIFIC, "" },
	{ "a pattern at another time than its first instance",
	    RECURS MTF "00000000"
		       "00000000" DAYS "06300000"
		       "09300000"
		       "59020000"
		       "76020000" NO_MORE "\n" PACIFIC,
	    "" },
	{ "instances that end before they begin",
	    RECURS MTF "00000000"
		       "00000000" DAYS "06300000"
		       "09300000"
		       "58020000"
		       "57020000" NO_MORE "\n" PACIFIC,
	    "" },
	{ "a moved instance that is not deleted",
	    RECURS MTF "01000000"
		       "c058bc0c"
		       "01000000"
		       "a096bc0c" DAYS AT_TEN "0100"
		       "3499bc0c"
		       "5299bc0c"
		       "f898bc0c"
		       "0000" MORE "\n" PACIFIC,
	    "" },
	{ "an instance that is moved to a day that is not told",
	    RECURS MTF "01000000"
		       "a096bc0c"
		       "01000000"
		       "2080bc0c" DAYS AT_TEN "0100"
		       "3499bc0c"
		       "5299bc0c"
		       "f898bc0c"
		       "0000" MORE "\n" PACIFIC,
	    "" },
	{ "a pattern of one byte", RECURS "04\n" PACIFIC, "" },
};

/* The pattern begins "0430..." or is the one byte 04. */
static void
it_stands_once_with_its_pattern(void **state)
{
	static const char want[] =
	    "(recurrence)\n" TOP EVENT(ONCE) LAST RAW "\x04";
	const struct kind_row *row = *state;
	char script[4096];
	struct ambit_text text = AMBIT_TEXT(script);
	const char *got;

	ambit_text_str(&text, CLASS START END);
	ambit_text_str(&text, row->script);
	got = kinds_outcome(ambit_text_end(&text), 4096);
	assert_memory_equal(got, want, sizeof(want) - 1);
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(rows) + COUNT(doubts)];
	size_t n = 0;

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[n++] = (struct CMUnitTest){ rows[i].name, it_becomes,
			NULL, NULL, (void *)(uintptr_t)&rows[i] };
	for (size_t i = 0; i < COUNT(doubts); i++)
		tests[n++] = (struct CMUnitTest){ doubts[i].name,
			it_stands_once_with_its_pattern, NULL, NULL,
			(void *)(uintptr_t)&doubts[i] };
	return cmocka_run_group_tests_name("kind_series", tests, NULL, NULL);
}
