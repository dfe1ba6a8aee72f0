/*
 * What is of no known kind: its strings and times, a line each, in the order
 * of their ids, made safe to look at. Knows no property.
 */

/* Floor 0. */
#include "ambit/instant.h"

/* Floor 3. */
#include "kind_form.h"

/* A string that is longer is told of by its length alone. */
#define STRING_MAX 32768

static void
put_u16(struct line *line, uint16_t number)
{
	const unsigned char bytes[] = { (unsigned char)(number >> 8),
		(unsigned char)number };

	ambit_text_hex(line->out, (struct ambit_span){ bytes, sizeof(bytes) });
}

/* "8005001f {set} 8233" or "{set} Keywords", and which of several. */
static void
put_name(const struct ambit_mapi_prop *prop, struct line *line)
{
	static const unsigned char none[16];
	const struct ambit_span set = { prop->set, sizeof(prop->set) };

	put_u16(line, prop->id);
	put_u16(line, prop->type);
	if (!ambit_span_equal(set, (struct ambit_span){ none, sizeof(none) })) {
		ambit_text_str(line->out, " {");
		ambit_text_hex(line->out, set);
		ambit_text_str(line->out, "} ");
		if (prop->name.len > 0)
			ambit_text_escaped(line->out, prop->name);
		else
			ambit_text_print(line->out, "%08x",
			    (unsigned)prop->number);
	}
	if (prop->index > 0)
		ambit_text_print(line->out, " [%u]", (unsigned)prop->index);
	ambit_text_str(line->out, " = ");
}

static void
put_string(struct rebuild_kind *kind, const struct ambit_mapi_value *value,
    struct line *line)
{
	size_t mark = ambit_arena_mark(kind->arena);

	put_name(&value->prop, line);
	if (value->prop.len > STRING_MAX)
		ambit_text_print(line->out, "(%llu bytes)",
		    (unsigned long long)value->prop.len);
	else
		ambit_text_escaped(line->out, kind_text(kind, value));
	line_end(line);
	ambit_arena_release(kind->arena, mark);
}

static void
put_time(const struct ambit_mapi_value *value, struct line *line)
{
	char text[AMBIT_INSTANT_LEN];
	int64_t at;

	put_name(&value->prop, line);
	if (kind_time(value, &at)) {
		ambit_instant_format(at, text);
		ambit_text_str(line->out, text);
	}
	line_end(line);
}

void
kind_put_properties(struct rebuild_kind *kind, const struct kind_form *form,
    struct line *line)
{
	const struct ambit_mapi_object *message = kind->message;

	(void)form;
	for (size_t i = 0; i < message->n_values && !line->out->full; i++) {
		const struct ambit_mapi_value *value = &message->values[i];

		if (rebuild_is_string(value))
			put_string(kind, value, line);
		else if ((value->prop.type & ~AMBIT_MAPI_MULTIPLE) ==
		    AMBIT_MAPI_TIME)
			put_time(value, line);
	}
}
