/*
 * Judging again: the same filters, asked about what was produced.
 *
 * With order and registry the question is the one that was asked when the
 * package was made. Without the order production.xml stands in for it, and
 * without the registry one is made up in which the account has the name of the
 * task and no other; what cannot be known then is not asked, and the page says
 * so.
 */

/* System. */
#include <stdalign.h>
#include <string.h>

/* Floor 0. */
#include "ambit/limits.h"

/* Floor 6. */
#include "verify_state.h"

/* ---- the registry that is made up ---- */

/* Is it somebody's name already? Two tasks may be about one account. */
static bool
is_taken(const struct ambit_name *names, uint32_t n,
    const struct ambit_target *target)
{
	for (uint32_t i = 0; i < n; i++) {
		if (names[i].format == target->format &&
		    ambit_span_equal(names[i].space, target->space) &&
		    ambit_span_equal(names[i].identifier, target->value))
			return true;
	}
	return false;
}

/* The local part ends at the last @. */
static void
cut_address(struct ambit_name *name)
{
	struct ambit_span text = name->identifier;
	size_t at = text.len;

	while (at > 0 && text.ptr[at - 1] != '@')
		at--;
	if (name->format != AMBIT_NAME_EMAIL || at == 0)
		return;
	name->local = ambit_span_sub(text, 0, at - 1);
	name->domain = ambit_span_sub(text, at, text.len);
}

static void
make_account(const struct ambit_target *target, struct ambit_account *account,
    struct ambit_name *name)
{
	*name = (struct ambit_name){ .format = target->format,
		.space = target->space,
		.identifier = target->value,
		.held = AMBIT_RANGE_ALL };
	cut_address(name);
	account->names = name;
	account->n_names = 1;
}

/* A store of files and one of Outlook for each account: their own clocks are
 * not to be seen in a package. */
#define STORES 2

static void
make_store(struct ambit_store *store, uint32_t account, uint32_t number)
{
	bool outlook = number % STORES == 0;

	store->number = number;
	store->account = account;
	store->format = outlook ? AMBIT_STORE_PST : AMBIT_STORE_EML;
	store->holds = AMBIT_HOLDS_MAIL;
	if (outlook)
		store->holds |= AMBIT_HOLDS_CALENDAR | AMBIT_HOLDS_CONTACTS;
	store->clocks[AMBIT_CLOCK_HEADER].source = AMBIT_SOURCE_DATE_HEADER;
}

static int
make_registry(struct verify *v, struct ambit_err *err_r)
{
	const struct ambit_order *order = &v->judge.order;
	struct ambit_registry *registry =
	    AMBIT_ARENA_GET(v->arena, struct ambit_registry, 1);
	struct ambit_account *accounts =
	    AMBIT_ARENA_GET(v->arena, struct ambit_account, order->n_tasks);
	struct ambit_name *names =
	    AMBIT_ARENA_GET(v->arena, struct ambit_name, order->n_tasks);
	struct ambit_store *stores = AMBIT_ARENA_GET(v->arena,
	    struct ambit_store, STORES * order->n_tasks);
	uint32_t n = 0;

	if (registry == NULL || accounts == NULL || names == NULL ||
	    stores == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "verify");
	for (size_t i = 0; i < order->n_tasks; i++) {
		const struct ambit_target *target = &order->tasks[i].target;

		if (is_taken(names, n, target))
			continue;
		make_account(target, &accounts[n], &names[n]);
		for (uint32_t k = STORES * n; k < STORES * (n + 1); k++)
			make_store(&stores[k], n + 1, k + 1);
		n++;
	}
	registry->accounts = accounts;
	registry->stores = stores;
	registry->n_accounts = n;
	registry->n_stores = STORES * (size_t)n;
	registry->limits.header_bytes = AMBIT_HEADER_MAX;
	registry->limits.depth = AMBIT_DEPTH_MAX;
	v->judge.registry = registry;
	return 0;
}

/* ---- the order ---- */

/* production.xml does not tell what a task is narrowed to, and in whose name
 * the account wrote only the registry knows. */
static bool
can_ask(const struct verify *v, const struct ambit_narrow *narrow)
{
	if (v->terms->order == NULL)
		return false;
	return v->terms->registry != NULL ||
	    narrow->by != AMBIT_NARROW_DIRECTION;
}

static int
filter_narrows(struct verify *v, struct ambit_task *task,
    struct ambit_err *err_r)
{
	struct ambit_narrow *kept =
	    AMBIT_ARENA_GET(v->arena, struct ambit_narrow, task->n_narrows);
	size_t n = 0;

	if (kept == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "verify");
	for (size_t i = 0; i < task->n_narrows; i++) {
		if (can_ask(v, &task->narrows[i]))
			kept[n++] = task->narrows[i];
	}
	task->narrows = kept;
	task->n_narrows = n;
	return 0;
}

static int64_t
to_second(int64_t at)
{
	int64_t part = at % AMBIT_SECOND;

	return at - (part < 0 ? part + AMBIT_SECOND : part);
}

/* production.xml may have cut the range to when the account had its name; it
 * has whole seconds where the order may have parts of one. */
static void
cut_range(struct ambit_task *task, const struct ambit_task *said)
{
	if (!said->has_range)
		return;
	task->has_range = true;
	if (said->range.from > task->range.from)
		task->range.from = said->range.from;
	if (said->range.until < to_second(task->range.until))
		task->range.until = said->range.until;
}

static int
make_order(struct verify *v, struct ambit_err *err_r)
{
	const struct ambit_order *facts = &v->facts.order;
	const struct ambit_order *given = v->terms->order;
	const struct ambit_order *base =
	    given != NULL && given->n_tasks == facts->n_tasks ? given : facts;
	struct ambit_task *tasks =
	    AMBIT_ARENA_GET(v->arena, struct ambit_task, base->n_tasks);

	if (tasks == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "verify");
	v->judge.order = *base;
	v->judge.order.tasks = tasks;
	for (size_t i = 0; i < base->n_tasks; i++) {
		tasks[i] = base->tasks[i];
		if (filter_narrows(v, &tasks[i], err_r) < 0)
			return -1;
		cut_range(&tasks[i], &facts->tasks[i]);
	}
	return 0;
}

int
verify_judge_begin(struct verify *v, struct ambit_err *err_r)
{
	struct verify_judge *judge = &v->judge;
	struct ambit_scope *scopes;
	size_t n;

	if (make_order(v, err_r) < 0)
		return -1;
	judge->registry = v->terms->registry;
	if (judge->registry == NULL && make_registry(v, err_r) < 0)
		return -1;
	scopes =
	    AMBIT_ARENA_GET(v->arena, struct ambit_scope, judge->order.n_tasks);
	if (scopes == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "verify");
	for (size_t i = 0; i < judge->order.n_tasks; i++)
		scopes[i] = ambit_scope_resolve(&judge->order,
		    &judge->order.tasks[i], judge->registry, &n);
	judge->scopes = scopes;
	return 0;
}
