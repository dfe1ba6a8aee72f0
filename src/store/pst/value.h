#ifndef AMBIT_PST_VALUE_H
#define AMBIT_PST_VALUE_H

#include "bth.h"
#include "sub.h"

/* Types of properties ([MS-OXCDATA] 2.11.1); or with PST_MULTIPLE. */
enum pst_type {
	PST_UNSPECIFIED = 0x0000,
	PST_NULL = 0x0001,
	PST_INT16 = 0x0002,
	PST_INT32 = 0x0003,
	PST_FLOAT = 0x0004,
	PST_DOUBLE = 0x0005,
	PST_CURRENCY = 0x0006,
	PST_APP_TIME = 0x0007,
	PST_ERROR = 0x000a,
	PST_BOOLEAN = 0x000b,
	PST_OBJECT = 0x000d,
	PST_INT64 = 0x0014,
	PST_STRING8 = 0x001e,
	PST_STRING = 0x001f, /* UTF-16LE */
	PST_TIME = 0x0040,   /* FILETIME */
	PST_GUID = 0x0048,
	PST_BINARY = 0x0102,
	PST_MULTIPLE = 0x1000,
};

/* Where the values of a property context or table lie. */
struct pst_holder {
	struct pst_heap heap;
	uint64_t sub; /* BID of its subnodes */
};

/*
 * A property as found. A number (all types of fixed length but GUID) is here,
 * of floating types its bits; of an object, here is where it is; the bytes of
 * all others are asked for.
 */
struct pst_value {
	uint16_t id, type;
	bool found;
	uint64_t number;
	uint32_t hnid;      /* of bytes */
	uint32_t nid, size; /* of an object */
};

/* Is it a type at all? Tables of one column have it in a cell this wide. */
bool pst_type_width(uint16_t type, size_t *width_r);

/*
 * Read a value of a type whose id and type are set: from a cell of a table, or
 * from the four bytes that a property context has for each. K9, K14.
 */
int pst_value_cell(struct pst_holder *holder, const unsigned char *cell,
    struct pst_value *value, struct ambit_err *err_r);
int pst_value_slot(struct pst_holder *holder, const unsigned char *slot,
    struct pst_value *value, struct ambit_err *err_r);

/*
 * The bytes of a value, at most max of them (K15), which live as long as the
 * arena; of a string without the NUL at its end. Of a GUID and of multiple
 * values the length is checked (K14); a number has none.
 */
int pst_value_bytes(struct pst_holder *holder, const struct pst_value *value,
    size_t max, struct ambit_span *bytes_r, struct ambit_err *err_r);

/* Bytes of a type without the NUL at their end, if it is a string's. */
struct ambit_span pst_value_cut(uint16_t type, struct ambit_span bytes);

/* The same bytes as they are, of any length, block by block. */
int pst_value_pour(struct pst_holder *holder, const struct pst_value *value,
    struct ambit_sink *sink, struct ambit_err *err_r);

/* Of the bytes of multiple strings or binaries: how many, and the i-th. */
size_t pst_value_count(struct ambit_span bytes);
struct ambit_span pst_value_nth(struct ambit_span bytes, size_t i);

#endif
