#ifndef AMBIT_REBUILD_H
#define AMBIT_REBUILD_H

#include "ambit/arena.h"
#include "ambit/mapi.h"
#include "ambit/sink.h"
#include "ambit/source.h"

/*
 * An .eml of an item of Outlook, made from its properties alone (pst.md 14 and
 * 15): no clock, locale, random number, host or path. Equal streams give equal
 * bytes. Decides nothing.
 */

/* Load what the libraries load lazily, once, before the process is shut in. */
int
ambit_rebuild_warm(struct ambit_err *err_r) __attribute__((warn_unused_result));

/*
 * Rebuild the item whose stream (mapi.h) source lends from its first byte.
 * *flaws_r: what was found wrong with it (ATTACHMENTS, ENCODING, LOST,
 * REFERENCE, ENCRYPTED, RECURRENCE, TOO_DEEP). 0; -1 and *err_r: what was
 * written is worth nothing. source and arena are the caller's; the arena holds
 * no more than a few times AMBIT_HEADER_MAX and the list of properties: bodies
 * and attachments are written as they are read.
 */
int ambit_rebuild(struct ambit_source *source, struct ambit_arena *arena,
    struct ambit_sink *sink, unsigned *flaws_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

#endif
