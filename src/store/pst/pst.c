/*
 * The reader of PST and OST. Gives each message of the node index, by its NID,
 * and behind them the rows of folders that have no message: what a store says
 * it has is seen and counted, also where it is not there.
 *
 * Of an item that nobody asks more of, the block of its properties and the
 * lists of its parts are read, and no block of a body. Free space, and messages
 * without a node, are not read.
 */

/* System. */
#include <assert.h>

/* Floor 0. */
#include "ambit/limits.h"
#include "ambit/text.h"

/* Floor 1. */
#include "ambit/sink.h"

/* Floor 4. */
#include "../file_mark.h"
#include "ambit/reader.h"
#include "facts.h"
#include "file.h"
#include "folder.h"
#include "size.h"
#include "stream.h"

#define MESSAGE_CLASS 0x001a

/* The store's own node, and the CRC of its password. */
#define NID_STORE 0x21
#define PASSWORD  0x67ff

/* The names of properties: three lists, the heap they are found in, and them
 * turned round. */
#define NAMES_ARENA (3 * PST_NAMES_MAX + PST_HEAP_MAX + ((size_t)1 << 20))

struct pst {
	struct pst_file file;
	struct pst_contents contents;
	struct pst_folders folders;
	struct pst_names names;
	bool named;                 /* names are sound */
	struct ambit_arena *memory; /* of names */
	/* Of the item: the reader's own is for what is told of it. */
	struct ambit_arena *scratch;
	/* The next node, and how many messages from there on are of the unit:
	 * as many as of any other unit of the store, by their NIDs. */
	size_t at;
	uint64_t left;
	uint32_t n_items;
	/* The item given last; its node is NULL where a row is all there is. */
	struct pst_facts facts;
};

static int
open_names(struct pst *pst, struct ambit_err *err_r)
{
	int rc;

	pst->memory = ambit_arena_new(NAMES_ARENA);
	if (pst->memory == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY,
		    "names of the store");
	rc = pst_names_open(&pst->names, &pst->file, pst->memory, err_r);
	pst->named = rc == 1;
	return rc < 0 ? -1 : 0;
}

static bool
is_message(const struct pst_node *node)
{
	return (node->nid & 0x1f) == PST_NID_MESSAGE;
}

/* Find the messages of the unit. */
static void
find_part(struct pst *pst, const struct ambit_unit *unit)
{
	const struct pst_file *file = &pst->file;
	uint64_t n = 0, from;

	for (size_t i = 0; i < file->n_nodes; i++)
		n += is_message(&file->node[i]);
	from = n * (unit->part - 1) / unit->parts;
	pst->left = n * unit->part / unit->parts - from;
	while (from > 0)
		from -= is_message(&file->node[pst->at++]);
}

static int
pst_open(struct ambit_reader *r, struct ambit_err *err_r)
{
	struct pst *pst = AMBIT_ARENA_GET(r->memory, struct pst, 1);

	if (pst == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "store state");
	r->state = pst;
	pst->scratch = ambit_arena_new(AMBIT_ITEM_ARENA);
	if (pst->scratch == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "store state");
	if (pst_file_open(&pst->file, r->fd, err_r) < 0 ||
	    open_names(pst, err_r) < 0 ||
	    pst_contents_open(&pst->contents, &pst->file, err_r) < 0)
		return -1;
	find_part(pst, r->unit);
	return pst_folders_init(&pst->folders, &pst->contents, r->memory,
	    err_r);
}

static void
pst_close(struct ambit_reader *r)
{
	struct pst *pst = r->state;

	if (pst == NULL)
		return;
	pst_contents_close(&pst->contents);
	ambit_arena_free(&pst->memory);
	ambit_arena_free(&pst->scratch);
	pst_file_close(&pst->file);
}

/* ---- items ---- */

static void
begin_item(struct ambit_reader *r, uint32_t nid, uint64_t size,
    struct ambit_item *item_r)
{
	struct pst *pst = r->state;

	*item_r = (struct ambit_item){
		.at = { .store = r->store->number,
		    .item = ++pst->n_items,
		    .off = nid },
		.framed = { r->seen, size },
		.raw = { r->seen, size },
		.account = r->store->account,
		.holds = r->store->holds,
	};
	if (size > r->limits->item_bytes)
		item_r->flaws |= AMBIT_FLAW_TOO_LARGE;
	r->seen += size;
}

/* In which folder it is shown; and whether that hangs on the root. */
static int
add_folder(struct ambit_reader *r, uint32_t nid, struct ambit_item *item,
    struct ambit_err *err_r)
{
	struct pst *pst = r->state;
	const struct pst_folder *folder;

	if (pst_folder_get(&pst->folders, nid, pst->scratch, &folder, err_r) <
	    0)
		return -1;
	item->folder = (struct ambit_span){ (const unsigned char *)folder->path,
		folder->len };
	if (!folder->stands)
		item->flaws |= AMBIT_FLAW_ORPHAN;
	return 0;
}

/* What its class and its times say may be all that is asked. */
static int
add_facts(struct ambit_reader *r, struct ambit_item *item,
    struct ambit_err *err_r)
{
	struct pst *pst = r->state;
	const struct outlook_props props = pst_facts_props(&pst->facts);
	struct outlook_value value;

	if (props.find(props.ctx, MESSAGE_CLASS, OUTLOOK_CLASS_MAX, &value,
		err_r) < 0)
		return -1;
	item->kind = outlook_kind(&value);
	return outlook_when(&props, r->store, item, r->arena, err_r);
}

static int
give_message(struct ambit_reader *r, const struct pst_node *node,
    struct ambit_item *item_r, struct ambit_err *err_r)
{
	struct pst *pst = r->state;
	struct pst_size size;
	int rc;

	/* Its properties most often lie in front of the list of its parts, and
	 * not far: one read has both. */
	if (pst_facts_open(&pst->facts, &pst->file, node, pst->scratch, err_r) <
	    0)
		return -1;
	rc = pst_size(&pst->file, node, &size, err_r);
	if (rc < 0)
		return -1;
	begin_item(r, node->nid, size.bytes, item_r);
	if (size.deeper)
		item_r->flaws |= AMBIT_FLAW_TOO_DEEP;
	if (add_folder(r, node->parent, item_r, err_r) < 0 ||
	    add_facts(r, item_r, err_r) < 0)
		return -1;
	if (rc == 0 || !pst->facts.sound)
		item_r->flaws |= AMBIT_FLAW_LOST;
	if (!pst_contents_has(&pst->contents, node))
		item_r->flaws |= AMBIT_FLAW_ORPHAN;
	return 1;
}

/* A row without a message. */
static int
give_stray(struct ambit_reader *r, struct ambit_item *item_r,
    struct ambit_err *err_r)
{
	struct pst *pst = r->state;
	const struct pst_node *folder;
	uint32_t nid;
	int rc = pst_contents_stray(&pst->contents, &nid, &folder, err_r);

	if (rc != 1)
		return rc;
	pst->facts = (struct pst_facts){ .node = NULL };
	begin_item(r, nid, 0, item_r);
	item_r->flaws |= AMBIT_FLAW_ORPHAN;
	return add_folder(r, folder->nid, item_r, err_r) < 0 ? -1 : 1;
}

static int
pst_next(struct ambit_reader *r, struct ambit_item *item_r,
    struct ambit_err *err_r)
{
	struct pst *pst = r->state;
	const struct pst_file *file = &pst->file;

	ambit_arena_reset(r->arena);
	ambit_arena_reset(pst->scratch);
	while (pst->left > 0) {
		const struct pst_node *node = &file->node[pst->at++];

		if (!is_message(node))
			continue;
		pst->left--;
		return give_message(r, node, item_r, err_r);
	}
	/* They lie behind all messages. */
	if (r->unit->part < r->unit->parts)
		return 0;
	return give_stray(r, item_r, err_r);
}

static int
pst_read(struct ambit_reader *r, struct ambit_item *item,
    struct ambit_err *err_r)
{
	struct pst *pst = r->state;
	const struct outlook_props props = pst_facts_props(&pst->facts);

	if (pst->facts.node == NULL) {
		outlook_unknown(item);
		return 0;
	}
	return outlook_read(&props, r->store, r->limits->header_bytes, item,
	    r->arena, err_r);
}

static int
pst_stream(struct ambit_reader *r, const struct ambit_item *item,
    struct ambit_sink *sink, unsigned *flaws_r, struct ambit_err *err_r)
{
	struct pst *pst = r->state;
	struct pst_stream s = { .file = &pst->file,
		.names = pst->named ? &pst->names : NULL,
		.arena = pst->scratch,
		.max = r->limits->item_bytes + AMBIT_MAPI_ROOM };
	int rc;

	assert(item->at.item == pst->n_items);
	if (pst->facts.node == NULL)
		return outlook_stream_nothing(sink, err_r);
	s.max += sink->count;
	rc = pst_stream_message(&s, pst->facts.node, sink, err_r);
	*flaws_r = s.flaws;
	if (rc == 0)
		*flaws_r |= AMBIT_FLAW_LOST;
	return rc < 0 ? -1 : 0;
}

/* Outlook asks for the password; nothing in the store needs it. */
static int
pst_note(struct ambit_reader *r, struct ambit_text *text,
    struct ambit_err *err_r)
{
	struct pst *pst = r->state;
	const struct pst_node *node = pst_index_node(&pst->file, NID_STORE);
	struct pst_value value = { .found = false };
	struct pst_props props;
	int rc = 0;

	if (node != NULL)
		rc = pst_props_open(&props, &pst->file, node, pst->scratch,
		    err_r);
	if (rc == 1)
		rc = pst_props_find(&props, PASSWORD, &value, err_r);
	if (rc == 1 && value.found && value.type == PST_INT32 &&
	    value.number != 0)
		ambit_text_print(text,
		    "67FF, the CRC of a password, is %08x: it locks nothing",
		    (unsigned)value.number);
	return rc < 0 ? -1 : 0;
}

static int
pst_check(struct ambit_reader *r, struct ambit_err *err_r)
{
	const struct pst *pst = r->state;

	return ambit_source_check(pst->file.source, NULL, err_r);
}

static int
pst_state(struct ambit_reader *r, unsigned char sha256_r[32],
    struct ambit_err *err_r)
{
	const struct pst *pst = r->state;

	return file_mark_digest(ambit_source_stat(pst->file.source), sha256_r,
	    err_r);
}

const struct ambit_reader_ops ambit_reader_pst = {
	.name = "pst",
	.open = pst_open,
	.next = pst_next,
	.read = pst_read,
	.stream = pst_stream,
	.check = pst_check,
	.note = pst_note,
	.state = pst_state,
	.close = pst_close,
};
