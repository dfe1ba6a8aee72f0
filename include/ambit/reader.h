#ifndef AMBIT_READER_H
#define AMBIT_READER_H

#include "ambit/arena.h"
#include "ambit/item.h"
#include "ambit/registry.h"
#include "ambit/sink.h"
#include "ambit/source.h"

struct ambit_reader;

/*
 * What a store format must be able to do. A format is one file in src/store
 * that exports one of these and nothing else.
 */
struct ambit_reader_ops {
	const char *name;

	/* Set r->state up, from r->fd and r->store, in r->memory. */
	int (*open)(struct ambit_reader *r, struct ambit_err *err_r);

	/*
	 * The next item: 1 and *item_r, 0 at the end, -1 and *err_r. Tells
	 * place, extents, kind, flaws of framing, account, holds, path, and
	 * the clocks that need no header (fromLine, fileName). Resets
	 * r->arena.
	 */
	int (*next)(struct ambit_reader *r, struct ambit_item *item_r,
	    struct ambit_err *err_r);

	/*
	 * Make r->source lend the item's bytes, at the offsets of item->raw.
	 * Cheap where it does so already.
	 */
	int (*aim)(struct ambit_reader *r, const struct ambit_item *item,
	    struct ambit_err *err_r);

	/* Nothing changed while we read: 0; else -1, AMBIT_E_CHANGED. */
	int (*check)(struct ambit_reader *r, struct ambit_err *err_r);

	/* Give back what open took. Never fails; state may be NULL. */
	void (*close)(struct ambit_reader *r);
};

struct ambit_reader {
	const struct ambit_reader_ops *ops;
	int fd;      /* the store's file or folder; the caller's */
	int spoolfd; /* a folder for files without a name; the caller's */
	const struct ambit_store *store;
	const struct ambit_limits *limits;
	size_t window; /* of sources; 0: AMBIT_SOURCE_WINDOW */

	struct ambit_source *source;
	struct ambit_arena *memory; /* lives as long as the store */
	struct ambit_arena *arena;  /* of the current item */
	void *state;
	uint64_t seen; /* bytes of the store accounted for so far */
};

extern const struct ambit_reader_ops ambit_reader_mbox;
extern const struct ambit_reader_ops ambit_reader_maildir;
extern const struct ambit_reader_ops ambit_reader_eml;

/* The format of a registry row that ambit can read; NULL: none yet. */
const struct ambit_reader_ops *ambit_reader_of(enum ambit_store_format format);

/* Fill *r, make its arenas, open. On -1 nothing needs closing. */
int ambit_reader_open(struct ambit_reader *r, const struct ambit_store *store,
    const struct ambit_limits *limits, int fd, int spoolfd,
    struct ambit_err *err_r) __attribute__((warn_unused_result));
void ambit_reader_close(struct ambit_reader *r);

/*
 * Read the item's header: fields, parties, nets, clocks, flaws; once. Without
 * effect on an item that has none (foreign, link, damaged).
 */
int ambit_reader_read(struct ambit_reader *r, struct ambit_item *item,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* Read its structure: parts and their flaws. The header must be read. */
int ambit_reader_parts(struct ambit_reader *r, struct ambit_item *item,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* Pour a part of the item's raw bytes, exactly as stored. part is relative
 * to raw.off; {0, raw.len} is all. */
int ambit_reader_pour(struct ambit_reader *r, const struct ambit_item *item,
    struct ambit_extent part, struct ambit_sink *sink, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

#endif
