/*
 * What facts are read from: a property that is there, or not, or too long, or
 * lost; and recipients one after another, until there are no more or it cannot
 * be told.
 */

#include "pst_world.h"

#include "store/pst/facts.h"
#include "store/pst/file.h"

#define LONG 9000

/* A message, open. */
struct opened {
	struct pst_build *b;
	struct pst_file file;
	struct ambit_arena *arena;
	struct pst_facts facts;
	struct outlook_props props;
	int fd;
};

static void
open_message(struct opened *o, unsigned damaged)
{
	static const unsigned char value[LONG] = "value";
	static const struct pst_built_row rows[] = {
		{ 1, 1, 0, "A\0", 2, false },
		{ 2, 2, 0, NULL, 0, false },
	};
	static const struct pst_prop props[] = {
		{ 0x0001, 0x001f, PST_BYTES("a\0b\0\0\0") },
		{ 0x0002, 0x0102, 0x801f, NULL, 0 },
		{ 0x0003, 0x0003, 7, NULL, 0 },
		{ 0x0004, 0x0102, 0x803f, NULL, 0 },
		{ 0x0005, 0x101f, PST_BYTES("\0\0\0\0") },
		{ 0x0006, 0x0001, 0, NULL, 0 },
	};
	struct world_node w = { .n_subs = 0 };

	o->b = pst_build_new(PST_UNICODE, 1);
	o->b->wrong =
	    (struct pst_wrong){ PST_BLOCK_AFTER, damaged, 1, "\xff", 1 };
	world_sub(&w, pst_build_table(o->b, 0x692, rows, 2, 0));
	world_value(o->b, &w, 0x801f, value, LONG, 4000);
	world_add(o->b, &w, props, COUNT(props));
	o->fd = world_file(o->b);
	o->arena = ambit_arena_new((size_t)1 << 20);
	assert_int_equal(pst_file_open(&o->file, o->fd, NULL), 0);
	assert_int_equal(pst_facts_open(&o->facts, &o->file,
			     pst_index_node(&o->file, WORLD_MESSAGE), o->arena,
			     NULL),
	    0);
	o->props = pst_facts_props(&o->facts);
}

static void
close_message(struct opened *o)
{
	pst_file_close(&o->file);
	ambit_arena_free(&o->arena);
	(void)close(o->fd);
	pst_build_free(o->b);
}

/* Blocks in the order of writing; what is none of them is not damaged. */
enum {
	TABLE,
	VALUE_1,
	VALUE_3 = 3,
	PROPS = 5,
	NONE = 1000,
};

static const struct row {
	const char *name;
	unsigned damaged;
	uint16_t id;
	size_t max;
	enum outlook_state state;
	uint16_t type;
	size_t len;
} rows[] = {
	{ "a string is found, without its NUL", NONE, 1, 4, OUTLOOK_FOUND,
	    0x001f, 4 },
	{ "it may be too long", NONE, 1, 3, OUTLOOK_LONG, 0x001f, 0 },
	{ "a long value is found", NONE, 2, LONG, OUTLOOK_FOUND, 0x0102, LONG },
	{ "it may be too long, too", NONE, 2, LONG - 1, OUTLOOK_LONG, 0x0102,
	    0 },
	{ "a number has no bytes", NONE, 3, 0, OUTLOOK_FOUND, 0x0003, 0 },
	{ "nor have several values", NONE, 5, 100, OUTLOOK_FOUND, 0x101f, 0 },
	{ "nor has nothing", NONE, 6, 100, OUTLOOK_FOUND, 0x0001, 0 },
	{ "what is not there is not found", NONE, 7, 100, OUTLOOK_NONE, 0, 0 },
	{ "a value whose subnode is missing is lost", NONE, 4, 100,
	    OUTLOOK_LOST, 0, 0 },
	{ "a value whose first block is damaged is lost", VALUE_1, 2, LONG,
	    OUTLOOK_LOST, 0, 0 },
	{ "a value whose last block is damaged is lost", VALUE_3, 2, LONG,
	    OUTLOOK_LOST, 0, 0 },
	{ "what is not read cannot be found damaged", VALUE_1, 2, 1,
	    OUTLOOK_LONG, 0x0102, 0 },
	{ "of properties that are damaged all are lost", PROPS, 7, 100,
	    OUTLOOK_LOST, 0, 0 },
};

static void
a_property_is_there_or_not(void **state)
{
	const struct row *row = *state;
	struct outlook_value value;
	struct opened o;

	open_message(&o, row->damaged);
	assert_int_equal(o.props.find(o.props.ctx, row->id, row->max, &value,
			     NULL),
	    0);
	assert_int_equal(value.state, row->state);
	assert_int_equal(value.type, row->type);
	assert_int_equal(value.bytes.len, row->len);
	if (row->id == 3)
		assert_int_equal(value.number, 7);
	if (row->len == LONG)
		assert_memory_equal(value.bytes.ptr, "value\0", 7);
	close_message(&o);
}

/* How many recipients come, and what comes behind them. */
static enum outlook_state
count_recipients(struct opened *o, unsigned *n_r)
{
	enum outlook_state state;
	struct outlook_value value;

	*n_r = 0;
	for (;;) {
		assert_int_equal(o->props.next(o->props.ctx, &state, NULL), 0);
		if (state != OUTLOOK_FOUND)
			return state;
		++*n_r;
		assert_int_equal(o->props.cell(o->props.ctx, 0x0c15, 10, &value,
				     NULL),
		    0);
		assert_int_equal(value.number, *n_r);
		assert_int_equal(o->props.cell(o->props.ctx, 0x3001, 10, &value,
				     NULL),
		    0);
		assert_int_equal(value.state,
		    *n_r == 1 ? OUTLOOK_FOUND : OUTLOOK_NONE);
	}
}

static void
recipients_end_or_are_lost(void **state)
{
	struct opened o;
	unsigned n;

	(void)state;
	open_message(&o, NONE);
	assert_int_equal(count_recipients(&o, &n), OUTLOOK_NONE);
	assert_int_equal(n, 2);
	close_message(&o);
	open_message(&o, TABLE);
	assert_int_equal(count_recipients(&o, &n), OUTLOOK_LOST);
	assert_int_equal(n, 0);
	close_message(&o);
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(rows) + 1];

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[i] = (struct CMUnitTest){ rows[i].name,
			a_property_is_there_or_not, NULL, NULL,
			(void *)(uintptr_t)&rows[i] };
	tests[COUNT(rows)] =
	    (struct CMUnitTest)cmocka_unit_test(recipients_end_or_are_lost);
	return _cmocka_run_group_tests("pst_facts", tests, COUNT(tests), NULL,
	    NULL);
}
