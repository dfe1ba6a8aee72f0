/*
 * F2: whatever an mbox holds, its items tile it to the last byte, every window
 * gives the same items, and so does the same store packed with gzip, and cut
 * into units wherever one likes, read one after another. A naive walk over the
 * lines finds the same separators, and every line that may be one to another
 * reader. What a unit tells the next is read strictly.
 */

/* System. */
#include <stdint.h>

#include "store.h"

#include "store/mbox_doubt.h"
#include "store/mbox_from.h"

#define INPUT_MAX ((size_t)1 << 16)
#define ITEMS_MAX (INPUT_MAX / 32)
#define CUTS_MAX  ((size_t)7)

struct told {
	uint64_t at;
	struct ambit_extent framed, raw;
	enum ambit_kind kind;
	unsigned flaws, n_when;
	size_t n_fields;
	uint64_t body;
};

struct telling {
	bool refused;
	size_t n;
	struct told items[ITEMS_MAX];
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* As assert, in builds too that leave asserts out. */
static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
tell(const struct ambit_item *item, struct told *told)
{
	told->at = item->at.off;
	told->framed = item->framed;
	told->raw = item->raw;
	told->kind = item->kind;
	told->flaws = item->flaws;
	told->n_when = item->when[0].n;
	told->n_fields = item->n_fields;
	told->body = item->body;
}

/* Where a store is cut, in order, none twice. */
struct cuts {
	uint64_t at[CUTS_MAX];
	size_t n;
};

/* What one unit tells the next. */
struct claims {
	unsigned char bytes[AMBIT_UNIT_CLAIMS_MAX];
	size_t len;
};

/* Tell of the items of a unit, which begin where those before it ended. */
static void
read_items(struct ambit_reader *r, struct telling *telling, uint64_t *end)
{
	struct ambit_item item;
	uint64_t begin = *end;
	uint32_t n = 0;
	struct told *told;
	int rc;

	while ((rc = r->ops->next(r, &item, NULL)) == 1) {
		must(telling->n < ITEMS_MAX);
		must(item.at.item == ++n);
		must(item.framed.off == *end && item.framed.len > 0);
		*end += item.framed.len;
		must(item.raw.off >= item.framed.off);
		must(item.raw.len <= *end - item.raw.off);
		/* Every other one, so that windows go back, or do not. */
		if (telling->n % 2 == 0)
			must(ambit_reader_read(r, &item, NULL) == 0);
		told = &telling->items[telling->n++];
		memset(told, 0, sizeof(*told));
		tell(&item, told);
	}
	must(rc == 0);
	must(n == 0 || r->seen == *end - begin);
}

static void
keep_claims(struct ambit_reader *r, struct claims *claims)
{
	struct ambit_span left;

	must(ambit_reader_claims(r, &left, NULL) == 0);
	must(left.len <= sizeof(claims->bytes));
	claims->len = left.len;
	if (left.len > 0)
		memcpy(claims->bytes, left.ptr, left.len);
}

/* Read the units of a store one after another. */
static void
read_cut(const struct ambit_store *store, int fd, size_t window,
    const struct cuts *cuts, size_t len, struct telling *telling)
{
	struct ambit_unit unit = ambit_unit_whole(store);
	struct claims claims = { .len = 0 };
	struct ambit_reader r;
	struct ambit_err err;
	uint64_t end = 0, seen = 0;

	telling->n = 0;
	telling->refused = false;
	unit.parts = (uint32_t)cuts->n + 1;
	for (unit.part = 1; unit.part <= unit.parts; unit.part++) {
		unit.until = unit.part == unit.parts ? UINT64_MAX
						     : cuts->at[unit.part - 1];
		if (open_unit(&r, &unit, fd, window,
			(struct ambit_span){ claims.bytes, claims.len },
			&err) < 0) {
			must(err.code == AMBIT_E_FORMAT && unit.part == 1);
			telling->refused = true;
			return;
		}
		read_items(&r, telling, &end);
		seen += r.seen;
		keep_claims(&r, &claims);
		ambit_reader_close(&r);
		unit.from = unit.until;
	}
	must(seen == len && claims.len == 0);
	must(telling->n == 0 || end == len);
}

static bool
is_blank_before(struct ambit_span all, size_t at)
{
	size_t back = at < MBOX_BACK ? at : MBOX_BACK;

	return mbox_from_blank(ambit_span_sub(all, at - back, back)) > 0;
}

/* Is there nothing but empty lines before it? */
static bool
is_first(struct ambit_span all, size_t at)
{
	struct ambit_span rest = ambit_span_sub(all, 0, at), line;

	while (ambit_span_cut_line(&rest, &line)) {
		if (line.len > 0)
			return false;
	}
	return rest.len == 0;
}

/* Line by line, as the rule is written down. */
static void
walk_naively(struct ambit_span all, const struct telling *telling)
{
	size_t n = 0;

	if (telling->n > 0 && telling->items[0].kind == AMBIT_KIND_UNKNOWN)
		n = 1;
	for (size_t at = 0; at < all.len; at++) {
		struct ambit_span rest = ambit_span_sub(all, at, all.len);

		if (!ambit_span_begins(rest, MBOX_FROM) ||
		    (at > 0 && all.ptr[at - 1] != '\n'))
			continue;
		if ((is_blank_before(all, at) || is_first(all, at)) &&
		    mbox_from_line(rest) > 0) {
			must(n < telling->n);
			must(telling->items[n].at == at);
			n++;
		} else if (n > 0 && !telling->refused) {
			must(telling->items[n - 1].flaws &
			    (AMBIT_FLAW_FRAMING | AMBIT_FLAW_UNFRAMED));
		}
	}
	must(telling->refused || n == telling->n);
	must(!telling->refused || n == 0);
}

static void
add_cut(struct cuts *cuts, uint64_t at)
{
	if (cuts->n < CUTS_MAX && at > 0 &&
	    (cuts->n == 0 || cuts->at[cuts->n - 1] < at))
		cuts->at[cuts->n++] = at;
}

/* Cuts at even distances, where chance begins. */
static struct cuts
cut_evenly(struct ambit_span all, size_t parts)
{
	struct cuts cuts = { .n = 0 };
	size_t step = all.len / parts + 1, at = 0;

	for (size_t i = 0; i < all.len && i < 64; i++)
		at = (at * 31 + all.ptr[i]) % step;
	for (; at < all.len; at += step)
		add_cut(&cuts, at);
	return cuts;
}

/* Cuts at separators, and a byte behind them, from the i-th on. */
static struct cuts
cut_at_items(const struct telling *telling, size_t i, uint64_t behind)
{
	struct cuts cuts = { .n = 0 };

	for (; i < telling->n; i++)
		add_cut(&cuts, telling->items[i].at + behind);
	return cuts;
}

static void
must_equal(const struct telling *want, const struct telling *got)
{
	must(want->refused == got->refused && want->n == got->n);
	must(memcmp(want->items, got->items, got->n * sizeof(got->items[0])) ==
	    0);
}

static void
cut_anywhere(const struct ambit_store *store, int fd, struct ambit_span all,
    const struct telling *want)
{
	static struct telling got;
	struct cuts cuts[5] = { cut_evenly(all, 2), cut_evenly(all, CUTS_MAX),
		cut_at_items(want, 1, 0), cut_at_items(want, 0, 1),
		cut_at_items(want, want->n / 2, 0) };

	for (size_t i = 0; i < 5; i++) {
		read_cut(store, fd, 700, &cuts[i], all.len, &got);
		must_equal(want, &got);
	}
}

/* Bytes that another process says are claims: refused, or said again. */
static void
claim_anything(struct ambit_span said)
{
	struct ambit_arena *arena = ambit_arena_new(AMBIT_UNIT_CLAIMS_MAX);
	struct mbox_doubt doubt;
	struct ambit_span again;
	uint64_t from = 0;

	/* A unit that begins just before the first region ends. */
	for (size_t i = 10; i < 18 && i < said.len; i++)
		from = from << 8 | said.ptr[i];
	from -= from > 0;
	if (mbox_doubt_get(&doubt, said, from, NULL) == 0) {
		must(mbox_doubt_put(&doubt, from, arena, &again, NULL) == 0);
		must(ambit_span_equal(said, again));
	}
	ambit_arena_free(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const size_t windows[] = { 1, 63, 700 };
	static const struct cuts none;
	static struct telling want, got;
	struct ambit_store store = { .number = 1, .format = AMBIT_STORE_MBOX };
	struct ambit_span all = { bytes, len };
	int plain, packed;

	if (len > INPUT_MAX)
		return 0;
	claim_anything(all);
	store.clocks[0].source = AMBIT_SOURCE_FROM_LINE;
	plain = file_of(all);
	packed = gzip_file_of(all);
	read_cut(&store, plain, AMBIT_SOURCE_WINDOW, &none, len, &want);
	walk_naively(all, &want);
	for (size_t i = 0; i < sizeof(windows) / sizeof(windows[0]); i++) {
		store.gzip = i % 2 == 1;
		read_cut(&store, store.gzip ? packed : plain, windows[i], &none,
		    len, &got);
		must_equal(&want, &got);
	}
	cut_anywhere(&store, plain, all, &want);
	(void)close(plain);
	(void)close(packed);
	return 0;
}
