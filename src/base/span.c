/*
 * Spans: comparing and cutting borrowed bytes. Floor 0; knows nothing else.
 */

/* System. */
#include <string.h>

/* Floor 0. */
#include "ambit/span.h"

static unsigned char
lower(unsigned char c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

struct ambit_span
ambit_span_str(const char *str)
{
	return (struct ambit_span){ (const unsigned char *)str,
		str == NULL ? 0 : strlen(str) };
}

struct ambit_span
ambit_span_sub(struct ambit_span s, size_t off, size_t len)
{
	if (off >= s.len)
		return (struct ambit_span){ 0 };
	if (len > s.len - off)
		len = s.len - off;
	return (struct ambit_span){ s.ptr + off, len };
}

bool
ambit_span_equal(struct ambit_span a, struct ambit_span b)
{
	return a.len == b.len &&
	    (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool
ambit_span_equal_nocase(struct ambit_span a, struct ambit_span b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		if (lower(a.ptr[i]) != lower(b.ptr[i]))
			return false;
	}
	return true;
}

bool
ambit_span_begins(struct ambit_span s, struct ambit_span prefix)
{
	return s.len >= prefix.len &&
	    (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}

bool
ambit_span_begins_nocase(struct ambit_span s, struct ambit_span prefix)
{
	return s.len >= prefix.len &&
	    ambit_span_equal_nocase(ambit_span_sub(s, 0, prefix.len), prefix);
}

bool
ambit_span_contains_nocase(struct ambit_span s, struct ambit_span needle)
{
	if (needle.len == 0)
		return true;
	for (size_t i = 0; needle.len <= s.len && i <= s.len - needle.len;
	     i++) {
		struct ambit_span at = { s.ptr + i, needle.len };

		if (ambit_span_equal_nocase(at, needle))
			return true;
	}
	return false;
}

int
ambit_span_compare(struct ambit_span a, struct ambit_span b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n == 0 ? 0 : memcmp(a.ptr, b.ptr, n);

	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

static bool
is_blank(unsigned char c)
{
	return c == ' ' || c == '\t';
}

struct ambit_span
ambit_span_trim(struct ambit_span s)
{
	while (s.len > 0 && is_blank(s.ptr[0])) {
		s.ptr++;
		s.len--;
	}
	while (s.len > 0 && is_blank(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

bool
ambit_span_cut_line(struct ambit_span *rest, struct ambit_span *line_r)
{
	const unsigned char *lf;
	size_t len;

	if (rest->len == 0)
		return false;
	lf = memchr(rest->ptr, '\n', rest->len);
	if (lf == NULL)
		return false;

	len = (size_t)(lf - rest->ptr);
	*line_r = (struct ambit_span){ rest->ptr, len };
	if (len > 0 && lf[-1] == '\r')
		line_r->len--;
	rest->ptr += len + 1;
	rest->len -= len + 1;
	return true;
}
