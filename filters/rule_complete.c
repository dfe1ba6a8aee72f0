/*
 * Complete: does the store hold it once, with all that it tells of?
 *
 * An item of Outlook that its folder or the index does not know may have been
 * deleted; one whose attachments are not those that it tells of may lack one;
 * and a property that decides, of the wrong type or there twice, may say
 * anything (pst.md 11, K10 and K12 to K14). A person must look.
 */

/* Filters. */
#include "rules.h"

enum ambit_answer
ambit_rule_complete(const struct ambit_scope *scope,
    const struct ambit_item *item)
{
	(void)scope;
	if (item->flaws &
	    (AMBIT_FLAW_ORPHAN | AMBIT_FLAW_ATTACHMENTS | AMBIT_FLAW_PROPERTY))
		return AMBIT_UNSURE;
	return AMBIT_YES;
}
