#ifndef AMBIT_PROC_LENT_H
#define AMBIT_PROC_LENT_H

#include <stdbool.h>
#include <stddef.h>

#include "ambit/err.h"

/*
 * Memory of the monitor that it shares with a process which it forks, and with
 * no other: pages of zeros at first. What a process writes there is believed
 * as little as what it sends.
 */

/* NULL: no memory. Nobody else has it as yet. */
void *proc_lent_new(size_t len);
void proc_lent_free(void *memory, size_t len);

/* Processes that are forked from now on share it, or not. -1 and *err_r. */
int proc_lent_let(void *memory, size_t len, bool lent, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Zeros again, for all who share it. -1 and *err_r. */
int proc_lent_wipe(void *memory, size_t len, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Have its pages at hand, all at once: a hint, that nothing follows from. */
void proc_lent_fetch(void *memory, size_t len);

#endif
