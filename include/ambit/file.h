#ifndef AMBIT_FILE_H
#define AMBIT_FILE_H

#include <stdint.h>

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

/*
 * All of bytes, through interruptions and short writes; at off, or where the
 * file stands. 0, or -1 and errno.
 */
int ambit_file_write(int fd, struct ambit_span bytes);
int ambit_file_write_at(int fd, struct ambit_span bytes, uint64_t off);

/* Exactly len bytes: 1; 0 where it ends before; -1 and errno. */
int ambit_file_read_exactly(int fd, void *to, size_t len);

/*
 * Close what was written: -1 and errno where some of it may be lost. It is
 * closed even so, and must not be closed again.
 */
int ambit_file_close(int fd) __attribute__((warn_unused_result));

#endif
