/*
 * The second opinion, asked for: a process is forked and shut in, what it says
 * goes to a file without a name, up to a limit of bytes and of time, and only
 * then is read, frame by frame, as from an enemy. How it ended is an answer
 * too, never an error of ours.
 */

/* System. */
#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* Floor 6 and below. */
#include "ambit/limits.h"
#include "ambit/linux.h"

/* Floor 7. */
#include "ambit/second.h"
#include "child.h"
#include "frame.h"
#include "second.h"

/* The most that it may say: of a million messages it is some 100 MB. */
#define SAID_MAX ((uint64_t)1 << 30)

/* Once its pipe is closed it has nothing left to do. */
#define END_MS 2000

struct second {
	struct proc_child child;
	int pipefd; /* what it says */
	int saidfd; /* the file without a name */
	uint64_t said;
	int64_t until; /* in milliseconds */
	struct ambit_second_end *end;
};

/* ---- listening ---- */

static int64_t
now_ms(void)
{
	struct timespec at;

	(void)clock_gettime(CLOCK_MONOTONIC, &at);
	return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

static int
keep(struct second *s, const unsigned char *bytes, size_t len,
    struct ambit_err *err_r)
{
	while (len > 0) {
		ssize_t n = write(s->saidfd, bytes, len);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return ambit_err_set(err_r, AMBIT_E_IO,
			    "write a temporary file");
		bytes += n;
		len -= (size_t)n;
	}
	return 0;
}

/* 1: it may say more; 0: it has ended. */
static int
take(struct second *s, struct ambit_err *err_r)
{
	unsigned char room[AMBIT_WIRE_DATA];
	ssize_t n;

	do {
		n = read(s->pipefd, room, sizeof(room));
	} while (n == -1 && errno == EINTR);
	if (n == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "read from a pipe");
	s->said += (uint64_t)n;
	return keep(s, room, (size_t)n, err_r) < 0 ? -1 : n > 0;
}

/* What it writes to descriptor 2 is heard and dropped, or it might wait. */
static int
listen(struct second *s, struct ambit_err *err_r)
{
	struct pollfd wait[] = { { .fd = s->pipefd, .events = POLLIN },
		{ .fd = s->child.line, .events = POLLIN } };
	int got = 1;

	while (got == 1 && s->said <= SAID_MAX) {
		int64_t left = s->until - now_ms();

		if (left <= 0) {
			s->end->how = AMBIT_SECOND_LATE;
			return 0;
		}
		if (poll(wait, 2, (int)left) == -1 && errno != EINTR)
			return ambit_err_set(err_r, AMBIT_E_IO, "poll");
		if (wait[1].revents != 0 && !proc_child_hear(&s->child))
			wait[1].fd = -1;
		if (wait[0].revents != 0)
			got = take(s, err_r);
	}
	return got < 0 ? -1 : 0;
}

/* ---- reading what was said ---- */

static bool
read_last(struct ambit_span body, struct ambit_second_end *end)
{
	struct ambit_wire wire = { .left = body };

	end->folders = ambit_wire_u64(&wire);
	end->others = ambit_wire_u64(&wire);
	return ambit_wire_done(&wire);
}

static bool
read_head(struct ambit_span body, struct ambit_second_end *end)
{
	struct ambit_wire wire = { .left = body };

	end->nid = ambit_wire_u32(&wire);
	end->unread++;
	return ambit_wire_done(&wire) && end->nid != 0;
}

/* An item is told once it was begun, and no more of it than libpst can know. */
static bool
is_item(const struct ambit_second_item *item,
    const struct ambit_second_end *end)
{
	return item->theirs && item->nid == end->nid && item->flaws == 0 &&
	    item->recipients == 0 && item->n_rows == 0;
}

struct hearing {
	struct ambit_arena *arena;
	struct ambit_spool *spool;
	struct ambit_second_end *end;
	bool begun; /* a message, and not told */
	bool last;
};

static int
hear_item(struct hearing *h, struct ambit_span body, struct ambit_err *err_r)
{
	struct ambit_second_item item;

	ambit_arena_reset(h->arena);
	if (ambit_second_get(body, h->arena, &item, err_r) < 0)
		return -1;
	if (!h->begun || !is_item(&item, h->end))
		return ambit_err_set(err_r, AMBIT_E_WIRE,
		    "it tells an item that it has not begun");
	h->begun = false;
	h->end->unread--;
	h->end->items++;
	h->end->files += item.n_files;
	h->end->bare += item.bare;
	return ambit_spool_put(h->spool, body, err_r);
}

static int
hear_frame(struct hearing *h, enum proc_kind kind, struct ambit_span body,
    struct ambit_err *err_r)
{
	if (kind == PROC_ITEM)
		return hear_item(h, body, err_r);
	h->begun = kind == PROC_HEAD;
	h->last = kind == PROC_LAST;
	if ((h->begun && read_head(body, h->end)) ||
	    (h->last && read_last(body, h->end)))
		return 0;
	return ambit_err_set(err_r, AMBIT_E_WIRE, "a frame of no such kind");
}

static int
hear_all(struct hearing *h, struct proc_frame_in *in, struct ambit_err *err_r)
{
	enum proc_kind kind;
	struct ambit_span body;

	while (!h->last) {
		if (proc_frame_next(in, &kind, &body, err_r) < 0 ||
		    hear_frame(h, kind, body, err_r) < 0)
			return -1;
	}
	return proc_frame_over(in, err_r);
}

/* What it said, and with it whether it said all: 1; 0: it did not, and *why_r
 * is the code of the reason. */
static int
hear(struct second *s, struct ambit_spool *spool, enum ambit_code *why_r,
    struct ambit_err *err_r)
{
	static struct proc_frame_in in;
	struct hearing h = { ambit_arena_new(AMBIT_ITEM_ARENA), spool, s->end,
		false, false };
	struct ambit_err err = { .code = AMBIT_E_NONE };
	int rc;

	if (h.arena == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "second opinion");
	proc_frame_from(&in, s->saidfd);
	rc = hear_all(&h, &in, &err);
	ambit_arena_free(&h.arena);
	*why_r = err.code;
	if (rc == 0)
		return 1;
	if (err.code != AMBIT_E_IO && err.code != AMBIT_E_MEMORY)
		return 0;
	*err_r = err;
	return -1;
}

/* ---- the process ---- */

static int
start(struct second *s, const struct ambit_second_terms *terms, int outfd,
    struct ambit_err *err_r)
{
	struct proc_second_job job = { .storefd = terms->storefd,
		.outfd = outfd,
		.work = terms->work };
	const struct proc_part part = { .role = &ambit_role_second,
		.folders = { -1, -1, -1 },
		.keep = job.keep,
		.n_keep = 2,
		.warm = proc_second_warm,
		.work = proc_second,
		.job = &job };

	/* It may end by exit(3), which writes out what is not written yet. */
	(void)fflush(NULL);
	return proc_child_start(&s->child, &part, err_r);
}

/* How it ended, as far as its process tells. */
static void
end(struct second *s)
{
	int sig = 0;

	if (s->end->how == AMBIT_SECOND_LATE || s->said > SAID_MAX)
		proc_child_kill(&s->child);
	else if (proc_child_dismiss(&s->child, END_MS, &sig))
		s->end->how = AMBIT_SECOND_ENDED;
	else
		s->end->how =
		    sig != 0 ? AMBIT_SECOND_DIED : AMBIT_SECOND_GAVE_UP;
	if (s->end->how == AMBIT_SECOND_DIED)
		s->end->signal = sig;
}

static int
attend(struct second *s, struct ambit_spool *spool, struct ambit_err *err_r)
{
	enum ambit_code why = AMBIT_E_NONE;
	int all;

	if (proc_child_ready(&s->child, "second reader", err_r) < 0 ||
	    listen(s, err_r) < 0)
		return -1;
	end(s);
	if (lseek(s->saidfd, 0, SEEK_SET) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "seek");
	all = hear(s, spool, &why, err_r);
	if (all == 0 && why == AMBIT_E_FORMAT)
		s->end->how = AMBIT_SECOND_REFUSED;
	else if (all == 0 &&
	    (why != AMBIT_E_CRASH || s->end->how == AMBIT_SECOND_ENDED))
		s->end->how = AMBIT_SECOND_LIED;
	return all < 0 ? -1 : 0;
}

static int
open_and_attend(struct second *s, const struct ambit_second_terms *terms,
    struct ambit_spool *spool, struct ambit_err *err_r)
{
	int ends[2], rc;

	if (proc_pipe(ends, err_r) < 0)
		return -1;
	s->pipefd = ends[0];
	rc = start(s, terms, ends[1], err_r);
	proc_close(&ends[1]);
	if (rc == 0)
		rc = attend(s, spool, err_r);
	proc_child_kill(&s->child);
	proc_close(&ends[0]);
	return rc;
}

int
ambit_second_ask(const struct ambit_second_terms *terms,
    struct ambit_spool *spool, struct ambit_second_end *end_r,
    struct ambit_err *err_r)
{
	struct second s = { .until = now_ms() + terms->ms, .end = end_r };
	int rc;

	assert(terms->ms > 0);
	*end_r = (struct ambit_second_end){ .how = AMBIT_SECOND_LIED };
	s.saidfd = ambit_linux_open_nameless(terms->spoolfd);
	if (s.saidfd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO,
		    "open a temporary file");
	rc = open_and_attend(&s, terms, spool, err_r);
	proc_close(&s.saidfd);
	return rc;
}
