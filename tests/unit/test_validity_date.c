#include "orders.h"

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
SPOIL(its_face_gives_more_than_the_registry)
{
	w->order.issued = w->approvals[0].signed_at = STAMP(DAY(72) - 1);
	w->order.serve_by = STAMP(DAY(103));
}
SPOIL(its_face_gives_more_than_three_months)
{
	w->order.issued = w->approvals[0].signed_at = STAMP(DAY(102 - 89) - 1);
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
SPOIL(the_name_was_given_up)
{
	target(&w->tasks[0], AMBIT_NAME_EMAIL, "mail", "brief@example.com");
}
SPOIL(the_name_was_its_first_holders)
{
	target(&w->tasks[0], AMBIT_NAME_EMAIL, "mail", "sales@example.com");
	w->tasks[0].range = (struct ambit_range){ DAY(39), DAY(60) };
}

static const struct row rows[] = {
	ROW(warrant, it_ends_with_service, ""),
	ROW(warrant, it_ends_an_instant_after_service, "E_SCOPE_LIVE"),
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
	ROW(d_order, its_face_gives_more_than_the_registry, "E_DATE_STALE"),
	ROW(overseas, its_face_gives_more_than_three_months,
	    "E_AUTHORITY_TYPE E_DATE_STALE"),
	ROW(d_order, the_registry_allows_thirty_days, ""),
	ROW(d_order, the_registry_allows_no_more, "E_DATE_STALE"),
	ROW(subpoena, the_default_is_180_days, ""),
	ROW(subpoena, the_default_is_no_more, "E_DATE_STALE"),
	ROW(warrant, it_expires_now, ""),
	ROW(warrant, it_has_expired, "E_DATE_EXPIRED"),
	ROW(warrant, the_name_was_between_two_holders, "E_DATE_RANGE_HELD"),
	ROW(warrant, the_name_was_between_two_holders_and_the_range_is_empty,
	    "E_DATE_ORDER"),
	ROW(warrant, the_name_was_given_up, "E_DATE_RANGE_HELD"),
	ROW(warrant, the_name_was_its_first_holders, ""),
};

int
main(void)
{
	static struct CMUnitTest tests[COUNT(rows)];

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[i] = (struct CMUnitTest){ rows[i].name, judge, NULL, NULL,
			(void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("validity: dates", tests, NULL,
	    NULL);
}
