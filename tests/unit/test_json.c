#include <string.h>

#include "check.h"

#include "ambit/json.h"

static char room[512];

static void
is_written(const struct ambit_text *text, const char *want)
{
	assert_false(text->full);
	assert_int_equal(text->len, strlen(want));
	assert_memory_equal(text->ptr, want, text->len);
}

static void
values_and_structure_have_one_form(void **state)
{
	struct ambit_text text = AMBIT_TEXT(room);
	struct ambit_json json = { .text = &text };
	(void)state;

	ambit_json_object(&json, NULL);
	ambit_json_array(&json, "a");
	ambit_json_number(&json, NULL, INT64_MIN);
	ambit_json_object(&json, NULL);
	ambit_json_end(&json);
	ambit_json_null(&json, NULL);
	ambit_json_end(&json);
	ambit_json_bool(&json, "b", true);
	ambit_json_bool(&json, "c", false);
	ambit_json_hex(&json, "d", AMBIT_LIT("\x01\xfe"));
	ambit_json_object(&json, "e");
	ambit_json_number(&json, "a", 7);
	ambit_json_end(&json);
	ambit_json_string(&json, "f", AMBIT_LIT(""));
	ambit_json_end(&json);
	is_written(&text,
	    "{\"a\":[-9223372036854775808,{},null],\"b\":true,\"c\":false,"
	    "\"d\":\"01fe\",\"e\":{\"a\":7},\"f\":\"\"}");
}

static void
strings_are_escaped_as_little_as_may_be(void **state)
{
	struct ambit_text text = AMBIT_TEXT(room);
	struct ambit_json json = { .text = &text };
	(void)state;

	ambit_json_string(&json, NULL,
	    AMBIT_LIT("\"\\/\b\f\n\r\t\x01\x1f\x7f\0\xc3\xa9\xf0\x9f\x98\x80"
		      "\xff"));
	is_written(&text,
	    "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\\u0000\xc3\xa9"
	    "\xf0\x9f\x98\x80\xef\xbf\xbd\"");
}

static void
what_does_not_fit_is_told(void **state)
{
	char small[8];
	struct ambit_text text = AMBIT_TEXT(small);
	struct ambit_json json = { .text = &text };
	(void)state;

	ambit_json_object(&json, NULL);
	ambit_json_string(&json, "key", AMBIT_LIT("value"));
	ambit_json_end(&json);
	assert_true(text.full);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_and_structure_have_one_form),
		cmocka_unit_test(strings_are_escaped_as_little_as_may_be),
		cmocka_unit_test(what_does_not_fit_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
