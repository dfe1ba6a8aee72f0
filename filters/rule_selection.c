/*
 * Folder role, keyword, file name: does it hold what the order looks for?
 *
 * To say that a word occurs is to tell content, so without content the answer
 * is no (law.md R4). With content it is for a person.
 *
 * BUGS: nothing is searched yet, so every item in question is held.
 */

/* Filters. */
#include "rules.h"

static enum ambit_answer
holds(const struct ambit_scope *scope, const struct ambit_item *item,
    enum ambit_narrow_by by)
{
	const struct ambit_task *task = scope->task;

	for (size_t i = 0; i < task->n_narrows; i++) {
		if (task->narrows[i].by != by)
			continue;
		if (ambit_class_asked(scope, item) & AMBIT_CLASS_CONTENT)
			return AMBIT_UNSURE;
		return AMBIT_NO;
	}
	return AMBIT_YES;
}

enum ambit_answer
ambit_rule_folder_role(const struct ambit_scope *scope,
    const struct ambit_item *item)
{
	return holds(scope, item, AMBIT_NARROW_FOLDER_ROLE);
}

enum ambit_answer
ambit_rule_keyword(const struct ambit_scope *scope,
    const struct ambit_item *item)
{
	return holds(scope, item, AMBIT_NARROW_KEYWORD);
}

enum ambit_answer
ambit_rule_filename(const struct ambit_scope *scope,
    const struct ambit_item *item)
{
	return holds(scope, item, AMBIT_NARROW_FILENAME);
}
