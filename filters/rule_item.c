/*
 * Item: is it an item of this store at all?
 *
 * An index that a mail server keeps beside the mail, or mail that was never
 * delivered, is seen and counted, and belongs to no order.
 */

/* Filters. */
#include "rules.h"

enum ambit_answer
ambit_rule_item(const struct ambit_scope *scope, const struct ambit_item *item)
{
	(void)scope;
	return item->flaws & AMBIT_FLAW_FOREIGN ? AMBIT_NO : AMBIT_YES;
}
