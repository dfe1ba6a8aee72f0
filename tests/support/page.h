#ifndef AMBIT_TESTS_PAGE_H
#define AMBIT_TESTS_PAGE_H

#include <string.h>

#include "ambit/sink.h"

/* A sink into memory, which fails after so many bytes. */
struct page {
	struct ambit_sink sink;
	char *at;
	size_t left;
};

static inline int
page_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct page *page = (struct page *)sink;

	if (bytes.len >= page->left)
		return ambit_err_set(err_r, AMBIT_E_LIMIT, "the page is full");
	memcpy(page->at, bytes.ptr, bytes.len);
	page->at += bytes.len;
	page->left -= bytes.len;
	*page->at = '\0';
	return 0;
}

static inline int
page_finish(struct ambit_sink *sink, struct ambit_err *err_r)
{
	(void)sink;
	(void)err_r;
	return 0;
}

static const struct ambit_sink_ops page_ops = {
	.name = "page",
	.write = page_write,
	.finish = page_finish,
};

static inline struct page
page_over(char *out, size_t size)
{
	out[0] = '\0';
	return (struct page){ .sink = { .ops = &page_ops },
		.at = out,
		.left = size };
}

#endif
