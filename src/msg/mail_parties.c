/*
 * Who, as a header tells: each address field as a whole, which is the net,
 * and its strict addr-specs, which are facts (mail.md 5). A field that stands
 * twice and may not gives no facts (H1); a header in doubt gives none at all.
 */

/* Floor 3 and below. */
#include "ambit/address.h"
#include "ambit/header.h"
#include "ambit/limits.h"
#include "mail_facts.h"

#define ALL_ROLES ((1u << AMBIT_N_PARTIES) - 1)

/* What each role is read from; the envelope's field is the registry's. */
static const struct ambit_span names[AMBIT_N_PARTIES] = {
	[AMBIT_PARTY_FROM] = AMBIT_LIT_INIT("From"),
	[AMBIT_PARTY_SENDER] = AMBIT_LIT_INIT("Sender"),
	[AMBIT_PARTY_REPLY_TO] = AMBIT_LIT_INIT("Reply-To"),
	[AMBIT_PARTY_TO] = AMBIT_LIT_INIT("To"),
	[AMBIT_PARTY_CC] = AMBIT_LIT_INIT("Cc"),
	[AMBIT_PARTY_BCC] = AMBIT_LIT_INIT("Bcc"),
};

struct gather {
	struct ambit_item *item;
	struct ambit_arena *arena;
	bool doubt; /* FRAMING or HEADER: no facts */
	struct ambit_net *nets;
	struct ambit_address_list *lists; /* one a net */
	size_t n;                         /* of both */
	size_t n_addrs;                   /* in all lists */
};

static void
doubt(struct gather *g, enum ambit_party_role role)
{
	g->item->doubted |= 1u << role;
	g->item->flaws |= AMBIT_FLAW_BAD_ADDRESS;
}

/* RFC 5322 3.6.2: a Sender is one mailbox. */
static bool
is_strict(enum ambit_party_role role, const struct ambit_address_list *list)
{
	return list->strict &&
	    (role != AMBIT_PARTY_SENDER || list->n_addrs == 1);
}

static int
parse(struct gather *g, struct ambit_net *net, struct ambit_address_list *list)
{
	if (ambit_address_parse(net->text, AMBIT_ADDRESSES_MAX - g->n_addrs,
		g->arena, list) < 0)
		return -1;
	if (list->hidden)
		doubt(g, net->role);
	net->strict = is_strict(net->role, list);
	if (!net->strict)
		list->n_addrs = 0;
	g->n_addrs += list->n_addrs;
	return 0;
}

/* May the field stand once only, and is it a fact then who it names? */
static bool
is_single(enum ambit_party_role role)
{
	return role == AMBIT_PARTY_FROM || role == AMBIT_PARTY_SENDER;
}

static int
read_role(struct gather *g, enum ambit_party_role role, struct ambit_span name,
    unsigned max)
{
	const struct ambit_header_field *field = g->item->fields;
	const struct ambit_header_field *first;
	size_t n = ambit_header_count(field, g->item->n_fields, name, &first);
	bool facts = !g->doubt && !(is_single(role) && n > 1);

	if (is_single(role) && n > 1)
		doubt(g, role);
	for (unsigned i = 0; i < n && i < max; field++) {
		struct ambit_net *net = &g->nets[g->n];

		if (!ambit_span_equal_nocase(field->name, name))
			continue;
		net->role = role;
		net->instance = i++;
		net->text = ambit_header_unfold(field->value, g->arena);
		if (net->text.ptr == NULL ||
		    (facts && parse(g, net, &g->lists[g->n]) < 0))
			return -1;
		g->n++;
	}
	return 0;
}

/* At least as many as fields bear a name of a role. */
static size_t
count(const struct ambit_item *item)
{
	const struct ambit_header_field *first;
	size_t n = 1; /* the envelope's */

	for (unsigned i = 0; i < AMBIT_PARTY_ENVELOPE; i++)
		n += ambit_header_count(item->fields, item->n_fields, names[i],
		    &first);
	return n;
}

static int
list_parties(struct gather *g)
{
	struct ambit_party *party =
	    AMBIT_ARENA_GET(g->arena, struct ambit_party, g->n_addrs);

	if (party == NULL)
		return -1;
	g->item->parties = party;
	g->item->n_parties = g->n_addrs;
	for (size_t i = 0; i < g->n; i++) {
		for (size_t k = 0; k < g->lists[i].n_addrs; k++)
			*party++ = (struct ambit_party){ g->nets[i].role,
				g->nets[i].instance, g->lists[i].addrs[k] };
	}
	return 0;
}

int
mail_parties(const struct ambit_store *store, struct ambit_item *item,
    struct ambit_arena *arena)
{
	struct gather g = { .item = item,
		.arena = arena,
		.doubt =
		    item->flaws & (AMBIT_FLAW_FRAMING | AMBIT_FLAW_HEADER) };
	size_t room = count(item);

	g.nets = AMBIT_ARENA_GET(arena, struct ambit_net, room);
	g.lists = AMBIT_ARENA_GET(arena, struct ambit_address_list, room);
	if (g.nets == NULL || g.lists == NULL)
		return -1;
	for (unsigned i = 0; i < AMBIT_PARTY_ENVELOPE; i++) {
		if (read_role(&g, i, names[i], AMBIT_FIELDS_MAX) < 0)
			return -1;
	}
	if (store->envelope_field.len > 0 &&
	    read_role(&g, AMBIT_PARTY_ENVELOPE, store->envelope_field, 1) < 0)
		return -1;
	item->nets = g.nets;
	item->n_nets = g.n;
	if (g.doubt)
		item->doubted = ALL_ROLES;
	if (item->flaws & AMBIT_FLAW_HEADER)
		item->flaws |= AMBIT_FLAW_BAD_ADDRESS;
	return list_parties(&g);
}
