#ifndef AMBIT_PACK_FILE_H
#define AMBIT_PACK_FILE_H

#include "ambit/sink.h"

/* The time of every file and folder: 1980-01-01T00:00:00Z (package.md 2). */
#define PACK_TIME 315532800

/* "e3b0c442..." and a NUL. */
#define PACK_HEX_LEN (2 * AMBIT_DIGEST_LEN + 1)
void pack_hex(const unsigned char sha256[AMBIT_DIGEST_LEN],
    char hex_r[PACK_HEX_LEN]);

/*
 * A file of the package as it is written, and its SHA-256 as that is made:
 * each byte is hashed once. Many files go through one, one after another.
 */
struct pack_file {
	struct ambit_sink_hash hash; /* the way in; its digest when closed */
	struct ambit_sink_file file;
};

/* buf is the caller's and lives as long. Clear it even where init failed. */
int pack_file_init(struct pack_file *file, unsigned char *buf, size_t cap,
    struct ambit_err *err_r) __attribute__((warn_unused_result));
void pack_file_clear(struct pack_file *file);

int pack_file_open(struct pack_file *file, int dirfd, const char *name,
    struct ambit_err *err_r) __attribute__((warn_unused_result));
int pack_file_close(struct pack_file *file, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Where to write, and how much was written since open. */
struct ambit_sink *pack_file_sink(struct pack_file *file);
uint64_t pack_file_bytes(const struct pack_file *file);

/* Make a folder, 0755 whatever the umask, and open it. */
int pack_dir_make(int atfd, const char *name, int *fd_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* Nothing more comes into it: give it its time and close it; *fd is -1. */
int pack_dir_seal(int *fd, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Close it if it is open: for a run that has failed. */
void pack_dir_drop(int *fd);

#endif
