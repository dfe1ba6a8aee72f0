/*
 * Fields: does it hold anything of what the order names?
 *
 * A message without the subject, or the attachments, that alone were asked for
 * has nothing that may leave, and not even its being there is told. Where its
 * parts are in doubt this rule says nothing: another holds it. What is no mail
 * leaves whole.
 */

/* Filters. */
#include "rules.h"

static bool
has_piece(const struct ambit_scope *scope, const struct ambit_item *item)
{
	for (size_t i = 0; i < item->n_fields; i++) {
		if (ambit_split_header(scope->pieces, item->fields[i].name))
			return true;
	}
	for (size_t i = 0; i < item->n_parts; i++) {
		if (ambit_split_part(scope->pieces, item->parts[i].kind))
			return true;
	}
	return false;
}

enum ambit_answer
ambit_rule_fields(const struct ambit_scope *scope,
    const struct ambit_item *item)
{
	if (!scope->reduced || item->kind != AMBIT_KIND_MAIL ||
	    !item->structured || !ambit_match_header(item) ||
	    ambit_parts_doubted(item))
		return AMBIT_YES;
	if (ambit_class_asked(scope, item) & AMBIT_CLASS_TRAFFIC)
		return AMBIT_YES;
	return has_piece(scope, item) ? AMBIT_YES : AMBIT_NO;
}
