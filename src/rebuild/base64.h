#ifndef AMBIT_REBUILD_BASE64_H
#define AMBIT_REBUILD_BASE64_H

#include "ambit/span.h"

/* The most characters that so many bytes make. */
#define BASE64_LEN(n) (((n) + 2) / 3 * 4)

/* The characters of bytes, padded at their end (RFC 4648 4), in one line: how
 * many. At to there is room for one more, which may become a NUL. */
size_t base64_put(struct ambit_span bytes, unsigned char *to);

/* The same, on any machine. */
size_t base64_put_plainly(struct ambit_span bytes, unsigned char *to);

#endif
