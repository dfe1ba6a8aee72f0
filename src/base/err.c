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
#include "ambit/text.h"

/* The most that a name of what failed takes of the text. */
#define IN_MAX 80

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
	char inner[sizeof(err_r->text)];
	struct ambit_text text;

	if (err_r == NULL)
		return -1;
	memcpy(inner, err_r->text, sizeof(inner));
	text = (struct ambit_text){ .ptr = err_r->text,
		.cap = sizeof(err_r->text) - 1 };
	ambit_text_put(&text, ambit_span_sub(in, 0, IN_MAX));
	ambit_text_str(&text, ": ");
	ambit_text_put(&text,
	    ambit_span_sub(ambit_span_str(inner), 0, text.cap - text.len));
	err_r->text[text.len] = '\0';
	return -1;
}

int
ambit_err_at(struct ambit_err *err_r, struct ambit_place at)
{
	if (err_r != NULL && err_r->at.item == 0)
		err_r->at = at;
	return -1;
}
