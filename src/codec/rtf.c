/*
 * RTF as a sink: bytes to tokens, a function a state.
 *
 * Knows where tokens begin and end, and nothing of what they mean. Keeps no
 * more of the document than one control word, so that where a piece of it
 * ends never shows.
 */

/* System. */
#include <string.h>

/* Floor 2. */
#include "rtf_state.h"

/* A parameter of more is as good as this. */
#define PARAM_MAX 100000000

void
rtf_break(struct ambit_rtf *rtf, const char *why)
{
	rtf->why = why;
	rtf->state = RTF_DONE;
}

static bool
is_letter(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static int
hex_of(unsigned char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* ---- text ---- */

/* Bytes that mean themselves, in every code page and font. */
static size_t
plain_len(struct ambit_span bytes)
{
	size_t n = 0;

	while (n < bytes.len && bytes.ptr[n] < 0x80 && bytes.ptr[n] != '\\' &&
	    bytes.ptr[n] != '{' && bytes.ptr[n] != '}' &&
	    bytes.ptr[n] != '\r' && bytes.ptr[n] != '\n')
		n++;
	return n;
}

/* RTF of its own right, if nothing was said before its text. */
static bool
says_nothing(struct ambit_rtf *rtf)
{
	if (rtf->kind == AMBIT_RTF_NATIVE && rtf_group(rtf)->into == RTF_BODY)
		rtf->state = RTF_DONE;
	return rtf->state == RTF_DONE;
}

static int
text(struct ambit_rtf *rtf, unsigned char c, struct ambit_err *err_r)
{
	rtf->starred = false;
	return says_nothing(rtf) ? 0 : rtf_text_byte(rtf, c, err_r);
}

static int
in_plain(struct ambit_rtf *rtf, unsigned char c, struct ambit_err *err_r)
{
	switch (c) {
	case '{':
		return rtf_open(rtf, err_r);
	case '}':
		return rtf_close(rtf, err_r);
	case '\\':
		rtf->state = RTF_ESCAPE;
		return 0;
	case '\r':
	case '\n':
		return 0;
	default:
		return text(rtf, c, err_r);
	}
}

/* A run of plain text at once; how much of bytes it was. */
static int
plain_run(struct ambit_rtf *rtf, struct ambit_span bytes, size_t *n_r,
    struct ambit_err *err_r)
{
	*n_r = plain_len(bytes);
	if (*n_r == 0)
		return 0;
	rtf->starred = false;
	return says_nothing(rtf)
	    ? 0
	    : rtf_text_plain(rtf, ambit_span_sub(bytes, 0, *n_r), err_r);
}

/* ---- control words ---- */

static int
end_word(struct ambit_rtf *rtf, struct ambit_err *err_r)
{
	if (rtf->negative)
		rtf->param = -rtf->param;
	rtf->state = RTF_PLAIN;
	if (rtf_word(rtf, err_r) < 0)
		return -1;
	if (rtf->n_binary > 0 && rtf->state == RTF_PLAIN)
		rtf->state = RTF_BINARY;
	return 0;
}

/* The byte behind a word: a blank belongs to it, any other to what follows,
 * which is binary where the word said so. */
static int
behind_word(struct ambit_rtf *rtf, unsigned char c, struct ambit_err *err_r)
{
	if (end_word(rtf, err_r) < 0)
		return -1;
	if (c == ' ' || rtf->state == RTF_DONE)
		return 0;
	if (rtf->state != RTF_BINARY)
		return in_plain(rtf, c, err_r);
	if (--rtf->n_binary == 0)
		rtf->state = RTF_PLAIN;
	return 0;
}

static void
begin_word(struct ambit_rtf *rtf, unsigned char c)
{
	rtf->name[0] = (char)c;
	rtf->n_name = 1;
	rtf->param = 0;
	rtf->has_param = rtf->negative = false;
	rtf->state = RTF_WORD;
}

static int
in_escape(struct ambit_rtf *rtf, unsigned char c, struct ambit_err *err_r)
{
	if (is_letter(c)) {
		begin_word(rtf, c);
		return 0;
	}
	rtf->state = c == '\'' ? RTF_HEX_HIGH : RTF_PLAIN;
	if (c == '\'' || (c != '*' && says_nothing(rtf)))
		return 0;
	return rtf_symbol(rtf, c, err_r);
}

static int
in_param(struct ambit_rtf *rtf, unsigned char c, struct ambit_err *err_r)
{
	if (!is_digit(c))
		return behind_word(rtf, c, err_r);
	rtf->has_param = true;
	if (rtf->param < PARAM_MAX)
		rtf->param = rtf->param * 10 + (c - '0');
	return 0;
}

/* A name too long is cut: so it is still longer than any that is known. */
static int
in_word(struct ambit_rtf *rtf, unsigned char c, struct ambit_err *err_r)
{
	if (is_letter(c)) {
		if (rtf->n_name < sizeof(rtf->name))
			rtf->name[rtf->n_name++] = (char)c;
		return 0;
	}
	rtf->state = RTF_PARAM;
	rtf->negative = c == '-';
	return rtf->negative ? 0 : in_param(rtf, c, err_r);
}

/* ---- \'hh ---- */

/* What is no hexadecimal digit is a byte of its own. */
static int
no_hex(struct ambit_rtf *rtf, unsigned char c, struct ambit_err *err_r)
{
	rtf->state = RTF_PLAIN;
	if (rtf_text_settle(rtf, err_r) < 0 || rtf_text_doubt(rtf, err_r) < 0)
		return -1;
	return in_plain(rtf, c, err_r);
}

static int
in_hex_high(struct ambit_rtf *rtf, unsigned char c, struct ambit_err *err_r)
{
	int digit = hex_of(c);

	if (digit < 0)
		return no_hex(rtf, c, err_r);
	rtf->hex = (uint8_t)digit;
	rtf->state = RTF_HEX_LOW;
	return 0;
}

static int
in_hex_low(struct ambit_rtf *rtf, unsigned char c, struct ambit_err *err_r)
{
	int digit = hex_of(c);

	if (digit < 0)
		return no_hex(rtf, c, err_r);
	rtf->state = RTF_PLAIN;
	return text(rtf, (unsigned char)(rtf->hex << 4 | digit), err_r);
}

/* ---- the whole ---- */

/* A brace and \rtf: the first group, and its first word so far. */
static void
in_begin(struct ambit_rtf *rtf, unsigned char c)
{
	static const char begin[] = "{\\rtf";

	if (c != (unsigned char)begin[rtf->looked]) {
		rtf_break(rtf, "it is no RTF");
		return;
	}
	if (rtf->looked >= 2)
		rtf->name[rtf->n_name++] = (char)c;
	if (++rtf->looked < sizeof(begin) - 1)
		return;
	rtf->depth = 1;
	rtf->looked = 1;
	rtf->groups[0] = (struct ambit_rtf_group){ .uc = 1, .font = -1 };
	rtf->state = RTF_WORD;
}

/* Some writers close a group too many, and go on: what they had to say is
 * read by nobody, and that is told. */
static void
behind(struct ambit_rtf *rtf, unsigned char c)
{
	if (c != '\0' && c != ' ' && c != '\r' && c != '\n')
		rtf_break(rtf, "there is more behind its last brace");
}

static int
step(struct ambit_rtf *rtf, unsigned char c, struct ambit_err *err_r)
{
	switch ((enum rtf_state)rtf->state) {
	case RTF_BEGIN:
		in_begin(rtf, c);
		return 0;
	case RTF_PLAIN:
		return in_plain(rtf, c, err_r);
	case RTF_ESCAPE:
		return in_escape(rtf, c, err_r);
	case RTF_WORD:
		return in_word(rtf, c, err_r);
	case RTF_PARAM:
		return in_param(rtf, c, err_r);
	case RTF_HEX_HIGH:
		return in_hex_high(rtf, c, err_r);
	case RTF_HEX_LOW:
		return in_hex_low(rtf, c, err_r);
	case RTF_BINARY:
		if (--rtf->n_binary == 0)
			rtf->state = RTF_PLAIN;
		return 0;
	case RTF_BEHIND:
		behind(rtf, c);
		return 0;
	case RTF_DONE:
		break;
	}
	return 0;
}

static int
rtf_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct ambit_rtf *rtf = (struct ambit_rtf *)sink;

	while (bytes.len > 0 && rtf->state != RTF_DONE) {
		size_t n = 0;

		if (rtf->state == RTF_PLAIN &&
		    plain_run(rtf, bytes, &n, err_r) < 0)
			return -1;
		if (n == 0 && step(rtf, bytes.ptr[n++], err_r) < 0)
			return -1;
		bytes = ambit_span_sub(bytes, n, bytes.len - n);
	}
	return 0;
}

static int
rtf_finish(struct ambit_sink *sink, struct ambit_err *err_r)
{
	struct ambit_rtf *rtf = (struct ambit_rtf *)sink;

	if (rtf->state == RTF_BEGIN)
		rtf_break(rtf, "it is no RTF");
	else if (rtf->state != RTF_BEHIND && rtf->state != RTF_DONE)
		rtf_break(rtf, "it ends within a group");
	return rtf_text_end(rtf, err_r);
}

static const struct ambit_sink_ops rtf_ops = {
	.name = "rtf",
	.write = rtf_write,
	.finish = rtf_finish,
};

void
ambit_rtf_init(struct ambit_rtf *rtf, struct ambit_sink *out)
{
	memset(rtf, 0, sizeof(*rtf));
	rtf->sink.ops = &rtf_ops;
	rtf->out = out;
	rtf->page = 1252;
	rtf->default_font = rtf->defined = -1;
}
