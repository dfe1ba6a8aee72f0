/*
 * One slot: a unit with its reader and its gate, from their fork
 * to their end, and what their deaths mean (cages.md 7).
 */
#define _GNU_SOURCE

/* System. */
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Floor 6. */
#include "ambit/pour.h"
#include "ambit/stage.h"

/* Floor 7. */
#include "lent.h"
#include "slots.h"

/* So that reader and gate need not take turns. A hint: where it is refused the
 * pipe is smaller. */
#define WIDE_PIPE (1 << 20)

int
slot_event(const struct proc_slots *slots, const char *kind,
    const struct proc_unit *unit, struct ambit_err *err_r, const char *fmt, ...)
{
	char what[256], body[512];
	va_list ap;

	if (slots->custody == NULL)
		return 0;
	va_start(ap, fmt);
	(void)vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	(void)snprintf(body, sizeof(body), "unit %u, %.*s: %s",
	    (unsigned)unit->unit.number, (int)unit->unit.store->id.len,
	    (const char *)unit->unit.store->id.ptr, what);
	return (slots->pour
		? ambit_custody_note
		: ambit_custody_event)(slots->custody, kind, body, err_r);
}

int
slot_crash(struct proc_slots *slots, struct ambit_err *err_r)
{
	if (++slots->crashes <= AMBIT_CRASHES_MAX)
		return 0;
	return ambit_err_set(err_r, AMBIT_E_CRASH,
	    "more than %d processes died", AMBIT_CRASHES_MAX);
}

int
slot_lend(struct proc_slate *slate, bool lent, struct ambit_err *err_r)
{
	return proc_lent_let(slate, sizeof(*slate), lent, err_r);
}

/* ---- start ---- */

static int
lend_tray(const struct proc_pair *pair, bool lent, struct ambit_err *err_r)
{
	return proc_lent_let(pair->tray, sizeof(*pair->tray), lent, err_r);
}

static int
lend_reader(const struct proc_pair *pair, bool lent, struct ambit_err *err_r)
{
	if (proc_whereabouts_lend(pair->at, lent, err_r) < 0)
		return -1;
	return lend_tray(pair, lent, err_r);
}

static int
lend_gate(const struct proc_pair *pair, bool lent, struct ambit_err *err_r)
{
	if (slot_lend(pair->slate, lent, err_r) < 0)
		return -1;
	return lend_tray(pair, lent, err_r);
}

/* What was there of another unit, perhaps of another store. */
static int
wipe(const struct proc_pair *pair, struct ambit_err *err_r)
{
	if (proc_lent_wipe(pair->slate, sizeof(*pair->slate), err_r) < 0)
		return -1;
	return proc_lent_wipe(pair->tray, sizeof(*pair->tray), err_r);
}

static int
open_beneath(int fd, const char *name, int *fd_r, struct ambit_err *err_r)
{
	*fd_r = openat(fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd_r == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open the %s of a unit",
		    name);
	return 0;
}

static int
open_unit(const struct proc_slots *s, struct proc_pair *pair,
    struct ambit_err *err_r)
{
	if (ambit_staging_unit(s->staging, pair->unit->number, !s->pour,
		s->lock, &pair->unitfd, err_r) < 0)
		return -1;
	if (!s->pour)
		return 0;
	pair->bagfd = s->bagfd;
	if (open_beneath(pair->unitfd, AMBIT_POUR_PLACES, &pair->placesfd,
		err_r) < 0)
		return -1;
	return open_beneath(pair->unitfd, AMBIT_STAGE_CUTS, &pair->cutsfd,
	    err_r);
}

static int
start_reader(const struct proc_slots *s, struct proc_slot *slot,
    struct ambit_err *err_r)
{
	struct proc_pair *pair = &slot->pair;
	bool folder =
	    S_ISDIR(s->plan->stores[slot->unit->store].before.st_mode);
	const int keep[] = { pair->storefd, pair->tellfd, pair->placesfd };
	const struct proc_part part = {
		.role = folder ? &ambit_role_folder : &ambit_role_reader,
		.folders = { .read = folder ? pair->storefd : -1,
		    .write = -1,
		    .write2 = -1 },
		.keep = keep,
		.n_keep = s->pour ? 3 : 2,
		.without_landlock = s->terms->without_landlock,
		.work = s->pour ? proc_reader_pour : proc_reader,
		.job = pair,
	};

	if (lend_reader(pair, true, err_r) < 0 ||
	    proc_child_start(&slot->reader, &part, err_r) < 0)
		return -1;
	return lend_reader(pair, false, err_r);
}

static int
start_gate(const struct proc_slots *s, struct proc_slot *slot,
    struct ambit_err *err_r)
{
	struct proc_pair *pair = &slot->pair;
	const int keep[] = { pair->hearfd, pair->wordfd, pair->unitfd,
		pair->placesfd, pair->cutsfd, pair->bagfd };
	const struct proc_part part = {
		.role = &ambit_role_gate,
		.folders = { .read = -1,
		    .write = s->pour ? pair->bagfd : pair->unitfd,
		    .write2 = -1 },
		.keep = keep,
		.n_keep = s->pour ? 6 : 3,
		.without_landlock = s->terms->without_landlock,
		.work = s->pour ? proc_gate_pour : proc_gate,
		.job = pair,
	};

	if (lend_gate(pair, true, err_r) < 0 ||
	    proc_child_start(&slot->gate, &part, err_r) < 0)
		return -1;
	return lend_gate(pair, false, err_r);
}

static int
open_pipes(struct proc_slot *slot, struct ambit_err *err_r)
{
	struct proc_pair *pair = &slot->pair;
	int pipe[2], word[2];

	if (proc_pipe(pipe, err_r) < 0)
		return -1;
	pair->hearfd = pipe[0];
	pair->tellfd = pipe[1];
	/* Streams have their tray, and a pipe for what has no room there. */
	if (!ambit_store_streams(pair->unit->store->format))
		(void)fcntl(pair->hearfd, F_SETPIPE_SZ, WIDE_PIPE);
	if (proc_word_pair(word, err_r) < 0)
		return -1;
	slot->wordfd = word[0];
	pair->wordfd = word[1];
	return 0;
}

/* What the processes have of their own by now. */
static void
close_theirs(struct proc_slot *slot)
{
	struct proc_pair *pair = &slot->pair;

	proc_close(&pair->hearfd);
	proc_close(&pair->tellfd);
	proc_close(&pair->wordfd);
	proc_close(&pair->placesfd);
	proc_close(&pair->cutsfd);
}

static void
describe(const struct proc_slots *s, struct proc_slot *slot,
    struct proc_unit *unit)
{
	struct proc_pair *pair = &slot->pair;

	*pair = (struct proc_pair){
		.terms = s->terms,
		.unit = &unit->unit,
		.stage = proc_plan_stage(s->plan, unit),
		.claims = unit->claims,
		.n_skip = unit->n_skip,
		.at = pair->at,
		.slate = pair->slate,
		.tray = pair->tray,
		.storefd = s->plan->stores[unit->store].fd,
		.tellfd = -1,
		.hearfd = -1,
		.wordfd = -1,
		.unitfd = -1,
		.placesfd = -1,
		.cutsfd = -1,
		.bagfd = -1,
	};
	memcpy(pair->skip, unit->skip, sizeof(pair->skip));
	proc_whereabouts_set(pair->at, 0, false);
}

int
slot_start(struct proc_slots *slots, struct proc_slot *slot,
    struct proc_unit *unit, struct ambit_err *err_r)
{
	int rc;

	slot->unit = unit;
	unit->state = PROC_UNIT_RUNS;
	slot->end = (struct proc_word){ 0 };
	slot->items = slot->bytes = 0;
	describe(slots, slot, unit);
	if (slot_event(slots, slots->pour ? "pour" : "begin", unit, err_r,
		"part %u", (unsigned)unit->unit.part) < 0)
		return -1;
	rc = wipe(&slot->pair, err_r) < 0 || open_pipes(slot, err_r) < 0 ||
		open_unit(slots, &slot->pair, err_r) < 0 ||
		start_reader(slots, slot, err_r) < 0 ||
		start_gate(slots, slot, err_r) < 0
	    ? -1
	    : 0;
	close_theirs(slot);
	return rc;
}

/* ---- words ---- */

static int
take(struct proc_slots *s, struct proc_slot *slot, struct proc_word *word,
    struct ambit_err *err_r)
{
	switch (word->kind) {
	case PROC_WORD_PROGRESS:
		slot->items = word->a;
		slot->bytes = word->b;
		return 0;
	case PROC_WORD_DECODER:
		return slot_serve_decoder(s, slot, word, err_r);
	case PROC_WORD_DIED:
	case PROC_WORD_HELD:
		return slot_tell_death(s, slot, word, err_r);
	case PROC_WORD_DONE:
	case PROC_WORD_GONE:
	case PROC_WORD_FAIL:
		slot->end = *word;
		return 0;
	case PROC_WORD_HERE:
	case PROC_WORD_SIGNAL:
		break;
	}
	return ambit_err_set(err_r, AMBIT_E_WIRE,
	    "a gate says what it must not");
}

int
slot_hear_word(struct proc_slots *slots, struct proc_slot *slot,
    struct ambit_err *err_r)
{
	struct proc_word word;
	int got = proc_word_take(slot->wordfd, &word, err_r), rc;

	if (got < 0)
		return -1;
	if (got == 0) {
		proc_close(&slot->wordfd);
		return 0;
	}
	rc = take(slots, slot, &word, err_r);
	for (size_t i = 0; i < PROC_WORD_FDS; i++)
		proc_close(&word.fds[i]);
	return rc;
}

/* ---- the end ---- */

void
slot_kill(struct proc_slot *slot)
{
	proc_child_kill(&slot->gate);
	proc_child_kill(&slot->reader);
	proc_child_kill(&slot->decoder);
}

static void
release(struct proc_slot *slot)
{
	struct ambit_err unsaid;

	slot_kill(slot);
	/* As soon as nobody needs it; and whether it is, is seen at a start. */
	(void)!wipe(&slot->pair, &unsaid);
	close_theirs(slot);
	proc_close(&slot->wordfd);
	proc_close(&slot->pair.unitfd);
	slot->items = slot->bytes = 0;
	slot->unit = NULL;
}

/* cages.md 7: the reader died. An item that kills it twice is counted as
 * damaged; a place before an item that kills it twice fails the run. */
static int
reader_died(struct proc_slots *s, struct proc_slot *slot, int sig,
    struct ambit_err *err_r)
{
	struct proc_unit *unit = slot->unit;
	uint32_t item;
	bool within, again;

	proc_whereabouts_get(slot->pair.at, &item, &within);
	again = unit->crashed && unit->crashed_at == item;
	if (slot_event(s, "crash", unit, err_r, "reader, %s item %u, signal %d",
		within ? "at" : "behind", (unsigned)item, sig) < 0 ||
	    slot_crash(s, err_r) < 0)
		return -1;
	unit->crashed = true;
	unit->crashed_at = item;
	unit->state = PROC_UNIT_TODO;
	if (!again)
		return 0;
	if (!within || unit->n_skip == PROC_SKIP_MAX) {
		(void)ambit_err_set(err_r, AMBIT_E_CRASH,
		    "the reader died twice behind item %u, of signal %d",
		    (unsigned)item, sig);
		return ambit_err_in(err_r, unit->unit.store->id);
	}
	unit->skip[unit->n_skip++] = item;
	unit->crashed = false;
	return 0;
}

static int
gate_died(struct proc_slots *s, struct proc_slot *slot, int sig,
    struct ambit_err *err_r)
{
	struct proc_unit *unit = slot->unit;

	if (slot_event(s, "crash", unit, err_r, "gate, signal %d", sig) < 0 ||
	    slot_crash(s, err_r) < 0)
		return -1;
	unit->state = PROC_UNIT_TODO;
	if (++unit->gate_deaths < 2)
		return 0;
	(void)ambit_err_set(err_r, AMBIT_E_CRASH,
	    "the gate died twice, of signal %d", sig);
	return ambit_err_in(err_r, unit->unit.store->id);
}

/* A limit: once more, alone on the machine. */
static int
struck(struct proc_slots *s, struct proc_slot *slot, struct ambit_err *err_r)
{
	struct proc_unit *unit = slot->unit;

	unit->strikes++;
	unit->state = PROC_UNIT_TODO;
	return slot_event(s, "limit", unit, err_r, "%s", slot->end.err.text);
}

static int
judge(struct proc_slots *s, struct proc_slot *slot, bool read_well,
    const int signals[2], struct ambit_err *err_r)
{
	struct proc_unit *unit = slot->unit;

	/* What is poured says nothing of itself: where it ends early, the
	 * signal tells a death from a store that has changed. */
	if (slot->end.kind == PROC_WORD_FAIL && s->pour && signals[0] != 0)
		slot->end = (struct proc_word){ .kind = PROC_WORD_GONE };
	if (slot->end.kind == PROC_WORD_FAIL) {
		if (slot->end.err.code == AMBIT_E_LIMIT && unit->strikes == 0)
			return struck(s, slot, err_r);
		*err_r = slot->end.err;
		return ambit_err_in(err_r, unit->unit.store->id);
	}
	if (slot->end.kind == PROC_WORD_GONE ||
	    (slot->end.kind == PROC_WORD_DONE && !read_well))
		return reader_died(s, slot, signals[0], err_r);
	if (slot->end.kind != PROC_WORD_DONE)
		return gate_died(s, slot, signals[1], err_r);
	unit->state = PROC_UNIT_DONE;
	s->items += slot->end.a;
	s->bytes += slot->end.b;
	return slot_event(s, "end", unit, err_r, "%ju items",
	    (uintmax_t)slot->end.a);
}

/* What was said and not yet heard, of a gate that has ended. */
static int
hear_out(struct proc_slots *s, struct proc_slot *slot, struct ambit_err *err_r)
{
	struct pollfd word = { .fd = slot->wordfd, .events = POLLIN };

	while (slot->wordfd != -1 && poll(&word, 1, 0) > 0) {
		if (slot_hear_word(s, slot, err_r) < 0)
			return -1;
	}
	return 0;
}

int
slot_end(struct proc_slots *slots, struct proc_slot *slot,
    struct ambit_err *err_r)
{
	int signals[2], rc = hear_out(slots, slot, err_r);
	bool read_well;

	read_well = proc_child_dismiss(&slot->reader, DISMISS_MS, &signals[0]);
	(void)proc_child_dismiss(&slot->gate, DISMISS_MS, &signals[1]);
	/* Now all that they said is heard. */
	if (rc == 0 &&
	    (slot_not_ready(&slot->reader, "reader", err_r) < 0 ||
		slot_not_ready(&slot->gate, "gate", err_r) < 0))
		rc = -1;
	if (rc == 0)
		rc = judge(slots, slot, read_well, signals, err_r);
	release(slot);
	return rc;
}
