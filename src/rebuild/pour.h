#ifndef AMBIT_REBUILD_POUR_H
#define AMBIT_REBUILD_POUR_H

#include "ambit/rtf.h"
#include "part.h"

/* Compressed RTF, unfolded into the sink. *whole_r: it was; else what came out
 * is worth nothing. */
int rebuild_unfold(struct rebuild *r, const struct ambit_mapi_value *value,
    struct ambit_sink *sink, bool *whole_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* And what the RTF wraps, as UTF-8. *kind_r is NATIVE where it wraps nothing,
 * or nothing that can be read. */
int rebuild_take_out(struct rebuild *r, const struct ambit_mapi_value *value,
    struct ambit_sink *sink, enum ambit_rtf_kind *kind_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

#endif
