/*
 * mbox: a separator, the message as it is, an empty line. Lines of the message
 * that look like a separator were quoted when its text was made, or are meant.
 */

/* System. */
#include <stdio.h>

/* Ours. */
#include "corpus.h"

void
write_mbox(struct store *s, const struct draft *d, struct ambit_span bytes,
    char locator_r[LOCATOR_LEN])
{
	char date[DATE_LEN], line[ADDR_LEN + DATE_LEN + 16];
	uint64_t start;
	int len;

	date_separator(d->delivered, date);
	len = snprintf(line, sizeof(line), "From %s %s%s", d->sender, date,
	    d->eol);
	store_put(s, (struct ambit_span){ (unsigned char *)line, (size_t)len });
	start = s->off;
	if (d->truth.truncated)
		bytes.len -= 1;
	store_put(s, bytes);
	if (!d->truth.truncated)
		store_put(s, AMBIT_LIT("\n"));
	s->ordinal++;
	(void)snprintf(locator_r, LOCATOR_LEN, "off=%llu,len=%llu",
	    (unsigned long long)start, (unsigned long long)bytes.len);
}
