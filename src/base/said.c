/*
 * Dates as people say them: a handful of words, and no guess.
 *
 * Knows no zone but those it is told, and no clock. What could be read in two
 * ways is refused with the words that would make it one.
 */

/* System. */
#include <string.h>

/* Floor 0. */
#include "ambit/said.h"
#include "ambit/text.h"

/* One date of a sentence, not yet in a zone. */
struct date {
	struct ambit_civil civil;
	int64_t fraction; /* microseconds */
	bool has_time, has_zone;
	int zone;
};

/* A sentence, as far as it is not read yet. */
struct reading {
	struct ambit_span left;
	const char *why;
};

static bool
refuse(struct reading *r, const char *why)
{
	r->why = why;
	return false;
}

/* ---- words ---- */

/* The next word, up to a blank; empty at the end. Commas are no matter. */
static struct ambit_span
peek(const struct reading *r)
{
	struct ambit_span word = { r->left.ptr, 0 };

	while (word.len < r->left.len &&
	    strchr(" \t,", r->left.ptr[word.len]) == NULL)
		word.len++;
	return word;
}

static void
skip_blanks(struct reading *r)
{
	while (r->left.len > 0 && strchr(" \t,", r->left.ptr[0]) != NULL)
		r->left = ambit_span_sub(r->left, 1, r->left.len);
}

static void
drop(struct reading *r, struct ambit_span word)
{
	r->left = ambit_span_sub(r->left, word.len, r->left.len);
	skip_blanks(r);
}

static bool
cut_word(struct reading *r, const char *word)
{
	struct ambit_span next = peek(r);

	if (!ambit_span_equal_nocase(next, ambit_span_str(word)))
		return false;
	drop(r, next);
	return true;
}

static struct reading
begin(struct ambit_span text)
{
	struct reading r = { .left = text };

	skip_blanks(&r);
	return r;
}

/* ---- dates ---- */

bool
ambit_said_zone(struct ambit_span text, int *zone_r)
{
	char instant[32];
	struct ambit_text whole = AMBIT_TEXT(instant);
	int64_t at;

	if (ambit_span_equal_nocase(text, AMBIT_LIT("UTC")))
		text = AMBIT_LIT("Z");
	ambit_text_str(&whole, "2026-01-01T00:00:00");
	ambit_text_put(&whole, text);
	return text.len > 0 && (text.len == 1 || text.len == 6) &&
	    strchr("Z+-", text.ptr[0]) != NULL &&
	    ambit_instant_parse(ambit_text_span(&whole), &at, zone_r) &&
	    *zone_r >= -14 * 60 && *zone_r <= 14 * 60;
}

/* Where the offset of "14:00:30-05:00" begins; its length where it has none. */
static size_t
clock_len(struct ambit_span time)
{
	size_t n = 0;

	while (n < time.len && strchr("Z+-", time.ptr[n]) == NULL)
		n++;
	return n;
}

/* "14:00", "14:00:30.5", and perhaps an offset. */
static bool
take_time(struct reading *r, struct date *date, struct ambit_span day,
    struct ambit_span time)
{
	size_t len = clock_len(time);
	struct ambit_span zone = ambit_span_sub(time, len, time.len);
	char instant[64];
	struct ambit_text whole = AMBIT_TEXT(instant);
	int64_t at;
	int utc;

	if (zone.len > 0 && !ambit_said_zone(zone, &date->zone))
		return refuse(r, "that is no offset from UTC");
	date->has_zone = zone.len > 0;
	ambit_text_put(&whole, day);
	ambit_text_str(&whole, "T");
	ambit_text_put(&whole, ambit_span_sub(time, 0, len));
	ambit_text_str(&whole, len == 5 ? ":00Z" : "Z");
	if (whole.full ||
	    !ambit_instant_parse(ambit_text_span(&whole), &at, &utc))
		return refuse(r, "that is no time of day, such as 14:00");
	date->civil = ambit_instant_civil(at);
	date->fraction = at % AMBIT_SECOND;
	return date->has_time = true;
}

static bool
take_day(struct reading *r, struct date *date, struct ambit_span day)
{
	char instant[32];
	struct ambit_text whole = AMBIT_TEXT(instant);
	int64_t at;
	int utc;

	ambit_text_put(&whole, day);
	ambit_text_str(&whole, "T00:00:00Z");
	if (whole.full ||
	    !ambit_instant_parse(ambit_text_span(&whole), &at, &utc))
		return refuse(r, "that is no date, such as 2026-06-30");
	date->civil = ambit_instant_civil(at);
	if (date->civil.year < AMBIT_YEAR_MIN ||
	    date->civil.year > AMBIT_YEAR_MAX)
		return refuse(r, "the year is not one from 1970 to 2100");
	return true;
}

static bool
looks_like_time(struct ambit_span word)
{
	return word.len >= 5 && word.ptr[2] == ':' && word.ptr[0] >= '0' &&
	    word.ptr[0] <= '2';
}

/* "at ZONE", if that follows. */
static bool
take_zone(struct reading *r, struct date *date)
{
	struct ambit_span zone;

	if (!cut_word(r, "at"))
		return true;
	zone = peek(r);
	if (date->has_zone)
		return refuse(r, "the date has an offset already");
	if (!ambit_said_zone(zone, &date->zone))
		return refuse(r,
		    "a zone is an offset from UTC, such as -05:00: names of "
		    "zones are not read");
	drop(r, zone);
	return date->has_zone = true;
}

static bool
take_date(struct reading *r, struct date *date)
{
	struct ambit_span word = peek(r), day = ambit_span_sub(word, 0, 10);
	struct ambit_span time = ambit_span_sub(word, 11, word.len);

	*date = (struct date){ .has_time = false };
	if (word.len > 10 && word.ptr[10] != 'T')
		return refuse(r, "that is no date, such as 2026-06-30");
	if (!take_day(r, date, day))
		return false;
	drop(r, word);
	if (word.len == 10 && looks_like_time(peek(r))) {
		time = peek(r);
		drop(r, time);
	}
	if ((time.len > 0 || word.len > 10) && !take_time(r, date, day, time))
		return false;
	return take_zone(r, date);
}

/* ---- instants ---- */

static struct ambit_stamp
stamp_of(const struct date *date, bool next_day)
{
	int64_t at = ambit_instant_of(&date->civil) + date->fraction -
	    date->zone * AMBIT_MINUTE;

	return (struct ambit_stamp){ true, at + (next_day ? AMBIT_DAY : 0),
		date->zone };
}

/* A date without a zone has that of the other, or the one that stands in. */
static bool
settle(struct reading *r, struct date *date, const struct date *other,
    const int *zone)
{
	if (date->has_zone)
		return true;
	if (other != NULL && other->has_zone)
		date->zone = other->zone;
	else if (zone != NULL)
		date->zone = *zone;
	else
		return refuse(r,
		    "the zone is missing: say at and the court's offset from "
		    "UTC, such as at -05:00");
	return true;
}

static bool
at_end(struct reading *r)
{
	return r->left.len == 0 ||
	    refuse(r, "there are words behind it that are not read");
}

bool
ambit_said_instant(struct ambit_span text, const int *zone, bool last_day,
    struct ambit_stamp *at_r, const char **why_r)
{
	struct reading r = begin(text);
	struct date date;

	if (!take_date(&r, &date) || !at_end(&r) ||
	    !settle(&r, &date, NULL, zone)) {
		*why_r = r.why;
		return false;
	}
	*at_r = stamp_of(&date, last_day && !date.has_time);
	return true;
}

/* ---- ranges ---- */

enum end { THROUGH, UNTIL };

static bool
take_end(struct reading *r, enum end *end_r)
{
	if (cut_word(r, "through"))
		*end_r = THROUGH;
	else if (cut_word(r, "until"))
		*end_r = UNTIL;
	else if (cut_word(r, "to") || cut_word(r, "-"))
		return refuse(r,
		    "is the last day in? Say through if it is, until if not");
	else
		return refuse(r,
		    "say from DATE through DATE, or from DATE until DATE");
	return true;
}

static bool
take_range(struct reading *r, struct date *from, struct date *until,
    enum end *end_r)
{
	*end_r = THROUGH;
	if (cut_word(r, "on")) {
		if (!take_date(r, from))
			return false;
		*until = *from;
	} else {
		(void)cut_word(r, "from");
		if (!take_date(r, from) || !take_end(r, end_r) ||
		    !take_date(r, until))
			return false;
	}
	if (*end_r == THROUGH && until->has_time)
		return refuse(r,
		    "through takes a whole day: with a time of day, say until");
	return at_end(r);
}

static bool
read_range(struct reading *r, const int *zone, struct ambit_stamp *from_r,
    struct ambit_stamp *until_r)
{
	struct date from, until;
	enum end end;

	if (!take_range(r, &from, &until, &end))
		return false;
	if (!settle(r, &until, &from, zone) || !settle(r, &from, &until, zone))
		return false;
	*from_r = stamp_of(&from, false);
	*until_r = stamp_of(&until, end == THROUGH);
	return from_r->at < until_r->at ||
	    refuse(r, "the range does not begin before its end");
}

bool
ambit_said_range(struct ambit_span text, const int *zone,
    struct ambit_stamp *from_r, struct ambit_stamp *until_r, const char **why_r)
{
	struct reading r = begin(text);

	if (read_range(&r, zone, from_r, until_r))
		return true;
	*why_r = r.why;
	return false;
}
