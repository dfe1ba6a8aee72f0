#ifndef AMBIT_MIME_LINE_H
#define AMBIT_MIME_LINE_H

#include "msg_raw.h"

/*
 * A walk over a body that stops at each line which begins with two hyphens,
 * and skips all else as fast as memory is read. No line is ever held whole.
 */
struct mime_walk {
	struct ambit_source *source;
	struct ambit_extent raw;
	uint64_t off; /* a line begins here, or all before was looked at */
};

/* How much of a line is looked at: a delimiter and generous padding. */
#define MIME_LOOK 512

struct mime_line {
	uint64_t off;           /* where it begins */
	uint64_t next;          /* where the next one begins */
	size_t end;             /* bytes of the line end before it */
	struct ambit_span text; /* without its own end; MIME_LOOK at most */
	/* Longer than MIME_LOOK, or behind a bare CR, or one CR too many: a
	 * line to some. */
	bool odd;
};

/*
 * The next such line at walk->off or behind it. A line begins at floor, and
 * nothing before it is looked at. 1, and walk->off is behind its first byte; 0
 * at the end of raw; -1 and *err_r. text is lent until the next call.
 */
int mime_walk_next(struct mime_walk *walk, uint64_t floor,
    struct mime_line *line_r, struct ambit_err *err_r);

#endif
