#ifndef AMBIT_ORDER_WORDS_OUT_H
#define AMBIT_ORDER_WORDS_OUT_H

#include "ambit/err.h"
#include "ambit/sink.h"
#include "ambit/span.h"

/*
 * Text for a person, wrapped into a sink: paragraphs with a
 * label in the margin. A word longer than a line has a line of its own. What
 * fails is told once, at the end.
 */
#define WORDS_COLUMNS 78 /* where out.columns says nothing */
#define WORDS_MARGIN  14

struct words_out {
	struct ambit_sink *sink;
	struct ambit_err *err_r;
	bool failed;
	size_t columns;
	size_t margin, column; /* of this paragraph; where the next word goes */
	char word[1024];       /* not yet written */
	size_t len, width;
};

/* A line of its own. */
void
words_title(struct words_out *out, const char *title, struct ambit_span value);

void words_blank(struct words_out *out);

/* Begin a paragraph: what follows is wrapped behind the label. */
void words_begin(struct words_out *out, const char *label);
void words_end(struct words_out *out);

/* Begin a paragraph without a label, so many blanks in. */
void words_indent(struct words_out *out, size_t margin);

/* Our own words; blanks part them. */
void words_say(struct words_out *out, const char *text);

/* A value whose place says that it is one: escaped, without quotes. */
void words_text(struct words_out *out, struct ambit_span value);

/* A value of the order or the registry: escaped, and in quotes, so that
 * nothing in it passes for our own words. */
void words_quote(struct words_out *out, struct ambit_span value);

/* A number; an instant in UTC. */
void words_number(struct words_out *out, uint64_t n);
void words_instant(struct words_out *out, int64_t at);

/* An instant in the zone that the document has it in, and in UTC. */
void words_stamp(struct words_out *out, int64_t at, int zone);

/* 0, or -1 with what failed first in the err_r given. */
int words_finish(const struct words_out *out);

#endif
