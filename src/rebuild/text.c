/*
 * Stored text as UTF-8: UTF-16, or a code page.
 *
 * Knows what a character is, and nothing of what the text says. ASCII is
 * certain in every page; what else stands in a page that nobody told is no
 * character.
 */

/* System. */
#include <assert.h>
#include <string.h>

/* Floor 2. */
#include "ambit/codepage.h"
#include "codec/utf8.h"

/* Floor 3. */
#include "text.h"

#define REPLACEMENT 0xfffd

uint32_t
rebuild_page(const struct ambit_mapi_object *message)
{
	static const uint16_t ids[] = { 0x3ffd, 0x3fde };

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		const struct ambit_mapi_value *value =
		    ambit_mapi_find(message, ids[i]);

		if (value != NULL && value->prop.type == AMBIT_MAPI_INT32 &&
		    (uint32_t)value->number != 0)
			return (uint32_t)value->number;
	}
	return 0;
}

bool
rebuild_is_string(const struct ambit_mapi_value *value)
{
	unsigned type = value->prop.type & ~(unsigned)AMBIT_MAPI_MULTIPLE;

	return type == AMBIT_MAPI_STRING8 || type == AMBIT_MAPI_STRING;
}

static int
flush(struct rebuild_text *text, struct ambit_err *err_r)
{
	struct ambit_span ready = { text->buf, text->len };

	text->len = 0;
	return ready.len > 0 ? ambit_sink_write(text->out, ready, err_r) : 0;
}

/* Room for n bytes more. */
static int
make_room(struct rebuild_text *text, size_t n, struct ambit_err *err_r)
{
	return n > sizeof(text->buf) - text->len ? flush(text, err_r) : 0;
}

static int
put(struct rebuild_text *text, uint32_t c, struct ambit_err *err_r)
{
	if (make_room(text, UTF8_MAX, err_r) < 0)
		return -1;
	text->len += utf8_put(text->buf + text->len, c);
	return 0;
}

static int
doubt(struct rebuild_text *text, struct ambit_err *err_r)
{
	text->bad = true;
	return put(text, REPLACEMENT, err_r);
}

/* ---- UTF-16LE ---- */

static uint32_t
unit_at(const unsigned char *p)
{
	return (uint32_t)(p[0] | p[1] << 8);
}

/* Two bytes or four are pending: a character, or the first of a pair. */
static int
wide_unit(struct rebuild_text *text, struct ambit_err *err_r)
{
	uint32_t first = unit_at(text->pending), second;

	if (text->n_pending == 2 && first >= 0xd800 && first < 0xdc00)
		return 0;
	if (text->n_pending == 2) {
		text->n_pending = 0;
		return first >= 0xdc00 && first < 0xe000
		    ? doubt(text, err_r)
		    : put(text, first, err_r);
	}
	second = unit_at(text->pending + 2);
	if (second >= 0xdc00 && second < 0xe000) {
		text->n_pending = 0;
		return put(text,
		    0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00),
		    err_r);
	}
	memmove(text->pending, text->pending + 2, 2);
	text->n_pending = 2;
	return doubt(text, err_r) < 0 ? -1 : wide_unit(text, err_r);
}

static int
wide_byte(struct rebuild_text *text, unsigned char c, struct ambit_err *err_r)
{
	text->pending[text->n_pending++] = c;
	return text->n_pending % 2 == 0 ? wide_unit(text, err_r) : 0;
}

/* ---- a code page ---- */

static void
pass(struct rebuild_text *text, size_t n)
{
	text->n_pending -= n;
	memmove(text->pending, text->pending + n, text->n_pending);
}

/* Of what is pending, the first character, or a byte that begins none: 1;
 * 0: it is only the beginning of one. */
static int
narrow_one(struct rebuild_text *text, struct ambit_err *err_r)
{
	char utf8[AMBIT_CODEPAGE_UTF8];
	size_t len = 0, n = text->n_pending;
	int got;

	if (text->pending[0] < 0x80) {
		unsigned char c = text->pending[0];

		pass(text, 1);
		return put(text, c, err_r) < 0 ? -1 : 1;
	}
	got = ambit_codepage_decode(text->page,
	    (struct ambit_span){ text->pending, n }, utf8, &len);
	if (got == 0)
		return 0;
	pass(text, got == 1 ? n : 1);
	if (got < 0)
		return doubt(text, err_r) < 0 ? -1 : 1;
	if (make_room(text, len, err_r) < 0)
		return -1;
	memcpy(text->buf + text->len, utf8, len);
	text->len += len;
	return 1;
}

/* A byte that begins no character stands for itself, and the others anew. */
static int
narrow_settle(struct rebuild_text *text, struct ambit_err *err_r)
{
	int got = 1;

	while (got == 1 && text->n_pending > 0)
		got = narrow_one(text, err_r);
	return got < 0 ? -1 : 0;
}

/* At the end, what is only a beginning is no character. */
static int
narrow_end(struct rebuild_text *text, struct ambit_err *err_r)
{
	while (text->n_pending > 0) {
		pass(text, 1);
		if (doubt(text, err_r) < 0 || narrow_settle(text, err_r) < 0)
			return -1;
	}
	return 0;
}

static int
narrow_byte(struct rebuild_text *text, unsigned char c, struct ambit_err *err_r)
{
	if (text->n_pending == 0 && c < 0x80)
		return put(text, c, err_r);
	text->pending[text->n_pending++] = c;
	return narrow_settle(text, err_r);
}

/* ---- runs of ASCII, which nearly all text is made of ---- */

/* Characters that are looked at in one, and those of the last ones. */
#define RUN   ((size_t)32)
#define SHORT ((size_t)8)

/* n characters, and are they all ASCII? Without a branch within, so that a
 * compiler makes few steps of it, where it knows n. */
static inline bool
narrow_run(unsigned char *to, const unsigned char *from, size_t n)
{
	unsigned char all = 0;

	for (size_t i = 0; i < n; i++) {
		all |= from[i];
		to[i] = from[i];
	}
	return all < 0x80;
}

static inline bool
wide_run(unsigned char *to, const unsigned char *from, size_t n)
{
	uint16_t all = 0;

	for (size_t i = 0; i < n; i++) {
		uint16_t unit = (uint16_t)unit_at(from + 2 * i);

		all |= unit;
		to[i] = (unsigned char)unit;
	}
	return all < 0x80;
}

/* How many of at most max characters are ASCII up to the first that is not:
 * they are at to. */
static size_t
copy_narrow(unsigned char *to, const unsigned char *from, size_t max)
{
	size_t n = 0;

	while (max - n >= RUN && from[n] < 0x80 &&
	    narrow_run(to + n, from + n, RUN))
		n += RUN;
	while (max - n >= SHORT && narrow_run(to + n, from + n, SHORT))
		n += SHORT;
	for (; n < max && from[n] < 0x80; n++)
		to[n] = from[n];
	return n;
}

static size_t
copy_wide(unsigned char *to, const unsigned char *from, size_t max)
{
	size_t n = 0;

	while (max - n >= RUN && unit_at(from + 2 * n) < 0x80 &&
	    wide_run(to + n, from + 2 * n, RUN))
		n += RUN;
	while (max - n >= SHORT && wide_run(to + n, from + 2 * n, SHORT))
		n += SHORT;
	for (; n < max && unit_at(from + 2 * n) < 0x80; n++)
		to[n] = from[2 * n];
	return n;
}

/* All of them, cut off the front of *bytes: what is left begins with another
 * character. */
static int
cut_ascii(struct rebuild_text *text, struct ambit_span *bytes,
    struct ambit_err *err_r)
{
	size_t n, max;

	do {
		unsigned char *to;

		if (make_room(text, RUN, err_r) < 0)
			return -1;
		to = text->buf + text->len;
		max = sizeof(text->buf) - text->len;
		/* A character is one byte, or two. */
		if (max > bytes->len >> text->wide)
			max = bytes->len >> text->wide;
		n = text->wide ? copy_wide(to, bytes->ptr, max)
			       : copy_narrow(to, bytes->ptr, max);
		text->len += n;
		*bytes = ambit_span_sub(*bytes, n << text->wide, bytes->len);
	} while (n > 0 && n == max);
	return 0;
}

/* ---- characters of other scripts, which stand together ---- */

/* Characters of one unit, as many as there is surely room for, up to two of
 * ASCII: a blank between words does not end them. How many. */
static size_t
put_units(struct rebuild_text *text, struct ambit_span bytes)
{
	unsigned char *to = text->buf + text->len;
	size_t max = (sizeof(text->buf) - text->len) / UTF8_MAX, n = 0;
	bool is_ascii = false;

	if (max > bytes.len / 2)
		max = bytes.len / 2;
	for (; n < max; n++) {
		uint32_t unit = unit_at(bytes.ptr + 2 * n);

		if ((unit >= 0xd800 && unit < 0xe000) ||
		    (is_ascii && unit < 0x80))
			break;
		is_ascii = unit < 0x80;
		to += utf8_put(to, unit);
	}
	text->len = (size_t)(to - text->buf);
	return n;
}

static int
cut_units(struct rebuild_text *text, struct ambit_span *bytes,
    struct ambit_err *err_r)
{
	if (!text->wide || bytes->len < 2)
		return 0;
	if (make_room(text, RUN * UTF8_MAX, err_r) < 0)
		return -1;
	*bytes =
	    ambit_span_sub(*bytes, 2 * put_units(text, *bytes), bytes->len);
	return 0;
}

/* ---- the whole ---- */

/* A surrogate, or a byte. */
static int
text_one(struct rebuild_text *text, struct ambit_span *bytes,
    struct ambit_err *err_r)
{
	unsigned char c = bytes->ptr[0];

	*bytes = ambit_span_sub(*bytes, 1, bytes->len);
	return text->wide ? wide_byte(text, c, err_r)
			  : narrow_byte(text, c, err_r);
}

static int
text_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct rebuild_text *text = (struct rebuild_text *)sink;

	while (bytes.len > 0) {
		size_t left = bytes.len;

		if (text->n_pending == 0 &&
		    (cut_ascii(text, &bytes, err_r) < 0 ||
			cut_units(text, &bytes, err_r) < 0))
			return -1;
		if (bytes.len == left && text_one(text, &bytes, err_r) < 0)
			return -1;
	}
	return 0;
}

/* A surrogate alone, and perhaps half a unit behind it. */
static int
wide_end(struct rebuild_text *text, struct ambit_err *err_r)
{
	size_t n = (text->n_pending + 1) / 2;

	text->n_pending = 0;
	for (; n > 0; n--) {
		if (doubt(text, err_r) < 0)
			return -1;
	}
	return 0;
}

static int
text_finish(struct ambit_sink *sink, struct ambit_err *err_r)
{
	struct rebuild_text *text = (struct rebuild_text *)sink;
	int got = text->wide ? wide_end(text, err_r) : narrow_end(text, err_r);

	return got < 0 ? -1 : flush(text, err_r);
}

static const struct ambit_sink_ops text_ops = {
	.name = "text",
	.write = text_write,
	.finish = text_finish,
};

void
rebuild_text_init(struct rebuild_text *text,
    const struct ambit_mapi_value *value, uint32_t page, struct ambit_sink *out)
{
	unsigned type = value->prop.type & ~(unsigned)AMBIT_MAPI_MULTIPLE;

	text->sink = (struct ambit_sink){ .ops = &text_ops };
	text->out = out;
	text->wide = type == AMBIT_MAPI_STRING;
	text->page = page;
	text->bad = false;
	text->n_pending = text->len = 0;
}

int
rebuild_value(struct ambit_source *stream, const struct ambit_mapi_value *value,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	uint64_t off = value->at.off, left = value->at.len;

	while (left > 0) {
		struct ambit_span win;

		if (ambit_source_lend(stream, off, 1, &win, err_r) < 0)
			return -1;
		if (win.len == 0)
			return ambit_err_set(err_r, AMBIT_E_CHANGED,
			    "the stream of an item ends too early");
		if (win.len > left)
			win.len = (size_t)left;
		if (ambit_sink_write(sink, win, err_r) < 0)
			return -1;
		off += win.len;
		left -= win.len;
	}
	return 0;
}

/* ---- into memory ---- */

/* Takes what comes, a piece behind the other: nobody else takes of the arena
 * meanwhile, so a string has of it what it is long. */
struct room {
	struct ambit_sink sink;
	struct ambit_arena *arena;
	unsigned char *ptr;
	size_t len;
};

static int
room_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct room *room = (struct room *)sink;
	unsigned char *to =
	    AMBIT_ARENA_GET(room->arena, unsigned char, bytes.len);

	if (to == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "a string");
	if (room->ptr == NULL)
		room->ptr = to;
	assert(to == room->ptr + room->len);
	memcpy(to, bytes.ptr, bytes.len);
	room->len += bytes.len;
	return 0;
}

static const struct ambit_sink_ops room_ops = { .name = "room",
	.write = room_write };

static struct room
room_in(struct ambit_arena *arena)
{
	return (struct room){ .sink.ops = &room_ops, .arena = arena };
}

/* The string, once all of it was written. */
static int
end_string(struct rebuild_text *text, const struct room *room,
    struct ambit_span *utf8_r, unsigned *flaws, struct ambit_err *err_r)
{
	if (ambit_sink_finish(&text->sink, err_r) < 0)
		return -1;
	if (text->bad)
		*flaws |= AMBIT_FLAW_ENCODING;
	*utf8_r = (struct ambit_span){ room->ptr, room->len };
	return 0;
}

int
rebuild_string_of(struct ambit_source *stream, uint32_t page,
    const struct ambit_mapi_value *value, size_t max, struct ambit_arena *arena,
    struct ambit_span *utf8_r, unsigned *flaws, struct ambit_err *err_r)
{
	struct room room = room_in(arena);
	struct rebuild_text text;

	*utf8_r = (struct ambit_span){ 0 };
	if (value == NULL || !rebuild_is_string(value) || value->at.len == 0)
		return 0;
	if (value->at.len > max)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "a string of more bytes than %zu", max);
	rebuild_text_init(&text, value, page, &room.sink);
	if (rebuild_value(stream, value, &text.sink, err_r) < 0)
		return -1;
	return end_string(&text, &room, utf8_r, flaws, err_r);
}

int
rebuild_string(struct ambit_source *stream, uint32_t page,
    const struct ambit_mapi_value *value, struct ambit_arena *arena,
    struct ambit_span *utf8_r, unsigned *flaws, struct ambit_err *err_r)
{
	return rebuild_string_of(stream, page, value, REBUILD_STRING_MAX, arena,
	    utf8_r, flaws, err_r);
}

int
rebuild_bytes(struct ambit_span stored, uint16_t type, uint32_t page,
    struct ambit_arena *arena, struct ambit_span *utf8_r, unsigned *flaws,
    struct ambit_err *err_r)
{
	const struct ambit_mapi_value value = { .prop.type = type };
	struct room room = room_in(arena);
	struct rebuild_text text;

	*utf8_r = (struct ambit_span){ 0 };
	if (stored.len == 0)
		return 0;
	rebuild_text_init(&text, &value, page, &room.sink);
	if (ambit_sink_write(&text.sink, stored, err_r) < 0)
		return -1;
	return end_string(&text, &room, utf8_r, flaws, err_r);
}
