/*
 * Reading an archive that somebody else may have made. Only one that ambit
 * would have written is read: from what a record says the same record is
 * written again, and must be the same bytes; and the entries, the directory
 * and the end records must join from the first byte to the last. So there is
 * nothing left that a second reader could read in a second way.
 *
 * Knows nothing of what the entries hold. Their CRCs are for whoever reads
 * them to compare.
 */

/* System. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Floor 1. */
#include "ambit/source.h"

/* Floor 6. */
#include "zip_form.h"

/* A local header is read alone: its bytes are somebody else's. */
#define LOCAL_WINDOW ((size_t)512)

/* A place in the directory, and what was seen before it. */
struct cursor {
	uint64_t n;     /* entries seen */
	uint64_t pos;   /* in the directory: of the next header */
	uint64_t joins; /* where the next local header must begin */
	struct ambit_zip_entry entry; /* the last one, its name in names */
	struct zip_names names;
};

struct ambit_zip {
	struct ambit_source *central, *local;
	struct zip_end end;
	struct cursor walk, look;
};

int
ambit_zip_open(int fd, struct ambit_zip **zip_r, const char **why_r,
    struct ambit_err *err_r)
{
	struct ambit_zip *zip = calloc(1, sizeof(*zip));
	int got;

	*zip_r = NULL;
	if (zip == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "archive");
	got = ambit_source_new(fd, AMBIT_SOURCE_WINDOW, &zip->central, err_r);
	if (got == 0)
		got = ambit_source_new(fd, LOCAL_WINDOW, &zip->local, err_r);
	if (got == 0)
		got = zip_end_read(zip->central, &zip->end, why_r, err_r);
	if (got == 1)
		*zip_r = zip;
	else
		ambit_zip_close(&zip);
	return got;
}

void
ambit_zip_close(struct ambit_zip **zip)
{
	if (*zip == NULL)
		return;
	ambit_source_free(&(*zip)->central);
	ambit_source_free(&(*zip)->local);
	free(*zip);
	*zip = NULL;
}

/* ---- one entry ---- */

/* Take what the header of the directory says; what has no room there comes
 * from the extra field, or stays the mark, and is then found out. */
static struct ambit_zip_entry
get_central(struct ambit_span win)
{
	const unsigned char *p = win.ptr;
	size_t name = (size_t)zip_get(p + 28, 2),
	       extra = (size_t)zip_get(p + 30, 2);
	struct ambit_zip_entry entry = { .crc = (uint32_t)zip_get(p + 16, 4),
		.size = zip_get(p + 20, 4),
		.off = zip_get(p + 42, 4) };
	struct ambit_span rest;

	entry.name = ambit_span_sub(win, ZIP_CENTRAL, name);
	rest = ambit_span_sub(win, ZIP_CENTRAL + name, extra);
	rest = ambit_span_sub(rest, 4, rest.len);
	if (entry.size == ZIP_MARK && rest.len >= 16) {
		entry.size = zip_get(rest.ptr, 8);
		rest = ambit_span_sub(rest, 16, rest.len);
	}
	if (entry.off == ZIP_MARK && rest.len >= 8)
		entry.off = zip_get(rest.ptr, 8);
	return entry;
}

static const char *
check_central(struct ambit_span win, const struct ambit_zip_entry *entry,
    size_t *len_r)
{
	char room[AMBIT_ZIP_HEADER_MAX];
	struct ambit_text want = AMBIT_TEXT(room);
	const char *why;

	ambit_zip_put_central(&want, entry);
	why = zip_differs_central(win.ptr, room);
	if (why != NULL)
		return why;
	if (win.len < want.len)
		return "the directory ends within it";
	if (memcmp(win.ptr, room, want.len) != 0)
		return "its ZIP64 field is not as it needs to be";
	*len_r = want.len;
	return NULL;
}

/* Does it begin where the one before it ends, and end before the directory? */
static const char *
check_place(const struct ambit_zip *zip, const struct cursor *at,
    const struct ambit_zip_entry *entry)
{
	uint64_t head = ambit_zip_local_len(entry);

	if (entry->off < at->joins)
		return "it overlaps the entry before it";
	if (entry->off > at->joins)
		return "there are bytes before it that are in no entry";
	if (head > zip->end.off - entry->off ||
	    entry->size > zip->end.off - entry->off - head)
		return "it reaches into the directory";
	return NULL;
}

/* win: from its header on, not behind the directory. */
static const char *
check_entry(const struct ambit_zip *zip, const struct cursor *at,
    struct ambit_span win, struct ambit_zip_entry *entry_r, size_t *len_r)
{
	const char *why;

	if (win.len < ZIP_CENTRAL)
		return "the directory has fewer entries than it counts";
	if (zip_get(win.ptr + 28, 2) > AMBIT_ZIP_NAME_MAX)
		return "its name is longer than any of a package";
	*entry_r = get_central(win);
	why = check_central(win, entry_r, len_r);
	if (why == NULL)
		why = zip_names_check(&at->names, entry_r->name);
	if (why == NULL)
		why = check_place(zip, at, entry_r);
	return why;
}

/* It is sound: stand behind it. */
static void
step_over(struct cursor *at, const struct ambit_zip_entry *entry, size_t len)
{
	zip_names_take(&at->names, entry->name);
	at->entry = *entry;
	at->entry.name.ptr = at->names.last;
	at->n++;
	at->pos += len;
	at->joins = entry->off + ambit_zip_local_len(entry) + entry->size;
}

static int
refuse(const struct cursor *at, const char *why, struct ambit_err *err_r)
{
	return ambit_err_set(err_r, AMBIT_E_FORMAT, "entry %" PRIu64 ": %s",
	    at->n + 1, why);
}

/* Behind the last entry: does it all join? */
static int
check_last(const struct ambit_zip *zip, const struct cursor *at,
    struct ambit_err *err_r)
{
	if (at->pos != zip->end.len)
		return ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "the directory is longer than the entries that it counts");
	if (at->joins != zip->end.off)
		return ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "there are bytes before the directory that are in no "
		    "entry");
	return 0;
}

/* One header of the directory: 1, 0 at its end, -1. */
static int
step(struct ambit_zip *zip, struct cursor *at, struct ambit_err *err_r)
{
	uint64_t left = zip->end.len - at->pos;
	struct ambit_zip_entry entry;
	struct ambit_span win;
	const char *why;
	size_t len;

	if (at->n == zip->end.n)
		return check_last(zip, at, err_r);
	if (ambit_source_lend(zip->central, zip->end.off + at->pos,
		AMBIT_ZIP_HEADER_MAX, &win, err_r) < 0)
		return -1;
	if (win.len > left)
		win.len = (size_t)left;
	why = check_entry(zip, at, win, &entry, &len);
	if (why != NULL)
		return refuse(at, why, err_r);
	step_over(at, &entry, len);
	return 1;
}

static int
check_local(struct ambit_zip *zip, const struct cursor *at,
    struct ambit_err *err_r)
{
	const struct ambit_zip_entry *entry = &at->entry;
	char room[AMBIT_ZIP_HEADER_MAX];
	struct ambit_text want = AMBIT_TEXT(room);
	struct ambit_span win;
	const char *why;

	ambit_zip_put_local(&want, entry);
	if (ambit_source_lend(zip->local, entry->off, want.len, &win, err_r) <
	    0)
		return -1;
	if (win.len < want.len)
		why = "the archive ends before it";
	else
		why = zip_differs_local(win.ptr, room);
	if (why == NULL && memcmp(win.ptr, room, want.len) != 0)
		why = "its local header has another name or ZIP64 field";
	if (why == NULL)
		return 0;
	return ambit_err_set(err_r, AMBIT_E_FORMAT, "entry %" PRIu64 ": %s",
	    at->n, why);
}

static int
tell(struct ambit_zip *zip, const struct cursor *at,
    struct ambit_zip_entry *entry_r, uint64_t *begin_r, struct ambit_err *err_r)
{
	if (check_local(zip, at, err_r) < 0)
		return -1;
	*entry_r = at->entry;
	*begin_r = at->entry.off + ambit_zip_local_len(&at->entry);
	return 1;
}

/* ---- all of them, and one of them ---- */

int
ambit_zip_next(struct ambit_zip *zip, struct ambit_zip_entry *entry_r,
    uint64_t *begin_r, struct ambit_err *err_r)
{
	int got = step(zip, &zip->walk, err_r);

	return got == 1 ? tell(zip, &zip->walk, entry_r, begin_r, err_r) : got;
}

int
ambit_zip_find(struct ambit_zip *zip, struct ambit_span name,
    struct ambit_zip_entry *entry_r, uint64_t *begin_r, struct ambit_err *err_r)
{
	struct cursor *at = &zip->look;

	if (at->n > 0 && ambit_span_compare(at->entry.name, name) > 0)
		*at = (struct cursor){ .n = 0 };
	while (at->n == 0 || ambit_span_compare(at->entry.name, name) < 0) {
		int got = step(zip, at, err_r);

		if (got != 1)
			return got;
	}
	if (!ambit_span_equal(at->entry.name, name))
		return 0;
	return tell(zip, at, entry_r, begin_r, err_r);
}
