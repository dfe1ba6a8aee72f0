/*
 * What may be answered: words of the law tables and of the registry.
 *
 * Offers only what the rules would not refuse: an instrument that is on and
 * that somebody serves, a role that may sign it, a recipient that is valid.
 */

/* Here. */
#include "draft.h"

struct offers {
	struct ambit_offer *v;
	size_t max, n;
};

static void
offer(struct offers *offers, struct ambit_span word, struct ambit_span says)
{
	if (offers->n < offers->max)
		offers->v[offers->n] = (struct ambit_offer){ word, says };
	offers->n++;
}

static void
offer_str(struct offers *offers, const char *word, const char *says)
{
	offer(offers, ambit_span_str(word), ambit_span_str(says));
}

/* Once each. */
static void
offer_new(struct offers *offers, struct ambit_span word)
{
	for (size_t i = 0; i < offers->n && i < offers->max; i++) {
		if (ambit_span_equal(offers->v[i].word, word))
			return;
	}
	offer(offers, word, (struct ambit_span){ 0 });
}

/* ---- the instrument, and whom it is addressed to ---- */

static bool
lists(const struct ambit_served *served, struct ambit_span type)
{
	for (size_t i = 0; i < served->n_legal_types; i++) {
		if (ambit_span_equal(served->legal_types[i], type))
			return true;
	}
	return false;
}

static bool
is_served(const struct ambit_registry *registry, struct ambit_span type)
{
	for (size_t i = 0; i < registry->n_served; i++) {
		if (lists(&registry->served[i], type))
			return true;
	}
	return false;
}

size_t
draft_offer_type(const struct ambit_draft *draft, struct ambit_offer *v,
    size_t max)
{
	struct offers offers = { v, max, 0 };
	size_t n;
	const struct ambit_instrument *rows = ambit_law_instruments(&n);

	for (size_t i = 0; i < n; i++) {
		if (rows[i].on &&
		    is_served(draft->registry, ambit_span_str(rows[i].code)))
			offer_str(&offers, rows[i].code, rows[i].title);
	}
	return offers.n;
}

size_t
draft_offer_country(const struct ambit_draft *draft, struct ambit_offer *v,
    size_t max)
{
	struct offers offers = { v, max, 0 };
	const struct ambit_registry *registry = draft->registry;

	for (size_t i = 0; i < registry->n_served; i++) {
		if (lists(&registry->served[i], draft->order.legal_type))
			offer_new(&offers, registry->served[i].country);
	}
	return offers.n;
}

size_t
draft_offer_addressee(const struct ambit_draft *draft, struct ambit_offer *v,
    size_t max)
{
	struct offers offers = { v, max, 0 };
	const struct ambit_registry *registry = draft->registry;

	for (size_t i = 0; i < registry->n_served; i++) {
		const struct ambit_served *served = &registry->served[i];

		if (ambit_span_equal(served->country, draft->order.country) &&
		    lists(served, draft->order.legal_type))
			offer_new(&offers,
			    registry->entities[served->entity].name);
	}
	return offers.n;
}

size_t
draft_offer_case(const struct ambit_draft *draft, struct ambit_offer *v,
    size_t max)
{
	struct offers offers = { v, max, 0 };

	for (unsigned one = 1; one <= AMBIT_CASE_EMERGENCY; one <<= 1) {
		if (draft->instrument != NULL && draft->instrument->cases & one)
			offer_str(&offers,
			    ambit_case_name((enum ambit_case_type)one), "");
	}
	return offers.n;
}

size_t
draft_offer_mark(const struct ambit_draft *draft, struct ambit_offer *v,
    size_t max)
{
	struct offers offers = { v, max, 0 };

	(void)draft;
	for (unsigned i = 0; i < AMBIT_ORDER_N_FLAGS; i++)
		offer_str(&offers, ambit_order_flag_name(1U << i), "");
	return offers.n;
}

/* ---- who signed ---- */

static size_t
offer_roles(unsigned roles, struct ambit_offer *v, size_t max)
{
	struct offers offers = { v, max, 0 };

	for (unsigned one = 1; one <= AMBIT_ROLE_ACCOUNT_OWNER; one <<= 1) {
		if (roles & one)
			offer_str(&offers,
			    ambit_legal_role_name((enum ambit_legal_role)one),
			    "");
	}
	return offers.n;
}

size_t
draft_offer_role(const struct ambit_draft *draft, struct ambit_offer *v,
    size_t max)
{
	return offer_roles(draft->instrument == NULL ? 0
						     : draft->instrument->signs,
	    v, max);
}

unsigned
draft_validators(const struct ambit_draft *draft)
{
	const struct ambit_instrument *row = draft->instrument;

	if (row == NULL)
		return 0;
	if (row->countersigns != 0)
		return row->countersigns;
	return draft_any_asks(draft, AMBIT_CLASS_TRAFFIC | AMBIT_CLASS_CONTENT)
	    ? row->validates_more
	    : row->validates;
}

size_t
draft_offer_validator(const struct ambit_draft *draft, struct ambit_offer *v,
    size_t max)
{
	return offer_roles(draft_validators(draft), v, max);
}

size_t
draft_offer_signature(const struct ambit_draft *draft, struct ambit_offer *v,
    size_t max)
{
	struct offers offers = { v, max, 0 };

	(void)draft;
	offer_str(&offers, "wetInk", "by hand, on paper");
	offer_str(&offers, "electronic", "");
	offer_str(&offers, "courtSeal", "");
	return offers.n;
}

/* ---- a task ---- */

size_t
draft_offer_format(const struct ambit_draft *draft, struct ambit_offer *v,
    size_t max)
{
	struct offers offers = { v, max, 0 };

	(void)draft;
	for (unsigned i = AMBIT_NAME_EMAIL; i <= AMBIT_NAME_IPV6; i++)
		offer_str(&offers,
		    ambit_name_format_name((enum ambit_name_format)i), "");
	return offers.n;
}

/* The namespaces in which anybody has a name of the target's format. */
size_t
draft_offer_space(const struct ambit_draft *draft, struct ambit_offer *v,
    size_t max)
{
	struct offers offers = { v, max, 0 };
	const struct ambit_registry *registry = draft->registry;
	enum ambit_name_format format = draft_its_task(draft)->target.format;

	for (size_t i = 0; i < registry->n_accounts; i++) {
		const struct ambit_account *account = &registry->accounts[i];

		for (size_t k = 0; k < account->n_names; k++) {
			if (account->names[k].format == format)
				offer_new(&offers, account->names[k].space);
		}
	}
	return offers.n;
}

/* "content/mail": constant, for an offer lends it. */
static const char *const pairs[AMBIT_N_CLASSES][6] = {
	{ "subscriber/mail", "subscriber/calendar", "subscriber/contacts",
	    "subscriber/files", "subscriber/account",
	    "subscriber/connections" },
	{ "identification/mail", "identification/calendar",
	    "identification/contacts", "identification/files",
	    "identification/account", "identification/connections" },
	{ "traffic/mail", "traffic/calendar", "traffic/contacts",
	    "traffic/files", "traffic/account", "traffic/connections" },
	{ "content/mail", "content/calendar", "content/contacts",
	    "content/files", "content/account", "content/connections" },
};

/* What only preserves reaches nothing, and may be asked to keep anything. */
static bool
may_demand(const struct ambit_instrument *row, unsigned class, unsigned store)
{
	struct ambit_demand demand = { .class = (enum ambit_class) class,
		.store = (enum ambit_holds)store };

	return row != NULL && ambit_validity_pairs(&demand) &&
	    (row->preserves || row->reach & class);
}

size_t
draft_offer_data(const struct ambit_draft *draft, struct ambit_offer *v,
    size_t max)
{
	struct offers offers = { v, max, 0 };

	for (unsigned i = 0; i < AMBIT_N_CLASSES; i++) {
		for (unsigned k = 0; k < 6; k++) {
			if (may_demand(draft->instrument, 1U << i, 1U << k))
				offer_str(&offers, pairs[i][k], "");
		}
	}
	return offers.n;
}

size_t
draft_offer_clock(const struct ambit_draft *draft, struct ambit_offer *v,
    size_t max)
{
	static const char *const says[AMBIT_N_CLOCKS] = {
		"when the provider's own system says that it arrived",
		"when the provider's own system says that it was sent",
		"when the sender claims that it was written: no proof",
	};
	struct offers offers = { v, max, 0 };

	(void)draft;
	for (unsigned i = 0; i < AMBIT_N_CLOCKS; i++)
		offer_str(&offers, ambit_clock_name((enum ambit_clock)i),
		    says[i]);
	return offers.n;
}

/* ---- where it goes ---- */

size_t
draft_offer_recipient(const struct ambit_draft *draft, struct ambit_offer *v,
    size_t max)
{
	struct offers offers = { v, max, 0 };
	const struct ambit_registry *registry = draft->registry;

	for (size_t i = 0; i < registry->n_recipients; i++) {
		const struct ambit_recipient *one = &registry->recipients[i];

		if (ambit_span_equal(one->country, draft->order.country) &&
		    one->valid.from <= draft->now &&
		    draft->now < one->valid.until)
			offer_new(&offers, one->name);
	}
	return offers.n;
}

size_t
draft_offer_delivery(const struct ambit_draft *draft, struct ambit_offer *v,
    size_t max)
{
	struct offers offers = { v, max, 0 };

	(void)draft;
	offer_str(&offers, "bag", "files, tables, manifests");
	offer_str(&offers, "bag+dat", "and a load file for review software");
	return offers.n;
}

size_t
draft_offer_yes(const struct ambit_draft *draft, struct ambit_offer *v,
    size_t max)
{
	struct offers offers = { v, max, 0 };

	(void)draft;
	offer_str(&offers, "yes", "");
	offer_str(&offers, "no", "");
	return offers.n;
}
