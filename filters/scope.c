/*
 * Scope: is this item within the order?
 *
 * Every rule below must say yes. The lowest answer of all rules is the answer,
 * and the first rule that gave it is the reason written in the record. Nothing
 * is lower than no, so no rule behind it is asked.
 */

/* Filters. */
#include "rules.h"

static const struct ambit_rule rules[] = {
	{ "item", "it is an item of this store", ambit_rule_item },
	{ "account", "it is the account's that the task names",
	    ambit_rule_account },
	{ "class", "it is of a kind of which the task asks something",
	    ambit_rule_class },
	{ "clock", "the clock of the order says when it happened",
	    ambit_rule_clock },
	{ "range", "it happened within the dates of the order",
	    ambit_rule_range },
	{ "direction", "it went in the direction that the order names",
	    ambit_rule_direction },
	{ "participant", "one of those whom the order names took part",
	    ambit_rule_participant },
	{ "folderRole", "it lies in a folder of the role that the order names",
	    ambit_rule_folder_role },
	{ "keyword", "it holds a word that the order names",
	    ambit_rule_keyword },
	{ "filename", "it holds a file of a name that the order names",
	    ambit_rule_filename },
	{ "fields", "it holds something of what the order names",
	    ambit_rule_fields },
	{ "parts", "its parts can be told apart", ambit_rule_parts },
	{ "whole", "it is certain where it and its header begin and end",
	    ambit_rule_whole },
	{ "complete", "the store holds it once, with all that it tells of",
	    ambit_rule_complete },
};

#define N_RULES (sizeof(rules) / sizeof(rules[0]))

struct ambit_verdict
ambit_scope_decide(const struct ambit_scope *scope,
    const struct ambit_item *item)
{
	struct ambit_verdict verdict = { AMBIT_YES, &rules[0] };

	for (size_t i = 0; i < N_RULES && verdict.answer > AMBIT_NO; i++) {
		enum ambit_answer answer = rules[i].ask(scope, item);

		if (answer < verdict.answer) {
			verdict.answer = answer;
			verdict.by = &rules[i];
		}
	}
	return verdict;
}

const struct ambit_rule *
ambit_scope_rule(struct ambit_span name)
{
	for (size_t i = 0; i < N_RULES; i++) {
		if (ambit_span_equal(ambit_span_str(rules[i].name), name))
			return &rules[i];
	}
	return NULL;
}

enum ambit_outcome
ambit_scope_outcome(struct ambit_verdict verdict, const struct ambit_item *item)
{
	if (item->flaws & AMBIT_FLAW_FOREIGN)
		return AMBIT_OUTSIDE;
	if (item->flaws & AMBIT_FLAWS_DAMAGE)
		return AMBIT_DAMAGED;
	if (item->flaws & AMBIT_FLAW_LOST && verdict.answer != AMBIT_NO)
		return AMBIT_DAMAGED;
	if (verdict.answer == AMBIT_YES)
		return AMBIT_PRODUCED;
	return verdict.answer == AMBIT_UNSURE ? AMBIT_HELD : AMBIT_OUTSIDE;
}

const char *
ambit_outcome_name(enum ambit_outcome outcome)
{
	static const char *const words[] = { "outside", "held", "damaged",
		"produced" };

	return words[outcome];
}

enum ambit_answer
ambit_answer_or(enum ambit_answer a, enum ambit_answer b)
{
	return a > b ? a : b;
}

enum ambit_answer
ambit_answer_and(enum ambit_answer a, enum ambit_answer b)
{
	return a < b ? a : b;
}
