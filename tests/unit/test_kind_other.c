#include "kinds.h"

#define CLASS(class) "001a u " class "\n"

#define CALENDAR                                          \
	"text/calendar; charset=utf-8\nBEGIN:VCALENDAR\n" \
	"PRODID:-//ambit//rebuilt//EN\nVERSION:2.0\n"
#define TODO(lines)                                                       \
	"task.ics: " CALENDAR "BEGIN:VTODO\nUID:" KINDS_DIGEST "\n" lines \
	"END:VTODO\nEND:VCALENDAR\n"
#define JOURNAL(lines)                                               \
	"journal.ics: " CALENDAR "BEGIN:VJOURNAL\nUID:" KINDS_DIGEST \
	"\n" lines "END:VJOURNAL\nEND:VCALENDAR\n"
#define PROPERTIES(lines) "properties.txt: text/plain; charset=utf-8\n" lines

/* Midnight of 2024-01-31 and of 2024-02-02; 2024-03-05T09:00:00Z. */
#define JAN_31 "133511328000000000"
#define FEB_2  "133513056000000000"
#define NINE   "133541028000000000"

/* The last day of each month, from 2024-01-31 on, three times. */
#define MONTHLY    \
	"04300430" \
	"0c20"     \
	"0200"     \
	"0000"     \
	"00000000" \
	"01000000" \
	"00000000" \
	"1f000000" \
	"22200000" \
	"03000000" \
	"00000000"
#define MONTHS     \
	"605e430d" \
	"e0af440d"

static const struct kind_row rows[] = {
	{ "a task and no more", CLASS("IPM.Task"), TODO("") },
	{ "a task in its owner's days",
	    CLASS("IPM.Task") "0037 u Taxes\n1000 u All of them.\n"
			      "3008 t " NINE "\n3,8101:8000 i 1\n"
			      "3,8102:8001 d 0x3fd0000000000000\n3,8104:8002 "
			      "t " JAN_31 "\n"
			      "3,8105:8003 t " FEB_2 "\n3,811f:8004 u Ann\n"
			      "8,8502:8005 t " NINE "\n8,8503:8006 f 1\n",
	    TODO("DTSTAMP:20240305T090000Z\n"
		 "LAST-MODIFIED:20240305T090000Z\n"
		 "DTSTART;VALUE=DATE:20240131\nDUE;VALUE=DATE:20240202\n"
		 "SUMMARY:Taxes\nDESCRIPTION:All of them.\n"
		 "STATUS:IN-PROCESS\nPERCENT-COMPLETE:25\nCONTACT:Ann\n"
		 "BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:Reminder\n"
		 "TRIGGER;VALUE=DATE-TIME:20240305T090000Z\nEND:VALARM\n") },
	{ "a task that is done",
	    CLASS("IPM.Task") "3,8101:8000 i 2\n"
			      "3,8102:8001 d 0x3ff0000000000000\n3,810f:8002 "
			      "t " FEB_2 "\n"
			      "3,811c:8003 f 1\n",
	    TODO("X-AMBIT-COMPLETED;VALUE=DATE:20240202\n"
		 "STATUS:COMPLETED\nPERCENT-COMPLETE:100\n") },
	{ "a task that waits", CLASS("IPM.Task") "3,8101:8000 i 3\n",
	    TODO("STATUS:NEEDS-ACTION\nX-AMBIT-STATUS:WAITING\n") },
	{ "a task that is put off", CLASS("IPM.Task") "3,8101:8000 i 4\n",
	    TODO("STATUS:NEEDS-ACTION\nX-AMBIT-STATUS:DEFERRED\n") },
	{ "a part that is none",
	    CLASS("IPM.Task") "3,8101:8000 i 5\n"
			      "3,8102:8001 d 0x7ff8000000000000\n",
	    TODO("") },
	{ "a time of day has no zone",
	    CLASS("IPM.Task") "3,8104:8002 t " NINE "\n",
	    TODO("DTSTART:20240305T090000\n") },
	{ "a task that recurs",
	    CLASS("IPM.Task") "3,8104:8002 t " JAN_31 "\n3,8116:8003 x " MONTHLY
			      "00000000"
			      "00000000" MONTHS "\n3,8126:8004 f 1\n",
	    TODO("DTSTART;VALUE=DATE:20240131\nRRULE:FREQ=MONTHLY;"
		 "INTERVAL=1;BYMONTHDAY=-1;COUNT=3\n") },
	{ "a task that recurs but for a day",
	    CLASS("IPM.Task") "3,8104:8002 t " JAN_31 "\n3,8116:8003 x " MONTHLY
			      "01000000"
			      "8001440d"
			      "00000000" MONTHS "\n3,8126:8004 f 1\n",
	    TODO("DTSTART;VALUE=DATE:20240131\nRRULE:FREQ=MONTHLY;"
		 "INTERVAL=1;BYMONTHDAY=-1;COUNT=3\n"
		 "EXDATE;VALUE=DATE:20240229\n") },
	{ "a task that is no longer the first has no rule",
	    CLASS("IPM.Task") "3,8104:8002 t " FEB_2 "\n3,8116:8003 x " MONTHLY
			      "00000000"
			      "00000000" MONTHS "\n3,8126:8004 f 1\n",
	    "(recurrence)\n" TODO(
		"DTSTART;VALUE=DATE:20240202\n") "recurrence.bin: "
						 "application/octet-stream\n"
						 "\x04\x30\x04\x30\x0c\x20"
						 "\x02" },
	{ "a task that no longer recurs",
	    CLASS("IPM.Task") "3,8116:8003 b %04%30\n3,8126:8004 f 0\n",
	    TODO("") },
	{ "a call in the journal",
	    CLASS(
		"IPM.Activity") "0037 u Call\nA,8700:8000 u Phone call\n"
				"A,8706:8001 t " NINE "\nA,8707:8002 i 30\n"
				"A,8708:8003 t 133541046000000000\n8,8539:8004 "
				"U Example, Inc.\n"
				"8,853a:8005 U Ann\n8,853a:8005 U Bob\n",
	    JOURNAL("DTSTART:20240305T090000Z\n"
		    "X-AMBIT-END:20240305T093000Z\nX-AMBIT-MINUTES:30\n"
		    "SUMMARY:Call\nX-AMBIT-TYPE:Phone call\n"
		    "CONTACT:Example\\, Inc.\nCONTACT:Ann\nCONTACT:Bob\n") },
	{ "a note has its colour beside its text",
	    CLASS("IPM.StickyNote") "1000 u Milk\nE,8b00:8000 i 3\n",
	    "colour.txt: text/plain; charset=utf-8\nyellow\n" },
	{ "a note of a colour that nobody knows",
	    CLASS("IPM.StickyNote") "1000 u Milk\nE,8b00:8000 i 5\n", "" },
	{ "a task that was never changed was made once",
	    CLASS("IPM.Task") "3007 t " NINE "\n",
	    TODO("DTSTAMP:20240305T090000Z\nCREATED:20240305T090000Z\n") },
	{ "a note and no more", CLASS("IPM.StickyNote"), "" },
	{ "mail has no other form", CLASS("IPM.Note.SMIME") "0037 u x\n", "" },
	{ "a post neither", CLASS("IPM.Post.RSS"), "" },
	{ "a report neither", CLASS("REPORT.IPM.Note.NDR"), "" },
	{ "what is unknown is its strings and times, in order",
	    CLASS("IPM.Other") "0037 u a%0d%0aX: \\ \xe2\x80\xae\n0039 t "
			       "133540137300000000\n0e07 i 5\n0ff9 x 00\n3001 "
			       "s b%09\n"
			       "2,820d:8000 t 0\nP,\"Keywords\":8001 U Red\n"
			       "P,\"Keywords\":8001 U Blue\n",
	    PROPERTIES("001a001f = IPM.Other\n"
		       "0037001f = a\\u{d}\\u{a}X: \\u{5c} \\u{202e}\n"
		       "00390040 = 2024-03-04T08:15:30Z\n"
		       "3001001e = b\\u{9}\n"
		       "80000040 {0220060000000000c000000000000046} 0000820d "
		       "= \n"
		       "8001101f {2903020000000000c000000000000046} Keywords "
		       "= Red\n"
		       "8001101f {2903020000000000c000000000000046} Keywords "
		       "[1] = Blue\n") },
	{ "an item without a class", "0037 u x\n",
	    PROPERTIES("0037001f = x\n") },
	{ "a class that is no string, and no string at all", "001a i 5\n", "" },
};

/* A string of 32,769 bytes, and one of one less. */
static void
what_is_long_is_told_of_by_its_length(void **state)
{
	static char script[64 + 2 * 32769];
	size_t n = 0;

	(void)state;
	n += (size_t)snprintf(script, sizeof(script), "0037 b x\n1000 s ");
	memset(script + n, 'x', 32769);
	assert_string_equal(kinds_outcome(script, 4096),
	    PROPERTIES("1000001e = (32769 bytes)\n"));
	script[n + 32768] = '\0';
	assert_int_equal(strlen(kinds_outcome(script, 4096)),
	    sizeof(PROPERTIES("1000001e = \n")) - 1 + 32768);
}

/* The room for a part grows: what is written is the same. */
static void
a_large_part_is_written_whole(void **state)
{
	static char script[6 * 30010], want[6 * 30020];
	static char value[30001];
	struct ambit_text text = AMBIT_TEXT(script);
	struct ambit_text wanted = AMBIT_TEXT(want);

	(void)state;
	ambit_text_str(&wanted, PROPERTIES(""));
	for (unsigned i = 0; i < 5; i++) {
		memset(value, 'a' + (int)i, sizeof(value) - 1);
		ambit_text_print(&text, "300%u s ", i);
		ambit_text_print(&wanted, "300%u001e = ", i);
		ambit_text_str(&text, value);
		ambit_text_str(&wanted, value);
		ambit_text_str(&text, "\n");
		ambit_text_str(&wanted, "\n");
	}
	assert_string_equal(kinds_outcome(ambit_text_end(&text), 4096),
	    ambit_text_end(&wanted));
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(what_is_long_is_told_of_by_its_length),
		cmocka_unit_test(a_large_part_is_written_whole),
	};
	struct CMUnitTest tests[COUNT(rows) + COUNT(others)];

	memcpy(tests, others, sizeof(others));
	for (size_t i = 0; i < COUNT(rows); i++)
		tests[COUNT(others) + i] = (struct CMUnitTest){ rows[i].name,
			it_becomes, NULL, NULL, (void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("kind_other", tests, NULL, NULL);
}
