#ifndef AMBIT_ZIP_H
#define AMBIT_ZIP_H

#include <stdbool.h>
#include <stdint.h>

#include "ambit/err.h"
#include "ambit/span.h"
#include "ambit/text.h"

/*
 * The ZIP archive that a volume is (package.md 2; APPNOTE 4.3): stored entries
 * sorted by the bytes of their names, the constant time and mode, no comment,
 * no descriptor, no extra field; ZIP64 only where a size or place needs it. All
 * of it follows from names, sizes, digests and CRCs, so every byte's place is
 * known before the first is written.
 */

#define AMBIT_ZIP_NAME_MAX ((size_t)255)

/* Room for a local or a central header with its name; for the end records. */
#define AMBIT_ZIP_HEADER_MAX (AMBIT_ZIP_NAME_MAX + 128)
#define AMBIT_ZIP_END_MAX    ((size_t)128)

struct ambit_zip_entry {
	struct ambit_span name;
	uint64_t size; /* stored: of the bytes themselves */
	uint32_t crc;  /* CRC-32 of them (zlib's) */
	uint64_t off;  /* where its local header begins in the archive */
};

/* Length of the local header: the entry's bytes begin behind it; of the header
 * in the central directory. */
uint64_t ambit_zip_local_len(const struct ambit_zip_entry *entry);
uint64_t ambit_zip_central_len(const struct ambit_zip_entry *entry);

/* Append the local header; the header in the central directory; the records
 * that end the archive: n entries, their directory of len bytes at off. */
void ambit_zip_put_local(struct ambit_text *text,
    const struct ambit_zip_entry *entry);
void ambit_zip_put_central(struct ambit_text *text,
    const struct ambit_zip_entry *entry);
void ambit_zip_put_end(struct ambit_text *text, uint64_t n, uint64_t off,
    uint64_t len);

/* ---- reading one that somebody else may have made ---- */

struct ambit_zip;

/*
 * Open an archive exactly of this kind; anything that two readers could read in
 * two ways is refused (two end records, gaps, overlaps, names that differ or
 * come twice, bytes in front or behind). Memory does not grow with it. 1; 0 and
 * *why_r (a static sentence) where it is not one; -1 and *err_r. Does not take
 * fd.
 */
int ambit_zip_open(int fd, struct ambit_zip **zip_r, const char **why_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));
void ambit_zip_close(struct ambit_zip **zip);

/*
 * The next entry in the order of the directory, its local header compared: 1;
 * 0 at the end, where all places were seen to join; -1 with AMBIT_E_FORMAT
 * where the archive is none of ours, its text saying why. name is lent until
 * the next call; *begin_r: where its bytes begin in fd.
 */
int ambit_zip_next(struct ambit_zip *zip, struct ambit_zip_entry *entry_r,
    uint64_t *begin_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/*
 * The entry of that name: 1, 0 none, -1 as above. It is looked for from the
 * one found last, and from the first again if its name comes before that:
 * names asked for in order cost one walk over the directory. The place of next
 * stays where it is.
 */
int ambit_zip_find(struct ambit_zip *zip, struct ambit_span name,
    struct ambit_zip_entry *entry_r, uint64_t *begin_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

#endif
