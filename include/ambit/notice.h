#ifndef AMBIT_NOTICE_H
#define AMBIT_NOTICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ambit/law.h"
#include "ambit/validity.h"

/*
 * Notice and redirect (law.md 7.1): is the user told, by whom and when, and
 * may anything be released before? Pure: a state is never stored, it follows
 * from what was recorded and from the instant that is asked about. The zero
 * of every type holds the release.
 */

/* The closed list of G3. Zero is no reason. */
enum ambit_notice_exception {
	AMBIT_EXCEPTION_NONE,
	AMBIT_EXCEPTION_DANGER_TO_PERSON,
	AMBIT_EXCEPTION_CHILD_EXPLOITATION,
	AMBIT_EXCEPTION_ACCOUNT_COMPROMISED,
	AMBIT_EXCEPTION_COUNTERPRODUCTIVE,
	AMBIT_N_EXCEPTIONS,
};

/* What people record of a case. */
enum ambit_notice_deed {
	AMBIT_DEED_NONE,
	AMBIT_DEED_ASKED,      /* the authority: to turn to the customer */
	AMBIT_DEED_AGREED,     /* it does */
	AMBIT_DEED_REFUSED,    /* it does not */
	AMBIT_DEED_UNANSWERED, /* it did not say in time */
	AMBIT_DEED_CHALLENGED, /* leave to redirect or to tell was asked */
	AMBIT_DEED_GIVEN,      /* the user was told */
	AMBIT_DEED_EXCEPTED,   /* and an approver says why not */
	AMBIT_DEED_DANGER_OVER,
	AMBIT_DEED_OBJECTED,  /* the user, or the enforcing authority */
	AMBIT_DEED_UNOPPOSED, /* they do not object, or no longer */
	AMBIT_N_DEEDS,
};

struct ambit_notice_event {
	enum ambit_notice_deed deed;
	int64_t at;
	enum ambit_notice_exception exception; /* EXCEPTED */
	bool approved; /* EXCEPTED: by an approver of the registry */
};

/* A non-disclosure order. Without an end, held.until is INT64_MAX. */
struct ambit_notice_bar {
	struct ambit_range held;
	bool proven; /* its document is there and is what the order binds */
};

/* More seats than this, and the customer is asked first (G3, G9). */
#define AMBIT_SEATS_MAX 50

/* The facts of a case: what a gate is asked about. */
struct ambit_standing {
	enum ambit_notice_rule rule;
	bool civil;     /* a private litigant asks: the user may object */
	bool certified; /* that it must be kept secret: the document is there */
	bool emergency;
	bool nobody;             /* no account of the provider is named */
	bool authority_notified; /* Reg. (EU) 2023/1543 Art. 8 */
	uint64_t seats; /* of the largest customer named; 0: consumers only */
	int64_t served;
	int64_t due; /* when the authority wants its answer; INT64_MAX: open */
	uint64_t civil_notice_days, civil_objection_days, working_days;
	const struct ambit_notice_bar *bars;
	size_t n_bars;
	/* As they were recorded; of two that contradict each other the later
	 * counts. What is after now has not happened. */
	const struct ambit_notice_event *events;
	size_t n_events;
	int64_t now;
};

enum ambit_notice_state {
	AMBIT_STATE_DUE,
	AMBIT_STATE_DELAYED_DUE, /* a bar or a danger has ended */
	AMBIT_STATE_GIVEN,
	AMBIT_STATE_BARRED,
	AMBIT_STATE_EXCEPTED,
	AMBIT_STATE_BY_AUTHORITY,
	AMBIT_STATE_NOT_APPLICABLE,
	AMBIT_N_STATES,
};

/* One way into a state. The first row that holds decides. */
struct ambit_notice_guard {
	const char *name; /* "G2", of law.md 7.1; "-" for law.md 2.2 */
	enum ambit_notice_state state;
	const char *says;
	bool (*holds)(const struct ambit_standing *c);
	bool confirmed;
};

const struct ambit_notice_guard *ambit_notice_guards(size_t *n_r);

/* The guard that decides at c->now: its state is the case's. Never NULL. */
const struct ambit_notice_guard *
ambit_notice_state(const struct ambit_standing *c);

/* Is the user still to be told, now or one day? */
bool ambit_notice_is_open(const struct ambit_standing *c);

/*
 * Until when the user must have been told, as far as it is known: INT64_MAX
 * where it is not, or nothing is to be told. Barred now: if no bar is added.
 * It is the end of a working day, so at this instant it is too late.
 */
int64_t ambit_notice_deadline(const struct ambit_standing *c);

/* A bar without an end holds: when it is to be looked at again, 12 months
 * after it began or was last challenged. Else INT64_MAX. */
int64_t ambit_notice_review(const struct ambit_standing *c);

/* The end of the n-th working day (Monday to Friday, UTC) behind the day in
 * which the last instant before ended lies. INT64_MAX: n is beyond reason. */
int64_t ambit_notice_working_days(int64_t ended, uint64_t n);

/* What holds a release: the rows H_... of law.md 6, exit 4. Each asks the
 * standing of its subject. */
const struct ambit_check *ambit_law_gates(size_t *n_r);

/*
 * The gates that are shut at c->now: at most max of them, in the order of the
 * table; returns how many there are. None: it may be released.
 */
size_t ambit_notice_judge(const struct ambit_standing *c,
    const struct ambit_check **gates_r, size_t max);

/* Why the event may not be recorded at event->at, as a clause; NULL: it may. */
const char *ambit_notice_forbids(const struct ambit_standing *c,
    const struct ambit_notice_event *event);

/* "DUE", ...; "dangerToPerson", ...; "asked", ...: as law.md and the ledger
 * write them. */
const char *ambit_notice_state_name(enum ambit_notice_state state);
const char *ambit_notice_exception_name(enum ambit_notice_exception exception);
const char *ambit_notice_deed_name(enum ambit_notice_deed deed);

/* Back again: AMBIT_EXCEPTION_NONE, AMBIT_DEED_NONE where there is none. */
enum ambit_notice_exception ambit_notice_exception_of(struct ambit_span name);
enum ambit_notice_deed ambit_notice_deed_of(struct ambit_span name);

#endif
