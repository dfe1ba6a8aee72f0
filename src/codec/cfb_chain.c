/*
 * Chains of sectors in a compound file.
 *
 * Knows that a sector belongs to one chain, once: so no chain comes back to
 * itself, none runs into another, and walking all of them takes no longer than
 * the file has sectors.
 */

/* Floor 2. */
#include "cfb_state.h"

int
cfb_refuse(uint64_t off, const char *why, struct ambit_err *err_r)
{
	(void)ambit_err_set(err_r, AMBIT_E_FORMAT, "%s", why);
	return ambit_err_at(err_r, (struct ambit_place){ .off = off });
}

int
cfb_limit(uint64_t off, const char *why, struct ambit_err *err_r)
{
	(void)ambit_err_set(err_r, AMBIT_E_LIMIT, "%s", why);
	return ambit_err_at(err_r, (struct ambit_place){ .off = off });
}

uint64_t
cfb_place(const struct cfb_space *space, uint32_t sector)
{
	return space->begin + ((uint64_t)sector << space->shift);
}

/* A number that is none of a sector is told by where they end. */
static int
refuse_sector(const struct cfb_space *space, uint32_t sector, const char *why,
    struct ambit_err *err_r)
{
	return cfb_refuse(sector < space->n ? cfb_place(space, sector)
					    : space->begin + space->end,
	    why, err_r);
}

int
cfb_claim(struct cfb_space *space, uint32_t sector, struct ambit_err *err_r)
{
	if (sector >= space->n)
		return refuse_sector(space, sector,
		    "a chain leads out of the file", err_r);
	if (space->used[sector])
		return refuse_sector(space, sector,
		    "a sector is in two chains, or twice in one", err_r);
	space->used[sector] = 1;
	return 0;
}

int
cfb_claim_bytes(struct cfb_space *space, uint32_t first, uint64_t size,
    struct ambit_err *err_r)
{
	uint64_t sector_size = (uint64_t)1 << space->shift;
	uint32_t at = first, last = first;

	for (uint64_t left = size; left > 0;) {
		uint64_t n = left < sector_size ? left : sector_size;

		if (at == CFB_END)
			return refuse_sector(space, last,
			    "a chain is shorter than its stream", err_r);
		if (cfb_claim(space, at, err_r) < 0)
			return -1;
		if (n > space->end - ((uint64_t)at << space->shift))
			return refuse_sector(space, at,
			    "a stream reaches behind the end", err_r);
		left -= n;
		last = at;
		at = space->next[at];
	}
	if (at != CFB_END)
		return refuse_sector(space, last,
		    "a chain is longer than its stream", err_r);
	return 0;
}

int
cfb_claim_all(struct cfb_space *space, uint32_t first, uint32_t *n_r,
    struct ambit_err *err_r)
{
	*n_r = 0;
	for (uint32_t at = first; at != CFB_END; at = space->next[at]) {
		if (cfb_claim(space, at, err_r) < 0)
			return -1;
		++*n_r;
	}
	return 0;
}

int
cfb_lend(const struct ambit_cfb *cfb, uint64_t off, size_t n,
    const unsigned char **bytes_r, struct ambit_err *err_r)
{
	struct ambit_span win;

	if (ambit_source_lend(cfb->source, off, n, &win, err_r) < 0)
		return -1;
	if (win.len < n)
		return cfb_refuse(off, "a sector reaches behind the end",
		    err_r);
	*bytes_r = win.ptr;
	return 0;
}
