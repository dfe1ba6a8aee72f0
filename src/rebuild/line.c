/*
 * Content lines: folding and escaping.
 *
 * Knows nothing of what the lines say.
 */

/* System. */
#include <assert.h>
#include <string.h>

/* Floor 0. */
#include "ambit/instant.h"

/* Floor 3. */
#include "line.h"

/* RFC 5545 3.1: octets, without the end of the line. */
#define FOLD_AT 75

#define REPLACEMENT "\xef\xbf\xbd"

/* What must stay together: a character, or an escape. */
static void
put(struct line *line, struct ambit_span piece)
{
	assert(piece.len < FOLD_AT);
	if (line->column + piece.len > FOLD_AT) {
		ambit_text_str(line->out, "\r\n ");
		line->column = 1;
	}
	ambit_text_put(line->out, piece);
	line->column += piece.len;
}

void
line_end(struct line *line)
{
	ambit_text_str(line->out, "\r\n");
	line->column = 0;
}

void
line_str(struct line *line, const char *str)
{
	for (; *str != '\0'; str++)
		put(line, (struct ambit_span){ (const unsigned char *)str, 1 });
}

void
line_of(struct line *line, const char *str)
{
	line_str(line, str);
	line_end(line);
}

void
line_number(struct line *line, int64_t number)
{
	char digits[24];
	struct ambit_text text = AMBIT_TEXT(digits);

	if (number < 0)
		ambit_text_str(&text, "-");
	ambit_text_decimal(&text,
	    number < 0 ? 0 - (uint64_t)number : (uint64_t)number, 1);
	line_str(line, ambit_text_end(&text));
}

/* ---- times ---- */

static void
put_civil(struct line *line, int64_t at, bool with_time)
{
	struct ambit_civil c = ambit_instant_civil(at);
	char digits[24];
	struct ambit_text text = AMBIT_TEXT(digits);

	ambit_text_decimal(&text, (unsigned)c.year, 4);
	ambit_text_decimal(&text, c.month, 2);
	ambit_text_decimal(&text, c.day, 2);
	if (with_time) {
		ambit_text_str(&text, "T");
		ambit_text_decimal(&text, c.hour, 2);
		ambit_text_decimal(&text, c.minute, 2);
		ambit_text_decimal(&text, c.second, 2);
	}
	line_str(line, ambit_text_end(&text));
}

void
line_date(struct line *line, int64_t at)
{
	put_civil(line, at, false);
}

void
line_local(struct line *line, int64_t at)
{
	put_civil(line, at, true);
}

void
line_utc(struct line *line, int64_t at)
{
	put_civil(line, at, true);
	line_str(line, "Z");
}

/* ---- evidence ---- */

/* Also those that are an end of a line to Unicode, and so to many readers. */
static bool
ends_line(int32_t c)
{
	return c == '\r' || c == '\n' || c == 0x85 || c == 0x2028 ||
	    c == 0x2029;
}

static bool
is_control(int32_t c)
{
	return c < 0 || (c < 0x20 && c != '\t') || (c >= 0x7f && c < 0xa0);
}

/* The next character, an end of a line of two as one. */
static int32_t
cut(struct ambit_span *rest, struct ambit_span *piece_r)
{
	int32_t c;

	*piece_r = *rest;
	c = ambit_text_cut_utf8(rest);
	if (c == '\r' && rest->len > 0 && rest->ptr[0] == '\n')
		(void)ambit_text_cut_utf8(rest);
	piece_r->len -= rest->len;
	return c;
}

void
line_text(struct line *line, struct ambit_span utf8)
{
	while (utf8.len > 0) {
		struct ambit_span piece;
		int32_t c = cut(&utf8, &piece);

		if (ends_line(c))
			put(line, AMBIT_LIT("\\n"));
		else if (is_control(c))
			put(line, AMBIT_LIT(REPLACEMENT));
		else if (c == '\\')
			put(line, AMBIT_LIT("\\\\"));
		else if (c == ',')
			put(line, AMBIT_LIT("\\,"));
		else if (c == ';')
			put(line, AMBIT_LIT("\\;"));
		else
			put(line, piece);
	}
}

void
line_param(struct line *line, const char *name, struct ambit_span utf8)
{
	line_str(line, ";");
	line_str(line, name);
	line_str(line, "=\"");
	while (utf8.len > 0) {
		struct ambit_span piece;
		int32_t c = cut(&utf8, &piece);

		if (ends_line(c))
			put(line, AMBIT_LIT("^n"));
		else if (is_control(c))
			put(line, AMBIT_LIT(REPLACEMENT));
		else if (c == '^')
			put(line, AMBIT_LIT("^^"));
		else if (c == '"')
			put(line, AMBIT_LIT("^'"));
		else
			put(line, piece);
	}
	line_str(line, "\"");
}

/* Letters, digits, and those that are told. */
static void
put_encoded(struct line *line, struct ambit_span utf8, const char *stand)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < utf8.len; i++) {
		unsigned char c = utf8.ptr[i];
		unsigned char hex[3] = { '%', (unsigned char)digits[c >> 4],
			(unsigned char)digits[c & 15] };

		if (c != '\0' && strchr(stand, c) != NULL)
			put(line, ambit_span_sub(utf8, i, 1));
		else
			put(line, (struct ambit_span){ hex, sizeof(hex) });
	}
}

#define LETTERS                                                              \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~" \
	"!$'*+@/="

void
line_uri(struct line *line, struct ambit_span utf8)
{
	put_encoded(line, utf8, LETTERS);
}

void
line_url(struct line *line, struct ambit_span utf8)
{
	put_encoded(line, utf8, LETTERS ":?#[]&(),;%");
}
