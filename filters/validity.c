/*
 * Validity: may this order be carried out as it is written?
 *
 * One row a question (law.md 6). Every row is asked of everything of its level,
 * in the order of the document; none stops the next. A code with several rows
 * is broken where any of them is. OPEN: counsel has not signed the row.
 */

/* Filters. */
#include "validity.h"

#define ORDER    AMBIT_LEVEL_ORDER
#define APPROVAL AMBIT_LEVEL_APPROVAL
#define SECRECY  AMBIT_LEVEL_SECRECY
#define TASK     AMBIT_LEVEL_TASK
#define DEMAND   AMBIT_LEVEL_DEMAND
#define FIELD    AMBIT_LEVEL_FIELD
#define NARROW   AMBIT_LEVEL_NARROW

#define R AMBIT_REFUSE
#define N AMBIT_NARROW_IT

#define OPEN false

static const struct ambit_check checks[] = {
	{ "E_AUTHORITY_TYPE", R, ORDER,
	    "orders of this legal type are not carried out", ambit_breaks_type,
	    OPEN },
	{ "E_AUTHORITY_REACH", R, DEMAND,
	    "the instrument does not reach this class of data",
	    ambit_breaks_reach, OPEN },
	{ "E_AUTHORITY_FIELD", R, FIELD,
	    "the field is not in the list that the instrument reaches",
	    ambit_breaks_field, OPEN },
	{ "E_AUTHORITY_ROLE", R, APPROVAL,
	    "such an authority may not issue the order", ambit_breaks_role,
	    OPEN },
	{ "E_AUTHORITY_VALIDATION", R, APPROVAL,
	    "such an authority needs validation, and there is none in time",
	    ambit_breaks_validation, OPEN },
	{ "E_AUTHORITY_CONSENT", R, TASK,
	    "content needs the account owner's consent, signed before service",
	    ambit_breaks_consent, OPEN },
	{ "E_AUTHORITY_SELECTION", R, NARROW,
	    "without content nothing may be selected by content",
	    ambit_breaks_selection, OPEN },
	{ "E_SCOPE_LIVE", R, TASK,
	    "the range ends after service: only stored data are produced",
	    ambit_breaks_live, OPEN },
	{ "E_JURIS_COUNTRY", R, ORDER,
	    "the addressee does not serve this country on this legal type",
	    ambit_breaks_country, OPEN },
	{ "E_JURIS_ENTITY", R, TASK,
	    "another entity than the addressee holds the account",
	    ambit_breaks_entity, OPEN },
	{ "E_SIGN_MISSING", R, ORDER, "nobody issued the order",
	    ambit_breaks_issue, OPEN },
	{ "E_SIGN_MISSING", R, APPROVAL,
	    "the signed document is not what the legal type needs",
	    ambit_breaks_document, OPEN },
	{ "E_AUTHZ_EMERGENCY", R, ORDER,
	    "the emergency is not described on official letterhead",
	    ambit_breaks_letter, OPEN },
	{ "E_AUTHZ_EMERGENCY", R, ORDER,
	    "no law-enforcement authority signed the request",
	    ambit_breaks_letter_signer, OPEN },
	{ "E_AUTHZ_EMERGENCY", R, DEMAND,
	    "in an emergency only fields that are named leave",
	    ambit_breaks_letter_field, OPEN },
	{ "E_AUTHZ_EMERGENCY", R, ORDER,
	    "the time to decide on the emergency is over",
	    ambit_breaks_letter_time, OPEN },
	{ "E_DATE_ORDER", R, ORDER, "it was served before it was issued",
	    ambit_breaks_issued, OPEN },
	{ "E_DATE_ORDER", R, ORDER, "it was served after now",
	    ambit_breaks_served, OPEN },
	{ "E_DATE_ORDER", R, APPROVAL, "it was signed after it was served",
	    ambit_breaks_signed, OPEN },
	{ "E_DATE_ORDER", R, TASK, "the range does not begin before its end",
	    ambit_breaks_range, OPEN },
	{ "E_DATE_ORDER", R, ORDER, "it was due before it was issued",
	    ambit_breaks_due, OPEN },
	{ "E_DATE_ORDER", R, SECRECY, "the bar does not begin before its end",
	    ambit_breaks_bar, OPEN },
	{ "E_DATE_FUTURE", R, ORDER, "it is issued in the future",
	    ambit_breaks_future, OPEN },
	{ "E_DATE_FUTURE", R, APPROVAL, "it is signed in the future",
	    ambit_breaks_future_signed, OPEN },
	{ "E_DATE_STALE", R, ORDER, "it was served too late",
	    ambit_breaks_stale, OPEN },
	{ "E_DATE_EXPIRED", R, ORDER, "it has expired", ambit_breaks_expired,
	    OPEN },
	{ "E_DATE_RANGE_HELD", R, TASK,
	    "nobody held the identifier at any instant of the range",
	    ambit_breaks_held, OPEN },
	{ "E_ADDR_ENTITY", R, ORDER,
	    "the addressee is no legal entity of the provider",
	    ambit_breaks_addressee, OPEN },
	{ "E_ADDR_DELIVERY", R, ORDER,
	    "the recipient, its country or its certificate is not registered",
	    ambit_breaks_delivery, OPEN },
	{ "E_FORM_CONFLICT", R, ORDER,
	    "the legal type and the type of case do not go together",
	    ambit_breaks_case, OPEN },
	{ "E_FORM_CONFLICT", R, ORDER,
	    "the case is an emergency and none is described",
	    ambit_breaks_case_emergency, OPEN },
	{ "E_FORM_CONFLICT", R, DEMAND, "class and store do not go together",
	    ambit_breaks_pair, OPEN },
	{ "E_FORM_CONFLICT", R, FIELD,
	    "the field is unknown, or of another class or store",
	    ambit_breaks_field_known, OPEN },
	{ "E_FORM_CONFLICT", R, TASK, "the task is the same as another",
	    ambit_breaks_twin, OPEN },
	{ "E_FORM_CONFLICT", R, SECRECY,
	    "it overlaps with a bar of another reference",
	    ambit_breaks_bar_overlap, OPEN },
	{ "E_FORM_CONFLICT", R, SECRECY,
	    "the bar needs either an end or the word indefinite",
	    ambit_breaks_bar_end, OPEN },
	{ "E_FORM_CONFLICT", R, NARROW,
	    "a direction is either sent or received", ambit_breaks_direction,
	    OPEN },
	{ "E_TARGET_FORMAT", R, TASK,
	    "the target is not one identifier of its format",
	    ambit_breaks_format, OPEN },
	{ "E_TARGET_FORMAT", R, NARROW, "the participant is not one address",
	    ambit_breaks_participant, OPEN },
	{ "E_TARGET_AMBIGUOUS", N, TASK,
	    "the identifier does not lead to one account at one time",
	    ambit_breaks_ambiguous, OPEN },
	{ "E_BROAD_NORANGE", N, TASK,
	    "all but subscriber data need a range of dates",
	    ambit_breaks_no_range, OPEN },
	{ "E_BROAD_SPAN", N, DEMAND, "the range is too long", ambit_breaks_span,
	    OPEN },
	{ "E_BROAD_COUNT", N, ORDER, "the order has too many tasks",
	    ambit_breaks_count, OPEN },
	{ "E_BROAD_ALLSTORES", N, TASK,
	    "content of all four kinds of store is asked of one target",
	    ambit_breaks_all_stores, OPEN },
	{ "E_BROAD_NOTARGET", R, DEMAND,
	    "traffic and content need an account, not an IP address",
	    ambit_breaks_no_target, OPEN },
};

#define N_CHECKS (sizeof(checks) / sizeof(checks[0]))

const struct ambit_check *
ambit_law_checks(size_t *n_r)
{
	*n_r = N_CHECKS;
	return checks;
}

struct findings {
	struct ambit_finding *v;
	size_t max, n;
};

/* Ask every rule of the level. */
static void
ask(struct findings *findings, enum ambit_level level,
    const struct ambit_subject *subject)
{
	for (size_t i = 0; i < N_CHECKS; i++) {
		if (checks[i].level != level || !checks[i].breaks(subject))
			continue;
		if (findings->n < findings->max)
			findings->v[findings->n] =
			    (struct ambit_finding){ &checks[i], *subject };
		findings->n++;
	}
}

static void
ask_demand(struct findings *findings, struct ambit_subject s)
{
	ask(findings, DEMAND, &s);
	for (size_t i = 0; i < s.demand->n_fields; i++) {
		s.field = &s.demand->fields[i];
		ask(findings, FIELD, &s);
	}
}

static void
ask_task(struct findings *findings, struct ambit_subject s)
{
	ask(findings, TASK, &s);
	for (size_t i = 0; i < s.task->n_demands; i++) {
		s.demand = &s.task->demands[i];
		ask_demand(findings, s);
	}
	s.demand = NULL;
	for (size_t i = 0; i < s.task->n_narrows; i++) {
		s.narrow = &s.task->narrows[i];
		ask(findings, NARROW, &s);
	}
}

static void
ask_signed(struct findings *findings, struct ambit_subject s)
{
	for (size_t i = 0; i < s.order->n_approvals; i++) {
		s.approval = &s.order->approvals[i];
		ask(findings, APPROVAL, &s);
	}
	s.approval = NULL;
	for (size_t i = 0; i < s.order->n_secrecies; i++) {
		s.secrecy = &s.order->secrecies[i];
		ask(findings, SECRECY, &s);
	}
}

size_t
ambit_law_judge(const struct ambit_order *order,
    const struct ambit_registry *registry, int64_t now,
    struct ambit_finding *findings_r, size_t max)
{
	struct findings findings = { findings_r, max, 0 };
	struct ambit_subject s = { .order = order,
		.registry = registry,
		.now = now,
		.instrument = ambit_law_instrument(order->legal_type) };

	ask(&findings, ORDER, &s);
	ask_signed(&findings, s);
	for (size_t i = 0; i < order->n_tasks; i++) {
		s.task = &order->tasks[i];
		ask_task(&findings, s);
	}
	return findings.n;
}
