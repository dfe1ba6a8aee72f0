#include "rebuilders.h"

/*
 * A gate and the decoder that rebuilds items of Outlook: who answers is the
 * test's, and may be dead, or lie.
 */

static void
begin(struct gated *g, decoder first, decoder second)
{
	cast.of[0] = first;
	cast.of[1] = second;
	cast.n = 2;
	gated_start(g, 0);
	gated_hello(g);
}

static void
end(struct gated *g)
{
	gated_last(g);
	gated_watch(g, serve);
	(void)bury();
	assert_int_equal(g->end.kind, PROC_WORD_DONE);
}

/* So many messages, all within. */
static void
play(struct gated *g, unsigned items, decoder first, decoder second)
{
	begin(g, first, second);
	for (unsigned i = 0; i < items; i++)
		stream_honest(g, AMBIT_KIND_MAIL);
	end(g);
}

static void
assert_file(const struct gated *g, const char *name, const char *bytes)
{
	size_t len;
	char *file = output_read(&g->out, name, &len);

	assert_non_null(file);
	assert_string_equal(file, bytes);
	free(file);
}

static void
assert_line(const struct gated *g, const char *name, const char *words)
{
	size_t len;
	char *file = output_read(&g->out, name, &len);

	assert_non_null(file);
	if (strstr(file, words) == NULL)
		fail_msg("%s", file);
	free(file);
}

static void
assert_nothing_left(const struct gated *g)
{
	assert_int_equal(output_run(&g->out, ".", "test ! -e 00000001"), 0);
	assert_false(gated_holds(g, "hello"));
	assert_false(gated_holds(g, "canary"));
}

/* ---- what is made leaves ---- */

static void
what_is_rebuilt_leaves(void **state)
{
	struct gated g;

	(void)state;
	gated_prepare_in(&g, gated_mail, gated_outlook);
	play(&g, 2, rebuild_well, rebuild_well);
	assert_int_equal(g.decoders, 1);
	assert_string_equal(gated_outcomes(&g),
	    "t1 produced= by item\nt1 produced= by item\n");
	assert_file(&g, "00000001", MADE);
	assert_file(&g, "00000002", MADE);
	assert_line(&g, "items", "nid=2097188");
	assert_false(gated_holds(&g, "canary"));
	output_free(&g.out);
	gated_clear(&g);
}

static void
it_leaves_from_the_slate_and_from_the_pipe(void **state)
{
	static const decoder ways[] = { rebuild_on_the_slate,
		rebuild_over_the_pipe, rebuild_well };
	struct gated g;

	(void)state;
	gated_prepare_in(&g, gated_mail, gated_outlook);
	for (size_t i = 0; i < COUNT(ways); i++) {
		play(&g, 2, ways[i], ways[i]);
		assert_int_equal(g.decoders, 1);
		assert_file(&g, "00000001", MADE);
		assert_file(&g, "00000002", MADE);
		output_free(&g.out);
	}
	gated_clear(&g);
}

static void
a_decoder_has_a_clean_slate(void **state)
{
	struct gated g;

	(void)state;
	gated_prepare_in(&g, gated_whole, gated_outlook);
	play(&g, 3, rebuild_on_a_clean_slate, rebuild_on_a_clean_slate);
	assert_int_equal(g.decoders, 3);
	assert_file(&g, "00000003", MADE);
	output_free(&g.out);
	gated_clear(&g);
}

/* An archive pours it from there: the store does not have it. */
static void
of_an_archive_it_lies_in_the_cuts(void **state)
{
	struct gated g;

	(void)state;
	gated_prepare_in(&g, gated_mail, gated_outlook);
	g.terms.archive = true;
	play(&g, 2, rebuild_well, rebuild_well);
	assert_string_equal(gated_outcomes(&g),
	    "t1 produced= by item\nt1 produced= by item\n");
	assert_file(&g, "cuts", MADE MADE);
	assert_false(gated_holds(&g, "canary"));
	output_free(&g.out);
	gated_clear(&g);
}

/* Fields and parts are those of what was made. */
static void
of_what_is_rebuilt_parts_leave(void **state)
{
	static const decoder good[] = { rebuild_and_tell_fields,
		tell_fields_well, decode_truly };
	struct gated g;

	(void)state;
	gated_prepare_in(&g, gated_parts, gated_outlook);
	for (size_t i = 0; i < COUNT(good); i++) {
		play(&g, 1, rebuild_well, good[i]);
		assert_int_equal(g.decoders, 2);
		assert_string_equal(gated_outcomes(&g),
		    "t1 produced= by item\n");
		assert_file(&g, "00000001", LEAVES);
		assert_false(gated_holds(&g, "canary"));
		output_free(&g.out);
	}
	gated_clear(&g);
}

/* What a message may have done to its decoder, another task's must not see. */
static void
a_decoder_serves_one_task(void **state)
{
	struct gated g;

	(void)state;
	gated_prepare_in(&g, gated_mail, gated_outlook);
	play(&g, AMBIT_DECODER_BATCH + 1, rebuild_well, rebuild_well);
	assert_int_equal(g.decoders, 2);
	output_free(&g.out);
	gated_clear(&g);
	gated_prepare_in(&g, gated_whole, gated_outlook);
	play(&g, 3, rebuild_well, rebuild_well);
	assert_int_equal(g.decoders, 3);
	output_free(&g.out);
	gated_clear(&g);
}

/* What is no mail leaves whole, where of mail but pieces are asked for. */
static void
each_kind_leaves_as_it_is_asked_for(void **state)
{
	struct gated g;

	(void)state;
	gated_prepare_in(&g, gated_both, gated_outlook);
	begin(&g, rebuild_and_tell_fields, rebuild_and_tell_fields);
	stream_honest(&g, AMBIT_KIND_CALENDAR);
	stream_honest(&g, AMBIT_KIND_MAIL);
	stream_item(&g, AMBIT_KIND_CONTACT, 0);
	gated_item_end(&g);
	stream_honest(&g, AMBIT_KIND_UNKNOWN);
	end(&g);
	assert_string_equal(gated_outcomes(&g),
	    "t1 produced= by item\nt1 produced= by item\n"
	    "t1 outside by class\nt1 held= by class\n");
	assert_file(&g, "00000001", MADE);
	assert_file(&g, "00000002", "Subject: one\n\n");
	output_free(&g.out);
	gated_clear(&g);
}

static void
as_much_as_may_be_made_leaves(void **state)
{
	struct gated g;

	(void)state;
	gated_prepare_in(&g, gated_mail, gated_outlook);
	play(&g, 1, rebuild_as_much_as_it_may, rebuild_well);
	assert_int_equal(g.decoders, 1);
	assert_string_equal(gated_outcomes(&g), "t1 produced= by item\n");
	output_free(&g.out);
	gated_clear(&g);
}

/* One that dies, or lies, once leaves no trace at all. */
static void
a_decoder_that_failed_once_is_not_to_be_seen(void **state)
{
	static const decoder bad[] = { rebuild_and_die, say_nothing,
		say_garbage, say_that_it_failed, rebuild_for_another_item };
	struct gated g;
	char *want;

	(void)state;
	gated_prepare_in(&g, gated_mail, gated_outlook);
	play(&g, 3, rebuild_well, rebuild_well);
	want = strdup(output_tree(&g.out, true));
	output_free(&g.out);
	for (size_t i = 0; i < COUNT(bad); i++) {
		play(&g, 3, bad[i], rebuild_well);
		assert_true(g.decoders > 1);
		assert_string_equal(output_tree(&g.out, true), want);
		output_free(&g.out);
	}
	free(want);
	gated_clear(&g);
}

/* ---- streams by the tray ---- */

/* More than one tray holds: the rest goes over the pipe, and the next items
 * where there is room again. */
static void
a_stream_comes_by_the_tray_as_over_the_pipe(void **state)
{
	struct gated g;

	(void)state;
	gated_prepare_in(&g, gated_mail, gated_outlook);
	begin(&g, rebuild_well, rebuild_well);
	proc_tell_by_tray(g.tell, g.tray);
	for (unsigned i = 0; i < 3; i++)
		stream_honest(&g, AMBIT_KIND_MAIL);
	assert_int_equal(g.tell->laid, 3 * strlen(STREAM));
	end(&g);
	assert_file(&g, "00000001", MADE);
	assert_file(&g, "00000003", MADE);
	output_free(&g.out);
	gated_clear(&g);
}

static void
what_has_no_room_on_the_tray_goes_over_the_pipe(void **state)
{
	static unsigned char bytes[PROC_TRAY + 3000];
	struct ambit_span all = { bytes, sizeof(bytes) };
	struct gated g;

	(void)state;
	memset(bytes, 'c', sizeof(bytes));
	gated_prepare_in(&g, gated_mail, gated_outlook);
	begin(&g, rebuild_any, rebuild_any);
	proc_tell_by_tray(g.tell, g.tray);
	for (unsigned i = 0; i < 2; i++) {
		stream_item(&g, AMBIT_KIND_MAIL, 0);
		gated_body(&g, all);
		gated_item_end(&g);
	}
	assert_true(g.tell->laid >= PROC_TRAY);
	assert_true(g.tell->laid < 2 * sizeof(bytes));
	end(&g);
	assert_file(&g, "00000001", MADE);
	assert_file(&g, "00000002", MADE);
	output_free(&g.out);
	gated_clear(&g);
}

/* Readers of other stores have none. */
static void
an_mbox_has_no_tray(void **state)
{
	struct gated g;

	(void)state;
	gated_prepare(&g, gated_whole);
	begin(&g, NULL, NULL);
	gated_item(&g, TEXT, GATED_IN);
	gated_head(&g, TEXT);
	gated_body(&g, (struct ambit_span){ 0 });
	proc_frame_begin(&g.tell->out, PROC_LENT);
	ambit_wire_put32(&g.tell->out.text, LEN);
	(void)!proc_frame_end(&g.tell->out, &g.err);
	gated_item_end(&g);
	gated_last(&g);
	gated_watch(&g, NULL);
	assert_int_equal(g.end.kind, PROC_WORD_FAIL);
	assert_non_null(strstr(g.end.err.text, "nothing was lent to it"));
	output_free(&g.out);
	gated_clear(&g);
}

/* ---- what is found in it ---- */

static const struct {
	const char *name;
	unsigned item, found; /* flaws that the reader tells */
	decoder answer;       /* NULL: none is asked for */
	const char *outcome;
	const char *file, *words; /* of the record */
} fates[] = {
	{ "K6: what its decoder cannot rebuild is damaged", 0, 0,
	    rebuild_what_is_lost, "t1 damaged by item\n", "damage",
	    "nid=2097188,0,100,decoder,lost," },
	{ "K6: what its reader cannot read whole is damaged", 0,
	    AMBIT_FLAW_LOST, NULL, "t1 damaged by item\n", "damage",
	    "nid=2097188,0,100,reader,lost," },
	{ "K13: what its decoder finds missing is for a person", 0, 0,
	    rebuild_without_an_attachment, "t1 held= by complete\n", "held",
	    "its attachments are not those that it tells of" },
	{ "K13: so is what its reader finds missing", 0, AMBIT_FLAW_ATTACHMENTS,
	    NULL, "t1 held= by complete\n", "held",
	    "its attachments are not those that it tells of" },
	{ "K8: what is too deep to be rebuilt is for a person", 0, 0,
	    rebuild_what_is_too_deep, "t1 held= by complete\n", "held",
	    "deeper within each other" },
	{ "K8: or to be read", 0, AMBIT_FLAW_TOO_DEEP, NULL,
	    "t1 held= by complete\n", "held", "deeper within each other" },
	{ "K12: what nobody vouches for is not rebuilt", AMBIT_FLAW_ORPHAN, 0,
	    NULL, "t1 held= by complete\n", "held",
	    "its folder and the index" },
	{ "K14: nor what may be of any time", AMBIT_FLAW_PROPERTY, 0, NULL,
	    "t1 held= by complete\n", "held", "a property that decides" },
	{ "what is encrypted leaves as it is", 0, 0, rebuild_what_is_encrypted,
	    "t1 produced= by item\n", "items",
	    "encoding reference encrypted recurrence" },
};

static void
what_is_found_decides(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	struct gated g;

	gated_prepare_in(&g, gated_mail, gated_outlook);
	begin(&g, fates[i].answer, fates[i].answer);
	stream_item(&g, AMBIT_KIND_MAIL, fates[i].item);
	stream_body(&g, fates[i].found);
	end(&g);
	assert_int_equal(g.decoders, fates[i].answer != NULL);
	assert_string_equal(gated_outcomes(&g), fates[i].outcome);
	assert_line(&g, fates[i].file, fates[i].words);
	if (strstr(fates[i].outcome, "produced") == NULL)
		assert_nothing_left(&g);
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
	{ "what is made of another item is none", rebuild_for_another_item,
	    NO_ANSWER },
	{ "what is counted wrong is none", rebuild_and_count_wrong, NO_ANSWER },
	{ "a flaw that is not the decoder's is none",
	    rebuild_with_a_flaw_of_others, NO_ANSWER },
	{ "nothing at all is none", rebuild_nothing, NO_ANSWER },
	{ "an empty frame is none", rebuild_in_an_empty_frame, NO_ANSWER },
	{ "an empty slate is none", rebuild_none_on_the_slate, NO_ANSWER },
	{ "more than a slate holds is none", rebuild_more_than_the_slate,
	    NO_ANSWER },
	{ "the slate twice is none", rebuild_on_the_slate_twice, NO_ANSWER },
	{ "the slate behind the pipe is none", rebuild_on_the_slate_too_late,
	    NO_ANSWER },
	{ "a slate that says more than its length is none",
	    rebuild_on_the_slate_and_say_more, NO_ANSWER },
	{ "parts among the bytes are none", rebuild_and_tell_parts, NO_ANSWER },
	{ "a byte too many is none", rebuild_without_end, NO_ANSWER },
	{ "an error is none", say_that_it_failed, NO_ANSWER },
	{ "garbage is none", say_garbage, NO_ANSWER },
	{ "an end without a word is none", say_nothing, NO_ANSWER },
	{ "a death is none", rebuild_and_die, "its decoder died of signal 11" },
};

static void
the_item_is_held(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	struct gated g;

	gated_prepare_in(&g, gated_mail, gated_outlook);
	play(&g, 1, bad_answers[i].answer, bad_answers[i].answer);
	assert_int_equal(g.decoders, 2);
	assert_string_equal(gated_outcomes(&g), "t1 held= by item\n");
	assert_line(&g, "held", "crash");
	assert_line(&g, "held", bad_answers[i].words);
	assert_nothing_left(&g);
	output_free(&g.out);
	gated_clear(&g);
}

static void
a_field_that_there_cannot_be_is_no_answer(void **state)
{
	struct gated g;

	(void)state;
	assert_memory_equal(&MADE[SUBJECT], "Subject: one\n", SUBJECT_LEN);
	gated_prepare_in(&g, gated_parts, gated_outlook);
	for (telling = 0; telling < COUNT(tellings); telling++) {
		play(&g, 1, rebuild_and_lie_about_fields,
		    rebuild_and_lie_about_fields);
		if (g.decoders != 3)
			fail_msg("%s", tellings[telling].name);
		assert_string_equal(gated_outcomes(&g), "t1 held= by parts\n");
		assert_line(&g, "held", NO_ANSWER);
		assert_nothing_left(&g);
		output_free(&g.out);
	}
	gated_clear(&g);
}

/* ---- a reader that lies ---- */

static void
stream_what_is_outside(struct gated *g)
{
	stream_item(g, AMBIT_KIND_CONTACT, 0);
	stream_body(g, 0);
}

static void
stream_what_is_lost(struct gated *g)
{
	stream_item(g, AMBIT_KIND_MAIL, AMBIT_FLAW_LOST);
	stream_body(g, 0);
}

static void
find_what_no_stream_shows(struct gated *g)
{
	stream_item(g, AMBIT_KIND_MAIL, 0);
	stream_body(g, AMBIT_FLAW_ORPHAN);
}

static void
find_it_twice(struct gated *g)
{
	stream_item(g, AMBIT_KIND_MAIL, AMBIT_FLAW_ENCODING);
	stream_body(g, AMBIT_FLAW_ENCODING);
}

static void
leave_a_gap(struct gated *g)
{
	stream_honest(g, AMBIT_KIND_MAIL);
	g->last.end++;
	stream_honest(g, AMBIT_KIND_MAIL);
}

static void
tell_bytes_of_framing(struct gated *g)
{
	stream_item(g, AMBIT_KIND_MAIL, AMBIT_FLAW_FRAMING);
	stream_body(g, 0);
}

/* A frame that says of so many bytes that they lie on the tray, and behind it
 * what else. */
static void
lend(struct gated *g, uint32_t len, const char *more)
{
	stream_item(g, AMBIT_KIND_MAIL, 0);
	gated_body(g, (struct ambit_span){ 0 });
	proc_frame_begin(&g->tell->out, PROC_LENT);
	ambit_wire_put32(&g->tell->out.text, len);
	ambit_text_str(&g->tell->out.text, more);
	(void)!proc_frame_end(&g->tell->out, &g->err);
	gated_item_end(g);
}

static void
lend_nothing(struct gated *g)
{
	lend(g, 0, "");
}

static void
lend_more_than_the_tray(struct gated *g)
{
	lend(g, PROC_TRAY + 1, "");
}

static void
lend_and_say_more(struct gated *g)
{
	lend(g, 1, "x");
}

static void
lend_what_is_not_counted(struct gated *g)
{
	lend(g, 1, "");
}

static const struct {
	const char *name;
	void (*tell)(struct gated *g);
	const char *says;
} lies[] = {
	{ "nothing on the tray fails the unit", lend_nothing,
	    "LENT holds none, or too many" },
	{ "more than a tray holds fails the unit", lend_more_than_the_tray,
	    "LENT holds none, or too many" },
	{ "a length with more behind it fails the unit", lend_and_say_more,
	    "LENT holds none, or too many" },
	{ "bytes that the end does not count fail the unit",
	    lend_what_is_not_counted, "END counts other bytes" },
	{ "the stream of what is outside fails the unit",
	    stream_what_is_outside, "the reader sends what it must not" },
	{ "so does that of what is lost", stream_what_is_lost,
	    "the reader sends what it must not" },
	{ "a flaw that no stream shows fails the unit",
	    find_what_no_stream_shows, "a flaw that no bytes can show" },
	{ "a flaw that is told twice fails the unit", find_it_twice,
	    "a flaw that is told twice" },
	{ "sizes with a gap between fail the unit", leave_a_gap,
	    "a gap or an overlap" },
	{ "doubt that only bytes have fails the unit", tell_bytes_of_framing,
	    "a flaw that the format does not have" },
};

static void
a_lie_fails_the_unit(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	struct gated g;

	gated_prepare_in(&g, gated_mail, gated_outlook);
	begin(&g, rebuild_well, rebuild_well);
	lies[i].tell(&g);
	gated_last(&g);
	gated_watch(&g, serve);
	(void)bury();
	assert_int_equal(g.end.kind, PROC_WORD_FAIL);
	assert_int_equal(g.end.err.code, AMBIT_E_WIRE);
	if (strstr(g.end.err.text, lies[i].says) == NULL)
		fail_msg("%s", g.end.err.text);
	assert_false(gated_holds(&g, "canary"));
	output_free(&g.out);
	gated_clear(&g);
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(what_is_rebuilt_leaves),
		cmocka_unit_test(it_leaves_from_the_slate_and_from_the_pipe),
		cmocka_unit_test(a_decoder_has_a_clean_slate),
		cmocka_unit_test(a_stream_comes_by_the_tray_as_over_the_pipe),
		cmocka_unit_test(
		    what_has_no_room_on_the_tray_goes_over_the_pipe),
		cmocka_unit_test(an_mbox_has_no_tray),
		cmocka_unit_test(of_an_archive_it_lies_in_the_cuts),
		cmocka_unit_test(of_what_is_rebuilt_parts_leave),
		cmocka_unit_test(a_decoder_serves_one_task),
		cmocka_unit_test(each_kind_leaves_as_it_is_asked_for),
		cmocka_unit_test(as_much_as_may_be_made_leaves),
		cmocka_unit_test(a_decoder_that_failed_once_is_not_to_be_seen),
		cmocka_unit_test(a_field_that_there_cannot_be_is_no_answer),
	};
	struct CMUnitTest tests[COUNT(singles) + COUNT(fates) +
	    COUNT(bad_answers) + COUNT(lies)];
	size_t n = COUNT(singles);

	memcpy(tests, singles, sizeof(singles));
	for (size_t i = 0; i < COUNT(fates); i++)
		tests[n++] = (struct CMUnitTest){ fates[i].name,
			what_is_found_decides, NULL, NULL, (void *)i };
	for (size_t i = 0; i < COUNT(bad_answers); i++)
		tests[n++] = (struct CMUnitTest){ bad_answers[i].name,
			the_item_is_held, NULL, NULL, (void *)i };
	for (size_t i = 0; i < COUNT(lies); i++)
		tests[n++] = (struct CMUnitTest){ lies[i].name,
			a_lie_fails_the_unit, NULL, NULL, (void *)i };
	return cmocka_run_group_tests_name("gate rebuild", tests, NULL, NULL);
}
