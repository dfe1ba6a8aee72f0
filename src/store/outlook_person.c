/*
 * Somebody, as the properties of an item of Outlook tell (pst.md 10).
 *
 * An address is one of SMTP, or none: names of Exchange are none, nor are
 * names of people. Where somebody has none, or one that does not say for
 * certain what it seems to, an address may hide from the net.
 */

/* Floor 3. */
#include "ambit/address.h"

/* Floor 4. */
#include "outlook_who.h"

/* Names, addresses and entry ids are a few hundred bytes. */
#define TEXT_MAX ((size_t)8192)

/* What was read of somebody. */
struct said {
	struct outlook_text name, other_name, type, address, smtp;
	struct outlook_text entry_name, entry_type, entry_address;
	bool has_entry; /* of any kind */
	bool doubt;     /* something cannot be read, and may be anything */
};

/* ---- reading ---- */

static int
ask(struct outlook *o, const struct outlook_want *want,
    struct outlook_value *value_r, struct ambit_err *err_r)
{
	size_t max = o->left < TEXT_MAX ? o->left : TEXT_MAX;

	if (outlook_ask(o, want, max, value_r, err_r) < 0)
		return -1;
	o->left -= value_r->bytes.len;
	return 0;
}

static int
ask_text(struct outlook *o, const struct outlook_want *want, struct said *said,
    struct outlook_text *text_r, struct ambit_err *err_r)
{
	struct outlook_value value;

	if (ask(o, want, &value, err_r) < 0 ||
	    outlook_take(o, &value, text_r, err_r) < 0)
		return -1;
	if (text_r->found && !text_r->whole)
		said->doubt = true;
	return 0;
}

/* A string of an entry id, as if it were a property. */
static int
take(struct outlook *o, bool wide, struct ambit_span bytes,
    struct outlook_text *text_r, struct ambit_err *err_r)
{
	const struct outlook_value value = { .state = OUTLOOK_FOUND,
		.type = wide ? AMBIT_MAPI_STRING : AMBIT_MAPI_STRING8,
		.bytes = bytes };

	return outlook_take(o, &value, text_r, err_r);
}

static int
ask_entry(struct outlook *o, const struct outlook_want *want, struct said *said,
    struct ambit_err *err_r)
{
	struct outlook_value value;
	struct outlook_entry entry;

	if (ask(o, want, &value, err_r) < 0)
		return -1;
	said->has_entry = value.state != OUTLOOK_NONE;
	if (value.state == OUTLOOK_LONG || value.state == OUTLOOK_LOST)
		said->doubt = true;
	if (value.state != OUTLOOK_FOUND ||
	    !outlook_entry_cut(value.bytes, &entry))
		return 0;
	if (take(o, entry.wide, entry.name, &said->entry_name, err_r) < 0 ||
	    take(o, entry.wide, entry.type, &said->entry_type, err_r) < 0)
		return -1;
	return take(o, entry.wide, entry.address, &said->entry_address, err_r);
}

static int
ask_all(struct outlook *o, const struct outlook_whose *whose,
    struct said *said_r, struct ambit_err *err_r)
{
	*said_r = (struct said){ .doubt = false };
	if (ask_text(o, &whose->name, said_r, &said_r->name, err_r) < 0 ||
	    ask_text(o, &whose->other_name, said_r, &said_r->other_name,
		err_r) < 0 ||
	    ask_text(o, &whose->type, said_r, &said_r->type, err_r) < 0 ||
	    ask_text(o, &whose->address, said_r, &said_r->address, err_r) < 0 ||
	    ask_text(o, &whose->smtp, said_r, &said_r->smtp, err_r) < 0)
		return -1;
	return ask_entry(o, &whose->entry, said_r, err_r);
}

/* ---- weighing ---- */

static bool
is_smtp(const struct outlook_text *type)
{
	return type->found && type->whole &&
	    ambit_span_equal_nocase(type->text, AMBIT_LIT("SMTP"));
}

/* The address that counts; NULL: there is none of SMTP. */
static const struct outlook_text *
choose(const struct said *said)
{
	if (said->smtp.found)
		return &said->smtp;
	if (said->address.found && is_smtp(&said->type))
		return &said->address;
	if (said->entry_address.found && is_smtp(&said->entry_type))
		return &said->entry_address;
	return NULL;
}

/* Is anything known of them at all? */
static bool
is_somebody(const struct said *said)
{
	return said->doubt || said->has_entry || said->name.found ||
	    said->other_name.found || said->type.found || said->address.found ||
	    said->smtp.found;
}

/* An address may hide in a name as in the quotes of a field (H5), or where its
 * bytes do not say which characters they are. */
static bool
name_hides(const struct outlook_text *name)
{
	return ambit_span_contains_nocase(name->text, AMBIT_LIT("=?")) ||
	    (!name->sure &&
		ambit_span_contains_nocase(name->text, AMBIT_LIT("@")));
}

/* Does an address, which may not even count, leave open what it is? */
static bool
address_hides(const struct outlook_text *address)
{
	return address->found && !address->sure;
}

/* A name or an address that is not yet there. */
static void
add_text(struct outlook_person *p, const struct outlook_text *text)
{
	if (text->text.len == 0)
		return;
	for (unsigned i = p->n_names; i < p->n_texts; i++) {
		if (ambit_span_equal(p->texts[i], text->text))
			return;
	}
	p->texts[p->n_texts++] = text->text;
}

/* Is the address all of the text: no name, comment or blank with it? */
static bool
is_all(const struct ambit_addr *addr, struct ambit_span text)
{
	if (addr->domain.ptr + addr->domain.len != text.ptr + text.len)
		return false;
	return addr->quoted ? text.ptr[0] == '"' : addr->local.ptr == text.ptr;
}

/* An address as it should be is one addr-spec of RFC 5322. */
static int
weigh(struct outlook_people *people, struct outlook_person *p,
    const struct outlook_text *chosen, struct ambit_err *err_r)
{
	struct ambit_address_list list;

	if (!chosen->sure)
		return 0;
	if (ambit_address_parse(chosen->text, 2, people->o->arena, &list) < 0)
		return ambit_err_set(err_r, AMBIT_E_MEMORY,
		    "people of an item");
	p->is_fact = list.strict && list.n_addrs == 1 &&
	    is_all(&list.addrs[0], chosen->text);
	if (p->is_fact)
		p->addr = list.addrs[0];
	else
		people->loose |= 1u << p->role;
	if (list.hidden ||
	    !ambit_span_contains_nocase(chosen->text, AMBIT_LIT("@")))
		people->doubted |= 1u << p->role;
	return 0;
}

/* May an address hide in what was said, even from the net? */
static bool
hides(const struct said *said)
{
	return said->doubt || name_hides(&said->name) ||
	    name_hides(&said->other_name) || name_hides(&said->entry_name) ||
	    address_hides(&said->address) || address_hides(&said->smtp) ||
	    address_hides(&said->entry_address);
}

static int
add(struct outlook_people *people, enum ambit_party_role role,
    const struct said *said, struct ambit_err *err_r)
{
	struct outlook_person *p =
	    AMBIT_ARENA_GET(people->o->arena, struct outlook_person, 1);
	const struct outlook_text *chosen = choose(said);

	if (p == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY,
		    "people of an item");
	*people->last = p;
	people->last = &p->next;
	people->seen |= 1u << role;
	p->role = role;
	add_text(p, &said->name);
	add_text(p, &said->other_name);
	add_text(p, &said->entry_name);
	p->n_names = p->n_texts;
	if (chosen == NULL || hides(said))
		people->doubted |= 1u << role;
	if (chosen != NULL && weigh(people, p, chosen, err_r) < 0)
		return -1;
	if (chosen != NULL)
		add_text(p, chosen);
	add_text(p, &said->address);
	add_text(p, &said->entry_address);
	people->n_facts += p->is_fact;
	return 0;
}

int
outlook_person(struct outlook_people *people, const struct outlook_whose *whose,
    enum ambit_party_role role, struct ambit_err *err_r)
{
	struct said said;

	if (ask_all(people->o, whose, &said, err_r) < 0)
		return -1;
	if (whose->may_be_nobody && !is_somebody(&said))
		return 0;
	return add(people, role, &said, err_r);
}
