/*
 * Maildir: a file a message, its delivery second in front of its name, most of
 * them in cur/, new ones in new/, some in sub-folders.
 */

/* System. */
#include <stdio.h>

/* Ours. */
#include "corpus.h"

static const char *const folders[] = { "cur", "cur", "cur", "cur", "new",
	".Archive/cur", ".Archive.2019/new", ".Sent/cur" };
static const char *const flags[] = { ":2,", ":2,S", ":2,RS", ":2,FS" };

void
write_maildir(struct store *s, const struct draft *d, struct ambit_span bytes,
    char locator_r[LOCATOR_LEN])
{
	unsigned n = (unsigned)(d->truth.serial % 8);
	const char *folder = folders[n];
	const char *flag = n == 4 || n == 6 ? "" : flags[s->ordinal % 4];

	s->ordinal++;
	if (d->file_name != NULL)
		(void)snprintf(locator_r, LOCATOR_LEN, "cur/%s", d->file_name);
	else
		(void)snprintf(locator_r, LOCATOR_LEN, "%s/%lld.M%lluP7.mx1%s",
		    folder, (long long)(d->delivered / AMBIT_SECOND),
		    (unsigned long long)s->ordinal, flag);
	write_file(s->fd, locator_r, bytes);
	s->off += bytes.len;
}
