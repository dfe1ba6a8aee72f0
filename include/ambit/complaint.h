#ifndef AMBIT_COMPLAINT_H
#define AMBIT_COMPLAINT_H

#include <stddef.h>

/*
 * What is wrong with an order, a registry, an approval or a package: a list,
 * because a person who must mend it wants every reason at once. Fixed size,
 * on the caller's stack; more than fit are counted and not kept.
 */
#define AMBIT_COMPLAINTS_MAX 128

struct ambit_complaint {
	char code[32];    /* E_FORM_SCHEMA, P_CLOCK, ... */
	unsigned line;    /* of the document; 0: none in particular */
	char text[400];   /* place and quoted value; controls escaped */
	const char *cure; /* what would mend it; NULL: as its code says */
};

struct ambit_complaints {
	struct ambit_complaint v[AMBIT_COMPLAINTS_MAX];
	size_t n; /* how many there are; min(n, MAX) of them are in v */
};

/* Add one; text is cut where it does not fit. */
void ambit_complain(struct ambit_complaints *list, const char *code,
    unsigned line, const char *fmt, ...) __attribute__((format(printf, 4, 5)));

#endif
