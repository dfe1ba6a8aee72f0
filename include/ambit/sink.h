#ifndef AMBIT_SINK_H
#define AMBIT_SINK_H

#include <stdint.h>

#include "ambit/err.h"
#include "ambit/span.h"

/*
 * Sinks form a chain: each does one thing to the bytes and hands them on, so
 * count -> hash -> file is three small sinks and no large one. A sink embeds
 * this struct as its first member.
 */
struct ambit_sink;

struct ambit_sink_ops {
	const char *name;
	/* bytes are never none: an empty write reaches no sink. */
	int (*write)(struct ambit_sink *sink, struct ambit_span bytes,
	    struct ambit_err *err_r);
	/* Everything has been written: flush, seal. Called at most once. */
	int (*finish)(struct ambit_sink *sink, struct ambit_err *err_r);
};

struct ambit_sink {
	const struct ambit_sink_ops *ops;
	struct ambit_sink *next; /* borrowed; NULL at the end of the chain */
	uint64_t count;
};

/* The only two ways in. They keep the count and walk the chain. */
int ambit_sink_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r) __attribute__((warn_unused_result));
int ambit_sink_finish(struct ambit_sink *sink, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

#define AMBIT_DIGEST_LEN 32

/*
 * SHA-256 of what passes. One init serves many digests: reset begins anew
 * without allocating.
 */
struct ambit_sink_hash {
	struct ambit_sink sink;
	void *ctx;
	unsigned char digest[AMBIT_DIGEST_LEN]; /* valid once finished */
};

int ambit_sink_hash_init(struct ambit_sink_hash *hash, struct ambit_sink *next,
    struct ambit_err *err_r);
int
ambit_sink_hash_reset(struct ambit_sink_hash *hash, struct ambit_err *err_r);
void ambit_sink_hash_clear(struct ambit_sink_hash *hash);

/* SHA-256 of bytes in hand. */
int ambit_sink_digest(struct ambit_span bytes,
    unsigned char digest_r[AMBIT_DIGEST_LEN], struct ambit_err *err_r);

/*
 * A new file below a held folder: made with O_EXCL and O_NOFOLLOW, mode 0644,
 * written in full, and given the constant time of the package, 1980-01-01
 * (package.md 2). finish writes what is buffered, sets the time and closes;
 * it does not fsync (the caller does, or syncs the file system). Several files
 * may be written one after another through one sink. buf is the caller's and
 * lives as long as the sink: writes are gathered in it, and but for the last
 * all begin and end at multiples of cap.
 */
struct ambit_sink_file {
	struct ambit_sink sink;
	int fd; /* -1 when closed */
	unsigned char *buf;
	size_t cap, len;
};

void ambit_sink_file_init(struct ambit_sink_file *file, unsigned char *buf,
    size_t cap, struct ambit_sink *next);
int
ambit_sink_file_open(struct ambit_sink_file *file, int dirfd, const char *name,
    struct ambit_err *err_r) __attribute__((warn_unused_result));
/* Closes without flushing, if open: for a run that has failed. */
void ambit_sink_file_clear(struct ambit_sink_file *file);

#endif
