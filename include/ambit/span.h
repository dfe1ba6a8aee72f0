#ifndef AMBIT_SPAN_H
#define AMBIT_SPAN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A span is a borrowed run of bytes. It owns nothing, is never terminated by
 * a NUL, and lives exactly as long as the lender says. Evidence is only ever
 * seen through spans, so the const is the seal on the evidence bag.
 */
struct ambit_span {
	const unsigned char *ptr;
	size_t len;
};

/* A span over a string literal; the second form initialises static tables. */
#define AMBIT_LIT(s) ((struct ambit_span)AMBIT_LIT_INIT(s))
#define AMBIT_LIT_INIT(s)                                 \
	{                                                 \
		(const unsigned char *)(s), sizeof(s) - 1 \
	}

/* A span over a C string, without its NUL; NULL gives the empty span. */
struct ambit_span ambit_span_str(const char *str);

/* The bytes from off on, at most len of them; empty where off is outside. */
struct ambit_span ambit_span_sub(struct ambit_span s, size_t off, size_t len);

bool ambit_span_equal(struct ambit_span a, struct ambit_span b);

/* ASCII only: A-Z equal a-z, every other byte equals only itself. */
bool ambit_span_equal_nocase(struct ambit_span a, struct ambit_span b);

bool ambit_span_begins(struct ambit_span s, struct ambit_span prefix);
bool ambit_span_begins_nocase(struct ambit_span s, struct ambit_span prefix);

/* Does needle occur in s, ASCII letter case aside? The empty one does. */
bool ambit_span_contains_nocase(struct ambit_span s, struct ambit_span needle);

/* Byte order, the shorter first where one begins the other: <0, 0, >0. */
int ambit_span_compare(struct ambit_span a, struct ambit_span b);

/* Cut blanks (SP, HTAB) off both ends. */
struct ambit_span ambit_span_trim(struct ambit_span s);

/*
 * Cut the first line off *rest, without its LF or CR LF. Returns false, and
 * leaves *rest as it was, when no LF is left in it.
 */
bool ambit_span_cut_line(struct ambit_span *rest, struct ambit_span *line_r);

#endif
