#ifndef AMBIT_PST_HEADER_H
#define AMBIT_PST_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ambit/err.h"
#include "ambit/source.h"

/*
 * A store of Outlook (PST, OST): what its header says, and what all files of
 * this folder share. The whole layer reads; nothing in it decides.
 *
 * Answers: 1 sound, 0 damaged (file->damage says what and where), -1 and *err_r
 * where the machine failed. Spans are lent until the next call that reads,
 * unless an arena holds them.
 */

enum pst_kind {
	PST_ANSI,
	PST_UNICODE,
	PST_4K, /* OST of Outlook 2013 */
	PST_N_KINDS,
};

/* How much a store can be, so that a place and a length fit in 64 bits. */
#define PST_SIZE_MAX ((uint64_t)1 << 48)

/* Sizes and places that differ from kind to kind. */
struct pst_form {
	/* Pages: their size, and where in them lies what. */
	size_t page, area, size_at, level_at, type_at, sig_at, bid_at, crc_at;
	size_t crc_len;
	/* Blocks: where they begin and end, their trailer, the most bytes. */
	size_t align, trailer, largest, trailer_crc_at, trailer_bid_at;
	size_t id;          /* bytes of a BID, and of a place */
	size_t node, block; /* least bytes of an entry of the two trees */
};

/* Which block, and where it lies. */
struct pst_ref {
	uint64_t bid, ib;
};

/* An entry of the block tree. */
struct pst_block {
	uint64_t bid, ib;
	uint16_t cb;  /* bytes as they lie there */
	uint16_t len; /* bytes once inflated */
};

/* An entry of the node tree, or of a list of subnodes. */
struct pst_node {
	uint32_t nid, parent;
	uint64_t data, sub; /* BIDs; 0: none */
};

/* Which check failed (K1 to K15), why, and at which offset of the store. */
struct pst_damage {
	const char *check, *why;
	uint64_t off;
};

struct pst_file {
	struct ambit_source *source;
	const struct pst_form *form;
	enum pst_kind kind;
	unsigned crypt; /* 0 none, 1 permuted, 2 cyclic */
	uint64_t size;
	uint64_t work; /* bytes of blocks read so far */
	struct pst_ref node_root, block_root;
	struct pst_node *node;   /* by nid */
	struct pst_block *block; /* by bid */
	size_t n_nodes, n_blocks;
	struct pst_damage damage;
	struct pst_room *room; /* of a block that is not lent as it lies */
};

/* Read and check the header: K1, K2. */
int pst_header_read(struct pst_file *file, struct ambit_err *err_r);

/* Keep what is wrong; 0, so that telling is one line. */
int pst_damaged(struct pst_file *file, const char *check, const char *why,
    uint64_t off);

/* The damage as an error, for a store that is refused; -1. */
int pst_refuse(const struct pst_file *file, struct ambit_err *err_r);

/* Exactly len bytes from off on, which are known to lie in the store. */
int pst_lend(struct pst_file *file, uint64_t off, size_t len,
    struct ambit_span *bytes_r, struct ambit_err *err_r);

/* A BID or place of this kind of store. */
uint64_t pst_id(const struct pst_file *file, const unsigned char *p);

/* The CRC of headers, pages and blocks. */
uint32_t pst_crc(struct ambit_span bytes);

/* wSig of what has this BID and lies at ib. */
uint16_t pst_sig(uint64_t ib, uint64_t bid);

#endif
