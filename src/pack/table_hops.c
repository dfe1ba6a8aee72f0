/*
 * The column hops of messages.csv: the way a message took, line by line from
 * the top, as far as Received fields say it (law.md 3.3).
 *
 * The lines down to the first that a host of the provider's wrote are the
 * provider's own, and their hosts are its affair (R8). What stands below may
 * have been written by anybody, and says so.
 */

/* Floor 3. */
#include "ambit/mail.h"

/* Floor 6. */
#include "table_column.h"

struct hops {
	struct ambit_hop *v;
	size_t n;
	size_t n_own; /* of them, from the top: the provider's */
};

static bool
is_own(const struct ambit_store *store, struct ambit_span host)
{
	for (size_t i = 0; i < store->n_received_hosts; i++) {
		if (ambit_span_equal_nocase(store->received_hosts[i], host))
			return true;
	}
	return false;
}

static bool
is_received(const struct ambit_header_field *field)
{
	return ambit_span_equal_nocase(field->name, AMBIT_LIT("Received"));
}

static size_t
count(const struct ambit_item *item)
{
	size_t n = 0;

	for (size_t i = 0; i < item->n_fields; i++)
		n += is_received(&item->fields[i]);
	return n;
}

/* A line that may not be printed has no hop. */
static int
parse(const struct table_message *m, struct hops *hops)
{
	const struct ambit_header_field *field = m->item->fields;

	for (size_t i = 0; i < m->item->n_fields; i++, field++) {
		struct ambit_hop *hop = &hops->v[hops->n];

		if (!is_received(field) || !table_is_sound(field, true))
			continue;
		if (ambit_mail_hop(field->value, m->arena, hop) < 0)
			return -1;
		hops->n++;
		if (hops->n_own == 0 && is_own(m->store, hop->by))
			hops->n_own = hops->n;
	}
	return 0;
}

/* Three bars, an instant, the word, "; ". */
#define HOP_EXTRA (3 + AMBIT_INSTANT_LEN + 8 + 2)

static size_t
room(const struct hops *hops)
{
	size_t size = 1;

	for (size_t i = 0; i < hops->n; i++)
		size += TABLE_GROWTH *
			(hops->v[i].from_ip.len + hops->v[i].by.len) +
		    HOP_EXTRA;
	return size;
}

/* Where the store does not say which hosts are the provider's, any may be. */
static bool
may_show_host(const struct ambit_store *store, struct ambit_span host)
{
	return store->n_received_hosts > 0 && !is_own(store, host);
}

static void
put_hop(struct ambit_text *text, const struct ambit_store *store,
    const struct ambit_hop *hop, bool own)
{
	char instant[AMBIT_INSTANT_LEN];
	int64_t at;

	if (text->len > 0)
		ambit_text_str(text, "; ");
	table_escaped(text, hop->from_ip);
	ambit_text_str(text, "|");
	if (!own && may_show_host(store, hop->by))
		table_escaped(text, hop->by);
	ambit_text_str(text, "|");
	if (table_is_instant(&hop->when, &at)) {
		ambit_instant_format(at, instant);
		ambit_text_str(text, instant);
	}
	ambit_text_str(text, own ? "|" : "|asserted");
}

int
table_hops(const struct table_message *message, unsigned which,
    struct ambit_span *value_r)
{
	struct hops hops = { 0 };
	struct ambit_text text;

	(void)which;
	if (message->item->flaws & (AMBIT_FLAW_HEADER | AMBIT_FLAW_FRAMING))
		return 0;
	hops.v = AMBIT_ARENA_GET(message->arena, struct ambit_hop,
	    count(message->item));
	if (hops.v == NULL || parse(message, &hops) < 0)
		return -1;
	text = table_text(message, room(&hops));
	if (text.ptr == NULL)
		return -1;
	for (size_t i = 0; i < hops.n; i++)
		put_hop(&text, message->store, &hops.v[i], i < hops.n_own);
	*value_r = ambit_text_span(&text);
	return 0;
}
