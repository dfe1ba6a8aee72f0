#ifndef AMBIT_MSG_RAW_H
#define AMBIT_MSG_RAW_H

#include "ambit/item.h"
#include "ambit/source.h"

/*
 * The raw bytes of one message, as its source lends them. Offsets are relative
 * to raw.off and may not lie behind raw; a source that ends within raw has
 * changed under us: AMBIT_E_CHANGED.
 */

/*
 * Lend at least min bytes from off on, fewer only where raw ends, and nothing
 * of what lies behind it. min may not exceed AMBIT_SOURCE_MAX. The loan ends
 * at the next call.
 */
int msg_raw_lend(struct ambit_source *source, struct ambit_extent raw,
    uint64_t off, size_t min, struct ambit_span *win_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Is this line, which begins with two hyphens, the first behind the block? */
struct msg_raw_stop {
	bool (*at)(const void *ctx, struct ambit_span line);
	const void *ctx;
};

/*
 * Lend the header block that begins at off: through its first empty line, or
 * up to a line at which stop (may be NULL) stops, or to the end of raw. None
 * of these within limit: limit + 1 bytes, and *whole_r is false.
 */
int msg_raw_block(struct ambit_source *source, struct ambit_extent raw,
    uint64_t off, size_t limit, const struct msg_raw_stop *stop,
    struct ambit_span *block_r, bool *whole_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Blanks and line ends off both ends: of a value with its folds. */
struct ambit_span msg_raw_trim(struct ambit_span value);

#endif
