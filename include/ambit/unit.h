#ifndef AMBIT_UNIT_H
#define AMBIT_UNIT_H

#include "ambit/err.h"
#include "ambit/registry.h"
#include "ambit/span.h"

/*
 * A unit of work: a store, or a part of a large one (cages.md 1). What the
 * units of a store are follows from the store alone, never from how many
 * workers there are, so that any machine cuts it alike. The units of a store
 * in their order give its items in canonical order, each once.
 */

/* A plain mbox is cut at multiples of this; a message belongs to the unit in
 * which its separator starts. */
#define AMBIT_UNIT_BYTES ((uint64_t)128 << 20)

/* A store of Outlook is cut into so many bytes a unit, and at most so many
 * units, since each of them reads both indexes and all tables of folders. Which
 * messages are in a unit only its reader knows: as many as in any other. */
#define AMBIT_UNIT_OUTLOOK_BYTES ((uint64_t)512 << 20)
#define AMBIT_UNIT_OUTLOOK_PARTS 8

/* A folder is cut by names in byte order: at most so many files a unit, and so
 * many bytes of paths. */
#define AMBIT_UNIT_FILES      65536
#define AMBIT_UNIT_PATH_BYTES ((size_t)16 << 20)

/* What a unit leaves to the next one of its store: claims of its last messages
 * on what lies behind it (mail.md B2). Made and read by the reader alone. */
#define AMBIT_UNIT_CLAIMS_MAX ((size_t)8192)

struct ambit_unit {
	const struct ambit_store *store;
	uint32_t number;      /* among all units of the run, from 1 */
	uint32_t part, parts; /* of its store, from 1 */
	uint64_t bytes;       /* plain mbox, pst, ost: in it; else of the
				 store's file; 0: a folder */
	uint64_t whole;       /* plain mbox: bytes of all of it; else 0 */
	/* mbox: separators that start at from, up to until, are its own; and
	 * of the first unit (from 0), bytes before any separator. */
	uint64_t from, until;
	/* Folder: paths first <= path < end, in byte order; both empty: all. */
	struct ambit_span first, end;
};

/*
 * Cut a store. fd: its file or folder; spoolfd: a folder for files without a
 * name, since names of a large folder are sorted there. give is called for
 * each unit in order, with number 0; its spans live as long as the call.
 * Opens no item. 0, or -1 and *err_r (AMBIT_E_FORMAT where fd is neither file
 * nor folder as the format wants it), or what give returned when not 0.
 */
int ambit_unit_cut(const struct ambit_store *store, int fd, int spoolfd,
    int (*give)(void *ctx, const struct ambit_unit *unit,
	struct ambit_err *err_r),
    void *ctx, struct ambit_err *err_r) __attribute__((warn_unused_result));

/* The one unit of a store that is not cut. */
struct ambit_unit ambit_unit_whole(const struct ambit_store *store);

/*
 * The state of the unit's store as one digest, equal to ambit_reader_state of a
 * reader opened on it: of a file, its inode, size and times; of a folder, the
 * same of every file of the unit, and its path. The device is no part of it.
 * Opens no item.
 */
int ambit_unit_state(const struct ambit_unit *unit, int fd,
    unsigned char sha256_r[32], struct ambit_err *err_r)
    __attribute__((warn_unused_result));

#endif
