#ifndef AMBIT_STORE_MBOX_PAIR_H
#define AMBIT_STORE_MBOX_PAIR_H

#include "ambit/span.h"

/*
 * Where "Fr" begins in bytes at or behind off; bytes.len if nowhere. The inner
 * loop of all reading of an mbox: as fast as memory gives. memchr(3) would stop
 * at every F, which in base64 is every 64th byte.
 */
size_t mbox_pair_find(struct ambit_span bytes, size_t off);

/* The same, on any machine. */
size_t mbox_pair_find_plainly(struct ambit_span bytes, size_t off);

#endif
