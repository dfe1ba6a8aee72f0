/*
 * Whole: is it certain where the item and its header begin and end?
 *
 * If not, bytes of a neighbour may lie in it, or content in its header, and a
 * person must look.
 */

/* Filters. */
#include "rules.h"

enum ambit_answer
ambit_rule_whole(const struct ambit_scope *scope, const struct ambit_item *item)
{
	(void)scope;
	if (!item->read ||
	    item->flaws &
		(AMBIT_FLAW_FRAMING | AMBIT_FLAW_TRUNCATED | AMBIT_FLAW_HEADER |
		    AMBIT_FLAW_LINK))
		return AMBIT_UNSURE;
	return AMBIT_YES;
}
