#ifndef AMBIT_TESTS_DOCUMENT_CHECK_H
#define AMBIT_TESTS_DOCUMENT_CHECK_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ambit/complaint.h"
#include "ambit/text.h"

/* For fuzz targets: a broken invariant is a crash. */
static inline void
check_true(bool holds)
{
	if (!holds)
		abort();
}

/* All that was read, in one number; reading it all is the point. */
struct check_print {
	uint64_t hash;
};

static inline void
check_number(struct check_print *p, int64_t n)
{
	p->hash = (p->hash ^ (uint64_t)n) * 0x100000001b3u;
}

/* Text of a document is UTF-8 without controls (law.md 4). */
static inline void
check_span(struct check_print *p, struct ambit_span s)
{
	check_number(p, (int64_t)s.len);
	while (s.len > 0) {
		int32_t c = ambit_text_cut_utf8(&s);

		check_true(c >= 0x20 && !(c >= 0x7f && c <= 0x9f));
		check_number(p, c);
	}
}

/* One line each, with nothing in it that moves a cursor. */
static inline void
check_complaints(const struct ambit_complaints *list)
{
	for (size_t i = 0; i < list->n && i < AMBIT_COMPLAINTS_MAX; i++) {
		const struct ambit_complaint *c = &list->v[i];

		check_true(strlen(c->code) > 2 && strlen(c->text) > 0);
		for (const char *at = c->text; *at != '\0'; at++)
			check_true((unsigned char)*at >= 0x20 && *at != 0x7f);
	}
}

#endif
