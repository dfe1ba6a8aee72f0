/*
 * The stream of an item: every kind of property, names, recipients and
 * attachments by their rows, messages within each other; and what is wrong with
 * them (K8, K13, K14).
 */

#include "pst_world.h"

#include "store/pst/file.h"
#include "store/pst/stream.h"

/* ---- properties ---- */

static const struct prop_row {
	const char *name;
	struct pst_prop prop;
	const char *outcome;
} rows[] = {
	{ "int16 is a number", { 5, 0x0002, 0xffff1234, NULL, 0 },
	    " 5:2=1234" },
	{ "int32 is a number", { 5, 0x0003, 0xfffe1234, NULL, 0 },
	    " 5:3=fffe1234" },
	{ "boolean is a number", { 5, 0x000b, 7, NULL, 0 }, " 5:b=1" },
	{ "a time is a number", { 5, 0x0040, PST_BYTES("\1\2\3\4\5\6\7\x08") },
	    " 5:40=807060504030201" },
	{ "a double is its bits", { 5, 0x0005, PST_BYTES("\0\0\0\0\0\0\xf0?") },
	    " 5:5=3ff0000000000000" },
	{ "null is nothing", { 5, 0x0001, 0, NULL, 0 }, " 5:1=''" },
	{ "filler is left out", { 0, 0x0000, 0, NULL, 0 }, "" },
	{ "a string has no NUL at its end",
	    { 5, 0x001f, PST_BYTES("a\0b\0\0\0") }, " 5:1f='a.b.'" },
	{ "a string8 has none either", { 5, 0x001e, PST_BYTES("ab\0") },
	    " 5:1e='ab'" },
	{ "an empty string", { 5, 0x001f, 0, NULL, 0 }, " 5:1f=''" },
	{ "binary keeps its NUL", { 5, 0x0102, PST_BYTES("ab\0") },
	    " 5:102='ab.'" },
	{ "a GUID is its bytes", { 5, 0x0048, PST_BYTES("0123456789abcdef") },
	    " 5:48='0123456789abcdef'" },
	{ "K14: a GUID of fifteen bytes is lost",
	    { 5, 0x0048, PST_BYTES("0123456789abcde") }, NULL },
	{ "several int16 are one property each",
	    { 5, 0x1002, PST_BYTES("\1\0\2\0") }, " 5:1002[0]=1 5:1002[1]=2" },
	{ "several int32 are one property each",
	    { 5, 0x1003, PST_BYTES("\1\0\0\0\2\0\0\0") },
	    " 5:1003[0]=1 5:1003[1]=2" },
	{ "several times are one property each",
	    { 5, 0x1040, PST_BYTES("\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\1") },
	    " 5:1040[0]=1 5:1040[1]=100000000000002" },
	{ "several GUIDs are one property each",
	    { 5, 0x1048, PST_BYTES("0123456789abcdefABCDEFGHIJKLMNOP") },
	    " 5:1048[0]='0123456789abcdef' 5:1048[1]='ABCDEFGHIJKLMNOP'" },
	{ "several strings lose the NUL of each",
	    { 5, 0x101f,
		PST_BYTES("\2\0\0\0\x0c\0\0\0\x10\0\0\0a\0\0\0b\0c\0") },
	    " 5:101f[0]='a.' 5:101f[1]='b.c.'" },
	{ "several binaries keep it",
	    { 5, 0x1102, PST_BYTES("\2\0\0\0\x0c\0\0\0\x0e\0\0\0a\0b") },
	    " 5:1102[0]='a.' 5:1102[1]='b'" },
	{ "several of none are none", { 5, 0x101f, PST_BYTES("\0\0\0\0") },
	    "" },
	{ "K14: several with a rest are lost",
	    { 5, 0x1003, PST_BYTES("\1\0\0\0\2") }, NULL },
	{ "K14: a type that is none is lost", { 5, 0x0099, 0, NULL, 0 }, NULL },
	{ "K13: a value whose subnode is missing is lost",
	    { 5, 0x0102, 0x801f, NULL, 0 }, NULL },
	{ "K9: a value that is not in the heap is lost",
	    { 5, 0x0102, 0x2000, NULL, 0 }, NULL },
	{ "a name by a number", { 0x8000, 0x0003, 1, NULL, 0 },
	    " 8000:3(SE #820d \"\")=1" },
	{ "a name by a string", { 0x8001, 0x0003, 1, NULL, 0 },
	    " 8001:3(SE #0 \"K\xc3\xa4\")=1" },
	{ "the first of two names counts", { 0x8002, 0x0003, 1, NULL, 0 },
	    " 8002:3(SE #1 \"\")=1" },
	{ "several of one name",
	    { 0x8000, 0x1003, PST_BYTES("\1\0\0\0\2\0\0\0") },
	    " 8000:1003[0](SE #820d \"\")=1 8000:1003[1](SE #820d \"\")=2" },
	{ "a property that has no name", { 0x9000, 0x0003, 1, NULL, 0 },
	    " 9000:3=1" },
};

static void
add_names(struct pst_build *b, bool sound)
{
	static const struct pst_prop names[] = {
		{ 0x0001, 0x0003, 251, NULL, 0 },
		{ 0x0002, 0x0102, PST_BYTES("SET 56789abcdef.") },
		{ 0x0003, 0x0102,
		    PST_BYTES("\x0d\x82\0\0\x06\0\0\0"
			      "\0\0\0\0\x07\0\1\0"
			      "\1\0\0\0\x06\0\2\0"
			      "\2\0\0\0\x06\0\2\0") },
		{ 0x0004, 0x0102, PST_BYTES("\4\0\0\0K\0\xe4\0") },
	};

	pst_build_node(b,
	    (struct pst_node){ .nid = 0x61,
		.data = pst_build_props(b, names, sound ? 4 : 3, 0) });
}

static void
show_props(const struct pst_prop *prop, bool sound, char *got, size_t size)
{
	static const enum pst_kind kinds[] = { PST_ANSI, PST_UNICODE, PST_4K };
	const struct world_node none = { .n_subs = 0 };

	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct pst_build *b = pst_build_new(kinds[i], 0);
		char was[500];

		memcpy(was, got, size);
		add_names(b, sound);
		world_add(b, &none, prop, 1);
		world_outcome(b, got, size);
		if (i > 0)
			assert_string_equal(got, was);
		pst_build_free(b);
	}
}

static void
a_property_is_as_its_type_says(void **state)
{
	const struct prop_row *row = *state;
	char got[500] = "", expected[500] = " lost";

	if (row->outcome != NULL)
		(void)snprintf(expected, sizeof(expected), "message(%s)",
		    row->outcome);
	show_props(&row->prop, true, got, sizeof(got));
	assert_string_equal(got, expected);
}

/* K14: what nobody can name is not sent under no name. */
static void
names_that_are_damaged_lose_what_has_one(void **state)
{
	static const struct pst_prop named = { 0x8000, 0x0003, 1, NULL, 0 };
	static const struct pst_prop other = { 0x7fff, 0x0003, 1, NULL, 0 };
	char got[500] = "";

	(void)state;
	show_props(&named, false, got, sizeof(got));
	assert_string_equal(got, " lost");
	show_props(&other, false, got, sizeof(got));
	assert_string_equal(got, "message( 7fff:3=1)");
}

/* ---- long values ---- */

#define LONG ((size_t)100001)

/* Of many blocks, the last of which is one byte, or two of the NUL. */
static void
a_long_value_is_poured_whole(void **state)
{
	static const struct pst_prop long_props[] = {
		{ 0x1000, 0x001f, 0x801f, NULL, 0 },
		{ 0x1013, 0x0102, 0x801f, NULL, 0 },
	};
	static unsigned char value[LONG];
	struct pst_build *b = pst_build_new(PST_UNICODE, 2);
	struct world_node w = { .n_subs = 0 };
	char got[200];

	(void)state;
	memset(value, 'x', LONG - 3);
	world_value(b, &w, 0x801f, value, LONG, 5000);
	world_add(b, &w, long_props, 2);
	world_outcome(b, got, sizeof(got));
	/* An odd number of bytes ends in no NUL of two. */
	assert_string_equal(got,
	    "message( 1000:1f=100001 bytes 1013:102=100001 bytes)");
	pst_build_free(b);
}

static void
the_nul_of_a_long_string_is_no_part_of_it(void **state)
{
	static const struct pst_prop long_props[] = {
		{ 0x1000, 0x001f, 0x801f, NULL, 0 },
		{ 0x1001, 0x001e, 0x801f, NULL, 0 },
		{ 0x1013, 0x0102, 0x801f, NULL, 0 },
	};
	static const unsigned char value[6002] = "x";
	struct pst_build *b = pst_build_new(PST_UNICODE, 0);
	struct world_node w = { .n_subs = 0 };
	char got[200];

	(void)state;
	world_value(b, &w, 0x801f, value, sizeof(value), 6000);
	world_add(b, &w, long_props, 3);
	world_outcome(b, got, sizeof(got));
	assert_string_equal(got,
	    "message( 1000:1f=6000 bytes 1001:1e=6001 bytes"
	    " 1013:102=6002 bytes)");
	pst_build_free(b);
}

/* K6, K7: whatever of it is damaged, the item is lost, and told so. */
static void
a_long_value_that_is_damaged_is_lost(void **state)
{
	static const struct pst_wrong wrongs[] = {
		{ PST_BLOCK_AFTER, 0, 5, "x", 1 },
		{ PST_BLOCK_AFTER, 2, 1, "x", 1 },
		{ PST_BLOCK, 3, 4, "\1", 1 },
	};
	static const struct pst_prop body = { 0x1013, 0x0102, 0x801f, NULL, 0 };
	static const unsigned char value[6002];
	char got[200];

	(void)state;
	for (size_t i = 0; i < COUNT(wrongs); i++) {
		struct pst_build *b = pst_build_new(PST_UNICODE, 0);
		struct world_node w = { .n_subs = 0 };

		b->wrong = wrongs[i];
		world_value(b, &w, 0x801f, value, sizeof(value), 3000);
		world_add(b, &w, &body, 1);
		world_outcome(b, got, sizeof(got));
		assert_string_equal(got, " lost");
		pst_build_free(b);
	}
}

/* K15: values that share their bytes may not become more than an item. */
static void
a_stream_has_no_more_bytes_than_it_may(void **state)
{
	static const struct pst_prop twice[] = {
		{ 0x1000, 0x0102, 0x801f, NULL, 0 },
		{ 0x1001, 0x0102, 0x801f, NULL, 0 },
	};
	static const unsigned char value[1000];
	/* What stands before the second property, and it. */
	const uint64_t whole = 13 + 2 + 2 * (41 + sizeof(value)) + 1;
	struct pst_build *b = pst_build_new(PST_UNICODE, 0);
	struct ambit_arena *arena = ambit_arena_new((size_t)1 << 20);
	struct world_node w = { .n_subs = 0 };
	unsigned char room[4096];
	struct pst_file file;
	int fd;

	(void)state;
	world_value(b, &w, 0x801f, value, sizeof(value), sizeof(value));
	world_add(b, &w, twice, 2);
	fd = world_file(b);
	assert_int_equal(pst_file_open(&file, fd, NULL), 0);
	for (int less = 0; less < 2; less++) {
		struct world_kept kept = { { &world_keep_ops, NULL, 0 }, room,
			sizeof(room) };
		struct pst_stream s = { .file = &file,
			.arena = arena,
			.max = whole - 1 - (uint64_t)less };

		assert_int_equal(pst_stream_message(&s,
				     pst_index_node(&file, WORLD_MESSAGE),
				     &kept.sink, NULL),
		    less == 0);
		assert_int_equal(kept.sink.count,
		    less == 0 ? whole : 15 + 41 + sizeof(value));
		if (less > 0)
			assert_string_equal(file.damage.check, "K15");
	}
	pst_file_close(&file);
	(void)close(fd);
	ambit_arena_free(&arena);
	pst_build_free(b);
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(names_that_are_damaged_lose_what_has_one),
		cmocka_unit_test(a_long_value_is_poured_whole),
		cmocka_unit_test(the_nul_of_a_long_string_is_no_part_of_it),
		cmocka_unit_test(a_long_value_that_is_damaged_is_lost),
		cmocka_unit_test(a_stream_has_no_more_bytes_than_it_may),
	};
	struct CMUnitTest tests[COUNT(rows) + COUNT(others)];

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[i] = (struct CMUnitTest){ rows[i].name,
			a_property_is_as_its_type_says, NULL, NULL,
			(void *)(uintptr_t)&rows[i] };
	memcpy(tests + COUNT(rows), others, sizeof(others));
	return _cmocka_run_group_tests("pst_stream", tests, COUNT(tests), NULL,
	    NULL);
}
