#include "check.h"
#include "guard.h"

#include "rebuild/line.h"

#define S(s)  AMBIT_LIT_INIT(s)
#define UGLY  "\xef\xbf\xbd"
#define TEN   "0123456789"
#define FIFTY TEN TEN TEN TEN TEN
/* Seven and a line of as many as go into it. */
#define LINE "SUMMARY:" FIFTY TEN "0123456"

enum as { TEXT, PARAM, URI, URL };

static const struct row {
	const char *name;
	enum as as;
	struct ambit_span value;
	const char *line;
} rows[] = {
	{ "plain words", TEXT, S("plain words"), "SUMMARY:plain words\r\n" },
	{ "nothing", TEXT, S(""), "SUMMARY:\r\n" },
	{ "what a value is made of is escaped", TEXT, S("a,b;c\\d:e\"f"),
	    "SUMMARY:a\\,b\\;c\\\\d:e\"f\r\n" },
	{ "every end of a line is one", TEXT, S("a\r\nb\nc\rd\r\r\n"),
	    "SUMMARY:a\\nb\\nc\\nd\\n\\n\r\n" },
	{ "an end of a line of Unicode is one", TEXT,
	    S("a\xc2\x85"
	      "b\xe2\x80\xa8"
	      "c\xe2\x80\xa9"),
	    "SUMMARY:a\\nb\\nc\\n\r\n" },
	{ "a line cannot be begun from within", TEXT,
	    S("x\r\nATTENDEE:mailto:eve@example.com"),
	    "SUMMARY:x\\nATTENDEE:mailto:eve@example.com\r\n" },
	{ "a tab stays, other controls are seen", TEXT,
	    S("a\tb\0c\x0b"
	      "d\x1b"
	      "e\x7f"
	      "f\xc2\x9b"),
	    "SUMMARY:a\tb" UGLY "c" UGLY "d" UGLY "e" UGLY "f" UGLY "\r\n" },
	{ "what is no UTF-8 is seen", TEXT, S("\xff\xc3"),
	    "SUMMARY:" UGLY UGLY "\r\n" },
	{ "seventy-five octets stay on a line", TEXT, S(FIFTY TEN "0123456"),
	    LINE "\r\n" },
	{ "the seventy-sixth goes on the next", TEXT, S(FIFTY TEN "01234567"),
	    LINE "\r\n 7\r\n" },
	{ "a character of two octets is not cut", TEXT,
	    S(FIFTY TEN "012345\xc3\xbc"),
	    "SUMMARY:" FIFTY TEN "012345\r\n \xc3\xbc\r\n" },
	{ "one of four octets is not cut", TEXT,
	    S(FIFTY TEN "0123\xf0\x9f\x93\x85"),
	    "SUMMARY:" FIFTY TEN "0123\r\n \xf0\x9f\x93\x85\r\n" },
	{ "an escape is not cut", TEXT, S(FIFTY TEN "012345,"),
	    "SUMMARY:" FIFTY TEN "012345\r\n \\,\r\n" },
	{ "a long line is folded again and again", TEXT,
	    S(FIFTY TEN "0123456" FIFTY TEN TEN "abcd" FIFTY),
	    LINE "\r\n " FIFTY TEN TEN "abcd\r\n " FIFTY "\r\n" },
	{ "a parameter keeps commas and colons", PARAM, S("Doe, J: x; y"),
	    "SUMMARY;CN=\"Doe, J: x; y\"\r\n" },
	{ "a parameter cannot be ended from within", PARAM,
	    S("x\":mailto:eve@example.com\r\nX:^"),
	    "SUMMARY;CN=\"x^':mailto:eve@example.com^nX:^^\"\r\n" },
	{ "controls of a parameter are seen", PARAM, S("a\0\x08"),
	    "SUMMARY;CN=\"a" UGLY UGLY "\"\r\n" },
	{ "an address as it is", URI, S("o'neil+x@mail.example.com"),
	    "SUMMARY:o'neil+x@mail.example.com\r\n" },
	{ "an address has no room for more", URI,
	    S("a b?c&d,e;f\r\ng\"\xc3\xbc%<>"),
	    "SUMMARY:a%20b%3Fc%26d%2Ce%3Bf%0D%0Ag%22%C3%BC%25%3C%3E\r\n" },
	{ "a URI keeps what it is made of", URL,
	    S("https://u@example.com:8/a;b,c?d=e&f[0]#g%20"),
	    "SUMMARY:https://u@example.com:8/a;b,c?d=e&f[0]#g%20\r\n" },
	{ "a URI has no end of a line", URL, S("http://x/ \r\n\\\"\0"),
	    "SUMMARY:http://x/%20%0D%0A%5C%22%00\r\n" },
};

static const char *
written(const struct row *row, struct ambit_span value)
{
	static char room[4096];
	struct ambit_text text = AMBIT_TEXT(room);
	struct line line = { .out = &text };

	line_str(&line, "SUMMARY");
	if (row->as == PARAM)
		line_param(&line, "CN", value);
	else
		line_str(&line, ":");
	if (row->as == TEXT)
		line_text(&line, value);
	else if (row->as == URI)
		line_uri(&line, value);
	else if (row->as == URL)
		line_url(&line, value);
	line_end(&line);
	return ambit_text_end(&text);
}

static void
it_is_written_so(void **state)
{
	const struct row *row = *state;

	assert_string_equal(written(row, guarded(row->value)), row->line);
}

/* Whatever bytes come, in whatever place: one line, folded, of UTF-8. */
static void
no_byte_ends_a_line_or_overfills_it(void **state)
{
	unsigned char bytes[160];

	(void)state;
	for (unsigned seed = 0; seed < 4000; seed++) {
		struct row row = { .as = (enum as)(seed % 4) };
		struct ambit_span left, line;
		size_t n = 0;

		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = (unsigned char)((seed * 2654435761u >> 7) *
				(i + 1) * 40503u >>
			    9);
		left = ambit_span_str(written(&row,
		    (struct ambit_span){ bytes, seed % sizeof(bytes) }));
		while (ambit_span_cut_line(&left, &line)) {
			assert_true(line.len <= 75);
			assert_int_equal(line.ptr[0] == ' ', n++ > 0);
			assert_null(memchr(line.ptr, '\r', line.len));
			while (line.len > 0)
				assert_true(ambit_text_cut_utf8(&line) >= 0);
		}
		assert_int_equal(left.len, 0);
	}
}

static void
numbers_and_times_have_one_form(void **state)
{
	static const int64_t at = INT64_C(1709629330123456);
	char room[256];
	struct ambit_text text = AMBIT_TEXT(room);
	struct line line = { .out = &text };

	(void)state;
	line_number(&line, INT64_MIN);
	line_end(&line);
	line_number(&line, 0);
	line_end(&line);
	line_date(&line, at);
	line_end(&line);
	line_local(&line, at);
	line_end(&line);
	line_utc(&line, at);
	line_end(&line);
	line_utc(&line, -1);
	line_end(&line);
	assert_string_equal(ambit_text_end(&text),
	    "-9223372036854775808\r\n0\r\n20240305\r\n20240305T090210\r\n"
	    "20240305T090210Z\r\n19691231T235959Z\r\n");
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(no_byte_ends_a_line_or_overfills_it),
		cmocka_unit_test(numbers_and_times_have_one_form),
	};
	struct CMUnitTest tests[COUNT(rows) + COUNT(others)];

	memcpy(tests, others, sizeof(others));
	for (size_t i = 0; i < COUNT(rows); i++)
		tests[COUNT(others) + i] =
		    (struct CMUnitTest){ rows[i].name, it_is_written_so, NULL,
			    NULL, (void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("line", tests, NULL, NULL);
}
