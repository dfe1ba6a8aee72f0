#ifndef AMBIT_TESTS_STANDING_H
#define AMBIT_TESTS_STANDING_H

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "exact.h"

#include "ambit/notice.h"

/*
 * Cases whose notice is judged on day 120, a Friday: 1 May 1970. Served on day
 * 100, with bars and events added one by one.
 */
#define DAY(n) ((n)*AMBIT_DAY)
#define EVER   INT64_MAX

struct told {
	struct ambit_standing c;
	struct ambit_notice_bar bars[3];
	struct ambit_notice_event events[4];
};

static inline void
bar(struct told *t, int64_t from, int64_t until)
{
	t->bars[t->c.n_bars++] =
	    (struct ambit_notice_bar){ { from, until }, true };
}

static inline void
deed(struct told *t, enum ambit_notice_deed what, int64_t at)
{
	t->events[t->c.n_events++] = (struct ambit_notice_event){ what, at,
		AMBIT_EXCEPTION_NONE, false };
}

static inline void
except(struct told *t, enum ambit_notice_exception why, int64_t at)
{
	t->events[t->c.n_events++] =
	    (struct ambit_notice_event){ AMBIT_DEED_EXCEPTED, at, why, true };
}

/* A warrant for the mail of a consumer. */
static inline void
warrant(struct told *t)
{
	*t = (struct told){ .c = {
				.rule = AMBIT_NOTICE_DUE,
				.served = DAY(100),
				.due = EVER,
				.civil_notice_days = 7,
				.civil_objection_days = 14,
				.working_days = 5,
				.bars = t->bars,
				.events = t->events,
				.now = DAY(120) + AMBIT_HOUR,
			    } };
}

/* The same for mail of a customer of 51 seats. */
static inline void
enterprise(struct told *t)
{
	warrant(t);
	t->c.seats = 51;
}

static inline void
civil(struct told *t)
{
	warrant(t);
	t->c.civil = true;
}

static inline void
emergency(struct told *t)
{
	warrant(t);
	t->c.rule = AMBIT_NOTICE_EXCEPTED;
	t->c.emergency = true;
}

/* A European Production Order of which the enforcing authority knows. */
static inline void
epoc(struct told *t)
{
	warrant(t);
	t->c.rule = AMBIT_NOTICE_BY_AUTHORITY;
	t->c.authority_notified = true;
}

static inline void
letter(struct told *t)
{
	warrant(t);
	t->c.rule = AMBIT_NOTICE_BARRED_IF_CERTIFIED;
}

/* Bars and events end where they end, until exact_free. */
static inline void
sharpen(struct told *t)
{
	EXACT(t->c.bars, t->c.n_bars);
	EXACT(t->c.events, t->c.n_events);
}

#endif
