#ifndef AMBIT_PROC_DECODE_H
#define AMBIT_PROC_DECODE_H

#include "ambit/arena.h"
#include "ambit/source.h"

#include "frame.h"
#include "house.h"
#include "tell.h"

/* What is wanted of one item. */
struct decode_task {
	enum proc_want what;
	uint32_t item;
	uint64_t len;
	uint32_t flaws;
	bool held; /* the slate has it; else it is in the file */
};

/* A decoder at work; shared by decode*.c alone. */
struct decoding {
	const struct proc_decoder_job *job;
	struct decode_task task;
	struct ambit_source *source; /* of the item */
	struct ambit_arena *arena;   /* for it */
	struct proc_frame_in from;
	struct proc_frame_out to;
};

/* DONE: of the task's item, so many bytes, these flaws; and flush. */
int decode_done(struct decoding *d, uint64_t len, unsigned flaws,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* LENT?, DATA*, DONE: the item made of its stream. */
int decode_rebuild(struct decoding *d, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

#endif
