#include "check.h"
#include "folder.h"

#include "ambit/spool.h"

/* Records that are all different, of lengths as given, in no order. */
struct plan {
	const char *name;
	size_t n, min, max;
};

static const struct plan plans[] = {
	{ "no record at all", 0, 1, 1 },
	{ "one record", 1, 5, 5 },
	{ "what fits into memory", 1000, 4, 40 },
	{ "a few runs", 200000, 4, 60 },
	{ "more runs than are merged at once, of long records", 40, 700000,
	    AMBIT_SPOOL_RECORD },
	{ "records longer than what is written at once", 300, 60000, 70000 },
};

static uint32_t
mix(uint32_t x)
{
	x = (x ^ x >> 16) * 0x45d9f3b;
	x = (x ^ x >> 16) * 0x45d9f3b;
	return x ^ x >> 16;
}

/* The i-th record: four bytes that tell i, and bytes that follow from them. */
static struct ambit_span
record(const struct plan *plan, uint32_t i)
{
	static unsigned char bytes[AMBIT_SPOOL_RECORD];
	uint32_t key = mix(i + 1);
	size_t len = plan->min + key % (plan->max - plan->min + 1);

	memset(bytes, (unsigned char)key, len);
	for (size_t k = 0; k < 4 && k < len; k++)
		bytes[k] = (unsigned char)(key >> (24 - 8 * k));
	return (struct ambit_span){ bytes, len };
}

static uint64_t
sum(struct ambit_span bytes)
{
	uint64_t hash = bytes.len;

	for (size_t i = 0; i < bytes.len; i++)
		hash = hash * 31 + bytes.ptr[i];
	return hash;
}

/* Take all: in order, as many, and the same ones. */
static void
take(struct ambit_spool *spool, size_t n, uint64_t want)
{
	static unsigned char bytes[AMBIT_SPOOL_RECORD];
	struct ambit_span last = { bytes, 0 }, got;
	uint64_t all = 0;

	for (size_t i = 0; i < n; i++) {
		assert_int_equal(ambit_spool_next(spool, &got, NULL), 1);
		assert_true(ambit_span_compare(last, got) <= 0);
		memcpy(bytes, got.ptr, got.len);
		last.len = got.len;
		all += sum(got);
	}
	assert_int_equal(ambit_spool_next(spool, &got, NULL), 0);
	assert_int_equal(ambit_spool_next(spool, &got, NULL), 0);
	assert_true(all == want);
}

static void
records_come_back_in_order(void **state)
{
	const struct plan *plan = *state;
	int dir = folder_new();
	struct ambit_spool *spool;
	uint64_t all = 0;

	assert_int_equal(ambit_spool_new(dir, 0, &spool, NULL), 0);
	for (uint32_t i = 0; i < plan->n; i++) {
		struct ambit_span one = record(plan, i);

		all += sum(one);
		assert_int_equal(ambit_spool_put(spool, one, NULL), 0);
	}
	assert_int_equal(ambit_spool_count(spool), plan->n);
	/* Twice: one may begin anew, even in the midst of it. */
	assert_int_equal(ambit_spool_sort(spool, NULL), 0);
	take(spool, plan->n, all);
	assert_int_equal(ambit_spool_sort(spool, NULL), 0);
	if (plan->n > 0) {
		struct ambit_span got;

		assert_int_equal(ambit_spool_next(spool, &got, NULL), 1);
		assert_int_equal(ambit_spool_sort(spool, NULL), 0);
	}
	take(spool, plan->n, all);
	/* What it wrote has no name. */
	assert_int_equal(folder_count(dir), 0);
	ambit_spool_free(&spool);
	assert_null(spool);
	folder_free(&dir);
}

static void
equal_records_are_all_given_back(void **state)
{
	int dir = folder_new();
	struct ambit_spool *spool;
	struct ambit_span got;

	(void)state;
	assert_int_equal(ambit_spool_new(dir, 0, &spool, NULL), 0);
	/* Some 3 MB, so in two runs. */
	for (size_t i = 0; i < 150000; i++)
		assert_int_equal(ambit_spool_put(spool,
				     i % 3 == 0 ? AMBIT_LIT("ab")
						: AMBIT_LIT("a\0"),
				     NULL),
		    0);
	assert_int_equal(ambit_spool_sort(spool, NULL), 0);
	for (size_t i = 0; i < 150000; i++) {
		assert_int_equal(ambit_spool_next(spool, &got, NULL), 1);
		assert_true(ambit_span_equal(got,
		    i < 100000 ? AMBIT_LIT("a\0") : AMBIT_LIT("ab")));
	}
	assert_int_equal(ambit_spool_next(spool, &got, NULL), 0);
	ambit_spool_free(&spool);
	folder_free(&dir);
}

static void
a_record_sorts_before_what_it_begins(void **state)
{
	static const struct ambit_span want[] = { AMBIT_LIT_INIT("\0"),
		AMBIT_LIT_INIT("\0\0"), AMBIT_LIT_INIT("12345678"),
		AMBIT_LIT_INIT("12345678\0"), AMBIT_LIT_INIT("123456789"),
		AMBIT_LIT_INIT("\x7f"), AMBIT_LIT_INIT("\x80") };
	struct ambit_spool *spool;
	struct ambit_span got;

	(void)state;
	/* Nothing touches the disk: there is none. */
	assert_int_equal(ambit_spool_new(-1, 0, &spool, NULL), 0);
	for (size_t i = COUNT(want); i > 0; i--)
		assert_int_equal(ambit_spool_put(spool, want[i - 1], NULL), 0);
	assert_int_equal(ambit_spool_sort(spool, NULL), 0);
	for (size_t i = 0; i < COUNT(want); i++) {
		assert_int_equal(ambit_spool_next(spool, &got, NULL), 1);
		assert_true(ambit_span_equal(got, want[i]));
	}
	ambit_spool_free(&spool);
}

static void
without_a_disk_it_fails_when_memory_is_full(void **state)
{
	static const struct plan plan = { "", 5, AMBIT_SPOOL_RECORD,
		AMBIT_SPOOL_RECORD };
	struct ambit_spool *spool;
	struct ambit_err err;

	(void)state;
	assert_int_equal(ambit_spool_new(-1, 0, &spool, NULL), 0);
	assert_int_equal(ambit_spool_put(spool, record(&plan, 0), NULL), 0);
	assert_int_equal(ambit_spool_put(spool, record(&plan, 1), &err), -1);
	assert_int_equal(err.code, AMBIT_E_IO);
	ambit_spool_free(&spool);
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(equal_records_are_all_given_back),
		cmocka_unit_test(a_record_sorts_before_what_it_begins),
		cmocka_unit_test(without_a_disk_it_fails_when_memory_is_full),
	};
	struct CMUnitTest tests[COUNT(plans) + COUNT(others)];

	for (size_t i = 0; i < COUNT(plans); i++)
		tests[i] = (struct CMUnitTest){ plans[i].name,
			records_come_back_in_order, NULL, NULL,
			(void *)(uintptr_t)&plans[i] };
	memcpy(tests + COUNT(plans), others, sizeof(others));
	return cmocka_run_group_tests_name("spool", tests, NULL, NULL);
}
