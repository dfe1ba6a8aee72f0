/*
 * Verify: is a package what it says it is?
 *
 * It trusts nothing in the package and no program that made it. A defect of
 * the package is a line on the page; only the machine can fail here.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Floor 0. */
#include "ambit/limits.h"

/* Floor 6. */
#include "verify_state.h"

int
verify_defect(struct verify *v, const char *code, struct ambit_span where,
    const char *fmt, ...)
{
	char place[1400], what[400];
	struct ambit_text text = AMBIT_TEXT(place);
	va_list ap;

	ambit_text_str(&text, v->name);
	ambit_text_str(&text, v->name[0] != '\0' && where.len > 0 ? "/" : "");
	ambit_text_escaped(&text, ambit_span_sub(where, 0, 200));
	va_start(ap, fmt);
	(void)vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	ambit_complain(v->complaints, code, 0, "%.*s%s%s", (int)text.len, place,
	    text.len > 0 ? ": " : "", what);
	return 0;
}

bool
verify_is_absent(int code)
{
	return code == ENOENT || code == ENOTDIR || code == ENAMETOOLONG;
}

bool
verify_is_closed(int code)
{
	return code == ELOOP || code == EXDEV || code == EISDIR ||
	    code == ENXIO || code == ENODEV || code == EACCES;
}

static int
begin(struct verify *v, struct ambit_err *err_r)
{
	v->next = 1;
	v->fd = -1;
	v->arena = ambit_arena_new(VERIFY_ARENA);
	v->item = ambit_arena_new(AMBIT_ITEM_ARENA + 4 * VERIFY_TAG);
	if (v->arena == NULL || v->item == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "verify");
	v->tmpfd = open(P_tmpdir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (v->tmpfd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open %s", P_tmpdir);
	if (ambit_sink_hash_init(&v->hash, NULL, err_r) < 0)
		return -1;
	return ambit_source_new(-1, AMBIT_SOURCE_WINDOW, &v->source, err_r);
}

static void
end(struct verify *v)
{
	ambit_source_free(&v->source);
	ambit_sink_hash_clear(&v->hash);
	if (v->tmpfd != -1)
		(void)close(v->tmpfd);
	ambit_arena_free(&v->item);
	ambit_arena_free(&v->arena);
}

int
ambit_verify(const struct ambit_verify_terms *terms, struct ambit_sink *page,
    struct ambit_complaints *complaints, enum ambit_validity *validity_r,
    struct ambit_err *err_r)
{
	struct verify *v = calloc(1, sizeof(*v));
	int done = -1;

	*validity_r = AMBIT_NOT_VALID;
	if (v == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "verify");
	v->terms = terms;
	v->complaints = complaints;
	v->before = complaints->n;
	v->tmpfd = -1;
	if (begin(v, err_r) == 0)
		done = verify_volumes(v, err_r);
	if (done == 0)
		done = verify_page(v, page, validity_r, err_r);
	end(v);
	free(v);
	return done;
}
