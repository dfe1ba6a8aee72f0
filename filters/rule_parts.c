/*
 * Parts: can its parts be told apart, where the order asks for some of them?
 *
 * A message that leaves whole needs no such knowledge.
 */

/* Filters. */
#include "rules.h"

bool
ambit_parts_doubted(const struct ambit_item *item)
{
	return item->flaws &
	    (AMBIT_FLAW_STRUCTURE | AMBIT_FLAW_UNCLOSED | AMBIT_FLAW_TOO_DEEP |
		AMBIT_FLAW_STRAY);
}

enum ambit_answer
ambit_rule_parts(const struct ambit_scope *scope, const struct ambit_item *item)
{
	if (!scope->reduced || item->kind != AMBIT_KIND_MAIL)
		return AMBIT_YES;
	if (!item->structured || ambit_parts_doubted(item))
		return AMBIT_UNSURE;
	return AMBIT_YES;
}
