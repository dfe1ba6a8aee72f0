/*
 * Notes: their colour. What is written on them is text like that of any mail.
 */

/* Floor 3. */
#include "kind_form.h"

/* 8B00: [MS-OXONOTE] 2.2.1.1. */
static const char *const colours[] = { "blue", "green", "pink", "yellow",
	"white" };

void
kind_put_note(struct rebuild_kind *kind, const struct kind_form *form,
    struct line *line)
{
	int32_t colour;

	(void)form;
	if (kind_number(kind_named(kind, KIND_NOTE, 0x8b00), &colour) &&
	    colour >= 0 && colour < 5)
		line_of(line, colours[colour]);
}
