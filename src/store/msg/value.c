/*
 * Where the value of a property is ([MS-OXMSG] 2.4.2). Knows how long each is;
 * what it means it does not.
 */

/* Floor 4. */
#include "value.h"
#include "../pst/bytes.h"
#include "ambit/mapi.h"

#define GUID_LEN 16

/* Bytes of a character; 0: it is no string. */
static size_t
unit_of(uint16_t type)
{
	if (type == AMBIT_MAPI_STRING)
		return 2;
	return type == AMBIT_MAPI_STRING8 ? 1 : 0;
}

size_t
msg_value_width(uint16_t type)
{
	switch (type) {
	case AMBIT_MAPI_INT16:
	case AMBIT_MAPI_BOOLEAN:
		return 2;
	case AMBIT_MAPI_INT32:
	case AMBIT_MAPI_FLOAT:
	case AMBIT_MAPI_ERROR:
		return 4;
	default:
		return 8;
	}
}

uint64_t
msg_value_number(uint16_t type, const unsigned char *p)
{
	if (type == AMBIT_MAPI_BOOLEAN)
		return p[0] != 0;
	switch (msg_value_width(type)) {
	case 2:
		return pst_u16(p);
	case 4:
		return pst_u32(p);
	default:
		return pst_u64(p);
	}
}

bool
msg_value_fits(uint16_t type, const struct ambit_cfb_entry *stream,
    uint64_t told)
{
	size_t unit = unit_of(type);

	if (type == AMBIT_MAPI_GUID && stream->size != GUID_LEN)
		return false;
	return told == stream->size || told == stream->size + unit;
}

/* Keeps the last two bytes that pass. */
struct tail {
	struct ambit_sink sink;
	unsigned char last[2];
};

static int
tail_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct tail *tail = (struct tail *)sink;

	(void)err_r;
	if (bytes.len > 1)
		tail->last[0] = bytes.ptr[bytes.len - 2];
	else if (bytes.len == 1)
		tail->last[0] = tail->last[1];
	if (bytes.len > 0)
		tail->last[1] = bytes.ptr[bytes.len - 1];
	return 0;
}

static const struct ambit_sink_ops tail_ops = {
	.name = "tail",
	.write = tail_write,
};

int
msg_value_cut(const struct msg_object *object, uint16_t type,
    const struct ambit_cfb_entry *stream, uint64_t *len_r,
    struct ambit_err *err_r)
{
	struct tail tail = { .sink = { .ops = &tail_ops } };
	size_t unit = unit_of(type);

	*len_r = stream->size;
	if (unit == 0 || stream->size < unit)
		return 1;
	if (ambit_cfb_pour(object->file->cfb, stream, &tail.sink, err_r) < 0)
		return -1;
	if (tail.last[1] == 0 && (unit == 1 || tail.last[0] == 0))
		*len_r -= unit;
	return 1;
}

int
msg_value_find(const struct msg_object *object, const struct msg_prop *prop,
    struct msg_value *value_r, struct ambit_err *err_r)
{
	uint16_t type = prop->type;

	*value_r = (struct msg_value){ 0 };
	if (type == AMBIT_MAPI_NULL)
		return 1;
	if (ambit_mapi_is_number(type) && !(type & AMBIT_MAPI_MULTIPLE)) {
		value_r->number = msg_value_number(type, prop->slot);
		return 1;
	}
	value_r->stream = msg_object_place(object, prop, MSG_WHOLE);
	if (value_r->stream == NULL || value_r->stream->is_storage)
		return msg_damaged(object->file, "a property has no stream");
	if (!(type & AMBIT_MAPI_MULTIPLE) && type != AMBIT_MAPI_OBJECT &&
	    !msg_value_fits(type, value_r->stream, pst_u32(prop->slot)))
		return msg_damaged(object->file,
		    "a property is not as long as its stream");
	return msg_value_cut(object, type, value_r->stream, &value_r->len,
	    err_r);
}
