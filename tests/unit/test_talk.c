#include "check.h"
#include "guard.h"
#include "talk_naive.h"
#include "talk_world.h"

#include <signal.h>
#include <sys/wait.h>

static void (*const makes[])(
    struct talk_world *) = { talk_mbox, talk_maildir, talk_file, talk_pst };

#define FRAMES_MAX 64

/* A conversation, frame by frame; each frame with its length. */
struct frames {
	size_t n;
	struct ambit_span v[FRAMES_MAX];
};

static struct frames
cut(struct ambit_span all)
{
	struct frames frames = { 0 };

	while (all.len > 0) {
		size_t len = 4 + (size_t)naive_number(all.ptr, 4);

		assert_true(frames.n < FRAMES_MAX && len <= all.len);
		frames.v[frames.n++] = ambit_span_sub(all, 0, len);
		all = ambit_span_sub(all, len, all.len);
	}
	return frames;
}

static void
number(unsigned char *p, uint32_t value)
{
	for (size_t i = 0; i < 4; i++)
		p[i] = (unsigned char)(value >> (24 - 8 * i));
}

/* Frames in a row, their lengths and sequence put right; the caller frees. */
static struct ambit_span
join(const struct frames *frames)
{
	size_t len = 0, at = 0;
	unsigned char *bytes;

	for (size_t i = 0; i < frames->n; i++)
		len += frames->v[i].len;
	bytes = malloc(len + 1);
	assert_non_null(bytes);
	for (size_t i = 0; i < frames->n; i++) {
		memcpy(bytes + at, frames->v[i].ptr, frames->v[i].len);
		number(bytes + at, (uint32_t)(frames->v[i].len - 4));
		number(bytes + at + 5, (uint32_t)i + 1);
		at += frames->v[i].len;
	}
	return (struct ambit_span){ bytes, len };
}

/*
 * The gate and the naive reader agree on it, or the gate is stricter; what the
 * gate takes it can tell again, to the byte. Is it taken?
 */
static bool
is_taken(struct ambit_span bytes, const struct ambit_unit *unit)
{
	static char room[TALK_TEXT];
	struct ambit_text text = AMBIT_TEXT(room);
	enum naive naive =
	    naive_judge(bytes, ambit_store_streams(unit->store->format));
	struct ambit_err err = { 0 };
	struct ambit_span again;
	int got = talk_hear(bytes, unit, &text, &again, &err);

	if (got == 0) {
		assert_int_equal(naive, NAIVE_WHOLE);
		assert_int_equal(again.len, bytes.len);
		assert_memory_equal(again.ptr, bytes.ptr, bytes.len);
	} else if (err.code == AMBIT_E_CRASH) {
		assert_int_equal(naive, NAIVE_ENDED);
	} else {
		assert_int_equal(err.code, AMBIT_E_WIRE);
	}
	talk_free(&again);
	return got == 0;
}

static void
a_conversation_cut_anywhere_has_ended_too_early(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(makes); i++) {
		struct talk_world w;
		struct ambit_span all;

		makes[i](&w);
		all = talk_tell(&w);
		for (size_t n = 0; n < all.len; n++)
			assert_false(
			    is_taken(guarded(ambit_span_sub(all, 0, n)),
				&w.unit));
		assert_true(is_taken(guarded(all), &w.unit));
		talk_free(&all);
	}
}

/* No byte says nothing: with any bit of it flipped it is refused, or says
 * something else that is told the same way. */
static void
every_bit_means_one_thing(void **state)
{
	unsigned taken = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(makes); i++) {
		struct talk_world w;
		struct ambit_span all;
		struct frames frames;
		unsigned char *bytes;
		size_t len;

		makes[i](&w);
		all = talk_tell(&w);
		frames = cut(all);
		/* Up to HEAD; what follows is alike in all of them. */
		len = i == 0 ? all.len : (size_t)(frames.v[3].ptr - all.ptr);
		bytes = malloc(all.len);
		assert_non_null(bytes);
		memcpy(bytes, all.ptr, all.len);
		for (size_t bit = 0; bit < 8 * len; bit++) {
			unsigned char mask = (unsigned char)(1 << bit % 8);

			bytes[bit / 8] ^= mask;
			taken += is_taken((struct ambit_span){ bytes, all.len },
			    &w.unit);
			bytes[bit / 8] ^= mask;
		}
		free(bytes);
		talk_free(&all);
	}
	/* Letters of an address, say, may be any. */
	assert_true(taken > 0);
}

/* DATA, whose body ends where it ends, is the one frame that can be longer. */
static void
a_frame_a_byte_longer_or_shorter_is_malformed(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(makes); i++) {
		struct talk_world w;
		struct ambit_span all;
		struct frames frames;

		makes[i](&w);
		all = talk_tell(&w);
		frames = cut(all);
		for (size_t k = 0; k < frames.n; k++) {
			struct frames other = frames;
			unsigned char longer[1024] = { 0 };
			struct ambit_span bytes;

			memcpy(longer, frames.v[k].ptr, frames.v[k].len);
			other.v[k].ptr = longer;
			for (size_t len = PROC_FRAME_HEAD;
			     len <= frames.v[k].len + 1; len++) {
				if (len == frames.v[k].len)
					continue;
				other.v[k].len = len;
				bytes = join(&other);
				assert_false(is_taken(bytes, &w.unit));
				talk_free(&bytes);
			}
		}
		talk_free(&all);
	}
}

/* Left out, said twice, or in each other's place. */
static void
frames_in_another_order_are_refused_or_say_the_same(void **state)
{
	struct talk_world w;
	struct ambit_span all, bytes;
	struct frames frames, other;
	unsigned taken = 0, left_out = 0;

	(void)state;
	talk_mbox(&w);
	all = talk_tell(&w);
	frames = cut(all);
	for (size_t i = 0; i < frames.n; i++) {
		other = frames;
		other.n--;
		memmove(&other.v[i], &other.v[i + 1],
		    (other.n - i) * sizeof(other.v[0]));
		bytes = join(&other);
		left_out += is_taken(bytes, &w.unit);
		talk_free(&bytes);
		for (size_t k = 0; k < frames.n; k++) {
			other = frames;
			other.v[i] = frames.v[k];
			other.v[k] = frames.v[i];
			bytes = join(&other);
			taken += is_taken(bytes, &w.unit);
			talk_free(&bytes);
			other = frames;
			other.n++;
			memmove(&other.v[k + 1], &other.v[k],
			    (frames.n - k) * sizeof(other.v[0]));
			other.v[k] = frames.v[i];
			bytes = join(&other);
			assert_false(is_taken(bytes, &w.unit));
			talk_free(&bytes);
		}
	}
	/* A column is there or not. */
	assert_int_equal(left_out, w.n_columns);
	/* Itself, two addresses of one field, and two parts of the bytes. */
	assert_int_equal(taken, frames.n + 4);
	talk_free(&all);
}

/* The sequence is what it is, whatever the frames are. */
static void
frames_out_of_sequence_are_refused(void **state)
{
	struct talk_world w;
	struct ambit_span all, bytes;
	struct frames frames;

	(void)state;
	talk_mbox(&w);
	all = talk_tell(&w);
	frames = cut(all);
	for (size_t i = 0; i < frames.n; i++) {
		bytes = join(&frames);
		number((unsigned char *)(uintptr_t)bytes.ptr +
			(frames.v[i].ptr - all.ptr) + 5,
		    (uint32_t)i);
		assert_false(is_taken(bytes, &w.unit));
		talk_free(&bytes);
	}
	talk_free(&all);
}

/* ---- all short conversations ---- */

enum word {
	HELLO,
	ITEM,
	HEAD_OF_NONE,
	HEAD_OF_ONE, /* address, address field and field */
	PARTY,
	NET,
	FIELD,
	COLUMN,
	BODY,
	DATA,
	END_OF_ALL,
	LAST,
	END_OF_NONE,
	TASK, /* which no reader says */
	N_WORDS,
};

/* What an item of them is long; its raw bytes are the last two. */
#define WORD_ITEM 10

struct words {
	struct ambit_span whole, empty; /* that they are cut from */
	struct ambit_span v[N_WORDS];
	unsigned char task[PROC_FRAME_HEAD];
	struct talk_world w;
	unsigned n_whole; /* conversations that are taken */
};

/* Every word, from two conversations about one item. */
static void
learn(struct words *words)
{
	struct talk_world *w = &words->w;
	struct frames frames;

	talk_mbox(w);
	w->n_items = w->head.n_parties = w->head.n_nets = w->head.n_fields = 1;
	w->n_columns = w->n_data = 1;
	w->data[0] = 2;
	w->head.body = 2;
	w->fields[0] = (struct ambit_header_field){ .name = AMBIT_LIT("A"),
		.at = { 0, 2 } };
	w->items[0].framed.len = WORD_ITEM;
	w->items[0].raw.len = w->head.raw.len = 2;
	words->whole = talk_tell(w);
	w->has_body = false;
	w->head.n_parties = w->head.n_nets = w->head.n_fields = 0;
	w->n_columns = 0;
	words->empty = talk_tell(w);
	frames = cut(words->empty);
	words->v[HEAD_OF_NONE] = frames.v[2];
	words->v[END_OF_NONE] = frames.v[3];
	frames = cut(words->whole);
	words->v[HELLO] = frames.v[0];
	words->v[ITEM] = frames.v[1];
	for (size_t i = 2; i < frames.n; i++)
		words->v[HEAD_OF_ONE + i - 2] = frames.v[i];
	words->task[4] = PROC_TASK;
	words->v[TASK] =
	    (struct ambit_span){ words->task, sizeof(words->task) };
}

/* Where the n-th item lies, from 1. */
static uint32_t
begin_of(const struct words *words, uint32_t n)
{
	return (uint32_t)words->w.unit.from + (n - 1) * WORD_ITEM;
}

/* Put right what depends on where the word stands: its order alone may be
 * wrong. Numbers of eight bytes are small: their lower half is. */
static void
fit(const struct words *words, const struct frames *said, enum word word,
    unsigned char *frame)
{
	unsigned char *body = frame + PROC_FRAME_HEAD;
	uint32_t items = word == ITEM, columns = 0, begin;

	for (size_t i = 0; i < said->n; i++) {
		items += said->v[i].ptr[4] == PROC_ITEM;
		columns += said->v[i].ptr[4] == PROC_COLUMN;
	}
	begin = begin_of(words, items);
	if (word == ITEM) {
		number(body, items);
		number(body + 8, begin);
		number(body + 16, begin);
		number(body + 32, begin + WORD_ITEM - 2);
	} else if (word == HEAD_OF_NONE || word == HEAD_OF_ONE) {
		number(body + 4, begin + WORD_ITEM - 2);
	} else if (word == COLUMN) {
		body[4] = (unsigned char)columns;
	} else if (word == LAST) {
		number(body + 4, items);
		number(body + 12, items * WORD_ITEM);
		number(body + 20, begin_of(words, items + 1));
	}
}

/* Both readers say the same of it: what? */
static enum naive
agreed(struct ambit_span bytes, const struct ambit_unit *unit)
{
	static char room[TALK_TEXT];
	struct ambit_text text = AMBIT_TEXT(room);
	enum naive naive =
	    naive_judge(bytes, ambit_store_streams(unit->store->format));
	struct ambit_err err = { 0 };
	struct ambit_span again;
	int got = talk_hear(bytes, unit, &text, &again, &err);

	talk_free(&again);
	if (got == 0)
		assert_int_equal(naive, NAIVE_WHOLE);
	else if (err.code == AMBIT_E_CRASH)
		assert_int_equal(naive, NAIVE_ENDED);
	else
		assert_int_equal(naive, NAIVE_WRONG);
	return naive;
}

/* Go on with every word, where what was said is not wrong already. */
static void
go_on(struct words *words, struct frames *said, size_t more)
{
	for (unsigned word = 0; more > 0 && word < N_WORDS; word++) {
		unsigned char frame[256];
		struct ambit_span bytes;
		enum naive naive;

		assert_true(words->v[word].len <= sizeof(frame));
		memcpy(frame, words->v[word].ptr, words->v[word].len);
		fit(words, said, word, frame);
		said->v[said->n++] =
		    (struct ambit_span){ frame, words->v[word].len };
		bytes = join(said);
		naive = agreed(bytes, &words->w.unit);
		words->n_whole += naive == NAIVE_WHOLE;
		talk_free(&bytes);
		if (naive != NAIVE_WRONG)
			go_on(words, said, more - 1);
		said->n--;
	}
}

static void
every_short_conversation_is_taken_as_the_table_has_it(void **state)
{
	static struct words words;
	struct frames said = { 0 };

	(void)state;
	learn(&words);
	go_on(&words, &said, 8);
	/* Of no item one; of one in two frames one, in three one, in four two,
	 * in five two, in six three; of two items eight, of three one. */
	assert_int_equal(words.n_whole, 1 + 9 + 8 + 1);
	talk_free(&words.whole);
	talk_free(&words.empty);
}

/* ---- through a pipe ---- */

/* A sender that writes so many bytes at a time, and sends us signals. */
static pid_t
send(int fd, struct ambit_span all, size_t some)
{
	pid_t parent = getpid(), child = fork();

	if (child != 0)
		return child;
	while (all.len > 0) {
		struct ambit_span now = ambit_span_sub(all, 0, some);

		if (kill(parent, SIGUSR1) == -1 ||
		    write(fd, now.ptr, now.len) != (ssize_t)now.len)
			_exit(1);
		all = ambit_span_sub(all, now.len, all.len);
	}
	_exit(0);
}

static void
ignore(int sig)
{
	(void)sig;
}

/* The item's line, as hearing from bytes writes it down. */
static void
hear_pipe(int fd, const struct ambit_unit *unit, struct ambit_text *text)
{
	struct ambit_arena *arena = ambit_arena_new(AMBIT_ITEM_ARENA);
	struct ambit_span bytes;
	struct proc_hear *hear;
	struct ambit_item item;
	struct proc_last last;
	bool body;
	int got;

	assert_int_equal(proc_hear_new(fd, unit, arena, TALK_COLUMNS_MAX, &hear,
			     NULL),
	    0);
	while ((got = proc_hear_item(hear, &item, &last, NULL)) == 1) {
		assert_int_equal(proc_hear_facts(hear, &item, &body, NULL), 0);
		told_item(text, &item);
		told_columns(text, hear);
		while (body && proc_hear_body(hear, &item, &bytes, NULL) == 1)
			told_span(text, "bytes", bytes);
		ambit_text_str(text, "\n");
	}
	assert_int_equal(got, 0);
	proc_hear_free(&hear);
	ambit_arena_free(&arena);
}

static void
every_piece_of_a_pipe_says_the_same(void **state)
{
	static const size_t pieces[] = { 1, 2, 3, 7, 100, 1000000 };
	static char want_room[TALK_TEXT], got_room[TALK_TEXT];
	struct sigaction act = { .sa_handler = ignore };
	struct ambit_text want = AMBIT_TEXT(want_room);
	struct ambit_span all, again;
	struct talk_world w;
	struct ambit_err err;

	(void)state;
	assert_int_equal(sigaction(SIGUSR1, &act, NULL), 0);
	talk_mbox(&w);
	all = talk_tell(&w);
	assert_int_equal(talk_hear(all, &w.unit, &want, &again, &err), 0);
	for (size_t i = 0; i < COUNT(pieces); i++) {
		struct ambit_text got = AMBIT_TEXT(got_room);
		int ends[2], status;
		pid_t child;

		assert_int_equal(pipe(ends), 0);
		child = send(ends[1], all, pieces[i]);
		(void)close(ends[1]);
		hear_pipe(ends[0], &w.unit, &got);
		(void)close(ends[0]);
		while (waitpid(child, &status, 0) == -1)
			continue;
		assert_int_equal(status, 0);
		assert_true(got.len > 0);
		assert_memory_equal(got.ptr, want.ptr, got.len);
	}
	talk_free(&all);
	talk_free(&again);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_conversation_cut_anywhere_has_ended_too_early),
		cmocka_unit_test(every_bit_means_one_thing),
		cmocka_unit_test(a_frame_a_byte_longer_or_shorter_is_malformed),
		cmocka_unit_test(
		    frames_in_another_order_are_refused_or_say_the_same),
		cmocka_unit_test(frames_out_of_sequence_are_refused),
		cmocka_unit_test(
		    every_short_conversation_is_taken_as_the_table_has_it),
		cmocka_unit_test(every_piece_of_a_pipe_says_the_same),
	};

	return cmocka_run_group_tests_name("talk", tests, NULL, NULL);
}
