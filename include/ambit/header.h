#ifndef AMBIT_HEADER_H
#define AMBIT_HEADER_H

#include "ambit/arena.h"
#include "ambit/item.h"
#include "ambit/span.h"

/*
 * The header block of a message, read strictly (mail.md 3, RFC 5322 2.2). This
 * lexer is the authority on where header ends and body begins.
 */

enum ambit_header_token {
	AMBIT_HEADER_FIELD, /* a field with its folds */
	AMBIT_HEADER_JUNK,  /* a line that is no field: the rest is in doubt */
	AMBIT_HEADER_END,   /* the empty line that ends the block */
	AMBIT_HEADER_MORE,  /* bytes ran out within the block */
};

/*
 * Cut one token off the front of *rest: its bytes are *token_r, whole lines
 * with their ends; the last line may lack its end where the bytes run out
 * (MORE: then all that is left is the token, perhaps nothing). The tokens of
 * a block, concatenated, are the input.
 */
enum ambit_header_token
ambit_header_cut(struct ambit_span *rest, struct ambit_span *token_r);

struct ambit_header {
	const struct ambit_header_field *fields;
	size_t n_fields;
	size_t len; /* bytes of the block with the empty line that ends it */
	bool ended; /* that empty line is there */
	unsigned flaws; /* AMBIT_FLAW_HEADER or 0 (H2, H3) */
};

/*
 * Lex a block. bytes is the message from its first byte on, which the places
 * of fields are relative to: all of it, or at least limit + 1 bytes of it.
 * whole says that nothing lies behind bytes. Fields lie in arena and point into
 * bytes. Limits: AMBIT_FIELDS_MAX, AMBIT_LINE_MAX, and limit (at most
 * AMBIT_HEADER_MAX): reaching one sets the flaw. 0, or -1 when the arena is
 * full.
 */
int ambit_header_read(struct ambit_span bytes, bool whole, size_t limit,
    struct ambit_arena *arena, struct ambit_header *header_r);

/*
 * The value without its folds: each line end that is followed by SP or HTAB
 * is taken out, nothing else (RFC 5322 2.2.3). Returns a lent span of value
 * itself where it has no fold, else a copy in arena; ptr NULL: arena full.
 */
struct ambit_span
ambit_header_unfold(struct ambit_span value, struct ambit_arena *arena);

/* How many fields bear the name, letter case aside; *first_r is the first. */
size_t
ambit_header_count(const struct ambit_header_field *fields, size_t n_fields,
    struct ambit_span name, const struct ambit_header_field **first_r);

/* Does a field stand twice that may stand once (RFC 5322 3.6, H1)? Which one is
 * true, nobody can tell then. */
bool
ambit_header_repeats(const struct ambit_header_field *fields, size_t n_fields);

#endif
