/*
 * Text of the evidence in a header.
 *
 * The one place where such text becomes part of a line. Knows what may stand
 * there; whatever else there is becomes base64, %hex or \u{hex}, so that no
 * value can end its line, or its quotes.
 */

/* System. */
#include <openssl/evp.h>
#include <string.h>

/* Floor 0. */
#include "ambit/text.h"

/* Floor 3. */
#include "words.h"

/* Bytes of a word: with what is around it, at most 75 (RFC 2047 2). */
#define WORD ((size_t)39)

/* Bytes of a value that are quoted as they are; digits of a parameter's piece
 * (RFC 2231 3), each of which a line can hold. */
#define QUOTED ((size_t)60)
#define PIECE  ((size_t)600)

int
rebuild_str(struct ambit_sink *sink, const char *str, struct ambit_err *err_r)
{
	struct ambit_span s = ambit_span_str(str);

	return s.len > 0 ? ambit_sink_write(sink, s, err_r) : 0;
}

static int
put(struct ambit_sink *sink, const struct ambit_text *text,
    struct ambit_err *err_r)
{
	return text->len > 0
	    ? ambit_sink_write(sink, ambit_text_span(text), err_r)
	    : 0;
}

static bool
is_printable(int32_t c)
{
	return c >= 0x20 && c < 0x7f;
}

bool
rebuild_is_plain(struct ambit_span text)
{
	bool blank = true;

	for (size_t i = 0; i < text.len; i++) {
		if (!is_printable(text.ptr[i]) ||
		    (text.ptr[i] == ' ' && blank) ||
		    (text.ptr[i] == '?' && i > 0 && text.ptr[i - 1] == '='))
			return false;
		blank = text.ptr[i] == ' ';
	}
	return text.len > 0 && !blank;
}

/* ---- encoded words ---- */

/* As many whole characters as one word holds; controls shown as U+FFFD. */
static void
cut_word(struct ambit_span *left, struct ambit_text *word)
{
	while (left->len > 0) {
		struct ambit_span at = *left, rest = *left;
		int32_t c = ambit_text_cut_utf8(&rest);

		at.len -= rest.len;
		if (c < 0x20 || c == 0x7f)
			at = AMBIT_LIT("\xef\xbf\xbd");
		if (at.len > word->cap - word->len)
			return;
		ambit_text_put(word, at);
		*left = rest;
	}
}

static int
put_words(struct ambit_sink *sink, struct ambit_span text,
    struct ambit_err *err_r)
{
	const char *fold = "";

	do {
		char bytes[WORD];
		unsigned char coded[WORD / 3 * 4 + 1];
		struct ambit_text word = AMBIT_TEXT(bytes);
		struct ambit_span shown;
		int n;

		cut_word(&text, &word);
		n = EVP_EncodeBlock(coded, (const unsigned char *)bytes,
		    (int)word.len);
		shown = (struct ambit_span){ coded, (size_t)n };
		if (rebuild_str(sink, fold, err_r) < 0 ||
		    rebuild_str(sink, "=?UTF-8?B?", err_r) < 0 ||
		    ambit_sink_write(sink, shown, err_r) < 0 ||
		    rebuild_str(sink, "?=", err_r) < 0)
			return -1;
		fold = "\r\n ";
	} while (text.len > 0);
	return 0;
}

int
rebuild_put_text(struct ambit_sink *sink, struct ambit_span text,
    struct ambit_err *err_r)
{
	if (text.len == 0)
		return 0;
	if (text.len <= REBUILD_LINE && rebuild_is_plain(text))
		return ambit_sink_write(sink, text, err_r);
	return put_words(sink, text, err_r);
}

/* ---- quoted strings ---- */

static void
quote_one(struct ambit_text *line, struct ambit_span at, int32_t c)
{
	/* Some look for encoded words within quotes (RFC 2047 5 forbids). */
	if (c == '"' || c == '\\' || c == '?')
		ambit_text_str(line, "\\");
	if (is_printable(c))
		ambit_text_put(line, at);
	else if (c < 0)
		ambit_text_print(line, "\\\\x{%02x}", at.ptr[0]);
	else
		ambit_text_print(line, "\\\\u{%x}", (unsigned)c);
}

int
rebuild_put_quoted(struct ambit_sink *sink, struct ambit_span text,
    struct ambit_err *err_r)
{
	if (rebuild_str(sink, "\"", err_r) < 0)
		return -1;
	while (text.len > 0) {
		char buf[16];
		struct ambit_text line = AMBIT_TEXT(buf);
		struct ambit_span at = text;
		int32_t c = ambit_text_cut_utf8(&text);

		at.len -= text.len;
		quote_one(&line, at, c);
		if (put(sink, &line, err_r) < 0)
			return -1;
	}
	return rebuild_str(sink, "\"", err_r);
}

int
rebuild_put_phrase(struct ambit_sink *sink, struct ambit_span text,
    struct ambit_err *err_r)
{
	if (text.len <= REBUILD_LINE / 4 && rebuild_is_plain(text))
		return rebuild_put_quoted(sink, text, err_r);
	return put_words(sink, text, err_r);
}

/* ---- parameters ---- */

/* RFC 2231 7: what stands for itself; fewer are enough. */
static bool
is_attribute_char(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_';
}

static void
put_percent(struct ambit_text *line, struct ambit_span bytes)
{
	for (size_t i = 0; i < bytes.len; i++) {
		struct ambit_span one = { bytes.ptr + i, 1 };

		if (is_attribute_char(bytes.ptr[i]))
			ambit_text_put(line, one);
		else
			ambit_text_print(line, "%%%02X", bytes.ptr[i]);
	}
}

/* A piece of whole characters; controls shown as U+FFFD. */
static void
cut_piece(struct ambit_span *left, struct ambit_text *line)
{
	size_t begin = line->len;

	while (left->len > 0 && line->len - begin < PIECE) {
		struct ambit_span at = *left;
		int32_t c = ambit_text_cut_utf8(left);

		at.len -= left->len;
		if (c < 0x20 || c == 0x7f)
			at = AMBIT_LIT("\xef\xbf\xbd");
		put_percent(line, at);
	}
}

static int
put_pieces(struct ambit_sink *sink, const char *name, struct ambit_span text,
    struct ambit_err *err_r)
{
	bool many = text.len > PIECE / 9;

	for (unsigned n = 0; n == 0 || text.len > 0; n++) {
		char buf[PIECE + 128];
		struct ambit_text line = AMBIT_TEXT(buf);

		ambit_text_print(&line, ";\r\n\t%s*", name);
		if (many)
			ambit_text_print(&line, "%u*", n);
		ambit_text_str(&line, n == 0 ? "=UTF-8''" : "=");
		cut_piece(&text, &line);
		if (put(sink, &line, err_r) < 0)
			return -1;
	}
	return 0;
}

int
rebuild_put_param(struct ambit_sink *sink, const char *name,
    struct ambit_span text, struct ambit_err *err_r)
{
	if (text.len > QUOTED || !rebuild_is_plain(text))
		return put_pieces(sink, name, text, err_r);
	if (rebuild_str(sink, ";\r\n\t", err_r) < 0 ||
	    rebuild_str(sink, name, err_r) < 0 ||
	    rebuild_str(sink, "=", err_r) < 0)
		return -1;
	return rebuild_put_quoted(sink, text, err_r);
}
