/*
 * A message with all that is in it, written. Knows where its recipients and
 * attachments are, and which method goes with which kind of data (K13); a path
 * that an attachment names it never follows.
 */

/* Floor 4. */
#include "stream.h"

#define SIZE   0x0e20
#define DATA   0x3701
#define METHOD 0x3705

/* PidTagAttachMethod, [MS-OXCMSG] 2.2.2.9. */
enum method {
	METHOD_NONE = 0,
	METHOD_VALUE = 1,
	METHOD_EMBEDDED = 5,
	METHOD_OLE = 6,
	METHOD_WEB = 7, /* and 2 to 4: its bytes lie elsewhere */
};

static int put_message(struct msg_stream *s, const struct msg_object *message,
    struct ambit_err *err_r);

static int
begin(struct msg_stream *s, enum ambit_mapi_kind kind, struct ambit_err *err_r)
{
	int rc = msg_stream_room(s, 3);

	if (rc == 1 && ambit_mapi_begin(&s->out, kind, err_r) < 0)
		rc = -1;
	return rc;
}

static int
end(struct msg_stream *s, struct ambit_err *err_r)
{
	return ambit_mapi_end(&s->out, err_r) < 0 ? -1 : 1;
}

/* ---- recipients ---- */

static int
put_recipient(struct msg_stream *s, const struct ambit_cfb_entry *storage,
    struct ambit_err *err_r)
{
	struct msg_object row;
	int rc = msg_object_open(&row, s->file, storage, MSG_HEAD_PART, err_r);

	if (rc == 1)
		rc = begin(s, AMBIT_MAPI_RECIPIENT, err_r);
	if (rc == 1)
		rc = msg_stream_props(s, &row, 0, err_r);
	return rc == 1 ? end(s, err_r) : rc;
}

/* ---- attachments ---- */

/* What an attachment says of itself. */
struct attached {
	uint64_t method;
	const struct msg_prop *data;         /* 3701, if it is there */
	const struct ambit_cfb_entry *place; /* and where */
	uint64_t size;                       /* 0E20, or the largest */
};

/* An int32, or none: then it is what is given. */
static uint64_t
number(const struct msg_object *object, uint16_t id, uint64_t otherwise)
{
	const struct msg_prop *prop = msg_object_find(object, id);

	if (prop == NULL || prop->type != AMBIT_MAPI_INT32 || prop->twice)
		return otherwise;
	return msg_value_number(prop->type, prop->slot);
}

static struct attached
read_attached(const struct msg_object *object)
{
	struct attached a = { .method = number(object, METHOD, METHOD_NONE),
		.data = msg_object_find(object, DATA),
		.size = number(object, SIZE, UINT64_MAX) };

	if (a.data != NULL)
		a.place = msg_object_place(object, a.data, MSG_WHOLE);
	return a;
}

/* Is 3701 what the method says that it is? */
static bool
fits(const struct attached *a)
{
	bool is_object = a->data != NULL && a->data->type == AMBIT_MAPI_OBJECT;

	switch (a->method) {
	case METHOD_NONE:
		return false;
	case METHOD_VALUE:
		return a->data != NULL && a->data->type == AMBIT_MAPI_BINARY &&
		    a->place != NULL && a->place->size <= a->size;
	case METHOD_EMBEDDED:
		return is_object && a->place != NULL && a->place->is_storage;
	case METHOD_OLE:
		return is_object && a->place != NULL;
	default:
		return a->method <= METHOD_WEB && a->data == NULL;
	}
}

static bool
is_elsewhere(uint64_t method)
{
	return (method > METHOD_VALUE && method < METHOD_EMBEDDED) ||
	    method == METHOD_WEB;
}

static int
put_embedded(struct msg_stream *s, const struct ambit_cfb_entry *storage,
    struct ambit_err *err_r)
{
	struct msg_object message;
	int rc;

	/* K8: there is no room for one more within the others. */
	if (s->out.depth + 1 >= AMBIT_MAPI_OPEN) {
		s->flaws |= AMBIT_FLAW_TOO_DEEP;
		return 1;
	}
	rc = msg_object_open(&message, s->file, storage, MSG_HEAD_EMBEDDED,
	    err_r);
	if (rc == 1)
		rc = begin(s, AMBIT_MAPI_MESSAGE, err_r);
	if (rc == 1)
		rc = put_message(s, &message, err_r);
	return rc == 1 ? end(s, err_r) : rc;
}

static int
put_attachment(struct msg_stream *s, const struct ambit_cfb_entry *storage,
    struct ambit_err *err_r)
{
	struct msg_object object;
	struct attached a;
	bool embedded;
	int rc =
	    msg_object_open(&object, s->file, storage, MSG_HEAD_PART, err_r);

	if (rc == 1)
		rc = begin(s, AMBIT_MAPI_ATTACHMENT, err_r);
	if (rc != 1)
		return rc;
	a = read_attached(&object);
	embedded = a.method == METHOD_EMBEDDED && fits(&a);
	if (!fits(&a))
		s->flaws |= AMBIT_FLAW_ATTACHMENTS;
	if (is_elsewhere(a.method))
		s->flaws |= AMBIT_FLAW_REFERENCE;
	rc = msg_stream_props(s, &object,
	    embedded || a.place == NULL ? DATA : 0, err_r);
	if (rc == 1 && embedded)
		rc = put_embedded(s, a.place, err_r);
	return rc == 1 ? end(s, err_r) : rc;
}

/* ---- a message ---- */

static int
put_parts(struct msg_stream *s, const struct msg_object *message,
    struct ambit_span prefix,
    int (*put)(struct msg_stream *s, const struct ambit_cfb_entry *storage,
	struct ambit_err *err_r),
    struct ambit_err *err_r)
{
	struct ambit_arena *arena = s->file->arena;
	size_t mark = ambit_arena_mark(arena), behind;
	struct msg_parts parts;
	int rc = msg_parts_open(&parts, message, prefix);

	behind = ambit_arena_mark(arena);
	for (size_t i = 0; rc == 1 && i < parts.n; i++) {
		rc = put(s, parts.entries[i], err_r);
		ambit_arena_release(arena, behind);
	}
	ambit_arena_release(arena, mark);
	return rc;
}

/* As many of each as the message tells of. */
static int
count_parts(struct msg_stream *s, const struct msg_object *message)
{
	struct ambit_arena *arena = s->file->arena;
	size_t mark = ambit_arena_mark(arena);
	struct msg_parts recipients, attachments;
	int rc = msg_parts_open(&recipients, message, MSG_RECIPIENT);

	if (rc == 1)
		rc = msg_parts_open(&attachments, message, MSG_ATTACHMENT);
	if (rc == 1 && recipients.n != message->n_recipients)
		s->flaws |= AMBIT_FLAW_LOST;
	if (rc == 1 && attachments.n != message->n_attachments)
		s->flaws |= AMBIT_FLAW_ATTACHMENTS;
	ambit_arena_release(arena, mark);
	return rc;
}

/* What is in a message, which has begun; ends at AMBIT_MAPI_DEPTH. */
static int
put_message(struct msg_stream *s, const struct msg_object *message,
    struct ambit_err *err_r)
{
	int rc = count_parts(s, message);

	if (rc == 1)
		rc = msg_stream_props(s, message, 0, err_r);
	if (rc == 1)
		rc = put_parts(s, message, MSG_RECIPIENT, put_recipient, err_r);
	if (rc == 1)
		rc = put_parts(s, message, MSG_ATTACHMENT, put_attachment,
		    err_r);
	return rc;
}

int
msg_stream_message(struct msg_stream *s, const struct msg_object *top,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	int rc;

	if (ambit_mapi_start(&s->out, sink, err_r) < 0)
		return -1;
	rc = put_message(s, top, err_r);
	return rc == 1 ? end(s, err_r) : rc;
}
