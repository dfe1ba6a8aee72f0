#ifndef AMBIT_PACK_PRESERVE_TREE_H
#define AMBIT_PACK_PRESERVE_TREE_H

#include "ambit/preserve.h"
#include "ambit/text.h"
#include "pack_out.h"

/* Folders within each other below a store. */
#define PRESERVE_DEPTH 64
#define PRESERVE_PATH  4096

/* Names of a folder in the order of their bytes, dots left out. */
struct preserve_names {
	char **v;
	size_t n;
};
int preserve_names_read(int fd, struct preserve_names *names_r,
    struct ambit_err *err_r);
void preserve_names_free(struct preserve_names *names);

/* Copying a tree, file by file; each is a line of the manifest. */
struct preserve_copy {
	struct pack_out *manifest, *links;
	int bagfd;       /* the folder of the copy */
	unsigned linked; /* second names */
	struct ambit_sink_hash hash;
	unsigned char *buf;
	size_t cap;
	char path[PRESERVE_PATH]; /* from the bag on, of what is copied */
	size_t len;
	struct ambit_preserved *preserved;
	struct ambit_err *err_r;
};

/* What lies open at fromfd, under that name in the folder tofd. */
int preserve_copy(struct preserve_copy *copy, int fromfd, int tofd,
    const char *name, unsigned depth);

/* SHA-256 of an open file, from its beginning, into hash. */
int preserve_hash(int fd, struct ambit_sink_hash *hash, unsigned char *buf,
    size_t cap, uint64_t *bytes_r, struct ambit_err *err_r);

/* "data/a%0Ab": as RFC 8493 2.1.3 has it, and back, in place. */
void preserve_put_path(struct pack_out *out, struct ambit_span path);
void preserve_decode_path(char *path);

/* All that lies in the folder, and the folder; never through a link. */
int preserve_remove(int atfd, const char *name, unsigned depth);

#endif
