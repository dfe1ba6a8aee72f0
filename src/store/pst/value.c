/*
 * Values: how long each type is, and where its bytes lie. What a property
 * means its reader knows.
 */

/* System. */
#include <assert.h>

/* Floor 4. */
#include "bytes.h"
#include "value.h"

#define HNID_LEN 4

enum shape {
	NOTHING,
	NUMBER, /* of up to 8 bytes */
	OBJECT, /* a NID and a size, elsewhere */
	BYTES,  /* elsewhere; len is that of one of them, 0: any */
	MANY,   /* a count, offsets, bytes; elsewhere */
};

static const struct kind {
	uint16_t type;
	enum shape shape;
	uint8_t len;
} kinds[] = {
	{ PST_UNSPECIFIED, NOTHING, 0 },
	{ PST_NULL, NOTHING, 0 },
	{ PST_INT16, NUMBER, 2 },
	{ PST_INT32, NUMBER, 4 },
	{ PST_FLOAT, NUMBER, 4 },
	{ PST_DOUBLE, NUMBER, 8 },
	{ PST_CURRENCY, NUMBER, 8 },
	{ PST_APP_TIME, NUMBER, 8 },
	{ PST_ERROR, NUMBER, 4 },
	{ PST_BOOLEAN, NUMBER, 1 },
	{ PST_OBJECT, OBJECT, 8 },
	{ PST_INT64, NUMBER, 8 },
	{ PST_STRING8, BYTES, 0 },
	{ PST_STRING, BYTES, 0 },
	{ PST_TIME, NUMBER, 8 },
	{ PST_GUID, BYTES, 16 },
	{ PST_BINARY, BYTES, 0 },
	{ PST_MULTIPLE | PST_INT16, BYTES, 2 },
	{ PST_MULTIPLE | PST_INT32, BYTES, 4 },
	{ PST_MULTIPLE | PST_FLOAT, BYTES, 4 },
	{ PST_MULTIPLE | PST_DOUBLE, BYTES, 8 },
	{ PST_MULTIPLE | PST_CURRENCY, BYTES, 8 },
	{ PST_MULTIPLE | PST_APP_TIME, BYTES, 8 },
	{ PST_MULTIPLE | PST_INT64, BYTES, 8 },
	{ PST_MULTIPLE | PST_TIME, BYTES, 8 },
	{ PST_MULTIPLE | PST_GUID, BYTES, 16 },
	{ PST_MULTIPLE | PST_STRING8, MANY, 0 },
	{ PST_MULTIPLE | PST_STRING, MANY, 0 },
	{ PST_MULTIPLE | PST_BINARY, MANY, 0 },
};

static const struct kind *
kind_of(uint16_t type)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].type == type)
			return &kinds[i];
	}
	return NULL;
}

static int
bad(const struct pst_holder *holder, const char *why)
{
	return pst_damaged(holder->heap.file, "K14", why,
	    holder->heap.block[0]->ib);
}

bool
pst_type_width(uint16_t type, size_t *width_r)
{
	const struct kind *kind = kind_of(type);

	if (kind == NULL)
		return false;
	*width_r = HNID_LEN;
	if (kind->shape == NUMBER || kind->shape == NOTHING)
		*width_r = kind->len;
	return true;
}

static uint64_t
number_of(const unsigned char *p, size_t len)
{
	switch (len) {
	case 1:
		return p[0];
	case 2:
		return pst_u16(p);
	case 4:
		return pst_u32(p);
	default:
		return pst_u64(p);
	}
}

/* Bytes of a heap or of a subnode. */
static int
load(struct pst_holder *holder, uint32_t hnid, size_t max,
    struct ambit_span *bytes_r, struct ambit_err *err_r)
{
	struct pst_heap *heap = &holder->heap;
	struct pst_node node;
	int rc;

	if (pst_is_hid(hnid))
		return pst_heap_get(heap, hnid, bytes_r, err_r);
	rc = pst_sub_find(heap->file, holder->sub, hnid, &node, err_r);
	if (rc == 1 && node.nid == 0)
		rc = pst_damaged(heap->file, "K13",
		    "the subnode of a value is missing", heap->block[0]->ib);
	if (rc == 1)
		rc = pst_tree_load(heap->file, node.data, max, heap->arena,
		    bytes_r, err_r);
	return rc;
}

/* Where a number or an object of eight bytes lies elsewhere. */
static int
load_eight(struct pst_holder *holder, uint32_t hnid, const unsigned char **p_r,
    struct ambit_err *err_r)
{
	struct ambit_span bytes;
	int rc = load(holder, hnid, 8, &bytes, err_r);

	if (rc == 1 && bytes.len != 8)
		rc = bad(holder, "a value of another length than its type");
	if (rc == 1)
		*p_r = bytes.ptr;
	return rc;
}

static int
read_object(struct pst_holder *holder, struct pst_value *value,
    struct ambit_err *err_r)
{
	const unsigned char *p;
	int rc;

	if (value->hnid == 0)
		return 1;
	rc = load_eight(holder, value->hnid, &p, err_r);
	if (rc == 1) {
		value->nid = pst_u32(p);
		value->size = pst_u32(p + 4);
	}
	return rc;
}

int
pst_value_cell(struct pst_holder *holder, const unsigned char *cell,
    struct pst_value *value, struct ambit_err *err_r)
{
	const struct kind *kind = kind_of(value->type);

	value->found = true;
	if (kind == NULL)
		return bad(holder, "a type that is not known");
	if (kind->shape == NUMBER)
		value->number = number_of(cell, kind->len);
	else if (kind->shape != NOTHING)
		value->hnid = pst_u32(cell);
	if (value->type == PST_BOOLEAN)
		value->number = value->number != 0;
	return kind->shape == OBJECT ? read_object(holder, value, err_r) : 1;
}

int
pst_value_slot(struct pst_holder *holder, const unsigned char *slot,
    struct pst_value *value, struct ambit_err *err_r)
{
	const struct kind *kind = kind_of(value->type);
	int rc;

	if (kind != NULL && kind->shape == NUMBER && kind->len == 8) {
		rc = load_eight(holder, pst_u32(slot), &slot, err_r);
		if (rc != 1)
			return rc;
	}
	return pst_value_cell(holder, slot, value, err_r);
}

size_t
pst_value_count(struct ambit_span bytes)
{
	return bytes.len == 0 ? 0 : pst_u32(bytes.ptr);
}

/* Where the i-th of several begins; the last ends with the whole. */
static size_t
begin_of(struct ambit_span bytes, size_t i)
{
	return i < pst_u32(bytes.ptr) ? pst_u32(bytes.ptr + 4 + 4 * i)
				      : bytes.len;
}

struct ambit_span
pst_value_nth(struct ambit_span bytes, size_t i)
{
	size_t from;

	assert(i < pst_value_count(bytes));
	from = begin_of(bytes, i);
	return ambit_span_sub(bytes, from, begin_of(bytes, i + 1) - from);
}

static bool
many_are_sound(struct ambit_span bytes)
{
	size_t last, n;

	if (bytes.len == 0)
		return true;
	if (bytes.len < 4)
		return false;
	n = pst_u32(bytes.ptr);
	if (n > (bytes.len - 4) / 4)
		return false;
	/* The last ends with the whole. */
	last = 4 + 4 * n;
	for (size_t i = 0; i <= n; i++) {
		if (begin_of(bytes, i) < last)
			return false;
		last = begin_of(bytes, i);
	}
	return true;
}

/* One NUL at the end is no part of a string. */
struct ambit_span
pst_value_cut(uint16_t type, struct ambit_span bytes)
{
	size_t unit = type == PST_STRING ? 2 : 1, at = bytes.len - unit;

	if ((type != PST_STRING && type != PST_STRING8) || bytes.len < unit)
		return bytes;
	if (bytes.ptr[at] == 0 && bytes.ptr[at + unit - 1] == 0)
		bytes.len = at;
	return bytes;
}

int
pst_value_bytes(struct pst_holder *holder, const struct pst_value *value,
    size_t max, struct ambit_span *bytes_r, struct ambit_err *err_r)
{
	const struct kind *kind = kind_of(value->type);
	int rc;

	*bytes_r = (struct ambit_span){ 0 };
	if (kind == NULL || (kind->shape != BYTES && kind->shape != MANY))
		return bad(holder, "a value without bytes");
	rc = load(holder, value->hnid, max, bytes_r, err_r);
	if (rc != 1)
		return rc;
	if (bytes_r->len > max)
		return pst_damaged(holder->heap.file, "K15",
		    "longer than is read", 0);
	if ((kind->len > 0 && bytes_r->len % kind->len != 0) ||
	    (value->type == PST_GUID && bytes_r->len != kind->len) ||
	    (kind->shape == MANY && !many_are_sound(*bytes_r)))
		return bad(holder, "a value of another length than its type");
	*bytes_r = pst_value_cut(value->type, *bytes_r);
	return 1;
}

int
pst_value_pour(struct pst_holder *holder, const struct pst_value *value,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	struct pst_heap *heap = &holder->heap;
	struct ambit_span bytes;
	struct pst_node node;
	int rc;

	if (pst_is_hid(value->hnid)) {
		rc = pst_heap_get(heap, value->hnid, &bytes, err_r);
		if (rc == 1 && ambit_sink_write(sink, bytes, err_r) < 0)
			return -1;
		return rc;
	}
	rc = pst_sub_find(heap->file, holder->sub, value->hnid, &node, err_r);
	if (rc == 1 && node.nid == 0)
		rc = pst_damaged(heap->file, "K13",
		    "the subnode of a value is missing", heap->block[0]->ib);
	if (rc == 1)
		rc = pst_tree_pour(heap->file, node.data, sink, err_r);
	return rc;
}
