#ifndef AMBIT_STORE_MBOX_CLAIM_H
#define AMBIT_STORE_MBOX_CLAIM_H

#include "ambit/arena.h"
#include "ambit/limits.h"
#include "ambit/source.h"

/*
 * What the header of a message claims about where the message ends (mail.md
 * B2, B3). Evidence against a separator, never a way to frame.
 */
struct mbox_claim {
	bool has_body;
	uint64_t body; /* where it begins in the store */

	size_t boundary_len; /* of a multipart; 0: none that can be used */
	unsigned char boundary[AMBIT_BOUNDARY_MAX];
	bool base64; /* the body as a whole */

	bool has_length, bad_length; /* Content-Length: usable, or not */
	uint64_t length;
};

/*
 * Read it of the message that begins at off, behind the LF of its separator.
 * Cheap where no field tells anything. What is copied meanwhile lies in arena.
 * 0, or -1 and *err_r.
 */
int mbox_claim_read(struct ambit_source *source, uint64_t off,
    struct ambit_arena *arena, struct mbox_claim *claim_r,
    struct ambit_err *err_r);

#endif
