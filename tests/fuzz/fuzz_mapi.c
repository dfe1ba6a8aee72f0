/*
 * The stream of an item's properties: what can be loaded is written again as
 * the very bytes that it was loaded from.
 */

/* System. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mapi.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define ARENA ((size_t)64 << 20)

static void
write_value(struct ambit_mapi_out *out, struct ambit_span stream,
    const struct ambit_mapi_value *value)
{
	int got;

	assert(value->at.len == value->prop.len);
	assert(value->at.off <= stream.len &&
	    value->at.len <= stream.len - value->at.off);
	if (ambit_mapi_is_number(value->prop.type)) {
		got = ambit_mapi_number(out, &value->prop, value->number, NULL);
	} else {
		got = ambit_mapi_prop(out, &value->prop, NULL);
		assert(got == 0);
		got = ambit_mapi_bytes(out,
		    ambit_span_sub(stream, (size_t)value->at.off,
			(size_t)value->at.len),
		    NULL);
	}
	assert(got == 0);
}

static void
write_object(struct ambit_mapi_out *out, struct ambit_span stream,
    const struct ambit_mapi_object *object)
{
	int got;

	assert(object->depth < AMBIT_MAPI_DEPTH + 1);
	for (size_t i = 0; i < object->n_values; i++)
		write_value(out, stream, &object->values[i]);
	for (size_t i = 0; i < object->n_parts; i++) {
		got = ambit_mapi_begin(out, object->parts[i]->kind, NULL);
		assert(got == 0);
		write_object(out, stream, object->parts[i]);
	}
	got = ambit_mapi_end(out, NULL);
	assert(got == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct ambit_arena *arena;
	struct ambit_span stream = { bytes, len };
	struct mapi_file file = mapi_file(stream, 4096);
	const struct ambit_mapi_object *message;
	struct ambit_mapi_out out;
	struct caught again = caught_new();
	int got;

	if (arena == NULL)
		arena = ambit_arena_new(ARENA);
	assert(arena != NULL);
	ambit_arena_reset(arena);
	if (ambit_mapi_load(file.source, arena, &message, NULL) == 0) {
		got = ambit_mapi_start(&out, &again.sink, NULL);
		assert(got == 0);
		write_object(&out, stream, message);
		assert(out.depth == 0 && again.len == len);
		assert(memcmp(again.ptr, bytes, len) == 0);
	}
	caught_free(&again);
	mapi_file_free(&file);
	return 0;
}
