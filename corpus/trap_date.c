/*
 * Date fields that are no RFC 5322 dates, and some that look as if they were
 * not: mail.md 4, D1 to D22, row by row, with the readings that they have.
 */

/* System. */
#include <stdio.h>
#include <string.h>

/* Ours. */
#include "corpus.h"

enum reading { NONE, EXACT, WIDE, MINUTE, LEAP, CENTURIES };

/*
 * A form is copied, but: %w weekday, %x a wrong one, %W its long name, %d day,
 * %e day in two places, %b month, %Y year, %y its last two digits, %t time,
 * %m hours and minutes, %p time with points, %n month as a number.
 */
struct form {
	const char *id, *form;
	enum reading reading;
	int zone;
};

#define DAY_TIME "%w, %d %b %Y %t "

static const struct form forms[] = {
	{ "D1", "%d %b %Y %t +0100", EXACT, 60 },
	{ "D2", DAY_TIME "+1400", EXACT, 840 },
	{ "D2", DAY_TIME "-1200", EXACT, -720 },
	{ "D2", DAY_TIME "-0000", EXACT, 0 },
	{ "D3", DAY_TIME "+9999", NONE, 0 },
	{ "D3", DAY_TIME "+2400", NONE, 0 },
	{ "D3", DAY_TIME "+0090", NONE, 0 },
	{ "D3", DAY_TIME "-1300", NONE, 0 },
	{ "D4", DAY_TIME "GMT", EXACT, 0 },
	{ "D4", DAY_TIME "UT", EXACT, 0 },
	{ "D4", DAY_TIME "EST", EXACT, -300 },
	{ "D4", DAY_TIME "EDT", EXACT, -240 },
	{ "D4", DAY_TIME "CST", EXACT, -360 },
	{ "D4", DAY_TIME "CDT", EXACT, -300 },
	{ "D4", DAY_TIME "MST", EXACT, -420 },
	{ "D4", DAY_TIME "MDT", EXACT, -360 },
	{ "D4", DAY_TIME "PST", EXACT, -480 },
	{ "D4", DAY_TIME "PDT", EXACT, -420 },
	{ "D5", DAY_TIME "est", WIDE, 0 },
	{ "D5", DAY_TIME "A", WIDE, 0 },
	{ "D5", DAY_TIME "Z", WIDE, 0 },
	{ "D5", DAY_TIME "JST", WIDE, 0 },
	{ "D5", DAY_TIME "CET", WIDE, 0 },
	{ "D6", "%w, %d %b %Y %t", WIDE, 0 },
	{ "D7", DAY_TIME "+01:00", WIDE, 0 },
	{ "D7", DAY_TIME "+100", WIDE, 0 },
	{ "D7", DAY_TIME "GMT+0900", WIDE, 0 },
	{ "D7", DAY_TIME "UTC+9", WIDE, 0 },
	{ "D8", DAY_TIME "+0100 (CET)", EXACT, 60 },
	{ "D8", DAY_TIME "+0000 (GMT Daylight Time)", EXACT, 0 },
	{ "D8", DAY_TIME "+0000 (PST)", NONE, 0 },
	{ "D9", DAY_TIME "(PST) +0000", NONE, 0 },
	{ "D9", "%d (x) %b %Y %t +0000", NONE, 0 },
	{ "D10", "%w, %d %b %Y %m +0100", MINUTE, 60 },
	{ "D11", "%d %b %Y 23:59:60 +0000", LEAP, 0 },
	{ "D11", "%d %b %Y 12:00:60 +0000", NONE, 0 },
	{ "D12", "%w, %d %b %Y %t.25 +0000", NONE, 0 },
	{ "D12", "%w, %d %b %Y %p +0000", NONE, 0 },
	{ "D12", DAY_TIME "PM +0000", NONE, 0 },
	{ "D13", "%d %b %Y 24:00:00 +0000", NONE, 0 },
	{ "D13", "%d %b %Y 10:60:00 +0000", NONE, 0 },
	{ "D13", "0 %b %Y %t +0000", NONE, 0 },
	{ "D13", "31 Feb %Y %t +0000", NONE, 0 },
	{ "D13", "29 Feb 2023 %t +0000", NONE, 0 },
	{ "D14", "%d %b %y %t +0000", EXACT, 0 },
	{ "D14", "1 Mar 98 10:00:00 +0000", CENTURIES, 0 },
	{ "D15", "%d %b 121 %t +0000", NONE, 0 },
	{ "D16", "Wed, 31 Dec 1969 19:00:00 -0500", NONE, 0 },
	{ "D16", "1 Jan 2101 10:00:00 +0000", NONE, 0 },
	{ "D17", "%x, %d %b %Y %t +0000", NONE, 0 },
	{ "D18", "%W, %d %b %Y %t +0000", NONE, 0 },
	{ "D18", "%w %d %b %Y %t +0000", NONE, 0 },
	{ "D18", "%d Janfoo %Y %t +0000", NONE, 0 },
	{ "D18", "%w %b %e %t %Y", WIDE, 0 },
	{ "D18", "%w %b %e %t +0100 %Y", EXACT, 60 },
	{ "D19", "%Y-%n-%dT%tZ", NONE, 0 },
	{ "D19", "%n/%d/%Y %t", NONE, 0 },
	{ "D19", "1640995200", NONE, 0 },
	{ "D20", DAY_TIME "+0000 and more", NONE, 0 },
	{ "D20", DAY_TIME "+0000, 1 Jan 2022 10:00:00 +0000", NONE, 0 },
	{ "D21", "%w, %d %b %Y \xd9\xa1%t +0000", NONE, 0 },
	{ "D22", "", NONE, 0 },
	{ "D22", " ", NONE, 0 },
};

#define N_FORMS (sizeof(forms) / sizeof(forms[0]))

static void
put_letter(struct ambit_text *text, char letter, int64_t local)
{
	static const char *const days[] = { "Sunday", "Monday", "Tuesday",
		"Wednesday", "Thursday", "Friday", "Saturday" };
	struct ambit_civil c = ambit_instant_civil(local);
	unsigned day = ambit_instant_weekday(local / AMBIT_DAY);

	switch (letter) {
	case 'w':
		ambit_text_str(text, date_days[day]);
		break;
	case 'x':
		ambit_text_str(text, date_days[(day + 3) % 7]);
		break;
	case 'W':
		ambit_text_str(text, days[day]);
		break;
	case 'd':
		ambit_text_print(text, "%u", c.day);
		break;
	case 'e':
		ambit_text_print(text, "%2u", c.day);
		break;
	case 'b':
		ambit_text_str(text, date_months[c.month - 1]);
		break;
	case 'n':
		ambit_text_print(text, "%02u", c.month);
		break;
	case 'Y':
		ambit_text_print(text, "%04d", c.year);
		break;
	case 'y':
		ambit_text_print(text, "%02d", c.year % 100);
		break;
	case 'm':
		ambit_text_print(text, "%02u:%02u", c.hour, c.minute);
		break;
	case 'p':
		ambit_text_print(text, "%02u.%02u.%02u", c.hour, c.minute,
		    c.second);
		break;
	default: /* t */
		ambit_text_print(text, "%02u:%02u:%02u", c.hour, c.minute,
		    c.second);
	}
}

static struct ambit_interval
both_ends(int64_t lo, int64_t hi)
{
	return (struct ambit_interval){ lo, hi };
}

/* local: the time written, as if it were UTC. */
static struct ambit_when
readings(const struct form *form, int64_t local)
{
	int64_t at = local - form->zone * AMBIT_MINUTE;
	struct ambit_when when = { .n = 1 };

	switch (form->reading) {
	case EXACT:
		when.at[0] = both_ends(at, at);
		break;
	case WIDE:
		when.at[0] =
		    both_ends(local - 14 * AMBIT_HOUR, local + 12 * AMBIT_HOUR);
		break;
	case MINUTE:
		at -= local % AMBIT_MINUTE;
		when.at[0] = both_ends(at, at + 59 * AMBIT_SECOND);
		break;
	case LEAP:
		at = local - local % AMBIT_DAY + AMBIT_DAY;
		when.at[0] = both_ends(at - AMBIT_SECOND, at);
		break;
	case CENTURIES: /* 1 March 1998 and 2098, 10:00 UTC */
		when.n = 2;
		at = INT64_C(888746400) * AMBIT_SECOND;
		when.at[0] = both_ends(at, at);
		at = INT64_C(4044506400) * AMBIT_SECOND;
		when.at[1] = both_ends(at, at);
		break;
	case NONE:
		when.n = 0;
	}
	return when;
}

/* Half of them near a bound of the order that goes by this clock. */
static int64_t
choose(struct draft *d, struct world *w)
{
	const struct ask *ask = &w->asks[ASK_HEADERS];
	int64_t at = d->truth.header.at[0].lo;
	int64_t off = (int64_t)random_below(&w->random, 40) - 20;

	if (random_chance(&w->random, 500))
		at = (random_chance(&w->random, 500) ? ask->from : ask->until) +
		    off * AMBIT_HOUR;
	return at - at % AMBIT_SECOND;
}

void
trap_date(struct draft *d, struct world *w)
{
	const struct form *form = &forms[random_below(&w->random, N_FORMS)];
	struct ambit_text text = AMBIT_TEXT(d->date);
	int64_t local = choose(d, w) + form->zone * AMBIT_MINUTE;

	ambit_text_str(&text, "Date: ");
	for (const char *at = form->form; *at != '\0'; at++) {
		if (*at == '%')
			put_letter(&text, *++at, local);
		else
			ambit_text_put(&text,
			    (struct ambit_span){ (const unsigned char *)at,
				1 });
	}
	ambit_text_put(&text, AMBIT_LIT("\n\0"));
	d->truth.trap = form->id;
	d->truth.header = readings(form, local);
	d->truth.tokens &= ~(1U << TOKEN_COMMENT);
}
