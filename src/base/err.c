/*
 * Errors: one struct on the caller's stack, one line to fill it.
 */

/* System. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Floor 0. */
#include "ambit/err.h"

int
ambit_err_set(struct ambit_err *err_r, enum ambit_code code, const char *fmt,
    ...)
{
	int saved = errno;
	va_list ap;

	if (err_r != NULL) {
		*err_r = (struct ambit_err){ .code = code,
			.sys = code == AMBIT_E_IO ? saved : 0 };
		va_start(ap, fmt);
		(void)vsnprintf(err_r->text, sizeof(err_r->text), fmt, ap);
		va_end(ap);
	}
	errno = saved;
	return -1;
}

int
ambit_err_in(struct ambit_err *err_r, struct ambit_span in)
{
	struct ambit_err inner;

	if (err_r == NULL)
		return -1;
	inner = *err_r;
	(void)snprintf(err_r->text, sizeof(err_r->text), "%.*s: ",
	    in.len > 80 ? 80 : (int)in.len, (const char *)in.ptr);
	(void)strncat(err_r->text, inner.text,
	    sizeof(err_r->text) - strlen(err_r->text) - 1);
	return -1;
}

int
ambit_err_at(struct ambit_err *err_r, struct ambit_place at)
{
	if (err_r != NULL && err_r->at.item == 0)
		err_r->at = at;
	return -1;
}
