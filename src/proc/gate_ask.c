/*
 * The gate and its decoder: what is wanted of an item is asked for, twice if
 * need be, and one that dies of it, is silent or says what it must not costs
 * that item alone. What an answer may say, its caller asks.
 */

/* System. */
#include <assert.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

/* Floor 7. */
#include "child.h"
#include "gate_ask.h"

/* Backstop (cages.md 5.6): the decoder works within budgets of its own, so one
 * that is silent as long as this has lost its way. It fails the unit. */
#define SILENCE_MS 120000

static int
say(struct gate *g, enum proc_word_kind kind, uint32_t item, int fd,
    struct ambit_err *err_r)
{
	struct proc_word word = { .kind = kind, .a = item, .fds = { fd, -1 } };

	return proc_word_send(g->pair->wordfd, &word, 0, err_r);
}

static int
hear(struct gate *g, enum proc_word_kind kind, struct proc_word *word_r,
    struct ambit_err *err_r)
{
	int got = proc_word_take(g->pair->wordfd, word_r, err_r);

	if (got < 0)
		return -1;
	if (got == 1 && word_r->kind == kind)
		return 0;
	return ambit_err_set(err_r, AMBIT_E_WIRE, "the monitor has gone");
}

void
gate_dismiss(struct gate *g)
{
	proc_close(&g->to.fd);
	proc_close(&g->from.fd);
	g->served = 0;
}

static int
summon(struct gate *g, int itemfd, struct ambit_err *err_r)
{
	struct proc_word word;

	gate_dismiss(g);
	if (say(g, PROC_WORD_DECODER, 0, itemfd, err_r) < 0 ||
	    hear(g, PROC_WORD_HERE, &word, err_r) < 0)
		return -1;
	if (word.fds[0] == -1 || word.fds[1] == -1)
		return ambit_err_set(err_r, AMBIT_E_WIRE, "no decoder came");
	/* What the decoder before had in hand, or left anywhere for the next:
	 * they may serve different tasks. */
	memset(g->pair->slate, 0, sizeof(*g->pair->slate));
	proc_frame_init(&g->to, word.fds[0]);
	proc_frame_from(&g->from, word.fds[1]);
	g->itemfd = itemfd;
	return 0;
}

int
gate_next(struct gate *g, enum proc_kind *kind_r, struct ambit_span *body_r,
    struct ambit_err *err_r)
{
	struct pollfd wait = { .fd = g->from.fd, .events = POLLIN };
	struct ambit_err unsaid;

	if (g->from.bytes.len == 0 && poll(&wait, 1, SILENCE_MS) == 0)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "a decoder is silent");
	return proc_frame_next(&g->from, kind_r, body_r, &unsaid) == 0;
}

/* The item first: its decoder looks at it when it is told. */
static void
hand(struct gate *g, const struct ambit_staged_bytes *bytes)
{
	if (bytes->fd != -1)
		return;
	assert(bytes->held.len <= sizeof(g->pair->slate->item));
	memcpy(g->pair->slate->item, bytes->held.ptr, bytes->held.len);
}

static int
tell_task(struct gate *g, const struct gate_want *want,
    const struct ambit_item *item, struct ambit_err *err_r)
{
	struct ambit_text *text = &g->to.text;

	hand(g, &want->bytes);
	proc_frame_begin(&g->to, PROC_TASK);
	ambit_wire_put8(text, (uint8_t)want->what);
	ambit_wire_put32(text, item->at.item);
	ambit_wire_put64(text, want->len);
	ambit_wire_put32(text, item->flaws);
	ambit_wire_put8(text, want->bytes.fd == -1);
	if (proc_frame_end(&g->to, err_r) < 0)
		return -1;
	return proc_frame_flush(&g->to, err_r);
}

/* Once: 1 where it answered, 0 where it did not, -1. */
static int
try(struct gate *g, const struct gate_want *want, struct ambit_item *item,
    struct ambit_err *err_r)
{
	int fd = want->bytes.fd;
	bool full = g->served >= want->batch || (fd != -1 && g->itemfd != fd);
	struct ambit_err unsaid;
	int got = 0;

	if ((g->to.fd == -1 || full) && summon(g, fd, err_r) < 0)
		return -1;
	if (tell_task(g, want, item, &unsaid) == 0)
		got = want->take(g, want, item, err_r);
	g->served++;
	return got;
}

/* It died: with which signal, the monitor knows. */
static int
bury(struct gate *g, const struct ambit_item *item, bool again,
    struct ambit_err *err_r)
{
	struct proc_word word;

	gate_dismiss(g);
	if (say(g, again ? PROC_WORD_HELD : PROC_WORD_DIED, item->at.item, -1,
		err_r) < 0 ||
	    hear(g, PROC_WORD_SIGNAL, &word, err_r) < 0)
		return -1;
	if (!again)
		return 0;
	if (word.a != 0)
		(void)snprintf(g->crash, sizeof(g->crash),
		    "its decoder died of signal %u", (unsigned)word.a);
	else
		(void)snprintf(g->crash, sizeof(g->crash),
		    "its decoder gave no answer that can be used");
	return 0;
}

int
gate_ask(struct gate *g, const struct gate_want *want, struct ambit_item *item,
    struct ambit_err *err_r)
{
	unsigned flaws = item->flaws;
	int got = 0;

	for (unsigned tries = 0; got == 0 && tries < 2; tries++) {
		item->flaws = flaws;
		got = try(g, want, item, err_r);
		if (got < 0 ||
		    (got == 0 && bury(g, item, tries == 1, err_r) < 0))
			return -1;
	}
	if (got == 0)
		item->flaws = flaws;
	return got;
}
