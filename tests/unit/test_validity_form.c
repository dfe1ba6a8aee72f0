#include "orders.h"

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
ALMOST(almost_of_another_value,
    target(&w->tasks[1], AMBIT_NAME_EMAIL, "mail", "bruno@example.net"))
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

/* Of which matter a bar is: order.reference against its own. */
static void
bar_of(struct world *w, const char *order, const char *own)
{
	w->order.reference = exact_span(ambit_span_str(order));
	bar(w, DAY(100), DAY(200), "");
	w->secrecies[0].reference = exact_span(ambit_span_str(own));
}
SPOIL(the_order_says_more)
{
	bar_of(w, "26-mc-00093 (D. Example)", "26-mc-00093");
}
SPOIL(the_bar_says_more)
{
	bar_of(w, "26-mc-00093", "In re 26-mc-00093");
}
SPOIL(the_number_stands_in_the_middle)
{
	bar_of(w, "D. Example, 26-mc-00093, sealed", "26-mc-00093");
}
SPOIL(the_number_is_another)
{
	bar_of(w, "26-mc-00093", "26-mc-00094");
}
SPOIL(the_number_is_part_of_another)
{
	bar_of(w, "26-mc-000931", "26-mc-00093");
}
SPOIL(the_number_is_the_end_of_another)
{
	bar_of(w, "126-mc-00093", "26-mc-00093");
}
SPOIL(the_number_goes_on_in_letters)
{
	bar_of(w, "93Z", "93");
}
SPOIL(the_number_goes_on_in_small_letters)
{
	bar_of(w, "z93", "93");
}
SPOIL(the_number_goes_on_in_the_first_letters)
{
	bar_of(w, "93A", "93");
}
SPOIL(the_number_goes_on_in_the_first_small_letters)
{
	bar_of(w, "a93", "93");
}
SPOIL(the_number_goes_on_in_other_letters)
{
	bar_of(w, "93\xc3\xa9", "93");
}
SPOIL(the_number_goes_on_at_the_first_other_byte)
{
	bar_of(w, "93\x80", "93");
}
SPOIL(the_number_goes_on_in_a_nought)
{
	bar_of(w, "930", "93");
}
SPOIL(the_number_goes_on_in_a_nine)
{
	bar_of(w, "939", "93");
}
SPOIL(signs_end_a_number)
{
	bar_of(w, "/93:", "93");
	bar(w, DAY(100), DAY(200), "");
	w->secrecies[1] = w->secrecies[0];
}
SPOIL(other_signs_end_a_number)
{
	bar_of(w, "@93[", "93");
}
SPOIL(more_signs_end_a_number)
{
	bar_of(w, "`93{", "93");
}
SPOIL(the_last_sign_ends_a_number)
{
	bar_of(w,
	    "\x7f"
	    "93",
	    "93");
}
SPOIL(the_second_of_two_numbers_is_it)
{
	bar_of(w, "931 93", "93");
}
SPOIL(the_bar_begins_with_the_order)
{
	bar(w, DAY(100), DAY(200), "x");
}
SPOIL(the_bar_begins_before_the_order)
{
	bar(w, DAY(100) - 1, DAY(200), "x");
}
SPOIL(the_bar_is_added_later)
{
	bar(w, DAY(105), DAY(200), "x");
}

static const struct row rows[] = {
	ROW(d_order, a_field_that_there_is_not, "E_FORM_CONFLICT"),
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
	ROW(warrant, almost_of_another_value, ""),
	ROW(warrant, almost_in_another_space, "E_TARGET_UNKNOWN"),
	ROW(warrant, almost_in_another_format, "E_TARGET_UNKNOWN"),
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
	ROW(warrant, the_order_says_more, ""),
	ROW(warrant, the_bar_says_more, ""),
	ROW(warrant, the_number_stands_in_the_middle, ""),
	ROW(warrant, the_number_is_another, "E_NDO_MISMATCH"),
	ROW(warrant, the_number_is_part_of_another, "E_NDO_MISMATCH"),
	ROW(warrant, the_number_is_the_end_of_another, "E_NDO_MISMATCH"),
	ROW(warrant, the_number_goes_on_in_letters, "E_NDO_MISMATCH"),
	ROW(warrant, the_number_goes_on_in_small_letters, "E_NDO_MISMATCH"),
	ROW(warrant, the_number_goes_on_in_the_first_letters, "E_NDO_MISMATCH"),
	ROW(warrant, the_number_goes_on_in_the_first_small_letters,
	    "E_NDO_MISMATCH"),
	ROW(warrant, the_number_goes_on_in_other_letters, "E_NDO_MISMATCH"),
	ROW(warrant, the_number_goes_on_at_the_first_other_byte,
	    "E_NDO_MISMATCH"),
	ROW(warrant, the_number_goes_on_in_a_nought, "E_NDO_MISMATCH"),
	ROW(warrant, the_number_goes_on_in_a_nine, "E_NDO_MISMATCH"),
	ROW(warrant, signs_end_a_number, ""),
	ROW(warrant, other_signs_end_a_number, ""),
	ROW(warrant, more_signs_end_a_number, ""),
	ROW(warrant, the_last_sign_ends_a_number, ""),
	ROW(warrant, the_second_of_two_numbers_is_it, ""),
	ROW(warrant, the_bar_begins_with_the_order, ""),
	ROW(warrant, the_bar_begins_before_the_order, "E_NDO_MISMATCH"),
	ROW(warrant, the_bar_is_added_later, ""),
	ROW(warrant, it_goes_sideways, "E_FORM_CONFLICT"),
	ROW(warrant, it_was_received, ""),
};

int
main(void)
{
	static struct CMUnitTest tests[COUNT(rows)];

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[i] = (struct CMUnitTest){ rows[i].name, judge, NULL, NULL,
			(void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("validity: form", tests, NULL, NULL);
}
