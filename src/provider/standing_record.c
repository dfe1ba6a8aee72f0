/*
 * Recording what people did about redirect and notice: one event of the
 * ledger each; a challenge is one for every bar that it is about.
 */

/* Floor 0. */
#include "ambit/json.h"

/* Here. */
#include "standing_read.h"

/* A text of an order or a command is at most 1000 characters, escaped six
 * times as long; no body here has more than two. */
#define BODY_ROOM ((size_t)64 << 10)

struct recording {
	const struct ambit_standing_of *of;
	const struct ambit_standing_deed *deed;
	char case_id[AMBIT_LEDGER_CASE_LEN];
};

static int
append(const struct recording *r, enum ambit_ledger_kind kind,
    const struct ambit_text *body, struct ambit_err *err_r)
{
	const struct ambit_ledger_event event = {
		.at = r->deed->event.at,
		.by = r->deed->by,
		.case_id = ambit_span_str(r->case_id),
		.kind = kind,
		.body = ambit_text_span(body),
	};

	if (body->full)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "ledger: the event is too long");
	return ambit_ledger_append(r->of->ledger, &event, NULL, err_r);
}

static int
record_redirect(const struct recording *r, struct ambit_err *err_r)
{
	const struct ambit_notice_event *event = &r->deed->event;
	char room[BODY_ROOM];
	struct ambit_text text = AMBIT_TEXT(room);
	struct ambit_json json = { .text = &text };

	ambit_json_object(&json, NULL);
	ambit_json_string(&json, "addressee", r->deed->addressee);
	if (event->deed == AMBIT_DEED_ASKED)
		ambit_json_null(&json, "answered_at");
	else
		ambit_json_number(&json, "answered_at", event->at);
	ambit_json_string(&json, "result",
	    ambit_span_str(ambit_notice_deed_name(event->deed)));
	ambit_json_number(&json, "tried_at", event->at);
	ambit_json_end(&json);
	return append(r, AMBIT_LEDGER_REDIRECT, &text, err_r);
}

static int
record_notice(const struct recording *r, struct ambit_err *err_r)
{
	const struct ambit_notice_event *event = &r->deed->event;
	char room[BODY_ROOM];
	struct ambit_text text = AMBIT_TEXT(room);
	struct ambit_json json = { .text = &text };

	ambit_json_object(&json, NULL);
	if (event->deed == AMBIT_DEED_EXCEPTED) {
		ambit_json_string(&json, "approved_by", r->deed->approver);
		ambit_json_string(&json, "exception",
		    ambit_span_str(
			ambit_notice_exception_name(event->exception)));
	} else {
		ambit_json_null(&json, "approved_by");
		ambit_json_null(&json, "exception");
	}
	ambit_json_string(&json, "state",
	    ambit_span_str(ambit_notice_deed_name(event->deed)));
	ambit_json_end(&json);
	return append(r, AMBIT_LEDGER_NOTICE, &text, err_r);
}

static int
record_challenge(const struct recording *r, const struct ambit_secrecy *bar,
    struct ambit_err *err_r)
{
	char room[BODY_ROOM];
	struct ambit_text text = AMBIT_TEXT(room);
	struct ambit_json json = { .text = &text };

	ambit_json_object(&json, NULL);
	ambit_json_string(&json, "authority", bar->authority);
	ambit_json_number(&json, "challenged_at", r->deed->event.at);
	ambit_json_number(&json, "from", bar->from.at);
	ambit_json_bool(&json, "indefinite", bar->indefinite);
	ambit_json_string(&json, "reference", bar->reference);
	if (bar->until.given)
		ambit_json_number(&json, "until", bar->until.at);
	else
		ambit_json_null(&json, "until");
	ambit_json_end(&json);
	return append(r, AMBIT_LEDGER_SECRECY, &text, err_r);
}

static int
record_challenges(const struct recording *r, struct ambit_err *err_r)
{
	const struct ambit_order *order = r->of->order;
	int64_t at = r->deed->event.at;

	for (size_t i = 0; i < order->n_secrecies; i++) {
		const struct ambit_secrecy *bar = &order->secrecies[i];

		if (bar->from.at <= at &&
		    (!bar->until.given || at < bar->until.at) &&
		    record_challenge(r, bar, err_r) < 0)
			return -1;
	}
	return 0;
}

static int
record(const struct recording *r, struct ambit_err *err_r)
{
	switch (r->deed->event.deed) {
	case AMBIT_DEED_ASKED:
	case AMBIT_DEED_AGREED:
	case AMBIT_DEED_REFUSED:
	case AMBIT_DEED_UNANSWERED:
		return record_redirect(r, err_r);
	case AMBIT_DEED_CHALLENGED:
		return record_challenges(r, err_r);
	case AMBIT_DEED_GIVEN:
	case AMBIT_DEED_EXCEPTED:
	case AMBIT_DEED_DANGER_OVER:
	case AMBIT_DEED_OBJECTED:
	case AMBIT_DEED_UNOPPOSED:
		return record_notice(r, err_r);
	case AMBIT_DEED_NONE:
	case AMBIT_N_DEEDS:
		break;
	}
	return 0;
}

int
ambit_standing_record(const struct ambit_standing_of *of,
    const struct ambit_standing_deed *deed, struct ambit_err *err_r)
{
	const struct ambit_ledger_receipt receipt = {
		.order = of->order,
		.registry = of->registry,
		.scopes = of->scopes,
		.at = deed->event.at,
		.by = deed->by,
	};
	struct recording r = { .of = of, .deed = deed };

	if (ambit_ledger_begin(of->ledger, err_r) < 0)
		return -1;
	if (ambit_ledger_receive(of->ledger, &receipt, r.case_id, err_r) < 0 ||
	    record(&r, err_r) < 0) {
		ambit_ledger_rollback(of->ledger);
		return -1;
	}
	return ambit_ledger_commit(of->ledger, err_r);
}
