#ifndef AMBIT_PST_RUN_H
#define AMBIT_PST_RUN_H

#include "value.h"

/*
 * The bytes of one value, wherever they lie. How many there are is known before
 * they are read; long ones are never held.
 */
struct pst_run {
	struct pst_file *file;
	struct ambit_span here; /* in the heap */
	uint64_t data;          /* or the BID of them; 0: none */
	uint64_t len;
	bool missing; /* they should lie in a subnode that is not there, or
			 has none: K13 */
};

/*
 * Find the bytes of a value that has one run of them: a string, without the NUL
 * at its end, a binary, a GUID, or an object. K5 to K7, K9, K13.
 */
int pst_run_find(struct pst_holder *holder, const struct pst_value *value,
    struct pst_run *run_r, struct ambit_err *err_r);

/* Begin to read it: tree is what the reading needs of memory. */
int pst_run_start(const struct pst_run *run, struct pst_tree *tree,
    struct ambit_err *err_r);

/* The next bytes, lent until the next read; none behind the last. left: how
 * many are yet to come, run->len at first. */
int pst_run_next(const struct pst_run *run, struct pst_tree *tree,
    uint64_t *left, struct ambit_span *bytes_r, struct ambit_err *err_r);

#endif
