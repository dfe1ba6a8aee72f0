#ifndef AMBIT_PACK_MANIFEST_H
#define AMBIT_PACK_MANIFEST_H

#include "production_state.h"

/* A line that sha256sum -c reads: digest, two blanks, path from the bag. */
void manifest_line(struct pack_out *out,
    const unsigned char sha256[AMBIT_DIGEST_LEN], const char *path);

/* bagit.txt */
void manifest_bagit(struct pack_out *out);

/* What lies in the payload. */
struct manifest_sums {
	uint64_t files, bytes;
};

/* bag-info.txt */
void manifest_info(const struct production_volume *volume,
    const struct manifest_sums *sums, struct pack_out *out);

#endif
