#ifndef AMBIT_REBUILD_ZONE_H
#define AMBIT_REBUILD_ZONE_H

#include <stdint.h>

#include "ambit/span.h"

#include "line.h"

/*
 * The zone that an item carries with it ([MS-OXOCAL] 2.2.1.39 and 2.2.1.41):
 * the only one that its times are ever shown in.
 */

/* When the clocks are turned: on the nth weekday of the month, 5 the last. */
struct zone_turn {
	unsigned month;                /* 1 to 12; 0: they are never turned */
	unsigned weekday;              /* 0 is Sunday */
	unsigned nth;                  /* 1 to 5 */
	unsigned hour, minute, second; /* by the clock that is turned */
};

/* Minutes that lie between it and UTC, west of it positive. */
struct zone {
	int32_t standard, daylight;
	struct zone_turn to_standard, to_daylight;
};

/* What the zone is called in a calendar. */
#define ZONE_NAME "Outlook"

/* PidLidTimeZoneStruct. False: it is not exactly one, or has turns of one
 * year alone. */
bool zone_of_struct(struct ambit_span bytes, struct zone *zone_r);

/*
 * PidLidAppointmentTimeZoneDefinition...: the last of its rules.
 * *since_r is the year from which that one holds, 0 where it is the only one.
 */
bool
zone_of_definition(struct ambit_span bytes, struct zone *zone_r, int *since_r);

bool zone_equal(const struct zone *a, const struct zone *b);

/* What the clocks of the zone show, counted as if they showed UTC; and back:
 * of two instants the first, of none the one that the clocks leap over. */
int64_t zone_local(const struct zone *zone, int64_t utc);
int64_t zone_utc(const struct zone *zone, int64_t local);

/* VTIMEZONE (RFC 5545 3.6.5), good from the year on. */
void zone_put(const struct zone *zone, int year, struct line *line);

#endif
