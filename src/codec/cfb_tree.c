/*
 * The directory of a compound file ([MS-CFB] 2.6): a tree of siblings below
 * each storage.
 *
 * Knows the tree as a bounded one: each entry is met once, by a walk that
 * needs neither its colours nor its order. What the root does not lead to is
 * not there.
 */

/* System. */
#include <string.h>

/* Floor 2. */
#include "cfb_state.h"
#include "utf8.h"

/* [MS-CFB] 2.6.1 */
enum { STORAGE = 1, STREAM = 2, ROOT = 5 };

/* Characters of a name, with the NUL; of its UTF-8, 3 bytes each at most. */
#define NAME_UNITS 32
#define NAME_ROOM  ((size_t)3 * (NAME_UNITS - 1))

/* A storage whose entries are still to be read. */
struct open_storage {
	struct ambit_cfb_entry *entry;
	uint32_t child;
	unsigned depth;
};

struct walk {
	struct ambit_cfb *cfb;
	unsigned char *met;
	uint32_t *stack, *order;       /* of one tree of siblings */
	struct open_storage *storages; /* in the order in which they are met */
	uint32_t n_storages;
	bool wide; /* version 4: sizes of 64 bits */
};

static const unsigned char *
raw(const struct ambit_cfb *cfb, uint32_t id)
{
	return cfb->directory + (size_t)id * CFB_ENTRY;
}

/* Where an entry lies in the file; looked for only to tell it. */
static uint64_t
place_of(const struct ambit_cfb *cfb, uint32_t id)
{
	uint64_t off = (uint64_t)id * CFB_ENTRY;
	uint32_t at = cfb->first_directory;

	for (uint64_t n = off >> cfb->big.shift; n > 0; n--)
		at = cfb->big.next[at];
	return cfb_place(&cfb->big, at) +
	    (off & (((uint64_t)1 << cfb->big.shift) - 1));
}

static int
refuse(const struct ambit_cfb *cfb, uint32_t id, const char *why,
    struct ambit_err *err_r)
{
	return cfb_refuse(place_of(cfb, id), why, err_r);
}

/* ---- one entry ---- */

/* The character of n units from p on; a surrogate alone is U+FFFD. */
static uint32_t
cut_utf16(const unsigned char *p, size_t n, size_t *used_r)
{
	uint32_t c = cfb_get(p, 2);
	uint32_t low = n > 1 ? cfb_get(p + 2, 2) : 0;

	*used_r = 1;
	if (c < 0xd800 || c >= 0xe000)
		return c;
	if (c >= 0xdc00 || low < 0xdc00 || low >= 0xe000)
		return 0xfffd;
	*used_r = 2;
	return 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
}

/* Its length counts bytes, and the NUL that ends it. */
static int
read_name(struct ambit_cfb *cfb, uint32_t id, struct ambit_span *name_r,
    struct ambit_err *err_r)
{
	const unsigned char *p = raw(cfb, id);
	size_t len = cfb_get(p + 64, 2), n = len / 2, used;
	unsigned char utf8[NAME_ROOM], *name;
	size_t n_utf8 = 0;

	if (n > NAME_UNITS)
		return refuse(cfb, id, "its name is too long", err_r);
	if (n < 2 || len % 2 != 0 || cfb_get(p + len - 2, 2) != 0)
		return refuse(cfb, id, "its name does not end as it says",
		    err_r);
	for (size_t i = 0; i < n - 1; i += used) {
		uint32_t c = cut_utf16(p + 2 * i, n - 1 - i, &used);

		if (c == 0)
			return refuse(cfb, id, "its name holds a NUL", err_r);
		n_utf8 += utf8_put(utf8 + n_utf8, c);
	}
	name = AMBIT_ARENA_GET(cfb->arena, unsigned char, n_utf8);
	if (name == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "compound file");
	memcpy(name, utf8, n_utf8);
	*name_r = (struct ambit_span){ name, n_utf8 };
	return 0;
}

/* Version 3 has 32 bits for it, and anything in the others. */
static uint64_t
size_of(const struct walk *walk, uint32_t id)
{
	const unsigned char *p = raw(walk->cfb, id) + 120;
	uint64_t high = walk->wide ? cfb_get(p + 4, 4) : 0;

	return high << 32 | cfb_get(p, 4);
}

static int
read_stream(struct walk *walk, uint32_t id, struct ambit_cfb_entry *entry,
    struct ambit_err *err_r)
{
	struct ambit_cfb *cfb = walk->cfb;

	entry->first = cfb_get(raw(cfb, id) + 116, 4);
	entry->size = size_of(walk, id);
	if (entry->size == 0)
		return 0;
	return cfb_claim_bytes(entry->size < CFB_CUTOFF ? &cfb->mini
							: &cfb->big,
	    entry->first, entry->size, err_r);
}

static void
add_storage(struct walk *walk, uint32_t id, struct ambit_cfb_entry *entry,
    unsigned depth)
{
	entry->is_storage = true;
	walk->storages[walk->n_storages++] = (struct open_storage){ entry,
		cfb_get(raw(walk->cfb, id) + 76, 4), depth };
}

static int
read_entry(struct walk *walk, uint32_t id, unsigned depth,
    struct ambit_cfb_entry *entry, struct ambit_err *err_r)
{
	unsigned type = raw(walk->cfb, id)[66];

	if (read_name(walk->cfb, id, &entry->name, err_r) < 0)
		return -1;
	if (type == STREAM)
		return read_stream(walk, id, entry, err_r);
	if (type != STORAGE)
		return refuse(walk->cfb, id,
		    "it is neither a storage nor a stream", err_r);
	if (depth == AMBIT_CFB_DEPTH_MAX)
		return cfb_limit(0, "its storages are nested too deeply",
		    err_r);
	add_storage(walk, id, entry, depth + 1);
	return 0;
}

/* ---- the siblings of one storage ---- */

static int
meet(struct walk *walk, uint32_t id, struct ambit_err *err_r)
{
	if (id >= walk->cfb->n_directory)
		return cfb_refuse(0, "an entry leads out of the directory",
		    err_r);
	if (walk->met[id])
		return refuse(walk->cfb, id, "two entries lead to it", err_r);
	walk->met[id] = 1;
	return 0;
}

/* In the order of the tree, left before right: n_r numbers in walk->order. */
static int
list_siblings(struct walk *walk, uint32_t id, uint32_t *n_r,
    struct ambit_err *err_r)
{
	uint32_t n_stack = 0;

	*n_r = 0;
	while (id != CFB_NONE || n_stack > 0) {
		for (; id != CFB_NONE;
		     id = cfb_get(raw(walk->cfb, id) + 68, 4)) {
			if (meet(walk, id, err_r) < 0)
				return -1;
			walk->stack[n_stack++] = id;
		}
		id = walk->stack[--n_stack];
		walk->order[(*n_r)++] = id;
		id = cfb_get(raw(walk->cfb, id) + 72, 4);
	}
	return 0;
}

static int
check_name(const struct walk *walk, const struct open_storage *storage,
    size_t n, struct ambit_err *err_r)
{
	const struct ambit_cfb_entry *entries = storage->entry->entries;

	for (size_t i = 0; i < n; i++) {
		if (ambit_span_equal_nocase(entries[i].name, entries[n].name))
			return refuse(walk->cfb, walk->order[n],
			    "its name comes twice in a storage", err_r);
	}
	return 0;
}

static int
read_storage(struct walk *walk, const struct open_storage *storage,
    struct ambit_err *err_r)
{
	struct ambit_cfb_entry *entries;
	uint32_t n;

	if (list_siblings(walk, storage->child, &n, err_r) < 0)
		return -1;
	if (n > AMBIT_CFB_STORAGE_MAX)
		return cfb_limit(0, "a storage has too many entries", err_r);
	entries = AMBIT_ARENA_GET(walk->cfb->arena, struct ambit_cfb_entry, n);
	if (entries == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "compound file");
	storage->entry->entries = entries;
	storage->entry->n_entries = n;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t id = walk->order[i];

		if (read_entry(walk, id, storage->depth, &entries[i], err_r) <
			0 ||
		    check_name(walk, storage, i, err_r) < 0)
			return -1;
	}
	return 0;
}

/* ---- the whole ---- */

static int
make_walk(struct walk *walk, struct ambit_err *err_r)
{
	struct ambit_arena *arena = walk->cfb->arena;
	uint32_t n = walk->cfb->n_directory;

	walk->met = AMBIT_ARENA_GET(arena, unsigned char, n);
	walk->stack = AMBIT_ARENA_GET(arena, uint32_t, n);
	walk->order = AMBIT_ARENA_GET(arena, uint32_t, n);
	walk->storages = AMBIT_ARENA_GET(arena, struct open_storage, n);
	if (walk->met == NULL || walk->stack == NULL || walk->order == NULL ||
	    walk->storages == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "compound file");
	return 0;
}

int
cfb_read_tree(struct ambit_cfb *cfb, const struct cfb_head *head,
    struct ambit_err *err_r)
{
	struct walk walk = { .cfb = cfb, .wide = cfb->big.shift == 12 };

	if (cfb->n_directory == 0 || raw(cfb, 0)[66] != ROOT)
		return cfb_refuse(0, "its directory has no root", err_r);
	if (make_walk(&walk, err_r) < 0 ||
	    cfb_read_mini(cfb, head, cfb_get(raw(cfb, 0) + 116, 4),
		size_of(&walk, 0), err_r) < 0)
		return -1;
	walk.met[0] = 1;
	add_storage(&walk, 0, &cfb->root, 0);
	for (uint32_t i = 0; i < walk.n_storages; i++) {
		if (read_storage(&walk, &walk.storages[i], err_r) < 0)
			return -1;
	}
	return 0;
}
