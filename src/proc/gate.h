#ifndef AMBIT_PROC_GATE_H
#define AMBIT_PROC_GATE_H

#include "asked.h"
#include "frame.h"
#include "hear.h"
#include "house.h"
#include "tell.h"
#include "word.h"

/* A gate at work on its unit. */
struct gate {
	const struct proc_pair *pair;
	struct proc_hear *hear;
	struct asked *asked;
	struct ambit_stage *stage;
	struct ambit_table *tables; /* one a task */
	struct ambit_arena *arena;  /* of the item at hand */
	bool streams; /* items of the store are streams of properties */
	char *row;    /* AMBIT_TABLE_ROW_MAX */
	unsigned char found[AMBIT_DIGEST_LEN];

	uint64_t items, bytes, begin;

	bool has_bytes; /* they were sent: its own, or its stream */
	const unsigned char *sha256; /* of them: the stage's (ambit/stage.h) */
	unsigned char native_sha256[AMBIT_DIGEST_LEN]; /* of a stream: if it is
							  held */
	uint64_t native_len;                           /* of its stream */
	/* Outlook: what leaves of it was made, and lies raw. */
	bool rebuilt;
	bool lost; /* nothing could be made of it */
	uint64_t rebuilt_len;
	const unsigned char *rebuilt_sha256; /* the stage's */
	char crash[64]; /* how its decoder died, twice; "" : it did not */

	/* The decoder: fds are -1 where there is none. */
	struct proc_frame_out to;
	struct proc_frame_in from;
	int itemfd;      /* the stage's, that it may read; -1: none */
	unsigned served; /* items that it has answered for */
};

/*
 * Have a decoder tell the parts of the item of which len bytes are staged raw:
 * fills item's parts and flaws, and where they were rebuilt its fields.
 * g->crash says so where it could not, twice. -1 and *err_r: the unit fails.
 */
int gate_decode(struct gate *g, struct ambit_item *item, uint64_t len,
    struct ambit_err *err_r) __attribute__((warn_unused_result));
/*
 * Have a decoder rebuild the item whose stream is staged native: adds to item's
 * flaws. g->rebuilt: what it made is staged raw, g->rebuilt_len bytes. g->crash
 * and -1 as above.
 */
int gate_rebuild(struct gate *g, struct ambit_item *item,
    struct ambit_err *err_r) __attribute__((warn_unused_result));
/* The flaws of an item whose bytes show these. */
unsigned gate_missing(unsigned flaws);
/* No more items for it. */
void gate_dismiss(struct gate *g);

/* Stage what of the item the filters let leave, as ranges of its bytes. */
int gate_cut(struct gate *g, const struct ambit_scope *scope,
    const struct ambit_item *item, const struct ambit_produced *produced,
    struct ambit_custody_entry *entry, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

#endif
