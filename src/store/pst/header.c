/*
 * The header of a PST or OST, and the sizes of its kind. Knows no page and no
 * block; the fields that only a writer needs are not looked at.
 */

/* System. */
#include <libdeflate.h>
#include <string.h>

/* Floor 4. */
#include "bytes.h"
#include "header.h"

/* Through dwCRCFull; an ANSI header is shorter, its store is not. */
#define HEADER_LEN 528

#define CRC_FROM    8
#define PARTIAL_LEN 471
#define FULL_LEN    516

static const struct pst_form forms[PST_N_KINDS] = {
	[PST_ANSI] = { .page = 512,
	    .area = 496,
	    .size_at = 498,
	    .level_at = 499,
	    .type_at = 500,
	    .sig_at = 502,
	    .bid_at = 504,
	    .crc_at = 508,
	    .crc_len = 500,
	    .align = 64,
	    .trailer = 12,
	    .largest = 8180,
	    .trailer_crc_at = 8,
	    .trailer_bid_at = 4,
	    .id = 4,
	    .node = 16,
	    .block = 12 },
	[PST_UNICODE] = { .page = 512,
	    .area = 488,
	    .size_at = 490,
	    .level_at = 491,
	    .type_at = 496,
	    .sig_at = 498,
	    .bid_at = 504,
	    .crc_at = 500,
	    .crc_len = 496,
	    .align = 64,
	    .trailer = 16,
	    .largest = 8176,
	    .trailer_crc_at = 4,
	    .trailer_bid_at = 8,
	    .id = 8,
	    .node = 32,
	    .block = 24 },
	[PST_4K] = { .page = 4096,
	    .area = 4056,
	    .size_at = 4060,
	    .level_at = 4061,
	    .type_at = 4072,
	    .sig_at = 4074,
	    .bid_at = 4080,
	    .crc_at = 4076,
	    .crc_len = 4072,
	    .align = 512,
	    .trailer = 24,
	    .largest = 65512,
	    .trailer_crc_at = 4,
	    .trailer_bid_at = 8,
	    .id = 8,
	    .node = 32,
	    .block = 24 },
};

int
pst_damaged(struct pst_file *file, const char *check, const char *why,
    uint64_t off)
{
	file->damage = (struct pst_damage){ check, why, off };
	return 0;
}

int
pst_refuse(const struct pst_file *file, struct ambit_err *err_r)
{
	(void)ambit_err_set(err_r, AMBIT_E_FORMAT, "%s at offset %llu: %s",
	    file->damage.check, (unsigned long long)file->damage.off,
	    file->damage.why);
	return ambit_err_at(err_r,
	    (struct ambit_place){ .off = file->damage.off });
}

/* A window begins at a multiple of it. */
#define BEFORE 4096

int
pst_lend(struct pst_file *file, uint64_t off, size_t len,
    struct ambit_span *bytes_r, struct ambit_err *err_r)
{
	/* What is wanted next often lies a little before. */
	size_t before = (size_t)(off % BEFORE);

	if (ambit_source_lend(file->source, off - before, before + len, bytes_r,
		err_r) < 0)
		return -1;
	*bytes_r = ambit_span_sub(*bytes_r, before, bytes_r->len);
	if (bytes_r->len < len)
		return ambit_err_set(err_r, AMBIT_E_CHANGED,
		    "the store became shorter while it was read");
	bytes_r->len = len;
	return 1;
}

uint64_t
pst_id(const struct pst_file *file, const unsigned char *p)
{
	return file->form->id == 4 ? pst_u32(p) : pst_u64(p);
}

/* Reflected CRC-32 without the inversions that are usual at both ends. */
uint32_t
pst_crc(struct ambit_span bytes)
{
	return (uint32_t)(libdeflate_crc32(0xffffffff, bytes.ptr, bytes.len) ^
	    0xffffffff);
}

/* [MS-PST] 5.5. */
uint16_t
pst_sig(uint64_t ib, uint64_t bid)
{
	uint32_t x = (uint32_t)(ib ^ bid);

	return (uint16_t)(x >> 16 ^ x);
}

static int
bad(struct pst_file *file, const char *why, uint64_t off)
{
	return pst_damaged(file, "K2", why, off);
}

/* dwMagic, wMagicClient, wVer. */
static int
read_kind(struct pst_file *file, const unsigned char *p)
{
	if (memcmp(p, "!BDN", 4) != 0)
		return bad(file, "no PST or OST begins so", 0);
	if (memcmp(p + 8, "SM", 2) != 0 && memcmp(p + 8, "SO", 2) != 0)
		return bad(file, "neither a PST nor an OST", 8);
	switch (pst_u16(p + 10)) {
	case 14:
	case 15:
		file->kind = PST_ANSI;
		break;
	case 23:
		file->kind = PST_UNICODE;
		break;
	case 36:
		file->kind = PST_4K;
		break;
	default:
		return bad(file, "a version that is not known", 10);
	}
	file->form = &forms[file->kind];
	return 1;
}

static int
check_crcs(struct pst_file *file, const unsigned char *p)
{
	const unsigned char *from = p + CRC_FROM;

	if (pst_crc((struct ambit_span){ from, PARTIAL_LEN }) != pst_u32(p + 4))
		return bad(file, "the CRC of the header is wrong", 4);
	if (file->kind != PST_ANSI &&
	    pst_crc((struct ambit_span){ from, FULL_LEN }) != pst_u32(p + 524))
		return bad(file, "the full CRC of the header is wrong", 524);
	return 1;
}

/* bSentinel and bCryptMethod. The order of inflating and decoding in a 4k
 * store is known to nobody: none is known that needs both. */
static int
read_crypt(struct pst_file *file, const unsigned char *p)
{
	size_t at = file->kind == PST_ANSI ? 460 : 512;

	if (p[at] != 0x80)
		return bad(file, "the sentinel of the header is wrong", at);
	file->crypt = p[at + 1];
	if (file->crypt > 2 || (file->kind == PST_4K && file->crypt != 0))
		return bad(file, "an encoding that is not known", at + 1);
	return 1;
}

/* ibFileEof, BREFNBT and BREFBBT. */
static int
read_root(struct pst_file *file, const unsigned char *p)
{
	size_t end_at = file->kind == PST_ANSI ? 168 : 184;
	const unsigned char *refs = p + (file->kind == PST_ANSI ? 184 : 216);
	size_t id = file->form->id;

	if (pst_id(file, p + end_at) != file->size)
		return pst_damaged(file, "K1",
		    "the file is not as long as its header says", end_at);
	file->node_root =
	    (struct pst_ref){ pst_id(file, refs), pst_id(file, refs + id) };
	file->block_root = (struct pst_ref){ pst_id(file, refs + 2 * id),
		pst_id(file, refs + 3 * id) };
	return 1;
}

int
pst_header_read(struct pst_file *file, struct ambit_err *err_r)
{
	struct ambit_span win;
	int rc;

	file->size = ambit_source_stored(file->source);
	if (file->size > PST_SIZE_MAX)
		return pst_damaged(file, "K1", "longer than any store", 0);
	if (file->size < HEADER_LEN)
		return bad(file, "shorter than a header", file->size);
	rc = pst_lend(file, 0, HEADER_LEN, &win, err_r);
	if (rc == 1)
		rc = read_kind(file, win.ptr);
	if (rc == 1)
		rc = check_crcs(file, win.ptr);
	if (rc == 1)
		rc = read_crypt(file, win.ptr);
	if (rc == 1)
		rc = read_root(file, win.ptr);
	return rc;
}
