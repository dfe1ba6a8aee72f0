#ifndef AMBIT_REBUILD_KIND_CARD_H
#define AMBIT_REBUILD_KIND_CARD_H

#include "kind_value.h"
#include "line.h"

/* What cards of people and of lists share: everything before FN, and behind
 * the last of what they hold. */
void card_begin(struct rebuild_kind *kind, const char *of, struct line *line);
void card_end(struct rebuild_kind *kind, struct line *line);

#endif
