/*
 * The stored transport header (pst.md 14.1): kept, or not.
 *
 * Believes it where it is ASCII and read in one way only. Whatever else it is,
 * it becomes a part of its own, and decides nothing.
 */

/* System. */
#include <string.h>

/* Floor 3 and below. */
#include "ambit/limits.h"
#include "encode.h"
#include "text.h"
#include "transport.h"

/* Our own fields have room beside its. */
#define FIELDS_MAX (AMBIT_FIELDS_MAX - 24)
#define BYTES_MAX  (AMBIT_HEADER_MAX / 2)

/* Printable ASCII and blanks, CR among them. Without a branch within, so that a
 * compiler makes few steps of it. */
static bool
is_printable(struct ambit_span line)
{
	unsigned char odd = 0;

	for (size_t i = 0; i < line.len; i++) {
		unsigned char c = line.ptr[i];

		odd |= (unsigned char)((c >= 0x7f) |
		    ((c < 0x20) & (c != '\t') & (c != '\r')));
	}
	return odd == 0;
}

/* In lines that mail can have. */
static bool
is_clean(struct ambit_span text)
{
	while (text.len > 0) {
		const unsigned char *lf = memchr(text.ptr, '\n', text.len);
		struct ambit_span line = text;
		size_t cr;

		if (lf != NULL)
			line.len = (size_t)(lf - text.ptr);
		cr = line.len > 0 && line.ptr[line.len - 1] == '\r';
		if (line.len > REBUILD_LINE_MAX + cr || !is_printable(line))
			return false;
		text = ambit_span_sub(text, line.len + 1, text.len);
	}
	return true;
}

/* With CR LF at the end of each line, of the last one too. */
static struct ambit_span
with_ends(struct ambit_span text, struct ambit_arena *arena)
{
	bool bare = text.len == 0 || memchr(text.ptr, '\r', text.len) == NULL;
	unsigned char *to;
	size_t n = 0;

	if (!bare && text.ptr[text.len - 1] == '\n')
		return text;
	to = AMBIT_ARENA_GET(arena, unsigned char, 2 * text.len + 2);
	if (to == NULL)
		return (struct ambit_span){ 0 };
	for (size_t i = 0; i < text.len; i++) {
		if (bare && text.ptr[i] == '\n')
			to[n++] = '\r';
		to[n++] = text.ptr[i];
	}
	if (n > 0 && to[n - 1] != '\n') {
		to[n++] = '\r';
		to[n++] = '\n';
	}
	return (struct ambit_span){ to, n };
}

/* Exchange's own first line, which is no field. */
static void
drop_title(struct ambit_span *text)
{
	struct ambit_span rest = *text, line;

	if (ambit_span_begins(rest,
		AMBIT_LIT("Microsoft Mail Internet Headers")) &&
	    ambit_span_cut_line(&rest, &line))
		*text = rest;
}

static bool
is_blank(struct ambit_span text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] > ' ')
			return false;
	}
	return true;
}

static int
read_text(struct rebuild *r, struct ambit_span text,
    struct rebuild_transport *t, struct ambit_err *err_r)
{
	drop_title(&text);
	if (!is_clean(text))
		return 0;
	text = with_ends(text, r->arena);
	if (text.ptr == NULL ||
	    ambit_header_read(text, true, BYTES_MAX, r->arena, &t->header) < 0)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "stored header");
	t->kept = t->header.flaws == 0 && t->header.n_fields <= FIELDS_MAX &&
	    !ambit_header_repeats(t->header.fields, t->header.n_fields);
	t->whole = is_blank(ambit_span_sub(text, t->header.len, text.len));
	return 0;
}

int
rebuild_transport(struct rebuild *r, const struct ambit_mapi_object *message,
    struct rebuild_transport *transport_r, struct ambit_err *err_r)
{
	struct rebuild_transport *t = transport_r;
	struct ambit_span text;
	unsigned flaws = 0;

	*t = (struct rebuild_transport){
		.value = ambit_mapi_find(message, 0x007d),
	};
	if (t->value == NULL || t->value->prop.type == AMBIT_MAPI_ERROR ||
	    t->value->at.len == 0) {
		t->value = NULL;
		return 0;
	}
	if (!rebuild_is_string(t->value)) {
		r->flaws |= AMBIT_FLAW_PROPERTY;
		t->value = NULL;
		return 0;
	}
	if (t->value->at.len > 2 * BYTES_MAX)
		return 0;
	if (rebuild_string_of(r->stream, rebuild_page(message), t->value,
		2 * BYTES_MAX, r->arena, &text, &flaws, err_r) < 0)
		return -1;
	return flaws != 0 ? 0 : read_text(r, text, t, err_r);
}
