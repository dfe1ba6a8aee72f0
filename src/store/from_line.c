/*
 * Separator lines as facts of an item: the clock in them, and the file that
 * begins with one. What a separator is, mbox_from.c knows.
 */

/* System. */
#include <string.h>

/* Floor 3. */
#include "ambit/date.h"

/* Floor 4. */
#include "from_line.h"
#include "mbox_from.h"

void
from_line_take_back(struct ambit_item *item)
{
	for (size_t i = 0; i < AMBIT_N_CLOCKS; i++)
		item->when[i].n = 0;
}

int
from_line_clocks(const struct ambit_reader *r, struct ambit_span line,
    struct ambit_item *item, struct ambit_err *err_r)
{
	struct ambit_span text;

	for (size_t i = 0; i < AMBIT_N_CLOCKS; i++) {
		const struct ambit_store_clock *clock = &r->store->clocks[i];
		unsigned char *copy;

		if (clock->source != AMBIT_SOURCE_FROM_LINE)
			continue;
		text = mbox_from_date(line);
		if (text.len == 0)
			continue;
		copy = AMBIT_ARENA_GET(r->arena, unsigned char, text.len);
		if (copy == NULL)
			return ambit_err_set(err_r, AMBIT_E_MEMORY,
			    "separator line");
		memcpy(copy, text.ptr, text.len);
		item->raw_when[i] = (struct ambit_span){ copy, text.len };
		item->when[i] = ambit_date_parse_from_line(item->raw_when[i],
		    clock->has_zone, clock->zone);
	}
	if ((item->flaws & AMBIT_FLAW_FRAMING) != 0)
		from_line_take_back(item);
	return 0;
}

int
from_line_of_file(struct ambit_reader *r, struct ambit_item *item,
    struct ambit_err *err_r)
{
	struct ambit_span look;
	size_t len;

	if (ambit_source_lend(r->source, item->raw.off, AMBIT_MBOX_LOOK, &look,
		err_r) < 0)
		return -1;
	if (look.len > item->raw.len)
		look.len = (size_t)item->raw.len;
	if (!ambit_span_begins(look, MBOX_FROM))
		return 0;
	len = mbox_from_line(look);
	if (len == 0 ||
	    mbox_from_is_doubtful((struct ambit_span){ 0 }, look, len))
		item->flaws |= AMBIT_FLAW_FRAMING;
	item->raw.off += len;
	item->raw.len -= len;
	if ((item->flaws & AMBIT_FLAW_FRAMING) != 0)
		from_line_take_back(item);
	look.len = len;
	return from_line_clocks(r, look, item, err_r);
}
