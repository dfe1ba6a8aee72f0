#ifndef AMBIT_SPOOL_H
#define AMBIT_SPOOL_H

#include <stddef.h>
#include <stdint.h>

#include "ambit/err.h"
#include "ambit/span.h"

/*
 * Records of any number, given back in byte order, in memory that does not
 * grow with their number: sorted runs go to files without a name in a folder
 * of the caller's, and are merged. A record is 1 to AMBIT_SPOOL_RECORD bytes;
 * order is ambit_span_compare, so a caller puts the key in front, big-endian.
 * Equal records are all given back.
 */
struct ambit_spool;

#define AMBIT_SPOOL_RECORD ((size_t)1 << 20)

/*
 * dirfd must outlive the spool. memory: bytes of records held before a run is
 * written; at least AMBIT_SPOOL_RECORD is used. Nothing touches the disk
 * while all records fit.
 */
int ambit_spool_new(int dirfd, size_t memory, struct ambit_spool **spool_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));
void ambit_spool_free(struct ambit_spool **spool);

int ambit_spool_put(struct ambit_spool *spool, struct ambit_span record,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* End of putting, begin of taking from the first record on; may be called
 * again to begin anew. */
int ambit_spool_sort(struct ambit_spool *spool, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* 1 and a record lent until the next call, 0 at the end, -1 and *err_r. */
int ambit_spool_next(struct ambit_spool *spool, struct ambit_span *record_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

uint64_t ambit_spool_count(const struct ambit_spool *spool);

#endif
