#ifndef AMBIT_STORE_OUTLOOK_FACTS_H
#define AMBIT_STORE_OUTLOOK_FACTS_H

#include "outlook.h"

/*
 * What the files of outlook_read share. Each that reads is 0, or -1 and *err_r
 * where the machine failed; what is wrong is a flaw of the item.
 */

/* The reading of one item. */
struct outlook {
	const struct outlook_props *props;
	const struct ambit_store *store;
	struct ambit_item *item;
	struct ambit_arena *arena;
	uint64_t page; /* of strings of bytes: 3FFD, else 3FDE; 0: unknown */
	size_t left;   /* how many bytes of names and addresses may yet come */
};

/* What a property that decides has to be (pst.md 13). */
enum outlook_form {
	OUTLOOK_IS_TEXT,
	OUTLOOK_IS_TIME,
	OUTLOOK_IS_INT,
	OUTLOOK_IS_BYTES,
};

struct outlook_want {
	uint16_t id; /* 0: no such property */
	enum outlook_form form;
	bool of_recipient; /* of the current one, not of the message */
};

/*
 * Ask for a property that decides. What cannot be read, stands twice or is of
 * another form (K5 to K10, K14) adds its flaw, and is then LOST.
 */
int outlook_ask(struct outlook *o, const struct outlook_want *want, size_t max,
    struct outlook_value *value_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* A property that is text, in the arena. */
struct outlook_text {
	struct ambit_span text; /* UTF-8, or bytes of some code page */
	bool found;             /* it is there, and not empty */
	bool whole;             /* text is all of it */
	bool sure;              /* and says what it seems to say */
};

/* Take a value that is text or LOST. -1: the arena is full. */
int outlook_take(struct outlook *o, const struct outlook_value *value,
    struct outlook_text *text_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* outlook_clocks.c: when and raw_when of the three times. */
int outlook_clocks(struct outlook *o, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* outlook_header.c: the fields of 007D, and all that they alone tell. */
int outlook_header(struct outlook *o, uint64_t header_bytes,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* Behind all else: the fields that stand for properties. */
int outlook_fields(struct outlook *o, struct ambit_err *err_r)
    __attribute__((warn_unused_result));
#define OUTLOOK_FIELDS ((size_t)6)

/* outlook_who.c: parties, nets and doubt of the five roles, beside those that
 * the fields have told. */
int outlook_who(struct outlook *o, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* The role that a field of this name would tell, of those that properties
 * tell; false: it is none of them. */
bool outlook_tells(struct ambit_span name, enum ambit_party_role *role_r);

/* outlook_entry.c: a one-off entry id, cut into its strings. */
struct outlook_entry {
	struct ambit_span name, type, address; /* as stored */
	bool wide;                             /* they are UTF-16LE */
};

/* False where bytes are an entry id of any other kind, or none. */
bool outlook_entry_cut(struct ambit_span bytes, struct outlook_entry *entry_r);

#endif
