/*
 * Appointments and meetings: VEVENT (RFC 5545 3.6.1, RFC 5546).
 *
 * Times stand in UTC. Days stand as days where the item's own zone says which
 * they are; a series stands in its zone, for that is how it recurs.
 */

/* Floor 0. */
#include "ambit/instant.h"

/* Floor 3. */
#include "kind_form.h"
#include "series.h"

/* 8217: [MS-OXOCAL] 2.2.1.10. */
#define IS_MEETING  1
#define IS_CANCELED 4

/* 8501: [MS-OXORMDR] 2.2.1.3, where the first means the second. */
#define DELTA_DEFAULT 0x5ae980e1
#define DELTA_MINUTES 15
#define DELTA_MAX     (366 * 1440)

struct event {
	struct rebuild_kind *kind;
	const struct kind_form *form;
	bool recurs; /* series says how */
	struct series series;
	/* Of this instance; NULL: of the event as a whole. */
	const struct recurrence_exception *own;
};

static const struct ambit_mapi_value *
appointment(const struct rebuild_kind *kind, uint32_t number)
{
	return kind_named(kind, KIND_APPOINTMENT, number);
}

static bool
owns(const struct event *event, unsigned bit)
{
	return event->own != NULL && (event->own->own & bit) != 0;
}

/* ---- when ---- */

/* Midnight of the item's zone. */
static bool
is_day(const struct zone *zone, int64_t at, int64_t *day_r)
{
	*day_r = zone_local(zone, at);
	return *day_r % AMBIT_DAY == 0;
}

static void
put_at(const char *name, int64_t at, bool is_date, struct line *line)
{
	line_str(line, name);
	if (is_date) {
		line_str(line, ";VALUE=DATE:");
		line_date(line, at);
	} else {
		line_str(line, ":");
		line_utc(line, at);
	}
	line_end(line);
}

/* An end that is not behind the beginning is none (RFC 5545 3.8.2.2). */
static void
put_once(struct rebuild_kind *kind, bool all_day, struct line *line)
{
	int64_t start = 0, end = 0, from, until;
	bool has_end = kind_time(appointment(kind, 0x820e), &end);
	struct zone zone = { 0 };

	if (!kind_time(appointment(kind, 0x820d), &start))
		return;
	if (all_day && series_zone(kind, start, &zone) &&
	    is_day(&zone, start, &from) &&
	    (!has_end || is_day(&zone, end, &until))) {
		start = from;
		end = has_end ? until : 0;
	} else {
		all_day = false;
	}
	put_at("DTSTART", start, all_day, line);
	if (has_end && end > start)
		put_at("DTEND", end, all_day, line);
}

static void
put_series(const struct event *event, struct line *line)
{
	const struct series *series = &event->series;
	const struct recurrence *r = &series->pattern;

	if (event->own != NULL) {
		series_put_time(series, "RECURRENCE-ID", event->own->original,
		    line);
		series_put_time(series, "DTSTART", event->own->start, line);
		series_put_time(series, "DTEND", event->own->end, line);
		return;
	}
	series_put_time(series, "DTSTART", r->start + r->start_minute, line);
	series_put_time(series, "DTEND", r->start + r->end_minute, line);
	series_put(series, line);
}

static void
put_when(const struct event *event, struct line *line)
{
	struct rebuild_kind *kind = event->kind;
	bool all_day = kind_is_true(appointment(kind, 0x8215));

	if (event->recurs)
		put_series(event, line);
	else
		put_once(kind, all_day, line);
	if (all_day)
		line_of(line, "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE");
	/* Which instance of a series it is, that is another item. */
	if (!event->recurs)
		kind_put_time("RECURRENCE-ID", appointment(kind, 0x8228), line);
}

/* ---- what ---- */

static bool
is_canceled(const struct event *event)
{
	int32_t state = 0;

	(void)kind_number(appointment(event->kind, 0x8217), &state);
	return (state & IS_CANCELED) != 0 ||
	    ambit_span_equal(ambit_span_str(event->form->method),
		AMBIT_LIT("CANCEL"));
}

/* A request says in 8224 what its sender means to be (2.2.1.2). */
static int32_t
busy_of(const struct event *event)
{
	int32_t busy;

	if (owns(event, RECURRENCE_BUSY))
		return (int32_t)event->own->busy;
	if (ambit_span_equal(ambit_span_str(event->form->method),
		AMBIT_LIT("REQUEST")) &&
	    kind_number(appointment(event->kind, 0x8224), &busy))
		return busy;
	return kind_number(appointment(event->kind, 0x8205), &busy) ? busy : -1;
}

static void
put_state(const struct event *event, struct line *line)
{
	static const char *const names[] = { "FREE", "TENTATIVE", "BUSY", "OOF",
		"WORKINGELSEWHERE" };
	int32_t busy = busy_of(event);

	if (is_canceled(event))
		line_of(line, "STATUS:CANCELLED");
	else if (event->form->answer == NULL)
		line_of(line,
		    busy == 1 ? "STATUS:TENTATIVE" : "STATUS:CONFIRMED");
	if (busy < 0 || busy > 4)
		return;
	line_of(line, busy == 0 ? "TRANSP:TRANSPARENT" : "TRANSP:OPAQUE");
	line_str(line, "X-MICROSOFT-CDO-BUSYSTATUS:");
	line_of(line, names[busy]);
}

static void
put_wide(struct rebuild_kind *kind, const char *name, struct ambit_span wide,
    struct line *line)
{
	size_t mark = ambit_arena_mark(kind->arena);

	line_str(line, name);
	line_text(line, kind_utf16(kind, wide));
	line_end(line);
	ambit_arena_release(kind->arena, mark);
}

static void
put_text(const struct event *event, struct line *line)
{
	struct rebuild_kind *kind = event->kind;

	if (owns(event, RECURRENCE_SUBJECT))
		put_wide(kind, "SUMMARY:", event->own->subject, line);
	else
		kind_put_subject(kind, "SUMMARY", line);
	if (owns(event, RECURRENCE_LOCATION))
		put_wide(kind, "LOCATION:", event->own->location, line);
	else
		kind_put_text(kind, "LOCATION", appointment(kind, 0x8208),
		    line);
	kind_put_text(kind, "DESCRIPTION", kind_find(kind, 0x1000), line);
}

/* ---- who, and a reminder ---- */

/* An appointment that is no meeting has no organizer. */
static void
put_who(const struct event *event, struct line *line)
{
	int32_t n;

	if (kind_number(appointment(event->kind, 0x8201), &n) && n >= 0) {
		line_str(line, "SEQUENCE:");
		line_number(line, n);
		line_end(line);
	}
	(void)kind_number(appointment(event->kind, 0x8217), &n);
	if ((n & IS_MEETING) != 0 ||
	    !ambit_span_equal(ambit_span_str(event->form->method),
		AMBIT_LIT("PUBLISH")))
		kind_put_people(event->kind, event->form, line);
}

static void
put_reminder(const struct event *event, struct line *line)
{
	const struct rebuild_kind *kind = event->kind;
	bool set = owns(event, RECURRENCE_REMINDER)
	    ? event->own->reminder != 0
	    : kind_is_true(kind_named(kind, KIND_COMMON, 0x8503));
	int32_t minutes;

	if (!kind_number(kind_named(kind, KIND_COMMON, 0x8501), &minutes))
		minutes = -1;
	if (owns(event, RECURRENCE_REMINDER_DELTA))
		minutes = (int32_t)event->own->reminder_delta;
	if (minutes == DELTA_DEFAULT)
		minutes = DELTA_MINUTES;
	if (!set || minutes < 0 || minutes > DELTA_MAX)
		return;
	line_of(line, "BEGIN:VALARM");
	line_of(line, "ACTION:DISPLAY");
	line_of(line, "DESCRIPTION:Reminder");
	line_str(line, "TRIGGER:-PT");
	line_number(line, minutes);
	line_of(line, "M");
	line_of(line, "END:VALARM");
}

static void
put_event(const struct event *event, struct line *line)
{
	line_of(line, "BEGIN:VEVENT");
	kind_put_identity(event->kind, line);
	put_when(event, line);
	put_text(event, line);
	put_state(event, line);
	kind_put_rank(event->kind, line);
	put_who(event, line);
	put_reminder(event, line);
	line_of(line, "END:VEVENT");
}

void
kind_put_event(struct rebuild_kind *kind, const struct kind_form *form,
    struct line *line)
{
	size_t mark = ambit_arena_mark(kind->arena);
	struct event event = { .kind = kind, .form = form };

	kind->pattern = NULL;
	event.recurs = series_of(kind, kind_is_true(appointment(kind, 0x8215)),
	    &event.series);
	kind_put_calendar(form->method, line);
	if (event.recurs && !event.series.all_day)
		zone_put(&event.series.zone,
		    ambit_instant_civil(
			recurrence_at(event.series.pattern.start))
			.year,
		    line);
	put_event(&event, line);
	for (size_t i = 0; i < event.series.pattern.n_exceptions; i++) {
		event.own = &event.series.pattern.exceptions[i];
		put_event(&event, line);
	}
	line_of(line, "END:VCALENDAR");
	ambit_arena_release(kind->arena, mark);
}
