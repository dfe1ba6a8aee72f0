#ifndef AMBIT_STORE_MBOX_DOUBT_H
#define AMBIT_STORE_MBOX_DOUBT_H

#include "mbox_claim.h"
#include "mbox_search.h"

/* Regions of doubt open at a time; one more, and all is doubted. */
#define MBOX_REGIONS 8

/*
 * A stretch of the store that a message claims for itself, though separators
 * lie in it (mail.md B2): every message that begins before until is in doubt.
 */
struct mbox_region {
	uint64_t until;
	size_t boundary_len; /* 0: nothing ends it earlier */
	unsigned char boundary[AMBIT_BOUNDARY_MAX];
};

struct mbox_doubt {
	struct mbox_region open[MBOX_REGIONS];
	size_t n;
	uint64_t until; /* of the doubt about everything */
	bool next;      /* about the next message alone */
};

/* A message between two separators. */
struct mbox_message {
	uint64_t start;          /* its separator */
	struct mbox_bytes bytes; /* behind it; the last empty line too */
	size_t blank;            /* bytes of that empty line */
	bool last;               /* the store ends with it */
	const struct mbox_claim *claim;
};

/*
 * What is to be doubted of the next message of the store: AMBIT_FLAW_FRAMING
 * if an earlier message claims it, or if it claims what lies behind it;
 * AMBIT_FLAW_LENGTH. Every message is asked about once, in order. 0, or -1.
 */
int mbox_doubt_ask(struct mbox_doubt *doubt, const struct mbox_message *message,
    unsigned *flaws_r, struct ambit_err *err_r);

/*
 * What a reader of the store from start on, where a separator may stand, must
 * know of all before it: in arena, at most AMBIT_UNIT_CLAIMS_MAX bytes; none
 * where nothing claims what lies there. 0, or -1 and *err_r.
 */
int mbox_doubt_put(const struct mbox_doubt *doubt, uint64_t start,
    struct ambit_arena *arena, struct ambit_span *claims_r,
    struct ambit_err *err_r);

/* Read that for a unit that begins at from, which is not behind start: 0, or -1
 * and AMBIT_E_WIRE where no unit before from can have said it. */
int mbox_doubt_get(struct mbox_doubt *doubt_r, struct ambit_span claims,
    uint64_t from, struct ambit_err *err_r);

#endif
