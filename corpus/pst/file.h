#ifndef CORPUS_PST_FILE_H
#define CORPUS_PST_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ambit/span.h"

/*
 * The lower half of a Unicode PST being written ([MS-PST] 2.2): space in the
 * file, blocks, data trees, subnodes, and the two indexes. It is written from
 * front to back; nothing stays in memory but a section of the file and 24
 * bytes for each block and node, which are sorted and written at the end.
 * Errors of the machine end the run.
 */

#define PST_SECTION 253952U /* of the file, for one allocation map */
#define PST_FIRST   0x4400U /* where the first of them begins */
#define PST_PAGE    512U
#define PST_BLOCK   8176U /* the most that a block holds */

/* Node ids: a type in the low five bits. */
#define PST_NID(index, type) ((uint32_t)(index) << 5 | (type))

enum pst_nid_type {
	PST_INTERNAL = 0x01,
	PST_FOLDER = 0x02,
	PST_MESSAGE = 0x04,
	PST_ATTACHMENT = 0x05,
	PST_HIERARCHY = 0x0d,
	PST_CONTENTS = 0x0e,
	PST_ASSOCIATED = 0x0f,
	PST_VALUE = 0x1f,
};

struct pst_extent {
	uint64_t bid, ib;
	uint16_t cb;
};

struct pst_node {
	uint64_t data, sub;
	uint32_t nid, parent;
};

/* What is wrong with a store whose sums are right. */
enum pst_harm {
	PST_UNHARMED,
	PST_OVERLAP,       /* two blocks lie at one place */
	PST_LENGTH,        /* of a block: not that of its trailer */
	PST_LOST_BLOCK,    /* a block of a message has no entry */
	PST_LOST_NODE,     /* a row of a folder has no message */
	PST_CYCLE,         /* a page of the nodes' tree lies below itself */
	PST_SUBNODE_CYCLE, /* a subnode's list is that which it is in */
	PST_SUM,           /* a tree of blocks says another length */
	PST_N_HARMS,
};

struct pst {
	int fd;
	uint64_t section_at; /* its offset in the file */
	size_t used;         /* of the section */
	uint64_t n_sections, free;
	enum pst_harm harm;             /* still to be done */
	uint64_t next_block, next_page; /* ids */
	uint32_t next_index;            /* above that of every node */
	struct pst_extent *blocks;
	size_t n_blocks, cap_blocks;
	struct pst_node *nodes;
	size_t n_nodes, cap_nodes;
	unsigned char map[496]; /* the section's allocation map */
	unsigned char section[PST_SECTION];
};

/* ---- bytes.c ---- */

void pst_put16(unsigned char *at, uint32_t n);
void pst_put32(unsigned char *at, uint64_t n);
void pst_put64(unsigned char *at, uint64_t n);
/* [MS-PST] 5.3: from 0, and inverted at neither end. */
uint32_t pst_crc(const unsigned char *ptr, size_t len);
/* [MS-PST] 5.5 */
uint32_t pst_signature(uint64_t ib, uint64_t bid);
/* Room for n things of that size and one more; ptr may have moved. */
void *pst_grow(void *ptr, size_t n, size_t *cap, size_t size);

/* ---- crypt.c: crypt method 1, [MS-PST] 5.1 ---- */

void pst_permute(unsigned char *ptr, size_t len);

/* ---- harm.c ---- */

/* PST_UNHARMED for any other word. */
enum pst_harm pst_harm_of(const char *word);
/* Is this the harm to be done? Only once. */
bool pst_harm(struct pst *p, enum pst_harm harm);
/* Those of the two indexes, before they are built. */
void pst_harm_index(struct pst *p);

/* ---- space.c ---- */

void pst_begin(struct pst *p, int fd);
/* len zero bytes (at most a block) at a multiple of unit, to be filled before
 * the next call. */
unsigned char *
pst_space(struct pst *p, size_t len, size_t unit, uint64_t *ib_r);
/* How far the file goes by now. */
uint64_t pst_size(const struct pst *p);
/* The indexes, the header, the last allocation map; frees what p holds. */
void pst_end(struct pst *p);

/* ---- block.c ---- */

/* What a data tree consists of, while it grows. Begins as zero. */
struct pst_data {
	struct pst_child {
		uint64_t bid, len;
	} * children;
	size_t n, cap;
};

/* One more block, of 1 to PST_BLOCK bytes; the first of the tree with front. */
void pst_data_put(struct pst *p, struct pst_data *d, struct ambit_span bytes);
void pst_data_front(struct pst *p, struct pst_data *d, struct ambit_span bytes);
/* The tree's root, 0 for an empty one; *d is empty again. */
uint64_t pst_data_end(struct pst *p, struct pst_data *d);
/* All of that at once. */
uint64_t pst_data(struct pst *p, struct ambit_span bytes);

#define PST_SUBS 32

/* The subnodes of one node. */
struct pst_subs {
	struct pst_node at[PST_SUBS];
	size_t n;
	uint32_t n_values;
};

void pst_sub(struct pst_subs *subs, uint32_t nid, uint64_t data, uint64_t sub);
/* A value too long for a heap: its node's id. */
uint32_t pst_sub_value(struct pst_subs *subs, uint64_t data);
/* The block that lists them, 0 for none. */
uint64_t pst_subs_end(struct pst *p, struct pst_subs *subs);

/* ---- index.c ---- */

void pst_node(struct pst *p, uint32_t nid, uint32_t parent, uint64_t data,
    uint64_t sub);

struct pst_root {
	uint64_t bid, ib;
};

/* Write the trees over all nodes, and over all blocks. */
struct pst_root pst_index_nodes(struct pst *p);
struct pst_root pst_index_blocks(struct pst *p);
/* What follows the 496 bytes of a page of that type. */
void
pst_page_end(unsigned char *page, unsigned type, uint64_t ib, uint64_t bid);

#endif
