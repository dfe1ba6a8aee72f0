#ifndef AMBIT_TESTS_CAUGHT_H
#define AMBIT_TESTS_CAUGHT_H

#include <stdlib.h>
#include <string.h>

#include "ambit/sink.h"

/* A sink that keeps what passes; with fails, one that takes nothing. */
struct caught {
	struct ambit_sink sink;
	unsigned char *ptr;
	size_t len, cap;
	bool fails, finished;
};

static inline int
caught_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct caught *c = (struct caught *)sink;

	if (bytes.len == 0)
		abort(); /* a sink is promised that there is something */
	if (c->fails)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "caught");
	if (bytes.len >= c->cap - c->len) {
		c->cap = 2 * c->cap + bytes.len + 1;
		c->ptr = realloc(c->ptr, c->cap);
	}
	if (c->ptr == NULL)
		abort();
	memcpy(c->ptr + c->len, bytes.ptr, bytes.len);
	c->len += bytes.len;
	c->ptr[c->len] = '\0';
	return 0;
}

static inline int
caught_finish(struct ambit_sink *sink, struct ambit_err *err_r)
{
	(void)err_r;
	((struct caught *)sink)->finished = true;
	return 0;
}

static inline struct caught
caught_new(void)
{
	static const struct ambit_sink_ops ops = { .name = "caught",
		.write = caught_write,
		.finish = caught_finish };

	return (struct caught){ .sink.ops = &ops };
}

static inline void
caught_free(struct caught *c)
{
	free(c->ptr);
	c->ptr = NULL;
	c->len = c->cap = 0;
}

/* What passed, as a string. */
static inline const char *
caught_text(const struct caught *c)
{
	return c->ptr == NULL ? "" : (const char *)c->ptr;
}

#endif
