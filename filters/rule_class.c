/*
 * Class: does the task ask anything of this kind of item?
 *
 * A store may hold several kinds; the task asks of each what it asks. What
 * nobody has classified may be any kind that the store holds.
 */

/* Filters. */
#include "rules.h"

unsigned
ambit_class_word(enum ambit_kind kind)
{
	switch (kind) {
	case AMBIT_KIND_MAIL:
		return AMBIT_HOLDS_MAIL;
	case AMBIT_KIND_FILE:
		return AMBIT_HOLDS_FILES;
	case AMBIT_KIND_CONTACT:
		return AMBIT_HOLDS_CONTACTS;
	case AMBIT_KIND_CALENDAR:
		return AMBIT_HOLDS_CALENDAR;
	case AMBIT_KIND_UNKNOWN:
		break;
	}
	return 0;
}

unsigned
ambit_class_asked(const struct ambit_scope *scope,
    const struct ambit_item *item)
{
	const unsigned n = sizeof(scope->classes) / sizeof(scope->classes[0]);
	unsigned holds = item->holds, classes = 0;

	if (ambit_class_word(item->kind) != 0)
		holds &= ambit_class_word(item->kind);
	for (unsigned bit = 0; bit < n; bit++) {
		if (holds & 1u << bit)
			classes |= scope->classes[bit];
	}
	return classes;
}

enum ambit_answer
ambit_rule_class(const struct ambit_scope *scope, const struct ambit_item *item)
{
	if (ambit_class_asked(scope, item) == 0)
		return AMBIT_NO;
	return ambit_class_word(item->kind) == 0 ? AMBIT_UNSURE : AMBIT_YES;
}
