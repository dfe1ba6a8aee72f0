#ifndef AMBIT_REBUILD_KIND_H
#define AMBIT_REBUILD_KIND_H

#include "ambit/arena.h"
#include "ambit/mapi.h"
#include "ambit/source.h"

/*
 * What an item of Outlook is beside its mail, by its class: an appointment, a
 * task, a contact, ... (pst.md 14.8), as parts in a form that others read.
 */

struct rebuild_kind {
	struct ambit_source *stream; /* of the item */
	const struct ambit_mapi_object *message;
	struct ambit_arena *arena;
	const char *digest; /* hexadecimal: its UID where it has none */

	/* Kept by the functions below. */
	unsigned flaws; /* ENCODING, RECURRENCE: added to what is there */
	uint32_t page;  /* of its strings of one byte; 0: not known */
	bool failed;    /* *err_r says why; all that is read now is empty */
	struct ambit_err *err_r;
	/* How it recurs, where that has no other form. */
	const struct ambit_mapi_value *pattern;
};

/* A part of text is UTF-8, its lines end in CR LF. */
struct rebuild_kind_part {
	const char *type; /* Content-Type, with its parameters */
	const char *name; /* of a file */
	struct ambit_span bytes;
};

#define REBUILD_KIND_PARTS ((size_t)2)

/*
 * The parts of the item, in the arena: none for mail (IPM.Note, IPM.Post,
 * REPORT) and where there is nothing to say, else one; and a second where it
 * recurs in a way that has no other form: the pattern as it is stored. -1: the
 * stream cannot be read, or the arena is full.
 */
int rebuild_kind_parts(struct rebuild_kind *kind,
    struct rebuild_kind_part parts_r[REBUILD_KIND_PARTS], size_t *n_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

#endif
