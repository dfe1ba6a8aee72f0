#ifndef AMBIT_INSTANT_H
#define AMBIT_INSTANT_H

#include <stdbool.h>
#include <stdint.h>

#include "ambit/span.h"

/*
 * An instant counts microseconds from 1970-01-01T00:00:00Z: the finest grain
 * in which an order can be written. A clock with a finer one is cut, never
 * rounded, so nothing moves across the end of a range.
 */
#define AMBIT_SECOND INT64_C(1000000)
#define AMBIT_MINUTE (60 * AMBIT_SECOND)
#define AMBIT_HOUR   (60 * AMBIT_MINUTE)
#define AMBIT_DAY    (24 * AMBIT_HOUR)

/* mail.md D16: no instant of evidence lies before 1970 or after 2100. */
#define AMBIT_YEAR_MIN 1970
#define AMBIT_YEAR_MAX 2100

/* Half-open: from is in, until is out. Zero is empty. */
struct ambit_range {
	int64_t from, until;
};

/* Every instant there is. */
#define AMBIT_RANGE_ALL ((struct ambit_range){ INT64_MIN, INT64_MAX })

/* At some instant from lo to hi, both included. */
struct ambit_interval {
	int64_t lo, hi;
};

/*
 * When something happened, as far as the evidence says: n readings, of which
 * one is right. Zero readings say nothing at all; two-digit years have two.
 */
struct ambit_when {
	unsigned n;
	struct ambit_interval at[2];
};

/* Whose hand wrote the time down. One of them decides; no other stands in. */
enum ambit_clock {
	AMBIT_CLOCK_DELIVERED, /* the provider's, on arrival */
	AMBIT_CLOCK_SUBMITTED, /* the provider's, on sending */
	AMBIT_CLOCK_HEADER,    /* the sender's own claim */
	AMBIT_N_CLOCKS,
};

/* "delivered", "submitted", "header". */
const char *ambit_clock_name(enum ambit_clock clock);

/* A calendar date and a time of day, not yet in any zone. */
struct ambit_civil {
	int year;                      /* 1 .. 9999 */
	unsigned month, day;           /* 1 .. 12, 1 .. 31 */
	unsigned hour, minute, second; /* 0 .. 23, 59, 59 */
};

/* Days from 1970-01-01 in the Gregorian calendar; exact for every int64. */
int64_t ambit_instant_days(int year, unsigned month, unsigned day);

/* 28 to 31; 0 where there is no such month. */
unsigned ambit_instant_month_days(int year, unsigned month);

/* 0 is Sunday. */
unsigned ambit_instant_weekday(int64_t days);

/* The instant that a clock set to UTC shows as this civil time. */
int64_t ambit_instant_of(const struct ambit_civil *civil);
struct ambit_civil ambit_instant_civil(int64_t at);

/*
 * RFC 3339 with an offset, as order.xsd and registry.xsd allow it: upper case
 * T and Z, up to six digits of a fraction, hour 00-23, second 00-59, offset
 * up to 14:59 (XML Schema 1.0: 14:00). *zone_r is the offset in minutes east.
 * False where text is anything else or the date does not exist.
 */
bool ambit_instant_parse(struct ambit_span text, int64_t *at_r, int *zone_r);

/* "2026-01-31T23:59:59Z" and a NUL: fractions are cut. */
#define AMBIT_INSTANT_LEN 21
void ambit_instant_format(int64_t at, char text_r[AMBIT_INSTANT_LEN]);

/* The same in a zone: "2026-01-31T15:59:59-08:00" and a NUL. */
#define AMBIT_INSTANT_ZONED_LEN 26
void ambit_instant_format_zoned(int64_t at, int zone,
    char text_r[AMBIT_INSTANT_ZONED_LEN]);

#endif
