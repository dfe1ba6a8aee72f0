/*
 * Text: is it what it looks like?
 *
 * law.md 4: text is in normalization form C, without C0 and C1 controls and,
 * in identifiers, without characters that turn the line around.
 *
 * BUGS
 *
 * Form C is not computed: that needs the tables of Unicode. Refused are the
 * characters below, which form C replaces or may replace: the combining marks
 * of Latin, Greek and Cyrillic, whatever stands before them, and the doubles
 * that are there for old standards only. So a name that can only be written
 * with such a mark is refused although it is in form C; and the order of
 * marks of other scripts is not looked at.
 */

/* System. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Floor 0. */
#include "ambit/text.h"

/* Here. */
#include "xml_text.h"

static const struct {
	int32_t first, last;
} not_form_c[] = {
	{ 0x0300, 0x036f }, /* combining marks */
	{ 0x0374, 0x0374 }, /* Greek numeral sign */
	{ 0x037e, 0x037e }, /* Greek question mark */
	{ 0x0387, 0x0387 }, /* Greek ano teleia */
	{ 0x1161, 0x1175 }, /* Hangul vowels, */
	{ 0x11a8, 0x11c2 }, /* and finals: a syllable is one character */
	{ 0x1fbe, 0x1fbe }, /* Greek prosgegrammeni */
	{ 0x2000, 0x2001 }, /* en quad, em quad */
	{ 0x2126, 0x2126 }, /* ohm */
	{ 0x212a, 0x212b }, /* kelvin, angstrom */
	{ 0x2329, 0x232a }, /* angle brackets */
	{ 0x3099, 0x309a }, /* Kana voicing marks */
	{ 0xf900, 0xfaff }, /* ideographs for compatibility */
	{ 0x2f800, 0x2fa1f },
};

static bool
is_form_c(int32_t c)
{
	for (size_t i = 0; i < sizeof(not_form_c) / sizeof(not_form_c[0]);
	     i++) {
		if (c >= not_form_c[i].first && c <= not_form_c[i].last)
			return false;
	}
	return true;
}

static bool
is_control(int32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f);
}

static const char *
wrong(struct ambit_span text, bool identifier)
{
	while (text.len > 0) {
		int32_t c = ambit_text_cut_utf8(&text);

		if (c < 0)
			return "it is not UTF-8";
		if (is_control(c))
			return "it holds a control character";
		if (identifier && ambit_text_is_hidden(c))
			return "it holds a hidden or direction character";
		if (!is_form_c(c))
			return "it is not in normalization form C";
	}
	return NULL;
}

const char *
xml_text_wrong(struct ambit_span text)
{
	return wrong(text, false);
}

const char *
xml_identifier_wrong(struct ambit_span text)
{
	return wrong(text, true);
}
