#include "gated.h"

#include "ambit/limits.h"

#include "proc/frame.h"

/*
 * A gate and its decoder: who answers is the test's, and may be dead, or lie.
 */

#define TEXT                            \
	"From: Bob <bob@example.org>\n" \
	"Subject: one\n"                \
	"\n"                            \
	"hello\n"
#define BODY   42 /* where it begins */
#define LEN    48
#define LEAVES "Subject: one\n\nhello\n"

/* What a decoder has in hand, in a process of its own. */
struct decoding {
	struct proc_decoder_job job;
	struct proc_frame_in *in;
	struct proc_frame_out *out;
	uint32_t item; /* that it was asked for */
	uint64_t len;
	uint32_t flaws;
};

typedef void (*decoder)(struct decoding *d);

/* Which decoder comes first, second, ...; the last one again and again. */
static struct {
	decoder of[4];
	size_t n;
	int died_of; /* the last one */
} cast;

/* ---- decoders ---- */

static void
put_part(struct decoding *d, unsigned kind, uint64_t header,
    uint64_t header_len, uint64_t body, uint64_t body_len)
{
	struct ambit_text *text = &d->out->text;
	struct ambit_err err;

	proc_frame_begin(d->out, PROC_PART);
	ambit_wire_put8(text, (uint8_t)kind);
	ambit_wire_put64(text, header);
	ambit_wire_put64(text, header_len);
	ambit_wire_put64(text, body);
	ambit_wire_put64(text, body_len);
	(void)!proc_frame_end(d->out, &err);
}

static void
put_done(struct decoding *d, uint32_t item, uint64_t len, uint32_t flaws)
{
	struct ambit_err err;

	proc_frame_begin(d->out, PROC_DONE);
	ambit_wire_put32(&d->out->text, item);
	ambit_wire_put64(&d->out->text, len);
	ambit_wire_put32(&d->out->text, flaws);
	(void)!proc_frame_end(d->out, &err);
	(void)!proc_frame_flush(d->out, &err);
}

/* The one text, as it is. */
static void
put_text(struct decoding *d)
{
	put_part(d, AMBIT_PART_TEXT, 0, BODY, BODY, d->len - BODY);
}

static void
answer_well(struct decoding *d)
{
	put_text(d);
	put_done(d, d->item, d->len, 0);
}

static void
answer_for_another_item(struct decoding *d)
{
	put_text(d);
	put_done(d, d->item + 1, d->len, 0);
}

static void
answer_for_another_length(struct decoding *d)
{
	put_text(d);
	put_done(d, d->item, d->len - 1, 0);
}

static void
answer_with_a_flaw_of_others(struct decoding *d)
{
	put_text(d);
	put_done(d, d->item, d->len, AMBIT_FLAW_CRASH);
}

static void
answer_with_parts_of_the_unknown(struct decoding *d)
{
	put_text(d);
	put_done(d, d->item, d->len, AMBIT_FLAW_STRUCTURE);
}

static void
answer_with_more_behind(struct decoding *d)
{
	put_text(d);
	proc_frame_begin(d->out, PROC_DONE);
	ambit_wire_put32(&d->out->text, d->item);
	ambit_wire_put64(&d->out->text, d->len);
	ambit_wire_put64(&d->out->text, 0);
	(void)!proc_frame_end(d->out, NULL);
	(void)!proc_frame_flush(d->out, NULL);
}

static void
answer_with_another_kind(struct decoding *d)
{
	put_text(d);
	proc_frame_begin(d->out, PROC_DATA);
	ambit_text_str(&d->out->text, "canary");
	(void)!proc_frame_end(d->out, NULL);
	put_done(d, d->item, d->len, 0);
}

static void
say_that_it_failed(struct decoding *d)
{
	const struct ambit_err why = { .code = AMBIT_E_MEMORY,
		.text = "canary" };

	proc_frame_fail(d->out, &why);
}

static void
say_garbage(struct decoding *d)
{
	static const char noise[] = "\xff\xff\xff\xff garbage that is no frame";

	(void)!write(d->job.outfd, noise, sizeof(noise));
}

static void
say_nothing(struct decoding *d)
{
	(void)d;
}

static void
die(struct decoding *d)
{
	put_text(d);
	(void)!proc_frame_flush(d->out, NULL);
	(void)signal(SIGSEGV, SIG_DFL);
	(void)raise(SIGSEGV);
}

/* So many parts that one is too many. */
static void
answer_with_too_many_parts(struct decoding *d)
{
	for (size_t i = 0; i <= AMBIT_PARTS_MAX; i++)
		put_part(d, AMBIT_PART_TEXT, BODY, 0, BODY, 0);
	put_done(d, d->item, d->len, 0);
}

/* Places that no part has: kind, header, body. */
static const struct {
	const char *name;
	unsigned kind;
	uint64_t places[4];
} wrong_parts[] = {
	{ "a part of no kind", 2, { 0, BODY, BODY, 6 } },
	{ "a body that ends a byte behind the item", 1, { 0, BODY, BODY, 7 } },
	{ "a body behind the item", 1, { 45, 5, 50, 0 } },
	{ "a body that wraps", 1, { 0, BODY, BODY, UINT64_MAX - BODY + 2 } },
	{ "a body at a place that wraps", 1, { UINT64_MAX, 1, 0, 6 } },
	{ "a body within the header", 1, { 0, BODY - 1, BODY - 1, 7 } },
	{ "a header that is not in front of its body", 1,
	    { 0, BODY - 1, BODY, 6 } },
	{ "a header behind its body", 1, { 46, 3, BODY, 3 } },
	{ "a header that wraps", 1, { 1, UINT64_MAX, BODY, 6 } },
	{ "a header that begins within that of the item", 1,
	    { 1, BODY - 1, BODY, 6 } },
};

static size_t wrong_part;

static void
answer_with_a_wrong_part(struct decoding *d)
{
	const uint64_t *at = wrong_parts[wrong_part].places;

	put_part(d, wrong_parts[wrong_part].kind, at[0], at[1], at[2], at[3]);
	put_done(d, d->item, d->len, 0);
}

static void
answer_with_parts_that_overlap(struct decoding *d)
{
	put_part(d, AMBIT_PART_TEXT, BODY, 0, BODY, 4);
	put_part(d, AMBIT_PART_TEXT, BODY + 3, 0, BODY + 3, 3);
	put_done(d, d->item, d->len, 0);
}

static void
answer_with_parts_that_go_back(struct decoding *d)
{
	put_part(d, AMBIT_PART_TEXT, BODY + 3, 0, BODY + 3, 3);
	put_part(d, AMBIT_PART_TEXT, BODY, 0, BODY, 3);
	put_done(d, d->item, d->len, 0);
}

/* The message's own header, for a part that is not the only one. */
static void
answer_with_the_header_twice(struct decoding *d)
{
	put_part(d, AMBIT_PART_TEXT, 0, BODY, BODY, 3);
	put_part(d, AMBIT_PART_TEXT, 0, BODY, BODY + 3, 3);
	put_done(d, d->item, d->len, 0);
}

/* It may read the item it was given, and nothing else. */
static void
look_around(struct decoding *d)
{
	char bytes[4096];
	bool all =
	    pread(d->job.itemfd, bytes, sizeof(bytes), 0) == (ssize_t)d->len &&
	    memcmp(bytes, "From: Bob ", 10) == 0 &&
	    pwrite(d->job.itemfd, "x", 1, 0) == -1;

	if (!all)
		_exit(1);
	answer_well(d);
}

static void
decode_truly(struct decoding *d)
{
	(void)d;
}

/* ---- the monitor's part ---- */

/* In a process of its own: one answer after another. */
static _Noreturn void
perform(struct proc_decoder_job *job, decoder answer)
{
	struct decoding d = { .job = *job };
	enum proc_kind kind;
	struct ambit_span body;
	struct ambit_err err;

	if (answer == decode_truly) {
		proc_decoder(job);
		_exit(0);
	}
	d.in = malloc(sizeof(*d.in));
	d.out = malloc(sizeof(*d.out));
	if (d.in == NULL || d.out == NULL)
		_exit(1);
	proc_frame_from(d.in, job->infd);
	proc_frame_init(d.out, job->outfd);
	while (proc_frame_next(d.in, &kind, &body, &err) == 0) {
		struct ambit_wire wire = { .left = body };

		d.item = ambit_wire_u32(&wire);
		d.len = ambit_wire_u64(&wire);
		d.flaws = ambit_wire_u32(&wire);
		if (kind != PROC_TASK || !ambit_wire_done(&wire))
			_exit(1);
		answer(&d);
		if (answer == say_nothing)
			break;
	}
	_exit(0);
}

static pid_t playing;

static int
bury(void)
{
	int status = 0;

	if (playing == 0)
		return 0;
	/* What it said was not to be used: it goes. */
	(void)kill(playing, SIGTERM);
	assert_int_equal(waitpid(playing, &status, 0), playing);
	playing = 0;
	return WIFSIGNALED(status) && WTERMSIG(status) != SIGTERM
	    ? WTERMSIG(status)
	    : 0;
}

static void
give_decoder(struct gated *g, int itemfd)
{
	size_t i = g->decoders < cast.n ? g->decoders : cast.n - 1;
	struct proc_word here = { .kind = PROC_WORD_HERE };
	int to[2], from[2];
	struct proc_decoder_job job = { .terms = &g->terms,
		.store = g->unit.store,
		.itemfd = itemfd };

	(void)bury();
	assert_int_equal(proc_pipe(to, &g->err), 0);
	assert_int_equal(proc_pipe(from, &g->err), 0);
	g->decoders++;
	playing = fork();
	if (playing == 0) {
		(void)close(to[1]);
		(void)close(from[0]);
		(void)close(g->wordfd);
		job.infd = to[0];
		job.outfd = from[1];
		perform(&job, cast.of[i]);
	}
	(void)close(to[0]);
	(void)close(from[1]);
	here.fds[0] = to[1];
	here.fds[1] = from[0];
	assert_int_equal(proc_word_send(g->wordfd, &here, 0, &g->err), 0);
	(void)close(to[1]);
	(void)close(from[0]);
}

static void
serve(struct gated *g, struct proc_word *word)
{
	struct proc_word told = { .kind = PROC_WORD_SIGNAL, .fds = { -1, -1 } };

	if (word->kind == PROC_WORD_DECODER) {
		assert_int_not_equal(word->fds[0], -1);
		give_decoder(g, word->fds[0]);
		return;
	}
	assert_true(
	    word->kind == PROC_WORD_DIED || word->kind == PROC_WORD_HELD);
	told.a = (uint64_t)bury();
	assert_int_equal(proc_word_send(g->wordfd, &told, 0, &g->err), 0);
}

/* So many items, all within, answered for by these decoders. */
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

		play(&g, 2, good[i], say_garbage);
		assert_int_equal(g.end.kind, PROC_WORD_DONE);
		assert_int_equal(g.decoders, 1);
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
		assert_int_equal(g.decoders, 2);
		assert_string_equal(output_tree(&g.out, true), want);
		output_free(&g.out);
	}
	free(want);
	gated_clear(&g);
}

/* AMBIT_DECODER_BATCH items, and another decoder for the next ones. */
static void
a_decoder_serves_so_many_items(void **state)
{
	struct gated g;

	(void)state;
	gated_prepare(&g, gated_parts);
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
	assert_int_equal(g.decoders, 3);
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
	assert_memory_equal(TEXT + BODY, "hello\n", 6);
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
