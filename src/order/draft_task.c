/*
 * What becomes of an answer about a task: whose data, which, from when until
 * when.
 */

/* System. */
#include <string.h>

/* Floor 0. */
#include "ambit/said.h"

/* Here. */
#include "draft.h"

bool
draft_take_target(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	(void)why;
	draft_task(draft)->target.value = text;
	return true;
}

/* A mailbox, a telephone number; who means another says so. */
struct ambit_span
draft_otherwise_format(const struct ambit_draft *draft)
{
	struct ambit_span value = draft_its_task(draft)->target.value;

	if (value.len > 0 && memchr(value.ptr, '@', value.len) != NULL)
		return AMBIT_LIT("email");
	if (ambit_span_begins(value, AMBIT_LIT("+")))
		return AMBIT_LIT("phoneE164");
	return AMBIT_LIT("userId");
}

bool
draft_take_format(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	(void)why;
	for (unsigned i = AMBIT_NAME_EMAIL; i <= AMBIT_NAME_IPV6; i++) {
		enum ambit_name_format format = (enum ambit_name_format)i;

		if (ambit_span_equal(text,
			ambit_span_str(ambit_name_format_name(format))))
			draft_task(draft)->target.format = format;
	}
	return true;
}

/* The domain, where the provider calls a namespace so. */
struct ambit_span
draft_otherwise_space(const struct ambit_draft *draft)
{
	struct ambit_offer v[DRAFT_OFFERS];
	size_t n = draft_offer_space(draft, v, DRAFT_OFFERS);
	struct ambit_span value = draft_its_task(draft)->target.value;
	const unsigned char *at =
	    value.len == 0 ? NULL : memchr(value.ptr, '@', value.len);

	if (n == 1)
		return v[0].word;
	if (at == NULL)
		return (struct ambit_span){ 0 };
	value = ambit_span_sub(value, (size_t)(at - value.ptr) + 1, value.len);
	for (size_t i = 0; i < n && i < DRAFT_OFFERS; i++) {
		if (ambit_span_equal_nocase(v[i].word, value))
			return v[i].word;
	}
	return (struct ambit_span){ 0 };
}

bool
draft_take_space(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	(void)why;
	draft_task(draft)->target.space = text;
	return true;
}

bool
draft_take_range(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	struct ambit_task *task = draft_task(draft);
	struct ambit_stamp from, until;
	const char *wrong;

	if (text.len == 0)
		return !draft_asks(task, ~(unsigned)AMBIT_CLASS_SUBSCRIBER) ||
		    draft_refuse(why,
			"all but subscriber data need a range of dates");
	if (!ambit_said_range(text, draft->has_zone ? &draft->zone : NULL,
		&from, &until, &wrong))
		return draft_refuse(why, wrong);
	task->has_range = true;
	task->range = (struct ambit_range){ from.at, until.at };
	task->from_zone = from.zone;
	task->until_zone = until.zone;
	draft_hear_stamp(draft, "from ", from.at, from.zone);
	draft_hear_stamp(draft, " (in) until ", until.at, until.zone);
	ambit_text_str(&draft->heard, " (out)");
	return true;
}

bool
draft_has_range(const struct ambit_draft *draft)
{
	return draft_its_task(draft)->has_range;
}

struct ambit_span
draft_otherwise_clock(const struct ambit_draft *draft)
{
	(void)draft;
	return AMBIT_LIT("delivered");
}

bool
draft_take_clock(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	(void)why;
	for (unsigned i = 0; i < AMBIT_N_CLOCKS; i++) {
		enum ambit_clock clock = (enum ambit_clock)i;

		if (ambit_span_equal(text,
			ambit_span_str(ambit_clock_name(clock))))
			draft_task(draft)->clock = clock;
	}
	return true;
}

bool
draft_needs_consent(const struct ambit_draft *draft)
{
	return draft->instrument != NULL && draft->instrument->consent &&
	    draft_asks(draft_its_task(draft), AMBIT_CLASS_CONTENT);
}

bool
draft_take_consent(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	struct ambit_consent consent = { .task = draft_its_task(draft)->id,
		.given_by = AMBIT_ROLE_ACCOUNT_OWNER };

	if (draft->order.n_consents == DRAFT_CONSENTS)
		return draft_refuse(why, "an order has at most 16 of them");
	if (!draft_document(draft, text, AMBIT_DOCUMENT_CONSENT,
		&consent.document, why))
		return false;
	draft->consents[draft->order.n_consents++] = consent;
	return true;
}

bool
draft_take_consented(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	struct ambit_consent *consent =
	    &draft->consents[draft->order.n_consents - 1];
	const char *wrong;

	if (!ambit_said_instant(text, draft->has_zone ? &draft->zone : NULL,
		false, &consent->signed_at, &wrong))
		return draft_refuse(why, wrong);
	draft_hear_stamp(draft, "", consent->signed_at.at,
	    consent->signed_at.zone);
	return true;
}

bool
draft_is_consented(const struct ambit_draft *draft)
{
	return draft_needs_consent(draft) && draft->order.n_consents > 0;
}

bool
draft_take_more(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	if (draft_says_yes(text) && draft->order.n_tasks == DRAFT_TASKS)
		return draft_refuse(why, "64 tasks is the most written here");
	draft->more = draft_says_yes(text);
	return true;
}
