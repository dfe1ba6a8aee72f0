/*
 * Address: is this the mailbox that is asked for (mail.md 5)?
 *
 * Three steps. An address read strictly and equal byte for byte, its domain
 * letter case aside, is it. What a liberal reader would take for it, found by
 * the net over the raw field, or what may hide even from the net, is for a
 * person. All else is not.
 */

/* Filters. */
#include "rules.h"

static bool
is_ascii(struct ambit_span s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] > 0x7f)
			return false;
	}
	return true;
}

/* May they be two spellings of one, which only a mapping could tell (A6)? */
static bool
both_mapped(const struct ambit_addr *addr, const struct ambit_sought *sought)
{
	return !(is_ascii(addr->local) && is_ascii(addr->domain)) &&
	    !is_ascii(sought->text);
}

enum ambit_answer
ambit_match_addr(const struct ambit_addr *addr,
    const struct ambit_sought *sought)
{
	if (ambit_span_equal_nocase(addr->domain, sought->domain) &&
	    ambit_span_equal_nocase(addr->local, sought->local)) {
		/* A7, A3: equal to many a mail server, not to RFC 5321. */
		if (addr->quoted ||
		    !ambit_span_equal(addr->local, sought->local))
			return AMBIT_UNSURE;
		return AMBIT_YES;
	}
	return both_mapped(addr, sought) ? AMBIT_UNSURE : AMBIT_NO;
}

bool
ambit_match_header(const struct ambit_item *item)
{
	return item->read &&
	    !(item->flaws & (AMBIT_FLAW_FRAMING | AMBIT_FLAW_HEADER));
}

unsigned
ambit_match_last(const struct ambit_item *item, enum ambit_party_role role)
{
	unsigned last = 0;

	for (size_t i = 0; i < item->n_nets; i++) {
		if (item->nets[i].role == role && item->nets[i].instance > last)
			last = item->nets[i].instance;
	}
	return last;
}

/* RFC 5322 3.6: a message has one author field and one sender field. */
static bool
stands_once(enum ambit_party_role role)
{
	return role == AMBIT_PARTY_FROM || role == AMBIT_PARTY_SENDER;
}

bool
ambit_match_doubted(const struct ambit_item *item, enum ambit_party_role role)
{
	return item->doubted & 1u << role ||
	    (stands_once(role) && ambit_match_last(item, role) > 0);
}

static bool
is_at(unsigned instance, unsigned asked)
{
	return asked == AMBIT_ANY_INSTANCE || instance == asked;
}

/* What the strict reading says. */
static enum ambit_answer
read_strictly(const struct ambit_item *item, enum ambit_party_role role,
    unsigned instance, const struct ambit_sought *sought)
{
	enum ambit_answer answer = AMBIT_NO;

	for (size_t i = 0; i < item->n_parties; i++) {
		const struct ambit_party *party = &item->parties[i];

		if (party->role == role && is_at(party->instance, instance))
			answer = ambit_answer_or(answer,
			    ambit_match_addr(&party->addr, sought));
	}
	return answer;
}

/* Does the raw field hold the address, in any letter case? */
static bool
is_netted(const struct ambit_item *item, enum ambit_party_role role,
    unsigned instance, const struct ambit_sought *sought)
{
	for (size_t i = 0; i < item->n_nets; i++) {
		const struct ambit_net *net = &item->nets[i];

		if (net->role == role && is_at(net->instance, instance) &&
		    ambit_span_contains_nocase(net->text, sought->text))
			return true;
	}
	return false;
}

enum ambit_answer
ambit_match_role(const struct ambit_item *item, enum ambit_party_role role,
    unsigned instance, const struct ambit_sought *sought)
{
	enum ambit_answer answer = read_strictly(item, role, instance, sought);

	if (ambit_match_doubted(item, role)) {
		if (stands_once(role) || role == AMBIT_PARTY_ENVELOPE)
			return AMBIT_UNSURE;
		return ambit_answer_or(answer, AMBIT_UNSURE);
	}
	if (is_netted(item, role, instance, sought))
		return ambit_answer_or(answer, AMBIT_UNSURE);
	return answer;
}

enum ambit_answer
ambit_match_account(const struct ambit_scope *scope,
    const struct ambit_item *item, enum ambit_party_role role,
    unsigned instance)
{
	const struct ambit_account *account = scope->account;
	enum ambit_answer answer = AMBIT_NO;

	for (size_t i = 0; account != NULL && i < account->n_names; i++) {
		const struct ambit_name *name = &account->names[i];
		struct ambit_sought sought = { name->local, name->domain,
			name->identifier };

		if (name->format != AMBIT_NAME_EMAIL)
			continue;
		answer = ambit_answer_or(answer,
		    ambit_answer_and(ambit_match_role(item, role, instance,
					 &sought),
			ambit_range_holds(&name->held,
			    &item->when[scope->task->clock])));
	}
	return answer;
}
