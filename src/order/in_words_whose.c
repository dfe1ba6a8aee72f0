/*
 * Whose data: the target as typed, and which account that is and was.
 *
 * Who held a name is asked of the filters, name by name, so that this page
 * can never tell another story than the run.
 */

/* Floor 5. */
#include "ambit/in_words.h"

/* Here. */
#include "in_words.h"

static const char *
format_says(enum ambit_name_format format)
{
	switch (format) {
	case AMBIT_NAME_EMAIL:
		return "the e-mail address ";
	case AMBIT_NAME_USER_ID:
		return "the user id ";
	case AMBIT_NAME_PHONE:
		return "the phone number ";
	case AMBIT_NAME_IPV4:
	case AMBIT_NAME_IPV6:
		return "the IP address ";
	}
	return "";
}

/* Was this the target's name, for the filters? */
static bool
is_name_of(const struct ambit_order *order, const struct ambit_task *task,
    const struct ambit_account *account, const struct ambit_name *name)
{
	struct ambit_account only = *account;
	struct ambit_registry alone = { .accounts = &only, .n_accounts = 1 };
	struct ambit_task ever = *task;
	size_t n;

	/* Most are not, and need not be asked. */
	if (!ambit_span_equal_nocase(name->identifier, task->target.value))
		return false;
	only.names = name;
	only.n_names = 1;
	ever.has_range = false;
	ever.range = AMBIT_RANGE_ALL;
	(void)ambit_scope_resolve(order, &ever, &alone, &n);
	return n > 0;
}

static void
say_holding(struct words_out *out, const struct ambit_registry *registry,
    const struct ambit_account *account, const struct ambit_name *name)
{
	words_begin(out, "");
	words_say(out, "name of the account ");
	words_quote(out, account->id);
	words_say(out, " of ");
	words_quote(out, registry->entities[account->entity].name);
	words_say(out, " from ");
	words_instant(out, name->held.from);
	if (name->held.until != INT64_MAX) {
		words_say(out, " until ");
		words_instant(out, name->held.until);
	} else {
		words_say(out, " on");
	}
	words_end(out);
}

/* Everybody who ever held the name; how many holdings there are. */
static size_t
say_holders(struct words_out *out, const struct ambit_order *order,
    const struct ambit_task *task, const struct ambit_registry *registry)
{
	size_t n = 0;

	for (size_t i = 0; i < registry->n_accounts; i++) {
		const struct ambit_account *account = &registry->accounts[i];

		for (size_t k = 0; k < account->n_names; k++) {
			if (!is_name_of(order, task, account,
				&account->names[k]))
				continue;
			say_holding(out, registry, account, &account->names[k]);
			n++;
		}
	}
	return n;
}

static bool
is_cut(const struct ambit_scope *scope)
{
	return scope->range.from != scope->task->range.from ||
	    scope->range.until != scope->task->range.until;
}

static void
say_scope(struct words_out *out, const struct ambit_scope *scope)
{
	words_say(out, "the account ");
	words_quote(out, scope->account->id);
	if (!is_cut(scope))
		return;
	words_say(out, ", and only while it held the name: from ");
	words_instant(out, scope->range.from);
	if (scope->range.until == INT64_MAX) {
		words_say(out, " on");
		return;
	}
	words_say(out, " (included) until ");
	words_instant(out, scope->range.until);
	words_say(out, " (not included)");
}

void
words_whose(struct words_out *out, const struct ambit_order *order,
    const struct ambit_task *task, const struct ambit_registry *registry)
{
	size_t n, n_ever;
	struct ambit_scope scope =
	    ambit_scope_resolve(order, task, registry, &n);

	words_begin(out, "Target");
	words_say(out, format_says(task->target.format));
	words_quote(out, task->target.value);
	words_say(out, " of ");
	words_quote(out, task->target.space);
	words_end(out);
	n_ever = say_holders(out, order, task, registry);
	words_begin(out, "Whose");
	if (scope.account != NULL)
		say_scope(out, &scope);
	else if (n > 0)
		words_say(out,
		    "nobody's: within the range the name does not "
		    "lead to one account at one time");
	else if (n_ever > 0)
		words_say(out,
		    "nobody's: no account held the name at any "
		    "instant of the range");
	else
		words_say(out,
		    "nobody's: no account of the provider ever "
		    "held this name; the production will be that "
		    "of an empty account");
	words_end(out);
}
