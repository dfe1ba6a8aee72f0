/*
 * P_NAME: no name is held by two accounts at one instant.
 *
 * A name that two accounts hold would make every order on it ambiguous, and
 * may be caught only here. Names are sorted, so that a provider of many
 * accounts waits no longer for it than for reading the registry.
 */

/* System. */
#include <stdlib.h>

/* Here. */
#include "registry_read.h"

/* One holding of a name, and where in the registry it stands. */
struct holding {
	const struct ambit_name *name;
	uint32_t account, which;
};

/* ASCII only: domains are compared without letter case (law.md 4). */
static unsigned char
lower(unsigned char c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

static int
compare_nocase(struct ambit_span a, struct ambit_span b)
{
	for (size_t i = 0; i < a.len && i < b.len; i++) {
		int order = lower(a.ptr[i]) - lower(b.ptr[i]);

		if (order != 0)
			return order;
	}
	return (a.len > b.len) - (a.len < b.len);
}

/* 0: the same name. */
static int
compare_names(const struct ambit_name *a, const struct ambit_name *b)
{
	int order = (int)a->format - (int)b->format;

	if (order == 0)
		order = ambit_span_compare(a->space, b->space);
	if (order == 0 && a->format != AMBIT_NAME_EMAIL)
		return ambit_span_compare(a->identifier, b->identifier);
	if (order == 0)
		order = ambit_span_compare(a->local, b->local);
	if (order == 0)
		order = compare_nocase(a->domain, b->domain);
	return order;
}

static int
by_name_and_time(const void *a, const void *b)
{
	const struct holding *left = a, *right = b;
	int order = compare_names(left->name, right->name);
	int64_t from = left->name->held.from, other = right->name->held.from;

	if (order == 0)
		order = (from > other) - (from < other);
	if (order == 0)
		order = (left->account > right->account) -
		    (left->account < right->account);
	if (order == 0)
		order =
		    (left->which > right->which) - (left->which < right->which);
	return order;
}

static const xmlNode *
node_of(const struct registry_reading *rr, const struct holding *h)
{
	const xmlNode *node = rr->account_nodes[h->account];

	if (h->which == 0)
		return node;
	node = xml_child(node, "Alias");
	for (uint32_t i = 1; i < h->which; i++)
		node = xml_next(node);
	return node;
}

static bool
outlasts(const struct holding *h, const struct holding *other)
{
	return other == NULL || h->name->held.until > other->name->held.until;
}

/*
 * The holdings of one name, by their beginnings. Of those seen, the longest
 * and the longest of any other account are all that can meet a later one.
 */
static void
check_group(struct registry_reading *rr, const struct holding *v, size_t n)
{
	const struct holding *last = NULL, *other = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct holding *h = &v[i];
		const struct holding *met =
		    last != NULL && last->account == h->account ? other : last;

		if (met != NULL && met->name->held.until > h->name->held.from)
			registry_complain(rr, node_of(rr, h), "identifier",
			    "P_NAME", "another account holds it then");
		if (last != NULL && last->account == h->account) {
			if (outlasts(h, last))
				last = h;
		} else if (outlasts(h, last)) {
			other = last;
			last = h;
		} else if (outlasts(h, other)) {
			other = h;
		}
	}
}

/* All that last for a while; the others are P_INTERVAL. */
static size_t
gather(const struct ambit_registry *registry, struct holding *v)
{
	size_t n = 0;

	for (size_t i = 0; i < registry->n_accounts; i++) {
		const struct ambit_account *account = &registry->accounts[i];

		for (size_t j = 0; j < account->n_names; j++) {
			const struct ambit_name *name = &account->names[j];

			if (name->held.from < name->held.until)
				v[n++] = (struct holding){ name, (uint32_t)i,
					(uint32_t)j };
		}
	}
	return n;
}

static size_t
count(const struct ambit_registry *registry)
{
	size_t n = 0;

	for (size_t i = 0; i < registry->n_accounts; i++)
		n += registry->accounts[i].n_names;
	return n;
}

void
registry_check_names(struct registry_reading *rr)
{
	struct holding *v = XML_ARRAY(rr->xml, struct holding, count(rr->out));
	size_t n, end;

	if (v == NULL)
		return;
	n = gather(rr->out, v);
	if (n > 1)
		qsort(v, n, sizeof(*v), by_name_and_time);
	for (size_t at = 0; at < n; at = end) {
		end = at + 1;
		while (end < n && compare_names(v[at].name, v[end].name) == 0)
			end++;
		check_group(rr, v + at, end - at);
	}
}
