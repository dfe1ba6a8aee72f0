/*
 * Series of appointments.
 *
 * Knows what of an item must agree for a rule to be exact: the pattern with
 * itself, with the times of its first instance, with its exceptions, and with
 * a zone that is the same as long as it lasts.
 */

/* Floor 0. */
#include "ambit/instant.h"

/* Floor 3. */
#include "series.h"

#define DAY_MINUTES 1440

/* Real zones are 48 bytes, definitions some hundred, patterns some thousand. */
#define ZONE_MAX    65536
#define PATTERN_MAX ((size_t)1 << 20)

/* Exceptions repeat what the series says: so many bytes of strings in all,
 * each property counted as if it had a few more. */
#define REPEAT_MAX  ((uint64_t)1 << 22)
#define REPEAT_PROP 64

/* What an exception may have of its own and still be written. */
#define OWN_WRITTEN                                                       \
	(RECURRENCE_SUBJECT | RECURRENCE_REMINDER_DELTA |                 \
	    RECURRENCE_REMINDER | RECURRENCE_LOCATION | RECURRENCE_BUSY | \
	    RECURRENCE_COLOUR)

/* ---- zones ---- */

/* 8233; with more of it said in 8260, if that is the same zone. */
static bool
zone_of_series(struct rebuild_kind *kind, int64_t at, struct zone *zone_r)
{
	struct ambit_span stored = kind_binary(kind,
	    kind_named(kind, KIND_APPOINTMENT, 0x8233), ZONE_MAX);
	struct ambit_span defined = kind_binary(kind,
	    kind_named(kind, KIND_APPOINTMENT, 0x8260), ZONE_MAX);
	struct zone zone = { 0 };
	int since = 0;

	if (stored.len > 0 && !zone_of_struct(stored, zone_r))
		return false;
	if (defined.len == 0)
		return stored.len > 0;
	if (!zone_of_definition(defined, &zone, &since) ||
	    (stored.len > 0 && !zone_equal(&zone, zone_r)))
		return false;
	*zone_r = zone;
	return ambit_instant_civil(at).year >= since;
}

/* Of one that does not recur: 825E. */
static bool
zone_of_start(struct rebuild_kind *kind, int64_t at, struct zone *zone_r)
{
	struct ambit_span defined = kind_binary(kind,
	    kind_named(kind, KIND_APPOINTMENT, 0x825e), ZONE_MAX);
	int since;

	return zone_of_definition(defined, zone_r, &since) &&
	    ambit_instant_civil(at).year >= since;
}

bool
series_zone(struct rebuild_kind *kind, int64_t at, struct zone *zone_r)
{
	size_t mark = ambit_arena_mark(kind->arena);
	bool found =
	    zone_of_series(kind, at, zone_r) || zone_of_start(kind, at, zone_r);

	ambit_arena_release(kind->arena, mark);
	return found;
}

/* ---- does it agree? ---- */

/* Is the time, if it is set, what the pattern says in the zone? */
static bool
agrees(const struct series *series, const struct ambit_mapi_value *value,
    uint32_t minute)
{
	int64_t at;

	return !kind_time(value, &at) ||
	    zone_local(&series->zone, at) ==
	    recurrence_at(series->pattern.start + minute);
}

static bool
times_agree(const struct rebuild_kind *kind, const struct series *series)
{
	const struct recurrence *r = &series->pattern;

	if (r->start_minute >= DAY_MINUTES || r->end_minute < r->start_minute ||
	    r->end_minute > r->start_minute + 366 * DAY_MINUTES)
		return false;
	if (series->all_day)
		return r->start_minute == 0 && r->end_minute > 0 &&
		    r->end_minute % DAY_MINUTES == 0;
	return agrees(series, kind_named(kind, KIND_APPOINTMENT, 0x820d),
		   r->start_minute) &&
	    agrees(series, kind_named(kind, KIND_APPOINTMENT, 0x820e),
		r->end_minute);
}

/* Where the day stands among those that ascend; their number: nowhere. */
static size_t
search(struct ambit_span days, uint32_t day)
{
	size_t lo = 0, hi = recurrence_n(days);

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (recurrence_nth(days, mid) < day)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < recurrence_n(days) && recurrence_nth(days, lo) == day
	    ? lo
	    : recurrence_n(days);
}

/* An instance is moved from a day of its own, which is deleted, to one that
 * is told; and only what can be written is changed. */
static bool
exception_agrees(struct series *series, const struct recurrence_exception *e)
{
	const struct recurrence *r = &series->pattern;
	size_t at;

	if ((e->own & ~OWN_WRITTEN) != 0)
		return false;
	if (series->all_day &&
	    (e->start % DAY_MINUTES != 0 || e->end % DAY_MINUTES != 0 ||
		e->end == e->start))
		return false;
	at = search(r->deleted, e->original - r->start_minute);
	if (at == recurrence_n(r->deleted) || series->gone[at] == 0)
		return false;
	series->gone[at] = 0;
	return search(r->modified, e->start - e->start % DAY_MINUTES) <
	    recurrence_n(r->modified);
}

/* The bytes of all strings of an object that a line is made of. */
static uint64_t
weigh(const struct ambit_mapi_object *object)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < object->n_values; i++) {
		const struct ambit_mapi_value *value = &object->values[i];

		sum += REPEAT_PROP;
		if (rebuild_is_string(value) &&
		    value->prop.len <= REBUILD_STRING_MAX)
			sum += value->prop.len;
	}
	return sum;
}

static bool
can_repeat(const struct ambit_mapi_object *message, size_t n)
{
	uint64_t sum = weigh(message);

	for (size_t i = 0; i < message->n_parts; i++)
		sum += weigh(message->parts[i]);
	return n == 0 || sum <= REPEAT_MAX / n;
}

static bool
exceptions_agree(struct rebuild_kind *kind, struct series *series)
{
	const struct recurrence *r = &series->pattern;
	size_t n = recurrence_n(r->deleted);

	if (!can_repeat(kind->message, r->n_exceptions))
		return false;
	series->gone = AMBIT_ARENA_GET(kind->arena, unsigned char, n);
	if (series->gone == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		series->gone[i] = 1;
	for (size_t i = 0; i < r->n_exceptions; i++) {
		if (!exception_agrees(series, &r->exceptions[i]))
			return false;
	}
	return true;
}

bool
series_of(struct rebuild_kind *kind, bool all_day, struct series *series_r)
{
	const struct ambit_mapi_value *value =
	    kind_named(kind, KIND_APPOINTMENT, 0x8216);
	const struct ambit_mapi_value *recurs =
	    kind_named(kind, KIND_APPOINTMENT, 0x8223);
	struct series series = { .all_day = all_day };
	struct ambit_span bytes;

	if (value == NULL || value->prop.type != AMBIT_MAPI_BINARY)
		return false;
	bytes = kind_binary(kind, value, PATTERN_MAX);
	if ((recurs == NULL || kind_is_true(recurs)) &&
	    recurrence_read(bytes, true, kind->arena, &series.pattern) &&
	    recurrence_is_exact(&series.pattern) &&
	    (all_day ||
		zone_of_series(kind, recurrence_at(series.pattern.start),
		    &series.zone)) &&
	    times_agree(kind, &series) && exceptions_agree(kind, &series)) {
		*series_r = series;
		return true;
	}
	kind->pattern = value;
	return false;
}

/* ---- writing ---- */

void
series_put_time(const struct series *series, const char *name, uint32_t minutes,
    struct line *line)
{
	line_str(line, name);
	if (series->all_day) {
		line_str(line, ";VALUE=DATE:");
		line_date(line, recurrence_at(minutes));
	} else {
		line_str(line, ";TZID=" ZONE_NAME ":");
		line_local(line, recurrence_at(minutes));
	}
	line_end(line);
}

/* RFC 5545 3.3.10: of the type of DTSTART, a time in UTC. */
static void
put_until(const struct series *series, struct line *line)
{
	const struct recurrence *r = &series->pattern;

	line_str(line, ";UNTIL=");
	if (series->all_day)
		line_date(line, recurrence_at(r->end));
	else
		line_utc(line,
		    zone_utc(&series->zone,
			recurrence_at(r->end + r->start_minute)));
}

void
series_put(const struct series *series, struct line *line)
{
	const struct recurrence *r = &series->pattern;

	line_str(line, "RRULE:");
	recurrence_put(r, line);
	if (r->end_type == RECURRENCE_ENDS_BY)
		put_until(series, line);
	line_end(line);
	for (size_t i = 0; i < recurrence_n(r->deleted); i++) {
		if (series->gone[i] != 0)
			series_put_time(series, "EXDATE",
			    recurrence_nth(r->deleted, i) + r->start_minute,
			    line);
	}
}
