#include "archive.h"

#include <stdio.h>

/*
 * ZIP64 (APPNOTE 4.3.14, 4.3.15, 4.5.3): only what has no room in 32 bits, or
 * 16 for the count, is there; then it must be. Large files are holes.
 */

#define GIB ((uint64_t)1 << 30)

/* The last length or place that 32 bits have room for. */
#define LAST ((uint64_t)0xfffffffe)

/* An archive in a file: what is put is written where it belongs. */
struct large {
	int fd;
	uint64_t at; /* where the next is put */
	struct ambit_zip_entry entries[4];
	size_t n;
	size_t central[4]; /* lengths of the headers */
	uint64_t off, len; /* of the directory */
};

static struct large
large_new(void)
{
	struct large l = { .fd = file_of(AMBIT_LIT("")) };

	return l;
}

static void
put(struct large *l, struct ambit_span bytes)
{
	assert_int_equal(pwrite(l->fd, bytes.ptr, bytes.len, (off_t)l->at),
	    bytes.len);
	l->at += bytes.len;
}

/* A file of so many NULs. */
static void
put_hole(struct large *l, const char *name, uint64_t size)
{
	struct ambit_zip_entry *entry = &l->entries[l->n++];
	char room[AMBIT_ZIP_HEADER_MAX];
	struct ambit_text text = AMBIT_TEXT(room);

	*entry = (struct ambit_zip_entry){ .name = ambit_span_str(name),
		.size = size,
		.off = l->at };
	ambit_zip_put_local(&text, entry);
	assert_int_equal(text.len, ambit_zip_local_len(entry));
	put(l, ambit_text_span(&text));
	l->at += size;
}

static void
put_directory(struct large *l)
{
	l->off = l->at;
	for (size_t i = 0; i < l->n; i++) {
		char room[AMBIT_ZIP_HEADER_MAX];
		struct ambit_text text = AMBIT_TEXT(room);

		ambit_zip_put_central(&text, &l->entries[i]);
		assert_int_equal(text.len,
		    ambit_zip_central_len(&l->entries[i]));
		put(l, ambit_text_span(&text));
		l->central[i] = text.len;
	}
	l->len = l->at - l->off;
}

static size_t
put_end(struct large *l)
{
	char room[AMBIT_ZIP_END_MAX];
	struct ambit_text text = AMBIT_TEXT(room);

	ambit_zip_put_end(&text, l->n, l->off, l->len);
	put(l, ambit_text_span(&text));
	assert_int_equal(ftruncate(l->fd, (off_t)l->at), 0);
	return text.len;
}

/* What is read: "sound", or why not. Their bytes are not asked for. */
static const char *
outcome(int fd, uint64_t *n_r)
{
	static struct ambit_err err;
	struct ambit_zip_entry entry;
	struct ambit_zip *zip;
	const char *why = NULL;
	uint64_t begin;
	int got = ambit_zip_open(fd, &zip, &why, NULL);

	*n_r = 0;
	if (got == 0)
		return why;
	assert_int_equal(got, 1);
	while ((got = ambit_zip_next(zip, &entry, &begin, &err)) == 1)
		++*n_r;
	ambit_zip_close(&zip);
	return got == 0 ? "sound" : err.text;
}

/* Python's zipfile reads the same entries; it is asked where it is. */
static void
assert_python_agrees(int fd, uint64_t n, uint64_t places)
{
	char command[512], line[256] = "";
	FILE *f;

	if (system("python3 -c 'import zipfile' 2>/dev/null") != 0)
		return;
	(void)snprintf(command, sizeof(command),
	    "python3 -c 'import zipfile; "
	    "z = zipfile.ZipFile(\"/proc/%d/fd/%d\").infolist(); "
	    "print(len(z), sum(i.file_size + i.header_offset for i in z))'",
	    (int)getpid(), fd);
	f = popen(command, "r");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof(line), f));
	assert_int_equal(pclose(f), 0);
	(void)snprintf(command, sizeof(command), "%ju %ju\n", (uintmax_t)n,
	    (uintmax_t)places);
	assert_string_equal(line, command);
}

/* ---- what has no room in 32 bits ---- */

static const struct row {
	const char *name;
	uint64_t sizes[3];
	size_t n;
	const char *lengths; /* of local and central headers, and of the end */
} rows[] = {
	{ "a directory at 4 GiB less 2 has room", { LAST - 33 }, 1,
	    "33/49 22" },
	{ "a directory at 4 GiB less 1 has none", { LAST - 32 }, 1,
	    "33/49 98" },
	{ "a file of 4 GiB less 2 has room", { LAST }, 1, "33/49 98" },
	{ "a file of 4 GiB less 1 has none", { LAST + 1 }, 1, "53/69 98" },
	{ "a file at 4 GiB less 2 has room", { LAST - 33, 7 }, 2,
	    "33/49 33/49 98" },
	{ "a file at 4 GiB less 1 has none", { LAST - 32, 7 }, 2,
	    "33/49 33/61 98" },
	{ "large and small files stand in one archive", { 5 * GIB, 7, 6 * GIB },
	    3, "53/69 33/61 53/77 98" },
};

static void
what_has_no_room_is_wide(void **state)
{
	const struct row *row = *state;
	static const char *const names[] = { "t/a", "t/b", "t/c" };
	struct large l = large_new();
	char room[256];
	struct ambit_text lengths = AMBIT_TEXT(room);
	uint64_t n, places = 0;

	for (size_t i = 0; i < row->n; i++)
		put_hole(&l, names[i], row->sizes[i]);
	put_directory(&l);
	for (size_t i = 0; i < l.n; i++) {
		ambit_text_print(&lengths, "%ju/%zu ",
		    (uintmax_t)ambit_zip_local_len(&l.entries[i]),
		    l.central[i]);
		places += l.entries[i].size + l.entries[i].off;
	}
	ambit_text_print(&lengths, "%zu%c", put_end(&l), 0);
	assert_string_equal(room, row->lengths);
	assert_string_equal(outcome(l.fd, &n), "sound");
	assert_int_equal(n, l.n);
	assert_python_agrees(l.fd, n, places);
	(void)close(l.fd);
}

/* Of the directory and the end records; the rest is NULs. */
static void
any_changed_bit_of_a_wide_archive_shows(void **state)
{
	struct large l = large_new();
	uint64_t n;

	(void)state;
	put_hole(&l, "t/a", 5 * GIB);
	put_hole(&l, "t/b", 7);
	put_directory(&l);
	(void)put_end(&l);
	for (uint64_t at = l.off; at < l.at; at++) {
		unsigned char is, other;

		assert_int_equal(pread(l.fd, &is, 1, (off_t)at), 1);
		for (unsigned bit = 0; bit < 8; bit++) {
			other = (unsigned char)(is ^ 1u << bit);
			assert_int_equal(pwrite(l.fd, &other, 1, (off_t)at), 1);
			if (strcmp(outcome(l.fd, &n), "sound") == 0)
				fail_msg("bit %u of byte %ju", bit,
				    (uintmax_t)(at - l.off));
		}
		assert_int_equal(pwrite(l.fd, &is, 1, (off_t)at), 1);
	}
	assert_string_equal(outcome(l.fd, &n), "sound");
	(void)close(l.fd);
}

/* The marks are there, and nothing that they point to. */
static void
a_wide_archive_without_its_records_is_refused(void **state)
{
	struct large l = large_new();
	uint64_t n;

	(void)state;
	put_hole(&l, "t/a", 5 * GIB);
	put_directory(&l);
	(void)put_end(&l);
	for (uint64_t less = 1; less <= 76; less++) {
		unsigned char end[22];

		assert_int_equal(pread(l.fd, end, sizeof(end),
				     (off_t)(l.at - sizeof(end))),
		    sizeof(end));
		assert_int_equal(pwrite(l.fd, end, sizeof(end),
				     (off_t)(l.at - sizeof(end) - 1)),
		    sizeof(end));
		l.at--;
		assert_int_equal(ftruncate(l.fd, (off_t)l.at), 0);
		assert_string_equal(outcome(l.fd, &n),
		    "it has not the ZIP64 end records that it needs");
	}
	(void)close(l.fd);
}

/* Lies of lengths, of which only some add up. */
static void
a_wide_directory_lies_where_it_must(void **state)
{
	struct large l = large_new();
	uint64_t n;

	(void)state;
	/* Behind the end: place and length together wrap around. */
	l.n = 1;
	l.at = 200;
	l.off = UINT64_MAX - 7;
	l.len = 200 - l.off;
	(void)put_end(&l);
	assert_string_equal(outcome(l.fd, &n),
	    "its directory does not reach to its end records");
	l.n = l.at = 0;
	put_hole(&l, "t/a", 5 * GIB);
	put_directory(&l);
	l.n++;
	(void)put_end(&l);
	assert_string_equal(outcome(l.fd, &n),
	    "entry 2: the directory has fewer entries than it counts");
	l.n--;
	l.len -= 4;
	l.at = l.off + l.len;
	(void)put_end(&l);
	assert_string_equal(outcome(l.fd, &n),
	    "entry 1: the directory ends within it");
	(void)close(l.fd);
}

/* ---- what has no room in 16 bits ---- */

static const struct count {
	const char *name;
	unsigned n;
	size_t end;
} counts[] = {
	{ "65,534 entries have room", 65534, 22 },
	{ "65,535 entries have none", 65535, 98 },
	{ "70,000 entries have none", 70000, 98 },
};

static void
many_entries_are_wide(void **state)
{
	const struct count *row = *state;
	struct ambit_text text = { .cap = (size_t)16 << 20 };
	uint64_t off = 0, len, n, places = 0;
	int fd;

	text.ptr = malloc(text.cap);
	assert_non_null(text.ptr);
	for (int central = 0; central < 2; central++) {
		off = central ? text.len : 0;
		for (unsigned i = 0; i < row->n; i++) {
			char name[16];
			struct ambit_zip_entry entry = { .off = i * 40ul };

			(void)snprintf(name, sizeof(name), "t/%08u", i);
			entry.name = ambit_span_str(name);
			if (central)
				ambit_zip_put_central(&text, &entry);
			else
				ambit_zip_put_local(&text, &entry);
			places += central ? entry.off : 0;
		}
	}
	len = text.len - off;
	ambit_zip_put_end(&text, row->n, off, len);
	assert_int_equal(text.len - off - len, row->end);
	assert_false(text.full);
	fd = file_of(ambit_text_span(&text));
	assert_string_equal(outcome(fd, &n), "sound");
	assert_int_equal(n, row->n);
	assert_python_agrees(fd, n, places);
	(void)close(fd);
	free(text.ptr);
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(any_changed_bit_of_a_wide_archive_shows),
		cmocka_unit_test(a_wide_archive_without_its_records_is_refused),
		cmocka_unit_test(a_wide_directory_lies_where_it_must),
	};
	struct CMUnitTest tests[COUNT(singles) + COUNT(rows) + COUNT(counts)];
	size_t n = COUNT(singles);

	memcpy(tests, singles, sizeof(singles));
	for (size_t i = 0; i < COUNT(rows); i++)
		tests[n++] =
		    (struct CMUnitTest){ rows[i].name, what_has_no_room_is_wide,
			    NULL, NULL, (void *)(uintptr_t)&rows[i] };
	for (size_t i = 0; i < COUNT(counts); i++)
		tests[n++] =
		    (struct CMUnitTest){ counts[i].name, many_entries_are_wide,
			    NULL, NULL, (void *)(uintptr_t)&counts[i] };
	return cmocka_run_group_tests_name("zip_wide", tests, NULL, NULL);
}
