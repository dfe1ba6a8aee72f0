/*
 * The line that separates the messages of an mbox, strictly read.
 *
 *	From alice@example.com Thu Nov  9 22:33:52 2023
 *
 * Between the time and the year a zone may stand, behind the year anything.
 * Fields are cut off the front one by one; the first that does not fit ends it.
 */

/* System. */
#include <string.h>

/* Floor 4. */
#include "mbox_from.h"

enum line_end { END_NONE, END_LF, END_CRLF };

static bool
is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

/* Cut the next word and the blanks behind it off the front. */
static struct ambit_span
cut_word(struct ambit_span *rest)
{
	struct ambit_span word = { rest->ptr, 0 };

	while (rest->len > 0 && rest->ptr[0] != ' ') {
		rest->ptr++;
		rest->len--;
		word.len++;
	}
	while (rest->len > 0 && rest->ptr[0] == ' ') {
		rest->ptr++;
		rest->len--;
	}
	return word;
}

/* Is the word one of the three-letter names run together in all? */
static bool
is_name(struct ambit_span word, const char *all)
{
	for (; word.len == 3 && *all != '\0'; all += 3) {
		if (memcmp(word.ptr, all, 3) == 0)
			return true;
	}
	return false;
}

/* Does the word look like the pattern, where 0 stands for any digit? */
static bool
is_like(struct ambit_span word, const char *pattern)
{
	if (word.len != strlen(pattern))
		return false;
	for (size_t i = 0; i < word.len; i++) {
		if (pattern[i] == '0'
			? !is_digit(word.ptr[i])
			: word.ptr[i] != (unsigned char)pattern[i])
			return false;
	}
	return true;
}

static bool
is_date(struct ambit_span *rest)
{
	struct ambit_span word;

	if (!is_name(cut_word(rest), "SunMonTueWedThuFriSat") ||
	    !is_name(cut_word(rest), "JanFebMarAprMayJunJulAugSepOctNovDec"))
		return false;
	word = cut_word(rest);
	if (!is_like(word, "0") && !is_like(word, "00"))
		return false;
	word = cut_word(rest);
	if (!is_like(word, "00:00") && !is_like(word, "00:00:00"))
		return false;
	word = cut_word(rest);
	return is_like(word, "0000") || is_like(cut_word(rest), "0000");
}

/* RFC 5322 3.6.8: one or more printable characters but the colon. */
static bool
is_field(struct ambit_span rest)
{
	size_t i = 0;

	while (i < rest.len && rest.ptr[i] > 32 && rest.ptr[i] < 127 &&
	    rest.ptr[i] != ':')
		i++;
	return i > 0 && i < rest.len && rest.ptr[i] == ':';
}

size_t
mbox_from_line(struct ambit_span look)
{
	struct ambit_span rest = look, line;

	if (look.len > AMBIT_MBOX_LOOK)
		rest.len = look.len = AMBIT_MBOX_LOOK;
	if (!ambit_span_begins(rest, MBOX_FROM) ||
	    !ambit_span_cut_line(&rest, &line))
		return 0;
	(void)cut_word(&line);
	if (cut_word(&line).len == 0 || !is_date(&line) || !is_field(rest))
		return 0;
	return look.len - rest.len;
}

struct ambit_span
mbox_from_date(struct ambit_span line)
{
	struct ambit_span text = line;

	if (!ambit_span_cut_line(&line, &text))
		return (struct ambit_span){ 0 };
	(void)cut_word(&text);
	(void)cut_word(&text);
	return text;
}

/* How the text ends; the end is cut off. */
static enum line_end
cut_end(struct ambit_span *text)
{
	if (text->len == 0 || text->ptr[text->len - 1] != '\n')
		return END_NONE;
	text->len--;
	if (text->len == 0 || text->ptr[text->len - 1] != '\r')
		return END_LF;
	text->len--;
	return END_CRLF;
}

size_t
mbox_from_blank(struct ambit_span before)
{
	struct ambit_span rest = before;
	enum line_end end = cut_end(&rest);

	if (end == END_NONE || rest.len == 0 || rest.ptr[rest.len - 1] != '\n')
		return 0;
	return before.len - rest.len;
}

/* Does the text hold a NUL, or a CR? Its line end is cut off. */
static bool
has_control(struct ambit_span text)
{
	return memchr(text.ptr, '\0', text.len) != NULL ||
	    memchr(text.ptr, '\r', text.len) != NULL;
}

bool
mbox_from_is_doubtful(struct ambit_span before, struct ambit_span look,
    size_t len)
{
	struct ambit_span line = { look.ptr, len }, rest = look, field;
	enum line_end ends[3], own = cut_end(&line);

	if (look.len > AMBIT_MBOX_LOOK)
		rest.len = AMBIT_MBOX_LOOK;
	rest.ptr += len;
	rest.len -= len;
	ends[0] = cut_end(&before);
	ends[1] = cut_end(&before);
	field = rest;
	ends[2] = END_NONE;
	if (ambit_span_cut_line(&rest, &field)) {
		field.len = (size_t)(rest.ptr - field.ptr);
		ends[2] = cut_end(&field);
	}
	for (size_t i = 0; i < 3; i++) {
		if (ends[i] != END_NONE && ends[i] != own)
			return true;
	}
	return has_control(line);
}
