/*
 * Space in the file: sections of 253,952 bytes with an allocation map in front
 * ([MS-PST] 2.2.2.7.2), one of them in memory until it is full, and the header
 * when all else is known. The old maps of pages and free space stand where
 * they must, and say what they must: nothing (2.2.2.7.3 and on).
 */

/* System. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Ours. */
#include "../corpus.h"
#include "file.h"

#define SLOT   64U /* of the file, for one bit of the map */
#define HEADER 564U

enum { TYPE_FPMAP = 0x82, TYPE_PMAP, TYPE_AMAP, TYPE_FMAP, TYPE_DLIST };

static void
write_at(const struct pst *p, const unsigned char *ptr, size_t len,
    uint64_t off)
{
	while (len > 0) {
		ssize_t n = pwrite(p->fd, ptr, len, (off_t)off);

		if (n < 0 && errno != EINTR)
			die("cannot write");
		if (n > 0) {
			ptr += n;
			off += (uint64_t)n;
			len -= (size_t)n;
		}
	}
}

static void
mark(struct pst *p, size_t off, size_t len)
{
	for (size_t i = off / SLOT; i < (off + len + SLOT - 1) / SLOT; i++)
		p->map[i / 8] |= (unsigned char)(0x80 >> i % 8);
	p->used = off + len;
}

/* A page of a map that is full of ones: the nth page of the section. */
static void
put_map(struct pst *p, size_t nth, unsigned type)
{
	unsigned char *page = p->section + nth * PST_PAGE;
	uint64_t ib = p->section_at + nth * PST_PAGE;

	memset(page, 0xff, 496);
	pst_page_end(page, type, ib, ib);
	mark(p, nth * PST_PAGE, PST_PAGE);
}

/*
 * A map of pages every 8 sections; a map of free space for every 496 behind
 * the first 128, and one of its pages for every 31,744 behind the first 8,192:
 * the header has room for the first of both.
 */
static void
begin_section(struct pst *p)
{
	uint64_t n = p->n_sections++;

	p->section_at = PST_FIRST + n * PST_SECTION;
	memset(p->section, 0, sizeof(p->section));
	memset(p->map, 0, sizeof(p->map));
	mark(p, 0, PST_PAGE);
	if (n % 8 == 0)
		put_map(p, 1, TYPE_PMAP);
	if (n >= 128 && (n - 128) % 496 == 0)
		put_map(p, 2, TYPE_FMAP);
	if (n >= 8192 && (n - 8192) % 31744 == 0)
		put_map(p, 3, TYPE_FPMAP);
}

static void
end_section(struct pst *p)
{
	for (size_t i = 0; i < sizeof(p->map) * 8; i++) {
		if ((p->map[i / 8] & 0x80 >> i % 8) == 0)
			p->free += SLOT;
	}
	memcpy(p->section, p->map, sizeof(p->map));
	pst_page_end(p->section, TYPE_AMAP, p->section_at, p->section_at);
	write_at(p, p->section, sizeof(p->section), p->section_at);
}

void
pst_begin(struct pst *p, int fd)
{
	memset(p, 0, offsetof(struct pst, map));
	p->fd = fd;
	p->next_block = 1;
	p->next_page = 1;
	begin_section(p);
}

unsigned char *
pst_space(struct pst *p, size_t len, size_t unit, uint64_t *ib_r)
{
	size_t at = (p->used + unit - 1) / unit * unit;

	if (len > PST_SECTION - at) {
		end_section(p);
		begin_section(p);
		at = (p->used + unit - 1) / unit * unit;
	}
	mark(p, at, len);
	*ib_r = p->section_at + at;
	return p->section + at;
}

uint64_t
pst_size(const struct pst *p)
{
	return p->section_at + p->used;
}

/* [MS-PST] 2.2.2.6, and the root in it, 2.2.2.5. */
static void
write_header(const struct pst *p, struct pst_root nodes, struct pst_root blocks)
{
	unsigned char h[HEADER] = { 0x21, 0x42, 0x44, 0x4e, [8] = 'S', 'M', 23,
		0, 19, 0, 1, 1, [24] = 4, 0, 0, 0, 1 };

	pst_put64(h + 32, p->next_page << 2);
	pst_put32(h + 40, 1);
	for (size_t i = 0; i < 32; i++)
		pst_put32(h + 44 + 4 * i, p->next_index);
	pst_put64(h + 184, p->section_at + PST_SECTION);
	pst_put64(h + 192, p->section_at);
	pst_put64(h + 200, p->free);
	pst_put64(h + 216, nodes.bid);
	pst_put64(h + 224, nodes.ib);
	pst_put64(h + 232, blocks.bid);
	pst_put64(h + 240, blocks.ib);
	h[248] = 2; /* the allocation maps are right */
	memset(h + 256, 0xff, 256);
	h[512] = 0x80;
	h[513] = 1;
	pst_put64(h + 516, p->next_block << 2);
	pst_put32(h + 4, pst_crc(h + 8, 471));
	pst_put32(h + 524, pst_crc(h + 8, 516));
	write_at(p, h, sizeof(h), 0);
}

/* The list of the emptiest sections, which may be empty itself. */
static void
write_density(const struct pst *p)
{
	unsigned char page[PST_PAGE] = { 0 };

	pst_page_end(page, TYPE_DLIST, PST_FIRST - PST_PAGE,
	    PST_FIRST - PST_PAGE);
	write_at(p, page, sizeof(page), PST_FIRST - PST_PAGE);
}

void
pst_end(struct pst *p)
{
	struct pst_root nodes, blocks;

	pst_harm_index(p);
	nodes = pst_index_nodes(p);
	blocks = pst_index_blocks(p);
	if (p->harm != PST_UNHARMED)
		die("the PST is too small for that harm");
	end_section(p);
	write_density(p);
	write_header(p, nodes, blocks);
	free(p->nodes);
	free(p->blocks);
}
