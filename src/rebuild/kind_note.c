/*
 * Notes: their colour, and what is written on them.
 */

/* Floor 3. */
#include "kind_form.h"

/* 8B00: [MS-OXONOTE] 2.2.1.1. */
static const char *const colours[] = { "blue", "green", "pink", "yellow",
	"white" };

/* The lines as they are, whatever ended them, and not folded. */
static void
put_lines(struct ambit_span rest, struct line *line)
{
	struct ambit_span one;

	while (ambit_span_cut_line(&rest, &one)) {
		ambit_text_put(line->out, one);
		line_end(line);
	}
	if (rest.len > 0) {
		ambit_text_put(line->out, rest);
		line_end(line);
	}
}

void
kind_put_note(struct rebuild_kind *kind, const struct kind_form *form,
    struct line *line)
{
	size_t mark = ambit_arena_mark(kind->arena);
	int32_t colour;

	(void)form;
	if (kind_number(kind_named(kind, KIND_NOTE, 0x8b00), &colour) &&
	    colour >= 0 && colour < 5) {
		line_str(line, "Colour: ");
		line_of(line, colours[colour]);
		line_end(line);
	}
	put_lines(kind_text(kind, kind_find(kind, 0x1000)), line);
	ambit_arena_release(kind->arena, mark);
}
