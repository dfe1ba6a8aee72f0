/*
 * The order in plain words: what a person reads before signing it.
 *
 * Everything of the document that decides what leaves is said, in the order
 * of the document; nothing is said that is not the order's, the registry's or
 * the law tables'. Values stand in quotes.
 */

/* Floor 0. */
#include "ambit/text.h"

/* Floor 5. */
#include "ambit/in_words.h"

/* Here. */
#include "in_words.h"

/* ---- the head ---- */

static void
say_value(struct words_out *out, const char *label, struct ambit_span value)
{
	words_begin(out, label);
	words_quote(out, value);
	words_end(out);
}

static void
say_stamp(struct words_out *out, const char *label, struct ambit_stamp stamp)
{
	if (!stamp.given)
		return;
	words_begin(out, label);
	words_stamp(out, stamp.at, stamp.zone);
	words_end(out);
}

static void
say_instrument(struct words_out *out, const struct ambit_order *order)
{
	const struct ambit_instrument *row =
	    ambit_law_instrument(order->legal_type);

	words_begin(out, "Instrument");
	words_quote(out, order->legal_type);
	if (row != NULL) {
		words_say(out, ": ");
		words_say(out, row->title);
		words_say(out, ", ");
		words_say(out, row->source);
		if (!row->on)
			words_say(out, " (not carried out: switched off)");
	} else {
		words_say(out, ": not in the table of instruments");
	}
	words_end(out);
}

static void
say_country(struct words_out *out, const struct ambit_order *order)
{
	words_begin(out, "Country");
	words_quote(out, order->country);
	if (order->subdivision.len > 0) {
		words_say(out, ", ");
		words_quote(out, order->subdivision);
	}
	words_say(out, "; case: ");
	words_say(out, ambit_case_name(order->case_type));
	words_end(out);
}

static void
say_flags(struct words_out *out, unsigned flags)
{
	static const char *const says[] = {
		"sexual exploitation of a child",
		"the account was taken over by somebody else",
		"the enforcing authority was notified",
		"issued without validation",
		"the user is informed later",
	};

	for (size_t i = 0; i < sizeof(says) / sizeof(says[0]); i++) {
		if (!(flags & 1U << i))
			continue;
		words_begin(out, "Marked");
		words_say(out, says[i]);
		words_end(out);
	}
}

static void
say_document(struct words_out *out, const struct ambit_order *order,
    struct ambit_span id)
{
	for (size_t i = 0; i < order->n_documents; i++) {
		if (!ambit_span_equal(order->documents[i].id, id))
			continue;
		words_say(out, ", document ");
		words_quote(out, order->documents[i].name);
	}
}

static void
say_approval(struct words_out *out, const struct ambit_order *order,
    const struct ambit_approval *approval)
{
	words_begin(out, approval->validates ? "Validated by" : "Issued by");
	words_quote(out, approval->name);
	words_say(out, ", ");
	words_say(out, ambit_legal_role_name(approval->role));
	words_say(out, ", ");
	words_quote(out, approval->authority);
	words_say(out, ", signed ");
	words_stamp(out, approval->signed_at.at, approval->signed_at.zone);
	say_document(out, order, approval->document);
	words_end(out);
}

static void
say_emergency(struct words_out *out, const struct ambit_order *order)
{
	if (!order->has_emergency)
		return;
	words_begin(out, "Emergency");
	words_quote(out, order->emergency_summary);
	words_say(out, " The data help so: ");
	words_quote(out, order->emergency_helps);
	words_say(out,
	    order->letterhead ? " (on letterhead)" : " (not on letterhead)");
	words_end(out);
}

static void
say_consent(struct words_out *out, const struct ambit_order *order,
    const struct ambit_consent *consent)
{
	words_begin(out, "Consent");
	words_say(out, "to task ");
	words_quote(out, consent->task);
	words_say(out, " by the ");
	words_say(out, ambit_legal_role_name(consent->given_by));
	words_say(out, ", signed ");
	words_stamp(out, consent->signed_at.at, consent->signed_at.zone);
	say_document(out, order, consent->document);
	words_end(out);
}

static void
say_secrecy(struct words_out *out, const struct ambit_order *order,
    const struct ambit_secrecy *secrecy)
{
	words_begin(out, "Secret");
	words_say(out, "under ");
	words_quote(out, secrecy->authority);
	words_say(out, ", ");
	words_quote(out, secrecy->reference);
	words_say(out, ", from ");
	words_stamp(out, secrecy->from.at, secrecy->from.zone);
	if (secrecy->until.given) {
		words_say(out, " (included) until ");
		words_stamp(out, secrecy->until.at, secrecy->until.zone);
		words_say(out, " (not included)");
	}
	if (secrecy->indefinite)
		words_say(out, " without an end");
	say_document(out, order, secrecy->document);
	words_end(out);
}

static void
say_people(struct words_out *out, const struct ambit_order *order)
{
	for (size_t i = 0; i < order->n_approvals; i++)
		say_approval(out, order, &order->approvals[i]);
	say_emergency(out, order);
	for (size_t i = 0; i < order->n_consents; i++)
		say_consent(out, order, &order->consents[i]);
	for (size_t i = 0; i < order->n_secrecies; i++)
		say_secrecy(out, order, &order->secrecies[i]);
}

static void
say_delivery(struct words_out *out, const struct ambit_order *order)
{
	words_begin(out, "Delivered to");
	words_quote(out, order->recipient);
	words_say(out, ", as ");
	words_quote(out, order->delivery_format);
	if (order->split)
		words_say(out, ", content apart from the rest");
	words_end(out);
}

static void
say_head(struct words_out *out, const struct ambit_order *order)
{
	words_title(out, "Order", order->reference);
	words_begin(out, "Id");
	words_quote(out, order->id);
	words_say(out, ", generation ");
	words_number(out, order->generation);
	words_end(out);
	say_instrument(out, order);
	say_country(out, order);
	say_value(out, "Addressee", order->addressee);
	say_flags(out, order->flags);
	say_stamp(out, "Issued", order->issued);
	say_stamp(out, "Served", order->served);
	say_stamp(out, "To be served", order->serve_by);
	say_stamp(out, "Expires", order->expires);
	say_stamp(out, "Due", order->due);
	say_people(out, order);
	say_delivery(out, order);
}

static void
say_digest(struct words_out *out, const struct ambit_order *order)
{
	char hex[64];
	struct ambit_text text = AMBIT_TEXT(hex);

	ambit_text_hex(&text,
	    (struct ambit_span){ order->sha256, sizeof(order->sha256) });
	words_title(out, "SHA-256 of the order, which is what is signed:",
	    ambit_text_span(&text));
}

int
ambit_order_in_words(const struct ambit_order *order,
    const struct ambit_registry *registry, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	struct words_out out = { .sink = sink, .err_r = err_r };

	say_head(&out, order);
	for (size_t i = 0; i < order->n_tasks; i++)
		words_task(&out, order, &order->tasks[i], registry);
	words_blank(&out);
	say_digest(&out, order);
	return words_finish(&out);
}
