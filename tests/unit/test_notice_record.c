#include "standing.h"

/* A case as it stands, what somebody would record, and why it may not be. */
struct row {
	const char *name;
	void (*base)(struct told *t);
	void (*change)(struct told *t);
	enum ambit_notice_deed deed;
	const char *says; /* NULL: it is recorded */
};

#define ROW(base, change, deed, says)                            \
	{                                                        \
#base ": " #change ": " #deed, (base), (change), \
		    AMBIT_DEED_##deed, (says)                    \
	}
#define CHANGE(name) static void name(struct told *t)

CHANGE(as_it_is)
{
	(void)t;
}
CHANGE(barred)
{
	bar(t, DAY(100), EVER);
}
CHANGE(barred_until_now)
{
	bar(t, DAY(100), t->c.now);
}
CHANGE(barred_without_a_document)
{
	bar(t, t->c.now, EVER);
	t->bars[0].proven = false;
}
CHANGE(barred_a_little_later_without_a_document)
{
	bar(t, t->c.now + 1, EVER);
	t->bars[0].proven = false;
}
CHANGE(barred_until_now_without_a_document)
{
	barred_until_now(t);
	t->bars[0].proven = false;
}
CHANGE(of_51_seats)
{
	t->c.seats = 51;
}
CHANGE(of_50_seats)
{
	t->c.seats = 50;
}
CHANGE(the_danger_is_over)
{
	deed(t, AMBIT_DEED_DANGER_OVER, DAY(110));
}
CHANGE(told)
{
	deed(t, AMBIT_DEED_GIVEN, DAY(110));
}
CHANGE(no_notice)
{
	t->c.rule = AMBIT_NOTICE_NOT_APPLICABLE;
}
CHANGE(no_notice_and_a_bar)
{
	no_notice(t);
	barred(t);
}
CHANGE(by_statute)
{
	t->c.rule = AMBIT_NOTICE_BARRED;
}

static const char no_seats[] = "no customer of more than 50 seats is concerned";
static const char no_bar[] =
    "no non-disclosure order holds that could be challenged";
static const char silent[] =
    "the provider does not tell the user of such an order";
static const char secret[] = "the notice is barred at this instant";
static const char danger[] = "the danger of the emergency lasts";
static const char not_due[] = "no notice is due that could be excepted";
static const char always[] = "a customer of more than 50 seats is always told";
static const char always_civil[] = "in a civil case the user is always told";
static const char no_danger[] = "it is no emergency, or it is over already";
static const char nobody[] = "nobody can object to such an order";

static struct row rows[] = {
	ROW(warrant, as_it_is, ASKED, no_seats),
	ROW(warrant, as_it_is, AGREED, no_seats),
	ROW(warrant, as_it_is, REFUSED, no_seats),
	ROW(warrant, as_it_is, UNANSWERED, no_seats),
	ROW(warrant, of_50_seats, ASKED, no_seats),
	ROW(warrant, of_51_seats, ASKED, NULL),
	ROW(warrant, of_51_seats, AGREED, NULL),
	ROW(warrant, of_51_seats, REFUSED, NULL),
	ROW(warrant, of_51_seats, UNANSWERED, NULL),

	ROW(warrant, as_it_is, CHALLENGED, no_bar),
	ROW(warrant, barred, CHALLENGED, NULL),
	ROW(warrant, barred_until_now, CHALLENGED, no_bar),
	ROW(warrant, by_statute, CHALLENGED, no_bar),

	ROW(warrant, as_it_is, GIVEN, NULL),
	ROW(warrant, barred, GIVEN, secret),
	ROW(warrant, barred_until_now, GIVEN, NULL),
	ROW(warrant, barred_without_a_document, GIVEN, secret),
	ROW(warrant, barred_a_little_later_without_a_document, GIVEN, NULL),
	ROW(warrant, barred_until_now_without_a_document, GIVEN, NULL),
	ROW(warrant, by_statute, GIVEN, secret),
	ROW(warrant, told, GIVEN, NULL),
	ROW(warrant, no_notice, GIVEN, silent),
	ROW(warrant, no_notice_and_a_bar, GIVEN, silent),
	ROW(epoc, as_it_is, GIVEN, silent),
	ROW(emergency, as_it_is, GIVEN, danger),
	ROW(emergency, the_danger_is_over, GIVEN, NULL),

	ROW(warrant, as_it_is, EXCEPTED, NULL),
	ROW(warrant, barred_until_now, EXCEPTED, NULL),
	ROW(warrant, barred, EXCEPTED, not_due),
	ROW(warrant, told, EXCEPTED, not_due),
	ROW(warrant, no_notice, EXCEPTED, not_due),
	ROW(warrant, of_50_seats, EXCEPTED, NULL),
	ROW(warrant, of_51_seats, EXCEPTED, always),
	ROW(civil, as_it_is, EXCEPTED, always_civil),
	ROW(emergency, as_it_is, EXCEPTED, not_due),
	ROW(emergency, the_danger_is_over, EXCEPTED, NULL),

	ROW(emergency, as_it_is, DANGER_OVER, NULL),
	ROW(emergency, of_51_seats, DANGER_OVER, NULL),
	ROW(civil, as_it_is, DANGER_OVER, no_danger),
	ROW(enterprise, as_it_is, DANGER_OVER, no_danger),
	ROW(emergency, the_danger_is_over, DANGER_OVER, no_danger),
	ROW(warrant, as_it_is, DANGER_OVER, no_danger),

	ROW(warrant, as_it_is, OBJECTED, nobody),
	ROW(warrant, as_it_is, UNOPPOSED, nobody),
	ROW(civil, as_it_is, OBJECTED, NULL),
	ROW(civil, as_it_is, UNOPPOSED, NULL),
	ROW(epoc, as_it_is, OBJECTED, NULL),
	ROW(epoc, as_it_is, UNOPPOSED, NULL),
};

static void
judge(void **state)
{
	const struct row *row = *state;
	struct ambit_notice_event event = { .deed = row->deed,
		.exception = AMBIT_EXCEPTION_DANGER_TO_PERSON,
		.approved = true };
	const char *got;
	struct told t;

	row->base(&t);
	row->change(&t);
	sharpen(&t);
	event.at = t.c.now;
	got = ambit_notice_forbids(&t.c, &event);
	exact_free();
	if (row->says == NULL)
		assert_null(got);
	else
		assert_string_equal(got, row->says);
}

static void
an_exception_needs_a_reason_and_an_approver(void **state)
{
	struct ambit_notice_event event = { .deed = AMBIT_DEED_EXCEPTED };
	struct told t;

	(void)state;
	warrant(&t);
	event.approved = true;
	assert_non_null(ambit_notice_forbids(&t.c, &event));
	event.exception = AMBIT_EXCEPTION_COUNTERPRODUCTIVE;
	assert_null(ambit_notice_forbids(&t.c, &event));
	event.approved = false;
	assert_non_null(ambit_notice_forbids(&t.c, &event));
}

static void
every_word_leads_back_to_what_it_says(void **state)
{
	(void)state;
	for (int i = 1; i < AMBIT_N_EXCEPTIONS; i++)
		assert_int_equal(ambit_notice_exception_of(
				     ambit_span_str(ambit_notice_exception_name(
					 (enum ambit_notice_exception)i))),
		    i);
	for (int i = 1; i < AMBIT_N_DEEDS; i++)
		assert_int_equal(ambit_notice_deed_of(
				     ambit_span_str(ambit_notice_deed_name(
					 (enum ambit_notice_deed)i))),
		    i);
	assert_int_equal(ambit_notice_exception_of(AMBIT_LIT("inconvenient")),
	    AMBIT_EXCEPTION_NONE);
	assert_int_equal(ambit_notice_exception_of(AMBIT_LIT("")),
	    AMBIT_EXCEPTION_NONE);
	assert_int_equal(ambit_notice_deed_of(AMBIT_LIT("burnt")),
	    AMBIT_DEED_NONE);
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(rows) + 2];

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[i] = (struct CMUnitTest){ rows[i].name, judge, NULL, NULL,
			&rows[i] };
	tests[COUNT(rows)] = (struct CMUnitTest)cmocka_unit_test(
	    an_exception_needs_a_reason_and_an_approver);
	tests[COUNT(rows) + 1] = (struct CMUnitTest)cmocka_unit_test(
	    every_word_leads_back_to_what_it_says);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
