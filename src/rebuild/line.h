#ifndef AMBIT_REBUILD_LINE_H
#define AMBIT_REBUILD_LINE_H

#include "ambit/text.h"

/*
 * Content lines, as calendars and cards have them (RFC 5545 3.1, RFC 6350
 * 3.2): NAME;PARAM="value":value, folded at 75 octets without cutting a
 * character, ended by CR LF. What comes from evidence goes through the last
 * four alone, and can end neither its value nor its line.
 */
struct line {
	struct ambit_text *out;
	size_t column; /* octets of the line in the text so far */
};

void line_end(struct line *line);

/* Our own words, of ASCII. */
void line_str(struct line *line, const char *str);
void line_number(struct line *line, int64_t number);
/* A whole line of them. */
void line_of(struct line *line, const char *str);

/* Microseconds since 1970: 20060102, 20060102T150405; in UTC a Z follows. */
void line_date(struct line *line, int64_t at);
void line_local(struct line *line, int64_t at);
void line_utc(struct line *line, int64_t at);

/*
 * UTF-8 as a value of type TEXT: backslash, comma, semicolon and ends of lines
 * escaped (RFC 5545 3.3.11); other controls become U+FFFD.
 */
void line_text(struct line *line, struct ambit_span utf8);

/* ;NAME="value", with what cannot stand in it as RFC 6868 has it. */
void line_param(struct line *line, const char *name, struct ambit_span utf8);

/* A part of a URI: what may not stand in one, and in a mail address, goes as
 * %hex (RFC 6068 2). */
void line_uri(struct line *line, struct ambit_span utf8);

/* A whole URI: what may stand in no URI at all goes as %hex (RFC 3986 2). */
void line_url(struct line *line, struct ambit_span utf8);

#endif
