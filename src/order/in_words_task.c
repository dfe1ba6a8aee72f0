/*
 * One task in plain words: whose data, which, from when until when on which
 * clock, and only which of them.
 */

/* Floor 0. */
#include "ambit/item.h"

/* Floor 5. */
#include "ambit/in_words.h"

/* Here. */
#include "in_words.h"

/* ---- when ---- */

/* Whose hand wrote the time, said so that nobody mistakes one for another. */
static const char *const clock_says[AMBIT_N_CLOCKS] = {
	[AMBIT_CLOCK_DELIVERED] =
	    "when the provider's own system says that the item arrived",
	[AMBIT_CLOCK_SUBMITTED] =
	    "when the provider's own system says that the item was sent",
	[AMBIT_CLOCK_HEADER] =
	    "when the sender claims that it was written: no proof",
};

static void
say_range(struct words_out *out, const struct ambit_task *task)
{
	if (!task->has_range) {
		words_begin(out, "When");
		words_say(out, "at any time: the order gives no range");
		words_end(out);
		return;
	}
	words_begin(out, "From");
	words_stamp(out, task->range.from, task->from_zone);
	words_say(out, " (included)");
	words_end(out);
	words_begin(out, "Until");
	words_stamp(out, task->range.until, task->until_zone);
	words_say(out, " (not included)");
	words_end(out);
	words_begin(out, "Clock");
	words_say(out, ambit_clock_name(task->clock));
	words_say(out, ": ");
	words_say(out, clock_says[task->clock]);
	words_end(out);
}

/* ---- only which ---- */

static const char *
narrow_says(enum ambit_narrow_by by)
{
	switch (by) {
	case AMBIT_NARROW_PARTICIPANT:
		return "items in which this address takes part: ";
	case AMBIT_NARROW_DIRECTION:
		return "items of this direction, sent or received: ";
	case AMBIT_NARROW_FOLDER_ROLE:
		return "items in a folder of this kind: ";
	case AMBIT_NARROW_KEYWORD:
		return "items that hold this text: ";
	case AMBIT_NARROW_FILENAME:
		return "files of this name: ";
	}
	return "";
}

/* All of one kind in one paragraph: any of them may hold. */
static void
say_kind(struct words_out *out, const struct ambit_task *task,
    enum ambit_narrow_by by)
{
	bool first = true;

	for (size_t i = 0; i < task->n_narrows; i++) {
		if (task->narrows[i].by != by)
			continue;
		if (first) {
			words_begin(out, "Only");
			words_say(out, narrow_says(by));
		} else {
			words_say(out, " or ");
		}
		words_quote(out, task->narrows[i].value);
		first = false;
	}
	if (!first)
		words_end(out);
}

static void
say_narrows(struct words_out *out, const struct ambit_task *task)
{
	static const enum ambit_narrow_by kinds[] = { AMBIT_NARROW_PARTICIPANT,
		AMBIT_NARROW_DIRECTION, AMBIT_NARROW_FOLDER_ROLE,
		AMBIT_NARROW_KEYWORD, AMBIT_NARROW_FILENAME };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		say_kind(out, task, kinds[i]);
}

void
words_task(struct words_out *out, const struct ambit_order *order,
    const struct ambit_task *task, const struct ambit_registry *registry)
{
	words_blank(out);
	words_title(out, "Task", task->id);
	words_whose(out, order, task, registry);
	say_range(out, task);
	say_narrows(out, task);
	words_data(out, order, task);
}
