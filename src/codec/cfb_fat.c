/*
 * The tables of a compound file: its FAT, which the DIFAT finds, and the mini
 * FAT ([MS-CFB] 2.3 to 2.5), into memory that the size of the file bounds.
 */

/* System. */
#include <string.h>

/* Floor 2. */
#include "cfb_state.h"

/* Places of the FAT in the header. */
#define IN_HEADER ((uint32_t)109)

static size_t
sector_size(const struct ambit_cfb *cfb)
{
	return (size_t)1 << cfb->big.shift;
}

static int
no_memory(struct ambit_err *err_r)
{
	return ambit_err_set(err_r, AMBIT_E_MEMORY, "compound file");
}

/* Room for the table of n sectors, of which nothing is known yet. */
static int
make_table(struct ambit_cfb *cfb, struct cfb_space *space, uint32_t n,
    struct ambit_err *err_r)
{
	space->n = n;
	space->next = AMBIT_ARENA_GET(cfb->arena, uint32_t, n);
	space->used = AMBIT_ARENA_GET(cfb->arena, unsigned char, n);
	if (space->next == NULL || space->used == NULL)
		return no_memory(err_r);
	memset(space->next, 0xff, (size_t)n * sizeof(space->next[0]));
	return 0;
}

/* A sector of a table of numbers, the nth of them; what it says of sectors
 * that are not there means nothing. */
static int
read_numbers(const struct ambit_cfb *cfb, uint32_t sector, uint32_t nth,
    struct cfb_space *space, struct ambit_err *err_r)
{
	uint32_t per = (uint32_t)(sector_size(cfb) / 4);
	uint64_t base = (uint64_t)nth * per;
	const unsigned char *bytes;

	if (cfb_lend(cfb, cfb_place(&cfb->big, sector), sector_size(cfb),
		&bytes, err_r) < 0)
		return -1;
	for (uint32_t i = 0; i < per && base + i < space->n; i++)
		space->next[base + i] = cfb_get(bytes + (size_t)i * 4, 4);
	return 0;
}

/* ---- the FAT ---- */

static int
add_fat(struct ambit_cfb *cfb, uint32_t sector, uint32_t nth,
    struct ambit_err *err_r)
{
	return cfb_claim(&cfb->big, sector, err_r) < 0
	    ? -1
	    : read_numbers(cfb, sector, nth, &cfb->big, err_r);
}

/*
 * The places that a sector of the DIFAT says, from the nth on; its last number
 * is the next one. What it says is copied, for reading the FAT ends the loan.
 */
static int
add_difat(struct ambit_cfb *cfb, uint32_t *sector, uint32_t *nth, uint32_t n,
    struct ambit_err *err_r)
{
	uint32_t per = (uint32_t)(sector_size(cfb) / 4) - 1;
	unsigned char copy[4096];
	const unsigned char *bytes;

	if (cfb_claim(&cfb->big, *sector, err_r) < 0 ||
	    cfb_lend(cfb, cfb_place(&cfb->big, *sector), sector_size(cfb),
		&bytes, err_r) < 0)
		return -1;
	memcpy(copy, bytes, sector_size(cfb));
	for (uint32_t i = 0; i < per && *nth < n; i++, ++*nth) {
		if (add_fat(cfb, cfb_get(copy + (size_t)i * 4, 4), *nth,
			err_r) < 0)
			return -1;
	}
	*sector = cfb_get(copy + (size_t)per * 4, 4);
	return 0;
}

int
cfb_read_fat(struct ambit_cfb *cfb, const struct cfb_head *head,
    struct ambit_err *err_r)
{
	uint64_t n = (cfb->big.end + sector_size(cfb) - 1) >> cfb->big.shift;
	uint32_t nth = 0, difat = head->difat, i = 0;

	if (make_table(cfb, &cfb->big, (uint32_t)n, err_r) < 0)
		return -1;
	for (; nth < head->n_fat && nth < IN_HEADER; nth++) {
		if (add_fat(cfb, cfb_get(head->fat + (size_t)nth * 4, 4), nth,
			err_r) < 0)
			return -1;
	}
	for (; i < head->n_difat && nth < head->n_fat; i++) {
		if (add_difat(cfb, &difat, &nth, head->n_fat, err_r) < 0)
			return -1;
	}
	if (nth < head->n_fat || i < head->n_difat)
		return cfb_refuse(0, "its tables are not as many as it says",
		    err_r);
	return 0;
}

/* ---- the mini FAT ---- */

static int
read_mini_fat(struct ambit_cfb *cfb, const struct cfb_head *head,
    struct ambit_err *err_r)
{
	uint32_t at = head->mini_fat, n;

	if (cfb_claim_all(&cfb->big, at, &n, err_r) < 0)
		return -1;
	if (n != head->n_mini_fat)
		return cfb_refuse(0,
		    "the chain of its mini FAT is not as long as it says",
		    err_r);
	for (uint32_t i = 0; i < n; i++, at = cfb->big.next[at]) {
		if (read_numbers(cfb, at, i, &cfb->mini, err_r) < 0)
			return -1;
	}
	return 0;
}

int
cfb_read_mini(struct ambit_cfb *cfb, const struct cfb_head *head,
    uint32_t first, uint64_t size, struct ambit_err *err_r)
{
	uint64_t n = (size + sector_size(cfb) - 1) >> cfb->big.shift;

	if (size > AMBIT_CFB_MINI_MAX)
		return cfb_limit(0, "its mini stream is too long", err_r);
	cfb->mini.shift = 6;
	cfb->mini.end = size;
	if (make_table(cfb, &cfb->mini, (uint32_t)((size + 63) >> 6), err_r) <
		0 ||
	    read_mini_fat(cfb, head, err_r) < 0)
		return -1;
	/* Without small streams its beginning says nothing. */
	if (n > 0 && cfb_claim_bytes(&cfb->big, first, size, err_r) < 0)
		return -1;
	cfb->minis = AMBIT_ARENA_GET(cfb->arena, uint32_t, (size_t)n);
	if (cfb->minis == NULL)
		return no_memory(err_r);
	for (uint64_t i = 0; i < n; i++, first = cfb->big.next[first])
		cfb->minis[i] = first;
	return 0;
}

/* ---- the directory's bytes ---- */

int
cfb_read_directory(struct ambit_cfb *cfb, const struct cfb_head *head,
    struct ambit_err *err_r)
{
	uint32_t per = (uint32_t)(sector_size(cfb) / CFB_ENTRY), n;
	uint32_t at = head->directory;
	const unsigned char *bytes;

	if (cfb_claim_all(&cfb->big, at, &n, err_r) < 0)
		return -1;
	if (n > AMBIT_CFB_ENTRIES_MAX / per)
		return cfb_limit(0, "it has too many entries", err_r);
	cfb->first_directory = at;
	cfb->n_directory = n * per;
	cfb->directory = AMBIT_ARENA_GET(cfb->arena, unsigned char,
	    (size_t)n *sector_size(cfb));
	if (cfb->directory == NULL)
		return no_memory(err_r);
	for (uint32_t i = 0; i < n; i++, at = cfb->big.next[at]) {
		if (cfb_lend(cfb, cfb_place(&cfb->big, at), sector_size(cfb),
			&bytes, err_r) < 0)
			return -1;
		memcpy(cfb->directory + i * sector_size(cfb), bytes,
		    sector_size(cfb));
	}
	return 0;
}
