/*
 * The structure of a message: the front door of the scanner. Where anything
 * in it is in doubt the structure is unknown as a whole, and no part is told.
 */

/* Floor 3 and below. */
#include "ambit/mime.h"
#include "mime_scan.h"

int
ambit_mime_delimiter(struct ambit_span line, struct ambit_span boundary)
{
	bool closing;

	if (boundary.len == 0 || !ambit_span_begins(line, AMBIT_LIT("--")))
		return 0;
	line = ambit_span_sub(line, 2, line.len);
	if (!ambit_span_begins(line, boundary))
		return 0;
	line = ambit_span_sub(line, boundary.len, line.len);
	closing = ambit_span_begins(line, AMBIT_LIT("--"));
	if (closing)
		line = ambit_span_sub(line, 2, line.len);
	if (ambit_span_trim(line).len > 0)
		return 0;
	return closing ? 2 : 1;
}

/* H2: where the header ends is where the parts begin. */
static int
scan_body(struct mime_scan *scan, const struct ambit_item *item,
    struct ambit_err *err_r)
{
	struct ambit_mime_type type;

	if (ambit_mime_type(item->fields, item->n_fields, scan->arena, &type) <
	    0)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "content type");
	if (item->flaws & AMBIT_FLAW_HEADER)
		type.doubtful = true;
	mime_scan_entity(scan, (struct ambit_extent){ 0, item->body }, &type);
	return mime_scan_run(scan, err_r);
}

int
ambit_mime_read(struct ambit_source *source, struct ambit_item *item,
    unsigned depth, struct ambit_arena *arena, struct ambit_err *err_r)
{
	struct mime_scan scan = {
		.walk = { .source = source, .raw = item->raw },
		.arena = arena,
		.depth = depth < AMBIT_DEPTH_MAX ? depth : AMBIT_DEPTH_MAX,
	};

	if (!item->read)
		return 0;
	if (scan_body(&scan, item, err_r) < 0)
		return ambit_err_at(err_r, item->at);
	item->structured = true;
	item->flaws |= scan.flaws;
	if (scan.flaws & AMBIT_FLAW_STRUCTURE)
		return 0;
	item->parts = scan.parts;
	item->n_parts = scan.n_parts;
	return 0;
}
