#ifndef AMBIT_TESTS_DOCUMENT_H
#define AMBIT_TESTS_DOCUMENT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ambit/complaint.h"
#include "ambit/span.h"

/* A file of corpus/orders, terminated by a NUL that is not in its length;
 * the caller frees. Aborts where it is not there. */
static inline struct ambit_span
document_read(const char *name)
{
	char path[4096];
	unsigned char *bytes = malloc((size_t)1 << 20);
	size_t len;
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/orders/%s", AMBIT_CORPUS, name);
	f = fopen(path, "rb");
	if (f == NULL || bytes == NULL) {
		(void)fprintf(stderr, "cannot read %s\n", path);
		abort();
	}
	len = fread(bytes, 1, ((size_t)1 << 20) - 1, f);
	bytes[len] = '\0';
	(void)fclose(f);
	return (struct ambit_span){ bytes, len };
}

/* The same with the first old in it become new. Aborts where there is none:
 * a test that changes nothing tests nothing. */
static inline struct ambit_span
document_edited(const char *name, const char *old, const char *new)
{
	struct ambit_span whole = document_read(name);
	const char *text = (const char *)whole.ptr;
	const char *at = strstr(text, old);
	size_t len, head;
	char *edited;

	if (at == NULL) {
		(void)fprintf(stderr, "%s holds no %s\n", name, old);
		abort();
	}
	head = (size_t)(at - text);
	len = whole.len - strlen(old) + strlen(new);
	edited = malloc(len + 1);
	if (edited == NULL)
		abort();
	(void)snprintf(edited, len + 1, "%.*s%s%s", (int)head, text, new,
	    at + strlen(old));
	free((void *)(uintptr_t)whole.ptr);
	return (struct ambit_span){ (const unsigned char *)edited, len };
}

static inline void
document_free(struct ambit_span bytes)
{
	free((void *)(uintptr_t)bytes.ptr);
}

/* Every complaint on a line: "CODE line: text". */
static inline void
document_complaints(const struct ambit_complaints *list, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < list->n && i < AMBIT_COMPLAINTS_MAX; i++)
		used += (size_t)snprintf(out + used,
		    used < size ? size - used : 0, "%s %u: %s\n",
		    list->v[i].code, list->v[i].line, list->v[i].text);
}

#endif
