#ifndef AMBIT_PST_BLOCK_H
#define AMBIT_PST_BLOCK_H

#include "index.h"

/*
 * How many bytes of blocks may be read of one store, as many times as it is
 * long (K15): all that is read at all is read a few times over, and no item
 * that says it has the bytes of another can keep us busy for ever.
 */
#define PST_WORK_TIMES 64
#define PST_WORK_LEAST ((uint64_t)1 << 26)

/* The largest block of any kind, and one byte to see that it is no larger. */
#define PST_BLOCK_MAX ((size_t)65512)

/* Room for what is not lent as it lies; allocated before any block is read. */
int pst_block_begin(struct pst_file *file, struct ambit_err *err_r);
void pst_block_end(struct pst_file *file);

/*
 * The bytes of a block, checked (K6), inflated and decoded; lent until the next
 * read of the store. AMBIT_E_LIMIT where the work is spent (K15).
 */
int pst_block_read(struct pst_file *file, const struct pst_block *block,
    struct ambit_span *bytes_r, struct ambit_err *err_r);

#endif
