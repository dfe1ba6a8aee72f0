#ifndef AMBIT_PACK_RECORD_H
#define AMBIT_PACK_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "ambit/production.h"
#include "ambit/span.h"
#include "ambit/text.h"

/*
 * What is known of the files and rows of a production, as records of a spool
 * (ambit/spool.h): the key in front, numbers big-endian, so that the order of
 * the bytes is the order wanted.
 */

/* A folder of a mailbox has a name of at most 255 bytes on any file system;
 * other stores may nest them. */
#define PACK_FOLDER_MAX ((size_t)32768)

/* The path of a file below its store, as the reader tells it. */
#define PACK_PATH_MAX ((size_t)32768)

#define PACK_RECORD_MAX (PACK_FOLDER_MAX + PACK_PATH_MAX + 160)

/* Where the bytes of a content file come from. */
enum pack_from {
	PACK_FROM_FILE, /* the unit's file of that number */
	PACK_FROM_CUTS, /* the unit's cuts, from off on */
	/* The store, from off on; poured when the place in the archive is
	 * known: */
	PACK_FROM_STORE,  /* in the order of the archive */
	PACK_FROM_STREAM, /* a gzip: in its own, for it runs but forwards */
};

/* A staged content file. */
struct pack_item {
	uint32_t task;
	unsigned char sha256[AMBIT_DIGEST_LEN];
	bool has_instant;
	int64_t second; /* since 1970; 0 without instant */
	enum ambit_native native;
	struct ambit_span folder; /* lent as the record is */
	uint32_t unit;
	uint64_t hole; /* in the unit's items: where its number goes */
	uint64_t bytes;
	enum pack_from from;
	uint64_t file, off;
	uint32_t crc;           /* of what is poured; else 0 */
	struct ambit_span path; /* from the store, where it is a folder */
};

/* Microseconds cut to seconds. */
int64_t pack_second_of(int64_t instant);

/*
 * By (task, digest): copies stand together, and first the one of them whose
 * facts are printed. Which that is depends on the facts themselves; the places
 * of the copies only break ties between equals.
 */
void pack_item_by_digest(const struct pack_item *item, struct ambit_text *text);
struct pack_item pack_item_of_digest(struct ambit_span record);

/* Records that another process wrote: can they be read, are their values ones
 * that there are, and is the item of that unit? */
bool pack_item_is_sound(struct ambit_span record,
    const struct ambit_order *order, bool archive, uint32_t unit);
bool
pack_row_is_sound(struct ambit_span record, const struct ambit_order *order);

/* In canonical order: (task, second, digest). */
void
pack_item_by_instant(const struct pack_item *item, struct ambit_text *text);
struct pack_item pack_item_of_instant(struct ambit_span record);

/* The first bytes of pack_item_by_digest: equal in copies of one file. */
#define PACK_SAME_LEN  (4 + AMBIT_DIGEST_LEN)
#define PACK_DIGEST_AT ((size_t)4)

/* The number of a file and its copies, by (task, digest). */
void pack_number_put(const struct pack_item *item, uint32_t number,
    struct ambit_text *text);
uint32_t pack_number_of(struct ambit_span record);

/* By (unit, hole). */
void pack_numbered_put(const struct ambit_numbered *numbered,
    struct ambit_text *text);
struct ambit_numbered pack_numbered_of(struct ambit_span record);

/* A row of a table: by (task, second, SHA-256 of the row), or by (task, row)
 * without an instant. */
#define PACK_ROW_KEY ((size_t)4 + 8 + AMBIT_DIGEST_LEN)
int pack_row_put(const struct ambit_produced *produced, struct ambit_span row,
    struct ambit_text *text, struct ambit_err *err_r);
struct ambit_span pack_row_of(struct ambit_span record);

/* The task, which either begins with. */
uint32_t pack_record_task(struct ambit_span record);

#endif
