#ifndef AMBIT_TESTS_PST_WALK_H
#define AMBIT_TESTS_PST_WALK_H

#include <string.h>

#include "store/pst/file.h"
#include "store/pst/names.h"
#include "store/pst/table.h"
#include "store/pst/utf16.h"

/* What of a store is met when everything in it is read. */
struct pst_met {
	unsigned messages, embedded, folders, attachments, associated;
	unsigned contexts, tables;
	uint64_t rows, values, bytes;
	unsigned damaged;
	struct pst_damage first; /* of what is damaged */
	uint32_t first_nid;
};

struct pst_walk {
	struct pst_file *file;
	struct ambit_arena *arena;
	struct ambit_err *err;
	struct pst_met met;
};

/* Messages within each other (K8). */
#define PST_WALK_DEPTH 16

/* The most that is held of one value; longer ones are poured. */
#define PST_WALK_VALUE ((size_t)1 << 20)

static inline int
pst_walk_swallow(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	(void)sink;
	(void)bytes;
	(void)err_r;
	return 0;
}

static inline int
pst_walk_value(struct pst_walk *w, struct pst_holder *holder,
    const struct pst_value *value)
{
	static const struct ambit_sink_ops ops = { "swallow", pst_walk_swallow,
		NULL };
	struct ambit_sink sink = { &ops, NULL, 0 };
	struct ambit_span bytes;
	bool bad;
	int rc;

	w->met.values++;
	if (value->hnid == 0 || value->type == PST_OBJECT)
		return 1;
	rc = pst_value_pour(holder, value, &sink, w->err);
	w->met.bytes += sink.count;
	if (rc != 1 || sink.count > PST_WALK_VALUE)
		return rc;
	rc = pst_value_bytes(holder, value, PST_WALK_VALUE, &bytes, w->err);
	if (rc == 1 && value->type == PST_STRING)
		(void)pst_utf16(bytes, w->arena, &bytes, &bad);
	return rc;
}

static inline int
pst_walk_props(struct pst_walk *w, const struct pst_node *node)
{
	struct pst_props props;
	struct pst_value value;
	int rc = pst_props_open(&props, w->file, node, w->arena, w->err);

	w->met.contexts++;
	for (size_t i = 0; rc == 1 && i < props.list.n; i++) {
		rc = pst_props_nth(&props, i, &value, w->err);
		if (rc == 1)
			rc = pst_walk_value(w, &props.holder, &value);
	}
	return rc;
}

static inline int
pst_walk_row(struct pst_walk *w, struct pst_table *table,
    const struct pst_row *row)
{
	struct pst_value value;
	int rc = 1;

	w->met.rows++;
	for (size_t i = 0; rc == 1 && i < table->n_columns; i++) {
		rc = pst_table_nth(table, row, i, &value, w->err);
		if (rc == 1 && value.found)
			rc = pst_walk_value(w, &table->holder, &value);
	}
	return rc;
}

static inline int
pst_walk_table(struct pst_walk *w, const struct pst_node *node)
{
	struct pst_table table;
	struct pst_row row;
	int rc = pst_table_open(&table, w->file, node, w->arena, w->err);

	w->met.tables++;
	while (rc == 1) {
		rc = pst_table_next(&table, &row, w->err);
		if (rc != 1 || row.bytes.len == 0)
			break;
		rc = pst_walk_row(w, &table, &row);
	}
	return rc;
}

static inline bool
pst_walk_is_props(uint32_t nid)
{
	unsigned type = nid & 0x1f;

	return nid == 0x21 || nid == PST_NID_NAMES ||
	    (type >= 2 && type <= 5) || type == 8;
}

static inline bool
pst_walk_is_table(uint32_t nid)
{
	unsigned type = nid & 0x1f;

	return type == 0x0b || (type >= 0x0d && type <= 0x12);
}

static inline void
pst_walk_count(struct pst_walk *w, uint32_t nid, unsigned depth)
{
	unsigned type = nid & 0x1f;

	w->met.folders += type == 2;
	w->met.messages += type == 4 && depth == 0;
	w->met.embedded += type == 4 && depth > 0;
	w->met.attachments += type == 5;
	w->met.associated += type == 8;
}

/* Keep the first damage, count all; -1 stays -1. */
static inline int
pst_walk_tell(struct pst_walk *w, const struct pst_node *node, int rc)
{
	if (rc != 0)
		return rc;
	if (w->met.damaged++ == 0) {
		w->met.first = w->file->damage;
		w->met.first_nid = node->nid;
	}
	return 1;
}

static inline int
pst_walk_node(struct pst_walk *w, const struct pst_node *node, unsigned depth)
{
	struct pst_node below;
	struct pst_sub sub;
	int rc = 1;

	ambit_arena_reset(w->arena);
	pst_walk_count(w, node->nid, depth);
	if (pst_walk_is_props(node->nid))
		rc = pst_walk_props(w, node);
	else if (pst_walk_is_table(node->nid))
		rc = pst_walk_table(w, node);
	rc = pst_walk_tell(w, node, rc);
	if (rc != 1 || depth == 2 * PST_WALK_DEPTH)
		return rc;
	pst_sub_start(&sub, w->file, node->sub);
	while (rc == 1) {
		rc = pst_sub_next(&sub, &below, w->err);
		if (rc != 1 || below.nid == 0)
			break;
		rc = pst_walk_node(w, &below, depth + 1);
	}
	return pst_walk_tell(w, node, rc);
}

/* Read all of a store that is open: 0, or -1 and what the machine said. */
static inline int
pst_walk_all(struct pst_walk *w)
{
	struct pst_names names;
	const struct pst_node node = { .nid = PST_NID_NAMES };
	int rc = pst_names_open(&names, w->file, w->arena, w->err);

	rc = pst_walk_tell(w, &node, rc);
	for (size_t i = 0; rc == 1 && i < w->file->n_nodes; i++)
		rc = pst_walk_node(w, &w->file->node[i], 0);
	return rc < 0 ? -1 : 0;
}

#endif
