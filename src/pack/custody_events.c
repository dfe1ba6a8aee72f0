/*
 * events.ndjson: one line an event, chained by SHA-256, so that a line taken
 * out or changed later shows. Each is on the disk before the run goes on.
 */

/* System. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

/* Floor 1. */
#include "ambit/sink.h"

/* Floor 6. */
#include "custody_state.h"

/* No event of ours says more. */
#define BODY_MAX ((size_t)2000)

/*
 * A JSON string (RFC 8259 7). Controls are escaped by ours first, so that
 * quote and backslash are all that JSON itself minds.
 */
static void
put_string(struct ambit_custody *custody, struct ambit_text *line,
    const char *value)
{
	struct ambit_text plain = { .ptr = custody->row.cell,
		.cap = CUSTODY_CELL };
	struct ambit_span rest =
	    ambit_span_sub(ambit_span_str(value), 0, BODY_MAX);

	ambit_text_escaped(&plain, rest);
	rest = ambit_text_span(&plain);
	ambit_text_str(line, "\"");
	for (size_t i = 0; i < rest.len; i++) {
		if (rest.ptr[i] == '"' || rest.ptr[i] == '\\')
			ambit_text_str(line, "\\");
		ambit_text_put(line, (struct ambit_span){ rest.ptr + i, 1 });
	}
	ambit_text_str(line, "\"");
}

/* The line up to its hash, and the hash, which the next one begins with. */
static int
chain(struct ambit_custody *custody, struct ambit_text *line,
    struct ambit_err *err_r)
{
	struct ambit_text prev = { .ptr = custody->prev,
		.cap = sizeof(custody->prev) };
	unsigned char digest[AMBIT_DIGEST_LEN];

	if (ambit_sink_digest(ambit_text_span(line), digest, err_r) < 0)
		return -1;
	ambit_text_hex(&prev, (struct ambit_span){ digest, sizeof(digest) });
	ambit_text_str(line, ",\"hash\":\"");
	ambit_text_put(line, ambit_text_span(&prev));
	ambit_text_str(line, "\"}\n");
	return 0;
}

static int
put_event(struct ambit_custody *custody, const char *kind, const char *body,
    struct ambit_err *err_r)
{
	struct ambit_text line = AMBIT_TEXT(custody->row.room);
	char at[CUSTODY_INSTANT_LEN];

	custody_instant(custody_now(), at);
	ambit_text_print(&line,
	    "{\"seq\":%ju,\"at\":\"%s\",\"kind\":", (uintmax_t)++custody->seq,
	    at);
	put_string(custody, &line, kind);
	ambit_text_str(&line, ",\"body\":");
	put_string(custody, &line, body);
	ambit_text_print(&line, ",\"prev\":\"%.64s\"", custody->prev);
	if (chain(custody, &line, err_r) < 0)
		return -1;
	assert(!line.full);
	return custody_file_put(&custody->events, ambit_text_span(&line),
	    err_r);
}

int
ambit_custody_event(struct ambit_custody *custody, const char *kind,
    const char *body, struct ambit_err *err_r)
{
	if (put_event(custody, kind, body, err_r) < 0)
		return -1;
	return custody_file_sync(&custody->events, err_r);
}

int
ambit_custody_note(struct ambit_custody *custody, const char *kind,
    const char *body, struct ambit_err *err_r)
{
	if (put_event(custody, kind, body, err_r) < 0)
		return -1;
	return custody_file_flush(&custody->events, err_r);
}

void
ambit_custody_published(struct ambit_custody *custody)
{
	struct ambit_err unsaid;

	if (put_event(custody, "published", custody->id, &unsaid) == 0)
		(void)custody_file_flush(&custody->events, &unsaid);
}
