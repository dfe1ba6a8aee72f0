/*
 * The monitor's loop: units handed out to slots, words heard, ends seen. Sees
 * no evidence.
 */

/* System. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

/* Floor 3. */
#include "ambit/rebuild.h"

/* Floor 7. */
#include "lent.h"
#include "slots.h"

/* Backstop: a slot that says nothing for as long as this has lost its way. */
#define SILENCE_SECONDS 900

#define TICK_MS 1000

/* What a slot may be heard on. */
enum ear { EAR_WORD, EAR_READER, EAR_GATE, EAR_DECODER, EARS };

static int64_t
now(void)
{
	struct timespec at;

	(void)clock_gettime(CLOCK_MONOTONIC, &at);
	return at.tv_sec;
}

static struct proc_unit *
next_unit(struct proc_slots *s)
{
	for (size_t i = 0; i < s->plan->n_units; i++) {
		struct proc_unit *unit = &s->plan->units[i];

		if (unit->state == PROC_UNIT_TODO)
			return unit;
	}
	return NULL;
}

/* A unit that a backstop has struck goes on alone (cages.md 7). */
static bool
may_start(const struct proc_slots *s, const struct proc_unit *unit)
{
	bool alone = unit->strikes > 0;

	for (size_t i = 0; i < s->n; i++) {
		const struct proc_unit *other = s->slots[i].unit;

		if (other != NULL && (alone || other->strikes > 0))
			return false;
	}
	return true;
}

static int
fill(struct proc_slots *s, bool *busy_r, struct ambit_err *err_r)
{
	*busy_r = false;
	for (size_t i = 0; i < s->n; i++) {
		struct proc_slot *slot = &s->slots[i];
		struct proc_unit *unit =
		    slot->unit == NULL ? next_unit(s) : NULL;

		if (unit != NULL && may_start(s, unit)) {
			slot->heard = now();
			if (slot_start(s, slot, unit, err_r) < 0)
				return -1;
		}
		*busy_r = *busy_r || slot->unit != NULL;
	}
	return 0;
}

static void
tick(const struct proc_slots *s)
{
	struct ambit_run_tick at = { .items = s->items,
		.bytes = s->bytes,
		.whole = s->whole,
		.units = (unsigned)s->plan->n_units };

	if (s->terms->tick == NULL || s->pour)
		return;
	for (size_t i = 0; i < s->plan->n_units; i++)
		at.units_done += s->plan->units[i].state == PROC_UNIT_DONE;
	for (size_t i = 0; i < s->n; i++) {
		at.items += s->slots[i].items;
		at.bytes += s->slots[i].bytes;
	}
	s->terms->tick(s->terms->ctx, &at);
}

static void
listen(const struct proc_slot *slot, struct pollfd ears[EARS])
{
	const int fds[EARS] = {
		[EAR_WORD] = slot->wordfd,
		[EAR_READER] = slot->reader.line,
		[EAR_GATE] = slot->gate.line,
		[EAR_DECODER] = slot->decoder.line,
	};

	for (size_t i = 0; i < EARS; i++)
		ears[i] = (struct pollfd){
			.fd = slot->unit == NULL ? -1 : fds[i],
			.events = POLLIN,
		};
}

/* Words first: what a gate said before its end is heard before its end. */
static int
hear(struct proc_slots *s, struct proc_slot *slot, const struct pollfd *ears,
    struct ambit_err *err_r)
{
	if (slot->unit == NULL)
		return 0;
	if (ears[EAR_WORD].revents != 0) {
		slot->heard = now();
		return slot_hear_word(s, slot, err_r);
	}
	if (ears[EAR_READER].revents != 0 && !proc_child_hear(&slot->reader))
		proc_close(&slot->reader.line);
	if (ears[EAR_DECODER].revents != 0 && !proc_child_hear(&slot->decoder))
		proc_close(&slot->decoder.line);
	if (ears[EAR_GATE].revents != 0 && !proc_child_hear(&slot->gate))
		return slot_end(s, slot, err_r);
	return 0;
}

static int
watch(struct proc_slots *s, struct proc_slot *slot, struct ambit_err *err_r)
{
	if (slot->unit == NULL || now() - slot->heard < SILENCE_SECONDS)
		return 0;
	slot->end = (struct proc_word){ .kind = PROC_WORD_FAIL };
	(void)ambit_err_set(&slot->end.err, AMBIT_E_LIMIT,
	    "nothing was heard of it for %d seconds", SILENCE_SECONDS);
	/* Whatever else it would say is too late. */
	proc_close(&slot->wordfd);
	slot_kill(slot);
	return slot_end(s, slot, err_r);
}

static int
turn(struct proc_slots *s, struct pollfd *ears, struct ambit_err *err_r)
{
	int got;

	for (size_t i = 0; i < s->n; i++)
		listen(&s->slots[i], &ears[i * EARS]);
	got = poll(ears, s->n * EARS, TICK_MS);
	if (got == -1 && errno != EINTR)
		return ambit_err_set(err_r, AMBIT_E_IO, "poll");
	for (size_t i = 0; i < s->n; i++) {
		if ((got > 0 &&
			hear(s, &s->slots[i], &ears[i * EARS], err_r) < 0) ||
		    watch(s, &s->slots[i], err_r) < 0)
			return -1;
	}
	tick(s);
	return 0;
}

static int
run(struct proc_slots *s, struct pollfd *ears, struct ambit_err *err_r)
{
	bool busy;

	for (;;) {
		if (fill(s, &busy, err_r) < 0)
			return -1;
		if (!busy)
			return 0;
		if (turn(s, ears, err_r) < 0)
			return -1;
	}
}

/* Decoders that rebuild are forked from us, many a second: what they need
 * loaded is loaded here, once, before any of them is shut in. */
static int
warm(const struct proc_slots *s, struct ambit_err *err_r)
{
	for (size_t i = 0; !s->pour && i < s->plan->n_units; i++) {
		const struct ambit_store *store = s->plan->units[i].unit.store;

		if (ambit_store_streams(store->format))
			return ambit_rebuild_warm(err_r);
	}
	return 0;
}

static bool
make_slot(struct proc_slot *slot)
{
	slot->reader.line = slot->gate.line = slot->decoder.line =
	    slot->wordfd = -1;
	slot->pair.at = proc_whereabouts_new();
	slot->pair.slate = proc_lent_new(sizeof(*slot->pair.slate));
	slot->pair.tray = proc_lent_new(sizeof(*slot->pair.tray));
	return slot->pair.at != NULL && slot->pair.slate != NULL &&
	    slot->pair.tray != NULL;
}

static int
make(struct proc_slots *s, struct ambit_err *err_r)
{
	bool made;

	s->slots = calloc(s->n, sizeof(*s->slots));
	made = s->slots != NULL;
	for (size_t i = 0; made && i < s->n; i++)
		made = make_slot(&s->slots[i]);
	return made ? 0 : ambit_err_set(err_r, AMBIT_E_MEMORY, "slots");
}

static void
clear(struct proc_slots *s)
{
	for (size_t i = 0; s->slots != NULL && i < s->n; i++) {
		slot_kill(&s->slots[i]);
		proc_whereabouts_free(&s->slots[i].pair.at);
		proc_lent_free(s->slots[i].pair.slate,
		    sizeof(*s->slots[i].pair.slate));
		proc_lent_free(s->slots[i].pair.tray,
		    sizeof(*s->slots[i].pair.tray));
	}
	free(s->slots);
	s->slots = NULL;
}

int
proc_slots_run(struct proc_slots *slots, struct ambit_err *err_r)
{
	struct pollfd *ears;
	int rc = -1;

	slots->n = slots->terms->jobs > 0 ? slots->terms->jobs : 1;
	ears = calloc(slots->n * EARS, sizeof(*ears));
	if (ears == NULL)
		(void)ambit_err_set(err_r, AMBIT_E_MEMORY, "slots");
	else if (make(slots, err_r) == 0 && warm(slots, err_r) == 0)
		rc = run(slots, ears, err_r);
	clear(slots);
	free(ears);
	return rc;
}
