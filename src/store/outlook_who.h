#ifndef AMBIT_STORE_OUTLOOK_WHO_H
#define AMBIT_STORE_OUTLOOK_WHO_H

#include "outlook_facts.h"

/*
 * The people of an item of Outlook while they are read: for outlook_who.c,
 * outlook_person.c and outlook_net.c.
 */

/* Where somebody's properties are. */
struct outlook_whose {
	struct outlook_want name, other_name, type, address, smtp, entry;
	bool may_be_nobody;
};

/* Names come before addresses, and the address that counts before others. */
#define OUTLOOK_TEXTS 6

struct outlook_person {
	struct outlook_person *next;
	enum ambit_party_role role;
	unsigned n_names, n_texts;
	struct ambit_span texts[OUTLOOK_TEXTS];
	bool is_fact; /* addr is one */
	struct ambit_addr addr;
};

/* Everybody so far. */
struct outlook_people {
	struct outlook *o;
	struct outlook_person *first, **last;
	size_t n_facts;
	unsigned seen;    /* 1 << role: somebody has it */
	unsigned doubted; /* 1 << role */
	unsigned loose;   /* 1 << role: what should be an address is none */
};

/*
 * outlook_person.c: read somebody, and add them with that role; or nobody,
 * where they need not be and nothing is said of them. 0, or -1 and *err_r.
 */
int outlook_person(struct outlook_people *people,
    const struct outlook_whose *whose, enum ambit_party_role role,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* outlook_net.c: the nets and parties of everybody, beside those that the
 * item has of other roles. */
int outlook_net(struct outlook_people *people, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

#endif
