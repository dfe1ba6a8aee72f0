#include "unit.h"

#include "pack/stage_later.h"

/*
 * Lines and records are written before the digests that belong in them are
 * known: each gets its own, whatever came between.
 */

/* What is made of an item, and what of it is to be read again. */
struct made {
	size_t len;
	unsigned tasks; /* under which it leaves, a bit each; 0: held */
	size_t row;     /* of a table, before each line: its length; 0: none */
	unsigned char sha256[AMBIT_DIGEST_LEN];
};

#define LARGEST (2 * LATER_BYTES + 5)

static struct ambit_span
bytes_of(size_t i, size_t len)
{
	static unsigned char room[LARGEST];
	uint32_t x = (uint32_t)i * 2654435761u + 1;

	for (size_t k = 0; k < len; k++) {
		x = x * 1664525 + 1013904223;
		room[k] = (unsigned char)(x >> 24);
	}
	return (struct ambit_span){ room, len };
}

static void
pour(struct unit *u, struct ambit_span bytes, enum ambit_stage_place place,
    const unsigned char **sha256_r)
{
	struct ambit_sink *sink;
	uint64_t n;

	staged_need(ambit_stage_open(u->stage, place, &sink, &u->err), &u->err);
	for (size_t at = 0; at < bytes.len; at += 65536)
		staged_need(ambit_sink_write(sink,
				ambit_span_sub(bytes, at, 65536), &u->err),
		    &u->err);
	staged_need(ambit_stage_close(u->stage, &n, sha256_r, &u->err),
	    &u->err);
	assert_int_equal(n, bytes.len);
}

static void
line(struct unit *u, uint32_t task, enum ambit_outcome outcome,
    const unsigned char *sha256)
{
	const struct ambit_item item = { .framed = { 0, 10 } };
	const struct ambit_custody_entry entry = { .task = &tasks[task - 1],
		.store = &u->store,
		.item = &item,
		.outcome = outcome,
		.sha256 = sha256,
		.verdict = { AMBIT_NO, ambit_scope_rule(AMBIT_LIT("item")) } };

	staged_need(ambit_stage_item(u->stage, &entry, &u->err), &u->err);
}

static void
keep(struct unit *u, size_t i, uint32_t task, struct ambit_span path)
{
	struct ambit_produced produced = unit_produced(task);

	produced.native = AMBIT_NATIVE_STORED;
	staged_need(ambit_stage_keep(u->stage, &produced, i, path, &u->err),
	    &u->err);
}

/* As a gate does it: the row of a task comes between its file and its line. */
static void
put_row(struct unit *u, uint32_t task, size_t len)
{
	static unsigned char bytes[3000];
	struct ambit_produced produced = unit_produced(task);

	assert_true(len <= sizeof(bytes));
	memset(bytes, 'r', sizeof(bytes));
	if (len > 0)
		staged_need(ambit_stage_row(u->stage, &produced,
				(struct ambit_span){ bytes, len }, &u->err),
		    &u->err);
}

/* An item, and one without bytes behind it; every seventh has been rebuilt. */
static void
make(struct unit *u, size_t i, struct made *made, struct ambit_span path)
{
	enum ambit_stage_place place =
	    i % 7 == 3 ? AMBIT_STAGE_RAW : AMBIT_STAGE_FILE;
	struct ambit_span bytes = bytes_of(i, made->len);
	struct ambit_produced row = unit_produced(2);
	const unsigned char *sha256;

	staged_need(ambit_sink_digest(bytes, made->sha256, &u->err), &u->err);
	pour(u, bytes, place, &sha256);
	if (made->tasks == 0)
		line(u, 1, AMBIT_HELD, sha256);
	for (uint32_t task = 1; task <= 3; task++) {
		if (!(made->tasks >> (task - 1) & 1))
			continue;
		keep(u, i, task, path);
		put_row(u, task, made->row);
		line(u, task, AMBIT_PRODUCED, sha256);
	}
	staged_need(ambit_stage_row(u->stage, &row, AMBIT_LIT("a,9"), &u->err),
	    &u->err);
	line(u, 2, AMBIT_OUTSIDE, NULL);
}

/* ---- what is read again ---- */

static void
expect_line(char **rest, const struct made *made)
{
	char hex[2 * AMBIT_DIGEST_LEN + 3] = ",";
	struct ambit_text text = { .ptr = hex,
		.len = 1,
		.cap = sizeof(hex) - 1 };
	char *end = strstr(*rest, "\r\n"), *found;

	assert_non_null(end);
	*end = '\0';
	if (made != NULL)
		ambit_text_hex(&text,
		    (struct ambit_span){ made->sha256, AMBIT_DIGEST_LEN });
	ambit_text_str(&text, ",");
	found = strstr(*rest, hex);
	if (found == NULL)
		fail_msg("no %s in %s", hex, *rest);
	*rest = end + 2;
}

static void
expect_lines(const struct unit *u, const struct made *made, size_t n)
{
	size_t len;
	char *items = output_read(&u->out, "items", &len), *rest = items;

	assert_non_null(items);
	for (size_t i = 0; i < n; i++) {
		unsigned lines = made[i].tasks == 0;

		for (unsigned t = 0; t < 3; t++)
			lines += made[i].tasks >> t & 1;
		while (lines-- > 0)
			expect_line(&rest, &made[i]);
		expect_line(&rest, NULL);
	}
	assert_int_equal(rest - items, len);
	free(items);
}

static void
expect_row(struct staged_records *records, struct unit *u)
{
	struct ambit_span record;
	enum stage_kind kind;

	assert_int_equal(staged_records_next(records, &kind, &record, &u->err),
	    1);
	assert_int_equal(kind, STAGE_ROW);
}

/* The files of an item, each where its line ends, and the row behind. */
static void
expect_files(struct staged_records *records, const struct made *made,
    struct unit *u)
{
	struct ambit_span record;
	enum stage_kind kind;

	for (uint32_t task = 1; task <= 3 && made->len > 0; task++) {
		struct pack_item item;

		if (!(made->tasks >> (task - 1) & 1))
			continue;
		if (made->row > 0)
			expect_row(records, u);
		assert_int_equal(staged_records_next(records, &kind, &record,
				     &u->err),
		    1);
		assert_int_equal(kind, STAGE_FILE);
		item = pack_item_of_digest(record);
		assert_int_equal(item.task, task);
		assert_int_equal(item.bytes, made->len);
		assert_memory_equal(item.sha256, made->sha256,
		    AMBIT_DIGEST_LEN);
	}
	expect_row(records, u);
}

static void
expect_records(struct unit *u, const struct made *made, size_t n)
{
	struct staged_records records;
	struct ambit_span record;
	enum stage_kind kind;

	assert_int_equal(staged_records_open(&u->staged, &records, &u->err), 0);
	for (size_t i = 0; i < n; i++)
		expect_files(&records, &made[i], u);
	assert_int_equal(staged_records_next(&records, &kind, &record, &u->err),
	    0);
	staged_records_close(&records);
}

static void
run(struct made *made, size_t n, struct ambit_span path)
{
	struct unit u;

	unit_begin(&u, true);
	for (size_t i = 0; i < n; i++)
		make(&u, i, &made[i], path);
	unit_done(&u);
	unit_must_open(&u);
	assert_int_equal(ambit_staged_check(&u.staged, true, &u.err), 1);
	expect_lines(&u, made, n);
	expect_records(&u, made, n);
	ambit_staged_close(&u.staged);
	unit_free(&u);
}

/* ---- the tests ---- */

static void
items_of_any_length_get_their_own_digest(void **state)
{
	static const size_t lens[] = { 7, 1, 0, LATER_BYTES, 64, 3,
		LATER_BYTES - 1, 2, LATER_BYTES + 1, 0, LATER_BYTES / 2, 5,
		LATER_BYTES / 2, LATER_BYTES / 2 + 1, LARGEST, 9, 8, LARGEST,
		LATER_BYTES - 3, 3, 1, 1000, 119, 120 };
	struct made made[sizeof(lens) / sizeof(lens[0])] = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++)
		made[i] = (struct made){ .len = lens[i], .tasks = (i + 1) % 8 };
	run(made, sizeof(lens) / sizeof(lens[0]), AMBIT_LIT("cur/c"));
}

static void
more_items_than_wait_get_their_own_digests(void **state)
{
	static struct made made[5 * LATER_ITEMS + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++)
		made[i] =
		    (struct made){ .len = 1 + i * 7 % 300, .tasks = i % 4 };
	run(made, sizeof(made) / sizeof(made[0]), AMBIT_LIT("cur/c"));
}

/* More text than there is room for, between the lines of one item too. */
static void
long_records_push_out_what_waits(void **state)
{
	static char path[PACK_PATH_MAX - 1];
	static struct made made[25];

	(void)state;
	memset(path, 'p', sizeof(path));
	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++)
		made[i] = (struct made){ .len = 10 + i, .tasks = 7 };
	run(made, sizeof(made) / sizeof(made[0]),
	    (struct ambit_span){ (const unsigned char *)path, sizeof(path) });
}

/* What a record and its line wait for is known then, and is theirs. */
static void
rows_push_out_what_waits_behind_any_file(void **state)
{
	static struct made made[3 * LATER_ITEMS];

	(void)state;
	for (size_t row = 100; row <= 3000; row += 290) {
		for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++)
			made[i] = (struct made){ .len = 10 + i,
				.tasks = 1 + (unsigned)i % 3,
				.row = i < LATER_ITEMS ? 100 : row };
		run(made, sizeof(made) / sizeof(made[0]), AMBIT_LIT("cur/c"));
	}
}

/* For the record of a run that fails: what is known is written. */
static void
a_unit_that_fails_has_the_digests_too(void **state)
{
	struct made made[] = { { .len = 5, .tasks = 1 },
		{ .len = 6, .tasks = 3 } };
	struct ambit_sink *sink;
	struct unit u;

	(void)state;
	unit_begin(&u, true);
	for (size_t i = 0; i < 2; i++)
		make(&u, i, &made[i], AMBIT_LIT("cur/c"));
	staged_need(ambit_stage_open(u.stage, AMBIT_STAGE_FILE, &sink, &u.err),
	    &u.err);
	staged_need(ambit_sink_write(sink, AMBIT_LIT("half"), &u.err), &u.err);
	assert_int_equal(ambit_stage_fail(u.stage, &unit_end, &u.err), 0);
	unit_must_open(&u);
	expect_lines(&u, made, 2);
	expect_records(&u, made, 2);
	ambit_staged_close(&u.staged);
	unit_free(&u);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_of_any_length_get_their_own_digest),
		cmocka_unit_test(more_items_than_wait_get_their_own_digests),
		cmocka_unit_test(long_records_push_out_what_waits),
		cmocka_unit_test(rows_push_out_what_waits_behind_any_file),
		cmocka_unit_test(a_unit_that_fails_has_the_digests_too),
	};

	return cmocka_run_group_tests_name("stage later", tests, NULL, NULL);
}
