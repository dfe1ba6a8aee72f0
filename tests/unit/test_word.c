#include "check.h"

#include "folder.h"

#include "proc/child.h"
#include "proc/word.h"

#include "ambit/wire.h"

#include <string.h>
#include <sys/socket.h>

/* Two ends of a socket for words, and what is heard at the second. */
struct talk {
	int ends[2];
	struct proc_word word;
	struct ambit_err err;
	unsigned open; /* descriptors before */
};

static unsigned
open_fds(void)
{
	int fd = open("/proc/self/fd", O_RDONLY | O_DIRECTORY);
	unsigned n = folder_count(fd);

	(void)close(fd);
	return n;
}

static void
begin(struct talk *t)
{
	t->open = open_fds();
	assert_int_equal(proc_word_pair(t->ends, &t->err), 0);
}

/* Nothing stays open that was taken and closed. */
static void
end(struct talk *t)
{
	proc_close(&t->ends[0]);
	proc_close(&t->ends[1]);
	assert_int_equal(open_fds(), t->open);
}

static int
take(struct talk *t)
{
	return proc_word_take(t->ends[1], &t->word, &t->err);
}

static void
drop(struct talk *t)
{
	for (size_t i = 0; i < PROC_WORD_FDS; i++)
		proc_close(&t->word.fds[i]);
}

/* ---- words as they are ---- */

static void
every_word_is_heard_as_it_was_said(void **state)
{
	struct talk t;

	(void)state;
	begin(&t);
	for (int kind = PROC_WORD_PROGRESS; kind <= PROC_WORD_SIGNAL; kind++) {
		struct proc_word said = { .kind = (enum proc_word_kind)kind,
			.a = UINT64_MAX,
			.b = (uint64_t)kind << 33,
			.err = { .code = AMBIT_E_SUMS,
			    .sys = 5,
			    .at = { 1, 2, 3 },
			    .text = "the sums of the store do not close" },
			.fds = { -1, -1 } };

		assert_int_equal(proc_word_send(t.ends[0], &said, 0, &t.err),
		    0);
		assert_int_equal(take(&t), 1);
		assert_int_equal(t.word.kind, said.kind);
		assert_int_equal(t.word.a, said.a);
		assert_int_equal(t.word.b, said.b);
		assert_int_equal(t.word.fds[0], -1);
		assert_int_equal(t.word.fds[1], -1);
		/* An error comes with one of them alone. */
		if (kind != PROC_WORD_FAIL) {
			assert_int_equal(t.word.err.code, AMBIT_E_NONE);
			continue;
		}
		assert_int_equal(t.word.err.code, AMBIT_E_SUMS);
		assert_int_equal(t.word.err.sys, 5);
		assert_int_equal(t.word.err.at.store, 1);
		assert_int_equal(t.word.err.at.item, 2);
		assert_int_equal(t.word.err.at.off, 3);
		assert_string_equal(t.word.err.text, said.err.text);
	}
	end(&t);
}

static void
words_are_kept_apart(void **state)
{
	struct talk t;

	(void)state;
	begin(&t);
	for (uint64_t i = 1; i <= 3; i++) {
		struct proc_word said = { .kind = PROC_WORD_DONE,
			.a = i,
			.fds = { -1, -1 } };

		assert_int_equal(proc_word_send(t.ends[0], &said, 0, &t.err),
		    0);
	}
	for (uint64_t i = 1; i <= 3; i++) {
		assert_int_equal(take(&t), 1);
		assert_int_equal(t.word.a, i);
	}
	end(&t);
}

static void
the_end_of_the_other_side_is_heard(void **state)
{
	struct proc_word said = { .kind = PROC_WORD_DONE, .fds = { -1, -1 } };
	struct talk t;

	(void)state;
	begin(&t);
	assert_int_equal(proc_word_send(t.ends[0], &said, 0, &t.err), 0);
	proc_close(&t.ends[0]);
	assert_int_equal(take(&t), 1);
	assert_int_equal(take(&t), 0);
	assert_int_equal(proc_word_send(t.ends[1], &said, 0, &t.err), -1);
	assert_int_equal(t.err.code, AMBIT_E_CRASH);
	end(&t);
}

/* A word that may be missed does not keep its sender waiting. */
static void
a_slow_side_misses_what_may_be_missed(void **state)
{
	struct proc_word said = { .kind = PROC_WORD_PROGRESS,
		.fds = { -1, -1 } };
	struct talk t;
	uint64_t heard = 0;

	(void)state;
	begin(&t);
	for (said.a = 1; said.a <= 100000; said.a++)
		assert_int_equal(proc_word_send(t.ends[0], &said, 1, &t.err),
		    0);
	proc_close(&t.ends[0]);
	while (take(&t) == 1)
		assert_int_equal(t.word.a, ++heard);
	assert_in_range(heard, 1, 99999);
	end(&t);
}

/* ---- descriptors ---- */

static void
descriptors_come_with_a_word(void **state)
{
	struct talk t;

	(void)state;
	begin(&t);
	for (size_t n = 1; n <= PROC_WORD_FDS; n++) {
		int pipe[2];
		struct proc_word said = { .kind = PROC_WORD_HERE };
		char byte = 0;

		assert_int_equal(proc_pipe(pipe, &t.err), 0);
		said.fds[0] = pipe[1];
		said.fds[1] = n == 2 ? pipe[0] : -1;
		assert_int_equal(proc_word_send(t.ends[0], &said, 0, &t.err),
		    0);
		assert_int_equal(take(&t), 1);
		assert_int_equal(t.word.fds[1] != -1, n == 2);
		assert_int_equal(fcntl(t.word.fds[0], F_GETFD), FD_CLOEXEC);
		/* It is the same pipe. */
		assert_int_equal(write(t.word.fds[0], "x", 1), 1);
		assert_int_equal(read(n == 2 ? t.word.fds[1] : pipe[0], &byte,
				     1),
		    1);
		assert_int_equal(byte, 'x');
		drop(&t);
		proc_close(&pipe[0]);
		proc_close(&pipe[1]);
	}
	end(&t);
}

/* As one who was taken over would send it. */
static void
send_raw(const struct talk *t, const void *bytes, size_t len, const int *fds,
    size_t n_fds)
{
	char copy[1024];
	struct iovec iov = { .iov_base = copy, .iov_len = len };
	union {
		struct cmsghdr align;
		char room[CMSG_SPACE(4 * sizeof(int))];
	} room = { .room = { 0 } };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr *head;

	assert_true(len <= sizeof(copy));
	memcpy(copy, bytes, len);
	if (n_fds > 0) {
		msg.msg_control = room.room;
		msg.msg_controllen = CMSG_SPACE(n_fds * sizeof(int));
		head = CMSG_FIRSTHDR(&msg);
		head->cmsg_level = SOL_SOCKET;
		head->cmsg_type = SCM_RIGHTS;
		head->cmsg_len = CMSG_LEN(n_fds * sizeof(int));
		memcpy(CMSG_DATA(head), fds, n_fds * sizeof(int));
	}
	assert_int_equal(sendmsg(t->ends[0], &msg, 0), len);
}

/* The bytes of a word. */
static struct ambit_span
bytes_of(const struct proc_word *word)
{
	static char room[1024];
	struct talk t;
	ssize_t n;

	begin(&t);
	assert_int_equal(proc_word_send(t.ends[0], word, 0, &t.err), 0);
	n = recv(t.ends[1], room, sizeof(room), 0);
	assert_true(n > 0);
	end(&t);
	return (struct ambit_span){ (const unsigned char *)room, (size_t)n };
}

static const struct proc_word done = { .kind = PROC_WORD_DONE,
	.a = 3,
	.b = 77,
	.fds = { -1, -1 } };
static const struct proc_word failed = { .kind = PROC_WORD_FAIL,
	.err = { .code = AMBIT_E_IO, .sys = 28, .text = "no room" },
	.fds = { -1, -1 } };

static void
more_descriptors_than_a_word_has_are_refused(void **state)
{
	int fds[4] = { 0, 0, 0, 0 };
	struct talk t;

	(void)state;
	begin(&t);
	send_raw(&t, bytes_of(&done).ptr, bytes_of(&done).len, fds, 4);
	assert_int_equal(take(&t), -1);
	assert_int_equal(t.err.code, AMBIT_E_WIRE);
	end(&t);
}

/* And what came with it is closed. */
static void
a_descriptor_with_what_is_no_word_is_closed(void **state)
{
	int fds[2] = { 0, 0 };
	struct talk t;

	(void)state;
	begin(&t);
	send_raw(&t, "?", 1, fds, 2);
	assert_int_equal(take(&t), -1);
	assert_int_equal(t.err.code, AMBIT_E_WIRE);
	assert_int_equal(t.word.fds[0], -1);
	end(&t);
}

/* ---- what is no word ---- */

/* A word, with something of its bytes wrong: no word, or one that there is. */
static bool
is_word(struct talk *t, struct ambit_span bytes)
{
	int got;

	send_raw(t, bytes.ptr, bytes.len, NULL, 0);
	got = take(t);
	if (got != 1) {
		assert_int_equal(got, -1);
		assert_int_equal(t->err.code, AMBIT_E_WIRE);
		return false;
	}
	assert_in_range(t->word.kind, PROC_WORD_PROGRESS, PROC_WORD_SIGNAL);
	if (t->word.kind == PROC_WORD_FAIL)
		assert_in_range(t->word.err.code, AMBIT_E_NONE + 1,
		    AMBIT_E_CRASH);
	for (const char *p = t->word.err.text; *p != '\0'; p++)
		assert_in_range(*p, 0x20, 0x7e);
	return true;
}

static void
cut_everywhere(const struct proc_word *word)
{
	struct ambit_span bytes = bytes_of(word);
	struct talk t;

	begin(&t);
	for (size_t n = 1; n < bytes.len; n++)
		assert_false(is_word(&t, ambit_span_sub(bytes, 0, n)));
	assert_true(is_word(&t, bytes));
	bytes.len++;
	assert_false(is_word(&t, bytes));
	end(&t);
}

static void
a_word_has_one_length(void **state)
{
	(void)state;
	cut_everywhere(&done);
	cut_everywhere(&failed);
}

static void
any_bit_flipped_is_a_word_or_none(void **state)
{
	struct ambit_span bytes = bytes_of(&failed);
	unsigned char *own = (unsigned char *)(uintptr_t)bytes.ptr;
	size_t none = 0;
	struct talk t;

	(void)state;
	begin(&t);
	for (size_t bit = 0; bit < 8 * bytes.len; bit++) {
		own[bit / 8] ^= (unsigned char)(1u << bit % 8);
		none += !is_word(&t, bytes);
		own[bit / 8] ^= (unsigned char)(1u << bit % 8);
	}
	/* Its kind, its code, its length: all of them decide. */
	assert_in_range(none, 8 + 28 + 32, 8 * bytes.len);
	end(&t);
}

static void
a_word_that_is_too_long_is_refused(void **state)
{
	static const char much[1024] = { PROC_WORD_FAIL };
	struct talk t;

	(void)state;
	begin(&t);
	send_raw(&t, much, sizeof(much), NULL, 0);
	assert_int_equal(take(&t), -1);
	assert_int_equal(t.err.code, AMBIT_E_WIRE);
	end(&t);
}

static void
what_a_terminal_would_obey_is_not_told(void **state)
{
	struct proc_word said = failed;
	struct talk t;

	(void)state;
	(void)snprintf(said.err.text, sizeof(said.err.text),
	    "a\x1b[2J\x80\x7f\nb");
	begin(&t);
	assert_int_equal(proc_word_send(t.ends[0], &said, 0, &t.err), 0);
	assert_int_equal(take(&t), 1);
	assert_string_equal(t.word.err.text, "a?[2J???b");
	end(&t);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_word_is_heard_as_it_was_said),
		cmocka_unit_test(words_are_kept_apart),
		cmocka_unit_test(the_end_of_the_other_side_is_heard),
		cmocka_unit_test(a_slow_side_misses_what_may_be_missed),
		cmocka_unit_test(descriptors_come_with_a_word),
		cmocka_unit_test(more_descriptors_than_a_word_has_are_refused),
		cmocka_unit_test(a_descriptor_with_what_is_no_word_is_closed),
		cmocka_unit_test(a_word_has_one_length),
		cmocka_unit_test(any_bit_flipped_is_a_word_or_none),
		cmocka_unit_test(a_word_that_is_too_long_is_refused),
		cmocka_unit_test(what_a_terminal_would_obey_is_not_told),
	};

	return cmocka_run_group_tests_name("word", tests, NULL, NULL);
}
