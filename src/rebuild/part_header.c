/*
 * The fields of a part: type, encoding, name (RFC 2045, 2183, 2231).
 *
 * Takes from the evidence what is of the form that the field wants, and else
 * says nothing, or the least that is true. A file's name is text, never a path
 * that anybody follows.
 */

/* Floor 0. */
#include "ambit/text.h"

/* Floor 3. */
#include "part.h"
#include "words.h"

/* RFC 6838 4.2: type and subtype have at most 127 characters each. */
#define TYPE_MAX ((size_t)255)

/* A file's name; no system has longer ones. */
#define NAME_MAX_LEN ((size_t)4096)

/* RFC 5322 2.1.1, less the name of the field and its brackets. */
#define ID_MAX ((size_t)900)

static int
field(struct ambit_sink *sink, const char *name, struct ambit_span value,
    struct ambit_err *err_r)
{
	if (rebuild_str(sink, name, err_r) < 0)
		return -1;
	return value.len > 0 ? ambit_sink_write(sink, value, err_r) : 0;
}

/* RFC 2045 5.1. */
static bool
is_token_char(unsigned char c)
{
	static const struct ambit_span specials =
	    AMBIT_LIT_INIT("()<>@,;:\\\"/[]?=");

	if (c <= 0x20 || c >= 0x7f)
		return false;
	for (size_t i = 0; i < specials.len; i++) {
		if (specials.ptr[i] == c)
			return false;
	}
	return true;
}

/* token/token; and none that has a form of its own inside, which these bytes
 * need not have. */
static bool
is_type(struct ambit_span type)
{
	size_t n_slashes = 0, last = 0;

	if (type.len > TYPE_MAX ||
	    ambit_span_begins_nocase(type, AMBIT_LIT("multipart/")) ||
	    ambit_span_begins_nocase(type, AMBIT_LIT("message/")))
		return false;
	for (size_t i = 0; i < type.len; i++) {
		if (type.ptr[i] == '/') {
			n_slashes++;
			last = i;
		} else if (!is_token_char(type.ptr[i])) {
			return false;
		}
	}
	return n_slashes == 1 && last > 0 && last + 1 < type.len;
}

static int
put_type(struct rebuild *r, const struct rebuild_part *part,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	struct ambit_span type = ambit_span_str(part->type);

	if (part->type == NULL) {
		if (rebuild_ask(r, part->message,
			ambit_mapi_find(part->attachment, 0x370e), &type,
			err_r) < 0)
			return -1;
		if (!is_type(type))
			type = AMBIT_LIT("application/octet-stream");
	}
	if (field(sink, "Content-Type: ", type, err_r) < 0)
		return -1;
	if (part->from == REBUILD_MULTI &&
	    (field(sink, ";\r\n\tboundary=\"", ambit_span_str(part->boundary),
		 err_r) < 0 ||
		rebuild_str(sink, "\"", err_r) < 0))
		return -1;
	return rebuild_str(sink, "\r\n", err_r);
}

/* ---- the name of a file ---- */

static int
stored_name(struct rebuild *r, const struct rebuild_part *part,
    struct ambit_span *name_r, struct ambit_err *err_r)
{
	static const uint16_t ids[] = { 0x3707, 0x3704 };

	*name_r = (struct ambit_span){ 0 };
	for (size_t i = 0; i < 2 && name_r->len == 0; i++) {
		if (rebuild_ask(r, part->message,
			ambit_mapi_find(part->attachment, ids[i]), name_r,
			err_r) < 0)
			return -1;
	}
	if (name_r->len > NAME_MAX_LEN)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "a file's name of more bytes than %zu", NAME_MAX_LEN);
	return 0;
}

static int
put_name(struct rebuild *r, const struct rebuild_part *part,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	struct ambit_span name = ambit_span_str(part->name);
	char buf[32];
	struct ambit_text text = AMBIT_TEXT(buf);

	if (part->name == NULL && stored_name(r, part, &name, err_r) < 0)
		return -1;
	if (name.len == 0) {
		ambit_text_print(&text, "attachment-%u", part->number);
		name = ambit_text_span(&text);
	}
	return rebuild_put_param(sink, "filename", name, err_r);
}

static int
put_disposition(struct rebuild *r, const struct rebuild_part *part,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	if (part->name == NULL && part->attachment == NULL)
		return 0;
	if (rebuild_str(sink,
		part->is_inline ? "Content-Disposition: inline"
				: "Content-Disposition: attachment",
		err_r) < 0 ||
	    put_name(r, part, sink, err_r) < 0)
		return -1;
	return rebuild_str(sink, "\r\n", err_r);
}

/* ---- what HTML calls it ---- */

static bool
is_id(struct ambit_span id)
{
	for (size_t i = 0; i < id.len; i++) {
		if (id.ptr[i] <= 0x20 || id.ptr[i] >= 0x7f ||
		    id.ptr[i] == '<' || id.ptr[i] == '>')
			return false;
	}
	return id.len > 0 && id.len <= ID_MAX &&
	    !ambit_span_contains_nocase(id, AMBIT_LIT("=?"));
}

static int
put_id(struct rebuild *r, const struct rebuild_part *part,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	struct ambit_span id;

	if (part->attachment == NULL)
		return 0;
	if (rebuild_ask(r, part->message,
		ambit_mapi_find(part->attachment, 0x3712), &id, err_r) < 0)
		return -1;
	if (id.len > 2 && id.ptr[0] == '<' && id.ptr[id.len - 1] == '>')
		id = ambit_span_sub(id, 1, id.len - 2);
	if (!is_id(id)) {
		r->flaws |= id.len > 0 ? AMBIT_FLAW_ENCODING : 0;
		return 0;
	}
	return field(sink, "Content-ID: <", id, err_r) < 0
	    ? -1
	    : rebuild_str(sink, ">\r\n", err_r);
}

static int
put_all(struct rebuild *r, const struct rebuild_part *part,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	if (put_type(r, part, sink, err_r) < 0 ||
	    rebuild_str(sink, "Content-Transfer-Encoding: ", err_r) < 0 ||
	    rebuild_str(sink, part->base64 ? "base64\r\n" : "7bit\r\n", err_r) <
		0 ||
	    put_disposition(r, part, sink, err_r) < 0)
		return -1;
	return put_id(r, part, sink, err_r);
}

int
rebuild_part_header(struct rebuild *r, const struct rebuild_part *part,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	size_t mark = ambit_arena_mark(r->arena);
	int got = put_all(r, part, sink, err_r);

	ambit_arena_release(r->arena, mark);
	return got;
}
