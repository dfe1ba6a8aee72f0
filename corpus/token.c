/*
 * Canaries: a token for each place of each item, computed and never stored, so
 * that a provider of any size has its own for every field.
 */

/* Ours. */
#include "corpus.h"

static const char *const names[N_TOKENS] = { "subject", "name", "header",
	"comment", "route", "address", "text", "html", "attachment", "filename",
	"preamble", "epilogue", "boundary", "embedded" };

const char *
token_place_name(enum token_place place)
{
	return names[place];
}

void
token_write(uint64_t seed, uint64_t serial, enum token_place place,
    char token_r[TOKEN_LEN + 1])
{
	/* Nothing that a person would take for another character. */
	static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
	struct random r;
	uint64_t bits = 0;

	random_seed(&r,
	    seed ^ (serial * N_TOKENS + place) * UINT64_C(0xd1342543de82ef95));
	token_r[0] = 'k';
	token_r[1] = 'x';
	for (size_t i = 2; i < TOKEN_LEN; i++) {
		if (i % 12 == 2)
			bits = random_next(&r);
		token_r[i] = letters[bits & 31];
		bits >>= 5;
	}
	token_r[TOKEN_LEN] = '\0';
}
