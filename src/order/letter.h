#ifndef AMBIT_ORDER_LETTER_H
#define AMBIT_ORDER_LETTER_H

#include "ambit/order.h"

#include "words_out.h"

/* A letter is narrower than what a person reads on a terminal. */
#define LETTER_COLUMNS 72

/*
 * What stands for {name} in a template. A paragraph that names what is
 * absent is left out, with the empty line before it.
 */
struct letter_value {
	const char *name;
	bool absent;
	bool quoted;             /* else its place says that it is a value */
	bool lines;              /* write makes paragraphs of its own */
	struct ambit_span value; /* where write is NULL */
	void (*write)(struct words_out *out, const void *ctx);
	const void *ctx;
};

/*
 * Fill the template in. A line "Label:  text" is an entry; lines that follow
 * each other without an empty one between are a paragraph, filled anew; a
 * {name} of lines is a paragraph alone. A name without a value is our mistake.
 */
void letter_fill(struct words_out *out, struct ambit_span template,
    const struct letter_value *values, size_t n);

/* Who issued the order; of nobody its texts are empty. */
const struct ambit_approval *letter_issuer(const struct ambit_order *order);

/* For letter_value.write: title and statute of the instrument of an order;
 * the date of an instant, in UTC: "2026-11-02". */
void letter_instrument(struct words_out *out, const void *ctx);
void letter_date(struct words_out *out, const void *ctx);

#endif
