/*
 * Which data: what leaves under each demand, asked field by field of the law
 * tables, and in one sentence what never does.
 */

/* System. */
#include <string.h>

/* Floor 5. */
#include "ambit/in_words.h"

/* Here. */
#include "in_words.h"

static bool
leaves(const struct ambit_order *order, const struct ambit_demand *demand,
    const char *id)
{
	size_t n;
	const struct ambit_law_field *fields = ambit_law_fields(&n);

	for (size_t i = 0; i < n; i++) {
		if (strcmp(fields[i].id, id) == 0 &&
		    ambit_split_leaves(order, demand, &fields[i]))
			return true;
	}
	return false;
}

/* The fields that leave, but for native, which is said apart. */
static size_t
say_fields(struct words_out *out, const struct ambit_order *order,
    const struct ambit_demand *demand, const char *before)
{
	size_t n, n_said = 0;
	const struct ambit_law_field *fields = ambit_law_fields(&n);

	for (size_t i = 0; i < n; i++) {
		if (strcmp(fields[i].id, "native") == 0 ||
		    !ambit_split_leaves(order, demand, &fields[i]))
			continue;
		words_say(out, n_said++ == 0 ? before : ", ");
		words_say(out, fields[i].id);
	}
	return n_said;
}

static void
say_demand(struct words_out *out, const struct ambit_order *order,
    const struct ambit_demand *demand)
{
	bool native = leaves(order, demand, "native");
	bool content = demand->class == AMBIT_CLASS_CONTENT;

	words_begin(out, "Leaves");
	words_say(out, ambit_class_name(demand->class));
	words_say(out, " of ");
	words_say(out, ambit_holds_name(demand->store));
	words_say(out, ": ");
	if (native)
		words_say(out,
		    "every item as it is stored, byte for byte, "
		    "with all its headers and attachments");
	if (say_fields(out, order, demand,
		native        ? "; beside it "
		    : content ? "of each item only these parts: "
			      : "of each record only these fields: ") == 0 &&
	    !native)
		words_say(out,
		    "nothing, for the instrument does not reach "
		    "what is asked");
	words_end(out);
}

/* An order that preserves: of which stores a copy is kept. */
static void
say_kept(struct words_out *out, const struct ambit_demand *demand)
{
	words_begin(out, "Kept");
	words_say(out, ambit_class_name(demand->class));
	words_say(out, " of ");
	words_say(out, ambit_holds_name(demand->store));
	words_say(out,
	    ": a frozen copy of the account's stores, whole; nothing of it "
	    "leaves under this order");
	words_end(out);
}

static bool
asks_content(const struct ambit_task *task)
{
	for (size_t i = 0; i < task->n_demands; i++) {
		if (task->demands[i].class == AMBIT_CLASS_CONTENT)
			return true;
	}
	return false;
}

void
words_data(struct words_out *out, const struct ambit_order *order,
    const struct ambit_task *task)
{
	const struct ambit_instrument *row =
	    ambit_law_instrument(order->legal_type);

	if (row != NULL && row->preserves) {
		for (size_t i = 0; i < task->n_demands; i++)
			say_kept(out, &task->demands[i]);
		return;
	}
	for (size_t i = 0; i < task->n_demands; i++)
		say_demand(out, order, &task->demands[i]);
	words_begin(out, "Never leaves");
	words_say(out,
	    "anything of another account or outside the range, a "
	    "password, a key");
	if (!asks_content(task))
		words_say(out,
		    ", a subject, a text, an attachment, its name, "
		    "number or size, or a name of a file or a "
		    "folder");
	words_say(out, "; and no field that is not named above");
	words_end(out);
}
