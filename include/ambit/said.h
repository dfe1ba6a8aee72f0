#ifndef AMBIT_SAID_H
#define AMBIT_SAID_H

#include <stdbool.h>

#include "ambit/order.h"
#include "ambit/span.h"

/*
 * Dates as the prose of an order says them, turned into instants by a rule
 * that is written down here and shown back before anybody signs (law.md 4).
 *
 *	from DATE through DATE at ZONE    the last day is in: until is the
 *	                                  next midnight of the zone
 *	from DATE until DATE at ZONE      the last day is out
 *	on DATE at ZONE                   that one day
 *
 * A DATE is 2026-06-30, or with a time of day, 2026-06-30T14:00 or 2026-06-30
 * 14:00:30, which may have its own offset. A ZONE is Z, UTC or an offset such
 * as -05:00; each date may have its own ("from 2026-01-01 at -05:00 through
 * 2026-06-30 at -04:00"), and a date without one has that of the other. Names
 * of zones are refused: they would bring a database and its gaps. So is "to",
 * of which nobody knows whether it includes.
 */

/*
 * True, and both bounds; or false, and *why_r, a clause that ends a sentence.
 * zone, minutes east, stands in where no date has one; NULL: nothing does.
 */
bool ambit_said_range(struct ambit_span text, const int *zone,
    struct ambit_stamp *from_r, struct ambit_stamp *until_r,
    const char **why_r);

/*
 * One instant: "DATE", "DATE at ZONE". Where no time of day is said it is the
 * day's first, or, of a last day, the first of the next: what expires on
 * 30 June is good for all of it.
 */
bool ambit_said_instant(struct ambit_span text, const int *zone, bool last_day,
    struct ambit_stamp *at_r, const char **why_r);

/* "Z", "UTC", "-05:00": minutes east. */
bool ambit_said_zone(struct ambit_span text, int *zone_r);

#endif
