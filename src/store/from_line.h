#ifndef AMBIT_STORE_FROM_LINE_H
#define AMBIT_STORE_FROM_LINE_H

#include "ambit/reader.h"

/*
 * What a separator line says of an item beyond where it begins.
 */

/*
 * Fill the clocks of item that the store reads in a separator line, from that
 * line, whole. Without effect on an item whose framing is in doubt.
 */
int from_line_clocks(const struct ambit_reader *r, struct ambit_span line,
    struct ambit_item *item, struct ambit_err *err_r);

/* Take back every reading of a clock: a doubt touches it. */
void from_line_take_back(struct ambit_item *item);

/*
 * F4: a file that begins with a separator. r->source is aimed. A strict one is
 * framing: raw begins behind it; any other is a flaw. Without effect where raw
 * begins with anything else, as in an mbox it always does.
 */
int from_line_of_file(struct ambit_reader *r, struct ambit_item *item,
    struct ambit_err *err_r);

#endif
