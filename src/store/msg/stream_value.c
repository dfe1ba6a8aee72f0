/*
 * The properties of one object, written. Knows how a value of each type stands
 * in the stream, and how several do; what it means it does not.
 */

/* Floor 4. */
#include "../pst/bytes.h"
#include "stream.h"

/* What a property takes beside its bytes and its name. */
#define FRAME 41

#define NAMED 0x8000

/* Of several values the list of their lengths, or all where each has the same,
 * has at most so many bytes (K15). */
#define SEVERAL_MAX ((size_t)4 << 20)

int
msg_stream_room(struct msg_stream *s, uint64_t len)
{
	if (!ambit_mapi_has_room(&s->out, len, s->max))
		return msg_damaged(s->file, "an item is too large");
	return 1;
}

/* ---- names ---- */

/* In the arena, until it is released. */
static int
name(struct msg_stream *s, struct ambit_mapi_prop *prop)
{
	if (prop->id < NAMED)
		return 1;
	if (!s->file->named)
		return msg_damaged(s->file,
		    "the names of properties are damaged");
	return pst_names_tell(&s->file->names, s->file->arena, prop)
	    ? 1
	    : msg_damaged(s->file, "the name of a property is too long");
}

/* ---- values ---- */

static int
begin(struct msg_stream *s, struct ambit_mapi_prop *prop, uint64_t len,
    struct ambit_err *err_r)
{
	int rc = msg_stream_room(s, len);

	prop->len = len;
	if (rc == 1 &&
	    prop->name.len + FRAME > s->max - s->out.sink->count - len)
		rc = msg_damaged(s->file, "an item is too large");
	if (rc == 1 && ambit_mapi_prop(&s->out, prop, err_r) < 0)
		rc = -1;
	return rc;
}

static int
put_number(struct msg_stream *s, struct ambit_mapi_prop *prop, uint64_t number,
    struct ambit_err *err_r)
{
	int rc = msg_stream_room(s, FRAME + prop->name.len + 8);

	prop->len = 8;
	if (rc == 1 && ambit_mapi_number(&s->out, prop, number, err_r) < 0)
		rc = -1;
	return rc;
}

/* Hands on what the property was told to have. */
struct onward {
	struct ambit_sink sink;
	struct ambit_mapi_out *out;
};

static int
onward_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct onward *onward = (struct onward *)sink;

	if (bytes.len > onward->out->owed)
		bytes.len = (size_t)onward->out->owed;
	return bytes.len == 0 ? 0 : ambit_mapi_bytes(onward->out, bytes, err_r);
}

static const struct ambit_sink_ops onward_ops = {
	.name = "onward",
	.write = onward_write,
};

static int
put_stream(struct msg_stream *s, struct ambit_mapi_prop *prop,
    const struct ambit_cfb_entry *stream, uint64_t len, struct ambit_err *err_r)
{
	struct onward onward = { { .ops = &onward_ops }, &s->out };
	int rc = begin(s, prop, len, err_r);

	if (rc == 1 && stream != NULL &&
	    ambit_cfb_pour(s->file->cfb, stream, &onward.sink, err_r) < 0)
		rc = -1;
	return rc;
}

static int
put_ole(struct msg_stream *s, struct ambit_mapi_prop *prop,
    const struct ambit_cfb_entry *storage, struct ambit_err *err_r)
{
	struct onward onward = { { .ops = &onward_ops }, &s->out };
	int rc = begin(s, prop, msg_ole_len(storage), err_r);

	if (rc == 1 &&
	    msg_ole_pour(s->file->cfb, storage, &onward.sink, err_r) < 0)
		rc = -1;
	return rc;
}

/* ---- several values ---- */

/* All of one length, one behind the other ([MS-OXMSG] 2.1.4.1). */
static int
put_packed(struct msg_stream *s, struct ambit_mapi_prop *prop, size_t width,
    struct ambit_span bytes, struct ambit_err *err_r)
{
	uint16_t one = prop->type & (uint16_t)~AMBIT_MAPI_MULTIPLE;
	int rc = 1;

	if (bytes.len % width != 0)
		return msg_damaged(s->file, "several values have a rest");
	for (size_t i = 0; i < bytes.len / width && rc == 1; i++) {
		const unsigned char *p = bytes.ptr + i * width;

		prop->index = (uint32_t)i;
		if (ambit_mapi_is_number(one)) {
			rc = put_number(s, prop, msg_value_number(one, p),
			    err_r);
			continue;
		}
		rc = begin(s, prop, width, err_r);
		if (rc == 1 &&
		    ambit_mapi_bytes(&s->out, (struct ambit_span){ p, width },
			err_r) < 0)
			rc = -1;
	}
	return rc;
}

static int
put_nth(struct msg_stream *s, const struct msg_object *object,
    const struct msg_prop *of, struct ambit_mapi_prop *prop, uint64_t told,
    struct ambit_err *err_r)
{
	uint16_t one = of->type & (uint16_t)~AMBIT_MAPI_MULTIPLE;
	const struct ambit_cfb_entry *stream =
	    msg_object_place(object, of, prop->index);
	uint64_t len;
	int rc;

	if (stream == NULL || stream->is_storage ||
	    !msg_value_fits(one, stream, told))
		return msg_damaged(s->file, "one of several values is missing");
	rc = msg_value_cut(object, one, stream, &len, err_r);
	return rc == 1 ? put_stream(s, prop, stream, len, err_r) : rc;
}

/* A list of their lengths, and a stream for each ([MS-OXMSG] 2.1.4.2). */
static int
put_listed(struct msg_stream *s, const struct msg_object *object,
    const struct msg_prop *of, struct ambit_mapi_prop *prop,
    struct ambit_span list, struct ambit_err *err_r)
{
	size_t width =
	    of->type == (AMBIT_MAPI_BINARY | AMBIT_MAPI_MULTIPLE) ? 8 : 4;
	int rc = 1;

	if (list.len % width != 0)
		return msg_damaged(s->file, "several values have a rest");
	for (size_t i = 0; i < list.len / width && rc == 1; i++) {
		prop->index = (uint32_t)i;
		rc = put_nth(s, object, of, prop, pst_u32(list.ptr + i * width),
		    err_r);
	}
	return rc;
}

static int
put_several(struct msg_stream *s, const struct msg_object *object,
    const struct msg_prop *of, struct ambit_mapi_prop *prop,
    struct ambit_err *err_r)
{
	struct msg_value value;
	struct ambit_span bytes;
	int rc = msg_value_find(object, of, &value, err_r);

	if (rc == 1)
		rc =
		    msg_load(s->file, value.stream, SEVERAL_MAX, &bytes, err_r);
	if (rc != 1)
		return rc;
	switch (of->type & ~AMBIT_MAPI_MULTIPLE) {
	case AMBIT_MAPI_STRING:
	case AMBIT_MAPI_STRING8:
	case AMBIT_MAPI_BINARY:
		return put_listed(s, object, of, prop, bytes, err_r);
	case AMBIT_MAPI_GUID:
		return put_packed(s, prop, 16, bytes, err_r);
	default:
		return put_packed(s, prop,
		    msg_value_width(of->type & (uint16_t)~AMBIT_MAPI_MULTIPLE),
		    bytes, err_r);
	}
}

/* ---- a property ---- */

static int
put_one(struct msg_stream *s, const struct msg_object *object,
    const struct msg_prop *of, struct ambit_mapi_prop *prop,
    struct ambit_err *err_r)
{
	const struct ambit_cfb_entry *place =
	    msg_object_place(object, of, MSG_WHOLE);
	struct msg_value value;
	int rc;

	if (of->type == AMBIT_MAPI_OBJECT && place != NULL && place->is_storage)
		return put_ole(s, prop, place, err_r);
	rc = msg_value_find(object, of, &value, err_r);
	if (rc == 1 && ambit_mapi_is_number(of->type))
		return put_number(s, prop, value.number, err_r);
	return rc == 1 ? put_stream(s, prop, value.stream, value.len, err_r)
		       : rc;
}

static int
put_prop(struct msg_stream *s, const struct msg_object *object,
    const struct msg_prop *of, struct ambit_err *err_r)
{
	struct ambit_mapi_prop prop = { .id = of->id, .type = of->type };
	size_t mark = ambit_arena_mark(s->file->arena);
	int rc = name(s, &prop);

	if (rc == 1 && (of->type & AMBIT_MAPI_MULTIPLE))
		rc = put_several(s, object, of, &prop, err_r);
	else if (rc == 1)
		rc = put_one(s, object, of, &prop, err_r);
	ambit_arena_release(s->file->arena, mark);
	return rc;
}

int
msg_stream_props(struct msg_stream *s, const struct msg_object *object,
    uint16_t without, struct ambit_err *err_r)
{
	int rc = 1;

	if (!object->whole)
		s->flaws |= AMBIT_FLAW_LOST;
	for (size_t i = 0; i < object->n_props && rc == 1; i++) {
		if (without == 0 || object->props[i].id != without)
			rc = put_prop(s, object, &object->props[i], err_r);
	}
	return rc;
}
