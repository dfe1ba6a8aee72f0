/*
 * Dates of mail as readings: intervals of instants that what is written
 * leaves open. Knows the calendar and the table of mail.md 4; gives no
 * reading where two readers would differ by more than an interval says.
 */

/* System. */
#include <assert.h>
#include <stdio.h>

/* Floor 3 and below. */
#include "ambit/date.h"
#include "date_form.h"

/* A time in an unknown zone: local clocks run from +1400 to -1200. */
#define EAST (14 * AMBIT_HOUR)
#define WEST (12 * AMBIT_HOUR)

static bool
is_date(const struct date_form *f, const struct ambit_civil *c)
{
	unsigned days;

	if (c->year < AMBIT_YEAR_MIN || c->year > AMBIT_YEAR_MAX)
		return false;
	days = ambit_instant_month_days(c->year, c->month);
	if (c->day < 1 || c->day > days || c->hour > 23 || c->minute > 59 ||
	    c->second > 60)
		return false;
	return !f->has_weekday ||
	    ambit_instant_weekday(
		ambit_instant_days(c->year, c->month, c->day)) == f->weekday;
}

/* D11: a leap second is the one before midnight UTC, or none. */
static bool
is_leap(const struct ambit_interval *at)
{
	/* Before 1970 too, where the remainder is negative. */
	return (at->lo % AMBIT_DAY + AMBIT_DAY) % AMBIT_DAY ==
	    AMBIT_DAY - AMBIT_SECOND;
}

/* D16, for what the zone made of the year too. */
static bool
is_within(const struct ambit_interval *at)
{
	return at->lo >= 0 &&
	    at->hi < ambit_instant_days(AMBIT_YEAR_MAX + 1, 1, 1) * AMBIT_DAY;
}

/* The reading of the form in the given year and zone, before D16. */
static bool
lay(const struct date_form *f, int year, struct date_zone zone,
    struct ambit_interval *at_r)
{
	struct ambit_civil c = f->civil;
	bool leap = c.second == 60;

	c.year = year;
	assert(zone.kind != DATE_ZONE_NONE);
	if (!is_date(f, &c))
		return false;
	if (leap)
		c.second = 59;
	at_r->lo = at_r->hi = ambit_instant_of(&c);
	if (!f->has_seconds) /* D10 */
		at_r->hi += 59 * AMBIT_SECOND;
	if (zone.kind == DATE_ZONE_EXACT) {
		at_r->lo -= zone.minutes * AMBIT_MINUTE;
		at_r->hi -= zone.minutes * AMBIT_MINUTE;
	} else {
		at_r->lo -= EAST;
		at_r->hi += WEST;
	}
	if (leap) {
		if (zone.kind != DATE_ZONE_EXACT || !is_leap(at_r))
			return false;
		at_r->hi += AMBIT_SECOND;
	}
	return true;
}

static void
add(struct ambit_when *when, const struct date_form *f, int year,
    struct date_zone zone)
{
	struct ambit_interval at;

	if (lay(f, year, zone, &at) && is_within(&at))
		when->at[when->n++] = at;
}

/*
 * D14: a year of two digits is one of two centuries. Where a weekday is
 * written it picks one; but if it picks the later though the earlier has the
 * day too, every reader that ignores it reads the earlier: none. None as well
 * where the earlier lies across the beginning of 1970 (D16): it may be it.
 */
static struct ambit_when
read_short(const struct date_form *f)
{
	struct ambit_when when = { 0 };
	struct date_form any_day = *f;
	struct ambit_interval at;

	any_day.has_weekday = false;
	add(&when, f, 1900 + f->civil.year, f->zone);
	if (when.n == 0 && lay(&any_day, 1900 + f->civil.year, f->zone, &at) &&
	    at.hi >= 0)
		return when;
	add(&when, f, 2000 + f->civil.year, f->zone);
	return when;
}

static struct ambit_when
read_long(const struct date_form *f)
{
	struct ambit_when when = { 0 };

	add(&when, f, f->civil.year, f->zone);
	return when;
}

struct ambit_when
ambit_date_parse(struct ambit_span text)
{
	struct date_form f;
	struct ambit_span rest = text;

	if (date_cut_mail(&rest, &f))
		return f.has_long_year ? read_long(&f) : read_short(&f);
	rest = text;
	if (!date_cut_asctime(&rest, &f))
		return (struct ambit_when){ 0 };
	(void)date_cut_blanks(&rest);
	return rest.len == 0 ? read_long(&f) : (struct ambit_when){ 0 };
}

/*
 * Does a zone stand behind the year? The form has it before; some programs
 * write it there all the same, and to others it is any text.
 */
static bool
holds_zone(struct ambit_span rest)
{
	struct date_zone zone;

	(void)date_cut_blanks(&rest);
	zone = date_zone_read(date_cut_word(&rest));
	return zone.numeric || zone.kind == DATE_ZONE_EXACT;
}

struct ambit_when
ambit_date_parse_from_line(struct ambit_span text, bool has_zone, int zone)
{
	struct ambit_when when = { 0 };
	struct date_zone of_store = { DATE_ZONE_EXACT, zone, true };
	struct date_form f;

	if (!date_cut_asctime(&text, &f))
		return when;
	if (holds_zone(text))
		f.zone = (struct date_zone){ .kind = DATE_ZONE_WIDE };
	else if (has_zone && !f.has_zone)
		f.zone = of_store;
	add(&when, &f, f.civil.year, f.zone);
	if (has_zone && f.zone.kind == DATE_ZONE_EXACT &&
	    f.zone.minutes != zone)
		add(&when, &f, f.civil.year, of_store);
	return when;
}

struct ambit_when
ambit_date_parse_file_name(struct ambit_span name)
{
	struct ambit_when when = { 0 };
	struct ambit_interval at;
	size_t n = 0;

	for (at.lo = 0; n < name.len && n <= 12; n++) {
		if (name.ptr[n] < '0' || name.ptr[n] > '9')
			break;
		at.lo = at.lo * 10 + (name.ptr[n] - '0');
	}
	if (n < 1 || n > 12 || n == name.len || name.ptr[n] != '.')
		return when;
	at.hi = at.lo *= AMBIT_SECOND;
	if (is_within(&at))
		when = (struct ambit_when){ .n = 1, .at = { at } };
	return when;
}

void
ambit_date_format(int64_t at, int zone, char text_r[AMBIT_DATE_LEN])
{
	static const char weekdays[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu",
		"Fri", "Sat" };
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	int64_t local = at + zone * AMBIT_MINUTE;
	struct ambit_civil c = ambit_instant_civil(local);
	unsigned weekday =
	    ambit_instant_weekday(ambit_instant_days(c.year, c.month, c.day));
	unsigned off = (unsigned)(zone < 0 ? -zone : zone);

	(void)snprintf(text_r, AMBIT_DATE_LEN,
	    "%s, %u %s %04u %02u:%02u:%02u %c%02u%02u", weekdays[weekday],
	    c.day % 100, months[c.month - 1], (unsigned)c.year % 10000,
	    c.hour % 100, c.minute % 100, c.second % 100, zone < 0 ? '-' : '+',
	    off / 60 % 100, off % 60);
}
