#ifndef AMBIT_STORE_FILE_MARK_H
#define AMBIT_STORE_FILE_MARK_H

#include <stdint.h>
#include <sys/stat.h>

#include "ambit/err.h"

/*
 * By what a file is known again, and known not to have changed. The device is
 * no part of it: its number differs between machines that share a disk.
 */
struct file_mark {
	uint64_t ino, size;
	int64_t mtime_sec, mtime_nsec, ctime_sec, ctime_nsec;
};

#define FILE_MARK_LEN 48

/* The size of anything but a regular file is 0. */
struct file_mark file_mark_of(const struct stat *st);

/* Write it as every machine does. */
void
file_mark_put(const struct file_mark *mark, unsigned char out_r[FILE_MARK_LEN]);

/* The state of a store that is one file: the digest of its mark. */
int file_mark_digest(const struct stat *st, unsigned char sha256_r[32],
    struct ambit_err *err_r);

#endif
