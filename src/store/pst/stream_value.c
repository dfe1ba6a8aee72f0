/*
 * The properties of one object, written. Knows how a value of each type stands
 * in the stream; what it means it does not.
 */

/* System. */
#include <assert.h>

/* Floor 4. */
#include "bytes.h"
#include "stream.h"

/* Values of a property that has several are held together, up to so many bytes
 * (K15). */
#define SEVERAL_MAX ((size_t)4 << 20)

/* What a property takes beside its bytes and its name. */
#define FRAME 41

#define NAMED 0x8000

/* The rows' own: which number and version they have in the table. */
#define ROW_VERSION 0x67f3

static int
bad(struct pst_stream *s, const char *check, const char *why)
{
	return pst_damaged(s->file, check, why, 0);
}

int
pst_stream_room(struct pst_stream *s, uint64_t len)
{
	if (!ambit_mapi_has_room(&s->out, len, s->max))
		return bad(s, "K15", "an item is too large");
	return 1;
}

/* ---- names ---- */

/* In the arena, until it is released. */
static int
name(struct pst_stream *s, struct ambit_mapi_prop *prop)
{
	if (prop->id < NAMED)
		return 1;
	if (s->names == NULL)
		return bad(s, "K14", "the names of properties are damaged");
	return pst_names_tell(s->names, s->arena, prop)
	    ? 1
	    : bad(s, "K15", "the name of a property is too long");
}

/* ---- values ---- */

static int
put(struct pst_stream *s, const struct ambit_mapi_prop *prop,
    struct ambit_span bytes, struct ambit_err *err_r)
{
	int rc = pst_stream_room(s, FRAME + prop->name.len + prop->len);

	if (rc != 1)
		return rc;
	if (ambit_mapi_prop(&s->out, prop, err_r) < 0 ||
	    ambit_mapi_bytes(&s->out, bytes, err_r) < 0)
		return -1;
	return 1;
}

static int
put_number(struct pst_stream *s, const struct ambit_mapi_prop *prop,
    uint64_t number, struct ambit_err *err_r)
{
	int rc = pst_stream_room(s, FRAME + prop->name.len + 8);

	if (rc == 1 && ambit_mapi_number(&s->out, prop, number, err_r) < 0)
		rc = -1;
	return rc;
}

static int
put_run(struct pst_stream *s, struct ambit_mapi_prop *prop,
    const struct pst_run *run, struct ambit_err *err_r)
{
	uint64_t left = run->len;
	struct ambit_span bytes;
	struct pst_tree tree;
	int rc;

	prop->len = run->len;
	rc = put(s, prop, (struct ambit_span){ 0 }, err_r);
	if (rc == 1)
		rc = pst_run_start(run, &tree, err_r);
	while (rc == 1 && left > 0) {
		rc = pst_run_next(run, &tree, &left, &bytes, err_r);
		if (rc == 1 && ambit_mapi_bytes(&s->out, bytes, err_r) < 0)
			rc = -1;
	}
	return rc;
}

/* How long each of several values is whose type has one length; 0: any. */
static size_t
width_of(uint16_t type)
{
	size_t width;

	switch (type & ~PST_MULTIPLE) {
	case PST_STRING8:
	case PST_STRING:
	case PST_BINARY:
		return 0;
	case PST_GUID:
		return sizeof(struct pst_guid);
	default:
		break;
	}
	if (!pst_type_width(type & (uint16_t)~PST_MULTIPLE, &width))
		width = 0;
	assert(width == 2 || width == 4 || width == 8);
	return width;
}

static int
put_number_of(struct pst_stream *s, const struct ambit_mapi_prop *prop,
    struct ambit_span bytes, struct ambit_err *err_r)
{
	uint64_t number;

	switch (bytes.len) {
	case 2:
		number = pst_u16(bytes.ptr);
		break;
	case 4:
		number = pst_u32(bytes.ptr);
		break;
	default:
		number = pst_u64(bytes.ptr);
	}
	return put_number(s, prop, number, err_r);
}

/* Each value is a property of its own. */
static int
put_several(struct pst_stream *s, struct ambit_mapi_prop *prop,
    struct ambit_span bytes, struct ambit_err *err_r)
{
	uint16_t one = prop->type & (uint16_t)~PST_MULTIPLE;
	size_t width = width_of(prop->type), n;
	struct ambit_span value;
	int rc = 1;

	n = width > 0 ? bytes.len / width : pst_value_count(bytes);
	for (size_t i = 0; i < n && rc == 1; i++) {
		prop->index = (uint32_t)i;
		value = width > 0 ? ambit_span_sub(bytes, i * width, width)
				  : pst_value_nth(bytes, i);
		value = pst_value_cut(one, value);
		prop->len = value.len;
		if (ambit_mapi_is_number(one))
			rc = put_number_of(s, prop, value, err_r);
		else
			rc = put(s, prop, value, err_r);
	}
	return rc;
}

/*
 * A property. Its bytes are found before the arena is marked: what is loaded
 * of a heap stays.
 */
static int
put_value(struct pst_stream *s, struct pst_holder *holder,
    const struct pst_value *value, struct ambit_err *err_r)
{
	bool several = value->type & PST_MULTIPLE;
	bool number = !several && ambit_mapi_is_number(value->type);
	struct ambit_mapi_prop prop = { .id = value->id, .type = value->type };
	struct ambit_span bytes = { 0 };
	struct pst_run run = { 0 };
	size_t mark;
	int rc = 1;

	if (several)
		rc = pst_value_bytes(holder, value, SEVERAL_MAX, &bytes, err_r);
	else if (!number && value->type != PST_NULL)
		rc = pst_run_find(holder, value, &run, err_r);
	mark = ambit_arena_mark(s->arena);
	if (rc == 1)
		rc = name(s, &prop);
	if (rc == 1 && several)
		rc = put_several(s, &prop, bytes, err_r);
	else if (rc == 1 && number)
		rc = put_number(s, &prop, value->number, err_r);
	else if (rc == 1)
		rc = put_run(s, &prop, &run, err_r);
	ambit_arena_release(s->arena, mark);
	return rc;
}

int
pst_stream_props(struct pst_stream *s, struct pst_props *props,
    uint16_t without, struct ambit_err *err_r)
{
	struct pst_value value;
	int rc = 1;

	for (size_t i = 0; i < props->list.n && rc == 1; i++) {
		rc = pst_props_nth(props, i, &value, err_r);
		/* Filler. */
		if (rc != 1 || value.type == PST_UNSPECIFIED)
			continue;
		if (without == 0 || value.id != without)
			rc = put_value(s, &props->holder, &value, err_r);
	}
	return rc;
}

/* ---- rows ---- */

/* The next column by its id; n_columns: there is none. */
static size_t
next_column(const struct pst_table *table, uint32_t from)
{
	size_t best = table->n_columns;

	for (size_t i = 0; i < table->n_columns; i++) {
		if (table->column[i].id >= from &&
		    (best == table->n_columns ||
			table->column[i].id < table->column[best].id))
			best = i;
	}
	return best;
}

static bool
is_twice(const struct pst_table *table, size_t column)
{
	for (size_t i = 0; i < table->n_columns; i++) {
		if (i != column &&
		    table->column[i].id == table->column[column].id)
			return true;
	}
	return false;
}

int
pst_stream_row(struct pst_stream *s, struct pst_table *table,
    const struct pst_row *row, struct ambit_err *err_r)
{
	size_t i = next_column(table, 0);
	struct pst_value value;
	int rc = 1;

	while (rc == 1 && i < table->n_columns) {
		uint16_t id = table->column[i].id;

		if (is_twice(table, i))
			return bad(s, "K11", "a column stands there twice");
		rc = pst_table_nth(table, row, i, &value, err_r);
		if (rc == 1 && value.found && id != PST_ROW_ID &&
		    id != ROW_VERSION && value.type != PST_UNSPECIFIED)
			rc = put_value(s, &table->holder, &value, err_r);
		i = next_column(table, (uint32_t)id + 1);
	}
	return rc;
}
