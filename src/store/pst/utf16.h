#ifndef AMBIT_PST_UTF16_H
#define AMBIT_PST_UTF16_H

#include "ambit/arena.h"
#include "ambit/span.h"

/*
 * UTF-16LE as UTF-8, in the arena. What is no character (a surrogate alone, a
 * byte too few at the end) becomes U+FFFD and sets *bad_r, which is false
 * otherwise. False where the arena is full.
 */
bool pst_utf16(struct ambit_span utf16, struct ambit_arena *arena,
    struct ambit_span *utf8_r, bool *bad_r);

#endif
