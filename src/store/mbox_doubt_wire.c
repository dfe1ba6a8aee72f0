/*
 * Doubts that reach from one unit of an mbox into the next, as bytes: what the
 * state of mbox_doubt.c is, less all that ends before the next message. They
 * come back through another process, which may say anything: what no unit can
 * have left is refused.
 *
 *	1	1 if the next message alone is in doubt, else 0
 *	8	where the doubt about everything ends; 0: there is none
 *	1	regions; each, in the order of these bytes:
 *		8	where it ends
 *		1	bytes of its boundary; 0: nothing ends it earlier
 *			the boundary
 */

/* System. */
#include <string.h>

/* Floor 4. */
#include "ambit/unit.h"
#include "mbox_doubt.h"

#define REGION_MAX (8 + 1 + AMBIT_BOUNDARY_MAX)
#define CLAIMS_MAX (1 + 8 + 1 + MBOX_REGIONS * REGION_MAX)

_Static_assert(CLAIMS_MAX <= AMBIT_UNIT_CLAIMS_MAX, "claims fit");
_Static_assert(AMBIT_BOUNDARY_MAX <= UINT8_MAX, "a length is one byte");

static void
put_number(unsigned char *out, size_t *len, uint64_t number, unsigned bytes)
{
	while (bytes-- > 0)
		out[(*len)++] = (unsigned char)(number >> 8 * bytes);
}

static void
put_region(unsigned char *out, size_t *len, const struct mbox_region *region)
{
	put_number(out, len, region->until, 8);
	put_number(out, len, region->boundary_len, 1);
	memcpy(out + *len, region->boundary, region->boundary_len);
	*len += region->boundary_len;
}

/* As the bytes of two regions compare. */
static bool
is_after(const struct mbox_region *a, const struct mbox_region *b)
{
	if (a->until != b->until)
		return a->until > b->until;
	if (a->boundary_len != b->boundary_len)
		return a->boundary_len > b->boundary_len;
	return memcmp(a->boundary, b->boundary, a->boundary_len) > 0;
}

/* Which regions reach behind start, in order. */
static size_t
choose(const struct mbox_doubt *doubt, uint64_t start,
    const struct mbox_region *chosen[MBOX_REGIONS])
{
	size_t n = 0;

	for (size_t i = 0; i < doubt->n; i++) {
		const struct mbox_region *region = &doubt->open[i];
		size_t at;

		if (region->until <= start)
			continue;
		for (at = n++; at > 0 && is_after(chosen[at - 1], region); at--)
			chosen[at] = chosen[at - 1];
		chosen[at] = region;
	}
	return n;
}

int
mbox_doubt_put(const struct mbox_doubt *doubt, uint64_t start,
    struct ambit_arena *arena, struct ambit_span *claims_r,
    struct ambit_err *err_r)
{
	const struct mbox_region *chosen[MBOX_REGIONS];
	uint64_t until = doubt->until > start ? doubt->until : 0;
	size_t n = choose(doubt, start, chosen), len = 0;
	unsigned char *out;

	*claims_r = (struct ambit_span){ 0 };
	if (!doubt->next && until == 0 && n == 0)
		return 0;
	out = AMBIT_ARENA_GET(arena, unsigned char, CLAIMS_MAX);
	if (out == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "claims of a unit");
	put_number(out, &len, doubt->next, 1);
	put_number(out, &len, until, 8);
	put_number(out, &len, n, 1);
	for (size_t i = 0; i < n; i++)
		put_region(out, &len, chosen[i]);
	*claims_r = (struct ambit_span){ out, len };
	return 0;
}

/* What is left to be read; bad once it was too little, or out of bounds. */
struct claims {
	struct ambit_span left;
	uint64_t from; /* where the unit begins that reads them */
	bool bad;
};

static uint64_t
get_number(struct claims *c, unsigned bytes)
{
	uint64_t number = 0;

	c->bad = c->bad || c->left.len < bytes;
	for (unsigned i = 0; i < bytes && !c->bad; i++)
		number = number << 8 | c->left.ptr[i];
	if (!c->bad)
		c->left = ambit_span_sub(c->left, bytes, c->left.len);
	return number;
}

/* Does a doubt of a message before the cut end there, behind the cut? */
static bool
may_end(const struct claims *c, uint64_t until)
{
	return until > c->from && until - c->from < AMBIT_MBOX_DOUBT;
}

static void
get_region(struct claims *c, struct mbox_region *region_r)
{
	region_r->until = get_number(c, 8);
	region_r->boundary_len = (size_t)get_number(c, 1);
	c->bad = c->bad || !may_end(c, region_r->until) ||
	    region_r->boundary_len > AMBIT_BOUNDARY_MAX ||
	    region_r->boundary_len > c->left.len;
	if (c->bad)
		return;
	if (region_r->boundary_len > 0)
		memcpy(region_r->boundary, c->left.ptr, region_r->boundary_len);
	c->left = ambit_span_sub(c->left, region_r->boundary_len, c->left.len);
}

static void
get_regions(struct claims *c, struct mbox_doubt *doubt)
{
	size_t n = (size_t)get_number(c, 1);

	c->bad = c->bad || n > MBOX_REGIONS;
	while (!c->bad && doubt->n < n) {
		struct mbox_region *region = &doubt->open[doubt->n++];

		get_region(c, region);
		c->bad =
		    c->bad || (doubt->n > 1 && is_after(region - 1, region));
	}
}

int
mbox_doubt_get(struct mbox_doubt *doubt_r, struct ambit_span claims,
    uint64_t from, struct ambit_err *err_r)
{
	struct claims c = { claims, from, from == 0 };
	uint64_t next;

	*doubt_r = (struct mbox_doubt){ 0 };
	if (claims.len == 0)
		return 0;
	next = get_number(&c, 1);
	doubt_r->next = next == 1;
	doubt_r->until = get_number(&c, 8);
	c.bad = c.bad || (doubt_r->until > 0 && !may_end(&c, doubt_r->until));
	get_regions(&c, doubt_r);
	/* Nothing at all is said by no bytes. */
	if (c.bad || c.left.len > 0 || next > 1 ||
	    (next == 0 && doubt_r->until == 0 && doubt_r->n == 0))
		return ambit_err_set(err_r, AMBIT_E_WIRE,
		    "claims of the unit before");
	return 0;
}
