#ifndef AMBIT_TESTS_COMPOUND_H
#define AMBIT_TESTS_COMPOUND_H

#include <stdlib.h>
#include <string.h>

#include "ambit/span.h"

/*
 * A small compound file with something of everything ([MS-CFB] 2). Sectors:
 * 0 the FAT, 1 and 2 the directory, 3 the mini FAT, 4 the mini stream, from 5
 * on the stream "big". Entries of the directory:
 *
 *	0 the root -> 2
 *	2 "box", a storage -> 4; left 3, right 1
 *	1 "small", 70 bytes in small sectors 0 and 1
 *	3 "big", 4,196 bytes
 *	4 "inner" in the box, 10 bytes in small sector 2; left 5
 *	5 "empty" in the box, nothing
 */
struct compound {
	unsigned char *ptr;
	size_t len, sector; /* bytes of the file, of a sector */
};

#define COMPOUND_BIG   ((size_t)4196)
#define COMPOUND_SMALL ((size_t)70)
#define COMPOUND_INNER ((size_t)10)

static inline void
compound_put(struct compound *c, size_t at, uint64_t value, size_t width)
{
	for (size_t i = 0; i < width; i++)
		c->ptr[at + i] = (unsigned char)(value >> 8 * i);
}

/* Where a sector begins; a number of the FAT, of the mini FAT; an entry. */
static inline size_t
compound_sector(const struct compound *c, size_t n)
{
	return (n + 1) * c->sector;
}

static inline size_t
compound_fat(const struct compound *c, size_t n)
{
	return compound_sector(c, 0) + 4 * n;
}

static inline size_t
compound_mini(const struct compound *c, size_t n)
{
	return compound_sector(c, 3) + 4 * n;
}

static inline size_t
compound_entry(const struct compound *c, size_t n)
{
	return compound_sector(c, 1) + 128 * n;
}

/* What stands in a stream, by the number of its entry. */
static inline unsigned char
compound_byte(size_t entry, size_t i)
{
	return (unsigned char)(entry * 31 + i * 7 + i / 256);
}

struct compound_entry {
	const char *name;
	unsigned type;
	uint32_t left, right, child, first;
	size_t size;
};

static inline void
compound_put_entry(struct compound *c, size_t n,
    const struct compound_entry *entry)
{
	size_t at = compound_entry(c, n), len = strlen(entry->name);

	for (size_t i = 0; i < len; i++)
		compound_put(c, at + 2 * i, (unsigned char)entry->name[i], 2);
	compound_put(c, at + 64, 2 * (len + 1), 2);
	compound_put(c, at + 66, entry->type, 1);
	compound_put(c, at + 68, entry->left, 4);
	compound_put(c, at + 72, entry->right, 4);
	compound_put(c, at + 76, entry->child, 4);
	compound_put(c, at + 116, entry->first, 4);
	compound_put(c, at + 120, entry->size, 8);
}

static inline void
compound_put_header(struct compound *c, unsigned version, unsigned shift)
{
	memcpy(c->ptr, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
	compound_put(c, 24, 0x3e, 2);
	compound_put(c, 26, version, 2);
	compound_put(c, 28, 0xfffe, 2);
	compound_put(c, 30, shift, 2);
	compound_put(c, 32, 6, 2);
	compound_put(c, 44, 1, 4); /* sectors of the FAT */
	compound_put(c, 48, 1, 4); /* the directory */
	compound_put(c, 56, 4096, 4);
	compound_put(c, 60, 3, 4); /* the mini FAT, and its length */
	compound_put(c, 64, 1, 4);
	compound_put(c, 68, 0xfffffffe, 4); /* the DIFAT, and its length */
	compound_put(c, 72, 0, 4);
	memset(c->ptr + 76, 0xff, 4 * (size_t)109);
	compound_put(c, 76, 0, 4);
}

static inline void
compound_put_tables(struct compound *c, size_t n_big)
{
	memset(c->ptr + compound_fat(c, 0), 0xff, c->sector);
	memset(c->ptr + compound_mini(c, 0), 0xff, c->sector);
	compound_put(c, compound_fat(c, 0), 0xfffffffd, 4);
	compound_put(c, compound_fat(c, 1), 2, 4);
	for (size_t i = 2; i < 5; i++)
		compound_put(c, compound_fat(c, i), 0xfffffffe, 4);
	for (size_t i = 5; i < 5 + n_big; i++)
		compound_put(c, compound_fat(c, i),
		    i + 1 < 5 + n_big ? i + 1 : 0xfffffffe, 4);
	compound_put(c, compound_mini(c, 0), 1, 4);
	compound_put(c, compound_mini(c, 1), 0xfffffffe, 4);
	compound_put(c, compound_mini(c, 2), 0xfffffffe, 4);
}

/* The caller frees ptr. */
static inline struct compound
compound_new(unsigned version)
{
	static const uint32_t no = 0xffffffff;
	static const struct compound_entry entries[] = {
		{ "Root Entry", 5, no, no, 2, 4, 192 },
		{ "small", 2, no, no, no, 0, COMPOUND_SMALL },
		{ "box", 1, 3, 1, 4, 0, 0 },
		{ "big", 2, no, no, no, 5, COMPOUND_BIG },
		{ "inner", 2, 5, no, no, 2, COMPOUND_INNER },
		{ "empty", 2, no, no, no, 0x1234, 0 },
		{ "", 0, no, no, no, 0, 0 },
		{ "", 0, no, no, no, 0, 0 },
	};
	unsigned shift = version == 4 ? 12 : 9;
	struct compound c = { .sector = (size_t)1 << shift };
	size_t n_big = (COMPOUND_BIG + c.sector - 1) / c.sector;

	c.len = (6 + n_big) * c.sector;
	c.ptr = calloc(c.len, 1);
	if (c.ptr == NULL)
		abort();
	compound_put_header(&c, version, shift);
	compound_put_tables(&c, n_big);
	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
		compound_put_entry(&c, i, &entries[i]);
	for (size_t i = 0; i < COMPOUND_SMALL; i++)
		c.ptr[compound_sector(&c, 4) + i] = compound_byte(1, i);
	for (size_t i = 0; i < COMPOUND_INNER; i++)
		c.ptr[compound_sector(&c, 4) + 128 + i] = compound_byte(4, i);
	for (size_t i = 0; i < COMPOUND_BIG; i++)
		c.ptr[compound_sector(&c, 5) + i] = compound_byte(3, i);
	return c;
}

#endif
