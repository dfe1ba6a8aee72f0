#ifndef AMBIT_PROC_FRAME_H
#define AMBIT_PROC_FRAME_H

#include "ambit/wire.h"

/* Kinds of frames, over all pipes of the house (cages.md 6). */
enum proc_kind {
	/* Reader to gate. */
	PROC_HELLO = 1, /* version, unit, what of the store it is */
	PROC_ITEM,      /* framing, path, clocks that need no header */
	PROC_HEAD,      /* clocks and doubts that the header tells */
	PROC_PARTY,
	PROC_NET,
	PROC_FIELD,  /* name and place of a header field */
	PROC_COLUMN, /* a value for the table of a task */
	PROC_BODY,
	PROC_DATA,
	PROC_END,  /* of an item */
	PROC_LAST, /* of the unit */
	/* Gate to decoder, decoder to gate. */
	PROC_TASK,
	PROC_PART,
	PROC_DONE,
	/* In the place of DATA: so many bytes in memory that both have. */
	PROC_LENT,
	/* From anybody: an error that ends the sender. */
	PROC_FAIL,
};

/* A frame's kind and sequence, which its length counts; and with the length. */
#define PROC_FRAME_LEAST ((size_t)5)
#define PROC_FRAME_HEAD  (4 + PROC_FRAME_LEAST)

/* ---- sending ---- */

struct proc_frame_out {
	int fd;
	uint32_t sequence;      /* of the last frame, from 1 */
	bool open;              /* a frame was begun, and not ended */
	bool grows;             /* the last one is DATA, not sent yet */
	size_t begun;           /* where in text that frame begins */
	struct ambit_text text; /* frames that were not sent yet */
	char room[2 * AMBIT_WIRE_FRAME];
};

void proc_frame_init(struct proc_frame_out *out, int fd);
/* Begin a frame; its body is put into out->text; end it. What is full is our
 * own mistake: the caller has kept to AMBIT_WIRE_FRAME. */
void proc_frame_begin(struct proc_frame_out *out, enum proc_kind kind);
/* Sends when AMBIT_WIRE_DATA bytes have gathered. */
int proc_frame_end(struct proc_frame_out *out, struct ambit_err *err_r)
    __attribute__((warn_unused_result));
int proc_frame_flush(struct proc_frame_out *out, struct ambit_err *err_r)
    __attribute__((warn_unused_result));
/* DATA frames of AMBIT_WIRE_DATA bytes and the rest; none where there are none.
 * Bytes are not copied, but for a few, which are gathered: with other frames,
 * and with bytes before them in one DATA frame. */
int proc_frame_data(struct proc_frame_out *out, struct ambit_span bytes,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/*
 * DATA frames of bytes of a plain file, from off on, uncopied. AMBIT_E_CHANGED
 * where it ends before them: what was promised is sent, as zeros.
 */
int proc_frame_file(struct proc_frame_out *out, int fd, uint64_t off,
    uint64_t len, struct ambit_err *err_r) __attribute__((warn_unused_result));

/* ---- receiving, as from an enemy ---- */

struct proc_frame_in {
	int fd;                  /* -1: bytes is all there is */
	struct ambit_span bytes; /* read, and not yet given */
	uint32_t sequence;       /* of the last frame */
	size_t len;              /* of what was read into room */
	unsigned char room[2 * AMBIT_WIRE_FRAME];
};

void proc_frame_from(struct proc_frame_in *in, int fd);
/* For tests and fuzzing: a sender that says just this, then ends. */
void proc_frame_from_bytes(struct proc_frame_in *in, struct ambit_span bytes);

/*
 * The next frame, whole: *kind_r and *body_r, lent until the next call. Reads
 * ahead as much as the pipe has. AMBIT_E_CRASH where the sender ended before
 * its end; AMBIT_E_WIRE where length or sequence are wrong; an error of the
 * sender's own where it says FAIL.
 */
int proc_frame_next(struct proc_frame_in *in, enum proc_kind *kind_r,
    struct ambit_span *body_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Has the sender ended, with nothing left to hear? 0, or -1: AMBIT_E_WIRE. */
int proc_frame_over(struct proc_frame_in *in, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Tell an error as PROC_FAIL and flush: as far as it goes. Told errors come
 * out of proc_frame_next with their code, errno, place and text, the text
 * printable ASCII, all else a "?". */
void proc_frame_fail(struct proc_frame_out *out, const struct ambit_err *why);

#endif
