#ifndef AMBIT_TESTS_KINDS_H
#define AMBIT_TESTS_KINDS_H

#include "check.h"
#include "mapi.h"

#include "rebuild/kind.h"

/* An item of a script (mapi.h), and what it becomes beside its mail. */
struct kind_row {
	const char *name, *script, *outcome;
};

#define KINDS_ARENA  ((size_t)64 << 20)
#define KINDS_DIGEST "0123456789abcdef"

static inline void
kinds_put(struct ambit_text *text, struct ambit_source *source,
    struct ambit_arena *arena)
{
	struct rebuild_kind kind = { .stream = source,
		.arena = arena,
		.digest = KINDS_DIGEST };
	struct rebuild_kind_part parts[REBUILD_KIND_PARTS];
	struct ambit_err err;
	size_t n;

	assert_int_equal(ambit_mapi_load(source, arena, &kind.message, &err),
	    0);
	assert_int_equal(rebuild_kind_parts(&kind, parts, &n, &err), 0);
	for (unsigned bit = 0; bit < AMBIT_N_FLAWS; bit++) {
		if ((kind.flaws >> bit & 1) != 0)
			ambit_text_print(text, "(%s)\n", ambit_flaw_name(bit));
	}
	for (size_t i = 0; i < n; i++) {
		ambit_text_print(text, "%s: %s\n", parts[i].name,
		    parts[i].type);
		ambit_text_put(text, parts[i].bytes);
	}
}

/* Flaws, then each part: its name, type and bytes. Lines end in LF alone. */
static inline const char *
kinds_outcome(const char *script, size_t window)
{
	static char room[1 << 18];
	struct ambit_text text = AMBIT_TEXT(room);
	struct caught out = caught_new();
	struct ambit_arena *arena = ambit_arena_new(KINDS_ARENA);
	struct mapi_file file;
	size_t len = 0;

	assert_non_null(arena);
	mapi_script(&out.sink, script);
	file = mapi_file((struct ambit_span){ out.ptr, out.len }, window);
	kinds_put(&text, file.source, arena);
	mapi_file_free(&file);
	ambit_arena_free(&arena);
	caught_free(&out);
	(void)ambit_text_end(&text);
	for (size_t i = 0; i < text.len; i++) {
		if (room[i] != '\r' || room[i + 1] != '\n')
			room[len++] = room[i];
	}
	room[len] = '\0';
	return room;
}

static inline void
it_becomes(void **state)
{
	const struct kind_row *row = *state;

	for (size_t window = 1; window < 5000; window += 1733)
		assert_string_equal(kinds_outcome(row->script, window),
		    row->outcome);
}

static inline int
kinds_run(const char *name, const struct kind_row *rows, size_t n_rows)
{
	struct CMUnitTest *tests = calloc(n_rows, sizeof(*tests));
	int failed;

	assert_non_null(tests);
	for (size_t i = 0; i < n_rows; i++)
		tests[i] = (struct CMUnitTest){ rows[i].name, it_becomes, NULL,
			NULL, (void *)(uintptr_t)&rows[i] };
	failed = _cmocka_run_group_tests(name, tests, n_rows, NULL, NULL);
	free(tests);
	return failed;
}

#endif
