#ifndef AMBIT_TESTS_ARCHIVE_H
#define AMBIT_TESTS_ARCHIVE_H

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "ambit/zip.h"

#include "check.h"
#include "pack.h"

/*
 * An archive in memory, piece by piece: sound where every file, the directory
 * and the end are put once and in that order, and whatever a test makes of it
 * where not. Aborts where it does not fit.
 */

#define ARCHIVE_ROOM  ((size_t)1 << 20)
#define ARCHIVE_FILES ((size_t)128)

struct archive {
	struct ambit_text text;
	struct ambit_zip_entry entries[ARCHIVE_FILES];
	size_t n;
	uint64_t off, len;             /* of the directory, once it is put */
	size_t central[ARCHIVE_FILES]; /* where its headers begin */
	size_t end;                    /* where the end records begin */
};

static inline struct archive
archive_new(void)
{
	struct archive a = { .n = 0 };

	a.text.ptr = malloc(ARCHIVE_ROOM);
	a.text.cap = ARCHIVE_ROOM;
	if (a.text.ptr == NULL)
		abort();
	return a;
}

static inline void
archive_free(struct archive *a)
{
	free(a->text.ptr);
}

/* All of it; lent until more is put. */
static inline struct ambit_span
archive_bytes(const struct archive *a)
{
	if (a->text.full)
		abort();
	return ambit_text_span(&a->text);
}

/* name and bytes live as long as the archive. */
static inline void
archive_file(struct archive *a, struct ambit_span name, struct ambit_span bytes)
{
	struct ambit_zip_entry *entry = &a->entries[a->n++];

	if (a->n == ARCHIVE_FILES)
		abort();
	*entry = (struct ambit_zip_entry){ .name = name,
		.size = bytes.len,
		.crc = (uint32_t)crc32_z(0, bytes.ptr, bytes.len),
		.off = a->text.len };
	ambit_zip_put_local(&a->text, entry);
	ambit_text_put(&a->text, bytes);
}

static inline void
archive_raw(struct archive *a, struct ambit_span bytes)
{
	ambit_text_put(&a->text, bytes);
}

static inline void
archive_directory(struct archive *a)
{
	a->off = a->text.len;
	for (size_t i = 0; i < a->n; i++) {
		a->central[i] = a->text.len;
		ambit_zip_put_central(&a->text, &a->entries[i]);
	}
	a->len = a->text.len - a->off;
}

static inline void
archive_end(struct archive *a)
{
	a->end = a->text.len;
	ambit_zip_put_end(&a->text, a->n, a->off, a->len);
}

static inline void
archive_close(struct archive *a)
{
	archive_directory(a);
	archive_end(a);
}

#define ARCHIVE_A AMBIT_LIT("alpha")
#define ARCHIVE_B AMBIT_LIT("PK\x03\x04 and PK\x05\x06 are bytes like others")
#define ARCHIVE_C AMBIT_LIT("")

/* Three files below one folder. */
static inline struct archive
archive_three(void)
{
	struct archive a = archive_new();

	archive_file(&a, AMBIT_LIT("t/a"), ARCHIVE_A);
	archive_file(&a, AMBIT_LIT("t/b.txt"), ARCHIVE_B);
	archive_file(&a, AMBIT_LIT("t/b/c"), ARCHIVE_C);
	return a;
}

/* ---- what a reader makes of it ---- */

/* One line an entry, and how it ended. */
struct archive_reading {
	char room[4096];
	struct ambit_text text;
	bool sound;
	bool same; /* every CRC is that of the bytes */
};

static inline uint32_t
archive_crc(int fd, uint64_t begin, uint64_t len)
{
	unsigned char bytes[4096];
	uLong crc = 0;

	while (len > 0) {
		size_t n = len < sizeof(bytes) ? (size_t)len : sizeof(bytes);

		assert_int_equal(pread(fd, bytes, n, (off_t)begin), n);
		crc = crc32_z(crc, bytes, n);
		begin += n;
		len -= n;
	}
	return (uint32_t)crc;
}

static inline void
archive_walk(struct ambit_zip *zip, int fd, struct archive_reading *r)
{
	struct ambit_err err = { .text = "" };
	struct ambit_zip_entry entry;
	uint64_t begin;
	int got;

	r->same = true;
	while ((got = ambit_zip_next(zip, &entry, &begin, &err)) == 1) {
		ambit_text_put(&r->text, entry.name);
		ambit_text_print(&r->text,
		    " %" PRIu64 " at %" PRIu64 " in %" PRIu64 "\n", entry.size,
		    entry.off, begin);
		r->same =
		    r->same && archive_crc(fd, begin, entry.size) == entry.crc;
	}
	r->sound = got == 0;
	if (r->sound)
		return;
	assert_int_equal(err.code, AMBIT_E_FORMAT);
	ambit_text_str(&r->text, err.text);
}

static inline void
archive_read_fd(int fd, struct archive_reading *r)
{
	struct ambit_zip *zip;
	const char *why = NULL;
	int got = ambit_zip_open(fd, &zip, &why, NULL);

	*r = (struct archive_reading){ .sound = false };
	r->text = AMBIT_TEXT(r->room);
	r->text.cap--;
	assert_true(got == 0 || got == 1);
	if (got == 0) {
		assert_null(zip);
		ambit_text_str(&r->text, why);
		return;
	}
	archive_walk(zip, fd, r);
	ambit_zip_close(&zip);
	assert_null(zip);
}

static inline void
archive_read(struct ambit_span bytes, struct archive_reading *r)
{
	int fd = file_of(bytes);

	archive_read_fd(fd, r);
	(void)close(fd);
}

/* It is none, for that reason. */
static inline void
archive_refused(struct ambit_span bytes, const char *words)
{
	struct archive_reading r;

	archive_read(bytes, &r);
	if (r.sound)
		fail_msg("read as\n%s", r.room);
	if (strstr(r.room, words) == NULL)
		fail_msg("\"%s\" is not in\n%s", words, r.room);
}

#endif
