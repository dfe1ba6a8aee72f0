/*
 * Dates as a mail program writes them: the calendar of the ground floor, put
 * into the forms of RFC 5322 and of a separator line.
 */

/* System. */
#include <stdio.h>

/* Ours. */
#include "corpus.h"

const char *const date_days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri",
	"Sat" };
const char *const date_months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
	"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

const char *
date_weekday(int64_t local)
{
	int64_t days = local / AMBIT_DAY - (local % AMBIT_DAY < 0);

	return date_days[ambit_instant_weekday(days)];
}

void
date_write(int64_t at, int zone, char date_r[DATE_LEN])
{
	int64_t local = at + zone * AMBIT_MINUTE;
	struct ambit_civil c = ambit_instant_civil(local);
	unsigned z = (unsigned)(zone < 0 ? -zone : zone);

	(void)snprintf(date_r, DATE_LEN,
	    "%s, %u %s %04d %02u:%02u:%02u %c%02u%02u", date_weekday(local),
	    c.day, date_months[c.month - 1], c.year, c.hour, c.minute, c.second,
	    zone < 0 ? '-' : '+', z / 60, z % 60);
}

void
date_separator(int64_t at, char date_r[DATE_LEN])
{
	struct ambit_civil c = ambit_instant_civil(at);

	(void)snprintf(date_r, DATE_LEN, "%s %s %2u %02u:%02u:%02u %04d",
	    date_weekday(at), date_months[c.month - 1], c.day, c.hour, c.minute,
	    c.second, c.year);
}

struct ambit_when
date_exact(int64_t at)
{
	return (struct ambit_when){ .n = 1, .at = { { at, at } } };
}
