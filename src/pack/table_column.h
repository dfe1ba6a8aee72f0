#ifndef AMBIT_PACK_TABLE_COLUMN_H
#define AMBIT_PACK_TABLE_COLUMN_H

#include "ambit/table.h"

/* The message that a row is about. */
struct table_message {
	const struct ambit_scope *scope;
	const struct ambit_store *store;
	const struct ambit_item *item; /* its header is read */
	struct ambit_arena *arena;     /* values lie in it */
};

/*
 * A column of messages.csv. print gives the value, empty where the evidence
 * gives none; -1 where the arena is full.
 */
struct table_column {
	const char *id; /* of the field in the law's table */
	int (*print)(const struct table_message *message, unsigned which,
	    struct ambit_span *value_r);
	unsigned which; /* role or clock, where print serves several */
};

/* All there are, in the sequence of package.md 4. */
const struct table_column *table_columns(size_t *n_r);

/* The printers that have a file of their own. */
int table_addresses(const struct table_message *message, unsigned role,
    struct ambit_span *value_r);
int table_hops(const struct table_message *message, unsigned which,
    struct ambit_span *value_r);

/*
 * The one field of that name, if it may be printed at all (law.md 3.3, its
 * end); NULL where there is none, several, or one that may not. ascii: 8-bit
 * bytes forbid it.
 */
const struct ambit_header_field *
table_field(const struct ambit_item *item, const char *name, bool ascii);
bool table_is_sound(const struct ambit_header_field *field, bool ascii);

/* The instant that a row of the message prints of that clock; false: none. */
bool table_date(const struct table_message *message, enum ambit_clock clock,
    int64_t *at_r);

/* One instant and no other; *at_r is it. */
bool table_is_instant(const struct ambit_when *when, int64_t *at_r);

/* Room for a value of at most size bytes in the arena; ptr NULL: it is full. */
struct ambit_text table_text(const struct table_message *message, size_t size);

/*
 * Append a value of a list: what ends it, the escape itself, what is no
 * printable ASCII as \u{3b} (package.md 4), bytes that are no UTF-8 as \x{ff}.
 * A byte grows to TABLE_GROWTH at most.
 */
void table_escaped(struct ambit_text *text, struct ambit_span value);
#define TABLE_GROWTH ((size_t)12)

#endif
