/*
 * F2: whatever an mbox holds, its items tile it to the last byte, every window
 * gives the same items, and so does the same store packed with gzip. A naive
 * walk over the lines finds the same separators, and every line that may be
 * one to another reader.
 */

/* System. */
#include <stdint.h>

#include "store.h"

#include "store/mbox_from.h"

#define INPUT_MAX ((size_t)1 << 16)
#define ITEMS_MAX (INPUT_MAX / 32)

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

static void
read_all(const struct ambit_store *store, int fd, size_t window, size_t len,
    struct telling *telling)
{
	struct ambit_reader r;
	struct ambit_item item;
	struct ambit_err err;
	struct told *told;
	uint64_t end = 0;
	int rc;

	telling->n = 0;
	telling->refused = open_window(&r, store, fd, window, &err) < 0;
	if (telling->refused) {
		must(err.code == AMBIT_E_FORMAT);
		return;
	}
	while ((rc = r.ops->next(&r, &item, &err)) == 1) {
		must(telling->n < ITEMS_MAX);
		must(item.framed.off == end && item.framed.len > 0);
		end += item.framed.len;
		must(item.raw.off >= item.framed.off);
		must(item.raw.len <= end - item.raw.off);
		/* Every other one, so that windows go back, or do not. */
		if (telling->n % 2 == 0)
			must(ambit_reader_read(&r, &item, NULL) == 0);
		told = &telling->items[telling->n++];
		memset(told, 0, sizeof(*told));
		tell(&item, told);
	}
	must(rc == 0 && r.seen == len);
	must(telling->n == 0 || end == len);
	ambit_reader_close(&r);
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

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const size_t windows[] = { 1, 63, 700 };
	static struct telling want, got;
	struct ambit_store store = { .number = 1, .format = AMBIT_STORE_MBOX };
	struct ambit_span all = { bytes, len };
	int plain, packed;

	if (len > INPUT_MAX)
		return 0;
	store.clocks[0].source = AMBIT_SOURCE_FROM_LINE;
	plain = file_of(all);
	packed = gzip_file_of(all);
	read_all(&store, plain, AMBIT_SOURCE_WINDOW, len, &want);
	walk_naively(all, &want);
	for (size_t i = 0; i < sizeof(windows) / sizeof(windows[0]); i++) {
		store.gzip = i % 2 == 1;
		read_all(&store, store.gzip ? packed : plain, windows[i], len,
		    &got);
		must(want.refused == got.refused && want.n == got.n);
		must(memcmp(want.items, got.items,
			 got.n * sizeof(got.items[0])) == 0);
	}
	(void)close(plain);
	(void)close(packed);
	return 0;
}
