#include "unit.h"

#include "ambit/spool.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

/* ---- what is written is read again ---- */

/* In which line of the items there is a place for a number at that byte? */
static unsigned
line_at(const struct unit *u, uint64_t hole)
{
	unsigned line = 1;
	size_t len = 0;
	char *items = output_read(&u->out, "items", &len);

	assert_non_null(items);
	assert_true(len >= 4 && hole <= len - 4);
	for (uint64_t i = 0; i < hole; i++)
		line += items[i] == '\n';
	assert_memory_equal(items + hole, ",,\r\n", 4);
	free(items);
	return line;
}

/* The records, a line each: what leaves, where its bytes are and in which line
 * of the items its number goes. */
static const char *
records_of(struct unit *u)
{
	static const char *const from[] = { "file", "cuts", "store" };
	static char text[4096];
	struct staged_records records;
	struct ambit_span record;
	enum stage_kind kind;
	size_t used = 0;
	int got;

	text[0] = '\0';
	assert_int_equal(staged_records_open(&u->staged, &records, &u->err), 0);
	while ((got = staged_records_next(&records, &kind, &record, &u->err)) ==
	    1) {
		struct pack_item item;

		if (kind == STAGE_ROW) {
			used += (size_t)snprintf(text + used,
			    sizeof(text) - used, "t%u row %.*s\n",
			    (unsigned)pack_record_task(record),
			    (int)pack_row_of(record).len,
			    (const char *)pack_row_of(record).ptr);
			continue;
		}
		item = pack_item_of_digest(record);
		used += (size_t)snprintf(text + used, sizeof(text) - used,
		    "t%u %s %ju+%ju line %u at %jd%s%.*s%s%.*s\n",
		    (unsigned)item.task, from[item.from],
		    (uintmax_t)(item.from == PACK_FROM_FILE ? item.file
							    : item.off),
		    (uintmax_t)item.bytes, line_at(u, item.hole),
		    (intmax_t)(item.has_instant ? item.second : -1),
		    item.folder.len > 0 ? " in " : "", (int)item.folder.len,
		    (const char *)item.folder.ptr,
		    item.path.len > 0 ? " of " : "", (int)item.path.len,
		    (const char *)item.path.ptr);
		assert_int_equal(item.unit, 7);
	}
	assert_int_equal(got, 0);
	staged_records_close(&records);
	return text;
}

static void
assert_end(const struct ambit_stage_end *end, bool failed)
{
	assert_int_equal(end->failed, failed);
	assert_int_equal(end->items, unit_end.items);
	assert_int_equal(end->bytes, unit_end.bytes);
	assert_int_equal(end->begin, unit_end.begin);
	assert_int_equal(end->end, unit_end.end);
	assert_true(ambit_span_equal(end->claims, unit_end.claims));
	assert_memory_equal(end->found, unit_end.found, AMBIT_DIGEST_LEN);
	assert_memory_equal(end->state, unit_end.state, AMBIT_DIGEST_LEN);
}

static void
a_unit_is_read_as_it_was_written(void **state)
{
	struct unit u;
	const struct ambit_tally *t;

	(void)state;
	unit_begin(&u, false);
	unit_fill(&u);
	unit_done(&u);
	unit_must_open(&u);
	assert_end(&u.staged.end, false);
	assert_int_equal(ambit_staged_check(&u.staged, true, &u.err), 1);
	t = u.staged.tallies;
	assert_int_equal(t[0].items[AMBIT_PRODUCED], 2);
	assert_int_equal(t[0].bytes[AMBIT_PRODUCED], 20);
	assert_int_equal(t[0].items[AMBIT_HELD], 1);
	assert_int_equal(t[1].items[AMBIT_PRODUCED], 1);
	assert_int_equal(t[1].items[AMBIT_DAMAGED], 1);
	assert_int_equal(t[1].bytes[AMBIT_OUTSIDE], 10);
	assert_int_equal(t[2].items[AMBIT_PRODUCED], 0);
	assert_string_equal(records_of(&u),
	    "t1 file 1+6 line 1 at 7200\n"
	    "t2 row a,9\n"
	    "t1 file 2+7 line 5 at 7200\n");
	ambit_staged_close(&u.staged);
	assert_holds(&u.out, "00000001", "first\n");
	assert_holds(&u.out, "00000002", "second\n");
	unit_free(&u);
}

/* Only its bytes and its lines are there: nothing of how it was made. */
static void
a_unit_is_a_few_files(void **state)
{
	struct unit u;

	(void)state;
	unit_begin(&u, false);
	unit_fill(&u);
	unit_done(&u);
	assert_int_equal(output_run(&u.out, ".",
			     "test \"$(ls | tr '\\n' ' ')\" = \"00000001 "
			     "00000002 cuts damage done held items records \""),
	    0);
	unit_free(&u);
}

/* ---- places ---- */

/* Each of the tasks has a file of its own: one may be removed as a copy. */
static void
an_item_of_two_tasks_is_two_files(void **state)
{
	struct unit u;

	(void)state;
	unit_begin(&u, false);
	unit_bytes(&u, AMBIT_STAGE_FILE, "both\n");
	unit_keep(&u, 1, 0, "");
	unit_item(&u, 1, AMBIT_PRODUCED);
	unit_keep(&u, 3, 0, "");
	unit_item(&u, 3, AMBIT_PRODUCED);
	unit_done(&u);
	unit_must_open(&u);
	assert_string_equal(records_of(&u),
	    "t1 file 1+5 line 1 at 7200\nt3 file 2+5 line 2 at -1\n");
	assert_int_equal(ambit_staged_check(&u.staged, true, &u.err), 1);
	ambit_staged_close(&u.staged);
	assert_holds(&u.out, "00000001", "both\n");
	assert_holds(&u.out, "00000002", "both\n");
	unit_free(&u);
}

static const struct ambit_extent subject = { 8, 11 };
static const struct ambit_mail_cut cut_subject = { .fields = &subject,
	.n_fields = 1 };

/* The subject alone leaves under the third task. */
static void
cut(struct unit *u, const struct ambit_mail_cut *pieces, uint64_t want)
{
	struct ambit_arena *arena = ambit_arena_new((size_t)1 << 20);
	struct ambit_produced produced = unit_produced(3);
	unsigned char sha256[AMBIT_DIGEST_LEN];
	uint64_t bytes = 99;

	produced.folder = AMBIT_LIT("Old");
	staged_need(ambit_stage_cut(u->stage, &produced, pieces, arena, &bytes,
			sha256, &u->err),
	    &u->err);
	assert_int_equal(bytes, want);
	unit_item(u, 3, AMBIT_PRODUCED);
	ambit_arena_free(&arena);
}

static void
pieces_are_cut_from_the_bytes_of_one_item(void **state)
{
	struct ambit_staged_bytes raw;
	struct unit u;

	(void)state;
	unit_begin(&u, false);
	unit_bytes(&u, AMBIT_STAGE_RAW,
	    "A: long\nSubject: x\n\nfar more than the next one has\n");
	cut(&u, &cut_subject, 12);
	unit_keep(&u, 1, 0, "");
	unit_item(&u, 1, AMBIT_PRODUCED);
	unit_bytes(&u, AMBIT_STAGE_RAW, "B: shor\nSubject: y\n\n");
	/* Whoever may read it sees no byte of the one before. */
	assert_int_equal(ambit_stage_raw(u.stage, &raw, &u.err), 0);
	assert_int_equal(raw.fd, -1);
	assert_int_equal(raw.held.len, 20);
	assert_memory_equal(raw.held.ptr, "B: shor\nSubject: y\n\n", 20);
	cut(&u, &cut_subject, 12);
	unit_done(&u);
	assert_holds(&u.out, "00000001", "Subject: x\n\n");
	assert_holds(&u.out, "00000002",
	    "A: long\nSubject: x\n\nfar more than the next one has\n");
	assert_holds(&u.out, "00000003", "Subject: y\n\n");
	unit_must_open(&u);
	assert_string_equal(records_of(&u),
	    "t3 file 1+12 line 1 at -1 in Old\n"
	    "t1 file 2+51 line 2 at 7200\n"
	    "t3 file 3+12 line 3 at -1 in Old\n");
	assert_int_equal(ambit_staged_check(&u.staged, true, &u.err), 1);
	ambit_staged_close(&u.staged);
	unit_free(&u);
}

static void
a_cut_of_nothing_is_no_file(void **state)
{
	static const struct ambit_mail_cut nothing = { .n_fields = 0 };
	struct unit u;

	(void)state;
	unit_begin(&u, false);
	unit_bytes(&u, AMBIT_STAGE_RAW, "A: long\nSubject: x\n\n");
	cut(&u, &nothing, 0);
	unit_done(&u);
	unit_must_open(&u);
	assert_string_equal(records_of(&u), "");
	ambit_staged_close(&u.staged);
	assert_int_equal(output_run(&u.out, ".", "test ! -e 00000001"), 0);
	unit_free(&u);
}

/* Of an archive nothing is staged but what no store holds: its bytes are
 * poured when their places are known. */
static void
an_archive_remembers_where_its_bytes_are(void **state)
{
	struct unit u;

	(void)state;
	unit_begin(&u, true);
	unit_bytes(&u, AMBIT_STAGE_FILE, "first\n");
	unit_keep(&u, 1, 1040, "cur/c");
	unit_item(&u, 1, AMBIT_PRODUCED);
	unit_bytes(&u, AMBIT_STAGE_RAW, "A: long\nSubject: x\n\n");
	cut(&u, &cut_subject, 12);
	unit_bytes(&u, AMBIT_STAGE_RAW, "A: long\nSubject: y\n\n");
	cut(&u, &cut_subject, 12);
	unit_keep(&u, 1, 2000, "");
	unit_item(&u, 1, AMBIT_PRODUCED);
	unit_done(&u);
	unit_must_open(&u);
	assert_string_equal(records_of(&u),
	    "t1 store 1040+6 line 1 at 7200 of cur/c\n"
	    "t3 cuts 0+12 line 2 at -1 in Old\n"
	    "t3 cuts 12+12 line 3 at -1 in Old\n"
	    "t1 store 2000+20 line 4 at 7200\n");
	assert_int_equal(ambit_staged_check(&u.staged, true, &u.err), 1);
	ambit_staged_close(&u.staged);
	assert_holds(&u.out, "cuts", "Subject: x\n\nSubject: y\n\n");
	assert_int_equal(output_run(&u.out, ".", "test ! -e 00000001"), 0);
	unit_free(&u);
}

static void
what_has_no_byte_is_no_file(void **state)
{
	struct unit u;

	(void)state;
	unit_begin(&u, false);
	unit_bytes(&u, AMBIT_STAGE_FILE, "");
	unit_keep(&u, 1, 0, "");
	unit_item(&u, 1, AMBIT_PRODUCED);
	unit_bytes(&u, AMBIT_STAGE_FILE, "x");
	unit_keep(&u, 1, 0, "");
	unit_item(&u, 1, AMBIT_PRODUCED);
	unit_done(&u);
	unit_must_open(&u);
	assert_string_equal(records_of(&u), "t1 file 1+1 line 2 at 7200\n");
	ambit_staged_close(&u.staged);
	unit_free(&u);
}

/* ---- a unit that fails ---- */

/* For the record alone: the item on its way is forgotten. */
static void
a_unit_that_failed_says_so(void **state)
{
	struct ambit_produced produced = unit_produced(1);
	struct ambit_span none = { 0 };
	struct ambit_sink *sink;
	struct unit u;

	(void)state;
	unit_begin(&u, false);
	unit_fill(&u);
	unit_bytes(&u, AMBIT_STAGE_FILE, "third\n");
	staged_need(ambit_stage_keep(u.stage, &produced, 0, none, &u.err),
	    &u.err);
	assert_int_equal(ambit_stage_fail(u.stage, &unit_end, &u.err), 0);
	unit_must_open(&u);
	assert_end(&u.staged.end, true);
	assert_int_equal(u.staged.tallies[0].items[AMBIT_PRODUCED], 2);
	assert_string_equal(records_of(&u),
	    "t1 file 1+6 line 1 at 7200\n"
	    "t2 row a,9\n"
	    "t1 file 2+7 line 5 at 7200\n");
	assert_int_equal(ambit_staged_check(&u.staged, true, &u.err), 1);
	ambit_staged_close(&u.staged);
	unit_free(&u);

	unit_begin(&u, false);
	assert_int_equal(ambit_stage_open(u.stage, AMBIT_STAGE_FILE, &sink,
			     &u.err),
	    0);
	assert_int_equal(ambit_sink_write(sink, AMBIT_LIT("half"), &u.err), 0);
	assert_int_equal(ambit_stage_fail(u.stage, &unit_end, &u.err), 0);
	unit_must_open(&u);
	assert_end(&u.staged.end, true);
	ambit_staged_close(&u.staged);
	unit_free(&u);
}

static void
a_unit_that_was_never_finished_is_not_used(void **state)
{
	const char *why;
	struct unit u;

	(void)state;
	unit_begin(&u, false);
	unit_fill(&u);
	ambit_stage_free(&u.stage);
	assert_int_equal(unit_open(&u, &why), 0);
	assert_string_equal(why, "it was never finished");
	unit_free(&u);
}

/* ---- limits, and the machine ---- */

static void
what_no_record_holds_is_refused(void **state)
{
	static char long_one[PACK_FOLDER_MAX + 2];
	struct ambit_produced produced = unit_produced(3);
	struct ambit_span none = { 0 }, most;
	struct unit u;

	(void)state;
	memset(long_one, 'x', sizeof(long_one) - 1);
	most = (struct ambit_span){ (const unsigned char *)long_one,
		PACK_FOLDER_MAX };
	unit_begin(&u, true);
	unit_bytes(&u, AMBIT_STAGE_FILE, "x");
	/* As long as they may be, both. */
	produced.folder = most;
	staged_need(ambit_stage_keep(u.stage, &produced, 0, most, &u.err),
	    &u.err);
	unit_item(&u, 3, AMBIT_PRODUCED);
	produced.folder = ambit_span_str(long_one);
	assert_int_equal(ambit_stage_keep(u.stage, &produced, 0, none, &u.err),
	    -1);
	assert_int_equal(u.err.code, AMBIT_E_LIMIT);
	produced.folder = none;
	assert_int_equal(ambit_stage_keep(u.stage, &produced, 0,
			     ambit_span_str(long_one), &u.err),
	    -1);
	assert_int_equal(u.err.code, AMBIT_E_LIMIT);
	unit_done(&u);
	unit_must_open(&u);
	assert_int_equal(ambit_staged_check(&u.staged, true, &u.err), 1);
	ambit_staged_close(&u.staged);
	unit_free(&u);
}

static void
a_row_has_a_longest(void **state)
{
	size_t n = AMBIT_TABLE_ROW_MAX - PACK_ROW_KEY;
	struct ambit_produced produced = unit_produced(2);
	unsigned char *row = calloc(1, n + 1);
	struct staged_records records;
	struct ambit_span record;
	enum stage_kind kind;
	struct unit u;

	(void)state;
	assert_non_null(row);
	unit_begin(&u, false);
	assert_int_equal(ambit_stage_row(u.stage, &produced,
			     (struct ambit_span){ row, n + 1 }, &u.err),
	    -1);
	assert_int_equal(u.err.code, AMBIT_E_LIMIT);
	staged_need(ambit_stage_row(u.stage, &produced,
			(struct ambit_span){ row, n }, &u.err),
	    &u.err);
	unit_done(&u);
	unit_must_open(&u);
	assert_int_equal(staged_records_open(&u.staged, &records, &u.err), 0);
	assert_int_equal(staged_records_next(&records, &kind, &record, &u.err),
	    1);
	assert_int_equal(pack_row_of(record).len, n);
	staged_records_close(&records);
	ambit_staged_close(&u.staged);
	unit_free(&u);
	free(row);
}

/* The disk is full: the unit hears of it, and is not done. */
static void
a_write_that_fails_is_told(void **state)
{
	struct rlimit was, small = { .rlim_cur = 30000 };
	const struct ambit_item item = { .framed = { 0, 10 } };
	struct ambit_custody_entry entry = { .task = &tasks[0],
		.item = &item,
		.verdict = { AMBIT_NO, ambit_scope_rule(AMBIT_LIT("item")) } };
	struct unit u;
	int got = 0;

	(void)state;
	unit_begin(&u, false);
	entry.store = &u.store;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	small.rlim_max = was.rlim_max;
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	for (uint32_t i = 1; got == 0 && i <= 3000; i++)
		got = ambit_stage_item(u.stage, &entry, &u.err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	assert_int_equal(got, -1);
	assert_int_equal(u.err.code, AMBIT_E_IO);
	assert_int_equal(u.err.sys, EFBIG);
	/* What it still says is not believed: bytes are missing. */
	assert_int_equal(ambit_stage_fail(u.stage, &unit_end, &u.err), 0);
	unit_must_open(&u);
	assert_true(u.staged.end.failed);
	assert_int_equal(ambit_staged_check(&u.staged, false, &u.err), 0);
	ambit_staged_close(&u.staged);
	unit_free(&u);
}

static void
a_folder_that_is_not_empty_is_refused(void **state)
{
	struct unit u;
	struct ambit_stage *second;

	(void)state;
	unit_begin(&u, false);
	assert_int_equal(ambit_stage_begin(&u.terms, u.out.fd, &second, &u.err),
	    -1);
	assert_int_equal(u.err.code, AMBIT_E_EXISTS);
	assert_null(second);
	unit_free(&u);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_unit_is_read_as_it_was_written),
		cmocka_unit_test(a_unit_is_a_few_files),
		cmocka_unit_test(an_item_of_two_tasks_is_two_files),
		cmocka_unit_test(pieces_are_cut_from_the_bytes_of_one_item),
		cmocka_unit_test(a_cut_of_nothing_is_no_file),
		cmocka_unit_test(an_archive_remembers_where_its_bytes_are),
		cmocka_unit_test(what_has_no_byte_is_no_file),
		cmocka_unit_test(a_unit_that_failed_says_so),
		cmocka_unit_test(a_unit_that_was_never_finished_is_not_used),
		cmocka_unit_test(what_no_record_holds_is_refused),
		cmocka_unit_test(a_row_has_a_longest),
		cmocka_unit_test(a_write_that_fails_is_told),
		cmocka_unit_test(a_folder_that_is_not_empty_is_refused),
	};

	return cmocka_run_group_tests_name("stage", tests, NULL, NULL);
}
