#ifndef AMBIT_IO_SPOOL_MERGE_H
#define AMBIT_IO_SPOOL_MERGE_H

#include <stdbool.h>

#include "ambit/spool.h"

/* Behind its length, as the machine writes it: nobody else reads the file. */
#define SPOOL_LEN_SIZE sizeof(uint32_t)

/* The most runs merged at once. */
#define SPOOL_FAN_MAX 128

struct spool_extent {
	uint64_t off, len;
};

/* A run being read: its rest on disk, and a slice of memory. */
struct spool_head {
	struct spool_extent rest;
	unsigned char *slice;
	size_t cap, at, len;      /* of the slice; bytes in it, from at on */
	struct ambit_span record; /* len 0: the run has ended */
};

struct spool_merge {
	int fd;
	struct spool_head heads[SPOOL_FAN_MAX];
	size_t heap[SPOOL_FAN_MAX]; /* the least record on top */
	size_t n;
	bool lent; /* the record on top */
};

/* Runs of a file, at most SPOOL_FAN_MAX. */
struct spool_runs {
	int fd;
	const struct spool_extent *at;
	size_t n;
};

/*
 * Merge the runs in memory cut into as many slices: each must hold the longest
 * record and its length.
 */
int spool_merge_open(struct spool_merge *m, struct spool_runs runs,
    unsigned char *memory, size_t cap, struct ambit_err *err_r);

/* 1 and a record lent until the next call, 0 at the end, -1. */
int spool_merge_next(struct spool_merge *m, struct ambit_span *record_r,
    struct ambit_err *err_r);

#endif
