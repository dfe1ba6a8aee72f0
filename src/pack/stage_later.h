#ifndef AMBIT_PACK_STAGE_LATER_H
#define AMBIT_PACK_STAGE_LATER_H

#include "ambit/digests.h"
#include "ambit/text.h"

/*
 * Items whose digests are taken side by side, and what waits for them: lines
 * and records are written down at once, with a hole for the digest, and go into
 * their logs when it is known. In what order they were put, they come out.
 */

/* Bytes of items that wait, and items. */
#define LATER_BYTES ((size_t)1 << 19)
#define LATER_ITEMS 64

/* What is written of them. Of many tasks it may be more: then it goes out. */
#define LATER_TEXT   ((size_t)1 << 17)
#define LATER_PIECES 512

/* What is put into one log in one go. */
struct later_piece {
	unsigned log;
	size_t len;
};

/* Where in the text a digest belongs, as bytes or in hexadecimal digits. */
struct later_hole {
	size_t at;
	const unsigned char *digest;
	bool hex;
};

/* The way out: a piece for one of the logs. */
typedef int later_out(void *ctx, unsigned log, struct ambit_span bytes,
    struct ambit_err *err_r);

struct stage_later {
	struct ambit_sink sink; /* the way in, of the item at hand */
	later_out *out;
	void *ctx;
	struct ambit_digests *digests;
	struct ambit_sink_hash alone; /* of one that is too large to wait */
	bool large;
	size_t begin, len; /* in bytes: of the item at hand; of all */
	size_t n_items;
	size_t n_pieces, n_holes;
	struct ambit_text text;
	struct later_piece pieces[LATER_PIECES];
	struct later_hole holes[LATER_PIECES];
	unsigned char digest[LATER_ITEMS][AMBIT_DIGEST_LEN];
	char room[LATER_TEXT];
	unsigned char bytes[LATER_BYTES];
};

/* Clear it even where init failed; all of it up to room is to be zero. */
int later_init(struct stage_later *later, later_out *out, void *ctx,
    struct ambit_err *err_r) __attribute__((warn_unused_result));
void later_clear(struct stage_later *later);

/* An item, its bytes into later->sink, and its end: *digest_r is where its
 * digest is, or will be, until the next is opened. */
int later_open(struct stage_later *later, struct ambit_err *err_r)
    __attribute__((warn_unused_result));
int later_close(struct stage_later *later, const unsigned char **digest_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/*
 * Put bytes into a log. hole, if it is not NULL, says where in them the digest
 * of the item that was closed last belongs, whether it is known by now or not;
 * they are no longer than LATER_TEXT then.
 */
int later_put(struct stage_later *later, unsigned log, struct ambit_span bytes,
    const struct later_hole *hole, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* How much of the log waits. */
uint64_t later_waits(const struct stage_later *later, unsigned log);

/* All digests are known, and nothing waits any more. */
int later_flush(struct stage_later *later, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

#endif
