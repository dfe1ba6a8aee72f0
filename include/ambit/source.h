#ifndef AMBIT_SOURCE_H
#define AMBIT_SOURCE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "ambit/err.h"
#include "ambit/span.h"

/*
 * A source lends windows onto one read-only store or file. Where the bytes
 * come from (pread, a gzip stream) is the source's own business.
 */
struct ambit_source;

/* The most that can be asked for in one loan: a header block and its frame. */
#define AMBIT_SOURCE_MAX ((size_t)(1 << 20) + 65536)

/*
 * What a source reads when it must read at all. Larger costs cache, smaller
 * costs calls.
 */
#define AMBIT_SOURCE_WINDOW ((size_t)1 << 18)

/*
 * A plain file. window is the usual size of a read, 1 to AMBIT_SOURCE_MAX;
 * tests pass tiny ones. Does not take the descriptor: the caller opened it
 * and the caller closes. fd may be -1 until ambit_source_aim.
 */
int ambit_source_new(int fd, size_t window, struct ambit_source **source_r,
    struct ambit_err *err_r);

/*
 * A gzip file, inflated as one stream (RFC 1952). A second member, bytes
 * behind the end, a wrong CRC or length: AMBIT_E_FORMAT from the loan that
 * meets it. Going back is possible as far as ambit_source_keep allows.
 */
int ambit_source_new_gzip(int fd, size_t window, struct ambit_source **source_r,
    struct ambit_err *err_r);

void ambit_source_free(struct ambit_source **source);

/*
 * Point a plain source at another regular file; the window is kept, the old
 * loan ends. AMBIT_E_FORMAT where fd is no regular file.
 */
int
ambit_source_aim(struct ambit_source *source, int fd, struct ambit_err *err_r);

/*
 * The same, and lend the len bytes from off on alone, as if they were the
 * file: places are counted from the first of them. AMBIT_E_FORMAT where the
 * file has not so many.
 */
int ambit_source_aim_part(struct ambit_source *source, int fd, uint64_t off,
    uint64_t len, struct ambit_err *err_r) __attribute__((warn_unused_result));

/*
 * Point a plain source at bytes in memory, as if they were the file: the
 * caller's, who leaves them there until it is aimed elsewhere. There is no
 * file to be checked or asked for its state.
 */
void
ambit_source_aim_bytes(struct ambit_source *source, struct ambit_span bytes);

/*
 * Lend the bytes from off on: at least min of them, fewer only where the
 * store ends, usually many more; none at all exactly at and behind the end.
 * min may not exceed AMBIT_SOURCE_MAX. The loan ends at the next call.
 * Returns 0, or -1 and *err_r.
 */
int ambit_source_lend(struct ambit_source *source, uint64_t off, size_t min,
    struct ambit_span *win_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Promise never to ask for bytes before off again. A hint to streams. */
void ambit_source_keep(struct ambit_source *source, uint64_t off);

/* Bytes of the file as stat(2) has them: of a gzip file, compressed; where it
 * is aimed at a part, of the part. */
uint64_t ambit_source_stored(const struct ambit_source *source);

/* The file's state when the source was opened or aimed. */
const struct stat *ambit_source_stat(const struct ambit_source *source);

/*
 * Has the file changed since? Compares device, inode, size, mtime and ctime.
 * -1 and AMBIT_E_CHANGED where it has (mail.md B9). *now_r, if not NULL, is
 * its state now.
 */
int ambit_source_check(const struct ambit_source *source, struct stat *now_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

#endif
