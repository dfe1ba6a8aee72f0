/*
 * The headers of the archive that a volume is (APPNOTE 4.3.7, 4.3.12, 4.3.14
 * to 4.3.16). They are what Python's zipfile writes for such entries, so that
 * anybody can make the same archive from the files of the bag.
 *
 * Knows no file and writes none.
 */

/* System. */
#include <assert.h>

/* Floor 6. */
#include "zip_form.h"

/* "Version needed": of a plain archive, of one with 64-bit lengths. */
#define PLAIN 20
#define WIDE  45

/* "Version made by": Unix, so that the mode counts (4.4.2). */
#define UNIX (3 << 8)

/* 1980-01-01, the first day that the format can tell. */
#define DATE 0x21

/* S_IFREG and 0644, where Unix has them. */
#define MODE ((uint64_t)0100644 << 16)

static void
put(struct ambit_text *text, size_t len, uint64_t value)
{
	unsigned char bytes[8];

	for (size_t i = 0; i < len; i++)
		bytes[i] = (unsigned char)(value >> 8 * i);
	ambit_text_put(text, (struct ambit_span){ bytes, len });
}

/* A length or place in 32 bits, or the mark that says where it is. */
static void
put_short(struct ambit_text *text, uint64_t value)
{
	put(text, 4, value < ZIP_MARK ? value : ZIP_MARK);
}

/* ---- headers ---- */

static size_t
local_extra(const struct ambit_zip_entry *entry)
{
	return entry->size < ZIP_MARK ? 0 : 20;
}

static size_t
central_extra(const struct ambit_zip_entry *entry)
{
	size_t len = (entry->size < ZIP_MARK ? 0 : 16) +
	    (entry->off < ZIP_MARK ? 0 : (size_t)8);

	return len > 0 ? len + 4 : 0;
}

/* What both headers have in one row: from the version to the lengths. */
static void
put_common(struct ambit_text *text, const struct ambit_zip_entry *entry,
    size_t extra)
{
	assert(entry->name.len <= AMBIT_ZIP_NAME_MAX);
	put(text, 2, extra > 0 ? WIDE : PLAIN);
	put(text, 2, 0); /* no flag */
	put(text, 2, 0); /* stored */
	put(text, 2, 0); /* 00:00:00 */
	put(text, 2, DATE);
	put(text, 4, entry->crc);
	put_short(text, entry->size);
	put_short(text, entry->size);
	put(text, 2, entry->name.len);
	put(text, 2, extra);
}

/* 4.5.3: the values that had no room, in this order. */
static void
put_extra(struct ambit_text *text, const struct ambit_zip_entry *entry,
    size_t extra)
{
	if (extra == 0)
		return;
	put(text, 2, 1);
	put(text, 2, extra - 4);
	if (entry->size >= ZIP_MARK) {
		put(text, 8, entry->size);
		put(text, 8, entry->size);
	}
}

uint64_t
ambit_zip_local_len(const struct ambit_zip_entry *entry)
{
	return ZIP_LOCAL + entry->name.len + local_extra(entry);
}

uint64_t
ambit_zip_central_len(const struct ambit_zip_entry *entry)
{
	return ZIP_CENTRAL + entry->name.len + central_extra(entry);
}

void
ambit_zip_put_local(struct ambit_text *text,
    const struct ambit_zip_entry *entry)
{
	size_t extra = local_extra(entry);

	put(text, 4, ZIP_LOCAL_SIGN);
	put_common(text, entry, extra);
	ambit_text_put(text, entry->name);
	put_extra(text, entry, extra);
}

void
ambit_zip_put_central(struct ambit_text *text,
    const struct ambit_zip_entry *entry)
{
	size_t extra = central_extra(entry);

	put(text, 4, ZIP_CENTRAL_SIGN);
	put(text, 2, UNIX | (extra > 0 ? WIDE : PLAIN));
	put_common(text, entry, extra);
	put(text, 2, 0); /* no comment */
	put(text, 2, 0); /* the first disk */
	put(text, 2, 0); /* internal attributes */
	put(text, 4, MODE);
	put_short(text, entry->off);
	ambit_text_put(text, entry->name);
	put_extra(text, entry, extra);
	if (entry->off >= ZIP_MARK)
		put(text, 8, entry->off);
}

/* ---- the end ---- */

/* The ZIP64 end record, and the locator that says where it is. */
static void
put_wide_end(struct ambit_text *text, uint64_t n, uint64_t off, uint64_t len)
{
	put(text, 4, ZIP_WIDE_SIGN);
	put(text, 8, ZIP_WIDE - 12); /* of what follows */
	put(text, 2, WIDE);
	put(text, 2, WIDE);
	put(text, 4, 0);
	put(text, 4, 0);
	put(text, 8, n);
	put(text, 8, n);
	put(text, 8, len);
	put(text, 8, off);
	put(text, 4, ZIP_LOCATOR_SIGN);
	put(text, 4, 0);
	put(text, 8, off + len);
	put(text, 4, 1); /* disk in all */
}

void
ambit_zip_put_end(struct ambit_text *text, uint64_t n, uint64_t off,
    uint64_t len)
{
	uint64_t count = n < ZIP_COUNT_MARK ? n : ZIP_COUNT_MARK;

	if (n >= ZIP_COUNT_MARK || off >= ZIP_MARK || len >= ZIP_MARK)
		put_wide_end(text, n, off, len);
	put(text, 4, ZIP_END_SIGN);
	put(text, 2, 0);
	put(text, 2, 0);
	put(text, 2, count);
	put(text, 2, count);
	put_short(text, len);
	put_short(text, off);
	put(text, 2, 0); /* no comment */
}
