#ifndef AMBIT_PST_STREAM_H
#define AMBIT_PST_STREAM_H

#include "ambit/mapi.h"

#include "names.h"
#include "props.h"
#include "run.h"
#include "table.h"

/*
 * One item as the stream of its properties (ambit/mapi.h), while it is written.
 * Answers are those of this folder: 1 sound, 0 damaged: then the stream ends
 * where it is; -1 where the machine or the sink failed.
 */
struct pst_stream {
	struct pst_file *file;
	const struct pst_names *names; /* NULL: they are damaged */
	struct ambit_arena *arena;     /* of the item */
	uint64_t max;                  /* bytes that it may have (K15) */
	unsigned flaws;                /* those that do not end it */
	struct ambit_mapi_out out;
};

/*
 * Pour a message, its recipients and attachments, and the messages in those.
 * s->flaws gets ATTACHMENTS, REFERENCE and TOO_DEEP.
 */
int pst_stream_message(struct pst_stream *s, const struct pst_node *node,
    struct ambit_sink *sink, struct ambit_err *err_r);

/* ---- its parts ---- */

/* All properties of a message or attachment, but the one called without; 0:
 * no such. */
int pst_stream_props(struct pst_stream *s, struct pst_props *props,
    uint16_t without, struct ambit_err *err_r);

/* Those of a recipient. */
int pst_stream_row(struct pst_stream *s, struct pst_table *table,
    const struct pst_row *row, struct ambit_err *err_r);

/* Is there room for an object, or for so many bytes of a property (K15)? */
int pst_stream_room(struct pst_stream *s, uint64_t len);

/*
 * What an attachment says of itself (K13): whether its method fits what is
 * there, and which message is in it.
 */
struct pst_attached {
	unsigned flaws;
	bool no_data;            /* 3701 is a message, or missing */
	struct pst_node message; /* NID 0: there is none in it */
};

int pst_attachment_read(struct pst_props *props,
    struct pst_attached *attached_r, struct ambit_err *err_r);

#endif
