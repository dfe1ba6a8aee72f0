#include "unit.h"

/* Items of Outlook: a stream that stays, and what is made of it. */

#define STREAM "canary of a stream"

static void
keep_rebuilt(struct unit *u, uint32_t task)
{
	struct ambit_produced produced = unit_produced(task);
	struct ambit_span none = { 0 };

	produced.native = AMBIT_NATIVE_REBUILT;
	staged_need(ambit_stage_keep(u->stage, &produced, 0, none, &u->err),
	    &u->err);
	unit_item(u, task, AMBIT_PRODUCED);
}

/* The n-th record, from 0. */
static struct pack_item
record_of(struct unit *u, unsigned n)
{
	struct staged_records records;
	struct ambit_span record;
	struct pack_item item;
	enum stage_kind kind;

	assert_int_equal(staged_records_open(&u->staged, &records, &u->err), 0);
	for (unsigned i = 0; i <= n; i++)
		assert_int_equal(staged_records_next(&records, &kind, &record,
				     &u->err),
		    1);
	item = pack_item_of_digest(record);
	item.folder = item.path = (struct ambit_span){ 0 };
	staged_records_close(&records);
	return item;
}

typedef int
lie_in(struct ambit_stage *, struct ambit_staged_bytes *, struct ambit_err *);

static void
assert_reads(struct unit *u, lie_in *where, const char *text)
{
	struct ambit_staged_bytes bytes;

	assert_int_equal(where(u->stage, &bytes, &u->err), 0);
	assert_int_equal(bytes.fd, -1);
	assert_int_equal(bytes.held.len, strlen(text));
	assert_memory_equal(bytes.held.ptr, text, strlen(text));
}

/* In memory or in a file, but for reading alone. */
static void
assert_lies(struct unit *u, lie_in *where, const char *text)
{
	static char room[2 * AMBIT_STAGED_HELD + 4];
	struct ambit_staged_bytes bytes;
	size_t len = strlen(text);

	if (len <= AMBIT_STAGED_HELD) {
		assert_reads(u, where, text);
		return;
	}
	assert_int_equal(where(u->stage, &bytes, &u->err), 0);
	assert_int_not_equal(bytes.fd, -1);
	assert_int_equal(pread(bytes.fd, room, sizeof(room), 0), len);
	assert_memory_equal(room, text, len);
	assert_int_equal(pwrite(bytes.fd, "x", 1, 0), -1);
}

/* Whoever may read the one sees nothing of the other, or of the item before. */
static void
stream_and_what_is_made_lie_apart(void **state)
{
	struct unit u;

	(void)state;
	unit_begin(&u, false);
	unit_bytes(&u, AMBIT_STAGE_NATIVE, STREAM);
	assert_reads(&u, ambit_stage_native, STREAM);
	unit_bytes(&u, AMBIT_STAGE_RAW, "made of it\n");
	assert_reads(&u, ambit_stage_native, STREAM);
	assert_reads(&u, ambit_stage_raw, "made of it\n");
	unit_bytes(&u, AMBIT_STAGE_NATIVE, "next");
	assert_reads(&u, ambit_stage_native, "next");
	unit_bytes(&u, AMBIT_STAGE_RAW, "x");
	assert_reads(&u, ambit_stage_raw, "x");
	unit_done(&u);
	unit_must_open(&u);
	ambit_staged_close(&u.staged);
	assert_int_equal(output_run(&u.out, ".",
			     "test \"$(ls | tr '\\n' ' ')\" = \"cuts damage "
			     "done held items records \""),
	    0);
	unit_free(&u);
}

/* Each of the tasks has a file of its own. */
static void
of_a_folder_it_is_a_file_for_each_task(void **state)
{
	struct pack_item item;
	struct unit u;

	(void)state;
	unit_begin(&u, false);
	unit_bytes(&u, AMBIT_STAGE_NATIVE, STREAM);
	unit_bytes(&u, AMBIT_STAGE_RAW, "made of it\n");
	keep_rebuilt(&u, 1);
	keep_rebuilt(&u, 2);
	unit_done(&u);
	unit_must_open(&u);
	for (unsigned i = 0; i < 2; i++) {
		item = record_of(&u, i);
		assert_int_equal(item.task, i + 1);
		assert_int_equal(item.from, PACK_FROM_FILE);
		assert_int_equal(item.file, i + 1);
		assert_int_equal(item.bytes, 11);
		assert_int_equal(item.native, AMBIT_NATIVE_REBUILT);
	}
	assert_int_equal(ambit_staged_check(&u.staged, true, &u.err), 1);
	ambit_staged_close(&u.staged);
	assert_holds(&u.out, "00000001", "made of it\n");
	assert_holds(&u.out, "00000002", "made of it\n");
	assert_int_equal(output_run(&u.out, ".", "! grep -rq canary ."), 0);
	unit_free(&u);
}

/* The store does not have it: no archive could pour it from there. */
static void
of_an_archive_it_lies_in_the_cuts(void **state)
{
	struct pack_item item, stored;
	struct unit u;

	(void)state;
	unit_begin(&u, true);
	unit_bytes(&u, AMBIT_STAGE_FILE, "made of it\n");
	unit_keep(&u, 1, 1040, "");
	unit_item(&u, 1, AMBIT_PRODUCED);
	for (uint32_t task = 1; task <= 2; task++) {
		unit_bytes(&u, AMBIT_STAGE_NATIVE, STREAM);
		unit_bytes(&u, AMBIT_STAGE_RAW, "made of it\n");
		keep_rebuilt(&u, task);
	}
	unit_done(&u);
	unit_must_open(&u);
	stored = record_of(&u, 0);
	assert_int_equal(stored.from, PACK_FROM_STORE);
	for (unsigned i = 0; i < 2; i++) {
		item = record_of(&u, i + 1);
		assert_int_equal(item.from, PACK_FROM_CUTS);
		assert_int_equal(item.off, i * 11);
		assert_int_equal(item.bytes, 11);
		assert_int_equal(item.crc, stored.crc);
		assert_memory_equal(item.sha256, stored.sha256,
		    AMBIT_DIGEST_LEN);
	}
	assert_int_equal(ambit_staged_check(&u.staged, true, &u.err), 1);
	ambit_staged_close(&u.staged);
	assert_holds(&u.out, "cuts", "made of it\nmade of it\n");
	assert_int_equal(output_run(&u.out, ".", "! grep -rq canary ."), 0);
	unit_free(&u);
}

static int
check(struct unit *u, bool items)
{
	int same;

	unit_must_open(u);
	same = ambit_staged_check(&u->staged, items, &u->err);
	ambit_staged_close(&u->staged);
	return same;
}

/* An item's own digest tells, and where it lies among others. */
static void
any_cut_that_was_touched_shows(void **state)
{
	struct unit u;
	size_t len = 0;
	char *cuts;

	(void)state;
	unit_begin(&u, true);
	for (uint32_t task = 1; task <= 2; task++) {
		unit_bytes(&u, AMBIT_STAGE_NATIVE, STREAM);
		unit_bytes(&u, AMBIT_STAGE_RAW, "made of it\n");
		keep_rebuilt(&u, task);
	}
	unit_done(&u);
	cuts = output_read(&u.out, "cuts", &len);
	assert_int_equal(len, 22);
	for (size_t i = 0; i < len; i++) {
		cuts[i] ^= 1;
		unit_put(&u, "cuts", cuts, len);
		assert_int_equal(check(&u, true), 0);
		/* It is asked again where it leaves. */
		assert_int_equal(check(&u, false), 1);
		cuts[i] ^= 1;
		unit_put(&u, "cuts", cuts, i);
		assert_int_equal(check(&u, true), 0);
	}
	unit_put(&u, "cuts", cuts, len);
	assert_int_equal(check(&u, true), 1);
	assert_int_equal(unlinkat(u.out.fd, "cuts", 0), 0);
	assert_int_equal(check(&u, true), 0);
	free(cuts);
	unit_free(&u);
}

/* A decoder that died in the midst leaves nothing of what it had made. */
static void
what_was_half_made_is_made_again(void **state)
{
	struct unit u;

	(void)state;
	for (int archive = 0; archive < 2; archive++) {
		unit_begin(&u, archive == 1);
		unit_bytes(&u, AMBIT_STAGE_NATIVE, STREAM);
		unit_bytes(&u, AMBIT_STAGE_RAW, "half made, and longer\n");
		unit_bytes(&u, AMBIT_STAGE_RAW, "made\n");
		keep_rebuilt(&u, 1);
		unit_done(&u);
		unit_must_open(&u);
		assert_int_equal(record_of(&u, 0).bytes, 5);
		assert_int_equal(ambit_staged_check(&u.staged, true, &u.err),
		    1);
		ambit_staged_close(&u.staged);
		assert_holds(&u.out, archive ? "cuts" : "00000001", "made\n");
		unit_free(&u);
	}
}

/* Held in memory, written, or both: it is whole, and nothing else is there. */
static void
items_of_any_length_are_whole(void **state)
{
	enum { HELD = AMBIT_STAGED_HELD };
	static const size_t lens[] = { 3, HELD, 1, HELD + 1, 7, 2 * HELD,
		2 * HELD + 3, HELD + 5, 2 };
	static char text[2 * HELD + 4];
	struct unit u;

	(void)state;
	unit_begin(&u, false);
	for (size_t i = 0; i < COUNT(lens); i++) {
		for (size_t k = 0; k < lens[i]; k++)
			text[k] = (char)('a' + (k / 7 + k + i) % 26);
		text[lens[i]] = '\0';
		unit_bytes(&u, AMBIT_STAGE_NATIVE, text);
		assert_lies(&u, ambit_stage_native, text);
		unit_bytes(&u, AMBIT_STAGE_RAW, text);
		assert_lies(&u, ambit_stage_raw, text);
		keep_rebuilt(&u, 1);
	}
	unit_done(&u);
	unit_must_open(&u);
	for (unsigned i = 0; i < COUNT(lens); i++)
		assert_int_equal(record_of(&u, i).bytes, lens[i]);
	assert_int_equal(ambit_staged_check(&u.staged, true, &u.err), 1);
	ambit_staged_close(&u.staged);
	unit_free(&u);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stream_and_what_is_made_lie_apart),
		cmocka_unit_test(of_a_folder_it_is_a_file_for_each_task),
		cmocka_unit_test(of_an_archive_it_lies_in_the_cuts),
		cmocka_unit_test(any_cut_that_was_touched_shows),
		cmocka_unit_test(what_was_half_made_is_made_again),
		cmocka_unit_test(items_of_any_length_are_whole),
	};

	return cmocka_run_group_tests_name("stage rebuilt", tests, NULL, NULL);
}
