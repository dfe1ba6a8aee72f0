#include "archive.h"

/* ---- one name, or two ---- */

static const struct pair {
	const char *name, *first, *second; /* NULL: there is only one */
	const char *words;                 /* NULL: they are good names */
} pairs[] = {
	{ "names in order are read", "t/a", "t/b", NULL },
	{ "capitals come before small letters", "t/B", "t/a", NULL },
	{ "a name that begins another is read", "t/a", "t/a.b", NULL },
	{ "names in another order are refused", "t/b", "t/a",
	    "entry 2: it does not stand in the order" },
	{ "an order without letter case is refused", "t/a", "t/B",
	    "entry 2: it does not stand in the order" },
	{ "an order by folders is refused", "t/a/b", "t/a.b",
	    "entry 2: it does not stand in the order" },
	{ "one name twice is refused", "t/a", "t/a",
	    "entry 2: it has the name of the entry before" },
	{ "a file below a file is refused", "t/a", "t/a/b",
	    "entry 2: it lies below an entry that is a file" },
	{ "an absolute name is refused", "/a", NULL, "entry 1: it has a name" },
	{ "a network name is refused", "//a/b", NULL,
	    "entry 1: it has a name" },
	{ "a name from the folder above is refused", "../a", NULL,
	    "entry 1: it has a name" },
	{ "a name through the folder above is refused", "t/../a", NULL,
	    "entry 1: it has a name" },
	{ "the folder above is refused", "t/..", NULL,
	    "entry 1: it has a name" },
	{ "the folder itself is refused", "t/./a", NULL,
	    "entry 1: it has a name" },
	{ "a hidden file is refused", "t/.a", NULL, "entry 1: it has a name" },
	{ "a backslash is refused", "t\\a", NULL, "entry 1: it has a name" },
	{ "a drive is refused", "C:a", NULL, "entry 1: it has a name" },
	{ "a folder by name is refused", "t/", NULL, "entry 1: it has a name" },
	{ "two slashes are refused", "t//a", NULL, "entry 1: it has a name" },
	{ "no name is refused", "", NULL, "entry 1: it has a name" },
	{ "a letter beyond ASCII is refused", "t/\xc3\xa9", NULL,
	    "entry 1: it has a name" },
	{ "a control is refused", "t/a\n", NULL, "entry 1: it has a name" },
	{ "a blank is refused", "t/a b", NULL, "entry 1: it has a name" },
	{ "a name from home is refused", "~/a", NULL,
	    "entry 1: it has a name" },
};

static void
names_are_those_of_a_package(void **state)
{
	const struct pair *row = *state;
	struct archive a = archive_new();
	struct archive_reading r;

	archive_file(&a, ambit_span_str(row->first), ARCHIVE_A);
	if (row->second != NULL)
		archive_file(&a, ambit_span_str(row->second), ARCHIVE_B);
	archive_close(&a);
	archive_read(archive_bytes(&a), &r);
	if (row->words == NULL)
		assert_true(r.sound && r.same);
	else
		archive_refused(archive_bytes(&a), row->words);
	archive_free(&a);
}

static void
a_nul_in_a_name_is_refused(void **state)
{
	struct archive a = archive_new();

	(void)state;
	archive_file(&a, AMBIT_LIT("t/a\0b"), ARCHIVE_A);
	archive_close(&a);
	archive_refused(archive_bytes(&a), "entry 1: it has a name");
	archive_free(&a);
}

/* ---- a folder that is a file ---- */

/* Other names stand between it and the file that is its folder. */
static const struct list {
	const char *name;
	const char *names[6];
	const char *words;
} lists[] = {
	{ "a file far below a file is refused",
	    { "t/a", "t/a-", "t/a-x/y", "t/a.b", "t/a/b" },
	    "entry 5: it lies below an entry that is a file" },
	{ "a file below the last of several is refused",
	    { "t/a", "t/a.b", "t/a.b.c", "t/a.b.c/d" },
	    "entry 4: it lies below an entry that is a file" },
	{ "a file below the first of several is refused",
	    { "t/a", "t/a-b-c", "t/a-b.c", "t/a/b" },
	    "entry 4: it lies below an entry that is a file" },
	{ "a file beside files whose names begin its own is read",
	    { "t/a", "t/a-", "t/a-x/y", "t/a.b", "t/a0/b", "t/a0/c" }, NULL },
	{ "what was a file in one folder is none in the next",
	    { "t/a", "t/a-", "t/c-x", "t/c/y" }, NULL },
	{ "a folder beside the file of a longer name is read",
	    { "t/a-b", "t/a/b", "t/a/c", "t/b/a" }, NULL },
};

static void
a_folder_is_no_file(void **state)
{
	const struct list *row = *state;
	struct archive a = archive_new();
	struct archive_reading r;

	for (size_t i = 0; i < COUNT(row->names) && row->names[i] != NULL; i++)
		archive_file(&a, ambit_span_str(row->names[i]), ARCHIVE_A);
	archive_close(&a);
	archive_read(archive_bytes(&a), &r);
	if (row->words == NULL)
		assert_true(r.sound && r.same);
	else
		archive_refused(archive_bytes(&a), row->words);
	archive_free(&a);
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(a_nul_in_a_name_is_refused),
	};
	struct CMUnitTest tests[COUNT(singles) + COUNT(pairs) + COUNT(lists)];
	size_t n = COUNT(singles);

	memcpy(tests, singles, sizeof(singles));
	for (size_t i = 0; i < COUNT(pairs); i++)
		tests[n++] = (struct CMUnitTest){ pairs[i].name,
			names_are_those_of_a_package, NULL, NULL,
			(void *)(uintptr_t)&pairs[i] };
	for (size_t i = 0; i < COUNT(lists); i++)
		tests[n++] =
		    (struct CMUnitTest){ lists[i].name, a_folder_is_no_file,
			    NULL, NULL, (void *)(uintptr_t)&lists[i] };
	return cmocka_run_group_tests_name("zip_name", tests, NULL, NULL);
}
