/*
 * Items that leave in part: what the filters let leave, as ranges of the bytes
 * that the reader sent. An item that leaves has a sound header: its first field
 * is its first byte.
 */

/* System. */
#include <string.h>

/* Floor 7. */
#include "gate.h"

static int
cut(unsigned pieces, const struct ambit_item *item, struct ambit_arena *arena,
    struct ambit_mail_cut *cut_r)
{
	struct ambit_extent *fields =
	    AMBIT_ARENA_GET(arena, struct ambit_extent, item->n_fields + 1);
	struct ambit_part *parts =
	    AMBIT_ARENA_GET(arena, struct ambit_part, item->n_parts + 1);

	if (fields == NULL || parts == NULL)
		return -1;
	*cut_r = (struct ambit_mail_cut){ .fields = fields, .parts = parts };
	for (size_t i = 0; i < item->n_fields; i++) {
		if (ambit_split_header(pieces, item->fields[i].name))
			fields[cut_r->n_fields++] = item->fields[i].at;
	}
	for (size_t i = 0; i < item->n_parts; i++) {
		if (ambit_split_part(pieces, item->parts[i].kind))
			parts[cut_r->n_parts++] = item->parts[i];
	}
	return 0;
}

int
gate_cut(struct gate *g, const struct ambit_scope *scope,
    const struct ambit_item *item, const struct ambit_produced *produced,
    struct ambit_custody_entry *entry, struct ambit_err *err_r)
{
	unsigned char *sha256 =
	    AMBIT_ARENA_GET(g->arena, unsigned char, AMBIT_DIGEST_LEN);
	struct ambit_mail_cut pieces;
	uint64_t bytes;

	if (sha256 == NULL || cut(scope->pieces, item, g->arena, &pieces) < 0)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "parts of an item");
	if (ambit_stage_cut(g->stage, produced, &pieces, g->arena, &bytes,
		sha256, err_r) < 0)
		return -1;
	entry->sha256 = bytes > 0 ? sha256 : NULL;
	return 0;
}
