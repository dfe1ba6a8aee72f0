#ifndef AMBIT_MSG_STREAM_H
#define AMBIT_MSG_STREAM_H

#include "ambit/mapi.h"

#include "value.h"

/*
 * A message of a .msg as the stream of its properties (ambit/mapi.h), while it
 * is written. With an answer of 0 the stream ends where it is.
 */
struct msg_stream {
	struct msg_file *file;
	uint64_t max;   /* bytes that it may have (K15) */
	unsigned flaws; /* those that do not end it */
	struct ambit_mapi_out out;
};

/* Pour the message that top is, with all that is in it. s->flaws gets LOST,
 * ATTACHMENTS, REFERENCE and TOO_DEEP. */
int msg_stream_message(struct msg_stream *s, const struct msg_object *top,
    struct ambit_sink *sink, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* ---- its parts ---- */

/* All properties of an object, but the one called without; 0: no such. */
int msg_stream_props(struct msg_stream *s, const struct msg_object *object,
    uint16_t without, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Is there room for an object, or for so many bytes of a property (K15)? */
int msg_stream_room(struct msg_stream *s, uint64_t len);

/*
 * ole.c: the bytes of an object that is a storage, which has none of its own:
 * a tar archive (POSIX.1-1988, ustar; names beyond 100 bytes as GNU has them)
 * of its storages as folders and its streams as files, each folder before what
 * is in it, all in the order of the directory; a slash in a name, and a name of
 * dots, become underscores. Modes are 0755 and 0644; owners,
 * times and the class are none.
 */
uint64_t msg_ole_len(const struct ambit_cfb_entry *storage);
int msg_ole_pour(const struct ambit_cfb *cfb,
    const struct ambit_cfb_entry *storage, struct ambit_sink *sink,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

#endif
