/*
 * A list of properties, and the streams that belong to it. Every property is
 * of one id and every stream of one property, or something is damaged: other
 * programs would read another item.
 */

/* System. */
#include <assert.h>
#include <string.h>

/* Floor 4. */
#include "../pst/bytes.h"
#include "../tree_sort.h"
#include "ambit/mapi.h"
#include "object.h"

#define ENTRY ((size_t)16)

/* Where a message tells how many parts it has. */
#define N_RECIPIENTS  16
#define N_ATTACHMENTS 20

#define PREFIX AMBIT_LIT("__substg1.0_")

static int
too_large(struct msg_object *o)
{
	return msg_damaged(o->file, "an item is too large");
}

static void
spoil(struct msg_object *o, const char *why)
{
	(void)msg_damaged(o->file, why);
	o->whole = false;
}

/* ---- the list ---- */

static bool
prop_is_before(const void *ctx, uint32_t a, uint32_t b)
{
	const struct msg_prop *props = ctx;

	return props[a].id < props[b].id;
}

static struct msg_prop
prop_at(struct ambit_span list, size_t i)
{
	const unsigned char *p = list.ptr + i * ENTRY;
	struct msg_prop prop = { .id = pst_u16(p + 2), .type = pst_u16(p) };

	memcpy(prop.slot, p + 8, sizeof(prop.slot));
	return prop;
}

static bool
is_equal(const struct msg_prop *a, const struct msg_prop *b)
{
	return a->type == b->type &&
	    memcmp(a->slot, b->slot, sizeof(a->slot)) == 0;
}

/* K10: of two that are equal one is enough. */
static void
add_prop(struct msg_object *o, const struct msg_prop *prop)
{
	struct msg_prop *last =
	    o->n_props > 0 ? &o->props[o->n_props - 1] : NULL;

	if (last == NULL || last->id != prop->id) {
		o->props[o->n_props++] = *prop;
	} else if (!is_equal(last, prop)) {
		last->twice = true;
		spoil(o, "a property stands there twice");
	}
}

static int
sort_props(struct msg_object *o, struct ambit_span list)
{
	size_t n = list.len / ENTRY;
	struct msg_prop *props =
	    AMBIT_ARENA_GET(o->file->arena, struct msg_prop, n);
	uint32_t *order = AMBIT_ARENA_GET(o->file->arena, uint32_t, 2 * n);

	o->props = AMBIT_ARENA_GET(o->file->arena, struct msg_prop, n);
	if (props == NULL || order == NULL || o->props == NULL)
		return too_large(o);
	for (size_t i = 0; i < n; i++) {
		props[i] = prop_at(list, i);
		order[i] = (uint32_t)i;
	}
	tree_sort(order, n, prop_is_before, props);
	for (size_t i = 0; i < n; i++)
		add_prop(o, &props[order[i]]);
	return 1;
}

static int
read_props(struct msg_object *o, enum msg_head head, struct ambit_err *err_r)
{
	const struct ambit_cfb_entry *stream =
	    ambit_cfb_find(o->storage, MSG_PROPERTIES);
	struct ambit_span list;
	int rc;

	if (stream == NULL)
		return msg_damaged(o->file, "there is no list of properties");
	rc = msg_load(o->file, stream, head + AMBIT_MAPI_PROPS * ENTRY, &list,
	    err_r);
	if (rc != 1)
		return rc;
	if (list.len < head || (list.len - head) % ENTRY != 0)
		return msg_damaged(o->file, "a list of properties has a rest");
	if (head != MSG_HEAD_PART) {
		o->n_recipients = pst_u32(list.ptr + N_RECIPIENTS);
		o->n_attachments = pst_u32(list.ptr + N_ATTACHMENTS);
	}
	return sort_props(o, ambit_span_sub(list, head, list.len));
}

/* ---- the streams ---- */

bool
msg_number(struct ambit_span s, uint32_t *number_r)
{
	*number_r = 0;
	for (size_t i = 0; i < 8; i++) {
		unsigned char c = i < s.len ? s.ptr[i] : 0;
		unsigned char lower = c | 0x20;

		if (c >= '0' && c <= '9')
			*number_r = *number_r << 4 | (uint32_t)(c - '0');
		else if (lower >= 'a' && lower <= 'f')
			*number_r =
			    *number_r << 4 | (uint32_t)(lower - 'a' + 10);
		else
			return false;
	}
	return true;
}

/* "__substg1.0_0037001F", "__substg1.0_8012101F-00000000". */
static bool
is_place(const struct ambit_cfb_entry *entry, struct msg_place *place_r)
{
	struct ambit_span name = entry->name;

	*place_r = (struct msg_place){ .nth = MSG_WHOLE, .entry = entry };
	if (!ambit_span_begins_nocase(name, PREFIX))
		return false;
	name = ambit_span_sub(name, PREFIX.len, name.len);
	if (!msg_number(name, &place_r->tag))
		return false;
	if (name.len == 8)
		return true;
	return name.len == 17 && name.ptr[8] == '-' &&
	    msg_number(ambit_span_sub(name, 9, 8), &place_r->nth);
}

static int
compare(const struct msg_place *a, const struct msg_place *b)
{
	if (a->tag != b->tag)
		return a->tag < b->tag ? -1 : 1;
	return a->nth < b->nth ? -1 : a->nth > b->nth;
}

static bool
place_is_before(const void *ctx, uint32_t a, uint32_t b)
{
	const struct msg_place *places = ctx;

	return compare(&places[a], &places[b]) < 0;
}

/* A stream is of a property that is in the list. */
static void
check_places(struct msg_object *o)
{
	for (size_t i = 0; i < o->n_places; i++) {
		uint32_t tag = o->places[i].tag;
		const struct msg_prop *prop =
		    msg_object_find(o, (uint16_t)(tag >> 16));

		if (prop == NULL ||
		    (prop->type != (tag & 0xffff) && !prop->twice))
			spoil(o, "a stream of no property");
	}
}

static int
read_places(struct msg_object *o)
{
	size_t n = o->storage->n_entries;
	struct msg_place *places =
	    AMBIT_ARENA_GET(o->file->arena, struct msg_place, n);
	uint32_t *order = AMBIT_ARENA_GET(o->file->arena, uint32_t, 2 * n);

	o->places = AMBIT_ARENA_GET(o->file->arena, struct msg_place, n);
	if (places == NULL || order == NULL || o->places == NULL)
		return too_large(o);
	for (size_t i = 0; i < n; i++) {
		struct msg_place *place = &places[o->n_places];

		if (!is_place(&o->storage->entries[i], place))
			continue;
		order[o->n_places] = (uint32_t)o->n_places;
		o->n_places++;
	}
	tree_sort(order, o->n_places, place_is_before, places);
	for (size_t i = 0; i < o->n_places; i++)
		o->places[i] = places[order[i]];
	check_places(o);
	return 1;
}

/* ---- the object ---- */

int
msg_object_open(struct msg_object *object, struct msg_file *file,
    const struct ambit_cfb_entry *storage, enum msg_head head,
    struct ambit_err *err_r)
{
	int rc;

	*object = (struct msg_object){ .file = file,
		.storage = storage,
		.whole = true };
	rc = read_props(object, head, err_r);
	return rc == 1 ? read_places(object) : rc;
}

const struct msg_prop *
msg_object_find(const struct msg_object *object, uint16_t id)
{
	size_t lo = 0, hi = object->n_props;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (object->props[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < object->n_props && object->props[lo].id == id
	    ? &object->props[lo]
	    : NULL;
}

const struct ambit_cfb_entry *
msg_object_place(const struct msg_object *object, const struct msg_prop *prop,
    uint32_t nth)
{
	const struct msg_place want = { .tag = (uint32_t)prop->id << 16 |
		    prop->type,
		.nth = nth };
	size_t lo = 0, hi = object->n_places;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (compare(&object->places[mid], &want) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < object->n_places && compare(&object->places[lo], &want) == 0
	    ? object->places[lo].entry
	    : NULL;
}
