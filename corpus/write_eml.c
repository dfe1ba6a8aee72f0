/*
 * A folder of .eml: a file a message, a thousand in a sub-folder. Its names
 * tell nothing of when or who.
 */

/* System. */
#include <stdio.h>

/* Ours. */
#include "corpus.h"

void
write_eml(struct store *s, const struct draft *d, struct ambit_span bytes,
    char locator_r[LOCATOR_LEN])
{
	(void)d;
	s->ordinal++;
	(void)snprintf(locator_r, LOCATOR_LEN, "part%03llu/%08llu.eml",
	    (unsigned long long)(s->ordinal / 1000),
	    (unsigned long long)(s->ordinal * UINT64_C(7919) % 100000000));
	write_file(s->fd, locator_r, bytes);
	s->off += bytes.len;
}
