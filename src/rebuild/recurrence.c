/*
 * Patterns of recurrence, as they are stored.
 *
 * Knows the two structures of [MS-OXOCAL] 2.2.1.44 to their last byte. Knows
 * not what days they mean.
 */

/* Floor 3. */
#include "recurrence.h"
#include "take.h"

#define VERSION    0x3004
#define VERSION_2  0x3006
#define WRITER_NEW 0x3009 /* exceptions are highlighted */

#define OWN_ALL 0x03ffu

#define DAY_MINUTES 1440

/* An instance may last a while, but not for a hundred years. */
#define MINUTES_MAX (100u * 366 * DAY_MINUTES)

/* ---- the pattern ---- */

static bool
take_specific(struct take *take, struct recurrence *r)
{
	switch (r->pattern) {
	case RECURRENCE_DAY:
		return true;
	case RECURRENCE_WEEK:
		r->weekdays = take_u32(take);
		return true;
	case RECURRENCE_MONTH:
	case RECURRENCE_MONTH_END:
	case 0x0a:
	case 0x0c:
		r->day = take_u32(take);
		return true;
	case RECURRENCE_MONTH_NTH:
	case 0x0b:
		r->weekdays = take_u32(take);
		r->day = take_u32(take);
		return true;
	default:
		return false;
	}
}

/* So many days, which ascend. */
static bool
take_days(struct take *take, struct ambit_span *days_r)
{
	uint32_t n = take_u32(take);

	if (take->bad || n > take->left.len / 4)
		return false;
	*days_r = take_bytes(take, (size_t)n * 4);
	for (size_t i = 0; i < n; i++) {
		uint32_t day = recurrence_nth(*days_r, i);

		if (day % DAY_MINUTES != 0 ||
		    (i > 0 && day <= recurrence_nth(*days_r, i - 1)))
			return false;
	}
	return true;
}

/* RecurrencePattern (2.2.1.44.1). */
static bool
take_pattern(struct take *take, struct recurrence *r)
{
	unsigned reader = take_u16(take), writer = take_u16(take);

	if (reader != VERSION || writer != VERSION)
		return false;
	r->frequency = take_u16(take);
	r->pattern = take_u16(take);
	r->calendar = take_u16(take);
	r->first = take_u32(take);
	r->period = take_u32(take);
	r->sliding = take_u32(take);
	if (!take_specific(take, r))
		return false;
	r->end_type = take_u32(take);
	r->count = take_u32(take);
	r->first_weekday = take_u32(take);
	if (!take_days(take, &r->deleted) || !take_days(take, &r->modified))
		return false;
	r->start = take_u32(take);
	r->end = take_u32(take);
	return !take->bad;
}

/* ---- exceptions ---- */

/* A string of one byte a character, which the extended form repeats. */
static void
skip_string(struct take *take)
{
	unsigned with_nul = take_u16(take), len = take_u16(take);

	if (with_nul != len + 1)
		take->bad = true;
	take_skip(take, len);
}

/* ExceptionInfo (2.2.1.44.2). */
static bool
take_exception(struct take *take, struct recurrence_exception *e)
{
	e->start = take_u32(take);
	e->end = take_u32(take);
	e->original = take_u32(take);
	e->own = take_u16(take);
	if (e->own & RECURRENCE_SUBJECT)
		skip_string(take);
	if (e->own & RECURRENCE_MEETING)
		(void)take_u32(take);
	if (e->own & RECURRENCE_REMINDER_DELTA)
		e->reminder_delta = take_u32(take);
	if (e->own & RECURRENCE_REMINDER)
		e->reminder = take_u32(take);
	if (e->own & RECURRENCE_LOCATION)
		skip_string(take);
	if (e->own & RECURRENCE_BUSY)
		e->busy = take_u32(take);
	if (e->own & RECURRENCE_ATTACHMENT)
		(void)take_u32(take);
	if (e->own & RECURRENCE_ALL_DAY)
		(void)take_u32(take);
	if (e->own & RECURRENCE_COLOUR)
		(void)take_u32(take);
	return !take->bad && (e->own & ~OWN_ALL) == 0 && e->start <= e->end &&
	    e->end - e->start <= MINUTES_MAX;
}

static void
skip_block(struct take *take)
{
	take_skip(take, take_u32(take));
}

static struct ambit_span
take_wide(struct take *take)
{
	return take_bytes(take, (size_t)take_u16(take) * 2);
}

/* ExtendedException (2.2.1.44.4), which must be of the same instance. */
static bool
take_extended(struct take *take, bool highlighted,
    struct recurrence_exception *e)
{
	if (highlighted)
		skip_block(take);
	skip_block(take);
	if ((e->own & (RECURRENCE_SUBJECT | RECURRENCE_LOCATION)) == 0)
		return !take->bad;
	if (take_u32(take) != e->start || take_u32(take) != e->end ||
	    take_u32(take) != e->original)
		return false;
	if (e->own & RECURRENCE_SUBJECT)
		e->subject = take_wide(take);
	if (e->own & RECURRENCE_LOCATION)
		e->location = take_wide(take);
	skip_block(take);
	return !take->bad;
}

/* The rest of AppointmentRecurrencePattern (2.2.1.44.5). */
static bool
take_appointment(struct take *take, struct ambit_arena *arena,
    struct recurrence *r)
{
	struct recurrence_exception *e;
	uint32_t writer;
	bool good = take_u32(take) == VERSION_2;

	writer = take_u32(take);
	r->start_minute = take_u32(take);
	r->end_minute = take_u32(take);
	r->n_exceptions = take_u16(take);
	if (!good || take->bad || r->n_exceptions > RECURRENCE_EXCEPTIONS ||
	    r->n_exceptions != recurrence_n(r->modified))
		return false;
	e = AMBIT_ARENA_GET(arena, struct recurrence_exception,
	    r->n_exceptions);
	if (e == NULL)
		return false;
	r->exceptions = e;
	for (size_t i = 0; good && i < r->n_exceptions; i++)
		good = take_exception(take, &e[i]);
	skip_block(take);
	for (size_t i = 0; good && i < r->n_exceptions; i++)
		good = take_extended(take, writer >= WRITER_NEW, &e[i]);
	skip_block(take);
	return good && !take->bad;
}

/* Some versions leave zeros behind it. */
static bool
is_zero(struct ambit_span bytes)
{
	for (size_t i = 0; i < bytes.len; i++) {
		if (bytes.ptr[i] != 0)
			return false;
	}
	return true;
}

bool
recurrence_read(struct ambit_span bytes, bool appointment,
    struct ambit_arena *arena, struct recurrence *recurrence_r)
{
	struct take take = { .left = bytes };
	struct recurrence r = { 0 };

	if (!take_pattern(&take, &r) ||
	    (appointment && !take_appointment(&take, arena, &r)) ||
	    !is_zero(take.left))
		return false;
	*recurrence_r = r;
	return true;
}

size_t
recurrence_n(struct ambit_span days)
{
	return days.len / 4;
}

uint32_t
recurrence_nth(struct ambit_span days, size_t i)
{
	struct take take = { .left = ambit_span_sub(days, i * 4, 4) };

	return take_u32(&take);
}
