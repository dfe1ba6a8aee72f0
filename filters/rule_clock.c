/*
 * Clock: does the clock of the order say when it happened?
 *
 * Only the clock that the order names is looked at, and no other stands in. An
 * order for all of time needs none.
 */

/* Filters. */
#include "rules.h"

enum ambit_answer
ambit_rule_clock(const struct ambit_scope *scope, const struct ambit_item *item)
{
	if (ambit_range_is_all(&scope->range))
		return AMBIT_YES;
	return item->when[scope->task->clock].n == 0 ? AMBIT_UNSURE : AMBIT_YES;
}
