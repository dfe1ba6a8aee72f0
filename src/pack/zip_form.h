#ifndef AMBIT_PACK_ZIP_FORM_H
#define AMBIT_PACK_ZIP_FORM_H

#include "ambit/source.h"
#include "ambit/zip.h"

/* What the records of an archive begin with. */
#define ZIP_LOCAL_SIGN   0x04034b50u
#define ZIP_CENTRAL_SIGN 0x02014b50u
#define ZIP_WIDE_SIGN    0x06064b50u
#define ZIP_LOCATOR_SIGN 0x07064b50u
#define ZIP_END_SIGN     0x06054b50u

/* Their lengths: of headers without name and extra field, of end records. */
#define ZIP_LOCAL   ((size_t)30)
#define ZIP_CENTRAL ((size_t)46)
#define ZIP_WIDE    ((size_t)56)
#define ZIP_LOCATOR ((size_t)20)
#define ZIP_END     ((size_t)22)

/*
 * Stands where a length, a place or a count has no room, so a value that is
 * the mark itself has none either (APPNOTE 4.4.1.4).
 */
#define ZIP_MARK       ((uint64_t)0xffffffff)
#define ZIP_COUNT_MARK ((uint64_t)0xffff)

/* A number of so many bytes, the lowest first. */
uint64_t zip_get(const unsigned char *p, size_t len);

/* ---- the end records ---- */

/* The directory: how many entries, its place and its length. */
struct zip_end {
	uint64_t n, off, len;
};

/* 1; 0 and *why_r where it is no archive of ours; -1 and *err_r. */
int zip_end_read(struct ambit_source *source, struct zip_end *end_r,
    const char **why_r, struct ambit_err *err_r);

/* ---- records ---- */

/*
 * What differs first between the fixed part of a record and that of the one
 * which follows from what it says itself, as a sentence; NULL: nothing does.
 */
const char *
zip_differs_local(const unsigned char is[ZIP_LOCAL], const char *want);
const char *
zip_differs_central(const unsigned char is[ZIP_CENTRAL], const char *want);
const char *zip_differs_end(const unsigned char is[ZIP_END], const char *want);

/* ---- names ---- */

/* The names so far, of which each is held against the last. */
struct zip_names {
	size_t len; /* of the last; 0: none yet */
	unsigned char last[AMBIT_ZIP_NAME_MAX];
	/* Is its beginning of that length a file by itself? */
	bool is_file[AMBIT_ZIP_NAME_MAX + 1];
};

/* What is wrong with the next name, as a sentence about its entry, or NULL. */
const char *
zip_names_check(const struct zip_names *names, struct ambit_span name);
void zip_names_take(struct zip_names *names, struct ambit_span name);

#endif
