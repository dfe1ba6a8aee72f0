/*
 * Account: is it the account's that the task names?
 *
 * All that lies in the account's own store is. In a store that accounts share
 * the message itself must say so, in the one field that the provider wrote.
 */

/* Filters. */
#include "rules.h"

/* The first of the provider's own fields; others may be a sender's forgery. */
static bool
has_envelope(const struct ambit_item *item)
{
	for (size_t i = 0; i < item->n_nets; i++) {
		const struct ambit_net *net = &item->nets[i];

		if (net->role == AMBIT_PARTY_ENVELOPE && net->instance == 0)
			return net->strict;
	}
	return false;
}

enum ambit_answer
ambit_rule_account(const struct ambit_scope *scope,
    const struct ambit_item *item)
{
	if (scope->account == NULL)
		return AMBIT_NO;
	if (item->account == scope->account_number)
		return AMBIT_YES;
	if (item->account != 0)
		return AMBIT_NO;
	if (!ambit_match_header(item) || !has_envelope(item))
		return AMBIT_UNSURE;
	return ambit_match_account(scope, item, AMBIT_PARTY_ENVELOPE, 0);
}
