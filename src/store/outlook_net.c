/*
 * Nets and parties of an item of Outlook: the people of each role as one field
 * would name them, and the addresses among them that are facts.
 */

/* Floor 0. */
#include "ambit/limits.h"
#include "ambit/text.h"

/* Floor 4. */
#include "outlook_who.h"

static int
no_memory(struct ambit_err *err_r)
{
	return ambit_err_set(err_r, AMBIT_E_MEMORY, "people of an item");
}

static void
put(struct ambit_text *text, const char *before, struct ambit_span s,
    const char *behind)
{
	ambit_text_str(text, before);
	ambit_text_put(text, s);
	ambit_text_str(text, behind);
}

/* Quotes, brackets, a blank, a comma. */
#define AROUND ((size_t)5)

static size_t
room(const struct outlook_people *people, enum ambit_party_role role)
{
	size_t size = 1;

	for (const struct outlook_person *p = people->first; p != NULL;
	     p = p->next) {
		for (unsigned i = 0; p->role == role && i < p->n_texts; i++)
			size += p->texts[i].len + AROUND;
	}
	return size < AMBIT_HEADER_MAX ? size : AMBIT_HEADER_MAX;
}

static void
put_person(struct ambit_text *text, const struct outlook_person *p)
{
	if (text->len > 0)
		ambit_text_str(text, ", ");
	for (unsigned i = 0; i < p->n_texts; i++)
		put(text, i < p->n_names ? "\"" : "<", p->texts[i],
		    i < p->n_names ? "\" " : "> ");
	/* The blank behind the last one. */
	if (p->n_texts > 0 && !text->full)
		text->len--;
}

/* What has no room left may be anybody. */
static int
make_net(struct outlook_people *people, enum ambit_party_role role,
    struct ambit_net *net_r, struct ambit_err *err_r)
{
	size_t size = room(people, role);
	char *to = AMBIT_ARENA_GET(people->o->arena, char, size);
	struct ambit_text text;

	if (to == NULL)
		return no_memory(err_r);
	text = ambit_text_over(to, size);
	for (const struct outlook_person *p = people->first; p != NULL;
	     p = p->next) {
		if (p->role == role)
			put_person(&text, p);
	}
	if (text.full)
		people->doubted |= 1u << role;
	*net_r = (struct ambit_net){ .role = role,
		.text = ambit_text_span(&text),
		.strict = !(people->loose >> role & 1) };
	return 0;
}

static void
add_parties(const struct outlook_people *people, const struct ambit_net *net,
    struct ambit_party **party)
{
	for (const struct outlook_person *p = people->first; p != NULL;
	     p = p->next) {
		if (net->strict && p->role == net->role && p->is_fact)
			*(*party)++ =
			    (struct ambit_party){ p->role, 0, p->addr };
	}
}

/* What the fields have told of a role that is not ours. */
static void
add_told(const struct ambit_item *told, enum ambit_party_role role,
    struct ambit_net **net, struct ambit_party **party)
{
	for (size_t i = 0; i < told->n_nets; i++) {
		if (told->nets[i].role == role)
			*(*net)++ = told->nets[i];
	}
	for (size_t i = 0; i < told->n_parties; i++) {
		if (told->parties[i].role == role)
			*(*party)++ = told->parties[i];
	}
}

/* Join both, by role. */
int
outlook_net(struct outlook_people *people, struct ambit_err *err_r)
{
	struct ambit_item *item = people->o->item;
	const struct ambit_item told = *item;
	struct ambit_net *net = AMBIT_ARENA_GET(people->o->arena,
	    struct ambit_net, told.n_nets + AMBIT_N_PARTIES);
	struct ambit_party *party = AMBIT_ARENA_GET(people->o->arena,
	    struct ambit_party, told.n_parties + people->n_facts);

	if (net == NULL || party == NULL)
		return no_memory(err_r);
	item->nets = net;
	item->parties = party;
	for (unsigned i = 0; i < AMBIT_N_PARTIES; i++) {
		enum ambit_party_role role = (enum ambit_party_role)i;

		add_told(&told, role, &net, &party);
		if (!(people->seen >> role & 1))
			continue;
		if (make_net(people, role, net, err_r) < 0)
			return -1;
		add_parties(people, net++, &party);
	}
	item->n_nets = (size_t)(net - item->nets);
	item->n_parties = (size_t)(party - item->parties);
	return 0;
}
