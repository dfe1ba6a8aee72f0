#ifndef AMBIT_PROC_GATE_ASK_H
#define AMBIT_PROC_GATE_ASK_H

#include "gate.h"

/* What a gate wants of a decoder, about one item. */
struct gate_want {
	enum proc_want what;
	struct ambit_staged_bytes
	    bytes; /* of the item: put on the slate, or the
		      one file that the decoder may read */
	uint64_t len;
	unsigned batch; /* items that one decoder may answer for */
	/* Take the answer: 1; 0 where it is none, or not one that it may be;
	 * -1 and *err_r: the unit fails. */
	int (*take)(struct gate *g, const struct gate_want *want,
	    struct ambit_item *item, struct ambit_err *err_r);
	void *ctx; /* the taker's */
};

/*
 * Ask a decoder, and a fresh one where the first gives no answer. 1: it is
 * taken; 0: there was none, twice, and g->crash says why: the item is as it
 * was; -1 and *err_r: the unit fails.
 */
int
gate_ask(struct gate *g, const struct gate_want *want, struct ambit_item *item,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* The next frame of an answer: 1; 0 where none comes; -1: the decoder lives
 * and is silent. */
int gate_next(struct gate *g, enum proc_kind *kind_r, struct ambit_span *body_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

#endif
