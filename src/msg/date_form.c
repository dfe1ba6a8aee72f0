/*
 * The two ways to write a date that mail uses: RFC 5322 3.3 and asctime.
 * Says what is written; whether there is such a day is date.c's affair.
 */

/* Floor 3. */
#include "date_form.h"

/* "10:00:00", "9:00": D1, D10. A fraction or dots end it: D12. */
static bool
cut_time(struct ambit_span *s, struct date_form *f)
{
	if (!date_cut_digits(s, 1, 2, &f->civil.hour) ||
	    !date_cut_char(s, ':') ||
	    !date_cut_digits(s, 2, 2, &f->civil.minute))
		return false;
	f->has_seconds = date_cut_char(s, ':');
	return !f->has_seconds || date_cut_digits(s, 2, 2, &f->civil.second);
}

static bool
cut_year(struct ambit_span *s, struct date_form *f)
{
	size_t len = s->len;
	unsigned year;

	if (!date_cut_digits(s, 2, 4, &year) || len - s->len == 3)
		return false;
	f->civil.year = (int)year;
	f->has_long_year = len - s->len == 4;
	return true;
}

/*
 * The rest of the text: comments behind the zone (D8). One that is a name of
 * the standard for another zone contradicts it, and nobody guesses.
 */
static bool
cut_comments(struct ambit_span *s, const struct date_zone *zone)
{
	struct ambit_span text;
	int minutes;

	for (;;) {
		(void)date_cut_blanks(s);
		if (s->len == 0)
			return true;
		if (!date_cut_comment(s, &text))
			return false;
		if (zone->kind == DATE_ZONE_EXACT &&
		    date_zone_named(text, &minutes) && minutes != zone->minutes)
			return false;
	}
}

/* The zone and what is behind it; none at all is wide (D6). */
static bool
cut_zone(struct ambit_span *s, struct date_form *f)
{
	bool blank = date_cut_blanks(s);

	f->zone = (struct date_zone){ .kind = DATE_ZONE_WIDE };
	if (s->len == 0)
		return true;
	f->has_zone = true;
	f->zone = date_zone_read(date_cut_word(s));
	return blank && f->zone.kind != DATE_ZONE_NONE &&
	    cut_comments(s, &f->zone);
}

bool
date_cut_mail(struct ambit_span *s, struct date_form *form_r)
{
	struct date_form *f = form_r;

	*f = (struct date_form){ 0 };
	(void)date_cut_blanks(s);
	f->has_weekday = date_cut_weekday(s, &f->weekday);
	if (f->has_weekday) {
		if (!date_cut_char(s, ','))
			return false;
		(void)date_cut_blanks(s);
	}
	return date_cut_digits(s, 1, 2, &f->civil.day) && date_cut_blanks(s) &&
	    date_cut_month(s, &f->civil.month) && date_cut_blanks(s) &&
	    cut_year(s, f) && date_cut_blanks(s) && cut_time(s, f) &&
	    cut_zone(s, f);
}

/* A year, or a zone and a year (D18). */
static bool
cut_zone_and_year(struct ambit_span *s, struct date_form *f)
{
	struct ambit_span word = date_cut_word(s);

	f->zone = (struct date_zone){ .kind = DATE_ZONE_WIDE };
	if (word.len > 0 && (word.ptr[0] < '0' || word.ptr[0] > '9')) {
		f->has_zone = true;
		f->zone = date_zone_read(word);
		if (f->zone.kind == DATE_ZONE_NONE || !date_cut_blanks(s))
			return false;
		word = date_cut_word(s);
	}
	return cut_year(&word, f) && f->has_long_year && word.len == 0;
}

bool
date_cut_asctime(struct ambit_span *s, struct date_form *form_r)
{
	struct date_form *f = form_r;

	*f = (struct date_form){ .has_weekday = true };
	(void)date_cut_blanks(s);
	return date_cut_weekday(s, &f->weekday) && date_cut_blanks(s) &&
	    date_cut_month(s, &f->civil.month) && date_cut_blanks(s) &&
	    date_cut_digits(s, 1, 2, &f->civil.day) && date_cut_blanks(s) &&
	    cut_time(s, f) && date_cut_blanks(s) && cut_zone_and_year(s, f);
}
