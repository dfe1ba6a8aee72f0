/*
 * Rebuilding: any bytes as a stream of an item. What comes out is ASCII in
 * lines of mail, lexes without a flaw, has the frame's fields once each, has
 * parts that our own scanner tells apart, and is the same when it is done
 * again.
 */

/* System. */
#include <assert.h>

#include "ambit/header.h"
#include "ambit/limits.h"
#include "message.h"
#include "rebuilt.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define ARENA ((size_t)128 << 20)

static void
check_lines(struct ambit_span eml)
{
	size_t col = 0;

	for (size_t i = 0; i < eml.len; i++) {
		assert(eml.ptr[i] < 0x80 && eml.ptr[i] != '\0');
		if (eml.ptr[i] == '\n')
			assert(i > 0 && eml.ptr[i - 1] == '\r');
		if (eml.ptr[i] == '\r')
			assert(i + 1 < eml.len && eml.ptr[i + 1] == '\n');
		col = eml.ptr[i] == '\n' ? 0 : col + 1;
		assert(col <= 999);
	}
}

static void
check_header(struct ambit_span eml, struct ambit_arena *arena)
{
	static const char *const once[] = { "From", "Sender", "To", "Cc", "Bcc",
		"Subject", "Date", "Message-ID", "In-Reply-To", "References",
		"MIME-Version", "Content-Type" };
	const struct ambit_header_field *first;
	struct ambit_header header;
	int got =
	    ambit_header_read(eml, true, AMBIT_HEADER_MAX, arena, &header);

	assert(got == 0 && header.flaws == 0 && header.ended);
	for (size_t i = 0; i < sizeof(once) / sizeof(once[0]); i++)
		assert(ambit_header_count(header.fields, header.n_fields,
			   ambit_span_str(once[i]), &first) <= 1);
	assert(ambit_header_count(header.fields, header.n_fields,
		   AMBIT_LIT("Content-Type"), &first) == 1);
}

/* A signed body's own parts may be anything. */
static void
check_parts(struct ambit_span eml)
{
	unsigned doubts = AMBIT_FLAW_STRUCTURE | AMBIT_FLAW_UNCLOSED |
	    AMBIT_FLAW_STRAY | AMBIT_FLAW_TOO_DEEP | AMBIT_FLAW_REPEATED;
	struct ambit_store store = { .number = 1, .account = 1 };
	struct message m;
	int got;

	if (ambit_span_contains_nocase(eml, AMBIT_LIT("multipart/signed")))
		return;
	m = message_open(eml, 4096);
	got = ambit_mail_read(m.source, &store, AMBIT_HEADER_MAX, &m.item,
	    m.arena, NULL);
	assert(got == 0);
	got =
	    ambit_mime_read(m.source, &m.item, AMBIT_DEPTH_MAX, m.arena, NULL);
	assert(got == 0 && (m.item.flaws & doubts) == 0);
	message_close(&m);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct ambit_arena *arena;
	struct mapi_file file =
	    mapi_file((struct ambit_span){ bytes, len }, 4096);
	struct caught eml = caught_new(), again = caught_new();
	unsigned flaws, flaws_again;

	if (arena == NULL)
		arena = ambit_arena_new(ARENA);
	assert(arena != NULL);
	ambit_arena_reset(arena);
	if (ambit_rebuild(file.source, arena, &eml.sink, &flaws, NULL) == 0) {
		struct ambit_span out = { eml.ptr, eml.len };
		int got;

		assert(eml.len <= 32 * len + (1 << 20));
		check_lines(out);
		ambit_arena_reset(arena);
		check_header(out, arena);
		check_parts(out);
		ambit_arena_reset(arena);
		got = ambit_rebuild(file.source, arena, &again.sink,
		    &flaws_again, NULL);
		assert(got == 0 && flaws == flaws_again);
		assert(eml.len == again.len &&
		    memcmp(eml.ptr, again.ptr, eml.len) == 0);
	}
	caught_free(&eml);
	caught_free(&again);
	mapi_file_free(&file);
	return 0;
}
