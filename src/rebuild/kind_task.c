/*
 * Tasks: VTODO (RFC 5545 3.6.2).
 *
 * The days of a task are those of its owner, in a zone that it does not tell
 * ([MS-OXOTASK] 2.2.2.2.4 and on): they stand as days, or as times of no zone.
 */

/* Floor 0. */
#include "ambit/instant.h"

/* Floor 3. */
#include "kind_form.h"
#include "recurrence.h"

#define PATTERN_MAX ((size_t)1 << 20)

/* 8101: [MS-OXOTASK] 2.2.2.2.2. */
enum state {
	NOT_STARTED,
	IN_PROGRESS,
	COMPLETE,
	WAITING,
	DEFERRED,
};

static const struct ambit_mapi_value *
task(const struct rebuild_kind *kind, uint32_t number)
{
	return kind_named(kind, KIND_TASK, number);
}

static void
put_day(const char *name, int64_t at, struct line *line)
{
	line_str(line, name);
	if (at % AMBIT_DAY == 0) {
		line_str(line, ";VALUE=DATE:");
		line_date(line, at);
	} else {
		line_str(line, ":");
		line_local(line, at);
	}
	line_end(line);
}

static void
put_state(const struct rebuild_kind *kind, struct line *line)
{
	int32_t state;
	double part;

	if (!kind_number(task(kind, 0x8101), &state))
		state = -1;
	if (kind_is_true(task(kind, 0x811c)) || state == COMPLETE)
		line_of(line, "STATUS:COMPLETED");
	else if (state == IN_PROGRESS)
		line_of(line, "STATUS:IN-PROCESS");
	else if (state >= NOT_STARTED && state <= DEFERRED)
		line_of(line, "STATUS:NEEDS-ACTION");
	if (state == WAITING)
		line_of(line, "X-AMBIT-STATUS:WAITING");
	if (state == DEFERRED)
		line_of(line, "X-AMBIT-STATUS:DEFERRED");
	if (kind_double(task(kind, 0x8102), &part) && part >= 0 && part <= 1) {
		line_str(line, "PERCENT-COMPLETE:");
		line_number(line, (int64_t)(part * 100 + 0.5));
		line_end(line);
	}
}

/* The rule counts from the first instance: the task must still be that. */
static bool
recurs_exactly(struct rebuild_kind *kind, const struct ambit_mapi_value *value,
    struct recurrence *r)
{
	int64_t start;

	return recurrence_read(kind_binary(kind, value, PATTERN_MAX), false,
		   kind->arena, r) &&
	    recurrence_is_exact(r) && recurrence_n(r->modified) == 0 &&
	    kind_time(task(kind, 0x8104), &start) &&
	    start == recurrence_at(r->start);
}

static void
put_rule(const struct recurrence *r, struct line *line)
{
	line_str(line, "RRULE:");
	recurrence_put(r, line);
	if (r->end_type == RECURRENCE_ENDS_BY) {
		line_str(line, ";UNTIL=");
		line_date(line, recurrence_at(r->end));
	}
	line_end(line);
	for (size_t i = 0; i < recurrence_n(r->deleted); i++)
		put_day("EXDATE", recurrence_at(recurrence_nth(r->deleted, i)),
		    line);
}

static void
put_recurrence(struct rebuild_kind *kind, struct line *line)
{
	const struct ambit_mapi_value *value = task(kind, 0x8116);
	struct recurrence r = { 0 };

	kind->pattern = NULL;
	if (value == NULL || value->prop.type != AMBIT_MAPI_BINARY ||
	    !kind_is_true(task(kind, 0x8126)))
		return;
	if (recurs_exactly(kind, value, &r))
		put_rule(&r, line);
	else
		kind->pattern = value;
}

static void
put_when(struct rebuild_kind *kind, struct line *line)
{
	int64_t at;

	if (kind_time(task(kind, 0x8104), &at))
		put_day("DTSTART", at, line);
	if (kind_time(task(kind, 0x8105), &at))
		put_day("DUE", at, line);
	/* COMPLETED would be a time in UTC, and none is told. */
	if (kind_time(task(kind, 0x810f), &at))
		put_day("X-AMBIT-COMPLETED", at, line);
	put_recurrence(kind, line);
}

static void
put_reminder(const struct rebuild_kind *kind, struct line *line)
{
	int64_t at;

	if (!kind_is_true(kind_named(kind, KIND_COMMON, 0x8503)) ||
	    !kind_time(kind_named(kind, KIND_COMMON, 0x8502), &at))
		return;
	line_of(line, "BEGIN:VALARM");
	line_of(line, "ACTION:DISPLAY");
	line_of(line, "DESCRIPTION:Reminder");
	line_str(line, "TRIGGER;VALUE=DATE-TIME:");
	line_utc(line, at);
	line_end(line);
	line_of(line, "END:VALARM");
}

void
kind_put_task(struct rebuild_kind *kind, const struct kind_form *form,
    struct line *line)
{
	size_t mark = ambit_arena_mark(kind->arena);

	kind_put_calendar(form->method, line);
	line_of(line, "BEGIN:VTODO");
	kind_put_identity(kind, line);
	put_when(kind, line);
	kind_put_subject(kind, "SUMMARY", line);
	kind_put_text(kind, "DESCRIPTION", kind_find(kind, 0x1000), line);
	put_state(kind, line);
	kind_put_rank(kind, line);
	kind_put_text(kind, "CONTACT", task(kind, 0x811f), line);
	put_reminder(kind, line);
	line_of(line, "END:VTODO");
	line_of(line, "END:VCALENDAR");
	ambit_arena_release(kind->arena, mark);
}
