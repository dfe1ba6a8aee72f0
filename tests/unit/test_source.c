#include "check.h"
#include "pack.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "ambit/source.h"

#define SIZE 3000

/* Bytes of which no two places look alike. */
static struct ambit_span
some_bytes(size_t len)
{
	static unsigned char bytes[(size_t)6 << 20];
	uint32_t x = 1;

	assert_true(len <= sizeof(bytes));
	for (size_t i = 0; i < len; i++) {
		x = x * 1664525 + 1013904223;
		bytes[i] = (unsigned char)(x >> 24);
	}
	return (struct ambit_span){ bytes, len };
}

static void
new_source(int fd, bool gzip, size_t window, struct ambit_source **source_r)
{
	assert_int_equal(gzip
		? ambit_source_new_gzip(fd, window, source_r, NULL)
		: ambit_source_new(fd, window, source_r, NULL),
	    0);
}

/* Are these the bytes from off on, and enough of them? */
static void
expect_loan(struct ambit_source *source, struct ambit_span all, uint64_t off,
    size_t min)
{
	size_t left = off < all.len ? all.len - (size_t)off : 0;
	struct ambit_span win;

	assert_int_equal(ambit_source_lend(source, off, min, &win, NULL), 0);
	assert_true(win.len <= left);
	assert_true(win.len >= (min < left ? min : left));
	if (left == 0)
		return;
	assert_true(win.len > 0);
	assert_memory_equal(win.ptr, all.ptr + off, win.len);
}

/* A walk that goes on and back, over what the window holds and beyond. */
static void
every_window_lends_the_same_bytes(void **state)
{
	struct ambit_span all = some_bytes(SIZE);
	int fds[2] = { file_of(all), gzip_file_of(all) };

	(void)state;
	for (size_t window = 1; window < SIZE + 2;
	     window = window * 3 / 2 + 1) {
		for (int gzip = 0; gzip <= 1; gzip++) {
			struct ambit_source *source;

			new_source(fds[gzip], gzip, window, &source);
			for (uint64_t i = 0; i < 2 * SIZE; i++)
				expect_loan(source, all, i * 7919 % (SIZE + 9),
				    (size_t)(i % 97 == 0 ? 0 : i * 31 % 700));
			ambit_source_free(&source);
			assert_null(source);
		}
	}
	(void)close(fds[0]);
	(void)close(fds[1]);
}

static void
a_loan_may_be_larger_than_the_window(void **state)
{
	struct ambit_span all = some_bytes(AMBIT_SOURCE_MAX + 9);
	int fds[2] = { file_of(all), gzip_file_of(all) };

	(void)state;
	for (int gzip = 0; gzip <= 1; gzip++) {
		struct ambit_source *source;

		new_source(fds[gzip], gzip, 16, &source);
		expect_loan(source, all, 3, AMBIT_SOURCE_MAX);
		expect_loan(source, all, 9, AMBIT_SOURCE_MAX);
		expect_loan(source, all, 10, AMBIT_SOURCE_MAX);
		expect_loan(source, all, 0, 1);
		ambit_source_free(&source);
		(void)close(fds[gzip]);
	}
}

static void
what_is_kept_stays_while_the_window_moves(void **state)
{
	struct ambit_span all = some_bytes((size_t)6 << 20);
	int fds[2] = { file_of(all), gzip_file_of(all) };
	const uint64_t step = 40000;

	(void)state;
	for (int gzip = 0; gzip <= 1; gzip++) {
		struct ambit_source *source;

		new_source(fds[gzip], gzip, 65536, &source);
		/* As a reader goes: to the end of an item, and back. */
		for (uint64_t off = 0; off < all.len; off += step) {
			ambit_source_keep(source, off);
			for (uint64_t i = 0; i <= step; i += 5000)
				expect_loan(source, all, off + i, 512);
			expect_loan(source, all, off, 4096);
		}
		/* One item of 4 MiB in the midst of the store. */
		expect_loan(source, all, all.len - 1, 1);
		for (uint64_t i = 0; i < 3; i++) {
			expect_loan(source, all, (uint64_t)1 << 20, 100);
			expect_loan(source, all, (uint64_t)5 << 20, 100);
		}
		ambit_source_free(&source);
		(void)close(fds[gzip]);
	}
}

static void
an_empty_store_lends_nothing(void **state)
{
	struct ambit_span none = { 0 };
	int fds[2] = { file_of(none), gzip_file_of(none) };

	(void)state;
	for (int gzip = 0; gzip <= 1; gzip++) {
		struct ambit_source *source;

		new_source(fds[gzip], gzip, 16, &source);
		expect_loan(source, none, 0, 1);
		expect_loan(source, none, 99, 1);
		ambit_source_free(&source);
		(void)close(fds[gzip]);
	}
}

/* Read to the end; what went wrong, or AMBIT_E_NONE. */
static enum ambit_code
read_through(struct ambit_span file)
{
	struct ambit_err err = { 0 };
	struct ambit_source *source;
	struct ambit_span win;
	uint64_t off = 0;
	int fd = file_of(file), rc;

	new_source(fd, true, 100, &source);
	do {
		rc = ambit_source_lend(source, off, 1, &win, &err);
		off += win.len;
	} while (rc == 0 && win.len > 0);
	/* It stays so, however often one asks. */
	assert_int_equal(ambit_source_lend(source, off, 1, &win, NULL), rc);
	ambit_source_free(&source);
	(void)close(fd);
	return err.code;
}

static struct ambit_span
joined(struct ambit_span a, struct ambit_span b)
{
	static unsigned char bytes[8192];

	assert_true(a.len + b.len <= sizeof(bytes));
	memcpy(bytes, a.ptr, a.len);
	memcpy(bytes + a.len, b.ptr, b.len);
	return (struct ambit_span){ bytes, a.len + b.len };
}

static void
a_gzip_file_is_one_whole_member(void **state)
{
	struct ambit_span one = gzip_of(some_bytes(SIZE)), bad;

	(void)state;
	assert_int_equal(read_through(one), AMBIT_E_NONE);
	assert_int_equal(read_through(joined(one, one)), AMBIT_E_FORMAT);
	assert_int_equal(read_through(joined(one, AMBIT_LIT("\0"))),
	    AMBIT_E_FORMAT);
	assert_int_equal(read_through(AMBIT_LIT("no gzip at all")),
	    AMBIT_E_FORMAT);
	assert_int_equal(read_through(AMBIT_LIT("")), AMBIT_E_FORMAT);
	for (size_t n = 0; n < one.len; n++)
		assert_int_equal(read_through(ambit_span_sub(one, 0, n)),
		    AMBIT_E_FORMAT);
	/* The CRC and the length: the last eight bytes. */
	for (size_t i = 1; i <= 8; i++) {
		bad = joined(one, (struct ambit_span){ one.ptr, 0 });
		((unsigned char *)(uintptr_t)bad.ptr)[bad.len - i] ^= 1;
		assert_int_equal(read_through(bad), AMBIT_E_FORMAT);
	}
	free((void *)(uintptr_t)one.ptr);
}

/* At any place: all that lies behind it. */
static void
a_source_can_be_aimed_at_bytes_in_memory(void **state)
{
	struct ambit_span bytes = AMBIT_LIT("0123456789"), none = { 0 };
	struct ambit_span file = AMBIT_LIT("in a file"), win;
	int fd = file_of(file);
	struct ambit_source *source;

	(void)state;
	new_source(-1, false, 4, &source);
	ambit_source_aim_bytes(source, bytes);
	assert_int_equal(ambit_source_stored(source), bytes.len);
	for (uint64_t off = 0; off < bytes.len + 2; off++) {
		expect_loan(source, bytes, off, 3);
		assert_int_equal(ambit_source_lend(source, off, 1, &win, NULL),
		    0);
		assert_int_equal(win.len,
		    off < bytes.len ? bytes.len - off : 0);
	}
	ambit_source_aim_bytes(source, none);
	expect_loan(source, none, 0, 1);
	assert_int_equal(ambit_source_aim(source, fd, NULL), 0);
	expect_loan(source, file, 3, 6);
	ambit_source_free(&source);
	(void)close(fd);
}

static void
a_source_can_be_aimed_at_one_file_after_another(void **state)
{
	struct ambit_span a = AMBIT_LIT("first"), b = AMBIT_LIT("second");
	int fds[2] = { file_of(a), file_of(b) }, dir;
	struct ambit_source *source;
	struct ambit_err err;

	(void)state;
	new_source(-1, false, 64, &source);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(ambit_source_aim(source, fds[0], NULL), 0);
		expect_loan(source, a, 0, 9);
		assert_int_equal(ambit_source_stored(source), a.len);
		assert_int_equal(ambit_source_aim(source, fds[1], NULL), 0);
		expect_loan(source, b, 0, 9);
		assert_int_equal(ambit_source_stat(source)->st_size, b.len);
	}
	dir = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(ambit_source_aim(source, dir, &err), -1);
	assert_int_equal(err.code, AMBIT_E_FORMAT);
	ambit_source_free(&source);
	assert_int_equal(ambit_source_new(dir, 64, &source, &err), -1);
	assert_int_equal(err.code, AMBIT_E_FORMAT);
	assert_null(source);
	(void)close(dir);
	(void)close(fds[0]);
	(void)close(fds[1]);
}

static void
a_part_is_lent_as_if_it_were_the_file(void **state)
{
	struct ambit_span all = some_bytes(200);
	int fd = file_of(all);
	struct ambit_source *source;

	(void)state;
	for (size_t window = 1; window < 300; window = window * 2 + 1) {
		new_source(-1, false, window, &source);
		for (size_t off = 0; off <= all.len; off += 25) {
			struct ambit_span part = ambit_span_sub(all, off, 75);

			assert_int_equal(ambit_source_aim_part(source, fd, off,
					     part.len, NULL),
			    0);
			assert_int_equal(ambit_source_stored(source), part.len);
			for (size_t i = 0; i < 90; i++)
				expect_loan(source, part, i * 37 % 90, i);
		}
		assert_int_equal(ambit_source_check(source, NULL, NULL), 0);
		assert_int_equal(ambit_source_aim(source, fd, NULL), 0);
		expect_loan(source, all, 0, all.len + 1);
		ambit_source_free(&source);
	}
	(void)close(fd);
}

static void
a_part_lies_within_its_file(void **state)
{
	static const uint64_t parts[][2] = { { 0, 201 }, { 200, 1 }, { 201, 0 },
		{ 1, UINT64_MAX }, { UINT64_MAX, 1 } };
	int fd = file_of(some_bytes(200));
	struct ambit_source *source;
	struct ambit_err err;

	(void)state;
	new_source(-1, false, 64, &source);
	for (size_t i = 0; i < COUNT(parts); i++) {
		assert_int_equal(ambit_source_aim_part(source, fd, parts[i][0],
				     parts[i][1], &err),
		    -1);
		assert_int_equal(err.code, AMBIT_E_FORMAT);
	}
	ambit_source_free(&source);
	(void)close(fd);
}

static void
a_file_that_cannot_be_read_is_an_error(void **state)
{
	struct ambit_source *source;
	struct ambit_span win;
	struct ambit_err err;
	int fd = file_of(AMBIT_LIT("text"));

	(void)state;
	new_source(fd, false, 64, &source);
	(void)close(fd);
	assert_int_equal(ambit_source_lend(source, 0, 1, &win, &err), -1);
	assert_int_equal(err.code, AMBIT_E_IO);
	assert_int_equal(ambit_source_check(source, NULL, &err), -1);
	assert_int_equal(err.code, AMBIT_E_IO);
	ambit_source_free(&source);
}

/* B9. */
static void
a_file_that_changes_is_found_out(void **state)
{
	static const struct timespec touched[2] = { { .tv_sec = 1 },
		{ .tv_sec = 1 } };
	struct ambit_span text = AMBIT_LIT("text");
	struct ambit_source *source;
	struct ambit_err err;
	struct stat now;

	(void)state;
	for (int how = 0; how < 4; how++) {
		int fd = file_of(text);

		new_source(fd, false, 64, &source);
		assert_int_equal(ambit_source_check(source, &now, &err), 0);
		assert_int_equal(now.st_size, 4);
		if (how == 0)
			assert_int_equal(pwrite(fd, "more", 4, 4), 4);
		else if (how == 1)
			assert_int_equal(ftruncate(fd, 1), 0);
		else if (how == 2)
			assert_int_equal(futimens(fd, touched), 0);
		else
			assert_int_equal(fchmod(fd, 0400), 0);
		assert_int_equal(ambit_source_check(source, &now, &err), -1);
		assert_int_equal(err.code, AMBIT_E_CHANGED);
		/* What came later is not lent. */
		expect_loan(source,
		    ambit_span_sub(text, 0, how == 1 ? 1 : text.len), 0, 9);
		ambit_source_free(&source);
		(void)close(fd);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_window_lends_the_same_bytes),
		cmocka_unit_test(a_loan_may_be_larger_than_the_window),
		cmocka_unit_test(what_is_kept_stays_while_the_window_moves),
		cmocka_unit_test(an_empty_store_lends_nothing),
		cmocka_unit_test(a_gzip_file_is_one_whole_member),
		cmocka_unit_test(
		    a_source_can_be_aimed_at_one_file_after_another),
		cmocka_unit_test(a_source_can_be_aimed_at_bytes_in_memory),
		cmocka_unit_test(a_part_is_lent_as_if_it_were_the_file),
		cmocka_unit_test(a_part_lies_within_its_file),
		cmocka_unit_test(a_file_that_cannot_be_read_is_an_error),
		cmocka_unit_test(a_file_that_changes_is_found_out),
	};

	return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
