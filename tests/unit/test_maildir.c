#include "check.h"
#include "outline.h"

/* 7 bytes. */
#define MAIL "A: b\n\nc"

static const struct ambit_store store = {
	.number = 2,
	.account = 1,
	.holds = AMBIT_HOLDS_MAIL,
	.format = AMBIT_STORE_MAILDIR,
	.clocks = { { .source = AMBIT_SOURCE_FILE_NAME } },
};

static int
new_maildir(void)
{
	int dir = folder_new();

	folder_make(dir, "cur");
	folder_make(dir, "new");
	folder_make(dir, "tmp");
	return dir;
}

static void
expect(int *dir, const char *want)
{
	char got[2048];

	outline_files(&store, *dir, got, sizeof(got));
	assert_string_equal(got, want);
	folder_free(dir);
}

static void
f1_a_file_is_an_item_in_the_order_of_the_path(void **state)
{
	int dir = new_maildir();

	(void)state;
	folder_make(dir, ".Sent");
	folder_make(dir, ".Sent/cur");
	folder_make(dir, ".Sent/new");
	folder_make(dir, ".A.B");
	folder_make(dir, ".A.B/cur");
	folder_file(dir, "new/3", MAIL);
	folder_file(dir, "cur/2:2,S", MAIL);
	folder_file(dir, "cur/10", MAIL);
	folder_file(dir, ".Sent/new/1", MAIL);
	folder_file(dir, ".Sent/cur/1", MAIL);
	folder_file(dir, ".A.B/cur/1", MAIL);
	expect(&dir,
	    ".A.B/cur/1 in A.B 0+7; .Sent/cur/1 in Sent 0+7; "
	    ".Sent/new/1 in Sent 0+7; cur/10 0+7; cur/2:2,S 0+7; "
	    "new/3 0+7; ");
}

static void
f1_mail_not_yet_delivered_is_outside(void **state)
{
	int dir = new_maildir();

	(void)state;
	folder_make(dir, ".Sent");
	folder_make(dir, ".Sent/tmp");
	folder_file(dir, "tmp/1", MAIL);
	folder_file(dir, ".Sent/tmp/1", MAIL);
	expect(&dir,
	    ".Sent/tmp/1 in Sent 0+7 * foreign; "
	    "tmp/1 0+7 * foreign; ");
}

static void
f2_other_files_and_folders_are_outside(void **state)
{
	int dir = new_maildir();

	(void)state;
	folder_file(dir, "dovecot.index", "12345");
	folder_file(dir, ".hidden", "123");
	folder_make(dir, "cur/folder");
	folder_file(dir, "cur/folder/1", MAIL);
	folder_make(dir, "other");
	folder_file(dir, "other/1", MAIL);
	folder_make(dir, ".Sent");
	folder_file(dir, ".Sent/maildirfolder", "");
	folder_make(dir, ".Sent/.Deep");
	folder_make(dir, ".Sent/.Deep/cur");
	expect(&dir,
	    ".Sent/.Deep in Sent 0+0 * foreign; "
	    ".Sent/maildirfolder in Sent 0+0 * foreign; "
	    ".hidden 0+3 * foreign; cur/folder 0+0 * foreign; "
	    "dovecot.index 0+5 * foreign; other 0+0 * foreign; ");
}

static void
f2_links_are_never_followed(void **state)
{
	int dir = new_maildir();

	(void)state;
	folder_make(dir, ".Sent");
	folder_make(dir, ".Sent/cur");
	folder_file(dir, ".Sent/cur/1", MAIL);
	assert_int_equal(symlinkat("../.Sent/cur/1", dir, "cur/link"), 0);
	assert_int_equal(symlinkat(".Sent", dir, ".Link"), 0);
	assert_int_equal(symlinkat("cur", dir, "box"), 0);
	assert_int_equal(symlinkat("no such file", dir, "new/1"), 0);
	assert_int_equal(mkfifoat(dir, "new/pipe", 0600), 0);
	expect(&dir,
	    ".Link 0+0 * link; .Sent/cur/1 in Sent 0+7; "
	    "box 0+0 * link; cur/link 0+0 * link; "
	    "new/1 0+0 * link; new/pipe 0+0 * link; ");
}

static void
f2_hard_links_are_read_and_noted(void **state)
{
	int dir = new_maildir();

	(void)state;
	folder_file(dir, "cur/1", MAIL);
	assert_int_equal(linkat(dir, "cur/1", dir, "new/1", 0), 0);
	expect(&dir, "cur/1 0+7 hardLink; new/1 0+7 hardLink; ");
}

static void
f3_the_clock_is_in_the_name(void **state)
{
	static const char *const want[] = {
		"cur/1600000000.x:2,S 1 1600000000 1600000000",
		"cur/99999999999999.x 0 0 99999999999999",
		"cur/x.y 0 0 x",
	};
	int dir = new_maildir();
	struct ambit_reader r;
	struct ambit_item item;
	char got[512];

	(void)state;
	folder_file(dir, "cur/1600000000.x:2,S", MAIL);
	folder_file(dir, "cur/99999999999999.x", MAIL);
	folder_file(dir, "cur/x.y", MAIL);
	assert_int_equal(symlinkat("x.y", dir, "new/1600000000.x"), 0);
	assert_int_equal(open_folder(&r, &store, dir, NULL), 0);
	for (size_t i = 0; i < COUNT(want); i++) {
		const struct ambit_when *when = &item.when[0];
		const struct ambit_span *raw = &item.raw_when[0];

		assert_int_equal(r.ops->next(&r, &item, NULL), 1);
		(void)snprintf(got, sizeof(got), "%.*s %u %jd %.*s",
		    (int)item.path.len, (const char *)item.path.ptr, when->n,
		    when->n == 0 ? 0 : (intmax_t)(when->at[0].lo / 1000000),
		    (int)raw->len, (const char *)raw->ptr);
		assert_string_equal(got, want[i]);
		if (when->n > 0)
			assert_int_equal(when->at[0].lo, when->at[0].hi);
	}
	/* A link has no clock: nothing may say that it is outside. */
	assert_int_equal(r.ops->next(&r, &item, NULL), 1);
	assert_int_equal(item.flaws, AMBIT_FLAW_LINK);
	assert_int_equal(item.when[0].n, 0);
	assert_int_equal(r.ops->next(&r, &item, NULL), 0);
	ambit_reader_close(&r);
	folder_free(&dir);
}

static void
f4_a_separator_before_the_header(void **state)
{
	int dir = new_maildir();

	(void)state;
	folder_file(dir, "cur/1", "From a Thu Nov  9 22:33:52 2023\n" MAIL);
	folder_file(dir, "cur/2", "From me\n" MAIL);
	expect(&dir, "cur/1 32+7; cur/2 0+15 framing header; ");
}

static void
f6_an_empty_file_is_an_item_without_a_clock(void **state)
{
	int dir = new_maildir();
	struct ambit_reader r;
	struct ambit_item item;

	(void)state;
	folder_file(dir, "cur/1600000000.x", "");
	assert_int_equal(open_folder(&r, &store, dir, NULL), 0);
	assert_int_equal(r.ops->next(&r, &item, NULL), 1);
	/* It says nothing, so it says nothing of when it came. */
	assert_int_equal(item.when[0].n, 0);
	ambit_reader_close(&r);
	expect(&dir, "cur/1600000000.x 0+0; ");
}

static void
a_folder_without_cur_and_new_is_refused(void **state)
{
	int dir = folder_new();

	(void)state;
	folder_make(dir, "tmp");
	folder_file(dir, "cur", MAIL);
	expect(&dir, "refused");
	dir = folder_new();
	folder_make(dir, "new");
	expect(&dir, "");
}

static void
bytes_are_poured_from_each_file(void **state)
{
	int dir = new_maildir();
	struct ambit_sink_hash hash;
	struct ambit_reader r;
	struct ambit_item item;
	unsigned char want[AMBIT_DIGEST_LEN];

	(void)state;
	folder_file(dir, "cur/1", "one");
	folder_file(dir, "cur/2", "two");
	assert_int_equal(ambit_sink_hash_init(&hash, NULL, NULL), 0);
	assert_int_equal(open_folder(&r, &store, dir, NULL), 0);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(ambit_sink_hash_reset(&hash, NULL), 0);
		assert_int_equal(r.ops->next(&r, &item, NULL), 1);
		assert_int_equal(ambit_reader_pour(&r, &item,
				     (struct ambit_extent){ 0, 3 }, &hash.sink,
				     NULL),
		    0);
		assert_int_equal(ambit_sink_finish(&hash.sink, NULL), 0);
		assert_int_equal(ambit_sink_digest(i == 0 ? AMBIT_LIT("one")
							  : AMBIT_LIT("two"),
				     want, NULL),
		    0);
		assert_memory_equal(hash.digest, want, sizeof(want));
	}
	ambit_reader_close(&r);
	ambit_sink_hash_clear(&hash);
	folder_free(&dir);
}

static void
add_mail(int dir)
{
	folder_file(dir, "new/9", MAIL);
}

static void
remove_mail(int dir)
{
	assert_int_equal(unlinkat(dir, "cur/1", 0), 0);
}

static void
rename_mail(int dir)
{
	assert_int_equal(renameat(dir, "cur/1", dir, "cur/1:2,S"), 0);
}

static void
grow_mail(int dir)
{
	folder_file(dir, "cur/1", MAIL MAIL);
}

static void
replace_mail(int dir)
{
	folder_file(dir, "tmp/1", MAIL);
	assert_int_equal(renameat(dir, "tmp/1", dir, "cur/1"), 0);
}

static void
b9_a_maildir_that_changes_is_found_out(void **state)
{
	void (*const changes[])(int) = { add_mail, remove_mail, rename_mail,
		grow_mail, replace_mail };

	(void)state;
	for (size_t i = 0; i < COUNT(changes); i++) {
		int dir = new_maildir();

		folder_file(dir, "cur/1", MAIL);
		folder_file(dir, "cur/2", MAIL);
		expect_changed(&store, dir, changes[i]);
		folder_free(&dir);
	}
}

static void
swap_for_link(int dir)
{
	assert_int_equal(unlinkat(dir, "cur/1", 0), 0);
	assert_int_equal(symlinkat("2", dir, "cur/1"), 0);
}

static void
swap_folder_for_link(int dir)
{
	assert_int_equal(renameat(dir, "cur", dir, "other"), 0);
	assert_int_equal(symlinkat("other", dir, "cur"), 0);
}

static void
swap_for_pipe(int dir)
{
	assert_int_equal(unlinkat(dir, "cur/1", 0), 0);
	assert_int_equal(mkfifoat(dir, "cur/1", 0600), 0);
}

static void
b9_a_file_that_is_another_when_it_is_opened_is_found_out(void **state)
{
	void (*const changes[])(int) = { remove_mail, grow_mail, replace_mail,
		swap_for_link, swap_folder_for_link, swap_for_pipe };

	(void)state;
	for (size_t i = 0; i < COUNT(changes); i++) {
		int dir = new_maildir();
		struct ambit_reader r;
		struct ambit_item item;
		struct ambit_err err;

		folder_file(dir, "cur/1", MAIL);
		folder_file(dir, "cur/2", MAIL);
		assert_int_equal(open_folder(&r, &store, dir, NULL), 0);
		assert_int_equal(r.ops->next(&r, &item, NULL), 1);
		changes[i](dir);
		assert_int_equal(ambit_reader_read(&r, &item, &err), -1);
		assert_int_equal(err.code, AMBIT_E_CHANGED);
		assert_int_equal(err.at.item, 1);
		ambit_reader_close(&r);
		folder_free(&dir);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(f1_a_file_is_an_item_in_the_order_of_the_path),
		cmocka_unit_test(f1_mail_not_yet_delivered_is_outside),
		cmocka_unit_test(f2_other_files_and_folders_are_outside),
		cmocka_unit_test(f2_links_are_never_followed),
		cmocka_unit_test(f2_hard_links_are_read_and_noted),
		cmocka_unit_test(f3_the_clock_is_in_the_name),
		cmocka_unit_test(f4_a_separator_before_the_header),
		cmocka_unit_test(f6_an_empty_file_is_an_item_without_a_clock),
		cmocka_unit_test(a_folder_without_cur_and_new_is_refused),
		cmocka_unit_test(bytes_are_poured_from_each_file),
		cmocka_unit_test(b9_a_maildir_that_changes_is_found_out),
		cmocka_unit_test(
		    b9_a_file_that_is_another_when_it_is_opened_is_found_out),
	};

	return cmocka_run_group_tests_name("maildir", tests, NULL, NULL);
}
