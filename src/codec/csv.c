/*
 * CSV: one way to write a field, and a reader that takes nothing else.
 *
 * The reader is as strict as the writer is exact: what it accepts, the writer
 * writes again byte for byte. So a table that was edited does not read.
 */

/* Floor 0. */
#include "ambit/span.h"
#include "ambit/text.h"

/* Floor 2. */
#include "ambit/csv.h"

static bool
is_blank(unsigned char c)
{
	return c == ' ' || c == '\t';
}

/* guarded: an apostrophe stands in front, so the first byte is no end. */
static bool
wants_quotes(struct ambit_span value, bool guarded)
{
	if (value.len == 0)
		return false;
	if (!guarded && is_blank(value.ptr[0]))
		return true;
	if (is_blank(value.ptr[value.len - 1]))
		return true;
	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = value.ptr[i];

		if (c == ',' || c == '"' || c == '\r' || c == '\n')
			return true;
	}
	return false;
}

/*
 * CWE-1236: what makes a spreadsheet compute rather than show. The apostrophe
 * is among them so that one can be taken away from every field without loss.
 */
static bool
wants_guard(struct ambit_span value)
{
	static const struct ambit_span starts[] = {
		AMBIT_LIT_INIT("="), AMBIT_LIT_INIT("+"), AMBIT_LIT_INIT("-"),
		AMBIT_LIT_INIT("@"), AMBIT_LIT_INIT("\t"), AMBIT_LIT_INIT("\r"),
		AMBIT_LIT_INIT("\0"), AMBIT_LIT_INIT("'"),
		AMBIT_LIT_INIT("\xef\xbc\x9d"), /* U+FF1D, full-width = */
		AMBIT_LIT_INIT("\xef\xbc\x8b"), /* U+FF0B, + */
		AMBIT_LIT_INIT("\xef\xbc\x8d"), /* U+FF0D, - */
		AMBIT_LIT_INIT("\xef\xbc\xa0"), /* U+FF20, @ */
	};

	while (value.len > 0 && value.ptr[0] == ' ')
		value = ambit_span_sub(value, 1, value.len - 1);
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		if (ambit_span_begins(value, starts[i]))
			return true;
	}
	return false;
}

/* value with each of its quotes twice. */
static void
put_doubled(struct ambit_text *text, struct ambit_span value)
{
	size_t done = 0;

	for (size_t i = 0; i < value.len; i++) {
		if (value.ptr[i] != '"')
			continue;
		ambit_text_put(text, ambit_span_sub(value, done, i + 1 - done));
		done = i;
	}
	ambit_text_put(text, ambit_span_sub(value, done, value.len - done));
}

void
ambit_csv_field(struct ambit_text *text, bool first, bool guard,
    struct ambit_span value)
{
	bool guarded = guard && wants_guard(value);
	bool quoted = wants_quotes(value, guarded);

	if (!first)
		ambit_text_str(text, ",");
	if (quoted)
		ambit_text_str(text, "\"");
	if (guarded)
		ambit_text_str(text, "'");
	if (quoted) {
		put_doubled(text, value);
		ambit_text_str(text, "\"");
	} else {
		ambit_text_put(text, value);
	}
}

void
ambit_csv_end(struct ambit_text *text)
{
	ambit_text_str(text, "\r\n");
}

/*
 * The inside of a quoted field up to the quote that ends it: *rest is then
 * behind that quote. Without a doubled quote in it the value is lent from
 * *rest, else it is written into text.
 */
static bool
cut_quoted(struct ambit_span *rest, struct ambit_text *text,
    struct ambit_span *value_r)
{
	size_t begin = text->len, i = 0, done = 0;

	for (;; i++) {
		if (i == rest->len)
			return false;
		if (rest->ptr[i] != '"')
			continue;
		if (i + 1 == rest->len || rest->ptr[i + 1] != '"')
			break;
		ambit_text_put(text, ambit_span_sub(*rest, done, i + 1 - done));
		done = ++i + 1;
	}
	if (done == 0) {
		*value_r = ambit_span_sub(*rest, 0, i);
	} else {
		ambit_text_put(text, ambit_span_sub(*rest, done, i - done));
		*value_r = ambit_span_sub(ambit_text_span(text), begin,
		    text->len - begin);
	}
	*rest = ambit_span_sub(*rest, i + 1, rest->len - i - 1);
	return !text->full;
}

/* Up to the comma or the line end; a stray quote or CR or LF is found by
 * asking whether the writer would have quoted. */
static void
cut_plain(struct ambit_span *rest, struct ambit_span *value_r)
{
	size_t i = 0;

	while (i < rest->len && rest->ptr[i] != ',' && rest->ptr[i] != '\r')
		i++;
	*value_r = ambit_span_sub(*rest, 0, i);
	*rest = ambit_span_sub(*rest, i, rest->len - i);
}

static bool
cut_field(struct ambit_span *rest, bool guard, struct ambit_text *text,
    struct ambit_span *value_r)
{
	static const struct ambit_span quote = AMBIT_LIT_INIT("\"");
	static const struct ambit_span mark = AMBIT_LIT_INIT("'");
	bool quoted = ambit_span_begins(*rest, quote), guarded;

	if (quoted) {
		*rest = ambit_span_sub(*rest, 1, rest->len - 1);
		if (!cut_quoted(rest, text, value_r))
			return false;
	} else {
		cut_plain(rest, value_r);
	}
	guarded = guard && ambit_span_begins(*value_r, mark);
	if (guarded)
		*value_r = ambit_span_sub(*value_r, 1, value_r->len - 1);
	return guarded == (guard && wants_guard(*value_r)) &&
	    quoted == wants_quotes(*value_r, guarded);
}

int
ambit_csv_cut(struct ambit_span *rest, bool guard, struct ambit_text *text,
    struct ambit_span *fields_r, size_t max)
{
	static const struct ambit_span comma = AMBIT_LIT_INIT(",");
	static const struct ambit_span end = AMBIT_LIT_INIT("\r\n");
	struct ambit_span left = *rest;
	size_t n = 0;

	if (left.len == 0)
		return 0;
	for (;;) {
		if (n == max || !cut_field(&left, guard, text, &fields_r[n]))
			return -1;
		n++;
		if (!ambit_span_begins(left, comma))
			break;
		left = ambit_span_sub(left, 1, left.len - 1);
	}
	if (!ambit_span_begins(left, end))
		return -1;
	*rest = ambit_span_sub(left, end.len, left.len - end.len);
	return (int)n;
}
