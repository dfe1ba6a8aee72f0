#ifndef AMBIT_PROC_HEAR_H
#define AMBIT_PROC_HEAR_H

#include "ambit/arena.h"
#include "tell.h"

/*
 * The gate's side: what a reader says, taken as if from an enemy. Everything
 * of the table in cages.md 6 is checked here; what comes out is an item as a
 * reader of store/ would give it, flat and consistent. Anything else is
 * AMBIT_E_WIRE.
 */
struct proc_column {
	uint32_t task;
	unsigned column;
	struct ambit_span value;
};

struct proc_hear;

/* unit and arena (of one item; reset here) outlive it. columns_max: the most
 * columns one item may have, over all tasks. */
int proc_hear_new(int fd, const struct ambit_unit *unit,
    struct ambit_arena *arena, size_t columns_max, struct proc_hear **hear_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));
/* The same, from bytes. */
int proc_hear_new_bytes(struct ambit_span bytes, const struct ambit_unit *unit,
    struct ambit_arena *arena, size_t columns_max, struct proc_hear **hear_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));
/* Bytes of items may lie on this tray: it is new, and outlives hear. */
void proc_hear_by_tray(struct proc_hear *hear, struct proc_tray *tray);
void proc_hear_free(struct proc_hear **hear);

/*
 * The next item, with what its framing tells: 1. 0: the unit is at its end,
 * *last_r says how. The item before must have been heard to its end. Its spans
 * lie in the arena.
 */
int proc_hear_item(struct proc_hear *hear, struct ambit_item *item_r,
    struct proc_last *last_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* The rest of what is told of it: item is as after ambit_reader_read where the
 * header was told (item->read). *body_r: bytes follow. */
int proc_hear_facts(struct proc_hear *hear, struct ambit_item *item,
    bool *body_r, struct ambit_err *err_r) __attribute__((warn_unused_result));
const struct proc_column *
proc_hear_columns(const struct proc_hear *hear, size_t *n_r);

/* Where they follow: 1 and some of them, lent until the next call; 0 when
 * raw.len of them have come. Of a stream as many come as come; item->flaws are
 * then what was found while it was read, too; and its bytes may lie where the
 * reader can change them: they are to be copied before they are looked at. */
int proc_hear_body(struct proc_hear *hear, struct ambit_item *item,
    struct ambit_span *bytes_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

#endif
