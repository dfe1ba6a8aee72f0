/*
 * Complaints: a list of reasons, for a person to mend them all at once.
 */

/* System. */
#include <stdarg.h>
#include <stdio.h>

/* Floor 0. */
#include "ambit/complaint.h"

void
ambit_complain(struct ambit_complaints *list, const char *code, unsigned line,
    const char *fmt, ...)
{
	struct ambit_complaint *c;
	va_list ap;

	if (list->n++ >= AMBIT_COMPLAINTS_MAX)
		return;
	c = &list->v[list->n - 1];
	(void)snprintf(c->code, sizeof(c->code), "%s", code);
	c->line = line;
	c->cure = NULL;
	va_start(ap, fmt);
	(void)vsnprintf(c->text, sizeof(c->text), fmt, ap);
	va_end(ap);
}
