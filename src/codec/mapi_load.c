/*
 * The stream of an item's properties as a tree.
 *
 * Read twice: once to know how much there is, and that all of it is right,
 * once to keep it; so that nothing is kept of what is not believed, and no
 * list has to grow. The bytes of properties stay where they lie.
 */

/* System. */
#include <string.h>

/* Floor 2. */
#include "mapi_form.h"

/* What is kept, in the order of the stream: each object's properties lie
 * together, for they come before the objects in it. */
struct tree {
	struct ambit_arena *arena;
	struct ambit_mapi_value *values;
	struct ambit_mapi_object *objects;
	const struct ambit_mapi_object **parts;
	uint32_t *within; /* of each object, which one it lies in */
	uint32_t n_values, n_objects;
	uint32_t open[AMBIT_MAPI_OPEN];
	unsigned depth, messages;
};

static int
measure(struct ambit_source *stream, struct mapi_in *in,
    struct ambit_err *err_r)
{
	if (mapi_open(in, stream, err_r) < 0)
		return -1;
	do {
		if (mapi_next(in, err_r) < 0)
			return -1;
	} while (in->token != MAPI_IS_WHOLE);
	return 0;
}

static bool
make_room(struct tree *t, const struct mapi_in *in)
{
	t->values =
	    AMBIT_ARENA_GET(t->arena, struct ambit_mapi_value, in->n_values);
	t->objects =
	    AMBIT_ARENA_GET(t->arena, struct ambit_mapi_object, in->n_objects);
	t->parts = AMBIT_ARENA_GET(t->arena, const struct ambit_mapi_object *,
	    in->n_objects);
	t->within = AMBIT_ARENA_GET(t->arena, uint32_t, in->n_objects);
	return t->values != NULL && t->objects != NULL && t->parts != NULL &&
	    t->within != NULL;
}

static void
begin(struct tree *t, enum ambit_mapi_kind kind)
{
	struct ambit_mapi_object *object = &t->objects[t->n_objects];

	*object = (struct ambit_mapi_object){
		.kind = kind,
		.depth = t->messages,
		.values = t->values + t->n_values,
	};
	if (t->depth > 0)
		t->within[t->n_objects] = t->open[t->depth - 1];
	t->open[t->depth++] = t->n_objects++;
	t->messages += kind == AMBIT_MAPI_MESSAGE;
}

static void
end(struct tree *t)
{
	uint32_t last = t->open[--t->depth];

	t->messages -= t->objects[last].kind == AMBIT_MAPI_MESSAGE;
}

static bool
keep(struct tree *t, const struct ambit_mapi_value *value)
{
	struct ambit_mapi_value *kept = &t->values[t->n_values++];
	struct ambit_span name = value->prop.name;
	unsigned char *copy;

	*kept = *value;
	t->objects[t->open[t->depth - 1]].n_values++;
	kept->prop.name = (struct ambit_span){ 0 };
	if (name.len == 0)
		return true;
	copy = AMBIT_ARENA_GET(t->arena, unsigned char, name.len);
	if (copy == NULL)
		return false;
	memcpy(copy, name.ptr, name.len);
	kept->prop.name = (struct ambit_span){ copy, name.len };
	return true;
}

static bool
put(struct tree *t, const struct mapi_in *in)
{
	if (in->token == MAPI_IS_BEGIN)
		begin(t, in->kind);
	else if (in->token == MAPI_IS_END)
		end(t);
	else if (in->token == MAPI_IS_PROPERTY)
		return keep(t, &in->value);
	return true;
}

/* Which objects lie in which: counted, then each list begins where the one
 * before it ends, then filled. The first object lies in none. */
static void
join(struct tree *t)
{
	const struct ambit_mapi_object **next = t->parts;

	for (uint32_t i = 1; i < t->n_objects; i++)
		t->objects[t->within[i]].n_parts++;
	for (uint32_t i = 0; i < t->n_objects; i++) {
		t->objects[i].parts = next;
		next += t->objects[i].n_parts;
		t->objects[i].n_parts = 0;
	}
	for (uint32_t i = 1; i < t->n_objects; i++) {
		struct ambit_mapi_object *in = &t->objects[t->within[i]];

		t->parts[in->parts - t->parts + (ptrdiff_t)in->n_parts++] =
		    &t->objects[i];
	}
}

int
ambit_mapi_load(struct ambit_source *stream, struct ambit_arena *arena,
    const struct ambit_mapi_object **message_r, struct ambit_err *err_r)
{
	struct tree t = { .arena = arena };
	struct mapi_in in;

	*message_r = NULL;
	if (measure(stream, &in, err_r) < 0)
		return -1;
	if (!make_room(&t, &in))
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "an item's tree");
	if (mapi_open(&in, stream, err_r) < 0)
		return -1;
	do {
		if (mapi_next(&in, err_r) < 0)
			return -1;
		if (!put(&t, &in))
			return ambit_err_set(err_r, AMBIT_E_MEMORY,
			    "an item's names");
	} while (in.token != MAPI_IS_WHOLE);
	join(&t);
	*message_r = &t.objects[0];
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
