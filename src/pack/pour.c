/*
 * The file of places of a unit: written by the assembler, read by the two
 * processes that pour.
 */

/* System. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Floor 1 and below. */
#include "ambit/source.h"
#include "ambit/wire.h"

/* Floor 6. */
#include "archive.h"

#define HEAD ((size_t)4)

/* Unit, turn, number, volume, place in its archive. */
#define FRONT ((size_t)4 + 8 + 4 + 4 + 8)

void
pour_place_put(const struct ambit_pour_place *place, uint32_t unit,
    uint64_t turn, struct ambit_text *text)
{
	ambit_wire_put32(text, unit);
	ambit_wire_put64(text, turn);
	ambit_wire_put32(text, place->number);
	ambit_wire_put32(text, place->volume);
	ambit_wire_put64(text, place->at);
	ambit_wire_put32(text, place->task);
	ambit_wire_put64(text, place->bytes);
	ambit_wire_put32(text, place->crc);
	ambit_text_put(text,
	    (struct ambit_span){ place->sha256, AMBIT_DIGEST_LEN });
	ambit_wire_put8(text, place->cut);
	ambit_wire_put64(text, place->off);
	ambit_wire_put_string(text, place->path);
}

uint32_t
pour_place_unit(struct ambit_span record)
{
	struct ambit_wire wire = { .left = record };

	return ambit_wire_u32(&wire);
}

unsigned
pour_place_volume(struct ambit_span record)
{
	struct ambit_wire wire = { .left = record };

	(void)ambit_wire_u32(&wire);
	(void)ambit_wire_u64(&wire);
	(void)ambit_wire_u32(&wire);
	return ambit_wire_u32(&wire);
}

void
pour_place_write(struct ambit_span record, uint64_t at, struct pack_out *out)
{
	char room[HEAD + FRONT];
	struct ambit_text text = AMBIT_TEXT(room);
	struct ambit_wire wire = { .left = record };

	ambit_wire_put32(&text, (uint32_t)record.len);
	ambit_text_put(&text, ambit_wire_bytes(&wire, FRONT - 8));
	ambit_wire_put64(&text, ambit_wire_u64(&wire) + at);
	assert(!wire.bad && !text.full);
	pack_out_put(out, ambit_text_span(&text));
	pack_out_put(out, wire.left);
}

struct ambit_pour {
	struct ambit_source *source;
	uint64_t off;
};

int
ambit_pour_begin(int placesfd, struct ambit_pour **pour_r,
    struct ambit_err *err_r)
{
	struct ambit_pour *pour = calloc(1, sizeof(*pour));

	*pour_r = pour;
	if (pour == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "places");
	if (ambit_source_new(placesfd, 65536, &pour->source, err_r) == 0)
		return 0;
	ambit_pour_free(pour_r);
	return -1;
}

void
ambit_pour_free(struct ambit_pour **pour)
{
	if (*pour == NULL)
		return;
	ambit_source_free(&(*pour)->source);
	free(*pour);
	*pour = NULL;
}

static bool
get(struct ambit_span record, struct ambit_pour_place *place_r)
{
	struct ambit_wire wire = { .left = record };
	struct ambit_span sha256;

	(void)ambit_wire_u32(&wire);
	(void)ambit_wire_u64(&wire);
	*place_r = (struct ambit_pour_place){ .number = ambit_wire_u32(&wire) };
	place_r->volume = ambit_wire_u32(&wire);
	place_r->at = ambit_wire_u64(&wire);
	place_r->task = ambit_wire_u32(&wire);
	place_r->bytes = ambit_wire_u64(&wire);
	place_r->crc = ambit_wire_u32(&wire);
	sha256 = ambit_wire_bytes(&wire, AMBIT_DIGEST_LEN);
	place_r->cut = ambit_wire_u8(&wire) != 0;
	place_r->off = ambit_wire_u64(&wire);
	place_r->path = ambit_wire_string(&wire, PACK_PATH_MAX);
	if (!ambit_wire_done(&wire))
		return false;
	memcpy(place_r->sha256, sha256.ptr, AMBIT_DIGEST_LEN);
	return true;
}

int
ambit_pour_next(struct ambit_pour *pour, struct ambit_pour_place *place_r,
    struct ambit_err *err_r)
{
	struct ambit_wire head;
	struct ambit_span win;
	size_t len;

	if (ambit_source_lend(pour->source, pour->off, HEAD, &win, err_r) < 0)
		return -1;
	if (win.len == 0)
		return 0;
	head = (struct ambit_wire){ .left = ambit_span_sub(win, 0, HEAD) };
	len = ambit_wire_u32(&head);
	if (len > PACK_RECORD_MAX)
		head.bad = true;
	else if (ambit_source_lend(pour->source, pour->off, HEAD + len, &win,
		     err_r) < 0)
		return -1;
	if (head.bad || win.len < HEAD + len ||
	    !get(ambit_span_sub(win, HEAD, len), place_r))
		return ambit_err_set(err_r, AMBIT_E_WIRE,
		    "a unit has places that ambit does not write");
	pour->off += HEAD + len;
	return 1;
}
