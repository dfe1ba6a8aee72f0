#ifndef AMBIT_PROC_TELL_H
#define AMBIT_PROC_TELL_H

#include "ambit/item.h"
#include "ambit/limits.h"
#include "ambit/mapi.h"
#include "ambit/sink.h"
#include "ambit/unit.h"

#include "frame.h"
#include "tray.h"

/*
 * What one frame may hold beyond what ambit/limits.h says; telling and hearing
 * keep to the same.
 */
#define PROC_VERSION   2                 /* of the wire */
#define PROC_NAME_MAX  ((size_t)256)     /* of a field: longer ones are cut */
#define PROC_VALUE_MAX ((size_t)1 << 20) /* of a column, a net, a clock */

/* A stream of properties (ambit/mapi.h), whose length is not known before it is
 * sent: its limit is the registry's for an item, and this one at most. */
#define PROC_STREAM_MAX (AMBIT_ITEM_MAX + AMBIT_MAPI_ROOM)

/* What can be found wrong with an item while its stream is read. */
#define PROC_BODY_FLAWS                                                        \
	((unsigned)(AMBIT_FLAW_LOST | AMBIT_FLAW_ATTACHMENTS |                 \
	    AMBIT_FLAW_PROPERTY | AMBIT_FLAW_ENCODING | AMBIT_FLAW_REFERENCE | \
	    AMBIT_FLAW_ENCRYPTED | AMBIT_FLAW_RECURRENCE |                     \
	    AMBIT_FLAW_TOO_DEEP))

/* The envelope's field, which the registry names, may have a role already. */
#define PROC_NETS_MAX (AMBIT_FIELDS_MAX + 1)

/*
 * The reader's side of its one pipe: what it says of every item, in the order
 * of cages.md 6. Every call ends -1 and *err_r where the gate has gone.
 */
struct proc_tell {
	struct ambit_sink sink; /* bytes of the item that was told last */
	uint64_t sent;          /* of them */
	unsigned flaws;         /* found in them: the caller sets it */
	struct proc_tray *tray; /* NULL: all of them go over the pipe */
	uint64_t laid;          /* on the tray, of all items */
	uint64_t told;          /* of these, the gate knows */
	struct proc_frame_out out;
};

void proc_tell_init(struct proc_tell *tell, int fd);
/* Bytes that are written to a sink of proc_tell_body go by this tray from now
 * on; it is new, and outlives tell. */
void proc_tell_by_tray(struct proc_tell *tell, struct proc_tray *tray);
int proc_tell_hello(struct proc_tell *tell, const struct ambit_unit *unit,
    struct ambit_err *err_r);
/* Place, extents, kind, flaws, path, folder, clocks as the framing tells. */
int proc_tell_item(struct proc_tell *tell, const struct ambit_item *item,
    struct ambit_err *err_r);
/* What the header tells: HEAD, PARTY*, NET*; with_fields: FIELD* too. */
int proc_tell_head(struct proc_tell *tell, const struct ambit_item *item,
    bool with_fields, struct ambit_err *err_r);
/* Behind the head, by task and then by column. */
int proc_tell_column(struct proc_tell *tell, uint32_t task, unsigned column,
    struct ambit_span value, struct ambit_err *err_r);
/* BODY: what is written to *sink_r from now on are the item's bytes. */
int proc_tell_body(struct proc_tell *tell, struct ambit_sink **sink_r,
    struct ambit_err *err_r);
/* BODY, and these bytes of a plain file are the item's, which nobody looks at
 * on this side of the pipe. */
int proc_tell_file(struct proc_tell *tell, int fd, struct ambit_extent bytes,
    struct ambit_err *err_r);
int proc_tell_end(struct proc_tell *tell, struct ambit_err *err_r);

/* What a reader says of its unit when it has read all of it. */
struct proc_last {
	uint64_t items;
	uint64_t bytes; /* framed, of all items */
	uint64_t end;   /* where the last one ends; where it began if none */
	struct ambit_span claims;              /* for the next unit */
	unsigned char state[AMBIT_DIGEST_LEN]; /* of what was read (unit.h) */
};
/* Sends all that has gathered. */
int proc_tell_last(struct proc_tell *tell, const struct proc_last *last,
    struct ambit_err *err_r);

#endif
