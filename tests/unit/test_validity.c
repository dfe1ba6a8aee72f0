#include "orders.h"

/* Rows leave out what is zero. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define DEMAND(class, store) \
	(void)demand(w, 0, AMBIT_CLASS_##class, AMBIT_HOLDS_##store)
#define SPOIL(name) static void name(struct world *w)

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

/* Jurisdiction. */
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

/* Dates. */
SPOIL(it_ends_with_service)
{
	w->tasks[0].range.until = DAY(102);
}
SPOIL(it_ends_an_instant_after_service)
{
	w->tasks[0].range.until = DAY(102) + 1;
}
SPOIL(it_is_served_as_it_is_issued)
{
	w->order.served = STAMP(DAY(100));
}
SPOIL(it_is_served_before_it_is_issued)
{
	w->order.issued = STAMP(DAY(102) + 1);
}
SPOIL(it_is_served_now)
{
	w->now = DAY(109);
	w->order.served = STAMP(DAY(109));
}
SPOIL(it_is_served_after_now)
{
	w->now = DAY(109);
	w->order.served = STAMP(DAY(109) + 1);
}
SPOIL(it_is_signed_as_it_is_served)
{
	w->approvals[0].signed_at = STAMP(DAY(102));
}
SPOIL(it_is_signed_after_it_is_served)
{
	w->approvals[0].signed_at = STAMP(DAY(102) + 1);
}
SPOIL(the_range_is_an_instant)
{
	w->tasks[0].range.until = DAY(10) + 1;
}
SPOIL(the_range_is_empty)
{
	w->tasks[0].range.until = DAY(10);
}
SPOIL(it_is_due_when_issued)
{
	w->order.due = STAMP(DAY(100));
}
SPOIL(it_is_due_before)
{
	w->order.due = STAMP(DAY(100) - 1);
}
SPOIL(a_bar_lasts_an_instant)
{
	bar(w, DAY(100), DAY(100) + 1, "x");
}
SPOIL(a_bar_lasts_no_time)
{
	bar(w, DAY(100), DAY(100), "x");
}
SPOIL(our_clock_is_five_minutes_slow)
{
	w->now = DAY(100) - 5 * AMBIT_MINUTE;
}
SPOIL(our_clock_is_slower)
{
	w->now = DAY(100) - 5 * AMBIT_MINUTE - 1;
}
SPOIL(only_the_signature_is_in_the_future)
{
	w->approvals[0].signed_at = STAMP(w->now + 5 * AMBIT_MINUTE + 1);
}
SPOIL(it_is_served_by_the_last_day)
{
	w->order.serve_by = STAMP(DAY(102));
}
SPOIL(it_is_served_after_the_last_day)
{
	w->order.serve_by = STAMP(DAY(102) - 1);
}
SPOIL(a_warrant_is_served_in_fourteen_days)
{
	w->order.issued = w->approvals[0].signed_at = STAMP(DAY(88));
}
SPOIL(a_warrant_is_served_later)
{
	w->order.issued = w->approvals[0].signed_at = STAMP(DAY(88) - 1);
}
SPOIL(a_warrant_is_served_later_but_in_time)
{
	a_warrant_is_served_later(w);
	w->order.serve_by = STAMP(DAY(103));
}
SPOIL(the_registry_allows_thirty_days)
{
	w->order.issued = w->approvals[0].signed_at = STAMP(DAY(72));
}
SPOIL(the_registry_allows_no_more)
{
	w->order.issued = w->approvals[0].signed_at = STAMP(DAY(72) - 1);
}
SPOIL(the_default_is_180_days)
{
	w->order.issued = w->approvals[0].signed_at = STAMP(DAY(102 - 180));
}
SPOIL(the_default_is_no_more)
{
	w->order.issued = w->approvals[0].signed_at = STAMP(DAY(102 - 180) - 1);
}
SPOIL(it_expires_now)
{
	w->order.expires = STAMP(w->now);
}
SPOIL(it_has_expired)
{
	w->order.expires = STAMP(w->now - 1);
}
SPOIL(the_name_was_between_two_holders)
{
	target(&w->tasks[0], AMBIT_NAME_EMAIL, "mail", "sales@example.com");
	w->tasks[0].range = (struct ambit_range){ DAY(40), DAY(60) };
}
SPOIL(the_name_was_between_two_holders_and_the_range_is_empty)
{
	target(&w->tasks[0], AMBIT_NAME_EMAIL, "mail", "sales@example.com");
	w->tasks[0].range = (struct ambit_range){ DAY(50), DAY(50) };
}
SPOIL(the_name_was_its_first_holders)
{
	target(&w->tasks[0], AMBIT_NAME_EMAIL, "mail", "sales@example.com");
	w->tasks[0].range = (struct ambit_range){ DAY(39), DAY(60) };
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

/* Form. */
SPOIL(the_case_is_civil)
{
	w->order.case_type = AMBIT_CASE_CIVIL;
}
SPOIL(the_emergency_is_not_told)
{
	w->order.case_type = AMBIT_CASE_EMERGENCY;
}
SPOIL(subscriber_of_mail)
{
	DEMAND(SUBSCRIBER, MAIL);
}
SPOIL(identification_of_the_account)
{
	DEMAND(IDENTIFICATION, ACCOUNT);
	field(w, 0, 1, "acct_reg_ip");
}
SPOIL(traffic_of_contacts)
{
	DEMAND(TRAFFIC, CONTACTS);
	field(w, 0, 1, "native");
}
SPOIL(content_of_connections)
{
	DEMAND(CONTENT, CONNECTIONS);
}
SPOIL(no_class_at_all)
{
	w->demands[0][0].class = 0;
}
SPOIL(a_class_that_there_is_not)
{
	w->demands[0][0].class = 1 << AMBIT_N_CLASSES;
}
SPOIL(every_pair_that_there_is)
{
	w->tasks[0].n_demands = 0;
	DEMAND(SUBSCRIBER, ACCOUNT);
	DEMAND(IDENTIFICATION, CONNECTIONS);
	DEMAND(TRAFFIC, MAIL);
	DEMAND(TRAFFIC, FILES);
	(void)task(w);
	(void)demand(w, 1, AMBIT_CLASS_TRAFFIC, AMBIT_HOLDS_CONNECTIONS);
	(void)demand(w, 1, AMBIT_CLASS_TRAFFIC, AMBIT_HOLDS_ACCOUNT);
	(void)demand(w, 1, AMBIT_CLASS_CONTENT, AMBIT_HOLDS_MAIL);
	(void)demand(w, 1, AMBIT_CLASS_CONTENT, AMBIT_HOLDS_FILES);
}
SPOIL(calendars_and_contacts)
{
	w->tasks[0].n_demands = 0;
	DEMAND(CONTENT, CALENDAR);
	DEMAND(CONTENT, CONTACTS);
}
SPOIL(a_field_that_there_is_not)
{
	field(w, 0, 0, "soul");
}
SPOIL(a_field_of_another_class)
{
	field(w, 0, 0, "to_addr");
}
SPOIL(a_field_of_another_store)
{
	field(w, 0, 0, "file_name");
}
SPOIL(a_task_twice)
{
	(void)task(w);
	(void)demand(w, 1, AMBIT_CLASS_CONTENT, AMBIT_HOLDS_MAIL);
}
#define ALMOST(name, change)     \
	SPOIL(name)              \
	{                        \
		a_task_twice(w); \
		change;          \
	}
ALMOST(almost_of_another_name,
    target(&w->tasks[1], AMBIT_NAME_USER_ID, "ids", "0001"))
ALMOST(almost_in_another_space, w->tasks[1].target.space = AMBIT_LIT("ids"))
ALMOST(almost_in_another_format,
    target(&w->tasks[0], AMBIT_NAME_USER_ID, "mail", "alice@example.com"))
ALMOST(almost_from_another_day, w->tasks[1].range.from += 1)
ALMOST(almost_until_another_day, w->tasks[1].range.until += 1)
ALMOST(almost_by_another_clock, w->tasks[1].clock = AMBIT_CLOCK_HEADER)
ALMOST(almost_with_another_store, w->demands[1][0].store = AMBIT_HOLDS_FILES)
ALMOST(almost_with_another_class, w->demands[1][0].class = AMBIT_CLASS_TRAFFIC)
ALMOST(almost_with_more,
    (void)demand(w, 1, AMBIT_CLASS_CONTENT, AMBIT_HOLDS_FILES))
ALMOST(almost_with_a_field, field(w, 1, 0, "text"))
ALMOST(almost_narrowed,
    narrow(w, 1, AMBIT_NARROW_PARTICIPANT, "bob@example.org"))
SPOIL(a_task_twice_with_the_same_fields)
{
	a_task_twice(w);
	field(w, 0, 0, "text");
	field(w, 1, 0, "text");
}
SPOIL(almost_with_another_field)
{
	a_task_twice_with_the_same_fields(w);
	w->fields[1][0][0] = AMBIT_LIT("subject");
}
SPOIL(a_task_twice_narrowed_alike)
{
	a_task_twice(w);
	narrow(w, 0, AMBIT_NARROW_KEYWORD, "sent");
	narrow(w, 1, AMBIT_NARROW_KEYWORD, "sent");
}
SPOIL(almost_narrowed_alike)
{
	a_task_twice_narrowed_alike(w);
	w->narrows[1][0].value = AMBIT_LIT("received");
}
SPOIL(almost_narrowed_by_the_same)
{
	a_task_twice_narrowed_alike(w);
	w->narrows[1][0].by = AMBIT_NARROW_DIRECTION;
}
SPOIL(a_task_thrice)
{
	a_task_twice(w);
	(void)task(w);
	(void)demand(w, 2, AMBIT_CLASS_CONTENT, AMBIT_HOLDS_MAIL);
	w->registry.limits.tasks = 3;
}
SPOIL(bars_follow_each_other)
{
	bar(w, DAY(100), DAY(200), "x");
	bar(w, DAY(200), DAY(300), "y");
}
SPOIL(bars_precede_each_other)
{
	bar(w, DAY(200), DAY(300), "x");
	bar(w, DAY(100), DAY(200), "y");
}
SPOIL(bars_overlap)
{
	bar(w, DAY(100), DAY(200) + 1, "x");
	bar(w, DAY(200), DAY(300), "y");
}
SPOIL(bars_overlap_the_other_way)
{
	bar(w, DAY(200), DAY(300), "x");
	bar(w, DAY(100), DAY(200) + 1, "y");
}
SPOIL(bars_of_one_matter_overlap)
{
	bar(w, DAY(100), DAY(200) + 1, "x");
	bar(w, DAY(200), DAY(300), "x");
}
SPOIL(a_bar_without_end_overlaps_what_begins_later)
{
	bar(w, DAY(100), EVER, "x");
	bar(w, DAY(200), DAY(300), "y");
}
SPOIL(a_bar_overlaps_one_without_end)
{
	bar(w, DAY(200), DAY(300), "x");
	bar(w, DAY(100), EVER, "y");
}
SPOIL(a_bar_ends_before_one_without_end)
{
	bar(w, DAY(100), DAY(200), "x");
	bar(w, DAY(200), EVER, "y");
}
SPOIL(a_bar_has_an_end_and_none)
{
	bar(w, DAY(100), DAY(200), "x");
	w->secrecies[0].indefinite = true;
}
SPOIL(a_bar_has_neither)
{
	bar(w, DAY(100), EVER, "x");
	w->secrecies[0].indefinite = false;
}
SPOIL(it_goes_sideways)
{
	narrow(w, 0, AMBIT_NARROW_DIRECTION, "sideways");
}
SPOIL(it_was_received)
{
	narrow(w, 0, AMBIT_NARROW_DIRECTION, "received");
}

/* Breadth. */
SPOIL(the_name_is_of_two)
{
	target(&w->tasks[0], AMBIT_NAME_EMAIL, "mail", "sales@example.com");
}
SPOIL(an_ip_address_for_records)
{
	target(&w->tasks[0], AMBIT_NAME_IPV4, "ip", "192.0.2.1");
}
SPOIL(an_ip_address_for_content)
{
	target(&w->tasks[0], AMBIT_NAME_IPV6, "ip", "2001:db8::1");
}
SPOIL(the_participant_is_a_pattern)
{
	narrow(w, 0, AMBIT_NARROW_PARTICIPANT, "*@example.org");
}
SPOIL(the_participant_is_a_domain)
{
	narrow(w, 0, AMBIT_NARROW_PARTICIPANT, "@example.org");
}
SPOIL(the_word_is_a_pattern)
{
	narrow(w, 0, AMBIT_NARROW_KEYWORD, "*");
}
static void
without_range(struct world *w)
{
	w->tasks[0].has_range = false;
	w->tasks[0].range = AMBIT_RANGE_ALL;
}
SPOIL(no_range)
{
	without_range(w);
}
SPOIL(no_range_for_traffic)
{
	without_range(w);
	w->tasks[0].n_demands = 1;
}
SPOIL(no_range_for_the_subscriber)
{
	without_range(w);
	w->tasks[0].n_demands = 1;
}
SPOIL(no_range_for_identification)
{
	without_range(w);
}
SPOIL(the_range_is_as_long_as_it_may_be)
{
	w->tasks[0].range.from = DAY(90 - 500);
}
SPOIL(the_range_is_longer)
{
	w->tasks[0].range.from = DAY(90 - 500) - 1;
}
SPOIL(the_range_is_too_long_for_traffic_alone)
{
	w->tasks[0].range.from = DAY(90 - 600) - 1;
}
SPOIL(the_range_is_too_long_for_identification_alone)
{
	w->tasks[0].range.from = DAY(90 - 700) - 1;
}
SPOIL(the_range_is_too_long_for_the_subscriber_too)
{
	w->tasks[0].range.from = DAY(90 - 800) - 1;
}
SPOIL(the_order_has_as_many_tasks_as_it_may)
{
	almost_from_another_day(w);
}
SPOIL(the_order_has_more)
{
	almost_from_another_day(w);
	w->registry.limits.tasks = 1;
}
SPOIL(all_four_stores)
{
	DEMAND(CONTENT, CALENDAR);
	DEMAND(CONTENT, CONTACTS);
	DEMAND(CONTENT, FILES);
}
SPOIL(three_stores_without_mail)
{
	w->tasks[0].n_demands = 0;
	DEMAND(CONTENT, CALENDAR);
	DEMAND(CONTENT, CONTACTS);
	DEMAND(CONTENT, FILES);
}
SPOIL(three_stores_and_traffic_of_the_fourth)
{
	DEMAND(CONTENT, CALENDAR);
	DEMAND(CONTENT, CONTACTS);
	DEMAND(TRAFFIC, FILES);
}
SPOIL(all_four_stores_in_two_tasks)
{
	DEMAND(CONTENT, CALENDAR);
	(void)task(w);
	(void)demand(w, 1, AMBIT_CLASS_CONTENT, AMBIT_HOLDS_CONTACTS);
	(void)demand(w, 1, AMBIT_CLASS_CONTENT, AMBIT_HOLDS_FILES);
}
SPOIL(all_four_stores_of_two_targets)
{
	all_four_stores_in_two_tasks(w);
	target(&w->tasks[1], AMBIT_NAME_USER_ID, "ids", "0001");
}

struct row {
	const char *name;
	void (*base)(struct world *w);
	void (*spoil)(struct world *w);
	const char *codes;
};

#define ROW(base, spoil, codes)                       \
	{                                             \
#base ": " #spoil, base, spoil, codes \
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
	ROW(subpoena, it_names_a_field_beyond_the_list, "E_AUTHORITY_FIELD"),
	ROW(d_order, a_field_that_there_is_not, "E_FORM_CONFLICT"),
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
	ROW(warrant, it_ends_with_service, ""),
	ROW(warrant, it_ends_an_instant_after_service, "E_SCOPE_LIVE"),

	ROW(warrant, the_country_is_not_served,
	    "E_JURIS_COUNTRY E_ADDR_DELIVERY"),
	ROW(civil, the_type_is_not_served, "E_JURIS_COUNTRY"),
	ROW(warrant, the_other_entity_serves_it, "E_JURIS_COUNTRY"),
	ROW(warrant, another_entity_holds_the_account, ""),
	ROW(d_order, another_entity_holds_the_account, "E_JURIS_ENTITY"),
	ROW(epoc, another_entity_holds_it_and_no_treaty_leads_back,
	    "E_JURIS_ENTITY"),
	ROW(d_order, nobody_holds_the_account, ""),

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

	ROW(warrant, it_is_served_as_it_is_issued, ""),
	ROW(warrant, it_is_served_before_it_is_issued, "E_DATE_ORDER"),
	ROW(warrant, it_is_served_now, ""),
	ROW(warrant, it_is_served_after_now, "E_DATE_ORDER"),
	ROW(warrant, it_is_signed_as_it_is_served, ""),
	ROW(warrant, it_is_signed_after_it_is_served, "E_DATE_ORDER"),
	ROW(warrant, the_range_is_an_instant, ""),
	ROW(warrant, the_range_is_empty, "E_DATE_ORDER"),
	ROW(warrant, it_is_due_when_issued, ""),
	ROW(warrant, it_is_due_before, "E_DATE_ORDER"),
	ROW(warrant, a_bar_lasts_an_instant, ""),
	ROW(warrant, a_bar_lasts_no_time, "E_DATE_ORDER"),
	ROW(subpoena, our_clock_is_five_minutes_slow, "E_DATE_ORDER"),
	ROW(subpoena, our_clock_is_slower,
	    "E_DATE_ORDER E_DATE_FUTURE E_DATE_FUTURE"),
	ROW(warrant, only_the_signature_is_in_the_future,
	    "E_DATE_ORDER E_DATE_FUTURE"),
	ROW(warrant, it_is_served_by_the_last_day, ""),
	ROW(warrant, it_is_served_after_the_last_day, "E_DATE_STALE"),
	ROW(warrant, a_warrant_is_served_in_fourteen_days, ""),
	ROW(warrant, a_warrant_is_served_later, "E_DATE_STALE"),
	ROW(warrant, a_warrant_is_served_later_but_in_time, ""),
	ROW(d_order, the_registry_allows_thirty_days, ""),
	ROW(d_order, the_registry_allows_no_more, "E_DATE_STALE"),
	ROW(subpoena, the_default_is_180_days, ""),
	ROW(subpoena, the_default_is_no_more, "E_DATE_STALE"),
	ROW(warrant, it_expires_now, ""),
	ROW(warrant, it_has_expired, "E_DATE_EXPIRED"),
	ROW(warrant, the_name_was_between_two_holders, "E_DATE_RANGE_HELD"),
	ROW(warrant, the_name_was_between_two_holders_and_the_range_is_empty,
	    "E_DATE_ORDER"),
	ROW(warrant, the_name_was_its_first_holders, ""),

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

	ROW(warrant, the_case_is_civil, "E_FORM_CONFLICT"),
	ROW(epoc, the_emergency_is_not_told, "E_FORM_CONFLICT"),
	ROW(warrant, subscriber_of_mail, "E_FORM_CONFLICT"),
	ROW(warrant, identification_of_the_account, "E_FORM_CONFLICT"),
	ROW(warrant, traffic_of_contacts, "E_FORM_CONFLICT"),
	ROW(warrant, content_of_connections, "E_FORM_CONFLICT"),
	ROW(warrant, no_class_at_all, "E_AUTHORITY_REACH E_FORM_CONFLICT"),
	ROW(warrant, a_class_that_there_is_not,
	    "E_AUTHORITY_REACH E_FORM_CONFLICT"),
	ROW(warrant, every_pair_that_there_is, ""),
	ROW(warrant, calendars_and_contacts, ""),
	ROW(warrant, a_field_that_there_is_not, "E_FORM_CONFLICT"),
	ROW(warrant, a_field_of_another_class, "E_FORM_CONFLICT"),
	ROW(warrant, a_field_of_another_store, "E_FORM_CONFLICT"),
	ROW(warrant, a_task_twice, "E_FORM_CONFLICT"),
	ROW(warrant, a_task_twice_with_the_same_fields, "E_FORM_CONFLICT"),
	ROW(warrant, a_task_twice_narrowed_alike, "E_FORM_CONFLICT"),
	ROW(warrant, a_task_thrice, "E_FORM_CONFLICT E_FORM_CONFLICT"),
	ROW(warrant, almost_of_another_name, ""),
	ROW(warrant, almost_in_another_space, ""),
	ROW(warrant, almost_in_another_format, ""),
	ROW(warrant, almost_from_another_day, ""),
	ROW(warrant, almost_until_another_day, ""),
	ROW(warrant, almost_by_another_clock, ""),
	ROW(warrant, almost_with_another_store, ""),
	ROW(warrant, almost_with_another_class, ""),
	ROW(warrant, almost_with_more, ""),
	ROW(warrant, almost_with_a_field, ""),
	ROW(warrant, almost_with_another_field, ""),
	ROW(warrant, almost_narrowed, ""),
	ROW(warrant, almost_narrowed_alike, ""),
	ROW(warrant, almost_narrowed_by_the_same, ""),
	ROW(warrant, bars_follow_each_other, ""),
	ROW(warrant, bars_precede_each_other, ""),
	ROW(warrant, bars_overlap, "E_FORM_CONFLICT"),
	ROW(warrant, bars_overlap_the_other_way, "E_FORM_CONFLICT"),
	ROW(warrant, bars_of_one_matter_overlap, ""),
	ROW(warrant, a_bar_without_end_overlaps_what_begins_later,
	    "E_FORM_CONFLICT"),
	ROW(warrant, a_bar_overlaps_one_without_end, "E_FORM_CONFLICT"),
	ROW(warrant, a_bar_ends_before_one_without_end, ""),
	ROW(warrant, a_bar_has_an_end_and_none, "E_FORM_CONFLICT"),
	ROW(warrant, a_bar_has_neither, "E_FORM_CONFLICT"),
	ROW(warrant, it_goes_sideways, "E_FORM_CONFLICT"),
	ROW(warrant, it_was_received, ""),

	ROW(warrant, the_name_is_of_two, "E_TARGET_AMBIGUOUS"),
	ROW(subpoena, an_ip_address_for_records, "E_TARGET_AMBIGUOUS"),
	ROW(warrant, an_ip_address_for_content,
	    "E_TARGET_AMBIGUOUS E_BROAD_NOTARGET"),
	ROW(d_order, an_ip_address_for_content,
	    "E_TARGET_AMBIGUOUS E_BROAD_NOTARGET"),
	ROW(warrant, the_participant_is_a_pattern, "E_TARGET_FORMAT"),
	ROW(warrant, the_participant_is_a_domain, "E_TARGET_FORMAT"),
	ROW(warrant, the_word_is_a_pattern, ""),
	ROW(warrant, no_range, "E_BROAD_NORANGE"),
	ROW(d_order, no_range_for_traffic, "E_BROAD_NORANGE"),
	ROW(subpoena, no_range_for_the_subscriber, ""),
	ROW(epoc, no_range_for_identification, "E_BROAD_NORANGE"),
	ROW(warrant, the_range_is_as_long_as_it_may_be, ""),
	ROW(warrant, the_range_is_longer, "E_BROAD_SPAN"),
	ROW(d_order, the_range_is_longer, ""),
	ROW(d_order, the_range_is_too_long_for_traffic_alone, "E_BROAD_SPAN"),
	ROW(subpoena, the_range_is_too_long_for_identification_alone,
	    "E_BROAD_SPAN"),
	ROW(subpoena, the_range_is_too_long_for_the_subscriber_too,
	    "E_BROAD_SPAN E_BROAD_SPAN"),
	ROW(warrant, the_order_has_as_many_tasks_as_it_may, ""),
	ROW(warrant, the_order_has_more, "E_BROAD_COUNT"),
	ROW(warrant, all_four_stores, "E_BROAD_ALLSTORES"),
	ROW(warrant, three_stores_without_mail, ""),
	ROW(warrant, three_stores_and_traffic_of_the_fourth, ""),
	ROW(warrant, all_four_stores_in_two_tasks, "E_BROAD_ALLSTORES"),
	ROW(warrant, all_four_stores_of_two_targets, ""),
};

#define MAX_FINDINGS 8

static void
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
	n = ambit_law_judge(&w.order, &w.registry, w.now, findings,
	    MAX_FINDINGS);
	for (size_t i = 0; i < n && i < MAX_FINDINGS; i++) {
		strcat(got, i == 0 ? "" : " ");
		strcat(got, findings[i].check->code);
	}
	exact_free();
	assert_string_equal(got, row->codes);
}

/* How a value is written; the order is else as it should be. */
struct format {
	const char *value;
	enum ambit_name_format format;
	bool good;
};

static const struct format formats[] = {
	{ "a@b", AMBIT_NAME_EMAIL, true },
	{ "alice@mail.example.com", AMBIT_NAME_EMAIL, true },
	{ "a.b+c!d@example.com", AMBIT_NAME_EMAIL, true },
	{ "\xc3\xa4nne@b\xc3\xbc.example", AMBIT_NAME_EMAIL, true },
	{ "", AMBIT_NAME_EMAIL, false },
	{ "@", AMBIT_NAME_EMAIL, false },
	{ "alice", AMBIT_NAME_EMAIL, false },
	{ "alice@", AMBIT_NAME_EMAIL, false },
	{ "@example.com", AMBIT_NAME_EMAIL, false },
	{ "*@example.com", AMBIT_NAME_EMAIL, false },
	{ "al?ce@example.com", AMBIT_NAME_EMAIL, false },
	{ "al%@example.com", AMBIT_NAME_EMAIL, false },
	{ "alice@*.com", AMBIT_NAME_EMAIL, false },
	{ "alice@b@example.com", AMBIT_NAME_EMAIL, false },
	{ "a@example.com,b@example.com", AMBIT_NAME_EMAIL, false },
	{ "a@example.com;b", AMBIT_NAME_EMAIL, false },
	{ "alice @example.com", AMBIT_NAME_EMAIL, false },
	{ "alice@example.com\x7f", AMBIT_NAME_EMAIL, false },
	{ "alice\x01@example.com", AMBIT_NAME_EMAIL, false },
	{ "<alice@example.com>", AMBIT_NAME_EMAIL, false },
	{ "\"alice\"@example.com", AMBIT_NAME_EMAIL, false },
	{ "al\\ice@example.com", AMBIT_NAME_EMAIL, false },
	{ "alice@[192.0.2.1]", AMBIT_NAME_EMAIL, false },
	{ "alice(x)@example.com", AMBIT_NAME_EMAIL, false },
	{ ".alice@example.com", AMBIT_NAME_EMAIL, false },
	{ "alice.@example.com", AMBIT_NAME_EMAIL, false },
	{ "al..ice@example.com", AMBIT_NAME_EMAIL, false },
	{ "alice@example.com.", AMBIT_NAME_EMAIL, false },
	{ "alice@.example.com", AMBIT_NAME_EMAIL, false },
	{ ".", AMBIT_NAME_EMAIL, false },
	{ "0001", AMBIT_NAME_USER_ID, true },
	{ "alice@b@c.d/e:f", AMBIT_NAME_USER_ID, true },
	{ "!", AMBIT_NAME_USER_ID, true },
	{ "", AMBIT_NAME_USER_ID, false },
	{ "00*", AMBIT_NAME_USER_ID, false },
	{ "00?", AMBIT_NAME_USER_ID, false },
	{ "00%", AMBIT_NAME_USER_ID, false },
	{ "0001,0002", AMBIT_NAME_USER_ID, false },
	{ "0001;0002", AMBIT_NAME_USER_ID, false },
	{ "all users who", AMBIT_NAME_USER_ID, false },
	{ "+12025550123", AMBIT_NAME_PHONE, true },
	{ "+12", AMBIT_NAME_PHONE, true },
	{ "+123456789012345", AMBIT_NAME_PHONE, true },
	{ "+1234567890123456", AMBIT_NAME_PHONE, false },
	{ "+1", AMBIT_NAME_PHONE, false },
	{ "+", AMBIT_NAME_PHONE, false },
	{ "", AMBIT_NAME_PHONE, false },
	{ "+02025550123", AMBIT_NAME_PHONE, false },
	{ "12025550123", AMBIT_NAME_PHONE, false },
	{ "0012025550123", AMBIT_NAME_PHONE, false },
	{ "+1 202 5550123", AMBIT_NAME_PHONE, false },
	{ "+1202555012x", AMBIT_NAME_PHONE, false },
	{ "+x202555012", AMBIT_NAME_PHONE, false },
	{ "192.0.2.1", AMBIT_NAME_IPV4, true },
	{ "192.0.2.0/24", AMBIT_NAME_IPV4, false },
	{ "192.0.2.x", AMBIT_NAME_IPV4, false },
	{ "x92.0.2.1", AMBIT_NAME_IPV4, false },
	{ "1", AMBIT_NAME_IPV4, false },
	{ "2001:db8::1", AMBIT_NAME_IPV4, false },
	{ "2001:db8::aBcF", AMBIT_NAME_IPV6, true },
	{ "::", AMBIT_NAME_IPV6, true },
	{ ":", AMBIT_NAME_IPV6, false },
	{ "2001:0db8:0000:0000:0000:0000:0000:0001", AMBIT_NAME_IPV6, true },
	{ "2001:0db8:0000:0000:0000:0000:0000:00001", AMBIT_NAME_IPV6, false },
	{ "2001:db8::/32", AMBIT_NAME_IPV6, false },
	{ "2001:db8::g", AMBIT_NAME_IPV6, false },
	{ "192.0.2.1", AMBIT_NAME_IPV6, false },
	{ "alice@example.com", (enum ambit_name_format)99, false },
};

static void
is_one_of_its_format(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(formats); i++) {
		struct ambit_finding findings[MAX_FINDINGS];
		struct world w;
		bool good = true;
		size_t n;

		subpoena(&w);
		target(&w.tasks[0], formats[i].format, "ids", formats[i].value);
		sharpen(&w);
		n = ambit_law_judge(&w.order, &w.registry, w.now, findings,
		    MAX_FINDINGS);
		for (size_t k = 0; k < n; k++) {
			if (strcmp(findings[k].check->code,
				"E_TARGET_FORMAT") == 0)
				good = false;
		}
		exact_free();
		if (good != formats[i].good)
			print_error("\"%s\"\n", formats[i].value);
		assert_int_equal(good, formats[i].good);
	}
}

/* XML has no NUL, but a value is not what a C string is. */
static void
a_nul_is_no_digit(void **state)
{
	struct ambit_finding findings[MAX_FINDINGS];
	struct world w;

	(void)state;
	subpoena(&w);
	target(&w.tasks[0], AMBIT_NAME_PHONE, "ids", "");
	w.tasks[0].target.value = AMBIT_LIT("+1\0002");
	assert_int_equal(ambit_law_judge(&w.order, &w.registry, w.now, findings,
			     MAX_FINDINGS),
	    1);
	assert_string_equal(findings[0].check->code, "E_TARGET_FORMAT");
}

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
	assert_int_equal(ambit_law_judge(&w.order, &w.registry, w.now, f, 2),
	    4);
	assert_string_equal(f[0].check->code, "E_FORM_CONFLICT");
	assert_ptr_equal(f[0].subject.order, &w.order);
	assert_null(f[0].subject.task);
	assert_string_equal(f[1].check->code, "E_AUTHORITY_ROLE");
	assert_ptr_equal(f[1].subject.approval, &w.approvals[0]);
	assert_null(f[2].check);
	w.order.case_type = AMBIT_CASE_CRIMINAL;
	w.approvals[0].role = AMBIT_ROLE_PROSECUTOR;
	bar(&w, DAY(5), DAY(5), "x");
	assert_int_equal(ambit_law_judge(&w.order, &w.registry, w.now, f, 3),
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
	assert_in_range(n, 40, 60);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(strncmp(checks[i].code, "E_", 2), 0);
		assert_true(strlen(checks[i].says) > 10);
		assert_non_null(checks[i].breaks);
		assert_false(checks[i].confirmed);
		assert_int_equal(checks[i].severity == AMBIT_NARROW_IT,
		    (strncmp(checks[i].code, "E_BROAD_", 8) == 0 &&
			strcmp(checks[i].code, "E_BROAD_NOTARGET") != 0) ||
			strcmp(checks[i].code, "E_TARGET_AMBIGUOUS") == 0);
	}
}

#define ALONE 4

int
main(void)
{
	static struct CMUnitTest tests[COUNT(rows) + ALONE] = {
		cmocka_unit_test(is_one_of_its_format),
		cmocka_unit_test(a_nul_is_no_digit),
		cmocka_unit_test(a_finding_says_where),
		cmocka_unit_test(every_check_has_words_and_none_is_signed),
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[ALONE + i] = (struct CMUnitTest){ rows[i].name, judge,
			NULL, NULL, (void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("validity", tests, NULL, NULL);
}
