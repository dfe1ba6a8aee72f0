#include "check.h"
#include "guard.h"

#include "ambit/text.h"

static void
assert_text(const struct ambit_text *text, const char *want)
{
	assert_true(
	    ambit_span_equal(ambit_text_span(text), ambit_span_str(want)));
}

static void
pieces_in_a_row(void **state)
{
	char buf[32];
	struct ambit_text text = AMBIT_TEXT(buf);

	(void)state;
	ambit_text_put(&text, AMBIT_LIT("ab"));
	ambit_text_put(&text, (struct ambit_span){ 0 });
	ambit_text_str(&text, "cd");
	ambit_text_print(&text, " %03u %s", 7, "x");
	ambit_text_hex(&text, AMBIT_LIT("\x00\x9f\xff"));
	assert_text(&text, "abcd 007 x009fff");
	assert_false(text.full);
}

static const struct {
	const char *name;
	uint64_t number;
	size_t least;
	const char *want;
} decimals[] = {
	{ "nothing, in no digits", 0, 0, "" },
	{ "nothing, in one digit", 0, 1, "0" },
	{ "zeros stand in front", 7, 3, "007" },
	{ "a longer number is not cut", 1234, 3, "1234" },
	{ "the largest number", UINT64_MAX, 1, "18446744073709551615" },
	{ "the largest number, and zeros", UINT64_MAX, 24,
	    "000018446744073709551615" },
};

static void
numbers_in_decimal(void **state)
{
	char buf[32];

	(void)state;
	for (size_t i = 0; i < COUNT(decimals); i++) {
		struct ambit_text text = AMBIT_TEXT(buf);

		ambit_text_decimal(&text, decimals[i].number,
		    decimals[i].least);
		if (!ambit_span_equal(ambit_text_span(&text),
			ambit_span_str(decimals[i].want)))
			fail_msg("%s", decimals[i].name);
	}
}

static void
an_end_is_not_of_the_text(void **state)
{
	char buf[4];
	struct ambit_text text = AMBIT_TEXT(buf);

	(void)state;
	ambit_text_str(&text, "abc");
	assert_string_equal(ambit_text_end(&text), "abc");
	assert_text(&text, "abc");
}

/* A buffer may be filled to its last byte; one more is not begun. */
static void
overflow_is_sticky(void **state)
{
	char buf[5];
	struct ambit_text text = { .ptr = buf, .cap = 4 };

	(void)state;
	buf[4] = '!';
	ambit_text_str(&text, "abc");
	ambit_text_print(&text, "%u", 1);
	assert_text(&text, "abc1");
	assert_false(text.full);
	ambit_text_str(&text, "");
	assert_false(text.full);
	ambit_text_str(&text, "d");
	assert_true(text.full);
	assert_text(&text, "abc1");
	text.len = 0;
	ambit_text_str(&text, "e");
	assert_text(&text, "");
	assert_int_equal(buf[4], '!');
}

static void
a_piece_that_does_not_fit_is_left_out_whole(void **state)
{
	char buf[4];
	struct ambit_text text = AMBIT_TEXT(buf);

	(void)state;
	ambit_text_str(&text, "ab");
	ambit_text_str(&text, "cde");
	assert_true(text.full);
	assert_text(&text, "ab");
	ambit_text_str(&text, "c");
	assert_text(&text, "ab");
}

struct row {
	const char *name;
	struct ambit_span bytes;
	const char *escaped;
};

#define ROW(name, bytes, escaped)                    \
	{                                            \
		name, AMBIT_LIT_INIT(bytes), escaped \
	}

static const struct row rows[] = {
	ROW("ASCII stays", "Az09 ~\"'<>&", "Az09 ~\"'<>&"),
	ROW("UTF-8 stays", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80",
	    "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"),
	ROW("the backslash", "a\\x{41}", "a\\u{5c}x{41}"),
	ROW("controls", "\0\t\n\r\x1b[31m\x7f",
	    "\\u{0}\\u{9}\\u{a}\\u{d}\\u{1b}[31m\\u{7f}"),
	ROW("C1 controls", "\xc2\x80\xc2\x9b\xc2\x9f", "\\u{80}\\u{9b}\\u{9f}"),
	ROW("a soft hyphen",
	    "a\xc2\xad"
	    "b",
	    "a\\u{ad}b"),
	ROW("characters that turn the line",
	    "\xe2\x80\xae"
	    "\xd8\x9c",
	    "\\u{202e}\\u{61c}"),
	ROW("line and paragraph ends", "\xe2\x80\xa8\xe2\x80\xa9",
	    "\\u{2028}\\u{2029}"),
	ROW("characters without width",
	    "\xe2\x80\x8b\xe2\x81\xa0\xef\xbb\xbf\xe1\xa0\x8e\xcd\x8f",
	    "\\u{200b}\\u{2060}\\u{feff}\\u{180e}\\u{34f}"),
	ROW("fillers and selectors", "\xe3\x85\xa4\xef\xb8\x8f\xf3\xa0\x84\x80",
	    "\\u{3164}\\u{fe0f}\\u{e0100}"),
	ROW("tags", "\xf3\xa0\x80\x81", "\\u{e0001}"),
	ROW("what is no character", "\xef\xbf\xbe\xf4\x8f\xbf\xbf\xef\xb7\x90",
	    "\\u{fffe}\\u{10ffff}\\u{fdd0}"),
	ROW("bytes that are no UTF-8", "\xe9\x80\xff\xfe",
	    "\\x{e9}\\x{80}\\x{ff}\\x{fe}"),
	ROW("an overlong slash", "\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf",
	    "\\x{c0}\\x{af}\\x{e0}\\x{80}\\x{af}\\x{f0}\\x{80}\\x{80}"
	    "\\x{af}"),
	ROW("a surrogate", "\xed\xa0\x80", "\\x{ed}\\x{a0}\\x{80}"),
	ROW("above Unicode", "\xf4\x90\x80\x80",
	    "\\x{f4}\\x{90}\\x{80}\\x{80}"),
	ROW("a character cut short", "a\xe2\x82", "a\\x{e2}\\x{82}"),
	ROW("a character cut short within",
	    "\xe2\x82"
	    "a",
	    "\\x{e2}\\x{82}a"),
};

static void
judge(void **state)
{
	const struct row *row = *state;
	char buf[256];
	struct ambit_text text = AMBIT_TEXT(buf);

	ambit_text_escaped(&text, guarded(row->bytes));
	assert_false(text.full);
	assert_text(&text, row->escaped);
}

/* All code points there and back, against RFC 3629 3 written down again. */
static void
every_character_is_cut_whole(void **state)
{
	(void)state;
	for (int32_t c = 0; c <= 0x10ffff; c++) {
		unsigned char b[4];
		struct ambit_span s = { b, 0 };

		if (c < 0x80) {
			b[s.len++] = (unsigned char)c;
		} else if (c < 0x800) {
			b[s.len++] = (unsigned char)(0xc0 | c >> 6);
		} else if (c < 0x10000) {
			b[s.len++] = (unsigned char)(0xe0 | c >> 12);
			b[s.len++] = (unsigned char)(0x80 | (c >> 6 & 0x3f));
		} else {
			b[s.len++] = (unsigned char)(0xf0 | c >> 18);
			b[s.len++] = (unsigned char)(0x80 | (c >> 12 & 0x3f));
			b[s.len++] = (unsigned char)(0x80 | (c >> 6 & 0x3f));
		}
		if (c >= 0x80)
			b[s.len++] = (unsigned char)(0x80 | (c & 0x3f));
		if (c >= 0xd800 && c <= 0xdfff) {
			assert_int_equal(ambit_text_cut_utf8(&s), -1);
			assert_int_equal(s.len, 2);
		} else {
			assert_int_equal(ambit_text_cut_utf8(&s), c);
			assert_int_equal(s.len, 0);
		}
	}
}

/* Of all pairs of bytes, those that are one character are 1,920. */
static void
every_pair_of_bytes(void **state)
{
	unsigned n = 0;

	(void)state;
	for (unsigned i = 0; i < 65536; i++) {
		unsigned char b[2] = { (unsigned char)(i >> 8),
			(unsigned char)i };
		struct ambit_span s = { b, 2 };
		int32_t c = ambit_text_cut_utf8(&s);

		assert_true(s.len == 1 || c >= 0x80);
		n += s.len == 0;
	}
	assert_int_equal(n, 0x800 - 0x80);
}

static void
letters_are_not_hidden(void **state)
{
	static const int32_t seen[] = { ' ', 'a', 0xa0, 0xe4, 0x4e2d, 0x5d0,
		0x200a, 0x2010, 0x2030, 0x1f600, 0xfffd };

	(void)state;
	for (size_t i = 0; i < COUNT(seen); i++)
		assert_false(ambit_text_is_hidden(seen[i]));
}

#define OTHERS 6

int
main(void)
{
	struct CMUnitTest tests[OTHERS + COUNT(rows)] = {
		cmocka_unit_test(pieces_in_a_row),
		cmocka_unit_test(numbers_in_decimal),
		cmocka_unit_test(an_end_is_not_of_the_text),
		cmocka_unit_test(overflow_is_sticky),
		cmocka_unit_test(a_piece_that_does_not_fit_is_left_out_whole),
		cmocka_unit_test(every_character_is_cut_whole),
		cmocka_unit_test(every_pair_of_bytes),
		cmocka_unit_test(letters_are_not_hidden),
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[OTHERS + i] = (struct CMUnitTest){ rows[i].name, judge,
			NULL, NULL, (void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
