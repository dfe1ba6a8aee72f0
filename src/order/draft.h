#ifndef AMBIT_ORDER_DRAFT_H
#define AMBIT_ORDER_DRAFT_H

#include <stddef.h>

#include "ambit/draft.h"
#include "ambit/law.h"

/*
 * A draft from the inside: the order as far as it is answered, and where the
 * asking stands. What belongs to the task that is asked about is in *task.
 */
#define DRAFT_TASKS     64
#define DRAFT_DOCUMENTS 32 /* order.xsd */
#define DRAFT_CONSENTS  16
#define DRAFT_DEMANDS   8
#define DRAFT_NARROWS   32
#define DRAFT_FIELDS    64
#define DRAFT_OFFERS    128
#define DRAFT_TEXT_MAX  1000 /* order.xsd, Text */

struct ambit_draft {
	struct ambit_arena *arena;
	const struct ambit_registry *registry;
	int64_t now;
	int dirfd;
	size_t at; /* the question's row */

	int zone; /* the court's */
	bool has_zone;
	const struct ambit_instrument *instrument; /* NULL: not answered */
	const struct ambit_recipient *recipient;
	bool more;               /* another task follows */
	struct ambit_text heard; /* how the last answer was understood */
	char heard_buf[256];

	struct ambit_order order;
	struct ambit_approval approvals[2]; /* issuing, validating */
	struct ambit_secrecy secrecy;
	struct ambit_consent consents[DRAFT_CONSENTS];
	struct ambit_document documents[DRAFT_DOCUMENTS];
	struct ambit_task tasks[DRAFT_TASKS];
};

/* One question, and what becomes of its answer. */
struct draft_row {
	struct ambit_question question;
	/* NULL: always asked. */
	bool (*applies)(const struct ambit_draft *draft);
	/* NULL: any text. */
	size_t (*offers)(const struct ambit_draft *draft, struct ambit_offer *v,
	    size_t max);
	bool many; /* an answer is several of the words */
	/* What an empty answer stands for; NULL: the only offer, if it is. */
	struct ambit_span (*otherwise)(const struct ambit_draft *draft);
	size_t into; /* where in the draft a plain answer goes */
	/* The text is not empty, unless the question is optional; it lies in
	 * the arena. False, and why. */
	bool (*take)(struct ambit_draft *draft, struct ambit_span text,
	    struct ambit_text *why);
};

extern const struct draft_row draft_rows[];
extern const size_t draft_n_rows;

/* The task that is asked about. */
struct ambit_task *draft_task(struct ambit_draft *draft);
const struct ambit_task *draft_its_task(const struct ambit_draft *draft);

/* Does the task ask for one of these classes? Does any? */
bool draft_asks(const struct ambit_task *task, unsigned classes);
bool draft_any_asks(const struct ambit_draft *draft, unsigned classes);

/* False, with the clause why. */
bool draft_refuse(struct ambit_text *why, const char *clause);

/* "2026-07-01T00:00:00-05:00 = 2026-07-01T05:00:00Z" is what was heard. */
void draft_hear_stamp(struct ambit_draft *draft, const char *before, int64_t at,
    int zone);

/* draft_offer.c: what may be answered. */
size_t draft_offer_type(const struct ambit_draft *draft, struct ambit_offer *v,
    size_t max);
size_t draft_offer_country(const struct ambit_draft *draft,
    struct ambit_offer *v, size_t max);
size_t draft_offer_addressee(const struct ambit_draft *draft,
    struct ambit_offer *v, size_t max);
size_t draft_offer_case(const struct ambit_draft *draft, struct ambit_offer *v,
    size_t max);
size_t draft_offer_role(const struct ambit_draft *draft, struct ambit_offer *v,
    size_t max);
size_t draft_offer_validator(const struct ambit_draft *draft,
    struct ambit_offer *v, size_t max);
size_t draft_offer_signature(const struct ambit_draft *draft,
    struct ambit_offer *v, size_t max);
size_t draft_offer_format(const struct ambit_draft *draft,
    struct ambit_offer *v, size_t max);
size_t draft_offer_space(const struct ambit_draft *draft, struct ambit_offer *v,
    size_t max);
size_t draft_offer_data(const struct ambit_draft *draft, struct ambit_offer *v,
    size_t max);
size_t draft_offer_clock(const struct ambit_draft *draft, struct ambit_offer *v,
    size_t max);
size_t draft_offer_recipient(const struct ambit_draft *draft,
    struct ambit_offer *v, size_t max);
size_t draft_offer_mark(const struct ambit_draft *draft, struct ambit_offer *v,
    size_t max);
size_t draft_offer_delivery(const struct ambit_draft *draft,
    struct ambit_offer *v, size_t max);
size_t draft_offer_yes(const struct ambit_draft *draft, struct ambit_offer *v,
    size_t max);

/* Who has to validate what the issuer signed: AMBIT_ROLE_ bits; 0: nobody. */
unsigned draft_validators(const struct ambit_draft *draft);

/* draft_document.c: the id of a document of that name beside the order, which
 * is hashed; false, and why. */
bool draft_document(struct ambit_draft *draft, struct ambit_span path,
    enum ambit_document_role role, struct ambit_span *id_r,
    struct ambit_text *why);

/* draft_data.c: "content/mail traffic/mail:from_addr,to_addr". */
bool draft_take_data(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);
/* "participant=bob@example.org" */
bool draft_take_narrow(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);

/* draft_take.c, draft_task.c: when a row is asked, what an empty answer to it
 * stands for, and what its answer does. */
bool draft_says_yes(struct ambit_span text);
bool draft_take_text(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);
bool draft_take_instant(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);
bool draft_take_deadline(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);
struct ambit_span draft_otherwise_no(const struct ambit_draft *draft);
bool draft_take_type(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);
bool draft_take_case(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);
bool draft_take_zone(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);
bool draft_take_mark(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);
struct ambit_span draft_otherwise_id(const struct ambit_draft *draft);
bool draft_take_id(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);
struct ambit_span draft_otherwise_generation(const struct ambit_draft *draft);
bool draft_take_generation(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);
bool draft_take_target(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);
struct ambit_span draft_otherwise_format(const struct ambit_draft *draft);
bool draft_take_format(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);
struct ambit_span draft_otherwise_space(const struct ambit_draft *draft);
bool draft_take_space(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);
bool draft_take_range(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);
bool draft_has_range(const struct ambit_draft *draft);
struct ambit_span draft_otherwise_clock(const struct ambit_draft *draft);
bool draft_take_clock(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);
bool draft_needs_consent(const struct ambit_draft *draft);
bool draft_take_consent(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);
bool draft_take_consented(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);
bool draft_is_consented(const struct ambit_draft *draft);
bool draft_take_more(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);
bool draft_take_role(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);
bool draft_take_signed_document(struct ambit_draft *draft,
    struct ambit_span text, struct ambit_text *why);
bool draft_take_validation(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);
bool draft_needs_validation(const struct ambit_draft *draft);
bool draft_is_emergency(const struct ambit_draft *draft);
bool draft_take_letterhead(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);
bool draft_is_secret(const struct ambit_draft *draft);
struct ambit_span draft_otherwise_reference(const struct ambit_draft *draft);
bool draft_take_authority(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);
bool draft_take_secret_until(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);
bool draft_take_secret_document(struct ambit_draft *draft,
    struct ambit_span text, struct ambit_text *why);
bool draft_take_recipient(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);
struct ambit_span draft_otherwise_bag(const struct ambit_draft *draft);
bool draft_take_split(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);

#endif
