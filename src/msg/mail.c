/*
 * The facts of a message: its header block, kept for as long as the item
 * lives, and what it says of when and who. Doubt about the item takes facts
 * back here and nowhere else; what doubt means is for the filters to say.
 */

/* System. */
#include <assert.h>
#include <string.h>

/* Floor 3 and below. */
#include "ambit/header.h"
#include "ambit/limits.h"
#include "ambit/mail.h"
#include "mail_facts.h"
#include "msg_raw.h"

/* What has no header that anybody should believe. */
#define UNREAD (AMBIT_FLAWS_DAMAGE | AMBIT_FLAW_LINK | AMBIT_FLAW_FOREIGN)

/* Facts outlive the loan, so the block is copied: the only copy there is. */
static int
keep(struct ambit_arena *arena, struct ambit_span *block)
{
	unsigned char *copy = AMBIT_ARENA_GET(arena, unsigned char, block->len);

	if (copy == NULL)
		return -1;
	if (block->len > 0)
		memcpy(copy, block->ptr, block->len);
	block->ptr = copy;
	return 0;
}

static int
read_header(struct ambit_source *source, uint64_t header_bytes,
    struct ambit_item *item, struct ambit_arena *arena, struct ambit_err *err_r)
{
	size_t limit = AMBIT_HEADER_MAX;
	struct ambit_header header;
	struct ambit_span block;
	bool whole;

	if (header_bytes < limit)
		limit = (size_t)header_bytes;
	if (msg_raw_block(source, item->raw, 0, limit, NULL, &block, &whole,
		err_r) < 0)
		return -1;
	if (keep(arena, &block) < 0 ||
	    ambit_header_read(block, whole, limit, arena, &header) < 0)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "header block");
	assert(header.len <= block.len);
	item->fields = header.fields;
	item->n_fields = header.n_fields;
	item->body = header.len;
	item->flaws |= header.flaws;
	return 0;
}

int
ambit_mail_facts(const struct ambit_store *store, struct ambit_item *item,
    struct ambit_arena *arena, struct ambit_err *err_r)
{
	if (ambit_header_repeats(item->fields, item->n_fields))
		item->flaws |= AMBIT_FLAW_REPEATED;
	if (mail_parties(store, item, arena) < 0 ||
	    mail_clocks(store, item, arena) < 0)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "header facts");
	return 0;
}

int
ambit_mail_read(struct ambit_source *source, const struct ambit_store *store,
    uint64_t header_bytes, struct ambit_item *item, struct ambit_arena *arena,
    struct ambit_err *err_r)
{
	assert(!item->read);
	if (item->flaws & UNREAD)
		return 0;
	if (read_header(source, header_bytes, item, arena, err_r) < 0)
		return ambit_err_at(err_r, item->at);
	item->read = true;
	if (ambit_mail_facts(store, item, arena, err_r) < 0)
		return ambit_err_at(err_r, item->at);
	return 0;
}
