#ifndef AMBIT_MIME_SCAN_H
#define AMBIT_MIME_SCAN_H

#include "ambit/arena.h"
#include "ambit/limits.h"
#include "ambit/mime.h"
#include "mime_line.h"

struct mime_boundary {
	unsigned char bytes[AMBIT_BOUNDARY_STRICT];
	size_t len;
};

/* A multipart around the place where the scan stands. */
struct mime_level {
	struct mime_boundary boundary;
	bool digest; /* RFC 2046 5.1.5: its members are messages by default */
	bool parts;  /* one has begun */
	bool closed; /* the place is behind its closing delimiter */
};

/* How many closed boundaries are remembered; see mime_stray_line. */
#define MIME_GONE 32

/*
 * The scan of one message. What lies between the levels' delimiters is one
 * region at a time: a leaf, or stray text (a preamble, an epilogue).
 */
struct mime_scan {
	struct mime_walk walk;
	struct ambit_arena *arena;
	unsigned depth; /* most levels */
	struct mime_level levels[AMBIT_DEPTH_MAX];
	unsigned n_levels;
	struct mime_boundary gone[MIME_GONE]; /* of levels left behind */
	size_t n_gone; /* all there were: perhaps more than are kept */
	struct ambit_part *parts;
	size_t n_parts, n_multiparts;
	struct ambit_part leaf; /* the one that is open, if in_leaf */
	bool in_leaf;
	uint64_t region; /* where the leaf's body or the stray text begins */
	uint64_t stray;  /* bytes of stray text so far */
	unsigned flaws;
};

/*
 * An entity whose header lies at header and says type: a leaf, or the next
 * level. The walk goes on behind header. -1: arena full.
 */
void mime_scan_entity(struct mime_scan *scan, struct ambit_extent header,
    const struct ambit_mime_type *type);

/* Scan to the end of raw, or to the flaw STRUCTURE. */
int mime_scan_run(struct mime_scan *scan, struct ambit_err *err_r);

#endif
