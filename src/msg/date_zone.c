/*
 * The zone of a date (mail.md D2 to D7). Only what the standard defines is
 * exact. A name that people use for several zones, or a number not written as
 * the standard says, is somewhere on earth; a number that is no place on
 * earth is nothing.
 */

/* Floor 3. */
#include "date_form.h"

/* D2: zones run from -1200 to +1400. */
#define EAST_MAX (14U * 60)
#define WEST_MAX (12U * 60)

/* RFC 5322 4.3, minutes east. */
static const struct {
	struct ambit_span name;
	int minutes;
} names[] = {
	{ AMBIT_LIT_INIT("UT"), 0 },
	{ AMBIT_LIT_INIT("GMT"), 0 },
	{ AMBIT_LIT_INIT("EST"), -5 * 60 },
	{ AMBIT_LIT_INIT("EDT"), -4 * 60 },
	{ AMBIT_LIT_INIT("CST"), -6 * 60 },
	{ AMBIT_LIT_INIT("CDT"), -5 * 60 },
	{ AMBIT_LIT_INIT("MST"), -7 * 60 },
	{ AMBIT_LIT_INIT("MDT"), -6 * 60 },
	{ AMBIT_LIT_INIT("PST"), -8 * 60 },
	{ AMBIT_LIT_INIT("PDT"), -7 * 60 },
};

bool
date_zone_named(struct ambit_span word, int *minutes_r)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!ambit_span_equal(word, names[i].name))
			continue;
		*minutes_r = names[i].minutes;
		return true;
	}
	return false;
}

static bool
is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(unsigned char c)
{
	c |= 0x20;
	return c >= 'a' && c <= 'z';
}

/* The digits behind the sign: "0100", "01:00", "1", "00000900". */
static bool
read_offset(struct ambit_span s, unsigned *minutes_r)
{
	struct ambit_span all = s;
	unsigned hours, minutes = 0;

	if (!date_cut_digits(&s, 1, 8, &hours))
		return false;
	if (date_cut_char(&s, ':')) {
		if (all.len - s.len > 3 || !date_cut_digits(&s, 2, 2, &minutes))
			return false;
	} else if (all.len - s.len > 2) {
		minutes = hours % 100;
		hours /= 100;
	}
	*minutes_r = hours * 60 + minutes;
	return s.len == 0 && hours <= 14 && minutes <= 59;
}

/* A sign and digits: exact if they are four (D2, D3, D7). */
static struct date_zone
read_number(struct ambit_span word)
{
	bool west = word.ptr[0] == '-';
	struct ambit_span digits = ambit_span_sub(word, 1, word.len);
	struct date_zone zone = { .kind = DATE_ZONE_EXACT, .numeric = true };
	unsigned minutes;

	if (!read_offset(digits, &minutes) ||
	    minutes > (west ? WEST_MAX : EAST_MAX))
		return (struct date_zone){ 0 };
	zone.minutes = west ? -(int)minutes : (int)minutes;
	if (digits.len != 4 || digits.ptr[1] == ':')
		zone.kind = DATE_ZONE_WIDE;
	return zone;
}

/* D12: half a day is no zone. */
static bool
is_half_day(struct ambit_span word)
{
	return ambit_span_equal_nocase(word, AMBIT_LIT("AM")) ||
	    ambit_span_equal_nocase(word, AMBIT_LIT("PM"));
}

struct date_zone
date_zone_read(struct ambit_span word)
{
	struct date_zone zone = { .kind = DATE_ZONE_EXACT };
	size_t n = 0;

	if (word.len == 0)
		return (struct date_zone){ 0 };
	if (word.ptr[0] == '+' || word.ptr[0] == '-')
		return read_number(word);
	if (date_zone_named(word, &zone.minutes))
		return zone;
	while (n < word.len &&
	    (is_letter(word.ptr[n]) || (n > 0 && is_digit(word.ptr[n]))))
		n++;
	if (n == 0 || is_half_day(word))
		return (struct date_zone){ 0 };
	if (n == word.len)
		return (struct date_zone){ .kind = DATE_ZONE_WIDE };
	if (word.ptr[n] == '+' || word.ptr[n] == '-')
		zone = read_number(ambit_span_sub(word, n, word.len));
	else
		zone.kind = DATE_ZONE_NONE;
	if (zone.kind != DATE_ZONE_NONE)
		zone = (struct date_zone){ .kind = DATE_ZONE_WIDE };
	return zone;
}
