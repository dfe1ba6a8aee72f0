#include "check.h"
#include "folder.h"

#include "ambit/sink.h"
#include "ambit/text.h"

/* FIPS 180-4, the digests of "" and "abc". */
static const char empty_hex[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b93"
				"4ca495991b7852b855";
static const char abc_hex[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9"
			      "cb410ff61f20015ad";

static void
expect_digest(const unsigned char *digest, const char *hex)
{
	char buf[2 * AMBIT_DIGEST_LEN];
	struct ambit_text text = AMBIT_TEXT(buf);

	ambit_text_hex(&text, (struct ambit_span){ digest, AMBIT_DIGEST_LEN });
	assert_memory_equal(buf, hex, sizeof(buf));
}

static void
one_hash_serves_many_digests(void **state)
{
	struct ambit_sink_hash hash;

	(void)state;
	assert_int_equal(ambit_sink_hash_init(&hash, NULL, NULL), 0);
	assert_int_equal(ambit_sink_finish(&hash.sink, NULL), 0);
	expect_digest(hash.digest, empty_hex);
	for (size_t cut = 0; cut <= 3; cut++) {
		assert_int_equal(ambit_sink_hash_reset(&hash, NULL), 0);
		assert_int_equal(ambit_sink_write(&hash.sink,
				     ambit_span_sub(AMBIT_LIT("abc"), 0, cut),
				     NULL),
		    0);
		assert_int_equal(ambit_sink_write(&hash.sink,
				     ambit_span_sub(AMBIT_LIT("abc"), cut, 3),
				     NULL),
		    0);
		assert_int_equal(ambit_sink_finish(&hash.sink, NULL), 0);
		assert_int_equal(hash.sink.count, 3);
		expect_digest(hash.digest, abc_hex);
	}
	/* What was begun and not finished leaves no trace. */
	assert_int_equal(ambit_sink_hash_reset(&hash, NULL), 0);
	assert_int_equal(ambit_sink_write(&hash.sink, AMBIT_LIT("x"), NULL), 0);
	assert_int_equal(ambit_sink_hash_reset(&hash, NULL), 0);
	assert_int_equal(ambit_sink_finish(&hash.sink, NULL), 0);
	expect_digest(hash.digest, empty_hex);
	ambit_sink_hash_clear(&hash);
}

static void
bytes_in_hand_have_a_digest(void **state)
{
	unsigned char digest[AMBIT_DIGEST_LEN];

	(void)state;
	assert_int_equal(ambit_sink_digest(AMBIT_LIT("abc"), digest, NULL), 0);
	expect_digest(digest, abc_hex);
	assert_int_equal(ambit_sink_digest((struct ambit_span){ 0 }, digest,
			     NULL),
	    0);
	expect_digest(digest, empty_hex);
}

static void
expect_file(int dirfd, const char *name, const char *want)
{
	char got[256] = { 0 };
	int fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC);
	struct stat st;

	assert_int_not_equal(fd, -1);
	assert_int_equal(read(fd, got, sizeof(got)), strlen(want));
	assert_string_equal(got, want);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	assert_int_equal(st.st_mtim.tv_sec, 315532800);
	assert_int_equal(st.st_mtim.tv_nsec, 0);
	(void)close(fd);
}

static void
write_file(struct ambit_sink_file *file, int dirfd, const char *name,
    const char *text, size_t piece)
{
	struct ambit_span rest = ambit_span_str(text);

	assert_int_equal(ambit_sink_file_open(file, dirfd, name, NULL), 0);
	while (rest.len > 0) {
		struct ambit_span some = ambit_span_sub(rest, 0, piece);

		assert_int_equal(ambit_sink_write(&file->sink, some, NULL), 0);
		rest = ambit_span_sub(rest, some.len, rest.len);
	}
	assert_int_equal(ambit_sink_finish(&file->sink, NULL), 0);
	assert_int_equal(file->sink.count, strlen(text));
	assert_int_equal(file->fd, -1);
}

static void
files_are_written_whole_whatever_the_pieces(void **state)
{
	static const char text[] = "one two three four five six seven";
	int dir = folder_new();
	unsigned char buf[8];
	mode_t was = umask(077);

	(void)state;
	for (size_t cap = 0; cap <= sizeof(buf); cap++) {
		struct ambit_sink_file file;

		ambit_sink_file_init(&file, buf, cap, NULL);
		for (size_t piece = 1; piece < sizeof(text); piece++) {
			write_file(&file, dir, "a", text, piece);
			expect_file(dir, "a", text);
			write_file(&file, dir, "b", "", piece);
			expect_file(dir, "b", "");
			folder_empty(dir);
		}
	}
	(void)umask(was);
	folder_free(&dir);
}

static void
no_file_is_replaced_and_no_link_followed(void **state)
{
	int dir = folder_new();
	struct ambit_sink_file file;
	unsigned char buf[8];
	struct ambit_err err;

	(void)state;
	folder_file(dir, "there", "old");
	assert_int_equal(symlinkat("nowhere", dir, "link"), 0);
	ambit_sink_file_init(&file, buf, sizeof(buf), NULL);
	assert_int_equal(ambit_sink_file_open(&file, dir, "there", &err), -1);
	assert_int_equal(err.code, AMBIT_E_EXISTS);
	assert_int_equal(ambit_sink_file_open(&file, dir, "link", &err), -1);
	assert_int_equal(err.code, AMBIT_E_EXISTS);
	assert_int_equal(ambit_sink_file_open(&file, dir, "no/a", &err), -1);
	assert_int_equal(err.code, AMBIT_E_IO);
	assert_int_equal(folder_count(dir), 2);
	ambit_sink_file_clear(&file);
	folder_free(&dir);
}

static void
a_run_that_failed_writes_no_more(void **state)
{
	int dir = folder_new();
	struct ambit_sink_file file;
	unsigned char buf[8];
	struct stat st;

	(void)state;
	ambit_sink_file_init(&file, buf, sizeof(buf), NULL);
	assert_int_equal(ambit_sink_file_open(&file, dir, "a", NULL), 0);
	assert_int_equal(ambit_sink_write(&file.sink, AMBIT_LIT("abc"), NULL),
	    0);
	ambit_sink_file_clear(&file);
	assert_int_equal(fstatat(dir, "a", &st, 0), 0);
	assert_int_equal(st.st_size, 0);
	ambit_sink_file_clear(&file);
	write_file(&file, dir, "b", "next", 9);
	expect_file(dir, "b", "next");
	folder_free(&dir);
}

static void
a_full_disk_is_an_error(void **state)
{
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	unsigned char buf[8];
	struct ambit_sink_file file;
	struct ambit_err err;

	(void)state;
	assert_int_not_equal(fd, -1);
	ambit_sink_file_init(&file, buf, sizeof(buf), NULL);
	file.fd = fd;
	assert_int_equal(ambit_sink_write(&file.sink, AMBIT_LIT("abc"), &err),
	    0);
	assert_int_equal(ambit_sink_finish(&file.sink, &err), -1);
	assert_int_equal(err.code, AMBIT_E_IO);
	assert_int_equal(ambit_sink_write(&file.sink,
			     AMBIT_LIT("more than fits"), &err),
	    -1);
	assert_int_equal(err.code, AMBIT_E_IO);
	ambit_sink_file_clear(&file);
}

static void
a_chain_does_all_its_links_do(void **state)
{
	int dir = folder_new();
	struct ambit_sink_file file;
	struct ambit_sink_hash hash;
	unsigned char buf[8];

	(void)state;
	ambit_sink_file_init(&file, buf, sizeof(buf), NULL);
	assert_int_equal(ambit_sink_hash_init(&hash, &file.sink, NULL), 0);
	assert_int_equal(ambit_sink_file_open(&file, dir, "a", NULL), 0);
	assert_int_equal(ambit_sink_write(&hash.sink, AMBIT_LIT("abc"), NULL),
	    0);
	assert_int_equal(ambit_sink_finish(&hash.sink, NULL), 0);
	expect_digest(hash.digest, abc_hex);
	expect_file(dir, "a", "abc");
	ambit_sink_hash_clear(&hash);
	folder_free(&dir);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_hash_serves_many_digests),
		cmocka_unit_test(bytes_in_hand_have_a_digest),
		cmocka_unit_test(files_are_written_whole_whatever_the_pieces),
		cmocka_unit_test(no_file_is_replaced_and_no_link_followed),
		cmocka_unit_test(a_run_that_failed_writes_no_more),
		cmocka_unit_test(a_full_disk_is_an_error),
		cmocka_unit_test(a_chain_does_all_its_links_do),
	};

	return cmocka_run_group_tests_name("sink", tests, NULL, NULL);
}
