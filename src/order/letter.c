/*
 * Letters: fills a template in. Knows what a paragraph is, and no law.
 */

/* System. */
#include <assert.h>
#include <string.h>

/* Floor 0. */
#include "ambit/law.h"

/* Here. */
#include "letter.h"

/* Behind the label of an entry. */
#define LABEL_END ":  "
/* "2026-11-02" */
#define DATE_LEN 10

void
letter_date(struct words_out *out, const void *ctx)
{
	const int64_t *at = ctx;
	char text[AMBIT_INSTANT_LEN];

	ambit_instant_format(*at, text);
	words_text(out, ambit_span_sub(ambit_span_str(text), 0, DATE_LEN));
}

static const struct ambit_approval nobody;

const struct ambit_approval *
letter_issuer(const struct ambit_order *order)
{
	for (size_t i = 0; i < order->n_approvals; i++) {
		if (!order->approvals[i].validates)
			return &order->approvals[i];
	}
	return &nobody;
}

void
letter_instrument(struct words_out *out, const void *ctx)
{
	const struct ambit_order *order = ctx;
	const struct ambit_instrument *row =
	    ambit_law_instrument(order->legal_type);

	if (row == NULL) {
		words_quote(out, order->legal_type);
		return;
	}
	words_say(out, row->title);
	words_say(out, ", ");
	words_say(out, row->source);
}

/* ---- filling in ---- */

struct filling {
	struct words_out *out;
	const struct letter_value *values;
	size_t n;
};

static const struct letter_value *
find(const struct filling *f, struct ambit_span name)
{
	size_t i = 0;

	while (i < f->n &&
	    !ambit_span_equal(ambit_span_str(f->values[i].name), name))
		i++;
	assert(i < f->n);
	return &f->values[i];
}

/* Cut the text before the next {name} off *rest, and the name; false: there
 * is none. */
static bool
cut_name(struct ambit_span *rest, struct ambit_span *text_r,
    struct ambit_span *name_r)
{
	const unsigned char *open, *shut;
	size_t before, name;

	if (rest->len == 0)
		return false;
	open = memchr(rest->ptr, '{', rest->len);
	if (open == NULL)
		return false;
	before = (size_t)(open - rest->ptr);
	shut = memchr(open, '}', rest->len - before);
	if (shut == NULL)
		return false;
	name = (size_t)(shut - open) - 1;
	*text_r = ambit_span_sub(*rest, 0, before);
	*name_r = ambit_span_sub(*rest, before + 1, name);
	*rest = ambit_span_sub(*rest, before + name + 2, rest->len);
	return true;
}

static bool
is_whole(const struct filling *f, struct ambit_span paragraph)
{
	struct ambit_span text, name;

	while (cut_name(&paragraph, &text, &name)) {
		if (find(f, name)->absent)
			return false;
	}
	return true;
}

static void
put_value(struct filling *f, const struct letter_value *value)
{
	if (value->write != NULL)
		value->write(f->out, value->ctx);
	else if (value->quoted)
		words_quote(f->out, value->value);
	else
		words_text(f->out, value->value);
}

static void
put_line(struct filling *f, struct ambit_span line)
{
	struct ambit_span text, name;

	while (cut_name(&line, &text, &name)) {
		words_text(f->out, text);
		put_value(f, find(f, name));
	}
	words_text(f->out, line);
	words_say(f->out, " ");
}

/* The length of the line's label with its colon; 0: it has none. */
static size_t
label_of(struct ambit_span line)
{
	for (size_t i = 0; i < line.len && i < WORDS_MARGIN; i++) {
		if (ambit_span_begins(ambit_span_sub(line, i, line.len),
			ambit_span_str(LABEL_END)))
			return i + 1;
	}
	return 0;
}

static void
put_entry(struct filling *f, struct ambit_span line, size_t label)
{
	char text[WORDS_MARGIN + 1] = "";

	memcpy(text, line.ptr, label);
	words_begin(f->out, text);
	put_line(f, ambit_span_sub(line, label, line.len));
	words_end(f->out);
}

/* The value of lines that the paragraph is; NULL: it is text. */
static const struct letter_value *
lines_of(const struct filling *f, struct ambit_span paragraph)
{
	struct ambit_span text, name;
	const struct letter_value *value;

	if (!cut_name(&paragraph, &text, &name))
		return NULL;
	value = find(f, name);
	return value->lines ? value : NULL;
}

static void
put_paragraph(struct filling *f, struct ambit_span paragraph)
{
	const struct letter_value *lines = lines_of(f, paragraph);
	struct ambit_span line;
	bool open = false;

	if (lines != NULL) {
		lines->write(f->out, lines->ctx);
		return;
	}
	while (ambit_span_cut_line(&paragraph, &line)) {
		size_t label = label_of(line);

		if (label > 0) {
			put_entry(f, line, label);
			continue;
		}
		if (!open)
			words_indent(f->out, 0);
		open = true;
		put_line(f, line);
	}
	if (open)
		words_end(f->out);
}

/* Cut the lines up to the next empty one off *rest, and that one. */
static struct ambit_span
cut_paragraph(struct ambit_span *rest)
{
	struct ambit_span whole = *rest, line;
	size_t len = 0;

	while (ambit_span_cut_line(rest, &line) && line.len > 0)
		len = whole.len - rest->len;
	return ambit_span_sub(whole, 0, len);
}

void
letter_fill(struct words_out *out, struct ambit_span template,
    const struct letter_value *values, size_t n)
{
	struct filling f = { out, values, n };
	bool first = true;

	while (template.len > 0) {
		struct ambit_span paragraph = cut_paragraph(&template);

		if (!is_whole(&f, paragraph))
			continue;
		if (!first)
			words_blank(out);
		first = false;
		put_paragraph(&f, paragraph);
	}
}
