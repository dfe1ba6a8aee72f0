#ifndef AMBIT_IO_SOURCE_OPS_H
#define AMBIT_IO_SOURCE_OPS_H

#include "ambit/source.h"

/* Room for bytes, and how many of them came. */
struct source_room {
	unsigned char *ptr;
	size_t len, got;
};

/* Where the bytes of a source come from. */
struct ambit_source_ops {
	/*
	 * Put bytes of the store, from off on, into room: one at least, none
	 * at or behind the end. All of room may be written to on the way.
	 */
	int (*read)(struct ambit_source *source, uint64_t off,
	    struct source_room *room, struct ambit_err *err_r);
	void (*free)(struct ambit_source *source);
};

struct ambit_source {
	const struct ambit_source_ops *ops;
	void *stream; /* the ops' own */
	int fd;       /* the caller's; -1 until aimed */
	struct stat st;
	uint64_t begin, size;    /* the part of the file that is lent */
	uint64_t kept;           /* nobody will ask for bytes before it again */
	struct ambit_span lying; /* in memory, instead of a file; else NULL */

	uint64_t off;  /* where buf[0] lies in the store */
	size_t len;    /* bytes of buf that hold store bytes */
	bool ended;    /* buf reaches the end of the store */
	size_t window; /* the usual size of a read */
	unsigned char buf[];
};

/* One with room for the largest loan, or NULL; fd may be -1. */
struct ambit_source *ambit_source_make(const struct ambit_source_ops *ops,
    int fd, size_t window, struct ambit_err *err_r);

/* pread(2) of the file itself, or of its part, as read. */
int ambit_source_pread(const struct ambit_source *source, uint64_t off,
    struct source_room *room, struct ambit_err *err_r);

#endif
