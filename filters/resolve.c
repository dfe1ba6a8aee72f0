/*
 * Resolve: whose name is it that the task gives, and when was it theirs?
 *
 * Exact identifier, format and namespace; no guess at what was meant. A name
 * that two held within the range, or one of them twice, is nobody's: the order
 * must say whose, or when.
 */

/* Filters. */
#include "rules.h"

/* law.md 4: the domain by ASCII letter case, all else byte for byte. */
static bool
is_email(const struct ambit_name *name, struct ambit_span value)
{
	size_t at = name->local.len;

	return ambit_span_equal(ambit_span_sub(value, 0, at), name->local) &&
	    ambit_span_equal(ambit_span_sub(value, at, 1), AMBIT_LIT("@")) &&
	    ambit_span_equal_nocase(ambit_span_sub(value, at + 1, value.len),
		name->domain);
}

static bool
is_named(const struct ambit_target *target, const struct ambit_name *name)
{
	if (target->format != name->format ||
	    !ambit_span_equal(target->space, name->space))
		return false;
	if (target->format == AMBIT_NAME_EMAIL)
		return is_email(name, target->value);
	return ambit_span_equal(target->value, name->identifier);
}

static struct ambit_range
cut(struct ambit_range a, struct ambit_range b)
{
	return (struct ambit_range){
		.from = a.from < b.from ? b.from : a.from,
		.until = a.until < b.until ? a.until : b.until,
	};
}

/* One more interval in which the account held the name. */
static void
take(struct ambit_holding *holding, const struct ambit_account *account,
    uint32_t number, struct ambit_range range)
{
	if (holding->n == 0) {
		*holding = (struct ambit_holding){ 1, account, number, range };
		return;
	}
	if (holding->account != account || range.from > holding->range.until ||
	    range.until < holding->range.from) {
		holding->n++;
		return;
	}
	/* Two rows of the registry that meet are one time. */
	if (range.from < holding->range.from)
		holding->range.from = range.from;
	if (range.until > holding->range.until)
		holding->range.until = range.until;
}

struct ambit_holding
ambit_resolve_target(const struct ambit_target *target,
    const struct ambit_registry *registry, struct ambit_range range)
{
	struct ambit_holding holding = { 0 };

	for (uint32_t i = 0; i < registry->n_accounts; i++) {
		const struct ambit_account *account = &registry->accounts[i];

		for (size_t j = 0; j < account->n_names; j++) {
			const struct ambit_name *name = &account->names[j];
			struct ambit_range held = cut(name->held, range);

			if (held.from < held.until && is_named(target, name))
				take(&holding, account, i + 1, held);
		}
	}
	return holding;
}

/* Does anything leave under the demand? */
static bool
asks(const struct ambit_order *order, const struct ambit_demand *demand)
{
	size_t n;
	const struct ambit_law_field *fields = ambit_law_fields(&n);

	for (size_t i = 0; i < n; i++) {
		if (ambit_split_leaves(order, demand, &fields[i]))
			return true;
	}
	return false;
}

static void
ask(const struct ambit_order *order, struct ambit_scope *scope)
{
	for (size_t i = 0; i < scope->task->n_demands; i++) {
		const struct ambit_demand *demand = &scope->task->demands[i];
		unsigned bit = 0;

		if (!asks(order, demand))
			continue;
		/* It has a row in fields.c, so it is one of the six. */
		while (demand->store != 1u << bit)
			bit++;
		scope->classes[bit] |= demand->class;
	}
}

struct ambit_scope
ambit_scope_resolve(const struct ambit_order *order,
    const struct ambit_task *task, const struct ambit_registry *registry,
    size_t *n_r)
{
	struct ambit_holding holding =
	    ambit_resolve_target(&task->target, registry, task->range);
	struct ambit_scope scope = { .task = task };

	*n_r = holding.n;
	ask(order, &scope);
	scope.reduced = scope.classes[0] & AMBIT_CLASS_CONTENT &&
	    !ambit_split_field(order, task, AMBIT_HOLDS_MAIL, "native");
	if (scope.reduced)
		scope.pieces = ambit_split_pieces(order, task);
	if (holding.n != 1)
		return scope;
	scope.account = holding.account;
	scope.account_number = holding.account_number;
	scope.range = holding.range;
	/* Nobody else ever held it: no instant of the account is another's. */
	if (!task->has_range && scope.range.until == INT64_MAX)
		scope.range = AMBIT_RANGE_ALL;
	return scope;
}

bool
ambit_scope_opens(const struct ambit_scope *scope,
    const struct ambit_store *store)
{
	struct ambit_item any = { .holds = store->holds };

	if (scope->account == NULL)
		return false;
	if (store->account != 0 && store->account != scope->account_number)
		return false;
	return ambit_class_asked(scope, &any) != 0;
}
