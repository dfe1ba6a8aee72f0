#include "guard.h"
#include "orders.h"

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
	task(w)->range.from += 1;
	(void)demand(w, 1, AMBIT_CLASS_CONTENT, AMBIT_HOLDS_MAIL);
}
SPOIL(the_order_has_more)
{
	the_order_has_as_many_tasks_as_it_may(w);
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

SPOIL(all_four_stores_with_a_domain_in_capitals)
{
	all_four_stores_in_two_tasks(w);
	target(&w->tasks[1], AMBIT_NAME_EMAIL, "mail", "alice@EXAMPLE.com");
}
SPOIL(all_four_stores_with_a_name_in_capitals)
{
	all_four_stores_in_two_tasks(w);
	target(&w->tasks[1], AMBIT_NAME_EMAIL, "mail", "Alice@example.com");
}
SPOIL(all_four_stores_of_user_ids_that_differ)
{
	all_four_stores_in_two_tasks(w);
	target(&w->tasks[0], AMBIT_NAME_USER_ID, "ids", "a@b");
	target(&w->tasks[1], AMBIT_NAME_USER_ID, "ids", "a@B");
}
/* No byte behind a value is looked at. */
SPOIL(all_four_stores_of_one_user_id)
{
	all_four_stores_in_two_tasks(w);
	for (size_t i = 0; i < 2; i++) {
		struct ambit_target *of = &w->tasks[i].target;

		target(&w->tasks[i], AMBIT_NAME_USER_ID, "ids", "0001");
		of->value = guarded(of->value);
	}
}
SPOIL(nobody_ever_held_it)
{
	target(&w->tasks[0], AMBIT_NAME_EMAIL, "mail", "zed@example.com");
}
SPOIL(nobody_holds_what_is_no_identifier)
{
	target(&w->tasks[0], AMBIT_NAME_EMAIL, "mail", "@example.com");
}

static const struct row rows[] = {
	ROW(warrant, nobody_ever_held_it, "E_TARGET_UNKNOWN"),
	ROW(warrant, nobody_holds_what_is_no_identifier, "E_TARGET_FORMAT"),
	ROW(warrant, the_name_is_of_two, "E_TARGET_AMBIGUOUS"),
	ROW(subpoena, an_ip_address_for_records, "E_TARGET_AMBIGUOUS"),
	ROW(warrant, an_ip_address_for_content, "E_BROAD_NOTARGET"),
	ROW(d_order, an_ip_address_for_content, "E_BROAD_NOTARGET"),
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
	ROW(warrant, all_four_stores_with_a_domain_in_capitals,
	    "E_BROAD_ALLSTORES"),
	ROW(warrant, all_four_stores_with_a_name_in_capitals,
	    "E_TARGET_UNKNOWN"),
	ROW(warrant, all_four_stores_of_one_user_id, "E_BROAD_ALLSTORES"),
	ROW(warrant, all_four_stores_of_user_ids_that_differ,
	    "E_TARGET_UNKNOWN E_TARGET_UNKNOWN"),
};

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
		n = ambit_law_judge(&w.order, &w.registry, w.now,
		    AMBIT_TO_PRODUCE, findings, MAX_FINDINGS);
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
	assert_int_equal(ambit_law_judge(&w.order, &w.registry, w.now,
			     AMBIT_TO_PRODUCE, findings, MAX_FINDINGS),
	    1);
	assert_string_equal(findings[0].check->code, "E_TARGET_FORMAT");
}

#define ALONE 2

int
main(void)
{
	static struct CMUnitTest tests[COUNT(rows) + ALONE] = {
		cmocka_unit_test(is_one_of_its_format),
		cmocka_unit_test(a_nul_is_no_digit),
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[ALONE + i] = (struct CMUnitTest){ rows[i].name, judge,
			NULL, NULL, (void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("validity: targets", tests, NULL,
	    NULL);
}
