#ifndef AMBIT_TESTS_PST_REPAIR_H
#define AMBIT_TESTS_PST_REPAIR_H

#include <stdbool.h>
#include <string.h>

#include "store/pst/bytes.h"
#include "store/pst/header.h"

/*
 * Put the CRCs of a Unicode store right, as far as it can be followed: of its
 * header, of what looks like a page, and of the blocks that leaves name.
 */

static inline void
pst_repair_crc(unsigned char *at, const unsigned char *from, size_t len)
{
	uint32_t crc = pst_crc((struct ambit_span){ from, len });

	for (size_t i = 0; i < 4; i++)
		at[i] = (unsigned char)(crc >> 8 * i);
}

/* The block that an entry of a leaf names, if it still lies there: pages that
 * a store has given up name blocks that are others now. */
static inline void
pst_repair_block(unsigned char *store, size_t len, const unsigned char *entry)
{
	uint64_t ib = pst_u64(entry + 8);
	size_t cb = pst_u16(entry + 16), whole = (cb + 16 + 63) / 64 * 64;

	if (ib >= len || whole > len - ib ||
	    memcmp(store + ib + whole - 8, entry, 8) != 0)
		return;
	pst_repair_crc(store + ib + whole - 12, store + ib, cb);
}

static inline void
pst_repair(unsigned char *store, size_t len)
{
	if (len < 528 || pst_u16(store + 10) != 23)
		return;
	pst_repair_crc(store + 4, store + 8, 471);
	pst_repair_crc(store + 524, store + 8, 516);
	for (size_t at = 512; at + 512 <= len; at += 512) {
		unsigned char *p = store + at;

		if (p[496] != p[497] || (p[496] & 0xfe) != 0x80)
			continue;
		for (size_t i = 0;
		     p[496] == 0x80 && p[491] == 0 && i < p[488] && i < 20; i++)
			pst_repair_block(store, len, p + i * 24);
		pst_repair_crc(p + 500, p, 496);
	}
}

#endif
