/*
 * The decoder: tells where the parts of an item are, or makes an item of its
 * properties. It sees the bytes of one in-scope item at a time and nothing
 * else.
 */

/* System. */
#include <stdlib.h>
#include <unistd.h>

/* Floor 3 and below. */
#include "ambit/limits.h"
#include "ambit/mail.h"
#include "ambit/mime.h"

/* Floor 7. */
#include "decode.h"
#include "lent.h"

/* The header copied, its parameters, and the parts; or the properties of a
 * stream, and what is made of some of them. */
#define ITEM_ARENA ((size_t)384 << 20)

int
decode_done(struct decoding *d, uint64_t len, unsigned flaws,
    struct ambit_err *err_r)
{
	struct ambit_text *text = &d->to.text;

	proc_frame_begin(&d->to, PROC_DONE);
	ambit_wire_put32(text, d->task.item);
	ambit_wire_put64(text, len);
	ambit_wire_put32(text, flaws);
	if (proc_frame_end(&d->to, err_r) < 0)
		return -1;
	return proc_frame_flush(&d->to, err_r);
}

/* ---- parts ---- */

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

/* Of what a reader has told, the gate knows them. */
static int
tell_fields(struct decoding *d, const struct ambit_item *item,
    struct ambit_err *err_r)
{
	struct ambit_text *text = &d->to.text;

	proc_frame_begin(&d->to, PROC_HEAD);
	ambit_wire_put64(text, item->body);
	if (proc_frame_end(&d->to, err_r) < 0)
		return -1;
	for (size_t i = 0; i < item->n_fields; i++) {
		const struct ambit_header_field *field = &item->fields[i];

		proc_frame_begin(&d->to, PROC_FIELD);
		ambit_wire_put64(text, field->at.off);
		ambit_wire_put64(text, field->at.len);
		ambit_wire_put_string(text,
		    ambit_span_sub(field->name, 0, PROC_NAME_MAX));
		if (proc_frame_end(&d->to, err_r) < 0)
			return -1;
	}
	return 0;
}

static int
tell_parts(struct decoding *d, struct ambit_err *err_r)
{
	const struct ambit_limits *limits = &d->job->terms->registry->limits;
	uint64_t depth = limits->depth;
	struct ambit_item item = { .kind = AMBIT_KIND_MAIL,
		.at.item = d->task.item,
		.raw.len = d->task.len,
		.framed.len = d->task.len,
		.flaws = d->task.flaws };
	unsigned before;

	if (depth > AMBIT_DEPTH_MAX)
		depth = AMBIT_DEPTH_MAX;
	if (ambit_mail_read(d->source, d->job->store, limits->header_bytes,
		&item, d->arena, err_r) < 0)
		return -1;
	before = item.flaws;
	if (ambit_mime_read(d->source, &item, (unsigned)depth, d->arena,
		err_r) < 0)
		return -1;
	if (d->task.what == PROC_WANT_FIELDS &&
	    tell_fields(d, &item, err_r) < 0)
		return -1;
	for (size_t i = 0; i < item.n_parts; i++) {
		if (tell_part(d, &item.parts[i], err_r) < 0)
			return -1;
	}
	return decode_done(d, item.raw.len, item.flaws & ~before, err_r);
}

/* ---- one item after another ---- */

static int
get_task(enum proc_kind kind, struct ambit_span body,
    struct decode_task *task_r, struct ambit_err *err_r)
{
	struct ambit_wire wire = { .left = body };
	uint8_t what = ambit_wire_u8(&wire);

	task_r->what = (enum proc_want)what;
	task_r->item = ambit_wire_u32(&wire);
	task_r->len = ambit_wire_u64(&wire);
	task_r->flaws = ambit_wire_u32(&wire);
	task_r->held = ambit_wire_u8(&wire) != 0;
	if (kind == PROC_TASK && ambit_wire_done(&wire) &&
	    what <= PROC_WANT_REBUILT &&
	    (!task_r->held || task_r->len <= AMBIT_STAGED_HELD))
		return 0;
	return ambit_err_set(err_r, AMBIT_E_WIRE, "no task");
}

static int
aim(struct decoding *d, struct ambit_err *err_r)
{
	if (!d->task.held)
		return ambit_source_aim(d->source, d->job->itemfd, err_r);
	ambit_source_aim_bytes(d->source,
	    (struct ambit_span){ d->job->slate->item, (size_t)d->task.len });
	return 0;
}

static int
serve(struct decoding *d, struct ambit_err *err_r)
{
	struct ambit_span body;
	enum proc_kind kind;

	/* Ends where the gate has no more: that is no error. */
	while (proc_frame_next(&d->from, &kind, &body, err_r) == 0) {
		if (get_task(kind, body, &d->task, err_r) < 0)
			return -1;
		ambit_arena_reset(d->arena);
		if (aim(d, err_r) < 0)
			return -1;
		if ((d->task.what == PROC_WANT_REBUILT
			    ? decode_rebuild
			    : tell_parts)(d, err_r) < 0)
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
	proc_lent_fetch(d->job->slate->made, sizeof(d->job->slate->made));
	d->arena = ambit_arena_new(ITEM_ARENA);
	proc_frame_from(&d->from, d->job->infd);
	proc_frame_init(&d->to, d->job->outfd);
	if (d->arena == NULL ||
	    ambit_source_new(d->job->itemfd, AMBIT_SOURCE_WINDOW, &d->source,
		&err) < 0 ||
	    serve(d, &err) < 0)
		_exit(1);
}
