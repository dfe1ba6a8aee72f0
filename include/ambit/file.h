#ifndef AMBIT_FILE_H
#define AMBIT_FILE_H

#include "ambit/arena.h"
#include "ambit/err.h"
#include "ambit/span.h"

/*
 * Read a small file of our own whole: an order, a registry, a signature. At
 * most max bytes; AMBIT_E_LIMIT where there are more. path is below dirfd
 * (AT_FDCWD: as the operator typed it). The bytes lie in arena.
 */
int ambit_file_read(int dirfd, const char *path, size_t max,
    struct ambit_arena *arena, struct ambit_span *bytes_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/*
 * Put bytes in the place of a file: a new file beside it, synced, renamed over
 * it. mode as for open(2), the umask applies.
 */
int ambit_file_replace(int dirfd, const char *name, struct ambit_span bytes,
    unsigned mode, struct ambit_err *err_r) __attribute__((warn_unused_result));

#endif
