/* System. */
#include <stdio.h>
#include <string.h>

#include "check.h"

#include "ambit/arena.h"
#include "ambit/standing.h"

#define DAY(n) ((n)*AMBIT_DAY)

/* Served on day 100, asked about on day 105, before any ledger is. */
static const struct ambit_customer customers[] = {
	{ .seats = 50 },
	{ .seats = 51 },
	{ .seats = 7 },
};
static const struct ambit_account accounts[] = {
	{ .customer = 0 },
	{ .customer = 1 },
	{ .customer = 2 },
	{ .customer = 3 },
};
static const struct ambit_registry registry = {
	.customers = customers,
	.accounts = accounts,
	.limits = { .civil_notice_days = 7,
	    .civil_objection_days = 14,
	    .delayed_notice_working_days = 5 },
};

struct asked {
	struct ambit_order order;
	struct ambit_task tasks[2];
	struct ambit_secrecy secrecies[1];
	struct ambit_document documents[2];
	struct ambit_scope scopes[2];
};

static void
ask(struct asked *a, const char *legal_type)
{
	*a = (struct asked){ .order = {
				 .legal_type = ambit_span_str(legal_type),
				 .case_type = AMBIT_CASE_CRIMINAL,
				 .served = { true, DAY(100), 0 },
				 .tasks = a->tasks,
				 .n_tasks = 1,
				 .secrecies = a->secrecies,
				 .documents = a->documents,
				 .n_documents = 1,
			     } };
	a->documents[0] = (struct ambit_document){ .id = AMBIT_LIT("d1"),
		.role = AMBIT_DOCUMENT_ORDER };
	a->scopes[0].account = &accounts[0];
}

static void
bar(struct asked *a, enum ambit_document_role role)
{
	a->order.n_secrecies = 1;
	a->order.n_documents = 2;
	a->documents[1] =
	    (struct ambit_document){ .id = AMBIT_LIT("d2"), .role = role };
	a->secrecies[0] = (struct ambit_secrecy){ .document = AMBIT_LIT("d2"),
		.from = { true, DAY(100), 0 },
		.until = { true, DAY(200), 0 } };
}

/* State and shut gates, as words. */
static const char *
stands(struct asked *a)
{
	static char text[200];
	const struct ambit_standing_of of = { .order = &a->order,
		.registry = &registry,
		.scopes = a->scopes,
		.now = DAY(105) };
	struct ambit_arena *arena = ambit_arena_new(4096);
	const struct ambit_check *gates[4];
	struct ambit_standing standing;
	size_t n;
	int len;

	assert_int_equal(ambit_standing_read(&of, arena, &standing, NULL), 0);
	len = snprintf(text, sizeof(text), "%s",
	    ambit_notice_state_name(ambit_notice_state(&standing)->state));
	n = ambit_notice_judge(&standing, gates, 4);
	for (size_t i = 0; i < n; i++)
		len += snprintf(text + len, sizeof(text) - (size_t)len, " %s",
		    gates[i]->code);
	ambit_arena_free(&arena);
	return text;
}

/* ---- law.md 2.2, row by row ---- */

static const struct row {
	const char *legal_type, *stands;
} rows[] = {
	{ "US_2703_A_WARRANT", "DUE H_NOTICE" },
	{ "US_2703_D_ORDER", "DUE H_NOTICE" },
	{ "US_2703_C2_SUBPOENA", "DUE H_NOTICE" },
	{ "US_2702_EMERGENCY", "EXCEPTED" },
	{ "US_2703_F_PRESERVATION", "NOT_APPLICABLE" },
	{ "US_2704_BACKUP", "NOT_APPLICABLE" },
	{ "US_PRTT_ORDER", "BARRED" },
	{ "US_NSL_2709", "DUE H_NOTICE" },
	{ "US_FISA_CONTENT", "BARRED" },
	{ "US_FISA_NONCONTENT", "BARRED" },
	{ "US_CIVIL_SUBPOENA", "DUE H_NOTICE H_OBJECTION" },
	{ "US_CIVIL_ORDER", "DUE H_NOTICE H_OBJECTION" },
	{ "US_CONSENT", "NOT_APPLICABLE" },
	{ "EU_EPOC", "BY_AUTHORITY" },
	{ "EU_EPOC_PR", "NOT_APPLICABLE" },
	{ "GB_IPA_P3", "BARRED" },
	{ "GB_IPA_TIW", "BARRED" },
	{ "GB_OPO", "DUE H_NOTICE" },
	{ "COE_ART16", "NOT_APPLICABLE" },
	{ "LETTER_OF_MARQUE", "DUE H_NOTICE" },
};

static void
an_instrument(void **state)
{
	const struct row *row = *state;
	struct asked a;

	ask(&a, row->legal_type);
	assert_string_equal(stands(&a), row->stands);
}

/* ---- what else the order and the registry say ---- */

static void
a_bar_with_its_document_bars(void **state)
{
	struct asked a;

	(void)state;
	ask(&a, "US_2703_A_WARRANT");
	bar(&a, AMBIT_DOCUMENT_NON_DISCLOSURE);
	assert_string_equal(stands(&a), "BARRED");
}

static void
a_bar_with_another_document_does_not(void **state)
{
	struct asked a;

	(void)state;
	ask(&a, "US_2703_A_WARRANT");
	bar(&a, AMBIT_DOCUMENT_ORDER);
	assert_string_equal(stands(&a), "DUE H_NOTICE");
}

static void
a_bar_with_neither_an_end_nor_the_word_never_holds(void **state)
{
	struct asked a;

	(void)state;
	ask(&a, "US_2703_A_WARRANT");
	bar(&a, AMBIT_DOCUMENT_NON_DISCLOSURE);
	a.secrecies[0].until.given = false;
	assert_string_equal(stands(&a), "DELAYED_DUE H_NOTICE");
	a.secrecies[0].indefinite = true;
	assert_string_equal(stands(&a), "BARRED");
}

static void
a_certificate_bars_the_letter_that_needs_one(void **state)
{
	struct asked a;

	(void)state;
	ask(&a, "US_NSL_2709");
	a.documents[0].role = AMBIT_DOCUMENT_CERTIFICATION;
	assert_string_equal(stands(&a), "BARRED");
}

static void
the_largest_customer_of_all_tasks_counts(void **state)
{
	struct asked a;

	(void)state;
	ask(&a, "US_2703_A_WARRANT");
	a.order.n_tasks = 2;
	a.scopes[0].account = &accounts[1];
	a.scopes[1].account = &accounts[3];
	assert_string_equal(stands(&a), "DUE H_NOTICE");
	a.scopes[0].account = &accounts[2];
	assert_string_equal(stands(&a), "DUE H_REDIRECT H_NOTICE");
	a.order.case_type = AMBIT_CASE_EMERGENCY;
	assert_string_equal(stands(&a), "DUE H_NOTICE");
}

static void
an_order_on_nobody_has_nobody_to_tell(void **state)
{
	struct asked a;

	(void)state;
	ask(&a, "US_2703_A_WARRANT");
	a.scopes[0].account = NULL;
	assert_string_equal(stands(&a), "NOT_APPLICABLE");
	a.order.n_tasks = 2;
	a.scopes[1].account = &accounts[0];
	assert_string_equal(stands(&a), "DUE H_NOTICE");
}

static void
only_a_production_order_waits_for_the_enforcing_authority(void **state)
{
	struct asked a;

	(void)state;
	ask(&a, "EU_EPOC");
	a.order.flags = AMBIT_ORDER_AUTHORITY_NOTIFIED;
	assert_string_equal(stands(&a), "BY_AUTHORITY H_EPOC_EA");
	ask(&a, "US_2703_A_WARRANT");
	a.order.flags = AMBIT_ORDER_AUTHORITY_NOTIFIED;
	assert_string_equal(stands(&a), "DUE H_NOTICE");
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(a_bar_with_its_document_bars),
		cmocka_unit_test(a_bar_with_another_document_does_not),
		cmocka_unit_test(
		    a_bar_with_neither_an_end_nor_the_word_never_holds),
		cmocka_unit_test(a_certificate_bars_the_letter_that_needs_one),
		cmocka_unit_test(the_largest_customer_of_all_tasks_counts),
		cmocka_unit_test(an_order_on_nobody_has_nobody_to_tell),
		cmocka_unit_test(
		    only_a_production_order_waits_for_the_enforcing_authority),
	};
	struct CMUnitTest tests[COUNT(rows) + COUNT(others)];

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[i] =
		    (struct CMUnitTest){ rows[i].legal_type, an_instrument,
			    NULL, NULL, (void *)(uintptr_t)&rows[i] };
	memcpy(tests + COUNT(rows), others, sizeof(others));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
