#ifndef AMBIT_PACK_CUSTODY_FILE_H
#define AMBIT_PACK_CUSTODY_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "ambit/err.h"
#include "ambit/span.h"

#define CUSTODY_FILE_BUFFER ((size_t)1 << 16)

/*
 * A file of the record: made new, readable by its owner alone, written from
 * the front to the end. A write or sync that failed is never tried again: all
 * that follows fails too (cages.md 8).
 */
struct custody_file {
	int fd; /* -1 when closed */
	bool broken;
	uint64_t off; /* bytes that left the buffer */
	size_t len;   /* bytes in it */
	unsigned char buf[CUSTODY_FILE_BUFFER];
};

int custody_file_open(struct custody_file *file, int dirfd, const char *name,
    struct ambit_err *err_r);
int custody_file_put(struct custody_file *file, struct ambit_span bytes,
    struct ambit_err *err_r);
int custody_file_flush(struct custody_file *file, struct ambit_err *err_r);
int custody_file_sync(struct custody_file *file, struct ambit_err *err_r);

/* Sync and close. Closed in any case. */
int custody_file_close(struct custody_file *file, struct ambit_err *err_r);

/* Close without a word: the run has failed. */
void custody_file_clear(struct custody_file *file);

/* A whole small file in one. */
int custody_file_write(int dirfd, const char *name, struct ambit_span bytes,
    struct ambit_err *err_r);

#endif
