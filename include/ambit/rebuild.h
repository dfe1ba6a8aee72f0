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
 * PROPERTY, REFERENCE, ENCRYPTED, RECURRENCE). 0; -1 and *err_r: what was
 * written is worth nothing; AMBIT_E_FORMAT where it is no such stream,
 * AMBIT_E_LIMIT where a header or a name in it is too long for mail.
 *
 * source and arena are the caller's. The arena holds the list of properties, a
 * few times AMBIT_HEADER_MAX, some 4 MiB of short texts, and a compressed body
 * of at most 64 MiB while it is unfolded; all else is written as it is read,
 * which is twice: to know it, and to write it. What is written has ASCII alone,
 * lines of at most 998 bytes that end in CR LF, and a header that lexes without
 * a flaw.
 */
int ambit_rebuild(struct ambit_source *source, struct ambit_arena *arena,
    struct ambit_sink *sink, unsigned *flaws_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

#endif
