#include "check.h"
#include "guard.h"

#include "ambit/wire.h"

/* What is read, one letter each: number of 1, 4, 8 bytes, a string of at most
 * 5, two bytes. */
struct row {
	const char *name;
	struct ambit_span bytes;
	const char *plan;
	const char *outcome; /* "value ... whole", or "bad" */
};

#define ROW(name, bytes, plan, outcome)                    \
	{                                                  \
		name, AMBIT_LIT_INIT(bytes), plan, outcome \
	}

static const struct row rows[] = {
	ROW("nothing at all", "", "", "whole"),
	ROW("a byte", "\xff", "1", "ff whole"),
	ROW("four bytes, the highest first", "\x01\x02\x03\xf4", "4",
	    "10203f4 whole"),
	ROW("eight bytes, the highest first",
	    "\xf1\x02\x03\x04\x05\x06\x07\x08", "8", "f102030405060708 whole"),
	ROW("a string", "\0\0\0\3abc", "s", "[abc] whole"),
	ROW("an empty string", "\0\0\0\0", "s", "[] whole"),
	ROW("a string at its limit", "\0\0\0\5abcde", "s", "[abcde] whole"),
	ROW("a string over its limit", "\0\0\0\6abcdef", "s", "bad"),
	ROW("a string of all lengths", "\xff\xff\xff\xff", "s", "bad"),
	ROW("a string longer than what there is", "\0\0\0\3ab", "s", "bad"),
	ROW("bytes", "ab", "b", "[ab] whole"),
	ROW("all of them in a row", "\1\0\0\0\2\0\0\0\0\0\0\0\3\0\0\0\1xyz",
	    "148sb", "1 2 3 [x] [yz] whole"),
	ROW("something is left", "\1\2", "1", "1 bad"),
	ROW("what is bad stays bad, and gives nothing", "\0\0\0\6abcdef", "s1",
	    "bad"),
};

/* All that the plan reads, and whether it was whole and wholly used. */
static void
outline(struct ambit_span bytes, const char *plan, struct ambit_text *text)
{
	struct ambit_wire wire = { .left = bytes };
	struct ambit_span s;

	for (; *plan != '\0'; plan++) {
		uint64_t n = 0;

		s = (struct ambit_span){ 0 };
		if (*plan == '1')
			n = ambit_wire_u8(&wire);
		else if (*plan == '4')
			n = ambit_wire_u32(&wire);
		else if (*plan == '8')
			n = ambit_wire_u64(&wire);
		else if (*plan == 's')
			s = ambit_wire_string(&wire, 5);
		else
			s = ambit_wire_bytes(&wire, 2);
		if (wire.bad) {
			assert_int_equal(n + s.len, 0);
			continue;
		}
		if (s.ptr == NULL)
			ambit_text_print(text, "%lx ", (unsigned long)n);
		else
			ambit_text_print(text, "[%.*s] ", (int)s.len,
			    (const char *)s.ptr);
	}
	ambit_text_str(text, ambit_wire_done(&wire) ? "whole" : "bad");
}

static void
a_row_is_read(void **state)
{
	const struct row *row = *state;
	char got[256] = { 0 };
	struct ambit_text text = AMBIT_TEXT(got);

	outline(guarded(row->bytes), row->plan, &text);
	assert_string_equal(got, row->outcome);
	for (size_t n = 0; n < row->bytes.len; n++) {
		struct ambit_span cut = ambit_span_sub(row->bytes, 0, n);

		text.len = 0;
		memset(got, 0, sizeof(got));
		outline(guarded(cut), row->plan, &text);
		if (strstr(row->outcome, "whole") != NULL)
			assert_non_null(strstr(got, "bad"));
	}
}

static void
numbers_and_strings_come_back_as_they_were_put(void **state)
{
	static const uint64_t values[] = { 0, 1, 0x7f, 0x80, 0xff, 0x100,
		0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, INT64_MAX,
		UINT64_MAX };
	char room[64];

	(void)state;
	for (size_t i = 0; i < COUNT(values); i++) {
		struct ambit_text text = AMBIT_TEXT(room);
		struct ambit_wire wire = { 0 };

		ambit_wire_put64(&text, values[i]);
		ambit_wire_put_string(&text, AMBIT_LIT("ab"));
		ambit_wire_put32(&text, (uint32_t)values[i]);
		ambit_wire_put8(&text, (uint8_t)values[i]);
		assert_int_equal(text.len, 8 + 6 + 4 + 1);
		wire.left = guarded(ambit_text_span(&text));
		assert_true(ambit_wire_u64(&wire) == values[i]);
		assert_true(ambit_span_equal(ambit_wire_string(&wire, 2),
		    AMBIT_LIT("ab")));
		assert_true(ambit_wire_u32(&wire) == (uint32_t)values[i]);
		assert_true(ambit_wire_u8(&wire) == (uint8_t)values[i]);
		assert_true(ambit_wire_done(&wire));
	}
}

/* What does not fit is not begun, and all behind it is left out. */
static void
a_text_that_is_full_stays_full(void **state)
{
	char room[64];

	(void)state;
	for (size_t cap = 0; cap <= 18; cap++) {
		struct ambit_text text = { .ptr = room, .cap = cap };

		ambit_wire_put64(&text, 1);
		ambit_wire_put32(&text, 1);
		ambit_wire_put_string(&text, AMBIT_LIT("a"));
		ambit_wire_put8(&text, 1);
		assert_int_equal(text.full, cap < 18);
		assert_int_equal(text.len,
		    cap >= 18       ? 18
			: cap >= 17 ? 17
			: cap >= 16 ? 16
			: cap >= 12 ? 12
			: cap >= 8  ? 8
				    : 0);
	}
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(
		    numbers_and_strings_come_back_as_they_were_put),
		cmocka_unit_test(a_text_that_is_full_stays_full),
	};
	struct CMUnitTest tests[COUNT(rows) + COUNT(others)];

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[i] = (struct CMUnitTest){ rows[i].name, a_row_is_read,
			NULL, NULL, (void *)(uintptr_t)&rows[i] };
	memcpy(tests + COUNT(rows), others, sizeof(others));
	return cmocka_run_group_tests_name("wire", tests, NULL, NULL);
}
