#ifndef CORPUS_PST_LISTS_H
#define CORPUS_PST_LISTS_H

#include <stdbool.h>

#include "file.h"

/*
 * The upper half of a PST being written ([MS-PST] 2.3): heaps, trees in them,
 * property contexts and tables. All grow from front to back; what is full goes
 * to the file.
 */

/* ---- heap.c: a heap on a node, 2.3.1 ---- */

#define PST_ALLOC  3580U /* the most that one allocation holds */
#define PST_ALLOCS 2047U

struct pst_heap {
	struct pst *pst;
	struct pst_data done; /* blocks behind the first */
	size_t n_done;
	/* The first block stays to the end, for what is known only then; the
	 * one being filled may be it. */
	struct pst_heap_block {
		size_t len, n;
		uint16_t ends[PST_ALLOCS + 1];
		unsigned char at[PST_BLOCK];
	} first, last;
	unsigned char client;
};

enum { PST_CLIENT_PROPS = 0xbc, PST_CLIENT_TABLE = 0x7c };

void pst_heap_begin(struct pst_heap *h, struct pst *p, unsigned char client);
/* Room for len bytes, lent until the next call, or to the end of the heap if
 * it is the first allocation of all, or the second. */
unsigned char *pst_heap_room(struct pst_heap *h, size_t len, uint32_t *hid_r);
uint32_t pst_heap_put(struct pst_heap *h, struct ambit_span bytes);
/* The first allocation is the heap's root. Returns the node's data. */
uint64_t pst_heap_end(struct pst_heap *h);

/* A value of the heap, or of a subnode if it is too long; 0 if empty. */
uint32_t pst_heap_value(struct pst_heap *h, struct pst_subs *subs,
    struct ambit_span bytes);

/* ---- bth.c: a tree in a heap whose records come in order, 2.3.2 ---- */

#define PST_BTH_ROOM 3576U /* of an allocation: 447 records of 8 bytes */

struct pst_bth {
	struct pst_heap *heap;
	unsigned char *head; /* 8 bytes in the heap's first block */
	size_t key;          /* of a record of 8 bytes: the 4 or 2 in front */
	struct pst_step {
		uint32_t key, hid;
	} * leaves;
	size_t n, cap;
	unsigned char leaf[PST_BTH_ROOM];
	size_t len;
};

/* head: the BTHHEADER, to be filled in at the end. */
void pst_bth_begin(struct pst_bth *b, struct pst_heap *h, size_t key,
    unsigned char *head);
/* Room for one more 8-byte record with its key at the front. */
unsigned char *pst_bth_put(struct pst_bth *b);
void pst_bth_end(struct pst_bth *b);

/* ---- props.c: a property context, 2.3.3 ---- */

enum pst_type {
	PST_INT16 = 0x02,
	PST_INT32 = 0x03,
	PST_BOOL = 0x0b,
	PST_OBJECT = 0x0d,
	PST_INT64 = 0x14,
	PST_STRING = 0x1f,
	PST_TIME = 0x40,
	PST_BINARY = 0x102,
};

#define PST_PROPS 48

/* Properties of one thing, before they are bytes. Values are lent. */
struct pst_props {
	struct pst_prop {
		uint16_t id, type;
		uint64_t number;
		struct ambit_span bytes;
	} at[PST_PROPS];
	size_t n;
};

void pst_number(struct pst_props *props, unsigned id, enum pst_type type,
    uint64_t number);
/* A string is UTF-16 already. */
void pst_bytes(struct pst_props *props, unsigned id, enum pst_type type,
    struct ambit_span bytes);
/* Returns the node's data. */
uint64_t
pst_props_end(struct pst *p, struct pst_props *props, struct pst_subs *subs);

/* ---- table.c: a table context, 2.3.4 ---- */

struct pst_column {
	uint16_t id, type;
};

#define PST_COLUMNS 32

struct pst_table {
	struct pst_heap heap;
	struct pst_bth index;
	const struct pst_column *columns;
	size_t n_columns;
	uint16_t ib[PST_COLUMNS], ends[4];
	unsigned char *info;
	struct pst_data done; /* blocks of rows */
	unsigned char rows[PST_BLOCK];
	size_t len;
	uint32_t n_rows;
};

/* The columns end with the two of the row id and the row version. */
void pst_table_begin(struct pst_table *t, struct pst *p,
    const struct pst_column *columns, size_t n_columns);
/* A row of those properties that have a column. Row ids ascend. */
void
pst_table_row(struct pst_table *t, uint32_t id, const struct pst_props *props);
/* Returns the node's data. */
uint64_t pst_table_end(struct pst_table *t, struct pst_subs *subs);

#endif
