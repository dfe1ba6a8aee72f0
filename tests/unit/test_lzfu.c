#include "caught.h"
#include "check.h"
#include "guard.h"

#include <zlib.h>

#include "ambit/lzfu.h"
#include "ambit/text.h"

#define S(s) AMBIT_LIT_INIT(s)

#define MORE "it unfolds to more than it says"
#define LESS "it unfolds to less than it says"

/* The examples of [MS-OXRTFCP] 3.1 and 3.2. */
#define HELLO                                                  \
	"\x03\x00\x0a\x00rcpg125\x42\x32\x0a\xf3 hel\x09\x00 " \
	"bw\x05\xb0ld}\x0a"                                    \
	"\x80\x0f\xa0"
#define WXYZ "\x41\x00\x04\x20WXYZ\x0d\x6e}\x01\x0e\xb0"

struct row {
	const char *name;
	struct ambit_span data;
	uint32_t raw_size;
	const char *type;
	int size, crc;       /* how wrong COMPSIZE and the CRC are */
	const char *outcome; /* the RTF, or why there is none */
};

static const struct row rows[] = {
	{ "the first example of the standard", S(HELLO), 43, "LZFu", 0, 0,
	    "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n" },
	{ "its second, a reference that runs into itself", S(WXYZ), 28, "LZFu",
	    0, 0, "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}" },
	{ "a stored one is as it is", S("{\\rtf1 a}"), 9, "MELA", 0, 0,
	    "{\\rtf1 a}" },
	{ "a stored one whose raw size lies", S("{\\rtf1 a}"), 7, "MELA", 0, 0,
	    "{\\rtf1 a}" },
	{ "a stored one with a CRC", S("{\\rtf1 a}"), 9, "MELA", 0, 1,
	    "it is stored, and has a CRC" },
	{ "a stored one of nothing", S(""), 0, "MELA", 0, 0, "" },
	{ "one of another kind", S(WXYZ), 28, "LZFU", 0, 0,
	    "it is compressed in no known way" },
	{ "a wrong CRC", S(WXYZ), 28, "LZFu", 0, 1, "its CRC is wrong" },
	{ "a length of one less", S(WXYZ), 28, "LZFu", -1, 0,
	    "its length is not the one that it says" },
	{ "a length of one more", S(WXYZ), 28, "LZFu", 1, 0,
	    "its length is not the one that it says" },
	{ "a raw size of one less", S(WXYZ), 27, "LZFu", 0, 0, MORE },
	{ "a raw size of one more", S(WXYZ), 29, "LZFu", 0, 0, LESS },
	{ "a raw size that a reference exceeds", S(WXYZ), 20, "LZFu", 0, 0,
	    MORE },
	{ "a raw size above the limit is never allocated", S(WXYZ), 0xffffffff,
	    "LZFu", 0, 0, "it says that it unfolds to more than the limit" },
	{ "bytes behind the end mark", S(WXYZ "\0"), 28, "LZFu", 0, 0,
	    "there are bytes behind its end mark" },
	{ "nothing in it", S("\x01\x0c\xf0"), 0, "LZFu", 0, 0, "" },
	{ "a control byte and no more", S("\x00"), 1, "LZFu", 0, 0,
	    "it ends without its end mark" },
	{ "no control byte", S(""), 0, "LZFu", 0, 0,
	    "it ends without its end mark" },
	{ "eight literals and no more", S("\0abcdefgh"), 8, "LZFu", 0, 0,
	    "it ends without its end mark" },
	{ "half a reference", S("\x01\x00"), 2, "LZFu", 0, 0,
	    "it ends within a reference" },
	{ "a reference to what was never written", S("\x01\x20\x00"), 2, "LZFu",
	    0, 0, "it refers to what was never written" },
	{ "a reference that reaches what is about to be written",
	    S("\x06"
	      "a\x0c\xf3\x0d\x50"),
	    6, "LZFu", 0, 0, "aaaaaa" },
};

static void
put32(unsigned char *p, uint32_t value)
{
	for (size_t i = 0; i < 4; i++)
		p[i] = (unsigned char)(value >> 8 * i);
}

/* A value with a header that says so; the caller frees it. */
static struct ambit_span
value_of(const struct row *row, struct ambit_span data)
{
	unsigned char *p = malloc(data.len + 16);
	uint32_t crc = strcmp(row->type, "MELA") == 0
	    ? 0
	    : (uint32_t)crc32_z(0xffffffff, data.ptr, data.len) ^ 0xffffffff;

	assert_non_null(p);
	put32(p, (uint32_t)data.len + 12 + (uint32_t)row->size);
	put32(p + 4, row->raw_size);
	memcpy(p + 8, row->type, 4);
	put32(p + 12, crc + (uint32_t)row->crc);
	memcpy(p + 16, data.ptr, data.len);
	return (struct ambit_span){ p, data.len + 16 };
}

static void
drop(struct ambit_span value)
{
	union {
		const unsigned char *lent;
		unsigned char *own;
	} p = { value.ptr };

	free(p.own);
}

static void
it_unfolds_so(void **state)
{
	const struct row *row = *state;
	struct ambit_span value = value_of(row, row->data);
	struct caught out = caught_new();
	const char *why;
	int got = ambit_lzfu_pour(guarded(value), &out.sink, &why, NULL);

	assert_string_equal(got == 1 ? caught_text(&out) : why, row->outcome);
	assert_int_equal(got, why == NULL);
	assert_false(out.finished);
	caught_free(&out);
	drop(value);
}

/* Cut anywhere, its header put right or not, it is not whole. */
static void
cut_anywhere_it_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		for (size_t n = 0; n < rows[i].data.len; n++) {
			struct ambit_span value = value_of(&rows[i],
			    ambit_span_sub(rows[i].data, 0, n));
			struct caught out = caught_new();
			const char *why;

			assert_int_equal(ambit_lzfu_pour(guarded(value),
					     &out.sink, &why, NULL),
			    0);
			assert_non_null(why);
			caught_free(&out);
			drop(value);
		}
	}
	for (size_t n = 0; n < 16; n++) {
		struct ambit_span value = value_of(&rows[0], rows[0].data);
		const char *why;

		assert_int_equal(ambit_lzfu_pour(guarded(ambit_span_sub(value,
						     0, n)),
				     NULL, &why, NULL),
		    0);
		assert_string_equal(why, "it is shorter than its header");
		drop(value);
	}
}

/* Append a reference, as every bit of the control byte says. */
static size_t
refer(unsigned char *p, size_t off, size_t len)
{
	p[0] = (unsigned char)(off >> 4);
	p[1] = (unsigned char)(off << 4 | (len - 2));
	return 2;
}

/* [MS-OXRTFCP] 2.1.3.1.3, all 207 bytes of it, by their SHA-256. */
static void
the_window_begins_with_the_dictionary(void **state)
{
	static const struct row row = { .type = "LZFu", .raw_size = 207 };
	unsigned char data[64];
	size_t n = 0, refs = 0;
	struct ambit_sink_hash hash;
	struct ambit_span value;
	char hex[65];
	struct ambit_text text = AMBIT_TEXT(hex);
	const char *why;

	(void)state;
	for (size_t off = 0; off <= 207; refs++) {
		size_t len = off == 207 ? 2 : off == 204 ? 3 : 17;

		if (refs % 8 == 0)
			data[n++] = 0xff;
		/* Of the last, the offset is the write position. */
		n += refer(data + n, off == 207 ? 414 : off, len);
		off += off == 207 ? 1 : len;
	}
	value = value_of(&row, (struct ambit_span){ data, n });
	assert_int_equal(ambit_sink_hash_init(&hash, NULL, NULL), 0);
	assert_int_equal(ambit_lzfu_pour(value, &hash.sink, &why, NULL), 1);
	assert_int_equal(ambit_sink_finish(&hash.sink, NULL), 0);
	ambit_text_hex(&text,
	    (struct ambit_span){ hash.digest, AMBIT_DIGEST_LEN });
	assert_string_equal(ambit_text_end(&text),
	    "64949fe166f29da3ab21d1739247557565795c7cfed9227f377e890ce5cfa92d");
	ambit_sink_hash_clear(&hash);
	drop(value);
}

/* Longer than the window: 1,000 times eight letters, and a reference that
 * runs over its edge. */
static void
the_window_is_a_ring(void **state)
{
	static const struct row row = { .type = "LZFu", .raw_size = 8017 };
	static unsigned char data[9 * 1000 + 5], want[8017];
	size_t n = 0, m = 0, end = (207 + 8017) % 4096;
	struct caught out = caught_new();
	struct ambit_span value;
	const char *why;

	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		data[n++] = 0;
		for (size_t k = 0; k < 8; k++)
			want[m++] = data[n++] =
			    (unsigned char)(33 + (i * 7 + k) % 90);
	}
	data[n++] = 3;
	/* The ring's place 4090 holds what was put out 4096 bytes before. */
	n += refer(data + n, 4090, 17);
	for (size_t k = 0; k < 17; k++)
		want[m++] = want[4090 - 207 + 4096 + k];
	n += refer(data + n, end, 2);
	value = value_of(&row, (struct ambit_span){ data, n });
	assert_int_equal(ambit_lzfu_pour(guarded(value), &out.sink, &why, NULL),
	    1);
	assert_int_equal(out.len, sizeof(want));
	assert_memory_equal(out.ptr, want, sizeof(want));
	caught_free(&out);
	drop(value);
}

static void
a_sink_that_fails_ends_it(void **state)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct caught out = caught_new();
	const char *why;

	(void)state;
	out.fails = true;
	for (size_t i = 0; i < 3; i++) {
		struct ambit_span value = value_of(&rows[i], rows[i].data);

		assert_int_equal(ambit_lzfu_pour(value, &out.sink, &why, &err),
		    -1);
		assert_int_equal(err.code, AMBIT_E_MEMORY);
		drop(value);
	}
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(cut_anywhere_it_is_refused),
		cmocka_unit_test(the_window_begins_with_the_dictionary),
		cmocka_unit_test(the_window_is_a_ring),
		cmocka_unit_test(a_sink_that_fails_ends_it),
	};
	struct CMUnitTest tests[COUNT(rows) + COUNT(others)];

	memcpy(tests, others, sizeof(others));
	for (size_t i = 0; i < COUNT(rows); i++)
		tests[COUNT(others) + i] =
		    (struct CMUnitTest){ rows[i].name, it_unfolds_so, NULL,
			    NULL, (void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("lzfu", tests, NULL, NULL);
}
