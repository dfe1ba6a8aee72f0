#include "standing.h"

/* A case, changed in one point; its state with the guard that decides, and
 * the gates that are shut. */
struct row {
	const char *name;
	void (*base)(struct told *t);
	void (*change)(struct told *t);
	const char *state, *gates;
};

#define ROW(base, change, state, gates)                                \
	{                                                              \
#base ": " #change, (base), (change), (state), (gates) \
	}
#define CHANGE(name) static void name(struct told *t)

CHANGE(nothing_was_recorded)
{
	(void)t;
}

/* G1, notify first. */
CHANGE(the_user_was_told_now)
{
	deed(t, AMBIT_DEED_GIVEN, t->c.now);
}
CHANGE(the_user_is_told_an_instant_later)
{
	deed(t, AMBIT_DEED_GIVEN, t->c.now + 1);
}

/* G2, barred. */
CHANGE(a_bar_begins_now)
{
	bar(t, t->c.now, EVER);
}
CHANGE(a_bar_begins_an_instant_later)
{
	bar(t, t->c.now + 1, EVER);
}
CHANGE(a_bar_ends_an_instant_later)
{
	bar(t, DAY(100), t->c.now + 1);
}
CHANGE(a_bar_ends_now)
{
	bar(t, DAY(100), t->c.now);
}
CHANGE(a_bar_has_no_document)
{
	bar(t, DAY(100), EVER);
	t->bars[0].proven = false;
}
CHANGE(a_second_bar_holds)
{
	bar(t, DAY(100), DAY(110));
	bar(t, DAY(110), DAY(130));
}
CHANGE(a_statute_bars)
{
	t->c.rule = AMBIT_NOTICE_BARRED;
}
CHANGE(it_is_certified)
{
	t->c.certified = true;
}
CHANGE(a_certificate_where_none_bars)
{
	t->c.certified = true;
}
CHANGE(the_user_was_told_before_the_bar)
{
	deed(t, AMBIT_DEED_GIVEN, DAY(101));
	bar(t, DAY(102), EVER);
}

/* G3, excepted. */
CHANGE(it_is_excepted_now)
{
	except(t, AMBIT_EXCEPTION_COUNTERPRODUCTIVE, t->c.now);
}
CHANGE(it_is_excepted_an_instant_later)
{
	except(t, AMBIT_EXCEPTION_COUNTERPRODUCTIVE, t->c.now + 1);
}
CHANGE(it_is_excepted_for_no_reason)
{
	except(t, AMBIT_EXCEPTION_NONE, DAY(101));
}
CHANGE(it_is_excepted_by_nobody)
{
	except(t, AMBIT_EXCEPTION_DANGER_TO_PERSON, DAY(101));
	t->events[0].approved = false;
}
CHANGE(it_is_excepted)
{
	except(t, AMBIT_EXCEPTION_CHILD_EXPLOITATION, DAY(101));
}
CHANGE(it_is_excepted_and_the_authority_refused)
{
	deed(t, AMBIT_DEED_REFUSED, DAY(101));
	it_is_excepted(t);
}
CHANGE(it_is_excepted_at_50_seats)
{
	t->c.seats = 50;
	it_is_excepted(t);
}

/* G4, delayed notice. */
CHANGE(it_was_excepted_before_the_bar)
{
	except(t, AMBIT_EXCEPTION_ACCOUNT_COMPROMISED, DAY(101));
	bar(t, DAY(102), DAY(110));
}
CHANGE(it_was_excepted_as_the_bar_ended)
{
	bar(t, DAY(102), DAY(110));
	except(t, AMBIT_EXCEPTION_ACCOUNT_COMPROMISED, DAY(110));
}
CHANGE(it_was_excepted_between_two_bars)
{
	bar(t, DAY(112), DAY(115));
	bar(t, DAY(102), DAY(110));
	except(t, AMBIT_EXCEPTION_ACCOUNT_COMPROMISED, DAY(111));
}
CHANGE(the_user_was_told_after_the_bar)
{
	bar(t, DAY(102), DAY(110));
	deed(t, AMBIT_DEED_GIVEN, DAY(111));
}
CHANGE(a_bar_ended_and_it_is_excepted)
{
	bar(t, DAY(102), DAY(110));
	deed(t, AMBIT_DEED_REFUSED, DAY(103));
	except(t, AMBIT_EXCEPTION_DANGER_TO_PERSON, DAY(111));
}

/* G6, the authority tells. */
CHANGE(the_authority_raises_no_ground)
{
	deed(t, AMBIT_DEED_UNOPPOSED, t->c.now);
}
CHANGE(the_ten_days_are_over)
{
	t->c.now = DAY(110);
}
CHANGE(the_ten_days_last_an_instant)
{
	t->c.now = DAY(110) - 1;
}
CHANGE(the_authority_cleared_it_early)
{
	t->c.now = DAY(101);
	the_authority_raises_no_ground(t);
}
CHANGE(the_authority_clears_it_an_instant_later)
{
	t->c.now = DAY(101);
	deed(t, AMBIT_DEED_UNOPPOSED, t->c.now + 1);
}
CHANGE(the_authority_raised_a_ground)
{
	deed(t, AMBIT_DEED_OBJECTED, t->c.now);
}
CHANGE(the_authority_raised_a_ground_early)
{
	t->c.now = DAY(101);
	deed(t, AMBIT_DEED_OBJECTED, t->c.now);
}
CHANGE(the_authority_raised_a_ground_after_it_had_cleared)
{
	deed(t, AMBIT_DEED_UNOPPOSED, DAY(101));
	deed(t, AMBIT_DEED_OBJECTED, DAY(102));
}
CHANGE(the_ground_was_withdrawn)
{
	deed(t, AMBIT_DEED_OBJECTED, DAY(101));
	deed(t, AMBIT_DEED_UNOPPOSED, DAY(102));
}
CHANGE(it_is_urgent)
{
	t->c.now = DAY(101);
	t->c.emergency = true;
}
CHANGE(no_authority_was_notified)
{
	t->c.now = DAY(101);
	t->c.authority_notified = false;
}
CHANGE(somebody_objects_to_what_nobody_can)
{
	deed(t, AMBIT_DEED_OBJECTED, DAY(101));
	deed(t, AMBIT_DEED_GIVEN, DAY(101));
}
CHANGE(the_instrument_knows_no_notice)
{
	t->c.rule = AMBIT_NOTICE_NOT_APPLICABLE;
}

CHANGE(no_account_is_named)
{
	t->c.nobody = true;
}

/* G7, emergency. */
CHANGE(the_danger_is_over_now)
{
	deed(t, AMBIT_DEED_DANGER_OVER, t->c.now);
}
CHANGE(the_danger_is_over_an_instant_later)
{
	deed(t, AMBIT_DEED_DANGER_OVER, t->c.now + 1);
}
CHANGE(the_danger_was_over_and_the_user_told)
{
	deed(t, AMBIT_DEED_DANGER_OVER, DAY(105));
	deed(t, AMBIT_DEED_GIVEN, DAY(106));
}
CHANGE(the_danger_was_over_and_it_is_excepted)
{
	deed(t, AMBIT_DEED_DANGER_OVER, DAY(105));
	except(t, AMBIT_EXCEPTION_DANGER_TO_PERSON, DAY(106));
}
CHANGE(it_was_excepted_while_the_danger_lasted)
{
	except(t, AMBIT_EXCEPTION_DANGER_TO_PERSON, DAY(104));
	deed(t, AMBIT_DEED_DANGER_OVER, DAY(105));
}
CHANGE(of_a_customer_of_51_seats)
{
	t->c.seats = 51;
}

/* G8, civil. */
CHANGE(the_user_was_told_now_and_there_is_no_wait)
{
	t->c.civil_notice_days = 0;
	the_user_was_told_now(t);
}
CHANGE(the_user_was_told_7_days_ago)
{
	deed(t, AMBIT_DEED_GIVEN, t->c.now - DAY(7));
}
CHANGE(the_user_was_told_less_than_7_days_ago)
{
	deed(t, AMBIT_DEED_GIVEN, t->c.now - DAY(7) + 1);
}
CHANGE(the_user_was_told_7_days_ago_and_again)
{
	the_user_was_told_7_days_ago(t);
	deed(t, AMBIT_DEED_GIVEN, t->c.now - 1);
}
CHANGE(the_14_days_to_object_last_an_instant)
{
	deed(t, AMBIT_DEED_GIVEN, DAY(100));
	t->c.now = DAY(114) - 1;
}
CHANGE(the_14_days_to_object_are_over)
{
	deed(t, AMBIT_DEED_GIVEN, DAY(100));
	t->c.now = DAY(114);
}
CHANGE(the_user_does_not_object)
{
	deed(t, AMBIT_DEED_GIVEN, DAY(100));
	deed(t, AMBIT_DEED_UNOPPOSED, DAY(101));
	t->c.now = DAY(108);
}
CHANGE(the_user_objected)
{
	deed(t, AMBIT_DEED_GIVEN, DAY(100));
	deed(t, AMBIT_DEED_OBJECTED, DAY(101));
}
CHANGE(the_objection_was_settled)
{
	the_user_objected(t);
	deed(t, AMBIT_DEED_UNOPPOSED, DAY(102));
}
CHANGE(the_user_objects_an_instant_later)
{
	deed(t, AMBIT_DEED_GIVEN, DAY(100));
	deed(t, AMBIT_DEED_OBJECTED, t->c.now + 1);
}
CHANGE(served_after_now)
{
	t->c.served = t->c.now + 1;
	deed(t, AMBIT_DEED_GIVEN, DAY(100));
}

/* G9, redirect. */
CHANGE(of_50_seats)
{
	t->c.seats = 50;
}
CHANGE(told)
{
	deed(t, AMBIT_DEED_GIVEN, DAY(101));
}
CHANGE(told_and_asked)
{
	told(t);
	deed(t, AMBIT_DEED_ASKED, DAY(101));
}
CHANGE(told_and_asked_and_answer_due_now)
{
	told_and_asked(t);
	t->c.due = t->c.now;
}
CHANGE(told_and_asked_and_answer_due_an_instant_later)
{
	told_and_asked(t);
	t->c.due = t->c.now + 1;
}
CHANGE(told_and_answer_due_now_but_not_asked)
{
	told(t);
	t->c.due = t->c.now;
}
CHANGE(told_and_the_authority_refused)
{
	told(t);
	deed(t, AMBIT_DEED_REFUSED, t->c.now);
}
CHANGE(told_and_the_authority_refuses_an_instant_later)
{
	told(t);
	deed(t, AMBIT_DEED_REFUSED, t->c.now + 1);
}
CHANGE(told_and_the_authority_did_not_answer)
{
	told(t);
	deed(t, AMBIT_DEED_UNANSWERED, DAY(101));
}
CHANGE(told_and_the_authority_agreed)
{
	told(t);
	deed(t, AMBIT_DEED_AGREED, DAY(101));
}
CHANGE(told_and_the_authority_agreed_and_then_refused)
{
	told_and_the_authority_agreed(t);
	deed(t, AMBIT_DEED_REFUSED, DAY(102));
}
CHANGE(told_and_the_authority_refused_and_then_agreed)
{
	told(t);
	deed(t, AMBIT_DEED_REFUSED, DAY(102));
	deed(t, AMBIT_DEED_AGREED, DAY(101));
}
CHANGE(barred)
{
	bar(t, DAY(100), EVER);
}
CHANGE(barred_and_leave_was_asked)
{
	barred(t);
	deed(t, AMBIT_DEED_CHALLENGED, t->c.now);
}
CHANGE(barred_and_leave_is_asked_an_instant_later)
{
	barred(t);
	deed(t, AMBIT_DEED_CHALLENGED, t->c.now + 1);
}
CHANGE(barred_and_the_authority_refused)
{
	barred(t);
	deed(t, AMBIT_DEED_REFUSED, DAY(101));
}
CHANGE(told_and_leave_was_asked_while_barred)
{
	told(t);
	deed(t, AMBIT_DEED_CHALLENGED, DAY(101));
}
CHANGE(in_an_emergency)
{
	told(t);
	t->c.emergency = true;
}
CHANGE(barred_in_an_emergency)
{
	barred(t);
	t->c.emergency = true;
}

static struct row rows[] = {
	ROW(warrant, nothing_was_recorded, "DUE G1", "H_NOTICE"),
	ROW(warrant, the_user_was_told_now, "GIVEN G1", ""),
	ROW(warrant, the_user_is_told_an_instant_later, "DUE G1", "H_NOTICE"),

	ROW(warrant, a_bar_begins_now, "BARRED G2", ""),
	ROW(warrant, a_bar_begins_an_instant_later, "DUE G1", "H_NOTICE"),
	ROW(warrant, a_bar_ends_an_instant_later, "BARRED G2", ""),
	ROW(warrant, a_bar_ends_now, "DELAYED_DUE G4", "H_NOTICE"),
	ROW(warrant, a_bar_has_no_document, "DUE G1", "H_NOTICE"),
	ROW(warrant, a_second_bar_holds, "BARRED G2", ""),
	ROW(warrant, a_statute_bars, "BARRED G2", ""),
	ROW(warrant, a_certificate_where_none_bars, "DUE G1", "H_NOTICE"),
	ROW(letter, nothing_was_recorded, "DUE G1", "H_NOTICE"),
	ROW(letter, it_is_certified, "BARRED G2", ""),
	ROW(warrant, the_user_was_told_before_the_bar, "GIVEN G1", ""),

	ROW(warrant, it_is_excepted_now, "EXCEPTED G3", ""),
	ROW(warrant, it_is_excepted_an_instant_later, "DUE G1", "H_NOTICE"),
	ROW(warrant, it_is_excepted_for_no_reason, "DUE G1", "H_NOTICE"),
	ROW(warrant, it_is_excepted_by_nobody, "DUE G1", "H_NOTICE"),
	ROW(warrant, it_is_excepted_at_50_seats, "EXCEPTED G3", ""),
	ROW(enterprise, it_is_excepted_and_the_authority_refused, "DUE G1",
	    "H_NOTICE"),

	ROW(warrant, it_was_excepted_before_the_bar, "DELAYED_DUE G4",
	    "H_NOTICE"),
	ROW(warrant, it_was_excepted_as_the_bar_ended, "EXCEPTED G3", ""),
	ROW(warrant, it_was_excepted_between_two_bars, "DELAYED_DUE G4",
	    "H_NOTICE"),
	ROW(warrant, the_user_was_told_after_the_bar, "GIVEN G1", ""),
	ROW(warrant, a_bar_ended_and_it_is_excepted, "EXCEPTED G3", ""),
	ROW(enterprise, a_bar_ended_and_it_is_excepted, "DELAYED_DUE G4",
	    "H_NOTICE"),

	ROW(epoc, nothing_was_recorded, "BY_AUTHORITY G6", ""),
	ROW(epoc, the_ten_days_are_over, "BY_AUTHORITY G6", ""),
	ROW(epoc, the_ten_days_last_an_instant, "BY_AUTHORITY G6", "H_EPOC_EA"),
	ROW(epoc, the_authority_cleared_it_early, "BY_AUTHORITY G6", ""),
	ROW(epoc, the_authority_clears_it_an_instant_later, "BY_AUTHORITY G6",
	    "H_EPOC_EA"),
	ROW(epoc, the_authority_raised_a_ground, "BY_AUTHORITY G6",
	    "H_EPOC_EA"),
	ROW(epoc, the_authority_raised_a_ground_early, "BY_AUTHORITY G6",
	    "H_EPOC_EA H_EPOC_EA"),
	ROW(epoc, the_authority_raised_a_ground_after_it_had_cleared,
	    "BY_AUTHORITY G6", "H_EPOC_EA"),
	ROW(epoc, the_ground_was_withdrawn, "BY_AUTHORITY G6", ""),
	ROW(epoc, it_is_urgent, "BY_AUTHORITY G6", ""),
	ROW(epoc, no_authority_was_notified, "BY_AUTHORITY G6", ""),
	ROW(epoc, of_a_customer_of_51_seats, "BY_AUTHORITY G6", "H_REDIRECT"),
	ROW(warrant, somebody_objects_to_what_nobody_can, "GIVEN G1", ""),
	ROW(warrant, the_instrument_knows_no_notice, "NOT_APPLICABLE -", ""),
	ROW(warrant, no_account_is_named, "NOT_APPLICABLE G5", ""),

	ROW(emergency, nothing_was_recorded, "EXCEPTED G7", ""),
	ROW(emergency, of_a_customer_of_51_seats, "EXCEPTED G7", ""),
	ROW(emergency, the_danger_is_over_now, "DELAYED_DUE G4", "H_NOTICE"),
	ROW(emergency, the_danger_is_over_an_instant_later, "EXCEPTED G7", ""),
	ROW(emergency, the_danger_was_over_and_the_user_told, "GIVEN G1", ""),
	ROW(emergency, the_danger_was_over_and_it_is_excepted, "EXCEPTED G3",
	    ""),
	ROW(emergency, it_was_excepted_while_the_danger_lasted,
	    "DELAYED_DUE G4", "H_NOTICE"),
	ROW(warrant, the_danger_is_over_an_instant_later, "DUE G1", "H_NOTICE"),

	ROW(civil, nothing_was_recorded, "DUE G1", "H_NOTICE"),
	ROW(civil, it_is_excepted, "DUE G1", "H_NOTICE"),
	ROW(civil, a_bar_begins_now, "BARRED G2", ""),
	ROW(civil, the_user_was_told_now, "GIVEN G1", "H_NOTICE"),
	ROW(civil, the_user_was_told_now_and_there_is_no_wait, "GIVEN G1", ""),
	ROW(civil, the_user_was_told_7_days_ago, "GIVEN G1", ""),
	ROW(civil, the_user_was_told_less_than_7_days_ago, "GIVEN G1",
	    "H_NOTICE"),
	ROW(civil, the_user_was_told_7_days_ago_and_again, "GIVEN G1", ""),
	ROW(civil, the_user_is_told_an_instant_later, "DUE G1", "H_NOTICE"),
	ROW(warrant, the_user_was_told_less_than_7_days_ago, "GIVEN G1", ""),
	ROW(civil, the_14_days_to_object_last_an_instant, "GIVEN G1",
	    "H_OBJECTION"),
	ROW(civil, the_14_days_to_object_are_over, "GIVEN G1", ""),
	ROW(warrant, the_14_days_to_object_last_an_instant, "GIVEN G1", ""),
	ROW(civil, the_user_does_not_object, "GIVEN G1", ""),
	ROW(civil, the_user_objected, "GIVEN G1", "H_OBJECTION"),
	ROW(civil, the_objection_was_settled, "GIVEN G1", ""),
	ROW(civil, the_user_objects_an_instant_later, "GIVEN G1", ""),
	ROW(civil, served_after_now, "GIVEN G1", "H_OBJECTION"),

	ROW(enterprise, nothing_was_recorded, "DUE G1", "H_REDIRECT H_NOTICE"),
	ROW(enterprise, of_50_seats, "DUE G1", "H_NOTICE"),
	ROW(enterprise, told, "GIVEN G1", "H_REDIRECT"),
	ROW(enterprise, told_and_asked, "GIVEN G1", "H_REDIRECT"),
	ROW(enterprise, told_and_asked_and_answer_due_now, "GIVEN G1", ""),
	ROW(enterprise, told_and_asked_and_answer_due_an_instant_later,
	    "GIVEN G1", "H_REDIRECT"),
	ROW(enterprise, told_and_answer_due_now_but_not_asked, "GIVEN G1",
	    "H_REDIRECT"),
	ROW(enterprise, told_and_the_authority_refused, "GIVEN G1", ""),
	ROW(enterprise, told_and_the_authority_refuses_an_instant_later,
	    "GIVEN G1", "H_REDIRECT"),
	ROW(enterprise, told_and_the_authority_did_not_answer, "GIVEN G1", ""),
	ROW(enterprise, told_and_the_authority_agreed, "GIVEN G1",
	    "H_REDIRECT"),
	ROW(enterprise, told_and_the_authority_agreed_and_then_refused,
	    "GIVEN G1", ""),
	ROW(enterprise, told_and_the_authority_refused_and_then_agreed,
	    "GIVEN G1", "H_REDIRECT"),
	ROW(enterprise, barred, "BARRED G2", "H_REDIRECT"),
	ROW(enterprise, barred_and_leave_was_asked, "BARRED G2", ""),
	ROW(enterprise, barred_and_leave_is_asked_an_instant_later, "BARRED G2",
	    "H_REDIRECT"),
	ROW(enterprise, barred_and_the_authority_refused, "BARRED G2", ""),
	ROW(enterprise, told_and_leave_was_asked_while_barred, "GIVEN G1",
	    "H_REDIRECT"),
	ROW(enterprise, in_an_emergency, "GIVEN G1", ""),
	ROW(enterprise, barred_in_an_emergency, "BARRED G2", ""),
	ROW(enterprise, a_statute_bars, "BARRED G2", ""),
	ROW(warrant, barred, "BARRED G2", ""),
};

#define MAX_GATES 4

static void
judge(void **state)
{
	const struct row *row = *state;
	const struct ambit_notice_guard *guard;
	const struct ambit_check *gates[MAX_GATES];
	struct told t;
	char got[200], shut[200] = "";
	size_t n;

	row->base(&t);
	row->change(&t);
	sharpen(&t);
	guard = ambit_notice_state(&t.c);
	n = ambit_notice_judge(&t.c, gates, MAX_GATES);
	for (size_t i = 0; i < n && i < MAX_GATES; i++) {
		strcat(shut, i == 0 ? "" : " ");
		strcat(shut, gates[i]->code);
	}
	exact_free();
	(void)snprintf(got, sizeof(got), "%s %s",
	    ambit_notice_state_name(guard->state), guard->name);
	assert_string_equal(got, row->state);
	assert_string_equal(shut, row->gates);
}

static void
fewer_are_given_than_asked_for_and_all_are_counted(void **state)
{
	const struct ambit_check *gates[2] = { NULL, NULL };
	struct told t;

	(void)state;
	enterprise(&t);
	assert_int_equal(ambit_notice_judge(&t.c, NULL, 0), 2);
	assert_int_equal(ambit_notice_judge(&t.c, gates, 1), 2);
	assert_string_equal(gates[0]->code, "H_REDIRECT");
	assert_null(gates[1]);
}

static uint32_t
dice(uint32_t *chance, uint32_t n)
{
	*chance = *chance * 1664525 + 1013904223;
	return (*chance >> 16) % n;
}

/* G1 and G10: whatever was recorded, in any order and at any instant, nothing
 * is released while the notice is due. */
static void
nothing_is_released_while_the_notice_is_due(void **state)
{
	uint32_t chance = 1;
	size_t n_due = 0, n_open = 0;

	(void)state;
	for (unsigned i = 0; i < 200000; i++) {
		struct told t;
		uint32_t is;
		bool due, open;

		warrant(&t);
		t.c.rule = (enum ambit_notice_rule)dice(&chance, 6);
		t.c.civil = dice(&chance, 4) == 0;
		t.c.certified = dice(&chance, 2) == 0;
		t.c.emergency = dice(&chance, 4) == 0;
		t.c.authority_notified = dice(&chance, 4) == 0;
		t.c.seats = dice(&chance, 3) * 50;
		t.c.seats += dice(&chance, 2);
		t.c.now = DAY(98 + dice(&chance, 30));
		for (unsigned k = dice(&chance, 4); k > 0; k--) {
			int64_t from = DAY(95 + dice(&chance, 30));

			bar(&t, from,
			    dice(&chance, 4) ? from + DAY(1 + dice(&chance, 9))
					     : EVER);
			t.bars[t.c.n_bars - 1].proven = dice(&chance, 4) != 0;
		}
		for (unsigned k = dice(&chance, 5); k > 0; k--) {
			is = 1 + dice(&chance, AMBIT_N_DEEDS - 1);
			deed(&t, (enum ambit_notice_deed)is,
			    DAY(95 + dice(&chance, 30)));
			t.events[t.c.n_events - 1].exception =
			    (enum ambit_notice_exception)dice(&chance,
				AMBIT_N_EXCEPTIONS);
			t.events[t.c.n_events - 1].approved =
			    dice(&chance, 3) != 0;
		}
		is = ambit_notice_state(&t.c)->state;
		due = is == AMBIT_STATE_DUE || is == AMBIT_STATE_DELAYED_DUE;
		open = ambit_notice_judge(&t.c, NULL, 0) == 0;
		assert_false(due && open);
		n_due += due;
		n_open += open;
	}
	/* Both kinds were met often. */
	assert_true(n_due > 20000 && n_open > 20000);
}

static void
of_nothing_known_nothing_is_released(void **state)
{
	static const struct ambit_standing nothing;

	(void)state;
	assert_int_equal(ambit_notice_state(&nothing)->state, AMBIT_STATE_DUE);
	assert_int_equal(ambit_notice_judge(&nothing, NULL, 0), 1);
}

static void
every_state_and_every_gate_is_a_row(void **state)
{
	size_t n_guards, n_gates;
	const struct ambit_notice_guard *guards =
	    ambit_notice_guards(&n_guards);
	const struct ambit_check *gates = ambit_law_gates(&n_gates);
	unsigned states = 0;

	(void)state;
	for (size_t i = 0; i < n_guards; i++) {
		states |= 1U << guards[i].state;
		assert_true(strlen(guards[i].says) > 10);
		assert_false(guards[i].confirmed);
	}
	assert_int_equal(states, (1U << AMBIT_N_STATES) - 1);
	for (size_t i = 0; i < n_gates; i++) {
		assert_int_equal(gates[i].severity, AMBIT_HOLD);
		assert_int_equal(gates[i].reason, AMBIT_REASON_GATE);
		assert_int_equal(gates[i].level, AMBIT_LEVEL_RELEASE);
		assert_false(gates[i].overridable);
		assert_string_equal(ambit_law_check(
					ambit_span_str(gates[i].code))
					->code,
		    gates[i].code);
	}
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(rows) + 4];

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[i] = (struct CMUnitTest){ rows[i].name, judge, NULL, NULL,
			&rows[i] };
	tests[COUNT(rows)] = (struct CMUnitTest)cmocka_unit_test(
	    fewer_are_given_than_asked_for_and_all_are_counted);
	tests[COUNT(rows) + 1] = (struct CMUnitTest)cmocka_unit_test(
	    nothing_is_released_while_the_notice_is_due);
	tests[COUNT(rows) + 2] = (struct CMUnitTest)cmocka_unit_test(
	    of_nothing_known_nothing_is_released);
	tests[COUNT(rows) + 3] = (struct CMUnitTest)cmocka_unit_test(
	    every_state_and_every_gate_is_a_row);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
