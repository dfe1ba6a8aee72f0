#ifndef AMBIT_READER_H
#define AMBIT_READER_H

#include "ambit/arena.h"
#include "ambit/item.h"
#include "ambit/registry.h"
#include "ambit/sink.h"
#include "ambit/source.h"
#include "ambit/text.h"
#include "ambit/unit.h"

struct ambit_reader;

/*
 * What a store format must be able to do. A format is one file in src/store
 * that exports one of these and nothing else.
 */
struct ambit_reader_ops {
	const char *name;

	/* Set r->state up, from r->fd, r->unit and r->claims, in r->memory. */
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
	 * Cheap where it does so already. NULL: items have no bytes of their
	 * own, but a stream.
	 */
	int (*aim)(struct ambit_reader *r, const struct ambit_item *item,
	    struct ambit_err *err_r);

	/* The facts of the item next gave last, where they do not stand in a
	 * header; NULL: they do. See ambit_reader_read. */
	int (*read)(struct ambit_reader *r, struct ambit_item *item,
	    struct ambit_err *err_r);

	/* See ambit_reader_stream; NULL where there is aim. */
	int (*stream)(struct ambit_reader *r, const struct ambit_item *item,
	    struct ambit_sink *sink, unsigned *flaws_r,
	    struct ambit_err *err_r);

	/* Nothing changed while we read: 0; else -1, AMBIT_E_CHANGED. */
	int (*check)(struct ambit_reader *r, struct ambit_err *err_r);

	/* See ambit_reader_claims; NULL: units of the format leave none. */
	int (*claims)(struct ambit_reader *r, struct ambit_span *claims_r,
	    struct ambit_err *err_r);

	/* See ambit_reader_note; NULL: no store of the format has any. */
	int (*note)(struct ambit_reader *r, struct ambit_text *text,
	    struct ambit_err *err_r);

	/* See ambit_reader_state. */
	int (*state)(struct ambit_reader *r, unsigned char sha256_r[32],
	    struct ambit_err *err_r);

	/* Give back what open took. Never fails; state may be NULL. */
	void (*close)(struct ambit_reader *r);
};

struct ambit_reader {
	const struct ambit_reader_ops *ops;
	int fd; /* the store's file or folder; the caller's */
	const struct ambit_store *store;
	const struct ambit_unit *unit; /* the caller's */
	struct ambit_span claims;      /* the caller's, while it is opened */
	const struct ambit_limits *limits;
	size_t window; /* of sources */

	struct ambit_source *source;
	struct ambit_arena *memory; /* lives as long as the store */
	struct ambit_arena *arena;  /* of the current item */
	void *state;
	uint64_t seen; /* bytes of the store accounted for so far */
};

extern const struct ambit_reader_ops ambit_reader_mbox;
extern const struct ambit_reader_ops ambit_reader_maildir;
extern const struct ambit_reader_ops ambit_reader_eml;
extern const struct ambit_reader_ops ambit_reader_pst; /* and OST */
extern const struct ambit_reader_ops ambit_reader_msg;

/* The format of a registry row that ambit can read; NULL: none yet. */
const struct ambit_reader_ops *ambit_reader_of(enum ambit_store_format format);

/*
 * Fill *r, make its arenas, open one unit of a store. claims: what the unit
 * before it left (ambit_reader_claims); empty for the first, or where nothing
 * is known of it; AMBIT_E_WIRE where they cannot be what a unit left. Writes
 * to no file. On -1 nothing needs closing.
 */
int ambit_reader_open(struct ambit_reader *r, const struct ambit_unit *unit,
    const struct ambit_limits *limits, int fd, struct ambit_span claims,
    struct ambit_err *err_r) __attribute__((warn_unused_result));
void ambit_reader_close(struct ambit_reader *r);

/*
 * Read the item's header, or what stands for it: fields, parties, nets, clocks,
 * flaws; once. Without effect on an item that has none (foreign, link,
 * damaged).
 */
int ambit_reader_read(struct ambit_reader *r, struct ambit_item *item,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* After the last item: what the unit leaves to the next one of its store, at
 * most AMBIT_UNIT_CLAIMS_MAX bytes in r->memory; empty: nothing. */
int ambit_reader_claims(struct ambit_reader *r, struct ambit_span *claims_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/*
 * Before the first item: a few words for engineers on the store as a whole,
 * that decide nothing; none where there are none.
 */
int ambit_reader_note(struct ambit_reader *r, struct ambit_text *text,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/*
 * The state of the store as it was when the unit was opened, as one digest:
 * while it is the same, the unit need not be read again. See ambit_unit_state.
 */
int ambit_reader_state(struct ambit_reader *r, unsigned char sha256_r[32],
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* Do items of the store have a stream of properties (ambit/mapi.h), and no
 * bytes of their own? Then parts are not read, and nothing is poured. */
bool ambit_reader_streams(const struct ambit_reader *r);

/*
 * Pour the stream of the item next gave last. *flaws_r: what was found wrong
 * while it was read, which is not yet in item->flaws. With LOST among them the
 * stream ends where the damage begins, and is none to be loaded. -1 is for the
 * machine and the sink alone.
 */
int ambit_reader_stream(struct ambit_reader *r, const struct ambit_item *item,
    struct ambit_sink *sink, unsigned *flaws_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Read its structure: parts and their flaws. The header must be read. */
int ambit_reader_parts(struct ambit_reader *r, struct ambit_item *item,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* Pour a part of the item's raw bytes, exactly as stored. part is relative
 * to raw.off; {0, raw.len} is all. */
int ambit_reader_pour(struct ambit_reader *r, const struct ambit_item *item,
    struct ambit_extent part, struct ambit_sink *sink, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

#endif
