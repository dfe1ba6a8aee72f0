/*
 * Addresses: a strict fact has one spelling, which stands in the field, so
 * that whoever is a party is in the net; and what a reader finds that drops
 * comments, blanks, quotes and backslashes is in the net too, or in doubt.
 */

/* System. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

/* Floor 3 and below. */
#include "ambit/address.h"
#include "ambit/header.h"
#include "ambit/text.h"

#define FIELD_MAX 4096
#define MANY      64

static const struct ambit_span alice = AMBIT_LIT_INIT("al@ex.org");

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
has_one_spelling(const struct ambit_addr *addr, struct ambit_span field)
{
	char buf[FIELD_MAX + 1];
	struct ambit_text text = AMBIT_TEXT(buf);
	struct ambit_addr again;

	if (addr->quoted)
		return;
	ambit_text_put(&text, addr->local);
	ambit_text_str(&text, "@");
	ambit_text_put(&text, addr->domain);
	assert(!text.full);
	assert(ambit_span_contains_nocase(field, ambit_text_span(&text)));
	assert(ambit_address_spec(ambit_text_span(&text), &again));
	assert(ambit_span_equal(again.local, addr->local));
	assert(ambit_span_equal(again.domain, addr->domain));
}

/* Drop what a liberal reader drops. */
static struct ambit_span
squeeze(struct ambit_span field, unsigned char *out)
{
	size_t len = 0, depth = 0;

	for (size_t i = 0; i < field.len; i++) {
		unsigned char c = field.ptr[i];

		if (c == '\\' && depth > 0)
			i++;
		else if (c == '(')
			depth++;
		else if (c == ')' && depth > 0)
			depth--;
		else if (depth == 0 && c != ' ' && c != '\t' && c != '"' &&
		    c != '\\')
			out[len++] = c;
	}
	return (struct ambit_span){ out, len };
}

/* Does it stand there with nothing more of an address around it? */
static bool
finds(struct ambit_span squeezed)
{
	static const char ends[] = ",;:<>[]";

	for (size_t i = 0; i < squeezed.len; i++) {
		struct ambit_span at =
		    ambit_span_sub(squeezed, i, squeezed.len);

		if (!ambit_span_begins_nocase(at, alice))
			continue;
		if ((i == 0 || strchr(ends, at.ptr[-1]) != NULL) &&
		    (at.len == alice.len ||
			strchr(ends, at.ptr[alice.len]) != NULL))
			return true;
	}
	return false;
}

/* The quoted name of a person is no address to anybody. */
static void
nobody_hides(const struct ambit_address_list *list, struct ambit_span field)
{
	unsigned char out[FIELD_MAX];
	struct ambit_span squeezed = squeeze(field, out);

	if (list->hidden || ambit_span_contains_nocase(field, alice))
		return;
	if (list->strict && memchr(field.ptr, '"', field.len) != NULL)
		return;
	assert(!finds(squeezed));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct ambit_span field = { bytes, len }, id;
	struct ambit_arena *arena = ambit_arena_new((size_t)1 << 16);
	struct ambit_address_list list, same;
	size_t i;

	assert(arena != NULL);
	if (len > 0 && len <= FIELD_MAX) {
		assert(ambit_address_parse(field, MANY, arena, &list) == 0);
		assert(list.n_addrs <= MANY);
		assert(list.strict || list.n_addrs == 0);
		for (i = 0; i < list.n_addrs; i++)
			has_one_spelling(&list.addrs[i], field);
		nobody_hides(&list, field);
		/* A lower limit hides, and never gives other facts. */
		assert(ambit_address_parse(field, 1, arena, &same) == 0);
		assert(same.strict == (list.strict && list.n_addrs < 2));
		assert(same.strict || !list.strict || same.hidden);
		if (ambit_address_msgid(field, &id))
			assert(id.len <= 250 && id.ptr[0] == '<');
	}
	ambit_arena_free(&arena);
	return 0;
}
