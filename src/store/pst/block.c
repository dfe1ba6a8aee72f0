/*
 * One block: its trailer, its CRC, and what was done to its bytes. What they
 * are bytes of, the floors above know.
 */

/* System. */
#include <stdlib.h>
#define ZLIB_CONST
#include <zlib.h>

/* Floor 4. */
#include "block.h"
#include "bytes.h"
#include "crypt.h"

struct pst_room {
	z_stream z;
	struct pst_block of; /* what bytes are of; bid 0: of none */
	unsigned char bytes[PST_BLOCK_MAX + 1];
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
    struct ambit_span *bytes)
{
	z_stream *z = &file->room->z;

	(void)inflateReset(z);
	z->next_in = bytes->ptr;
	z->avail_in = (uInt)bytes->len;
	z->next_out = file->room->bytes;
	z->avail_out = (uInt)block->len + 1;
	if (inflate(z, Z_FINISH) != Z_STREAM_END || z->avail_in != 0 ||
	    z->avail_out != 1)
		return bad(file, "a block does not inflate as it says", block);
	*bytes = (struct ambit_span){ file->room->bytes, block->len };
	return 1;
}

static void
undo_crypt(struct pst_file *file, const struct pst_block *block,
    struct ambit_span *bytes)
{
	if (file->crypt == 0 || pst_is_internal(block->bid))
		return;
	if (file->crypt == 1)
		pst_crypt_permute(*bytes, file->room->bytes);
	else
		pst_crypt_cyclic(*bytes, block->bid, file->room->bytes);
	bytes->ptr = file->room->bytes;
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

/* The end of a value is looked at before the value is read, which is often one
 * block: the same one, twice. */
static bool
is_there(const struct pst_room *room, const struct pst_block *block)
{
	return block->bid != 0 && room->of.bid == block->bid &&
	    room->of.ib == block->ib && room->of.cb == block->cb &&
	    room->of.len == block->len;
}

int
pst_block_read(struct pst_file *file, const struct pst_block *block,
    struct ambit_span *bytes_r, struct ambit_err *err_r)
{
	const struct pst_form *form = file->form;
	size_t whole = (block->cb + form->trailer + form->align - 1) /
	    form->align * form->align;
	struct ambit_span win;
	int rc;

	if (count_work(file, block, err_r) < 0)
		return -1;
	if (is_there(file->room, block)) {
		*bytes_r = (struct ambit_span){ file->room->bytes, block->len };
		return 1;
	}
	file->room->of.bid = 0;
	rc = pst_lend(file, block->ib, whole, &win, err_r);
	if (rc != 1)
		return rc;
	*bytes_r = ambit_span_sub(win, 0, block->cb);
	rc = check_trailer(file, block, *bytes_r,
	    win.ptr + whole - form->trailer);
	if (rc == 1 && block->len != block->cb)
		rc = undo_deflate(file, block, bytes_r);
	if (rc == 1)
		undo_crypt(file, block, bytes_r);
	if (rc == 1 && bytes_r->ptr == file->room->bytes)
		file->room->of = *block;
	return rc;
}
