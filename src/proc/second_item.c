/*
 * What one reader says of an item, as a record: over the pipe, and in a spool.
 */

/* System. */
#include <string.h>

/* Floor 6 and below. */
#include "ambit/wire.h"

/* Floor 7. */
#include "ambit/second.h"

enum {
	HAS_SUBMITTED = 1 << 0,
	HAS_DELIVERED = 1 << 1,
	HAS_ID = 1 << 2,
	HAS_ALL = (1 << 3) - 1,
};

static void
put_digest(struct ambit_text *text, const unsigned char *digest)
{
	ambit_text_put(text, (struct ambit_span){ digest, AMBIT_DIGEST_LEN });
}

static void
get_digest(struct ambit_wire *wire, unsigned char *digest_r)
{
	struct ambit_span bytes = ambit_wire_bytes(wire, AMBIT_DIGEST_LEN);

	if (bytes.len == AMBIT_DIGEST_LEN)
		memcpy(digest_r, bytes.ptr, AMBIT_DIGEST_LEN);
}

static void
put_facts(struct ambit_text *text, const struct ambit_second_facts *facts)
{
	ambit_wire_put8(text,
	    (uint8_t)((facts->has_submitted ? HAS_SUBMITTED : 0) |
		(facts->has_delivered ? HAS_DELIVERED : 0) |
		(facts->has_id ? HAS_ID : 0)));
	ambit_wire_put64(text, (uint64_t)facts->submitted);
	ambit_wire_put64(text, (uint64_t)facts->delivered);
	put_digest(text, facts->id);
}

static void
get_facts(struct ambit_wire *wire, struct ambit_second_facts *facts_r)
{
	uint8_t has = ambit_wire_u8(wire);

	facts_r->has_submitted = (has & HAS_SUBMITTED) != 0;
	facts_r->has_delivered = (has & HAS_DELIVERED) != 0;
	facts_r->has_id = (has & HAS_ID) != 0;
	facts_r->submitted = (int64_t)ambit_wire_u64(wire);
	facts_r->delivered = (int64_t)ambit_wire_u64(wire);
	get_digest(wire, facts_r->id);
	wire->bad = wire->bad || has > HAS_ALL;
}

static void
put_file(struct ambit_text *text, const struct ambit_second_file *file)
{
	ambit_wire_put32(text, file->method);
	ambit_wire_put8(text, file->has_bytes);
	ambit_wire_put64(text, file->len);
	put_digest(text, file->sha256);
	put_facts(text, &file->facts);
}

static void
get_file(struct ambit_wire *wire, struct ambit_second_file *file_r)
{
	uint8_t has_bytes;

	file_r->method = ambit_wire_u32(wire);
	has_bytes = ambit_wire_u8(wire);
	file_r->has_bytes = has_bytes != 0;
	file_r->len = ambit_wire_u64(wire);
	get_digest(wire, file_r->sha256);
	get_facts(wire, &file_r->facts);
	wire->bad = wire->bad || has_bytes > 1 || file_r->method == 0;
}

void
ambit_second_put(struct ambit_text *text, const struct ambit_second_item *item)
{
	ambit_wire_put32(text, item->nid);
	ambit_wire_put8(text, item->theirs);
	put_facts(text, &item->facts);
	ambit_wire_put32(text, item->flaws);
	ambit_wire_put32(text, item->recipients);
	ambit_wire_put32(text, item->bare);
	ambit_wire_put32(text, item->n_files);
	for (uint32_t i = 0; i < ambit_second_told(item->n_files); i++)
		put_file(text, &item->files[i]);
	ambit_wire_put32(text, item->n_rows);
	for (uint32_t i = 0; i < item->n_rows; i++)
		put_facts(text, &item->rows[i]);
}

static int
get_files(struct ambit_wire *wire, struct ambit_arena *arena,
    struct ambit_second_item *item_r, struct ambit_err *err_r)
{
	struct ambit_second_file *files;
	uint32_t told;

	item_r->n_files = ambit_wire_u32(wire);
	told = ambit_second_told(item_r->n_files);
	files = AMBIT_ARENA_GET(arena, struct ambit_second_file, told);
	if (files == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "attachments");
	for (uint32_t i = 0; i < told && !wire->bad; i++)
		get_file(wire, &files[i]);
	item_r->files = files;
	return 0;
}

static int
get_rows(struct ambit_wire *wire, struct ambit_arena *arena,
    struct ambit_second_item *item_r, struct ambit_err *err_r)
{
	struct ambit_second_facts *rows = AMBIT_ARENA_GET(arena,
	    struct ambit_second_facts, AMBIT_SECOND_ROWS);

	if (rows == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "recipients");
	item_r->n_rows = ambit_wire_u32(wire);
	wire->bad = wire->bad || item_r->n_rows > AMBIT_SECOND_ROWS;
	for (uint32_t i = 0; i < item_r->n_rows && !wire->bad; i++)
		get_facts(wire, &rows[i]);
	item_r->rows = rows;
	return 0;
}

int
ambit_second_get(struct ambit_span record, struct ambit_arena *arena,
    struct ambit_second_item *item_r, struct ambit_err *err_r)
{
	struct ambit_wire wire = { .left = record };
	uint8_t theirs;

	*item_r = (struct ambit_second_item){ .nid = ambit_wire_u32(&wire) };
	theirs = ambit_wire_u8(&wire);
	item_r->theirs = theirs != 0;
	get_facts(&wire, &item_r->facts);
	item_r->flaws = ambit_wire_u32(&wire);
	item_r->recipients = ambit_wire_u32(&wire);
	item_r->bare = ambit_wire_u32(&wire);
	if (get_files(&wire, arena, item_r, err_r) < 0 ||
	    get_rows(&wire, arena, item_r, err_r) < 0)
		return -1;
	if (!ambit_wire_done(&wire) || theirs > 1)
		return ambit_err_set(err_r, AMBIT_E_WIRE,
		    "what is said of an item is not");
	return 0;
}
