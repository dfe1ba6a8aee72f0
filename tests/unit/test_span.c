#include "check.h"
#include "guard.h"

#include "ambit/span.h"

static const struct ambit_span nothing;

static void
lines_end_at_lf_or_crlf(void **state)
{
	static const struct ambit_span want[] = { AMBIT_LIT_INIT("a"),
		AMBIT_LIT_INIT("bc"), AMBIT_LIT_INIT(""), AMBIT_LIT_INIT("d\r"),
		AMBIT_LIT_INIT(""), AMBIT_LIT_INIT("\re") };
	struct ambit_span rest =
	    guarded(AMBIT_LIT("a\nbc\r\n\nd\r\r\n\r\n\re\nrest"));
	struct ambit_span line;

	(void)state;
	for (size_t i = 0; i < COUNT(want); i++) {
		assert_true(ambit_span_cut_line(&rest, &line));
		assert_true(ambit_span_equal(line, want[i]));
	}
	assert_false(ambit_span_cut_line(&rest, &line));
	assert_true(ambit_span_equal(rest, AMBIT_LIT("rest")));
	rest = nothing;
	assert_false(ambit_span_cut_line(&rest, &line));
}

static void
case_is_ascii_only(void **state)
{
	(void)state;
	assert_true(ambit_span_equal_nocase(AMBIT_LIT("To"), AMBIT_LIT("tO")));
	assert_false(ambit_span_equal_nocase(AMBIT_LIT("@"), AMBIT_LIT("`")));
	assert_false(ambit_span_equal_nocase(AMBIT_LIT("["), AMBIT_LIT("{")));
	assert_false(
	    ambit_span_equal_nocase(AMBIT_LIT("\xc4"), AMBIT_LIT("\xe4")));
	assert_false(
	    ambit_span_equal_nocase(AMBIT_LIT("To"), AMBIT_LIT("To ")));
}

/* Of every pair of bytes, the letters alone are equal to another. */
static void
every_byte_equals_itself_and_a_letter_its_other_case(void **state)
{
	(void)state;
	for (unsigned a = 0; a < 256; a++) {
		for (unsigned b = 0; b < 256; b++) {
			unsigned char x = (unsigned char)a;
			unsigned char y = (unsigned char)b;
			unsigned low = a | 0x20;
			bool is_letter = low >= 'a' && low <= 'z' && a < 128;

			assert_int_equal(ambit_span_equal_nocase(
					     (struct ambit_span){ &x, 1 },
					     (struct ambit_span){ &y, 1 }),
			    a == b || (is_letter && (a ^ b) == 0x20));
		}
	}
}

static void
a_part_lies_within_its_whole(void **state)
{
	struct ambit_span abc = AMBIT_LIT("abc");

	(void)state;
	assert_true(
	    ambit_span_equal(ambit_span_sub(abc, 1, 1), AMBIT_LIT("b")));
	assert_true(ambit_span_equal(ambit_span_sub(abc, 1, SIZE_MAX),
	    AMBIT_LIT("bc")));
	assert_int_equal(ambit_span_sub(abc, 3, 1).len, 0);
	assert_int_equal(ambit_span_sub(abc, SIZE_MAX, SIZE_MAX).len, 0);
	assert_int_equal(ambit_span_sub(nothing, 0, 1).len, 0);
}

static void
beginnings(void **state)
{
	struct ambit_span abc = guarded(AMBIT_LIT("aBc"));

	(void)state;
	assert_true(ambit_span_begins(abc, AMBIT_LIT("aB")));
	assert_true(ambit_span_begins(abc, AMBIT_LIT("aBc")));
	assert_true(ambit_span_begins(abc, nothing));
	assert_true(ambit_span_begins(nothing, nothing));
	assert_false(ambit_span_begins(abc, AMBIT_LIT("ab")));
	assert_false(ambit_span_begins(abc, AMBIT_LIT("aBcd")));
	assert_false(ambit_span_begins(nothing, AMBIT_LIT("a")));
	assert_true(ambit_span_begins_nocase(abc, AMBIT_LIT("Ab")));
	assert_false(ambit_span_begins_nocase(abc, AMBIT_LIT("Abcd")));
}

static void
the_empty_occurs_everywhere_and_holds_nothing_else(void **state)
{
	struct ambit_span text = guarded(AMBIT_LIT("xxAlice@x"));

	(void)state;
	assert_true(ambit_span_contains_nocase(text, AMBIT_LIT("alice@X")));
	assert_true(ambit_span_contains_nocase(text, AMBIT_LIT("XX")));
	assert_true(ambit_span_contains_nocase(text, text));
	assert_false(ambit_span_contains_nocase(text, AMBIT_LIT("alice@xy")));
	assert_false(ambit_span_contains_nocase(AMBIT_LIT("a"), text));
	assert_true(ambit_span_contains_nocase(text, nothing));
	assert_true(ambit_span_contains_nocase(nothing, nothing));
	assert_false(ambit_span_contains_nocase(nothing, AMBIT_LIT("a")));
}

/* Bytes count unsigned; the shorter comes first. */
static void
order_is_that_of_bytes(void **state)
{
	static const struct ambit_span sorted[] = { { 0 }, AMBIT_LIT_INIT("\0"),
		AMBIT_LIT_INIT("A"), AMBIT_LIT_INIT("a"), AMBIT_LIT_INIT("a\0"),
		AMBIT_LIT_INIT("ab"), AMBIT_LIT_INIT("b"),
		AMBIT_LIT_INIT("\xff") };

	(void)state;
	for (size_t i = 0; i < COUNT(sorted); i++) {
		for (size_t k = 0; k < COUNT(sorted); k++) {
			int order = ambit_span_compare(sorted[i], sorted[k]);

			assert_int_equal((order > 0) - (order < 0),
			    (i > k) - (i < k));
			assert_int_equal(ambit_span_equal(sorted[i], sorted[k]),
			    i == k);
		}
	}
}

static void
blanks_are_trimmed_and_nothing_else(void **state)
{
	(void)state;
	assert_true(
	    ambit_span_equal(ambit_span_trim(guarded(AMBIT_LIT("\t a b \t"))),
		AMBIT_LIT("a b")));
	assert_true(ambit_span_equal(ambit_span_trim(AMBIT_LIT("\na\r")),
	    AMBIT_LIT("\na\r")));
	assert_int_equal(ambit_span_trim(AMBIT_LIT(" \t ")).len, 0);
	assert_int_equal(ambit_span_trim(nothing).len, 0);
}

static void
no_string_is_the_empty_span(void **state)
{
	(void)state;
	assert_int_equal(ambit_span_str(NULL).len, 0);
	assert_true(ambit_span_equal(ambit_span_str("abc"), AMBIT_LIT("abc")));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_end_at_lf_or_crlf),
		cmocka_unit_test(case_is_ascii_only),
		cmocka_unit_test(
		    every_byte_equals_itself_and_a_letter_its_other_case),
		cmocka_unit_test(a_part_lies_within_its_whole),
		cmocka_unit_test(beginnings),
		cmocka_unit_test(
		    the_empty_occurs_everywhere_and_holds_nothing_else),
		cmocka_unit_test(order_is_that_of_bytes),
		cmocka_unit_test(blanks_are_trimmed_and_nothing_else),
		cmocka_unit_test(no_string_is_the_empty_span),
	};

	return cmocka_run_group_tests_name("span", tests, NULL, NULL);
}
