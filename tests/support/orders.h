#ifndef AMBIT_TESTS_ORDERS_H
#define AMBIT_TESTS_ORDERS_H

#include <string.h>

#include "check.h"
#include "exact.h"

#include "ambit/validity.h"

/* Rows leave out what is zero. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/*
 * Orders that break no rule, to be spoiled in one point each. Issued on day
 * 100, served on day 102, judged on day 110, about the days 10 to 90.
 */
#define DAY(n)   ((n)*AMBIT_DAY)
#define EVER     INT64_MAX
#define LIT      AMBIT_LIT_INIT
#define STAMP(t) ((struct ambit_stamp){ true, (t), 0 })

struct world {
	struct ambit_order order;
	struct ambit_registry registry;
	int64_t now;
	enum ambit_purpose purpose;
	struct ambit_approval approvals[2];
	struct ambit_consent consents[2];
	struct ambit_secrecy secrecies[2];
	struct ambit_document documents[3];
	struct ambit_task tasks[3];
	struct ambit_demand demands[3][4];
	struct ambit_span fields[3][4][3];
	struct ambit_narrow narrows[3][2];
	struct ambit_max_age ages[1];
};

static const struct ambit_entity entities[] = {
	{ LIT("corp"), LIT("Example Mail Corp."), LIT("US") },
	{ LIT("eire"), LIT("Example Mail Ireland Ltd"), LIT("IE") },
	{ LIT("suisse"), LIT("Example Mail Suisse SA"), LIT("CH") },
};
static const struct ambit_span us_types[] = { LIT("US_2703_A_WARRANT"),
	LIT("US_2703_D_ORDER"), LIT("US_2703_C2_SUBPOENA"),
	LIT("US_2702_EMERGENCY"), LIT("US_2703_F_PRESERVATION"),
	LIT("US_CIVIL_ORDER"), LIT("US_NSL_2709"), LIT("US_PRTT_ORDER") };
static const struct ambit_span gb_types[] = { LIT("GB_OPO"), LIT("GB_IPA_P3") };
static const struct ambit_span eu_types[] = { LIT("EU_EPOC"),
	LIT("EU_EPOC_PR") };
static const struct ambit_served served[] = {
	{ LIT("US"), 0, us_types, COUNT(us_types) },
	{ LIT("DE"), 1, eu_types, COUNT(eu_types) },
	{ LIT("GB"), 0, gb_types, COUNT(gb_types) },
};
static const struct ambit_treaty treaties[] = {
	{ LIT("2713"), LIT("US_2703_A_WARRANT"), 0, 1 },
	{ LIT("agreement"), LIT("GB_OPO"), 0, 2 },
};
static const struct ambit_recipient recipients[] = {
	{ LIT("bureau"), LIT("Bureau"), LIT("US"), { 0 }, { 1, 2, 3 }, true,
	    { DAY(109), DAY(200) } },
	{ LIT("old"), LIT("Bureau"), LIT("US"), { 0 }, { 7 }, true,
	    { 0, DAY(109) } },
	{ LIT("sheriff"), LIT("Sheriff"), LIT("US"), { 0 }, { 0 }, false,
	    { 0, EVER } },
	{ LIT("constable"), LIT("Constable"), LIT("GB"), { 0 }, { 0 }, false,
	    { 0, EVER } },
	{ LIT("staat"), LIT("Staatsanwalt"), LIT("DE"), { 0 }, { 9 }, true,
	    { 0, EVER } },
};

#define MAILBOX(what, at, from, until)                                      \
	{                                                                   \
		AMBIT_NAME_EMAIL, LIT("mail"), LIT(what "@" at), LIT(what), \
		    LIT(at),                                                \
		{                                                           \
			from, until                                         \
		}                                                           \
	}
static const struct ambit_name alices[] = {
	MAILBOX("alice", "example.com", 0, EVER),
	MAILBOX("sales", "example.com", 0, DAY(40)),
	MAILBOX("brief", "example.com", 0, DAY(5)),
	{ AMBIT_NAME_USER_ID, LIT("ids"), LIT("0001"), { 0 }, { 0 },
	    { 0, EVER } },
	{ AMBIT_NAME_PHONE, LIT("ids"), LIT("+12025550123"), { 0 }, { 0 },
	    { 0, EVER } },
};
static const struct ambit_name brunos[] = {
	MAILBOX("bruno", "example.net", 0, EVER),
	MAILBOX("sales", "example.com", DAY(60), EVER),
};
static const struct ambit_name claires[] = {
	MAILBOX("claire", "example.ch", 0, EVER),
};
static const struct ambit_account accounts[] = {
	{ .entity = 0,
	    .country = LIT("US"),
	    .names = alices,
	    .n_names = COUNT(alices) },
	{ .entity = 1,
	    .country = LIT("IE"),
	    .names = brunos,
	    .n_names = COUNT(brunos) },
	{ .entity = 2,
	    .country = LIT("GB"),
	    .names = claires,
	    .n_names = COUNT(claires) },
};

static inline void
target(struct ambit_task *task, enum ambit_name_format format,
    const char *space, const char *value)
{
	task->target = (struct ambit_target){ format, ambit_span_str(space),
		ambit_span_str(value) };
}

static inline struct ambit_demand *
demand(struct world *w, unsigned task, enum ambit_class class,
    enum ambit_holds store)
{
	size_t n = w->tasks[task].n_demands++;

	w->demands[task][n] =
	    (struct ambit_demand){ class, store, w->fields[task][n], 0, 0 };
	return &w->demands[task][n];
}

static inline void
field(struct world *w, unsigned task, unsigned nth, const char *id)
{
	struct ambit_demand *d = &w->demands[task][nth];

	w->fields[task][nth][d->n_fields++] = ambit_span_str(id);
}

static inline struct ambit_task *
task(struct world *w)
{
	size_t n = w->order.n_tasks++;
	struct ambit_task *t = &w->tasks[n];

	t->number = (uint32_t)n + 1;
	t->id = n == 0 ? AMBIT_LIT("t1") : AMBIT_LIT("t2");
	t->demands = w->demands[n];
	t->narrows = w->narrows[n];
	t->has_range = true;
	t->range = (struct ambit_range){ DAY(10), DAY(90) };
	target(t, AMBIT_NAME_EMAIL, "mail", "alice@example.com");
	return t;
}

static inline void
narrow(struct world *w, unsigned nth, enum ambit_narrow_by by,
    const char *value)
{
	size_t n = w->tasks[nth].n_narrows++;

	w->narrows[nth][n] =
	    (struct ambit_narrow){ .by = by, .value = ambit_span_str(value) };
}

static inline void
bar(struct world *w, int64_t from, int64_t until, const char *reference)
{
	w->secrecies[w->order.n_secrecies++] =
	    (struct ambit_secrecy){ .reference = ambit_span_str(reference),
		    .from = STAMP(from),
		    .until = { until != EVER, until, 0 },
		    .indefinite = until == EVER };
}

/* A warrant for the content of one mailbox. */
static inline void
warrant(struct world *w)
{
	*w = (struct world){ .now = DAY(110) };
	w->registry = (struct ambit_registry){ .entities = entities,
		.n_entities = COUNT(entities),
		.served = served,
		.n_served = COUNT(served),
		.treaties = treaties,
		.n_treaties = COUNT(treaties),
		.recipients = recipients,
		.n_recipients = COUNT(recipients),
		.accounts = accounts,
		.n_accounts = COUNT(accounts),
		.limits = { .tasks = 2,
		    .emergency_hours = 48,
		    .span_days = { 800, 700, 600, 500 },
		    .ages = w->ages,
		    .n_ages = 1 } };
	w->ages[0] = (struct ambit_max_age){ AMBIT_LIT("US_2703_D_ORDER"), 30 };
	w->order = (struct ambit_order){
		.legal_type = AMBIT_LIT("US_2703_A_WARRANT"),
		.country = AMBIT_LIT("US"),
		.case_type = AMBIT_CASE_CRIMINAL,
		.addressee = AMBIT_LIT("Example Mail Corp."),
		.reference = AMBIT_LIT("x, y"),
		.issued = STAMP(DAY(100)),
		.served = STAMP(DAY(102)),
		.recipient = AMBIT_LIT("Bureau"),
		.approvals = w->approvals,
		.n_approvals = 1,
		.consents = w->consents,
		.secrecies = w->secrecies,
		.tasks = w->tasks,
		.documents = w->documents,
		.n_documents = 3,
	};
	w->approvals[0] = (struct ambit_approval){ .role = AMBIT_ROLE_JUDGE,
		.signed_at = STAMP(DAY(100)),
		.document = AMBIT_LIT("d1") };
	w->documents[0] = (struct ambit_document){ AMBIT_LIT("d1"), { 0 },
		AMBIT_DOCUMENT_ORDER, { 0 }, 0 };
	w->documents[1] = (struct ambit_document){ AMBIT_LIT("d2"), { 0 },
		AMBIT_DOCUMENT_EMERGENCY_LETTER, { 0 }, 0 };
	w->documents[2] = (struct ambit_document){ AMBIT_LIT("d3"), { 0 },
		AMBIT_DOCUMENT_CONSENT, { 0 }, 0 };
	task(w);
	demand(w, 0, AMBIT_CLASS_CONTENT, AMBIT_HOLDS_MAIL);
}

/* A court order for traffic and the subscriber. */
static inline void
d_order(struct world *w)
{
	warrant(w);
	w->order.legal_type = AMBIT_LIT("US_2703_D_ORDER");
	w->tasks[0].n_demands = 0;
	demand(w, 0, AMBIT_CLASS_TRAFFIC, AMBIT_HOLDS_MAIL);
	demand(w, 0, AMBIT_CLASS_SUBSCRIBER, AMBIT_HOLDS_ACCOUNT);
	field(w, 0, 0, "to_addr");
}

static inline void
subpoena(struct world *w)
{
	warrant(w);
	w->order.legal_type = AMBIT_LIT("US_2703_C2_SUBPOENA");
	w->order.case_type = AMBIT_CASE_ADMINISTRATIVE;
	w->approvals[0].role = AMBIT_ROLE_AGENCY_OFFICIAL;
	w->tasks[0].n_demands = 0;
	demand(w, 0, AMBIT_CLASS_SUBSCRIBER, AMBIT_HOLDS_ACCOUNT);
	field(w, 0, 0, "acct_name");
	demand(w, 0, AMBIT_CLASS_IDENTIFICATION, AMBIT_HOLDS_CONNECTIONS);
	field(w, 0, 1, "conn_at");
}

/* A European Production Order of a public prosecutor. */
static inline void
epoc(struct world *w)
{
	warrant(w);
	w->order.legal_type = AMBIT_LIT("EU_EPOC");
	w->order.country = AMBIT_LIT("DE");
	w->order.addressee = AMBIT_LIT("Example Mail Ireland Ltd");
	w->order.recipient = AMBIT_LIT("Staatsanwalt");
	w->approvals[0].role = AMBIT_ROLE_PROSECUTOR;
	target(&w->tasks[0], AMBIT_NAME_EMAIL, "mail", "bruno@example.net");
	w->tasks[0].n_demands = 0;
	demand(w, 0, AMBIT_CLASS_IDENTIFICATION, AMBIT_HOLDS_CONNECTIONS);
}

/* The same of the police, in an emergency, not yet validated. */
static inline void
epoc_urgent(struct world *w)
{
	epoc(w);
	w->order.case_type = AMBIT_CASE_EMERGENCY;
	w->order.has_emergency = true;
	w->order.flags = AMBIT_ORDER_WITHOUT_VALIDATION;
	w->approvals[0].role = AMBIT_ROLE_AGENCY_OFFICIAL;
	w->order.served = STAMP(DAY(101));
	w->now = DAY(102);
}

static inline void
emergency(struct world *w)
{
	subpoena(w);
	w->order.legal_type = AMBIT_LIT("US_2702_EMERGENCY");
	w->order.case_type = AMBIT_CASE_EMERGENCY;
	w->order.has_emergency = w->order.letterhead = true;
	w->order.recipient = AMBIT_LIT("Sheriff");
	w->approvals[0].document = AMBIT_LIT("d2");
	w->now = DAY(104);
}

/* A pen register. Its row is switched off. */
static inline void
pen(struct world *w)
{
	warrant(w);
	w->order.legal_type = AMBIT_LIT("US_PRTT_ORDER");
	w->tasks[0].n_demands = 0;
	demand(w, 0, AMBIT_CLASS_TRAFFIC, AMBIT_HOLDS_MAIL);
	w->tasks[0].range = (struct ambit_range){ DAY(100), DAY(102) };
}

/* An Overseas Production Order for content. Its row is switched off. */
static inline void
overseas(struct world *w)
{
	warrant(w);
	w->order.legal_type = AMBIT_LIT("GB_OPO");
	w->order.country = AMBIT_LIT("GB");
	w->order.recipient = AMBIT_LIT("Constable");
	target(&w->tasks[0], AMBIT_NAME_EMAIL, "mail", "claire@example.ch");
}

/* An authorisation for communications data, with its second stamp. */
static inline void
british(struct world *w)
{
	overseas(w);
	w->order.legal_type = AMBIT_LIT("GB_IPA_P3");
	target(&w->tasks[0], AMBIT_NAME_EMAIL, "mail", "alice@example.com");
	w->tasks[0].n_demands = 0;
	demand(w, 0, AMBIT_CLASS_IDENTIFICATION, AMBIT_HOLDS_CONNECTIONS);
	w->order.n_approvals = 2;
	w->approvals[0].role = AMBIT_ROLE_AGENCY_OFFICIAL;
	w->approvals[1] = w->approvals[0];
	w->approvals[1].role = AMBIT_ROLE_SUPERVISORY_OFFICIAL;
	w->approvals[1].validates = true;
}

/* A civil order for content, with the owner's consent. */
static inline void
civil(struct world *w)
{
	warrant(w);
	w->order.legal_type = AMBIT_LIT("US_CIVIL_ORDER");
	w->order.case_type = AMBIT_CASE_CIVIL;
	w->order.n_consents = 1;
	w->consents[0] = (struct ambit_consent){ .task = AMBIT_LIT("t1"),
		.given_by = AMBIT_ROLE_ACCOUNT_OWNER,
		.signed_at = STAMP(DAY(102) - 1),
		.document = AMBIT_LIT("d3") };
}

/* Every list and value ends where it ends, until exact_free. */
static inline void
sharpen(struct world *w)
{
	struct ambit_order *o = &w->order;

	for (size_t i = 0; i < o->n_tasks; i++) {
		struct ambit_task *t = &w->tasks[i];

		for (size_t k = 0; k < t->n_demands; k++)
			EXACT(w->demands[i][k].fields,
			    w->demands[i][k].n_fields);
		for (size_t k = 0; k < t->n_narrows; k++)
			w->narrows[i][k].value =
			    exact_span(w->narrows[i][k].value);
		t->target.value = exact_span(t->target.value);
		EXACT(t->demands, t->n_demands);
		EXACT(t->narrows, t->n_narrows);
	}
	EXACT(o->tasks, o->n_tasks);
	EXACT(o->approvals, o->n_approvals);
	EXACT(o->consents, o->n_consents);
	EXACT(o->secrecies, o->n_secrecies);
	EXACT(o->documents, o->n_documents);
	EXACT(w->registry.limits.ages, w->registry.limits.n_ages);
}

/* A base, spoiled in one point, and the codes that it then breaks, in the
 * order of the document. */
struct row {
	const char *name;
	void (*base)(struct world *w);
	void (*spoil)(struct world *w);
	const char *codes;
};

#define ROW(base, spoil, codes)                             \
	{                                                   \
#base ": " #spoil, (base), (spoil), (codes) \
	}
#define SPOIL(name) static void name(struct world *w)
#define DEMAND(class, store) \
	(void)demand(w, 0, AMBIT_CLASS_##class, AMBIT_HOLDS_##store)

#define MAX_FINDINGS 8

static inline void
judge(void **state)
{
	const struct row *row = *state;
	struct ambit_finding findings[MAX_FINDINGS];
	struct world w;
	char got[300] = "";
	size_t n;

	row->base(&w);
	row->spoil(&w);
	sharpen(&w);
	n = ambit_law_judge(&w.order, &w.registry, w.now, w.purpose, findings,
	    MAX_FINDINGS);
	for (size_t i = 0; i < n && i < MAX_FINDINGS; i++) {
		strcat(got, i == 0 ? "" : " ");
		strcat(got, findings[i].check->code);
	}
	exact_free();
	assert_string_equal(got, row->codes);
}

#endif
