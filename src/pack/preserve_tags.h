#ifndef AMBIT_PACK_PRESERVE_TAGS_H
#define AMBIT_PACK_PRESERVE_TAGS_H

#include <sys/stat.h>

#include "ambit/preserve.h"
#include "pack_file.h"
#include "pack_out.h"

#define PRESERVE_TAG_BUF 65536

/* A tag file as it is written. */
struct preserve_tag {
	struct pack_file file;
	struct pack_out out;
	unsigned char buf[PRESERVE_TAG_BUF];
};

/* The three that grow while the stores are copied. */
struct preserve_tags {
	struct preserve_tag manifest, links, stores;
	int fd;
	bool begun;
	struct ambit_err *err_r;
};

int preserve_tags_begin(struct preserve_tags *tags, int fd,
    struct ambit_err *err_r);
void preserve_tags_clear(struct preserve_tags *tags);

/* A line of stores.ndjson: where it lay, and as what it was found. */
void preserve_tags_store(struct preserve_tags *tags,
    const struct ambit_registry *registry, const struct ambit_store *store,
    const struct stat *st);

/* The other tag files, and the signature. */
int preserve_tags_end(struct preserve_tags *tags,
    const struct ambit_preserve_terms *terms,
    unsigned char sha256_r[AMBIT_DIGEST_LEN]);

#endif
