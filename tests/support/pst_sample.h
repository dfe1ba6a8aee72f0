#ifndef AMBIT_TESTS_PST_SAMPLE_H
#define AMBIT_TESTS_PST_SAMPLE_H

#include <stdio.h>

#include "pack.h"
#include "pst_heap.h"
#include "pst_walk.h"

#include "ambit/text.h"

/*
 * A store of one folder with one message, small enough to be spoilt field by
 * field. Its blocks, in the order of writing:
 */
enum {
	SAMPLE_STORE,  /* properties of node 21 */
	SAMPLE_NAMES,  /* of node 61 */
	SAMPLE_FOLDER, /* of node 8022 */
	SAMPLE_BODY_1, /* the body of the message, in two blocks */
	SAMPLE_BODY_2,
	SAMPLE_BODY,       /* their list */
	SAMPLE_ROWS,       /* rows of its recipients */
	SAMPLE_TABLE_SUBS, /* the subnode that they are in */
	SAMPLE_TABLE,      /* the table */
	SAMPLE_SUBS,       /* subnodes of the message */
	SAMPLE_MESSAGE,    /* its properties */
	SAMPLE_N_BLOCKS,
};

/* And its pages: with two entries each, first those of the block tree. */
enum {
	SAMPLE_BLOCK_LEAF = 0, /* of six */
	SAMPLE_BLOCK_INNER = 6,
	SAMPLE_NODE_LEAF = 12, /* of two */
	SAMPLE_NODE_ROOT = 14,
};

#define SAMPLE_MESSAGE_NID 0x200024
#define SAMPLE_BODY_NID    0x801f
#define SAMPLE_ROWS_NID    0x803f

#define SAMPLE_BODY_LEN 8000

static inline uint64_t
sample_body(struct pst_build *b)
{
	unsigned char half[SAMPLE_BODY_LEN / 2];
	uint64_t bids[2];

	memset(half, 'b', sizeof(half));
	bids[0] = pst_build_block(b, half, sizeof(half), false);
	bids[1] = pst_build_block(b, half, sizeof(half), false);
	return pst_build_list(b, 1, bids, 2, SAMPLE_BODY_LEN);
}

static inline void
sample_message(struct pst_build *b)
{
	static const struct pst_built_row rows[] = {
		{ 7, 1, 0, "A\0n\0n\0", 6, true },
		{ 3, 2, 0, NULL, 0, false },
	};
	static const struct pst_prop props[] = {
		{ 0x001a, PST_STRING, PST_BYTES("I\0P\0M\0.\0N\0o\0t\0e\0") },
		{ 0x0e06, PST_TIME, PST_BYTES("\0\1\2\3\4\5\6\7") },
		{ 0x0e07, PST_INT32, 1, NULL, 0 },
		{ 0x1013, PST_BINARY, SAMPLE_BODY_NID, NULL, 0 },
	};
	struct pst_node subs[2] = { { .nid = 0x692 },
		{ .nid = SAMPLE_BODY_NID } };
	struct pst_node node = { .nid = SAMPLE_MESSAGE_NID, .parent = 0x8022 };

	subs[1].data = sample_body(b);
	subs[0] = pst_build_table(b, 0x692, rows, 2, SAMPLE_ROWS_NID);
	node.sub = pst_build_subs(b, 0, subs, 2);
	node.data = pst_build_props(b, props, 4, 0);
	pst_build_node(b, node);
}

/* Write it all, and end it. */
static inline struct ambit_span
sample_store(struct pst_build *b)
{
	static const struct pst_prop store[] = {
		{ 0x0ff9, PST_BINARY, PST_BYTES("0123456789abcdef") },
	};
	static const struct pst_prop names[] = {
		{ 0x0001, PST_INT32, 251, NULL, 0 },
		{ 0x0002, PST_BINARY, PST_BYTES("0123456789abcdef") },
		{ 0x0003, PST_BINARY,
		    PST_BYTES("\x0d\x82\0\0\x06\0\0\0"
			      "\0\0\0\0\x05\0\1\0"
			      "\x0d\x82\0\0\x04\0\2\0") },
		{ 0x0004, PST_BINARY, PST_BYTES("\4\0\0\0K\0w\0") },
	};
	static const struct pst_prop folder[] = {
		{ 0x3001, PST_STRING, PST_BYTES("I\0n\0") },
		{ 0x3602, PST_INT32, 1, NULL, 0 },
	};

	pst_build_node(b,
	    (struct pst_node){ .nid = 0x21,
		.data = pst_build_props(b, store, 1, 0) });
	pst_build_node(b,
	    (struct pst_node){ .nid = 0x61,
		.data = pst_build_props(b, names, 4, 0) });
	pst_build_node(b,
	    (struct pst_node){ .nid = 0x8022,
		.parent = 0x122,
		.data = pst_build_props(b, folder, 2, 0) });
	sample_message(b);
	return pst_build_end(b);
}

/* What of the built store lies at off. */
static inline void
sample_place(const struct pst_build *b, uint64_t off, char *out, size_t size)
{
	(void)snprintf(out, size, "byte %llu", (unsigned long long)off);
	for (unsigned i = 0; i < b->n_blocks; i++) {
		if (b->block[i].ib == off)
			(void)snprintf(out, size, "block %u", i);
	}
	for (unsigned i = 0; i < b->n_pages; i++) {
		if (b->page[i] == off)
			(void)snprintf(out, size, "page %u", i);
	}
}

/* What was met in a store that is open, or the first damage: its NID. */
static inline void
sample_met(struct pst_walk *w, struct ambit_text *out)
{
	if (pst_walk_all(w) < 0)
		ambit_text_print(out, "failed: %s", w->err->text);
	else if (w->met.damaged > 0)
		ambit_text_print(out, "%x ", w->met.first_nid);
	else
		ambit_text_print(out,
		    "%zu nodes, %u contexts, %u tables, %llu rows,"
		    " %llu values, %llu bytes",
		    w->file->n_nodes, w->met.contexts, w->met.tables,
		    (unsigned long long)w->met.rows,
		    (unsigned long long)w->met.values,
		    (unsigned long long)w->met.bytes);
}

/*
 * Read everything in a store: "refused: CHECK PLACE: WHY", or what was met, or
 * the first damage as "NID CHECK PLACE: WHY".
 */
static inline void
sample_outcome(const struct pst_build *b, struct ambit_span store, char *buf,
    size_t size)
{
	struct ambit_arena *arena = ambit_arena_new((size_t)1 << 24);
	struct ambit_text out = { .ptr = buf, .cap = size };
	struct pst_file file;
	struct ambit_err err = { 0 };
	struct pst_walk w = { .file = &file, .arena = arena, .err = &err };
	int fd = file_of(store);
	char place[32];

	if (pst_file_open(&file, fd, &err) == 0) {
		sample_met(&w, &out);
		pst_file_close(&file);
	} else {
		ambit_text_str(&out, "refused: ");
		w.met.first = file.damage;
	}
	if (w.met.first.check != NULL) {
		sample_place(b, w.met.first.off, place, sizeof(place));
		ambit_text_print(&out, "%s %s: %s", w.met.first.check, place,
		    w.met.first.why);
	}
	(void)ambit_text_end(&out);
	(void)close(fd);
	ambit_arena_free(&arena);
}

#endif
