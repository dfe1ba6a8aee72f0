/*
 * Where an address may hide (mail.md 5). The net searches a field for the
 * account as it is spelled; an address that is spelled in another way slips
 * through it, and a reader that squeezes blanks, drops comments or follows
 * routes finds it all the same. Such a field is in doubt.
 */

/* System. */
#include <string.h>

/* Floor 3 and below. */
#include "address_token.h"
#include "ambit/text.h"

/* Cut the bytes off the front up to one of the stops, which goes too. */
static struct ambit_span
cut_until(struct ambit_span *rest, const char *stops)
{
	struct ambit_span piece = { rest->ptr, 0 };

	while (piece.len < rest->len &&
	    strchr(stops, rest->ptr[piece.len]) == NULL)
		piece.len++;
	*rest = ambit_span_sub(*rest, piece.len + 1, rest->len);
	return piece;
}

static bool
is_mark(unsigned char c)
{
	return c == '@' || c == '.';
}

/* "a@b", not "a", "@b", "a@" or ".b": something is missing there. */
static bool
is_whole(struct ambit_span word)
{
	return address_holds(word, '@') && !is_mark(word.ptr[0]) &&
	    !is_mark(word.ptr[word.len - 1]);
}

bool
address_is_plain(struct ambit_span text)
{
	if (!address_holds(text, '@'))
		return true;
	text = ambit_span_trim(text);
	/* Dots around it all take nothing apart. */
	if (text.ptr[0] == '.')
		text = ambit_span_sub(text, 1, text.len);
	if (text.ptr[text.len - 1] == '.')
		text.len--;
	while (text.len > 0) {
		struct ambit_span word = cut_until(&text, " \t");

		if (word.len > 0 && !is_whole(word))
			return false;
	}
	return true;
}

/* Controls, bytes that are no text, and what spells things differently. */
static bool
is_odd(int32_t c)
{
	return c < 0 || (c < ' ' && c != '\t') || c == 0x7f ||
	    (c < 0x7f && strchr("\"\\()%!", c) != NULL);
}

static bool
holds_odd(struct ambit_span field)
{
	while (field.len > 0) {
		if (is_odd(ambit_text_cut_utf8(&field)))
			return true;
	}
	return false;
}

/* "<@a,@b:alice@example.com>": RFC 5322 4.4. */
static bool
holds_route(struct ambit_span field)
{
	while (address_holds(field, '<')) {
		(void)cut_until(&field, "<");
		field = ambit_span_trim(field);
		if (field.len > 0 && field.ptr[0] == '@')
			return true;
	}
	return false;
}

bool
address_may_hide(struct ambit_span field)
{
	if (holds_odd(field) || address_holds_coded(field) ||
	    holds_route(field))
		return true;
	while (field.len > 0) {
		if (!address_is_plain(cut_until(&field, ",;:<>[]")))
			return true;
	}
	return false;
}
