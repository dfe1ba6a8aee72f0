/*
 * The recipients and attachments of a message, which are storages with a
 * number in their name. That number is their order.
 */

/* Floor 4. */
#include "../tree_sort.h"
#include "object.h"

struct part {
	const struct ambit_cfb_entry *entry;
	uint32_t number;
};

static bool
is_before(const void *ctx, uint32_t a, uint32_t b)
{
	const struct part *parts = ctx;

	return parts[a].number < parts[b].number;
}

/* No two have one number: they would have one name. */
static bool
is_part(const struct ambit_cfb_entry *entry, struct ambit_span prefix,
    struct part *part_r)
{
	struct ambit_span rest =
	    ambit_span_sub(entry->name, prefix.len, entry->name.len);

	part_r->entry = entry;
	return entry->is_storage &&
	    ambit_span_begins_nocase(entry->name, prefix) && rest.len == 8 &&
	    msg_number(rest, &part_r->number);
}

int
msg_parts_open(struct msg_parts *parts, const struct msg_object *object,
    struct ambit_span prefix)
{
	const struct ambit_cfb_entry *storage = object->storage;
	struct ambit_arena *arena = object->file->arena;
	struct part *found =
	    AMBIT_ARENA_GET(arena, struct part, storage->n_entries);
	uint32_t *order =
	    AMBIT_ARENA_GET(arena, uint32_t, 2 * storage->n_entries);

	*parts = (struct msg_parts){ .entries = AMBIT_ARENA_GET(arena,
					 const struct ambit_cfb_entry *,
					 storage->n_entries) };
	if (found == NULL || order == NULL || parts->entries == NULL)
		return msg_damaged(object->file, "an item is too large");
	for (size_t i = 0; i < storage->n_entries; i++) {
		if (!is_part(&storage->entries[i], prefix, &found[parts->n]))
			continue;
		order[parts->n] = (uint32_t)parts->n;
		parts->n++;
	}
	tree_sort(order, parts->n, is_before, found);
	for (size_t i = 0; i < parts->n; i++)
		parts->entries[i] = found[order[i]].entry;
	return 1;
}
