#ifndef AMBIT_JSON_H
#define AMBIT_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "ambit/span.h"
#include "ambit/text.h"

/*
 * JSON (RFC 8259) under construction, in its one canonical form: no blanks,
 * the members of an object in the byte order of their keys, UTF-8 as it is.
 * Keys are ours: one out of order is our mistake and stops the program. A
 * string that is not well-formed UTF-8 has U+FFFD for each byte that is not.
 */
#define AMBIT_JSON_DEPTH 8

struct ambit_json {
	struct ambit_text *text; /* the caller's; ask it whether it is full */
	unsigned depth;
	const char *last[AMBIT_JSON_DEPTH]; /* the last key; NULL: an array */
	bool more[AMBIT_JSON_DEPTH];        /* a comma comes first */
	char ends[AMBIT_JSON_DEPTH];
};

/* key is NULL in an array, and for the outermost value. */
void ambit_json_object(struct ambit_json *json, const char *key);
void ambit_json_array(struct ambit_json *json, const char *key);
/* The end of the innermost object or array. */
void ambit_json_end(struct ambit_json *json);

void ambit_json_string(struct ambit_json *json, const char *key,
    struct ambit_span value);
void ambit_json_hex(struct ambit_json *json, const char *key,
    struct ambit_span bytes);
void ambit_json_number(struct ambit_json *json, const char *key, int64_t value);
void ambit_json_bool(struct ambit_json *json, const char *key, bool value);
void ambit_json_null(struct ambit_json *json, const char *key);

#endif
