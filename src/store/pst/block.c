/*
 * One block: its trailer, its CRC, and what was done to its bytes. What they
 * are bytes of, the floors above know.
 */

/* System. */
#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

/* Floor 4. */
#include "block.h"
#include "bytes.h"
#include "crypt.h"

/* Of one item there are hardly more, and its properties are looked at again and
 * again: first for what decides, then for what is made of it. */
#define KEPT 24

struct kept {
	struct pst_block of; /* what bytes are of; bid 0: of none */
	unsigned char bytes[PST_BLOCK_MAX + 1];
};

struct pst_room {
	z_stream z;
	size_t next; /* to be given away: that which came first */
	struct kept kept[KEPT];
};

int
pst_block_begin(struct pst_file *file, struct ambit_err *err_r)
{
	file->room = calloc(1, sizeof(*file->room));
	if (file->room == NULL || inflateInit(&file->room->z) != Z_OK)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "block of a store");
	return 1;
}

void
pst_block_end(struct pst_file *file)
{
	if (file->room != NULL)
		(void)inflateEnd(&file->room->z);
	free(file->room);
	file->room = NULL;
}

static int
bad(struct pst_file *file, const char *why, const struct pst_block *block)
{
	return pst_damaged(file, "K6", why, block->ib);
}

static int
check_trailer(struct pst_file *file, const struct pst_block *block,
    struct ambit_span bytes, const unsigned char *trailer)
{
	const struct pst_form *form = file->form;

	if (pst_u16(trailer) != block->cb)
		return bad(file, "a block of another length", block);
	if (pst_u16(trailer + 2) != pst_sig(block->ib, block->bid))
		return bad(file, "a block of another place", block);
	if (pst_id(file, trailer + form->trailer_bid_at) != block->bid)
		return bad(file, "a block of another number", block);
	if (file->kind == PST_4K && pst_u16(trailer + 18) != block->len)
		return bad(file, "a block of another inflated length", block);
	if (pst_u32(trailer + form->trailer_crc_at) != pst_crc(bytes))
		return bad(file, "the CRC of a block is wrong", block);
	return 1;
}

/* One zlib stream that uses all that is there and gives all that was said. */
static int
undo_deflate(struct pst_file *file, const struct pst_block *block,
    struct ambit_span bytes, unsigned char *to)
{
	z_stream *z = &file->room->z;

	(void)inflateReset(z);
	z->next_in = bytes.ptr;
	z->avail_in = (uInt)bytes.len;
	z->next_out = to;
	z->avail_out = (uInt)block->len + 1;
	if (inflate(z, Z_FINISH) != Z_STREAM_END || z->avail_in != 0 ||
	    z->avail_out != 1)
		return bad(file, "a block does not inflate as it says", block);
	return 1;
}

static void
undo_crypt(struct pst_file *file, const struct pst_block *block,
    struct ambit_span bytes, unsigned char *to)
{
	if (file->crypt == 0 || pst_is_internal(block->bid))
		memmove(to, bytes.ptr, bytes.len);
	else if (file->crypt == 1)
		pst_crypt_permute(bytes, to);
	else
		pst_crypt_cyclic(bytes, block->bid, to);
}

static int
count_work(struct pst_file *file, const struct pst_block *block,
    struct ambit_err *err_r)
{
	uint64_t max = PST_WORK_TIMES * file->size;

	if (max < PST_WORK_LEAST)
		max = PST_WORK_LEAST;
	file->work += (uint64_t)block->cb + block->len;
	if (file->work > max)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "K15: the store says that the same bytes lie in too many"
		    " places");
	return 1;
}

static bool
is_of(const struct kept *kept, const struct pst_block *block)
{
	return block->bid != 0 && kept->of.bid == block->bid &&
	    kept->of.ib == block->ib && kept->of.cb == block->cb &&
	    kept->of.len == block->len;
}

static const struct kept *
find(const struct pst_room *room, const struct pst_block *block)
{
	for (size_t i = 0; i < KEPT; i++) {
		if (is_of(&room->kept[i], block))
			return &room->kept[i];
	}
	return NULL;
}

static int
read_into(struct pst_file *file, const struct pst_block *block,
    unsigned char *to, struct ambit_err *err_r)
{
	const struct pst_form *form = file->form;
	size_t whole = (block->cb + form->trailer + form->align - 1) /
	    form->align * form->align;
	struct ambit_span win, bytes;
	int rc = pst_lend(file, block->ib, whole, &win, err_r);

	if (rc != 1)
		return rc;
	bytes = ambit_span_sub(win, 0, block->cb);
	rc = check_trailer(file, block, bytes, win.ptr + whole - form->trailer);
	if (rc == 1 && block->len != block->cb) {
		rc = undo_deflate(file, block, bytes, to);
		bytes = (struct ambit_span){ to, block->len };
	}
	if (rc == 1)
		undo_crypt(file, block, bytes, to);
	return rc;
}

int
pst_block_read(struct pst_file *file, const struct pst_block *block,
    struct ambit_span *bytes_r, struct ambit_err *err_r)
{
	struct pst_room *room = file->room;
	const struct kept *found = find(room, block);
	struct kept *next = &room->kept[room->next];
	int rc = 1;

	if (count_work(file, block, err_r) < 0)
		return -1;
	if (found == NULL) {
		next->of.bid = 0;
		rc = read_into(file, block, next->bytes, err_r);
		if (rc != 1)
			return rc;
		next->of = *block;
		room->next = (room->next + 1) % KEPT;
		found = next;
	}
	*bytes_r = (struct ambit_span){ found->bytes, block->len };
	return 1;
}
