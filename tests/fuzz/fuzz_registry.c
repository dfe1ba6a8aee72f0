/*
 * registry.xml from a hostile hand (proof.md F10): what is accepted has only
 * indices that lead somewhere and intervals that last, and is the same when it
 * is read again; every complaint is one line.
 */

/* System. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Floor 0. */
#include "ambit/limits.h"

/* Floor 5. */
#include "ambit/parse.h"

#include "document_check.h"

#define ARENA ((size_t)1 << 25)

static struct ambit_complaints complaints;

static void
print_range(struct check_print *p, struct ambit_range range)
{
	check_true(range.from < range.until);
	check_number(p, range.from);
	check_number(p, range.until);
}

static void
print_provider(struct check_print *p, const struct ambit_registry *r)
{
	for (size_t i = 0; i < r->n_served; i++) {
		check_true(r->served[i].entity < r->n_entities);
		for (size_t k = 0; k < r->served[i].n_legal_types; k++)
			check_span(p, r->served[i].legal_types[k]);
	}
	for (size_t i = 0; i < r->n_treaties; i++) {
		check_true(r->treaties[i].addressee < r->n_entities);
		check_true(r->treaties[i].holder < r->n_entities);
		check_span(p, r->treaties[i].name);
	}
	for (size_t i = 0; i < r->n_approvers; i++) {
		check_span(p, r->approvers[i].person);
		check_span(p, r->approvers[i].certificate);
		print_range(p, r->approvers[i].valid);
	}
	for (size_t i = 0; i < r->n_recipients; i++) {
		check_span(p, r->recipients[i].name);
		print_range(p, r->recipients[i].valid);
	}
}

static void
print_account(struct check_print *p, const struct ambit_registry *r,
    const struct ambit_account *account)
{
	check_true(account->entity < r->n_entities);
	check_true(account->customer <= r->n_customers);
	check_true(account->n_names >= 1);
	check_span(p, account->id);
	for (size_t i = 0; i < account->n_names; i++) {
		const struct ambit_name *name = &account->names[i];

		check_span(p, name->space);
		check_span(p, name->identifier);
		check_true((name->format == AMBIT_NAME_EMAIL) ==
		    (name->domain.len > 0));
		print_range(p, name->held);
	}
}

static void
print_store(struct check_print *p, const struct ambit_registry *r,
    const struct ambit_store *store)
{
	check_true(store->account <= r->n_accounts);
	check_true(store->holds != 0);
	check_true(
	    (store->format == AMBIT_STORE_RECORDS) == (store->table.len > 0));
	check_span(p, store->id);
	check_span(p, store->path);
	for (size_t i = 0; i < AMBIT_N_CLOCKS; i++) {
		check_number(p, (int64_t)store->clocks[i].source);
		check_number(p, store->clocks[i].zone);
	}
	for (size_t i = 0; i < store->n_received_hosts; i++)
		check_span(p, store->received_hosts[i]);
}

static struct check_print
print_registry(const struct ambit_registry *r)
{
	struct check_print p = { .hash = 1 };

	print_provider(&p, r);
	for (size_t i = 0; i < r->n_accounts; i++)
		print_account(&p, r, &r->accounts[i]);
	for (size_t i = 0; i < r->n_stores; i++) {
		check_true(r->stores[i].number == i + 1);
		print_store(&p, r, &r->stores[i]);
	}
	check_true(r->limits.header_bytes <= AMBIT_HEADER_MAX);
	check_true(r->limits.item_bytes <= AMBIT_ITEM_MAX);
	check_true(r->limits.depth <= AMBIT_DEPTH_MAX);
	check_number(&p, r->as_of);
	return p;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct ambit_span input = { bytes, len };
	static struct ambit_arena *arena;
	struct ambit_registry first, second;
	struct ambit_err err = { 0 };
	uint64_t hash;

	if (arena == NULL)
		arena = ambit_arena_new(ARENA);
	check_true(arena != NULL);
	ambit_arena_reset(arena);
	complaints.n = 0;
	if (ambit_registry_parse(input, arena, &first, &complaints, &err) ==
	    0) {
		check_true(ambit_span_equal(first.bytes, input));
		hash = print_registry(&first).hash;
		check_true(ambit_registry_parse(first.bytes, arena, &second,
			       &complaints, &err) == 0);
		check_true(print_registry(&second).hash == hash);
		check_true(memcmp(first.sha256, second.sha256, 32) == 0);
		ambit_registry_check_approvers(&first, first.as_of,
		    &complaints);
	} else {
		check_true(complaints.n > 0);
	}
	check_complaints(&complaints);
	return 0;
}
