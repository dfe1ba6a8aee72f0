#include "gated.h"

#include "ambit/table.h"

#define IN                              \
	"From: Bob <bob@example.org>\n" \
	"Subject: inside\n"             \
	"\n"                            \
	"hello\n"
#define OUT                          \
	"From: canary@example.org\n" \
	"Subject: canary\n"          \
	"\n"                         \
	"canary\n"

#define OUTSIDE  "t1 outside by range\nt2 outside by range\n"
#define PRODUCED "t1 produced= by item\nt2 produced by item\n"

/* Two that are within, and between them one that is not. */
static void
tell_honestly(struct gated *g)
{
	gated_hello(g);
	gated_honest(g, IN, GATED_IN);
	gated_honest(g, OUT, GATED_OUT);
	gated_honest(g, IN "more\n", GATED_IN);
	gated_last(g);
}

static void
assert_file(const struct gated *g, const char *name, const char *text)
{
	size_t len;
	char *file = output_read(&g->out, name, &len);

	if (text == NULL) {
		assert_null(file);
		return;
	}
	assert_non_null(file);
	assert_string_equal(file, text);
	free(file);
}

/* ---- what it lets out ---- */

static void
what_is_within_is_staged(void **state)
{
	struct ambit_staged staged;
	struct gated g;

	(void)state;
	gated_begin(&g, gated_whole);
	tell_honestly(&g);
	gated_watch(&g, NULL);
	assert_int_equal(g.end.kind, PROC_WORD_DONE);
	assert_int_equal(g.end.a, 3);
	assert_int_equal(g.end.b, g.last.bytes);
	assert_string_equal(gated_outcomes(&g), PRODUCED OUTSIDE PRODUCED);
	assert_file(&g, "00000001", IN);
	assert_file(&g, "00000002", IN "more\n");
	assert_file(&g, "00000003", NULL);
	gated_open(&g, &staged);
	assert_false(staged.end.failed);
	assert_int_equal(staged.end.items, 3);
	assert_int_equal(staged.end.end, g.last.end);
	ambit_staged_close(&staged);
	gated_free(&g);
}

/* Its reader may be mistaken, or dead, or keep it back: a person looks. */
static void
what_is_within_and_does_not_come_is_held(void **state)
{
	struct gated g;

	(void)state;
	gated_begin(&g, gated_whole);
	gated_hello(&g);
	gated_item(&g, IN, GATED_IN);
	gated_head(&g, IN);
	gated_item_end(&g);
	gated_last(&g);
	gated_watch(&g, NULL);
	assert_int_equal(g.end.kind, PROC_WORD_DONE);
	assert_string_equal(gated_outcomes(&g),
	    "t1 held by item\nt2 produced by item\n");
	assert_file(&g, "00000001", NULL);
	gated_free(&g);
}

/* And so is what is told without its header. */
static void
what_comes_without_its_header_is_held(void **state)
{
	struct gated g;

	(void)state;
	gated_begin(&g, gated_whole);
	gated_hello(&g);
	gated_item(&g, IN, GATED_IN);
	gated_body(&g, ambit_span_str(IN));
	gated_item_end(&g);
	gated_last(&g);
	gated_watch(&g, NULL);
	assert_int_equal(g.end.kind, PROC_WORD_DONE);
	assert_string_equal(gated_outcomes(&g),
	    "t1 held= by whole\nt2 held= by whole\n");
	assert_file(&g, "00000001", NULL);
	assert_false(gated_holds(&g, "hello"));
	gated_free(&g);
}

/* cages.md 7: it is seen, and counted, whatever the reader says of it. */
static void
an_item_that_a_reader_died_of_is_damaged(void **state)
{
	struct gated g;

	(void)state;
	gated_prepare(&g, gated_whole);
	gated_start(&g, 2);
	gated_hello(&g);
	gated_honest(&g, IN, GATED_IN);
	gated_item(&g, IN "killer\n", GATED_IN);
	gated_item_end(&g);
	gated_honest(&g, IN, GATED_IN);
	gated_last(&g);
	gated_watch(&g, NULL);
	assert_int_equal(g.end.kind, PROC_WORD_DONE);
	assert_string_equal(gated_outcomes(&g),
	    PRODUCED "t1 damaged by whole\nt2 damaged by whole\n" PRODUCED);
	gated_free(&g);
}

/* What the order did not ask for is in no row, whoever tells it. */
static void
a_column_that_was_not_ordered_is_in_no_row(void **state)
{
	struct ambit_table table;
	struct gated g;

	(void)state;
	gated_begin(&g, gated_whole);
	ambit_table_init(&table, &g.w.order, &g.w.scopes[1]);
	gated_hello(&g);
	gated_item(&g, IN, GATED_IN);
	gated_head(&g, IN);
	for (uint32_t task = 1; task <= 2; task++) {
		for (unsigned c = 0; c < AMBIT_TABLE_COLUMNS_MAX; c++) {
			bool asked = task == 2 && (table.columns >> c & 1);

			(void)!proc_tell_column(g.tell, task, c,
			    asked ? AMBIT_LIT("bob@example.org")
				  : AMBIT_LIT("canary"),
			    &g.err);
		}
	}
	gated_body(&g, ambit_span_str(IN));
	gated_item_end(&g);
	gated_last(&g);
	gated_watch(&g, NULL);
	assert_int_equal(g.end.kind, PROC_WORD_DONE);
	assert_string_equal(gated_outcomes(&g), PRODUCED);
	assert_true(gated_holds(&g, "alice@mail.example.com,bob@example.org"));
	assert_false(gated_holds(&g, "canary"));
	gated_free(&g);
}

/* ---- a reader that dies, or gives up ---- */

static void
say_nothing(struct gated *g)
{
	(void)g;
}

static void
die_behind_an_item(struct gated *g)
{
	gated_hello(g);
	gated_honest(g, IN, GATED_IN);
}

static void
die_at_an_item(struct gated *g)
{
	gated_hello(g);
	gated_honest(g, IN, GATED_IN);
	gated_item(g, IN, GATED_IN);
}

static void
die_within_its_bytes(struct gated *g)
{
	gated_hello(g);
	gated_item(g, IN, GATED_IN);
	gated_head(g, IN);
	gated_body(g, AMBIT_LIT("From: "));
}

static void
die_within_a_word(struct gated *g)
{
	die_behind_an_item(g);
	gated_raw(g, "\0\0\0", 3);
}

static const struct {
	const char *name;
	void (*tell)(struct gated *g);
} deaths[] = {
	{ "a reader that never spoke is gone", say_nothing },
	{ "a reader that died between items is gone", die_behind_an_item },
	{ "a reader that died at an item is gone", die_at_an_item },
	{ "a reader that died within its bytes is gone", die_within_its_bytes },
	{ "a reader that died within a word is gone", die_within_a_word },
};

static void
that_a_reader_died_is_told(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	struct ambit_staged staged;
	struct gated g;

	gated_begin(&g, gated_whole);
	deaths[i].tell(&g);
	gated_watch(&g, NULL);
	assert_int_equal(g.end.kind, PROC_WORD_GONE);
	gated_open(&g, &staged);
	assert_true(staged.end.failed);
	ambit_staged_close(&staged);
	gated_free(&g);
}

static void
why_a_reader_gave_up_is_told(void **state)
{
	const struct ambit_err why = { .code = AMBIT_E_CHANGED,
		.text = "the store changed while it was read" };
	struct gated g;

	(void)state;
	gated_begin(&g, gated_whole);
	die_behind_an_item(&g);
	proc_frame_fail(&g.tell->out, &why);
	gated_watch(&g, NULL);
	assert_int_equal(g.end.kind, PROC_WORD_FAIL);
	assert_int_equal(g.end.err.code, AMBIT_E_CHANGED);
	assert_string_equal(g.end.err.text, why.text);
	gated_free(&g);
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(what_is_within_is_staged),
		cmocka_unit_test(what_is_within_and_does_not_come_is_held),
		cmocka_unit_test(what_comes_without_its_header_is_held),
		cmocka_unit_test(an_item_that_a_reader_died_of_is_damaged),
		cmocka_unit_test(a_column_that_was_not_ordered_is_in_no_row),
		cmocka_unit_test(why_a_reader_gave_up_is_told),
	};
	struct CMUnitTest tests[COUNT(singles) + COUNT(deaths)];
	size_t n = COUNT(singles);

	memcpy(tests, singles, sizeof(singles));
	for (size_t i = 0; i < COUNT(deaths); i++)
		tests[n++] = (struct CMUnitTest){ deaths[i].name,
			that_a_reader_died_is_told, NULL, NULL, (void *)i };
	return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
