#ifndef AMBIT_MAIL_FACTS_H
#define AMBIT_MAIL_FACTS_H

#include "ambit/arena.h"
#include "ambit/item.h"
#include "ambit/registry.h"

/*
 * The facts of a header whose fields were read, for mail.c alone. Each looks
 * at item->fields and item->flaws; where FRAMING or HEADER is among them it
 * reports what was found, and nothing that could decide. -1: arena full.
 */

/* parties, nets, doubted; the flaws BAD_ADDRESS and REPEATED. */
int mail_parties(const struct ambit_store *store, struct ambit_item *item,
    struct ambit_arena *arena);

/* when and raw_when of the clocks that a header holds; the flaw SKEW. */
int mail_clocks(const struct ambit_store *store, struct ambit_item *item,
    struct ambit_arena *arena);

#endif
