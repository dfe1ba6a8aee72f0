/*
 * F11: whatever a reader says, the gate takes what the table of cages.md 6
 * allows and nothing else, wholly used: a naive reader of that table agrees,
 * and what was taken is told again to the byte.
 */

/* System. */
#include <stdint.h>

#include "talk_naive.h"
#include "talk_world.h"

#define INPUT_MAX ((size_t)1 << 16)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* As assert, in builds too that leave asserts out. */
static void
must(bool holds)
{
	if (!holds)
		abort();
}

static size_t
put(unsigned char *to, size_t value)
{
	for (size_t i = 0; i < 4; i++)
		to[i] = (unsigned char)(value >> (24 - 8 * i));
	return 4;
}

/*
 * An input is frames of a length of two bytes, a kind and a body: as a
 * conversation they are out of neither length nor sequence, or a fuzzer would
 * never come beyond them. What is wrong there, is tested elsewhere, and by
 * inputs that are given as they are.
 */
static struct ambit_span
converse(struct ambit_span in)
{
	static unsigned char out[8 * INPUT_MAX];
	size_t at = 0, nth = 0;

	while (in.len >= 3) {
		size_t len = (size_t)in.ptr[0] << 8 | in.ptr[1];
		struct ambit_span body = ambit_span_sub(in, 3, len);

		at += put(out + at, PROC_FRAME_LEAST + body.len);
		out[at++] = in.ptr[2];
		at += put(out + at, ++nth);
		if (body.len > 0)
			memcpy(out + at, body.ptr, body.len);
		at += body.len;
		in = ambit_span_sub(in, 3 + body.len, in.len);
	}
	return (struct ambit_span){ out, at };
}

static void
hear(struct ambit_span said, const struct ambit_unit *unit)
{
	static char room[TALK_TEXT];
	struct ambit_text text = AMBIT_TEXT(room);
	enum naive naive =
	    naive_judge(said, ambit_store_streams(unit->store->format));
	struct ambit_err err = { 0 };
	struct ambit_span again;
	int got = talk_hear(said, unit, &text, &again, &err);

	if (got == 0) {
		must(naive == NAIVE_WHOLE);
		must(ambit_span_equal(again, said));
	} else {
		must(err.code != AMBIT_E_NONE && err.code <= AMBIT_E_CRASH);
		must(naive != NAIVE_WHOLE || err.code == AMBIT_E_WIRE ||
		    err.code == AMBIT_E_MEMORY);
		for (const char *c = err.text; *c != '\0'; c++)
			must(*c >= 0x20 && *c < 0x7f);
	}
	talk_free(&again);
}

/* The first byte says which unit it is about, and whether as it is. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static void (*const makes[])(struct talk_world *) = { talk_mbox,
		talk_maildir, talk_file, talk_pst };
	struct ambit_span in;
	struct talk_world w;

	if (len == 0 || len > INPUT_MAX)
		return 0;
	makes[bytes[0] % 4](&w);
	talk_join(&w);
	in = (struct ambit_span){ bytes + 1, len - 1 };
	hear(bytes[0] & 0x80 ? in : converse(in), &w.unit);
	return 0;
}
