/*
 * A planned message, written.
 *
 * Knows where fields, delimiters and bodies stand. Lines are ours or encoded;
 * what leaves as it is was looked at before, byte by byte.
 */

/* Floor 3. */
#include "encode.h"
#include "part.h"
#include "words.h"

static int write_body(struct rebuild *r, const struct rebuild_part *part,
    struct ambit_sink *sink, struct ambit_err *err_r);

static int
delimit(const struct rebuild_part *multi, bool last, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	if (rebuild_str(sink, "--", err_r) < 0 ||
	    rebuild_str(sink, multi->boundary, err_r) < 0)
		return -1;
	return rebuild_str(sink, last ? "--\r\n" : "\r\n", err_r);
}

/* Base64 ends its last line by itself, and so do these here. */
static bool
ends_its_line(const struct rebuild_part *part)
{
	return part->base64 || part->from == REBUILD_MULTI;
}

static int
write_multi(struct rebuild *r, const struct rebuild_part *multi,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	for (const struct rebuild_part *p = multi->first; p != NULL;
	     p = p->next) {
		if (delimit(multi, false, sink, err_r) < 0 ||
		    rebuild_part_header(r, p, sink, err_r) < 0 ||
		    rebuild_str(sink, "\r\n", err_r) < 0 ||
		    write_body(r, p, sink, err_r) < 0 ||
		    (!ends_its_line(p) && rebuild_str(sink, "\r\n", err_r) < 0))
			return -1;
	}
	return delimit(multi, true, sink, err_r);
}

static int
write_base64(struct rebuild *r, const struct rebuild_part *part,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	struct rebuild_base64 base64;

	rebuild_base64_init(&base64, sink);
	if (rebuild_pour(r, part, &base64.sink, err_r) < 0)
		return -1;
	return ambit_sink_finish(&base64.sink, err_r);
}

static int
write_body(struct rebuild *r, const struct rebuild_part *part,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	if (part->from == REBUILD_MULTI)
		return write_multi(r, part, sink, err_r);
	if (part->from == REBUILD_MESSAGE)
		return rebuild_write(r, part->first, sink, err_r);
	if (part->base64)
		return write_base64(r, part, sink, err_r);
	return rebuild_pour(r, part, sink, err_r);
}

int
rebuild_write(struct rebuild *r, const struct rebuild_part *part,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	if (rebuild_header(r, part, sink, err_r) < 0)
		return -1;
	/* Its own fields, and the line behind them, stand in front of it. */
	if (part->from == REBUILD_ENTITY)
		return rebuild_pour(r, part, sink, err_r);
	if (rebuild_part_header(r, part, sink, err_r) < 0 ||
	    rebuild_str(sink, "\r\n", err_r) < 0)
		return -1;
	return write_body(r, part, sink, err_r);
}
