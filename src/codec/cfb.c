/*
 * OLE compound files: the front door.
 *
 * Knows the header ([MS-CFB] 2.2), and how the bytes of a stream lie, of which
 * opening has proven every sector. Class ids, times and state bits are not
 * looked at: nothing hangs on them.
 */

/* System. */
#include <assert.h>
#include <string.h>

/* Floor 2. */
#include "cfb_state.h"

#define HEADER ((size_t)512)

/* ---- the header ---- */

static const char *
check(struct ambit_span header)
{
	static const struct ambit_span magic =
	    AMBIT_LIT_INIT("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
	const unsigned char *p = header.ptr;
	uint32_t version, shift;

	if (!ambit_span_begins(header, magic))
		return "it is no compound file";
	if (header.len < HEADER)
		return "it ends within its header";
	version = cfb_get(p + 26, 2);
	shift = cfb_get(p + 30, 2);
	if (cfb_get(p + 28, 2) != 0xfffe)
		return "its byte order is not that of a compound file";
	if ((version != 3 || shift != 9) && (version != 4 || shift != 12))
		return "its version and the size of its sectors do not agree";
	if (cfb_get(p + 32, 2) != 6 || cfb_get(p + 56, 4) != CFB_CUTOFF)
		return "its small sectors are not as they have to be";
	return NULL;
}

static struct cfb_head
get_head(const unsigned char *p)
{
	return (struct cfb_head){ .n_fat = cfb_get(p + 44, 4),
		.directory = cfb_get(p + 48, 4),
		.mini_fat = cfb_get(p + 60, 4),
		.n_mini_fat = cfb_get(p + 64, 4),
		.difat = cfb_get(p + 68, 4),
		.n_difat = cfb_get(p + 72, 4),
		.fat = p + 76 };
}

/* The header takes a whole sector. */
static int
set_sectors(struct ambit_cfb *cfb, const unsigned char *header,
    struct ambit_err *err_r)
{
	uint64_t size = ambit_source_stored(cfb->source);

	cfb->big.shift = (unsigned)cfb_get(header + 30, 2);
	cfb->big.begin = (uint64_t)1 << cfb->big.shift;
	if (size > AMBIT_CFB_MAX)
		return cfb_limit(0, "it is too long", err_r);
	if (size <= cfb->big.begin)
		return cfb_refuse(size, "it ends within its header", err_r);
	cfb->big.end = size - cfb->big.begin;
	return 0;
}

static int
read_all(struct ambit_cfb *cfb, struct ambit_err *err_r)
{
	unsigned char header[HEADER];
	struct ambit_span win;
	struct cfb_head head;

	if (ambit_source_lend(cfb->source, 0, HEADER, &win, err_r) < 0)
		return -1;
	if (check(win) != NULL)
		return cfb_refuse(0, check(win), err_r);
	/* The loan ends when the tables are read. */
	memcpy(header, win.ptr, HEADER);
	head = get_head(header);
	if (set_sectors(cfb, header, err_r) < 0 ||
	    cfb_read_fat(cfb, &head, err_r) < 0 ||
	    cfb_read_directory(cfb, &head, err_r) < 0)
		return -1;
	return cfb_read_tree(cfb, &head, err_r);
}

int
ambit_cfb_open(struct ambit_source *source, struct ambit_arena *arena,
    struct ambit_cfb **cfb_r, struct ambit_err *err_r)
{
	struct ambit_cfb *cfb = AMBIT_ARENA_GET(arena, struct ambit_cfb, 1);

	*cfb_r = NULL;
	if (cfb == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "compound file");
	cfb->source = source;
	cfb->arena = arena;
	if (read_all(cfb, err_r) < 0)
		return -1;
	*cfb_r = cfb;
	return 0;
}

/* ---- what is in it ---- */

const struct ambit_cfb_entry *
ambit_cfb_root(const struct ambit_cfb *cfb)
{
	return &cfb->root;
}

const struct ambit_cfb_entry *
ambit_cfb_find(const struct ambit_cfb_entry *storage, struct ambit_span name)
{
	for (size_t i = 0; i < storage->n_entries; i++) {
		if (ambit_span_equal_nocase(storage->entries[i].name, name))
			return &storage->entries[i];
	}
	return NULL;
}

/* Where a small sector lies in the file. */
static uint64_t
mini_place(const struct ambit_cfb *cfb, uint32_t sector)
{
	uint64_t off = cfb_place(&cfb->mini, sector);
	uint64_t within = off & (((uint64_t)1 << cfb->big.shift) - 1);

	return cfb_place(&cfb->big, cfb->minis[off >> cfb->big.shift]) + within;
}

int
ambit_cfb_pour(const struct ambit_cfb *cfb,
    const struct ambit_cfb_entry *stream, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	bool small = stream->size < CFB_CUTOFF;
	const struct cfb_space *space = small ? &cfb->mini : &cfb->big;
	uint64_t sector_size = (uint64_t)1 << space->shift;
	uint32_t at = stream->first;
	struct ambit_span bytes;

	assert(!stream->is_storage);
	for (uint64_t left = stream->size; left > 0; left -= bytes.len) {
		uint64_t off =
		    small ? mini_place(cfb, at) : cfb_place(space, at);

		bytes.len = (size_t)(left < sector_size ? left : sector_size);
		if (cfb_lend(cfb, off, bytes.len, &bytes.ptr, err_r) < 0 ||
		    ambit_sink_write(sink, bytes, err_r) < 0)
			return -1;
		at = space->next[at];
	}
	return 0;
}
