#ifndef AMBIT_TESTS_TALK_ROWS_H
#define AMBIT_TESTS_TALK_ROWS_H

#include "check.h"
#include "talk_world.h"

/*
 * A conversation spoilt in a few places, and what the gate says of it: rows of
 * a table.
 */

/* A number or a span of the world, at off, becomes another. All zero: nothing,
 * since the identifier of the store, which comes first, is empty. */
struct poke {
	size_t off, size; /* size 0: a span */
	uint64_t value;
	struct ambit_span span;
};

#define AT(field)   offsetof(struct talk_world, field)
#define SIZE(field) sizeof(((struct talk_world *)NULL)->field)
#define POKE(field, value)                       \
	{                                        \
		AT(field), SIZE(field), (value), \
		{                                \
			NULL, 0                  \
		}                                \
	}
#define SPAN(field, text)                             \
	{                                             \
		AT(field), 0, 0, AMBIT_LIT_INIT(text) \
	}
#define NOTHING                 \
	{                       \
		0, 0, 0,        \
		{               \
			NULL, 0 \
		}               \
	}

#define POKES_MAX 6

struct row {
	const char *name;
	void (*make)(struct talk_world *w);
	const char *lie; /* what the gate says of it; NULL: it hears it all */
	struct poke pokes[POKES_MAX];
};

static inline void
poke(struct talk_world *w, const struct poke *p)
{
	unsigned char *at = (unsigned char *)w + p->off;
	uint8_t one = (uint8_t)p->value;
	uint32_t four = (uint32_t)p->value;

	if (p->size == 0)
		memcpy(at, &p->span, sizeof(p->span));
	else if (p->size == 1)
		memcpy(at, &one, 1);
	else if (p->size == 4)
		memcpy(at, &four, 4);
	else
		memcpy(at, &p->value, 8);
}

static inline void
the_gate_hears_it_or_says_what_is_wrong(void **state)
{
	static char room[TALK_TEXT];
	const struct row *row = *state;
	struct ambit_text text = AMBIT_TEXT(room);
	struct ambit_span bytes, again;
	struct talk_world w;
	struct ambit_err err = { 0 };
	int got;

	row->make(&w);
	for (size_t i = 0; i < POKES_MAX; i++)
		poke(&w, &row->pokes[i]);
	bytes = talk_tell(&w);
	got = talk_hear(bytes, &w.unit, &text, &again, &err);
	if (row->lie == NULL) {
		assert_string_equal(err.text, "");
		assert_int_equal(got, 0);
		assert_int_equal(again.len, bytes.len);
		assert_memory_equal(again.ptr, bytes.ptr, bytes.len);
	} else {
		assert_int_equal(got, -1);
		assert_string_equal(err.text + strlen("a reader lies: "),
		    row->lie);
		assert_int_equal(err.code, AMBIT_E_WIRE);
		assert_int_equal(err.at.store, w.store.number);
	}
	talk_free(&bytes);
	talk_free(&again);
}

#endif
