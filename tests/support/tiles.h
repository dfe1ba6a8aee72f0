#ifndef AMBIT_TESTS_TILES_H
#define AMBIT_TESTS_TILES_H

#include <string.h>

#include "ambit/item.h"

/*
 * Do the parts of an item and what lies between them tile its raw bytes, as
 * mail.md 7 has it? NULL, or what is wrong. What lies between two parts is:
 * the line end in front of a delimiter, lines, and a delimiter last.
 */

/* Is there a line end and "--" at the front of gap, or "--" at once? */
static inline bool
tiles_begins(struct ambit_span gap, bool at_line)
{
	if (at_line && ambit_span_begins(gap, AMBIT_LIT("--")))
		return true;
	return ambit_span_begins(gap, AMBIT_LIT("\n--")) ||
	    ambit_span_begins(gap, AMBIT_LIT("\r\n--"));
}

/* Is the last line of gap one with two hyphens? */
static inline bool
tiles_ends(struct ambit_span gap)
{
	size_t i = gap.len;

	if (i > 0 && gap.ptr[i - 1] == '\n')
		i--;
	while (i > 0 && gap.ptr[i - 1] != '\n')
		i--;
	return ambit_span_begins(ambit_span_sub(gap, i, gap.len),
	    AMBIT_LIT("--"));
}

static inline const char *
tiles_multi(struct ambit_span raw, const struct ambit_item *item)
{
	uint64_t pos = item->body;

	for (size_t i = 0; i < item->n_parts; i++) {
		const struct ambit_part *p = &item->parts[i];
		struct ambit_span gap;

		if (p->header.off < pos || p->header.off > raw.len)
			return "a part begins within another one";
		gap = ambit_span_sub(raw, pos, p->header.off - pos);
		if (i > 0 && !tiles_begins(gap, p[-1].body.len == 0))
			return "a part does not end at a delimiter";
		if (!tiles_ends(gap))
			return "a part does not begin behind a delimiter";
		if (p->body.off != p->header.off + p->header.len)
			return "a body does not begin behind its header";
		if (p->body.off > raw.len ||
		    p->body.len > raw.len - p->body.off)
			return "a part ends behind the message";
		pos = p->body.off + p->body.len;
		if (i + 1 < item->n_parts || pos == raw.len)
			continue;
		if (!tiles_begins(ambit_span_sub(raw, pos, raw.len),
			p->body.len == 0))
			return "the last part does not end at a delimiter";
	}
	return NULL;
}

static inline const char *
tiles_wrong(struct ambit_span raw, const struct ambit_item *item)
{
	const struct ambit_part *p = item->parts;

	if (item->flaws & AMBIT_FLAW_STRUCTURE)
		return item->n_parts == 0 ? NULL : "parts of the unknown";
	if (item->n_parts == 0 || p->header.off > 0)
		return tiles_multi(raw, item);
	/* It is its own only part. A multipart without a part of its own has
	 * its body at off, and can never have a header in front of all. */
	if (item->n_parts != 1 || p->header.len != item->body ||
	    p->body.off != item->body || p->body.len != raw.len - item->body)
		return "the only part is not the message";
	return NULL;
}

#endif
