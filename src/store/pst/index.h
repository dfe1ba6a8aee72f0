#ifndef AMBIT_PST_INDEX_H
#define AMBIT_PST_INDEX_H

#include "page.h"

/*
 * The two indexes as sorted arrays. Each page is read once, so that loading is
 * linear, and the arrays sorted by the trees themselves. What is allocated is
 * bounded by the file: no two extents overlap and none is shorter than 64
 * bytes, so there are at most size / 64 blocks of 24 bytes (and of 8 while
 * extents are compared); nodes take less than one and a half times the pages
 * that they lie in.
 */

/* Load both trees: K3, K4, and that NIDs are unique (K5). */
int pst_index_load(struct pst_file *file, struct ambit_err *err_r);
void pst_index_free(struct pst_file *file);

/* NULL: there is none. Bit 0 of a BID does not count. */
const struct pst_block *
pst_index_block(const struct pst_file *file, uint64_t bid);
const struct pst_node *
pst_index_node(const struct pst_file *file, uint32_t nid);

/* Does a BID name a block of the format's own (lists, not data)? */
bool pst_is_internal(uint64_t bid);

#endif
