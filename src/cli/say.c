/*
 * Saying: what a person or a program outside reads of a run.
 */

/* System. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Floor 0. */
#include "ambit/validity.h"

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

/* A pair of an object, unless there is nothing to say. */
static void
put_pair(const char *name, const char *value)
{
	if (value == NULL)
		return;
	(void)fputc(',', stdout);
	put_json(stdout, name);
	(void)fputc(':', stdout);
	put_json(stdout, value);
}

static void
put_event(const char *kind, const char *text)
{
	(void)printf("{\"event\":");
	put_json(stdout, kind);
	put_pair("text", text);
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
		put_event("error", text);
	else
		(void)fprintf(stderr, "ambit: %s\n", text);
	return CLI_FAILED;
}

static void
put_finding(const struct ambit_complaint *c, const char *reason,
    const char *cure)
{
	(void)printf("{\"event\":\"finding\"");
	put_pair("code", c->code);
	if (c->line > 0)
		(void)printf(",\"line\":%u", c->line);
	put_pair("text", c->text);
	put_pair("reason", reason);
	put_pair("cure", cure);
	(void)printf("}\n");
	(void)fflush(stdout);
}

/* Under which reason of the policy, and what would mend it, says the rule;
 * what is wrong with a registry or a package has none. */
static void
say_complaint(const struct cli *cli, const char *file,
    const struct ambit_complaint *c)
{
	const struct ambit_check *rule =
	    ambit_law_check(ambit_span_str(c->code));
	const char *cure =
	    rule == NULL || c->cure != NULL ? c->cure : rule->cure;
	const char *reason =
	    rule == NULL ? NULL : ambit_reason_name(rule->reason);

	if (cli->json) {
		put_finding(c, reason, cure);
		return;
	}
	(void)fprintf(stderr, "%s:", file);
	if (c->line > 0)
		(void)fprintf(stderr, "%u:", c->line);
	(void)fprintf(stderr, " %s %s", c->code, c->text);
	if (rule != NULL)
		(void)fprintf(stderr, " [%s; cure: %s]", reason, cure);
	(void)fputc('\n', stderr);
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
		put_event(kind, text);
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
		put_event(kind, text);
	else if (!cli->quiet)
		(void)printf("%s\n", text);
}

void
say_object(const char *kind, const char *const *names,
    const char *const *values, size_t n)
{
	(void)printf("{\"event\":");
	put_json(stdout, kind);
	for (size_t i = 0; i < n; i++)
		put_pair(names[i], values[i]);
	(void)printf("}\n");
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
