#ifndef AMBIT_REBUILD_SERIES_H
#define AMBIT_REBUILD_SERIES_H

#include "kind_value.h"
#include "recurrence.h"
#include "zone.h"

/*
 * How an appointment recurs: its pattern, its zone, and whether they say
 * exactly what a rule would.
 */
struct series {
	struct recurrence pattern;
	struct zone zone; /* of times; days need none */
	bool all_day;
	/* Days of pattern.deleted that are no longer there, and that were
	 * not moved: one byte each. */
	unsigned char *gone;
};

/* The zone of the item: of its series, else of its beginning. */
bool series_zone(struct rebuild_kind *kind, int64_t at, struct zone *zone_r);

/*
 * False: it does not recur, or not exactly; kind->pattern is then the pattern
 * to be attached. What *series_r refers to lies in the arena.
 */
bool
series_of(struct rebuild_kind *kind, bool all_day, struct series *series_r);

/* RRULE: and EXDATE: */
void series_put(const struct series *series, struct line *line);

/* ":20060102" or ";TZID=Outlook:20060102T150405" and the end of the line. */
void series_put_time(const struct series *series, const char *name,
    uint32_t minutes, struct line *line);

#endif
