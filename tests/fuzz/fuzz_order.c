/*
 * order.xml from a hostile hand (proof.md F10): what is accepted lies in the
 * arena whole, is the same when it is read again, and every complaint is one
 * line.
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

#define ARENA ((size_t)1 << 24)

static struct ambit_complaints complaints;

static void
print_task(struct check_print *p, const struct ambit_task *task)
{
	check_span(p, task->id);
	check_span(p, task->target.space);
	check_span(p, task->target.value);
	check_number(p, (int64_t)task->target.format);
	check_number(p, task->range.from);
	check_number(p, task->range.until);
	check_number(p, (int64_t)task->clock);
	check_true(task->clock < AMBIT_N_CLOCKS);
	for (size_t i = 0; i < task->n_demands; i++) {
		const struct ambit_demand *d = &task->demands[i];

		/* Exactly one bit each: zero would compel nothing. */
		check_true(d->class != 0 && d->store != 0);
		check_number(p, (int64_t)d->class);
		check_number(p, (int64_t)d->store);
		for (size_t k = 0; k < d->n_fields; k++)
			check_span(p, d->fields[k]);
	}
	for (size_t i = 0; i < task->n_narrows; i++) {
		const struct ambit_narrow *n = &task->narrows[i];

		check_number(p, (int64_t)n->by);
		check_span(p, n->value);
		check_true(n->local.len + n->domain.len <= n->value.len);
	}
}

static void
print_people(struct check_print *p, const struct ambit_order *order)
{
	for (size_t i = 0; i < order->n_approvals; i++) {
		check_span(p, order->approvals[i].name);
		check_span(p, order->approvals[i].authority);
		check_span(p, order->approvals[i].document);
		check_span(p, order->approvals[i].signature);
		check_number(p, (int64_t)order->approvals[i].role);
		check_number(p, order->approvals[i].signed_at.at);
	}
	for (size_t i = 0; i < order->n_consents; i++) {
		check_span(p, order->consents[i].task);
		check_number(p, order->consents[i].signed_at.at);
	}
	for (size_t i = 0; i < order->n_secrecies; i++) {
		check_span(p, order->secrecies[i].reference);
		check_number(p, order->secrecies[i].from.at);
		check_number(p, order->secrecies[i].until.at);
	}
	for (size_t i = 0; i < order->n_documents; i++) {
		struct ambit_span name = order->documents[i].name;

		check_span(p, name);
		check_true(memchr(name.ptr, '/', name.len) == NULL);
	}
}

static struct check_print
print_order(const struct ambit_order *order)
{
	struct check_print p = { .hash = 1 };

	check_span(&p, order->id);
	check_span(&p, order->reference);
	check_span(&p, order->legal_type);
	check_span(&p, order->country);
	check_span(&p, order->subdivision);
	check_span(&p, order->addressee);
	check_span(&p, order->recipient);
	check_span(&p, order->emergency_summary);
	check_number(&p, order->generation);
	check_number(&p, (int64_t)order->case_type);
	check_number(&p, order->flags);
	check_number(&p, order->issued.at);
	check_number(&p, order->served.at);
	check_number(&p, order->due.at);
	print_people(&p, order);
	check_true(order->n_tasks >= 1 && order->n_tasks <= 256);
	for (size_t i = 0; i < order->n_tasks; i++) {
		check_true(order->tasks[i].number == i + 1);
		print_task(&p, &order->tasks[i]);
	}
	return p;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct ambit_span input = { bytes, len };
	static struct ambit_arena *arena;
	struct ambit_order first, second;
	struct ambit_err err = { 0 };
	uint64_t hash;

	if (arena == NULL)
		arena = ambit_arena_new(ARENA);
	check_true(arena != NULL);
	ambit_arena_reset(arena);
	complaints.n = 0;
	if (ambit_order_parse(input, arena, &first, &complaints, &err) == 0) {
		check_true(complaints.n == 0);
		check_true(ambit_span_equal(first.bytes, input));
		hash = print_order(&first).hash;
		check_true(ambit_order_parse(first.bytes, arena, &second,
			       &complaints, &err) == 0);
		check_true(print_order(&second).hash == hash);
		check_true(memcmp(first.sha256, second.sha256, 32) == 0);
	} else {
		check_true(complaints.n > 0);
		check_complaints(&complaints);
	}
	return 0;
}
