/*
 * Bars to telling the user: does a NonDisclosure say one thing, and of this
 * order?
 */

/* Filters. */
#include "validity.h"

bool
ambit_breaks_bar(const struct ambit_subject *s)
{
	return s->secrecy->until.given &&
	    s->secrecy->from.at >= s->secrecy->until.at;
}

/* Is the bar in force at an instant at which the other is? */
static bool
overlap(const struct ambit_secrecy *a, const struct ambit_secrecy *b)
{
	return (!a->until.given || b->from.at < a->until.at) &&
	    (!b->until.given || a->from.at < b->until.at);
}

bool
ambit_breaks_bar_overlap(const struct ambit_subject *s)
{
	for (const struct ambit_secrecy *other = s->order->secrecies;
	     other != s->secrecy; other++) {
		if (overlap(other, s->secrecy) &&
		    !ambit_span_equal(other->reference, s->secrecy->reference))
			return true;
	}
	return false;
}

bool
ambit_breaks_bar_end(const struct ambit_subject *s)
{
	return s->secrecy->until.given == s->secrecy->indefinite;
}

/* Does a letter or digit stand at off? */
static bool
is_part(struct ambit_span s, size_t off)
{
	unsigned char c = off < s.len ? s.ptr[off] : ' ';

	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z') || c >= 0x80;
}

/* Does the text hold the number, not as a part of another? */
static bool
holds(struct ambit_span text, struct ambit_span number)
{
	for (size_t i = 0; i + number.len <= text.len; i++) {
		if (ambit_span_equal(ambit_span_sub(text, i, number.len),
			number) &&
		    (i == 0 || !is_part(text, i - 1)) &&
		    !is_part(text, i + number.len))
			return true;
	}
	return false;
}

/* One may say more than the other: 26-mc-00093, 26-mc-00093 (D. Example). */
bool
ambit_breaks_bar_matter(const struct ambit_subject *s)
{
	return !holds(s->order->reference, s->secrecy->reference) &&
	    !holds(s->secrecy->reference, s->order->reference);
}

/* A court may add a bar later, and not before there is an order. */
bool
ambit_breaks_bar_date(const struct ambit_subject *s)
{
	return s->secrecy->from.at < s->order->issued.at;
}
