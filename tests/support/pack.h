#ifndef AMBIT_TESTS_PACK_H
#define AMBIT_TESTS_PACK_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include "ambit/span.h"

/* A file without a name that holds the bytes. */
static inline int
file_of(struct ambit_span bytes)
{
	FILE *f = tmpfile();
	int fd = f == NULL ? -1 : dup(fileno(f));

	if (fd == -1 || write(fd, bytes.ptr, bytes.len) != (ssize_t)bytes.len)
		abort();
	(void)fclose(f);
	return fd;
}

/* The same bytes as one gzip member. The caller frees. */
static inline struct ambit_span
gzip_of(struct ambit_span bytes)
{
	z_stream z = { 0 };
	size_t cap = bytes.len + bytes.len / 8 + 1024;
	unsigned char *out = malloc(cap);

	if (out == NULL ||
	    deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	z.next_in = (z_const Bytef *)(uintptr_t)bytes.ptr;
	z.avail_in = (uInt)bytes.len;
	z.next_out = out;
	z.avail_out = (uInt)cap;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		abort();
	cap = z.total_out;
	(void)deflateEnd(&z);
	return (struct ambit_span){ out, cap };
}

static inline int
gzip_file_of(struct ambit_span bytes)
{
	struct ambit_span packed = gzip_of(bytes);
	int fd = file_of(packed);

	free((void *)(uintptr_t)packed.ptr);
	return fd;
}

#endif
