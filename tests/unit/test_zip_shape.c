#include "archive.h"

/* ---- pieces too many, too few, or in the wrong place ---- */

#define NAME(i) ambit_span_str((const char *const[]){ "t/a", "t/b", "t/c" }[i])

static void
two_files(struct archive *a)
{
	archive_file(a, NAME(0), ARCHIVE_A);
	archive_file(a, NAME(1), ARCHIVE_B);
}

static void
bytes_in_front(struct archive *a)
{
	archive_raw(a, AMBIT_LIT("#!/bin/sh\n"));
	two_files(a);
	archive_close(a);
}

/* As a program puts itself before an archive, whose places stay. */
static void
bytes_in_front_of_all_places(struct archive *a)
{
	struct archive behind = archive_new();

	two_files(&behind);
	archive_close(&behind);
	archive_raw(a, AMBIT_LIT("#!/bin/sh\n"));
	archive_raw(a, archive_bytes(&behind));
	archive_free(&behind);
}

static void
bytes_behind(struct archive *a)
{
	two_files(a);
	archive_close(a);
	archive_raw(a, AMBIT_LIT("\n"));
}

static void
bytes_between_entries(struct archive *a)
{
	archive_file(a, NAME(0), ARCHIVE_A);
	archive_raw(a, AMBIT_LIT("x"));
	archive_file(a, NAME(1), ARCHIVE_B);
	archive_close(a);
}

/* What a reader that goes from the front would take for an entry. */
static void
an_entry_that_is_not_listed(struct archive *a)
{
	two_files(a);
	a->n = 1;
	archive_file(a, NAME(2), ARCHIVE_B);
	archive_close(a);
}

static void
bytes_before_the_directory(struct archive *a)
{
	two_files(a);
	archive_raw(a, AMBIT_LIT("x"));
	archive_close(a);
}

static void
bytes_behind_the_directory(struct archive *a)
{
	two_files(a);
	archive_directory(a);
	archive_raw(a, AMBIT_LIT("x"));
	archive_end(a);
}

static void
a_descriptor(struct archive *a)
{
	archive_file(a, NAME(0), ARCHIVE_A);
	archive_raw(a, AMBIT_LIT("PK\7\10abcd\5\0\0\0\5\0\0\0"));
	archive_file(a, NAME(1), ARCHIVE_B);
	archive_close(a);
}

static void
two_end_records(struct archive *a)
{
	two_files(a);
	archive_close(a);
	archive_end(a);
}

static void
an_end_record_in_a_comment(struct archive *a)
{
	two_files(a);
	archive_close(a);
	a->text.ptr[a->text.len - 2] = 22;
	archive_raw(a,
	    AMBIT_LIT("PK\5\6\0\0\0\0\0\0\0\0"
		      "\0\0\0\0\0\0\0\0\0\0"));
}

static void
two_archives(struct archive *a)
{
	two_files(a);
	archive_close(a);
	a->n = 0;
	archive_file(a, NAME(2), ARCHIVE_A);
	archive_close(a);
}

static void
two_directories(struct archive *a)
{
	two_files(a);
	archive_directory(a);
	archive_close(a);
}

static void
two_entries_in_one_place(struct archive *a)
{
	two_files(a);
	a->entries[2] = a->entries[1];
	a->entries[2].name = NAME(2);
	a->n = 3;
	archive_close(a);
}

/* The second lies within the bytes of the first. */
static void
an_entry_within_an_entry(struct archive *a)
{
	struct archive within = archive_new();

	archive_file(&within, NAME(1), ARCHIVE_B);
	archive_file(a, NAME(0), archive_bytes(&within));
	a->entries[1] = within.entries[0];
	a->entries[1].off = 33;
	a->n = 2;
	archive_close(a);
	archive_free(&within);
}

static void
entries_in_another_order_than_listed(struct archive *a)
{
	struct ambit_zip_entry first;

	archive_file(a, NAME(1), ARCHIVE_A);
	archive_file(a, NAME(0), ARCHIVE_B);
	first = a->entries[0];
	a->entries[0] = a->entries[1];
	a->entries[1] = first;
	archive_close(a);
}

static void
an_entry_in_the_place_of_the_directory(struct archive *a)
{
	two_files(a);
	a->entries[2] =
	    (struct ambit_zip_entry){ .name = NAME(2), .off = a->text.len };
	a->n = 3;
	archive_close(a);
}

static void
an_extra_field(struct archive *a)
{
	struct ambit_span field = AMBIT_LIT("\xca\xfe\0\0");

	archive_file(a, NAME(0), AMBIT_LIT(""));
	a->text.ptr[28] = (char)field.len;
	archive_raw(a, field);
	archive_directory(a);
	a->text.ptr[a->central[0] + 30] = (char)field.len;
	archive_raw(a, field);
	a->len += field.len;
	archive_end(a);
}

/* A reader that looks for it before the end record finds it. */
static void
a_locator_that_nothing_needs(struct archive *a)
{
	two_files(a);
	archive_directory(a);
	archive_raw(a,
	    AMBIT_LIT("PK\6\7\0\0\0\0\0\0\0\0"
		      "\0\0\0\0\1\0\0\0"));
	archive_end(a);
}

static void
end_records_of_zip64_that_nothing_needs(struct archive *a)
{
	char room[AMBIT_ZIP_END_MAX];
	struct ambit_text wide = AMBIT_TEXT(room);

	two_files(a);
	archive_directory(a);
	/* As they were with so many entries; then the count is put right. */
	ambit_zip_put_end(&wide, 0xffff, a->off, a->len);
	room[24] = room[32] = 2;
	room[25] = room[33] = 0;
	archive_raw(a, ambit_text_span(&wide));
}

static void
a_tar(struct archive *a)
{
	for (size_t i = 0; i < 10; i++)
		archive_raw(a, ARCHIVE_B);
}

static void
nothing(struct archive *a)
{
	(void)a;
}

static void
half_an_end_record(struct archive *a)
{
	archive_raw(a, AMBIT_LIT("PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"));
}

static void
marks_alone(struct archive *a)
{
	archive_raw(a,
	    AMBIT_LIT("PK\5\6\0\0\0\0\xff\xff\xff\xff\xff\xff"
		      "\xff\xff\xff\xff\xff\xff\0\0"));
}

static const struct shape {
	const char *name;
	void (*put)(struct archive *a);
	const char *words;
} shapes[] = {
	{ "bytes in front are refused", bytes_in_front,
	    "entry 1: there are bytes before it that are in no entry" },
	{ "bytes in front of all places are refused",
	    bytes_in_front_of_all_places,
	    "its directory does not reach to its end records" },
	{ "bytes behind are refused", bytes_behind,
	    "it does not end with an end record" },
	{ "bytes between entries are refused", bytes_between_entries,
	    "entry 2: there are bytes before it that are in no entry" },
	{ "an entry that is not listed is refused", an_entry_that_is_not_listed,
	    "entry 2: there are bytes before it that are in no entry" },
	{ "bytes before the directory are refused", bytes_before_the_directory,
	    "there are bytes before the directory that are in no entry" },
	{ "bytes behind the directory are refused", bytes_behind_the_directory,
	    "its directory does not reach to its end records" },
	{ "a descriptor behind an entry is refused", a_descriptor,
	    "entry 2: there are bytes before it that are in no entry" },
	{ "two end records are refused", two_end_records,
	    "its directory does not reach to its end records" },
	{ "an end record in a comment is refused", an_end_record_in_a_comment,
	    "its directory does not reach to its end records" },
	{ "two archives are refused", two_archives,
	    "entry 1: there are bytes before it that are in no entry" },
	{ "two directories are refused", two_directories,
	    "there are bytes before the directory that are in no entry" },
	{ "two entries in one place are refused", two_entries_in_one_place,
	    "entry 3: it overlaps the entry before it" },
	{ "an entry within an entry is refused", an_entry_within_an_entry,
	    "entry 2: it overlaps the entry before it" },
	{ "an entry in the place of the directory is refused",
	    an_entry_in_the_place_of_the_directory,
	    "entry 3: it reaches into the directory" },
	{ "entries in another order than listed are refused",
	    entries_in_another_order_than_listed,
	    "entry 1: there are bytes before it that are in no entry" },
	{ "an extra field in both headers is refused", an_extra_field,
	    "entry 1: it has an extra field that nothing needs" },
	{ "a locator of ZIP64 that nothing needs is refused",
	    a_locator_that_nothing_needs,
	    "its directory does not reach to its end records" },
	{ "end records of ZIP64 that nothing needs are refused",
	    end_records_of_zip64_that_nothing_needs,
	    "its two counts of entries differ" },
	{ "what is no archive is refused", a_tar,
	    "it does not end with an end record" },
	{ "an empty file is refused", nothing,
	    "it is too short to be an archive" },
	{ "marks of ZIP64 alone are refused", marks_alone,
	    "it has not the ZIP64 end records that it needs" },
	{ "half an end record is refused", half_an_end_record,
	    "it is too short to be an archive" },
};

static void
another_shape_is_refused(void **state)
{
	const struct shape *row = *state;
	struct archive a = archive_new();

	row->put(&a);
	archive_refused(archive_bytes(&a), row->words);
	archive_free(&a);
}

/* ---- every byte ---- */

/* What it holds can be another thing only if a CRC tells. */
static void
any_changed_bit_shows(void **state)
{
	struct archive a = archive_three();
	struct archive_reading r;

	(void)state;
	archive_close(&a);
	for (size_t i = 0; i < a.text.len * 8; i++) {
		a.text.ptr[i / 8] ^= (char)(1 << i % 8);
		archive_read(archive_bytes(&a), &r);
		if (r.sound && r.same)
			fail_msg("bit %zu of byte %zu", i % 8, i / 8);
		a.text.ptr[i / 8] ^= (char)(1 << i % 8);
	}
	archive_read(archive_bytes(&a), &r);
	assert_true(r.sound && r.same);
	archive_free(&a);
}

static void
any_cut_or_longer_archive_is_refused(void **state)
{
	struct archive a = archive_three();
	struct ambit_span all;

	(void)state;
	archive_close(&a);
	all = archive_bytes(&a);
	for (size_t i = 1; i <= all.len; i++) {
		archive_refused(ambit_span_sub(all, 0, all.len - i), "it ");
		archive_refused(ambit_span_sub(all, i, all.len), "it");
	}
	for (size_t i = 0; i < 300; i++) {
		archive_raw(&a, AMBIT_LIT("\0"));
		archive_refused(archive_bytes(&a), "it ");
	}
	archive_free(&a);
}

/* A byte put in, or taken out, anywhere. */
static void
any_shifted_archive_is_refused(void **state)
{
	struct archive a = archive_three(), b = archive_new();
	struct archive_reading r;
	struct ambit_span all;

	(void)state;
	archive_close(&a);
	all = archive_bytes(&a);
	for (size_t i = 0; i < all.len; i++) {
		for (size_t in = 0; in < 2; in++) {
			b.text.len = 0;
			archive_raw(&b, ambit_span_sub(all, 0, i));
			if (in == 1)
				archive_raw(&b, AMBIT_LIT("P"));
			archive_raw(&b,
			    ambit_span_sub(all, in == 1 ? i : i + 1, all.len));
			archive_read(archive_bytes(&b), &r);
			if (r.sound)
				fail_msg("byte %zu", i);
		}
	}
	archive_free(&a);
	archive_free(&b);
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(any_changed_bit_shows),
		cmocka_unit_test(any_cut_or_longer_archive_is_refused),
		cmocka_unit_test(any_shifted_archive_is_refused),
	};
	struct CMUnitTest tests[COUNT(singles) + COUNT(shapes)];
	size_t n = COUNT(singles);

	memcpy(tests, singles, sizeof(singles));
	for (size_t i = 0; i < COUNT(shapes); i++)
		tests[n++] = (struct CMUnitTest){ shapes[i].name,
			another_shape_is_refused, NULL, NULL,
			(void *)(uintptr_t)&shapes[i] };
	return cmocka_run_group_tests_name("zip_shape", tests, NULL, NULL);
}
