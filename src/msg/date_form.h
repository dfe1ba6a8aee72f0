#ifndef AMBIT_MSG_DATE_FORM_H
#define AMBIT_MSG_DATE_FORM_H

#include "ambit/instant.h"
#include "ambit/span.h"

/*
 * What the files of date.c share. Each function cuts what it names off the
 * front of *s and says whether it stood there; where it did not, *s is of no
 * further use.
 */

/* How far a zone settles the instant (mail.md 4). */
enum date_zone_kind {
	DATE_ZONE_NONE, /* zero: it cannot be read, nor can the date */
	DATE_ZONE_WIDE, /* somewhere on earth */
	DATE_ZONE_EXACT,
};

struct date_zone {
	enum date_zone_kind kind;
	int minutes; /* east, where exact */
	bool numeric;
};

/* A date as written, each number as found; nothing in it is checked yet. */
struct date_form {
	bool has_weekday, has_seconds, has_long_year, has_zone;
	unsigned weekday;         /* 0 is Sunday */
	struct ambit_civil civil; /* second may be 60, year of two digits */
	struct date_zone zone;
};

/* date_token.c: the words that dates are made of. */

/* FWS of RFC 5322 3.2.2: blanks, one fold among them. */
bool date_cut_blanks(struct ambit_span *s);
bool date_cut_char(struct ambit_span *s, char c);

/* Digits, min to max of them and no more. */
bool date_cut_digits(struct ambit_span *s, size_t min, size_t max,
    unsigned *value_r);

/* "Mon", "mar": in any letter case, and no letter behind it. */
bool date_cut_weekday(struct ambit_span *s, unsigned *weekday_r);
bool date_cut_month(struct ambit_span *s, unsigned *month_r);

/* What stands up to a blank, a line end or a comment. */
struct ambit_span date_cut_word(struct ambit_span *s);

/* A comment with those within it; *text_r is what the outer brackets hold. */
bool date_cut_comment(struct ambit_span *s, struct ambit_span *text_r);

/* date_zone.c: what a word says about the zone. */
struct date_zone date_zone_read(struct ambit_span word);

/* Minutes east of a name of RFC 5322 4.3 in capitals. */
bool date_zone_named(struct ambit_span word, int *minutes_r);

/* date_form.c: the two ways to write a date. */

/* RFC 5322 3.3: "Mon, 1 Mar 2021 10:00:00 +0100 (CET)" and nothing else. */
bool date_cut_mail(struct ambit_span *s, struct date_form *form_r);

/* asctime: "Mon Mar  1 10:00:00 2021", and what is behind is left in *s. */
bool date_cut_asctime(struct ambit_span *s, struct date_form *form_r);

#endif
