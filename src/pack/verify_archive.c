/*
 * The layout of a volume that is an archive (package.md 1, 2): is it one that
 * all readers read alike, and one bag? Every entry goes into the ledger, as
 * the files of a folder do.
 */

/* System. */
#include <string.h>

/* Floor 6. */
#include "verify_state.h"

static int
refuse(struct verify *v, const char *what)
{
	return verify_defect(v, "V_ZIP", AMBIT_LIT(""), "%s", what);
}

/* The folder that holds the bag, as the first entry has it. */
static bool
take_top(struct verify *v, struct ambit_span name)
{
	const unsigned char *end = memchr(name.ptr, '/', name.len);
	size_t len = end == NULL ? 0 : (size_t)(end - name.ptr) + 1;

	if (len == 0 || len >= sizeof(v->top))
		return false;
	memcpy(v->top, name.ptr, len);
	v->top[len] = '\0';
	return true;
}

/*
 * No manifest lists the tag manifest and what is made from it, so nobody else
 * compares their CRC.
 */
static int
check_unlisted(struct verify *v, const struct verify_file *file,
    struct ambit_err *err_r)
{
	unsigned char sha256[AMBIT_DIGEST_LEN];
	uint64_t bytes;

	if (!ambit_span_begins(ambit_span_str(file->path),
		AMBIT_LIT("tagmanifest-sha256.txt")))
		return 0;
	return verify_digest(v, file, sha256, &bytes, err_r);
}

/* 1; 0 where it lies outside the bag; -1. */
static int
enter(struct verify *v, const struct ambit_zip_entry *entry, uint64_t begin,
    struct ambit_err *err_r)
{
	char room[AMBIT_ZIP_NAME_MAX + 1];
	struct verify_file file = { .path = room,
		.fd = v->fd,
		.off = begin,
		.len = entry->size,
		.crc = entry->crc,
		.packed = true };
	struct ambit_span path;

	if (!ambit_span_begins(entry->name, ambit_span_str(v->top)))
		return refuse(v, "it holds more than one folder");
	path = ambit_span_sub(entry->name, strlen(v->top), entry->name.len);
	memcpy(room, path.ptr, path.len);
	room[path.len] = '\0';
	v->walked++;
	if (check_unlisted(v, &file, err_r) < 0 ||
	    verify_enter(v, path, VERIFY_ON_DISK, (struct ambit_span){ 0 },
		err_r) < 0)
		return -1;
	return 1;
}

/* The next entry: 1; 0 at the end; -1, of which why tells the kind. */
static int
next(struct verify *v, bool *whole_r, struct ambit_err *why)
{
	struct ambit_zip_entry entry;
	uint64_t begin;
	int got = ambit_zip_next(v->zip, &entry, &begin, why);

	*whole_r = got == 0;
	if (got != 1)
		return got;
	if (v->top[0] == '\0' && !take_top(v, entry.name))
		return refuse(v, "its files lie in no folder");
	return enter(v, &entry, begin, why);
}

/* All entries: 1; 0 with a defect; -1. */
static int
walk(struct verify *v, struct ambit_err *err_r)
{
	struct ambit_err why = { .code = AMBIT_E_NONE };
	bool whole;
	int got;

	while ((got = next(v, &whole, &why)) == 1)
		continue;
	if (whole && v->walked == 0)
		return refuse(v, "it has no entry");
	if (got == 0)
		return whole;
	if (why.code == AMBIT_E_FORMAT)
		return refuse(v, why.text);
	if (err_r != NULL)
		*err_r = why;
	return -1;
}

int
verify_archive(struct verify *v, struct ambit_err *err_r)
{
	const char *why;
	int got = ambit_zip_open(v->fd, &v->zip, &why, err_r);

	v->top[0] = '\0';
	v->counts.archives++;
	if (got == 0)
		return refuse(v, why);
	return got < 0 ? -1 : walk(v, err_r);
}
