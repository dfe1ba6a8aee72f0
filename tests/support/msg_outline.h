#ifndef AMBIT_TESTS_MSG_OUTLINE_H
#define AMBIT_TESTS_MSG_OUTLINE_H

#include <stdio.h>

#include "check.h"
#include "msg_build.h"
#include "store.h"

#include "ambit/mapi.h"
#include "ambit/text.h"

/* What a reader of .msg makes of a file, as one string. */

static const struct ambit_store msg_store = {
	.number = 3,
	.account = 1,
	.holds = AMBIT_HOLDS_MAIL,
	.format = AMBIT_STORE_MSG,
	.clocks = {
		[AMBIT_CLOCK_DELIVERED] = { .source =
			AMBIT_SOURCE_DELIVERY_TIME },
	},
};

/* Keeps what passes. */
struct msg_room {
	struct ambit_sink sink;
	unsigned char bytes[1 << 20];
};

static inline int
msg_room_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct msg_room *room = (struct msg_room *)sink;

	(void)err_r;
	assert_true(bytes.len <= sizeof(room->bytes) - sink->count);
	if (bytes.len > 0)
		memcpy(room->bytes + sink->count, bytes.ptr, bytes.len);
	return 0;
}

static const struct ambit_sink_ops msg_room_ops = { .name = "room",
	.write = msg_room_write };

static inline void
msg_put_value(struct ambit_text *text, const struct ambit_mapi_value *value,
    const struct msg_room *room)
{
	const struct ambit_mapi_prop *prop = &value->prop;
	struct ambit_span bytes = { room->bytes + value->at.off,
		(size_t)value->at.len };

	ambit_text_print(text, " %04x:%x", prop->id, prop->type);
	if (prop->index > 0)
		ambit_text_print(text, "[%u]", (unsigned)prop->index);
	if (prop->set[15] != 0) {
		ambit_text_print(text, "{%02x,%x,", prop->set[0],
		    (unsigned)prop->number);
		ambit_text_escaped(text, prop->name);
		ambit_text_str(text, "}");
	}
	ambit_text_str(text, "=");
	if (ambit_mapi_is_number(prop->type)) {
		ambit_text_print(text, "%jx", (uintmax_t)value->number);
		return;
	}
	/* Strings here are ASCII. */
	for (size_t i = 0; i < bytes.len; i++) {
		if ((prop->type & 0xfff) != AMBIT_MAPI_STRING || i % 2 == 0)
			ambit_text_escaped(text, ambit_span_sub(bytes, i, 1));
	}
}

static inline void
msg_put_object(struct ambit_text *text, const struct ambit_mapi_object *object,
    const struct msg_room *room)
{
	static const char letters[] = "?MRA";

	ambit_text_print(text, "%c(", letters[object->kind]);
	for (size_t i = 0; i < object->n_values; i++)
		msg_put_value(text, &object->values[i], room);
	for (size_t i = 0; i < object->n_parts; i++)
		msg_put_object(text, object->parts[i], room);
	ambit_text_str(text, ")");
}

static inline void
msg_put_stream(struct ambit_text *text, const struct msg_room *room)
{
	struct ambit_arena *arena = ambit_arena_new((size_t)16 << 20);
	const struct ambit_mapi_object *message;
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_source *source;
	int fd = file_of(
	    (struct ambit_span){ room->bytes, (size_t)room->sink.count });

	assert_int_equal(ambit_source_new(fd, 4096, &source, &err), 0);
	if (ambit_mapi_load(source, arena, &message, &err) < 0)
		fail_msg("%s", err.text);
	msg_put_object(text, message, room);
	ambit_source_free(&source);
	(void)close(fd);
	ambit_arena_free(&arena);
}

static inline void
msg_put_item(struct ambit_text *text, struct ambit_reader *r,
    struct ambit_item *item)
{
	static struct msg_room room;
	struct ambit_err err = { .code = AMBIT_E_NONE };
	unsigned flaws = 0;

	assert_int_equal(ambit_reader_read(r, item, &err), 0);
	assert_true(item->read);
	room.sink = (struct ambit_sink){ .ops = &msg_room_ops };
	if (ambit_reader_stream(r, item, &room.sink, &flaws, &err) < 0)
		fail_msg("%s", err.text);
	flaws |= item->flaws & ~(unsigned)AMBIT_FLAW_BAD_ADDRESS;
	for (unsigned i = 0; i < AMBIT_N_FLAWS; i++) {
		if (flaws >> i & 1)
			ambit_text_print(text, "!%s ", ambit_flaw_name(i));
	}
	if (!(flaws & AMBIT_FLAW_LOST))
		msg_put_stream(text, &room);
}

/* The one item of a store that is a file; or why there is none. */
static inline void
msg_outline(struct ambit_span file, size_t window, char *out, size_t size)
{
	struct ambit_text text = ambit_text_over(out, size);
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_reader r;
	struct ambit_item item;
	int fd = file_of(file);

	if (open_window(&r, &msg_store, fd, window, &err) < 0) {
		assert_int_equal(err.code, AMBIT_E_FORMAT);
		ambit_text_print(&text, "refused: %s", err.text);
	} else {
		assert_int_equal(r.ops->next(&r, &item, &err), 1);
		assert_int_equal(item.framed.len, file.len);
		assert_int_equal(r.seen, file.len);
		msg_put_item(&text, &r, &item);
		assert_int_equal(r.ops->next(&r, &item, &err), 0);
		assert_int_equal(r.ops->check(&r, &err), 0);
		ambit_reader_close(&r);
	}
	(void)close(fd);
	(void)ambit_text_end(&text);
	assert_false(text.full);
}

#endif
