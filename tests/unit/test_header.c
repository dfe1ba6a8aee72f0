#include "check.h"
#include "guard.h"

#include <stdio.h>

#include "ambit/header.h"
#include "ambit/limits.h"
#include "ambit/text.h"

struct row {
	const char *name;
	struct ambit_span message;
	const char *outcome; /* "name:value| ... length [ended] [flaw]" */
};

#define ROW(name, message, outcome)                    \
	{                                              \
		name, AMBIT_LIT_INIT(message), outcome \
	}

static const struct row rows[] = {
	ROW("fields and the empty line that ends them",
	    "To: a@b\nSubject: hi\n\nbody\n", "To: a@b|Subject: hi|21 ended"),
	ROW("line ends of DOS", "To: a@b\r\nSubject: hi\r\n\r\nbody\r\n",
	    "To: a@b|Subject: hi|24 ended"),
	ROW("a fold belongs to its field", "To: a,\n b,\n\tc\n\n",
	    "To: a,\\u{a} b,\\u{a}\\u{9}c|15 ended"),
	ROW("a value may begin behind the first line", "To:\r\n a\r\n\r\n",
	    "To:\\u{d}\\u{a} a|11 ended"),
	ROW("a value may be empty", "To:\nCc: \n\n", "To:|Cc: |10 ended"),
	ROW("every printable character but the colon makes a name",
	    "!#'*~0Az;-_: x\n\n", "!#'*~0Az;-_: x|16 ended"),
	ROW("8-bit bytes and other controls stand in a value",
	    "A: \xe9\x01\x1b\x7f\n\n",
	    "A: \\x{e9}\\u{1}\\u{1b}\\u{7f}|9 ended"),
	ROW("no fields at all", "\nbody", "1 ended"),
	ROW("no fields at all, DOS", "\r\nbody", "2 ended"),
	ROW("an empty message", "", "0"),
	ROW("the body is nobody's business", "A: b\n\nno\rheader\r\n\0\f",
	    "A: b|6 ended"),
	ROW("H2 a line without a colon", "A: b\nhello\nC: d\n\n",
	    "A: b|C: d|17 ended flaw"),
	ROW("H2 a separator among the fields", "From a b\nC: d\n\n",
	    "C: d|15 ended flaw"),
	ROW("H2 a blank before the colon", "A : b\nC: d\n\n",
	    "C: d|12 ended flaw"),
	ROW("H2 a tabulator before the colon", "A\t: b\n\n", "7 ended flaw"),
	ROW("H2 no name before the colon", ": b\n\n", "5 ended flaw"),
	ROW("H2 a control in a name", "A\x01: b\n\n", "7 ended flaw"),
	ROW("H2 DEL in a name", "A\x7f: b\n\n", "7 ended flaw"),
	ROW("H2 an 8-bit byte in a name", "\xc3\xa4: b\n\n", "7 ended flaw"),
	ROW("H2 a fold in the first line", " x: y\nA: b\n\n",
	    "A: b|12 ended flaw"),
	ROW("H2 a fold behind a line that is no field",
	    "A: b\nhello\n world: x\nC: d\n\n", "A: b|C: d|27 ended flaw"),
	ROW("H2 a line of blanks only", "A: b\n  \nC: d\n\n",
	    "A: b\\u{a}  |C: d|14 ended flaw"),
	ROW("H2 a line of blanks only, DOS", "A: b\r\n\t\r\nC: d\r\n\r\n",
	    "A: b\\u{d}\\u{a}\\u{9}|C: d|17 ended flaw"),
	ROW("H2 a line of blanks only, first", "  \nA: b\n\n",
	    "A: b|9 ended flaw"),
	ROW("H2 a line of blanks only, last", "A: b\n \n\nbody",
	    "A: b\\u{a} |8 ended flaw"),
	ROW("H2 VT in a value", "A: \v\n\n", "A: \\u{b}|6 ended flaw"),
	ROW("H2 VT in a line of its own", "A: b\n\v\nC: d\n\n",
	    "A: b|C: d|13 ended flaw"),
	ROW("H2 FF in a value", "A: \f\n\n", "A: \\u{c}|6 ended flaw"),
	ROW("H2 FF in a line of its own", "A: b\n\f\nC: d\n\n",
	    "A: b|C: d|13 ended flaw"),
	ROW("H2 NUL in a value", "A: \0b\n\n", "A: \\u{0}b|7 ended flaw"),
	ROW("H2 NUL in a name", "A\0: b\n\n", "7 ended flaw"),
	ROW("H2 bare CR in a value", "A: b\rc\n\n", "A: b\\u{d}c|8 ended flaw"),
	ROW("H2 bare CR in a DOS value", "A: b\rc\r\n\r\n",
	    "A: b\\u{d}c|10 ended flaw"),
	ROW("H2 CR CR LF", "A: b\r\r\n\r\n", "A: b\\u{d}|9 ended flaw"),
	ROW("H2 an empty line of CR alone", "A: b\r\rbody\n\n",
	    "A: b\\u{d}\\u{d}body|12 ended flaw"),
	ROW("H2 an empty line of CR CR LF", "A: b\r\n\r\r\nC: d\r\n\r\n",
	    "A: b|C: d|17 ended flaw"),
	ROW("H2 a byte order mark",
	    "\xef\xbb\xbf"
	    "A: b\nC: d\n\n",
	    "C: d|14 ended flaw"),
	ROW("H2 a lone LF in a DOS message", "A: b\r\nC: d\nE: f\r\n\r\n",
	    "A: b|C: d|E: f|19 ended flaw"),
	ROW("H2 a lone LF ends a DOS block", "A: b\r\n\nbody\r\n",
	    "A: b|7 ended flaw"),
	ROW("H2 a CR LF in a message of LF", "A: b\nC: d\r\n\n",
	    "A: b|C: d|12 ended flaw"),
	ROW("H2 a CR LF ends a block of LF", "A: b\n\r\nbody\n",
	    "A: b|7 ended flaw"),
	ROW("H2 a lone LF in a fold", "A: b\r\n c\n d\r\n\r\n",
	    "A: b\\u{d}\\u{a} c\\u{a} d|15 ended flaw"),
	ROW("H3 fields only", "A: b\nC: d\n", "A: b|C: d|10"),
	ROW("H3 fields only, DOS", "A: b\r\nC: d\r\n", "A: b|C: d|12"),
	ROW("H3 fields only, a fold at the end", "A: b\n c\n",
	    "A: b\\u{a} c|8"),
	ROW("H3 a last line without its end", "A: b\nC: d", "A: b|C: d|9 flaw"),
	ROW("H3 a last line that ends in CR", "A: b\r\nC: d\r",
	    "A: b|C: d\\u{d}|11 flaw"),
	ROW("H3 a fold without its end", "A: b\n c", "A: b\\u{a} c|7 flaw"),
	ROW("H3 a name without its colon", "A: b\nSub", "A: b|8 flaw"),
	ROW("H3 a line without a colon, and nothing else", "hello\n", "6 flaw"),
};

static void
print_field(struct ambit_text *out, const struct ambit_header_field *field)
{
	ambit_text_escaped(out, field->name);
	ambit_text_str(out, ":");
	ambit_text_escaped(out, field->value);
	ambit_text_str(out, "|");
}

static const char *
outline(const struct ambit_header *header, char *buf, size_t size)
{
	struct ambit_text out = { .ptr = buf, .cap = size };

	for (size_t i = 0; i < header->n_fields; i++)
		print_field(&out, &header->fields[i]);
	ambit_text_print(&out, "%zu%s%s", header->len,
	    header->ended ? " ended" : "",
	    header->flaws == AMBIT_FLAW_HEADER ? " flaw" : "");
	ambit_text_put(&out,
	    (struct ambit_span){ (const unsigned char *)"", 1 });
	assert_false(out.full);
	return buf;
}

static void
judge(void **state)
{
	const struct row *row = *state;
	struct ambit_arena *arena = ambit_arena_new(4096);
	struct ambit_header header;
	char got[512];

	assert_int_equal(ambit_header_read(guarded(row->message), true,
			     AMBIT_HEADER_MAX, arena, &header),
	    0);
	assert_string_equal(outline(&header, got, sizeof(got)), row->outcome);
	ambit_arena_free(&arena);
}

/* Every token with its kind, as far as the bytes go. */
static void
tokens(struct ambit_span bytes, struct ambit_text *out)
{
	struct ambit_span rest = bytes, token;
	enum ambit_header_token kind;
	size_t off = 0;

	do {
		kind = ambit_header_cut(&rest, &token);
		assert_ptr_equal(token.ptr, bytes.ptr + off);
		off += token.len;
		assert_int_equal(rest.len, bytes.len - off);
		if (kind != AMBIT_HEADER_MORE)
			ambit_text_print(out, "%d+%zu ", kind, token.len);
	} while (kind == AMBIT_HEADER_FIELD || kind == AMBIT_HEADER_JUNK);
	if (kind == AMBIT_HEADER_MORE)
		assert_int_equal(rest.len, 0);
}

/* The same, but each time with no more bytes than it takes to be sure. */
static void
tokens_bytewise(struct ambit_span bytes, struct ambit_text *out)
{
	enum ambit_header_token kind = AMBIT_HEADER_MORE;
	size_t off = 0;

	for (size_t n = 1; n <= bytes.len && kind != AMBIT_HEADER_END; n++) {
		struct ambit_span rest = { bytes.ptr + off, n - off }, token;

		kind = ambit_header_cut(&rest, &token);
		if (kind == AMBIT_HEADER_MORE)
			continue;
		ambit_text_print(out, "%d+%zu ", kind, token.len);
		off += token.len;
		/* What lies behind the token counts again. */
		n = off;
	}
}

static void
byte_by_byte_gives_the_same_tokens(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char one[256], many[256];
		struct ambit_text a = AMBIT_TEXT(one), b = AMBIT_TEXT(many);

		tokens(guarded(rows[i].message), &a);
		tokens_bytewise(guarded(rows[i].message), &b);
		assert_false(a.full || b.full);
		assert_int_equal(a.len, b.len);
		assert_memory_equal(one, many, a.len);
	}
}

/* Cut anywhere: fields only, if the cut is at a line end, else flawed. */
static void
a_block_cut_anywhere_is_whole_at_line_ends_alone(void **state)
{
	static const char text[] = "A: b\r\nC: d\r\n e\r\nFg:\r\n h\r\n";
	struct ambit_arena *arena = ambit_arena_new(4096);
	struct ambit_header header;

	(void)state;
	for (size_t n = 1; n < sizeof(text); n++) {
		struct ambit_span cut = guarded(
		    (struct ambit_span){ (const unsigned char *)text, n });

		ambit_arena_reset(arena);
		assert_int_equal(ambit_header_read(cut, true, AMBIT_HEADER_MAX,
				     arena, &header),
		    0);
		assert_int_equal(header.flaws,
		    text[n - 1] == '\n' ? 0 : AMBIT_FLAW_HEADER);
		assert_int_equal(header.len, n);
		assert_false(header.ended);
		assert_int_equal(ambit_header_read(cut, false, AMBIT_HEADER_MAX,
				     arena, &header),
		    0);
		assert_int_equal(header.flaws, AMBIT_FLAW_HEADER);
	}
	ambit_arena_free(&arena);
}

static void
any_row_cut_anywhere_stays_within_its_bytes(void **state)
{
	struct ambit_arena *arena = ambit_arena_new(4096);
	struct ambit_header header;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		for (size_t n = 0; n < rows[i].message.len; n++) {
			struct ambit_span cut = { rows[i].message.ptr, n };

			ambit_arena_reset(arena);
			assert_int_equal(ambit_header_read(guarded(cut), true,
					     AMBIT_HEADER_MAX, arena, &header),
			    0);
			assert_true(header.len <= n);
			assert_int_equal(header.len == n || header.ended, 1);
		}
	}
	ambit_arena_free(&arena);
}

/* A block of len bytes: one field that fills it, and the empty line. */
static struct ambit_span
block_of(char *buf, size_t len)
{
	memset(buf, 'x', len);
	memcpy(buf, "A: ", 3);
	buf[len - 2] = buf[len - 1] = '\n';
	return (struct ambit_span){ (const unsigned char *)buf, len };
}

static unsigned
flaws_of(struct ambit_span bytes, bool whole, size_t limit)
{
	struct ambit_arena *arena = ambit_arena_new(1 << 20);
	struct ambit_header header;
	unsigned flaws;

	assert_int_equal(ambit_header_read(bytes, whole, limit, arena, &header),
	    0);
	flaws = header.flaws;
	assert_true(header.len <= limit);
	ambit_arena_free(&arena);
	return flaws;
}

static void
a_block_may_be_as_long_as_the_limit(void **state)
{
	static char buf[AMBIT_HEADER_MAX + 16];
	static const size_t limits[] = { 64, AMBIT_HEADER_MAX };

	(void)state;
	for (size_t i = 0; i < COUNT(limits); i++) {
		size_t max = limits[i];

		assert_int_equal(flaws_of(block_of(buf, max - 1), true, max),
		    0);
		assert_int_equal(flaws_of(block_of(buf, max), true, max), 0);
		assert_int_equal(flaws_of(block_of(buf, max + 1), true, max),
		    AMBIT_FLAW_HEADER);
		/* Fields only, and as long as that. */
		(void)block_of(buf, max + 1);
		assert_int_equal(
		    flaws_of((struct ambit_span){ (const unsigned char *)buf,
				 max },
			true, max),
		    0);
		/* A body behind it changes nothing. */
		(void)block_of(buf, max);
		assert_int_equal(
		    flaws_of((struct ambit_span){ (const unsigned char *)buf,
				 max + 8 },
			false, max),
		    0);
	}
	/* A line is as long as a block can be, less the empty line. */
	assert_int_equal(flaws_of(block_of(buf, AMBIT_LINE_MAX + 2), true,
			     AMBIT_HEADER_MAX),
	    AMBIT_FLAW_HEADER);
}

static size_t
many_fields(char *buf, size_t n)
{
	for (size_t i = 0; i < n; i++)
		memcpy(buf + i * 4, "A:b\n", 4);
	buf[n * 4] = '\n';
	return n * 4 + 1;
}

static void
a_block_may_have_as_many_fields_as_the_limit(void **state)
{
	static char buf[(AMBIT_FIELDS_MAX + 1) * 4 + 1];

	(void)state;
	for (size_t n = AMBIT_FIELDS_MAX - 1; n <= AMBIT_FIELDS_MAX + 1; n++) {
		struct ambit_arena *arena = ambit_arena_new(1 << 20);
		struct ambit_span bytes = { (const unsigned char *)buf,
			many_fields(buf, n) };
		struct ambit_header header;

		assert_int_equal(ambit_header_read(bytes, true,
				     AMBIT_HEADER_MAX, arena, &header),
		    0);
		assert_int_equal(header.n_fields,
		    n <= AMBIT_FIELDS_MAX ? n : AMBIT_FIELDS_MAX);
		assert_int_equal(header.flaws,
		    n <= AMBIT_FIELDS_MAX ? 0 : AMBIT_FLAW_HEADER);
		assert_int_equal(header.len, bytes.len);
		ambit_arena_free(&arena);
	}
}

static void
a_full_arena_is_said(void **state)
{
	struct ambit_arena *arena = ambit_arena_new(64);
	struct ambit_header header;

	(void)state;
	assert_int_equal(ambit_header_read(AMBIT_LIT("A: b\nC: d\n\n"), true,
			     AMBIT_HEADER_MAX, arena, &header),
	    -1);
	ambit_arena_free(&arena);
	arena = ambit_arena_new(1);
	assert_null(ambit_header_unfold(AMBIT_LIT("a\n b"), arena).ptr);
	ambit_arena_free(&arena);
}

static void
lines_of_fields_are_the_block(void **state)
{
	struct ambit_span text = AMBIT_LIT("A: b\r\n c\r\nD:e\r\n\r\n");
	struct ambit_arena *arena = ambit_arena_new(4096);
	struct ambit_header header;

	(void)state;
	assert_int_equal(ambit_header_read(text, true, AMBIT_HEADER_MAX, arena,
			     &header),
	    0);
	assert_int_equal(header.n_fields, 2);
	assert_true(ambit_span_equal(header.fields[0].line,
	    AMBIT_LIT("A: b\r\n c\r\n")));
	assert_true(
	    ambit_span_equal(header.fields[1].line, AMBIT_LIT("D:e\r\n")));
	for (size_t i = 0; i < header.n_fields; i++) {
		const struct ambit_header_field *field = &header.fields[i];

		assert_ptr_equal(text.ptr + field->at.off, field->line.ptr);
		assert_int_equal(field->at.len, field->line.len);
	}
	ambit_arena_free(&arena);
}

static void
unfolding_takes_out_line_ends_before_blanks_alone(void **state)
{
	static const struct ambit_span folded[] = { AMBIT_LIT_INIT(" a b"),
		AMBIT_LIT_INIT(" a\r\n b\n\tc"), AMBIT_LIT_INIT("\n a"),
		AMBIT_LIT_INIT("a\nb\r\n"), AMBIT_LIT_INIT("a\r\r\n b\r c"),
		AMBIT_LIT_INIT("a\n \n b"), AMBIT_LIT_INIT("a\n b\r"),
		AMBIT_LIT_INIT("") };
	static const struct ambit_span plain[] = { AMBIT_LIT_INIT(" a b"),
		AMBIT_LIT_INIT(" a b\tc"), AMBIT_LIT_INIT(" a"),
		AMBIT_LIT_INIT("a\nb\r\n"), AMBIT_LIT_INIT("a\r b\r c"),
		AMBIT_LIT_INIT("a  b"), AMBIT_LIT_INIT("a b\r"),
		AMBIT_LIT_INIT("") };
	struct ambit_arena *arena = ambit_arena_new(4096);

	(void)state;
	for (size_t i = 0; i < COUNT(folded); i++) {
		struct ambit_span value = guarded(folded[i]);
		struct ambit_span got = ambit_header_unfold(value, arena);

		assert_true(ambit_span_equal(got, plain[i]));
		if (i == 0) /* no fold: lent, not copied */
			assert_ptr_equal(got.ptr, value.ptr);
	}
	ambit_arena_free(&arena);
}

static void
fields_are_counted_without_letter_case(void **state)
{
	static const struct ambit_header_field fields[] = {
		{ .name = AMBIT_LIT_INIT("From") },
		{ .name = AMBIT_LIT_INIT("date") },
		{ .name = AMBIT_LIT_INIT("X-Date") },
		{ .name = AMBIT_LIT_INIT("DATE") },
	};
	const struct ambit_header_field *first;

	(void)state;
	assert_int_equal(ambit_header_count(fields, COUNT(fields),
			     AMBIT_LIT("Date"), &first),
	    2);
	assert_ptr_equal(first, &fields[1]);
	assert_int_equal(ambit_header_count(fields, COUNT(fields),
			     AMBIT_LIT("To"), &first),
	    0);
	assert_null(first);
}

#define OTHERS 9

int
main(void)
{
	struct CMUnitTest tests[COUNT(rows) + OTHERS] = {
		cmocka_unit_test(byte_by_byte_gives_the_same_tokens),
		cmocka_unit_test(
		    a_block_cut_anywhere_is_whole_at_line_ends_alone),
		cmocka_unit_test(any_row_cut_anywhere_stays_within_its_bytes),
		cmocka_unit_test(a_block_may_be_as_long_as_the_limit),
		cmocka_unit_test(a_block_may_have_as_many_fields_as_the_limit),
		cmocka_unit_test(a_full_arena_is_said),
		cmocka_unit_test(lines_of_fields_are_the_block),
		cmocka_unit_test(
		    unfolding_takes_out_line_ends_before_blanks_alone),
		cmocka_unit_test(fields_are_counted_without_letter_case),
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[i + OTHERS] = (struct CMUnitTest){ rows[i].name, judge,
			NULL, NULL, (void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("header", tests, NULL, NULL);
}
