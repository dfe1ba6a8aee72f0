#ifndef AMBIT_MSG_OBJECT_H
#define AMBIT_MSG_OBJECT_H

#include "file.h"

/*
 * The properties of a message, a recipient or an attachment ([MS-OXMSG] 2.4):
 * a list of them, which has the short ones, and a stream for each other.
 */

/* What stands before the list ([MS-OXMSG] 2.4.1). */
enum msg_head {
	MSG_HEAD_PART = 8, /* of a recipient or an attachment */
	MSG_HEAD_EMBEDDED = 24,
	MSG_HEAD_TOP = 32,
};

struct msg_prop {
	uint16_t id, type;
	bool twice; /* it stands there again, and is another (K10) */
	unsigned char slot[8];
};

/* A stream or storage of a property; of one that has several, of the nth. */
struct msg_place {
	uint32_t tag, nth;
	const struct ambit_cfb_entry *entry;
};
#define MSG_WHOLE UINT32_MAX

struct msg_object {
	struct msg_file *file;
	const struct ambit_cfb_entry *storage;
	struct msg_prop *props; /* by id, no two alike */
	size_t n_props;
	struct msg_place *places; /* by tag and nth */
	size_t n_places;
	uint32_t n_recipients, n_attachments; /* that a message tells of */
	bool whole; /* the list and the streams fit, and none is there twice */
};

/* Open the object that a storage is; all of it lives in the arena. 0: there is
 * no list of properties that can be read. */
int msg_object_open(struct msg_object *object, struct msg_file *file,
    const struct ambit_cfb_entry *storage, enum msg_head head,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* The property of an id; NULL: there is none. */
const struct msg_prop *
msg_object_find(const struct msg_object *object, uint16_t id);

/* The place of a property, or of the nth of its values; NULL: there is none. */
const struct ambit_cfb_entry *msg_object_place(const struct msg_object *object,
    const struct msg_prop *prop, uint32_t nth);

/*
 * The storages in a message that are called prefix and eight hexadecimal
 * digits, by that number, in the arena.
 */
struct msg_parts {
	const struct ambit_cfb_entry **entries;
	size_t n;
};

int msg_parts_open(struct msg_parts *parts, const struct msg_object *object,
    struct ambit_span prefix) __attribute__((warn_unused_result));

#define MSG_RECIPIENT  AMBIT_LIT("__recip_version1.0_#")
#define MSG_ATTACHMENT AMBIT_LIT("__attach_version1.0_#")

/* Eight hexadecimal digits at the front of s. */
bool msg_number(struct ambit_span s, uint32_t *number_r);

#endif
