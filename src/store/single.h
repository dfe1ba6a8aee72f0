#ifndef AMBIT_STORE_SINGLE_H
#define AMBIT_STORE_SINGLE_H

#include "ambit/reader.h"

/*
 * A store that is a file, which is its one item: what files of .eml and .msg
 * share. The item is whatever kind of mail the format says, and its bytes are
 * those of the file.
 */

/* As the ops of a reader. Sets r->source and r->state. */
int single_open(struct ambit_reader *r, struct ambit_err *err_r);
int single_next(struct ambit_reader *r, struct ambit_item *item_r,
    struct ambit_err *err_r);
int single_aim(struct ambit_reader *r, const struct ambit_item *item,
    struct ambit_err *err_r);
int single_check(struct ambit_reader *r, struct ambit_err *err_r);
int single_state(struct ambit_reader *r, unsigned char sha256_r[32],
    struct ambit_err *err_r);
void single_close(struct ambit_reader *r);

#endif
