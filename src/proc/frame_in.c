/*
 * Frames on their way in, from a process that may be anybody's by now: a
 * length within its limit, the next sequence, a kind that there is. What a
 * body says, others ask.
 */

/* System. */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

/* Floor 7. */
#include "frame.h"

void
proc_frame_from(struct proc_frame_in *in, int fd)
{
	in->fd = fd;
	in->bytes = (struct ambit_span){ in->room, 0 };
	in->sequence = 0;
	in->len = 0;
}

void
proc_frame_from_bytes(struct proc_frame_in *in, struct ambit_span bytes)
{
	proc_frame_from(in, -1);
	in->bytes = bytes;
}

static int
malformed(const char *what, struct ambit_err *err_r)
{
	return ambit_err_set(err_r, AMBIT_E_WIRE, "a frame %s", what);
}

/* Room for n bytes from the first one that was not given yet. */
static void
make_room(struct proc_frame_in *in, size_t n)
{
	size_t at = in->len - in->bytes.len;

	if (in->bytes.len > 0 && n <= sizeof(in->room) - at)
		return;
	memmove(in->room, in->room + at, in->bytes.len);
	in->bytes.ptr = in->room;
	in->len = in->bytes.len;
}

/* Read whatever there is behind what was read: 1; 0: the sender has ended. */
static int
fill(struct proc_frame_in *in, size_t n, struct ambit_err *err_r)
{
	ssize_t got;

	if (in->fd == -1)
		return 0;
	make_room(in, n);
	do
		got = read(in->fd, in->room + in->len,
		    sizeof(in->room) - in->len);
	while (got == -1 && errno == EINTR);
	if (got == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "read from a pipe");
	in->len += (size_t)got;
	in->bytes.len += (size_t)got;
	return got > 0;
}

/* At least n bytes that were not given yet. n is at most a frame's. */
static int
need(struct proc_frame_in *in, size_t n, struct ambit_err *err_r)
{
	while (in->bytes.len < n) {
		int got = fill(in, n, err_r);

		if (got < 0)
			return -1;
		if (got == 0)
			return ambit_err_set(err_r, AMBIT_E_CRASH,
			    "a process ended before its end");
	}
	return 0;
}

/* The next frame, as kind, sequence and body. */
static int
cut(struct proc_frame_in *in, struct ambit_wire *frame_r,
    struct ambit_err *err_r)
{
	struct ambit_wire length;
	uint32_t len;

	if (need(in, 4, err_r) < 0)
		return -1;
	length.left = ambit_span_sub(in->bytes, 0, 4);
	length.bad = false;
	len = ambit_wire_u32(&length);
	if (len < PROC_FRAME_LEAST || len > AMBIT_WIRE_FRAME)
		return malformed("has a length that no frame has", err_r);
	if (need(in, 4 + (size_t)len, err_r) < 0)
		return -1;
	frame_r->left = ambit_span_sub(in->bytes, 4, len);
	frame_r->bad = false;
	in->bytes.ptr += 4 + (size_t)len;
	in->bytes.len -= 4 + (size_t)len;
	return 0;
}

/* An error's text may be a liar's: what a terminal would obey goes. */
static void
copy_printable(char *to, struct ambit_span text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = text.ptr[i];

		to[i] = (char)(c >= 0x20 && c < 0x7f ? c : '?');
	}
	to[text.len] = '\0';
}

/* The sender has failed, and says why. */
static int
failed(struct ambit_wire *body, struct ambit_err *err_r)
{
	struct ambit_err told = { .code =
				      (enum ambit_code)ambit_wire_u8(body) };
	uint32_t sys = ambit_wire_u32(body);
	struct ambit_span text;

	told.at.store = ambit_wire_u32(body);
	told.at.item = ambit_wire_u32(body);
	told.at.off = ambit_wire_u64(body);
	text = ambit_wire_string(body, sizeof(told.text) - 1);
	if (!ambit_wire_done(body) || told.code == AMBIT_E_NONE ||
	    told.code > AMBIT_E_CRASH || sys > INT_MAX)
		return malformed("FAIL does not say why", err_r);
	told.sys = (int)sys;
	copy_printable(told.text, text);
	if (err_r != NULL)
		*err_r = told;
	return -1;
}

int
proc_frame_next(struct proc_frame_in *in, enum proc_kind *kind_r,
    struct ambit_span *body_r, struct ambit_err *err_r)
{
	struct ambit_wire frame;
	uint8_t kind;

	if (cut(in, &frame, err_r) < 0)
		return -1;
	kind = ambit_wire_u8(&frame);
	if (ambit_wire_u32(&frame) != ++in->sequence)
		return malformed("is out of sequence", err_r);
	if (kind == PROC_FAIL)
		return failed(&frame, err_r);
	if (kind == 0 || kind > PROC_FAIL)
		return malformed("is of no kind", err_r);
	*kind_r = (enum proc_kind)kind;
	*body_r = frame.left;
	return 0;
}

int
proc_frame_over(struct proc_frame_in *in, struct ambit_err *err_r)
{
	int got = in->bytes.len > 0 ? 1 : fill(in, 1, err_r);

	return got > 0 ? malformed("follows the last one", err_r) : got;
}
