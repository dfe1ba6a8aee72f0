#ifndef AMBIT_DIGESTS_H
#define AMBIT_DIGESTS_H

#include "ambit/err.h"
#include "ambit/sink.h"
#include "ambit/span.h"

/*
 * SHA-256 of many short spans. A processor that has instructions for it waits
 * half of its time for the round before; two messages side by side take hardly
 * longer than one. Where the library for that is missing, or does not suit the
 * processor, one is taken after another: the digests are the same.
 */
struct ambit_digests;

int ambit_digests_new(struct ambit_digests **digests_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));
void ambit_digests_free(struct ambit_digests **digests);

/* Begin with one: bytes and the AMBIT_DIGEST_LEN bytes at digest_r stay where
 * they are until flush. */
int ambit_digests_add(struct ambit_digests *digests, struct ambit_span bytes,
    unsigned char *digest_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Every one that was begun with is at its place. */
int ambit_digests_flush(struct ambit_digests *digests, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

#endif
