#ifndef AMBIT_CSV_H
#define AMBIT_CSV_H

#include "ambit/span.h"
#include "ambit/text.h"

/*
 * RFC 4180 as package.md 5 has it: CRLF, a field is quoted if and only if it
 * holds a comma, a quote, CR, LF, or a blank at either end; quotes doubled.
 */

/* The byte order mark that a table of the package begins with. */
#define AMBIT_CSV_BOM "\xef\xbb\xbf"

/*
 * Append one field; first says whether a comma goes before it. guard: a field
 * that a spreadsheet could take for a formula (first character behind blanks
 * one of = + - @ TAB CR NUL, a full-width form of them, or ') gets a ' before
 * it (CWE-1236). Overflow is the text's affair.
 */
void ambit_csv_field(struct ambit_text *text, bool first, bool guard,
    struct ambit_span value);
void ambit_csv_end(struct ambit_text *text);

/*
 * Strict reader of what the writer writes. Cut one record off the front of
 * *rest: its fields, unquoted and unguarded as asked, into fields_r (at most
 * max, spans into rest or into text for those that had quotes inside).
 * Returns how many, 0 where nothing is left, or -1 and *rest as it was where
 * the bytes are not as the writer writes them or max or text do not suffice.
 */
int ambit_csv_cut(struct ambit_span *rest, bool guard, struct ambit_text *text,
    struct ambit_span *fields_r, size_t max);

#endif
