/*
 * Instants: the calendar, and the one form in which orders write time.
 * No zone database, no clock, no locale.
 */

/* System. */
#include <stdio.h>

/* Floor 0. */
#include "ambit/instant.h"
#include "ambit/text.h"

static const char *const clocks[AMBIT_N_CLOCKS] = { "delivered", "submitted",
	"header" };

const char *
ambit_clock_name(enum ambit_clock clock)
{
	return clocks[clock];
}

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

unsigned
ambit_instant_month_days(int year, unsigned month)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31,
		30, 31, 30, 31 };

	if (month < 1 || month > 12)
		return 0;
	return days[month - 1] + (month == 2 && is_leap(year) ? 1U : 0U);
}

/*
 * The year begins on 1 March here, so that the leap day is its last; eras of
 * 400 years all have 146,097 days.
 */
int64_t
ambit_instant_days(int year, unsigned month, unsigned day)
{
	int64_t y = (int64_t)year - (month <= 2);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year =
	    (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 +
	    (int64_t)day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	    of_year - 719468;
}

unsigned
ambit_instant_weekday(int64_t days)
{
	return (unsigned)(((days + 4) % 7 + 7) % 7);
}

int64_t
ambit_instant_of(const struct ambit_civil *civil)
{
	return ambit_instant_days(civil->year, civil->month, civil->day) *
	    AMBIT_DAY +
	    civil->hour * AMBIT_HOUR + civil->minute * AMBIT_MINUTE +
	    civil->second * AMBIT_SECOND;
}

struct ambit_civil
ambit_instant_civil(int64_t at)
{
	int64_t days = at / AMBIT_DAY - (at % AMBIT_DAY < 0);
	int64_t left = at % AMBIT_DAY + (at % AMBIT_DAY < 0 ? AMBIT_DAY : 0);
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	unsigned month = (unsigned)(mp < 10 ? mp + 3 : mp - 9);

	return (struct ambit_civil){
		.year = (int)(yoe + era * 400 + (month <= 2)),
		.month = month,
		.day = (unsigned)(doy - (153 * mp + 2) / 5 + 1),
		.hour = (unsigned)(left / AMBIT_HOUR),
		.minute = (unsigned)(left / AMBIT_MINUTE % 60),
		.second = (unsigned)(left / AMBIT_SECOND % 60),
	};
}

/* Cut exactly n digits off the front; -1 where there are fewer. */
static int
cut_digits(struct ambit_span *s, size_t n)
{
	int v = 0;

	if (s->len < n)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (s->ptr[i] < '0' || s->ptr[i] > '9')
			return -1;
		v = v * 10 + (s->ptr[i] - '0');
	}
	s->ptr += n;
	s->len -= n;
	return v;
}

static bool
cut_char(struct ambit_span *s, char c)
{
	if (s->len == 0 || s->ptr[0] != (unsigned char)c)
		return false;
	s->ptr++;
	s->len--;
	return true;
}

/* n digits in lo .. hi, and behind them the character end, if any. */
static bool
cut_number(struct ambit_span *s, size_t n, int hi, char end, unsigned *v_r)
{
	int v = cut_digits(s, n);

	if (v < 0 || v > hi || (end != '\0' && !cut_char(s, end)))
		return false;
	*v_r = (unsigned)v;
	return true;
}

static bool
cut_civil(struct ambit_span *s, struct ambit_civil *c)
{
	unsigned year = 0;

	if (!cut_number(s, 4, 9999, '-', &year) || year == 0 ||
	    !cut_number(s, 2, 12, '-', &c->month) ||
	    !cut_number(s, 2, 31, 'T', &c->day) ||
	    !cut_number(s, 2, 23, ':', &c->hour) ||
	    !cut_number(s, 2, 59, ':', &c->minute) ||
	    !cut_number(s, 2, 59, '\0', &c->second))
		return false;
	c->year = (int)year;
	return c->day >= 1 &&
	    c->day <= ambit_instant_month_days(c->year, c->month);
}

/* ".5" is half a second; up to six digits. */
static bool
cut_fraction(struct ambit_span *s, int64_t *us_r)
{
	int64_t unit = AMBIT_SECOND;
	size_t n = 0;

	*us_r = 0;
	if (!cut_char(s, '.'))
		return true;
	for (; n < 7; n++) {
		int digit = cut_digits(s, 1);

		if (digit < 0)
			break;
		unit /= 10;
		*us_r += digit * unit;
	}
	return n >= 1 && n <= 6;
}

static bool
cut_zone(struct ambit_span *s, int *zone_r)
{
	unsigned hours = 0, minutes = 0;
	bool west;

	*zone_r = 0;
	if (cut_char(s, 'Z'))
		return true;
	west = s->len > 0 && s->ptr[0] == '-';
	if (!west && !cut_char(s, '+'))
		return false;
	if (west && !cut_char(s, '-'))
		return false;
	if (!cut_number(s, 2, 14, ':', &hours) ||
	    !cut_number(s, 2, 59, '\0', &minutes))
		return false;
	*zone_r = (int)(hours * 60 + minutes) * (west ? -1 : 1);
	return true;
}

bool
ambit_instant_parse(struct ambit_span text, int64_t *at_r, int *zone_r)
{
	struct ambit_civil civil = { 0 };
	int64_t us = 0;

	if (!cut_civil(&text, &civil) || !cut_fraction(&text, &us) ||
	    !cut_zone(&text, zone_r) || text.len > 0)
		return false;
	*at_r = ambit_instant_of(&civil) + us - *zone_r * AMBIT_MINUTE;
	return true;
}

void
ambit_instant_format(int64_t at, char text_r[AMBIT_INSTANT_LEN])
{
	struct ambit_civil c = ambit_instant_civil(at);

	const unsigned parts[] = { c.month, c.day, c.hour, c.minute, c.second };
	struct ambit_text text = ambit_text_over(text_r, AMBIT_INSTANT_LEN);

	ambit_text_decimal(&text, (unsigned)c.year % 10000, 4);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		ambit_text_put(&text,
		    (struct ambit_span){ (const unsigned char *)"--T::" + i,
			1 });
		ambit_text_decimal(&text, parts[i] % 100, 2);
	}
	ambit_text_str(&text, "Z");
	(void)ambit_text_end(&text);
}

void
ambit_instant_format_zoned(int64_t at, int zone,
    char text_r[AMBIT_INSTANT_ZONED_LEN])
{
	struct ambit_civil c = ambit_instant_civil(at + zone * AMBIT_MINUTE);
	unsigned off = (unsigned)(zone < 0 ? -zone : zone);

	(void)snprintf(text_r, AMBIT_INSTANT_ZONED_LEN,
	    "%04u-%02u-%02uT%02u:%02u:%02u%c%02u:%02u",
	    (unsigned)c.year % 10000, c.month % 100, c.day % 100, c.hour % 100,
	    c.minute % 100, c.second % 100, zone < 0 ? '-' : '+',
	    off / 60 % 100, off % 60);
}
