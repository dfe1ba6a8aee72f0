/*
 * The decoder: tells where the parts of an item are. It sees the bytes of one
 * in-scope item at a time and nothing else, and answers with places alone.
 */

/* System. */
#include <stdlib.h>
#include <unistd.h>

/* Floor 3 and below. */
#include "ambit/limits.h"
#include "ambit/mail.h"
#include "ambit/mime.h"

/* Floor 7. */
#include "frame.h"
#include "house.h"

/* The header copied, its parameters, and the parts. */
#define ITEM_ARENA ((size_t)64 << 20)

struct decoding {
	const struct proc_decoder_job *job;
	struct ambit_source *source;
	struct ambit_arena *arena;
	struct proc_frame_in from;
	struct proc_frame_out to;
};

static int
tell_part(struct decoding *d, const struct ambit_part *part,
    struct ambit_err *err_r)
{
	struct ambit_text *text = &d->to.text;

	proc_frame_begin(&d->to, PROC_PART);
	ambit_wire_put8(text, (uint8_t)part->kind);
	ambit_wire_put64(text, part->header.off);
	ambit_wire_put64(text, part->header.len);
	ambit_wire_put64(text, part->body.off);
	ambit_wire_put64(text, part->body.len);
	return proc_frame_end(&d->to, err_r);
}

static int
tell_done(struct decoding *d, const struct ambit_item *item, unsigned before,
    struct ambit_err *err_r)
{
	struct ambit_text *text = &d->to.text;

	proc_frame_begin(&d->to, PROC_DONE);
	ambit_wire_put32(text, item->at.item);
	ambit_wire_put64(text, item->raw.len);
	ambit_wire_put32(text, item->flaws & ~before);
	if (proc_frame_end(&d->to, err_r) < 0)
		return -1;
	return proc_frame_flush(&d->to, err_r);
}

static int
decode(struct decoding *d, struct ambit_item *item, struct ambit_err *err_r)
{
	const struct ambit_limits *limits = &d->job->terms->registry->limits;
	uint64_t depth = limits->depth;
	unsigned before;

	if (depth > AMBIT_DEPTH_MAX)
		depth = AMBIT_DEPTH_MAX;
	ambit_arena_reset(d->arena);
	if (ambit_source_aim(d->source, d->job->itemfd, err_r) < 0 ||
	    ambit_mail_read(d->source, d->job->store, limits->header_bytes,
		item, d->arena, err_r) < 0)
		return -1;
	before = item->flaws;
	if (ambit_mime_read(d->source, item, (unsigned)depth, d->arena, err_r) <
	    0)
		return -1;
	for (size_t i = 0; i < item->n_parts; i++) {
		if (tell_part(d, &item->parts[i], err_r) < 0)
			return -1;
	}
	return tell_done(d, item, before, err_r);
}

static int
serve(struct decoding *d, struct ambit_err *err_r)
{
	struct ambit_span body;
	enum proc_kind kind;

	/* Ends where the gate has no more: that is no error. */
	while (proc_frame_next(&d->from, &kind, &body, err_r) == 0) {
		struct ambit_wire wire = { .left = body };
		struct ambit_item item = { .kind = AMBIT_KIND_MAIL };

		item.at.item = ambit_wire_u32(&wire);
		item.raw.len = ambit_wire_u64(&wire);
		item.flaws = ambit_wire_u32(&wire);
		item.framed = item.raw;
		if (kind != PROC_TASK || !ambit_wire_done(&wire))
			return ambit_err_set(err_r, AMBIT_E_WIRE, "no task");
		if (decode(d, &item, err_r) < 0)
			return -1;
	}
	return 0;
}

void
proc_decoder(void *job)
{
	struct decoding *d = calloc(1, sizeof(*d));
	struct ambit_err err;

	if (d == NULL)
		_exit(1);
	d->job = job;
	d->arena = ambit_arena_new(ITEM_ARENA);
	proc_frame_from(&d->from, d->job->infd);
	proc_frame_init(&d->to, d->job->outfd);
	if (d->arena == NULL ||
	    ambit_source_new(d->job->itemfd, AMBIT_SOURCE_WINDOW, &d->source,
		&err) < 0 ||
	    serve(d, &err) < 0)
		_exit(1);
}
