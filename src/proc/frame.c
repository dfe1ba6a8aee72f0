/*
 * Frames on their way out: length, kind, sequence, body. They gather until
 * there is enough for a call, and large bodies go out from where they lie. No
 * call but write(2): the cages know no other. SIGPIPE is ignored by the whole
 * process, so that a reader of ours who has gone is an error.
 */

/* System. */
#include <assert.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Floor 1. */
#include "ambit/linux.h"

/* Floor 7. */
#include "frame.h"

/* Up to this many bytes a copy costs less than a call. */
#define DATA_FEW ((size_t)16384)

void
proc_frame_init(struct proc_frame_out *out, int fd)
{
	out->fd = fd;
	out->sequence = 0;
	out->open = false;
	out->grows = false;
	out->begun = 0;
	out->text = AMBIT_TEXT(out->room);
}

static int
send(int fd, struct ambit_span bytes, struct ambit_err *err_r)
{
	ssize_t done;

	while (bytes.len > 0) {
		done = write(fd, bytes.ptr, bytes.len);
		if (done == -1 && errno == EINTR)
			continue;
		if (done == -1 && errno == EPIPE)
			return ambit_err_set(err_r, AMBIT_E_CRASH,
			    "the other side has gone");
		if (done == -1)
			return ambit_err_set(err_r, AMBIT_E_IO,
			    "write to a pipe");
		bytes.ptr += done;
		bytes.len -= (size_t)done;
	}
	return 0;
}

int
proc_frame_flush(struct proc_frame_out *out, struct ambit_err *err_r)
{
	struct ambit_span gathered = ambit_text_span(&out->text);

	assert(!out->open);
	out->text.len = 0;
	out->grows = false;
	return send(out->fd, gathered, err_r);
}

void
proc_frame_begin(struct proc_frame_out *out, enum proc_kind kind)
{
	assert(!out->open);
	out->open = true;
	out->grows = false;
	out->begun = out->text.len;
	ambit_wire_put32(&out->text, 0); /* its length: known at its end */
	ambit_wire_put8(&out->text, (uint8_t)kind);
	ambit_wire_put32(&out->text, ++out->sequence);
}

/* The frame is in text but for its last bytes, which follow elsewhere. */
static void
seal(struct proc_frame_out *out, size_t elsewhere)
{
	struct ambit_text length = { .ptr = out->room + out->begun, .cap = 4 };
	size_t len = out->text.len - out->begun - 4 + elsewhere;

	assert(out->open && !out->text.full && len <= AMBIT_WIRE_FRAME);
	ambit_wire_put32(&length, (uint32_t)len);
	out->open = false;
}

int
proc_frame_end(struct proc_frame_out *out, struct ambit_err *err_r)
{
	seal(out, 0);
	return out->text.len < AMBIT_WIRE_DATA ? 0
					       : proc_frame_flush(out, err_r);
}

/* Is there room for them in the last frame, which is DATA and was not sent? */
static bool
may_grow(const struct proc_frame_out *out, struct ambit_span bytes)
{
	return out->grows &&
	    out->text.len - out->begun + bytes.len <=
	    PROC_FRAME_HEAD + AMBIT_WIRE_DATA;
}

/* Few bytes join those before them: what comes in pieces of any size leaves in
 * frames that are worth a look. */
static int
gather(struct proc_frame_out *out, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	if (may_grow(out, bytes))
		out->open = true;
	else
		proc_frame_begin(out, PROC_DATA);
	ambit_text_put(&out->text, bytes);
	if (proc_frame_end(out, err_r) < 0)
		return -1;
	out->grows = out->text.len > 0;
	return 0;
}

static int
send_data(struct proc_frame_out *out, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	if (bytes.len <= DATA_FEW)
		return gather(out, bytes, err_r);
	proc_frame_begin(out, PROC_DATA);
	seal(out, bytes.len);
	return proc_frame_flush(out, err_r) < 0 ? -1
						: send(out->fd, bytes, err_r);
}

int
proc_frame_data(struct proc_frame_out *out, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	while (bytes.len > 0) {
		struct ambit_span some =
		    ambit_span_sub(bytes, 0, AMBIT_WIRE_DATA);

		if (send_data(out, some, err_r) < 0)
			return -1;
		bytes = ambit_span_sub(bytes, some.len, bytes.len);
	}
	return 0;
}

/* A frame's length has been told, and it gets so many bytes: of the file, or
 * zeros in the place of those that cannot be had. */
static int
send_file(int fd, int fromfd, uint64_t off, uint64_t len,
    struct ambit_err *err_r)
{
	static const unsigned char zeros[AMBIT_WIRE_DATA];
	ssize_t n = 1;

	while (len > 0 && n > 0) {
		n = ambit_linux_pipe(fromfd, off, fd, (size_t)len);
		off += n > 0 ? (uint64_t)n : 0;
		len -= n > 0 ? (uint64_t)n : 0;
	}
	if (len == 0)
		return 0;
	if (n == -1 && errno == EPIPE)
		return ambit_err_set(err_r, AMBIT_E_CRASH,
		    "the other side has gone");
	(void)(n == -1 ? ambit_err_set(err_r, AMBIT_E_IO, "read an item")
		       : ambit_err_set(err_r, AMBIT_E_CHANGED,
			     "the store shrank while it was read"));
	(void)send(fd, (struct ambit_span){ zeros, (size_t)len }, NULL);
	return -1;
}

int
proc_frame_file(struct proc_frame_out *out, int fd, uint64_t off, uint64_t len,
    struct ambit_err *err_r)
{
	while (len > 0) {
		uint64_t some = len < AMBIT_WIRE_DATA ? len : AMBIT_WIRE_DATA;

		proc_frame_begin(out, PROC_DATA);
		seal(out, (size_t)some);
		if (proc_frame_flush(out, err_r) < 0 ||
		    send_file(out->fd, fd, off, some, err_r) < 0)
			return -1;
		off += some;
		len -= some;
	}
	return 0;
}

/* A frame that was begun will never be whole: as if it had not been begun. */
static void
give_up(struct proc_frame_out *out)
{
	if (!out->open)
		return;
	out->text.len = out->begun;
	out->sequence--;
	out->open = false;
}

void
proc_frame_fail(struct proc_frame_out *out, const struct ambit_err *why)
{
	size_t len = strnlen(why->text, sizeof(why->text) - 1);
	struct ambit_err unsaid;

	give_up(out);
	proc_frame_begin(out, PROC_FAIL);
	ambit_wire_put8(&out->text, (uint8_t)why->code);
	ambit_wire_put32(&out->text, (uint32_t)why->sys);
	ambit_wire_put32(&out->text, why->at.store);
	ambit_wire_put32(&out->text, why->at.item);
	ambit_wire_put64(&out->text, why->at.off);
	ambit_wire_put_string(&out->text,
	    (struct ambit_span){ (const unsigned char *)why->text, len });
	seal(out, 0);
	if (proc_frame_flush(out, &unsaid) < 0)
		return; /* nobody hears it: the end of the pipe says enough */
}
