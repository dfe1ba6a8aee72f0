/*
 * The words that dates are made of: blanks, numbers, names, comments. Knows
 * no date; takes nothing for a digit or a letter that is not ASCII.
 */

/* System. */
#include <string.h>

/* Floor 3. */
#include "date_form.h"

static bool
is_blank(unsigned char c)
{
	return c == ' ' || c == '\t';
}

static bool
is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(unsigned char c)
{
	c |= 0x20;
	return c >= 'a' && c <= 'z';
}

static void
drop(struct ambit_span *s, size_t n)
{
	s->ptr += n;
	s->len -= n;
}

static bool
cut_run_of_blanks(struct ambit_span *s)
{
	size_t n = 0;

	while (n < s->len && is_blank(s->ptr[n]))
		n++;
	if (n > 0)
		drop(s, n);
	return n > 0;
}

bool
date_cut_blanks(struct ambit_span *s)
{
	bool any = cut_run_of_blanks(s);
	struct ambit_span fold = *s;

	if (ambit_span_begins(fold, AMBIT_LIT("\r\n")))
		drop(&fold, 1);
	if (!date_cut_char(&fold, '\n') || !cut_run_of_blanks(&fold))
		return any;
	*s = fold;
	return true;
}

bool
date_cut_char(struct ambit_span *s, char c)
{
	if (s->len == 0 || s->ptr[0] != (unsigned char)c)
		return false;
	drop(s, 1);
	return true;
}

bool
date_cut_digits(struct ambit_span *s, size_t min, size_t max, unsigned *value_r)
{
	size_t n = 0;

	*value_r = 0;
	for (; n < s->len && n <= max && is_digit(s->ptr[n]); n++)
		*value_r = *value_r * 10 + (s->ptr[n] - (unsigned)'0');
	if (n < min || n > max)
		return false;
	drop(s, n);
	return true;
}

/* Which of the three-letter names run together in all is it? From 0. */
static bool
cut_name(struct ambit_span *s, const char *all, unsigned *index_r)
{
	struct ambit_span word = { s->ptr, 3 };

	if (s->len < 3 || (s->len > 3 && is_letter(s->ptr[3])))
		return false;
	for (*index_r = 0; *all != '\0'; all += 3, ++*index_r) {
		struct ambit_span name = { (const unsigned char *)all, 3 };

		if (ambit_span_equal_nocase(word, name)) {
			drop(s, 3);
			return true;
		}
	}
	return false;
}

bool
date_cut_weekday(struct ambit_span *s, unsigned *weekday_r)
{
	return cut_name(s, "SunMonTueWedThuFriSat", weekday_r);
}

bool
date_cut_month(struct ambit_span *s, unsigned *month_r)
{
	if (!cut_name(s, "JanFebMarAprMayJunJulAugSepOctNovDec", month_r))
		return false;
	++*month_r;
	return true;
}

struct ambit_span
date_cut_word(struct ambit_span *s)
{
	static const char ends[] = { ' ', '\t', '\r', '\n', '(' };
	struct ambit_span word = { s->ptr, 0 };

	while (word.len < s->len &&
	    memchr(ends, s->ptr[word.len], sizeof(ends)) == NULL)
		word.len++;
	if (word.len > 0)
		drop(s, word.len);
	return word;
}

/*
 * May it stand in a comment? Bytes above ASCII may, for a comment is skipped
 * whatever it says; of the controls the tabulator alone.
 */
static bool
is_text(unsigned char c)
{
	return c == '\t' || (c >= ' ' && c != 0x7f);
}

/* RFC 5322 3.2.2. */
bool
date_cut_comment(struct ambit_span *s, struct ambit_span *text_r)
{
	size_t depth = 0;
	struct ambit_span start;

	if (!date_cut_char(s, '('))
		return false;
	start = *s;
	for (depth = 1; depth > 0;) {
		if (date_cut_blanks(s))
			continue;
		if (s->len > 0 && s->ptr[0] == '\\')
			drop(s, 1);
		else if (date_cut_char(s, '(')) {
			depth++;
			continue;
		} else if (date_cut_char(s, ')')) {
			depth--;
			continue;
		}
		if (s->len == 0 || !is_text(s->ptr[0]))
			return false;
		drop(s, 1);
	}
	*text_r =
	    (struct ambit_span){ start.ptr, (size_t)(s->ptr - start.ptr) - 1 };
	return true;
}
