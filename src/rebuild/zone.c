/*
 * Zones of Outlook: two offsets, and when the clocks are turned.
 *
 * Knows the rule that the item itself carries. Asks no data base of zones, and
 * not where the machine stands.
 */

/* Floor 0. */
#include "ambit/instant.h"

/* Floor 3. */
#include "take.h"
#include "zone.h"

/* No zone is further from UTC, and no clock is turned by more. */
#define OFFSET_MAX (24 * 60 - 1)

/* [MS-OXOCAL] 2.2.1.41: real ones have one to a few dozen. */
#define RULES_MAX 1024

/* [MS-OXOCAL] 2.2.1.41.1. */
#define VERSION    0x0102
#define RULE_BYTES 0x3e
#define RESERVED   2

/* ---- reading ---- */

/* A SYSTEMTIME that stands for a day of every year. */
static bool
take_turn(struct take *take, struct zone_turn *turn_r)
{
	unsigned year = take_u16(take);
	struct zone_turn turn = { .month = take_u16(take) };

	turn.weekday = take_u16(take);
	turn.nth = take_u16(take);
	turn.hour = take_u16(take);
	turn.minute = take_u16(take);
	turn.second = take_u16(take);
	(void)take_u16(take); /* milliseconds: 999 behind 23:59:59 */
	*turn_r = turn.month == 0 ? (struct zone_turn){ 0 } : turn;
	if (turn.month == 0)
		return !take->bad;
	return !take->bad && year == 0 && turn.month <= 12 &&
	    turn.weekday < 7 && turn.nth >= 1 && turn.nth <= 5 &&
	    turn.hour < 24 && turn.minute < 60 && turn.second < 60;
}

static bool
is_offset(int64_t minutes)
{
	return minutes >= -OFFSET_MAX && minutes <= OFFSET_MAX;
}

/* lBias, lStandardBias, lDaylightBias. */
static bool
take_offsets(struct take *take, struct zone *zone)
{
	int64_t bias = take_i32(take);
	int64_t standard = bias + take_i32(take);
	int64_t daylight = bias + take_i32(take);

	if (take->bad || !is_offset(standard) || !is_offset(daylight))
		return false;
	zone->standard = (int32_t)standard;
	zone->daylight = (int32_t)daylight;
	return true;
}

/* Clocks are turned both ways, or not at all. */
static bool
settle(struct zone *zone)
{
	if (zone->to_daylight.month == 0)
		zone->daylight = zone->standard;
	return (zone->to_daylight.month == 0) == (zone->to_standard.month == 0);
}

bool
zone_of_struct(struct ambit_span bytes, struct zone *zone_r)
{
	struct take take = { .left = bytes };
	struct zone zone = { 0 };

	if (!take_offsets(&take, &zone))
		return false;
	(void)take_u16(&take); /* the years of the turns, which repeat them */
	if (!take_turn(&take, &zone.to_standard))
		return false;
	(void)take_u16(&take);
	if (!take_turn(&take, &zone.to_daylight) || !settle(&zone))
		return false;
	*zone_r = zone;
	return take.left.len == 0;
}

/* TZRule ([MS-OXOCAL] 2.2.1.41.1), with the year from which it holds. */
static bool
take_rule(struct take *take, struct zone *zone, int *year_r)
{
	if (take_u16(take) != VERSION || take_u16(take) != RULE_BYTES)
		return false;
	(void)take_u16(take); /* flags: which of them Outlook would use now */
	*year_r = (int)take_u16(take);
	take_skip(take, 14);
	return take_offsets(take, zone) &&
	    take_turn(take, &zone->to_standard) &&
	    take_turn(take, &zone->to_daylight) && settle(zone);
}

bool
zone_of_definition(struct ambit_span bytes, struct zone *zone_r, int *since_r)
{
	struct take take = { .left = bytes };
	unsigned header, n_rules, name;
	int year = -1;

	if (take_u16(&take) != VERSION)
		return false;
	header = take_u16(&take);
	if (take_u16(&take) != RESERVED)
		return false;
	name = take_u16(&take);
	take_skip(&take, (size_t)name * 2);
	n_rules = take_u16(&take);
	if (take.bad || header != 6 + name * 2 || n_rules == 0 ||
	    n_rules > RULES_MAX)
		return false;
	for (unsigned i = 0; i < n_rules; i++) {
		int last = year;

		*zone_r = (struct zone){ 0 };
		if (!take_rule(&take, zone_r, &year) || year <= last)
			return false;
	}
	*since_r = n_rules == 1 ? 0 : year;
	return take.left.len == 0;
}

static bool
turn_equal(const struct zone_turn *a, const struct zone_turn *b)
{
	return a->month == b->month && a->weekday == b->weekday &&
	    a->nth == b->nth && a->hour == b->hour && a->minute == b->minute &&
	    a->second == b->second;
}

bool
zone_equal(const struct zone *a, const struct zone *b)
{
	return a->standard == b->standard && a->daylight == b->daylight &&
	    turn_equal(&a->to_standard, &b->to_standard) &&
	    turn_equal(&a->to_daylight, &b->to_daylight);
}

/* ---- reckoning ---- */

/* By the clock before it is turned. */
static int64_t
turn_at(const struct zone_turn *turn, int year)
{
	int64_t first = ambit_instant_days(year, turn->month, 1);
	unsigned days = ambit_instant_month_days(year, turn->month);
	unsigned day = 1 +
	    (turn->weekday + 7 - ambit_instant_weekday(first)) % 7 +
	    (turn->nth - 1) * 7;

	while (day > days)
		day -= 7;
	return (first + day - 1) * AMBIT_DAY + turn->hour * AMBIT_HOUR +
	    turn->minute * AMBIT_MINUTE + turn->second * AMBIT_SECOND;
}

/* South of the equator daylight begins late in the year. */
static bool
is_daylight(const struct zone *zone, int64_t utc)
{
	int64_t standard = utc - zone->standard * AMBIT_MINUTE, from, until;
	int year = ambit_instant_civil(standard).year;

	if (zone->to_daylight.month == 0)
		return false;
	from = turn_at(&zone->to_daylight, year);
	until = turn_at(&zone->to_standard, year) +
	    (zone->daylight - zone->standard) * AMBIT_MINUTE;
	if (from < until)
		return standard >= from && standard < until;
	return standard >= from || standard < until;
}

int64_t
zone_local(const struct zone *zone, int64_t utc)
{
	return utc -
	    (is_daylight(zone, utc) ? zone->daylight : zone->standard) *
	    AMBIT_MINUTE;
}

int64_t
zone_utc(const struct zone *zone, int64_t local)
{
	int64_t utc = local + zone->daylight * AMBIT_MINUTE;

	return zone_local(zone, utc) == local
	    ? utc
	    : local + zone->standard * AMBIT_MINUTE;
}

/* ---- writing ---- */

/* RFC 5545 3.3.14: east of UTC is plus. */
static void
put_offset(struct line *line, const char *name, int32_t west)
{
	unsigned minutes = (unsigned)(west < 0 ? -west : west);
	char digits[8];
	struct ambit_text text = AMBIT_TEXT(digits);

	ambit_text_str(&text, west > 0 ? "-" : "+");
	ambit_text_decimal(&text, minutes / 60, 2);
	ambit_text_decimal(&text, minutes % 60, 2);
	line_str(line, name);
	line_of(line, ambit_text_end(&text));
}

static void
put_turn(const struct zone_turn *turn, int year, struct line *line)
{
	static const char *const days[] = { "SU", "MO", "TU", "WE", "TH", "FR",
		"SA" };

	line_str(line, "DTSTART:");
	line_local(line,
	    turn->month != 0 ? turn_at(turn, year)
			     : ambit_instant_days(year, 1, 1) * AMBIT_DAY);
	line_end(line);
	if (turn->month == 0)
		return;
	line_str(line, "RRULE:FREQ=YEARLY;BYMONTH=");
	line_number(line, turn->month);
	line_str(line, ";BYDAY=");
	line_number(line, turn->nth == 5 ? -1 : (int64_t)turn->nth);
	line_of(line, days[turn->weekday]);
}

/* From the year before: the first turn lies before all that it is used for. */
void
zone_put(const struct zone *zone, int year, struct line *line)
{
	line_of(line, "BEGIN:VTIMEZONE");
	line_of(line, "TZID:" ZONE_NAME);
	line_of(line, "BEGIN:STANDARD");
	put_turn(&zone->to_standard, year - 1, line);
	put_offset(line, "TZOFFSETFROM:", zone->daylight);
	put_offset(line, "TZOFFSETTO:", zone->standard);
	line_of(line, "END:STANDARD");
	if (zone->to_daylight.month != 0) {
		line_of(line, "BEGIN:DAYLIGHT");
		put_turn(&zone->to_daylight, year - 1, line);
		put_offset(line, "TZOFFSETFROM:", zone->standard);
		put_offset(line, "TZOFFSETTO:", zone->daylight);
		line_of(line, "END:DAYLIGHT");
	}
	line_of(line, "END:VTIMEZONE");
}
