/*
 * The decoders of a slot: made when its gate wants one, each with the one file
 * that it may read, if any; buried when the gate has let go of them.
 */

/* Floor 7. */
#include "slots.h"

int
slot_not_ready(const struct proc_child *child, const char *name,
    struct ambit_err *err_r)
{
	if (child->ready || child->len == 0)
		return 0;
	return ambit_err_set(err_r, AMBIT_E_CAGE, "%s: %s", name, child->said);
}

/* The gate has let go of it. */
static int
bury(struct proc_slot *slot, int *signal_r, struct ambit_err *err_r)
{
	*signal_r = 0;
	if (slot->decoder.pid == 0)
		return 0;
	(void)proc_child_dismiss(&slot->decoder, DISMISS_MS, signal_r);
	return slot_not_ready(&slot->decoder, "decoder", err_r);
}

static int
start_decoder(const struct proc_slots *s, struct proc_slot *slot, int itemfd,
    int theirs[2], struct ambit_err *err_r)
{
	struct proc_decoder_job job = { .terms = s->terms,
		.store = slot->unit->unit.store,
		.slate = slot->pair.slate,
		.itemfd = itemfd,
		.infd = theirs[0],
		.outfd = theirs[1] };
	const int keep[] = { theirs[0], theirs[1], itemfd };
	const struct proc_part part = {
		.role = &ambit_role_decoder,
		.folders = { -1, -1, -1 },
		.keep = keep,
		.n_keep = itemfd == -1 ? 2 : 3,
		.without_landlock = s->terms->without_landlock,
		.work = proc_decoder,
		.job = &job,
	};

	if (slot_lend(job.slate, true, err_r) < 0 ||
	    proc_child_start(&slot->decoder, &part, err_r) < 0)
		return -1;
	return slot_lend(job.slate, false, err_r);
}

/* A gate that cannot be told has died: that is seen on its line. */
static void
tell(struct proc_slot *slot, const struct proc_word *word)
{
	struct ambit_err unsaid;

	if (proc_word_send(slot->wordfd, word, 0, &unsaid) < 0)
		proc_close(&slot->wordfd);
}

static int
give_decoder(const struct proc_slots *s, struct proc_slot *slot, int itemfd,
    struct ambit_err *err_r)
{
	struct proc_word here = { .kind = PROC_WORD_HERE, .fds = { -1, -1 } };
	int to[2] = { -1, -1 }, from[2] = { -1, -1 }, rc = -1;

	if (proc_pipe(to, err_r) == 0 && proc_pipe(from, err_r) == 0) {
		int theirs[2] = { to[0], from[1] };

		rc = start_decoder(s, slot, itemfd, theirs, err_r);
	}
	here.fds[0] = to[1];
	here.fds[1] = from[0];
	if (rc == 0)
		tell(slot, &here);
	for (size_t i = 0; i < 2; i++) {
		proc_close(&to[i]);
		proc_close(&from[i]);
	}
	return rc;
}

int
slot_serve_decoder(const struct proc_slots *s, struct proc_slot *slot,
    struct proc_word *word, struct ambit_err *err_r)
{
	int sig, rc = bury(slot, &sig, err_r);

	if (rc == 0)
		rc = give_decoder(s, slot, word->fds[0], err_r);
	proc_close(&word->fds[0]);
	return rc;
}

int
slot_tell_death(struct proc_slots *s, struct proc_slot *slot,
    const struct proc_word *word, struct ambit_err *err_r)
{
	struct proc_word told = { .kind = PROC_WORD_SIGNAL, .fds = { -1, -1 } };
	bool again = word->kind == PROC_WORD_HELD;
	int sig;

	if (bury(slot, &sig, err_r) < 0)
		return -1;
	if (slot_event(s, again ? "held" : "crash", slot->unit, err_r,
		"decoder, item %ju, signal %d%s", (uintmax_t)word->a, sig,
		again ? ", for the second time" : "") < 0 ||
	    slot_crash(s, err_r) < 0)
		return -1;
	told.a = (uint64_t)sig;
	tell(slot, &told);
	return 0;
}
