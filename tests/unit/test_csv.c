#include "check.h"
#include "guard.h"

#include <stdio.h>

#include "ambit/csv.h"

/* A string literal of a row, NUL bytes and all. */
#define S(s) AMBIT_LIT_INIT(s)

struct row {
	const char *name;
	bool guard;
	struct ambit_span value, written;
};

static const struct row rows[] = {
	{ "a plain value stays", true, S("alice"), S("alice") },
	{ "an empty value is nothing", true, S(""), S("") },
	{ "blanks inside need no quotes", true, S("a b"), S("a b") },
	{ "a comma needs quotes", true, S("a,b"), S("\"a,b\"") },
	{ "a quote is doubled", true, S("a\"b"), S("\"a\"\"b\"") },
	{ "two quotes alone", true, S("\"\""), S("\"\"\"\"\"\"") },
	{ "a line feed needs quotes", true, S("a\nb"), S("\"a\nb\"") },
	{ "a carriage return needs quotes", true, S("a\rb"), S("\"a\rb\"") },
	{ "a blank in front needs quotes", true, S(" a"), S("\" a\"") },
	{ "a blank behind needs quotes", true, S("a "), S("\"a \"") },
	{ "a tab behind needs quotes", true, S("a\t"), S("\"a\t\"") },
	{ "one blank", true, S(" "), S("\" \"") },
	{ "a semicolon needs none", true, S("a; b"), S("a; b") },
	{ "UTF-8 needs none", true, S("\xc3\xa9"), S("\xc3\xa9") },
	{ "an equals sign is guarded", true, S("=1+1"), S("'=1+1") },
	{ "a plus sign is guarded", true, S("+1"), S("'+1") },
	{ "a minus sign is guarded", true, S("-1"), S("'-1") },
	{ "an at sign is guarded", true, S("@SUM(A1)"), S("'@SUM(A1)") },
	{ "a tab in front is guarded", true, S("\t=1"), S("'\t=1") },
	{ "a carriage return in front is guarded", true, S("\r=1"),
	    S("\"'\r=1\"") },
	{ "a NUL in front is guarded", true, S("\0=1"), S("'\0=1") },
	{ "an apostrophe is guarded", true, S("'tis"), S("''tis") },
	{ "an apostrophe alone", true, S("'"), S("''") },
	{ "two of them", true, S("''"), S("'''") },
	{ "blanks before a formula do not hide it", true, S("  =1"),
	    S("'  =1") },
	{ "a full-width equals sign is guarded", true,
	    S("\xef\xbc\x9d"
	      "1"),
	    S("'\xef\xbc\x9d"
	      "1") },
	{ "a full-width plus sign is guarded", true, S("\xef\xbc\x8b"),
	    S("'\xef\xbc\x8b") },
	{ "a full-width minus sign is guarded", true, S("\xef\xbc\x8d"),
	    S("'\xef\xbc\x8d") },
	{ "a full-width at sign is guarded", true, S("\xef\xbc\xa0"),
	    S("'\xef\xbc\xa0") },
	{ "another full-width letter is not", true, S("\xef\xbc\xa1"),
	    S("\xef\xbc\xa1") },
	{ "guarded and quoted", true, S("=a,b"), S("\"'=a,b\"") },
	{ "guarded, and a blank behind", true, S("=a "), S("\"'=a \"") },
	{ "a sign further in is none", true, S("a=b"), S("a=b") },
	{ "without guard a formula stays", false, S("=1+1"), S("=1+1") },
	{ "without guard an apostrophe stays", false, S("'"), S("'") },
	{ "without guard a blank in front is quoted", false, S(" =1"),
	    S("\" =1\"") },
};

static struct ambit_span
written(const struct row *row, char *buf, size_t size)
{
	struct ambit_text text = { .ptr = buf, .cap = size };

	ambit_csv_field(&text, true, row->guard, row->value);
	assert_false(text.full);
	return ambit_text_span(&text);
}

static void
assert_spans_equal(struct ambit_span a, struct ambit_span b)
{
	assert_int_equal(a.len, b.len);
	if (a.len > 0)
		assert_memory_equal(a.ptr, b.ptr, a.len);
}

static void
it_is_written_so(void **state)
{
	const struct row *row = *state;
	char buf[64];

	assert_spans_equal(written(row, buf, sizeof(buf)), row->written);
}

/* Written, read and compared, between two neighbours; then cut short at every
 * byte, which never gives another value. */
static void
it_is_read_again(void **state)
{
	const struct row *row = *state;
	char line[96], room[96];
	struct ambit_text text = AMBIT_TEXT(line);
	struct ambit_text unquoted = AMBIT_TEXT(room);
	struct ambit_span whole, rest, fields[4];

	ambit_csv_field(&text, true, row->guard, AMBIT_LIT("a"));
	ambit_csv_field(&text, false, row->guard, row->value);
	ambit_csv_field(&text, false, row->guard, AMBIT_LIT(""));
	ambit_csv_end(&text);
	whole = rest = guarded(ambit_text_span(&text));
	assert_int_equal(ambit_csv_cut(&rest, row->guard, &unquoted, fields, 4),
	    3);
	assert_int_equal(rest.len, 0);
	assert_spans_equal(fields[1], row->value);
	for (size_t n = 1; n < whole.len; n++) {
		rest = guarded(ambit_span_sub(whole, 0, n));
		unquoted.len = 0;
		assert_int_equal(ambit_csv_cut(&rest, row->guard, &unquoted,
				     fields, 4),
		    -1);
		assert_int_equal(rest.len, n);
	}
}

struct refused {
	const char *name;
	const char *line;
};

static const struct refused refused[] = {
	{ "no line end", "a,b" },
	{ "a line feed alone", "a,b\n" },
	{ "a carriage return alone", "a,b\r" },
	{ "quotes without need", "\"a\",b\r\n" },
	{ "empty quotes", "\"\",b\r\n" },
	{ "a quote in the middle", "a\"b,c\r\n" },
	{ "text behind a quote", "\"a,\"b\r\n" },
	{ "a quote that is never closed", "\"a,b\r\n" },
	{ "a blank at an end without quotes", "a ,b\r\n" },
	{ "a blank in front without quotes", " a,b\r\n" },
	{ "a formula without guard", "=1,b\r\n" },
	{ "a guard without need", "'a,b\r\n" },
	{ "a guard alone", "',b\r\n" },
	{ "a line feed without quotes", "a\nb,c\r\n" },
	{ "more fields than fit", "a,b,c,d,e\r\n" },
};

static void
it_does_not_read(void **state)
{
	const struct refused *row = *state;
	struct ambit_span rest = guarded(ambit_span_str(row->line));
	struct ambit_span before = rest, fields[4];
	char room[64];
	struct ambit_text text = AMBIT_TEXT(room);

	assert_int_equal(ambit_csv_cut(&rest, true, &text, fields, 4), -1);
	assert_ptr_equal(rest.ptr, before.ptr);
	assert_int_equal(rest.len, before.len);
}

static void
records_are_cut_one_by_one(void **state)
{
	struct ambit_span rest = AMBIT_LIT("a,\"b,\"\"c\"\r\n\r\nd\r\n");
	struct ambit_span fields[4];
	char room[64];
	struct ambit_text text = AMBIT_TEXT(room);

	(void)state;
	assert_int_equal(ambit_csv_cut(&rest, true, &text, fields, 4), 2);
	assert_spans_equal(fields[1], AMBIT_LIT("b,\"c"));
	assert_int_equal(ambit_csv_cut(&rest, true, &text, fields, 4), 1);
	assert_int_equal(fields[0].len, 0);
	assert_int_equal(ambit_csv_cut(&rest, true, &text, fields, 4), 1);
	assert_spans_equal(fields[0], AMBIT_LIT("d"));
	assert_int_equal(ambit_csv_cut(&rest, true, &text, fields, 4), 0);
}

static void
no_room_for_what_was_quoted_is_a_refusal(void **state)
{
	struct ambit_span rest = AMBIT_LIT("\"a\"\"b\"\r\n"), fields[4];
	char room[2];
	struct ambit_text text = AMBIT_TEXT(room);

	(void)state;
	assert_int_equal(ambit_csv_cut(&rest, true, &text, fields, 4), -1);
}

/*
 * Every string of up to three of these: what is written is read as the same
 * value, and nothing else than what is written is read at all.
 */
static void
reading_is_the_inverse_of_writing(void **state)
{
	static const char alphabet[] = "a ,\"\r\n'=\t";
	const size_t n = sizeof(alphabet) - 1;

	(void)state;
	for (size_t i = 0; i < n * n * n; i++) {
		char value[3] = { alphabet[i % n], alphabet[i / n % n],
			alphabet[i / n / n] };
		struct ambit_span span = { (const unsigned char *)value, 3 };

		for (size_t guard = 0; guard < 2; guard++) {
			char line[32], room[32], again[32];
			struct ambit_text text = AMBIT_TEXT(line);
			struct ambit_text unquoted = AMBIT_TEXT(room);
			struct ambit_text back = AMBIT_TEXT(again);
			struct ambit_span rest, fields[4];
			int got;

			ambit_csv_field(&text, true, guard, span);
			ambit_csv_end(&text);
			rest = ambit_text_span(&text);
			assert_int_equal(ambit_csv_cut(&rest, guard, &unquoted,
					     fields, 4),
			    1);
			assert_spans_equal(fields[0], span);

			/* The value itself, as if it were a file. */
			rest = span;
			unquoted.len = 0;
			got = ambit_csv_cut(&rest, guard, &unquoted, fields, 4);
			for (int k = 0; k < got; k++)
				ambit_csv_field(&back, k == 0, guard,
				    fields[k]);
			if (got > 0) {
				ambit_csv_end(&back);
				assert_spans_equal(ambit_text_span(&back),
				    ambit_span_sub(span, 0,
					span.len - rest.len));
			}
		}
	}
}

int
main(void)
{
	struct CMUnitTest tests[2 * COUNT(rows) + COUNT(refused) + 3] = {
		cmocka_unit_test(records_are_cut_one_by_one),
		cmocka_unit_test(no_room_for_what_was_quoted_is_a_refusal),
		cmocka_unit_test(reading_is_the_inverse_of_writing),
	};
	size_t n = 3;

	for (size_t i = 0; i < COUNT(rows); i++) {
		void *row = (void *)(uintptr_t)&rows[i];

		tests[n++] = (struct CMUnitTest){ rows[i].name,
			it_is_written_so, NULL, NULL, row };
		tests[n++] = (struct CMUnitTest){ rows[i].name,
			it_is_read_again, NULL, NULL, row };
	}
	for (size_t i = 0; i < COUNT(refused); i++)
		tests[n++] =
		    (struct CMUnitTest){ refused[i].name, it_does_not_read,
			    NULL, NULL, (void *)(uintptr_t)&refused[i] };
	return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
