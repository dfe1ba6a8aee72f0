/*
 * Wrapping words into a sink. Knows no order.
 *
 * Words are gathered until a blank and written where they fit. A character is
 * counted as one column, whatever its shape.
 */

/* System. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Floor 0. */
#include "ambit/instant.h"
#include "ambit/text.h"

/* Here. */
#include "words_out.h"

static void
write_out(struct words_out *out, struct ambit_span bytes)
{
	if (!out->failed)
		out->failed =
		    ambit_sink_write(out->sink, bytes, out->err_r) < 0;
}

static void
write_blanks(struct words_out *out, size_t n)
{
	write_out(out, ambit_span_sub(AMBIT_LIT("                "), 0, n));
}

/* Put the word that was gathered on this line or the next. */
static void
flush(struct words_out *out)
{
	size_t columns = out->columns > 0 ? out->columns : WORDS_COLUMNS;
	bool first = out->column == out->margin;

	if (out->len == 0)
		return;
	if (!first && out->column + 1 + out->width > columns) {
		write_out(out, AMBIT_LIT("\n"));
		write_blanks(out, out->margin);
		out->column = out->margin;
		first = true;
	}
	if (!first)
		write_out(out, AMBIT_LIT(" "));
	write_out(out,
	    (struct ambit_span){ (const unsigned char *)out->word, out->len });
	out->column += out->width + !first;
	out->len = out->width = 0;
}

/* One character of a word. */
static void
gather(struct words_out *out, struct ambit_span character)
{
	if (out->len + character.len > sizeof(out->word)) {
		write_out(out,
		    (struct ambit_span){ (const unsigned char *)out->word,
			out->len });
		out->len = 0;
	}
	memcpy(out->word + out->len, character.ptr, character.len);
	out->len += character.len;
	out->width++;
}

void
words_begin(struct words_out *out, const char *label)
{
	size_t len = strlen(label);

	out->margin = out->column = WORDS_MARGIN;
	write_out(out, ambit_span_str(label));
	write_blanks(out, len < WORDS_MARGIN ? WORDS_MARGIN - len : 0);
}

void
words_indent(struct words_out *out, size_t margin)
{
	out->margin = out->column = margin;
	write_blanks(out, margin);
}

void
words_end(struct words_out *out)
{
	flush(out);
	write_out(out, AMBIT_LIT("\n"));
}

static void
put(struct words_out *out, struct ambit_span text)
{
	while (text.len > 0) {
		struct ambit_span at = text;

		(void)ambit_text_cut_utf8(&text);
		at.len -= text.len;
		if (at.ptr[0] == ' ')
			flush(out);
		else
			gather(out, at);
	}
}

void
words_say(struct words_out *out, const char *text)
{
	put(out, ambit_span_str(text));
}

void
words_text(struct words_out *out, struct ambit_span value)
{
	while (value.len > 0) {
		struct ambit_span at = value;
		char safe[32];
		struct ambit_text text = AMBIT_TEXT(safe);

		(void)ambit_text_cut_utf8(&value);
		at.len -= value.len;
		ambit_text_escaped(&text, at);
		put(out, ambit_text_span(&text));
	}
}

void
words_quote(struct words_out *out, struct ambit_span value)
{
	put(out, AMBIT_LIT("\""));
	words_text(out, value);
	put(out, AMBIT_LIT("\""));
}

void
words_title(struct words_out *out, const char *title, struct ambit_span value)
{
	out->margin = out->column = 0;
	words_say(out, title);
	words_say(out, " ");
	words_quote(out, value);
	words_end(out);
}

void
words_blank(struct words_out *out)
{
	write_out(out, AMBIT_LIT("\n"));
}

void
words_number(struct words_out *out, uint64_t n)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%" PRIu64, n);
	words_say(out, text);
}

/* Behind the seconds, whatever the order has: nothing is cut on the way. */
static void
put_fraction(struct words_out *out, int64_t at)
{
	int64_t us = (at % AMBIT_SECOND + AMBIT_SECOND) % AMBIT_SECOND;
	char text[24];

	if (us == 0)
		return;
	(void)snprintf(text, sizeof(text), ".%06" PRId64, us);
	words_say(out, text);
}

/* "2026-01-31T23:59:59" and what follows behind the seconds. */
static void
put_instant(struct words_out *out, int64_t at, const char *text)
{
	put(out, ambit_span_sub(ambit_span_str(text), 0, 19));
	put_fraction(out, at);
	words_say(out, text + 19);
}

void
words_instant(struct words_out *out, int64_t at)
{
	char text[AMBIT_INSTANT_LEN];

	ambit_instant_format(at, text);
	put_instant(out, at, text);
}

void
words_stamp(struct words_out *out, int64_t at, int zone)
{
	char text[AMBIT_INSTANT_ZONED_LEN];

	ambit_instant_format_zoned(at, zone, text);
	put_instant(out, at, text);
	words_say(out, " = ");
	words_instant(out, at);
}

int
words_finish(const struct words_out *out)
{
	return out->failed ? -1 : 0;
}
