#ifndef AMBIT_TESTS_PST_SEEN_H
#define AMBIT_TESTS_PST_SEEN_H

#include <stdio.h>
#include <stdlib.h>

#include "ambit/item.h"
#include "ambit/sink.h"

/* What is seen of every item of a store, or why it is refused. */

#define ITEMS_MAX 4096

struct seen {
	uint32_t nid;
	unsigned flaws;
	enum ambit_kind kind;
	struct ambit_when when[AMBIT_N_CLOCKS];
	unsigned char facts[AMBIT_DIGEST_LEN], stream[AMBIT_DIGEST_LEN];
	unsigned char folder[AMBIT_DIGEST_LEN]; /* of its path */
	bool unnamed; /* a name in the path cannot be read, and shows it */
};

struct reading {
	bool refused;
	bool failed;
	char why[240];
	size_t n;
	struct seen item[ITEMS_MAX];
};

/* End with a word where it does not hold: the test itself is broken. */
static inline void
must(bool holds, const char *what)
{
	if (holds)
		return;
	(void)fprintf(stderr, "pst-mutations: %s\n", what);
	exit(2);
}

/* Once, before anything is read. */
void seen_begin(void);
void seen_end(void);

/* Read the store at fd as the reader gives it. */
void seen_read(int fd, struct reading *reading);

#endif
