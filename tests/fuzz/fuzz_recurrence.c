/*
 * Patterns of recurrence and zones: what is exact begins and ends on days of
 * its own and has a rule; a zone shows each instant by one of its two offsets.
 */

/* System. */
#include <assert.h>

#include "ambit/instant.h"

#include "rebuild/recurrence.h"
#include "rebuild/zone.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define ARENA ((size_t)1 << 20)

static void
write_rule(const struct recurrence *r)
{
	char room[512];
	struct ambit_text text = AMBIT_TEXT(room);
	struct line line = { .out = &text };

	assert(recurrence_falls(r, r->start));
	assert(r->end_type != RECURRENCE_ENDS_AFTER ||
	    recurrence_falls(r, r->end));
	recurrence_put(r, &line);
	assert(!text.full);
	assert(ambit_span_begins(ambit_text_span(&text), AMBIT_LIT("FREQ=")));
}

static void
read_pattern(struct ambit_span bytes, bool appointment,
    struct ambit_arena *arena)
{
	struct recurrence r;

	if (!recurrence_read(bytes, appointment, arena, &r))
		return;
	assert(!appointment || r.n_exceptions == recurrence_n(r.modified));
	for (size_t i = 0; appointment && i < r.n_exceptions; i++)
		assert(r.exceptions[i].start <= r.exceptions[i].end);
	if (recurrence_is_exact(&r))
		write_rule(&r);
}

static void
use_zone(const struct zone *zone)
{
	static const char *const instants[] = { "1601-01-08T00:00:00Z",
		"1969-12-31T23:59:59Z", "2024-03-31T01:00:00Z",
		"2024-10-27T01:00:00Z", "4500-12-31T23:59:59Z" };
	char room[2048];
	struct ambit_text text = AMBIT_TEXT(room);
	struct line line = { .out = &text };

	for (size_t i = 0; i < sizeof(instants) / sizeof(instants[0]); i++) {
		int64_t at, local;
		int offset;
		bool good = ambit_instant_parse(ambit_span_str(instants[i]),
		    &at, &offset);

		assert(good);
		local = zone_local(zone, at);
		assert(at - local == zone->standard * AMBIT_MINUTE ||
		    at - local == zone->daylight * AMBIT_MINUTE);
		local = at - zone_utc(zone, at);
		assert(-local == zone->standard * AMBIT_MINUTE ||
		    -local == zone->daylight * AMBIT_MINUTE);
	}
	zone_put(zone, 2024, &line);
	assert(!text.full);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct ambit_arena *arena;
	const struct ambit_span all = { bytes, len };
	struct zone zone;
	int since;

	if (arena == NULL)
		arena = ambit_arena_new(ARENA);
	assert(arena != NULL);
	ambit_arena_reset(arena);
	read_pattern(all, true, arena);
	read_pattern(all, false, arena);
	if (zone_of_struct(all, &zone))
		use_zone(&zone);
	if (zone_of_definition(all, &zone, &since))
		use_zone(&zone);
	return 0;
}
