/*
 * Groups and control words of RTF.
 *
 * Knows which words are text, which say how text is to be read, and which
 * begin a destination that holds none; every other word is a matter of looks,
 * and ignored.
 *
 * BUGS: a control word behind \u ends what stands there in its stead, where
 * the standard would count it as one character of it. Few writers mean that,
 * and a lost \htmlrtf0 would lose all that follows.
 */

/* System. */
#include <stdlib.h>
#include <string.h>

/* Floor 2. */
#include "rtf_state.h"

/* [MS-OXRTFEX] 2.2.3.1: what it is stands in the first ten tokens. */
#define LOOK 10

enum does {
	IS_TEXT,   /* it becomes text */
	SKIPS,     /* its group is no text */
	SETS_PAGE, /* of the document: to page */
	ANSICPG,
	BIN,
	CPG,
	DEFF,
	FONT,
	FCHARSET,
	FONTTBL,
	FROMHTML,
	FROMTEXT,
	HTMLRTF,
	HTMLTAG,
	PLAIN,
	UC,
	UNIT,
};

/* Sorted by name. */
static const struct word {
	const char *name;
	enum does does;
	const char *html, *text; /* IS_TEXT; [MS-OXRTFEX] 2.1.3.1.4.2 */
	uint32_t page;           /* SETS_PAGE */
} words[] = {
	{ "ansi", .does = SETS_PAGE, .page = 1252 },
	{ "ansicpg", .does = ANSICPG },
	{ "bin", .does = BIN },
	{ "bullet", .does = IS_TEXT, .html = "&bull;", .text = "\xe2\x80\xa2" },
	{ "colortbl", .does = SKIPS },
	{ "cpg", .does = CPG },
	{ "deff", .does = DEFF },
	{ "emdash", .does = IS_TEXT, .html = "&mdash;",
	    .text = "\xe2\x80\x94" },
	{ "endash", .does = IS_TEXT, .html = "&ndash;",
	    .text = "\xe2\x80\x93" },
	{ "f", .does = FONT },
	{ "fcharset", .does = FCHARSET },
	{ "fldinst", .does = SKIPS },
	{ "fonttbl", .does = FONTTBL },
	{ "footer", .does = SKIPS },
	{ "footerf", .does = SKIPS },
	{ "footerl", .does = SKIPS },
	{ "footerr", .does = SKIPS },
	{ "fromhtml", .does = FROMHTML },
	{ "fromtext", .does = FROMTEXT },
	{ "header", .does = SKIPS },
	{ "headerf", .does = SKIPS },
	{ "headerl", .does = SKIPS },
	{ "headerr", .does = SKIPS },
	{ "htmlrtf", .does = HTMLRTF },
	{ "htmltag", .does = HTMLTAG },
	{ "info", .does = SKIPS },
	{ "ldblquote", .does = IS_TEXT, .html = "&ldquo;",
	    .text = "\xe2\x80\x9c" },
	{ "line", .does = IS_TEXT, .html = "\r\n", .text = "\r\n" },
	{ "listtext", .does = SKIPS },
	{ "lquote", .does = IS_TEXT, .html = "&lsquo;",
	    .text = "\xe2\x80\x98" },
	{ "mac", .does = SETS_PAGE, .page = 10000 },
	{ "nonshppict", .does = SKIPS },
	{ "par", .does = IS_TEXT, .html = "\r\n", .text = "\r\n" },
	{ "pc", .does = SETS_PAGE, .page = 437 },
	{ "pca", .does = SETS_PAGE, .page = 850 },
	{ "pict", .does = SKIPS },
	{ "plain", .does = PLAIN },
	{ "pntext", .does = SKIPS },
	{ "rdblquote", .does = IS_TEXT, .html = "&rdquo;",
	    .text = "\xe2\x80\x9d" },
	{ "rquote", .does = IS_TEXT, .html = "&rsquo;",
	    .text = "\xe2\x80\x99" },
	{ "stylesheet", .does = SKIPS },
	{ "tab", .does = IS_TEXT, .html = "\t", .text = "\t" },
	{ "u", .does = UNIT },
	{ "uc", .does = UC },
};

/* What \fcharset says; another one, and 1, is the document's own page. */
static const struct charset {
	int32_t number;
	uint16_t page;
} charsets[] = {
	{ 0, 1252 },
	{ 2, RTF_SYMBOL },
	{ 77, 10000 },
	{ 128, 932 },
	{ 129, 949 },
	{ 130, 1361 },
	{ 134, 936 },
	{ 136, 950 },
	{ 161, 1253 },
	{ 162, 1254 },
	{ 163, 1258 },
	{ 177, 1255 },
	{ 178, 1256 },
	{ 186, 1257 },
	{ 204, 1251 },
	{ 222, 874 },
	{ 238, 1250 },
	{ 254, 437 },
	{ 255, 850 },
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* ---- what it is ---- */

/* A group or word begins: one of those that are looked at. Without a sign in
 * them it is RTF of its own right, of which nothing is wanted. */
static bool
look(struct ambit_rtf *rtf)
{
	if (rtf->looked < LOOK)
		rtf->looked++;
	else if (rtf->kind == AMBIT_RTF_NATIVE)
		rtf->state = RTF_DONE;
	return rtf->state != RTF_DONE;
}

/* ---- groups ---- */

int
rtf_open(struct ambit_rtf *rtf, struct ambit_err *err_r)
{
	struct ambit_rtf_group *group = rtf_group(rtf);

	rtf->starred = false;
	rtf->skip = 0;
	if (rtf_text_settle(rtf, err_r) < 0)
		return -1;
	if (!look(rtf))
		return 0;
	if (rtf->depth == AMBIT_RTF_DEPTH_MAX) {
		rtf_break(rtf, "its groups are nested too deeply");
		return 0;
	}
	group[1] = group[0];
	rtf->depth++;
	return 0;
}

int
rtf_close(struct ambit_rtf *rtf, struct ambit_err *err_r)
{
	rtf->starred = false;
	rtf->skip = 0;
	if (rtf_text_settle(rtf, err_r) < 0)
		return -1;
	if (rtf->depth == 1)
		rtf->state = RTF_BEHIND;
	else
		rtf->depth--;
	return 0;
}

/* ---- words ---- */

static int
compare(const void *key, const void *row)
{
	const struct ambit_rtf *rtf = key;
	const struct word *word = row;
	size_t len = strlen(word->name);
	size_t n = rtf->n_name < len ? rtf->n_name : len;
	int order = memcmp(rtf->name, word->name, n);

	return order != 0 ? order : (int)rtf->n_name - (int)len;
}

/* A font's number, as a parameter; -1: none that can be. */
static int16_t
font_of(const struct ambit_rtf *rtf)
{
	if (!rtf->has_param || rtf->param < 0 || rtf->param >= AMBIT_RTF_FONTS)
		return -1;
	return (int16_t)rtf->param;
}

static void
set_font_page(struct ambit_rtf *rtf, uint32_t page)
{
	if (rtf_group(rtf)->into == RTF_FONTS && rtf->defined >= 0)
		rtf->fonts[rtf->defined] = (uint16_t)page;
}

static void
set_charset(struct ambit_rtf *rtf)
{
	uint16_t page = 0;

	for (size_t i = 0; i < COUNT(charsets); i++) {
		if (charsets[i].number == rtf->param)
			page = charsets[i].page;
	}
	set_font_page(rtf, page);
}

/* In a tag of HTML no font counts ([MS-OXRTFEX] 2.2.3.2). */
static void
set_font(struct ambit_rtf *rtf, int16_t font)
{
	struct ambit_rtf_group *group = rtf_group(rtf);

	if (group->into == RTF_FONTS)
		rtf->defined = font;
	else if (group->into == RTF_BODY)
		group->font = font;
}

/* {\*\htmltag: what it holds is HTML, whatever stands around it. */
static void
begin_tag(struct ambit_rtf *rtf)
{
	struct ambit_rtf_group *group = rtf_group(rtf);

	group->into = rtf->kind == AMBIT_RTF_HTML ? RTF_TAG : RTF_SKIP;
	group->hidden = false;
	group->font = -1;
}

/* The words that have to do with code pages. */
static void
set_page(struct ambit_rtf *rtf, const struct word *word)
{
	uint32_t page = rtf->param > 0 ? (uint32_t)rtf->param : 0;

	if (word->does == SETS_PAGE)
		rtf->page = word->page;
	else if (word->does == ANSICPG && page != 0)
		rtf->page = page;
	else if (word->does == CPG && page <= UINT16_MAX)
		set_font_page(rtf, page);
}

/* The words that say what comes. */
static void
set_into(struct ambit_rtf *rtf, const struct word *word)
{
	struct ambit_rtf_group *group = rtf_group(rtf);

	if (word->does == FONTTBL)
		group->into = RTF_FONTS;
	else if (word->does == SKIPS)
		group->into = RTF_SKIP;
	else if (word->does == HTMLRTF)
		group->hidden = !rtf->has_param || rtf->param != 0;
	else if (rtf->kind != AMBIT_RTF_NATIVE)
		return;
	else if (word->does == FROMTEXT)
		rtf->kind = AMBIT_RTF_TEXT;
	else if (word->does == FROMHTML && rtf->param == 1)
		rtf->kind = AMBIT_RTF_HTML;
}

static int
set_unit(struct ambit_rtf *rtf, struct ambit_err *err_r)
{
	if (!rtf->has_param)
		return 0;
	rtf->skip = rtf_group(rtf)->uc;
	return rtf_text_unit(rtf, rtf->param, err_r);
}

static int
put_word(struct ambit_rtf *rtf, const struct word *word,
    struct ambit_err *err_r)
{
	return rtf_text_put(rtf,
	    rtf->kind == AMBIT_RTF_HTML ? word->html : word->text, err_r);
}

static void
set_uc(struct ambit_rtf *rtf)
{
	int32_t n = rtf->has_param ? rtf->param : 1;

	rtf_group(rtf)->uc = (uint8_t)(n < 0 ? 0 : n > 255 ? 255 : n);
}

static int
act(struct ambit_rtf *rtf, const struct word *word, struct ambit_err *err_r)
{
	switch (word->does) {
	case IS_TEXT:
		return put_word(rtf, word, err_r);
	case UNIT:
		return set_unit(rtf, err_r);
	case UC:
		set_uc(rtf);
		return 0;
	case DEFF:
		rtf->default_font = font_of(rtf);
		set_font(rtf, rtf->default_font);
		return 0;
	case PLAIN:
		set_font(rtf, rtf->default_font);
		return 0;
	case FONT:
		set_font(rtf, font_of(rtf));
		return 0;
	case FCHARSET:
		set_charset(rtf);
		return 0;
	case BIN:
		rtf->n_binary = rtf->param > 0 ? (uint32_t)rtf->param : 0;
		return 0;
	case SETS_PAGE:
	case ANSICPG:
	case CPG:
		set_page(rtf, word);
		return 0;
	case SKIPS:
	case FONTTBL:
	case FROMHTML:
	case FROMTEXT:
	case HTMLRTF:
		set_into(rtf, word);
		return 0;
	case HTMLTAG:
		break;
	}
	return 0;
}

/* \*: a destination that need not be known. */
static void
begin_starred(struct ambit_rtf *rtf, const struct word *word)
{
	if (word != NULL && word->does == HTMLTAG)
		begin_tag(rtf);
	else
		rtf_group(rtf)->into = RTF_SKIP;
}

int
rtf_word(struct ambit_rtf *rtf, struct ambit_err *err_r)
{
	const struct word *word =
	    bsearch(rtf, words, COUNT(words), sizeof(words[0]), compare);
	bool starred = rtf->starred;

	rtf->starred = false;
	rtf->skip = 0;
	if (rtf_text_settle(rtf, err_r) < 0)
		return -1;
	if (!look(rtf))
		return 0;
	if (word != NULL && word->does == BIN)
		return act(rtf, word, err_r);
	if (rtf_group(rtf)->into == RTF_SKIP)
		return 0;
	if (starred) {
		begin_starred(rtf, word);
		return 0;
	}
	return word != NULL ? act(rtf, word, err_r) : 0;
}

/* ---- symbols ---- */

/* Where \u has left something to be passed by, it is passed by. */
static int
put_symbol(struct ambit_rtf *rtf, const struct word *word,
    struct ambit_err *err_r)
{
	if (rtf->skip > 0) {
		rtf->skip--;
		return 0;
	}
	return put_word(rtf, word, err_r);
}

int
rtf_symbol(struct ambit_rtf *rtf, unsigned char c, struct ambit_err *err_r)
{
	static const struct word line = { .html = "\r\n", .text = "\r\n" };
	static const struct word blank = { .html = "&nbsp;",
		.text = "\xc2\xa0" };
	static const struct word hyphen = { .html = "&shy;",
		.text = "\xc2\xad" };

	rtf->starred = c == '*';
	if (c == '\\' || c == '{' || c == '}')
		return rtf_text_byte(rtf, c, err_r);
	if (rtf_text_settle(rtf, err_r) < 0)
		return -1;
	switch (c) {
	case '\r':
	case '\n':
		return put_symbol(rtf, &line, err_r);
	case '~':
		return put_symbol(rtf, &blank, err_r);
	case '_':
		return put_symbol(rtf, &hyphen, err_r);
	default:
		return 0;
	}
}
