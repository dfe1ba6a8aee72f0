#ifndef AMBIT_LETTER_H
#define AMBIT_LETTER_H

#include "ambit/order.h"
#include "ambit/registry.h"
#include "ambit/scope.h"
#include "ambit/sink.h"
#include "ambit/validity.h"

/*
 * Letters, filled in from templates in src/order/letter (law.md 7.1, G5). Plain
 * text, English, 72 columns; the same facts give the same bytes. now is the
 * date that a letter bears, in UTC.
 */

/*
 * To the authority: why the order is not carried out. One entry for each
 * finding that refuses or asks for clarification, by the reasons of the
 * published policy: the element of the order, what is wrong, what would cure
 * it. No value of the order but who sent it and its reference, and nothing
 * that the registry knows of an account, not even that there is one: findings
 * that rest on it read alike, without their code, and reject nothing by
 * themselves.
 */
struct ambit_letter_refusal {
	const struct ambit_order *order;
	const struct ambit_finding *findings;
	size_t n_findings;
	int64_t now;
};

/* Is there any such finding? Without one there is nothing to write. */
bool ambit_letter_refuses(const struct ambit_letter_refusal *refusal);
/* -1 and *err_r where the sink fails. */
int ambit_letter_refusal(const struct ambit_letter_refusal *refusal,
    struct ambit_sink *sink, struct ambit_err *err_r);

/*
 * To the holder of one account of the order, or to the customer that it is of:
 * who asks, on which instrument, from when, for which classes. Nothing of
 * other accounts that the order names, of secrecy, of a production, of other
 * orders. scopes: one a task, as for a production.
 */
struct ambit_letter_notice {
	const struct ambit_order *order;
	const struct ambit_registry *registry;
	const struct ambit_scope *scopes;
	uint32_t account; /* index in the registry; a scope has it */
	int64_t now;
};

int ambit_letter_notice(const struct ambit_letter_notice *notice,
    struct ambit_sink *sink, struct ambit_err *err_r);

/* The templates, embedded. */
struct ambit_span ambit_letter_notice_consumer(void);
struct ambit_span ambit_letter_notice_enterprise(void);
struct ambit_span ambit_letter_rejection(void);
struct ambit_span ambit_letter_clarification(void);

#endif
