/*
 * The stream of an item's properties as a tree.
 *
 * Read once: an object's properties come before the objects in it, so they lie
 * together in the arena as they come, and no list has to grow. Names and parts
 * are put behind them when all of the stream was right: of what is not believed
 * nothing is handed out. The bytes of properties stay where they lie.
 */

/* System. */
#include <assert.h>
#include <string.h>

/* Floor 2. */
#include "mapi_form.h"

/* An object, in the order of the stream. */
struct node {
	struct ambit_mapi_object object;
	/* What the object has, which sees it const. */
	struct ambit_mapi_value *values;
	const struct ambit_mapi_object **parts;
	struct node *within, *next;
};

struct tree {
	struct ambit_source *stream;
	struct ambit_arena *arena;
	struct node *first, *last;
	size_t n_objects;
	struct node *open[AMBIT_MAPI_OPEN];
	unsigned depth, messages;
};

static bool
begin(struct tree *t, enum ambit_mapi_kind kind)
{
	struct node *node = AMBIT_ARENA_GET(t->arena, struct node, 1);

	if (node == NULL)
		return false;
	node->object.kind = kind;
	node->object.depth = t->messages;
	node->within = t->depth > 0 ? t->open[t->depth - 1] : NULL;
	if (t->last == NULL)
		t->first = node;
	else
		t->last->next = node;
	t->last = node;
	t->n_objects++;
	t->open[t->depth++] = node;
	t->messages += kind == AMBIT_MAPI_MESSAGE;
	return true;
}

static void
end(struct tree *t)
{
	const struct node *node = t->open[--t->depth];

	assert(node != NULL);
	t->messages -= node->object.kind == AMBIT_MAPI_MESSAGE;
}

/* Of its name only the length is kept for now. */
static bool
keep(struct tree *t, const struct ambit_mapi_value *value)
{
	struct node *node = t->open[t->depth - 1];
	struct ambit_mapi_value *kept =
	    AMBIT_ARENA_GET(t->arena, struct ambit_mapi_value, 1);

	assert(node != NULL);
	if (kept == NULL)
		return false;
	if (node->values == NULL)
		node->object.values = node->values = kept;
	assert(kept == node->values + node->object.n_values);
	node->object.n_values++;
	*kept = *value;
	kept->prop.name.ptr = NULL;
	return true;
}

static bool
put(struct tree *t, const struct mapi_in *in)
{
	if (in->token == MAPI_IS_BEGIN)
		return begin(t, in->kind);
	if (in->token == MAPI_IS_PROPERTY)
		return keep(t, &in->value);
	if (in->token == MAPI_IS_END)
		end(t);
	return true;
}

static int
read_all(struct tree *t, struct ambit_err *err_r)
{
	struct mapi_in in;

	if (mapi_open(&in, t->stream, err_r) < 0)
		return -1;
	do {
		if (mapi_next(&in, err_r) < 0)
			return -1;
		if (!put(t, &in))
			return ambit_err_set(err_r, AMBIT_E_MEMORY,
			    "an item's tree");
	} while (in.token != MAPI_IS_WHOLE);
	return 0;
}

static int
copy_bytes(struct ambit_source *stream, uint64_t off, unsigned char *to,
    size_t len, struct ambit_err *err_r)
{
	while (len > 0) {
		struct ambit_span win;
		size_t n;

		if (ambit_source_lend(stream, off, 1, &win, err_r) < 0)
			return -1;
		if (win.len == 0)
			return ambit_err_set(err_r, AMBIT_E_CHANGED,
			    "the stream of an item ends too early");
		n = win.len < len ? win.len : len;
		memcpy(to, win.ptr, n);
		to += n;
		off += n;
		len -= n;
	}
	return 0;
}

/* The name stands before the bytes, and what is behind it between them. */
static int
keep_name(struct tree *t, struct ambit_mapi_value *value,
    struct ambit_err *err_r)
{
	size_t len = value->prop.name.len;
	unsigned char *copy = AMBIT_ARENA_GET(t->arena, unsigned char, len);

	if (copy == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "an item's names");
	value->prop.name.ptr = copy;
	return copy_bytes(t->stream, value->at.off - MAPI_BEHIND - len, copy,
	    len, err_r);
}

static int
keep_names(struct tree *t, struct ambit_err *err_r)
{
	for (struct node *node = t->first; node != NULL; node = node->next) {
		for (size_t i = 0; i < node->object.n_values; i++) {
			if (node->values[i].prop.name.len > 0 &&
			    keep_name(t, &node->values[i], err_r) < 0)
				return -1;
		}
	}
	return 0;
}

/* Which objects lie in which: counted, then each list begins where the one
 * before it ends, then filled. The first object lies in none. */
static int
join(struct tree *t, struct ambit_err *err_r)
{
	const struct ambit_mapi_object **parts = AMBIT_ARENA_GET(t->arena,
	    const struct ambit_mapi_object *, t->n_objects);
	size_t n = 0;

	assert(t->first != NULL);
	if (parts == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "an item's tree");
	for (struct node *node = t->first->next; node != NULL;
	     node = node->next)
		node->within->object.n_parts++;
	for (struct node *node = t->first; node != NULL; node = node->next) {
		node->object.parts = node->parts = parts + n;
		n += node->object.n_parts;
		node->object.n_parts = 0;
	}
	for (struct node *node = t->first->next; node != NULL;
	     node = node->next) {
		struct node *in = node->within;

		in->parts[in->object.n_parts++] = &node->object;
	}
	return 0;
}

int
ambit_mapi_load(struct ambit_source *stream, struct ambit_arena *arena,
    const struct ambit_mapi_object **message_r, struct ambit_err *err_r)
{
	struct tree t = { .stream = stream, .arena = arena };

	*message_r = NULL;
	if (read_all(&t, err_r) < 0 || keep_names(&t, err_r) < 0 ||
	    join(&t, err_r) < 0)
		return -1;
	*message_r = &t.first->object;
	return 0;
}

/* ---- looking for one ---- */

/* The first of the object's values with at least that id. */
static size_t
from_id(const struct ambit_mapi_object *object, uint16_t id)
{
	size_t lo = 0, hi = object->n_values;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (object->values[mid].prop.id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const struct ambit_mapi_value *
ambit_mapi_find(const struct ambit_mapi_object *object, uint16_t id)
{
	size_t i = from_id(object, id);

	return i < object->n_values && object->values[i].prop.id == id
	    ? &object->values[i]
	    : NULL;
}

static const struct ambit_mapi_value *
find_name(const struct ambit_mapi_object *object, const unsigned char set[16],
    uint32_t number, struct ambit_span name)
{
	static const unsigned char none[16];

	if (memcmp(set, none, sizeof(none)) == 0)
		return NULL;
	for (size_t i = from_id(object, MAPI_NAMED); i < object->n_values;
	     i++) {
		const struct ambit_mapi_prop *prop = &object->values[i].prop;

		if (prop->number == number &&
		    memcmp(prop->set, set, sizeof(prop->set)) == 0 &&
		    ambit_span_equal(prop->name, name))
			return &object->values[i];
	}
	return NULL;
}

const struct ambit_mapi_value *
ambit_mapi_numbered(const struct ambit_mapi_object *object,
    const unsigned char set[16], uint32_t number)
{
	return find_name(object, set, number, (struct ambit_span){ 0 });
}

const struct ambit_mapi_value *
ambit_mapi_named(const struct ambit_mapi_object *object,
    const unsigned char set[16], struct ambit_span name)
{
	return name.len == 0 ? NULL : find_name(object, set, 0, name);
}

int
ambit_mapi_lend(struct ambit_source *stream,
    const struct ambit_mapi_value *value, size_t max, struct ambit_arena *arena,
    struct ambit_span *bytes_r, struct ambit_err *err_r)
{
	unsigned char *copy;

	*bytes_r = (struct ambit_span){ 0 };
	if (value->at.len > max)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "a property of more bytes than %zu", max);
	if (value->at.len == 0)
		return 0;
	copy = AMBIT_ARENA_GET(arena, unsigned char, (size_t)value->at.len);
	if (copy == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "a property");
	*bytes_r = (struct ambit_span){ copy, (size_t)value->at.len };
	return copy_bytes(stream, value->at.off, copy, bytes_r->len, err_r);
}
