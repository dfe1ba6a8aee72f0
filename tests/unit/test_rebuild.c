#include "check.h"
#include "rebuilt.h"

#include "ambit/limits.h"

/* A script of many lines, or of a long one. */
static char script[4 << 20];

static size_t
say(size_t len, const char *text)
{
	size_t n = strlen(text);

	assert_true(len + n < sizeof(script));
	memcpy(script + len, text, n + 1);
	return len + n;
}

static size_t
say_often(size_t len, const char *text, size_t times)
{
	while (times-- > 0)
		len = say(len, text);
	return len;
}

/* Is the script rebuilt, and does the .eml hold the text? */
static bool
gives(const char *text)
{
	struct caught eml = caught_new();
	bool found = rebuilt_script(script, 65536, &eml, NULL) >= 0 &&
	    strstr(caught_text(&eml), text) != NULL;

	caught_free(&eml);
	return found;
}

static bool
is_refused(enum ambit_code code)
{
	struct caught eml = caught_new();
	struct ambit_err err = { .code = AMBIT_E_NONE };
	int got = rebuilt_script(script, 65536, &eml, &err);

	caught_free(&eml);
	return got < 0 && err.code == code;
}

/* ---- 14.5: encoding ---- */

static void
a_line_of_998_leaves_and_one_of_999_is_encoded(void **state)
{
	(void)state;
	(void)say(say_often(say(0, MAIL "1000 u "), "x", 998), "\n");
	assert_true(gives("Content-Transfer-Encoding: 7bit"));
	(void)say(say_often(say(0, MAIL "1000 u "), "x", 999), "\n");
	assert_true(gives("Content-Transfer-Encoding: base64"));
	/* The line end is none of it. */
	(void)say(say_often(say(0, MAIL "1000 u "), "x", 998),
	    "%u000d%u000ab\n");
	assert_true(gives("Content-Transfer-Encoding: 7bit"));
}

/* No line is longer than mail may have, however long the names are. */
static void
no_line_of_a_header_is_longer_than_998(void **state)
{
	struct caught eml = caught_new();
	size_t len = say(0, "0037 u ");

	(void)state;
	len = say(say_often(len, "ab c", 20000), "\n0042 u ");
	len = say(say_often(len, "x y", 300), "\n0064 u SMTP\n0065 u a@");
	len = say(say_often(len, "z", 390), "\nR\n0c15 i 1\n3001 u ");
	len = say(say_often(len, "\xc3\xa4", 5000), "\n3002 u EX\n3003 u ");
	len = say(say_often(len, "\"", 390), "\n.\nA\n3705 i 1\n3707 u ");
	(void)say(say_often(len, "\xc3\xa4", 2048), "\n.\n");
	assert_true(rebuilt_script(script, 65536, &eml, NULL) >= 0);
	for (const char *p = caught_text(&eml); *p != '\0';) {
		size_t n = strcspn(p, "\r");

		assert_true(n <= 998);
		assert_memory_equal(p + n, "\r\n", 2);
		p += n + 2;
	}
	caught_free(&eml);
}

/* ---- 14.6: boundaries ---- */

/* The digests of "a" and "<p>", and where they stand. */
static void
a_boundary_is_the_digest_of_its_parts_and_its_path(void **state)
{
	unsigned char digests[2 * AMBIT_DIGEST_LEN + 1];
	unsigned char digest[AMBIT_DIGEST_LEN];
	char line[64];
	struct ambit_text text = AMBIT_TEXT(line);

	(void)state;
	(void)say(0, MAIL "1000 u a\n1013 b <p>\n");
	assert_int_equal(ambit_sink_digest(AMBIT_LIT("a"), digests, NULL), 0);
	assert_int_equal(ambit_sink_digest(AMBIT_LIT("<p>"),
			     digests + AMBIT_DIGEST_LEN, NULL),
	    0);
	digests[sizeof(digests) - 1] = '1';
	assert_int_equal(ambit_sink_digest((struct ambit_span){ digests,
					       sizeof(digests) },
			     digest, NULL),
	    0);
	ambit_text_str(&text, "boundary=\"=_");
	ambit_text_hex(&text, (struct ambit_span){ digest, 16 });
	ambit_text_str(&text, "\"");
	assert_true(gives(ambit_text_end(&text)));
}

/* Two messages alike within one have boundaries that differ: by their path. */
static void
equal_parts_have_boundaries_of_their_own(void **state)
{
	static const char within[] =
	    "A\n3705 i 5\nM\n" MAIL "1000 u a\n1013 b b\n.\n.\n";
	const char *shown;

	(void)state;
	(void)say(say(0, MAIL), within);
	(void)say(say(0, script), within);
	shown = rebuilt_shown(script, 65536);
	assert_non_null(strstr(shown, "--=_A--"));
	assert_non_null(strstr(shown, "--=_B--"));
	assert_non_null(strstr(shown, "--=_C--"));
	assert_null(strstr(shown, "--=_D--"));
}

/* ---- determinism, damage ---- */

static const char all[] =
    "001a u IPM.Note\n0037 u Gr\xc3\xbc\xc3\x9f"
    "e\n0042 u J\xc3\xb6\n0064 u EX\n"
    "0065 u /O=X\n1000 u a\xc3\xa4\n1013 b <p>\nR\n0c15 i 1\n3001 u B\n.\nA\n"
    "3701 x 00ff\n3705 i 1\n3707 u \xc3\xa4.txt\n.\nA\n3705 i 5\nM\n0037 u i\n"
    ".\n.\n";

static void
two_runs_give_equal_bytes_through_any_window(void **state)
{
	struct caught first = caught_new();

	(void)state;
	assert_int_equal(rebuilt_script(all, 65536, &first, NULL), 0);
	for (size_t window = 1; window < 40; window += 7) {
		struct caught again = caught_new();

		assert_int_equal(rebuilt_script(all, window, &again, NULL), 0);
		assert_string_equal(caught_text(&again), caught_text(&first));
		caught_free(&again);
	}
	caught_free(&first);
}

static void
a_stream_cut_anywhere_is_refused(void **state)
{
	struct caught stream = caught_new();

	(void)state;
	mapi_script(&stream.sink, all);
	for (size_t n = 0; n < stream.len; n++) {
		struct caught eml = caught_new();
		struct ambit_err err = { .code = AMBIT_E_NONE };

		assert_int_equal(rebuilt_stream((struct ambit_span){ stream.ptr,
						    n },
				     4096, &eml, &err),
		    -1);
		assert_int_equal(err.code, AMBIT_E_FORMAT);
		caught_free(&eml);
	}
	caught_free(&stream);
}

static void
a_sink_that_fails_ends_it(void **state)
{
	struct caught eml = caught_new();
	struct ambit_err err = { .code = AMBIT_E_NONE };

	(void)state;
	eml.fails = true;
	assert_int_equal(rebuilt_script(all, 4096, &eml, &err), -1);
	assert_int_equal(err.code, AMBIT_E_MEMORY);
	caught_free(&eml);
}

/* ---- bounds ---- */

static void
sixteen_messages_are_rebuilt_within_each_other(void **state)
{
	size_t len = say(0, MAIL "1000 u 0\n");

	(void)state;
	for (unsigned i = 1; i < AMBIT_MAPI_DEPTH; i++)
		len = say(len, "A\n3705 i 5\nM\n" MAIL "1000 u 0\n");
	(void)say_often(say(len, "A\n3701 b innermost\n3705 i 1\n.\n"),
	    ".\n.\n", AMBIT_MAPI_DEPTH - 1);
	assert_true(gives("innermost"));
}

static void
a_string_of_a_header_has_so_many_bytes(void **state)
{
	(void)state;
	(void)say(say_often(say(0, MAIL "0037 s "), "x", 1 << 18), "\n");
	assert_true(gives("Subject: "));
	(void)say(say_often(say(0, MAIL "0037 s "), "x", (1 << 18) + 1), "\n");
	assert_true(is_refused(AMBIT_E_LIMIT));
}

static void
a_file_has_a_name_of_so_many_bytes(void **state)
{
	(void)state;
	(void)say(say_often(say(0, MAIL "A\n3705 i 1\n3707 s "), "x", 4096),
	    "\n.\n");
	assert_true(gives("filename*0*=UTF-8''xxx"));
	(void)say(say_often(say(0, MAIL "A\n3705 i 1\n3707 s "), "x", 4097),
	    "\n.\n");
	assert_true(is_refused(AMBIT_E_LIMIT));
}

/* More than a header block can hold, as our own lexer reads it. */
static void
so_many_recipients_fit(void **state)
{
	(void)state;
	(void)say_often(say(0, MAIL), "R\n0c15 i 1\n39fe u abcdefgh@a.org\n.\n",
	    46000);
	assert_true(is_refused(AMBIT_E_LIMIT));
	(void)say_often(say(0, MAIL), "R\n0c15 i 1\n39fe u abcdefgh@a.org\n.\n",
	    30000);
	assert_true(gives(" <abcdefgh@a.org>\r\nX-Ambit"));
}

/* A stored header of as many fields as leave room for ours, and one more. */
static void
a_stored_header_has_so_many_fields(void **state)
{
	(void)state;
	(void)say(say_often(say(0, MAIL "007d s "), "a:b%0d%0a",
		      AMBIT_FIELDS_MAX - 24),
	    "\n");
	assert_false(gives("headers.txt"));
	(void)say(say_often(say(0, MAIL "007d s "), "a:b%0d%0a",
		      AMBIT_FIELDS_MAX - 23),
	    "\n");
	assert_true(gives("headers.txt"));
}

static void
a_stored_header_has_lines_of_998(void **state)
{
	(void)state;
	(void)say(say_often(say(0, MAIL "007d s a:"), "x", 996), "\n");
	assert_false(gives("headers.txt"));
	(void)say(say_often(say(0, MAIL "007d s a:"), "x", 997), "\n");
	assert_true(gives("headers.txt"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_line_of_998_leaves_and_one_of_999_is_encoded),
		cmocka_unit_test(no_line_of_a_header_is_longer_than_998),
		cmocka_unit_test(
		    a_boundary_is_the_digest_of_its_parts_and_its_path),
		cmocka_unit_test(equal_parts_have_boundaries_of_their_own),
		cmocka_unit_test(two_runs_give_equal_bytes_through_any_window),
		cmocka_unit_test(a_stream_cut_anywhere_is_refused),
		cmocka_unit_test(a_sink_that_fails_ends_it),
		cmocka_unit_test(
		    sixteen_messages_are_rebuilt_within_each_other),
		cmocka_unit_test(a_string_of_a_header_has_so_many_bytes),
		cmocka_unit_test(a_file_has_a_name_of_so_many_bytes),
		cmocka_unit_test(so_many_recipients_fit),
		cmocka_unit_test(a_stored_header_has_so_many_fields),
		cmocka_unit_test(a_stored_header_has_lines_of_998),
	};

	return cmocka_run_group_tests_name("rebuild", tests, NULL, NULL);
}
