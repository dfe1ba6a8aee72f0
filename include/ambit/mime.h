#ifndef AMBIT_MIME_H
#define AMBIT_MIME_H

#include "ambit/arena.h"
#include "ambit/item.h"
#include "ambit/source.h"

/*
 * The structure of a message as byte ranges (mail.md 7, RFC 2045, 2046): a
 * strict scanner that decodes nothing and partitions the body.
 */

/* What Content-Type and its relations say of one entity. */
struct ambit_mime_type {
	struct ambit_span type, subtype; /* "text", "plain" if not given */
	struct ambit_span boundary;      /* multipart only */
	bool base64;                     /* Content-Transfer-Encoding: base64 */
	bool attachment; /* Content-Disposition is given and is not inline */
	bool doubtful;   /* S2, S3, H6: structure unknown */
};

/*
 * Read the Content-* fields among fields. Parameters lie in arena where they
 * must be unquoted. 0, or -1 when the arena is full.
 */
int ambit_mime_type(const struct ambit_header_field *fields, size_t n_fields,
    struct ambit_arena *arena, struct ambit_mime_type *type_r);

/*
 * Is it "--" and the boundary, at the start of a line? 0: no. 1: a delimiter.
 * 2: the closing one. line is without its end; blanks behind are padding.
 */
int ambit_mime_delimiter(struct ambit_span line, struct ambit_span boundary);

/*
 * Scan the structure of an item whose header was read: fills parts, n_parts,
 * and the flaws STRUCTURE, UNCLOSED, TOO_DEEP, STRAY. With STRUCTURE no part
 * is told. depth: the most levels of multiparts. The parts lie in arena. 0, or
 * -1 and *err_r (machine only).
 */
int ambit_mime_read(struct ambit_source *source, struct ambit_item *item,
    unsigned depth, struct ambit_arena *arena, struct ambit_err *err_r);

#endif
