/*
 * The letter to the user, or to the customer whose user it is: that there is
 * a demand, whose, and for what (law.md 7.1, G5).
 *
 * It knows the order's secrecy as little as the production: neither is among
 * what the templates may name.
 */

/* Floor 5. */
#include "ambit/letter.h"

/* Here. */
#include "letter.h"

static unsigned
classes_of(const struct ambit_letter_notice *notice)
{
	const struct ambit_order *order = notice->order;
	unsigned classes = 0;

	for (size_t i = 0; i < order->n_tasks; i++) {
		const struct ambit_task *task = &order->tasks[i];

		if (notice->scopes[i].account_number != notice->account + 1)
			continue;
		for (size_t k = 0; k < task->n_demands; k++)
			classes |= task->demands[k].class;
	}
	return classes;
}

static void
say_classes(struct words_out *out, const void *ctx)
{
	static const char *const says[AMBIT_N_CLASSES] = {
		"who you are as a customer (subscriber data)",
		"sign-ins, with their addresses and times (identification "
		"data)",
		"who wrote to whom and when, without what was written "
		"(traffic data)",
		"what was written and stored (content)",
	};
	unsigned classes = classes_of(ctx);
	bool first = true;

	for (unsigned i = 0; i < AMBIT_N_CLASSES; i++) {
		if (!(classes & 1U << i))
			continue;
		words_say(out, first ? "" : "; ");
		words_say(out, says[i]);
		first = false;
	}
}

/* Civil: when a release may come at the earliest (law.md 6, 7.1). */
static void
say_objection(struct words_out *out, const void *ctx)
{
	const struct ambit_letter_notice *notice = ctx;
	const struct ambit_limits *limits = &notice->registry->limits;
	int64_t objection = notice->order->served.at +
	    (int64_t)limits->civil_objection_days * AMBIT_DAY;
	int64_t wait =
	    notice->now + (int64_t)limits->civil_notice_days * AMBIT_DAY;
	int64_t later = objection > wait ? objection : wait;

	words_indent(out, 0);
	words_say(out,
	    "If you want to object, do so before a court, and tell us that "
	    "you did. We release nothing before ");
	letter_date(out, &later);
	words_say(out, ".");
	words_end(out);
}

/* Under which name the order's first task on the account asks for it. */
static struct ambit_span
name_of(const struct ambit_letter_notice *notice)
{
	size_t i = 0;

	while (notice->scopes[i].account_number != notice->account + 1)
		i++;
	return notice->order->tasks[i].target.value;
}

static bool
is_civil(const struct ambit_order *order)
{
	const struct ambit_instrument *row =
	    ambit_law_instrument(order->legal_type);

	return row != NULL && row->channel == AMBIT_CHANNEL_CIVIL;
}

static const struct ambit_customer nobody;

int
ambit_letter_notice(const struct ambit_letter_notice *notice,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	const struct ambit_order *order = notice->order;
	const struct ambit_registry *registry = notice->registry;
	const struct ambit_approval *issuer = letter_issuer(order);
	uint32_t number = registry->accounts[notice->account].customer;
	const struct ambit_customer *customer =
	    number > 0 ? &registry->customers[number - 1] : &nobody;
	struct words_out out = { .sink = sink,
		.err_r = err_r,
		.columns = LETTER_COLUMNS };
	const struct letter_value values[] = {
		{ .name = "provider", .value = order->addressee },
		{ .name = "customer", .value = customer->name },
		{ .name = "contact", .value = customer->contact },
		{ .name = "account", .quoted = true, .value = name_of(notice) },
		{ .name = "today", .write = letter_date, .ctx = &notice->now },
		{ .name = "agency", .value = issuer->authority },
		{ .name = "country", .value = order->country },
		{ .name = "instrument",
		    .write = letter_instrument,
		    .ctx = order },
		{ .name = "issued",
		    .write = letter_date,
		    .ctx = &order->issued.at },
		{ .name = "served",
		    .write = letter_date,
		    .ctx = &order->served.at },
		{ .name = "classes", .write = say_classes, .ctx = notice },
		{ .name = "objection",
		    .absent = !is_civil(order),
		    .lines = true,
		    .write = say_objection,
		    .ctx = notice },
	};

	letter_fill(&out,
	    number > 0 ? ambit_letter_notice_enterprise()
		       : ambit_letter_notice_consumer(),
	    values, sizeof(values) / sizeof(values[0]));
	return words_finish(&out);
}
