/*
 * Address fields in which an address of the narrow order, or of the account,
 * stands in another way than as a plain addr-spec: mail.md 5, A1 to A11, H5.
 */

/* System. */
#include <stdio.h>

/* Ours. */
#include "corpus.h"

struct form {
	const char *id;
	enum mention_role role;
	const char *field;
	enum mention_how how; /* of addr */
	const char *addr;     /* "": hidden from all; NULL: nobody's */
	const char *also;     /* another strict one, or NULL */
};

#define AT_PARTNER "@partner.example.org"
#define EVIL       "evil@elsewhere.test"

static const struct form forms[] = {
	{ "A1", ROLE_TO, BOB " <" EVIL ">", MENTION_NET, BOB, NULL },
	{ "A1", ROLE_TO, "\"" BOB "\" <" EVIL ">", MENTION_NET, BOB, EVIL },
	{ "A1", ROLE_TO, "Bob <" EVIL "> (" BOB ")", MENTION_NET, BOB, EVIL },
	{ "A2", ROLE_TO, "bob (x) @ partner.example.org", MENTION_HIDDEN, "",
	    NULL },
	{ "A2", ROLE_TO, BOB ".", MENTION_NET, BOB, NULL },
	{ "A3", ROLE_TO, "\"bob\"" AT_PARTNER, MENTION_NET, BOB, NULL },
	{ "A3", ROLE_TO, "\"b\\ob\"" AT_PARTNER, MENTION_NET, BOB, NULL },
	{ "A3", ROLE_TO, "\"a b\"" AT_PARTNER, MENTION_STRICT, "a b" AT_PARTNER,
	    NULL },
	{ "A4", ROLE_TO, "<@a.test,@b.test:" BOB ">", MENTION_HIDDEN, "",
	    NULL },
	{ "A4", ROLE_TO, "bob%partner.example.org@relay.test", MENTION_HIDDEN,
	    "", NULL },
	{ "A4", ROLE_TO, "partner.example.org!bob@relay.test", MENTION_HIDDEN,
	    "", NULL },
	{ "A5", ROLE_TO, "Friends: " BOB ", " EVIL ";", MENTION_STRICT, BOB,
	    EVIL },
	{ "A5", ROLE_TO, "undisclosed-recipients:;", MENTION_STRICT, NULL,
	    NULL },
	{ "A5", ROLE_TO, BOB "; " EVIL, MENTION_NET, BOB, NULL },
	{ "A5", ROLE_TO, BOB " " EVIL, MENTION_NET, BOB, NULL },
	{ "A5", ROLE_TO, BOB ", <>", MENTION_NET, BOB, NULL },
	{ "A6", ROLE_TO,
	    "b\xd0\xbe"
	    "b" AT_PARTNER,
	    MENTION_STRICT,
	    "b\xd0\xbe"
	    "b" AT_PARTNER,
	    NULL },
	{ "A6", ROLE_TO, "bob@xn--prtner-bua.example.org", MENTION_STRICT,
	    "bob@xn--prtner-bua.example.org", NULL },
	{ "A7", ROLE_TO, "Bob" AT_PARTNER, MENTION_STRICT, "Bob" AT_PARTNER,
	    NULL },
	{ "A7", ROLE_TO, "bob@Partner.EXAMPLE.org", MENTION_STRICT,
	    "bob@Partner.EXAMPLE.org", NULL },
	{ "A8", ROLE_TO, "bob+tag" AT_PARTNER, MENTION_STRICT,
	    "bob+tag" AT_PARTNER, NULL },
	{ "A9", ROLE_TO, EVIL "\nX-Original-To: " BOB, MENTION_STRICT, EVIL,
	    NULL },
	{ "A11", ROLE_FROM, ALICE, MENTION_STRICT, ALICE, NULL },
	{ "A11", ROLE_FROM, "Alice@mail.example.com", MENTION_STRICT,
	    "Alice@mail.example.com", NULL },
	{ "A11", ROLE_FROM, "\"" ALICE "\" <" EVIL ">", MENTION_NET, ALICE,
	    EVIL },
	{ "A11", ROLE_FROM, ALICE_ALIAS, MENTION_STRICT, ALICE_ALIAS, NULL },
	{ "A11", ROLE_FROM, DANA "\nSender: " ALICE, MENTION_STRICT, ALICE,
	    DANA },
	{ "H5", ROLE_TO, "=?utf-8?q?bob?=" AT_PARTNER, MENTION_HIDDEN, "",
	    NULL },
	{ "H5", ROLE_TO, "\"=?utf-8?q?bob?=\" <" EVIL ">", MENTION_HIDDEN, "",
	    NULL },
	{ "H5", ROLE_TO, "=?utf-8?q?bob?= <" EVIL ">", MENTION_STRICT, EVIL,
	    NULL },
};

#define N_FORMS (sizeof(forms) / sizeof(forms[0]))

/* Nobody of the order anywhere, so that the form alone decides. */
static void
set_aside(struct draft *d)
{
	const struct person *from = people_at(5);

	d->cc[0] = '\0';
	draft_forget(d, ROLE_FROM);
	draft_forget(d, ROLE_TO);
	draft_forget(d, ROLE_CC);
	d->truth.tokens &= ~(1U << TOKEN_ADDRESS | 1U << TOKEN_NAME);
	(void)snprintf(d->from, sizeof(d->from), "From: %s\n", from->addr);
	(void)snprintf(d->to, sizeof(d->to), "To: someone@elsewhere.test\n");
}

static void
say(struct draft *d, const struct form *form)
{
	if (form->addr != NULL)
		draft_mention(d, form->role, form->how, form->addr);
	if (form->also != NULL)
		draft_mention(d, form->role, MENTION_STRICT, form->also);
	if (form->role == ROLE_FROM)
		draft_mention(d, ROLE_TO, MENTION_STRICT,
		    "someone@elsewhere.test");
	else
		draft_mention(d, ROLE_FROM, MENTION_STRICT, people_at(5)->addr);
}

void
trap_address(struct draft *d, struct world *w)
{
	const struct form *form = &forms[random_below(&w->random, N_FORMS)];

	set_aside(d);
	if (form->role == ROLE_FROM)
		(void)snprintf(d->from, sizeof(d->from), "From: %s\n",
		    form->field);
	else
		(void)snprintf(d->to, sizeof(d->to), "To: %s\n", form->field);
	say(d, form);
	d->truth.trap = form->id;
}

/* Whose the message of the shared journal is, and how sure that is. */
static const struct form envelopes[] = {
	{ "A9", ROLE_ENVELOPE, "Delivered-To: " ALICE "\n", MENTION_STRICT,
	    ALICE, NULL },
	{ "A9", ROLE_ENVELOPE, "Delivered-To: " BRUNO "\n", MENTION_STRICT,
	    BRUNO, NULL },
	{ "A9", ROLE_ENVELOPE, "Delivered-To: " ALICE_ALIAS "\n",
	    MENTION_STRICT, ALICE_ALIAS, NULL },
	{ "A9", ROLE_ENVELOPE,
	    "Delivered-To: " BRUNO "\nDelivered-To: " ALICE "\n",
	    MENTION_STRICT, BRUNO, NULL },
	{ "A9", ROLE_ENVELOPE, "", MENTION_HIDDEN, NULL, NULL },
	{ "A7", ROLE_ENVELOPE, "Delivered-To: Alice@mail.example.com\n",
	    MENTION_STRICT, "Alice@mail.example.com", NULL },
	{ "A3", ROLE_ENVELOPE, "Delivered-To: \"alice\"@mail.example.com\n",
	    MENTION_NET, ALICE, NULL },
	{ "A1", ROLE_ENVELOPE, "Delivered-To: " ALICE " <" EVIL ">\n",
	    MENTION_NET, ALICE, NULL },
};

#define N_ENVELOPES (sizeof(envelopes) / sizeof(envelopes[0]))

void
trap_envelope(struct draft *d, struct world *w)
{
	const struct form *form =
	    &envelopes[random_below(&w->random, N_ENVELOPES)];

	draft_forget(d, ROLE_ENVELOPE);
	if (form->addr != NULL)
		draft_mention(d, form->role, form->how, form->addr);
	(void)snprintf(d->envelope, sizeof(d->envelope), "%s", form->field);
	d->truth.trap = form->id;
}
