/*
 * Saying: what a person or a program outside reads of a run.
 */

/* System. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Floor 8. */
#include "say.h"

#define LINE_MAX_LEN 2048

/* A JSON string (RFC 8259 7) of text that is well-formed UTF-8 or escaped. */
static void
put_json(FILE *f, const char *text)
{
	(void)fputc('"', f);
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			(void)fprintf(f, "\\%c", c);
		else if (c < 0x20 || c == 0x7f)
			(void)fprintf(f, "\\u%04x", c);
		else
			(void)fputc(c, f);
	}
	(void)fputc('"', f);
}

static void
put_event(const char *kind, const char *code, unsigned line, const char *text)
{
	(void)printf("{\"event\":");
	put_json(stdout, kind);
	if (code != NULL) {
		(void)printf(",\"code\":");
		put_json(stdout, code);
	}
	if (line > 0)
		(void)printf(",\"line\":%u", line);
	(void)printf(",\"text\":");
	put_json(stdout, text);
	(void)printf("}\n");
	(void)fflush(stdout);
}

enum cli_exit
say_err(const struct cli *cli, const struct ambit_err *err, const char *advice)
{
	char text[LINE_MAX_LEN];

	(void)snprintf(text, sizeof(text), "%s%s%s%s%s", err->text,
	    err->sys != 0 ? ": " : "", err->sys != 0 ? strerror(err->sys) : "",
	    advice[0] != '\0' ? "; " : "", advice);
	if (cli->json)
		put_event("error", NULL, 0, text);
	else
		(void)fprintf(stderr, "ambit: %s\n", text);
	return CLI_FAILED;
}

static void
say_complaint(const struct cli *cli, const char *file,
    const struct ambit_complaint *c)
{
	if (cli->json)
		put_event("finding", c->code, c->line, c->text);
	else if (c->line > 0)
		(void)fprintf(stderr, "%s:%u: %s %s\n", file, c->line, c->code,
		    c->text);
	else
		(void)fprintf(stderr, "%s: %s %s\n", file, c->code, c->text);
}

void
say_complaints(const struct cli *cli, const char *file,
    const struct ambit_complaints *complaints)
{
	size_t n = complaints->n;

	if (n > AMBIT_COMPLAINTS_MAX)
		n = AMBIT_COMPLAINTS_MAX;
	for (size_t i = 0; i < n; i++)
		say_complaint(cli, file, &complaints->v[i]);
	if (complaints->n > n)
		say_note(cli, "note", "%zu more findings in %s",
		    complaints->n - n, file);
}

void
say_note(const struct cli *cli, const char *kind, const char *fmt, ...)
{
	char text[LINE_MAX_LEN];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (cli->json)
		put_event(kind, NULL, 0, text);
	else
		(void)fprintf(stderr, "ambit: %s\n", text);
}

void
say_result(const struct cli *cli, const char *kind, const char *fmt, ...)
{
	char text[LINE_MAX_LEN];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (cli->json)
		put_event(kind, NULL, 0, text);
	else if (!cli->quiet)
		(void)printf("%s\n", text);
}

static int
stdout_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	(void)sink;
	if (fwrite(bytes.ptr, 1, bytes.len, stdout) != bytes.len)
		return ambit_err_set(err_r, AMBIT_E_IO, "write to stdout");
	return 0;
}

static int
stdout_finish(struct ambit_sink *sink, struct ambit_err *err_r)
{
	(void)sink;
	if (fflush(stdout) != 0)
		return ambit_err_set(err_r, AMBIT_E_IO, "write to stdout");
	return 0;
}

static const struct ambit_sink_ops stdout_ops = {
	.name = "stdout",
	.write = stdout_write,
	.finish = stdout_finish,
};

struct ambit_sink say_stdout = { .ops = &stdout_ops };

bool
say_done(void)
{
	return fflush(stdout) == 0 && ferror(stdout) == 0;
}
