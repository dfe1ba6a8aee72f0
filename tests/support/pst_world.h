#ifndef AMBIT_TESTS_PST_WORLD_H
#define AMBIT_TESTS_PST_WORLD_H

#include <stdio.h>

#include "check.h"

#include "pst_heap.h"
#include "store.h"

#include "ambit/mapi.h"
#include "ambit/text.h"

/*
 * Stores of folders and messages for the reader of items, and what that tells
 * of them as text.
 */

#define WORLD_ROOT  0x122
#define WORLD_INBOX 0x8022

/* The one of stores that have one. */
#define WORLD_MESSAGE 0x200024

#define WORLD_SUBS 24

/* A message or attachment under construction. */
struct world_node {
	struct pst_node subs[WORLD_SUBS];
	size_t n_subs;
};

/* Add a subnode where its NID belongs. */
static inline void
world_sub(struct world_node *w, struct pst_node node)
{
	size_t at = w->n_subs++;

	assert(at < WORLD_SUBS);
	for (; at > 0 && w->subs[at - 1].nid > node.nid; at--)
		w->subs[at] = w->subs[at - 1];
	w->subs[at] = node;
}

/* A value in a subnode, in blocks of at most max bytes. */
static inline void
world_value(struct pst_build *b, struct world_node *w, uint32_t nid,
    const void *bytes, size_t len, size_t max)
{
	const unsigned char *p = bytes;
	uint64_t bids[64];
	size_t n = 0;

	for (size_t at = 0; at < len; at += max)
		bids[n++] = pst_build_block(b, p + at,
		    len - at < max ? len - at : max, false);
	world_sub(w,
	    (struct pst_node){ .nid = nid,
		.data =
		    n == 1 ? bids[0] : pst_build_list(b, 1, bids, n, len) });
}

/* A table of nothing but ids of rows. */
static inline struct pst_node
world_table(struct pst_build *b, uint32_t nid, const uint32_t *ids, size_t n)
{
	struct pst_built_row rows[32] = { { 0 } };

	assert(n <= COUNT(rows));
	for (size_t i = 0; i < n; i++)
		rows[i].id = ids[i];
	return pst_build_table(b, nid, rows, n, 0);
}

/* Write properties and what was added below them. */
static inline struct pst_node
world_end(struct pst_build *b, const struct world_node *w, uint32_t nid,
    const struct pst_prop *props, size_t n)
{
	struct pst_node node = { .nid = nid };

	node.data = pst_build_props(b, props, n, 0);
	if (w->n_subs > 0)
		node.sub = pst_build_subs(b, 0, w->subs, w->n_subs);
	return node;
}

/* A message of a class and nothing else. */
static inline void
world_message(struct pst_build *b, uint32_t nid, uint32_t parent)
{
	static const struct pst_prop props[] = {
		{ 0x001a, 0x001e, PST_BYTES("IPM.Note") },
	};
	struct pst_node node =
	    world_end(b, &(struct world_node){ .n_subs = 0 }, nid, props, 1);

	node.parent = parent;
	pst_build_node(b, node);
}

/* What a folder has: ids of folders, and of messages. */
struct world_folder {
	uint32_t nid, parent;
	const char *name; /* string8; NULL: none */
	const uint32_t *folders;
	size_t n_folders;
	const uint32_t *messages;
	size_t n_messages;
};

#define WORLD_IDS(...)                     \
	(const uint32_t[]){ __VA_ARGS__ }, \
	    sizeof((const uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t)
#define WORLD_NONE NULL, 0

static inline void
world_folder(struct pst_build *b, const struct world_folder *f)
{
	struct pst_prop name = { 0x3001, 0x001e, 0, f->name, 0 };
	struct pst_node node = { .nid = f->nid, .parent = f->parent };

	name.len = f->name == NULL ? 0 : strlen(f->name);
	node.data = pst_build_props(b, &name, f->name != NULL, 0);
	pst_build_node(b, node);
	pst_build_node(b,
	    world_table(b, (f->nid & ~0x1fu) | 0x0d, f->folders, f->n_folders));
	pst_build_node(b,
	    world_table(b, (f->nid & ~0x1fu) | 0x0e, f->messages,
		f->n_messages));
}

/* The root with one folder below it, "Inbox", of these messages. */
static inline void
world_inbox(struct pst_build *b, const uint32_t *messages, size_t n)
{
	world_folder(b,
	    &(struct world_folder){ WORLD_ROOT, WORLD_ROOT, NULL,
		WORLD_IDS(WORLD_INBOX), WORLD_NONE });
	world_folder(b,
	    &(struct world_folder){ WORLD_INBOX, WORLD_ROOT, "Inbox",
		WORLD_NONE, messages, n });
}

/* Nodes were added in any order; the tree has them by NID. */
static inline int
world_by_nid(const void *a, const void *b)
{
	const struct pst_node *x = a, *y = b;

	return x->nid < y->nid ? -1 : x->nid > y->nid;
}

static inline int
world_file(struct pst_build *b)
{
	qsort(b->node, b->n_nodes, sizeof(b->node[0]), world_by_nid);
	return file_of(pst_build_end(b));
}

/* ---- reading ---- */

static const struct ambit_store world_store = {
	.number = 1,
	.account = 1,
	.format = AMBIT_STORE_PST,
	.holds = AMBIT_HOLDS_MAIL,
	.clocks = { { .source = AMBIT_SOURCE_DELIVERY_TIME },
	    { .source = AMBIT_SOURCE_CLIENT_SUBMIT_TIME },
	    { .source = AMBIT_SOURCE_DATE_HEADER } },
};

static inline int
world_open(struct ambit_reader *r, int fd, struct ambit_err *err_r)
{
	static struct ambit_unit unit;

	unit = ambit_unit_whole(&world_store);
	return ambit_reader_open(r, &unit, &store_limits, fd,
	    (struct ambit_span){ 0 }, err_r);
}

static inline void
world_flaws(struct ambit_text *out, unsigned flaws)
{
	for (unsigned i = 0; i < AMBIT_N_FLAWS; i++) {
		if (flaws & 1u << i)
			ambit_text_print(out, " %s", ambit_flaw_name(i));
	}
}

/* A sink that keeps all. */
struct world_kept {
	struct ambit_sink sink;
	unsigned char *bytes;
	size_t cap;
};

static inline int
world_keep(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct world_kept *kept = (struct world_kept *)(void *)sink;

	(void)err_r;
	assert(bytes.len <= kept->cap - sink->count);
	memcpy(kept->bytes + sink->count, bytes.ptr, bytes.len);
	return 0;
}

static const struct ambit_sink_ops world_keep_ops = { "keep", world_keep,
	NULL };

/* ---- streams as text ---- */

static inline void
world_show_bytes(struct ambit_text *out, struct ambit_source *stream,
    const struct ambit_mapi_value *value, struct ambit_arena *arena)
{
	struct ambit_span bytes;

	if (value->at.len > 40) {
		ambit_text_print(out, "%llu bytes",
		    (unsigned long long)value->at.len);
		return;
	}
	if (ambit_mapi_lend(stream, value, 40, arena, &bytes, NULL) < 0)
		abort();
	ambit_text_str(out, "'");
	for (size_t i = 0; i < bytes.len; i++)
		ambit_text_print(out, "%c",
		    bytes.ptr[i] >= ' ' && bytes.ptr[i] < 0x7f ? bytes.ptr[i]
							       : '.');
	ambit_text_str(out, "'");
}

static inline void
world_show_value(struct ambit_text *out, struct ambit_source *stream,
    const struct ambit_mapi_value *value, struct ambit_arena *arena)
{
	const struct ambit_mapi_prop *prop = &value->prop;

	ambit_text_print(out, " %x:%x", prop->id, prop->type);
	if (prop->type & AMBIT_MAPI_MULTIPLE)
		ambit_text_print(out, "[%u]", prop->index);
	if (prop->set[0] != 0)
		ambit_text_print(out, "(%.2s #%x \"%.*s\")",
		    (const char *)prop->set, prop->number, (int)prop->name.len,
		    (const char *)prop->name.ptr);
	ambit_text_str(out, "=");
	if (ambit_mapi_is_number(prop->type))
		ambit_text_print(out, "%llx",
		    (unsigned long long)value->number);
	else
		world_show_bytes(out, stream, value, arena);
}

/* "message(1a:1e='IPM.Note' recipient(...))" */
static inline void
world_show_object(struct ambit_text *out, struct ambit_source *stream,
    const struct ambit_mapi_object *object, struct ambit_arena *arena)
{
	static const char *const kinds[] = { "", "message(", "recipient(",
		"attachment(" };

	ambit_text_str(out, kinds[object->kind]);
	for (size_t i = 0; i < object->n_values; i++)
		world_show_value(out, stream, &object->values[i], arena);
	for (size_t i = 0; i < object->n_parts; i++) {
		ambit_text_str(out, " ");
		world_show_object(out, stream, object->parts[i], arena);
	}
	ambit_text_str(out, ")");
}

static inline void
world_show(struct ambit_text *out, struct ambit_span bytes)
{
	struct ambit_arena *arena = ambit_arena_new((size_t)16 << 20);
	const struct ambit_mapi_object *message;
	struct ambit_source *stream;
	struct ambit_err err = { 0 };
	int fd = file_of(bytes);

	if (ambit_source_new(fd, 4096, &stream, &err) < 0)
		abort();
	if (ambit_mapi_load(stream, arena, &message, &err) < 0)
		ambit_text_print(out, "no stream: %s", err.text);
	else
		world_show_object(out, stream, message, arena);
	ambit_source_free(&stream);
	(void)close(fd);
	ambit_arena_free(&arena);
}

/* The stream of an item, as text, and the flaws found on the way. */
static inline void
world_stream(struct ambit_reader *r, const struct ambit_item *item,
    struct ambit_text *out)
{
	static unsigned char room[1 << 20];
	struct world_kept kept = { { &world_keep_ops, NULL, 0 }, room,
		sizeof(room) };
	struct ambit_err err = { 0 };
	unsigned flaws;

	if (ambit_reader_stream(r, item, &kept.sink, &flaws, &err) < 0)
		ambit_text_print(out, "failed: %s", err.text);
	else if (!(flaws & AMBIT_FLAW_LOST))
		world_show(out, (struct ambit_span){ room, kept.sink.count });
	world_flaws(out, flaws);
}

/* The one message of a store. */
static inline void
world_add(struct pst_build *b, const struct world_node *w,
    const struct pst_prop *props, size_t n)
{
	struct pst_node node = world_end(b, w, WORLD_MESSAGE, props, n);

	node.parent = WORLD_INBOX;
	pst_build_node(b, node);
	world_inbox(b, WORLD_IDS(WORLD_MESSAGE));
}

/* Its stream, as text, and its flaws. */
static inline void
world_outcome(struct pst_build *b, char *buf, size_t size)
{
	struct ambit_text out = ambit_text_over(buf, size);
	struct ambit_item item = { 0 };
	struct ambit_err err = { 0 };
	struct ambit_reader r;
	int fd = world_file(b);

	assert_int_equal(world_open(&r, fd, &err), 0);
	assert_int_equal(r.ops->next(&r, &item, &err), 1);
	world_stream(&r, &item, &out);
	world_flaws(&out, item.flaws);
	assert_int_equal(r.ops->next(&r, &item, &err), 0);
	ambit_reader_close(&r);
	(void)ambit_text_end(&out);
	(void)close(fd);
}

#endif
