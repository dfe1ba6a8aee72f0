/*
 * Validity: may this order be carried out as it is written?
 *
 * One row a question (law.md 6). Every row is asked of everything of its level,
 * in the order of the document; none stops the next. A code with several rows
 * is broken where any of them is. Rows of FILES are asked where the bytes are
 * read and the signatures checked. OPEN: counsel has not signed the row.
 */

/* Filters. */
#include "validity.h"
#include "notice.h"

#define ORDER    AMBIT_LEVEL_ORDER
#define APPROVAL AMBIT_LEVEL_APPROVAL
#define SECRECY  AMBIT_LEVEL_SECRECY
#define TASK     AMBIT_LEVEL_TASK
#define DEMAND   AMBIT_LEVEL_DEMAND
#define FIELD    AMBIT_LEVEL_FIELD
#define NARROW   AMBIT_LEVEL_NARROW
#define FILES    AMBIT_LEVEL_FILES

#define R AMBIT_REFUSE
#define N AMBIT_NARROW_IT

#define OPEN false

static const struct ambit_check checks[] = {
	/* Exceeds authority. */
	{ "E_AUTHORITY_TYPE", AMBIT_REASON_AUTHORITY, R, ORDER, false,
	    "orders of this legal type are not carried out",
	    "serve a type of instrument that is carried out", ambit_breaks_type,
	    OPEN },
	{ "E_AUTHORITY_REACH", AMBIT_REASON_AUTHORITY, R, DEMAND, false,
	    "the instrument does not reach this class of data",
	    "ask for what it reaches, or serve one that reaches this",
	    ambit_breaks_reach, OPEN },
	{ "E_AUTHORITY_REACH", AMBIT_REASON_AUTHORITY, R, DEMAND, false,
	    "the instrument reaches traffic only beside content",
	    "ask for the content that it belongs to", ambit_breaks_attached,
	    OPEN },
	{ "E_AUTHORITY_REACH", AMBIT_REASON_AUTHORITY, R, TASK, false,
	    "such an order records from its issue, and no longer than it lasts",
	    "give a range within that time", ambit_breaks_recording, OPEN },
	{ "E_AUTHORITY_FIELD", AMBIT_REASON_AUTHORITY, R, FIELD, false,
	    "the field is not in the list that the instrument reaches",
	    "leave it out, or serve an instrument that reaches it",
	    ambit_breaks_field, OPEN },
	{ "E_AUTHORITY_ROLE", AMBIT_REASON_AUTHORITY, R, APPROVAL, false,
	    "such an authority may not issue the order",
	    "have one issue it that may", ambit_breaks_role, OPEN },
	{ "E_AUTHORITY_VALIDATION", AMBIT_REASON_AUTHORITY, R, APPROVAL, false,
	    "such an authority needs validation, and there is none in time",
	    "have the order validated", ambit_breaks_validation, OPEN },
	{ "E_AUTHORITY_CONSENT", AMBIT_REASON_AUTHORITY, R, TASK, false,
	    "content needs the account owner's consent, signed before service",
	    "serve the owner's specific consent with it", ambit_breaks_consent,
	    OPEN },
	{ "E_AUTHORITY_SELECTION", AMBIT_REASON_AUTHORITY, R, NARROW, false,
	    "without content nothing may be selected by content",
	    "narrow by participant or direction", ambit_breaks_selection,
	    OPEN },
	{ "E_SCOPE_LIVE", AMBIT_REASON_AUTHORITY, R, TASK, false,
	    "the range ends after service: only stored data are produced",
	    "end the range at service", ambit_breaks_live, OPEN },
	/* Exceeds jurisdiction. */
	{ "E_JURIS_COUNTRY", AMBIT_REASON_JURISDICTION, R, ORDER, false,
	    "the addressee does not serve this country on this legal type",
	    "go through legal assistance, or the entity that serves it",
	    ambit_breaks_country, OPEN },
	{ "E_JURIS_ENTITY", AMBIT_REASON_JURISDICTION, R, TASK, false,
	    "another entity than the addressee holds the account",
	    "address the entity that holds it", ambit_breaks_entity, OPEN },
	{ "E_JURIS_ARRANGEMENT", AMBIT_REASON_JURISDICTION, R, ORDER, false,
	    "no arrangement of the states carries the order to the addressee",
	    "name a designated arrangement", ambit_breaks_arrangement, OPEN },
	{ "E_JURIS_ARRANGEMENT", AMBIT_REASON_JURISDICTION, R, TASK, false,
	    "the arrangement excludes persons of the country addressed",
	    "go through legal assistance", ambit_breaks_excluded, OPEN },
	/* Not signed. */
	{ "E_SIGN_MISSING", AMBIT_REASON_UNSIGNED, R, ORDER, false,
	    "nobody issued the order", "serve the signed order",
	    ambit_breaks_issue, OPEN },
	{ "E_SIGN_MISSING", AMBIT_REASON_UNSIGNED, R, APPROVAL, false,
	    "the signed document is not what the legal type needs",
	    "serve the signed document of that kind", ambit_breaks_document,
	    OPEN },
	{ "E_SIGN_FILE", AMBIT_REASON_UNSIGNED, R, FILES, false,
	    "a document is missing or has another digest",
	    "put the document that was served beside the order", NULL, OPEN },
	{ "E_SIGN_CMS", AMBIT_REASON_UNSIGNED, R, FILES, false,
	    "two persons of the registry must sign, counsel one for content",
	    "have them approve these very bytes", NULL, OPEN },
	/* Not appropriately authorized. */
	{ "E_AUTHZ_EMERGENCY", AMBIT_REASON_UNAUTHORIZED, R, ORDER, false,
	    "the emergency is not described on official letterhead",
	    "send the summary on letterhead", ambit_breaks_letter, OPEN },
	{ "E_AUTHZ_EMERGENCY", AMBIT_REASON_UNAUTHORIZED, R, ORDER, false,
	    "no law-enforcement authority signed the request",
	    "have one sign it", ambit_breaks_letter_signer, OPEN },
	{ "E_AUTHZ_EMERGENCY", AMBIT_REASON_UNAUTHORIZED, R, DEMAND, false,
	    "in an emergency only fields that are named leave",
	    "name each field that helps", ambit_breaks_letter_field, OPEN },
	{ "E_AUTHZ_EMERGENCY", AMBIT_REASON_UNAUTHORIZED, R, ORDER, false,
	    "the time to decide on the emergency is over",
	    "ask anew if the danger lasts, or serve process",
	    ambit_breaks_letter_time, OPEN },
	{ "E_AUTHZ_COUNTERSIGN", AMBIT_REASON_UNAUTHORIZED, R, ORDER, false,
	    "the second stamp that this legal type needs is absent",
	    "have it countersigned", ambit_breaks_countersign, OPEN },
	/* Wrong dates. */
	{ "E_DATE_ORDER", AMBIT_REASON_DATES, R, ORDER, false,
	    "it was served before it was issued", "correct the dates",
	    ambit_breaks_issued, OPEN },
	{ "E_DATE_ORDER", AMBIT_REASON_DATES, R, ORDER, false,
	    "it was served after now", "correct the dates", ambit_breaks_served,
	    OPEN },
	{ "E_DATE_ORDER", AMBIT_REASON_DATES, R, APPROVAL, false,
	    "it was signed after it was served", "correct the dates",
	    ambit_breaks_signed, OPEN },
	{ "E_DATE_ORDER", AMBIT_REASON_DATES, R, TASK, false,
	    "the range does not begin before its end", "correct the range",
	    ambit_breaks_range, OPEN },
	{ "E_DATE_ORDER", AMBIT_REASON_DATES, R, ORDER, false,
	    "it was due before it was issued", "correct the dates",
	    ambit_breaks_due, OPEN },
	{ "E_DATE_ORDER", AMBIT_REASON_DATES, R, SECRECY, false,
	    "the bar does not begin before its end",
	    "correct the dates of the bar", ambit_breaks_bar, OPEN },
	{ "E_DATE_FUTURE", AMBIT_REASON_DATES, R, ORDER, false,
	    "it is issued in the future", "correct the dates",
	    ambit_breaks_future, OPEN },
	{ "E_DATE_FUTURE", AMBIT_REASON_DATES, R, APPROVAL, false,
	    "it is signed in the future", "correct the dates",
	    ambit_breaks_future_signed, OPEN },
	{ "E_DATE_STALE", AMBIT_REASON_DATES, R, ORDER, false,
	    "it was served too late", "have it issued anew", ambit_breaks_stale,
	    OPEN },
	{ "E_DATE_EXPIRED", AMBIT_REASON_DATES, R, ORDER, false,
	    "it has expired", "have it renewed", ambit_breaks_expired, OPEN },
	{ "E_DATE_RANGE_HELD", AMBIT_REASON_DATES, R, TASK, false,
	    "nobody held the identifier at any instant of the range",
	    "correct the range or the identifier", ambit_breaks_held, OPEN },
	{ "E_DATE_ZONE", AMBIT_REASON_DATES, R, FILES, false,
	    "an instant without an offset from UTC",
	    "write the offset of the place where it was issued", NULL, OPEN },
	/* Not properly addressed. */
	{ "E_ADDR_ENTITY", AMBIT_REASON_ADDRESS, R, ORDER, false,
	    "the addressee is no legal entity of the provider",
	    "address an entity by its name", ambit_breaks_addressee, OPEN },
	{ "E_ADDR_DELIVERY", AMBIT_REASON_ADDRESS, R, ORDER, false,
	    "the recipient, its country or its certificate is not registered",
	    "name a registered recipient of that country",
	    ambit_breaks_delivery, OPEN },
	/* Material mistakes. */
	{ "E_FORM_SCHEMA", AMBIT_REASON_MISTAKE, R, FILES, false,
	    "the document is not of its form", "write it as order.xsd says",
	    NULL, OPEN },
	{ "E_FORM_REF", AMBIT_REASON_MISTAKE, R, FILES, false,
	    "a reference names nothing, or a name is given twice",
	    "correct the reference", NULL, OPEN },
	{ "E_FORM_CONFLICT", AMBIT_REASON_MISTAKE, R, ORDER, false,
	    "the legal type and the type of case do not go together",
	    "correct one of them", ambit_breaks_case, OPEN },
	{ "E_FORM_CONFLICT", AMBIT_REASON_MISTAKE, R, ORDER, false,
	    "the case is an emergency and none is described",
	    "describe it, or correct the type of case",
	    ambit_breaks_case_emergency, OPEN },
	{ "E_FORM_CONFLICT", AMBIT_REASON_MISTAKE, R, DEMAND, false,
	    "class and store do not go together", "correct one of them",
	    ambit_breaks_pair, OPEN },
	{ "E_FORM_CONFLICT", AMBIT_REASON_MISTAKE, R, FIELD, false,
	    "the field is unknown, or of another class or store",
	    "name a field of the catalogue", ambit_breaks_field_known, OPEN },
	{ "E_FORM_CONFLICT", AMBIT_REASON_MISTAKE, R, TASK, false,
	    "the task is the same as another", "leave one of them out",
	    ambit_breaks_twin, OPEN },
	{ "E_FORM_CONFLICT", AMBIT_REASON_MISTAKE, R, SECRECY, false,
	    "it overlaps with a bar of another reference",
	    "say which of them holds", ambit_breaks_bar_overlap, OPEN },
	{ "E_FORM_CONFLICT", AMBIT_REASON_MISTAKE, R, SECRECY, false,
	    "the bar needs either an end or the word indefinite",
	    "give one of them", ambit_breaks_bar_end, OPEN },
	{ "E_FORM_CONFLICT", AMBIT_REASON_MISTAKE, R, NARROW, false,
	    "a direction is either sent or received", "write one of them",
	    ambit_breaks_direction, OPEN },
	{ "E_TARGET_FORMAT", AMBIT_REASON_MISTAKE, R, TASK, false,
	    "the target is not one identifier of its format",
	    "name one identifier a task", ambit_breaks_format, OPEN },
	{ "E_TARGET_FORMAT", AMBIT_REASON_MISTAKE, R, NARROW, false,
	    "the participant is not one address", "name one address",
	    ambit_breaks_participant, OPEN },
	{ "E_TARGET_AMBIGUOUS", AMBIT_REASON_MISTAKE, N, TASK, false,
	    "the identifier does not lead to one account at one time",
	    "say whose it was, or give a narrower range",
	    ambit_breaks_ambiguous, OPEN },
	{ "E_TARGET_UNKNOWN", AMBIT_REASON_MISTAKE, AMBIT_NOTE, TASK, false,
	    "nobody ever held the identifier: nothing will be found",
	    "compare it with the document", ambit_breaks_unknown, OPEN },
	{ "E_NDO_MISMATCH", AMBIT_REASON_MISTAKE, N, SECRECY, false,
	    "the bar is of another matter than the order",
	    "serve the bar of this matter", ambit_breaks_bar_matter, OPEN },
	{ "E_NDO_MISMATCH", AMBIT_REASON_MISTAKE, N, SECRECY, false,
	    "the bar began before the order was issued",
	    "correct the dates of the bar", ambit_breaks_bar_date, OPEN },
	/* Overly broad. */
	{ "E_BROAD_NORANGE", AMBIT_REASON_BROAD, N, TASK, true,
	    "all but subscriber data need a range of dates", "give a range",
	    ambit_breaks_no_range, OPEN },
	{ "E_BROAD_SPAN", AMBIT_REASON_BROAD, N, DEMAND, true,
	    "the range is too long", "give a shorter range", ambit_breaks_span,
	    OPEN },
	{ "E_BROAD_COUNT", AMBIT_REASON_BROAD, N, ORDER, true,
	    "the order has too many tasks", "name fewer accounts",
	    ambit_breaks_count, OPEN },
	{ "E_BROAD_ALLSTORES", AMBIT_REASON_BROAD, N, TASK, true,
	    "content of all four kinds of store is asked of one target",
	    "ask for the stores that matter", ambit_breaks_all_stores, OPEN },
	{ "E_BROAD_NOTARGET", AMBIT_REASON_BROAD, R, DEMAND, false,
	    "traffic and content need an account, not an IP address",
	    "name an account", ambit_breaks_no_target, OPEN },
};

#define N_CHECKS (sizeof(checks) / sizeof(checks[0]))

const struct ambit_check *
ambit_law_checks(size_t *n_r)
{
	*n_r = N_CHECKS;
	return checks;
}

static const struct ambit_check *
find(const struct ambit_check *rows, size_t n, struct ambit_span code)
{
	for (size_t i = 0; i < n; i++) {
		if (ambit_span_equal(ambit_span_str(rows[i].code), code))
			return &rows[i];
	}
	return NULL;
}

const struct ambit_check *
ambit_law_check(struct ambit_span code)
{
	const struct ambit_check *found = find(checks, N_CHECKS, code);
	size_t n;
	const struct ambit_check *gates = ambit_law_gates(&n);

	return found != NULL ? found : find(gates, n, code);
}
