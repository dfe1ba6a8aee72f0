#include "check.h"
#include "outline.h"

#include "store/tree.h"

#define MAIL "A: b\n\nc"
#define FROM "From a Thu Nov  9 22:33:52 2023\n" /* 32 bytes */

static const struct ambit_store store = {
	.number = 2,
	.account = 1,
	.holds = AMBIT_HOLDS_MAIL,
	.format = AMBIT_STORE_EML,
};

static void
expect(int *dir, const char *want)
{
	char got[2048];

	outline_files(&store, *dir, got, sizeof(got));
	assert_string_equal(got, want);
	folder_free(dir);
}

static void
every_eml_of_every_folder_is_a_message(void **state)
{
	int dir = folder_new();

	(void)state;
	folder_make(dir, "a");
	folder_make(dir, "a/b");
	folder_make(dir, "empty");
	folder_file(dir, "a/b/1.eml", MAIL);
	folder_file(dir, "a.eml", MAIL);
	folder_file(dir, "a/2.EML", MAIL);
	folder_file(dir, "Z.Eml", MAIL);
	folder_file(dir, ".eml", MAIL);
	folder_file(dir, "a/note.txt", "hi");
	folder_file(dir, "eml", MAIL);
	expect(&dir,
	    ".eml 0+7; Z.Eml 0+7; a.eml 0+7; a/2.EML 0+7; "
	    "a/b/1.eml 0+7; a/note.txt 0+2 * foreign; "
	    "eml 0+7 * foreign; ");
}

static void
links_and_pipes_are_never_opened(void **state)
{
	int dir = folder_new();

	(void)state;
	folder_make(dir, "a");
	folder_file(dir, "a/1.eml", MAIL);
	assert_int_equal(symlinkat("a", dir, "b"), 0);
	assert_int_equal(symlinkat("a/1.eml", dir, "c.eml"), 0);
	assert_int_equal(mkfifoat(dir, "d.eml", 0600), 0);
	assert_int_equal(linkat(dir, "a/1.eml", dir, "e.eml", 0), 0);
	expect(&dir,
	    "a/1.eml 0+7 hardLink; b 0+0 * link; c.eml 0+0 * link; "
	    "d.eml 0+0 * link; e.eml 0+7 hardLink; ");
}

static void
f4_a_separator_before_the_header(void **state)
{
	int dir = folder_new();

	(void)state;
	folder_file(dir, "1.eml", FROM MAIL);
	folder_file(dir, "2.eml", "From me\n" MAIL);
	folder_file(dir, "3.eml", FROM "\n" MAIL);
	folder_file(dir, "4.eml", FROM "A: b\r\n\r\nc");
	folder_file(dir, "5.eml", "From: a\n\nc");
	folder_file(dir, "6.eml", "From ");
	expect(&dir,
	    "1.eml 32+7; 2.eml 0+15 framing header; "
	    "3.eml 0+40 framing header; 4.eml 32+9 framing; "
	    "5.eml 0+10; 6.eml 0+5 framing header; ");
}

static void
f5_a_byte_order_mark(void **state)
{
	int dir = folder_new();

	(void)state;
	folder_file(dir, "1.eml", "\xef\xbb\xbf" MAIL);
	expect(&dir, "1.eml 0+10 header; ");
}

static void
f6_an_empty_file_is_an_item(void **state)
{
	int dir = folder_new();

	(void)state;
	folder_file(dir, "1.eml", "");
	expect(&dir, "1.eml 0+0; ");
}

static void
a_store_may_be_one_file(void **state)
{
	int dir = folder_new(), fd;
	char got[256];

	(void)state;
	folder_file(dir, "mail", FROM MAIL);
	fd = openat(dir, "mail", O_RDONLY | O_CLOEXEC);
	outline_files(&store, fd, got, sizeof(got));
	assert_string_equal(got, " 32+7; ");
	(void)close(fd);
	folder_free(&dir);
}

/* TREE_DEPTH_MAX: what lies deeper is held, unopened. */
static void
too_deep_a_folder_is_for_a_person(void **state)
{
	int dir = folder_new();
	char path[512] = "", got[16384];
	struct ambit_reader r;
	struct ambit_item item;

	(void)state;
	for (unsigned depth = 1; depth <= TREE_DEPTH_MAX + 1; depth++) {
		size_t len = strlen(path);

		(void)snprintf(path + len, sizeof(path) - len, "%sd",
		    len > 0 ? "/" : "");
		folder_make(dir, path);
		len = strlen(path);
		(void)snprintf(path + len, sizeof(path) - len, "/%u.eml",
		    depth);
		folder_file(dir, path, MAIL);
		path[len] = '\0';
	}
	outline_files(&store, dir, got, sizeof(got));
	assert_non_null(strstr(got, "/63.eml 0+7; "));
	assert_non_null(strstr(got, "/64.eml 0+7; "));
	assert_null(strstr(got, "/65.eml"));
	assert_int_equal(open_folder(&r, &store, dir, NULL), 0);
	while (r.ops->next(&r, &item, NULL) == 1) {
		if (item.flaws != 0)
			break;
	}
	assert_int_equal(item.flaws, AMBIT_FLAW_LINK);
	assert_int_equal(item.path.len, 2 * TREE_DEPTH_MAX + 1);
	ambit_reader_close(&r);
	folder_free(&dir);
}

/* Names are bytes. */
static void
any_name_is_a_name(void **state)
{
	int dir = folder_new();

	(void)state;
	folder_file(dir, "\xff\n\x01.eml", MAIL);
	folder_file(dir, "..eml", MAIL);
	folder_file(dir, "...eml", MAIL);
	expect(&dir, "...eml 0+7; ..eml 0+7; \xff\n\x01.eml 0+7; ");
}

static void
add_mail(int dir)
{
	folder_file(dir, "a/2.eml", MAIL);
}

static void
grow_other(int dir)
{
	folder_file(dir, "note", "more");
}

static void
b9_a_folder_that_changes_is_found_out(void **state)
{
	void (*const changes[])(int) = { add_mail, grow_other };

	(void)state;
	for (size_t i = 0; i < COUNT(changes); i++) {
		int dir = folder_new();

		folder_make(dir, "a");
		folder_file(dir, "a/1.eml", MAIL);
		folder_file(dir, "note", "old");
		expect_changed(&store, dir, changes[i]);
		folder_free(&dir);
	}
}

/* More names than memory for them: sorted through the disk. */
static void
many_files_come_in_order(void **state)
{
	int dir = folder_new();
	struct ambit_reader r;
	struct ambit_item item;
	char name[201], last[201] = "";
	unsigned n = 0;

	(void)state;
	memset(name, 'x', sizeof(name));
	folder_file(dir, "x", MAIL);
	for (unsigned i = 0; i < 20000; i++) {
		(void)snprintf(name, 9, "%08x", i * 2654435761u);
		name[8] = 'x';
		memcpy(name + 196, ".eml", 5);
		assert_int_equal(linkat(dir, "x", dir, name, 0), 0);
	}
	assert_int_equal(open_folder(&r, &store, dir, NULL), 0);
	while (r.ops->next(&r, &item, NULL) == 1) {
		assert_true(item.path.len < sizeof(last));
		assert_true(
		    ambit_span_compare(ambit_span_str(last), item.path) < 0);
		memcpy(last, item.path.ptr, item.path.len);
		last[item.path.len] = '\0';
		n++;
	}
	assert_int_equal(n, 20001);
	ambit_reader_close(&r);
	folder_free(&dir);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_eml_of_every_folder_is_a_message),
		cmocka_unit_test(links_and_pipes_are_never_opened),
		cmocka_unit_test(f4_a_separator_before_the_header),
		cmocka_unit_test(f5_a_byte_order_mark),
		cmocka_unit_test(f6_an_empty_file_is_an_item),
		cmocka_unit_test(a_store_may_be_one_file),
		cmocka_unit_test(too_deep_a_folder_is_for_a_person),
		cmocka_unit_test(any_name_is_a_name),
		cmocka_unit_test(b9_a_folder_that_changes_is_found_out),
		cmocka_unit_test(many_files_come_in_order),
	};

	return cmocka_run_group_tests_name("eml", tests, NULL, NULL);
}
