/*
 * What becomes of an answer: a value of the order, or a clause why not.
 *
 * A word has been found among those offered before it comes here.
 */

/* System. */
#include <stdlib.h>
#include <string.h>

/* Floor 0. */
#include "ambit/said.h"

/* Here. */
#include "draft.h"

/* ---- plain answers ---- */

static void *
into(struct ambit_draft *draft)
{
	return (char *)draft + draft_rows[draft->at].into;
}

bool
draft_take_text(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	struct ambit_span *to = into(draft);

	(void)why;
	*to = text;
	return true;
}

static bool
take_when(struct ambit_draft *draft, struct ambit_span text, bool last_day,
    struct ambit_text *why)
{
	struct ambit_stamp *to = into(draft);
	const char *wrong;

	*to = (struct ambit_stamp){ .given = false };
	if (text.len == 0)
		return true;
	if (!ambit_said_instant(text, draft->has_zone ? &draft->zone : NULL,
		last_day, to, &wrong))
		return draft_refuse(why, wrong);
	draft_hear_stamp(draft, "", to->at, to->zone);
	return true;
}

bool
draft_take_instant(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	return take_when(draft, text, false, why);
}

/* Good for the whole of its last day. */
bool
draft_take_deadline(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	return take_when(draft, text, true, why);
}

bool
draft_says_yes(struct ambit_span text)
{
	return ambit_span_equal(text, AMBIT_LIT("yes"));
}

struct ambit_span
draft_otherwise_no(const struct ambit_draft *draft)
{
	(void)draft;
	return AMBIT_LIT("no");
}

static bool
take_document(struct ambit_draft *draft, struct ambit_span text,
    enum ambit_document_role role, struct ambit_text *why)
{
	return draft_document(draft, text, role, into(draft), why);
}

/* ---- the document's face ---- */

bool
draft_take_type(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	(void)why;
	draft->order.legal_type = text;
	draft->instrument = ambit_law_instrument(text);
	return true;
}

bool
draft_take_case(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	(void)why;
	for (unsigned one = 1; one <= AMBIT_CASE_EMERGENCY; one <<= 1) {
		enum ambit_case_type type = (enum ambit_case_type)one;

		if (ambit_span_equal(text,
			ambit_span_str(ambit_case_name(type))))
			draft->order.case_type = type;
	}
	return true;
}

bool
draft_take_zone(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	draft->has_zone = text.len > 0;
	return text.len == 0 || ambit_said_zone(text, &draft->zone) ||
	    draft_refuse(why,
		"a zone is an offset from UTC, such as -05:00, or Z");
}

static unsigned
flag_of(struct ambit_span word)
{
	for (unsigned i = 0; i < AMBIT_ORDER_N_FLAGS; i++) {
		if (ambit_span_equal(word,
			ambit_span_str(ambit_order_flag_name(1U << i))))
			return 1U << i;
	}
	return 0;
}

bool
draft_take_mark(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	unsigned flags = 0;

	while (text.len > 0) {
		struct ambit_span word = { text.ptr, 0 };
		unsigned one;

		while (word.len < text.len && word.ptr[word.len] != ' ')
			word.len++;
		one = flag_of(word);
		if (one == 0)
			return draft_refuse(why,
			    "it is none of the words offered");
		flags |= one;
		text = ambit_span_sub(text, word.len + 1, text.len);
	}
	draft->order.flags = flags;
	return true;
}

struct ambit_span
draft_otherwise_id(const struct ambit_draft *draft)
{
	return draft->order.id;
}

static bool
is_hex(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool
draft_take_id(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	static const char form[] = "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh";
	bool good = text.len == sizeof(form) - 1;

	for (size_t i = 0; good && i < text.len; i++)
		good =
		    form[i] == 'h' ? is_hex(text.ptr[i]) : text.ptr[i] == '-';
	draft->order.id = text;
	return good ||
	    draft_refuse(why,
		"an id is 32 hexadecimal digits as 8-4-4-4-12, in lower case");
}

struct ambit_span
draft_otherwise_generation(const struct ambit_draft *draft)
{
	(void)draft;
	return AMBIT_LIT("1");
}

bool
draft_take_generation(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	uint32_t n = 0;
	bool good = text.len >= 1 && text.len <= 6 && text.ptr[0] != '0';

	for (size_t i = 0; good && i < text.len; i++) {
		good = text.ptr[i] >= '0' && text.ptr[i] <= '9';
		n = n * 10 + (uint32_t)(text.ptr[i] - '0');
	}
	draft->order.generation = n;
	return good || draft_refuse(why, "it is a number from 1");
}

/* ---- who signed ---- */

bool
draft_take_role(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	enum ambit_legal_role *to = into(draft);

	(void)why;
	for (unsigned one = 1; one <= AMBIT_ROLE_ACCOUNT_OWNER; one <<= 1) {
		enum ambit_legal_role role = (enum ambit_legal_role)one;

		if (ambit_span_equal(text,
			ambit_span_str(ambit_legal_role_name(role))))
			*to = role;
	}
	return true;
}

bool
draft_take_signed_document(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	return take_document(draft, text,
	    draft->instrument == NULL ? AMBIT_DOCUMENT_ORDER
				      : draft->instrument->document,
	    why);
}

bool
draft_take_validation(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	draft->approvals[1].validates = true;
	return take_document(draft, text, AMBIT_DOCUMENT_ORDER, why);
}

bool
draft_needs_validation(const struct ambit_draft *draft)
{
	unsigned roles = draft_validators(draft);

	return draft->approvals[0].role != 0 && roles != 0 &&
	    !(draft->approvals[0].role & roles) &&
	    !(draft->order.flags & AMBIT_ORDER_WITHOUT_VALIDATION);
}

bool
draft_is_emergency(const struct ambit_draft *draft)
{
	return draft->order.case_type == AMBIT_CASE_EMERGENCY ||
	    (draft->instrument != NULL &&
		draft->instrument->list == AMBIT_LIST_NAMED);
}

bool
draft_take_letterhead(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	(void)why;
	draft->order.has_emergency = true;
	draft->order.letterhead = draft_says_yes(text);
	return true;
}

/* ---- secrecy ---- */

bool
draft_is_secret(const struct ambit_draft *draft)
{
	return draft->secrecy.authority.len > 0;
}

/* A bar of another matter is none of this order (E_NDO_MISMATCH). */
struct ambit_span
draft_otherwise_reference(const struct ambit_draft *draft)
{
	return draft->order.reference;
}

bool
draft_take_authority(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	bool good = text.len != 1 && text.len <= 48;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = text.ptr[i];

		good &= (c >= 'A' && c <= 'Z') ||
		    (i > 0 && (c == '_' || (c >= '0' && c <= '9')));
	}
	if (!good)
		return draft_refuse(why,
		    "it is a code of capitals, digits and _, such as "
		    "US_2705_B");
	draft->secrecy.authority = text;
	draft->order.n_secrecies = text.len > 0;
	return true;
}

bool
draft_take_secret_until(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	draft->secrecy.indefinite =
	    ambit_span_equal(text, AMBIT_LIT("indefinite"));
	return draft->secrecy.indefinite ||
	    draft_take_deadline(draft, text, why);
}

bool
draft_take_secret_document(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	return take_document(draft, text, AMBIT_DOCUMENT_NON_DISCLOSURE, why);
}

/* ---- where it goes ---- */

bool
draft_take_recipient(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	const struct ambit_registry *registry = draft->registry;

	(void)why;
	draft->order.recipient = text;
	for (size_t i = 0; i < registry->n_recipients; i++) {
		const struct ambit_recipient *one = &registry->recipients[i];

		if (!ambit_span_equal(one->name, text) || !one->has_sha256 ||
		    one->valid.from > draft->now ||
		    draft->now >= one->valid.until)
			continue;
		draft->order.has_recipient_sha256 = true;
		memcpy(draft->order.recipient_sha256, one->sha256,
		    sizeof(one->sha256));
	}
	return true;
}

struct ambit_span
draft_otherwise_bag(const struct ambit_draft *draft)
{
	(void)draft;
	return AMBIT_LIT("bag");
}

bool
draft_take_split(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	(void)why;
	draft->order.split = draft_says_yes(text);
	return true;
}
