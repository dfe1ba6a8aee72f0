/*
 * What an entity's own fields say of it (RFC 2045, RFC 2183), read strictly:
 * a field that two readers would understand in two ways makes the structure
 * unknown (mail.md S2 S3 H6). What could be read is given all the same, as
 * evidence. Decodes nothing but the quotes of a boundary.
 */

/* System. */
#include <string.h>

/* Floor 3 and below. */
#include "ambit/header.h"
#include "ambit/limits.h"
#include "ambit/mime.h"
#include "msg_raw.h"

/* H1: of two of these nobody knows which counts. */
static const struct ambit_span once[] = {
	AMBIT_LIT_INIT("MIME-Version"),
	AMBIT_LIT_INIT("Content-Type"),
	AMBIT_LIT_INIT("Content-Transfer-Encoding"),
	AMBIT_LIT_INIT("Content-Disposition"),
	AMBIT_LIT_INIT("Content-ID"),
	AMBIT_LIT_INIT("Content-Description"),
};

/* name = value, cut out of a piece of a field. */
struct param {
	struct ambit_span name, value;
	bool escaped; /* value holds a backslash and what it quotes */
	bool strict;  /* it kept to the grammar of RFC 2045 5.1 */
};

/* RFC 2045 5.1: printable, no blank and none of the tspecials. */
static bool
is_token(struct ambit_span s)
{
	static const char specials[] = "()<>@,;:\\\"/[]?=";

	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] <= 32 || s.ptr[i] >= 127 ||
		    memchr(specials, s.ptr[i], sizeof(specials) - 1) != NULL)
			return false;
	}
	return s.len > 0;
}

/* RFC 2046 5.1.1, bchars. */
static bool
is_boundary_char(unsigned char c)
{
	static const char others[] = "'()+_,-./:=? ";

	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z') ||
	    memchr(others, c, sizeof(others) - 1) != NULL;
}

/* S2: the boundaries that every reader takes for the same. */
static bool
is_boundary(struct ambit_span s)
{
	if (s.len == 0 || s.len > AMBIT_BOUNDARY_STRICT ||
	    s.ptr[s.len - 1] == ' ')
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (!is_boundary_char(s.ptr[i]))
			return false;
	}
	return true;
}

/* Cut up to the next semicolon outside quotes, and the semicolon, off. */
static struct ambit_span
cut_piece(struct ambit_span *rest)
{
	struct ambit_span whole = *rest;
	bool quoted = false;
	size_t i;

	for (i = 0; i < whole.len && (quoted || whole.ptr[i] != ';'); i++) {
		if (whole.ptr[i] == '"')
			quoted = !quoted;
		else if (quoted && whole.ptr[i] == '\\')
			i++;
	}
	*rest = ambit_span_sub(whole, i + 1, whole.len);
	return msg_raw_trim(ambit_span_sub(whole, 0, i));
}

/* Take the quotes off. False: they are not around all of it. */
static bool
unquote(struct ambit_span *value)
{
	struct ambit_span inner = ambit_span_sub(*value, 1, value->len);

	*value = inner;
	if (inner.len == 0 || inner.ptr[inner.len - 1] != '"')
		return false;
	value->len--;
	return memchr(value->ptr, '"', value->len) == NULL;
}

/* Blanks beside the "=" are in no grammar; most readers take them. */
static struct param
read_param(struct ambit_span piece)
{
	const unsigned char *is =
	    piece.len == 0 ? NULL : memchr(piece.ptr, '=', piece.len);
	size_t at = is == NULL ? piece.len : (size_t)(is - piece.ptr);
	struct param p = { .name = ambit_span_sub(piece, 0, at),
		.value = ambit_span_sub(piece, at + 1, piece.len) };

	p.strict = is_token(p.name);
	p.name = msg_raw_trim(p.name);
	if (p.value.len == 0 || msg_raw_trim(p.value).ptr != p.value.ptr)
		p.strict = false;
	p.value = msg_raw_trim(p.value);
	if (!ambit_span_begins(p.value, AMBIT_LIT("\""))) {
		p.strict = p.strict && is_token(p.value);
		return p;
	}
	if (!unquote(&p.value))
		p.strict = false;
	p.escaped =
	    p.value.len > 0 && memchr(p.value.ptr, '\\', p.value.len) != NULL;
	if (p.escaped)
		p.strict = false;
	return p;
}

/* The value without the backslashes that quote; at most BOUNDARY_MAX. */
static int
unescape(struct ambit_span *value, struct ambit_arena *arena)
{
	unsigned char *out = AMBIT_ARENA_GET(arena, unsigned char, value->len);
	size_t len = 0;

	if (out == NULL)
		return -1;
	for (size_t i = 0; i < value->len; i++) {
		if (value->ptr[i] == '\\' && i + 1 < value->len)
			i++;
		out[len++] = value->ptr[i];
	}
	*value = (struct ambit_span){ out, len };
	return 0;
}

static bool
is_multipart(const struct ambit_mime_type *type)
{
	return ambit_span_equal_nocase(type->type, AMBIT_LIT("multipart"));
}

/* H6: also "boundary*" and "boundary*0", which some readers put together. */
static bool
is_boundary_name(struct ambit_span name)
{
	return ambit_span_begins_nocase(name, AMBIT_LIT("boundary")) &&
	    (name.len == 8 || name.ptr[8] == '*');
}

static int
read_boundary(const struct param *param, struct ambit_arena *arena,
    struct ambit_mime_type *type)
{
	if (param->name.len != 8 || type->boundary.len > 0 ||
	    !is_boundary(param->value))
		type->doubtful = true;
	if (type->boundary.len > 0 || param->value.len > AMBIT_BOUNDARY_MAX)
		return 0;
	type->boundary = param->value;
	return param->escaped ? unescape(&type->boundary, arena) : 0;
}

/*
 * Parameters decide nothing but where a multipart is cut; elsewhere they are
 * only counted.
 */
static int
read_params(struct ambit_span rest, struct ambit_arena *arena,
    struct ambit_mime_type *type)
{
	bool multipart = is_multipart(type);
	size_t n = 0;

	while (rest.len > 0) {
		struct ambit_span piece = cut_piece(&rest);
		struct param param = read_param(piece);

		if (++n > AMBIT_PARAMS_MAX) {
			type->doubtful = true;
			return 0;
		}
		if (!multipart || piece.len == 0)
			continue;
		if (!param.strict)
			type->doubtful = true;
		if (is_boundary_name(param.name) &&
		    read_boundary(&param, arena, type) < 0)
			return -1;
	}
	if (multipart && type->boundary.len == 0)
		type->doubtful = true;
	return 0;
}

/* RFC 1049 knew "text" alone, and nobody reads it in any other way. */
static int
read_type(struct ambit_span value, struct ambit_arena *arena,
    struct ambit_mime_type *type)
{
	struct ambit_span piece = cut_piece(&value);
	const unsigned char *slash =
	    piece.len == 0 ? NULL : memchr(piece.ptr, '/', piece.len);
	size_t at = slash == NULL ? piece.len : (size_t)(slash - piece.ptr);

	type->type = ambit_span_sub(piece, 0, at);
	if (slash != NULL)
		type->subtype = ambit_span_sub(piece, at + 1, piece.len);
	else if (!ambit_span_equal_nocase(piece, AMBIT_LIT("text")))
		type->doubtful = true;
	if (!is_token(type->type) || !is_token(type->subtype))
		type->doubtful = true;
	/* As others would read it, where it is in doubt anyway. */
	type->type = msg_raw_trim(type->type);
	type->subtype = msg_raw_trim(type->subtype);
	return read_params(value, arena, type);
}

/* RFC 2045 6.4: a multipart is never encoded as a whole. */
static void
read_encoding(struct ambit_span value, struct ambit_mime_type *type)
{
	value = msg_raw_trim(value);
	type->base64 = ambit_span_contains_nocase(value, AMBIT_LIT("base64"));
	if (!is_token(value) ||
	    (is_multipart(type) &&
		!ambit_span_equal_nocase(value, AMBIT_LIT("7bit")) &&
		!ambit_span_equal_nocase(value, AMBIT_LIT("8bit")) &&
		!ambit_span_equal_nocase(value, AMBIT_LIT("binary"))))
		type->doubtful = true;
}

static void
read_disposition(struct ambit_span value, struct ambit_mime_type *type)
{
	struct ambit_span kind = cut_piece(&value);
	size_t n = 0;

	if (!is_token(kind))
		type->doubtful = true;
	type->attachment = !ambit_span_equal_nocase(kind, AMBIT_LIT("inline"));
	while (value.len > 0 && n <= AMBIT_PARAMS_MAX) {
		(void)cut_piece(&value);
		n++;
	}
	if (n > AMBIT_PARAMS_MAX)
		type->doubtful = true;
}

int
ambit_mime_type(const struct ambit_header_field *fields, size_t n_fields,
    struct ambit_arena *arena, struct ambit_mime_type *type_r)
{
	const struct ambit_header_field *field;

	*type_r = (struct ambit_mime_type){ .type = AMBIT_LIT("text"),
		.subtype = AMBIT_LIT("plain") };
	for (size_t i = 0; i < sizeof(once) / sizeof(once[0]); i++) {
		if (ambit_header_count(fields, n_fields, once[i], &field) > 1)
			type_r->doubtful = true;
	}
	if (ambit_header_count(fields, n_fields, AMBIT_LIT("Content-Type"),
		&field) > 0 &&
	    read_type(field->value, arena, type_r) < 0)
		return -1;
	if (ambit_header_count(fields, n_fields,
		AMBIT_LIT("Content-Transfer-Encoding"), &field) > 0)
		read_encoding(field->value, type_r);
	if (ambit_header_count(fields, n_fields,
		AMBIT_LIT("Content-Disposition"), &field) > 0)
		read_disposition(field->value, type_r);
	return 0;
}
