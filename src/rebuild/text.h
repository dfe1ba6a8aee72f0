#ifndef AMBIT_REBUILD_TEXT_H
#define AMBIT_REBUILD_TEXT_H

#include "ambit/mapi.h"
#include "ambit/sink.h"

/* Bytes of a stored string that are taken into memory, of a header or of a
 * file of its own; one that has more is not rebuilt (AMBIT_E_LIMIT). */
#define REBUILD_STRING_MAX ((size_t)1 << 18)

/* The code page of a message's strings of 8 bits; 0: none is told. */
uint32_t rebuild_page(const struct ambit_mapi_object *message);

/* Is it a string, of either kind; of a multiple type, too? */
bool rebuild_is_string(const struct ambit_mapi_value *value);

/*
 * Text as it is stored goes in, UTF-8 comes out. What is no character becomes
 * U+FFFD, and sets bad. out is borrowed, and not finished.
 */
struct rebuild_text {
	struct ambit_sink sink;
	struct ambit_sink *out;
	bool wide; /* UTF-16LE; else in page */
	uint32_t page;
	bool bad;
	unsigned char pending[4]; /* the beginning of a character */
	size_t n_pending, len;
	unsigned char buf[4096];
};

void rebuild_text_init(struct rebuild_text *text,
    const struct ambit_mapi_value *value, uint32_t page,
    struct ambit_sink *out);

/*
 * A string as UTF-8, in the arena; empty where value is NULL or no string.
 * *flaws: ENCODING is added where something of it is no character.
 */
int rebuild_string(struct ambit_source *stream, uint32_t page,
    const struct ambit_mapi_value *value, struct ambit_arena *arena,
    struct ambit_span *utf8_r, unsigned *flaws, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* The same, of at most max bytes as they are stored. */
int rebuild_string_of(struct ambit_source *stream, uint32_t page,
    const struct ambit_mapi_value *value, size_t max, struct ambit_arena *arena,
    struct ambit_span *utf8_r, unsigned *flaws, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* The same of bytes that lie within a value: of AMBIT_MAPI_STRING, or of
 * AMBIT_MAPI_STRING8. */
int rebuild_bytes(struct ambit_span stored, uint16_t type, uint32_t page,
    struct ambit_arena *arena, struct ambit_span *utf8_r, unsigned *flaws,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* Pour the bytes of a value as they are stored. */
int rebuild_value(struct ambit_source *stream,
    const struct ambit_mapi_value *value, struct ambit_sink *sink,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

#endif
