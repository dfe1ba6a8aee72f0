#ifndef AMBIT_REBUILD_KIND_VALUE_H
#define AMBIT_REBUILD_KIND_VALUE_H

#include "ambit/text.h"

#include "kind.h"
#include "text.h"

/*
 * What the properties of an item say. A property that is missing, of another
 * type than is asked for, or not set, says nothing: NULL asks nothing.
 */

enum kind_set {
	KIND_APPOINTMENT,
	KIND_TASK,
	KIND_ADDRESS,
	KIND_COMMON,
	KIND_LOG,
	KIND_NOTE,
	KIND_MEETING,
	KIND_PUBLIC, /* PS_PUBLIC_STRINGS */
	KIND_N_SETS,
};

/* The first value of an id or name of the item. */
const struct ambit_mapi_value *
kind_find(const struct rebuild_kind *kind, uint16_t id);
const struct ambit_mapi_value *
kind_named(const struct rebuild_kind *kind, enum kind_set set, uint32_t number);
const struct ambit_mapi_value *kind_keywords(const struct rebuild_kind *kind);

/* The next value of the same property, of a multiple type; or NULL. */
const struct ambit_mapi_value *kind_next(const struct ambit_mapi_object *object,
    const struct ambit_mapi_value *value);

/* A string as UTF-8, in the arena. What is not in its encoding is U+FFFD, and
 * a flaw. Empty where it has more than REBUILD_STRING_MAX bytes: what can be
 * so long, a body, stands in a part of its own. */
struct ambit_span
kind_text(struct rebuild_kind *kind, const struct ambit_mapi_value *value);

/* UTF-16LE as UTF-8, likewise. */
struct ambit_span
kind_utf16(struct rebuild_kind *kind, struct ambit_span bytes);

/* Bytes of one byte each as UTF-8, likewise. */
struct ambit_span
kind_string8(struct rebuild_kind *kind, struct ambit_span bytes);

/* A binary as it is stored, in the arena; empty where it has more than max. */
struct ambit_span kind_binary(struct rebuild_kind *kind,
    const struct ambit_mapi_value *value, size_t max);

/* Is it set (pst.md 9)? Microseconds, UTC. */
bool kind_time(const struct ambit_mapi_value *value, int64_t *at_r);
/* int16, int32, boolean. */
bool kind_number(const struct ambit_mapi_value *value, int32_t *number_r);
bool kind_is_true(const struct ambit_mapi_value *value);
bool kind_double(const struct ambit_mapi_value *value, double *number_r);

#endif
