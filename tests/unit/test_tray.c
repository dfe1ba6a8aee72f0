#include "check.h"

#include <stdlib.h>

#include "proc/tray.h"

/* Bytes that tell where they stand among all that are laid. */
static unsigned char
byte_at(uint64_t i)
{
	return (unsigned char)(i * 131 + (i >> 8));
}

static size_t
lay(struct proc_tray *tray, uint64_t *laid, size_t len)
{
	static unsigned char bytes[2 * PROC_TRAY];

	assert_true(len <= sizeof(bytes));
	for (size_t i = 0; i < len; i++)
		bytes[i] = byte_at(*laid + i);
	return proc_tray_lay(tray, laid, (struct ambit_span){ bytes, len });
}

/* Take so many, in as many pieces as they come. */
static unsigned
take(struct proc_tray *tray, uint64_t *taken, size_t len)
{
	unsigned pieces = 0;

	for (; len > 0; pieces++) {
		struct ambit_span some = proc_tray_lend(tray, *taken, len);

		assert_true(some.len > 0 && some.len <= len);
		assert_true(some.ptr >= tray->room &&
		    some.ptr + some.len <= tray->room + PROC_TRAY);
		for (size_t i = 0; i < some.len; i++)
			assert_int_equal(some.ptr[i], byte_at(*taken + i));
		*taken += some.len;
		len -= some.len;
	}
	proc_tray_take(tray, *taken);
	return pieces;
}

static struct proc_tray *
tray_new(void)
{
	struct proc_tray *tray = calloc(1, sizeof(*tray));

	assert_non_null(tray);
	return tray;
}

static void
what_is_laid_is_taken_however_it_goes_round(void **state)
{
	static const size_t lens[] = { 1, 50, 4096, 13001, PROC_TRAY - 1,
		PROC_TRAY };
	struct proc_tray *tray = tray_new();
	uint64_t laid = 0, taken = 0;
	unsigned split = 0;

	(void)state;
	for (size_t round = 0; round < 200; round++) {
		size_t len = lens[round % COUNT(lens)];
		unsigned pieces;

		assert_int_equal(lay(tray, &laid, len), len);
		pieces = take(tray, &taken, len);
		assert_true(pieces <= 2);
		split += pieces - 1;
		assert_int_equal(laid, taken);
	}
	assert_true(split > 0);
	free(tray);
}

static void
no_more_is_laid_than_has_room(void **state)
{
	struct proc_tray *tray = tray_new();
	uint64_t laid = 0, taken = 0;

	(void)state;
	assert_int_equal(lay(tray, &laid, 0), 0);
	assert_int_equal(lay(tray, &laid, PROC_TRAY - 7), PROC_TRAY - 7);
	assert_int_equal(lay(tray, &laid, 100), 7);
	assert_int_equal(lay(tray, &laid, 100), 0);
	(void)take(tray, &taken, 9);
	assert_int_equal(lay(tray, &laid, 100), 9);
	assert_int_equal(lay(tray, &laid, 1), 0);
	(void)take(tray, &taken, PROC_TRAY);
	assert_int_equal(lay(tray, &laid, PROC_TRAY + 1), PROC_TRAY);
	free(tray);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_laid_is_taken_however_it_goes_round),
		cmocka_unit_test(no_more_is_laid_than_has_room),
	};

	return cmocka_run_group_tests_name("tray", tests, NULL, NULL);
}
