#ifndef AMBIT_STORE_MBOX_WALK_H
#define AMBIT_STORE_MBOX_WALK_H

#include "ambit/source.h"

/*
 * A walk from one separator of an mbox to the next. What a separator is, the
 * bytes around it decide (mbox_from.h), so a walk may begin anywhere.
 */
struct mbox_walk {
	uint64_t off;   /* all before it was looked at; then: the separator */
	uint64_t limit; /* separators at or behind it are not looked for */
	size_t from;    /* length of the separator; 0: there is none */
	size_t blank;   /* bytes of the empty line before off, or 0 */
	bool mixed;     /* B6 of the separator */
	unsigned flaws; /* of what was walked over */
};

/* Walk to the next separator at or behind off, which is not 0, or to the end
 * of the store. Where limit ends the walk, only from is told. */
int mbox_walk_next(struct ambit_source *source, struct mbox_walk *walk,
    struct ambit_err *err_r);

/*
 * A line begins at off. Is it a separator? If not, to another reader it may
 * be: B1, B7, B8.
 */
int mbox_walk_judge(struct ambit_source *source, struct mbox_walk *walk,
    struct ambit_err *err_r);

/* Step over the empty lines that the store begins with. */
int mbox_walk_blank(struct ambit_source *source, uint64_t *off_r,
    struct ambit_err *err_r);

/* Are there but empty lines before off, where a line begins? */
int mbox_walk_is_first(struct ambit_source *source, uint64_t off, bool *first_r,
    struct ambit_err *err_r);

#endif
