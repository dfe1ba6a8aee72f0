#ifndef AMBIT_MSG_VALUE_H
#define AMBIT_MSG_VALUE_H

#include "object.h"

/*
 * The value of a property: a number, or where its bytes are. Of an object, and
 * of several values, it is for others to say more.
 */
struct msg_value {
	uint64_t number;
	const struct ambit_cfb_entry *stream; /* NULL: there are no bytes */
	uint64_t len; /* of its bytes, of a string without the NUL at its end */
};

/* 0: it has no stream, or one that is not as long as the list says. */
int msg_value_find(const struct msg_object *object, const struct msg_prop *prop,
    struct msg_value *value_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Of a stream that holds a value of this type: its length without the NUL. */
int msg_value_cut(const struct msg_object *object, uint16_t type,
    const struct ambit_cfb_entry *stream, uint64_t *len_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* Is the stream as long as told, which may count a NUL that is not there? */
bool msg_value_fits(uint16_t type, const struct ambit_cfb_entry *stream,
    uint64_t told);

/* Bytes of a number of a type that ambit_mapi_is_number; from them. */
size_t msg_value_width(uint16_t type);
uint64_t msg_value_number(uint16_t type, const unsigned char *p);

#endif
