#ifndef AMBIT_STORE_MBOX_SEARCH_H
#define AMBIT_STORE_MBOX_SEARCH_H

#include "ambit/source.h"

/*
 * Looking for something in the bytes of an mbox, by windows, at the speed of
 * memory where nothing is found.
 */

/* Where "From " begins in bytes at or behind off; bytes.len if nowhere. */
size_t mbox_search_from(struct ambit_span bytes, size_t off);

/*
 * Where a LF stands at or behind off that begins a line of a header worth
 * looking at: an empty one, perhaps, or of a field whose name begins with C;
 * bytes.len if nowhere.
 */
size_t mbox_search_mark(struct ambit_span bytes, size_t off);

/* Bytes of a store, from off on and before end. */
struct mbox_bytes {
	struct ambit_source *source;
	uint64_t off, end;
};

/*
 * Does a closing delimiter of the boundary stand as a line of the bytes, which
 * begin with a line? *found_r says so.
 */
int mbox_search_closing(struct mbox_bytes bytes, struct ambit_span boundary,
    bool *found_r, struct ambit_err *err_r);

/* The same, where it most likely stands in the last lines. */
int mbox_search_closed(struct mbox_bytes bytes, struct ambit_span boundary,
    bool *found_r, struct ambit_err *err_r);

/*
 * Was the base64 of a body cut off where the bytes end? Yes if its characters
 * are no whole number of groups, or its last line is as long as its first:
 * nothing says that it ended. Padding does.
 */
int mbox_search_cut_base64(struct mbox_bytes bytes, bool *cut_r,
    struct ambit_err *err_r);

#endif
