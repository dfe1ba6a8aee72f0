#ifndef AMBIT_REBUILD_ENCODE_H
#define AMBIT_REBUILD_ENCODE_H

#include "ambit/sink.h"

/* RFC 5322 2.1.1, without the line end. */
#define REBUILD_LINE_MAX 998

/*
 * Bytes that pass: can they leave as they are (pst.md 14.5)? Only if each is
 * ASCII and none NUL, no line is longer than 998, CR and LF stand together
 * alone, and no line could be taken for a boundary of ours.
 */
struct rebuild_look {
	struct ambit_sink sink;
	bool coded; /* they must be encoded */
	/* A line that begins as our boundaries do is none of their matter. */
	bool any_boundary;
	bool cr;    /* the last byte was one */
	size_t col; /* bytes of the line so far */
	unsigned char head[4];
};

void rebuild_look_init(struct rebuild_look *look, struct ambit_sink *next);

/* 57 bytes make a line of 76. */
#define REBUILD_BASE64_LINE  ((size_t)57)
#define REBUILD_BASE64_LINES ((size_t)64)

/* Base64 in lines of 76, each with its end (RFC 2045 6.8). out is borrowed,
 * and not finished. */
struct rebuild_base64 {
	struct ambit_sink sink;
	struct ambit_sink *out;
	size_t n_in, n_out;
	unsigned char in[REBUILD_BASE64_LINE];
	unsigned char buf[REBUILD_BASE64_LINES * 78 + 1];
};

void rebuild_base64_init(struct rebuild_base64 *base64, struct ambit_sink *out);

#endif
