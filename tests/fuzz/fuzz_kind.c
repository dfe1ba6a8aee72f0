/*
 * What items become beside their mail: twice the same bytes, UTF-8, each line
 * ended by CR LF; of calendars and cards none longer than 75 octets, and as
 * many components as are begun are ended, each within the one before it.
 */

/* System. */
#include <assert.h>

#include "mapi.h"
#include "rebuild/kind.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define ARENA  ((size_t)128 << 20)
#define FOLDED 75
#define WITHIN 4

/* The components that are open. */
struct open {
	struct ambit_span names[WITHIN];
	size_t n;
};

static void
check_component(struct open *open, struct ambit_span line)
{
	if (ambit_span_begins(line, AMBIT_LIT("BEGIN:"))) {
		assert(open->n < WITHIN);
		open->names[open->n++] = ambit_span_sub(line, 6, line.len);
	} else if (ambit_span_begins(line, AMBIT_LIT("END:"))) {
		assert(open->n > 0);
		assert(ambit_span_equal(ambit_span_sub(line, 4, line.len),
		    open->names[--open->n]));
	}
}

static void
check_part(const struct rebuild_kind_part *part)
{
	struct ambit_span left = part->bytes, line;
	bool folded = !ambit_span_begins(ambit_span_str(part->type),
	    AMBIT_LIT("text/plain"));
	struct open open = { .n = 0 };

	while (ambit_span_cut_line(&left, &line)) {
		assert(line.ptr + line.len + 2 == left.ptr);
		assert(!folded || line.len <= FOLDED);
		if (folded)
			check_component(&open, line);
		while (line.len > 0)
			assert(ambit_text_cut_utf8(&line) >= 0);
	}
	assert(left.len == 0 && open.n == 0);
}

static bool
make(struct ambit_source *source, struct ambit_arena *arena,
    struct rebuild_kind_part parts[REBUILD_KIND_PARTS], size_t *n,
    unsigned *flaws)
{
	struct rebuild_kind kind = { .stream = source,
		.arena = arena,
		.digest = "0123456789abcdef" };

	if (ambit_mapi_load(source, arena, &kind.message, NULL) < 0 ||
	    rebuild_kind_parts(&kind, parts, n, NULL) < 0)
		return false;
	*flaws = kind.flaws;
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct ambit_arena *arena;
	struct mapi_file file =
	    mapi_file((struct ambit_span){ bytes, len }, 4096);
	struct rebuild_kind_part parts[REBUILD_KIND_PARTS];
	struct rebuild_kind_part again[REBUILD_KIND_PARTS];
	size_t n, n_again;
	unsigned flaws, flaws_again;

	if (arena == NULL)
		arena = ambit_arena_new(ARENA);
	assert(arena != NULL);
	ambit_arena_reset(arena);
	if (make(file.source, arena, parts, &n, &flaws)) {
		bool good =
		    make(file.source, arena, again, &n_again, &flaws_again);

		assert(good && n == n_again && flaws == flaws_again);
		assert((n == 2) == ((flaws & AMBIT_FLAW_RECURRENCE) != 0));
		for (size_t i = 0; i < n; i++)
			assert(
			    ambit_span_equal(parts[i].bytes, again[i].bytes));
		if (n > 0)
			check_part(&parts[0]);
	}
	mapi_file_free(&file);
	return 0;
}
