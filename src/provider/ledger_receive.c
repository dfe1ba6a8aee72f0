/*
 * Receiving an order: the first event of a case, with all that the figures of
 * the half-year ask of it later. Names no account in clear.
 */

/* System. */
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Floor 0. */
#include "ambit/json.h"
#include "ambit/law.h"

/* Floor 5. */
#include "ledger_state.h"

/* More seats than these: the customer is asked first (law.md 7.1). */
#define SEATS 50

/* A task in the body, at its longest: its names are at most 1000 characters,
 * escaped six times as long; and all else of the order. */
#define TASK_ROOM ((size_t)8 << 10)
#define BODY_ROOM ((size_t)64 << 10)

/* law.md 2.2. What only preserves is in no table. */
static const char *
channel(const struct ambit_order *order)
{
	static const char *const words[] = {
		[AMBIT_CHANNEL_NONE] = "none",
		[AMBIT_CHANNEL_LAW_ENFORCEMENT] = "lawEnforcement",
		[AMBIT_CHANNEL_EMERGENCY] = "emergency",
		[AMBIT_CHANNEL_CIVIL] = "civil",
		[AMBIT_CHANNEL_NATIONAL_SECURITY] = "nationalSecurity",
	};

	return words[ambit_law_channel(order)];
}

/* An order does not tell a local issuer from its state. */
static const char *
issuer_level(const struct ambit_order *order)
{
	if (!ambit_span_equal(order->country, AMBIT_LIT("US")))
		return "foreign";
	return order->subdivision.len > 0 ? "state" : "federal";
}

static const char *
segment(const struct ambit_registry *registry,
    const struct ambit_account *account)
{
	if (account == NULL || account->customer == 0)
		return "consumer";
	return registry->customers[account->customer - 1].seats > SEATS
	    ? "enterprise>50"
	    : "enterprise\xe2\x89\xa4"
	      "50";
}

static struct ambit_span
agency(const struct ambit_order *order)
{
	for (size_t i = 0; i < order->n_approvals; i++) {
		if (!order->approvals[i].validates)
			return order->approvals[i].authority;
	}
	return AMBIT_LIT("");
}

/* ---- the body ---- */

static void
put_stamp(struct ambit_json *json, const char *key,
    const struct ambit_stamp *stamp)
{
	if (stamp->given)
		ambit_json_number(json, key, stamp->at);
	else
		ambit_json_null(json, key);
}

/* NULL or empty: nothing is known. */
static void
put_known(struct ambit_json *json, const char *key, struct ambit_span text)
{
	if (text.len > 0)
		ambit_json_string(json, key, text);
	else
		ambit_json_null(json, key);
}

static void
put_end(struct ambit_json *json, const char *key, int64_t at, int64_t none)
{
	if (at != none)
		ambit_json_number(json, key, at);
	else
		ambit_json_null(json, key);
}

static int
put_account(struct ambit_ledger *ledger, struct ambit_json *json,
    const struct ambit_registry *registry, const struct ambit_scope *scope,
    struct ambit_err *err_r)
{
	const struct ambit_account *account = scope->account;
	const struct ambit_task *task = scope->task;
	char key[AMBIT_LEDGER_KEY_LEN];

	if (ambit_ledger_account_key(ledger, scope, key, err_r) < 0)
		return -1;
	ambit_json_object(json, NULL);
	ambit_json_string(json, "account_key", ambit_span_str(key));
	put_known(json, "customer_country",
	    account != NULL ? account->country : AMBIT_LIT(""));
	put_known(json, "data_region",
	    account != NULL ? account->region : AMBIT_LIT(""));
	put_end(json, "from", task->range.from, INT64_MIN);
	ambit_json_string(json, "segment",
	    ambit_span_str(segment(registry, account)));
	ambit_json_string(json, "service", task->target.space);
	ambit_json_number(json, "task", task->number);
	put_end(json, "until", task->range.until, INT64_MAX);
	ambit_json_end(json);
	return 0;
}

static void
put_secrecies(struct ambit_json *json, const struct ambit_order *order)
{
	ambit_json_array(json, "secrecy");
	for (size_t i = 0; i < order->n_secrecies; i++) {
		const struct ambit_secrecy *s = &order->secrecies[i];

		ambit_json_object(json, NULL);
		ambit_json_string(json, "authority", s->authority);
		put_stamp(json, "from", &s->from);
		ambit_json_bool(json, "indefinite", s->indefinite);
		ambit_json_string(json, "reference", s->reference);
		put_stamp(json, "until", &s->until);
		ambit_json_end(json);
	}
	ambit_json_end(json);
}

static void
put_classes(struct ambit_json *json, const struct ambit_order *order)
{
	char words[64];
	struct ambit_text text = AMBIT_TEXT(words);
	unsigned asked = 0;

	for (size_t i = 0; i < order->n_tasks; i++) {
		for (size_t k = 0; k < order->tasks[i].n_demands; k++)
			asked |= order->tasks[i].demands[k].class;
	}
	for (unsigned i = 0; i < AMBIT_N_CLASSES; i++) {
		if ((asked & 1U << i) == 0)
			continue;
		ambit_text_print(&text, "%s%s", text.len > 0 ? " " : "",
		    ambit_class_name((enum ambit_class)(1U << i)));
	}
	ambit_json_string(json, "classes_requested", ambit_text_span(&text));
}

static bool
is_certified(const struct ambit_order *order)
{
	for (size_t i = 0; i < order->n_documents; i++) {
		if (order->documents[i].role == AMBIT_DOCUMENT_CERTIFICATION)
			return true;
	}
	return false;
}

static void
put_order(struct ambit_json *json, const struct ambit_order *order)
{
	ambit_json_number(json, "active_from", order->served.at);
	put_stamp(json, "active_until", &order->expires);
	ambit_json_string(json, "agency", agency(order));
	ambit_json_bool(json, "authority_notified",
	    (order->flags & AMBIT_ORDER_AUTHORITY_NOTIFIED) != 0);
	ambit_json_string(json, "case_type",
	    ambit_span_str(ambit_case_name(order->case_type)));
	ambit_json_bool(json, "certified", is_certified(order));
	ambit_json_string(json, "channel", ambit_span_str(channel(order)));
	ambit_json_bool(json, "child_exploitation",
	    (order->flags & AMBIT_ORDER_CHILD_EXPLOITATION) != 0);
	put_classes(json, order);
	ambit_json_string(json, "country", order->country);
	put_stamp(json, "due", &order->due);
	ambit_json_number(json, "generation", order->generation);
	ambit_json_string(json, "issuer_level",
	    ambit_span_str(issuer_level(order)));
	ambit_json_string(json, "legal_type", order->legal_type);
	ambit_json_hex(json, "order_digest",
	    (struct ambit_span){ order->sha256, sizeof(order->sha256) });
	ambit_json_number(json, "received_at", order->served.at);
	put_secrecies(json, order);
	put_known(json, "subdivision", order->subdivision);
}

static int
put_body(struct ambit_ledger *ledger,
    const struct ambit_ledger_receipt *receipt, struct ambit_text *text,
    struct ambit_err *err_r)
{
	struct ambit_json json = { .text = text };

	ambit_json_object(&json, NULL);
	ambit_json_array(&json, "accounts");
	for (size_t i = 0; i < receipt->order->n_tasks; i++) {
		if (put_account(ledger, &json, receipt->registry,
			&receipt->scopes[i], err_r) < 0)
			return -1;
	}
	ambit_json_end(&json);
	put_order(&json, receipt->order);
	ambit_json_end(&json);
	return text->full ? ambit_err_set(err_r, AMBIT_E_LIMIT,
				"ledger: the order does not fit in an event")
			  : 0;
}

/* ---- the event ---- */

/* Random: it tells nothing of what the case is about. */
static int
draw(char case_id_r[AMBIT_LEDGER_CASE_LEN], struct ambit_err *err_r)
{
	unsigned char bytes[(AMBIT_LEDGER_CASE_LEN - 1) / 2];

	if (RAND_bytes(bytes, (int)sizeof(bytes)) != 1)
		return ambit_err_set(err_r, AMBIT_E_CRYPTO,
		    "ledger: no random bytes");
	for (size_t i = 0; i < sizeof(bytes); i++)
		(void)snprintf(case_id_r + 2 * i, 3, "%02x", bytes[i]);
	return 0;
}

static int
receive(struct ambit_ledger *ledger, const struct ambit_ledger_receipt *receipt,
    char case_id_r[AMBIT_LEDGER_CASE_LEN], struct ambit_err *err_r)
{
	size_t room = BODY_ROOM + receipt->order->n_tasks * TASK_ROOM;
	char *bytes = malloc(room);
	struct ambit_text text = ambit_text_over(bytes, room);
	struct ambit_ledger_event event = { .at = receipt->at,
		.by = receipt->by,
		.kind = AMBIT_LEDGER_RECEIVED };
	int got = 0;

	if (bytes == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "ledger");
	if (draw(case_id_r, err_r) < 0 ||
	    put_body(ledger, receipt, &text, err_r) < 0)
		got = -1;
	event.case_id = ambit_span_str(case_id_r);
	event.body = ambit_text_span(&text);
	if (got == 0)
		got = ambit_ledger_append(ledger, &event, NULL, err_r);
	free(bytes);
	return got;
}

int
ambit_ledger_receive(struct ambit_ledger *ledger,
    const struct ambit_ledger_receipt *receipt,
    char case_id_r[AMBIT_LEDGER_CASE_LEN], struct ambit_err *err_r)
{
	bool alone = !ledger->began;
	int got;

	/* Looked for and received in one: two at once make one case. */
	if (alone && ambit_ledger_begin(ledger, err_r) < 0)
		return -1;
	got =
	    ambit_ledger_case(ledger, receipt->order->sha256, case_id_r, err_r);
	if (got == 0 && receive(ledger, receipt, case_id_r, err_r) < 0)
		got = -1;
	if (alone && (got < 0 || ambit_ledger_commit(ledger, err_r) < 0)) {
		ambit_ledger_rollback(ledger);
		return -1;
	}
	return got;
}
