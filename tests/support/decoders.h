#ifndef AMBIT_TESTS_DECODERS_H
#define AMBIT_TESTS_DECODERS_H

#include "gated.h"

#include "ambit/limits.h"

#include "proc/frame.h"

/*
 * Decoders that a test gives a gate: good ones, dead ones, and liars, each in a
 * process of its own.
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
	unsigned what; /* that it was asked for, */
	uint32_t item; /* of which item */
	uint64_t len;
	uint32_t flaws;
	bool held; /* by the slate */
};

typedef void (*decoder)(struct decoding *d);

/* Which decoder comes first, second, ...; the last one again and again. */
static struct {
	decoder of[4];
	size_t n;
	int died_of; /* the last one */
} cast;

/* ---- decoders ---- */

static inline void
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

static inline void
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
static inline void
put_text(struct decoding *d)
{
	put_part(d, AMBIT_PART_TEXT, 0, BODY, BODY, d->len - BODY);
}

static inline void
answer_well(struct decoding *d)
{
	put_text(d);
	put_done(d, d->item, d->len, 0);
}

static inline void
answer_for_another_item(struct decoding *d)
{
	put_text(d);
	put_done(d, d->item + 1, d->len, 0);
}

static inline void
answer_for_another_length(struct decoding *d)
{
	put_text(d);
	put_done(d, d->item, d->len - 1, 0);
}

static inline void
answer_with_a_flaw_of_others(struct decoding *d)
{
	put_text(d);
	put_done(d, d->item, d->len, AMBIT_FLAW_CRASH);
}

static inline void
answer_with_parts_of_the_unknown(struct decoding *d)
{
	put_text(d);
	put_done(d, d->item, d->len, AMBIT_FLAW_STRUCTURE);
}

static inline void
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

static inline void
answer_with_another_kind(struct decoding *d)
{
	put_text(d);
	proc_frame_begin(d->out, PROC_DATA);
	ambit_text_str(&d->out->text, "canary");
	(void)!proc_frame_end(d->out, NULL);
	put_done(d, d->item, d->len, 0);
}

static inline void
say_that_it_failed(struct decoding *d)
{
	const struct ambit_err why = { .code = AMBIT_E_MEMORY,
		.text = "canary" };

	proc_frame_fail(d->out, &why);
}

static inline void
say_garbage(struct decoding *d)
{
	static const char noise[] = "\xff\xff\xff\xff garbage that is no frame";

	(void)!write(d->job.outfd, noise, sizeof(noise));
}

static inline void
say_nothing(struct decoding *d)
{
	(void)d;
}

static inline void
die(struct decoding *d)
{
	put_text(d);
	(void)!proc_frame_flush(d->out, NULL);
	(void)signal(SIGSEGV, SIG_DFL);
	(void)raise(SIGSEGV);
}

/* So many parts that one is too many. */
static inline void
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

static inline void
answer_with_a_wrong_part(struct decoding *d)
{
	const uint64_t *at = wrong_parts[wrong_part].places;

	put_part(d, wrong_parts[wrong_part].kind, at[0], at[1], at[2], at[3]);
	put_done(d, d->item, d->len, 0);
}

static inline void
answer_with_parts_that_overlap(struct decoding *d)
{
	put_part(d, AMBIT_PART_TEXT, BODY, 0, BODY, 4);
	put_part(d, AMBIT_PART_TEXT, BODY + 3, 0, BODY + 3, 3);
	put_done(d, d->item, d->len, 0);
}

static inline void
answer_with_parts_that_go_back(struct decoding *d)
{
	put_part(d, AMBIT_PART_TEXT, BODY + 3, 0, BODY + 3, 3);
	put_part(d, AMBIT_PART_TEXT, BODY, 0, BODY, 3);
	put_done(d, d->item, d->len, 0);
}

/* The message's own header, for a part that is not the only one. */
static inline void
answer_with_the_header_twice(struct decoding *d)
{
	put_part(d, AMBIT_PART_TEXT, 0, BODY, BODY, 3);
	put_part(d, AMBIT_PART_TEXT, 0, BODY, BODY + 3, 3);
	put_done(d, d->item, d->len, 0);
}

/* It has the item that it is asked about, and no file. */
static inline void
look_around(struct decoding *d)
{
	if (!d->held || d->job.itemfd != -1 ||
	    memcmp(d->job.slate->item, "From: Bob ", 10) != 0)
		_exit(1);
	answer_well(d);
}

static inline void
decode_truly(struct decoding *d)
{
	(void)d;
}

/* ---- the monitor's part ---- */

/* In a process of its own: one answer after another. */
static inline _Noreturn void
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

		d.what = ambit_wire_u8(&wire);
		d.item = ambit_wire_u32(&wire);
		d.len = ambit_wire_u64(&wire);
		d.flaws = ambit_wire_u32(&wire);
		d.held = ambit_wire_u8(&wire) != 0;
		if (kind != PROC_TASK || !ambit_wire_done(&wire))
			_exit(1);
		answer(&d);
		if (answer == say_nothing)
			break;
	}
	_exit(0);
}

static pid_t playing;

static inline int
bury(void)
{
	int status = 0;

	if (playing <= 0)
		return 0;
	/* What it said was not to be used: it goes. */
	(void)kill(playing, SIGTERM);
	assert_int_equal(waitpid(playing, &status, 0), playing);
	playing = 0;
	return WIFSIGNALED(status) && WTERMSIG(status) != SIGTERM
	    ? WTERMSIG(status)
	    : 0;
}

static inline void
give_decoder(struct gated *g, int itemfd)
{
	size_t i = g->decoders < cast.n ? g->decoders : cast.n - 1;
	struct proc_word here = { .kind = PROC_WORD_HERE };
	int to[2], from[2];
	struct proc_decoder_job job = { .terms = &g->terms,
		.store = g->unit.store,
		.slate = g->slate,
		.itemfd = itemfd };

	(void)bury();
	assert_int_equal(proc_pipe(to, &g->err), 0);
	assert_int_equal(proc_pipe(from, &g->err), 0);
	g->decoders++;
	playing = fork();
	assert_int_not_equal(playing, -1);
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

static inline void
serve(struct gated *g, struct proc_word *word)
{
	struct proc_word told = { .kind = PROC_WORD_SIGNAL, .fds = { -1, -1 } };

	if (word->kind == PROC_WORD_DECODER) {
		give_decoder(g, word->fds[0]);
		return;
	}
	assert_true(
	    word->kind == PROC_WORD_DIED || word->kind == PROC_WORD_HELD);
	told.a = (uint64_t)bury();
	assert_int_equal(proc_word_send(g->wordfd, &told, 0, &g->err), 0);
}

#endif
