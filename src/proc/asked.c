/*
 * Asking the filters: the same questions on both sides of the wire.
 */

/* System. */
#include <stdlib.h>

/* Floor 7. */
#include "asked.h"

struct asked *
asked_new(const struct ambit_run_terms *terms)
{
	size_t n = terms->order->n_tasks;
	struct asked *asked =
	    calloc(1, sizeof(*asked) + n * sizeof(asked->tasks[0]));

	if (asked != NULL) {
		asked->terms = terms;
		asked->n = n;
	}
	return asked;
}

void
asked_free(struct asked *asked)
{
	free(asked);
}

bool
asked_reduces(const struct ambit_scope *scope, const struct ambit_item *item)
{
	return scope->reduced && item->kind == AMBIT_KIND_MAIL;
}

void
asked_decide(struct asked *asked, const struct ambit_store *store,
    const struct ambit_item *item)
{
	asked->reduced = false;
	for (size_t i = 0; i < asked->n; i++) {
		const struct ambit_scope *scope = &asked->terms->scopes[i];
		struct asked_task *task = &asked->tasks[i];

		*task = (struct asked_task){ 0 };
		if (!ambit_scope_opens(scope, store))
			continue;
		task->opens = true;
		task->verdict = ambit_scope_decide(scope, item);
		task->outcome = ambit_scope_outcome(task->verdict, item);
		task->classes = ambit_class_asked(scope, item);
		if (asked_reduces(scope, item) &&
		    task->verdict.answer != AMBIT_NO)
			asked->reduced = true;
	}
}

bool
asked_more(const struct asked *asked)
{
	for (size_t i = 0; i < asked->n; i++) {
		if (asked->tasks[i].opens &&
		    asked->tasks[i].verdict.answer != AMBIT_NO)
			return true;
	}
	return false;
}

bool
asked_content(const struct asked *asked, size_t task)
{
	return asked->tasks[task].opens &&
	    asked->tasks[task].outcome == AMBIT_PRODUCED &&
	    asked->tasks[task].classes & AMBIT_CLASS_CONTENT;
}

/* messages.csv is of mail alone. */
static bool
has_table(const struct asked *asked, size_t task, const struct ambit_item *item)
{
	return asked->tasks[task].opens && item->kind == AMBIT_KIND_MAIL &&
	    asked->tasks[task].classes & AMBIT_CLASS_TRAFFIC;
}

bool
asked_row(const struct asked *asked, size_t task, const struct ambit_item *item)
{
	return has_table(asked, task, item) && item->read &&
	    asked->tasks[task].outcome == AMBIT_PRODUCED;
}

bool
asked_row_yet(const struct asked *asked, size_t task,
    const struct ambit_item *item)
{
	bool open = asked_reduces(&asked->terms->scopes[task], item) &&
	    !item->structured && asked->tasks[task].outcome == AMBIT_HELD;

	return asked_row(asked, task, item) ||
	    (open && has_table(asked, task, item) && item->read);
}

/* A link leads nowhere, and so does the row of a folder of Outlook that has no
 * node: there are no bytes. */
static bool
is_described(const struct asked_task *task, const struct ambit_item *item)
{
	bool none = item->flaws & AMBIT_FLAW_LINK ||
	    (item->flaws & AMBIT_FLAW_ORPHAN && item->raw.len == 0);

	return task->opens && task->outcome == AMBIT_HELD && !none;
}

bool
asked_bytes(const struct asked *asked, const struct ambit_item *item)
{
	for (size_t i = 0; i < asked->n; i++) {
		if (asked_content(asked, i) ||
		    is_described(&asked->tasks[i], item))
			return true;
	}
	return false;
}

struct ambit_table *
asked_tables(const struct ambit_run_terms *terms)
{
	size_t n = terms->order->n_tasks;
	struct ambit_table *tables = calloc(n + 1, sizeof(*tables));

	for (size_t i = 0; tables != NULL && i < n; i++)
		ambit_table_init(&tables[i], terms->order, &terms->scopes[i]);
	return tables;
}
