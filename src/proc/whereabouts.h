#ifndef AMBIT_PROC_WHEREABOUTS_H
#define AMBIT_PROC_WHEREABOUTS_H

#include <stdbool.h>
#include <stdint.h>

#include "ambit/err.h"

/*
 * Which item a reader is at, in memory that it shares with the monitor: one
 * that dies leaves frames behind that it never sent, and can be asked no more.
 * What it says here is believed as little as what it sends: it can name an item
 * of its own unit, to be counted as damaged, which it could do as well by
 * dying.
 */
struct proc_whereabouts;

/* NULL: no memory. Nobody else has it as yet. */
struct proc_whereabouts *proc_whereabouts_new(void);
void proc_whereabouts_free(struct proc_whereabouts **at);

/* Processes that are forked from now on share it, or not: its reader alone is
 * to. -1 and *err_r. */
int proc_whereabouts_lend(struct proc_whereabouts *at, bool lent,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* Within the item of that ordinal, or behind it and before the next. */
void
proc_whereabouts_set(struct proc_whereabouts *at, uint32_t item, bool within);

/* What was set last; item 0, behind, where nothing was. */
void proc_whereabouts_get(const struct proc_whereabouts *at, uint32_t *item_r,
    bool *within_r);

#endif
