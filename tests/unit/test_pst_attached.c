/*
 * Recipients and attachments of an item: they come by the numbers of their
 * rows, each row has its subnode and each subnode its row, the method fits what
 * is there (K13), and messages lie within each other as deep as K8 allows.
 */

#include "pst_world.h"

#define BYTES(s) s, sizeof(s) - 1

#define METHOD(n)                          \
	{                                  \
		0x3705, 0x0003, n, NULL, 0 \
	}
#define DATA(s)                              \
	{                                    \
		0x3701, 0x0102, PST_BYTES(s) \
	}
/* An object: its NID, and a size. */
#define OBJECT(nid)                                                 \
	{                                                           \
		0x3701, 0x000d, PST_BYTES(nid "\0\x20\0\x10\0\0\0") \
	}
#define MESSAGE_NID 0x200024

/* ---- recipients ---- */

static void
recipients_come_by_their_rows(void **state)
{
	static const struct pst_built_row rows[] = {
		{ 9, 1, 5, "A\0", 2, true },
		{ 3, 2, 0, NULL, 0, false },
		{ 7, 3, 0, "", 0, false },
	};
	static const uint32_t nids[] = { 0, 0x803f };
	char got[500];

	(void)state;
	for (size_t i = 0; i < COUNT(nids); i++) {
		struct pst_build *b = pst_build_new(PST_UNICODE, 0);
		struct world_node w = { .n_subs = 0 };

		world_sub(&w,
		    pst_build_table(b, 0x692, rows, COUNT(rows), nids[i]));
		world_add(b, &w, NULL, 0);
		world_outcome(b, got, sizeof(got));
		assert_string_equal(got,
		    "message( recipient( c15:3=1 e06:40=5 e1b:b=1"
		    " 3001:1f='A.')"
		    " recipient( c15:3=2 e06:40=0 e1b:b=0)"
		    " recipient( c15:3=3 e06:40=0 e1b:b=0 3001:1f=''))");
		pst_build_free(b);
	}
}

/* K11: which of two columns of one id is meant nobody knows. */
static void
a_column_that_stands_there_twice_is_lost(void **state)
{
	static const struct pst_built_row row = { 9, 1, 5, NULL, 0, true };
	static const unsigned char time[] = { 0x40, 0, 0x06, 0x0e };
	struct pst_wrong wrong = { .where = PST_RIGHT };
	char got[500];

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct pst_build *b = pst_build_new(PST_UNICODE, 0);
		struct world_node w = { .n_subs = 0 };
		const unsigned char *at = b->bytes;

		b->wrong = wrong;
		world_sub(&w, pst_build_table(b, 0x692, &row, 1, 0));
		while (i == 0 && memcmp(at, time, sizeof(time)) != 0)
			at++;
		world_add(b, &w, NULL, 0);
		world_outcome(b, got, sizeof(got));
		assert_string_equal(got,
		    i == 0 ? "message( recipient( c15:3=1 e06:40=5 e1b:b=1))"
			   : " lost");
		/* The time, as another of what is 0C15 already. */
		if (i == 0)
			wrong = (struct pst_wrong){ PST_BLOCK, 0,
				(size_t)(at - b->bytes) -
				    (size_t)b->block[0].ib,
				"\x40\0\x15\x0c", 4 };
		pst_build_free(b);
	}
}

/* ---- attachments ---- */

static const struct attachment_row {
	const char *name;
	struct pst_prop props[3];
	size_t n;
	const char *outcome;
} attachments[] = {
	{ "a value is sent as it is", { DATA("ab"), METHOD(1) }, 2,
	    "message( attachment( 3701:102='ab' 3705:3=1))" },
	{ "an empty value is one",
	    { { 0x3701, 0x0102, 0, NULL, 0 }, METHOD(1) }, 2,
	    "message( attachment( 3701:102='' 3705:3=1))" },
	{ "K13: it may be shorter than it says",
	    { { 0x0e20, 0x0003, 3, NULL, 0 }, DATA("ab"), METHOD(1) }, 3,
	    "message( attachment( e20:3=3 3701:102='ab' 3705:3=1))" },
	{ "K13: it may be as long as it says",
	    { { 0x0e20, 0x0003, 2, NULL, 0 }, DATA("ab"), METHOD(1) }, 3,
	    "message( attachment( e20:3=2 3701:102='ab' 3705:3=1))" },
	{ "K13: it may not be longer",
	    { { 0x0e20, 0x0003, 1, NULL, 0 }, DATA("ab"), METHOD(1) }, 3,
	    "message( attachment( e20:3=1 3701:102='ab' 3705:3=1))"
	    " attachments" },
	{ "K13: a value that is missing", { METHOD(1) }, 1,
	    "message( attachment( 3705:3=1)) attachments" },
	{ "K13: a value whose subnode is missing",
	    { { 0x3701, 0x0102, 0x80bf, NULL, 0 }, METHOD(1) }, 2,
	    "message( attachment( 3705:3=1)) attachments" },
	{ "K13: a value whose subnode has nothing",
	    { { 0x3701, 0x0102, 0x80df, NULL, 0 }, METHOD(1) }, 2,
	    "message( attachment( 3705:3=1)) attachments" },
	{ "K13: a value that is a string",
	    { { 0x3701, 0x001e, PST_BYTES("ab") }, METHOD(1) }, 2,
	    "message( attachment( 3701:1e='ab' 3705:3=1)) attachments" },
	{ "K13: a value that is an object", { OBJECT("\x3f"), METHOD(1) }, 2,
	    "message( attachment( 3701:d='object' 3705:3=1)) attachments" },
	{ "K13: no method", { DATA("ab") }, 1,
	    "message( attachment( 3701:102='ab')) attachments" },
	{ "K13: a method of another type",
	    { DATA("ab"), { 0x3705, 0x0002, 1, NULL, 0 } }, 2,
	    "message( attachment( 3701:102='ab' 3705:2=1)) attachments" },
	{ "K13: method 0 has nothing", { METHOD(0) }, 1,
	    "message( attachment( 3705:3=0)) attachments" },
	{ "K13: a method that is none", { METHOD(8) }, 1,
	    "message( attachment( 3705:3=8)) attachments" },
	{ "K13: a message that is missing", { OBJECT("\x44"), METHOD(5) }, 2,
	    "message( attachment( 3705:3=5)) attachments" },
	{ "K13: a message that is a value", { DATA("ab"), METHOD(5) }, 2,
	    "message( attachment( 3701:102='ab' 3705:3=5)) attachments" },
	{ "K13: a message that is no message", { OBJECT("\x3f"), METHOD(5) }, 2,
	    "message( attachment( 3705:3=5)) attachments" },
	{ "an object is sent as bytes", { OBJECT("\x3f"), METHOD(6) }, 2,
	    "message( attachment( 3701:d='object' 3705:3=6))" },
	{ "K13: an object that is a value", { DATA("ab"), METHOD(6) }, 2,
	    "message( attachment( 3701:102='ab' 3705:3=6)) attachments" },
	{ "a message lies in its attachment", { OBJECT("\x24"), METHOD(5) }, 2,
	    "message( attachment( 3705:3=5 message( 1a:1e='IPM.Note')))" },
	{ "a path is never followed", { METHOD(2) }, 1,
	    "message( attachment( 3705:3=2)) reference" },
	{ "nor an address in the web", { METHOD(7) }, 1,
	    "message( attachment( 3705:3=7)) reference" },
	{ "K13: a path, and a value too", { DATA("ab"), METHOD(4) }, 2,
	    "message( attachment( 3701:102='ab' 3705:3=4)) attachments"
	    " reference" },
	{ "a value whose type is not known is lost",
	    { { 0x0e20, 0x0099, 0, NULL, 0 }, METHOD(2) }, 2,
	    " lost reference" },
};

static void
an_attachment_is_what_its_method_says(void **state)
{
	static const struct pst_prop note[] = {
		{ 0x001a, 0x001e, PST_BYTES("IPM.Note") },
	};
	static const enum pst_kind kinds[] = { PST_ANSI, PST_UNICODE, PST_4K };
	const struct attachment_row *row = *state;
	char got[500];

	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct pst_build *b = pst_build_new(kinds[i], 0);
		struct world_node w = { .n_subs = 0 }, a = { .n_subs = 0 };

		world_value(b, &a, 0x20003f, BYTES("object"), 4);
		world_sub(&a, (struct pst_node){ .nid = 0x80df });
		world_sub(&a,
		    world_end(b, &(struct world_node){ .n_subs = 0 }, 0x200024,
			note, 1));
		world_sub(&w, world_end(b, &a, 0x8025, row->props, row->n));
		world_sub(&w, world_table(b, 0x671, WORLD_IDS(0x8025)));
		world_add(b, &w, NULL, 0);
		world_outcome(b, got, sizeof(got));
		assert_string_equal(got, row->outcome);
		pst_build_free(b);
	}
}

/* ---- rows and subnodes ---- */

static const struct order_row {
	const char *name;
	uint32_t rows[3], subs[3];
	const char *outcome;
} orders[] = {
	{ "attachments come by their rows", { 0x8045, 0x8025, 0x8065 },
	    { 0x8025, 0x8045, 0x8065 },
	    "message( attachment( e20:3=8045) attachment( e20:3=8025)"
	    " attachment( e20:3=8065)) attachments" },
	{ "they may go back and forth", { 0x8065, 0x8025, 0x8045 },
	    { 0x8025, 0x8045, 0x8065 },
	    "message( attachment( e20:3=8065) attachment( e20:3=8025)"
	    " attachment( e20:3=8045)) attachments" },
	{ "K13: a row in front of a subnode", { 0x8045, 0x8065 },
	    { 0x8025, 0x8065 },
	    "message( attachment( e20:3=8065)) attachments" },
	{ "K13: a row without a subnode", { 0x8045, 0x8025 }, { 0x8025 },
	    "message( attachment( e20:3=8025)) attachments" },
	{ "K13: a subnode without a row", { 0x8045 }, { 0x8025, 0x8045 },
	    "message( attachment( e20:3=8045)) attachments" },
	{ "K13: a row of another kind of subnode", { 0x803f }, { 0x803f },
	    "message() attachments" },
	{ "K13: subnodes without a table", { 0 }, { 0x8025 },
	    "message() attachments" },
};

static void
rows_and_subnodes_are_the_same(void **state)
{
	const struct order_row *row = *state;
	struct pst_build *b = pst_build_new(PST_UNICODE, 0);
	struct world_node w = { .n_subs = 0 }, none = { .n_subs = 0 };
	size_t n = 0;
	char got[500];

	for (size_t i = 0; i < 3 && row->subs[i] != 0; i++) {
		struct pst_prop size = { 0x0e20, 0x0003, row->subs[i], NULL,
			0 };

		world_sub(&w, world_end(b, &none, row->subs[i], &size, 1));
	}
	while (n < 3 && row->rows[n] != 0)
		n++;
	if (n > 0)
		world_sub(&w, world_table(b, 0x671, row->rows, n));
	world_add(b, &w, NULL, 0);
	world_outcome(b, got, sizeof(got));
	assert_string_equal(got, row->outcome);
	pst_build_free(b);
}

/* K13: of attachments that a message says it has, one at least is there; it
 * may have some that it does not tell of, hidden ones. */
static const struct told_row {
	const char *name;
	struct pst_prop flags;
	bool is_there;
	const char *outcome;
} told[] = {
	{ "K13: attachments that are told, and none",
	    { 0x0e07, 0x0003, 0x11, NULL, 0 }, false,
	    "message( e07:3=11) attachments" },
	{ "one that is told", { 0x0e07, 0x0003, 0x11, NULL, 0 }, true,
	    "message( e07:3=11 attachment( 3701:102='ab' 3705:3=1))" },
	{ "one that is not told", { 0x0e07, 0x0003, 1, NULL, 0 }, true,
	    "message( e07:3=1 attachment( 3701:102='ab' 3705:3=1))" },
	{ "none that is told", { 0x0e07, 0x0003, 0xffef, NULL, 0 }, false,
	    "message( e07:3=ffef)" },
	{ "flags that are no number", { 0x0e07, 0x000b, 0x11, NULL, 0 }, false,
	    "message( e07:b=1) property" },
};

static void
what_is_told_is_there(void **state)
{
	static const struct pst_prop props[] = { DATA("ab"), METHOD(1) };
	const struct told_row *row = *state;
	struct pst_build *b = pst_build_new(PST_UNICODE, 0);
	struct world_node w = { .n_subs = 0 }, none = { .n_subs = 0 };
	char got[500];

	if (row->is_there) {
		world_sub(&w, world_end(b, &none, 0x8025, props, 2));
		world_sub(&w, world_table(b, 0x671, WORLD_IDS(0x8025)));
	}
	world_add(b, &w, &row->flags, 1);
	world_outcome(b, got, sizeof(got));
	assert_string_equal(got, row->outcome);
	pst_build_free(b);
}

/* ---- messages within each other ---- */

static void
add_nested(struct pst_build *b, struct world_node *in)
{
	static const struct pst_prop holds[] = { OBJECT("\x24"), METHOD(5) };
	struct world_node a = { .n_subs = 0 }, outer = { .n_subs = 0 };

	world_sub(&a, world_end(b, in, MESSAGE_NID, NULL, 0));
	world_sub(&outer, world_end(b, &a, 0x8025, holds, 2));
	world_sub(&outer, world_table(b, 0x671, WORLD_IDS(0x8025)));
	*in = outer;
}

/* K8: sixteen of them, the outermost counted. */
static void
messages_lie_within_each_other_to_a_depth(void **state)
{
	static const struct pst_prop inner = { 0x1000, 0x0003, 1, NULL, 0 };
	char got[2000];

	(void)state;
	for (size_t messages = 15; messages <= 17; messages++) {
		struct pst_build *b = pst_build_new(PST_UNICODE, 0);
		struct world_node w = { .n_subs = 0 };
		char expected[2000];
		struct ambit_text out = AMBIT_TEXT(expected);
		size_t shown = messages < 16 ? messages : 16;

		for (size_t i = 1; i < messages; i++)
			add_nested(b, &w);
		world_add(b, &w, &inner, 1);
		world_outcome(b, got, sizeof(got));
		ambit_text_str(&out, "message( 1000:3=1");
		for (size_t i = 1; i < shown; i++)
			ambit_text_str(&out, " attachment( 3705:3=5 message(");
		if (messages > shown)
			ambit_text_str(&out, " attachment( 3705:3=5)");
		for (size_t i = 1; i < shown; i++)
			ambit_text_str(&out, "))");
		ambit_text_str(&out, messages > shown ? ") depth" : ")");
		assert_string_equal(got, ambit_text_end(&out));
		pst_build_free(b);
	}
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(recipients_come_by_their_rows),
		cmocka_unit_test(a_column_that_stands_there_twice_is_lost),
		cmocka_unit_test(messages_lie_within_each_other_to_a_depth),
	};
	struct CMUnitTest tests[COUNT(attachments) + COUNT(orders) +
	    COUNT(told) + COUNT(others)];
	size_t n = 0;

	for (size_t i = 0; i < COUNT(attachments); i++)
		tests[n++] = (struct CMUnitTest){ attachments[i].name,
			an_attachment_is_what_its_method_says, NULL, NULL,
			(void *)(uintptr_t)&attachments[i] };
	for (size_t i = 0; i < COUNT(orders); i++)
		tests[n++] = (struct CMUnitTest){ orders[i].name,
			rows_and_subnodes_are_the_same, NULL, NULL,
			(void *)(uintptr_t)&orders[i] };
	for (size_t i = 0; i < COUNT(told); i++)
		tests[n++] =
		    (struct CMUnitTest){ told[i].name, what_is_told_is_there,
			    NULL, NULL, (void *)(uintptr_t)&told[i] };
	for (size_t i = 0; i < COUNT(others); i++)
		tests[n++] = others[i];
	return _cmocka_run_group_tests("pst_attached", tests, n, NULL, NULL);
}
