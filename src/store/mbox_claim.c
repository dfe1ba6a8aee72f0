/*
 * A light look at the header of every message of an mbox: the few fields that
 * tell where it ends. Most messages have none that matters, and cost a search
 * for their line ends. Knows no other field, and draws no conclusion.
 */

/* System. */
#include <string.h>

/* Floor 3. */
#include "ambit/header.h"
#include "ambit/mime.h"

/* Floor 4. */
#include "mbox_claim.h"
#include "mbox_search.h"

/* What is asked for at first: most headers fit. */
#define FIRST_LOOK ((size_t)4096)

/* More Content-* fields than any real message has tell nothing reliable. */
#define MANY 32

/* The header of a message, found but not read. */
struct look {
	size_t len;      /* with the LF of the separator in front of it */
	size_t at[MANY]; /* where Content-* fields begin */
	size_t n;
	bool many; /* there are more */
	bool ended;
};

/* Bytes of the empty line at the front of line, or 0; all of it is there. */
static size_t
blank_len(struct ambit_span line)
{
	if (line.ptr[0] == '\n')
		return 1;
	return line.ptr[0] == '\r' && line.ptr[1] == '\n' ? 2 : 0;
}

/* A field that may matter begins at off. */
static void
note(struct look *look, size_t off)
{
	if (look->n == MANY)
		look->many = true;
	else
		look->at[look->n++] = off;
}

/*
 * Walk the header in win, from the LF before it on. All before look->len was
 * looked at; false when more bytes are wanted.
 */
static bool
walk(struct ambit_span win, struct look *look)
{
	const struct ambit_span content = AMBIT_LIT("Content-");
	struct ambit_span line;
	size_t at;

	for (;;) {
		at = mbox_search_mark(win, look->len);
		if (at == win.len)
			break;
		look->len = at;
		line = ambit_span_sub(win, at + 1, win.len);
		if (line.ptr[0] != '\n' && line.len < content.len)
			return false;
		look->len++;
		if (blank_len(line) > 0) {
			look->len += blank_len(line);
			return true;
		}
		if (ambit_span_begins_nocase(line, content))
			note(look, at + 1);
	}
	if (win.len > look->len + 1)
		look->len = win.len - 1;
	return false;
}

/*
 * Find the body of the message that begins behind off, which is a LF. It has
 * none where the header is too long, or the store ends within it; what of a
 * header is shorter than a field of interest may go unseen there.
 */
static int
find_body(struct ambit_source *source, uint64_t off, struct look *look,
    struct ambit_err *err_r)
{
	const size_t max = AMBIT_HEADER_MAX + 1;
	size_t min = FIRST_LOOK;
	struct ambit_span win;

	for (;;) {
		if (ambit_source_lend(source, off, min, &win, err_r) < 0)
			return -1;
		if (win.len > max)
			win.len = max;
		look->ended = walk(win, look);
		if (look->ended || win.len < min || win.len == max)
			return 0;
		min = win.len > max / 2 ? max : 2 * win.len;
	}
}

/* Read the field at the front of rest, if one stands there. */
static bool
read_field(struct ambit_span rest, struct ambit_header_field *field_r)
{
	struct ambit_span line;
	const unsigned char *colon;

	if (ambit_header_cut(&rest, &line) != AMBIT_HEADER_FIELD)
		return false;
	colon = memchr(line.ptr, ':', line.len);
	if (colon == NULL)
		return false;
	field_r->line = line;
	field_r->name =
	    (struct ambit_span){ line.ptr, (size_t)(colon - line.ptr) };
	field_r->value = ambit_span_sub(line, field_r->name.len + 1, line.len);
	while (field_r->value.len > 0 &&
	    (field_r->value.ptr[field_r->value.len - 1] == '\n' ||
		field_r->value.ptr[field_r->value.len - 1] == '\r'))
		field_r->value.len--;
	return true;
}

/* Read the Content-* fields; a header with too many of them has none. */
static size_t
gather(struct ambit_span header, const struct look *look,
    struct ambit_header_field *fields)
{
	size_t n = 0;

	for (size_t i = 0; i < look->n && !look->many; i++) {
		struct ambit_span rest =
		    ambit_span_sub(header, look->at[i], header.len);

		if (read_field(rest, &fields[n]))
			n++;
	}
	return n;
}

/* RFC-less, and so: digits, with blanks around them, and nothing else. */
static bool
read_number(struct ambit_span text, uint64_t *number_r)
{
	text = ambit_span_trim(text);
	*number_r = 0;
	for (size_t i = 0; i < text.len; i++) {
		uint64_t digit = (uint64_t)(text.ptr[i] - '0');

		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
		/* One too large for us is larger than any store. */
		if (*number_r > (UINT64_MAX - digit) / 10)
			*number_r = UINT64_MAX;
		else
			*number_r = *number_r * 10 + digit;
	}
	return text.len > 0;
}

static void
claim_length(const struct ambit_header_field *fields, size_t n,
    struct mbox_claim *claim)
{
	const struct ambit_header_field *field;
	size_t times =
	    ambit_header_count(fields, n, AMBIT_LIT("Content-Length"), &field);

	if (times == 0)
		return;
	claim->has_length =
	    times == 1 && read_number(field->value, &claim->length);
	claim->bad_length = !claim->has_length;
}

static bool
is_telling(unsigned char c)
{
	return (c | 0x20) == 'm' || (c | 0x20) == 'b' || c == '(';
}

/*
 * Can the type of the message tell anything? Asked before it is parsed:
 * multipart, base64, and what a comment may hide.
 */
static bool
type_matters(const struct ambit_header_field *fields, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct ambit_span value = fields[i].value;

		while (value.len > 0 && value.ptr[0] <= ' ')
			value = ambit_span_sub(value, 1, value.len);
		if (value.len > 0 && is_telling(value.ptr[0]))
			return true;
	}
	return false;
}

static int
claim_type(const struct ambit_header_field *fields, size_t n,
    struct ambit_arena *arena, struct mbox_claim *claim,
    struct ambit_err *err_r)
{
	struct ambit_mime_type type;

	if (!type_matters(fields, n))
		return 0;
	if (ambit_mime_type(fields, n, arena, &type) < 0)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "content type");
	if (ambit_span_equal_nocase(type.type, AMBIT_LIT("multipart"))) {
		/* Even a doubtful boundary is evidence, if it can be read. */
		if (type.boundary.len > sizeof(claim->boundary))
			return 0;
		claim->boundary_len = type.boundary.len;
		if (type.boundary.len > 0)
			memcpy(claim->boundary, type.boundary.ptr,
			    type.boundary.len);
	} else {
		claim->base64 = type.base64;
	}
	return 0;
}

int
mbox_claim_read(struct ambit_source *source, uint64_t off,
    struct ambit_arena *arena, struct mbox_claim *claim_r,
    struct ambit_err *err_r)
{
	struct ambit_header_field fields[MANY];
	struct ambit_span header;
	struct look look;
	size_t n;

	claim_r->base64 = claim_r->has_length = claim_r->bad_length = false;
	claim_r->boundary_len = 0;
	look.len = look.n = 0;
	look.many = false;
	if (find_body(source, off - 1, &look, err_r) < 0)
		return -1;
	claim_r->has_body = look.ended;
	claim_r->body = off - 1 + look.len;
	if (look.n == 0 || !look.ended)
		return 0;
	if (ambit_source_lend(source, off - 1, look.len, &header, err_r) < 0)
		return -1;
	n = gather(ambit_span_sub(header, 0, look.len), &look, fields);
	claim_length(fields, n, claim_r);
	return claim_type(fields, n, arena, claim_r, err_r);
}
