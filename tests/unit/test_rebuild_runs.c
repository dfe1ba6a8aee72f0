#include "check.h"

#include <string.h>

#include "ambit/codepage.h"

#include "rebuild/encode.h"
#include "rebuild/text.h"

/* What is looked at by the run comes out as it would byte by byte. */

#define LEN 150

/* So many units fill the room for characters more than once. */
#define MANY 5000

/* Takes what comes. */
struct taker {
	struct ambit_sink sink;
	size_t n;
	unsigned char bytes[MANY * 4];
};

static int
take(struct ambit_sink *sink, struct ambit_span bytes, struct ambit_err *err_r)
{
	struct taker *t = (struct taker *)sink;

	(void)err_r;
	assert_true(bytes.len <= sizeof(t->bytes) - t->n);
	memcpy(t->bytes + t->n, bytes.ptr, bytes.len);
	t->n += bytes.len;
	return 0;
}

static const struct ambit_sink_ops take_ops = { .name = "take", .write = take };

/* ---- text ---- */

static const struct {
	const char *name;
	uint16_t type;
	uint32_t page;
	struct ambit_span stored;
	const char *utf8;
	bool bad;
} others[] = {
	{ "a letter of UTF-16", AMBIT_MAPI_STRING, 0, AMBIT_LIT_INIT("\xe9\0"),
	    "\xc3\xa9", false },
	{ "U+0100, whose first byte is 0", AMBIT_MAPI_STRING, 0,
	    AMBIT_LIT_INIT("\0\x01"), "\xc4\x80", false },
	{ "U+4161, two letters of ASCII", AMBIT_MAPI_STRING, 0,
	    AMBIT_LIT_INIT("aA"), "\xe4\x85\xa1", false },
	{ "a pair of UTF-16", AMBIT_MAPI_STRING, 0,
	    AMBIT_LIT_INIT("\x3d\xd8\x00\xde"), "\xf0\x9f\x98\x80", false },
	{ "half a pair", AMBIT_MAPI_STRING, 0, AMBIT_LIT_INIT("\x3d\xd8"),
	    "\xef\xbf\xbd", true },
	{ "the other half", AMBIT_MAPI_STRING, 0, AMBIT_LIT_INIT("\x00\xde"),
	    "\xef\xbf\xbd", true },
	{ "a letter of windows-1252", AMBIT_MAPI_STRING8, 1252,
	    AMBIT_LIT_INIT("\xe9"), "\xc3\xa9", false },
	{ "a letter of no page", AMBIT_MAPI_STRING8, 0, AMBIT_LIT_INIT("\xe9"),
	    "\xef\xbf\xbd", true },
	{ "two bytes of UTF-8", AMBIT_MAPI_STRING8, 65001,
	    AMBIT_LIT_INIT("\xc3\xa9"), "\xc3\xa9", false },
};

/* LEN letters, in the place of the nth the other one. */
static size_t
write_stored(unsigned char *to, size_t other, size_t nth)
{
	bool wide = others[other].type == AMBIT_MAPI_STRING;
	size_t n = 0;

	for (size_t i = 0; i < LEN; i++) {
		if (i == nth) {
			memcpy(to + n, others[other].stored.ptr,
			    others[other].stored.len);
			n += others[other].stored.len;
			continue;
		}
		to[n++] = (unsigned char)('a' + i % 26);
		if (wide)
			to[n++] = '\0';
	}
	return n;
}

static size_t
write_utf8(unsigned char *to, size_t other, size_t nth)
{
	size_t n = 0;

	for (size_t i = 0; i < LEN; i++) {
		if (i == nth) {
			memcpy(to + n, others[other].utf8,
			    strlen(others[other].utf8));
			n += strlen(others[other].utf8);
			continue;
		}
		to[n++] = (unsigned char)('a' + i % 26);
	}
	return n;
}

static void
convert(size_t other, struct ambit_span stored, size_t cut, struct taker *t)
{
	const struct ambit_mapi_value value = {
		.prop.type = others[other].type,
	};
	struct rebuild_text text;

	*t = (struct taker){ .sink.ops = &take_ops };
	rebuild_text_init(&text, &value, others[other].page, &t->sink);
	assert_int_equal(ambit_sink_write(&text.sink,
			     ambit_span_sub(stored, 0, cut), NULL),
	    0);
	assert_int_equal(ambit_sink_write(&text.sink,
			     ambit_span_sub(stored, cut, stored.len), NULL),
	    0);
	assert_int_equal(ambit_sink_finish(&text.sink, NULL), 0);
	assert_int_equal(text.bad, others[other].bad);
}

static void
a_character_among_ascii_stands_where_it_stood(void **state)
{
	static unsigned char stored[3 * LEN], want[3 * LEN];
	static struct taker t;

	(void)state;
	assert_int_equal(ambit_codepage_warm(NULL), 0);
	for (size_t i = 0; i < COUNT(others); i++) {
		for (size_t nth = 0; nth < LEN; nth++) {
			struct ambit_span all = { stored,
				write_stored(stored, i, nth) };
			size_t n = write_utf8(want, i, nth);

			for (size_t cut = 0; cut <= all.len; cut += 7) {
				convert(i, all, cut, &t);
				if (t.n != n || memcmp(t.bytes, want, n) != 0)
					fail_msg("%s, at %zu, cut at %zu",
					    others[i].name, nth, cut);
			}
		}
	}
}

/* Of many scripts, and of none: runs of each, and each alone. */
static void
write_units(unsigned char *to, size_t n, unsigned seed)
{
	static const uint16_t units[] = { 'a', ' ', '\0', 0x7f, 0x80, 0xe9,
		0x430, 0x7ff, 0x800, 0x4161, 0x4e00, 0xd7ff, 0xd800, 0xd83d,
		0xdbff, 0xdc00, 0xdfff, 0xe000, 0xfffd, 0xffff };
	uint32_t chance = seed;
	uint16_t unit = 0;

	for (size_t i = 0; i < n; i++) {
		chance = chance * 1664525 + 1013904223;
		if ((chance >> 24) % (seed % 24 + 1) == 0)
			unit = units[(chance >> 8) % COUNT(units)];
		to[2 * i] = (unsigned char)unit;
		to[2 * i + 1] = (unsigned char)(unit >> 8);
	}
}

/* In pieces of step bytes. */
static bool
convert_units(struct ambit_span stored, size_t step, struct taker *t)
{
	const struct ambit_mapi_value value = { .prop.type =
						    AMBIT_MAPI_STRING };
	struct rebuild_text text;

	t->sink = (struct ambit_sink){ .ops = &take_ops };
	t->n = 0;
	rebuild_text_init(&text, &value, 0, &t->sink);
	for (size_t i = 0; i < stored.len; i += step)
		assert_int_equal(ambit_sink_write(&text.sink,
				     ambit_span_sub(stored, i, step), NULL),
		    0);
	assert_int_equal(ambit_sink_finish(&text.sink, NULL), 0);
	return text.bad;
}

/* Byte by byte, no run is seen. */
static void
characters_of_every_script_come_out_as_they_would_byte_by_byte(void **state)
{
	static const size_t steps[] = { 2, 3, 64, 191, 8192, 2 * MANY };
	static unsigned char stored[2 * MANY];
	static struct taker want, got;

	(void)state;
	for (unsigned seed = 0; seed < 96; seed++) {
		struct ambit_span all;
		bool bad;

		write_units(stored, MANY, seed);
		all = (struct ambit_span){ stored, sizeof(stored) - seed % 2 };
		bad = convert_units(all, 1, &want);
		for (size_t i = 0; i < COUNT(steps); i++) {
			assert_int_equal(convert_units(all, steps[i], &got),
			    bad);
			assert_int_equal(got.n, want.n);
			assert_memory_equal(got.bytes, want.bytes, want.n);
		}
	}
}

/* ---- can it leave as it is? ---- */

/* As pst.md 14.5 says it, line by line. */
static bool
naive_coded(struct ambit_span bytes)
{
	size_t begin = 0;

	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char c = bytes.ptr[i];
		bool ends =
		    c == '\r' && i + 1 < bytes.len && bytes.ptr[i + 1] == '\n';

		if (c == '\0' || c >= 0x80 || (c == '\r' && !ends) ||
		    (c == '\n' && (i == 0 || bytes.ptr[i - 1] != '\r')))
			return true;
		if (c == '\n')
			begin = i + 1;
		else if (!ends && i + 1 - begin > REBUILD_LINE_MAX)
			return true;
		if (i + 1 - begin == 4 &&
		    memcmp(bytes.ptr + begin, "--=_", 4) == 0)
			return true;
	}
	return false;
}

static bool
is_coded(struct ambit_span bytes, size_t cut)
{
	struct rebuild_look look;

	rebuild_look_init(&look, NULL);
	assert_int_equal(ambit_sink_write(&look.sink,
			     ambit_span_sub(bytes, 0, cut), NULL),
	    0);
	assert_int_equal(ambit_sink_write(&look.sink,
			     ambit_span_sub(bytes, cut, bytes.len), NULL),
	    0);
	assert_int_equal(ambit_sink_finish(&look.sink, NULL), 0);
	return look.coded;
}

static void
what_must_be_encoded_is_seen_anywhere(void **state)
{
	static const struct ambit_span rows[] = {
		AMBIT_LIT_INIT("x"),
		AMBIT_LIT_INIT("\t"),
		AMBIT_LIT_INIT("\x1f"),
		AMBIT_LIT_INIT("\x7f"),
		AMBIT_LIT_INIT("\0"),
		AMBIT_LIT_INIT("\x80"),
		AMBIT_LIT_INIT("\r"),
		AMBIT_LIT_INIT("\n"),
		AMBIT_LIT_INIT("\r\n"),
		AMBIT_LIT_INIT("\r\r\n"),
		AMBIT_LIT_INIT("\r\n\n"),
		AMBIT_LIT_INIT("\r\n--=_"),
		AMBIT_LIT_INIT("--=_"),
		AMBIT_LIT_INIT("\r\n--="),
		AMBIT_LIT_INIT("\r\n--=\r\na-=_"),
	};
	static unsigned char bytes[LEN + 16];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		for (size_t nth = 0; nth < LEN; nth++) {
			struct ambit_span all = { bytes, LEN + rows[i].len };

			memset(bytes, 'a', sizeof(bytes));
			memcpy(bytes + nth, rows[i].ptr, rows[i].len);
			for (size_t cut = 0; cut <= all.len; cut += 5) {
				if (is_coded(all, cut) != naive_coded(all))
					fail_msg("row %zu at %zu, cut at %zu",
					    i, nth, cut);
			}
		}
	}
}

static void
a_line_is_as_long_as_it_may_be(void **state)
{
	static unsigned char bytes[2 * REBUILD_LINE_MAX];

	(void)state;
	for (size_t len = REBUILD_LINE_MAX - 40; len < REBUILD_LINE_MAX + 40;
	     len++) {
		for (size_t before = 0; before < 40; before += 3) {
			struct ambit_span all = { bytes, before + 2 + len };

			memset(bytes, 'a', sizeof(bytes));
			memcpy(bytes + before, "\r\n", 2);
			assert_int_equal(is_coded(all, before + len / 2),
			    len > REBUILD_LINE_MAX);
			assert_int_equal(naive_coded(all),
			    len > REBUILD_LINE_MAX);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_character_among_ascii_stands_where_it_stood),
		cmocka_unit_test(
		    characters_of_every_script_come_out_as_they_would_byte_by_byte),
		cmocka_unit_test(what_must_be_encoded_is_seen_anywhere),
		cmocka_unit_test(a_line_is_as_long_as_it_may_be),
	};

	return cmocka_run_group_tests_name("rebuild runs", tests, NULL, NULL);
}
