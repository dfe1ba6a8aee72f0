#include "check.h"
#include "guard.h"

#include <stdio.h>

#include "ambit/date.h"
#include "ambit/text.h"

struct row {
	const char *name;
	struct ambit_span text;
	const char *readings; /* "from/to" or one instant; " or "; "none" */
};

#define ROW(name, text, readings)                    \
	{                                            \
		name, AMBIT_LIT_INIT(text), readings \
	}

/* 10:00 in an unknown zone. */
#define WIDE_21 "2021-02-28T20:00:00Z/2021-03-01T22:00:00Z"
#define TEN     "Mon, 1 Mar 2021 10:00:00 "

static const struct row rows[] = {
	ROW("D1 with weekday", TEN "+0100", "2021-03-01T09:00:00Z"),
	ROW("D1 without weekday", "1 Mar 2021 10:00:00 +0100",
	    "2021-03-01T09:00:00Z"),
	ROW("D1 a day of two digits", "Mon, 01 Mar 2021 10:00:00 +0100",
	    "2021-03-01T09:00:00Z"),
	ROW("D1 an hour of one digit", "Mon, 1 Mar 2021 9:00:00 +0100",
	    "2021-03-01T08:00:00Z"),
	ROW("D1 no blank behind the weekday", "Mon,1 Mar 2021 10:00:00 +0100",
	    "2021-03-01T09:00:00Z"),
	ROW("D1 blanks, tabulators and folds",
	    "\r\n Mon,\t 1  Mar\r\n\t2021\n 10:00:00 +0100 \t",
	    "2021-03-01T09:00:00Z"),
	ROW("D1 names in any letter case", "mON, 1 mAR 2021 10:00:00 +0100",
	    "2021-03-01T09:00:00Z"),
	ROW("D1 the first second of a day", "Mon, 1 Mar 2021 00:00:00 +0000",
	    "2021-03-01T00:00:00Z"),
	ROW("D1 the last second of a day", "Mon, 1 Mar 2021 23:59:59 +0000",
	    "2021-03-01T23:59:59Z"),
	ROW("D1 two folds in a row are obsolete",
	    "Mon, 1 Mar 2021\r\n \r\n 10:00:00 +0100", "none"),
	ROW("D1 a fold without a blank behind it",
	    "Mon, 1 Mar 2021\r\n10:00:00 +0100", "none"),
	ROW("D1 a bare CR is no fold", "Mon, 1 Mar 2021\r 10:00:00 +0100",
	    "none"),
	ROW("D1 nothing between day and month", "Mon, 1Mar 2021 10:00:00 +0100",
	    "none"),
	ROW("D1 nothing between time and zone", "Mon, 1 Mar 2021 10:00:00+0100",
	    "none"),
	ROW("D1 a blank before the comma", "Mon , 1 Mar 2021 10:00:00 +0100",
	    "none"),
	ROW("D1 blanks within the time", "Mon, 1 Mar 2021 10 : 00 : 00 +0100",
	    "none"),
	ROW("D1 a day of three digits", "001 Mar 2021 10:00:00 +0100", "none"),
	ROW("D1 a minute of one digit", "1 Mar 2021 10:0:00 +0100", "none"),
	ROW("D1 a second of one digit", "1 Mar 2021 10:00:0 +0100", "none"),
	ROW("D1 an hour of three digits", "1 Mar 2021 010:00:00 +0100", "none"),
	ROW("D1 no time", "Mon, 1 Mar 2021", "none"),
	ROW("D1 an hour alone", "Mon, 1 Mar 2021 10 +0100", "none"),
	ROW("D2 furthest west", TEN "-1200", "2021-03-01T22:00:00Z"),
	ROW("D2 furthest east", TEN "+1400", "2021-02-28T20:00:00Z"),
	ROW("D2 west with minutes", TEN "-1159", "2021-03-01T21:59:00Z"),
	ROW("D2 east with minutes", TEN "+1359", "2021-02-28T20:01:00Z"),
	ROW("D2 UTC", TEN "+0000", "2021-03-01T10:00:00Z"),
	ROW("D2 UTC, place unknown", TEN "-0000", "2021-03-01T10:00:00Z"),
	ROW("D3 +9999", TEN "+9999", "none"),
	ROW("D3 +2400", TEN "+2400", "none"),
	ROW("D3 +0090", TEN "+0090", "none"),
	ROW("D3 -1300", TEN "-1300", "none"),
	ROW("D3 +1401", TEN "+1401", "none"),
	ROW("D3 -1201", TEN "-1201", "none"),
	ROW("D4 UT", TEN "UT", "2021-03-01T10:00:00Z"),
	ROW("D4 GMT", TEN "GMT", "2021-03-01T10:00:00Z"),
	ROW("D4 EST", TEN "EST", "2021-03-01T15:00:00Z"),
	ROW("D4 EDT", TEN "EDT", "2021-03-01T14:00:00Z"),
	ROW("D4 CST", TEN "CST", "2021-03-01T16:00:00Z"),
	ROW("D4 CDT", TEN "CDT", "2021-03-01T15:00:00Z"),
	ROW("D4 MST", TEN "MST", "2021-03-01T17:00:00Z"),
	ROW("D4 MDT", TEN "MDT", "2021-03-01T16:00:00Z"),
	ROW("D4 PST", TEN "PST", "2021-03-01T18:00:00Z"),
	ROW("D4 PDT", TEN "PDT", "2021-03-01T17:00:00Z"),
	ROW("D5 gmt", TEN "gmt", WIDE_21),
	ROW("D5 Est", TEN "Est", WIDE_21),
	ROW("D5 Z", TEN "Z", WIDE_21),
	ROW("D5 z", TEN "z", WIDE_21),
	ROW("D5 A", TEN "A", WIDE_21),
	ROW("D5 UTC", TEN "UTC", WIDE_21),
	ROW("D5 JST", TEN "JST", WIDE_21),
	ROW("D5 CET", TEN "CET", WIDE_21),
	ROW("D5 BST", TEN "BST", WIDE_21),
	ROW("D5 EEST", TEN "EEST", WIDE_21),
	ROW("D5 IST", TEN "IST", WIDE_21),
	ROW("D5 EST5EDT", TEN "EST5EDT", WIDE_21),
	ROW("D5 a name with a slash", TEN "Europe/Rome", "none"),
	ROW("D6 no zone", "Mon, 1 Mar 2021 10:00:00", WIDE_21),
	ROW("D6 no zone, a blank behind", TEN, WIDE_21),
	ROW("D7 +01:00", TEN "+01:00", WIDE_21),
	ROW("D7 +1:00", TEN "+1:00", WIDE_21),
	ROW("D7 +100", TEN "+100", WIDE_21),
	ROW("D7 +1", TEN "+1", WIDE_21),
	ROW("D7 +01", TEN "+01", WIDE_21),
	ROW("D7 +00000900", TEN "+00000900", WIDE_21),
	ROW("D7 GMT+0900", TEN "GMT+0900", WIDE_21),
	ROW("D7 GMT-05:00", TEN "GMT-05:00", WIDE_21),
	ROW("D7 UTC+9", TEN "UTC+9", WIDE_21),
	ROW("D7 +15:00 is no place", TEN "+15:00", "none"),
	ROW("D7 +100:00", TEN "+100:00", "none"),
	ROW("D7 +01:0", TEN "+01:0", "none"),
	ROW("D7 +01:000", TEN "+01:000", "none"),
	ROW("D7 +090 is no place", TEN "+090", "none"),
	ROW("D7 -13 is no place", TEN "-13", "none"),
	ROW("D7 +99999 is no place", TEN "+99999", "none"),
	ROW("D7 nine digits", TEN "+000000100", "none"),
	ROW("D7 digits that would wrap", TEN "+4294967396", "none"),
	ROW("D7 GMT+9999", TEN "GMT+9999", "none"),
	ROW("D7 a sign alone", TEN "+", "none"),
	ROW("D7 a name and a sign alone", TEN "GMT+", "none"),
	ROW("D7 two signs", TEN "+-0100", "none"),
	ROW("D7 letters behind the digits", TEN "+0100CET", "none"),
	ROW("D7 digits without a sign", TEN "0100", "none"),
	ROW("D8 a comment", TEN "+0100 (CET)", "2021-03-01T09:00:00Z"),
	ROW("D8 a comment of words", TEN "+0000 (GMT Daylight Time)",
	    "2021-03-01T10:00:00Z"),
	ROW("D8 a comment without a blank before it", TEN "+0100(CET)",
	    "2021-03-01T09:00:00Z"),
	ROW("D8 comments within each other", TEN "+0100 (a (b (c)) \\) d)",
	    "2021-03-01T09:00:00Z"),
	ROW("D8 a comment with a fold", TEN "+0100\r\n (a\r\n b)",
	    "2021-03-01T09:00:00Z"),
	ROW("D8 a comment in 8-bit bytes", TEN "+0100 (Mitteleurop\xe4isch)",
	    "2021-03-01T09:00:00Z"),
	ROW("D8 a blank behind a backslash", TEN "+0100 (a\\ b)",
	    "2021-03-01T09:00:00Z"),
	ROW("D8 two comments", TEN "+0100 (CET) (Rome)",
	    "2021-03-01T09:00:00Z"),
	ROW("D8 an empty comment", TEN "+0100 ()", "2021-03-01T09:00:00Z"),
	ROW("D8 a comment that agrees", TEN "-0800 (PST)",
	    "2021-03-01T18:00:00Z"),
	ROW("D8 a comment that says otherwise", TEN "+0000 (PST)", "none"),
	ROW("D8 a comment that agrees with a name", TEN "EST (EST)",
	    "2021-03-01T15:00:00Z"),
	ROW("D8 a comment that contradicts a name", TEN "EST (EDT)", "none"),
	ROW("D8 the second of two comments says otherwise",
	    TEN "+0000 (x) (PST)", "none"),
	ROW("D8 a comment that only holds such a name", TEN "+0000 (PST8PDT)",
	    "2021-03-01T10:00:00Z"),
	ROW("D8 a comment behind a wide zone", TEN "JST (GMT)", WIDE_21),
	ROW("D8 a comment that never ends", TEN "+0100 (CET", "none"),
	ROW("D8 a backslash at the end", TEN "+0100 (CET\\", "none"),
	ROW("D8 a bracket too many", TEN "+0100 (CET))", "none"),
	ROW("D9 a comment before the zone", TEN "(PST) +0000", "none"),
	ROW("D9 a comment in the date", "1 (x) Mar 2021 10:00:00 +0000",
	    "none"),
	ROW("D9 a comment first", "(x) 1 Mar 2021 10:00:00 +0000", "none"),
	ROW("D9 a comment in place of the zone", TEN "(PST)", "none"),
	ROW("D10 no seconds", "Mon, 1 Mar 2021 10:00 +0100",
	    "2021-03-01T09:00:00Z/2021-03-01T09:00:59Z"),
	ROW("D10 no seconds, no zone", "Mon, 1 Mar 2021 10:00",
	    "2021-02-28T20:00:00Z/2021-03-01T22:00:59Z"),
	ROW("D11 a leap second", "31 Dec 2016 23:59:60 +0000",
	    "2016-12-31T23:59:59Z/2017-01-01T00:00:00Z"),
	ROW("D11 a leap second elsewhere", "1 Jan 2017 00:59:60 +0100",
	    "2016-12-31T23:59:59Z/2017-01-01T00:00:00Z"),
	ROW("D11 a leap second where minutes differ",
	    "1 Jan 2017 05:29:60 +0530",
	    "2016-12-31T23:59:59Z/2017-01-01T00:00:00Z"),
	ROW("D11 second 60 at noon", "31 Dec 2016 12:00:60 +0000", "none"),
	ROW("D11 second 60 an hour early", "31 Dec 2016 23:59:60 +0100",
	    "none"),
	ROW("D11 second 60 without a zone", "31 Dec 2016 23:59:60", "none"),
	ROW("D11 second 61", "31 Dec 2016 23:59:61 +0000", "none"),
	ROW("D12 a fraction", "Mon, 1 Mar 2021 10:00:00.5 +0100", "none"),
	ROW("D12 a fraction with a comma", "1 Mar 2021 10:00:00,5 +0100",
	    "none"),
	ROW("D12 dots", "Mon, 1 Mar 2021 10.00.00 +0100", "none"),
	ROW("D12 AM", TEN "AM", "none"),
	ROW("D12 PM", TEN "PM", "none"),
	ROW("D12 pm and a zone", TEN "pm +0100", "none"),
	ROW("D12 AM without a blank", "Mon, 1 Mar 2021 10:00:00AM", "none"),
	ROW("D13 hour 24", "Mon, 1 Mar 2021 24:00:00 +0100", "none"),
	ROW("D13 minute 60", "Mon, 1 Mar 2021 10:60:00 +0100", "none"),
	ROW("D13 day 0", "0 Mar 2021 10:00:00 +0100", "none"),
	ROW("D13 day 32", "32 Mar 2021 10:00:00 +0100", "none"),
	ROW("D13 31 Feb", "31 Feb 2021 10:00:00 +0100", "none"),
	ROW("D13 29 Feb 2023", "29 Feb 2023 10:00:00 +0100", "none"),
	ROW("D13 29 Feb 2024", "29 Feb 2024 10:00:00 +0100",
	    "2024-02-29T09:00:00Z"),
	ROW("D13 29 Feb 2100", "29 Feb 2100 10:00:00 +0100", "none"),
	ROW("D14 21 is one year", "1 Mar 21 10:00:00 +0100",
	    "2021-03-01T09:00:00Z"),
	ROW("D14 69 is one year", "1 Mar 69 10:00:00 +0100",
	    "2069-03-01T09:00:00Z"),
	ROW("D14 98 is two years", "1 Mar 98 10:00:00 +0100",
	    "1998-03-01T09:00:00Z or 2098-03-01T09:00:00Z"),
	ROW("D14 70 is two years", "1 Mar 70 10:00:00 +0100",
	    "1970-03-01T09:00:00Z or 2070-03-01T09:00:00Z"),
	ROW("D14 D16 a century that lies across the beginning of 1970",
	    "1 Jan 70 01:19:30 +01", "none"),
	ROW("D11 D14 a leap second that ends 1969", "1 Jan 70 0:59:60 +0100",
	    "none"),
	ROW("D14 the weekday picks the year", "Sun, 1 Mar 98 10:00:00 +0100",
	    "1998-03-01T09:00:00Z"),
	ROW("D14 the weekday is that of the later year",
	    "Sat, 1 Mar 98 10:00:00 +0100", "none"),
	ROW("D14 the weekday is that of neither",
	    "Fri, 1 Mar 98 10:00:00 +0100", "none"),
	ROW("D14 the weekday of a year of two digits",
	    "Mon, 1 Mar 21 10:00:00 +0100", "2021-03-01T09:00:00Z"),
	ROW("D14 29 Feb is in one of them", "29 Feb 00 10:00:00 +0100",
	    "2000-02-29T09:00:00Z"),
	ROW("D14 two years without a zone", "1 Mar 98 10:00:00",
	    "1998-02-28T20:00:00Z/1998-03-01T22:00:00Z or "
	    "2098-02-28T20:00:00Z/2098-03-01T22:00:00Z"),
	ROW("D15 three digits", "1 Mar 121 10:00:00 +0100", "none"),
	ROW("D15 five digits", "1 Mar 02021 10:00:00 +0100", "none"),
	ROW("D15 one digit", "1 Mar 1 10:00:00 +0100", "none"),
	ROW("D16 1969, though 1970 in UTC", "31 Dec 1969 19:00:00 -0500",
	    "none"),
	ROW("D16 1970, though 1969 in UTC", "1 Jan 1970 00:59:59 +0100",
	    "none"),
	ROW("D16 the first second", "1 Jan 1970 00:00:00 +0000",
	    "1970-01-01T00:00:00Z"),
	ROW("D16 the first second, an hour east", "1 Jan 1970 01:00:00 +0100",
	    "1970-01-01T00:00:00Z"),
	ROW("D16 the last second", "31 Dec 2100 23:59:59 +0000",
	    "2100-12-31T23:59:59Z"),
	ROW("D16 2100, though 2101 in UTC", "31 Dec 2100 23:00:00 -0100",
	    "none"),
	ROW("D16 2101", "1 Jan 2101 00:00:00 +0000", "none"),
	ROW("D16 2101, though 2100 in UTC", "1 Jan 2101 00:30:00 +0100",
	    "none"),
	ROW("D16 perhaps 1969", "1 Jan 1970 10:00:00", "none"),
	ROW("D16 the year 1", "1 Jan 0001 10:00:00 +0000", "none"),
	ROW("D16 the year 9999", "31 Dec 9999 10:00:00 -1200", "none"),
	ROW("D17 the wrong weekday", "Tue, 1 Mar 2021 10:00:00 +0100", "none"),
	ROW("D18 a weekday without comma", "Mon 1 Mar 2021 10:00:00 +0100",
	    "none"),
	ROW("D18 a long weekday", "Monday, 1 Mar 2021 10:00:00 +0100", "none"),
	ROW("D18 a long month", "Mon, 1 March 2021 10:00:00 +0100", "none"),
	ROW("D18 a foreign month", "Mon, 1 Mrz 2021 10:00:00 +0100", "none"),
	ROW("D18 a foreign weekday", "Mo, 1 Mar 2021 10:00:00 +0100", "none"),
	ROW("D18 Janfoo", "Fri, 1 Janfoo 2021 10:00:00 +0100", "none"),
	ROW("D18 asctime", "Mon Mar  1 10:00:00 2021", WIDE_21),
	ROW("D18 asctime, a day of two digits", "Mon Mar 01 10:00:00 2021",
	    WIDE_21),
	ROW("D18 asctime, blanks behind", "Mon Mar  1 10:00:00 2021 \t",
	    WIDE_21),
	ROW("D18 asctime with a zone", "Mon Mar  1 10:00:00 +0100 2021",
	    "2021-03-01T09:00:00Z"),
	ROW("D18 asctime with a name", "Mon Mar  1 10:00:00 EST 2021",
	    "2021-03-01T15:00:00Z"),
	ROW("D18 asctime with another name", "Mon Mar  1 10:00:00 CET 2021",
	    WIDE_21),
	ROW("D18 asctime with no place", "Mon Mar  1 10:00:00 +9999 2021",
	    "none"),
	ROW("D18 asctime with half a day", "Mon Mar  1 10:00:00 PM 2021",
	    "none"),
	ROW("D18 asctime without seconds", "Mon Mar  1 10:00 2021",
	    "2021-02-28T20:00:00Z/2021-03-01T22:00:59Z"),
	ROW("D18 asctime, the wrong weekday", "Tue Mar  1 10:00:00 2021",
	    "none"),
	ROW("D18 asctime, a year of two digits", "Mon Mar  1 10:00:00 21",
	    "none"),
	ROW("D18 asctime, text in the year", "Mon Mar  1 10:00:00 2021x",
	    "none"),
	ROW("D18 asctime with a comma", "Mon, Mar 1 10:00:00 2021", "none"),
	ROW("D18 asctime without weekday", "Mar 1 10:00:00 2021", "none"),
	ROW("D18 asctime, a zone behind", "Mon Mar  1 10:00:00 2021 +0100",
	    "none"),
	ROW("D18 asctime, a comment behind", "Mon Mar  1 10:00:00 2021 (CET)",
	    "none"),
	ROW("D18 asctime, two years", "Mon Mar  1 10:00:00 2021 2022", "none"),
	ROW("D19 ISO 8601", "2021-03-01T10:00:00+01:00", "none"),
	ROW("D19 ISO 8601 with a blank", "2021-03-01 10:00:00 +0100", "none"),
	ROW("D19 slashes", "01/02/2020 10:00:00 +0100", "none"),
	ROW("D19 Unix seconds", "1614589200", "none"),
	ROW("D19 an encoded word",
	    "=?us-ascii?q?Mon=2C_1_Mar_2021_10=3A00=3A00_+0100?=", "none"),
	ROW("D20 a second date", TEN "+0100 " TEN "+0100", "none"),
	ROW("D20 a second date behind a comma", TEN "+0100, " TEN "+0100",
	    "none"),
	ROW("D20 text behind", TEN "+0100 hello", "none"),
	ROW("D20 text behind a comment", TEN "+0100 (CET) hello", "none"),
	ROW("D20 text before", "on " TEN "+0100", "none"),
	ROW("D20 a semicolon behind", TEN "+0100;", "none"),
	ROW("D21 Arabic digits", "Mon, \xd9\xa1 Mar 2021 10:00:00 +0100",
	    "none"),
	ROW("D21 Arabic digits in the zone",
	    TEN "+\xd9\xa0\xd9\xa1\xd9\xa0\xd9\xa0", "none"),
	ROW("D21 a full-width colon",
	    "Mon, 1 Mar 2021 10\xef\xbc\x9a"
	    "00:00 +0100",
	    "none"),
	ROW("D21 a no-break space",
	    "Mon, 1 Mar 2021\xc2\xa0"
	    "10:00:00 +0100",
	    "none"),
	ROW("D21 NUL behind", TEN "+0100\0", "none"),
	ROW("D21 NUL within", "Mon, 1 Mar 2021 10:00:00\0 +0100", "none"),
	ROW("D21 NUL in the zone", TEN "GMT\0", "none"),
	ROW("D21 a control within", "Mon, 1 Mar 2021\v10:00:00 +0100", "none"),
	ROW("D21 a control in a comment", TEN "+0100 (\x01)", "none"),
	ROW("D21 NUL in a comment", TEN "+0100 (\0)", "none"),
	ROW("D21 DEL in a comment", TEN "+0100 (\x7f)", "none"),
	ROW("D21 a bare LF in a comment", TEN "+0100 (\n)", "none"),
	ROW("D22 empty", "", "none"),
	ROW("D22 blanks", " \t ", "none"),
	ROW("D22 a fold", "\r\n ", "none"),
};

static void
put_instant(struct ambit_text *out, int64_t at)
{
	char text[AMBIT_INSTANT_LEN];

	ambit_instant_format(at, text);
	ambit_text_str(out, text);
	assert_int_equal(at % AMBIT_SECOND, 0);
}

static const char *
outline(const struct ambit_when *when, char *buf, size_t size)
{
	struct ambit_text out = { .ptr = buf, .cap = size };

	if (when->n == 0)
		ambit_text_str(&out, "none");
	for (unsigned i = 0; i < when->n; i++) {
		ambit_text_str(&out, i > 0 ? " or " : "");
		put_instant(&out, when->at[i].lo);
		if (when->at[i].hi == when->at[i].lo)
			continue;
		ambit_text_str(&out, "/");
		put_instant(&out, when->at[i].hi);
	}
	ambit_text_put(&out,
	    (struct ambit_span){ (const unsigned char *)"", 1 });
	assert_false(out.full);
	return buf;
}

static void
judge(void **state)
{
	const struct row *row = *state;
	struct ambit_when when = ambit_date_parse(guarded(row->text));
	char got[256];

	assert_string_equal(outline(&when, got, sizeof(got)), row->readings);
}

static bool
holds(const struct ambit_when *when, int64_t at)
{
	for (unsigned i = 0; i < when->n; i++) {
		if (when->at[i].lo <= at && at <= when->at[i].hi)
			return true;
	}
	return false;
}

/* The guard page stands behind each cut; what is read has two ends. */
static void
every_cut_is_read_within_its_bytes(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		for (size_t n = 0; n < rows[i].text.len; n++) {
			struct ambit_span cut = { rows[i].text.ptr, n };
			struct ambit_when when = ambit_date_parse(guarded(cut));

			assert_in_range(when.n, 0, 2);
			for (unsigned k = 0; k < when.n; k++)
				assert_true(when.at[k].lo <= when.at[k].hi);
		}
	}
}

static void
blanks_around_change_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[256], got[256];
		struct ambit_text out = AMBIT_TEXT(text);
		struct ambit_when when;

		if (rows[i].text.len > 0 && rows[i].text.ptr[0] == '\r')
			continue;
		ambit_text_str(&out, " \t");
		ambit_text_put(&out, rows[i].text);
		ambit_text_str(&out, "\t ");
		assert_false(out.full);
		when = ambit_date_parse(ambit_text_span(&out));
		assert_string_equal(outline(&when, got, sizeof(got)),
		    rows[i].readings);
	}
}

/* D2 and D3: of all numbers, the ones that are places on earth, exactly. */
static void
every_numeric_zone(void **state)
{
	int64_t local =
	    ambit_instant_days(2021, 3, 1) * AMBIT_DAY + 10 * AMBIT_HOUR;

	(void)state;
	for (int zone = -9999; zone <= 9999; zone++) {
		int hours = abs(zone) / 100, minutes = abs(zone) % 100;
		int east = (hours * 60 + minutes) * (zone < 0 ? -1 : 1);
		bool is_place =
		    minutes <= 59 && east >= -12 * 60 && east <= 14 * 60;
		struct ambit_when when;
		char text[64];

		(void)snprintf(text, sizeof(text), TEN "%c%04d",
		    zone < 0 ? '-' : '+', abs(zone));
		when = ambit_date_parse(ambit_span_str(text));
		assert_int_equal(when.n, is_place ? 1 : 0);
		if (!is_place)
			continue;
		assert_int_equal(when.at[0].lo, when.at[0].hi);
		assert_int_equal(when.at[0].lo, local - east * AMBIT_MINUTE);
	}
}

/* Every day of D16, with zones that change; both forms, and the weekdays. */
static void
every_day_is_read_as_it_is_written(void **state)
{
	static const int zones[] = { 0, 60, -480, 330, 840, -720, -1 };
	int64_t until = ambit_instant_days(2101, 1, 1);
	size_t n = 0;

	(void)state;
	for (int64_t day = 1; day < until - 1; day++, n++) {
		int64_t at = day * AMBIT_DAY +
		    (int64_t)(n * 7919 % 86400) * AMBIT_SECOND;
		int zone = zones[n % COUNT(zones)];
		char text[AMBIT_DATE_LEN];
		struct ambit_when when;

		ambit_date_format(at, zone, text);
		when = ambit_date_parse(ambit_span_str(text));
		assert_int_equal(when.n, 1);
		assert_int_equal(when.at[0].lo, at);
		assert_int_equal(when.at[0].hi, at);
	}
}

/* One weekday of seven is right (D17). */
static void
every_weekday_but_one_is_wrong(void **state)
{
	static const char names[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu",
		"Fri", "Sat" };

	(void)state;
	for (unsigned day = 1; day <= 31; day++) {
		for (unsigned i = 0; i < COUNT(names); i++) {
			char text[64];

			(void)snprintf(text, sizeof(text),
			    "%s, %u Mar 2021 10:00:00 +0100", names[i], day);
			/* The first of March 2021 was a Monday. */
			assert_int_equal(ambit_date_parse(ambit_span_str(text))
					     .n,
			    day % 7 == i);
		}
	}
}

/* Any byte put in any place makes it another date or none, never a crash. */
static void
every_byte_in_every_place(void **state)
{
	static const char text[] = TEN "+0100 (CET)";
	struct ambit_when plain = ambit_date_parse(ambit_span_str(text));
	unsigned odd = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		for (unsigned c = 0; c < 256; c++) {
			unsigned char copy[sizeof(text)];
			struct ambit_when when;

			memcpy(copy, text, sizeof(text));
			copy[i] = (unsigned char)c;
			when = ambit_date_parse(
			    (struct ambit_span){ copy, sizeof(text) - 1 });
			/* Controls and 8-bit bytes: in the comment at most;
			   LF makes a fold. */
			if ((c < ' ' && c != '\t' && c != '\n') || c >= 0x7f)
				odd += when.n > 0 && i < 32;
			if (when.n > 0 && i > 31)
				assert_true(holds(&when, plain.at[0].lo));
		}
	}
	assert_int_equal(odd, 0);
}

struct line {
	const char *name;
	const char *text;
	int zone; /* of the registry; NO_ZONE */
	const char *readings;
};

#define NO_ZONE 9999

static const struct line lines[] = {
	{ "fromLine without a zone", "Mon Mar  1 10:00:00 2021", NO_ZONE,
	    WIDE_21 },
	{ "fromLine, the zone of the registry", "Mon Mar  1 10:00:00 2021", 60,
	    "2021-03-01T09:00:00Z" },
	{ "fromLine, UTC by the registry", "Mon Mar  1 10:00:00 2021", 0,
	    "2021-03-01T10:00:00Z" },
	{ "fromLine, its own zone", "Mon Mar  1 10:00:00 +0100 2021", NO_ZONE,
	    "2021-03-01T09:00:00Z" },
	{ "fromLine, both and equal", "Mon Mar  1 10:00:00 +0100 2021", 60,
	    "2021-03-01T09:00:00Z" },
	{ "fromLine, both and different", "Mon Mar  1 10:00:00 +0100 2021", 0,
	    "2021-03-01T09:00:00Z or 2021-03-01T10:00:00Z" },
	{ "fromLine, a name and the registry's", "Mon Mar  1 10:00:00 EST 2021",
	    -300, "2021-03-01T15:00:00Z" },
	{ "fromLine, a name unlike the registry's",
	    "Mon Mar  1 10:00:00 EST 2021", 0,
	    "2021-03-01T15:00:00Z or 2021-03-01T10:00:00Z" },
	{ "fromLine, a name that may be anywhere",
	    "Mon Mar  1 10:00:00 CET 2021", 60, WIDE_21 },
	{ "fromLine, D3 a zone that is no place",
	    "Mon Mar  1 10:00:00 +9999 2021", 60, "none" },
	{ "fromLine, text behind the year",
	    "Mon Mar  1 10:00:00 2021 remote from a", 60,
	    "2021-03-01T09:00:00Z" },
	{ "fromLine, line end behind the year", "Mon Mar  1 10:00:00 2021\r\n",
	    60, "2021-03-01T09:00:00Z" },
	{ "fromLine, a zone behind the year", "Mon Mar  1 10:00:00 2021 +0200",
	    60, WIDE_21 },
	{ "fromLine, a name behind the year", "Mon Mar  1 10:00:00 2021 EST",
	    60, WIDE_21 },
	{ "fromLine, zones on both sides of the year",
	    "Mon Mar  1 10:00:00 +0100 2021 +0200", NO_ZONE, WIDE_21 },
	{ "fromLine, D10 no seconds", "Mon Mar  1 10:00 2021", 60,
	    "2021-03-01T09:00:00Z/2021-03-01T09:00:59Z" },
	{ "fromLine, D10 no seconds, no zone", "Mon Mar  1 10:00 2021", NO_ZONE,
	    "2021-02-28T20:00:00Z/2021-03-01T22:00:59Z" },
	{ "fromLine, D11 a leap second", "Sat Dec 31 23:59:60 2016", 0,
	    "2016-12-31T23:59:59Z/2017-01-01T00:00:00Z" },
	{ "fromLine, D11 second 60 elsewhere", "Sat Dec 31 23:59:60 2016", 60,
	    "none" },
	{ "fromLine, D13 no such day", "Mon Feb 30 10:00:00 2021", 60, "none" },
	{ "fromLine, D14 a year of two digits", "Mon Mar  1 10:00:00 21", 60,
	    "none" },
	{ "fromLine, a comma behind the year", "Mon Mar  1 10:00:00 2021, x",
	    60, "none" },
	{ "fromLine, D15 a year of five digits", "Mon Mar  1 10:00:00 20210",
	    60, "none" },
	{ "fromLine, D16 before 1970", "Wed Dec 31 23:59:59 1969", 0, "none" },
	{ "fromLine, D16 after 2100", "Sat Jan  1 00:00:00 2101", 0, "none" },
	{ "fromLine, D17 the wrong weekday", "Tue Mar  1 10:00:00 2021", 60,
	    "none" },
	{ "fromLine, the form of mail", "Mon, 1 Mar 2021 10:00:00 +0100", 60,
	    "none" },
	{ "fromLine, empty", "", 60, "none" },
};

static void
judge_line(void **state)
{
	const struct line *line = *state;
	bool has_zone = line->zone != NO_ZONE;
	struct ambit_when when =
	    ambit_date_parse_from_line(guarded(ambit_span_str(line->text)),
		has_zone, has_zone ? line->zone : 0);
	char got[256];

	assert_string_equal(outline(&when, got, sizeof(got)), line->readings);
}

static void
the_name_of_a_maildir_file_is_seconds(void **state)
{
	static const char *const pairs[][2] = {
		{ "1600000000.x.y:2,S", "2020-09-13T12:26:40Z" },
		{ "1600000000.", "2020-09-13T12:26:40Z" },
		{ "0.x", "1970-01-01T00:00:00Z" },
		{ "000000000001.x", "1970-01-01T00:00:01Z" },
		{ "4133980799.x", "2100-12-31T23:59:59Z" },
		{ "4133980800.x", "none" }, /* D16 */
		{ "999999999999.x", "none" },
		{ "0001600000000.x", "none" },
		{ "99999999999999.x", "none" },
		{ "99999999999999999999999999.x", "none" },
		{ "x.y", "none" },
		{ ".x", "none" },
		{ "-1.x", "none" },
		{ " 1600000000.x", "none" },
		{ "1600000000", "none" },
		{ "1600000000:2,S", "none" },
		{ "1600000000x.y", "none" },
		{ "", "none" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		struct ambit_when when = ambit_date_parse_file_name(
		    guarded(ambit_span_str(pairs[i][0])));
		char got[256];

		assert_string_equal(outline(&when, got, sizeof(got)),
		    pairs[i][1]);
	}
}

static void
dates_are_written_as_the_standard_says(void **state)
{
	char text[AMBIT_DATE_LEN];

	(void)state;
	ambit_date_format(INT64_C(1614589200) * AMBIT_SECOND, 60, text);
	assert_string_equal(text, "Mon, 1 Mar 2021 10:00:00 +0100");
	ambit_date_format(INT64_C(1614589200) * AMBIT_SECOND, -570, text);
	assert_string_equal(text, "Sun, 28 Feb 2021 23:30:00 -0930");
	ambit_date_format(0, 0, text);
	assert_string_equal(text, "Thu, 1 Jan 1970 00:00:00 +0000");
}

#define OTHERS 8

int
main(void)
{
	struct CMUnitTest tests[OTHERS + COUNT(rows) + COUNT(lines)] = {
		cmocka_unit_test(every_cut_is_read_within_its_bytes),
		cmocka_unit_test(blanks_around_change_nothing),
		cmocka_unit_test(every_numeric_zone),
		cmocka_unit_test(every_day_is_read_as_it_is_written),
		cmocka_unit_test(every_weekday_but_one_is_wrong),
		cmocka_unit_test(every_byte_in_every_place),
		cmocka_unit_test(the_name_of_a_maildir_file_is_seconds),
		cmocka_unit_test(dates_are_written_as_the_standard_says),
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[OTHERS + i] = (struct CMUnitTest){ rows[i].name, judge,
			NULL, NULL, (void *)(uintptr_t)&rows[i] };
	for (size_t i = 0; i < COUNT(lines); i++)
		tests[OTHERS + COUNT(rows) + i] =
		    (struct CMUnitTest){ lines[i].name, judge_line, NULL, NULL,
			    (void *)(uintptr_t)&lines[i] };
	return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
