/*
 * The header lexer: where the fields of a message begin and end, and where
 * its body begins. Knows lines, names and folds; never looks into a value.
 * What another reader might cut elsewhere is a flaw, and the lexer goes on to
 * the first empty line all the same.
 */

/* System. */
#include <assert.h>
#include <string.h>

/* Floor 3 and below. */
#include "ambit/header.h"
#include "ambit/limits.h"

static bool
is_blank(unsigned char c)
{
	return c == ' ' || c == '\t';
}

/* The first line of s with its end; 0: there is no end. */
static size_t
line_len(struct ambit_span s)
{
	const unsigned char *lf =
	    s.len == 0 ? NULL : memchr(s.ptr, '\n', s.len);

	return lf == NULL ? 0 : (size_t)(lf - s.ptr) + 1;
}

/* How long is the line end that the line has? */
static size_t
end_len(struct ambit_span line)
{
	if (line.len == 0 || line.ptr[line.len - 1] != '\n')
		return 0;
	return line.len > 1 && line.ptr[line.len - 2] == '\r' ? 2 : 1;
}

static bool
is_all_blank(struct ambit_span line)
{
	size_t len = line.len - end_len(line);

	for (size_t i = 0; i < len; i++) {
		if (!is_blank(line.ptr[i]))
			return false;
	}
	return true;
}

/* RFC 5322 2.2: printable, and a colon behind it. 0: no field begins so. */
static size_t
name_len(struct ambit_span line)
{
	size_t i = 0;

	while (i < line.len && line.ptr[i] > 32 && line.ptr[i] < 127 &&
	    line.ptr[i] != ':')
		i++;
	return i < line.len && line.ptr[i] == ':' ? i : 0;
}

/*
 * The length of the field at the front of s, whose first line has the length
 * len; 0: it goes on behind the bytes, perhaps. A fold of blanks alone looks
 * like the end of the block to some (RFC 5322 4.2 calls it obsolete).
 */
static size_t
field_len(struct ambit_span s, size_t len, unsigned *flaws)
{
	while (len < s.len && is_blank(s.ptr[len])) {
		struct ambit_span fold = { s.ptr + len, s.len - len };

		fold.len = line_len(fold);
		if (fold.len == 0)
			return 0;
		if (is_all_blank(fold))
			*flaws |= AMBIT_FLAW_HEADER;
		len += fold.len;
	}
	return len < s.len ? len : 0;
}

/* The kind of the token in front, and its length; MORE: all there is. */
static enum ambit_header_token
measure(struct ambit_span s, size_t *len_r, unsigned *flaws)
{
	struct ambit_span line = { s.ptr, line_len(s) };

	*len_r = line.len;
	if (line.len > 0 && line.len == end_len(line))
		return AMBIT_HEADER_END;
	if (line.len > 0 && name_len(line) == 0)
		return AMBIT_HEADER_JUNK;
	if (line.len > 0)
		*len_r = field_len(s, line.len, flaws);
	if (*len_r > 0)
		return AMBIT_HEADER_FIELD;
	*len_r = s.len;
	return AMBIT_HEADER_MORE;
}

static enum ambit_header_token
cut(struct ambit_span *rest, struct ambit_span *token_r, unsigned *flaws)
{
	size_t len;
	enum ambit_header_token kind = measure(*rest, &len, flaws);

	*token_r = (struct ambit_span){ rest->ptr, len };
	if (len > 0)
		rest->ptr += len;
	rest->len -= len;
	return kind;
}

enum ambit_header_token
ambit_header_cut(struct ambit_span *rest, struct ambit_span *token_r)
{
	unsigned ignored = 0;

	return cut(rest, token_r, &ignored);
}

/* What has been read so far; fields are copied out once their number stands. */
struct lexer {
	const unsigned char *begin; /* of the block */
	struct ambit_header_field fields[AMBIT_FIELDS_MAX];
	size_t n_fields;
	unsigned flaws;
};

static void
add(struct lexer *lexer, struct ambit_span token)
{
	size_t name = name_len(token);
	size_t end = end_len(token);

	if (lexer->n_fields == AMBIT_FIELDS_MAX) {
		lexer->flaws |= AMBIT_FLAW_HEADER;
		return;
	}
	lexer->fields[lexer->n_fields++] = (struct ambit_header_field){
		.name = { token.ptr, name },
		.value = { token.ptr + name + 1, token.len - name - 1 - end },
		.line = token,
		.at = { (uint64_t)(token.ptr - lexer->begin), token.len },
	};
}

/*
 * The bytes ran out in the token (H3). A message of fields only may end so,
 * if its last line has its end; else something is missing.
 */
static void
add_last(struct lexer *lexer, struct ambit_span token, bool whole)
{
	if (!whole || (token.len > 0 && end_len(token) == 0))
		lexer->flaws |= AMBIT_FLAW_HEADER;
	if (name_len(token) > 0)
		add(lexer, token);
}

/* One way of ending lines, and no CR that ends none? */
static bool
has_even_lines(struct ambit_span block)
{
	size_t len;

	if (memchr(block.ptr, '\r', block.len) == NULL)
		return true;
	while ((len = line_len(block)) > 0) {
		const unsigned char *cr = memchr(block.ptr, '\r', len);

		if (cr == NULL || cr != block.ptr + len - 2)
			return false;
		block.ptr += len;
		block.len -= len;
	}
	return true;
}

/* Bytes at which readers stop, or that they take for a line end (H2). */
static bool
has_controls(struct ambit_span block)
{
	return memchr(block.ptr, '\0', block.len) != NULL ||
	    memchr(block.ptr, '\v', block.len) != NULL ||
	    memchr(block.ptr, '\f', block.len) != NULL;
}

static void
lex(struct lexer *lexer, struct ambit_span bytes, bool whole,
    struct ambit_header *header_r)
{
	struct ambit_span rest = bytes, token;
	enum ambit_header_token kind;

	do {
		kind = cut(&rest, &token, &lexer->flaws);
		if (kind == AMBIT_HEADER_FIELD)
			add(lexer, token);
		else if (kind == AMBIT_HEADER_JUNK)
			lexer->flaws |= AMBIT_FLAW_HEADER;
		else if (kind == AMBIT_HEADER_MORE)
			add_last(lexer, token, whole);
	} while (kind == AMBIT_HEADER_FIELD || kind == AMBIT_HEADER_JUNK);
	header_r->len = bytes.len - rest.len;
	header_r->ended = kind == AMBIT_HEADER_END;
	bytes.len = header_r->len;
	if (bytes.len > 0 && (has_controls(bytes) || !has_even_lines(bytes)))
		lexer->flaws |= AMBIT_FLAW_HEADER;
}

int
ambit_header_read(struct ambit_span bytes, bool whole, size_t limit,
    struct ambit_arena *arena, struct ambit_header *header_r)
{
	struct lexer lexer;
	struct ambit_header_field *fields;

	assert(limit <= AMBIT_HEADER_MAX);
	/* So a longer line fits into no block and needs no check. */
	assert(limit <= AMBIT_LINE_MAX);
	*header_r = (struct ambit_header){ 0 };
	lexer.begin = bytes.ptr;
	lexer.n_fields = 0;
	lexer.flaws = 0;
	/* How much more was lent must not show. */
	if (bytes.len > limit) {
		bytes.len = limit;
		whole = false;
	}
	lex(&lexer, bytes, whole, header_r);
	fields =
	    AMBIT_ARENA_GET(arena, struct ambit_header_field, lexer.n_fields);
	if (fields == NULL)
		return -1;
	if (lexer.n_fields > 0)
		memcpy(fields, lexer.fields, lexer.n_fields * sizeof(*fields));
	header_r->fields = fields;
	header_r->n_fields = lexer.n_fields;
	header_r->flaws = lexer.flaws;
	return 0;
}

/* The line end at off is followed by a blank: how long is it? 0: no fold. */
static size_t
fold_len(struct ambit_span s, size_t off)
{
	size_t len = s.ptr[off] == '\n' ? 1 : 0;

	if (s.ptr[off] == '\r' && off + 1 < s.len && s.ptr[off + 1] == '\n')
		len = 2;
	return len > 0 && off + len < s.len && is_blank(s.ptr[off + len]) ? len
									  : 0;
}

struct ambit_span
ambit_header_unfold(struct ambit_span value, struct ambit_arena *arena)
{
	unsigned char *out;
	size_t len = 0;

	if (value.len == 0 || memchr(value.ptr, '\n', value.len) == NULL)
		return value;
	out = AMBIT_ARENA_GET(arena, unsigned char, value.len);
	if (out == NULL)
		return (struct ambit_span){ 0 };
	for (size_t i = 0; i < value.len;) {
		size_t fold = fold_len(value, i);

		if (fold == 0)
			out[len++] = value.ptr[i++];
		else
			i += fold;
	}
	return (struct ambit_span){ out, len };
}

size_t
ambit_header_count(const struct ambit_header_field *fields, size_t n_fields,
    struct ambit_span name, const struct ambit_header_field **first_r)
{
	size_t n = 0;

	*first_r = NULL;
	for (size_t i = 0; i < n_fields; i++) {
		if (!ambit_span_equal_nocase(fields[i].name, name))
			continue;
		if (n++ == 0)
			*first_r = &fields[i];
	}
	return n;
}

bool
ambit_header_repeats(const struct ambit_header_field *fields, size_t n_fields)
{
	static const struct ambit_span once[] = {
		AMBIT_LIT_INIT("Date"),
		AMBIT_LIT_INIT("From"),
		AMBIT_LIT_INIT("Sender"),
		AMBIT_LIT_INIT("Reply-To"),
		AMBIT_LIT_INIT("To"),
		AMBIT_LIT_INIT("Cc"),
		AMBIT_LIT_INIT("Bcc"),
		AMBIT_LIT_INIT("Message-ID"),
		AMBIT_LIT_INIT("In-Reply-To"),
		AMBIT_LIT_INIT("References"),
		AMBIT_LIT_INIT("Subject"),
	};
	const struct ambit_header_field *first;

	for (size_t i = 0; i < sizeof(once) / sizeof(once[0]); i++) {
		if (ambit_header_count(fields, n_fields, once[i], &first) > 1)
			return true;
	}
	return false;
}
