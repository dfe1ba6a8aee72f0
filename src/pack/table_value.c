/*
 * Values of messages.csv: which fields of a header may be printed at all, and
 * how a value stands in a list.
 *
 * What a field says is parsed elsewhere; nothing is printed that was not.
 */

/* System. */
#include <string.h>

/* Floor 3. */
#include "ambit/header.h"

/* Floor 6. */
#include "table_column.h"

/* RFC 5322 2.1.1: bytes of a line without its end. */
#define LINE_MAX_STRICT 998

static bool
has_long_line(struct ambit_span rest)
{
	struct ambit_span line;

	while (ambit_span_cut_line(&rest, &line)) {
		if (line.len > LINE_MAX_STRICT)
			return true;
	}
	return rest.len > LINE_MAX_STRICT;
}

/* LF ends a line, so one within a field is a fold; a CR must have one. */
bool
table_is_sound(const struct ambit_header_field *field, bool ascii)
{
	struct ambit_span v = field->value;

	for (size_t i = 0; i < v.len; i++) {
		bool bare = v.ptr[i] == '\r' &&
		    (i + 1 == v.len || v.ptr[i + 1] != '\n');

		if (v.ptr[i] == '\0' || bare || (ascii && v.ptr[i] >= 0x80))
			return false;
	}
	return !has_long_line(field->line);
}

const struct ambit_header_field *
table_field(const struct ambit_item *item, const char *name, bool ascii)
{
	const struct ambit_header_field *field = NULL;
	size_t n = ambit_header_count(item->fields, item->n_fields,
	    ambit_span_str(name), &field);

	if (n != 1 || item->flaws & (AMBIT_FLAW_HEADER | AMBIT_FLAW_FRAMING))
		return NULL;
	return table_is_sound(field, ascii) ? field : NULL;
}

bool
table_is_instant(const struct ambit_when *when, int64_t *at_r)
{
	*at_r = when->at[0].lo;
	return when->n == 1 && when->at[0].hi == when->at[0].lo;
}

struct ambit_text
table_text(const struct table_message *message, size_t size)
{
	return (struct ambit_text){
		.ptr = AMBIT_ARENA_GET(message->arena, char, size),
		.cap = size,
	};
}

static bool
is_plain(int32_t c)
{
	return c >= 0x20 && c < 0x7f && c != ';' && c != '\\' && c != '|';
}

void
table_escaped(struct ambit_text *text, struct ambit_span value)
{
	while (value.len > 0) {
		struct ambit_span at = value;
		int32_t c = ambit_text_cut_utf8(&value);

		at.len -= value.len;
		if (c < 0)
			ambit_text_print(text, "\\x{%02x}", at.ptr[0]);
		else if (is_plain(c))
			ambit_text_put(text, at);
		else
			ambit_text_print(text, "\\u{%x}", (unsigned)c);
	}
}
