/*
 * Direction: did it go the way that the order names?
 *
 * Sent is what bears an address of the account as its author or sender, at an
 * instant when the address was the account's (mail.md A11). All else was
 * received.
 */

/* Filters. */
#include "rules.h"

static enum ambit_answer
is_sent(const struct ambit_scope *scope, const struct ambit_item *item)
{
	if (!ambit_match_header(item) ||
	    ambit_match_doubted(item, AMBIT_PARTY_FROM) ||
	    ambit_match_doubted(item, AMBIT_PARTY_SENDER))
		return AMBIT_UNSURE;
	return ambit_answer_or(ambit_match_account(scope, item,
				   AMBIT_PARTY_FROM, AMBIT_ANY_INSTANCE),
	    ambit_match_account(scope, item, AMBIT_PARTY_SENDER,
		AMBIT_ANY_INSTANCE));
}

static enum ambit_answer
goes(const struct ambit_scope *scope, const struct ambit_item *item,
    struct ambit_span way)
{
	enum ambit_answer sent = is_sent(scope, item);

	if (ambit_span_equal(way, AMBIT_LIT("sent")))
		return sent;
	if (!ambit_span_equal(way, AMBIT_LIT("received")) ||
	    sent == AMBIT_UNSURE)
		return AMBIT_UNSURE;
	return sent == AMBIT_YES ? AMBIT_NO : AMBIT_YES;
}

enum ambit_answer
ambit_rule_direction(const struct ambit_scope *scope,
    const struct ambit_item *item)
{
	const struct ambit_task *task = scope->task;
	enum ambit_answer answer = AMBIT_NO;
	bool asked = false;

	for (size_t i = 0; i < task->n_narrows; i++) {
		if (task->narrows[i].by != AMBIT_NARROW_DIRECTION)
			continue;
		asked = true;
		answer = ambit_answer_or(answer,
		    goes(scope, item, task->narrows[i].value));
	}
	return asked ? answer : AMBIT_YES;
}

enum ambit_direction
ambit_scope_direction(const struct ambit_scope *scope,
    const struct ambit_item *item)
{
	enum ambit_answer sent = is_sent(scope, item);

	if (sent == AMBIT_UNSURE)
		return AMBIT_DIRECTION_UNKNOWN;
	return sent == AMBIT_YES ? AMBIT_DIRECTION_SENT
				 : AMBIT_DIRECTION_RECEIVED;
}
