#include "record.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

/* ---- sums ---- */

static void
sums_close_by_task_in_items_and_bytes(void **state)
{
	struct fixture f;
	struct ambit_custody_sums sums;

	(void)state;
	begin(&f);
	(void)record_unit_begin(&f, RECORD_INBOX);
	for (uint32_t i = 1; i <= 4; i++) {
		assert_int_equal(put(&f, 0, i, i * 10,
				     (enum ambit_outcome)(i - 1)),
		    0);
		assert_int_equal(put(&f, 1, i, i * 10, AMBIT_OUTSIDE), 0);
	}
	assert_int_equal(record_unit_of(&f, 4, 100), 0);
	assert_int_equal(ambit_accounting_close(f.accounting, &f.err), 0);
	sums = ambit_accounting_sums(f.accounting);
	assert_int_equal(sums.seen, 8);
	assert_int_equal(sums.produced, 1);
	assert_int_equal(sums.outside, 5);
	assert_int_equal(sums.held, 1);
	assert_int_equal(sums.damaged, 1);
	finish(&f);
	assert_rows(&f, "accounting.csv",
	    "t1,inbox,4,1,1,1,1,100,40,10,20,30,yes\r\n"
	    "t2,inbox,4,0,4,0,0,100,0,100,0,0,yes\r\n");
	world_free(&f.w);
}

static void
a_second_store_begins_at_nothing(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)record_unit_begin(&f, RECORD_INBOX);
	assert_int_equal(put(&f, 0, 1, 10, AMBIT_OUTSIDE), 0);
	assert_int_equal(put(&f, 1, 1, 10, AMBIT_OUTSIDE), 0);
	assert_int_equal(record_unit_of(&f, 1, 10), 0);
	(void)record_unit_begin(&f, RECORD_DROP);
	assert_int_equal(record_unit_of(&f, 0, 0), 0);
	assert_int_equal(ambit_accounting_close(f.accounting, &f.err), 0);
	finish(&f);
	assert_rows(&f, "accounting.csv",
	    "t1,inbox,1,0,1,0,0,10,0,10,0,0,yes\r\n"
	    "t2,inbox,1,0,1,0,0,10,0,10,0,0,yes\r\n"
	    "t1,drop,0,0,0,0,0,0,0,0,0,0,yes\r\n"
	    "t2,drop,0,0,0,0,0,0,0,0,0,0,yes\r\n");
	world_free(&f.w);
}

static const struct {
	const char *name;
	uint64_t items, bytes;
	const char *rows;
} gaps[] = {
	{ "an item that nobody judged fails the run", 3, 30,
	    "t1,inbox,3,0,2,0,0,30,0,30,0,0,no\r\n"
	    "t2,inbox,3,0,2,0,0,30,0,30,0,0,no\r\n" },
	{ "an item judged twice fails the run", 1, 30,
	    "t1,inbox,1,0,2,0,0,30,0,30,0,0,no\r\n"
	    "t2,inbox,1,0,2,0,0,30,0,30,0,0,no\r\n" },
	{ "a byte of no item fails the run", 2, 31,
	    "t1,inbox,2,0,2,0,0,31,0,30,0,0,no\r\n"
	    "t2,inbox,2,0,2,0,0,31,0,30,0,0,no\r\n" },
	{ "a byte of two items fails the run", 2, 29,
	    "t1,inbox,2,0,2,0,0,29,0,30,0,0,no\r\n"
	    "t2,inbox,2,0,2,0,0,29,0,30,0,0,no\r\n" },
};

static void
a_gap_fails_the_run(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	struct fixture f;

	begin(&f);
	(void)record_unit_begin(&f, RECORD_INBOX);
	for (size_t task = 0; task < 2; task++) {
		assert_int_equal(put(&f, task, 1, 10, AMBIT_OUTSIDE), 0);
		assert_int_equal(put(&f, task, 2, 20, AMBIT_OUTSIDE), 0);
	}
	assert_int_equal(record_unit_of(&f, gaps[i].items, gaps[i].bytes), 0);
	assert_int_equal(ambit_accounting_close(f.accounting, &f.err), -1);
	assert_int_equal(f.err.code, AMBIT_E_SUMS);
	assert_string_equal(f.err.text,
	    "inbox: the sums of the store do not close");
	finish(&f);
	assert_rows(&f, "accounting.csv", gaps[i].rows);
	world_free(&f.w);
}

/* One task is enough. */
static void
a_gap_under_one_task_fails_the_run(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)record_unit_begin(&f, RECORD_INBOX);
	assert_int_equal(put(&f, 0, 1, 10, AMBIT_OUTSIDE), 0);
	assert_int_equal(record_unit_of(&f, 1, 10), 0);
	/* The next store is on the record all the same. */
	(void)record_unit_begin(&f, RECORD_DROP);
	assert_int_equal(record_unit_of(&f, 0, 0), 0);
	assert_int_equal(ambit_accounting_close(f.accounting, &f.err), -1);
	assert_int_equal(f.err.code, AMBIT_E_SUMS);
	assert_string_equal(f.err.text,
	    "inbox: the sums of the store do not close");
	finish(&f);
	assert_rows(&f, "accounting.csv",
	    "t1,inbox,1,0,1,0,0,10,0,10,0,0,yes\r\n"
	    "t2,inbox,1,0,0,0,0,10,0,0,0,0,no\r\n"
	    "t1,drop,0,0,0,0,0,0,0,0,0,0,yes\r\n"
	    "t2,drop,0,0,0,0,0,0,0,0,0,0,yes\r\n");
	world_free(&f.w);
}

/* ---- units of one store ---- */

struct piece {
	uint64_t items, bytes, begin, end, size;
};

static const struct joint {
	const char *name;
	size_t store;
	struct piece pieces[3];
	bool failed; /* the second of them */
	bool gzip;
	const char *closes;
} joints[] = {
	{ "units that follow one another close", 0,
	    { { 1, 10, 0, 10, 12 }, { 1, 20, 10, 30, 12 },
		{ 1, 5, 30, 35, 11 } },
	    false, false, "yes" },
	{ "a unit in which no item begins closes too", 0,
	    { { 1, 30, 0, 30, 12 }, { 0, 0, 0, 12, 12 }, { 1, 5, 30, 35, 11 } },
	    false, false, "yes" },
	{ "a byte between two units fails the run", 0,
	    { { 1, 10, 0, 10, 12 }, { 1, 20, 11, 31, 12 },
		{ 1, 4, 31, 35, 10 } },
	    false, false, "no" },
	{ "a byte that two units have fails the run", 0,
	    { { 1, 10, 0, 10, 12 }, { 1, 20, 9, 29, 12 },
		{ 1, 6, 29, 35, 12 } },
	    false, false, "no" },
	{ "a first unit that begins late fails the run", 0,
	    { { 1, 9, 1, 10, 12 }, { 1, 20, 10, 30, 12 },
		{ 1, 5, 30, 35, 10 } },
	    false, false, "no" },
	{ "a gap within a unit fails the run", 0,
	    { { 1, 10, 0, 10, 12 }, { 1, 19, 10, 30, 12 },
		{ 1, 5, 30, 35, 10 } },
	    false, false, "no" },
	{ "units that end before their store fail the run", 0,
	    { { 1, 10, 0, 10, 12 }, { 1, 20, 10, 30, 12 },
		{ 1, 5, 30, 35, 12 } },
	    false, false, "no" },
	{ "units that end behind their store fail the run", 0,
	    { { 1, 10, 0, 10, 12 }, { 1, 20, 10, 30, 12 },
		{ 1, 5, 30, 35, 10 } },
	    false, false, "no" },
	{ "a unit that failed fails the run", 0,
	    { { 1, 10, 0, 10, 12 }, { 1, 20, 10, 30, 12 },
		{ 1, 5, 30, 35, 11 } },
	    true, false, "no" },
	{ "how long a packed store is nobody knows", 0,
	    { { 1, 10, 0, 10, 1 }, { 1, 20, 10, 30, 1 }, { 1, 5, 30, 35, 1 } },
	    false, true, "yes" },
	{ "files of a folder have no places", 1,
	    { { 1, 10, 0, 10, 0 }, { 1, 20, 0, 20, 0 }, { 1, 5, 0, 5, 0 } },
	    false, false, "yes" },
};

/* Its one item, if it has one, is as long as it says. */
static int
add_piece(struct fixture *f, const struct joint *joint, uint32_t part)
{
	const struct piece *piece = &joint->pieces[part - 1];
	struct record_unit *u = record_unit_begin(f, joint->store);
	const struct ambit_stage_end end = { .items = piece->items,
		.bytes = piece->bytes,
		.begin = piece->begin,
		.end = piece->end,
		.failed = joint->failed && part == 2 };
	struct ambit_staged staged;
	int rc;

	u->unit.part = part;
	u->unit.parts = 3;
	u->unit.bytes = piece->size;
	for (size_t task = 0; task < 2 && piece->items > 0; task++)
		assert_int_equal(put(f, task, 1, piece->bytes, AMBIT_OUTSIDE),
		    0);
	rc = record_unit_end(f, &end, &staged);
	ambit_staged_close(&staged);
	return rc;
}

static void
units_join(void **state)
{
	const struct joint *joint = *state;
	bool closes = strcmp(joint->closes, "yes") == 0;
	struct ambit_store *stores;
	struct ambit_span csv;
	struct fixture f;

	begin(&f);
	stores = (struct ambit_store *)(uintptr_t)f.w.registry.stores;
	stores[0].gzip = joint->gzip;
	for (uint32_t part = 1; part <= 3; part++)
		assert_int_equal(add_piece(&f, joint, part), 0);
	assert_int_equal(ambit_accounting_close(f.accounting, &f.err),
	    closes ? 0 : -1);
	if (!closes)
		assert_int_equal(f.err.code, AMBIT_E_SUMS);
	finish(&f);
	csv = record(&f, "accounting.csv");
	assert_non_null(
	    strstr((const char *)csv.ptr, closes ? ",yes\r\n" : ",no\r\n"));
	assert_null(
	    strstr((const char *)csv.ptr, closes ? ",no\r\n" : ",yes\r\n"));
	world_drop(csv);
	world_free(&f.w);
}

/* ---- many items ---- */

static void
any_number_of_items_is_kept(void **state)
{
	struct fixture f;
	struct ambit_span csv;
	size_t lines = 0;

	(void)state;
	begin(&f);
	(void)record_unit_begin(&f, RECORD_INBOX);
	for (uint32_t i = 1; i <= 3000; i++)
		assert_int_equal(put(&f, 0, i, 10, AMBIT_OUTSIDE), 0);
	assert_int_equal(record_unit_of(&f, 3000, 30000), 0);
	finish(&f);
	csv = record(&f, "items.csv");
	for (size_t i = 0; i < csv.len; i++)
		lines += csv.ptr[i] == '\n';
	assert_int_equal(lines, 3001);
	world_drop(csv);
	world_free(&f.w);
}

/* ---- the machine ---- */

/* The disk is full when the items are listed: the run must hear of it. */
static void
a_list_that_cannot_be_written_is_told(void **state)
{
	struct rlimit was, small = { .rlim_cur = 30000 };
	struct fixture f;
	struct ambit_custody_end end = { .exit_code = 0 };
	int done;

	(void)state;
	begin(&f);
	(void)record_unit_begin(&f, RECORD_INBOX);
	for (uint32_t i = 1; i <= 3000; i++)
		assert_int_equal(put(&f, 0, i, 10, AMBIT_OUTSIDE), 0);
	assert_int_equal(record_unit_of(&f, 3000, 30000), 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	small.rlim_max = was.rlim_max;
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	done = close_record(&f, NULL, &end);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	assert_int_equal(done, -1);
	assert_int_equal(f.err.code, AMBIT_E_IO);
	assert_int_equal(f.err.sys, EFBIG);
	world_free(&f.w);
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(sums_close_by_task_in_items_and_bytes),
		cmocka_unit_test(a_second_store_begins_at_nothing),
		cmocka_unit_test(a_gap_under_one_task_fails_the_run),
		cmocka_unit_test(any_number_of_items_is_kept),
		cmocka_unit_test(a_list_that_cannot_be_written_is_told),
	};
	struct CMUnitTest tests[COUNT(singles) + COUNT(gaps) + COUNT(joints)];
	size_t n = COUNT(singles);

	memcpy(tests, singles, sizeof(singles));
	for (size_t i = 0; i < COUNT(gaps); i++)
		tests[n++] = (struct CMUnitTest){ gaps[i].name,
			a_gap_fails_the_run, NULL, NULL, (void *)i };
	for (size_t i = 0; i < COUNT(joints); i++)
		tests[n++] = (struct CMUnitTest){ joints[i].name, units_join,
			NULL, NULL, (void *)(uintptr_t)&joints[i] };
	return cmocka_run_group_tests_name("accounting", tests, NULL, NULL);
}
