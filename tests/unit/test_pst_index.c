#include "check.h"

#include "store/pst/index.h"

/* Every number that is there is found, and none between them is, however they
 * were given out. */

#define N 5000

/* Each ascends, and has no neighbours. */
static uint64_t
one_after_another(size_t i)
{
	return 4 * (uint64_t)i + 4;
}

static uint64_t
squares(size_t i)
{
	return 4 * ((uint64_t)i + 1) * ((uint64_t)i + 1);
}

/* All but the last few crowd at the beginning. */
static uint64_t
a_crowd(size_t i)
{
	return i < N - 3 ? 4 * (uint64_t)i + 4
			 : (UINT64_C(1) << 20) * (i - (N - 4));
}

/* As far apart as they can be. */
static uint64_t
both_ends(size_t i)
{
	return i < N / 2 ? 4 * (uint64_t)i + 4
			 : UINT32_MAX - 3 - 4 * (N - (uint64_t)i);
}

static const struct {
	const char *name;
	uint64_t (*number)(size_t i);
} ways[] = {
	{ "numbers given out one after another are found", one_after_another },
	{ "numbers that grow further apart are found", squares },
	{ "numbers in a crowd are found", a_crowd },
	{ "numbers at both ends are found", both_ends },
};

static void
look_up(const struct pst_file *file, uint64_t number, size_t i)
{
	assert_ptr_equal(pst_index_block(file, number), &file->block[i]);
	assert_ptr_equal(pst_index_block(file, number | 1), &file->block[i]);
	assert_null(pst_index_block(file, number + 2));
	assert_null(pst_index_block(file, number - 2));
	assert_ptr_equal(pst_index_node(file, (uint32_t)number),
	    &file->node[i]);
	assert_null(pst_index_node(file, (uint32_t)number + 1));
	assert_null(pst_index_node(file, (uint32_t)number - 1));
}

static void
every_number_is_found_and_no_other(void **state)
{
	size_t way = (size_t)(uintptr_t)*state;
	static const size_t lens[] = { 1, 2, 3, 17, N };
	static struct pst_block block[N];
	static struct pst_node node[N];
	struct pst_file file = { .block = block, .node = node };

	for (size_t i = 0; i < N; i++) {
		block[i].bid = ways[way].number(i);
		node[i].nid = (uint32_t)ways[way].number(i);
	}
	for (size_t k = 0; k < sizeof(lens) / sizeof(lens[0]); k++) {
		file.n_blocks = file.n_nodes = lens[k];
		for (size_t i = 0; i < lens[k]; i++)
			look_up(&file, ways[way].number(i), i);
		assert_null(pst_index_block(&file, 0));
		assert_null(pst_index_block(&file, UINT64_MAX));
		assert_null(pst_index_node(&file, UINT32_MAX));
	}
}

static void
an_empty_index_has_none(void **state)
{
	struct pst_file file = { 0 };

	(void)state;
	assert_null(pst_index_block(&file, 4));
	assert_null(pst_index_node(&file, 4));
}

int
main(void)
{
	enum { WAYS = sizeof(ways) / sizeof(ways[0]) };
	struct CMUnitTest tests[WAYS + 1];

	for (size_t i = 0; i < WAYS; i++)
		tests[i] = (struct CMUnitTest){ ways[i].name,
			every_number_is_found_and_no_other, NULL, NULL,
			(void *)i };
	tests[WAYS] =
	    (struct CMUnitTest)cmocka_unit_test(an_empty_index_has_none);
	return cmocka_run_group_tests_name("pst index", tests, NULL, NULL);
}
