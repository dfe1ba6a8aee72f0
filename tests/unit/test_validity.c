#include "orders.h"

SPOIL(it_is_as_it_should_be)
{
	(void)w;
}

/* Authority. */
SPOIL(the_type_is_unknown)
{
	w->order.legal_type = AMBIT_LIT("LETTER_OF_MARQUE");
}
SPOIL(the_type_is_switched_off)
{
	w->order.legal_type = AMBIT_LIT("US_NSL_2709");
	w->order.case_type = AMBIT_CASE_NATIONAL_SECURITY;
	w->approvals[0].role = AMBIT_ROLE_SUPERVISORY_OFFICIAL;
	w->tasks[0].n_demands = 1;
}
SPOIL(it_asks_for_content_beyond_its_reach)
{
	DEMAND(CONTENT, MAIL);
}
SPOIL(it_asks_for_content_beyond_its_reach_by_field)
{
	DEMAND(CONTENT, MAIL);
	field(w, 0, 2, "subject");
}
SPOIL(it_preserves_and_would_produce)
{
	w->order.legal_type = AMBIT_LIT("US_2703_F_PRESERVATION");
	w->tasks[0].n_demands = 1;
}
SPOIL(it_names_a_field_beyond_the_list)
{
	field(w, 0, 0, "acct_dob");
}
SPOIL(a_magistrate_is_asked_for_and_an_official_signed)
{
	w->approvals[0].role = AMBIT_ROLE_AGENCY_OFFICIAL;
}
SPOIL(a_second_issuer_may_not)
{
	w->order.n_approvals = 2;
	w->approvals[1] = w->approvals[0];
	w->approvals[1].role = AMBIT_ROLE_PROSECUTOR;
}
SPOIL(a_validator_may_be_anybody_where_none_is_needed)
{
	w->order.n_approvals = 2;
	w->approvals[1] = w->approvals[0];
	w->approvals[1].role = AMBIT_ROLE_COURT_CLERK;
	w->approvals[1].document = AMBIT_LIT("d2");
	w->approvals[1].validates = true;
}
SPOIL(a_prosecutor_asks_for_traffic)
{
	w->tasks[0].n_demands = 0;
	DEMAND(TRAFFIC, MAIL);
}
SPOIL(a_prosecutor_asks_for_content)
{
	w->tasks[0].n_demands = 0;
	DEMAND(CONTENT, MAIL);
}
SPOIL(a_prosecutor_asks_for_traffic_in_a_second_task)
{
	struct ambit_task *t = task(w);

	t->target = w->tasks[0].target;
	(void)demand(w, 1, AMBIT_CLASS_TRAFFIC, AMBIT_HOLDS_MAIL);
}
static void
validated_by(struct world *w, enum ambit_legal_role role)
{
	w->order.n_approvals = 2;
	w->approvals[1] = w->approvals[0];
	w->approvals[1].role = role;
	w->approvals[1].validates = true;
}
SPOIL(a_prosecutor_asks_for_traffic_in_a_first_task)
{
	struct ambit_task *t = task(w);

	t->target = w->tasks[0].target;
	w->demands[0][0].class = AMBIT_CLASS_TRAFFIC;
	(void)demand(w, 1, AMBIT_CLASS_IDENTIFICATION, AMBIT_HOLDS_CONNECTIONS);
}
SPOIL(a_judge_validates_the_prosecutor_for_traffic)
{
	a_prosecutor_asks_for_traffic(w);
	validated_by(w, AMBIT_ROLE_JUDGE);
}
SPOIL(a_judge_issues_for_traffic)
{
	a_prosecutor_asks_for_traffic(w);
	w->approvals[0].role = AMBIT_ROLE_INVESTIGATING_JUDGE;
}
SPOIL(a_clerk_issues_what_no_clerk_may)
{
	w->approvals[0].role = AMBIT_ROLE_COURT_CLERK;
}
SPOIL(a_clerk_issues_and_a_judge_validates)
{
	w->approvals[0].role = AMBIT_ROLE_COURT_CLERK;
	validated_by(w, AMBIT_ROLE_JUDGE);
}
SPOIL(the_police_issues_alone)
{
	w->approvals[0].role = AMBIT_ROLE_AGENCY_OFFICIAL;
}
SPOIL(the_police_issues_and_a_prosecutor_validates)
{
	w->approvals[0].role = AMBIT_ROLE_AGENCY_OFFICIAL;
	validated_by(w, AMBIT_ROLE_PROSECUTOR);
}
SPOIL(the_police_issues_and_the_police_validates)
{
	w->approvals[0].role = AMBIT_ROLE_AGENCY_OFFICIAL;
	validated_by(w, AMBIT_ROLE_SUPERVISORY_OFFICIAL);
}
SPOIL(the_validation_stands_first)
{
	w->order.n_approvals = 2;
	w->approvals[1] = w->approvals[0];
	w->approvals[0].validates = true;
	w->approvals[1].role = AMBIT_ROLE_AGENCY_OFFICIAL;
}
SPOIL(the_police_issues_twice)
{
	w->approvals[0].role = AMBIT_ROLE_AGENCY_OFFICIAL;
	w->order.n_approvals = 2;
	w->approvals[1] = w->approvals[0];
	w->approvals[1].role = AMBIT_ROLE_JUDGE;
}
SPOIL(a_prosecutor_validates_the_police_for_traffic)
{
	a_prosecutor_asks_for_traffic(w);
	w->approvals[0].role = AMBIT_ROLE_AGENCY_OFFICIAL;
	validated_by(w, AMBIT_ROLE_PROSECUTOR);
}
SPOIL(a_judge_validates_the_police_for_traffic)
{
	a_prosecutor_asks_for_traffic(w);
	w->approvals[0].role = AMBIT_ROLE_AGENCY_OFFICIAL;
	validated_by(w, AMBIT_ROLE_COURT);
}
SPOIL(validation_is_an_instant_late)
{
	w->now += 1;
}
SPOIL(validation_is_late_but_there)
{
	w->now += 1;
	validated_by(w, AMBIT_ROLE_JUDGE);
}
SPOIL(an_emergency_is_for_no_traffic)
{
	DEMAND(TRAFFIC, MAIL);
}
SPOIL(an_emergency_is_for_no_content)
{
	DEMAND(CONTENT, MAIL);
}
SPOIL(it_does_not_say_that_it_waits_for_validation)
{
	w->order.flags = AMBIT_ORDER_AUTHORITY_NOTIFIED;
}
SPOIL(it_is_no_emergency)
{
	w->order.case_type = AMBIT_CASE_CRIMINAL;
	w->order.has_emergency = false;
}
SPOIL(it_preserves_content_in_an_emergency)
{
	w->order.legal_type = AMBIT_LIT("EU_EPOC_PR");
	w->order.case_type = AMBIT_CASE_CRIMINAL;
	w->tasks[0].n_demands = 0;
	DEMAND(CONTENT, MAIL);
}
SPOIL(nobody_consented)
{
	w->order.n_consents = 0;
}
SPOIL(nobody_consented_to_records)
{
	w->order.n_consents = 0;
	w->tasks[0].n_demands = 0;
	DEMAND(TRAFFIC, MAIL);
}
SPOIL(nobody_consented_to_content_before_records)
{
	w->order.n_consents = 0;
	DEMAND(TRAFFIC, MAIL);
}
SPOIL(another_consented)
{
	w->consents[0].given_by = AMBIT_ROLE_JUDGE;
}
SPOIL(consent_is_to_another_task)
{
	w->consents[0].task = AMBIT_LIT("t2");
}
SPOIL(consent_came_with_service)
{
	w->consents[0].signed_at = STAMP(DAY(102));
}
SPOIL(consent_is_on_no_paper)
{
	w->consents[0].document = AMBIT_LIT("d1");
}
SPOIL(the_second_consent_will_do)
{
	w->consents[1] = w->consents[0];
	w->consents[0].task = AMBIT_LIT("t2");
	w->order.n_consents = 2;
}
SPOIL(a_keyword_selects_records)
{
	narrow(w, 0, AMBIT_NARROW_KEYWORD, "invoice");
}
SPOIL(a_file_name_selects_records)
{
	narrow(w, 0, AMBIT_NARROW_FILENAME, "invoice.pdf");
}
SPOIL(a_folder_role_selects_records)
{
	narrow(w, 0, AMBIT_NARROW_FOLDER_ROLE, "junk");
}
SPOIL(a_direction_and_a_participant_select_records)
{
	narrow(w, 0, AMBIT_NARROW_DIRECTION, "sent");
	narrow(w, 0, AMBIT_NARROW_PARTICIPANT, "bob@example.org");
}

/* Rows that are switched off are judged all the same. */
#define OFF "E_AUTHORITY_TYPE"

SPOIL(it_preserves)
{
	it_preserves_and_would_produce(w);
	w->purpose = AMBIT_TO_PRESERVE;
}
SPOIL(it_preserves_what_it_should_produce)
{
	w->purpose = AMBIT_TO_PRESERVE;
}
SPOIL(it_asks_for_traffic_beside_content)
{
	DEMAND(TRAFFIC, MAIL);
}
SPOIL(it_asks_for_traffic_alone)
{
	w->tasks[0].n_demands = 0;
	DEMAND(TRAFFIC, MAIL);
}
SPOIL(it_asks_for_content_in_another_task)
{
	it_asks_for_traffic_alone(w);
	(void)task(w);
	w->tasks[1].target = w->tasks[0].target;
	(void)demand(w, 1, AMBIT_CLASS_CONTENT, AMBIT_HOLDS_MAIL);
}
SPOIL(it_records_from_before_its_issue)
{
	w->tasks[0].range.from -= 1;
}
SPOIL(it_records_for_sixty_days)
{
	w->order.served = STAMP(DAY(160));
	w->now = DAY(160);
	w->tasks[0].range.until = DAY(160);
}
SPOIL(it_records_for_longer)
{
	it_records_for_sixty_days(w);
	w->order.served.at = w->now = w->tasks[0].range.until += 1;
}
SPOIL(it_gives_no_range)
{
	w->tasks[0].has_range = false;
	w->tasks[0].range = AMBIT_RANGE_ALL;
}
SPOIL(it_records_when_somebody_read)
{
	field(w, 0, 0, "to_addr");
	field(w, 0, 0, "read_at");
}
SPOIL(nobody_stamped_it_again)
{
	w->order.n_approvals = 1;
}
SPOIL(the_second_stamp_is_of_the_first)
{
	w->approvals[1].role = AMBIT_ROLE_AGENCY_OFFICIAL;
}
SPOIL(the_stamps_change_places)
{
	struct ambit_approval first = w->approvals[0];

	w->approvals[0] = w->approvals[1];
	w->approvals[1] = first;
}

/* Jurisdiction. */
SPOIL(no_arrangement_carries_it)
{
	w->registry.n_treaties = 0;
}
SPOIL(the_arrangement_is_for_warrants)
{
	w->registry.n_treaties = 1;
}
SPOIL(the_arrangement_is_the_only_treaty)
{
	w->registry.treaties = &treaties[1];
	w->registry.n_treaties = 1;
}
SPOIL(the_arrangement_is_with_another)
{
	static const struct ambit_treaty other = { LIT("agreement"),
		LIT("GB_OPO"), 1, 2 };

	w->registry.treaties = &other;
	w->registry.n_treaties = 1;
}
SPOIL(its_target_is_excluded)
{
	target(&w->tasks[0], AMBIT_NAME_EMAIL, "mail", "alice@example.com");
}
SPOIL(its_target_is_nobody)
{
	target(&w->tasks[0], AMBIT_NAME_EMAIL, "mail", "zed@example.com");
}
SPOIL(its_target_is_two)
{
	target(&w->tasks[0], AMBIT_NAME_EMAIL, "mail", "sales@example.com");
}
SPOIL(the_country_is_not_served)
{
	w->order.country = AMBIT_LIT("AT");
	w->order.recipient = AMBIT_LIT("Bureau of AT");
}
SPOIL(the_type_is_not_served)
{
	w->order.legal_type = AMBIT_LIT("US_CIVIL_SUBPOENA");
	w->approvals[0].role = AMBIT_ROLE_COURT_CLERK;
}
SPOIL(the_other_entity_serves_it)
{
	w->order.addressee = AMBIT_LIT("Example Mail Ireland Ltd");
	target(&w->tasks[0], AMBIT_NAME_EMAIL, "mail", "bruno@example.net");
}
SPOIL(another_entity_holds_the_account)
{
	target(&w->tasks[0], AMBIT_NAME_EMAIL, "mail", "bruno@example.net");
}
SPOIL(another_entity_holds_it_and_no_treaty_leads_back)
{
	target(&w->tasks[0], AMBIT_NAME_EMAIL, "mail", "alice@example.com");
}
SPOIL(an_entity_of_no_treaty_holds_the_account)
{
	target(&w->tasks[0], AMBIT_NAME_EMAIL, "mail", "claire@example.ch");
}
SPOIL(nobody_holds_the_account)
{
	target(&w->tasks[0], AMBIT_NAME_EMAIL, "mail", "zed@example.com");
}

/* Signature. */
SPOIL(nobody_signed)
{
	w->order.n_approvals = 0;
}
SPOIL(it_is_validated_and_not_issued)
{
	w->approvals[0].validates = true;
}
SPOIL(it_is_signed_on_another_paper)
{
	w->approvals[0].document = AMBIT_LIT("d2");
}
SPOIL(it_is_signed_on_no_paper)
{
	w->approvals[0].document = AMBIT_LIT("d4");
}
SPOIL(there_is_no_letterhead)
{
	w->order.letterhead = false;
}
SPOIL(there_is_no_letter)
{
	w->order.has_emergency = false;
}
SPOIL(the_letter_is_a_judges)
{
	w->approvals[0].role = AMBIT_ROLE_JUDGE;
}
SPOIL(the_letter_is_nobodys)
{
	w->order.n_approvals = 0;
}
SPOIL(the_letter_names_no_field)
{
	w->demands[0][1].n_fields = 0;
}
SPOIL(the_letter_is_an_instant_old)
{
	w->now += 1;
}

/* Address. */
SPOIL(it_is_addressed_to_a_stranger)
{
	w->order.addressee = AMBIT_LIT("Example Mail Services LLC");
}
SPOIL(the_recipient_is_a_stranger)
{
	w->order.recipient = AMBIT_LIT("Bureau Two");
}
SPOIL(the_recipient_is_of_another_country)
{
	w->order.recipient = AMBIT_LIT("Staatsanwalt");
}
static void
sealed_to(struct world *w, unsigned char first, unsigned char second)
{
	w->order.has_recipient_sha256 = true;
	w->order.recipient_sha256[0] = first;
	w->order.recipient_sha256[1] = second;
	w->order.recipient_sha256[2] = 3;
}
SPOIL(its_certificate_is_the_registered_one)
{
	sealed_to(w, 1, 2);
}
SPOIL(its_certificate_is_another)
{
	sealed_to(w, 1, 3);
}
SPOIL(its_certificate_is_the_one_of_before)
{
	w->order.has_recipient_sha256 = true;
	w->order.recipient_sha256[0] = 7;
}
SPOIL(its_certificate_is_not_registered)
{
	w->order.recipient = AMBIT_LIT("Sheriff");
	w->order.has_recipient_sha256 = true;
}
SPOIL(the_recipient_is_valid_from_now_on)
{
	w->now = DAY(109);
	sealed_to(w, 1, 2);
}
SPOIL(the_recipient_is_valid_no_more)
{
	w->now = DAY(200);
	w->order.issued = w->order.served = w->approvals[0].signed_at =
	    STAMP(DAY(199));
}
SPOIL(the_recipient_is_still_valid)
{
	the_recipient_is_valid_no_more(w);
	w->now -= 1;
}

static const struct row rows[] = {
	ROW(warrant, it_is_as_it_should_be, ""),
	ROW(d_order, it_is_as_it_should_be, ""),
	ROW(subpoena, it_is_as_it_should_be, ""),
	ROW(epoc, it_is_as_it_should_be, ""),
	ROW(epoc_urgent, it_is_as_it_should_be, ""),
	ROW(emergency, it_is_as_it_should_be, ""),
	ROW(civil, it_is_as_it_should_be, ""),

	ROW(warrant, the_type_is_unknown, "E_AUTHORITY_TYPE"),
	ROW(d_order, the_type_is_unknown, "E_AUTHORITY_TYPE"),
	ROW(subpoena, the_type_is_unknown, "E_AUTHORITY_TYPE"),
	ROW(emergency, the_type_is_unknown, "E_AUTHORITY_TYPE"),
	ROW(civil, the_type_is_unknown, "E_AUTHORITY_TYPE"),
	ROW(subpoena, the_type_is_switched_off, "E_AUTHORITY_TYPE"),
	ROW(subpoena, it_asks_for_content_beyond_its_reach,
	    "E_AUTHORITY_REACH"),
	ROW(subpoena, it_asks_for_content_beyond_its_reach_by_field,
	    "E_AUTHORITY_REACH"),
	ROW(d_order, it_asks_for_content_beyond_its_reach, "E_AUTHORITY_REACH"),
	ROW(subpoena, it_preserves_and_would_produce, "E_AUTHORITY_REACH"),
	ROW(subpoena, it_preserves, ""),
	ROW(subpoena, it_preserves_what_it_should_produce,
	    "E_AUTHORITY_REACH E_AUTHORITY_REACH"),
	ROW(overseas, it_is_as_it_should_be, OFF),
	ROW(overseas, it_asks_for_traffic_beside_content, OFF),
	ROW(overseas, it_asks_for_traffic_alone, OFF " E_AUTHORITY_REACH"),
	ROW(overseas, it_asks_for_content_in_another_task,
	    OFF " E_AUTHORITY_REACH"),
	ROW(d_order, it_asks_for_traffic_alone, ""),
	ROW(pen, it_is_as_it_should_be, OFF),
	ROW(pen, it_records_from_before_its_issue, OFF " E_AUTHORITY_REACH"),
	ROW(pen, it_records_for_sixty_days, OFF),
	ROW(pen, it_records_for_longer, OFF " E_AUTHORITY_REACH"),
	ROW(pen, it_gives_no_range, OFF " E_BROAD_NORANGE"),
	ROW(pen, it_records_when_somebody_read, OFF " E_AUTHORITY_FIELD"),
	ROW(subpoena, it_names_a_field_beyond_the_list, "E_AUTHORITY_FIELD"),
	ROW(warrant, a_magistrate_is_asked_for_and_an_official_signed,
	    "E_AUTHORITY_ROLE"),
	ROW(warrant, a_second_issuer_may_not, "E_AUTHORITY_ROLE"),
	ROW(warrant, a_validator_may_be_anybody_where_none_is_needed, ""),
	ROW(epoc, a_validator_may_be_anybody_where_none_is_needed, ""),
	ROW(epoc, a_prosecutor_asks_for_traffic, "E_AUTHORITY_ROLE"),
	ROW(epoc, a_prosecutor_asks_for_content, "E_AUTHORITY_ROLE"),
	ROW(epoc, a_prosecutor_asks_for_traffic_in_a_second_task,
	    "E_AUTHORITY_ROLE"),
	ROW(epoc, a_prosecutor_asks_for_traffic_in_a_first_task,
	    "E_AUTHORITY_ROLE"),
	ROW(epoc, a_judge_validates_the_prosecutor_for_traffic, ""),
	ROW(epoc, a_judge_issues_for_traffic, ""),
	ROW(epoc, a_clerk_issues_what_no_clerk_may, "E_AUTHORITY_ROLE"),
	ROW(epoc, a_clerk_issues_and_a_judge_validates, "E_AUTHORITY_ROLE"),
	ROW(epoc, the_police_issues_alone, "E_AUTHORITY_VALIDATION"),
	ROW(epoc, the_validation_stands_first, ""),
	ROW(epoc, the_police_issues_twice, "E_AUTHORITY_VALIDATION"),
	ROW(epoc, the_police_issues_and_a_prosecutor_validates, ""),
	ROW(epoc, the_police_issues_and_the_police_validates,
	    "E_AUTHORITY_VALIDATION"),
	ROW(epoc, a_prosecutor_validates_the_police_for_traffic,
	    "E_AUTHORITY_VALIDATION"),
	ROW(epoc, a_judge_validates_the_police_for_traffic, ""),
	ROW(british, it_is_as_it_should_be, OFF),
	ROW(british, nobody_stamped_it_again, OFF " E_AUTHZ_COUNTERSIGN"),
	ROW(british, the_second_stamp_is_of_the_first,
	    OFF " E_AUTHZ_COUNTERSIGN"),
	ROW(british, the_stamps_change_places, OFF),
	ROW(epoc_urgent, validation_is_an_instant_late,
	    "E_AUTHORITY_VALIDATION"),
	ROW(epoc_urgent, validation_is_late_but_there, ""),
	ROW(epoc_urgent, an_emergency_is_for_no_traffic,
	    "E_AUTHORITY_VALIDATION"),
	ROW(epoc_urgent, an_emergency_is_for_no_content,
	    "E_AUTHORITY_VALIDATION"),
	ROW(epoc_urgent, it_does_not_say_that_it_waits_for_validation,
	    "E_AUTHORITY_VALIDATION"),
	ROW(epoc_urgent, it_is_no_emergency, "E_AUTHORITY_VALIDATION"),
	ROW(epoc_urgent, it_preserves_content_in_an_emergency,
	    "E_AUTHORITY_REACH"),
	ROW(civil, nobody_consented, "E_AUTHORITY_CONSENT"),
	ROW(civil, nobody_consented_to_records, ""),
	ROW(civil, nobody_consented_to_content_before_records,
	    "E_AUTHORITY_CONSENT"),
	ROW(civil, another_consented, "E_AUTHORITY_CONSENT"),
	ROW(civil, consent_is_to_another_task, "E_AUTHORITY_CONSENT"),
	ROW(civil, consent_came_with_service, "E_AUTHORITY_CONSENT"),
	ROW(civil, consent_is_on_no_paper, "E_AUTHORITY_CONSENT"),
	ROW(civil, the_second_consent_will_do, ""),
	ROW(d_order, a_keyword_selects_records, "E_AUTHORITY_SELECTION"),
	ROW(d_order, a_file_name_selects_records, "E_AUTHORITY_SELECTION"),
	ROW(d_order, a_folder_role_selects_records, "E_AUTHORITY_SELECTION"),
	ROW(d_order, a_direction_and_a_participant_select_records, ""),
	ROW(warrant, a_keyword_selects_records, ""),

	ROW(warrant, the_country_is_not_served,
	    "E_JURIS_COUNTRY E_ADDR_DELIVERY"),
	ROW(civil, the_type_is_not_served, "E_JURIS_COUNTRY"),
	ROW(warrant, the_other_entity_serves_it, "E_JURIS_COUNTRY"),
	ROW(warrant, another_entity_holds_the_account, ""),
	ROW(d_order, another_entity_holds_the_account, "E_JURIS_ENTITY"),
	ROW(epoc, another_entity_holds_it_and_no_treaty_leads_back,
	    "E_JURIS_ENTITY"),
	ROW(warrant, an_entity_of_no_treaty_holds_the_account,
	    "E_JURIS_ENTITY"),
	ROW(d_order, nobody_holds_the_account, "E_TARGET_UNKNOWN"),

	ROW(overseas, no_arrangement_carries_it,
	    OFF " E_JURIS_ARRANGEMENT E_JURIS_ENTITY"),
	ROW(overseas, the_arrangement_is_for_warrants,
	    OFF " E_JURIS_ARRANGEMENT E_JURIS_ENTITY"),
	ROW(overseas, the_arrangement_is_the_only_treaty, OFF),
	ROW(overseas, the_arrangement_is_with_another,
	    OFF " E_JURIS_ARRANGEMENT E_JURIS_ENTITY"),
	ROW(overseas, it_is_addressed_to_a_stranger, OFF " E_ADDR_ENTITY"),
	ROW(overseas, its_target_is_excluded, OFF " E_JURIS_ARRANGEMENT"),
	ROW(warrant, its_target_is_excluded, ""),
	ROW(overseas, its_target_is_nobody, OFF " E_TARGET_UNKNOWN"),
	ROW(overseas, its_target_is_two, OFF " E_TARGET_AMBIGUOUS"),

	ROW(warrant, nobody_signed, "E_SIGN_MISSING"),
	ROW(warrant, it_is_validated_and_not_issued, "E_SIGN_MISSING"),
	ROW(warrant, it_is_signed_on_another_paper, "E_SIGN_MISSING"),
	ROW(warrant, it_is_signed_on_no_paper, "E_SIGN_MISSING"),
	ROW(emergency, there_is_no_letterhead, "E_AUTHZ_EMERGENCY"),
	ROW(emergency, there_is_no_letter, "E_AUTHZ_EMERGENCY"),
	ROW(emergency, the_letter_is_a_judges,
	    "E_AUTHZ_EMERGENCY E_AUTHORITY_ROLE"),
	ROW(emergency, the_letter_is_nobodys, "E_SIGN_MISSING"),
	ROW(emergency, the_letter_names_no_field, "E_AUTHZ_EMERGENCY"),
	ROW(emergency, the_letter_is_an_instant_old, "E_AUTHZ_EMERGENCY"),

	ROW(warrant, it_is_addressed_to_a_stranger, "E_ADDR_ENTITY"),
	ROW(warrant, the_recipient_is_a_stranger, "E_ADDR_DELIVERY"),
	ROW(warrant, the_recipient_is_of_another_country, "E_ADDR_DELIVERY"),
	ROW(warrant, its_certificate_is_the_registered_one, ""),
	ROW(warrant, its_certificate_is_another, "E_ADDR_DELIVERY"),
	ROW(warrant, its_certificate_is_the_one_of_before, "E_ADDR_DELIVERY"),
	ROW(warrant, its_certificate_is_not_registered, "E_ADDR_DELIVERY"),
	ROW(warrant, the_recipient_is_valid_from_now_on, ""),
	ROW(warrant, the_recipient_is_valid_no_more, "E_ADDR_DELIVERY"),
	ROW(warrant, the_recipient_is_still_valid, ""),
};

/* A finding points at what breaks the rule; a short list is counted whole. */
static void
a_finding_says_where(void **state)
{
	struct ambit_finding f[3] = { 0 };
	struct world w;

	(void)state;
	subpoena(&w);
	w.order.case_type = AMBIT_CASE_CIVIL;
	w.approvals[0].role = AMBIT_ROLE_JUDGE;
	field(&w, 0, 1, "conn_agent");
	narrow(&w, 0, AMBIT_NARROW_DIRECTION, "x");
	assert_int_equal(ambit_law_judge(&w.order, &w.registry, w.now,
			     AMBIT_TO_PRODUCE, f, 2),
	    4);
	assert_string_equal(f[0].check->code, "E_FORM_CONFLICT");
	assert_ptr_equal(f[0].subject.order, &w.order);
	assert_null(f[0].subject.task);
	assert_string_equal(f[1].check->code, "E_AUTHORITY_ROLE");
	assert_ptr_equal(f[1].subject.approval, &w.approvals[0]);
	assert_null(f[2].check);
	w.order.case_type = AMBIT_CASE_CRIMINAL;
	w.approvals[0].role = AMBIT_ROLE_PROSECUTOR;
	bar(&w, DAY(100), DAY(100), "x");
	assert_int_equal(ambit_law_judge(&w.order, &w.registry, w.now,
			     AMBIT_TO_PRODUCE, f, 3),
	    3);
	assert_ptr_equal(f[0].subject.secrecy, &w.secrecies[0]);
	assert_null(f[0].subject.approval);
	assert_ptr_equal(f[1].subject.field, &w.fields[0][1][1]);
	assert_ptr_equal(f[1].subject.demand, &w.demands[0][1]);
	assert_ptr_equal(f[1].subject.task, &w.tasks[0]);
	assert_ptr_equal(f[2].subject.narrow, &w.narrows[0][0]);
	assert_null(f[2].subject.demand);
	assert_null(f[2].subject.field);
}

static void
every_check_has_words_and_none_is_signed(void **state)
{
	size_t n;
	const struct ambit_check *checks = ambit_law_checks(&n);

	(void)state;
	assert_in_range(n, 55, 70);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(strncmp(checks[i].code, "E_", 2), 0);
		assert_true(strlen(checks[i].says) > 10);
		assert_true(strlen(checks[i].cure) > 5);
		assert_int_equal(checks[i].breaks == NULL,
		    checks[i].level == AMBIT_LEVEL_FILES);
		assert_int_equal(checks[i].overridable,
		    checks[i].reason == AMBIT_REASON_BROAD &&
			checks[i].severity == AMBIT_NARROW_IT);
		assert_ptr_not_equal(ambit_law_check(
					 ambit_span_str(checks[i].code)),
		    NULL);
		assert_false(checks[i].confirmed);
		assert_int_equal(checks[i].severity == AMBIT_NARROW_IT,
		    (strncmp(checks[i].code, "E_BROAD_", 8) == 0 &&
			strcmp(checks[i].code, "E_BROAD_NOTARGET") != 0) ||
			strcmp(checks[i].code, "E_TARGET_AMBIGUOUS") == 0 ||
			strcmp(checks[i].code, "E_NDO_MISMATCH") == 0);
	}
}

static void
counsel_lifts_breadth_alone(void **state)
{
	size_t n, lifted = 0;
	const struct ambit_check *checks = ambit_law_checks(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		bool broad = strncmp(checks[i].code, "E_BROAD_", 8) == 0 &&
		    strcmp(checks[i].code, "E_BROAD_NOTARGET") != 0;

		assert_false(ambit_law_lifts(&checks[i], false));
		assert_int_equal(ambit_law_lifts(&checks[i], true), broad);
		lifted += broad;
	}
	assert_int_equal(lifted, 4);
}

#define ALONE 3

int
main(void)
{
	static struct CMUnitTest tests[COUNT(rows) + ALONE] = {
		cmocka_unit_test(a_finding_says_where),
		cmocka_unit_test(every_check_has_words_and_none_is_signed),
		cmocka_unit_test(counsel_lifts_breadth_alone),
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[ALONE + i] = (struct CMUnitTest){ rows[i].name, judge,
			NULL, NULL, (void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("validity", tests, NULL, NULL);
}
