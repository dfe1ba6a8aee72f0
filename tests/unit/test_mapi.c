#include "check.h"
#include "mapi.h"

#define S(s) AMBIT_LIT_INIT(s)

#define HEAD "ambit mapi 1\n"
/* A property of a two-byte id and type, without a name: its index, and how
 * long it is, follow. */
#define SET0           "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define PROP(id, type) "P" id type SET0 "\0\0\0\0\0\0\0\0"
#define LEN(n)         "\0\0\0\0\0\0\0" n
#define FIRST          "\0\0\0\0"

/* ---- a tree as one string ---- */

static void
outline_value(struct ambit_text *text, struct ambit_source *source,
    struct ambit_arena *arena, const struct ambit_mapi_value *value)
{
	const struct ambit_mapi_prop *prop = &value->prop;
	struct ambit_span bytes;

	ambit_text_print(text, " %04x:%04x", prop->id, prop->type);
	if (prop->index > 0)
		ambit_text_print(text, "[%u]", (unsigned)prop->index);
	if (prop->set[15] != 0)
		ambit_text_print(text, "{%02x,%x,%.*s}", prop->set[0],
		    (unsigned)prop->number, (int)prop->name.len,
		    prop->name.len > 0 ? (const char *)prop->name.ptr : "");
	if (ambit_mapi_is_number(prop->type)) {
		ambit_text_print(text, "=%llu",
		    (unsigned long long)value->number);
		return;
	}
	assert_int_equal(ambit_mapi_lend(source, value, 4096, arena, &bytes,
			     NULL),
	    0);
	ambit_text_str(text, "=");
	ambit_text_escaped(text, bytes);
}

static void
outline_object(struct ambit_text *text, struct ambit_source *source,
    struct ambit_arena *arena, const struct ambit_mapi_object *object)
{
	static const char letters[] = "?MRA";

	ambit_text_print(text, "%c%u(", letters[object->kind], object->depth);
	for (size_t i = 0; i < object->n_values; i++)
		outline_value(text, source, arena, &object->values[i]);
	for (size_t i = 0; i < object->n_parts; i++)
		outline_object(text, source, arena, object->parts[i]);
	ambit_text_str(text, ")");
}

/* The outline, or what the error says. */
static const char *
outline(struct ambit_span stream, size_t window)
{
	static char buf[65536];
	struct ambit_text text = AMBIT_TEXT(buf);
	struct mapi_file file = mapi_file(stream, window);
	struct ambit_arena *arena = ambit_arena_new(1 << 20);
	const struct ambit_mapi_object *message;
	struct ambit_err err = { .code = AMBIT_E_NONE };

	assert_non_null(arena);
	if (ambit_mapi_load(file.source, arena, &message, &err) == 0) {
		outline_object(&text, file.source, arena, message);
	} else {
		assert_null(message);
		assert_int_equal(err.code, AMBIT_E_FORMAT);
		ambit_text_print(&text, "%s", strchr(err.text, ':') + 2);
	}
	ambit_arena_free(&arena);
	mapi_file_free(&file);
	return ambit_text_end(&text);
}

/* ---- what is written is read ---- */

struct written {
	const char *name, *script, *outline;
};

static const struct written written[] = {
	{ "a message of nothing", "", "M0()" },
	{ "strings and binaries are the bytes as stored",
	    "0037 u Gr\xc3\xbc\n1013 b <p>\n1035 s a%00b\n",
	    "M0( 0037:001f=G\\u{0}r\\u{0}\\x{fc}\\u{0} 1013:0102=<p> "
	    "1035:001e=a\\u{0}b)" },
	{ "a lone surrogate stays what it is", "0037 u %ud800\n",
	    "M0( 0037:001f=\\u{0}\\x{d8})" },
	{ "numbers are eight bytes",
	    "0039 t 0x0102030405060708\n0e07 i 8\n0e1f f 1\n",
	    "M0( 0039:0040=72623859790382856 0e07:0003=8 0e1f:000b=1)" },
	{ "each value of a multiple type by itself",
	    "3a56 U a\n3a56 U b\n3a57 i 0\n",
	    "M0( 3a56:101f=a\\u{0} 3a56:101f[1]=b\\u{0} 3a57:0003=0)" },
	{ "names by number and by string",
	    "2,820d:8000 t 5\nP,\"Keywords\":8001 u x\nM,0003:8002 b id\n"
	    "8003 i 1\n",
	    "M0( 8000:0040{02,820d,}=5 8001:001f{29,0,Keywords}=x\\u{0} "
	    "8002:0102{90,3,}=id 8003:0003=1)" },
	{ "recipients, then attachments, one with a message",
	    "001a u N\nR\n0c15 i 1\n.\nR\n.\nA\n3705 i 5\nM\nA\n.\n.\n.\nA\n."
	    "\n",
	    "M0( 001a:001f=N\\u{0}R1( 0c15:0003=1)R1()A1( "
	    "3705:0003=5M1(A2()))A1())" },
};

static void
what_is_written_is_read(void **state)
{
	const struct written *row = *state;
	struct caught out = caught_new();
	struct ambit_span whole;

	mapi_script(&out.sink, row->script);
	whole = (struct ambit_span){ out.ptr, out.len };
	for (size_t window = 1; window < 70; window += 23)
		assert_string_equal(outline(whole, window), row->outline);
	for (size_t n = 0; n < whole.len; n++)
		assert_string_not_equal(outline(ambit_span_sub(whole, 0, n),
					    1 << 12),
		    row->outline);
	caught_free(&out);
}

/* ---- what is not of the form ---- */

#define EARLY     "it ends too early"
#define EARLY_OR  "it ends too early, or a name is too long"
#define NOT_THERE "a property that may not be there"
#define NO_OBJECT "an object where none may be"

struct row {
	const char *name;
	struct ambit_span stream;
	const char *outline;
};

static const struct row rows[] = {
	{ "nothing", S(""), EARLY },
	{ "another version", S("ambit mapi 2\nB\1E"),
	    "it begins with something else" },
	{ "no object", S(HEAD), EARLY },
	{ "an end first", S(HEAD "E"), "it begins with no object" },
	{ "a property first", S(HEAD "P"), "it begins with no object" },
	{ "a message", S(HEAD "B\1E"), "M0()" },
	{ "a message and a byte more", S(HEAD "B\1EE"),
	    "there is more behind it" },
	{ "a message and another", S(HEAD "B\1EB\1E"),
	    "there is more behind it" },
	{ "an object of kind 0", S(HEAD "B\0E"), "an object of no known kind" },
	{ "an object of kind 4", S(HEAD "B\4E"), "an object of no known kind" },
	{ "a recipient outermost", S(HEAD "B\2E"), NO_OBJECT },
	{ "a message within a message", S(HEAD "B\1B\1EE"), NO_OBJECT },
	{ "a recipient behind an attachment", S(HEAD "B\1B\3EB\2EE"),
	    NO_OBJECT },
	{ "an attachment within an attachment", S(HEAD "B\1B\3B\3EEE"),
	    NO_OBJECT },
	{ "a message within a recipient", S(HEAD "B\1B\2B\1EEE"), NO_OBJECT },
	{ "two messages within an attachment", S(HEAD "B\1B\3B\1EB\1EEE"),
	    NO_OBJECT },
	{ "another letter", S(HEAD "B\1b\3EE"),
	    "neither an object nor a property" },
	{ "a property of no bytes",
	    S(HEAD "B\1" PROP("\0\x37", "\0\x1f") FIRST LEN("\0") "E"),
	    "M0( 0037:001f=)" },
	{ "a property without its bytes",
	    S(HEAD "B\1" PROP("\0\x37", "\0\x1f") FIRST LEN("\2") "E"), EARLY },
	{ "a property whose length wraps",
	    S(HEAD "B\1" PROP("\0\x37", "\0\x1f") FIRST
		"\xff\xff\xff\xff\xff\xff\xff\xff"
		"E"),
	    "a length beyond all files" },
	{ "a property longer than all files",
	    S(HEAD "B\1" PROP("\0\x37", "\0\x1f") FIRST
		"\x7f\xff\xff\xff\xff\xff\xff\xff"
		"E"),
	    "a length beyond all files" },
	{ "a property longer than this one",
	    S(HEAD "B\1" PROP("\0\x37", "\0\x1f") FIRST
		"\x7f\xff\xff\xff\xff\xff\0\0"
		"E"),
	    EARLY },
	{ "a number of seven bytes",
	    S(HEAD "B\1" PROP("\x0e\7", "\0\3") FIRST LEN("\7") "1234567E"),
	    NOT_THERE },
	{ "a number of eight, cut",
	    S(HEAD "B\1" PROP("\x0e\7", "\0\3") FIRST LEN("\x8") "1234567"),
	    EARLY },
	{ "a single value at index 1",
	    S(HEAD "B\1" PROP("\0\x37", "\0\x1f") "\0\0\0\1" LEN("\0") "E"),
	    NOT_THERE },
	{ "ids that do not ascend",
	    S(HEAD "B\1" PROP("\0\x37", "\0\x1f") FIRST LEN("\0")
		    PROP("\0\x36", "\0\x1f") FIRST LEN("\0") "E"),
	    NOT_THERE },
	{ "an id twice",
	    S(HEAD "B\1" PROP("\0\x37", "\0\x1f") FIRST LEN("\0")
		    PROP("\0\x37", "\0\x1f") FIRST LEN("\0") "E"),
	    NOT_THERE },
	{ "an index left out",
	    S(HEAD "B\1" PROP("\0\x37", "\x10\x1f") FIRST LEN("\0")
		    PROP("\0\x37", "\x10\x1f") "\0\0\0\2" LEN("\0") "E"),
	    NOT_THERE },
	{ "an index more, of another type",
	    S(HEAD "B\1" PROP("\0\x37", "\x10\x1f") FIRST LEN("\0")
		    PROP("\0\x37", "\x10\x1e") "\0\0\0\1" LEN("\0") "E"),
	    NOT_THERE },
	{ "a property behind an object",
	    S(HEAD "B\1B\3E" PROP("\0\x37", "\0\x1f") FIRST LEN("\0") "E"),
	    NOT_THERE },
	{ "a name on an id that needs none",
	    S(HEAD "B\1P\x7f\xff\0\x1f\2"
		   "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
		   "\0\0\0\1\0\0\0\0" FIRST LEN("\0") "E"),
	    NOT_THERE },
	{ "a number of a name without its set",
	    S(HEAD "B\1P\x80\0\0\x1f" SET0
		   "\0\0\0\1\0\0\0\0" FIRST LEN("\0") "E"),
	    NOT_THERE },
	{ "a name that is a number and a string",
	    S(HEAD "B\1P\x80\0\0\x1f\2"
		   "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
		   "\0\0\0\1\0\0\0\1x" FIRST LEN("\0") "E"),
	    NOT_THERE },
	{ "a name that is no UTF-8",
	    S(HEAD "B\1P\x80\0\0\x1f\2"
		   "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
		   "\0\0\0\0\0\0\0\1\xff" FIRST LEN("\0") "E"),
	    NOT_THERE },
	{ "a name longer than all",
	    S(HEAD "B\1P\x80\0\0\x1f\2"
		   "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
		   "\0\0\0\0\0\0\x10\1x" FIRST LEN("\0") "E"),
	    EARLY_OR },
};

static void
it_reads_so(void **state)
{
	const struct row *row = *state;

	for (size_t window = 1; window < 70; window += 23)
		assert_string_equal(outline(row->stream, window), row->outline);
}

/* ---- bounds ---- */

static const struct ambit_mapi_prop number = { .id = 0x8000,
	.type = AMBIT_MAPI_INT32 | AMBIT_MAPI_MULTIPLE };

/* Messages within each other, the innermost with an attachment of its own:
 * how many fit. */
static void
sixteen_messages_lie_within_each_other(void **state)
{
	struct caught out = caught_new();
	struct ambit_mapi_out mapi;
	struct ambit_err err = { .code = AMBIT_E_NONE };
	unsigned n = 1;
	int got;

	(void)state;
	assert_int_equal(ambit_mapi_start(&mapi, &out.sink, NULL), 0);
	for (;;) {
		assert_int_equal(ambit_mapi_begin(&mapi, AMBIT_MAPI_ATTACHMENT,
				     NULL),
		    0);
		got = ambit_mapi_begin(&mapi, AMBIT_MAPI_MESSAGE, &err);
		if (got < 0)
			break;
		n++;
	}
	assert_int_equal(n, AMBIT_MAPI_DEPTH);
	assert_int_equal(err.code, AMBIT_E_LIMIT);
	while (mapi.depth > 0)
		assert_int_equal(ambit_mapi_end(&mapi, NULL), 0);
	assert_non_null(
	    strstr(outline((struct ambit_span){ out.ptr, out.len }, 4096),
		"M15(A16())"));
	/* One more, which no writer of ours writes. */
	out.len -= (size_t)2 * AMBIT_MAPI_DEPTH;
	assert_int_equal(ambit_sink_write(&out.sink,
			     AMBIT_LIT("B\1EEEEEEEEEEEEEEEE"
				       "EEEEEEEEEEEEEEEEE"),
			     NULL),
	    0);
	assert_string_equal(outline((struct ambit_span){ out.ptr, out.len },
				4096),
	    "objects too deep within each other");
	caught_free(&out);
}

/* Does what was written, and the same with one more of it, load? */
static void
loads(struct caught *out, struct ambit_span more, bool expected)
{
	struct ambit_arena *arena = ambit_arena_new((size_t)96 << 20);
	const struct ambit_mapi_object *message;
	struct mapi_file file;
	struct ambit_err err = { .code = AMBIT_E_NONE };
	int got;

	if (more.len > 0)
		assert_int_equal(ambit_sink_write(&out->sink, more, NULL), 0);
	assert_int_equal(ambit_sink_write(&out->sink, AMBIT_LIT("E"), NULL), 0);
	file = mapi_file((struct ambit_span){ out->ptr, out->len }, 1 << 16);
	got = ambit_mapi_load(file.source, arena, &message, &err);
	assert_int_equal(got, expected ? 0 : -1);
	if (!expected)
		assert_int_equal(err.code, AMBIT_E_FORMAT);
	out->len -= 1 + more.len;
	mapi_file_free(&file);
	ambit_arena_free(&arena);
}

static void
an_object_has_so_many_properties(void **state)
{
	static const char more[] = "P\x80\0\x10\3" SET0 "\0\0\0\0\0\0\0\0"
				   "\0\1\0\0" LEN("\x8") "12345678";
	struct caught out = caught_new();
	struct ambit_mapi_out mapi;
	struct ambit_mapi_prop prop = number;
	struct ambit_err err = { .code = AMBIT_E_NONE };

	(void)state;
	assert_int_equal(ambit_mapi_start(&mapi, &out.sink, NULL), 0);
	for (; prop.index < AMBIT_MAPI_PROPS; prop.index++)
		assert_int_equal(ambit_mapi_number(&mapi, &prop, 1, NULL), 0);
	assert_int_equal(ambit_mapi_number(&mapi, &prop, 1, &err), -1);
	assert_int_equal(err.code, AMBIT_E_LIMIT);
	loads(&out, (struct ambit_span){ 0 }, true);
	loads(&out,
	    (struct ambit_span){ (const unsigned char *)more,
		sizeof(more) - 1 },
	    false);
	caught_free(&out);
}

static void
a_stream_has_so_many_properties(void **state)
{
	static const char more[] =
	    "B\2P\x80\0\x10\3" SET0
	    "\0\0\0\0\0\0\0\0" FIRST LEN("\x8") "12345678E";
	struct caught out = caught_new();
	struct ambit_mapi_out mapi;
	struct ambit_mapi_prop prop = number;
	struct ambit_err err = { .code = AMBIT_E_NONE };
	unsigned n = 0;

	(void)state;
	assert_int_equal(ambit_mapi_start(&mapi, &out.sink, NULL), 0);
	while (n < AMBIT_MAPI_VALUES) {
		assert_int_equal(ambit_mapi_begin(&mapi, AMBIT_MAPI_RECIPIENT,
				     NULL),
		    0);
		for (prop.index = 0; prop.index < AMBIT_MAPI_PROPS; n++) {
			assert_int_equal(ambit_mapi_number(&mapi, &prop, 1,
					     NULL),
			    0);
			prop.index++;
		}
		assert_int_equal(ambit_mapi_end(&mapi, NULL), 0);
	}
	prop.index = 0;
	assert_int_equal(ambit_mapi_begin(&mapi, AMBIT_MAPI_RECIPIENT, NULL),
	    0);
	assert_int_equal(ambit_mapi_number(&mapi, &prop, 1, &err), -1);
	assert_int_equal(err.code, AMBIT_E_LIMIT);
	assert_int_equal(ambit_mapi_end(&mapi, NULL), 0);
	loads(&out, (struct ambit_span){ 0 }, true);
	loads(&out,
	    (struct ambit_span){ (const unsigned char *)more,
		sizeof(more) - 1 },
	    false);
	caught_free(&out);
}

static void
an_object_holds_so_many(void **state)
{
	struct caught out = caught_new();
	struct ambit_mapi_out mapi;
	struct ambit_err err = { .code = AMBIT_E_NONE };

	(void)state;
	assert_int_equal(ambit_mapi_start(&mapi, &out.sink, NULL), 0);
	for (unsigned i = 0; i < AMBIT_MAPI_PARTS; i++) {
		assert_int_equal(ambit_mapi_begin(&mapi, AMBIT_MAPI_RECIPIENT,
				     NULL),
		    0);
		assert_int_equal(ambit_mapi_end(&mapi, NULL), 0);
	}
	assert_int_equal(ambit_mapi_begin(&mapi, AMBIT_MAPI_RECIPIENT, &err),
	    -1);
	assert_int_equal(err.code, AMBIT_E_LIMIT);
	loads(&out, (struct ambit_span){ 0 }, true);
	loads(&out, AMBIT_LIT("B\2E"), false);
	caught_free(&out);
}

static void
a_name_has_so_many_bytes(void **state)
{
	static unsigned char name[AMBIT_MAPI_NAME + 1];
	struct caught out = caught_new();
	struct ambit_mapi_out mapi;
	struct ambit_mapi_prop prop = { .id = 0x8000,
		.type = AMBIT_MAPI_BINARY,
		.set = { 1 },
		.name = { name, AMBIT_MAPI_NAME } };
	struct ambit_err err = { .code = AMBIT_E_NONE };

	(void)state;
	memset(name, 'x', sizeof(name));
	assert_int_equal(ambit_mapi_start(&mapi, &out.sink, NULL), 0);
	assert_int_equal(ambit_mapi_prop(&mapi, &prop, NULL), 0);
	prop.id++;
	prop.name.len++;
	assert_int_equal(ambit_mapi_prop(&mapi, &prop, &err), -1);
	assert_int_equal(err.code, AMBIT_E_LIMIT);
	loads(&out, (struct ambit_span){ 0 }, true);
	caught_free(&out);
}

/* ---- finding ---- */

static void
a_property_is_found_by_id_and_by_name(void **state)
{
	static const unsigned char set2[16] = { 2, 0x20, 6, 0, 0, 0, 0, 0, 0xc0,
		0, 0, 0, 0, 0, 0, 0x46 };
	static const unsigned char set3[16] = { 3, 0x20, 6, 0, 0, 0, 0, 0, 0xc0,
		0, 0, 0, 0, 0, 0, 0x46 };
	static const unsigned char none[16];
	struct caught out = caught_new();
	struct ambit_arena *arena = ambit_arena_new(1 << 20);
	const struct ambit_mapi_object *m;
	struct mapi_file file;

	(void)state;
	mapi_script(&out.sink,
	    "001a u a\n3a56 U b\n3a56 U c\n2,8101:8000 i 7\n"
	    "3,8101:8001 i 8\n2,\"N\":8002 i 9\n8003 i 10\n");
	file = mapi_file((struct ambit_span){ out.ptr, out.len }, 4096);
	assert_int_equal(ambit_mapi_load(file.source, arena, &m, NULL), 0);
	assert_ptr_equal(ambit_mapi_find(m, 0x001a), &m->values[0]);
	assert_ptr_equal(ambit_mapi_find(m, 0x3a56), &m->values[1]);
	assert_null(ambit_mapi_find(m, 0x0019));
	assert_null(ambit_mapi_find(m, 0x001b));
	assert_null(ambit_mapi_find(m, 0xffff));
	assert_int_equal(ambit_mapi_numbered(m, set3, 0x8101)->number, 8);
	assert_int_equal(ambit_mapi_numbered(m, set2, 0x8101)->number, 7);
	assert_null(ambit_mapi_numbered(m, set2, 0x8102));
	assert_null(ambit_mapi_numbered(m, set2, 0));
	assert_null(ambit_mapi_numbered(m, none, 0));
	assert_int_equal(ambit_mapi_named(m, set2, AMBIT_LIT("N"))->number, 9);
	assert_null(ambit_mapi_named(m, set2, AMBIT_LIT("n")));
	assert_null(ambit_mapi_named(m, set3, AMBIT_LIT("N")));
	assert_null(ambit_mapi_named(m, set2, AMBIT_LIT("")));
	ambit_arena_free(&arena);
	mapi_file_free(&file);
	caught_free(&out);
}

static void
bytes_are_lent_up_to_a_limit(void **state)
{
	struct caught out = caught_new();
	struct ambit_arena *arena = ambit_arena_new(1 << 20);
	const struct ambit_mapi_object *m;
	struct ambit_span bytes;
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct mapi_file file;

	(void)state;
	mapi_script(&out.sink, "1000 s abcdef\n");
	file = mapi_file((struct ambit_span){ out.ptr, out.len }, 1);
	assert_int_equal(ambit_mapi_load(file.source, arena, &m, NULL), 0);
	assert_int_equal(ambit_mapi_lend(file.source, &m->values[0], 6, arena,
			     &bytes, NULL),
	    0);
	assert_true(ambit_span_equal(bytes, AMBIT_LIT("abcdef")));
	assert_int_equal(ambit_mapi_lend(file.source, &m->values[0], 5, arena,
			     &bytes, &err),
	    -1);
	assert_int_equal(err.code, AMBIT_E_LIMIT);
	ambit_arena_free(&arena);
	mapi_file_free(&file);
	caught_free(&out);
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(sixteen_messages_lie_within_each_other),
		cmocka_unit_test(an_object_has_so_many_properties),
		cmocka_unit_test(a_stream_has_so_many_properties),
		cmocka_unit_test(an_object_holds_so_many),
		cmocka_unit_test(a_name_has_so_many_bytes),
		cmocka_unit_test(a_property_is_found_by_id_and_by_name),
		cmocka_unit_test(bytes_are_lent_up_to_a_limit),
	};
	struct CMUnitTest tests[COUNT(others) + COUNT(rows) + COUNT(written)];
	size_t n = COUNT(others);

	memcpy(tests, others, sizeof(others));
	for (size_t i = 0; i < COUNT(rows); i++)
		tests[n++] = (struct CMUnitTest){ rows[i].name, it_reads_so,
			NULL, NULL, (void *)(uintptr_t)&rows[i] };
	for (size_t i = 0; i < COUNT(written); i++)
		tests[n++] = (struct CMUnitTest){ written[i].name,
			what_is_written_is_read, NULL, NULL,
			(void *)(uintptr_t)&written[i] };
	return cmocka_run_group_tests_name("mapi", tests, NULL, NULL);
}
