#ifndef AMBIT_PACK_CUSTODY_ROW_H
#define AMBIT_PACK_CUSTODY_ROW_H

#include "ambit/csv.h"
#include "ambit/instant.h"
#include "ambit/item.h"
#include "ambit/registry.h"

#include "custody_file.h"

/* No text from evidence is longer in the record (package.md 11). */
#define CUSTODY_CUT ((size_t)200)

/* The longest cell is a path of the registry (registry.xsd: 4,000), escaped;
 * in the row its quotes could be doubled. */
#define CUSTODY_CELL ((size_t)28 << 10)
#define CUSTODY_ROW  CUSTODY_FILE_BUFFER

/* A row of the record under construction. Every cell fits: texts from
 * evidence are cut, and all others have a length of their own. */
struct custody_row {
	struct ambit_text line;
	bool begun;
	char room[CUSTODY_ROW];
	char cell[CUSTODY_CELL];
};

void custody_row_begin(struct custody_row *row);
void custody_row_cell(struct custody_row *row, struct ambit_span value);
void custody_row_str(struct custody_row *row, const char *value);
void custody_row_number(struct custody_row *row, uint64_t value);
void custody_row_hex(struct custody_row *row, const unsigned char *digest);

/* "2026-01-31T23:59:59.000000Z", of two readings both with a ; between. */
void custody_row_lo(struct custody_row *row, const struct ambit_when *when);
void custody_row_hi(struct custody_row *row, const struct ambit_when *when);

/* Escaped, at most CUSTODY_CUT bytes of it, and where it is longer the
 * SHA-256 of the whole behind. */
int custody_row_evidence(struct custody_row *row, struct ambit_span value,
    struct ambit_err *err_r);

/* Where in its store the item lies. */
int
custody_row_locator(struct custody_row *row, const struct ambit_store *store,
    const struct ambit_item *item, struct ambit_err *err_r);

/* End the line; the line so far; and the row, ended, into file. */
void custody_row_end(struct custody_row *row);
struct ambit_span custody_row_line(const struct custody_row *row);
int custody_row_write(struct custody_row *row, struct custody_file *file,
    struct ambit_err *err_r);

/* An instant with all its digits, and a NUL. */
#define CUSTODY_INSTANT_LEN 28
void custody_instant(int64_t at, char text_r[CUSTODY_INSTANT_LEN]);

#endif
