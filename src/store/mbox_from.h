#ifndef AMBIT_STORE_MBOX_FROM_H
#define AMBIT_STORE_MBOX_FROM_H

#include "ambit/limits.h"
#include "ambit/span.h"

#define MBOX_FROM AMBIT_LIT("From ")

/*
 * How far back from a separator is looked: the ends of the empty line before
 * it and of the line before that.
 */
#define MBOX_BACK 4

/*
 * Is this a separator, strictly (mail.md 1): "From ", an envelope sender, a
 * date as asctime(3) writes it, and behind that line a header field? look is
 * lent from the start of the line on; at most AMBIT_MBOX_LOOK bytes are read.
 * Returns the length of the line with its end, or 0.
 */
size_t mbox_from_line(struct ambit_span look);

/* The text of a strict separator behind its sender, without the line end. */
struct ambit_span mbox_from_date(struct ambit_span line);

/*
 * B6: is there a bare CR or a NUL in the strict separator of len bytes, or do
 * the lines around it not all end alike? before: what precedes it, as much of
 * MBOX_BACK bytes as there is.
 */
bool mbox_from_is_doubtful(struct ambit_span before, struct ambit_span look,
    size_t len);

/* Bytes of the empty line that before ends with; 0 if it does not. */
size_t mbox_from_blank(struct ambit_span before);

#endif
