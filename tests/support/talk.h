#ifndef AMBIT_TESTS_TALK_H
#define AMBIT_TESTS_TALK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "told.h"

#include "ambit/limits.h"

/*
 * Whole conversations between a reader and its gate, as bytes. All of this
 * aborts where it cannot do its work: a test that cannot begin is no test.
 */

#define TALK_COLUMNS_MAX 8

/* Room for what is written down of a conversation. */
#define TALK_TEXT ((size_t)1 << 16)

/* A reader whose words are kept. It is large: static, and used again. */
struct talk {
	struct proc_tell tell;
	FILE *file;
};

static inline void
talk_begin(struct talk *talk)
{
	if (talk->file == NULL && (talk->file = tmpfile()) == NULL)
		abort();
	if (ftruncate(fileno(talk->file), 0) == -1 ||
	    lseek(fileno(talk->file), 0, SEEK_SET) == -1)
		abort();
	proc_tell_init(&talk->tell, fileno(talk->file));
}

/* What was told since. The caller frees. */
static inline struct ambit_span
talk_end(struct talk *talk)
{
	int fd = fileno(talk->file);
	off_t len;
	unsigned char *bytes;

	if (proc_frame_flush(&talk->tell.out, NULL) < 0)
		abort();
	len = lseek(fd, 0, SEEK_CUR);
	bytes = malloc((size_t)len + 1);
	if (bytes == NULL || pread(fd, bytes, (size_t)len, 0) != len)
		abort();
	return (struct ambit_span){ bytes, (size_t)len };
}

static inline void
talk_free(struct ambit_span *bytes)
{
	free((void *)(uintptr_t)bytes->ptr);
	*bytes = (struct ambit_span){ 0 };
}

/* Hear an item to its end, and tell it again. -1: *err. */
static inline int
talk_repeat_item(struct proc_hear *hear, struct ambit_item *item,
    struct proc_tell *tell, struct ambit_text *text, struct ambit_err *err)
{
	const struct proc_column *columns;
	struct ambit_sink *sink;
	struct ambit_span bytes;
	unsigned before;
	size_t n;
	bool body;
	int got;

	if (proc_tell_item(tell, item, err) < 0)
		abort();
	if (proc_hear_facts(hear, item, &body, err) < 0)
		return -1;
	before = item->flaws;
	told_item(text, item);
	told_columns(text, hear);
	if (item->read && proc_tell_head(tell, item, true, err) < 0)
		abort();
	columns = proc_hear_columns(hear, &n);
	for (size_t i = 0; i < n; i++) {
		if (proc_tell_column(tell, columns[i].task, columns[i].column,
			columns[i].value, err) < 0)
			abort();
	}
	if (body && proc_tell_body(tell, &sink, err) < 0)
		abort();
	while (body && (got = proc_hear_body(hear, item, &bytes, err)) != 0) {
		if (got < 0)
			return -1;
		told_span(text, "bytes", bytes);
		/* Else they would join those before them. */
		if (proc_frame_flush(&tell->out, err) < 0 ||
		    ambit_sink_write(sink, bytes, err) < 0)
			abort();
	}
	if (body && item->flaws != before)
		ambit_text_print(text, " found %x", item->flaws & ~before);
	ambit_text_str(text, "\n");
	tell->flaws = item->flaws & ~before;
	if (proc_tell_end(tell, err) < 0)
		abort();
	return 0;
}

/*
 * Hear all that a reader says of the unit, and write down a line an item. What
 * was heard is told again: *again_r, which the caller frees. 0, or -1 and why.
 */
static inline int
talk_hear(struct ambit_span bytes, const struct ambit_unit *unit,
    struct ambit_text *text, struct ambit_span *again_r, struct ambit_err *err)
{
	static struct talk talk;
	static struct ambit_arena *arena; /* large, and reset by each item */
	struct ambit_item item;
	struct proc_last last;
	struct proc_hear *hear;
	int got;

	if (arena == NULL)
		arena = ambit_arena_new(AMBIT_ITEM_ARENA);
	if (arena == NULL ||
	    proc_hear_new_bytes(bytes, unit, arena, TALK_COLUMNS_MAX, &hear,
		err) < 0)
		abort();
	talk_begin(&talk);
	if (proc_tell_hello(&talk.tell, unit, err) < 0)
		abort();
	while ((got = proc_hear_item(hear, &item, &last, err)) == 1) {
		got = talk_repeat_item(hear, &item, &talk.tell, text, err);
		if (got < 0)
			break;
	}
	if (got == 0) {
		ambit_text_print(text, "last %" PRIu64 " %" PRIu64 " %" PRIu64,
		    last.items, last.bytes, last.end);
		told_span(text, "claims", last.claims);
		ambit_text_hex(text,
		    (struct ambit_span){ last.state, sizeof(last.state) });
		if (proc_tell_last(&talk.tell, &last, err) < 0)
			abort();
	}
	*again_r = talk_end(&talk);
	proc_hear_free(&hear);
	return got;
}

#endif
