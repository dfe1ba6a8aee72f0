#ifndef AMBIT_REBUILD_WORDS_H
#define AMBIT_REBUILD_WORDS_H

#include "ambit/sink.h"

/*
 * UTF-8 of the evidence in a header: ASCII, and never a line end that is not
 * ours. What cannot be shown (controls) is U+FFFD by then.
 */

/* Bytes of a value that may stand in one line, beside its name. */
#define REBUILD_LINE ((size_t)800)

int
rebuild_str(struct ambit_sink *sink, const char *str, struct ambit_err *err_r);

/* Printable ASCII, nothing else, not even a blank at either end or two in a
 * row; and no encoded word? */
bool rebuild_is_plain(struct ambit_span text);

/* Unstructured text (RFC 2047): as it is, or in words of UTF-8 and base64. */
int rebuild_put_text(struct ambit_sink *sink, struct ambit_span text,
    struct ambit_err *err_r);

/* A phrase (RFC 5322 3.2.5): a quoted string, or such words. */
int rebuild_put_phrase(struct ambit_sink *sink, struct ambit_span text,
    struct ambit_err *err_r);

/* A quoted string, of any bytes: what is not printable ASCII is \u{hex}. */
int rebuild_put_quoted(struct ambit_sink *sink, struct ambit_span text,
    struct ambit_err *err_r);

/* A parameter of a field, "; " and a fold in front of it (RFC 2231). */
int rebuild_put_param(struct ambit_sink *sink, const char *name,
    struct ambit_span text, struct ambit_err *err_r);

#endif
