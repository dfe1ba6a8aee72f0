/*
 * The words of the custody record: what a flaw means, and what a rule could
 * not tell. Nothing here decides.
 */

/* System. */
#include <string.h>

/* Floor 6. */
#include "custody_words.h"

const char *
custody_flaw_says(unsigned bit)
{
	/* In the order of enum ambit_flaw. */
	static const char *const says[AMBIT_N_FLAWS] = {
		"where it begins or ends is in doubt: other programs would "
		"cut the store elsewhere",
		"the store ends within a line of it",
		"where its header ends is in doubt, and so is all that the "
		"header says",
		"an address may be hidden in one of its fields",
		"its parts cannot be told apart",
		"one of its multiparts is never closed",
		"its parts lie deeper within each other than is read",
		"it has much text outside its parts, or some that looks like "
		"the edge of one",
		"its Content-Length disagrees with where it ends",
		"a field stands twice that may stand once",
		"its Date lies more than 48 hours from the clock that decides",
		"it is a link or no file at all, and links are never followed",
		"more than one name leads to the file",
		"it is no message of this store (an index, or not yet "
		"delivered)",
		"these bytes belong to no message",
		"it is larger than what is read; it is counted, not read",
		"a process died of reading it; it is counted, not read",
		"something that belongs to it cannot be read",
		"its folder and the index of the store do not agree that it is "
		"there, once",
		"its attachments are not those that it tells of",
		"a property that decides is of another type than it must be, "
		"or stands twice",
		"it has text that is not in the encoding that it names",
		"one of its attachments lies elsewhere, which is never "
		"followed",
		"it is encrypted, and leaves as it is",
		"it recurs in a way that has no other form; the pattern is "
		"attached as it is",
	};

	return says[bit];
}

void
custody_flaw_names(struct ambit_text *text, unsigned flaws)
{
	const char *gap = "";

	for (unsigned bit = 0; bit < AMBIT_N_FLAWS; bit++) {
		if (!(flaws >> bit & 1))
			continue;
		ambit_text_str(text, gap);
		ambit_text_str(text, ambit_flaw_name(bit));
		gap = " ";
	}
}

void
custody_doubt(struct ambit_text *text, const struct ambit_rule *rule)
{
	static const char sure[] = "it is certain ";

	if (strncmp(rule->says, sure, sizeof(sure) - 1) == 0) {
		ambit_text_str(text, "it is not certain ");
		ambit_text_str(text, rule->says + sizeof(sure) - 1);
		return;
	}
	ambit_text_str(text, "it is not certain that ");
	ambit_text_str(text, rule->says);
}

void
custody_reason(struct ambit_text *text, const struct ambit_rule *rule,
    unsigned flaws)
{
	custody_doubt(text, rule);
	for (unsigned bit = 0; bit < AMBIT_N_FLAWS; bit++) {
		if (!(flaws >> bit & 1))
			continue;
		ambit_text_str(text, "; ");
		ambit_text_str(text, custody_flaw_says(bit));
	}
}

/* The first field of these roles, one that left the grammar before others. */
static struct ambit_span
field_of(const struct ambit_item *item, unsigned roles)
{
	const struct ambit_net *first = NULL;

	for (size_t i = 0; i < item->n_nets; i++) {
		const struct ambit_net *net = &item->nets[i];

		if (!(roles >> net->role & 1))
			continue;
		if (first == NULL || (first->strict && !net->strict))
			first = net;
	}
	return first != NULL ? first->text : (struct ambit_span){ 0 };
}

struct ambit_span
custody_raw_value(const struct ambit_rule *rule, const struct ambit_item *item,
    enum ambit_clock clock)
{
	static const unsigned senders =
	    1u << AMBIT_PARTY_FROM | 1u << AMBIT_PARTY_SENDER;

	if (strcmp(rule->name, "clock") == 0 ||
	    strcmp(rule->name, "range") == 0)
		return item->raw_when[clock];
	if (strcmp(rule->name, "account") == 0)
		return field_of(item, 1u << AMBIT_PARTY_ENVELOPE);
	if (strcmp(rule->name, "direction") == 0)
		return field_of(item, senders);
	if (strcmp(rule->name, "participant") == 0)
		return field_of(item, ~0u);
	return (struct ambit_span){ 0 };
}
