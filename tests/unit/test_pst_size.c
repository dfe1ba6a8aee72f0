/*
 * How large an item is, which is told before anything of it is read but lists:
 * what its lists and the index say of its blocks, as far down as is read (K8).
 */

#include "pst_world.h"

#include "store/pst/size.h"

#define BODY 30000

/* A long body in blocks, another in one, and a message in an attachment. */
static void
build_large(struct pst_build *b)
{
	static const unsigned char body[BODY];
	static const struct pst_prop props[] = {
		{ 0x1000, 0x001f, 0x801f, NULL, 0 },
		{ 0x1013, 0x0102, 0x803f, NULL, 0 },
	};
	struct world_node message = { .n_subs = 0 }, file = { .n_subs = 0 };
	struct pst_node node;

	world_value(b, &file, 0x801f, body, 100, 100);
	world_sub(&message, world_end(b, &file, 0x8025, props, 1));
	world_value(b, &message, 0x801f, body, BODY, 4000);
	world_value(b, &message, 0x803f, body, 500, 500);
	node = world_end(b, &message, WORLD_MESSAGE, props, 2);
	node.parent = WORLD_INBOX;
	pst_build_node(b, node);
}

static uint64_t
size_of(struct pst_build *b, unsigned *flaws_r)
{
	struct ambit_err err = { 0 };
	struct ambit_item item;
	struct ambit_reader r;
	int fd = world_file(b);

	assert_int_equal(world_open(&r, fd, &err), 0);
	assert_int_equal(r.ops->next(&r, &item, &err), 1);
	*flaws_r = item.flaws;
	ambit_reader_close(&r);
	(void)close(fd);
	return item.raw.len;
}

/* All its blocks of data, and none of the store's lists. */
static void
an_item_is_as_large_as_all_its_data(void **state)
{
	struct pst_build *b = pst_build_new(PST_UNICODE, 0);
	uint64_t expected = 0;
	unsigned flaws;

	(void)state;
	build_large(b);
	for (size_t i = 0; i < b->n_blocks; i++)
		expected += b->block[i].bid & 2 ? 0 : b->block[i].len;
	world_inbox(b, WORLD_IDS(WORLD_MESSAGE));
	assert_int_equal(size_of(b, &flaws), expected);
	assert_int_equal(flaws, 0);
	assert_in_range(expected, BODY + 600, BODY + 1000);
	pst_build_free(b);
}

/* K5, K8: what was added up before counts. */
static void
a_size_that_cannot_be_known_is_a_flaw(void **state)
{
	struct pst_build *b = pst_build_new(PST_UNICODE, 0);
	static const struct pst_prop none = { 0, 0, 0, NULL, 0 };
	struct world_node message = { .n_subs = 0 };
	struct pst_node node;
	unsigned flaws;

	(void)state;
	world_value(b, &message, 0x801f, "body", 4, 4);
	world_sub(&message, (struct pst_node){ .nid = 0x803f, .data = 4000 });
	node = world_end(b, &message, WORLD_MESSAGE, &none, 0);
	node.parent = WORLD_INBOX;
	pst_build_node(b, node);
	world_inbox(b, WORLD_IDS(WORLD_MESSAGE));
	assert_int_equal(size_of(b, &flaws), b->block[1].len + 4);
	assert_int_equal(flaws, AMBIT_FLAW_LOST);
	pst_build_free(b);
}

/* K8: a list of subnodes in which one has the same list below it. */
static void
subnodes_that_lie_in_themselves_are_lost(void **state)
{
	struct pst_build *b = pst_build_new(PST_UNICODE, 0);
	static const struct pst_prop none = { 0, 0, 0, NULL, 0 };
	struct world_node w = { .n_subs = 0 };
	uint64_t list;
	unsigned flaws;

	(void)state;
	world_value(b, &w, 0x801f, "body", 4, 4);
	/* The list is the third block, behind the value and the properties. */
	list = 4 * 3 + 2;
	w.subs[0].sub = list;
	world_add(b, &w, &none, 0);
	assert_int_equal(b->block[2].bid, list);
	assert_int_equal(size_of(b, &flaws), b->block[1].len + 4);
	assert_int_equal(flaws, AMBIT_FLAW_LOST);
	pst_build_free(b);
}

/* K8: what lies deeper is not counted, and told. */
static void
subnodes_too_deep_within_each_other_are_told(void **state)
{
	static const struct pst_prop none = { 0, 0, 0, NULL, 0 };
	unsigned flaws;

	(void)state;
	for (unsigned levels = PST_DEPTH; levels <= PST_DEPTH + 2; levels++) {
		struct pst_build *b = pst_build_new(PST_UNICODE, 0);
		size_t counted = levels < PST_DEPTH ? levels : PST_DEPTH;
		struct world_node w = { .n_subs = 0 };
		size_t props;

		for (unsigned i = 0; i < levels; i++) {
			struct pst_node node = { .nid = 0x801f };

			node.data = pst_build_block(b, "four", 4, false);
			if (i > 0)
				node.sub = pst_build_subs(b, 0, w.subs, 1);
			w.n_subs = 0;
			world_sub(&w, node);
		}
		props = b->n_blocks;
		world_add(b, &w, &none, 0);
		assert_int_equal(size_of(b, &flaws),
		    b->block[props].len + 4 * counted);
		assert_int_equal(flaws,
		    levels > PST_DEPTH ? AMBIT_FLAW_TOO_DEEP : 0);
		pst_build_free(b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_item_is_as_large_as_all_its_data),
		cmocka_unit_test(a_size_that_cannot_be_known_is_a_flaw),
		cmocka_unit_test(subnodes_that_lie_in_themselves_are_lost),
		cmocka_unit_test(subnodes_too_deep_within_each_other_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
