#ifndef AMBIT_FILTERS_RULES_H
#define AMBIT_FILTERS_RULES_H

#include "ambit/law.h"
#include "ambit/scope.h"

/* One rule, one file, one question. scope.c puts them in order. */
enum ambit_answer
ambit_rule_item(const struct ambit_scope *scope, const struct ambit_item *item);
enum ambit_answer ambit_rule_account(const struct ambit_scope *scope,
    const struct ambit_item *item);
enum ambit_answer ambit_rule_class(const struct ambit_scope *scope,
    const struct ambit_item *item);
enum ambit_answer ambit_rule_clock(const struct ambit_scope *scope,
    const struct ambit_item *item);
enum ambit_answer ambit_rule_range(const struct ambit_scope *scope,
    const struct ambit_item *item);
enum ambit_answer ambit_rule_direction(const struct ambit_scope *scope,
    const struct ambit_item *item);
enum ambit_answer ambit_rule_participant(const struct ambit_scope *scope,
    const struct ambit_item *item);
enum ambit_answer ambit_rule_folder_role(const struct ambit_scope *scope,
    const struct ambit_item *item);
enum ambit_answer ambit_rule_keyword(const struct ambit_scope *scope,
    const struct ambit_item *item);
enum ambit_answer ambit_rule_filename(const struct ambit_scope *scope,
    const struct ambit_item *item);
enum ambit_answer ambit_rule_fields(const struct ambit_scope *scope,
    const struct ambit_item *item);
enum ambit_answer ambit_rule_parts(const struct ambit_scope *scope,
    const struct ambit_item *item);
enum ambit_answer ambit_rule_whole(const struct ambit_scope *scope,
    const struct ambit_item *item);
enum ambit_answer ambit_rule_complete(const struct ambit_scope *scope,
    const struct ambit_item *item);

/* The larger and the smaller of two answers. */
enum ambit_answer ambit_answer_or(enum ambit_answer a, enum ambit_answer b);
enum ambit_answer ambit_answer_and(enum ambit_answer a, enum ambit_answer b);

/* Does the range contain the instant, whichever reading of it is right? */
enum ambit_answer ambit_range_holds(const struct ambit_range *range,
    const struct ambit_when *when);
bool ambit_range_is_all(const struct ambit_range *range);

/* Can its parts not be told apart? Known once they were read. */
bool ambit_parts_doubted(const struct ambit_item *item);

/* An address that somebody asks for: cut, and as written. */
struct ambit_sought {
	struct ambit_span local, domain, text;
};

/* For ambit_match_role: whichever of several fields of the role. */
#define AMBIT_ANY_INSTANCE (~0u)

/* Are they the same mailbox? */
enum ambit_answer ambit_match_addr(const struct ambit_addr *addr,
    const struct ambit_sought *sought);
/* Does it stand in that field of that role? The header must be known. */
enum ambit_answer
ambit_match_role(const struct ambit_item *item, enum ambit_party_role role,
    unsigned instance, const struct ambit_sought *sought);
/* Does an address stand there that was the account's at the item's instant? */
enum ambit_answer ambit_match_account(const struct ambit_scope *scope,
    const struct ambit_item *item, enum ambit_party_role role,
    unsigned instance);
/* Was the header read, and is it certain what it says? */
bool ambit_match_header(const struct ambit_item *item);
/* May an address of the role hide even from the net? */
bool
ambit_match_doubted(const struct ambit_item *item, enum ambit_party_role role);
/* Of several fields of the role the last: its instance. */
unsigned
ambit_match_last(const struct ambit_item *item, enum ambit_party_role role);

/* Who held a name within a range: n of them, or one n times. */
struct ambit_holding {
	size_t n;
	const struct ambit_account *account; /* the first */
	uint32_t account_number;
	struct ambit_range range; /* when it did, within the range */
};
struct ambit_holding ambit_resolve_target(const struct ambit_target *target,
    const struct ambit_registry *registry, struct ambit_range range);

#endif
