/*
 * Two opinions on one item: what is a difference, and who is right where the
 * bytes have answered (pst.md 16). Records of an item, whole or not at all.
 */

#include "check.h"
#include "guard.h"

#include "ambit/second.h"
#include "ambit/text.h"

#define T(seconds) .has_submitted = true, .submitted = (seconds)
#define D(seconds) .has_delivered = true, .delivered = (seconds)
#define ID(c)      .has_id = true, .id = { c }

/* An attachment by value: so many bytes of a digest that begins so; and what
 * it has that a message has. */
#define FILE_OF(n, c) FILE_WITH(n, c, .has_id = false)
#define FILE_WITH(n, c, ...)                                \
	{                                                   \
		.method = 1, .has_bytes = true, .len = (n), \
		.sha256 = { c, 0, 0, 0xff }, .facts = {     \
			__VA_ARGS__                         \
		}                                           \
	}

#define FILES(...)                         \
	(const struct ambit_second_file[]) \
	{                                  \
		__VA_ARGS__                \
	}

#define NONE             \
	{                \
		.nid = 0 \
	}
#define ITEM(...)                      \
	{                              \
		.nid = 36, __VA_ARGS__ \
	}

static const struct {
	const char *name;
	struct ambit_second_item ours, theirs; /* nid 0: it has none */
	const char *lines;
} rows[] = {
	{ "two that agree have nothing to tell",
	    ITEM(.facts = { T(1), D(2), ID('a') }, .recipients = 1,
		.n_files = 1, .files = FILES(FILE_OF(3, 'x'))),
	    ITEM(.facts = { T(1), D(2), ID('a') }, .n_files = 1,
		.files = FILES(FILE_OF(3, 'x'))),
	    "" },
	{ "phantom attachments, one for each recipient, are none",
	    ITEM(.recipients = 3, .bare = 1), ITEM(.bare = 4), "" },
	{ "other phantoms are a difference", ITEM(.recipients = 3),
	    ITEM(.bare = 2),
	    "36 attachments without a method: 0, 2; open: no cause is known" },
	{ "a time from an attachment: ours is right",
	    ITEM(.facts = { T(0), ID('a') }, .n_files = 2,
		.files = FILES(FILE_OF(3, 'x'), FILE_WITH(3, 'y', T(86400)))),
	    ITEM(.facts = { T(86400), ID('a') }, .n_files = 2,
		.files = FILES(FILE_OF(3, 'x'), FILE_OF(3, 'y'))),
	    "36 0039: 1970-01-01T00:00:00Z, 1970-01-02T00:00:00Z; ambit: libpst"
	    " takes it from attachment 2" },
	{ "a time of delivery from an attachment, where the message has none",
	    ITEM(.n_files = 1, .files = FILES(FILE_WITH(3, 'x', D(60)))),
	    ITEM(.facts = { D(60) }, .n_files = 1,
		.files = FILES(FILE_OF(3, 'x'))),
	    "36 0E06: none, 1970-01-01T00:01:00Z; ambit: libpst takes it from"
	    " attachment 1" },
	{ "0039 of an attachment does not explain 0E06",
	    ITEM(.n_files = 1, .files = FILES(FILE_WITH(3, 'x', T(60)))),
	    ITEM(.facts = { D(60) }, .n_files = 1,
		.files = FILES(FILE_OF(3, 'x'))),
	    "36 0E06: none, 1970-01-01T00:01:00Z; open: no cause is known" },
	{ "a time from a recipient",
	    ITEM(.facts = { D(60) }, .n_rows = 1, .recipients = 2,
		.rows = (const struct ambit_second_facts[]){ { D(0) } }),
	    ITEM(.facts = { D(0) }, .bare = 2),
	    "36 0E06: 1970-01-01T00:01:00Z, 1970-01-01T00:00:00Z; ambit:"
	    " libpst takes it from a recipient" },
	{ "a message id is never told", ITEM(.facts = { ID('a') }),
	    ITEM(.facts = { ID('b') }),
	    "36 message id: another, another; open: no cause is known" },
	{ "a message id from an attachment",
	    ITEM(.facts = { ID('a') }, .n_files = 1,
		.files = FILES(FILE_WITH(3, 'x', ID('b')))),
	    ITEM(.facts = { ID('b') }, .n_files = 1,
		.files = FILES(FILE_OF(3, 'x'))),
	    "36 message id: another, another; ambit: libpst takes it from"
	    " attachment 1" },
	{ "a message id that one of them lacks", ITEM(.facts = { ID('a') }),
	    ITEM(.facts = { T(-1) }),
	    "36 0039: none, 1969-12-31T23:59:59Z; open: no cause is known\n"
	    "36 message id: another, none; open: no cause is known" },
	{ "a time that no calendar has",
	    ITEM(.facts = { T(INT64_C(253402300800)) }),
	    ITEM(.facts = { T(INT64_C(253402300799)) }),
	    "36 0039: behind the year 9999, 9999-12-31T23:59:59Z; open: no"
	    " cause is known" },
	{ "an attachment that libpst gives less of: ours is right",
	    ITEM(.n_files = 1, .files = FILES(FILE_OF(300, 'x'))),
	    ITEM(.n_files = 1, .files = FILES(FILE_OF(0, 'e'))),
	    "36 attachment 1: method 1, 300 bytes, SHA-256 780000ff...,"
	    " method 1, 0 bytes, SHA-256 650000ff...; ambit: libpst lacks"
	    " bytes; each block of ours keeps its CRC" },
	{ "the same of a damaged item: nobody is right yet",
	    ITEM(.flaws = AMBIT_FLAW_ATTACHMENTS, .n_files = 1,
		.files = FILES(FILE_OF(300, 'x'))),
	    ITEM(.n_files = 1, .files = FILES(FILE_OF(0, 'e'))),
	    "36 attachment 1: method 1, 300 bytes, SHA-256 780000ff...,"
	    " method 1, 0 bytes, SHA-256 650000ff...; open: the item is"
	    " damaged" },
	{ "as many bytes, and others",
	    ITEM(.n_files = 1, .files = FILES(FILE_OF(3, 'x'))),
	    ITEM(.n_files = 1, .files = FILES(FILE_OF(3, 'y'))),
	    "36 attachment 1: method 1, 3 bytes, SHA-256 780000ff..., method 1,"
	    " 3 bytes, SHA-256 790000ff...; open: no cause is known" },
	{ "another method", ITEM(.n_files = 1, .files = FILES(FILE_OF(3, 'x'))),
	    ITEM(.n_files = 1, .files = FILES({ .method = 5 })),
	    "36 attachment 1: method 1, 3 bytes, SHA-256 780000ff..., method 5;"
	    " open: no cause is known" },
	{ "other numbers of attachments are not compared one by one",
	    ITEM(.n_files = 1, .files = FILES(FILE_OF(3, 'x'))),
	    ITEM(.n_files = 2,
		.files = FILES(FILE_OF(4, 'y'), FILE_OF(3, 'x'))),
	    "36 attachments: 1, 2; open: no cause is known" },
	{ "a message that libpst loses", ITEM(.facts = { T(1) }), NONE,
	    "36 item: a message, none; ambit: the node index and the table of"
	    " its folder have it" },
	{ "an orphan that libpst does not see",
	    ITEM(.flaws = AMBIT_FLAW_ORPHAN), NONE,
	    "36 item: a message, none; ambit: the node index has it, its"
	    " folder does not" },
	{ "a damaged message that libpst does not read",
	    ITEM(.flaws = AMBIT_FLAW_LOST | AMBIT_FLAW_ORPHAN), NONE,
	    "36 item: a damaged message, none; open: the item is damaged" },
	{ "a message that libpst alone has", NONE, ITEM(.facts = { T(1) }),
	    "36 item: none, a message; open: ambit has none of this number,"
	    " or not another" },
	{ "of what ours cannot read nothing is compared, and that is told",
	    ITEM(.flaws = AMBIT_FLAW_LOST),
	    ITEM(.facts = { T(1), ID('a') }, .bare = 7),
	    "36 item: a damaged message, a message; open: the item is damaged,"
	    " and nothing of it is compared" },
};

static void
write_line(void *ctx, const struct ambit_second_line *line)
{
	struct ambit_text *text = ctx;

	ambit_text_print(text, "%s%u %s: %s, %s; %s: %s",
	    text->len > 0 ? "\n" : "", line->nid, line->fact, line->ours,
	    line->theirs, line->right == AMBIT_SECOND_OURS ? "ambit" : "open",
	    line->why);
}

static size_t
count_lines(const char *text)
{
	size_t n = *text != '\0';

	for (; *text != '\0'; text++)
		n += *text == '\n';
	return n;
}

static void
a_difference_is_told(void **state)
{
	size_t i = (size_t)(uintptr_t)*state, n;
	char buf[1024];
	struct ambit_text text = AMBIT_TEXT(buf);

	n = ambit_second_compare(rows[i].ours.nid == 0 ? NULL : &rows[i].ours,
	    rows[i].theirs.nid == 0 ? NULL : &rows[i].theirs, write_line,
	    &text);
	assert_string_equal(ambit_text_end(&text), rows[i].lines);
	assert_int_equal(n, count_lines(rows[i].lines));
}

/* ---- records ---- */

static const struct ambit_second_item whole =
    ITEM(.theirs = true, .facts = { T(-5), D(INT64_MAX), ID('m') },
	.flaws = AMBIT_FLAW_ORPHAN, .recipients = 2, .bare = 3, .n_files = 2,
	.files = FILES(FILE_WITH(300, 'x', T(7)), { .method = 5 }), .n_rows = 1,
	.rows = (const struct ambit_second_facts[]){ { ID('r') } });

static char room[AMBIT_SECOND_RECORD];

static struct ambit_span
record_of(const struct ambit_second_item *item)
{
	struct ambit_text text = AMBIT_TEXT(room);

	ambit_second_put(&text, item);
	assert_false(text.full);
	return ambit_text_span(&text);
}

static void
a_record_is_read_as_it_was_written(void **state)
{
	struct ambit_arena *arena = ambit_arena_new(AMBIT_SECOND_RECORD);
	struct ambit_span record = record_of(&whole);
	struct ambit_second_item got;
	struct ambit_err err = { .text = "" };
	char buf[256];
	struct ambit_text text = AMBIT_TEXT(buf);

	(void)state;
	assert_int_equal(ambit_second_get(guarded(record), arena, &got, &err),
	    0);
	assert_int_equal(ambit_second_compare(&whole, &got, write_line, &text),
	    0);
	assert_true(got.theirs);
	assert_int_equal(got.flaws, AMBIT_FLAW_ORPHAN);
	assert_int_equal(got.recipients, 2);
	assert_int_equal(got.files[0].facts.submitted, 7);
	assert_int_equal(got.n_rows, 1);
	assert_int_equal(got.rows[0].id[0], 'r');
	ambit_arena_free(&arena);
}

static void
a_record_is_wholly_used(void **state)
{
	struct ambit_arena *arena = ambit_arena_new(AMBIT_SECOND_RECORD);
	struct ambit_span record = record_of(&whole);
	struct ambit_second_item got;

	(void)state;
	for (size_t n = 0; n <= record.len + 1; n++) {
		struct ambit_err err = { .text = "" };
		int rc;

		if (n == record.len)
			continue;
		ambit_arena_reset(arena);
		rc = ambit_second_get(guarded(
					  (struct ambit_span){ record.ptr, n }),
		    arena, &got, &err);
		assert_int_equal(rc, -1);
		assert_int_equal(err.code, AMBIT_E_WIRE);
	}
	ambit_arena_free(&arena);
}

/* Of as many attachments as there can be, the first are told. */
static void
the_longest_record_fits(void **state)
{
	static struct ambit_second_file files[AMBIT_SECOND_FILES];
	static struct ambit_second_facts from[AMBIT_SECOND_ROWS];
	struct ambit_second_item most = ITEM(.n_files = UINT32_MAX,
	    .files = files, .n_rows = COUNT(from), .rows = from);
	struct ambit_arena *arena = ambit_arena_new((size_t)4 << 20);
	struct ambit_second_item got;
	struct ambit_err err = { .text = "" };

	(void)state;
	for (size_t i = 0; i < COUNT(files); i++)
		files[i].method = 1;
	assert_int_equal(ambit_second_get(record_of(&most), arena, &got, &err),
	    0);
	assert_int_equal(got.n_files, UINT32_MAX);
	ambit_arena_free(&arena);
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(a_record_is_read_as_it_was_written),
		cmocka_unit_test(a_record_is_wholly_used),
		cmocka_unit_test(the_longest_record_fits),
	};
	struct CMUnitTest tests[COUNT(singles) + COUNT(rows)];
	size_t n = COUNT(singles);

	memcpy(tests, singles, sizeof(singles));
	for (size_t i = 0; i < COUNT(rows); i++)
		tests[n++] = (struct CMUnitTest){ rows[i].name,
			a_difference_is_told, NULL, NULL, (void *)i };
	return cmocka_run_group_tests_name("second", tests, NULL, NULL);
}
