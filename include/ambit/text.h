#ifndef AMBIT_TEXT_H
#define AMBIT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ambit/span.h"

/*
 * Text under construction in a buffer of the caller's. Overflow is sticky:
 * what does not fit sets full, and nothing more is added, so a writer puts
 * every piece in a row and asks once. Never terminated by a NUL.
 */
struct ambit_text {
	char *ptr;
	size_t cap, len;
	bool full;
};

#define AMBIT_TEXT(array) \
	((struct ambit_text){ .ptr = (array), .cap = sizeof(array) })

/* Over a buffer that a caller passed, and that is no array here. */
struct ambit_text ambit_text_over(char *room, size_t cap);

void ambit_text_put(struct ambit_text *text, struct ambit_span bytes);
void ambit_text_str(struct ambit_text *text, const char *str);
void ambit_text_print(struct ambit_text *text, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* With zeros in front, to at least so many digits. Printing what every item
 * has costs more than finding it out: this and the next take no format. */
void ambit_text_decimal(struct ambit_text *text, uint64_t number, size_t least);
void ambit_text_hex(struct ambit_text *text, struct ambit_span bytes);

/*
 * Evidence made safe for a person's eyes: well-formed UTF-8 stays; controls
 * (C0, C1, DEL), bidi and zero-width characters and the backslash become
 * \u{hex}, a byte that is no UTF-8 becomes \x{hex}.
 */
void ambit_text_escaped(struct ambit_text *text, struct ambit_span bytes);

/* Ends the text with a NUL, which is none of it: for the calls of the system,
 * where the buffer has room for all that comes. */
const char *ambit_text_end(struct ambit_text *text);

/* What was written so far, lent until the next put. */
struct ambit_span ambit_text_span(const struct ambit_text *text);

/*
 * Cut one character off the front: its code point, or -1 and one byte cut
 * where no well-formed UTF-8 stands (RFC 3629: no surrogate, no overlong, not
 * above U+10FFFF). s must not be empty.
 */
int32_t ambit_text_cut_utf8(struct ambit_span *s);

/* Does the character have no shape of its own, or turn the line around? */
bool ambit_text_is_hidden(int32_t c);

#endif
