#include "check.h"
#include "guard.h"

#include "ambit/codepage.h"

#define S(s) AMBIT_LIT_INIT(s)

struct row {
	const char *name;
	uint32_t page;
	struct ambit_span bytes;
	int got;
	const char *utf8;
};

static const struct row rows[] = {
	{ "ASCII is itself", 1252, S("A"), 1, "A" },
	{ "a byte of 1252", 1252, S("\x80"), 1, "\xe2\x82\xac" },
	{ "a byte that 1252 has nothing for", 1252, S("\x81"), -1, "" },
	{ "a byte of 1251", 1251, S("\xcf"), 1, "\xd0\x9f" },
	{ "a byte of the Macintosh", 10000, S("\x8e"), 1, "\xc3\xa9" },
	{ "the first byte of two in 932", 932, S("\x83"), 0, "" },
	{ "two bytes of 932, the second like ASCII", 932, S("\x83\x41"), 1,
	    "\xe3\x82\xa2" },
	{ "one byte of 932", 932, S("\xb1"), 1, "\xef\xbd\xb1" },
	{ "two bytes of 936", 936, S("\xc4\xe3"), 1, "\xe4\xbd\xa0" },
	{ "two bytes of 949", 949, S("\xb0\xa1"), 1, "\xea\xb0\x80" },
	{ "two bytes of 950", 950, S("\xa7\x41"), 1, "\xe4\xbd\xa0" },
	{ "two bytes of Johab", 1361, S("\x88\x61"), 1, "\xea\xb0\x80" },
	{ "three bytes of GB 18030 are not yet one", 54936, S("\x81\x30\x81"),
	    0, "" },
	{ "four bytes of GB 18030", 54936, S("\x81\x30\x81\x30"), 1,
	    "\xc2\x80" },
	{ "UTF-8", 65001, S("\xf0\x9f\x98\x80"), 1, "\xf0\x9f\x98\x80" },
	{ "UTF-8 beyond the last character", 65001, S("\xf5\x8a\x8a\x8a"), -1,
	    "" },
	{ "UTF-8 of a surrogate", 65001, S("\xed\xa0\x80"), -1, "" },
	{ "UTF-8 that is too long", 65001, S("\xc0\x80"), -1, "" },
	{ "a page that keeps letters back for an accent", 1258, S("a"), 1,
	    "a" },
	{ "and the accent by itself", 1258, S("\xec"), 1, "\xcc\x81" },
	{ "a page that is not on the list", 65000, S("a"), -1, "" },
	{ "a page of shift states is not on the list", 50220, S("a"), -1, "" },
};

/* Twice, for a converter may not remember. */
static void
it_decodes_so(void **state)
{
	const struct row *row = *state;

	for (size_t i = 0; i < 2; i++) {
		char utf8[AMBIT_CODEPAGE_UTF8 + 1] = "";
		size_t len = 0;

		assert_int_equal(ambit_codepage_decode(row->page,
				     guarded(row->bytes), utf8, &len),
		    row->got);
		if (row->got == 1) {
			assert_int_equal(len, strlen(row->utf8));
			assert_memory_equal(utf8, row->utf8, len);
		}
	}
}

/* No page is missing here, and every page has ASCII as it is. */
static void
every_page_of_the_list_opens(void **state)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };

	(void)state;
	assert_int_equal(ambit_codepage_warm(&err), 0);
	for (size_t i = 0; i < COUNT(rows) - 2; i++) {
		for (unsigned char c = 1; c < 0x80; c++) {
			struct ambit_span byte = { &c, 1 };
			char utf8[AMBIT_CODEPAGE_UTF8];
			size_t len;

			assert_int_equal(ambit_codepage_decode(rows[i].page,
					     byte, utf8, &len),
			    1);
			assert_true(len == 1 && utf8[0] == (char)c);
		}
	}
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(rows) + 1] = {
		cmocka_unit_test(every_page_of_the_list_opens),
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[1 + i] = (struct CMUnitTest){ rows[i].name, it_decodes_so,
			NULL, NULL, (void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("codepage", tests, NULL, NULL);
}
