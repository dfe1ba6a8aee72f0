/*
 * Instruments: what may each kind of order compel, and whose word makes it one?
 *
 * One row a LegalType (law.md 2.1, 2.2). A row that is not on is known and
 * refused until counsel switches it on; what has no row is not known. No row
 * is confirmed by counsel yet (law.md 10).
 */

/* Filters. */
#include "rules.h"

#define US  AMBIT_REGIME_US
#define EU  AMBIT_REGIME_EU
#define GB  AMBIT_REGIME_GB
#define ANY AMBIT_REGIME_ANY

#define S    AMBIT_CLASS_SUBSCRIBER
#define T    AMBIT_CLASS_TRAFFIC
#define C    AMBIT_CLASS_CONTENT
#define SI   (S | AMBIT_CLASS_IDENTIFICATION)
#define SIT  (SI | T)
#define SITC (SIT | C)

#define JUDGE         AMBIT_ROLE_JUDGE
#define COURT         AMBIT_ROLE_COURT
#define INVESTIGATING AMBIT_ROLE_INVESTIGATING_JUDGE
#define CLERK         AMBIT_ROLE_COURT_CLERK
#define PROSECUTOR    AMBIT_ROLE_PROSECUTOR
#define OFFICIAL      AMBIT_ROLE_AGENCY_OFFICIAL
#define SUPERVISOR    AMBIT_ROLE_SUPERVISORY_OFFICIAL
#define ATTORNEY      AMBIT_ROLE_ATTORNEY_FOR_PARTY
#define OWNER         AMBIT_ROLE_ACCOUNT_OWNER

/* Reg. (EU) 2023/1543 Art. 4: a prosecutor for S and I alone. */
#define EU_COURTS     (JUDGE | COURT | INVESTIGATING)
#define EU_PROSECUTOR (EU_COURTS | PROSECUTOR)
#define EU_OTHERS     (EU_PROSECUTOR | OFFICIAL | SUPERVISOR)

/* In days of the shortest months there are: a doubt refuses. */
#define ONE_MONTH    28
#define THREE_MONTHS 89
#define SIX_MONTHS   181

/* Where the national row is not written: somebody who could have issued it. */
#define NATIONAL (JUDGE | COURT | INVESTIGATING | PROSECUTOR | SUPERVISOR)

#define CRIMINAL       AMBIT_CASE_CRIMINAL
#define CIVIL          AMBIT_CASE_CIVIL
#define ADMINISTRATIVE AMBIT_CASE_ADMINISTRATIVE
#define SECURITY       AMBIT_CASE_NATIONAL_SECURITY
#define EMERGENCY      AMBIT_CASE_EMERGENCY

static const struct ambit_instrument rows[] = {
	{ "US_2703_A_WARRANT", "warrant",
	    "18 U.S.C. 2703(a), (b)(1)(A), (c)(1)(A)",
	    "account; things to be seized; range",
	    "served within the time on its face, else 14 days from issue", US,
	    SITC, AMBIT_LIST_ALL, JUDGE, CRIMINAL,
	    .channel = AMBIT_CHANNEL_LAW_ENFORCEMENT, .serve_days = 14,
	    .face = true, .billable = true, .on = true },
	{ "US_2703_D_ORDER", "court order on specific and articulable facts",
	    "18 U.S.C. 2703(d)", "account; record types; range", "", US, SIT,
	    AMBIT_LIST_ALL, JUDGE, CRIMINAL,
	    .channel = AMBIT_CHANNEL_LAW_ENFORCEMENT, .billable = true,
	    .on = true },
	{ "US_2703_C2_SUBPOENA", "administrative, grand-jury or trial subpoena",
	    "18 U.S.C. 2703(c)(2)", "account", "return date on its face", US,
	    SI, AMBIT_LIST_C2, OFFICIAL | PROSECUTOR | CLERK,
	    CRIMINAL | ADMINISTRATIVE, .channel = AMBIT_CHANNEL_LAW_ENFORCEMENT,
	    .billable = true, .on = true },
	{ "US_2702_EMERGENCY", "disclosure in an emergency",
	    "18 U.S.C. 2702(b)(8), (c)(4)",
	    "person at risk; account; why these fields",
	    "decided within emergencyHours of service", US, SITC,
	    AMBIT_LIST_NAMED, OFFICIAL | SUPERVISOR | PROSECUTOR, EMERGENCY,
	    .document = AMBIT_DOCUMENT_EMERGENCY_LETTER,
	    .channel = AMBIT_CHANNEL_EMERGENCY, .notice = AMBIT_NOTICE_EXCEPTED,
	    .on = true },
	{ "US_2703_F_PRESERVATION", "request to preserve", "18 U.S.C. 2703(f)",
	    "account", "kept 90 days, 90 more on renewal", US, 0,
	    AMBIT_LIST_NONE, OFFICIAL | PROSECUTOR, CRIMINAL | ADMINISTRATIVE,
	    .channel = AMBIT_CHANNEL_NONE,
	    .notice = AMBIT_NOTICE_NOT_APPLICABLE, .lasts_days = 90,
	    .renews_days = 90, .preserves = true, .on = true },
	{ "US_2704_BACKUP", "backup preservation", "18 U.S.C. 2704", "account",
	    "copy in 2 business days; customer told in 3; released 14 days "
	    "after notice at the earliest",
	    US, 0, AMBIT_LIST_NONE, JUDGE | OFFICIAL, CRIMINAL | ADMINISTRATIVE,
	    .channel = AMBIT_CHANNEL_NONE,
	    .notice = AMBIT_NOTICE_NOT_APPLICABLE, .preserves = true,
	    .on = false },
	{ "US_PRTT_ORDER", "pen register or trap and trace order",
	    "18 U.S.C. 3121-3127", "account; offence; attorney",
	    "60 days, 60 more on renewal", US, T, AMBIT_LIST_DRAS, JUDGE,
	    CRIMINAL, .channel = AMBIT_CHANNEL_LAW_ENFORCEMENT,
	    .notice = AMBIT_NOTICE_BARRED, .lasts_days = 60, .renews_days = 60,
	    .prospective = true, .billable = true, .on = false },
	{ "US_TITLE_III", "interception order", "18 U.S.C. 2518", "", "30 days",
	    US, 0, AMBIT_LIST_NONE, JUDGE, CRIMINAL,
	    .channel = AMBIT_CHANNEL_LAW_ENFORCEMENT, .lasts_days = 30,
	    .on = false },
	{ "US_NSL_2709", "national security letter", "18 U.S.C. 2709",
	    "a term that identifies a person, entity or account", "", US, S,
	    AMBIT_LIST_NSL, SUPERVISOR, SECURITY,
	    .channel = AMBIT_CHANNEL_NATIONAL_SECURITY,
	    .notice = AMBIT_NOTICE_BARRED_IF_CERTIFIED, .on = false },
	{ "US_FISA_CONTENT", "order or directive for content",
	    "50 U.S.C. 1805, 1824, 1881 ff.", "selectors", "as the order says",
	    US, SITC, AMBIT_LIST_ALL, COURT | JUDGE | SUPERVISOR, SECURITY,
	    .channel = AMBIT_CHANNEL_NATIONAL_SECURITY,
	    .notice = AMBIT_NOTICE_BARRED, .on = false },
	{ "US_FISA_NONCONTENT", "order for records", "50 U.S.C. 1842, 1861",
	    "specific selection term", "as the order says", US, SIT,
	    AMBIT_LIST_ALL, COURT | JUDGE, SECURITY,
	    .channel = AMBIT_CHANNEL_NATIONAL_SECURITY,
	    .notice = AMBIT_NOTICE_BARRED, .on = false },
	{ "US_CIVIL_SUBPOENA", "subpoena of a private litigant",
	    "18 U.S.C. 2702(c)(6)", "account",
	    "return date; objections in 14 days", US, SITC, AMBIT_LIST_ALL,
	    CLERK | ATTORNEY, CIVIL, .channel = AMBIT_CHANNEL_CIVIL,
	    .consent = true, .on = true },
	{ "US_CIVIL_ORDER", "civil court order", "18 U.S.C. 2702(c)(6)",
	    "account", "return date; objections in 14 days", US, SITC,
	    AMBIT_LIST_ALL, JUDGE, CIVIL, .channel = AMBIT_CHANNEL_CIVIL,
	    .consent = true, .on = true },
	{ "US_CONSENT", "consent of the account's owner",
	    "18 U.S.C. 2702(b)(3), (c)(2)", "account; fields", "as signed", US,
	    SITC, AMBIT_LIST_ALL, OWNER, CIVIL | CRIMINAL,
	    .document = AMBIT_DOCUMENT_CONSENT, .channel = AMBIT_CHANNEL_CIVIL,
	    .notice = AMBIT_NOTICE_NOT_APPLICABLE, .consent = true,
	    .on = true },
	{ "US_3512_MLAT", "foreign request for legal assistance",
	    "18 U.S.C. 3512", "entered under the code it is executed as", "",
	    US, 0, AMBIT_LIST_NONE, JUDGE, CRIMINAL,
	    .channel = AMBIT_CHANNEL_LAW_ENFORCEMENT, .on = false },
	{ "EU_EPOC", "European Production Order Certificate",
	    "Regulation (EU) 2023/1543", "identifier; boxes; range",
	    "10 days; emergency 8 hours", EU, SITC, AMBIT_LIST_ALL, EU_OTHERS,
	    CRIMINAL | EMERGENCY, .validates = EU_PROSECUTOR,
	    .validates_more = EU_COURTS,
	    .channel = AMBIT_CHANNEL_LAW_ENFORCEMENT,
	    .notice = AMBIT_NOTICE_BY_AUTHORITY, .answer_days = 10,
	    .lasts_days = 60, .on = true },
	{ "EU_EPOC_PR", "European Preservation Order Certificate",
	    "Regulation (EU) 2023/1543", "identifier; boxes; range",
	    "kept 60 days, 30 more on Annex VI", EU, 0, AMBIT_LIST_NONE,
	    EU_OTHERS, CRIMINAL | ADMINISTRATIVE, .validates = EU_PROSECUTOR,
	    .validates_more = EU_PROSECUTOR, .channel = AMBIT_CHANNEL_NONE,
	    .notice = AMBIT_NOTICE_NOT_APPLICABLE, .lasts_days = 60,
	    .renews_days = 30, .preserves = true, .on = true },
	{ "GB_IPA_P3", "authorisation or notice for communications data",
	    "Investigatory Powers Act 2016 Part 3",
	    "operation; data; person; purpose", "1 month", GB, SIT,
	    AMBIT_LIST_ALL, OFFICIAL, CRIMINAL | SECURITY,
	    .countersigns = SUPERVISOR,
	    .channel = AMBIT_CHANNEL_LAW_ENFORCEMENT,
	    .notice = AMBIT_NOTICE_BARRED, .serve_days = ONE_MONTH,
	    .on = false },
	{ "GB_IPA_TIW", "targeted interception warrant",
	    "Investigatory Powers Act 2016 Part 2", "person or premises",
	    "6 months; urgent 5 working days", GB, C, AMBIT_LIST_ALL,
	    SUPERVISOR, CRIMINAL | SECURITY, .countersigns = JUDGE,
	    .channel = AMBIT_CHANNEL_LAW_ENFORCEMENT,
	    .notice = AMBIT_NOTICE_BARRED, .serve_days = SIX_MONTHS,
	    .on = false },
	{ "GB_OPO", "Overseas Production Order",
	    "Crime (Overseas Production Orders) Act 2019",
	    "data specified or described; arrangement named",
	    "served in 3 months; answered in 7 days", GB, T | C, AMBIT_LIST_ALL,
	    JUDGE, CRIMINAL | SECURITY,
	    .channel = AMBIT_CHANNEL_LAW_ENFORCEMENT,
	    .serve_days = THREE_MONTHS, .answer_days = 7, .attached = true,
	    .arrangement = true, .on = false },
	{ "COE_ART18", "domestic production order",
	    "Budapest Convention Art. 18", "specified", "per national row", ANY,
	    S, AMBIT_LIST_ALL, 0, CRIMINAL,
	    .channel = AMBIT_CHANNEL_LAW_ENFORCEMENT, .countersigns = NATIONAL,
	    .on = false },
	{ "COE_2AP_ART7", "direct request for subscriber information",
	    "Second Additional Protocol Art. 7", "detailed description",
	    "answer in 30 days", ANY, S, AMBIT_LIST_ALL, PROSECUTOR | JUDGE,
	    CRIMINAL, .channel = AMBIT_CHANNEL_LAW_ENFORCEMENT,
	    .answer_days = 30, .on = false },
	{ "COE_2AP_ART8", "request through the provider's own state",
	    "Second Additional Protocol Art. 8", "detailed description",
	    "subscriber 20 days, traffic 45", ANY, S | T, AMBIT_LIST_ALL, 0,
	    CRIMINAL, .channel = AMBIT_CHANNEL_LAW_ENFORCEMENT,
	    .answer_days = 20, .on = false },
	{ "COE_ART16", "expedited preservation",
	    "Budapest Convention Art. 16, 17", "specified",
	    "kept 90 days, renewable", ANY, 0, AMBIT_LIST_NONE, 0,
	    CRIMINAL | ADMINISTRATIVE, .channel = AMBIT_CHANNEL_NONE,
	    .notice = AMBIT_NOTICE_NOT_APPLICABLE, .lasts_days = 90,
	    .renews_days = 90, .preserves = true, .on = false },
	{ "EU_NATIONAL", "domestic order of a Member State", "national law",
	    "per national row", "per national row", EU, 0, AMBIT_LIST_NONE, 0,
	    CRIMINAL, .channel = AMBIT_CHANNEL_LAW_ENFORCEMENT,
	    .countersigns = NATIONAL, .on = false },
	{ "LOCAL_EQUIVALENT", "domestic order of another country",
	    "national law", "per national row", "per national row", ANY, 0,
	    AMBIT_LIST_NONE, 0, CRIMINAL,
	    .channel = AMBIT_CHANNEL_LAW_ENFORCEMENT, .countersigns = NATIONAL,
	    .on = false },
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

const struct ambit_instrument *
ambit_law_instruments(size_t *n_r)
{
	*n_r = N_ROWS;
	return rows;
}

const struct ambit_instrument *
ambit_law_instrument(struct ambit_span legal_type)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		if (ambit_span_equal(ambit_span_str(rows[i].code), legal_type))
			return &rows[i];
	}
	return NULL;
}

enum ambit_channel
ambit_law_channel(const struct ambit_order *order)
{
	const struct ambit_instrument *row =
	    ambit_law_instrument(order->legal_type);

	if (row == NULL)
		return AMBIT_CHANNEL_NONE;
	if (row->channel == AMBIT_CHANNEL_LAW_ENFORCEMENT &&
	    order->case_type == AMBIT_CASE_EMERGENCY)
		return AMBIT_CHANNEL_EMERGENCY;
	return row->channel;
}

static bool
is_only(const struct ambit_law_field *field, const char *code)
{
	return field->only == NULL ||
	    ambit_span_equal(ambit_span_str(field->only), ambit_span_str(code));
}

bool
ambit_law_reaches(const struct ambit_instrument *instrument,
    const struct ambit_law_field *field)
{
	if (!(instrument->reach & field->classes) ||
	    !is_only(field, instrument->code))
		return false;
	switch (instrument->list) {
	case AMBIT_LIST_ALL:
	case AMBIT_LIST_NAMED:
		return true;
	case AMBIT_LIST_C2:
		return field->letters[0] != '\0';
	case AMBIT_LIST_NSL:
		return field->nsl;
	case AMBIT_LIST_DRAS:
		return field->dras;
	case AMBIT_LIST_NONE:
		break;
	}
	return false;
}
