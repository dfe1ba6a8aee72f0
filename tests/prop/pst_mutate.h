#ifndef AMBIT_TESTS_PST_MUTATE_H
#define AMBIT_TESTS_PST_MUTATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/pst/file.h"

/*
 * Single mutations of a store whose truth is how it is read unharmed. What may
 * come of one depends on what it touches; the rule is written at the kinds.
 */
enum mutation_kind {
	/*
	 * Sums are left as they are. Whatever was touched, it is not what was
	 * written: each item is as before, or held or damaged by a flaw, and
	 * nothing else may be there; or the store is refused.
	 */
	MUTATE_BIT,
	MUTATE_BYTES,
	MUTATE_CUT,

	/*
	 * Sums are put right, and the field has a second witness: a length
	 * that is there twice, a number that another page or table repeats, a
	 * type that what is there must fit. The same must hold.
	 */
	MUTATE_CUT_TOLD, /* cut, and the header says so */
	MUTATE_HEADER,
	MUTATE_PAGE,        /* how many entries, of which size, kind, level */
	MUTATE_INNER,       /* an entry above the leaves */
	MUTATE_BLOCK_ENTRY, /* of the block tree */
	MUTATE_NODE_NUMBER, /* of the node tree: number, parent */
	MUTATE_TRAILER,     /* of a block */
	MUTATE_LIST_HEAD,   /* of a list of blocks or subnodes */
	MUTATE_HEAP_HEAD,   /* kind, client, place of the map */

	/*
	 * Sums are put right, and nothing else in a store says what the field
	 * is: a value, the number of a property, the block that a node has its
	 * data in. It is another store, and reads like one; but the items that
	 * do not reach what was touched are as before.
	 */
	MUTATE_NODE_BLOCKS, /* of the node tree: data, subnodes */
	MUTATE_LIST,        /* what a list names */
	MUTATE_DATA,        /* any byte of a block of data */

	MUTATE_N_KINDS,
};

/* Bytes of a store that one mutation writes: the field, and what sums it. */
struct mutation {
	enum mutation_kind kind;
	size_t block; /* MUTATE_LIST, DATA: which of the file's */
	uint32_t nid; /* MUTATE_NODE_BLOCKS */
	uint64_t off; /* of the field */
	uint64_t len; /* MUTATE_CUT: of the file */
	struct {
		uint64_t from, to;
	} touched; /* all that was written */
};

/* A store in memory, and where its structures lie. */
struct victim {
	unsigned char *bytes;
	size_t len;
	struct pst_file *file; /* of the store unharmed, for its indexes */
	uint64_t *pages;       /* of both trees */
	size_t n_pages;
	bool *heap; /* of each block: a heap begins in it */
};

/* False: the store has nothing of that kind, or the choice changed nothing. */
bool mutate(struct victim *v, uint64_t number, struct mutation *m_r);

/* Find the pages. */
void victim_find(struct victim *v);

const char *mutation_name(enum mutation_kind kind);

/* Sums of a block. */
void victim_sum_block(struct victim *v, const struct pst_block *block);

#endif
