/*
 * usage: kinds < RECORDS
 * What items of Outlook become, beside their mail. A record is 'S' (the stream
 * of an item) or 'R' (a pattern of recurrence), its length in four bytes, and
 * its bytes. Answers: of a stream, -1, or its flaws, and how many parts there
 * are: type, name, bytes of each; of a pattern, one string: what is wrong with
 * it, or its rule, and the days on which it falls, of the first 1,500. Numbers
 * are four bytes, the highest first; strings have theirs before them.
 */

/* System. */
#include <stdlib.h>
#include <string.h>

#include "ambit/instant.h"

#include "mapi.h"
#include "rebuild/kind.h"
#include "rebuild/recurrence.h"

#define ARENA ((size_t)64 << 20)
#define DAYS  1500

static void
put_u32(uint32_t n)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		(void)putchar((int)(n >> shift & 0xff));
}

static void
put_bytes(struct ambit_span bytes)
{
	put_u32((uint32_t)bytes.len);
	if (bytes.len > 0)
		(void)fwrite(bytes.ptr, 1, bytes.len, stdout);
}

static void
do_stream(struct ambit_span bytes, struct ambit_arena *arena)
{
	struct mapi_file file = mapi_file(bytes, 4096);
	struct rebuild_kind kind = { .stream = file.source,
		.arena = arena,
		.digest = "0123456789abcdef" };
	struct rebuild_kind_part parts[REBUILD_KIND_PARTS];
	struct ambit_err err = { .code = AMBIT_E_NONE };
	size_t n;

	if (ambit_mapi_load(file.source, arena, &kind.message, &err) < 0 ||
	    rebuild_kind_parts(&kind, parts, &n, &err) < 0) {
		(void)fprintf(stderr, "%s\n", err.text);
		put_u32(UINT32_MAX);
	} else {
		put_u32(kind.flaws);
		put_u32((uint32_t)n);
		for (size_t i = 0; i < n; i++) {
			put_bytes(ambit_span_str(parts[i].type));
			put_bytes(ambit_span_str(parts[i].name));
			put_bytes(parts[i].bytes);
		}
	}
	mapi_file_free(&file);
}

static void
do_pattern(struct ambit_span bytes, struct ambit_arena *arena)
{
	static char room[1 << 16];
	struct ambit_text text = AMBIT_TEXT(room);
	struct line line = { .out = &text };
	struct recurrence r;

	if (!recurrence_read(bytes, true, arena, &r)) {
		line_str(&line, "not read");
	} else if (!recurrence_is_exact(&r)) {
		line_str(&line, "not exact");
	} else {
		recurrence_put(&r, &line);
		for (uint32_t i = 0; i < DAYS; i++) {
			uint32_t day = r.start + i * 1440;

			if (!recurrence_falls(&r, day))
				continue;
			ambit_text_str(&text, " ");
			line.column = 0;
			line_date(&line, recurrence_at(day));
		}
	}
	put_bytes(ambit_text_span(&text));
}

int
main(void)
{
	struct ambit_arena *arena = ambit_arena_new(ARENA);
	int kind;

	if (arena == NULL)
		return 1;
	while ((kind = getchar()) != EOF) {
		uint32_t len = 0;
		unsigned char *bytes;

		for (int i = 0; i < 4; i++)
			len = len << 8 | (uint32_t)(getchar() & 0xff);
		bytes = malloc((size_t)len + 1);
		if (bytes == NULL || fread(bytes, 1, len, stdin) != len)
			return 1;
		if (kind == 'S')
			do_stream((struct ambit_span){ bytes, len }, arena);
		else
			do_pattern((struct ambit_span){ bytes, len }, arena);
		free(bytes);
		ambit_arena_reset(arena);
	}
	ambit_arena_free(&arena);
	return fflush(stdout) == 0 ? 0 : 1;
}
