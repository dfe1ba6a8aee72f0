/*
 * The address columns of messages.csv: addr-specs of one field, parsed and
 * written again. Names, comments and groups are never printed.
 */

/* Floor 6. */
#include "table_column.h"

/* What each role is read from. */
static const char *const names[AMBIT_N_PARTIES] = {
	[AMBIT_PARTY_FROM] = "From",
	[AMBIT_PARTY_SENDER] = "Sender",
	[AMBIT_PARTY_REPLY_TO] = "Reply-To",
	[AMBIT_PARTY_TO] = "To",
	[AMBIT_PARTY_CC] = "Cc",
	[AMBIT_PARTY_BCC] = "Bcc",
};

/* Does the field keep to the grammar, so that all of it is facts? */
static bool
is_strict(const struct ambit_item *item, enum ambit_party_role role)
{
	for (size_t i = 0; i < item->n_nets; i++) {
		if (item->nets[i].role == role)
			return item->nets[i].strict;
	}
	return false;
}

static bool
is_of(const struct ambit_party *party, enum ambit_party_role role)
{
	return party->role == role;
}

/* "; ", two quotes, and an at sign. */
#define ADDRESS_EXTRA 5

static size_t
room(const struct ambit_item *item, enum ambit_party_role role)
{
	size_t size = 1;

	for (size_t i = 0; i < item->n_parties; i++) {
		const struct ambit_addr *addr = &item->parties[i].addr;

		if (is_of(&item->parties[i], role))
			size += TABLE_GROWTH *
				(addr->local.len + addr->domain.len) +
			    ADDRESS_EXTRA;
	}
	return size;
}

/* RFC 5322 3.2.4: in quotes again, as it would be written anew. */
static void
put_quoted(struct ambit_text *text, struct ambit_span local)
{
	ambit_text_str(text, "\"");
	for (size_t i = 0; i < local.len;) {
		size_t n = i;

		while (n < local.len && local.ptr[n] != '"' &&
		    local.ptr[n] != '\\')
			n++;
		table_escaped(text, ambit_span_sub(local, i, n - i));
		if (n < local.len) {
			table_escaped(text, AMBIT_LIT("\\"));
			table_escaped(text, ambit_span_sub(local, n, 1));
			n++;
		}
		i = n;
	}
	ambit_text_str(text, "\"");
}

static void
put_address(struct ambit_text *text, const struct ambit_addr *addr)
{
	if (text->len > 0)
		ambit_text_str(text, "; ");
	if (addr->quoted)
		put_quoted(text, addr->local);
	else
		table_escaped(text, addr->local);
	ambit_text_str(text, "@");
	table_escaped(text, addr->domain);
}

/* law.md 3.3: a Bcc only from the target's own sent copy. */
static bool
may_show(const struct table_message *m, enum ambit_party_role role)
{
	return role != AMBIT_PARTY_BCC ||
	    ambit_scope_direction(m->scope, m->item) == AMBIT_DIRECTION_SENT;
}

int
table_addresses(const struct table_message *message, unsigned role,
    struct ambit_span *value_r)
{
	const struct ambit_item *item = message->item;
	struct ambit_text text;

	if (table_field(item, names[role], false) == NULL ||
	    !is_strict(item, role) || !may_show(message, role))
		return 0;
	text = table_text(message, room(item, role));
	if (text.ptr == NULL)
		return -1;
	for (size_t i = 0; i < item->n_parties; i++) {
		if (is_of(&item->parties[i], role))
			put_address(&text, &item->parties[i].addr);
	}
	*value_r = ambit_text_span(&text);
	return 0;
}
