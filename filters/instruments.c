/*
 * Instruments: what may each kind of order compel, and whose word makes it one?
 *
 * One row a LegalType (law.md 2.1, 2.2). A row that is not on is known and
 * refused until counsel switches it on; what has no row is not known. No row
 * is confirmed by counsel yet (law.md 10).
 */

/* Filters. */
#include "rules.h"

#define US AMBIT_REGIME_US
#define EU AMBIT_REGIME_EU
#define GB AMBIT_REGIME_GB

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

#define CRIMINAL       AMBIT_CASE_CRIMINAL
#define CIVIL          AMBIT_CASE_CIVIL
#define ADMINISTRATIVE AMBIT_CASE_ADMINISTRATIVE
#define SECURITY       AMBIT_CASE_NATIONAL_SECURITY
#define EMERGENCY      AMBIT_CASE_EMERGENCY

static const struct ambit_instrument rows[] = {
	{ "US_2703_A_WARRANT", "warrant",
	    "18 U.S.C. 2703(a), (b)(1)(A), (c)(1)(A)", US, SITC, AMBIT_LIST_ALL,
	    JUDGE, CRIMINAL, .serve_days = 14, .on = true },
	{ "US_2703_D_ORDER", "court order on specific and articulable facts",
	    "18 U.S.C. 2703(d)", US, SIT, AMBIT_LIST_ALL, JUDGE, CRIMINAL,
	    .on = true },
	{ "US_2703_C2_SUBPOENA", "administrative, grand-jury or trial subpoena",
	    "18 U.S.C. 2703(c)(2)", US, SI, AMBIT_LIST_C2,
	    OFFICIAL | PROSECUTOR | CLERK, CRIMINAL | ADMINISTRATIVE,
	    .on = true },
	{ "US_2702_EMERGENCY", "disclosure in an emergency",
	    "18 U.S.C. 2702(b)(8), (c)(4)", US, SITC, AMBIT_LIST_NAMED,
	    OFFICIAL | SUPERVISOR | PROSECUTOR, EMERGENCY,
	    AMBIT_DOCUMENT_EMERGENCY_LETTER, .on = true },
	{ "US_2703_F_PRESERVATION", "request to preserve", "18 U.S.C. 2703(f)",
	    US, 0, AMBIT_LIST_NONE, OFFICIAL | PROSECUTOR,
	    CRIMINAL | ADMINISTRATIVE, .on = true },
	{ "US_2704_BACKUP", "backup preservation", "18 U.S.C. 2704", US, 0,
	    AMBIT_LIST_NONE, JUDGE | OFFICIAL, CRIMINAL | ADMINISTRATIVE,
	    .on = false },
	{ "US_PRTT_ORDER", "pen register or trap and trace order",
	    "18 U.S.C. 3121-3127", US, T, AMBIT_LIST_DRAS, JUDGE, CRIMINAL,
	    .on = false },
	{ "US_TITLE_III", "interception order", "18 U.S.C. 2518", US, 0,
	    AMBIT_LIST_NONE, JUDGE, CRIMINAL, .on = false },
	{ "US_NSL_2709", "national security letter", "18 U.S.C. 2709", US, S,
	    AMBIT_LIST_NSL, SUPERVISOR, SECURITY, .on = false },
	{ "US_FISA_CONTENT", "order or directive for content",
	    "50 U.S.C. 1805, 1824, 1881 ff.", US, SITC, AMBIT_LIST_ALL,
	    COURT | JUDGE | SUPERVISOR, SECURITY, .on = false },
	{ "US_FISA_NONCONTENT", "order for records", "50 U.S.C. 1842, 1861", US,
	    SIT, AMBIT_LIST_ALL, COURT | JUDGE, SECURITY, .on = false },
	{ "US_CIVIL_SUBPOENA", "subpoena of a private litigant",
	    "18 U.S.C. 2702(c)(6)", US, SITC, AMBIT_LIST_ALL, CLERK | ATTORNEY,
	    CIVIL, .consent = true, .on = true },
	{ "US_CIVIL_ORDER", "civil court order", "18 U.S.C. 2702(c)(6)", US,
	    SITC, AMBIT_LIST_ALL, JUDGE, CIVIL, .consent = true, .on = true },
	{ "US_CONSENT", "consent of the account's owner",
	    "18 U.S.C. 2702(b)(3), (c)(2)", US, SITC, AMBIT_LIST_ALL, OWNER,
	    CIVIL | CRIMINAL, AMBIT_DOCUMENT_CONSENT, .consent = true,
	    .on = true },
	{ "US_3512_MLAT", "foreign request for legal assistance",
	    "18 U.S.C. 3512", US, 0, AMBIT_LIST_NONE, JUDGE, CRIMINAL,
	    .on = false },
	{ "EU_EPOC", "European Production Order Certificate",
	    "Regulation (EU) 2023/1543", EU, SITC, AMBIT_LIST_ALL, EU_OTHERS,
	    CRIMINAL | EMERGENCY, .validates = EU_PROSECUTOR,
	    .validates_more = EU_COURTS, .on = true },
	{ "EU_EPOC_PR", "European Preservation Order Certificate",
	    "Regulation (EU) 2023/1543", EU, 0, AMBIT_LIST_NONE, EU_OTHERS,
	    CRIMINAL | ADMINISTRATIVE, .validates = EU_PROSECUTOR,
	    .validates_more = EU_PROSECUTOR, .on = true },
	{ "GB_IPA_P3", "authorisation or notice for communications data",
	    "Investigatory Powers Act 2016 Part 3", GB, SIT, AMBIT_LIST_ALL,
	    OFFICIAL, CRIMINAL | SECURITY, .on = false },
	{ "GB_IPA_TIW", "targeted interception warrant",
	    "Investigatory Powers Act 2016 Part 2", GB, C, AMBIT_LIST_ALL,
	    SUPERVISOR, CRIMINAL | SECURITY, .on = false },
	{ "GB_OPO", "Overseas Production Order",
	    "Crime (Overseas Production Orders) Act 2019", GB, T | C,
	    AMBIT_LIST_ALL, JUDGE, CRIMINAL | SECURITY, .on = false },
	{ "COE_ART18", "domestic production order",
	    "Budapest Convention Art. 18", AMBIT_REGIME_ANY, S, AMBIT_LIST_ALL,
	    0, CRIMINAL, .on = false },
	{ "COE_2AP_ART7", "direct request for subscriber information",
	    "Second Additional Protocol Art. 7", AMBIT_REGIME_ANY, S,
	    AMBIT_LIST_ALL, PROSECUTOR | JUDGE, CRIMINAL, .on = false },
	{ "COE_2AP_ART8", "request through the provider's own state",
	    "Second Additional Protocol Art. 8", AMBIT_REGIME_ANY, S | T,
	    AMBIT_LIST_ALL, 0, CRIMINAL, .on = false },
	{ "COE_ART16", "expedited preservation",
	    "Budapest Convention Art. 16, 17", AMBIT_REGIME_ANY, 0,
	    AMBIT_LIST_NONE, 0, CRIMINAL | ADMINISTRATIVE, .on = false },
	{ "EU_NATIONAL", "domestic order of a Member State", "national law", EU,
	    0, AMBIT_LIST_NONE, 0, CRIMINAL, .on = false },
	{ "LOCAL_EQUIVALENT", "domestic order of another country",
	    "national law", AMBIT_REGIME_ANY, 0, AMBIT_LIST_NONE, 0, CRIMINAL,
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

bool
ambit_law_reaches(const struct ambit_instrument *instrument,
    const struct ambit_law_field *field)
{
	if (!(instrument->reach & field->classes))
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
