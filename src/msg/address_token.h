#ifndef AMBIT_MSG_ADDRESS_TOKEN_H
#define AMBIT_MSG_ADDRESS_TOKEN_H

#include "ambit/item.h"
#include "ambit/span.h"

/*
 * The words of address fields and of Received (RFC 5322 3.2, RFC 6532 3.2).
 * Each function cuts what it names off the front of *s and says whether it
 * stood there; where it did not, *s is of no further use.
 */

/* Blanks and comments, perhaps none; false: a comment that is broken. */
bool address_skip(struct ambit_span *s);

bool address_cut_char(struct ambit_span *s, char c);

/* How long is the character of an atom at the front of s? 0: none. */
size_t address_atom_char(struct ambit_span s);

/* *text_r is what stands between the outer brackets. */
bool address_cut_comment(struct ambit_span *s, struct ambit_span *text_r);

/* dot-atom-text of 3.2.3: no blanks, no comments. */
bool address_cut_dot_atom(struct ambit_span *s, struct ambit_span *atom_r);

/* *text_r is what stands between the quotes, backslashes and all. */
bool address_cut_quoted(struct ambit_span *s, struct ambit_span *text_r);

/* "[192.0.2.1]": *literal_r with its brackets; no blanks, no backslash. */
bool address_cut_literal(struct ambit_span *s, struct ambit_span *literal_r);

/* An addr-spec without blanks or comments; a quoted local is as found. */
bool address_cut_spec(struct ambit_span *s, struct ambit_addr *addr_r);

bool address_is_ascii(struct ambit_span s);

/* Does s hold the byte c? */
bool address_holds(struct ambit_span s, char c);

/* "=?" opens an encoded word of RFC 2047. */
bool address_holds_coded(struct ambit_span s);

/*
 * address_hidden.c: may a reader more liberal than we find an address in text,
 * which stands outside quotes and comments, that a search of its bytes does
 * not find? Where text has an '@', each of its words must have one inside.
 */
bool address_is_plain(struct ambit_span text);

/* The same asked of a whole field that has left the grammar. */
bool address_may_hide(struct ambit_span field);

#endif
