/*
 * What no store at hand has: lists of lists, deep trees, heaps of several
 * blocks, values of every type. The store is built, and the one thing that
 * matters in it is read.
 */

#include "check.h"
#include "guard.h"
#include "pst_sample.h"

#define BYTES(s) s, sizeof(s) - 1

/* A store that was built, open. */
struct opened {
	struct pst_build *b;
	struct pst_file file;
	struct ambit_arena *arena;
	struct ambit_err err;
	int fd;
};

static void
open_built(struct opened *o)
{
	o->fd = file_of(pst_build_end(o->b));
	o->arena = ambit_arena_new((size_t)64 << 20);
	assert_int_equal(pst_file_open(&o->file, o->fd, &o->err), 0);
}

static void
close_built(struct opened *o)
{
	pst_file_close(&o->file);
	(void)close(o->fd);
	ambit_arena_free(&o->arena);
	pst_build_free(o->b);
}

static const enum pst_kind kinds[] = { PST_ANSI, PST_UNICODE, PST_4K };

/* ---- data trees ---- */

#define PARTS 200
#define PART  100

/* Two XBLOCKs of many blocks below an XXBLOCK, each block of its own bytes. */
static uint64_t
build_lists(struct pst_build *b, size_t len)
{
	uint64_t bids[PARTS], lists[2];
	unsigned char part[PART];

	for (size_t i = 0; i < PARTS; i++) {
		memset(part, (int)i, sizeof(part));
		bids[i] = pst_build_block(b, part, sizeof(part), false);
	}
	lists[0] = pst_build_list(b, 1, bids, 130, 130 * PART);
	lists[1] =
	    pst_build_list(b, 1, bids + 130, PARTS - 130, (PARTS - 130) * PART);
	return pst_build_list(b, 2, lists, 2, len);
}

static void
a_list_of_lists_is_read_in_order(void **state)
{
	const size_t len = PARTS * PART;
	struct ambit_span bytes;

	(void)state;
	for (size_t k = 0; k < COUNT(kinds); k++) {
		struct opened o = { .b = pst_build_new(kinds[k], 0) };
		uint64_t bid = build_lists(o.b, len);

		pst_build_node(o.b, (struct pst_node){ .nid = 0x21 });
		open_built(&o);
		assert_int_equal(pst_tree_load(&o.file, bid, len, o.arena,
				     &bytes, &o.err),
		    1);
		assert_int_equal(bytes.len, len);
		for (size_t i = 0; i < len; i++)
			assert_int_equal(bytes.ptr[i], i / PART);
		close_built(&o);
	}
}

static void
a_value_longer_than_the_limit_is_not_read(void **state)
{
	struct opened o = { .b = pst_build_new(PST_UNICODE, 0) };
	uint64_t bid = build_lists(o.b, PARTS * PART);
	struct ambit_span bytes;

	(void)state;
	pst_build_node(o.b, (struct pst_node){ .nid = 0x21 });
	open_built(&o);
	assert_int_equal(pst_tree_load(&o.file, bid, PARTS * PART - 1, o.arena,
			     &bytes, &o.err),
	    0);
	assert_string_equal(o.file.damage.check, "K15");
	close_built(&o);
}

static void
lists_that_do_not_add_up_are_damaged(void **state)
{
	static const size_t lens[] = { PARTS * PART - 1, PARTS * PART + 1 };
	struct ambit_span bytes;

	(void)state;
	for (size_t i = 0; i < COUNT(lens); i++) {
		struct opened o = { .b = pst_build_new(PST_UNICODE, 0) };
		uint64_t bid = build_lists(o.b, lens[i]);

		pst_build_node(o.b, (struct pst_node){ .nid = 0x21 });
		open_built(&o);
		assert_int_equal(pst_tree_load(&o.file, bid, SIZE_MAX, o.arena,
				     &bytes, &o.err),
		    0);
		assert_string_equal(o.file.damage.check, "K7");
		close_built(&o);
	}
}

/* Reading one block for ever ends, and says why. */
static void
work_without_end_is_refused(void **state)
{
	struct opened o = { .b = pst_build_new(PST_UNICODE, 0) };
	static const unsigned char bytes[8000];
	const struct pst_block *block;
	struct ambit_span got;
	uint64_t bid = pst_build_block(o.b, bytes, sizeof(bytes), false);
	unsigned n = 0;

	(void)state;
	pst_build_node(o.b, (struct pst_node){ .nid = 0x21 });
	open_built(&o);
	block = pst_index_block(&o.file, bid);
	while (pst_block_read(&o.file, block, &got, &o.err) == 1)
		n++;
	assert_int_equal(o.err.code, AMBIT_E_LIMIT);
	assert_int_equal(n, PST_WORK_LEAST / (2 * sizeof(bytes)));
	close_built(&o);
}

/* ---- subnodes ---- */

#define SUBS 100

/* Three SLBLOCKs of subnodes 0x3f, 0x5f, ... below an SIBLOCK. */
static uint64_t
build_subs(struct pst_build *b, bool overlap)
{
	struct pst_node subs[SUBS] = { { 0 } }, lists[3] = { { 0 } };
	const size_t from[] = { 0, 40, 80, SUBS };

	for (size_t i = 0; i < SUBS; i++)
		subs[i].nid = (uint32_t)(0x3f + 0x20 * i);
	for (size_t i = 0; i < 3; i++) {
		lists[i].nid = subs[from[i]].nid;
		lists[i].data = pst_build_subs(b, 0, subs + from[i],
		    from[i + 1] - from[i] + (overlap && i == 0));
	}
	return pst_build_subs(b, 1, lists, 3);
}

static void
subnodes_in_a_list_of_lists_are_found(void **state)
{
	struct pst_node node;
	struct pst_sub sub;

	(void)state;
	for (size_t k = 0; k < COUNT(kinds); k++) {
		struct opened o = { .b = pst_build_new(kinds[k], 0) };
		uint64_t bid = build_subs(o.b, false);

		pst_build_node(o.b, (struct pst_node){ .nid = 0x21 });
		open_built(&o);
		pst_sub_start(&sub, &o.file, bid);
		for (uint32_t i = 0; i <= SUBS; i++) {
			uint32_t nid = i == SUBS ? 0 : 0x3f + 0x20 * i;

			assert_int_equal(pst_sub_next(&sub, &node, &o.err), 1);
			assert_int_equal(node.nid, nid);
			assert_int_equal(pst_sub_find(&o.file, bid,
					     0x3f + 0x20 * i, &node, &o.err),
			    1);
			assert_int_equal(node.nid, nid);
		}
		close_built(&o);
	}
}

static void
a_list_of_subnodes_that_reaches_into_the_next_is_damaged(void **state)
{
	struct opened o = { .b = pst_build_new(PST_UNICODE, 0) };
	uint64_t bid = build_subs(o.b, true);
	struct pst_node node;

	(void)state;
	pst_build_node(o.b, (struct pst_node){ .nid = 0x21 });
	open_built(&o);
	assert_int_equal(pst_sub_find(&o.file, bid, 0x3f, &node, &o.err), 0);
	assert_string_equal(o.file.damage.check, "K8");
	close_built(&o);
}

/* ---- heaps ---- */

/* Ten blocks: the ninth begins with a map of fill levels. In 4k stores also
 * more allocations than eleven bits can count. */
static void
a_heap_of_ten_blocks_is_read(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT(kinds); k++) {
		struct opened o = { .b = pst_build_new(kinds[k], 0) };
		size_t few = kinds[k] == PST_4K ? 3000 : 100, n = 0;
		struct pst_heap_build *h = pst_heap_new(kinds[k]);
		static uint32_t hid[30000];
		struct pst_heap heap;
		struct ambit_span got;
		uint64_t bid;

		for (unsigned page = 0; page < 10; page++) {
			if (page > 0)
				pst_heap_turn(h);
			for (size_t i = 0; i < few; i++, n++)
				hid[n] = pst_heap_put(h, &n, 3);
		}
		bid = pst_heap_end(o.b, h, 0xbc, hid[0]);
		pst_build_node(o.b, (struct pst_node){ .nid = 0x21 });
		open_built(&o);
		assert_int_equal(pst_heap_open(&heap, &o.file, bid,
				     PST_CLIENT_PROPS, o.arena, &o.err),
		    1);
		assert_int_equal(heap.n, 10);
		for (size_t i = 0; i < n; i++) {
			assert_int_equal(pst_heap_get(&heap, hid[i], &got,
					     &o.err),
			    1);
			assert_int_equal(got.len, 3);
			assert_memory_equal(got.ptr, &i, 3);
		}
		close_built(&o);
	}
}

/* ---- trees on heaps ---- */

static struct pst_prop
number(uint16_t id, uint32_t value)
{
	return (struct pst_prop){ id, PST_INT32, value, NULL, 0 };
}

/* Trees of one and eight levels, and keys that no one sorted. */
static void
a_deep_tree_that_is_not_sorted_is_read(void **state)
{
	static const unsigned levels[] = { 0, 1, PST_BTH_LEVELS };
	const struct pst_prop props[] = { number(5, 50), number(3, 30),
		number(4, 40), number(1, 10), number(2, 20), number(2, 20) };
	struct pst_props got;
	struct pst_value value;

	(void)state;
	for (size_t i = 0; i < COUNT(levels); i++) {
		struct opened o = { .b = pst_build_new(PST_UNICODE, 0) };
		struct pst_node node = { .nid = 0x21 };

		node.data =
		    pst_build_props(o.b, props, COUNT(props), levels[i]);
		pst_build_node(o.b, node);
		open_built(&o);
		assert_int_equal(pst_props_open(&got, &o.file, &node, o.arena,
				     &o.err),
		    1);
		assert_int_equal(got.list.n, 5);
		for (uint16_t id = 0; id <= 6; id++) {
			bool there = id >= 1 && id <= 5;

			assert_int_equal(pst_props_find(&got, id, &value,
					     &o.err),
			    1);
			assert_int_equal(value.found, there);
			assert_int_equal(value.number, there ? id * 10 : 0);
		}
		close_built(&o);
	}
}

/* K10: both inner records name the first leaf. */
static void
a_leaf_that_is_visited_twice_is_damaged(void **state)
{
	const struct pst_prop props[] = { number(1, 10), number(2, 20) };
	struct opened o = { .b = pst_build_new(PST_UNICODE, 0) };
	struct pst_node node = { .nid = 0x21 };
	struct pst_props got;

	(void)state;
	/* The heap's third allocation, behind two records, is the inner one. */
	o.b->wrong = (struct pst_wrong){ PST_BLOCK, 0, 12 + 16 + 8,
		BYTES("\x20\0\0\0") };
	node.data = pst_build_props(o.b, props, 2, 1);
	pst_build_node(o.b, node);
	open_built(&o);
	assert_int_equal(pst_props_open(&got, &o.file, &node, o.arena, &o.err),
	    0);
	assert_string_equal(o.file.damage.check, "K10");
	assert_string_equal(o.file.damage.why,
	    "a part of a tree is visited twice");
	close_built(&o);
}

/* ---- values ---- */

#define WRONG_LENGTH "K14"

static const struct value_row {
	const char *name;
	struct pst_prop prop;
	uint64_t number;
	const char *bytes; /* NULL: it is a number */
	size_t len;
	const char *check; /* that fails, or NULL */
} values[] = {
	{ "int16 is two bytes", { 1, 0x0002, 0xffff1234, NULL, 0 }, 0x1234,
	    NULL, 0, NULL },
	{ "int32 is four bytes", { 1, 0x0003, 0xfffe1234, NULL, 0 }, 0xfffe1234,
	    NULL, 0, NULL },
	{ "float is four bytes", { 1, 0x0004, 0x3f800000, NULL, 0 }, 0x3f800000,
	    NULL, 0, NULL },
	{ "error is four bytes", { 1, 0x000a, 0x8004010f, NULL, 0 }, 0x8004010f,
	    NULL, 0, NULL },
	{ "boolean is one byte", { 1, 0x000b, 0xffffff00, NULL, 0 }, 0, NULL, 0,
	    NULL },
	{ "boolean is any byte", { 1, 0x000b, 2, NULL, 0 }, 1, NULL, 0, NULL },
	{ "double is eight bytes elsewhere",
	    { 1, 0x0005, PST_BYTES("\1\2\3\4\5\6\7\x08") }, 0x0807060504030201,
	    NULL, 0, NULL },
	{ "int64 is eight bytes elsewhere",
	    { 1, 0x0014, PST_BYTES("\1\2\3\4\5\6\7\x08") }, 0x0807060504030201,
	    NULL, 0, NULL },
	{ "a time is eight bytes elsewhere",
	    { 1, 0x0040, PST_BYTES("\1\2\3\4\5\6\7\x08") }, 0x0807060504030201,
	    NULL, 0, NULL },
	{ "a time of seven bytes is damaged",
	    { 1, 0x0040, PST_BYTES("\1\2\3\4\5\6\7") }, 0, NULL, 0,
	    WRONG_LENGTH },
	{ "a time of no bytes is damaged", { 1, 0x0040, 0, NULL, 0 }, 0, NULL,
	    0, WRONG_LENGTH },
	{ "a type that is none is damaged", { 1, 0x0099, 0, NULL, 0 }, 0, NULL,
	    0, WRONG_LENGTH },
	{ "a string has no NUL at its end",
	    { 1, 0x001f, PST_BYTES("a\0b\0\0\0") }, 0, BYTES("a\0b\0"), NULL },
	{ "one NUL alone is cut", { 1, 0x001e, PST_BYTES("ab\0\0") }, 0,
	    BYTES("ab\0"), NULL },
	{ "binary keeps its NUL", { 1, 0x0102, PST_BYTES("ab\0") }, 0,
	    BYTES("ab\0"), NULL },
	{ "a string of nothing is empty", { 1, 0x001f, 0, NULL, 0 }, 0,
	    BYTES(""), NULL },
	{ "a GUID is sixteen bytes",
	    { 1, 0x0048, PST_BYTES("0123456789abcdef") }, 0,
	    BYTES("0123456789abcdef"), NULL },
	{ "a GUID of two is damaged",
	    { 1, 0x0048, PST_BYTES("0123456789abcdef0123456789abcdef") }, 0,
	    BYTES(""), WRONG_LENGTH },
	{ "several int32 are packed", { 1, 0x1003, PST_BYTES("12345678") }, 0,
	    BYTES("12345678"), NULL },
	{ "several int32 with a rest are damaged",
	    { 1, 0x1003, PST_BYTES("1234567") }, 0, BYTES(""), WRONG_LENGTH },
	{ "several strings have a count and offsets",
	    { 1, 0x101f, PST_BYTES("\2\0\0\0\x0c\0\0\0\x0e\0\0\0a\0bb") }, 0,
	    BYTES("\2\0\0\0\x0c\0\0\0\x0e\0\0\0a\0bb"), NULL },
	{ "several strings that begin in their offsets are damaged",
	    { 1, 0x101f, PST_BYTES("\2\0\0\0\x0b\0\0\0\x0e\0\0\0a\0bb") }, 0,
	    BYTES(""), WRONG_LENGTH },
	{ "several strings that descend are damaged",
	    { 1, 0x101f, PST_BYTES("\2\0\0\0\x0e\0\0\0\x0c\0\0\0a\0bb") }, 0,
	    BYTES(""), WRONG_LENGTH },
	{ "several strings behind the end are damaged",
	    { 1, 0x1102, PST_BYTES("\2\0\0\0\x0c\0\0\0\x11\0\0\0a\0bb") }, 0,
	    BYTES(""), WRONG_LENGTH },
	{ "more strings than offsets are damaged",
	    { 1, 0x101e, PST_BYTES("\xff\xff\xff\xff\x0c\0\0\0") }, 0,
	    BYTES(""), WRONG_LENGTH },
	{ "a value in a subnode that is missing is damaged",
	    { 1, 0x0102, 0x801f, NULL, 0 }, 0, BYTES(""), "K13" },
};

static void
a_value_is_as_its_type_says(void **state)
{
	const struct value_row *row = *state;
	struct opened o = { .b = pst_build_new(PST_UNICODE, 0) };
	struct pst_node node = { .nid = 0x21 };
	struct pst_props props;
	struct pst_value value;
	struct ambit_span got = { 0 };
	int rc;

	node.data = pst_build_props(o.b, &row->prop, 1, 0);
	pst_build_node(o.b, node);
	open_built(&o);
	assert_int_equal(pst_props_open(&props, &o.file, &node, o.arena,
			     &o.err),
	    1);
	rc = pst_props_find(&props, 1, &value, &o.err);
	if (rc == 1 && row->bytes != NULL)
		rc = pst_value_bytes(&props.holder, &value, 1 << 20, &got,
		    &o.err);
	assert_int_equal(rc, row->check == NULL);
	if (rc == 0)
		assert_string_equal(o.file.damage.check, row->check);
	else
		assert_int_equal(value.number, row->number);
	if (rc == 1 && row->bytes != NULL) {
		assert_int_equal(got.len, row->len);
		assert_memory_equal(got.ptr, row->bytes, row->len);
	}
	close_built(&o);
}

static void
each_of_several_values_is_found(void **state)
{
	const struct ambit_span bytes =
	    guarded(AMBIT_LIT("\3\0\0\0\x10\0\0\0\x12\0\0\0\x12\0\0\0ab123"));
	static const char *const wanted[] = { "ab", "", "123" };

	(void)state;
	assert_int_equal(pst_value_count(bytes), 3);
	for (size_t i = 0; i < 3; i++)
		assert_true(ambit_span_equal(pst_value_nth(bytes, i),
		    ambit_span_str(wanted[i])));
	assert_int_equal(pst_value_count((struct ambit_span){ 0 }), 0);
}

/* ---- tables ---- */

#define ROWS 600

/* Rows of three blocks with padding behind each come in the order of their
 * numbers, and a row stays while its cells are read. */
static void
rows_come_in_the_order_of_their_numbers(void **state)
{
	static struct pst_built_row rows[ROWS];

	(void)state;
	for (uint32_t i = 0; i < ROWS; i++)
		rows[i] = (struct pst_built_row){ .id = ROWS - i,
			.number = i,
			.time = 0x0807060504030201,
			.string = i % 3 == 0 ? NULL : "n\0",
			.len = 2,
			.truth = i % 2 };
	for (size_t k = 0; k < 2 * COUNT(kinds); k++) {
		enum pst_kind kind = kinds[k % COUNT(kinds)];
		struct opened o = { .b = pst_build_new(kind, 0) };
		size_t n = k < COUNT(kinds) ? 20 : ROWS;
		struct pst_node node = pst_build_table(o.b, 0x60d, rows, n,
		    k < COUNT(kinds) ? 0 : SAMPLE_ROWS_NID);
		struct pst_table table;
		struct pst_row row;
		struct pst_value value;
		struct ambit_span name;

		pst_build_node(o.b, node);
		open_built(&o);
		assert_int_equal(pst_table_open(&table, &o.file, &node, o.arena,
				     &o.err),
		    1);
		for (uint32_t i = 0; i < n; i++) {
			assert_int_equal(pst_table_next(&table, &row, &o.err),
			    1);
			assert_int_equal(row.id, ROWS - i);
			assert_int_equal(pst_table_cell(&table, &row, 0x3001,
					     &value, &o.err),
			    1);
			assert_int_equal(value.found, i % 3 != 0);
			if (value.found)
				assert_int_equal(pst_value_bytes(&table.holder,
						     &value, 64, &name, &o.err),
				    1);
			assert_int_equal(pst_table_cell(&table, &row, 0x0c15,
					     &value, &o.err),
			    1);
			assert_int_equal(value.number, i);
			assert_int_equal(pst_table_cell(&table, &row, 0x0e06,
					     &value, &o.err),
			    1);
			assert_true(value.number == 0x0807060504030201);
			assert_int_equal(pst_table_cell(&table, &row, 0x0e1b,
					     &value, &o.err),
			    1);
			assert_int_equal(value.number, i % 2);
		}
		assert_int_equal(pst_table_next(&table, &row, &o.err), 1);
		assert_int_equal(row.bytes.len, 0);
		close_built(&o);
	}
}

/* ---- names ---- */

static void
a_property_is_found_by_its_name_and_set(void **state)
{
	static const struct pst_guid own = { "0123456789abcdef" };
	static const struct pst_guid strings = { "\x29\3\2\0\0\0\0\0"
						 "\xc0\0\0\0\0\0\0\x46" };
	static const struct pst_guid other = { "0123456789abcdeX" };
	struct opened o = { .b = pst_build_new(PST_UNICODE, 0) };
	struct pst_names names;

	(void)state;
	(void)sample_store(o.b);
	o.fd = file_of((struct ambit_span){ o.b->bytes, o.b->len });
	o.arena = ambit_arena_new((size_t)1 << 20);
	assert_int_equal(pst_file_open(&o.file, o.fd, &o.err), 0);
	assert_int_equal(pst_names_open(&names, &o.file, o.arena, &o.err), 1);
	assert_int_equal(pst_names_number(&names, &own, 0x820d), 0x8000);
	assert_int_equal(pst_names_number(&names, &strings, 0x820d), 0x8002);
	assert_int_equal(pst_names_number(&names, &other, 0x820d), 0);
	assert_int_equal(pst_names_number(&names, &own, 0x820e), 0);
	assert_int_equal(pst_names_string(&names, &strings, AMBIT_LIT("Kw")),
	    0x8001);
	assert_int_equal(pst_names_string(&names, &strings, AMBIT_LIT("kw")),
	    0);
	assert_int_equal(pst_names_string(&names, &own, AMBIT_LIT("Kw")), 0);
	close_built(&o);
}

/* A property whose name is not found is not one that has none. */
static void
names_that_no_node_has_are_damaged(void **state)
{
	struct opened o = { .b = pst_build_new(PST_UNICODE, 0) };
	struct pst_names names;

	(void)state;
	pst_build_node(o.b, (struct pst_node){ .nid = 0x21 });
	(void)pst_build_block(o.b, "b", 1, false);
	open_built(&o);
	assert_int_equal(pst_names_open(&names, &o.file, o.arena, &o.err), 0);
	assert_string_equal(o.file.damage.check, "K5");
	close_built(&o);
}

/* ---- strings ---- */

static const struct {
	const char *name;
	struct ambit_span from, to;
	bool bad;
} strings[] = {
#define U(s) AMBIT_LIT_INIT(s)
	{ "nothing", U(""), U(""), false },
	{ "ASCII", U("a\0b\0"), U("ab"), false },
	{ "two bytes", U("\xe9\0"), U("\xc3\xa9"), false },
	{ "three bytes", U("\xac\x20"), U("\xe2\x82\xac"), false },
	{ "a pair", U("\x3d\xd8\0\xde"), U("\xf0\x9f\x98\x80"), false },
	{ "high alone", U("\x3d\xd8"), U("\xef\xbf\xbd"), true },
	{ "high, then a letter", U("\x3d\xd8x\0"), U("\xef\xbf\xbdx"), true },
	{ "low alone", U("\0\xdex\0"), U("\xef\xbf\xbdx"), true },
	{ "a byte too few", U("x\0y"), U("x\xef\xbf\xbd"), true },
	{ "the last of all", U("\xff\xdb\xff\xdf"), U("\xf4\x8f\xbf\xbf"),
	    false },
#undef U
};

static void
strings_become_utf8_and_what_is_no_character_shows(void **state)
{
	struct ambit_arena *arena = ambit_arena_new(256);
	struct ambit_span got;
	bool bad;

	(void)state;
	for (size_t i = 0; i < COUNT(strings); i++) {
		ambit_arena_reset(arena);
		assert_true(
		    pst_utf16(guarded(strings[i].from), arena, &got, &bad));
		assert_true(ambit_span_equal(got, strings[i].to));
		assert_int_equal(bad, strings[i].bad);
	}
	ambit_arena_free(&arena);
}

int
main(void)
{
	const struct CMUnitTest fixed[] = {
		cmocka_unit_test(a_list_of_lists_is_read_in_order),
		cmocka_unit_test(a_value_longer_than_the_limit_is_not_read),
		cmocka_unit_test(lists_that_do_not_add_up_are_damaged),
		cmocka_unit_test(work_without_end_is_refused),
		cmocka_unit_test(subnodes_in_a_list_of_lists_are_found),
		cmocka_unit_test(
		    a_list_of_subnodes_that_reaches_into_the_next_is_damaged),
		cmocka_unit_test(a_heap_of_ten_blocks_is_read),
		cmocka_unit_test(a_deep_tree_that_is_not_sorted_is_read),
		cmocka_unit_test(a_leaf_that_is_visited_twice_is_damaged),
		cmocka_unit_test(each_of_several_values_is_found),
		cmocka_unit_test(rows_come_in_the_order_of_their_numbers),
		cmocka_unit_test(a_property_is_found_by_its_name_and_set),
		cmocka_unit_test(names_that_no_node_has_are_damaged),
		cmocka_unit_test(
		    strings_become_utf8_and_what_is_no_character_shows),
	};
	struct CMUnitTest tests[COUNT(fixed) + COUNT(values)];

	memcpy(tests, fixed, sizeof(fixed));
	for (size_t i = 0; i < COUNT(values); i++)
		tests[COUNT(fixed) + i] = (struct CMUnitTest){ values[i].name,
			a_value_is_as_its_type_says, NULL, NULL,
			(void *)(uintptr_t)&values[i] };
	return cmocka_run_group_tests_name("pst_item", tests, NULL, NULL);
}
