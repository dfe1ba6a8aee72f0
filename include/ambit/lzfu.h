#ifndef AMBIT_LZFU_H
#define AMBIT_LZFU_H

#include "ambit/err.h"
#include "ambit/sink.h"
#include "ambit/span.h"

/*
 * Compressed RTF, as a message keeps it in its property 1009 ([MS-OXRTFCP]):
 * LZFu, compressed against a window of 4,096 bytes, or MELA, stored.
 */

/* The most that one value may unfold to; what it says it is never allocated.
 * The largest real ones have some 10 MiB, for the pictures within them. */
#define AMBIT_LZFU_MAX ((size_t)256 << 20)

/*
 * Pour the RTF into the sink. 1: it was whole, its CRC right, its length as
 * it says, and nothing is left of value; 0 and *why_r (a static sentence)
 * where it is not so: what the sink was given until then is then worth
 * nothing; -1 and *err_r. The sink is not finished.
 */
int ambit_lzfu_pour(struct ambit_span value, struct ambit_sink *sink,
    const char **why_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

#endif
