#ifndef AMBIT_PST_PAGE_H
#define AMBIT_PST_PAGE_H

#include "header.h"

enum pst_page_type {
	PST_PAGE_BLOCKS = 0x80,
	PST_PAGE_NODES = 0x81,
};

/* A root lies at most so high above its leaves (K3). */
#define PST_PAGE_LEVELS 8

/* A page of a B-tree: n entries of size bytes each. Level 0 is a leaf. */
struct pst_page {
	const unsigned char *entries;
	size_t n, size;
	unsigned level;
};

/* Read and check one page (K3); its entries are lent until the next read. */
int pst_page_read(struct pst_file *file, enum pst_page_type type,
    const struct pst_ref *ref, struct pst_page *page_r,
    struct ambit_err *err_r);

#endif
