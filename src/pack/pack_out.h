#ifndef AMBIT_PACK_OUT_H
#define AMBIT_PACK_OUT_H

#include <stdbool.h>
#include <stdint.h>

#include "ambit/sink.h"
#include "ambit/span.h"

/*
 * Text on its way into a sink. Failing is sticky: put every piece in a row and
 * ask once, at the end. *err_r holds the first error.
 */
struct pack_out {
	struct ambit_sink *sink;
	struct ambit_err *err_r;
	bool failed;
	uint64_t gone; /* bytes that were handed on */
	size_t len;
	char buf[4096];
};

/* sink NULL: what is put is only counted. */
void pack_out_init(struct pack_out *out, struct ambit_sink *sink,
    struct ambit_err *err_r);
void pack_out_put(struct pack_out *out, struct ambit_span bytes);
void pack_out_str(struct pack_out *out, const char *str);
/* One piece is at most 1,000 bytes long. */
void pack_out_print(struct pack_out *out, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void pack_out_decimal(struct pack_out *out, uint64_t number);
void pack_out_sha256(struct pack_out *out,
    const unsigned char sha256[AMBIT_DIGEST_LEN]);
/* "2026-01-31T23:59:59Z" */
void pack_out_instant(struct pack_out *out, int64_t at);

/* As character data or the value of an attribute of XML 1.0. */
void pack_out_xml(struct pack_out *out, struct ambit_span text);

/* What is hidden becomes visible (ambit/text.h); for people. */
void pack_out_escaped(struct pack_out *out, struct ambit_span text);

/* The same, and then as XML: text that comes from evidence. */
void pack_out_escaped_xml(struct pack_out *out, struct ambit_span text);

/* How many bytes were put. */
uint64_t pack_out_bytes(const struct pack_out *out);

/* All of it is in the sink: 0, or -1. */
int pack_out_end(struct pack_out *out) __attribute__((warn_unused_result));

#endif
