/*
 * Signed and encrypted messages (S/MIME, [MS-OXOSMIME] 2.1; rights management,
 * [MS-OXORMMS] 2.2.3): all of the body is one attachment.
 *
 * Decrypts nothing and proves nothing. A signature covers bytes, so they leave
 * as they are, where they can stand as the body of a message; else as any
 * attachment. What is encrypted is said to be, wherever it stands.
 */

/* Floor 3 and below. */
#include "ambit/header.h"
#include "ambit/limits.h"
#include "encode.h"
#include "kind.h"
#include "part.h"
#include "text.h"

/* Bytes of an opaque one that tell what it is. */
#define LOOK ((size_t)64)

/* RFC 5652 14, RFC 5083: what stands in them, by its number. */
static const struct content {
	struct ambit_span oid;
	const char *type;
	bool encrypted;
} contents[] = {
	{ AMBIT_LIT_INIT("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"),
	    "application/pkcs7-mime; smime-type=signed-data", false },
	{ AMBIT_LIT_INIT("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"),
	    "application/pkcs7-mime; smime-type=enveloped-data", true },
	{ AMBIT_LIT_INIT(
	      "\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17"),
	    "application/pkcs7-mime; smime-type=authEnveloped-data", true },
};

/* ---- opaque ---- */

static bool
contains(struct ambit_span bytes, struct ambit_span needle)
{
	while (bytes.len > 0 && !ambit_span_begins(bytes, needle))
		bytes = ambit_span_sub(bytes, 1, bytes.len);
	return bytes.len > 0;
}

/* How its bytes begin. */
static int
look(struct rebuild *r, const struct ambit_mapi_value *value,
    struct ambit_span *win_r, struct ambit_err *err_r)
{
	if (ambit_source_lend(r->stream, value->at.off, LOOK, win_r, err_r) < 0)
		return -1;
	*win_r = ambit_span_sub(*win_r, 0, LOOK);
	if (win_r->len > value->at.len)
		win_r->len = (size_t)value->at.len;
	return 0;
}

/* NULL: it does not say. */
static const struct content *
content_of(struct ambit_span win)
{
	const struct content *content = NULL;

	for (size_t i = 0; i < sizeof(contents) / sizeof(contents[0]); i++) {
		if (contains(win, contents[i].oid))
			content = &contents[i];
	}
	return content;
}

static int
plan_opaque(struct rebuild *r, struct rebuild_part *part,
    struct ambit_err *err_r)
{
	const struct content *content;
	struct ambit_span win;

	part->from = REBUILD_VALUE;
	part->name = "smime.p7m";
	if (look(r, part->value, &win, err_r) < 0)
		return -1;
	content = content_of(win);
	part->type = content == NULL ? "application/pkcs7-mime" : content->type;
	if (content == NULL || content->encrypted)
		r->flaws |= AMBIT_FLAW_ENCRYPTED;
	return 0;
}

/* ---- clear ---- */

/* Is it a header of Content-* alone, a multipart/signed among them, as our own
 * lexer reads it? */
static bool
is_entity(const struct ambit_header *header)
{
	const struct ambit_header_field *type;

	if (header->flaws != 0 || !header->ended)
		return false;
	for (size_t i = 0; i < header->n_fields; i++) {
		if (!ambit_span_begins_nocase(header->fields[i].name,
			AMBIT_LIT("Content-")))
			return false;
	}
	return ambit_header_count(header->fields, header->n_fields,
		   AMBIT_LIT("Content-Type"), &type) == 1 &&
	    ambit_span_begins_nocase(ambit_span_trim(type->value),
		AMBIT_LIT("multipart/signed"));
}

static int
has_entity(struct rebuild *r, const struct ambit_mapi_value *value, bool *is_r,
    struct ambit_err *err_r)
{
	size_t mark = ambit_arena_mark(r->arena);
	struct ambit_header header;
	struct ambit_span win;
	bool whole = value->at.len <= AMBIT_HEADER_MAX;
	int got = 0;

	if (ambit_source_lend(r->stream, value->at.off, AMBIT_HEADER_MAX + 1,
		&win, err_r) < 0)
		return -1;
	if (win.len > value->at.len)
		win.len = (size_t)value->at.len;
	if (ambit_header_read(win, whole, AMBIT_HEADER_MAX, r->arena, &header) <
	    0)
		got = ambit_err_set(err_r, AMBIT_E_MEMORY, "a signed message");
	*is_r = got == 0 && is_entity(&header);
	ambit_arena_release(r->arena, mark);
	return got;
}

/* Nothing of it may need to be encoded: encoded, it is another. */
static int
is_clear(struct rebuild *r, const struct ambit_mapi_value *value, bool *is_r,
    struct ambit_err *err_r)
{
	struct rebuild_look look;

	if (has_entity(r, value, is_r, err_r) < 0)
		return -1;
	if (!*is_r)
		return 0;
	rebuild_look_init(&look, NULL);
	look.any_boundary = true;
	if (rebuild_value(r->stream, value, &look.sink, err_r) < 0 ||
	    ambit_sink_finish(&look.sink, err_r) < 0)
		return -1;
	*is_r = !look.coded;
	return 0;
}

/* ---- the whole ---- */

static int
is_smime(struct rebuild *r, const struct ambit_mapi_object *message, bool *is_r,
    struct ambit_err *err_r)
{
	struct ambit_span name;

	if (rebuild_class(r, message, &name, err_r) < 0)
		return -1;
	*is_r = ambit_span_begins_nocase(name, AMBIT_LIT("IPM.Note.SMIME"));
	return 0;
}

/* The only attachment, by value, of a message of that class. */
static int
only_attachment(struct rebuild *r, const struct ambit_mapi_object *message,
    const struct ambit_mapi_object **only_r, struct ambit_err *err_r)
{
	bool is_of_class;
	size_t n = 0;

	*only_r = NULL;
	if (is_smime(r, message, &is_of_class, err_r) < 0)
		return -1;
	if (!is_of_class)
		return 0;
	for (size_t i = 0; i < message->n_parts; i++) {
		if (message->parts[i]->kind == AMBIT_MAPI_ATTACHMENT &&
		    n++ == 0)
			*only_r = message->parts[i];
	}
	if (n != 1 || rebuild_number(*only_r, 0x3705, 0) != 1)
		*only_r = NULL;
	return 0;
}

static int
plan(struct rebuild *r, struct rebuild_part *part, struct ambit_span type,
    bool *is_r, struct ambit_err *err_r)
{
	*is_r = ambit_span_equal_nocase(type,
		    AMBIT_LIT("application/pkcs7-mime")) ||
	    ambit_span_equal_nocase(type,
		AMBIT_LIT("application/x-pkcs7-mime"));
	if (*is_r)
		return plan_opaque(r, part, err_r);
	if (!ambit_span_equal_nocase(type, AMBIT_LIT("multipart/signed")))
		return 0;
	part->from = REBUILD_ENTITY;
	return is_clear(r, part->value, is_r, err_r);
}

int
rebuild_plan_signed(struct rebuild *r, const struct ambit_mapi_object *message,
    struct rebuild_part **part_r, struct ambit_err *err_r)
{
	const struct ambit_mapi_object *only;
	struct rebuild_part *part;
	struct ambit_span type;
	bool is_signed;

	*part_r = NULL;
	if (only_attachment(r, message, &only, err_r) < 0)
		return -1;
	if (only == NULL)
		return 0;
	part = rebuild_new(r, REBUILD_ENTITY, NULL, err_r);
	if (part == NULL ||
	    rebuild_ask(r, message, ambit_mapi_find(only, 0x370e), &type,
		err_r) < 0)
		return -1;
	part->message = message;
	part->value = ambit_mapi_find(only, 0x3701);
	if (part->value == NULL || part->value->prop.type != AMBIT_MAPI_BINARY)
		return 0;
	if (plan(r, part, type, &is_signed, err_r) < 0)
		return -1;
	*part_r = is_signed ? part : NULL;
	return 0;
}

/* ---- beside a body ---- */

/* By its type ([MS-OXORMMS] 2.2.3.2), or by how such a file begins. */
static int
is_managed(struct rebuild *r, const struct rebuild_part *part,
    struct ambit_span win, bool *is_r, struct ambit_err *err_r)
{
	struct ambit_span type;

	if (rebuild_ask(r, part->message,
		ambit_mapi_find(part->attachment, 0x370e), &type, err_r) < 0)
		return -1;
	*is_r = ambit_span_equal_nocase(type,
		    AMBIT_LIT("application/x-microsoft-rpmsg-message")) ||
	    ambit_span_begins(win,
		AMBIT_LIT("\x76\xe8\x04\x60\xc4\x11\xe3\x86"));
	return 0;
}

int
rebuild_note_encrypted(struct rebuild *r, const struct rebuild_part *part,
    struct ambit_err *err_r)
{
	const struct content *content;
	struct ambit_span win;
	bool managed, smime;

	if (look(r, part->value, &win, err_r) < 0 ||
	    is_managed(r, part, win, &managed, err_r) < 0 ||
	    is_smime(r, part->message, &smime, err_r) < 0)
		return -1;
	content = content_of(win);
	if (managed || (smime && content != NULL && content->encrypted))
		r->flaws |= AMBIT_FLAW_ENCRYPTED;
	return 0;
}
