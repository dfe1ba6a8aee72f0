#include "decoders.h"

/*
 * A gate and its decoder: who answers is the test's, and may be dead, or lie.
 */

/* So many items, all within, answered for by these decoders: one each, since
 * parts leave. */
static void
play(struct gated *g, unsigned items, decoder first, decoder second)
{
	cast.of[0] = first;
	cast.of[1] = second;
	cast.n = 2;
	gated_start(g, 0);
	gated_hello(g);
	for (unsigned i = 0; i < items; i++)
		gated_honest(g, TEXT, GATED_IN);
	gated_last(g);
	gated_watch(g, serve);
	(void)bury();
}

static void
assert_held_since(const struct gated *g, const char *words)
{
	size_t len;
	char *held = output_read(&g->out, "held", &len);

	assert_non_null(held);
	if (words == NULL)
		assert_int_equal(len, 0);
	else if (strstr(held, words) == NULL)
		fail_msg("%s", held);
	free(held);
}

/* ---- an answer that is a good one ---- */

static void
a_decoder_that_answers_lets_the_parts_out(void **state)
{
	static const decoder good[] = { answer_well, look_around,
		decode_truly };
	struct gated g;
	char *want = NULL;

	(void)state;
	gated_prepare(&g, gated_parts);
	for (size_t i = 0; i < COUNT(good); i++) {
		size_t len;
		char *file;

		play(&g, 2, good[i], good[i]);
		assert_int_equal(g.end.kind, PROC_WORD_DONE);
		assert_string_equal(gated_outcomes(&g),
		    "t1 produced= by item\nt1 produced= by item\n");
		file = output_read(&g.out, "00000001", &len);
		assert_string_equal(file, LEAVES);
		free(file);
		assert_held_since(&g, NULL);
		if (want == NULL)
			want = strdup(output_tree(&g.out, true));
		assert_string_equal(output_tree(&g.out, true), want);
		output_free(&g.out);
	}
	free(want);
	gated_clear(&g);
}

/* One that dies, or lies, once leaves no trace at all. */
static void
a_decoder_that_failed_once_is_not_to_be_seen(void **state)
{
	static const decoder bad[] = { die, say_nothing, say_garbage,
		say_that_it_failed, answer_for_another_item };
	struct gated g;
	char *want;

	(void)state;
	gated_prepare(&g, gated_parts);
	play(&g, 3, answer_well, answer_well);
	want = strdup(output_tree(&g.out, true));
	output_free(&g.out);
	for (size_t i = 0; i < COUNT(bad); i++) {
		play(&g, 3, bad[i], answer_well);
		assert_int_equal(g.end.kind, PROC_WORD_DONE);
		assert_true(g.decoders > 1);
		assert_string_equal(output_tree(&g.out, true), want);
		output_free(&g.out);
	}
	free(want);
	gated_clear(&g);
}

/* AMBIT_DECODER_BATCH items, and another decoder for the next ones, where it
 * tells nothing that leaves. */
static void
a_decoder_serves_so_many_items(void **state)
{
	struct gated g;

	(void)state;
	gated_prepare(&g, gated_subject);
	for (unsigned n = 0; n <= 2; n++) {
		play(&g, AMBIT_DECODER_BATCH + n, answer_well, answer_well);
		assert_int_equal(g.end.kind, PROC_WORD_DONE);
		assert_int_equal(g.decoders, n == 0 ? 1 : 2);
		output_free(&g.out);
	}
	gated_clear(&g);
}

static void
answer_after_the_first(struct decoding *d)
{
	if (d->item == 2)
		(void)raise(SIGKILL);
	answer_well(d);
}

/* The item it died of twice is held; those before and behind it leave. */
static void
an_item_that_kills_its_decoders_is_held_alone(void **state)
{
	struct gated g;

	(void)state;
	gated_prepare(&g, gated_parts);
	play(&g, 3, answer_after_the_first, answer_after_the_first);
	assert_int_equal(g.end.kind, PROC_WORD_DONE);
	assert_string_equal(gated_outcomes(&g),
	    "t1 produced= by item\nt1 held= by parts\nt1 produced= by item\n");
	assert_held_since(&g, "crash");
	assert_held_since(&g, "its decoder died of signal 9");
	output_free(&g.out);
	gated_clear(&g);
}

/* ---- answers that are none, twice ---- */

#define NO_ANSWER "its decoder gave no answer that can be used"

static const struct {
	const char *name;
	decoder answer;
	const char *words;
} bad_answers[] = {
	{ "an answer for another item is none", answer_for_another_item,
	    NO_ANSWER },
	{ "an answer for another length is none", answer_for_another_length,
	    NO_ANSWER },
	{ "a flaw that is not the decoder's is none",
	    answer_with_a_flaw_of_others, NO_ANSWER },
	{ "parts of what has no structure are none",
	    answer_with_parts_of_the_unknown, NO_ANSWER },
	{ "an answer with more behind it is none", answer_with_more_behind,
	    NO_ANSWER },
	{ "bytes instead of places are none", answer_with_another_kind,
	    NO_ANSWER },
	{ "an error is none", say_that_it_failed, NO_ANSWER },
	{ "garbage is none", say_garbage, NO_ANSWER },
	{ "an end without a word is none", say_nothing, NO_ANSWER },
	{ "more parts than there can be are none", answer_with_too_many_parts,
	    NO_ANSWER },
	{ "parts that overlap are none", answer_with_parts_that_overlap,
	    NO_ANSWER },
	{ "parts that go back are none", answer_with_parts_that_go_back,
	    NO_ANSWER },
	{ "one header for two parts is none", answer_with_the_header_twice,
	    NO_ANSWER },
	{ "a death is none", die, "its decoder died of signal 11" },
};

static void
assert_held(struct gated *g, const char *words)
{
	assert_int_equal(g->end.kind, PROC_WORD_DONE);
	assert_int_equal(g->decoders, 2);
	assert_string_equal(gated_outcomes(g), "t1 held= by parts\n");
	assert_held_since(g, words);
	assert_int_equal(output_run(&g->out, ".", "test ! -e 00000001"), 0);
	assert_false(gated_holds(g, "hello"));
	assert_false(gated_holds(g, "canary"));
	output_free(&g->out);
}

static void
the_item_is_held(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	struct gated g;

	gated_prepare(&g, gated_parts);
	play(&g, 1, bad_answers[i].answer, bad_answers[i].answer);
	assert_held(&g, bad_answers[i].words);
	gated_clear(&g);
}

static void
a_place_that_no_part_has_is_no_answer(void **state)
{
	struct gated g;

	(void)state;
	assert_int_equal(strlen(TEXT), LEN);
	assert_memory_equal(&TEXT[BODY], "hello\n", 6);
	gated_prepare(&g, gated_parts);
	for (size_t i = 0; i < COUNT(wrong_parts); i++) {
		wrong_part = i;
		play(&g, 1, answer_with_a_wrong_part, answer_with_a_wrong_part);
		if (g.decoders != 2)
			fail_msg("%s", wrong_parts[i].name);
		assert_held(&g, NO_ANSWER);
	}
	gated_clear(&g);
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(a_decoder_that_answers_lets_the_parts_out),
		cmocka_unit_test(a_decoder_that_failed_once_is_not_to_be_seen),
		cmocka_unit_test(a_decoder_serves_so_many_items),
		cmocka_unit_test(an_item_that_kills_its_decoders_is_held_alone),
		cmocka_unit_test(a_place_that_no_part_has_is_no_answer),
	};
	struct CMUnitTest tests[COUNT(singles) + COUNT(bad_answers)];
	size_t n = COUNT(singles);

	memcpy(tests, singles, sizeof(singles));
	for (size_t i = 0; i < COUNT(bad_answers); i++)
		tests[n++] = (struct CMUnitTest){ bad_answers[i].name,
			the_item_is_held, NULL, NULL, (void *)i };
	return cmocka_run_group_tests_name("gate decode", tests, NULL, NULL);
}
