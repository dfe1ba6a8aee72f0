#ifndef AMBIT_MAPI_H
#define AMBIT_MAPI_H

#include <stdbool.h>
#include <stdint.h>

#include "ambit/arena.h"
#include "ambit/item.h"
#include "ambit/sink.h"
#include "ambit/source.h"

/*
 * One item of Outlook as a stream of its properties: what a reader of pst, ost
 * or msg sends of an item, and what its .eml is rebuilt from. It holds what is
 * stored and nothing of where. Integers are big-endian:
 *
 *	stream     "ambit mapi 1\n" object
 *	object     'B' kind 1, then properties, then objects, then 'E'
 *	property   'P' id 2, type 2, set 16, number 4, name (length 4, UTF-8),
 *	           index 4, length 8, bytes
 *
 * A message holds RECIPIENTs in the order of their rows, then ATTACHMENTs; an
 * attachment by method 5 holds one MESSAGE. Properties ascend by id and index.
 * Of a multiple type each value is a property of its own, of the type with
 * AMBIT_MAPI_MULTIPLE, by index from 0. A number (int16, int32, int64, float,
 * double, currency, application time, error, boolean, time) is 8 bytes, of
 * floating types its bits; strings and binaries are the bytes as stored, of
 * strings without the NUL at the end. An object by method 6 is a property 3701
 * of type 000D with the object's bytes.
 */

enum ambit_mapi_kind {
	AMBIT_MAPI_MESSAGE = 1,
	AMBIT_MAPI_RECIPIENT,
	AMBIT_MAPI_ATTACHMENT,
};

/* [MS-OXCDATA] 2.11.1. */
enum ambit_mapi_type {
	AMBIT_MAPI_NULL = 0x0001,
	AMBIT_MAPI_INT16 = 0x0002,
	AMBIT_MAPI_INT32 = 0x0003,
	AMBIT_MAPI_FLOAT = 0x0004,
	AMBIT_MAPI_DOUBLE = 0x0005,
	AMBIT_MAPI_CURRENCY = 0x0006,
	AMBIT_MAPI_APP_TIME = 0x0007,
	AMBIT_MAPI_ERROR = 0x000a,
	AMBIT_MAPI_BOOLEAN = 0x000b,
	AMBIT_MAPI_OBJECT = 0x000d,
	AMBIT_MAPI_INT64 = 0x0014,
	AMBIT_MAPI_STRING8 = 0x001e,
	AMBIT_MAPI_STRING = 0x001f, /* UTF-16LE */
	AMBIT_MAPI_TIME = 0x0040,   /* FILETIME */
	AMBIT_MAPI_GUID = 0x0048,
	AMBIT_MAPI_BINARY = 0x0102,
	AMBIT_MAPI_MULTIPLE = 0x1000,
};

/* Bounds of a stream; what has more cannot be sent, nor read (K15). */
#define AMBIT_MAPI_DEPTH                                                  \
	16                        /* messages within each other (K8), the \
				     outermost among them */
#define AMBIT_MAPI_PROPS  65536   /* of one object, multiple values counted */
#define AMBIT_MAPI_PARTS  65536   /* objects within one */
#define AMBIT_MAPI_NAME   4096    /* bytes of a name */
#define AMBIT_MAPI_VALUES 1048576 /* properties of all objects of a stream */
/* A stream has at most so many bytes more than an item may have: what tells of
 * a value is longer than many values are. */
#define AMBIT_MAPI_ROOM ((uint64_t)256 << 20)

struct ambit_mapi_prop {
	uint16_t id, type;
	/* id 0x8000 and up: how it is named. set all zero: it has no name. */
	unsigned char set[16];
	uint32_t number;        /* where name is empty */
	struct ambit_span name; /* UTF-8 */
	uint32_t index;
	uint64_t len; /* of its bytes */
};

/* ---- writing ---- */

/* Objects that are open at once: a message and the attachment that holds it,
 * and a recipient or an attachment of the innermost. */
#define AMBIT_MAPI_OPEN ((unsigned)AMBIT_MAPI_DEPTH * 2)

/* What has been written of an object that is open. */
struct ambit_mapi_level {
	enum ambit_mapi_kind kind;
	uint32_t n_props, n_parts;
	uint16_t id, type; /* of the last property */
	uint32_t index;
	bool attached; /* an ATTACHMENT was in it: no more RECIPIENTs */
};

struct ambit_mapi_out {
	struct ambit_sink *sink; /* the caller's, until the end */
	unsigned depth;          /* objects that are open */
	uint64_t owed;           /* bytes of the last property yet to come */
	uint32_t n_values;       /* properties of all objects */
	struct ambit_mapi_level levels[AMBIT_MAPI_OPEN];
};

/*
 * What is written in an order or under a name that the form above does not
 * have is the caller's mistake. What exceeds a bound is AMBIT_E_LIMIT, and
 * nothing of it was written: so what was written can be loaded.
 */

/* Begin a stream with its outermost MESSAGE. */
int ambit_mapi_start(struct ambit_mapi_out *out, struct ambit_sink *sink,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

int ambit_mapi_begin(struct ambit_mapi_out *out, enum ambit_mapi_kind kind,
    struct ambit_err *err_r) __attribute__((warn_unused_result));
/* May one more property, or object, of len bytes be written, so that the stream
 * keeps to the bounds above and has at most max bytes? */
bool ambit_mapi_has_room(const struct ambit_mapi_out *out, uint64_t len,
    uint64_t max);

/* The object opened last; behind the outermost the stream is at its end. */
int ambit_mapi_end(struct ambit_mapi_out *out, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* A property, whose prop->len bytes follow in as many calls as it takes. */
int
ambit_mapi_prop(struct ambit_mapi_out *out, const struct ambit_mapi_prop *prop,
    struct ambit_err *err_r) __attribute__((warn_unused_result));
int ambit_mapi_bytes(struct ambit_mapi_out *out, struct ambit_span bytes,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* A property that is a number, whole. */
int ambit_mapi_number(struct ambit_mapi_out *out,
    const struct ambit_mapi_prop *prop, uint64_t number,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* ---- reading ---- */

/* A property as it was read: its bytes lie in the stream at at. */
struct ambit_mapi_value {
	struct ambit_mapi_prop prop;
	struct ambit_extent at;
	uint64_t number; /* of types that are numbers */
};

struct ambit_mapi_object {
	enum ambit_mapi_kind kind;
	unsigned depth; /* messages around it */
	const struct ambit_mapi_value *values;
	size_t n_values;
	const struct ambit_mapi_object *const *parts;
	size_t n_parts;
};

/*
 * Read a whole stream into the arena, but for the bytes of its properties,
 * which stay where they lie. AMBIT_E_FORMAT where it is no such stream, whole
 * and within the bounds above: nothing of it is believed.
 */
int ambit_mapi_load(struct ambit_source *stream, struct ambit_arena *arena,
    const struct ambit_mapi_object **message_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Is a value of that type a number? Of a multiple type, each of its values. */
bool ambit_mapi_is_number(uint16_t type);

/* The first value of an id, whatever its type; NULL: there is none. */
const struct ambit_mapi_value *
ambit_mapi_find(const struct ambit_mapi_object *object, uint16_t id);

/* The first value of a name: by number, and by string. */
const struct ambit_mapi_value *
ambit_mapi_numbered(const struct ambit_mapi_object *object,
    const unsigned char set[16], uint32_t number);
const struct ambit_mapi_value *
ambit_mapi_named(const struct ambit_mapi_object *object,
    const unsigned char set[16], struct ambit_span name);

/* The bytes of a value, at most max of them, in the arena. AMBIT_E_LIMIT where
 * there are more. */
int ambit_mapi_lend(struct ambit_source *stream,
    const struct ambit_mapi_value *value, size_t max, struct ambit_arena *arena,
    struct ambit_span *bytes_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

#endif
