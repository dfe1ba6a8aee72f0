#ifndef AMBIT_WIRE_H
#define AMBIT_WIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "ambit/err.h"
#include "ambit/span.h"
#include "ambit/text.h"

/*
 * The wire (cages.md 6): what processes tell each other through pipes, and how
 * records that only ambit reads are written. Frame: length 4 (of what
 * follows), kind 1, sequence 4, body; big-endian; a string is a length of 4
 * and its bytes.
 */

/* A header block and what belongs to it fits: 1 MiB is the registry's most. */
#define AMBIT_WIRE_FRAME ((size_t)(1 << 20) + (1 << 18))

/* Bytes of an item in one frame. */
#define AMBIT_WIRE_DATA ((size_t)65536)

/* ---- decoding: failure is sticky, and a decoder asks once, at the end ---- */

struct ambit_wire {
	struct ambit_span left;
	bool bad;
};

uint8_t ambit_wire_u8(struct ambit_wire *wire);
uint32_t ambit_wire_u32(struct ambit_wire *wire);
uint64_t ambit_wire_u64(struct ambit_wire *wire);
/* At most max bytes, lent as the frame is. */
struct ambit_span ambit_wire_string(struct ambit_wire *wire, uint32_t max);
/* n bytes without a length. */
struct ambit_span ambit_wire_bytes(struct ambit_wire *wire, size_t n);
/* Nothing was bad, and nothing is left. */
bool ambit_wire_done(const struct ambit_wire *wire);

/* ---- encoding, into a text (ambit/text.h): full is sticky there ---- */

void ambit_wire_put8(struct ambit_text *text, uint8_t value);
void ambit_wire_put32(struct ambit_text *text, uint32_t value);
void ambit_wire_put64(struct ambit_text *text, uint64_t value);
void ambit_wire_put_string(struct ambit_text *text, struct ambit_span value);

#endif
