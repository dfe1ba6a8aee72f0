#ifndef AMBIT_REBUILD_RECURRENCE_H
#define AMBIT_REBUILD_RECURRENCE_H

#include "ambit/arena.h"
#include "ambit/span.h"

#include "line.h"

/*
 * When an appointment or task recurs, as Outlook stores it ([MS-OXOCAL]
 * 2.2.1.44), and as a rule of RFC 5545 where that says exactly the same.
 */

enum recurrence_pattern {
	RECURRENCE_DAY = 0,
	RECURRENCE_WEEK = 1,
	RECURRENCE_MONTH = 2,
	RECURRENCE_MONTH_NTH = 3,
	RECURRENCE_MONTH_END = 4,
	/* 10 to 12 are those of the Hijri calendar. */
};

/* Which of its fields an exception has of its own (2.2.1.44.2). */
#define RECURRENCE_SUBJECT        0x0001u
#define RECURRENCE_MEETING        0x0002u
#define RECURRENCE_REMINDER_DELTA 0x0004u
#define RECURRENCE_REMINDER       0x0008u
#define RECURRENCE_LOCATION       0x0010u
#define RECURRENCE_BUSY           0x0020u
#define RECURRENCE_ATTACHMENT     0x0040u
#define RECURRENCE_ALL_DAY        0x0080u
#define RECURRENCE_COLOUR         0x0100u
#define RECURRENCE_BODY           0x0200u

/* An instance that was changed. Times are minutes since 1601, local. */
struct recurrence_exception {
	uint32_t start, end, original;
	unsigned own; /* RECURRENCE_ bits */
	uint32_t reminder_delta, reminder, busy;
	struct ambit_span subject, location; /* UTF-16LE */
};

/* No store has more; each takes some 60 bytes of the arena. */
#define RECURRENCE_EXCEPTIONS 4096

/* Minutes are counted from 1601, local; the first of a day stands for it. */
struct recurrence {
	unsigned frequency; /* 0x200a daily, b weekly, c monthly, d yearly */
	unsigned pattern;   /* enum recurrence_pattern, or unknown */
	unsigned calendar;
	uint32_t first;  /* FirstDateTime */
	uint32_t period; /* minutes of days; weeks; months */
	uint32_t sliding;
	uint32_t weekdays; /* 1 << weekday, 0 Sunday; of weeks and nth */
	uint32_t day;      /* of the month, or which of the weekdays */
	uint32_t end_type, count, first_weekday;
	struct ambit_span deleted, modified; /* days, four bytes each */
	uint32_t start, end;
	/* Of appointments alone. */
	uint32_t start_minute, end_minute;
	const struct recurrence_exception *exceptions;
	size_t n_exceptions;
};

/*
 * Read the value of 8216 (of an appointment: with its exceptions) or of a
 * task's 8116. False: it is not exactly such a one, or the arena is full. What
 * it holds is lent as long as the bytes and the arena live.
 */
bool recurrence_read(struct ambit_span bytes, bool appointment,
    struct ambit_arena *arena, struct recurrence *recurrence_r);

/* Is the day one of the pattern, wherever it begins and ends? Minutes. */
bool recurrence_falls(const struct recurrence *recurrence, uint32_t day);

/*
 * Does a rule say the same as the pattern: of a calendar, phase and form that
 * RFC 5545 has, beginning and ending on days of its own, of as many as it
 * says, and each deleted day one of them?
 */
bool recurrence_is_exact(const struct recurrence *recurrence);

/* Days, and from them microseconds as a clock set to UTC would show them. */
int64_t recurrence_at(uint32_t minutes);
size_t recurrence_n(struct ambit_span days);
uint32_t recurrence_nth(struct ambit_span days, size_t i);

enum recurrence_end {
	RECURRENCE_ENDS_BY = 0x2021,
	RECURRENCE_ENDS_AFTER = 0x2022,
	RECURRENCE_NEVER_ENDS = 0x2023,
};

/* "FREQ=...", of one that is exact, but for UNTIL, which needs a zone. */
void recurrence_put(const struct recurrence *recurrence, struct line *line);

#endif
