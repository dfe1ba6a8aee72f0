/*
 * Range: did it happen within the dates of the order?
 *
 * What the evidence says is an interval: wholly inside is in, wholly outside
 * is out, and one that lies across an end of the range is for a person. So is
 * no interval at all, and so are two that answer differently.
 */

/* Filters. */
#include "rules.h"

static enum ambit_answer
within(const struct ambit_range *range, const struct ambit_interval *at)
{
	if (at->hi < range->from || at->lo >= range->until)
		return AMBIT_NO;
	if (at->lo < range->from || at->hi >= range->until)
		return AMBIT_UNSURE;
	return AMBIT_YES;
}

bool
ambit_range_is_all(const struct ambit_range *range)
{
	return range->from == INT64_MIN && range->until == INT64_MAX;
}

enum ambit_answer
ambit_range_holds(const struct ambit_range *range,
    const struct ambit_when *when)
{
	enum ambit_answer answer = within(range, &when->at[0]);

	if (ambit_range_is_all(range))
		return AMBIT_YES;
	if (when->n == 0)
		return AMBIT_UNSURE;
	if (when->n > 1 && within(range, &when->at[1]) != answer)
		return AMBIT_UNSURE;
	return answer;
}

enum ambit_answer
ambit_rule_range(const struct ambit_scope *scope, const struct ambit_item *item)
{
	return ambit_range_holds(&scope->range,
	    &item->when[scope->task->clock]);
}
