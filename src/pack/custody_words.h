#ifndef AMBIT_PACK_CUSTODY_WORDS_H
#define AMBIT_PACK_CUSTODY_WORDS_H

#include "ambit/item.h"
#include "ambit/scope.h"
#include "ambit/text.h"

/* What the flaw 1 << bit means, as a clause about the item. */
const char *custody_flaw_says(unsigned bit);

/* Names of all flaws, a blank between. */
void custody_flaw_names(struct ambit_text *text, unsigned flaws);

/* Why nobody but a person can tell: the rule's sentence, in doubt. */
void custody_doubt(struct ambit_text *text, const struct ambit_rule *rule);

/* Its rule's doubt and its flaws, for held.csv. */
void custody_reason(struct ambit_text *text, const struct ambit_rule *rule,
    unsigned flaws);

/* The raw date or address that the rule looked at, lent by item. */
struct ambit_span custody_raw_value(const struct ambit_rule *rule,
    const struct ambit_item *item, enum ambit_clock clock);

#endif
