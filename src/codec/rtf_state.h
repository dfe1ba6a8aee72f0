#ifndef AMBIT_CODEC_RTF_STATE_H
#define AMBIT_CODEC_RTF_STATE_H

#include "ambit/rtf.h"

/* Where the text of a group goes. */
enum rtf_into {
	RTF_BODY,
	RTF_TAG,   /* HTML as it was written: {\*\htmltag ...} */
	RTF_FONTS, /* the font table */
	RTF_SKIP,  /* nowhere: a destination that is no text */
};

/* Where the lexer stands. */
enum rtf_state {
	RTF_BEGIN, /* before the first word is sure to be \rtf */
	RTF_PLAIN,
	RTF_ESCAPE, /* behind a backslash */
	RTF_WORD,
	RTF_PARAM,
	RTF_HEX_HIGH,
	RTF_HEX_LOW,
	RTF_BINARY,
	RTF_BEHIND, /* the last brace */
	RTF_DONE,   /* all that matters was seen, or it is broken */
};

/* The code page of symbol fonts: U+F000 and the byte. */
#define RTF_SYMBOL 42

static inline struct ambit_rtf_group *
rtf_group(struct ambit_rtf *rtf)
{
	return &rtf->groups[rtf->depth - 1];
}

/* It is broken: say why, and take no more of it. */
void rtf_break(struct ambit_rtf *rtf, const char *why);

/* ---- tokens (rtf_word.c) ---- */

int rtf_open(struct ambit_rtf *rtf, struct ambit_err *err_r);
int rtf_close(struct ambit_rtf *rtf, struct ambit_err *err_r);
/* The word in name and param; rtf->state may be changed by it. */
int rtf_word(struct ambit_rtf *rtf, struct ambit_err *err_r);
int rtf_symbol(struct ambit_rtf *rtf, unsigned char c, struct ambit_err *err_r);

/* ---- text (rtf_text.c) ---- */

/* Does text go out here? */
bool rtf_is_shown(struct ambit_rtf *rtf);
/* Bytes of text below 0x80 that mean themselves. */
int rtf_text_plain(struct ambit_rtf *rtf, struct ambit_span bytes,
    struct ambit_err *err_r);
/* A byte of text in the code page of the font. */
int
rtf_text_byte(struct ambit_rtf *rtf, unsigned char c, struct ambit_err *err_r);
/* A UTF-16 unit of \u. */
int rtf_text_unit(struct ambit_rtf *rtf, int32_t unit, struct ambit_err *err_r);
/* Text of our own, where text goes out. */
int
rtf_text_put(struct ambit_rtf *rtf, const char *utf8, struct ambit_err *err_r);
/* U+FFFD. */
int rtf_text_doubt(struct ambit_rtf *rtf, struct ambit_err *err_r);
/* The bytes of a character end here, whole or not. */
int rtf_text_settle(struct ambit_rtf *rtf, struct ambit_err *err_r);
/* Nothing comes after it. */
int rtf_text_end(struct ambit_rtf *rtf, struct ambit_err *err_r);

#endif
