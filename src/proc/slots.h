#ifndef AMBIT_PROC_SLOTS_H
#define AMBIT_PROC_SLOTS_H

#include "ambit/custody.h"
#include "ambit/staging.h"

#include "child.h"
#include "plan.h"
#include "word.h"

/*
 * Slots: as many units at work at once as there are. Each has a reader, a gate
 * and, where one is needed, a decoder.
 */
struct proc_slot {
	struct proc_unit *unit; /* NULL: free */
	struct proc_pair pair;
	struct proc_child reader, gate, decoder;
	int wordfd;           /* the monitor's end */
	struct proc_word end; /* how the gate said the unit ended; kind 0: it
				 has not said */
	int64_t heard;        /* when it last said anything, seconds */
	uint64_t items, bytes;
};

/* More crashes in one run, and it fails (cages.md 7). */
#define AMBIT_CRASHES_MAX 20

struct proc_slots {
	const struct ambit_run_terms *terms;
	struct proc_plan *plan;
	const struct ambit_staging *staging;
	struct ambit_custody *custody; /* events; NULL: nobody keeps them */
	bool lock; /* others may be at work on other units */
	bool pour; /* units are poured into the archives */
	int bagfd; /* then: where they lie */
	struct proc_slot *slots;
	size_t n;
	unsigned crashes;
	uint64_t items, bytes, whole; /* of units that are done; of all */
};

/* Do every unit that is to do; -1 and *err_r where the run fails: nobody is at
 * work then. */
int proc_slots_run(struct proc_slots *slots, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* ---- one slot (slot.c) ---- */

int slot_start(struct proc_slots *slots, struct proc_slot *slot,
    struct proc_unit *unit, struct ambit_err *err_r);
/* Something is to be heard on one of its descriptors. */
int slot_hear_word(struct proc_slots *slots, struct proc_slot *slot,
    struct ambit_err *err_r);
/* Gate and reader have ended, or are ended now: free it, and say what becomes
 * of the unit. */
int slot_end(struct proc_slots *slots, struct proc_slot *slot,
    struct ambit_err *err_r);
void slot_kill(struct proc_slot *slot);

/* How long a process that was dismissed may take to end by itself. */
#define DISMISS_MS 200

/* A child that never got ready: its own words say why. */
int slot_not_ready(const struct proc_child *child, const char *name,
    struct ambit_err *err_r);

/* The gate wants a decoder; or says that it had none of its last one. */
int slot_serve_decoder(const struct proc_slots *slots, struct proc_slot *slot,
    struct proc_word *word, struct ambit_err *err_r);
int slot_tell_death(struct proc_slots *slots, struct proc_slot *slot,
    const struct proc_word *word, struct ambit_err *err_r);

/* The gate and the decoders of a slot are forked with its slate, and nobody
 * else is. */
int slot_lend(struct proc_slate *slate, bool lent, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Write an event down, about a unit. */
int slot_event(const struct proc_slots *slots, const char *kind,
    const struct proc_unit *unit, struct ambit_err *err_r, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
int slot_crash(struct proc_slots *slots, struct ambit_err *err_r);

#endif
