/*
 * The scanner of multiparts (RFC 2046 5.1): a stack of levels, and a step for
 * each line that may be a delimiter. Never looks into a leaf, so an embedded
 * message is one. Stops at the first thing that two readers would cut in two
 * ways: then the structure is unknown as a whole.
 */

/* System. */
#include <assert.h>
#include <string.h>

/* Floor 3 and below. */
#include "ambit/header.h"
#include "mime_scan.h"

static struct ambit_span
span(const struct mime_boundary *boundary)
{
	return (struct ambit_span){ boundary->bytes, boundary->len };
}

/* Is it "--" and the boundary, and perhaps something else behind them? */
static bool
begins(struct ambit_span line, const struct mime_boundary *boundary)
{
	return ambit_span_begins(line, AMBIT_LIT("--")) &&
	    ambit_span_begins(ambit_span_sub(line, 2, line.len),
		span(boundary));
}

/* Of which open level is the line a delimiter? n_levels: of none. */
static unsigned
find_level(const struct mime_scan *scan, struct ambit_span line, int *kind_r)
{
	for (unsigned i = 0; i < scan->n_levels; i++) {
		const struct mime_level *level = &scan->levels[i];

		*kind_r = level->closed
		    ? 0
		    : ambit_mime_delimiter(line, span(&level->boundary));
		if (*kind_r > 0)
			return i;
	}
	return scan->n_levels;
}

/* Would a reader that compares only the beginning (RFC 2046 5.1.2) cut here? */
static bool
is_open_like(const struct mime_scan *scan, struct ambit_span line)
{
	for (unsigned i = 0; i < scan->n_levels; i++) {
		if (!scan->levels[i].closed &&
		    begins(line, &scan->levels[i].boundary))
			return true;
	}
	return false;
}

/*
 * S1: is it like the delimiter of any level, open or closed? Where more were
 * closed than are remembered, every line with two hyphens is.
 */
static bool
is_stray_like(const struct mime_scan *scan, struct ambit_span line)
{
	if (scan->n_gone > MIME_GONE)
		return true;
	for (unsigned i = 0; i < scan->n_levels; i++) {
		if (begins(line, &scan->levels[i].boundary))
			return true;
	}
	for (size_t i = 0; i < scan->n_gone; i++) {
		if (begins(line, &scan->gone[i]))
			return true;
	}
	return false;
}

/*
 * The leaves lie one behind another at the top of the arena, for all scratch
 * is given back before one is added.
 */
static int
add_leaf(struct mime_scan *scan)
{
	struct ambit_part *part =
	    AMBIT_ARENA_GET(scan->arena, struct ambit_part, 1);

	if (part == NULL)
		return -1;
	if (scan->n_parts == 0)
		scan->parts = part;
	assert(part == scan->parts + scan->n_parts);
	*part = scan->leaf;
	scan->n_parts++;
	return 0;
}

/* The region ends at off; end bytes of line end belong to a delimiter. */
static int
end_region(struct mime_scan *scan, uint64_t off, size_t end,
    struct ambit_err *err_r)
{
	uint64_t len = off - scan->region;

	assert(off >= scan->region && len >= end);
	len -= end;
	if (!scan->in_leaf) {
		scan->stray += len;
		return 0;
	}
	scan->leaf.body = (struct ambit_extent){ scan->region, len };
	scan->in_leaf = false;
	if (add_leaf(scan) < 0)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "parts");
	return 0;
}

/* Leave the levels above n. */
static void
pop(struct mime_scan *scan, unsigned n)
{
	while (scan->n_levels > n) {
		const struct mime_level *level =
		    &scan->levels[--scan->n_levels];

		if (!level->closed)
			scan->flaws |= AMBIT_FLAW_UNCLOSED;
		if (scan->n_gone < MIME_GONE)
			scan->gone[scan->n_gone] = level->boundary;
		scan->n_gone++;
	}
}

/* S2: a boundary that begins another one makes lines that fit both. */
static void
push(struct mime_scan *scan, const struct ambit_mime_type *type)
{
	struct mime_level *level = &scan->levels[scan->n_levels];

	for (unsigned i = 0; i < scan->n_levels; i++) {
		struct ambit_span open = span(&scan->levels[i].boundary);

		if (ambit_span_begins(type->boundary, open) ||
		    ambit_span_begins(open, type->boundary))
			scan->flaws |= AMBIT_FLAW_STRUCTURE;
	}
	assert(type->boundary.len <= AMBIT_BOUNDARY_STRICT);
	*level = (struct mime_level){ .boundary.len = type->boundary.len,
		.digest = ambit_span_equal_nocase(type->subtype,
		    AMBIT_LIT("digest")) };
	memcpy(level->boundary.bytes, type->boundary.ptr, type->boundary.len);
	scan->n_levels++;
	scan->n_multiparts++;
}

static bool
is_text(const struct ambit_mime_type *type)
{
	return !type->attachment &&
	    ambit_span_equal_nocase(type->type, AMBIT_LIT("text")) &&
	    (ambit_span_equal_nocase(type->subtype, AMBIT_LIT("plain")) ||
		ambit_span_equal_nocase(type->subtype, AMBIT_LIT("html")));
}

void
mime_scan_entity(struct mime_scan *scan, struct ambit_extent header,
    const struct ambit_mime_type *type)
{
	scan->region = header.off + header.len;
	scan->walk.off = scan->region;
	if (type->doubtful ||
	    scan->n_parts + scan->n_multiparts >= AMBIT_PARTS_MAX) {
		scan->flaws |= AMBIT_FLAW_STRUCTURE;
		return;
	}
	if (ambit_span_equal_nocase(type->type, AMBIT_LIT("multipart"))) {
		if (scan->n_levels < scan->depth) {
			push(scan, type);
			return;
		}
		scan->flaws |= AMBIT_FLAW_TOO_DEEP;
	}
	scan->in_leaf = true;
	scan->leaf = (struct ambit_part){ .header = header,
		.kind = is_text(type) ? AMBIT_PART_TEXT : AMBIT_PART_OTHER };
}

/* A part's header ends where a delimiter stands, too. */
static bool
stops(const void *ctx, struct ambit_span line)
{
	return is_open_like(ctx, line);
}

/* RFC 2046 5.1.5: what a member of the level is that does not say. */
static void
set_default(const struct mime_level *level, const struct ambit_header *header,
    struct ambit_mime_type *type)
{
	const struct ambit_header_field *field;

	if (!level->digest ||
	    ambit_header_count(header->fields, header->n_fields,
		AMBIT_LIT("Content-Type"), &field) > 0)
		return;
	type->type = AMBIT_LIT("message");
	type->subtype = AMBIT_LIT("rfc822");
}

/* The part whose header begins at off. */
static int
read_part(struct mime_scan *scan, uint64_t off, struct ambit_err *err_r)
{
	const struct msg_raw_stop stop = { stops, scan };
	size_t mark = ambit_arena_mark(scan->arena);
	struct ambit_mime_type type;
	struct ambit_header header;
	struct ambit_span block;
	bool whole;

	if (msg_raw_block(scan->walk.source, scan->walk.raw, off,
		AMBIT_HEADER_MAX, &stop, &block, &whole, err_r) < 0)
		return -1;
	if (ambit_header_read(block, whole, AMBIT_HEADER_MAX, scan->arena,
		&header) < 0 ||
	    ambit_mime_type(header.fields, header.n_fields, scan->arena,
		&type) < 0)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "part header");
	/* Of two delimiters in a row some take the second for nothing. */
	if (header.flaws != 0 || (header.len == 0 && off < scan->walk.raw.len))
		type.doubtful = true;
	set_default(&scan->levels[scan->n_levels - 1], &header, &type);
	mime_scan_entity(scan, (struct ambit_extent){ off, header.len }, &type);
	ambit_arena_release(scan->arena, mark);
	return 0;
}

/* The line is a delimiter of level n: kind as ambit_mime_delimiter says. */
static int
step(struct mime_scan *scan, unsigned n, int kind, const struct mime_line *line,
    struct ambit_err *err_r)
{
	struct mime_level *level = &scan->levels[n];

	if (end_region(scan, line->off, line->end, err_r) < 0)
		return -1;
	pop(scan, n + 1);
	if (kind == 1) {
		level->parts = true;
		return read_part(scan, line->next, err_r);
	}
	/* Some take what lies behind for a part, some for nothing at all. */
	if (!level->parts)
		scan->flaws |= AMBIT_FLAW_STRUCTURE;
	level->closed = true;
	scan->region = line->next;
	scan->walk.off = line->next;
	return 0;
}

static int
judge(struct mime_scan *scan, const struct mime_line *line,
    struct ambit_err *err_r)
{
	int kind;
	unsigned n = find_level(scan, line->text, &kind);

	if (n < scan->n_levels && !line->odd)
		return step(scan, n, kind, line, err_r);
	if (scan->in_leaf && is_open_like(scan, line->text))
		scan->flaws |= AMBIT_FLAW_STRUCTURE;
	if (!scan->in_leaf && is_stray_like(scan, line->text))
		scan->flaws |= AMBIT_FLAW_STRAY;
	return 0;
}

int
mime_scan_run(struct mime_scan *scan, struct ambit_err *err_r)
{
	struct mime_line line;
	int more = 1;

	while (scan->n_levels > 0 && more == 1 &&
	    !(scan->flaws & AMBIT_FLAW_STRUCTURE)) {
		more = mime_walk_next(&scan->walk, scan->region, &line, err_r);
		if (more < 0 || (more == 1 && judge(scan, &line, err_r) < 0))
			return -1;
	}
	if (scan->flaws & AMBIT_FLAW_STRUCTURE)
		return 0;
	if (end_region(scan, scan->walk.raw.len, 0, err_r) < 0)
		return -1;
	pop(scan, 0);
	if (scan->stray > AMBIT_STRAY_MAX)
		scan->flaws |= AMBIT_FLAW_STRAY;
	return 0;
}
