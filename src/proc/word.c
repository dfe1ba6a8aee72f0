/*
 * Words: what a gate and the monitor say to each other. A word that is not of
 * its one form is no word at all.
 */
#define _GNU_SOURCE

/* System. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Floor 0. */
#include "ambit/wire.h"

/* Floor 7. */
#include "child.h"
#include "word.h"

#define WORD_MAX 512

int
proc_word_pair(int ends_r[2], struct ambit_err *err_r)
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends_r) == 0)
		return 0;
	ends_r[0] = ends_r[1] = -1;
	return ambit_err_set(err_r, AMBIT_E_IO, "make a socket");
}

static void
put(const struct proc_word *word, struct ambit_text *text)
{
	const struct ambit_err *err = &word->err;

	ambit_wire_put8(text, (uint8_t)word->kind);
	ambit_wire_put64(text, word->a);
	ambit_wire_put64(text, word->b);
	if (word->kind != PROC_WORD_FAIL)
		return;
	ambit_wire_put32(text, (uint32_t)err->code);
	ambit_wire_put32(text, (uint32_t)err->sys);
	ambit_wire_put32(text, err->at.store);
	ambit_wire_put32(text, err->at.item);
	ambit_wire_put64(text, err->at.off);
	ambit_wire_put_string(text, ambit_span_str(err->text));
}

static void
get_err(struct ambit_wire *wire, struct ambit_err *err_r)
{
	struct ambit_span text;
	size_t n;

	err_r->code = (enum ambit_code)ambit_wire_u32(wire);
	err_r->sys = (int)ambit_wire_u32(wire);
	err_r->at.store = ambit_wire_u32(wire);
	err_r->at.item = ambit_wire_u32(wire);
	err_r->at.off = ambit_wire_u64(wire);
	text = ambit_wire_string(wire, sizeof(err_r->text) - 1);
	for (n = 0; n < text.len; n++)
		err_r->text[n] =
		    (char)(text.ptr[n] >= 0x20 && text.ptr[n] < 0x7f
			    ? text.ptr[n]
			    : '?');
	err_r->text[n] = '\0';
	if (err_r->code <= AMBIT_E_NONE || err_r->code > AMBIT_E_CRASH)
		wire->bad = true;
}

static bool
get(struct ambit_span bytes, struct proc_word *word_r)
{
	struct ambit_wire wire = { .left = bytes };

	word_r->kind = (enum proc_word_kind)ambit_wire_u8(&wire);
	word_r->a = ambit_wire_u64(&wire);
	word_r->b = ambit_wire_u64(&wire);
	if (word_r->kind == PROC_WORD_FAIL)
		get_err(&wire, &word_r->err);
	return ambit_wire_done(&wire) && word_r->kind >= PROC_WORD_PROGRESS &&
	    word_r->kind <= PROC_WORD_SIGNAL;
}

/* Room for the descriptors that come with a word. */
union ancillary {
	struct cmsghdr align;
	char room[CMSG_SPACE(PROC_WORD_FDS * sizeof(int))];
};

static void
attach(struct msghdr *msg, union ancillary *room, const int *fds, size_t n)
{
	struct cmsghdr *head;

	memset(room, 0, sizeof(*room));
	msg->msg_control = room->room;
	msg->msg_controllen = CMSG_SPACE(n * sizeof(int));
	head = CMSG_FIRSTHDR(msg);
	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(n * sizeof(int));
	memcpy(CMSG_DATA(head), fds, n * sizeof(int));
}

int
proc_word_send(int fd, const struct proc_word *word, int maybe,
    struct ambit_err *err_r)
{
	char buf[WORD_MAX];
	struct ambit_text text = AMBIT_TEXT(buf);
	struct iovec iov = { .iov_base = buf };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	union ancillary room;
	size_t n = 0;
	ssize_t sent;

	put(word, &text);
	iov.iov_len = text.len;
	while (n < PROC_WORD_FDS && word->fds[n] > 2)
		n++;
	if (n > 0)
		attach(&msg, &room, word->fds, n);
	do {
		sent = sendmsg(fd, &msg,
		    MSG_NOSIGNAL | (maybe ? MSG_DONTWAIT : 0));
	} while (sent == -1 && errno == EINTR);
	if (sent == (ssize_t)text.len ||
	    (maybe && sent == -1 && errno == EAGAIN))
		return 0;
	return ambit_err_set(err_r, AMBIT_E_CRASH, "the other side has gone");
}

static void
detach(struct msghdr *msg, struct proc_word *word_r)
{
	struct cmsghdr *head = CMSG_FIRSTHDR(msg);
	size_t n;

	if (head == NULL || head->cmsg_level != SOL_SOCKET ||
	    head->cmsg_type != SCM_RIGHTS)
		return;
	n = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
	if (n > PROC_WORD_FDS)
		n = PROC_WORD_FDS;
	memcpy(word_r->fds, CMSG_DATA(head), n * sizeof(int));
}

int
proc_word_take(int fd, struct proc_word *word_r, struct ambit_err *err_r)
{
	unsigned char buf[WORD_MAX];
	struct iovec iov = { .iov_base = buf, .iov_len = sizeof(buf) };
	union ancillary room;
	struct msghdr msg = { .msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = room.room,
		.msg_controllen = sizeof(room.room) };
	ssize_t n;

	*word_r = (struct proc_word){ .fds = { -1, -1 } };
	do {
		n = recvmsg(fd, &msg, MSG_CMSG_CLOEXEC);
	} while (n == -1 && errno == EINTR);
	if (n == 0 || (n == -1 && errno == ECONNRESET))
		return 0;
	if (n == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "hear a process");
	detach(&msg, word_r);
	if (!(msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) &&
	    get((struct ambit_span){ buf, (size_t)n }, word_r))
		return 1;
	for (size_t i = 0; i < PROC_WORD_FDS; i++)
		proc_close(&word_r->fds[i]);
	return ambit_err_set(err_r, AMBIT_E_WIRE,
	    "a process says what is no word");
}
