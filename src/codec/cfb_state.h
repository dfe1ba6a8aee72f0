#ifndef AMBIT_CODEC_CFB_STATE_H
#define AMBIT_CODEC_CFB_STATE_H

#include "ambit/cfb.h"

/* [MS-CFB] 2.1: what a table says of a sector, where it is no number. */
#define CFB_END  0xfffffffe
#define CFB_FREE 0xffffffff

/* [MS-CFB] 2.2: shorter streams lie in small sectors. */
#define CFB_CUTOFF 4096

/* [MS-CFB] 2.6.1: no entry; and what one takes. */
#define CFB_NONE  0xffffffff
#define CFB_ENTRY ((size_t)128)

/*
 * Sectors of one size, and the table of their chains: those of the file
 * ([MS-CFB] 2.3), or the small ones in the mini stream (2.4).
 */
struct cfb_space {
	uint32_t *next;
	unsigned char *used; /* in a chain already */
	uint32_t n;
	unsigned shift;
	uint64_t begin; /* where the first one lies in the file; mini: 0 */
	uint64_t end;   /* of the bytes in it, counted from the first */
};

struct ambit_cfb {
	struct ambit_source *source;
	struct ambit_arena *arena;
	struct cfb_space big, mini;
	uint32_t *minis; /* the sectors of the mini stream, in order */
	unsigned char *directory;
	uint32_t n_directory;     /* entries in it */
	uint32_t first_directory; /* its first sector */
	struct ambit_cfb_entry root;
};

/* The parts of the header that are followed ([MS-CFB] 2.2). */
struct cfb_head {
	uint32_t n_fat, directory, mini_fat, n_mini_fat, difat, n_difat;
	const unsigned char *fat; /* the first 109 places of the FAT */
};

static inline uint32_t
cfb_get(const unsigned char *p, size_t len)
{
	uint32_t value = 0;

	while (len-- > 0)
		value = value << 8 | p[len];
	return value;
}

/* -1, AMBIT_E_FORMAT, and the place. */
int cfb_refuse(uint64_t off, const char *why, struct ambit_err *err_r);
/* The same, AMBIT_E_LIMIT. */
int cfb_limit(uint64_t off, const char *why, struct ambit_err *err_r);

/* ---- chains (cfb_chain.c) ---- */

/* Where a sector lies in the file; of a small one, in the mini stream. */
uint64_t cfb_place(const struct cfb_space *space, uint32_t sector);

/* The sector belongs to a chain now; -1 where it is no sector, or belongs to
 * one already. */
int
cfb_claim(struct cfb_space *space, uint32_t sector, struct ambit_err *err_r);

/* Claim a chain of exactly so many bytes. */
int cfb_claim_bytes(struct cfb_space *space, uint32_t first, uint64_t size,
    struct ambit_err *err_r);

/* Claim a chain to its end, and count it. */
int cfb_claim_all(struct cfb_space *space, uint32_t first, uint32_t *n_r,
    struct ambit_err *err_r);

/* Lend n bytes at a place of the file, all of them. */
int cfb_lend(const struct ambit_cfb *cfb, uint64_t off, size_t n,
    const unsigned char **bytes_r, struct ambit_err *err_r);

/* ---- tables (cfb_fat.c), the directory (cfb_tree.c) ---- */

/* The FAT and the directory's bytes. */
int cfb_read_fat(struct ambit_cfb *cfb, const struct cfb_head *head,
    struct ambit_err *err_r);
int cfb_read_directory(struct ambit_cfb *cfb, const struct cfb_head *head,
    struct ambit_err *err_r);
/* The mini FAT, and the mini stream that the root entry names. */
int cfb_read_mini(struct ambit_cfb *cfb, const struct cfb_head *head,
    uint32_t first, uint64_t size, struct ambit_err *err_r);
/* All that the root leads to, every stream's chain claimed. */
int cfb_read_tree(struct ambit_cfb *cfb, const struct cfb_head *head,
    struct ambit_err *err_r);

#endif
