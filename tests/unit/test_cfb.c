#include "caught.h"
#include "check.h"
#include "compound.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "ambit/cfb.h"
#include "ambit/text.h"

#define WHOLE "big=4196 box(empty=0 inner=10 )small=70 "
#define END   0xfffffffe
#define NONE  0xffffffff

/* Offsets of the version 3 file, as compound.h has it. */
#define SECTOR(n) (512 * ((n) + 1))
#define FAT(n)    (SECTOR(0) + 4 * (n))
#define ENTRY(n)  (SECTOR(1) + 128 * (n))
#define MINI(n)   (SECTOR(3) + 4 * (n))
#define PLACE(n)  (76 + 4 * (n)) /* of a sector of the FAT */

struct patch {
	size_t at;
	uint32_t value;
	size_t width;
};

struct row {
	const char *name;
	struct patch patches[4]; /* width 0: no more */
	const char *outcome;     /* what is in it, or offset and reason */
};

#define MAGIC   "0 it is no compound file"
#define ORDER   "0 its byte order is not that of a compound file"
#define SIZES   "0 its version and the size of its sectors do not agree"
#define SMALLS  "0 its small sectors are not as they have to be"
#define OUT     " a chain leads out of the file"
#define TWICE   " a sector is in two chains, or twice in one"
#define SHORTER " a chain is shorter than its stream"
#define LONGER  " a chain is longer than its stream"
#define TABLES  "0 its tables are not as many as it says"
#define DIRS    "0 an entry leads out of the directory"

static const struct row rows[] = {
	{ "a sound file", { { 0 } }, WHOLE },

	/* The header. */
	{ "no magic", { { 0, 0xd1, 1 } }, MAGIC },
	{ "another byte order", { { 28, 0xfeff, 2 } }, ORDER },
	{ "another version", { { 26, 5, 2 } }, SIZES },
	{ "version 4 with small sectors", { { 26, 4, 2 } }, SIZES },
	{ "version 3 with large sectors", { { 30, 12, 2 } }, SIZES },
	{ "small sectors of another size", { { 32, 7, 2 } }, SMALLS },
	{ "another cutoff", { { 56, 4095, 4 } }, SMALLS },
	{ "no FAT", { { 44, 0, 4 } }, "7680" OUT },
	{ "more of the FAT than there is", { { 44, 2, 4 } }, "7680" OUT },
	{ "more of the FAT than the header has room for", { { 44, 110, 4 } },
	    "7680" OUT },
	{ "a FAT behind the end", { { PLACE(0), 14, 4 } }, "7680" OUT },
	{ "a sector of the FAT twice", { { 44, 2, 4 }, { PLACE(1), 0, 4 } },
	    "512" TWICE },
	{ "a DIFAT that nothing needs", { { 72, 1, 4 }, { 68, 13, 4 } },
	    TABLES },

	/* Chains. */
	{ "a directory behind the end", { { 48, 14, 4 } }, "7680" OUT },
	{ "a directory that comes back to itself", { { FAT(2), 1, 4 } },
	    "1024" TWICE },
	{ "a directory that runs into the FAT", { { FAT(2), 0, 4 } },
	    "512" TWICE },
	{ "a directory that ends in a free sector", { { FAT(2), NONE, 4 } },
	    "7680" OUT },
	{ "no directory", { { 48, END, 4 } }, "0 its directory has no root" },
	{ "a mini FAT longer than it says", { { 64, 0, 4 } },
	    "0 the chain of its mini FAT is not as long as it says" },
	{ "a mini FAT shorter than it says", { { 64, 2, 4 } },
	    "0 the chain of its mini FAT is not as long as it says" },
	{ "a mini FAT behind the end", { { 60, 99, 4 } }, "7680" OUT },
	{ "a mini FAT in the directory", { { 60, 2, 4 } }, "1536" TWICE },
	{ "a mini stream longer than its chain", { { ENTRY(0) + 120, 513, 4 } },
	    "2560" SHORTER },
	{ "a mini stream shorter than its chain", { { FAT(4), 5, 4 } },
	    "2560" LONGER },
	{ "a mini stream above the limit",
	    { { ENTRY(0) + 120, (64 << 20) + 1, 4 } },
	    "0 its mini stream is too long" },
	{ "a mini stream that is not there", { { ENTRY(0) + 120, 0, 4 } },
	    "0" OUT },
	{ "a stream shorter than its chain", { { ENTRY(3) + 120, 4096, 4 } },
	    "6656" LONGER },
	{ "a stream longer than its chain", { { ENTRY(3) + 120, 4609, 4 } },
	    "7168" SHORTER },
	{ "a stream of more than there is",
	    { { ENTRY(3) + 120, 0xffffffff, 4 } }, "7168" SHORTER },
	{ "a stream in a circle",
	    { { FAT(13), 5, 4 }, { ENTRY(3) + 120, 8192, 4 } }, "3072" TWICE },
	{ "a stream in the mini stream", { { ENTRY(3) + 116, 4, 4 } },
	    "2560" TWICE },
	{ "a stream behind the end", { { ENTRY(3) + 116, 14, 4 } },
	    "7680" OUT },
	{ "a stream without a beginning", { { ENTRY(3) + 116, END, 4 } },
	    "7680" SHORTER },
	{ "a small stream in a circle",
	    { { MINI(1), 0, 4 }, { ENTRY(1) + 120, 190, 4 } }, "0" TWICE },
	{ "two small streams in one sector", { { ENTRY(4) + 116, 1, 4 } },
	    "64" TWICE },
	{ "a small stream shorter than its chain",
	    { { ENTRY(1) + 120, 64, 4 } }, "0" LONGER },
	{ "a small stream longer than its chain",
	    { { ENTRY(1) + 120, 129, 4 } }, "64" SHORTER },
	{ "a small stream behind the mini stream", { { ENTRY(4) + 116, 3, 4 } },
	    "192" OUT },
	{ "a small stream in the last part of a sector",
	    { { ENTRY(0) + 120, 138, 4 } }, WHOLE },
	{ "a small stream that reaches behind the last part",
	    { { ENTRY(0) + 120, 137, 4 } },
	    "128 a stream reaches behind the end" },
	{ "a stream that is small says where it lies in small sectors",
	    { { ENTRY(3) + 120, 100, 4 } }, "192" OUT },

	/* The directory. */
	{ "a root that is none", { { ENTRY(0) + 66, 1, 1 } },
	    "0 its directory has no root" },
	{ "a second root", { { ENTRY(2) + 66, 5, 1 } },
	    "1280 it is neither a storage nor a stream" },
	{ "an entry that is free", { { ENTRY(1) + 66, 0, 1 } },
	    "1152 it is neither a storage nor a stream" },
	{ "a child behind the end", { { ENTRY(0) + 76, 8, 4 } }, DIRS },
	{ "a sibling behind the end", { { ENTRY(2) + 72, 0x20202020, 4 } },
	    DIRS },
	{ "a sibling that is its own", { { ENTRY(3) + 68, 3, 4 } },
	    "1408 two entries lead to it" },
	{ "a sibling that is its parent's", { { ENTRY(1) + 72, 2, 4 } },
	    "1280 two entries lead to it" },
	{ "a storage in itself", { { ENTRY(2) + 76, 2, 4 } },
	    "1280 two entries lead to it" },
	{ "the root in a storage", { { ENTRY(2) + 76, 0, 4 } },
	    "1024 two entries lead to it" },
	{ "an entry in two storages", { { ENTRY(4) + 72, 1, 4 } },
	    "1152 two entries lead to it" },
	{ "a name of one character",
	    { { ENTRY(5) + 64, 4, 2 }, { ENTRY(5) + 2, 0, 2 } },
	    "big=4196 box(e=0 inner=10 )small=70 " },
	{ "a name of 32 characters", { { ENTRY(5) + 64, 66, 2 } },
	    "1664 its name is too long" },
	{ "a name of an odd length", { { ENTRY(5) + 64, 11, 2 } },
	    "1664 its name does not end as it says" },
	{ "no name", { { ENTRY(5) + 64, 2, 2 } },
	    "1664 its name does not end as it says" },
	{ "a name of no length", { { ENTRY(5) + 64, 0, 2 } },
	    "1664 its name does not end as it says" },
	{ "a name without its NUL", { { ENTRY(5) + 64, 10, 2 } },
	    "1664 its name does not end as it says" },
	{ "a name that ends before it says", { { ENTRY(5) + 4, 0, 2 } },
	    "1664 its name holds a NUL" },
	{ "two entries of one name, but for the case of a letter",
	    { { ENTRY(3) + 2, 'O', 2 }, { ENTRY(3) + 4, 'x', 2 } },
	    "1280 its name comes twice in a storage" },
	{ "a name in the letters of others",
	    { { ENTRY(3), 0x444, 2 }, { ENTRY(3) + 2, 0xd83d, 2 },
		{ ENTRY(3) + 4, 0xde00, 2 } },
	    "\xd1\x84\xf0\x9f\x98\x80=4196 box(empty=0 inner=10 )small=70 " },
	{ "half a character in a name", { { ENTRY(3) + 2, 0xd83d, 2 } },
	    "b\xef\xbf\xbdg=4196 box(empty=0 inner=10 )small=70 " },
	{ "the tree need not be in order",
	    { { ENTRY(2) + 68, 1, 4 }, { ENTRY(2) + 72, 3, 4 } },
	    "small=70 box(empty=0 inner=10 )big=4196 " },
	{ "what the root does not lead to is not there",
	    { { ENTRY(2) + 68, NONE, 4 } }, "box(empty=0 inner=10 )small=70 " },
	{ "a storage without entries", { { ENTRY(2) + 76, NONE, 4 } },
	    "big=4196 box()small=70 " },
	{ "the upper half of a size means nothing in version 3",
	    { { ENTRY(3) + 124, 7, 4 } }, WHOLE },
};

/* ---- what is in it ---- */

/* One for all, of which each test has all. */
static struct ambit_arena *arena;

struct opened {
	FILE *file;
	struct ambit_source *source;
	struct ambit_cfb *cfb;
};

static struct opened
open_bytes(struct ambit_span bytes, size_t window, struct ambit_err *err_r)
{
	struct opened o = { .file = tmpfile() };
	int got;

	assert_non_null(o.file);
	assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, o.file), bytes.len);
	assert_int_equal(fflush(o.file), 0);
	assert_int_equal(ambit_source_new(fileno(o.file), window, &o.source,
			     NULL),
	    0);
	ambit_arena_reset(arena);
	got = ambit_cfb_open(o.source, arena, &o.cfb, err_r);
	assert_int_equal(got, o.cfb == NULL ? -1 : 0);
	return o;
}

static void
close_bytes(struct opened *o)
{
	ambit_source_free(&o->source);
	(void)fclose(o->file);
}

/* The bytes are those of an entry of compound.h, whatever it is called. */
static bool
is_sound(const struct caught *out)
{
	for (size_t entry = 1; entry < 5; entry++) {
		size_t i = 0;

		while (i < out->len && out->ptr[i] == compound_byte(entry, i))
			i++;
		if (i == out->len)
			return true;
	}
	return false;
}

static void
outline(const struct ambit_cfb *cfb, const struct ambit_cfb_entry *storage,
    struct ambit_text *text)
{
	for (size_t i = 0; i < storage->n_entries; i++) {
		const struct ambit_cfb_entry *entry = &storage->entries[i];
		struct caught out = caught_new();

		assert_ptr_equal(ambit_cfb_find(storage, entry->name), entry);
		ambit_text_put(text, entry->name);
		if (entry->is_storage) {
			ambit_text_str(text, "(");
			outline(cfb, entry, text);
			ambit_text_str(text, ")");
			continue;
		}
		assert_int_equal(ambit_cfb_pour(cfb, entry, &out.sink, NULL),
		    0);
		assert_int_equal(out.len, entry->size);
		ambit_text_print(text, "=%zu%s ", out.len,
		    is_sound(&out) ? "" : "!");
		caught_free(&out);
	}
}

static void
judge_bytes(struct ambit_span bytes, size_t window, char *out, size_t size)
{
	struct ambit_text text = { .ptr = out, .cap = size };
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct opened o = open_bytes(bytes, window, &err);

	if (o.cfb != NULL) {
		outline(o.cfb, ambit_cfb_root(o.cfb), &text);
	} else {
		assert_true(
		    err.code == AMBIT_E_FORMAT || err.code == AMBIT_E_LIMIT);
		ambit_text_print(&text, "%" PRIu64 " %s", err.at.off, err.text);
	}
	(void)ambit_text_end(&text);
	close_bytes(&o);
}

static void
it_is_read_so(void **state)
{
	static const size_t windows[] = { 1, 7, 512, 4096, 65536 };
	const struct row *row = *state;
	struct compound c = compound_new(3);
	char got[512];

	for (size_t i = 0; i < COUNT(row->patches); i++)
		compound_put(&c, row->patches[i].at, row->patches[i].value,
		    row->patches[i].width);
	for (size_t i = 0; i < COUNT(windows); i++) {
		judge_bytes((struct ambit_span){ c.ptr, c.len }, windows[i],
		    got, sizeof(got));
		assert_string_equal(got, row->outcome);
	}
	free(c.ptr);
}

static void
version_4_is_read_alike(void **state)
{
	struct compound c = compound_new(4);
	char got[512];

	(void)state;
	judge_bytes((struct ambit_span){ c.ptr, c.len }, 512, got, sizeof(got));
	assert_string_equal(got, WHOLE);
	compound_put(&c, compound_entry(&c, 3) + 124, 1, 4);
	judge_bytes((struct ambit_span){ c.ptr, c.len }, 512, got, sizeof(got));
	assert_string_equal(got, "28672" SHORTER);
	free(c.ptr);
}

/* Only what lies behind the last byte of a stream may be missing. */
static void
cut_anywhere_it_is_refused(void **state)
{
	struct compound c = compound_new(3);
	size_t needed = SECTOR(5) + COMPOUND_BIG;
	char got[512];

	(void)state;
	for (size_t n = 0; n <= c.len; n += n < 512 ? 7 : 1 + n % 13) {
		judge_bytes((struct ambit_span){ c.ptr, n }, 512, got,
		    sizeof(got));
		assert_true((strcmp(got, WHOLE) == 0) == (n >= needed));
	}
	free(c.ptr);
}

/* Bytes of its structure changed one by one: it is refused, or read whole. */
static void
any_byte_may_be_wrong(void **state)
{
	struct compound c = compound_new(3);
	char got[4096];

	(void)state;
	for (size_t i = 0; i < SECTOR(4); i += 1 + i % 3) {
		unsigned char was = c.ptr[i];

		c.ptr[i] = (unsigned char)(was ^ (1u << i % 8));
		judge_bytes((struct ambit_span){ c.ptr, c.len }, 4096, got,
		    sizeof(got));
		c.ptr[i] = was;
	}
	free(c.ptr);
}

/*
 * More sectors of the FAT than the header has room for: 109 there, and two in
 * a DIFAT sector. All but the first say nothing.
 */
static void
the_difat_says_the_rest_of_the_fat(void **state)
{
	struct compound c = compound_new(3);
	size_t len = c.len + 111 * c.sector, difat = SECTOR(14 + 110);
	char got[512];

	(void)state;
	c.ptr = realloc(c.ptr, len);
	assert_non_null(c.ptr);
	memset(c.ptr + c.len, 0xff, len - c.len);
	compound_put(&c, 44, 111, 4);
	compound_put(&c, 68, 14 + 110, 4);
	compound_put(&c, 72, 1, 4);
	for (size_t i = 1; i < 109; i++)
		compound_put(&c, PLACE(i), 13 + i, 4);
	compound_put(&c, difat, 14 + 108, 4);
	compound_put(&c, difat + 4, 14 + 109, 4);
	compound_put(&c, difat + 508, END, 4);
	judge_bytes((struct ambit_span){ c.ptr, len }, 512, got, sizeof(got));
	assert_string_equal(got, WHOLE);

	compound_put(&c, difat + 4, 14 + 110, 4);
	judge_bytes((struct ambit_span){ c.ptr, len }, 512, got, sizeof(got));
	assert_string_equal(got, "64000" TWICE);
	compound_put(&c, 72, 0, 4);
	judge_bytes((struct ambit_span){ c.ptr, len }, 512, got, sizeof(got));
	assert_string_equal(got, TABLES);
	free(c.ptr);
}

/* A version 4 file with room for n entries and more. */
static struct compound
compound_wide(size_t n)
{
	struct compound c = compound_new(4);
	size_t first = c.len / c.sector - 1, more = n * 128 / c.sector + 1;

	c.ptr = realloc(c.ptr, c.len + more * c.sector);
	assert_non_null(c.ptr);
	memset(c.ptr + c.len, 0, more * c.sector);
	c.len += more * c.sector;
	compound_put(&c, compound_fat(&c, 2), first, 4);
	for (size_t i = 0; i < more; i++)
		compound_put(&c, compound_fat(&c, first + i),
		    i + 1 < more ? first + i + 1 : END, 4);
	return c;
}

/*
 * n storages of one name, from the directory's third sector on, which is
 * sector 7: within each other, or side by side. The root leads to the first.
 */
static void
fill(struct compound *c, size_t n, bool within)
{
	size_t first = 64, last = first + n - 1;
	/* 7 is four sectors behind the 3 where entries in a row would lie. */
	size_t shift = 4 * c->sector;

	compound_put(c, compound_entry(c, 0) + 76, first, 4);
	for (size_t i = first; i <= last; i++) {
		uint32_t next = i < last ? (uint32_t)i + 1 : NONE;
		struct compound_entry entry = { "s", 1, NONE,
			within ? NONE : next, within ? next : NONE, 0, 0 };
		struct compound moved = { c->ptr + shift, c->len, c->sector };

		compound_put_entry(&moved, i, &entry);
	}
}

static void
wide_is_read_so(size_t n, bool within, const char *begins)
{
	struct compound c = compound_wide(n);
	char got[1024];

	fill(&c, n, within);
	judge_bytes((struct ambit_span){ c.ptr, c.len }, 512, got, sizeof(got));
	got[strlen(begins)] = '\0';
	assert_string_equal(got, begins);
	free(c.ptr);
}

static void
storages_are_nested_to_the_limit_and_no_deeper(void **state)
{
	(void)state;
	wide_is_read_so(3, true, "s(s(s()))");
	wide_is_read_so(AMBIT_CFB_DEPTH_MAX, true, "s(s(s(s(s(s(");
	wide_is_read_so(AMBIT_CFB_DEPTH_MAX + 1, true,
	    "0 its storages are nested too deeply");
}

/* Behind the limit nothing is compared; before it, names are. */
static void
a_storage_has_entries_to_the_limit_and_no_more(void **state)
{
	(void)state;
	wide_is_read_so(2, false, "32896 its name comes twice in a storage");
	wide_is_read_so(AMBIT_CFB_STORAGE_MAX, false,
	    "32896 its name comes twice in a storage");
	wide_is_read_so(AMBIT_CFB_STORAGE_MAX + 1, false,
	    "0 a storage has too many entries");
}

static void
a_name_of_31_characters_is_read(void **state)
{
	struct compound c = compound_new(3);
	char got[512];

	(void)state;
	for (size_t i = 0; i < 31; i++)
		compound_put(&c, ENTRY(5) + 2 * i, i < 30 ? 0xe9 : 'z', 2);
	compound_put(&c, ENTRY(5) + 64, 64, 2);
	judge_bytes((struct ambit_span){ c.ptr, c.len }, 512, got, sizeof(got));
	assert_non_null(strstr(got, "\xc3\xa9z=0 "));
	assert_int_equal(strlen(got), strlen(WHOLE) - strlen("empty") + 61);
	free(c.ptr);
}

/* An arena of any size: it is read, or there is no memory. */
static void
without_memory_it_fails(void **state)
{
	struct compound c = compound_new(3);
	struct opened o =
	    open_bytes((struct ambit_span){ c.ptr, c.len }, 512, NULL);
	struct ambit_err err = { .code = AMBIT_E_NONE };
	size_t cap = 0;
	int got = -1;

	(void)state;
	for (; got < 0; cap += 8) {
		struct ambit_arena *small = ambit_arena_new(cap);

		assert_non_null(small);
		got = ambit_cfb_open(o.source, small, &o.cfb, &err);
		assert_true(got == 0 || err.code == AMBIT_E_MEMORY);
		ambit_arena_free(&small);
	}
	assert_true(cap > 1024 && cap < 8192);
	close_bytes(&o);
	free(c.ptr);
}

static void
an_entry_is_found_by_its_name(void **state)
{
	struct compound c = compound_new(3);
	struct opened o =
	    open_bytes((struct ambit_span){ c.ptr, c.len }, 512, NULL);
	const struct ambit_cfb_entry *root = ambit_cfb_root(o.cfb), *box;

	(void)state;
	box = ambit_cfb_find(root, AMBIT_LIT("BOX"));
	assert_true(box != NULL && box->is_storage);
	assert_null(ambit_cfb_find(root, AMBIT_LIT("inner")));
	assert_null(ambit_cfb_find(root, AMBIT_LIT("bo")));
	assert_int_equal(ambit_cfb_find(box, AMBIT_LIT("inner"))->size, 10);
	close_bytes(&o);
	free(c.ptr);
}

static void
a_sink_that_fails_ends_it(void **state)
{
	struct compound c = compound_new(3);
	struct opened o =
	    open_bytes((struct ambit_span){ c.ptr, c.len }, 512, NULL);
	struct caught out = caught_new();
	struct ambit_err err = { .code = AMBIT_E_NONE };

	(void)state;
	out.fails = true;
	assert_int_equal(ambit_cfb_pour(o.cfb,
			     ambit_cfb_find(ambit_cfb_root(o.cfb),
				 AMBIT_LIT("big")),
			     &out.sink, &err),
	    -1);
	assert_int_equal(err.code, AMBIT_E_MEMORY);
	close_bytes(&o);
	free(c.ptr);
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(version_4_is_read_alike),
		cmocka_unit_test(cut_anywhere_it_is_refused),
		cmocka_unit_test(any_byte_may_be_wrong),
		cmocka_unit_test(the_difat_says_the_rest_of_the_fat),
		cmocka_unit_test(
		    storages_are_nested_to_the_limit_and_no_deeper),
		cmocka_unit_test(
		    a_storage_has_entries_to_the_limit_and_no_more),
		cmocka_unit_test(a_name_of_31_characters_is_read),
		cmocka_unit_test(without_memory_it_fails),
		cmocka_unit_test(an_entry_is_found_by_its_name),
		cmocka_unit_test(a_sink_that_fails_ends_it),
	};
	struct CMUnitTest tests[COUNT(rows) + COUNT(others)];

	int failed;

	arena = ambit_arena_new(AMBIT_CFB_ARENA);
	if (arena == NULL)
		return 1;
	memcpy(tests, others, sizeof(others));
	for (size_t i = 0; i < COUNT(rows); i++)
		tests[COUNT(others) + i] =
		    (struct CMUnitTest){ rows[i].name, it_is_read_so, NULL,
			    NULL, (void *)(uintptr_t)&rows[i] };
	failed = cmocka_run_group_tests_name("cfb", tests, NULL, NULL);
	ambit_arena_free(&arena);
	return failed;
}
