#include "archive.h"

#include <fcntl.h>

/* ---- what is written is read ---- */

static void
what_is_written_is_read(void **state)
{
	struct archive a = archive_three();
	struct archive_reading r;

	(void)state;
	archive_close(&a);
	archive_read(archive_bytes(&a), &r);
	assert_true(r.sound && r.same);
	assert_string_equal(r.room,
	    "t/a 5 at 0 in 33\n"
	    "t/b.txt 35 at 38 in 75\n"
	    "t/b/c 0 at 110 in 145\n");
	archive_free(&a);
}

static void
an_archive_may_be_empty(void **state)
{
	struct archive a = archive_new();
	struct archive_reading r;

	(void)state;
	archive_close(&a);
	archive_read(archive_bytes(&a), &r);
	assert_true(r.sound);
	assert_string_equal(r.room, "");
	archive_free(&a);
}

/* APPNOTE 4.3.7, 4.3.12, 4.3.16, byte by byte. */
static void
the_bytes_are_those_of_the_format(void **state)
{
	static const unsigned char want[] = { /* local header */
		'P', 'K', 3, 4, 20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0, //
		0x43, 0xbe, 0xb7, 0xe8, 1, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 't',
		'/', 'a', 'a',
		/* in the directory */
		'P', 'K', 1, 2, 20, 3, 20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0, //
		0x43, 0xbe, 0xb7, 0xe8, 1, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 0,
		0, 0, 0, 0, 0, 0, 0, 0xa4, 0x81, 0, 0, 0, 0, 't', '/', 'a',
		/* end */
		'P', 'K', 5, 6, 0, 0, 0, 0, 1, 0, 1, 0, 49, 0, 0, 0, //
		34, 0, 0, 0, 0, 0
	};
	struct archive a = archive_new();

	(void)state;
	archive_file(&a, AMBIT_LIT("t/a"), AMBIT_LIT("a"));
	archive_close(&a);
	assert_int_equal(a.text.len, sizeof(want));
	assert_memory_equal(a.text.ptr, want, sizeof(want));
	assert_int_equal(ambit_zip_local_len(&a.entries[0]), 33);
	archive_free(&a);
}

static void
a_name_has_at_most_255_bytes(void **state)
{
	struct archive a = archive_new();
	char name[AMBIT_ZIP_NAME_MAX + 1];
	struct archive_reading r;

	(void)state;
	memset(name, 'n', sizeof(name));
	archive_file(&a, (struct ambit_span){ (unsigned char *)name, 255 },
	    ARCHIVE_B);
	archive_close(&a);
	archive_read(archive_bytes(&a), &r);
	assert_true(r.sound && r.same);
	archive_free(&a);
}

/* ---- looking for one ---- */

static bool
is_found(struct ambit_zip *zip, const char *name)
{
	struct ambit_zip_entry entry;
	uint64_t begin = 0;
	int got =
	    ambit_zip_find(zip, ambit_span_str(name), &entry, &begin, NULL);

	assert_true(got == 0 || got == 1);
	if (got == 0)
		return false;
	assert_true(ambit_span_equal(entry.name, ambit_span_str(name)));
	assert_int_equal(begin, entry.off + ambit_zip_local_len(&entry));
	return true;
}

static const struct {
	const char *name;
	bool there;
} asked[] = {
	{ "", false },
	{ "a", false },
	{ "t/", false },
	{ "t/a", true },
	{ "t/a/", false },
	{ "t/b", false },
	{ "t/b.txt", true },
	{ "t/b/", false },
	{ "t/b/c", true },
	{ "t/b/c/d", false },
	{ "z", false },
};

/* In every sequence of two: so from every place to every other. */
static void
an_entry_is_found_by_its_name(void **state)
{
	struct archive a = archive_three();
	struct ambit_zip *zip;
	const char *why;
	int fd;

	(void)state;
	archive_close(&a);
	fd = file_of(archive_bytes(&a));
	assert_int_equal(ambit_zip_open(fd, &zip, &why, NULL), 1);
	for (size_t i = 0; i < COUNT(asked); i++) {
		for (size_t j = 0; j < COUNT(asked); j++) {
			assert_int_equal(is_found(zip, asked[i].name),
			    asked[i].there);
			assert_int_equal(is_found(zip, asked[j].name),
			    asked[j].there);
		}
	}
	ambit_zip_close(&zip);
	(void)close(fd);
	archive_free(&a);
}

static void
looking_does_not_move_the_walk(void **state)
{
	struct archive a = archive_three();
	struct ambit_zip_entry entry;
	struct ambit_zip *zip;
	const char *why;
	uint64_t begin;
	int fd;

	(void)state;
	archive_close(&a);
	fd = file_of(archive_bytes(&a));
	for (size_t turn = 0; turn < 2; turn++) {
		assert_int_equal(ambit_zip_open(fd, &zip, &why, NULL), 1);
		for (size_t i = 0; i < a.n; i++) {
			assert_int_equal(ambit_zip_next(zip, &entry, &begin,
					     NULL),
			    1);
			assert_true(
			    ambit_span_equal(entry.name, a.entries[i].name));
			assert_true(is_found(zip, "t/b.txt"));
		}
		for (size_t i = 0; i < 2; i++)
			assert_int_equal(ambit_zip_next(zip, &entry, &begin,
					     NULL),
			    0);
		ambit_zip_close(&zip);
	}
	(void)close(fd);
	archive_free(&a);
}

static void
what_cannot_be_read_is_an_error(void **state)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_zip *zip;
	const char *why;
	int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	(void)state;
	assert_int_equal(ambit_zip_open(fd, &zip, &why, &err), -1);
	assert_int_equal(err.code, AMBIT_E_FORMAT);
	assert_null(zip);
	(void)close(fd);
	assert_int_equal(ambit_zip_open(fd, &zip, &why, &err), -1);
	assert_int_equal(err.code, AMBIT_E_IO);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(an_archive_may_be_empty),
		cmocka_unit_test(the_bytes_are_those_of_the_format),
		cmocka_unit_test(a_name_has_at_most_255_bytes),
		cmocka_unit_test(an_entry_is_found_by_its_name),
		cmocka_unit_test(looking_does_not_move_the_walk),
		cmocka_unit_test(what_cannot_be_read_is_an_error),
	};

	return cmocka_run_group_tests_name("zip", tests, NULL, NULL);
}
