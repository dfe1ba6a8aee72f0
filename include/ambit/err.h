#ifndef AMBIT_ERR_H
#define AMBIT_ERR_H

#include <stdint.h>

#include "ambit/span.h"

/* Where in the evidence something happened. Zero means "nowhere special". */
struct ambit_place {
	uint32_t store; /* number of the store in the registry, from 1 */
	uint32_t item;  /* ordinal of the item within the store, from 1 */
	uint64_t off;   /* byte offset within the store */
};

enum ambit_code {
	AMBIT_E_NONE,
	AMBIT_E_IO,       /* the machine failed us; sys holds errno */
	AMBIT_E_MEMORY,   /* the arena's cap, or the machine's */
	AMBIT_E_FORMAT,   /* not the kind of store or file it was opened as */
	AMBIT_E_LIMIT,    /* a stated limit was reached */
	AMBIT_E_CHANGED,  /* a store changed while it was read */
	AMBIT_E_ORDER,    /* the order cannot be carried out as written */
	AMBIT_E_REGISTRY, /* the registry cannot be used as written */
	AMBIT_E_CRYPTO,   /* a digest or signature could not be made */
	AMBIT_E_SUMS,     /* the accounting does not close */
	AMBIT_E_EXISTS,   /* what would be made is there already */
	AMBIT_E_CAGE,     /* a process could not be shut in */
	AMBIT_E_WIRE,     /* a process said what it must not */
	AMBIT_E_CRASH,    /* a process died */
};

/* Lives on the caller's stack; making an error never allocates. */
struct ambit_err {
	enum ambit_code code;
	int sys; /* errno as it was, or 0 where it means nothing */
	struct ambit_place at;
	char text[240]; /* what and where; never a byte of evidence */
};

/*
 * Fill *err_r (which may be NULL) and return -1, so that failing is one line:
 *	return ambit_err_set(err_r, AMBIT_E_IO, "read store %s", id);
 * errno is kept in sys for AMBIT_E_IO alone, and is unchanged on return.
 */
int ambit_err_set(struct ambit_err *err_r, enum ambit_code code,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/*
 * Say in what: put "<in>: " before the text, as far as there is room. in is the
 * provider's or the order's own word, never evidence.
 */
int ambit_err_in(struct ambit_err *err_r, struct ambit_span in);

/* Say where. Keeps the first place given: the innermost frame knows best. */
int ambit_err_at(struct ambit_err *err_r, struct ambit_place at);

#endif
