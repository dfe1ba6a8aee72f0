/*
 * Properties and recipients, lent to what knows their meaning. Knows where they
 * lie and how long they are; damage of any kind is that something is lost.
 */

/* System. */
#include <string.h>

/* Floor 4. */
#include "facts.h"
#include "run.h"

#define NID_RECIPIENTS 0x692

int
pst_facts_open(struct pst_facts *facts, struct pst_file *file,
    const struct pst_node *node, struct ambit_arena *arena,
    struct ambit_err *err_r)
{
	int rc;

	*facts =
	    (struct pst_facts){ .file = file, .node = node, .arena = arena };
	rc = pst_props_open(&facts->props, file, node, arena, err_r);
	facts->sound = rc == 1;
	return rc < 0 ? -1 : 0;
}

/* Copy the bytes of a value behind each other. */
static int
copy(struct pst_facts *facts, const struct pst_run *run,
    struct ambit_span *bytes_r, struct ambit_err *err_r)
{
	unsigned char *to =
	    AMBIT_ARENA_GET(facts->arena, unsigned char, (size_t)run->len);
	uint64_t left = run->len;
	struct ambit_span part;
	struct pst_tree tree;
	size_t len = 0;
	int rc = 1;

	if (to == NULL)
		return pst_damaged(facts->file, "K15", "an item is too large",
		    0);
	rc = pst_run_start(run, &tree, err_r);
	while (rc == 1 && left > 0) {
		rc = pst_run_next(run, &tree, &left, &part, err_r);
		if (rc == 1)
			memcpy(to + len, part.ptr, part.len);
		len += part.len;
	}
	*bytes_r = (struct ambit_span){ to, len };
	return rc;
}

static int
read_bytes(struct pst_facts *facts, struct pst_holder *holder,
    const struct pst_value *value, size_t max, struct outlook_value *value_r,
    struct ambit_err *err_r)
{
	struct pst_run run;
	int rc = pst_run_find(holder, value, &run, err_r);

	if (rc != 1)
		return rc;
	if (run.len > max) {
		value_r->state = OUTLOOK_LONG;
		return 1;
	}
	if (run.data != 0)
		return copy(facts, &run, &value_r->bytes, err_r);
	value_r->bytes = run.here;
	return 1;
}

/* What is not asked for by any fact has no bytes: several values, objects. */
static bool
has_bytes(uint16_t type)
{
	return type == PST_STRING || type == PST_STRING8 ||
	    type == PST_BINARY || type == PST_GUID;
}

/* rc: what finding the value told. */
static int
tell(struct pst_facts *facts, struct pst_holder *holder, int rc,
    const struct pst_value *value, size_t max, struct outlook_value *value_r,
    struct ambit_err *err_r)
{
	*value_r = (struct outlook_value){ .state = OUTLOOK_NONE };
	if (rc == 1 && value->found) {
		*value_r = (struct outlook_value){ .state = OUTLOOK_FOUND,
			.type = value->type,
			.number = value->number };
		if (has_bytes(value->type))
			rc = read_bytes(facts, holder, value, max, value_r,
			    err_r);
	}
	if (rc == 0)
		*value_r = (struct outlook_value){ .state = OUTLOOK_LOST };
	return rc < 0 ? -1 : 0;
}

static int
find(void *ctx, uint16_t id, size_t max, struct outlook_value *value_r,
    struct ambit_err *err_r)
{
	struct pst_facts *facts = ctx;
	struct pst_value value = { 0 };
	int rc = 0;

	if (facts->sound)
		rc = pst_props_find(&facts->props, id, &value, err_r);
	return tell(facts, &facts->props.holder, rc, &value, max, value_r,
	    err_r);
}

static int
begin(struct pst_facts *facts, struct ambit_err *err_r)
{
	struct pst_node node;
	int rc = pst_sub_find(facts->file, facts->node->sub, NID_RECIPIENTS,
	    &node, err_r);

	facts->begun = true;
	facts->there = rc == 1 && node.nid != 0;
	if (facts->there)
		rc = pst_table_open(&facts->table, facts->file, &node,
		    facts->arena, err_r);
	return rc;
}

static int
next(void *ctx, enum outlook_state *state_r, struct ambit_err *err_r)
{
	struct pst_facts *facts = ctx;
	int rc = facts->begun ? 1 : begin(facts, err_r);

	facts->row = (struct pst_row){ 0 };
	if (rc == 1 && facts->there)
		rc = pst_table_next(&facts->table, &facts->row, err_r);
	*state_r = facts->row.bytes.len > 0 ? OUTLOOK_FOUND : OUTLOOK_NONE;
	if (rc == 0)
		*state_r = OUTLOOK_LOST;
	return rc < 0 ? -1 : 0;
}

static int
cell(void *ctx, uint16_t id, size_t max, struct outlook_value *value_r,
    struct ambit_err *err_r)
{
	struct pst_facts *facts = ctx;
	struct pst_value value;
	int rc = pst_table_cell(&facts->table, &facts->row, id, &value, err_r);

	return tell(facts, &facts->table.holder, rc, &value, max, value_r,
	    err_r);
}

struct outlook_props
pst_facts_props(struct pst_facts *facts)
{
	return (struct outlook_props){ .ctx = facts,
		.find = find,
		.next = next,
		.cell = cell };
}
