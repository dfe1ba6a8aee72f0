/*
 * The header lexer: its tokens concatenated are the input, and bytes that come
 * one at a time give the same tokens.
 */

/* System. */
#include <assert.h>
#include <stdint.h>

/* Floor 3 and below. */
#include "ambit/header.h"
#include "ambit/limits.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* All the fields of two readings. */
#define ROOM ((size_t)3 * AMBIT_FIELDS_MAX * sizeof(struct ambit_header_field))

/* Inputs longer than this are not read a byte at a time as well. */
#define SLOW_MAX 128

/* The next token, from as few bytes as settle it. */
static size_t
cut_slowly(struct ambit_span rest)
{
	struct ambit_span token = rest;

	for (size_t n = 0; n <= rest.len; n++) {
		struct ambit_span some = { rest.ptr, n };

		if (ambit_header_cut(&some, &token) != AMBIT_HEADER_MORE)
			break;
	}
	return token.len;
}

/* Walk over the block; where does it end? */
static size_t
tokens(struct ambit_span all)
{
	struct ambit_span rest = all, token;
	enum ambit_header_token kind;
	size_t off = 0;

	do {
		struct ambit_span before = rest;

		kind = ambit_header_cut(&rest, &token);
		assert(token.ptr == all.ptr + off);
		off += token.len;
		assert(rest.len == all.len - off);
		assert(all.len > SLOW_MAX || cut_slowly(before) == token.len);
	} while (kind == AMBIT_HEADER_FIELD || kind == AMBIT_HEADER_JUNK);
	return off;
}

static void
fields_lie_within(const struct ambit_header *header, struct ambit_span all)
{
	const unsigned char *at = all.ptr;

	for (size_t i = 0; i < header->n_fields; i++) {
		const struct ambit_header_field *field = &header->fields[i];

		assert(field->line.ptr >= at);
		at = field->line.ptr + field->line.len;
		assert(at <= all.ptr + header->len);
		assert(all.ptr + field->at.off == field->line.ptr);
		assert(field->at.len == field->line.len);
		assert(field->name.ptr == field->line.ptr);
		assert(field->name.len > 0);
		assert(
		    field->value.ptr == field->name.ptr + field->name.len + 1);
		assert(field->value.ptr + field->value.len <= at);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct ambit_span all = { bytes, len };
	struct ambit_arena *arena = ambit_arena_new(ROOM + len);
	struct ambit_header whole, part;

	if (len > AMBIT_HEADER_MAX) {
		ambit_arena_free(&arena);
		return 0;
	}
	assert(arena != NULL);
	assert(
	    ambit_header_read(all, true, AMBIT_HEADER_MAX, arena, &whole) == 0);
	assert(
	    ambit_header_read(all, false, AMBIT_HEADER_MAX, arena, &part) == 0);
	fields_lie_within(&whole, all);
	assert(whole.len == tokens(all));
	assert(whole.len == part.len && whole.ended == part.ended);
	assert(whole.ended ? whole.flaws == part.flaws
			   : part.flaws == AMBIT_FLAW_HEADER);
	for (size_t i = 0; i < whole.n_fields; i++) {
		struct ambit_span text =
		    ambit_header_unfold(whole.fields[i].value, arena);

		assert(text.len <= whole.fields[i].value.len);
	}
	ambit_arena_free(&arena);
	return 0;
}
