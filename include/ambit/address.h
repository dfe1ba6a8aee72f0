#ifndef AMBIT_ADDRESS_H
#define AMBIT_ADDRESS_H

#include "ambit/arena.h"
#include "ambit/item.h"
#include "ambit/span.h"

/*
 * Address fields, read strictly (mail.md 5, RFC 5322 3.4 without obs- forms,
 * UTF-8 as in RFC 6532). Phrases, comments and group names are skipped.
 */

struct ambit_address_list {
	const struct ambit_addr *addrs; /* in arena */
	size_t n_addrs;
	bool strict; /* the field kept to the grammar; else n_addrs is 0 */
	bool hidden; /* an address may hide even from the net: BAD_ADDRESS */
};

/*
 * Parse an address-list (or a mailbox-list: From, Sender are judged by the
 * same grammar; Sender with two is not strict, see max). text is unfolded.
 * max: more addresses than that set hidden. An empty field, and an empty group
 * ("undisclosed-recipients:;"), are strict and hold none. 0, or -1 when the
 * arena is full. Spans of addrs point into text, or into arena where a quoted
 * local part had to lose its backslashes.
 */
int ambit_address_parse(struct ambit_span text, size_t max,
    struct ambit_arena *arena, struct ambit_address_list *list_r);

/*
 * One addr-spec and nothing else, as an order or registry writes it: dot-atom
 * @ dot-atom or domain literal; a quoted local part is refused.
 */
bool ambit_address_spec(struct ambit_span text, struct ambit_addr *addr_r);

/* <dot-atom@dot-atom> of at most 250 bytes with blanks around (law.md 3.3);
 * *id_r is it with its brackets. */
bool ambit_address_msgid(struct ambit_span text, struct ambit_span *id_r);

#endif
