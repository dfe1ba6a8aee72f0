/*
 * Attachments by the method that they are stored by (pst.md 14.4).
 *
 * Never follows a path: what lies elsewhere is told, by its name. What a
 * method promises and the item has not is an empty part and a flaw.
 */

/* Floor 3. */
#include "part.h"

/* [MS-OXCMSG] 2.2.2.9, and the web's, [MS-OXPROPS] 2.609. */
enum method {
	BY_NOTHING,
	BY_VALUE,
	BY_REFERENCE,
	BY_REFERENCE_RESOLVE,
	BY_REFERENCE_ONLY,
	EMBEDDED,
	OLE,
	BY_WEB_REFERENCE,
};

/* [MS-OXCMSG] 2.2.2.18: the HTML shows it. */
#define SHOWN 4

static const struct ambit_mapi_value *
data(const struct ambit_mapi_object *attachment)
{
	const struct ambit_mapi_value *value =
	    ambit_mapi_find(attachment, 0x3701);

	if (value == NULL ||
	    (value->prop.type != AMBIT_MAPI_BINARY &&
		value->prop.type != AMBIT_MAPI_OBJECT))
		return NULL;
	return value;
}

/* Bytes, as the attachment says; none where there are none. */
static int
plan_bytes(struct rebuild *r, uint32_t method, struct rebuild_part *part,
    struct ambit_err *err_r)
{
	uint16_t type = method == OLE ? AMBIT_MAPI_OBJECT : AMBIT_MAPI_BINARY;

	part->value = data(part->attachment);
	part->from = part->value == NULL ? REBUILD_NOTHING : REBUILD_VALUE;
	if (part->value == NULL || part->value->prop.type != type ||
	    (method != BY_VALUE && method != OLE))
		r->flaws |= AMBIT_FLAW_ATTACHMENTS;
	if (method != BY_VALUE)
		part->type = "application/octet-stream";
	if (method != BY_VALUE || part->value == NULL)
		return 0;
	return rebuild_note_encrypted(r, part, err_r);
}

static int
plan_message(struct rebuild *r, struct rebuild_part *part,
    struct ambit_err *err_r)
{
	if (part->attachment->n_parts == 0)
		return plan_bytes(r, BY_NOTHING, part, err_r);
	part->from = REBUILD_MESSAGE;
	part->type = "message/rfc822";
	part->first = rebuild_plan(r, part->attachment->parts[0], err_r);
	return part->first == NULL ? -1 : 0;
}

/* The path that is stored, as text. Bytes that are there as well have no
 * place in it. */
static int
plan_reference(struct rebuild *r, struct rebuild_part *part,
    struct ambit_err *err_r)
{
	static const uint16_t ids[] = { 0x370d, 0x3708 };
	const struct ambit_mapi_value *value = data(part->attachment);

	r->flaws |= AMBIT_FLAW_REFERENCE;
	if (value != NULL && value->at.len > 0)
		r->flaws |= AMBIT_FLAW_ATTACHMENTS;
	part->from = REBUILD_BYTES;
	part->type = "text/plain; charset=utf-8";
	for (size_t i = 0; i < 2 && part->bytes.len == 0; i++) {
		value = ambit_mapi_find(part->attachment, ids[i]);
		if (rebuild_ask(r, part->message, value, &part->bytes, err_r) <
		    0)
			return -1;
	}
	return 0;
}

static int
plan_one(struct rebuild *r, struct rebuild_part *part, struct ambit_err *err_r)
{
	uint32_t method = rebuild_number(part->attachment, 0x3705, BY_NOTHING);

	switch (method) {
	case BY_REFERENCE:
	case BY_REFERENCE_RESOLVE:
	case BY_REFERENCE_ONLY:
	case BY_WEB_REFERENCE:
		return plan_reference(r, part, err_r);
	case EMBEDDED:
		return plan_message(r, part, err_r);
	default:
		return plan_bytes(r, method, part, err_r);
	}
}

static bool
is_shown(const struct ambit_mapi_object *attachment)
{
	return (rebuild_number(attachment, 0x3714, 0) & SHOWN) != 0 &&
	    ambit_mapi_find(attachment, 0x3712) != NULL;
}

int
rebuild_plan_attachments(struct rebuild *r,
    const struct ambit_mapi_object *message, struct rebuild_row *shown,
    struct rebuild_row *others, struct ambit_err *err_r)
{
	unsigned number = 0;

	for (size_t i = 0; i < message->n_parts; i++) {
		const struct ambit_mapi_object *attachment = message->parts[i];
		struct rebuild_part *part;

		if (attachment->kind != AMBIT_MAPI_ATTACHMENT)
			continue;
		part = rebuild_new(r, REBUILD_NOTHING, NULL, err_r);
		if (part == NULL)
			return -1;
		part->message = message;
		part->attachment = attachment;
		part->number = ++number;
		part->is_inline = is_shown(attachment);
		if (plan_one(r, part, err_r) < 0)
			return -1;
		rebuild_add(part->is_inline ? shown : others, part);
	}
	return 0;
}
