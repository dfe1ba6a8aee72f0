/*
 * Who, as the properties of an item of Outlook tell: whom it was sent for, who
 * sent it, and its recipients row by row (pst.md 10). Of the latter there is
 * somebody in every row.
 */

/* Floor 0. */
#include "ambit/limits.h"

/* Floor 4. */
#include "outlook_who.h"

#define RECIPIENTS \
	(1u << AMBIT_PARTY_TO | 1u << AMBIT_PARTY_CC | 1u << AMBIT_PARTY_BCC)

#define TEXT(id, row)                        \
	{                                    \
		(id), OUTLOOK_IS_TEXT, (row) \
	}
#define BYTES(id, row)                        \
	{                                     \
		(id), OUTLOOK_IS_BYTES, (row) \
	}

static const struct outlook_whose author = {
	.name = TEXT(0x0042, false),
	.type = TEXT(0x0064, false),
	.address = TEXT(0x0065, false),
	.smtp = TEXT(0x5d02, false),
	.may_be_nobody = true,
};

static const struct outlook_whose sender = {
	.name = TEXT(0x0c1a, false),
	.type = TEXT(0x0c1e, false),
	.address = TEXT(0x0c1f, false),
	.smtp = TEXT(0x5d01, false),
	.entry = BYTES(0x0c19, false),
	.may_be_nobody = true,
};

static const struct outlook_whose recipient = {
	.name = TEXT(0x3001, true),
	.other_name = TEXT(0x5ff6, true),
	.type = TEXT(0x3002, true),
	.address = TEXT(0x3003, true),
	.smtp = TEXT(0x39fe, true),
	.entry = BYTES(0x0fff, true),
};

/* 0C15; what it says in its higher bits is about delivery. Whoever has no role
 * that we know may have any. */
static int
read_role(struct outlook_people *people, enum ambit_party_role *role_r,
    struct ambit_err *err_r)
{
	static const struct outlook_want want = { 0x0c15, OUTLOOK_IS_INT,
		true };
	static const enum ambit_party_role roles[] = { AMBIT_N_PARTIES,
		AMBIT_PARTY_TO, AMBIT_PARTY_CC, AMBIT_PARTY_BCC };
	struct outlook_value value;
	uint64_t role = 0;

	if (outlook_ask(people->o, &want, 0, &value, err_r) < 0)
		return -1;
	if (value.state == OUTLOOK_FOUND && (value.number & 15) <= 3)
		role = value.number & 15;
	*role_r = roles[role];
	if (role == 0) {
		*role_r = AMBIT_PARTY_TO;
		people->doubted |= RECIPIENTS;
	}
	return 0;
}

static int
read_recipients(struct outlook_people *people, size_t max,
    struct ambit_err *err_r)
{
	const struct outlook_props *props = people->o->props;
	enum ambit_party_role role;
	enum outlook_state state;

	for (size_t n = 0;; n++) {
		if (props->next(props->ctx, &state, err_r) < 0)
			return -1;
		if (state == OUTLOOK_NONE)
			return 0;
		if (state != OUTLOOK_FOUND || n == max)
			break;
		if (read_role(people, &role, err_r) < 0 ||
		    outlook_person(people, &recipient, role, err_r) < 0)
			return -1;
	}
	if (state == OUTLOOK_LOST)
		people->o->item->flaws |= AMBIT_FLAW_LOST;
	people->doubted |= RECIPIENTS;
	return 0;
}

int
outlook_who(struct outlook *o, struct ambit_err *err_r)
{
	struct outlook_people people = { .o = o };
	struct ambit_item *item = o->item;
	size_t max = AMBIT_ADDRESSES_MAX - 2;

	/* All roles together may have no more. */
	max = item->n_parties < max ? max - item->n_parties : 0;
	people.last = &people.first;
	if (outlook_person(&people, &author, AMBIT_PARTY_FROM, err_r) < 0 ||
	    outlook_person(&people, &sender, AMBIT_PARTY_SENDER, err_r) < 0 ||
	    read_recipients(&people, max, err_r) < 0 ||
	    outlook_net(&people, err_r) < 0)
		return -1;
	item->doubted |= people.doubted;
	if (people.doubted != 0)
		item->flaws |= AMBIT_FLAW_BAD_ADDRESS;
	return 0;
}
