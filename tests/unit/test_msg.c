#include "msg_outline.h"

#define R0 M_RECIPIENT("0")
#define A0 M_ATTACHMENT("0")
#define N  "__nameid_version1.0/"

/* ---- values ---- */

static void
note(struct msg_build *m)
{
	m_text(m, "", 0x001a, "IPM.Note");
}

static void
numbers(struct msg_build *m)
{
	note(m);
	m_entry(m, "", 0x0001, AMBIT_MAPI_NULL, 7);
	m_entry(m, "", 0x0002, AMBIT_MAPI_INT16, 0xffff8001);
	m_entry(m, "", 0x0003, AMBIT_MAPI_INT32, 0xffffffff80000001);
	m_entry(m, "", 0x0004, AMBIT_MAPI_FLOAT, 0xffffffff3f800000);
	m_entry(m, "", 0x0005, AMBIT_MAPI_DOUBLE, 0x3ff0000000000000);
	m_entry(m, "", 0x0006, AMBIT_MAPI_CURRENCY, 0x8000000000000001);
	m_entry(m, "", 0x0007, AMBIT_MAPI_APP_TIME, 1);
	m_entry(m, "", 0x000a, AMBIT_MAPI_ERROR, 0xffffffff80040108);
	m_entry(m, "", 0x000b, AMBIT_MAPI_BOOLEAN, 0xff80);
	m_entry(m, "", 0x000c, AMBIT_MAPI_BOOLEAN, 0xff00);
	m_entry(m, "", 0x0014, AMBIT_MAPI_INT64, 0x8000000000000002);
	m_entry(m, "", 0x0040, AMBIT_MAPI_TIME, 0x01d70e7b8f2a1c80);
}

static void
bytes(struct msg_build *m)
{
	m_bytes(m, "", 0x0049, AMBIT_MAPI_GUID, "0123456789abcdef", 16);
	m_bytes(m, "", 0x0e04, AMBIT_MAPI_STRING8, "", 0);
	m_bytes(m, "", 0x1000, AMBIT_MAPI_STRING8, "text", 4);
	m_bytes(m, "", 0x1009, AMBIT_MAPI_BINARY, "a\0b\0", 4);
	note(m);
}

/* Some writers count the NUL and write it, or neither. */
static void
nuls(struct msg_build *m)
{
	m_stream(m, "", "0037001F", "a\0\0\0", 4);
	m_entry(m, "", 0x0037, AMBIT_MAPI_STRING, 4);
	m_stream(m, "", "0042001E", "b", 1);
	m_entry(m, "", 0x0042, AMBIT_MAPI_STRING8, 1);
	m_stream(m, "", "0065001E", "c\0", 2);
	m_entry(m, "", 0x0065, AMBIT_MAPI_STRING8, 2);
	m_stream(m, "", "0070001E", "d\0\0", 3);
	m_entry(m, "", 0x0070, AMBIT_MAPI_STRING8, 3);
}

static void
large(struct msg_build *m)
{
	static char text[5001];

	memset(text, 'x', sizeof(text) - 1);
	m_bytes(m, "", 0x1000, AMBIT_MAPI_STRING8, text, sizeof(text));
	m_bytes(m, "", 0x1013, AMBIT_MAPI_BINARY, "end", 3);
}

static void
several(struct msg_build *m)
{
	m_stream(m, "", "80001003", "\1\0\0\0\2\0\0\0", 8);
	m_entry(m, "", 0x8000, 0x1003, 8);
	m_stream(m, "", "80011048", "0123456789abcdefFEDCBA9876543210", 32);
	m_entry(m, "", 0x8001, 0x1048, 32);
	m_stream(m, "", "8002101F", "\6\0\0\0\2\0\0\0", 8);
	m_stream(m, "", "8002101F-00000000", "a\0b\0", 4);
	m_stream(m, "", "8002101F-00000001", "", 0);
	m_entry(m, "", 0x8002, 0x101f, 8);
	m_stream(m, "", "80031102", "\3\0\0\0\0\0\0\0", 8);
	m_stream(m, "", "80031102-00000000", "xyz", 3);
	m_entry(m, "", 0x8003, 0x1102, 8);
	m_stream(m, "", "8004101E", "", 0);
	m_entry(m, "", 0x8004, 0x101e, 0);
	m_stream(m, "", "8005100B", "\1\0\0\0", 4);
	m_entry(m, "", 0x8005, 0x100b, 4);
}

static void
unsorted(struct msg_build *m)
{
	m_int(m, "", 0x0e07, 1);
	m_int(m, "", 0x0017, 2);
	m_int(m, "", 0x0026, 3);
	/* K10: once more, and equal. */
	m_int(m, "", 0x0017, 2);
}

static void
named(struct msg_build *m)
{
	static const char sets[] = "\2\x20\6\0\0\0\0\0\xc0\0\0\0\0\0\0\x46";
	static const char entries[] = "\x0d\x82\0\0\6\0\0\0"
				      "\0\0\0\0\5\0\1\0"
				      "\1\0\0\0\0\0\2\0"
				      "\x44\x33\x22\x11\2\0\3\0";
	static const char strings[] = "\6\0\0\0K\0e\0y\0\0";

	build_add(m->build, N "__substg1.0_00020102", sets, 16);
	build_add(m->build, N "__substg1.0_00030102", entries, 32);
	build_add(m->build, N "__substg1.0_00040102", strings, 12);
	for (uint16_t id = 0x8000; id < 0x8005; id++)
		m_int(m, "", id, 9);
	m_int(m, R0, 0x8000, 9);
}

/* ---- parts ---- */

static void
parts(struct msg_build *m)
{
	m_int(m, "", 0x0017, 1);
	m_int(m, M_RECIPIENT("1"), 0x0c15, 2);
	m_int(m, R0, 0x0c15, 1);
	m_int(m, M_RECIPIENT("A"), 0x0c15, 3);
	m_int(m, M_ATTACHMENT("1"), 0x3705, 1);
	m_bytes(m, M_ATTACHMENT("1"), 0x3701, AMBIT_MAPI_BINARY, "b", 1);
	m_int(m, A0, 0x3705, 1);
	m_int(m, A0, 0x0e20, 100);
	m_bytes(m, A0, 0x3701, AMBIT_MAPI_BINARY, "winmail", 7);
	m_bytes(m, A0, 0x3704, AMBIT_MAPI_STRING8, "winmail.dat", 11);
}

static void
embedded(struct msg_build *m)
{
	note(m);
	m_int(m, A0, 0x3705, 5);
	m_entry(m, A0, 0x3701, AMBIT_MAPI_OBJECT, UINT64_C(0x1ffffffff));
	m_int(m, A0 M_MESSAGE, 0x0017, 2);
	m_int(m, A0 M_MESSAGE R0, 0x0c15, 1);
	m_int(m, A0 M_MESSAGE A0, 0x3705, 5);
	m_entry(m, A0 M_MESSAGE A0, 0x3701, AMBIT_MAPI_OBJECT, 0);
	m_int(m, A0 M_MESSAGE A0 M_MESSAGE, 0x0017, 3);
}

static void
reference(struct msg_build *m)
{
	m_int(m, A0, 0x3705, 7);
	m_bytes(m, A0, 0x370d, AMBIT_MAPI_STRING8, "//x", 3);
}

static void
object_as_stream(struct msg_build *m)
{
	m_int(m, A0, 0x3705, 6);
	m_stream(m, A0, "3701000D", "raw", 3);
	m_entry(m, A0, 0x3701, AMBIT_MAPI_OBJECT, 0);
}

static void
no_method(struct msg_build *m)
{
	m_bytes(m, A0, 0x3701, AMBIT_MAPI_BINARY, "b", 1);
}

static void
no_data(struct msg_build *m)
{
	m_int(m, A0, 0x3705, 1);
}

static void
no_message(struct msg_build *m)
{
	m_int(m, A0, 0x3705, 5);
	m_entry(m, A0, 0x3701, AMBIT_MAPI_OBJECT, 0);
}

static void
too_much_data(struct msg_build *m)
{
	m_int(m, A0, 0x3705, 1);
	m_int(m, A0, 0x0e20, 2);
	m_bytes(m, A0, 0x3701, AMBIT_MAPI_BINARY, "abc", 3);
}

static void
fewer_attachments(struct msg_build *m)
{
	no_method(m);
	m_int(m, A0, 0x3705, 1);
	m_object(m, "")->is_told = true;
	m_object(m, "")->attachments = 2;
}

/* ---- damage ---- */

static void
fewer_recipients(struct msg_build *m)
{
	m_int(m, R0, 0x0c15, 1);
	m_object(m, "")->is_told = true;
	m_object(m, "")->recipients = 2;
}

static void
twice(struct msg_build *m)
{
	m_int(m, "", 0x0017, 1);
	m_int(m, "", 0x0017, 2);
}

static void
twice_of_two_types(struct msg_build *m)
{
	m_int(m, R0, 0x3001, 1);
	m_text(m, R0, 0x3001, "a");
}

static void
no_stream(struct msg_build *m)
{
	m_entry(m, "", 0x0037, AMBIT_MAPI_STRING, 2);
}

static void
another_length(struct msg_build *m)
{
	m_stream(m, "", "0037001F", "a\0", 2);
	m_entry(m, "", 0x0037, AMBIT_MAPI_STRING, 6);
}

static void
no_property(struct msg_build *m)
{
	note(m);
	m_stream(m, "", "0037001F", "a\0", 2);
}

static void
another_type(struct msg_build *m)
{
	m_text(m, "", 0x0037, "a");
	m_stream(m, "", "0037001E", "a", 1);
}

static void
short_guid(struct msg_build *m)
{
	m_bytes(m, "", 0x0048, AMBIT_MAPI_GUID, "0123456789abcde", 15);
}

static void
half_an_entry(struct msg_build *m)
{
	note(m);
	m_object(m, "")->len += 8;
}

static void
no_list(struct msg_build *m)
{
	note(m);
	build_add(m->build, A0 "x", "", 0);
	m_object(m, "")->is_told = true;
	m_object(m, "")->attachments = 1;
}

static void
several_with_a_rest(struct msg_build *m)
{
	m_stream(m, "", "80001003", "\1\0\0\0\2\0", 6);
	m_entry(m, "", 0x8000, 0x1003, 6);
}

static void
several_without_one(struct msg_build *m)
{
	m_stream(m, "", "8002101F", "\2\0\0\0\2\0\0\0", 8);
	m_stream(m, "", "8002101F-00000000", "", 0);
	m_entry(m, "", 0x8002, 0x101f, 8);
}

static void
names_of_no_set(struct msg_build *m)
{
	build_add(m->build, N "__substg1.0_00030102", "\0\0\0\0\6\0\0\0", 8);
	m_int(m, "", 0x8000, 1);
}

static void
names_that_nobody_has(struct msg_build *m)
{
	build_add(m->build, N "__substg1.0_00030102", "\0\0\0\0\6\0\0\0", 8);
	m_int(m, "", 0x0017, 1);
}

/* AMBIT_MAPI_DEPTH, and one more. */
static void
nest(struct msg_build *m, unsigned messages)
{
	char place[1024] = "";
	struct ambit_text text = AMBIT_TEXT(place);

	for (unsigned i = 1; i < messages; i++) {
		ambit_text_str(&text, A0);
		(void)ambit_text_end(&text);
		m_int(m, place, 0x3705, 5);
		m_entry(m, place, 0x3701, AMBIT_MAPI_OBJECT, 0);
		ambit_text_str(&text, M_MESSAGE);
		(void)ambit_text_end(&text);
		m_int(m, place, 0x0017, i);
	}
}

static void
no_message_at_all(struct msg_build *m)
{
	build_add(m->build, "WordDocument", "x", 1);
	m->is_none = true;
}

static const struct row {
	const char *name;
	void (*fill)(struct msg_build *m);
	const char *want;
} rows[] = {
	{ "numbers_are_in_the_list", numbers,
	    "M( 0001:1= 0002:2=8001 0003:3=80000001 0004:4=3f800000"
	    " 0005:5=3ff0000000000000 0006:6=8000000000000001 0007:7=1"
	    " 000a:a=80040108 000b:b=1 000c:b=0 0014:14=8000000000000002"
	    " 001a:1f=IPM.Note 0040:40=1d70e7b8f2a1c80)" },
	{ "bytes_are_in_streams", bytes,
	    "M( 001a:1f=IPM.Note 0049:48=0123456789abcdef 0e04:1e="
	    " 1000:1e=text 1009:102=a\\u{0}b\\u{0})" },
	{ "one_nul_is_none_of_a_string", nuls,
	    "M( 0037:1f=a 0042:1e=b 0065:1e=c 0070:1e=d\\u{0})" },
	{ "of_several_values_each_is_a_property", several,
	    "M( 8000:1003=1 8000:1003[1]=2 8001:1048=0123456789abcdef"
	    " 8001:1048[1]=FEDCBA9876543210 8002:101f=ab 8002:101f[1]="
	    " 8003:1102=xyz 8005:100b=1 8005:100b[1]=0)" },
	{ "properties_ascend_and_no_two_are_alike", unsorted,
	    "M( 0017:3=2 0026:3=3 0e07:3=1)" },
	{ "names_are_told", named,
	    "M( 8000:3{02,820d,}=9 8001:3{29,0,Key}=9 8002:3=9"
	    " 8003:3{28,11223344,}=9 8004:3=9R( 8000:3{02,820d,}=9))" },
	{ "parts_come_by_their_number", parts,
	    "M( 0017:3=1R( 0c15:3=1)R( 0c15:3=2)R( 0c15:3=3)"
	    "A( 0e20:3=64 3701:102=winmail 3704:1e=winmail.dat 3705:3=1)"
	    "A( 3701:102=b 3705:3=1))" },
	{ "messages_within_messages", embedded,
	    "M( 001a:1f=IPM.NoteA( 3705:3=5M( 0017:3=2R( 0c15:3=1)"
	    "A( 3705:3=5M( 0017:3=3)))))" },
	{ "what_lies_elsewhere_is_not_followed", reference,
	    "!reference M(A( 3705:3=7 370d:1e=//x))" },
	{ "an_object_may_be_a_stream", object_as_stream,
	    "M(A( 3701:d=raw 3705:3=6))" },
	{ "k13_no_method", no_method, "!attachments M(A( 3701:102=b))" },
	{ "k13_no_data", no_data, "!attachments M(A( 3705:3=1))" },
	{ "k13_no_message", no_message, "!attachments M(A( 3705:3=5))" },
	{ "k13_more_data_than_its_size", too_much_data,
	    "!attachments M(A( 0e20:3=2 3701:102=abc 3705:3=1))" },
	{ "k13_fewer_than_it_tells_of", fewer_attachments,
	    "!attachments M(A( 3701:102=b 3705:3=1))" },
	{ "fewer_recipients_than_it_tells_of", fewer_recipients, "!lost " },
	{ "k10_a_property_twice", twice, "!lost " },
	{ "k10_a_property_of_two_types", twice_of_two_types, "!lost " },
	{ "a_property_without_a_stream", no_stream, "!lost " },
	{ "a_stream_of_another_length", another_length, "!lost " },
	{ "a_stream_of_no_property", no_property, "!lost " },
	{ "a_stream_of_another_type", another_type, "!lost " },
	{ "a_guid_too_short", short_guid, "!lost " },
	{ "half_a_property", half_an_entry, "!lost " },
	{ "a_part_without_a_list", no_list, "!lost " },
	{ "several_values_with_a_rest", several_with_a_rest, "!lost " },
	{ "several_values_less_one", several_without_one, "!lost " },
	{ "names_that_cannot_be_read", names_of_no_set, "!lost " },
	{ "names_that_nobody_asks_for", names_that_nobody_has, "M( 0017:3=1)" },
	{ "no_message_in_it", no_message_at_all,
	    "refused: it holds no message" },
};

static void
judge(void **state)
{
	static const size_t windows[] = { 1, 64, 511, 4096 };
	const struct row *row = *state;
	struct msg_build *m = m_new();
	struct ambit_span file;
	char got[4096];

	row->fill(m);
	file = m_file(m);
	for (size_t i = 0; i < COUNT(windows); i++) {
		msg_outline(file, windows[i], got, sizeof(got));
		assert_string_equal(got, row->want);
	}
	m_free(&m);
}

static void
long_values_are_whole(void **state)
{
	struct msg_build *m = m_new();
	static char got[1 << 14], want[1 << 14];
	struct ambit_text text = AMBIT_TEXT(want);

	(void)state;
	large(m);
	msg_outline(m_file(m), 4096, got, sizeof(got));
	m_free(&m);
	ambit_text_str(&text, "M( 1000:1e=");
	for (size_t i = 0; i < 5000; i++)
		ambit_text_str(&text, "x");
	ambit_text_str(&text, " 1013:102=end)");
	(void)ambit_text_end(&text);
	assert_string_equal(got, want);
}

/* K8: 16 within each other are all read, of the 17th only that it is there. */
static void
messages_have_a_depth(void **state)
{
	struct msg_build *m;
	char got[8192];

	(void)state;
	for (unsigned n = AMBIT_MAPI_DEPTH; n <= AMBIT_MAPI_DEPTH + 1; n++) {
		m = m_new();
		nest(m, n);
		msg_outline(m_file(m), 4096, got, sizeof(got));
		m_free(&m);
		if (n == AMBIT_MAPI_DEPTH)
			assert_null(strchr(got, '!'));
		else
			assert_memory_equal(got, "!depth ", 7);
		assert_non_null(strstr(got, "M( 0017:3=f"));
		assert_null(strstr(got, "M( 0017:3=10"));
	}
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(rows) + 2] = {
		cmocka_unit_test(long_values_are_whole),
		cmocka_unit_test(messages_have_a_depth),
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[i + 2] = (struct CMUnitTest){ rows[i].name, judge, NULL,
			NULL, (void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("msg", tests, NULL, NULL);
}
