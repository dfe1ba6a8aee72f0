/*
 * Participant: did one of those whom the order names take part?
 *
 * An order that names nobody asks for everybody's. To, Cc and Bcc may each
 * stand once; where they stand twice, readers differ on which counts, and only
 * what the first, the last and all of them say alike is certain (mail.md H1).
 */

/* Filters. */
#include "rules.h"

static const enum ambit_party_role roles[] = {
	AMBIT_PARTY_FROM,
	AMBIT_PARTY_SENDER,
	AMBIT_PARTY_TO,
	AMBIT_PARTY_CC,
	AMBIT_PARTY_BCC,
	AMBIT_PARTY_ENVELOPE,
};

#define N_ROLES (sizeof(roles) / sizeof(roles[0]))

/* Does one of those named stand in that field of the role? */
static enum ambit_answer
stands(const struct ambit_task *task, const struct ambit_item *item,
    enum ambit_party_role role, unsigned instance)
{
	enum ambit_answer answer = AMBIT_NO;

	for (size_t i = 0; i < task->n_narrows; i++) {
		const struct ambit_narrow *n = &task->narrows[i];
		struct ambit_sought one = { n->local, n->domain, n->value };

		if (n->by == AMBIT_NARROW_PARTICIPANT)
			answer = ambit_answer_or(answer,
			    ambit_match_role(item, role, instance, &one));
	}
	return answer;
}

static enum ambit_answer
takes_part(const struct ambit_task *task, const struct ambit_item *item,
    enum ambit_party_role role)
{
	unsigned last = ambit_match_last(item, role);
	enum ambit_answer first = stands(task, item, role, 0);

	/* Below the first, envelope fields are other people's. */
	if (last == 0 || role == AMBIT_PARTY_ENVELOPE)
		return first;
	if (stands(task, item, role, last) != first ||
	    stands(task, item, role, AMBIT_ANY_INSTANCE) != first)
		return AMBIT_UNSURE;
	return first;
}

static bool
is_asked(const struct ambit_task *task)
{
	for (size_t i = 0; i < task->n_narrows; i++) {
		if (task->narrows[i].by == AMBIT_NARROW_PARTICIPANT)
			return true;
	}
	return false;
}

enum ambit_answer
ambit_rule_participant(const struct ambit_scope *scope,
    const struct ambit_item *item)
{
	enum ambit_answer answer = AMBIT_NO;

	if (!is_asked(scope->task))
		return AMBIT_YES;
	if (!ambit_match_header(item))
		return AMBIT_UNSURE;
	for (size_t i = 0; i < N_ROLES; i++)
		answer = ambit_answer_or(answer,
		    takes_part(scope->task, item, roles[i]));
	return answer;
}
