#ifndef AMBIT_CODEPAGE_H
#define AMBIT_CODEPAGE_H

#include <stdint.h>

#include "ambit/err.h"
#include "ambit/span.h"

/*
 * Windows code pages to UTF-8, a character at a time, by iconv(3): a fixed
 * list, all of them without shift states and with ASCII as it is. The machine
 * loads its converters from files when a page is first asked for, and a caged
 * process has none; so it opens them all before (cages.md 5.1). They are never
 * closed. Not for threads: a process reads one item at a time.
 */

/* Bytes of one character, and of what it becomes. */
#define AMBIT_CODEPAGE_CHAR ((size_t)4)
#define AMBIT_CODEPAGE_UTF8 ((size_t)16)

/* Open every page of the list. */
int ambit_codepage_warm(struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/*
 * Decode the character that bytes are, 1 to AMBIT_CODEPAGE_CHAR of them, into
 * utf8_r. 1: *len_r bytes of UTF-8; 0: they are only the beginning of one; -1:
 * no character of a known page begins so, or the page cannot be opened.
 */
int ambit_codepage_decode(uint32_t page, struct ambit_span bytes,
    char utf8_r[AMBIT_CODEPAGE_UTF8], size_t *len_r);

#endif
