#include "check.h"
#include "guard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

#include "proc/frame.h"

/* Large: used by one test at a time. */
static struct proc_frame_out out;
static struct proc_frame_in in;

/* What comes of bytes that a sender says, frame by frame. */
struct row {
	const char *name;
	struct ambit_span bytes;
	const char *outcome; /* "kind[body] ... how it ends" */
};

#define ROW(name, bytes, outcome)                    \
	{                                            \
		name, AMBIT_LIT_INIT(bytes), outcome \
	}

#define FAIL(code, sys, len, text)           \
	"\0\0\0" len "\x10\0\0\0\1" code sys \
	"\0\0\0\3\0\0\0\4\0\0\0\0\0\0\0\5\0\0\0" text

static const struct row rows[] = {
	ROW("a sender that says nothing", "", "crash"),
	ROW("a frame without a body", "\0\0\0\5\1\0\0\0\1", "1[] crash"),
	ROW("frames in sequence", "\0\0\0\6\x0b\0\0\0\1a\0\0\0\7\1\0\0\0\2bc",
	    "11[a] 1[bc] crash"),
	ROW("a length cut", "\0\0\0", "crash"),
	ROW("a body cut", "\0\0\0\7\1\0\0\0\1a", "crash"),
	ROW("a frame too short for its head", "\0\0\0\4\1\0\0\0\1", "wire"),
	ROW("a frame of length nought", "\0\0\0\0\1\0\0\0\1", "wire"),
	ROW("the longest frame is waited for", "\0\x14\0\0\1\0\0\0\1", "crash"),
	ROW("a longer one is not", "\0\x14\0\1\1\0\0\0\1", "wire"),
	ROW("a length that wraps around", "\xff\xff\xff\xff\1\0\0\0\1", "wire"),
	ROW("a sequence that begins at nought", "\0\0\0\5\1\0\0\0\0", "wire"),
	ROW("a frame said again", "\0\0\0\5\1\0\0\0\1\0\0\0\5\1\0\0\0\1",
	    "1[] wire"),
	ROW("a frame left out", "\0\0\0\5\1\0\0\0\1\0\0\0\5\1\0\0\0\3",
	    "1[] wire"),
	ROW("no kind", "\0\0\0\5\0\0\0\0\1", "wire"),
	ROW("an unknown kind", "\0\0\0\5\x11\0\0\0\1", "wire"),
	ROW("an error with its place", FAIL("\1", "\0\0\0\x1c", "\x20", "\2no"),
	    "code 1 errno 28 at 3.4+5: no"),
	ROW("an error without a word", FAIL("\1", "\0\0\0\0", "\x1e", "\0"),
	    "code 1 errno 0 at 3.4+5: "),
	ROW("an error in words that a terminal obeys",
	    FAIL("\2", "\0\0\0\0", "\x24", "\6\x1b\0\x7f\xc3\n~"),
	    "code 2 errno 0 at 3.4+5: ?????~"),
	ROW("an error that is none", FAIL("\0", "\0\0\0\0", "\x20", "\2no"),
	    "wire"),
	ROW("the last error that there is",
	    FAIL("\x0d", "\0\0\0\0", "\x20", "\2no"),
	    "code 13 errno 0 at 3.4+5: no"),
	ROW("an unknown error", FAIL("\x0e", "\0\0\0\0", "\x20", "\2no"),
	    "wire"),
	ROW("an error with no errno at all",
	    FAIL("\1", "\x80\0\0\0", "\x20", "\2no"), "wire"),
	ROW("an error with more behind it",
	    FAIL("\1", "\0\0\0\0", "\x21", "\2no!"), "wire"),
	ROW("an error cut short", FAIL("\1", "\0\0\0\0", "\x1f", "\2n"),
	    "wire"),
};

/* Our own words for what is wrong all begin alike. */
static void
end(const struct ambit_err *err, char *got, size_t size)
{
	size_t used = strlen(got);

	if (strcmp(err->text, "a process ended before its end") == 0 &&
	    err->code == AMBIT_E_CRASH)
		(void)snprintf(got + used, size - used, "crash");
	else if (strncmp(err->text, "a frame ", 8) == 0 &&
	    err->code == AMBIT_E_WIRE)
		(void)snprintf(got + used, size - used, "wire");
	else
		(void)snprintf(got + used, size - used,
		    "code %u errno %d at %u.%u+%u: %s", err->code, err->sys,
		    err->at.store, err->at.item, (unsigned)err->at.off,
		    err->text);
}

static void
outline(struct ambit_span bytes, char *got, size_t size)
{
	enum proc_kind kind;
	struct ambit_span body;
	struct ambit_err err;
	size_t used = 0;

	got[0] = '\0';
	proc_frame_from_bytes(&in, bytes);
	while (proc_frame_next(&in, &kind, &body, &err) == 0)
		used += (size_t)snprintf(got + used, size - used, "%u[%.*s] ",
		    kind, (int)body.len, (const char *)body.ptr);
	end(&err, got, size);
}

static void
a_sender_is_taken_at_its_word_or_refused(void **state)
{
	const struct row *row = *state;
	char got[512];

	outline(guarded(row->bytes), got, sizeof(got));
	assert_string_equal(got, row->outcome);
}

/* Up to the last byte of a good conversation there is always one to come. */
static void
frames_cut_anywhere_end_too_early(void **state)
{
	static const struct ambit_span all =
	    AMBIT_LIT_INIT("\0\0\0\6\x0b\0\0\0\1a\0\0\0\7\1\0\0\0\2bc");
	char got[64];

	(void)state;
	for (size_t n = 0; n < all.len; n++) {
		outline(guarded(ambit_span_sub(all, 0, n)), got, sizeof(got));
		assert_string_equal(got, n < 10 ? "crash" : "11[a] crash");
	}
}

/* ---- through a pipe, from a process of its own ---- */

static int ends[2];

static int
open_pipe(void **state)
{
	(void)state;
	if (pipe(ends) == -1)
		return -1;
	proc_frame_init(&out, ends[1]);
	proc_frame_from(&in, ends[0]);
	return 0;
}

static int
close_pipe(void **state)
{
	(void)state;
	(void)close(ends[0]);
	(void)close(ends[1]);
	return 0;
}

/* Bodies of all sizes that matter, the largest twice in a row. */
static const size_t sizes[] = { 0, 1, 100, 4096, AMBIT_WIRE_DATA - 10,
	AMBIT_WIRE_DATA - 9, AMBIT_WIRE_DATA - 8, AMBIT_WIRE_DATA, 300000,
	AMBIT_WIRE_FRAME - PROC_FRAME_LEAST,
	AMBIT_WIRE_FRAME - PROC_FRAME_LEAST, 1, 700000 };

/* Of DATA, around what is gathered and what is not. */
/* What is sent as bytes; and how many of them, one after another, come in one
 * frame: few join those before them, up to AMBIT_WIRE_DATA. */
static const size_t data[] = { 1, 2, 16383, 16384, 16385, 40000, 65535,
	AMBIT_WIRE_DATA, 7, 16384, 16384, 16384, 16377, 1, 2, 16384, 16384,
	16384, 16384, 3 };
static const size_t joined[] = { 4, 1, 1, 1, 1, 5, 5, 1, 1 };

static unsigned char bytes[AMBIT_WIRE_FRAME];

static void
fill(size_t len, size_t nth)
{
	for (size_t i = 0; i < len; i++)
		bytes[i] = (unsigned char)(i * 7 + i / 251 + nth);
}

static int
send_frames(void)
{
	for (size_t i = 0; i < COUNT(sizes); i++) {
		fill(sizes[i], i);
		proc_frame_begin(&out, PROC_PART);
		ambit_text_put(&out.text,
		    (struct ambit_span){ bytes, sizes[i] });
		if (proc_frame_end(&out, NULL) < 0)
			return 1;
	}
	/* What waits before them is sent with them. */
	if (proc_frame_flush(&out, NULL) < 0)
		return 1;
	for (size_t i = 0; i < COUNT(data); i++) {
		fill(data[i], i + 100);
		if (proc_frame_data(&out, (struct ambit_span){ bytes, data[i] },
			NULL) < 0)
			return 1;
	}
	return proc_frame_flush(&out, NULL) < 0;
}

static void
expect(enum proc_kind want, size_t len, size_t nth)
{
	struct ambit_span body;
	enum proc_kind kind;

	assert_int_equal(proc_frame_next(&in, &kind, &body, NULL), 0);
	assert_int_equal(kind, want);
	assert_int_equal(body.len, len);
	fill(len, nth);
	assert_memory_equal(body.ptr, bytes, len);
}

/* One frame of n pieces of data, from the nth on: the next. */
static size_t
expect_joined(size_t nth, size_t n)
{
	struct ambit_span body;
	enum proc_kind kind;

	assert_int_equal(proc_frame_next(&in, &kind, &body, NULL), 0);
	assert_int_equal(kind, PROC_DATA);
	for (; n > 0; n--, nth++) {
		assert_true(body.len >= data[nth]);
		fill(data[nth], nth + 100);
		assert_memory_equal(body.ptr, bytes, data[nth]);
		body = ambit_span_sub(body, data[nth], body.len);
	}
	assert_int_equal(body.len, 0);
	return nth;
}

static void
frames_of_all_sizes_come_through_a_pipe(void **state)
{
	pid_t child = fork();
	size_t nth = 0;
	int status;

	(void)state;
	if (child == 0)
		_exit(send_frames());
	(void)close(ends[1]);
	for (size_t i = 0; i < COUNT(sizes); i++)
		expect(PROC_PART, sizes[i], i);
	for (size_t i = 0; i < COUNT(joined); i++)
		nth = expect_joined(nth, joined[i]);
	assert_int_equal(nth, COUNT(data));
	assert_int_equal(proc_frame_over(&in, NULL), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	ends[1] = dup(ends[0]);
}

static void
put(enum proc_kind kind, size_t len)
{
	proc_frame_begin(&out, kind);
	ambit_text_put(&out.text, (struct ambit_span){ bytes, len });
	assert_int_equal(proc_frame_end(&out, NULL), 0);
}

/* ---- bytes of a file, which this side does not look at ---- */

/* A file of n bytes as of fill(). */
static int
file_of(size_t n)
{
	char name[] = "/tmp/ambit-frame-XXXXXX";
	int fd = mkstemp(name);

	assert_int_not_equal(fd, -1);
	(void)unlink(name);
	fill(n, 0);
	assert_int_equal(write(fd, bytes, n), n);
	return fd;
}

static int
send_part(int fd, uint64_t off, uint64_t len, int want)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };

	put(PROC_BODY, 0);
	if (proc_frame_file(&out, fd, off, len, &err) != (want ? -1 : 0) ||
	    err.code != (enum ambit_code)want)
		return 1;
	put(PROC_END, 1);
	return proc_frame_flush(&out, NULL) < 0;
}

static const struct {
	const char *name;
	size_t file, off, len;
} parts[] = {
	{ "all of a file", 100, 0, 100 },
	{ "no byte", 100, 0, 0 },
	{ "a byte in its midst", 100, 57, 1 },
	{ "over the edge of a page", 9000, 4090, 12 },
	{ "a whole frame", 65536, 0, 65536 },
	{ "a byte more than a frame", 65540, 3, 65537 },
	{ "three frames", 65536 * 3 + 9, 9, 65536 * 3 },
};

/* DATA frames with the bytes of the file from at on, and no others. */
static void
expect_bytes(size_t at, size_t left)
{
	struct ambit_span body;
	enum proc_kind kind;

	for (; left > 0; at += body.len, left -= body.len) {
		assert_int_equal(proc_frame_next(&in, &kind, &body, NULL), 0);
		assert_int_equal(kind, PROC_DATA);
		assert_true(body.len <= left);
		assert_memory_equal(body.ptr, bytes + at, body.len);
	}
}

static void
bytes_of_a_file_come_through_unseen(void **state)
{
	for (size_t i = 0; i < COUNT(parts); i++) {
		int fd = file_of(parts[i].file), status;
		pid_t child;

		(void)open_pipe(state);
		child = fork();
		if (child == 0)
			_exit(send_part(fd, parts[i].off, parts[i].len, 0));
		(void)close(ends[1]);
		expect(PROC_BODY, 0, 0);
		fill(parts[i].file, 0);
		expect_bytes(parts[i].off, parts[i].len);
		expect(PROC_END, 1, 0);
		assert_int_equal(proc_frame_over(&in, NULL), 0);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_int_equal(status, 0);
		(void)close(ends[0]);
		(void)close(fd);
	}
}

/* The frame is whole all the same, so that the error can be told behind it. */
static void
a_file_that_shrank_is_filled_with_zeros(void **state)
{
	int fd = file_of(10);
	struct ambit_span body;
	enum proc_kind kind;

	(void)state;
	assert_int_equal(send_part(fd, 4, 8, AMBIT_E_CHANGED), 0);
	expect(PROC_BODY, 0, 0);
	assert_int_equal(proc_frame_next(&in, &kind, &body, NULL), 0);
	assert_int_equal(kind, PROC_DATA);
	assert_int_equal(body.len, 8);
	fill(10, 0);
	assert_memory_equal(body.ptr, bytes + 4, 6);
	assert_memory_equal(body.ptr + 6, "\0\0", 2);
	expect(PROC_END, 1, 0);
	(void)close(fd);
}

static void
a_file_that_cannot_be_read_is_an_error(void **state)
{
	int fd = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	(void)state;
	assert_int_equal(send_part(fd, 0, 8, AMBIT_E_IO), 0);
	expect(PROC_BODY, 0, 0);
	memset(bytes, 0, 8);
	expect_bytes(0, 8);
	expect(PROC_END, 1, 0);
	(void)close(fd);
}

/* ---- within one process: what fits into a pipe ---- */

static bool
was_sent(void)
{
	struct pollfd p = { .fd = ends[0], .events = POLLIN };

	return poll(&p, 1, 0) == 1;
}

static void
frames_gather_until_there_is_enough(void **state)
{
	(void)state;
	fill(100, 0);
	put(PROC_ITEM, 100);
	put(PROC_END, AMBIT_WIRE_DATA - 100 - 2 * PROC_FRAME_HEAD - 1);
	assert_false(was_sent());
	assert_int_equal(proc_frame_flush(&out, NULL), 0);
	assert_true(was_sent());
	expect(PROC_ITEM, 100, 0);
	assert_false(was_sent());
	put(PROC_ITEM, 100);
	put(PROC_END, AMBIT_WIRE_DATA - 100 - 2 * PROC_FRAME_HEAD);
	assert_true(was_sent());
	assert_int_equal(out.text.len, 0);
}

static void
an_error_is_told_behind_what_was_said(void **state)
{
	struct ambit_err why = { .code = AMBIT_E_IO,
		.sys = ENOSPC,
		.at = { 1, 2, UINT64_MAX } };
	struct ambit_span body;
	enum proc_kind kind;
	struct ambit_err err;

	(void)state;
	memset(why.text, 'x', sizeof(why.text) - 1);
	put(PROC_ITEM, 3);
	/* A frame that was begun when it failed is never said. */
	proc_frame_begin(&out, PROC_PARTY);
	ambit_wire_put32(&out.text, 1);
	proc_frame_fail(&out, &why);
	fill(3, 0);
	expect(PROC_ITEM, 3, 0);
	assert_int_equal(proc_frame_next(&in, &kind, &body, &err), -1);
	assert_int_equal(err.code, why.code);
	assert_int_equal(err.sys, why.sys);
	assert_memory_equal(&err.at, &why.at, sizeof(err.at));
	assert_string_equal(err.text, why.text);
}

static void
nothing_may_follow_the_last_frame(void **state)
{
	struct ambit_err err;

	(void)state;
	fill(1, 0);
	put(PROC_LAST, 1);
	put(PROC_END, 1);
	assert_int_equal(proc_frame_flush(&out, NULL), 0);
	expect(PROC_LAST, 1, 0);
	/* It was read ahead; then it is still in the pipe. */
	assert_int_equal(proc_frame_over(&in, &err), -1);
	assert_int_equal(err.code, AMBIT_E_WIRE);
	expect(PROC_END, 1, 0);
	assert_int_equal(write(ends[1], "", 1), 1);
	assert_int_equal(proc_frame_over(&in, &err), -1);
	assert_int_equal(err.code, AMBIT_E_WIRE);
}

static void
a_receiver_that_has_gone_is_an_error(void **state)
{
	struct ambit_err err;

	(void)state;
	(void)signal(SIGPIPE, SIG_IGN);
	(void)close(ends[0]);
	put(PROC_ITEM, 1);
	assert_int_equal(proc_frame_flush(&out, &err), -1);
	assert_int_equal(err.code, AMBIT_E_CRASH);
	assert_string_equal(err.text, "the other side has gone");
	assert_int_equal(proc_frame_data(&out,
			     (struct ambit_span){ bytes, 20000 }, &err),
	    -1);
	assert_int_equal(err.code, AMBIT_E_CRASH);
	/* Nobody hears of it, and it does no harm. */
	proc_frame_fail(&out, &err);
	ends[0] = dup(ends[1]);
}

static void
a_pipe_that_is_none_is_an_error(void **state)
{
	struct ambit_span body;
	enum proc_kind kind;
	struct ambit_err err;

	(void)state;
	/* Each end is good for one thing alone. */
	proc_frame_init(&out, ends[0]);
	put(PROC_ITEM, 1);
	assert_int_equal(proc_frame_flush(&out, &err), -1);
	assert_int_equal(err.code, AMBIT_E_IO);
	assert_int_equal(err.sys, EBADF);
	proc_frame_from(&in, ends[1]);
	assert_int_equal(proc_frame_next(&in, &kind, &body, &err), -1);
	assert_int_equal(err.code, AMBIT_E_IO);
	assert_int_equal(err.sys, EBADF);
	assert_int_equal(proc_frame_over(&in, &err), -1);
	assert_int_equal(err.code, AMBIT_E_IO);
}

#define IN_A_PIPE(test) \
	cmocka_unit_test_setup_teardown(test, open_pipe, close_pipe)

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(frames_cut_anywhere_end_too_early),
		IN_A_PIPE(frames_of_all_sizes_come_through_a_pipe),
		cmocka_unit_test(bytes_of_a_file_come_through_unseen),
		IN_A_PIPE(a_file_that_shrank_is_filled_with_zeros),
		IN_A_PIPE(a_file_that_cannot_be_read_is_an_error),
		IN_A_PIPE(frames_gather_until_there_is_enough),
		IN_A_PIPE(an_error_is_told_behind_what_was_said),
		IN_A_PIPE(nothing_may_follow_the_last_frame),
		IN_A_PIPE(a_receiver_that_has_gone_is_an_error),
		IN_A_PIPE(a_pipe_that_is_none_is_an_error),
	};
	struct CMUnitTest tests[COUNT(rows) + COUNT(others)];

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[i] = (struct CMUnitTest){ rows[i].name,
			a_sender_is_taken_at_its_word_or_refused, NULL, NULL,
			(void *)(uintptr_t)&rows[i] };
	memcpy(tests + COUNT(rows), others, sizeof(others));
	return cmocka_run_group_tests_name("frame", tests, NULL, NULL);
}
