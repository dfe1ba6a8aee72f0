/*
 * What our own reader finds in an item, out of the stream of its properties:
 * as much of it as libpst tells too, and what libpst may have taken for it.
 */

/* System. */
#include <string.h>

/* Floor 6 and below. */
#include "ambit/text.h"

/* Floor 7. */
#include "ambit/second.h"

enum {
	SUBMITTED = 0x0039,
	DELIVERED = 0x0e06,
	MESSAGE_ID = 0x1035,
	DATA = 0x3701,
	METHOD = 0x3705,
	BY_VALUE = 1, /* of METHOD */
	OLE = 6,
};

/* FILETIME counts 100 ns since 1601. */
#define TICKS UINT64_C(10000000)
#define SINCE INT64_C(11644473600)

/* Longer ones are no message ids; they are compared as far as this. */
#define ID_MAX ((size_t)65536)

/* Of a source at a time. */
#define LOAN ((size_t)65536)

struct reading {
	struct ambit_source *stream;
	struct ambit_arena *arena;
	struct ambit_sink_hash hash;
};

static bool
has_time(const struct ambit_mapi_object *object, uint16_t id, int64_t *at_r)
{
	const struct ambit_mapi_value *value = ambit_mapi_find(object, id);

	if (value == NULL || value->prop.type != AMBIT_MAPI_TIME)
		return false;
	*at_r = (int64_t)(value->number / TICKS) - SINCE;
	return true;
}

/* ---- message ids ---- */

static void
put_utf8(struct ambit_text *text, uint32_t c)
{
	const char bytes[] = {
		(char)(c < 0x80 ? c : 0xc0 | c >> 6),
		(char)(0x80 | (c & 0x3f)),
	};

	ambit_text_put(text,
	    (struct ambit_span){ (const unsigned char *)bytes,
		c < 0x80 ? 1 : 2 });
}

/* As libpst has it: to its first NUL. Behind U+07FF a message id has nothing;
 * what has is given as it is, and differs. */
static int
read_utf16(struct reading *r, struct ambit_span *bytes, struct ambit_err *err_r)
{
	char *room = AMBIT_ARENA_GET(r->arena, char, bytes->len + 1);
	struct ambit_text text = { .ptr = room, .cap = bytes->len + 1 };

	if (room == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "message id");
	for (size_t i = 0; i + 1 < bytes->len; i += 2) {
		uint32_t c = bytes->ptr[i] | (uint32_t)bytes->ptr[i + 1] << 8;

		if (c == 0)
			break;
		if (c > 0x7ff)
			return 0;
		put_utf8(&text, c);
	}
	*bytes = ambit_text_span(&text);
	return 0;
}

static void
cut_nul(struct ambit_span *bytes)
{
	const unsigned char *nul =
	    bytes->len > 0 ? memchr(bytes->ptr, 0, bytes->len) : NULL;

	if (nul != NULL)
		bytes->len = (size_t)(nul - bytes->ptr);
}

static int
read_id(struct reading *r, const struct ambit_mapi_object *object,
    struct ambit_second_facts *facts_r, struct ambit_err *err_r)
{
	const struct ambit_mapi_value *value =
	    ambit_mapi_find(object, MESSAGE_ID);
	struct ambit_span bytes;

	if (value == NULL || value->prop.len > ID_MAX ||
	    (value->prop.type != AMBIT_MAPI_STRING &&
		value->prop.type != AMBIT_MAPI_STRING8))
		return 0;
	if (ambit_mapi_lend(r->stream, value, ID_MAX, r->arena, &bytes, err_r) <
	    0)
		return -1;
	if (value->prop.type == AMBIT_MAPI_STRING8)
		cut_nul(&bytes);
	else if (read_utf16(r, &bytes, err_r) < 0)
		return -1;
	facts_r->has_id = true;
	return ambit_sink_digest(bytes, facts_r->id, err_r);
}

static int
read_facts(struct reading *r, const struct ambit_mapi_object *object,
    struct ambit_second_facts *facts_r, struct ambit_err *err_r)
{
	facts_r->has_submitted =
	    has_time(object, SUBMITTED, &facts_r->submitted);
	facts_r->has_delivered =
	    has_time(object, DELIVERED, &facts_r->delivered);
	return read_id(r, object, facts_r, err_r);
}

/* ---- attachments ---- */

static int
digest(struct reading *r, struct ambit_extent at, unsigned char *digest_r,
    struct ambit_err *err_r)
{
	struct ambit_span bytes;

	if (ambit_sink_hash_reset(&r->hash, err_r) < 0)
		return -1;
	while (at.len > 0) {
		size_t n = at.len < LOAN ? (size_t)at.len : LOAN;

		if (ambit_source_lend(r->stream, at.off, n, &bytes, err_r) < 0)
			return -1;
		if (bytes.len < n)
			return ambit_err_set(err_r, AMBIT_E_CHANGED,
			    "the stream of an item is cut");
		bytes.len = n;
		if (ambit_sink_write(&r->hash.sink, bytes, err_r) < 0)
			return -1;
		at.off += n;
		at.len -= n;
	}
	if (ambit_sink_finish(&r->hash.sink, err_r) < 0)
		return -1;
	memcpy(digest_r, r->hash.digest, AMBIT_DIGEST_LEN);
	return 0;
}

static uint32_t
method_of(const struct ambit_mapi_object *object)
{
	const struct ambit_mapi_value *value = ambit_mapi_find(object, METHOD);

	return value != NULL ? (uint32_t)value->number : 0;
}

static int
read_file(struct reading *r, const struct ambit_mapi_object *object,
    struct ambit_second_file *file_r, struct ambit_err *err_r)
{
	const struct ambit_mapi_value *data = ambit_mapi_find(object, DATA);
	struct ambit_extent at = { 0, 0 };

	file_r->method = method_of(object);
	if (read_facts(r, object, &file_r->facts, err_r) < 0)
		return -1;
	if (file_r->method != BY_VALUE && file_r->method != OLE)
		return 0;
	if (data != NULL)
		at = data->at;
	file_r->has_bytes = true;
	file_r->len = at.len;
	return digest(r, at, file_r->sha256, err_r);
}

/* An attachment, or the row of one. */
static int
read_attachment(struct reading *r, const struct ambit_mapi_object *part,
    struct ambit_second_file *files, struct ambit_second_item *item_r,
    struct ambit_err *err_r)
{
	if (method_of(part) == 0) {
		item_r->bare++;
		return 0;
	}
	return item_r->n_files++ < AMBIT_SECOND_FILES
	    ? read_file(r, part, &files[item_r->n_files - 1], err_r)
	    : 0;
}

static int
read_recipient(struct reading *r, const struct ambit_mapi_object *part,
    struct ambit_second_facts *rows, struct ambit_second_item *item_r,
    struct ambit_err *err_r)
{
	struct ambit_second_facts facts = { .has_id = false };

	item_r->recipients++;
	if (read_facts(r, part, &facts, err_r) < 0)
		return -1;
	if ((facts.has_submitted || facts.has_delivered || facts.has_id) &&
	    item_r->n_rows < AMBIT_SECOND_ROWS)
		rows[item_r->n_rows++] = facts;
	return 0;
}

static int
read_parts(struct reading *r, const struct ambit_mapi_object *message,
    struct ambit_second_item *item_r, struct ambit_err *err_r)
{
	struct ambit_second_file *files =
	    AMBIT_ARENA_GET(r->arena, struct ambit_second_file,
		message->n_parts < AMBIT_SECOND_FILES ? message->n_parts
						      : AMBIT_SECOND_FILES);
	struct ambit_second_facts *rows = AMBIT_ARENA_GET(r->arena,
	    struct ambit_second_facts, AMBIT_SECOND_ROWS);

	if (files == NULL || rows == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "attachments");
	item_r->files = files;
	item_r->rows = rows;
	for (size_t i = 0; i < message->n_parts; i++) {
		const struct ambit_mapi_object *part = message->parts[i];

		if ((part->kind == AMBIT_MAPI_RECIPIENT
			    ? read_recipient(r, part, rows, item_r, err_r)
			    : read_attachment(r, part, files, item_r, err_r)) <
		    0)
			return -1;
	}
	return 0;
}

int
ambit_second_ours(struct ambit_source *stream,
    const struct ambit_mapi_object *message, struct ambit_arena *arena,
    struct ambit_second_item *item_r, struct ambit_err *err_r)
{
	struct reading r = { .stream = stream, .arena = arena };
	int rc;

	if (ambit_sink_hash_init(&r.hash, NULL, err_r) < 0)
		return -1;
	rc = read_facts(&r, message, &item_r->facts, err_r);
	if (rc == 0)
		rc = read_parts(&r, message, item_r, err_r);
	ambit_sink_hash_clear(&r.hash);
	return rc;
}
