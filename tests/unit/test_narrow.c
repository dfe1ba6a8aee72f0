#include "scope_rows.h"

static const struct ambit_scope plain = SCOPE(plain_task, .reduced = false);

NARROWED(with_bob, WITH("bob", "example.org"));
NARROWED(bob_or_dana, WITH("bob", "example.org"), WITH("dana", "example.org"));
NARROWED(with_umlaut, WITH("b\xc3\xb6\x62", "example.org"));
NARROWED(with_idn, WITH("bob", "b\xc3\xbc.example"));
NARROWED(is_sent, BY(AMBIT_NARROW_DIRECTION, "sent"));
NARROWED(is_received, BY(AMBIT_NARROW_DIRECTION, "received"));
NARROWED(either_way, BY(AMBIT_NARROW_DIRECTION, "received"),
    BY(AMBIT_NARROW_DIRECTION, "sent"));
NARROWED(sideways, BY(AMBIT_NARROW_DIRECTION, "sideways"));
NARROWED(to_bob, BY(AMBIT_NARROW_DIRECTION, "sent"),
    WITH("bob", "example.org"));

/* A name that nobody ever held. */
static const struct ambit_scope nobody_sent = { .task = &is_sent_task,
	.range = { 1000, 2000 },
	.classes = { AMBIT_CLASS_CONTENT } };

static const struct row rows[] = {
	/* direction */
	{ "A11: from her is sent", &is_sent, { IN }, AMBIT_YES, "item",
	    { { FROM, 0, ALICE } } },
	{ "A11: and not received", &is_received, { IN }, AMBIT_NO, "direction",
	    { { FROM, 0, ALICE } } },
	{ "A11: she is the sender, not the author", &is_sent, { IN }, AMBIT_YES,
	    "item", { { FROM, 0, BOB }, { SENDER, 0, ALICE } } },
	{ "A11: from another is received", &is_received, { IN }, AMBIT_YES,
	    "item", { { FROM, 0, BOB }, { TO, 0, ALICE } } },
	{ "A11: and not sent", &is_sent, { IN }, AMBIT_NO, "direction",
	    { { FROM, 0, BOB }, { TO, 0, ALICE } } },
	{ "A11: from nobody is received", &is_received, { IN }, AMBIT_YES,
	    "item" },
	{ "A11: an alias counts while it was hers", &is_sent,
	    { OWN, AT(1200, 1599) }, AMBIT_YES, "item",
	    { { FROM, 0, SPECIMEN } } },
	{ "A11: and is another's before that", &is_received,
	    { OWN, AT(1199, 1199) }, AMBIT_YES, "item",
	    { { FROM, 0, SPECIMEN } } },
	{ "A11: a doubtful author is for a person", &is_sent,
	    { IN, .doubted = 1 << FROM }, AMBIT_UNSURE, "direction",
	    { { FROM, 0, "x" }, { SENDER, 0, ALICE } } },
	{ "A11: a doubtful sender is for a person", &is_received,
	    { IN, .doubted = 1 << SENDER }, AMBIT_UNSURE, "direction",
	    { { FROM, 0, BOB } } },
	{ "A11: a doubtful recipient is not", &is_received,
	    { IN, .doubted = 1 << TO }, AMBIT_YES, "item",
	    { { FROM, 0, BOB } } },
	{ "A1: her address in another's name is for a person", &is_received,
	    { IN }, AMBIT_UNSURE, "direction",
	    { { FROM, 0, "alice@example.com <eve@example.org>" } } },
	{ "H1: two authors, both she, are for a person", &is_sent, { IN },
	    AMBIT_UNSURE, "direction",
	    { { FROM, 0, ALICE }, { FROM, 1, ALICE } } },
	{ "H1: two senders are for a person", &is_sent, { IN }, AMBIT_UNSURE,
	    "direction",
	    { { FROM, 0, ALICE }, { SENDER, 0, ALICE },
		{ SENDER, 1, ALICE } } },
	{ "H1: the second author may stand first", &is_sent, { IN },
	    AMBIT_UNSURE, "direction",
	    { { FROM, 1, ALICE }, { FROM, 0, ALICE } } },
	{ "a header not read has no direction", &is_received,
	    { UNREAD, .account = 1, AT(1500, 1500) }, AMBIT_UNSURE,
	    "direction" },
	{ "both ways are asked, and one it is", &either_way, { IN }, AMBIT_YES,
	    "item", { { FROM, 0, ALICE } } },
	{ "both ways are asked, and the other it is", &either_way, { IN },
	    AMBIT_YES, "item", { { FROM, 0, BOB } } },
	{ "a direction that there is not is for a person", &sideways, { IN },
	    AMBIT_UNSURE, "direction", { { FROM, 0, ALICE } } },
	{ "what is nobody's was not sent by nobody", &nobody_sent, { IN },
	    AMBIT_NO, "account", { { FROM, 0, BOB } } },
	/* participant */
	{ "an order that names nobody asks for all", &plain,
	    { IN, .flaws = AMBIT_FLAW_BAD_ADDRESS, .doubted = ~0u }, AMBIT_YES,
	    "item", { { FROM, 0, EVE } } },
	{ "mail from the named one is in", &with_bob, { IN }, AMBIT_YES, "item",
	    { { FROM, 0, BOB } } },
	{ "A9: so is mail that he sent for another", &with_bob, { IN },
	    AMBIT_YES, "item", { { FROM, 0, EVE }, { SENDER, 0, BOB } } },
	{ "A9: so is mail to him", &with_bob, { IN }, AMBIT_YES, "item",
	    { { TO, 0, BOB } } },
	{ "A9: so is a copy to him", &with_bob, { IN }, AMBIT_YES, "item",
	    { { CC, 0, BOB } } },
	{ "A9: so is a blind copy", &with_bob, { IN }, AMBIT_YES, "item",
	    { { BCC, 0, BOB } } },
	{ "A9: so is what the envelope says", &with_bob, { IN }, AMBIT_YES,
	    "item", { { ENVELOPE, 0, BOB } } },
	{ "A9: a lower envelope field says nothing", &with_bob, { IN },
	    AMBIT_NO, "participant",
	    { { ENVELOPE, 0, EVE }, { ENVELOPE, 1, BOB } } },
	{ "A9: a reply address is no part", &with_bob, { IN }, AMBIT_NO,
	    "participant", { { FROM, 0, EVE }, { REPLY_TO, 0, BOB } } },
	{ "mail with another is out", &with_bob, { IN }, AMBIT_NO,
	    "participant", { { FROM, 0, EVE }, { TO, 0, ALICE } } },
	{ "mail with nobody is out", &with_bob, { IN }, AMBIT_NO,
	    "participant" },
	{ "the second of those named will do", &bob_or_dana, { IN }, AMBIT_YES,
	    "item", { { FROM, 0, EVE }, { TO, 0, DANA } } },
	{ "direction and participant must both hold", &to_bob, { IN }, AMBIT_NO,
	    "participant", { { FROM, 0, ALICE }, { TO, 0, EVE } } },
	{ "participant and direction must both hold", &to_bob, { IN }, AMBIT_NO,
	    "direction", { { FROM, 0, BOB }, { TO, 0, ALICE } } },
	{ "and here they do", &to_bob, { IN }, AMBIT_YES, "item",
	    { { FROM, 0, ALICE }, { TO, 0, BOB } } },
	{ "A1: an address in a display name is for a person", &with_bob, { IN },
	    AMBIT_UNSURE, "participant",
	    { { TO, 0, "\"bob@example.org\" <eve@example.org>", "eve",
		"example.org" } } },
	{ "A2: a trailing dot is for a person", &with_bob, { IN }, AMBIT_UNSURE,
	    "participant", { { TO, 0, "bob@example.org." } } },
	{ "A3: a quoted local part is for a person", &with_bob, { IN },
	    AMBIT_UNSURE, "participant",
	    { { TO, 0, "\"bob\"@example.org", "bob", "example.org", true } } },
	{ "A3: a quoted other one is not", &with_bob, { IN }, AMBIT_NO,
	    "participant",
	    { { TO, 0, "\"b ob\"@example.org", "b ob", "example.org",
		true } } },
	{ "A4: a route is for a person", &with_bob, { IN }, AMBIT_UNSURE,
	    "participant", { { TO, 0, "<@a,@b:BOB@example.org>" } } },
	{ "A5: what leaves the grammar without him is out", &with_bob, { IN },
	    AMBIT_NO, "participant",
	    { { TO, 0, "eve@example.org;carl@example.org" } } },
	{ "A6: bytes beyond ASCII on both sides are for a person", &with_umlaut,
	    { IN }, AMBIT_UNSURE, "participant",
	    { { TO, 0, "bo\xcc\x88\x62@example.org", "bo\xcc\x88\x62",
		"example.org" } } },
	{ "A6: on one side only they are another's", &with_umlaut, { IN },
	    AMBIT_NO, "participant", { { TO, 0, BOB } } },
	{ "A6: on the other side only too", &with_bob, { IN }, AMBIT_NO,
	    "participant",
	    { { TO, 0, "b\xd0\xbe\x62@example.org", "b\xd0\xbe\x62",
		"example.org" } } },
	{ "A6: the very bytes are his", &with_umlaut, { IN }, AMBIT_YES, "item",
	    { { TO, 0, "b\xc3\xb6\x62@example.org", "b\xc3\xb6\x62",
		"example.org" } } },
	{ "A6: a domain beyond ASCII is for a person", &with_idn, { IN },
	    AMBIT_UNSURE, "participant",
	    { { TO, 0, "bob@b\xc3\x9c.example", "bob",
		"b\xc3\x9c.example" } } },
	{ "A6: its A-label is another's", &with_idn, { IN }, AMBIT_NO,
	    "participant",
	    { { TO, 0, "bob@xn--b-xga.example", "bob",
		"xn--b-xga.example" } } },
	{ "A6: the last ASCII byte is none beyond it", &with_umlaut, { IN },
	    AMBIT_NO, "participant",
	    { { TO, 0, "b\x7f\x62@example.org", "b\x7f\x62",
		"example.org" } } },
	{ "A6: however early it stands", &with_umlaut, { IN }, AMBIT_UNSURE,
	    "participant",
	    { { TO, 0, "\x80\x62@example.org", "\x80\x62", "example.org" } } },
	{ "A6: the first byte beyond it is one", &with_umlaut, { IN },
	    AMBIT_UNSURE, "participant",
	    { { TO, 0, "b\x80@example.org", "b\x80", "example.org" } } },
	{ "A7: the domain folds", &with_bob, { IN }, AMBIT_YES, "item",
	    { { TO, 0, "bob@Example.ORG", "bob", "Example.ORG" } } },
	{ "A7: the local part does not", &with_bob, { IN }, AMBIT_UNSURE,
	    "participant",
	    { { TO, 0, "Bob@example.org", "Bob", "example.org" } } },
	{ "A8: a tag makes another address", &with_bob, { IN }, AMBIT_NO,
	    "participant",
	    { { TO, 0, "bob+tag@example.org", "bob+tag", "example.org" } } },
	{ "A8: so does a dot", &with_bob, { IN }, AMBIT_NO, "participant",
	    { { TO, 0, "b.ob@example.org", "b.ob", "example.org" } } },
	{ "another at the same domain is another", &with_bob, { IN }, AMBIT_NO,
	    "participant", { { TO, 0, EVE } } },
	{ "the same name at another domain is another", &with_bob, { IN },
	    AMBIT_NO, "participant",
	    { { TO, 0, "bob@example.net", "bob", "example.net" } } },
	{ "an address nobody could read may be the named one", &with_bob,
	    { IN, .doubted = 1 << CC }, AMBIT_UNSURE, "participant",
	    { { TO, 0, EVE }, { CC, 0, "x" } } },
	{ "but what is read is read", &with_bob, { IN, .doubted = 1 << TO },
	    AMBIT_YES, "item", { { TO, 0, BOB } } },
	{ "doubt about a reply address is none here", &with_bob,
	    { IN, .doubted = 1 << REPLY_TO }, AMBIT_NO, "participant",
	    { { TO, 0, EVE } } },
	{ "H1: a doubted author is for a person", &with_bob,
	    { IN, .doubted = 1 << FROM }, AMBIT_UNSURE, "participant",
	    { { FROM, 0, BOB } } },
	{ "H1: a doubted sender is for a person", &with_bob,
	    { IN, .doubted = 1 << SENDER }, AMBIT_UNSURE, "participant",
	    { { SENDER, 0, BOB } } },
	{ "H1: two authors, equal, are for a person", &with_bob, { IN },
	    AMBIT_UNSURE, "participant",
	    { { FROM, 0, BOB }, { FROM, 1, BOB } } },
	{ "H1: two authors, neither he, are for a person", &with_bob, { IN },
	    AMBIT_UNSURE, "participant",
	    { { FROM, 0, EVE }, { FROM, 1, EVE } } },
	{ "H1: the first To alone names him", &with_bob, { IN }, AMBIT_UNSURE,
	    "participant", { { TO, 0, BOB }, { TO, 1, EVE } } },
	{ "H1: the last To alone names him", &with_bob, { IN }, AMBIT_UNSURE,
	    "participant", { { TO, 0, EVE }, { TO, 1, BOB } } },
	{ "H1: the middle To alone names him", &with_bob, { IN }, AMBIT_UNSURE,
	    "participant", { { TO, 0, EVE }, { TO, 1, BOB }, { TO, 2, EVE } } },
	{ "H1: every To names him", &with_bob, { IN }, AMBIT_YES, "item",
	    { { TO, 0, BOB }, { TO, 1, BOB } } },
	{ "H1: no Cc names him", &with_bob, { IN }, AMBIT_NO, "participant",
	    { { CC, 0, EVE }, { CC, 1, EVE } } },
	{ "H1: one Bcc of two names him", &with_bob, { IN }, AMBIT_UNSURE,
	    "participant", { { BCC, 0, EVE }, { BCC, 1, BOB } } },
	{ "H1: where the author is named already, two To do no harm", &with_bob,
	    { IN }, AMBIT_YES, "item",
	    { { FROM, 0, BOB }, { TO, 0, EVE }, { TO, 1, BOB } } },
	{ "H1: the first names one, the last another of those named",
	    &bob_or_dana, { IN }, AMBIT_YES, "item",
	    { { TO, 0, BOB }, { TO, 1, DANA } } },
	{ "a header not read names nobody yet", &with_bob,
	    { UNREAD, .account = 1, AT(1500, 1500) }, AMBIT_UNSURE,
	    "participant" },
	{ "H2: one in doubt names nobody", &with_bob,
	    { IN, .flaws = AMBIT_FLAW_HEADER }, AMBIT_UNSURE, "participant",
	    { { TO, 0, BOB } } },
};

static void
the_smallest_answer_is_the_answer(void **state)
{
	(void)state;
	judge_all(rows, COUNT(rows));
}

/* Asked alone, a rule that the order does not name lets everything pass. */
static void
what_the_order_does_not_narrow_is_not_narrowed(void **state)
{
	struct ambit_item item = { OWN, .doubted = ~0u };

	(void)state;
	assert_int_equal(ambit_scope_rule(AMBIT_LIT("direction"))
			     ->ask(&plain, &item),
	    AMBIT_YES);
	assert_int_equal(ambit_scope_rule(AMBIT_LIT("participant"))
			     ->ask(&plain, &item),
	    AMBIT_YES);
}

/* A11, as a table of messages prints it. */
static void
a_direction_is_known_or_it_is_not(void **state)
{
	static const struct row told[] = {
		{ "sent", &plain, { IN }, 0, NULL, { { FROM, 0, ALICE } } },
		{ "received", &plain, { IN }, 0, NULL, { { FROM, 0, BOB } } },
		{ "unknown", &plain, { IN, .doubted = 1 << FROM }, 0, NULL,
		    { { FROM, 0, ALICE } } },
	};
	static const enum ambit_direction expected[] = {
		AMBIT_DIRECTION_SENT,
		AMBIT_DIRECTION_RECEIVED,
		AMBIT_DIRECTION_UNKNOWN,
	};

	(void)state;
	for (size_t i = 0; i < COUNT(told); i++) {
		struct ambit_item item = dress(&told[i]);

		assert_int_equal(ambit_scope_direction(&plain, &item),
		    expected[i]);
		exact_free();
	}
}

#define ALONE 3

int
main(void)
{
	static struct CMUnitTest tests[COUNT(rows) + ALONE] = {
		cmocka_unit_test(the_smallest_answer_is_the_answer),
		cmocka_unit_test(
		    what_the_order_does_not_narrow_is_not_narrowed),
		cmocka_unit_test(a_direction_is_known_or_it_is_not),
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[ALONE + i] = (struct CMUnitTest){ rows[i].name, judge,
			NULL, NULL, (void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("narrow", tests, NULL, NULL);
}
