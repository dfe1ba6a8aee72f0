#ifndef AMBIT_RTF_H
#define AMBIT_RTF_H

#include <stdint.h>

#include "ambit/sink.h"

/*
 * HTML or text taken out of the RTF that it was wrapped in ([MS-OXRTFEX]
 * 2.2.3). RTF goes in as into any sink, in pieces of any size; HTML or text
 * comes out in UTF-8. What was written as RTF in the first place gives nothing:
 * it is kept as it is.
 */

/* Groups within each other; real ones have some twenty. */
#define AMBIT_RTF_DEPTH_MAX 100

/* Fonts are numbered by what a parameter of RTF can say, 16 bits. */
#define AMBIT_RTF_FONTS 32768

/* A control word has at most 32 letters; a longer one is none that we know. */
#define AMBIT_RTF_WORD_MAX 32

enum ambit_rtf_kind {
	AMBIT_RTF_NATIVE,
	AMBIT_RTF_TEXT,
	AMBIT_RTF_HTML,
};

/* What a group inherits, and gives back at its end. */
struct ambit_rtf_group {
	uint8_t into; /* where its text goes */
	bool hidden;  /* between \htmlrtf and \htmlrtf0 */
	uint8_t uc;   /* bytes that stand behind a \u in its stead */
	int16_t font; /* -1: none, the document's code page */
};

/*
 * Owns nothing; large, so it belongs into an arena or is static. The first
 * members are to be read once it is finished, the others are its own.
 */
struct ambit_rtf {
	struct ambit_sink sink;
	enum ambit_rtf_kind kind;
	const char *why; /* NULL, or what is wrong: nothing came out since */
	bool doubtful;   /* a character could not be decoded: U+FFFD */

	struct ambit_sink *out;
	uint8_t state, looked, skip, n_name, n_pending, hex;
	bool starred, has_param, negative;
	uint16_t high; /* the first of two surrogates */
	int32_t param;
	uint32_t page;     /* of the document */
	uint32_t n_binary; /* bytes still to pass by */
	int16_t default_font, defined;
	size_t depth, n_buf;
	char name[AMBIT_RTF_WORD_MAX];
	unsigned char pending[4]; /* the beginning of a character */
	struct ambit_rtf_group groups[AMBIT_RTF_DEPTH_MAX];
	uint16_t fonts[AMBIT_RTF_FONTS]; /* their code pages; 0: none said */
	char buf[4096];
};

/*
 * out is borrowed until rtf is finished, and is not finished by it. Writing to
 * rtf->sink fails only where writing to out does.
 */
void ambit_rtf_init(struct ambit_rtf *rtf, struct ambit_sink *out);

#endif
