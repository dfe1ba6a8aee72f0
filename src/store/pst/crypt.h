#ifndef AMBIT_PST_CRYPT_H
#define AMBIT_PST_CRYPT_H

#include <stdint.h>

#include "ambit/span.h"

/*
 * Undo what the format does to data: obfuscation, not encryption. to has room
 * for as many bytes as there are, and may be where they lie.
 */

/* bCryptMethod 1. */
void pst_crypt_permute(struct ambit_span bytes, unsigned char *to);

/* The same, on any machine. */
void pst_crypt_permute_plainly(struct ambit_span bytes, unsigned char *to);

/* bCryptMethod 2, which is its own inverse; bid as it is stored. */
void pst_crypt_cyclic(struct ambit_span bytes, uint64_t bid, unsigned char *to);

/* The tables of [MS-PST] 5.1: R, S, and I, which undoes R. */
extern const unsigned char pst_crypt_r[256], pst_crypt_s[256], pst_crypt_i[256];

#endif
