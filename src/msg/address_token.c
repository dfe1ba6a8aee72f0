/*
 * The words of address fields: atoms, quoted strings, comments, literals,
 * and the addr-spec made of them. The grammar without its obs- forms, with
 * UTF-8 wherever RFC 6532 has it; every other byte ends a word.
 */

/* System. */
#include <string.h>

/* Floor 3 and below. */
#include "address_token.h"
#include "ambit/text.h"

static void
drop(struct ambit_span *s, size_t n)
{
	s->ptr += n;
	s->len -= n;
}

/* How long is the UTF-8 character above ASCII at the front? */
static size_t
wide_char(struct ambit_span s)
{
	struct ambit_span rest = s;

	if (s.ptr[0] < 0x80 || ambit_text_cut_utf8(&rest) < 0)
		return 0;
	return s.len - rest.len;
}

size_t
address_atom_char(struct ambit_span s)
{
	static const char marks[] = "!#$%&'*+-/=?^_`{|}~";
	unsigned char c;

	if (s.len == 0)
		return 0;
	c = s.ptr[0];
	if (c >= 0x80)
		return wide_char(s);
	return (c >= '0' && c <= '9') ||
	    ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
	    (c != '\0' && strchr(marks, c) != NULL);
}

/* A printable character or a blank, of quoted strings and comments. */
static size_t
text_char(struct ambit_span s)
{
	if (s.len == 0)
		return 0;
	if (s.ptr[0] >= 0x80)
		return wide_char(s);
	return s.ptr[0] == '\t' || (s.ptr[0] >= ' ' && s.ptr[0] < 0x7f);
}

/* One of them, a backslash before it or not. */
static bool
cut_text_char(struct ambit_span *s)
{
	size_t n;

	(void)address_cut_char(s, '\\');
	n = text_char(*s);
	if (n == 0)
		return false;
	drop(s, n);
	return true;
}

bool
address_cut_char(struct ambit_span *s, char c)
{
	if (s->len == 0 || s->ptr[0] != (unsigned char)c)
		return false;
	drop(s, 1);
	return true;
}

bool
address_cut_comment(struct ambit_span *s, struct ambit_span *text_r)
{
	struct ambit_span start = ambit_span_sub(*s, 1, s->len);
	size_t depth = 0;

	do {
		if (address_cut_char(s, '('))
			depth++;
		else if (depth > 0 && address_cut_char(s, ')'))
			depth--;
		else if (depth == 0 || !cut_text_char(s))
			return false;
	} while (depth > 0);
	*text_r = (struct ambit_span){ start.ptr, start.len - s->len - 1 };
	return true;
}

bool
address_skip(struct ambit_span *s)
{
	struct ambit_span text;

	while (s->len > 0) {
		if (s->ptr[0] == '(') {
			if (!address_cut_comment(s, &text))
				return false;
		} else if (s->ptr[0] == ' ' || s->ptr[0] == '\t') {
			drop(s, 1);
		} else {
			break;
		}
	}
	return true;
}

static bool
cut_atom(struct ambit_span *s)
{
	size_t n = address_atom_char(*s);
	bool any = n > 0;

	for (; n > 0; n = address_atom_char(*s))
		drop(s, n);
	return any;
}

bool
address_cut_dot_atom(struct ambit_span *s, struct ambit_span *atom_r)
{
	struct ambit_span start = *s;

	do {
		if (!cut_atom(s))
			return false;
	} while (address_cut_char(s, '.'));
	*atom_r = (struct ambit_span){ start.ptr, start.len - s->len };
	return true;
}

bool
address_cut_quoted(struct ambit_span *s, struct ambit_span *text_r)
{
	struct ambit_span start;

	if (!address_cut_char(s, '"'))
		return false;
	start = *s;
	while (!address_cut_char(s, '"')) {
		if (!cut_text_char(s))
			return false;
	}
	*text_r = (struct ambit_span){ start.ptr, start.len - s->len - 1 };
	return true;
}

bool
address_cut_literal(struct ambit_span *s, struct ambit_span *literal_r)
{
	struct ambit_span start = *s;

	if (!address_cut_char(s, '['))
		return false;
	while (s->len > 0 && s->ptr[0] > ' ' && s->ptr[0] < 0x7f &&
	    strchr("[]\\", s->ptr[0]) == NULL)
		drop(s, 1);
	if (!address_cut_char(s, ']'))
		return false;
	*literal_r = (struct ambit_span){ start.ptr, start.len - s->len };
	return true;
}

bool
address_cut_spec(struct ambit_span *s, struct ambit_addr *addr_r)
{
	bool is_local;

	addr_r->quoted = s->len > 0 && s->ptr[0] == '"';
	is_local = addr_r->quoted ? address_cut_quoted(s, &addr_r->local)
				  : address_cut_dot_atom(s, &addr_r->local);
	if (!is_local || !address_cut_char(s, '@'))
		return false;
	return s->len > 0 && s->ptr[0] == '['
	    ? address_cut_literal(s, &addr_r->domain)
	    : address_cut_dot_atom(s, &addr_r->domain);
}

bool
address_holds(struct ambit_span s, char c)
{
	return s.len > 0 && memchr(s.ptr, c, s.len) != NULL;
}

bool
address_holds_coded(struct ambit_span s)
{
	return ambit_span_contains_nocase(s, AMBIT_LIT("=?"));
}

bool
address_is_ascii(struct ambit_span s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] >= 0x80)
			return false;
	}
	return true;
}
