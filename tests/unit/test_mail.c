#include "check.h"
#include "message.h"

#include <string.h>

#include "ambit/text.h"

#define DATE "Date: Mon, 1 Mar 2021 10:00:00 +0100\n"
#define NEXT "Date: Tue, 2 Mar 2021 10:00:00 +0100\n"
#define OWN \
	"Received: from x by mx.example.com; Mon, 1 Mar 2021 09:00:00 +0000\n"
#define FAR "Received: from y by evil.example; Tue, 2 Mar 2021 09:00:00 +0000\n"
#define ALL "From=! Sender=! Reply-To=! To=! Cc=! Bcc=! Envelope=! "

struct row {
	const char *name;
	const char *message;
	/* Clocks "D=09:00:00[raw]"; each net "From0[text]" (strict) or
	 * "From0{text}", its parties behind it; "From=!" a doubted role; the
	 * flaws; "body N". LF is shown as |. */
	const char *outline;
	unsigned flaws; /* that the reader has set */
};

static const struct row rows[] = {
	{ "who and when of a plain message",
	    DATE "From: A <a@x.org>\nSender: s@x.org\nReply-To: r@x.org\n"
		 "To: b@x.org, c@x.org\nCc: d@x.org\nBcc: e@x.org\n\nhi\n",
	    "H=09:00:00[Mon, 1 Mar 2021 10:00:00 +0100] "
	    "From0[ A <a@x.org>] a@x.org Sender0[ s@x.org] s@x.org "
	    "Reply-To0[ r@x.org] r@x.org "
	    "To0[ b@x.org, c@x.org] b@x.org c@x.org "
	    "Cc0[ d@x.org] d@x.org Bcc0[ e@x.org] e@x.org body 136",
	    0 },
	{ "names of fields in any letter case",
	    "fROM: a@x.org\ndATE: Mon, 1 Mar 2021 10:00:00 +0100\n\n",
	    "H=09:00:00[Mon, 1 Mar 2021 10:00:00 +0100] "
	    "From0[ a@x.org] a@x.org body 52",
	    0 },
	{ "a folded field is unfolded", "To: a@x.org,\n b@x.org\n\n",
	    "To0[ a@x.org, b@x.org] a@x.org b@x.org body 23", 0 },
	{ "a From may name several", "From: a@x.org, b@x.org\n\n",
	    "From0[ a@x.org, b@x.org] a@x.org b@x.org body 24", 0 },
	{ "a Sender of two is not strict", "Sender: a@x.org, b@x.org\n\n",
	    "Sender0{ a@x.org, b@x.org} body 26", 0 },
	{ "a Sender of none is not strict", "Sender: x:;\n\n",
	    "Sender0{ x:;} body 13", 0 },
	{ "a field that leaves the grammar has only its net",
	    "To: a@x.org; b@x.org\n\n", "To0{ a@x.org; b@x.org} body 22", 0 },
	{ "an empty list is strict", "To:\nCc: x:;\n\n",
	    "To0[] Cc0[ x:;] body 13", 0 },
	{ "A5 members of a group are parties", "To: x: a@x.org, b@x.org;\n\n",
	    "To0[ x: a@x.org, b@x.org;] a@x.org b@x.org body 26", 0 },
	{ "A2 an address that may be hidden doubts its role",
	    "To: a (x) @ x.org\nCc: c@x.org\n\n",
	    "To0{ a (x) @ x.org} Cc0[ c@x.org] c@x.org To=! address body 31",
	    0 },
	{ "H5 an encoded word inside an address doubts its role",
	    "Cc: =?utf-8?q?alice?=@example.com\n\n",
	    "Cc0[ =?utf-8?q?alice?=@example.com] "
	    "=?utf-8?q?alice?=@example.com Cc=! address body 35",
	    0 },

	{ "H1 two Dates", DATE NEXT "\n", "repeated body 75", 0 },
	{ "H1 two equal Dates", DATE DATE "\n", "repeated body 75", 0 },
	{ "H1 two Froms", "From: a@x.org\nFrom: b@x.org\nTo: c@x.org\n\n",
	    "From0{ a@x.org} From1{ b@x.org} To0[ c@x.org] c@x.org "
	    "From=! address repeated body 41",
	    0 },
	{ "H1 two equal Froms", "From: a@x.org\nFrom: a@x.org\n\n",
	    "From0{ a@x.org} From1{ a@x.org} From=! address repeated body 29",
	    0 },
	{ "H1 two Senders", "Sender: a@x.org\nSender: b@x.org\n\n",
	    "Sender0{ a@x.org} Sender1{ b@x.org} Sender=! address repeated "
	    "body 33",
	    0 },
	{ "H1 two equal Senders", "Sender: a@x.org\nSender: a@x.org\n\n",
	    "Sender0{ a@x.org} Sender1{ a@x.org} Sender=! address repeated "
	    "body 33",
	    0 },
	{ "H1 two Tos are both facts, and numbered",
	    "To: a@x.org\nCc: c@x.org\nTo: b@x.org\n\n",
	    "To0[ a@x.org] a@x.org To1[ b@x.org] b@x.org/1 "
	    "Cc0[ c@x.org] c@x.org repeated body 37",
	    0 },
	{ "H1 two Ccs", "Cc: a@x.org\nCc: a@x.org\n\n",
	    "Cc0[ a@x.org] a@x.org Cc1[ a@x.org] a@x.org/1 repeated body 25",
	    0 },
	{ "H1 two Bccs", "Bcc: a@x.org\nBcc: b@x.org\n\n",
	    "Bcc0[ a@x.org] a@x.org Bcc1[ b@x.org] b@x.org/1 repeated body 27",
	    0 },
	{ "H1 two Reply-Tos", "Reply-To: a@x.org\nReply-To: b@x.org\n\n",
	    "Reply-To0[ a@x.org] a@x.org Reply-To1[ b@x.org] b@x.org/1 "
	    "repeated body 37",
	    0 },
	{ "H1 two Message-IDs",
	    "Message-ID: <a@x.org>\nmessage-id: <a@x.org>\n\n",
	    "repeated body 45", 0 },
	{ "H1 two Subjects", "Subject: a\nSubject: b\n\n", "repeated body 23",
	    0 },
	{ "H1 two References", "References: <a>\nReferences: <b>\n\n",
	    "repeated body 33", 0 },
	{ "H1 two In-Reply-Tos", "In-Reply-To: <a>\nIn-Reply-To: <b>\n\n",
	    "repeated body 35", 0 },
	{ "H1 two of another field",
	    "X-A: a\nX-A: a\nReceived: x\nReceived: y\n\n", "body 39", 0 },

	{ "H2 in a doubtful header nothing but the nets stays",
	    DATE OWN "From: a@x.org\nhello\nTo: b@x.org\n\n",
	    "D=-[Mon, 1 Mar 2021 09:00:00 +0000] "
	    "H=-[Mon, 1 Mar 2021 10:00:00 +0100] "
	    "From0{ a@x.org} To0{ b@x.org} " ALL "header address body 137",
	    0 },
	{ "H3 a message of fields only", "From: a@x.org\nTo: b@x.org\n",
	    "From0[ a@x.org] a@x.org To0[ b@x.org] b@x.org body 26", 0 },
	{ "H3 a message that ends within a field", "From: a@x.org\nTo: b@x.org",
	    "From0{ a@x.org} To0{ b@x.org} " ALL "header address body 25", 0 },
	{ "H4 no other date stands in",
	    "Delivery-Date: Mon, 1 Mar 2021 10:00:00 +0100\n"
	    "Resent-Date: Mon, 1 Mar 2021 10:00:00 +0100\n"
	    "X-Date: Mon, 1 Mar 2021 10:00:00 +0100\n\n",
	    "body 130", 0 },
	{ "H4 Resent fields name no party",
	    "Resent-From: a@x.org\nResent-To: b@x.org\n"
	    "Return-Path: <c@x.org>\nX-To: d@x.org\n\n",
	    "body 78", 0 },
	{ "F6 an empty file has no fact", "", "body 0", 0 },
	{ "a body alone has no fact", "\nFrom: a@x.org\n", "body 1", 0 },

	{ "B1 where the framing is in doubt no fact stays",
	    DATE OWN "From: a@x.org\n\n",
	    "D=-[Mon, 1 Mar 2021 09:00:00 +0000] "
	    "H=-[Mon, 1 Mar 2021 10:00:00 +0100] "
	    "From0{ a@x.org} " ALL "framing body 119",
	    AMBIT_FLAW_FRAMING },
	{ "B9 a message cut short keeps its facts", "To: a@x.org\n\nhi",
	    "To0[ a@x.org] a@x.org truncated body 13", AMBIT_FLAW_TRUNCATED },
	{ "B5 unframed bytes are not read", DATE "\n", "unframed unread",
	    AMBIT_FLAW_UNFRAMED },
	{ "a message too large is not read", DATE "\n", "tooLarge unread",
	    AMBIT_FLAW_TOO_LARGE },
	{ "F2 a foreign file is not read", DATE "\n", "foreign unread",
	    AMBIT_FLAW_FOREIGN },
	{ "F2 a link is not read", DATE "\n", "link unread", AMBIT_FLAW_LINK },

	{ "received: the provider's host first", OWN FAR "\n",
	    "D=09:00:00[Mon, 1 Mar 2021 09:00:00 +0000] body 133", 0 },
	{ "received: the provider's host second", FAR OWN "\n", "body 133", 0 },
	{ "received: in any letter case",
	    "Received: by MX.Example.COM; Mon, 1 Mar 2021 09:00:00 +0000\n\n",
	    "D=09:00:00[Mon, 1 Mar 2021 09:00:00 +0000] body 61", 0 },
	{ "received: the host in a comment",
	    "Received: from x (by mx.example.com) by evil.example;"
	    " Mon, 1 Mar 2021 09:00:00 +0000\n\n",
	    "body 86", 0 },
	{ "received: another of its hosts",
	    "Received: by mx2.example.com; Mon, 1 Mar 2021 09:00:00 +0000\n\n",
	    "D=09:00:00[Mon, 1 Mar 2021 09:00:00 +0000] body 62", 0 },
	{ "received: a host below it",
	    "Received: by a.mx.example.com; Mon, 1 Mar 2021 09:00:00 +0000\n\n",
	    "body 63", 0 },
	{ "received: a date that cannot be read",
	    "Received: by mx.example.com; yesterday\n\n",
	    "D=-[yesterday] body 40", 0 },
	{ "received: folded, and the date behind the last semicolon",
	    "Received: by mx.example.com (a;b);\n"
	    "\tMon, 1 Mar 2021 09:00:00 +0000\n\n",
	    "D=09:00:00[Mon, 1 Mar 2021 09:00:00 +0000] body 68", 0 },
	{ "a Date that cannot be read is kept for the record",
	    "Date: yesterday\n\n", "H=-[yesterday] body 17", 0 },
	{ "an empty Date", "Date:\n\n", "body 7", 0 },

	{ "skew: a Date 48 hours off is none",
	    OWN "Date: Wed, 3 Mar 2021 09:00:00 +0000\n\n",
	    "D=09:00:00[Mon, 1 Mar 2021 09:00:00 +0000] "
	    "H=09:00:00[Wed, 3 Mar 2021 09:00:00 +0000] body 105",
	    0 },
	{ "skew: a Date more than 48 hours later",
	    OWN "Date: Wed, 3 Mar 2021 09:00:01 +0000\n\n",
	    "D=09:00:00[Mon, 1 Mar 2021 09:00:00 +0000] "
	    "H=09:00:01[Wed, 3 Mar 2021 09:00:01 +0000] skew body 105",
	    0 },
	{ "skew: a Date more than 48 hours earlier",
	    OWN "Date: Sat, 27 Feb 2021 08:59:59 +0000\n\n",
	    "D=09:00:00[Mon, 1 Mar 2021 09:00:00 +0000] "
	    "H=08:59:59[Sat, 27 Feb 2021 08:59:59 +0000] skew body 106",
	    0 },
	{ "skew: a Date without a zone is not exact",
	    OWN "Date: Thu, 31 Mar 2022 09:00:00\n\n",
	    "D=09:00:00[Mon, 1 Mar 2021 09:00:00 +0000] "
	    "H=19:00:00-21:00:00[Thu, 31 Mar 2022 09:00:00] body 100",
	    0 },
	{ "skew: of two Dates there is none",
	    OWN NEXT //
	    "Date: Thu, 31 Mar 2022 09:00:00 +0000\n\n",
	    "D=09:00:00[Mon, 1 Mar 2021 09:00:00 +0000] repeated body 143", 0 },

	{ "A9 the first field of the envelope counts",
	    "Delivered-To: a@x.org\nDelivered-To: b@x.org\n\n",
	    "Envelope0[ a@x.org] a@x.org body 45", 0 },
	{ "A9 the account in a for clause is no party",
	    "Received: by mx.example.com for <a@x.org>;"
	    " Mon, 1 Mar 2021 09:00:00 +0000\n\n",
	    "D=09:00:00[Mon, 1 Mar 2021 09:00:00 +0000] body 75", 0 },
};

static const struct ambit_span hosts[] = {
	AMBIT_LIT_INIT("mx.example.com"),
	AMBIT_LIT_INIT("mx2.example.com"),
};

static const struct ambit_store store = {
	.envelope_field = AMBIT_LIT_INIT("delivered-to"),
	.clocks = {
		[AMBIT_CLOCK_DELIVERED].source = AMBIT_SOURCE_RECEIVED,
		[AMBIT_CLOCK_HEADER].source = AMBIT_SOURCE_DATE_HEADER,
	},
	.received_hosts = hosts,
	.n_received_hosts = COUNT(hosts),
};

static const char *const roles[AMBIT_N_PARTIES] = { "From", "Sender",
	"Reply-To", "To", "Cc", "Bcc", "Envelope" };

static void
put_raw(struct ambit_text *text, struct ambit_span s)
{
	for (size_t i = 0; i < s.len; i++)
		ambit_text_print(text, "%c", s.ptr[i] == '\n' ? '|' : s.ptr[i]);
}

static void
put_clocks(struct ambit_text *text, const struct ambit_item *item)
{
	for (unsigned i = 0; i < AMBIT_N_CLOCKS; i++) {
		const struct ambit_when *when = &item->when[i];
		char at[AMBIT_INSTANT_LEN];

		if (when->n == 0 && item->raw_when[i].len == 0)
			continue;
		ambit_text_print(text, "%c=", "DSH"[i]);
		if (when->n == 0)
			ambit_text_str(text, "-");
		for (unsigned k = 0; k < when->n; k++) {
			ambit_instant_format(when->at[k].lo, at);
			ambit_text_print(text, "%.8s", at + 11);
			ambit_instant_format(when->at[k].hi, at);
			if (when->at[k].hi != when->at[k].lo)
				ambit_text_print(text, "-%.8s", at + 11);
		}
		ambit_text_str(text, "[");
		put_raw(text, item->raw_when[i]);
		ambit_text_str(text, "] ");
	}
}

static void
put_parties(struct ambit_text *text, const struct ambit_item *item)
{
	size_t k = 0;

	for (size_t i = 0; i < item->n_nets; i++) {
		const struct ambit_net *net = &item->nets[i];

		ambit_text_print(text, "%s%u%c", roles[net->role],
		    net->instance, "{["[net->strict]);
		put_raw(text, net->text);
		ambit_text_str(text, net->strict ? "] " : "} ");
		for (; k < item->n_parties &&
		     item->parties[k].role == net->role &&
		     item->parties[k].instance == net->instance;
		     k++) {
			put_raw(text, item->parties[k].addr.local);
			ambit_text_str(text, "@");
			put_raw(text, item->parties[k].addr.domain);
			if (net->instance > 0)
				ambit_text_print(text, "/%u", net->instance);
			ambit_text_str(text, " ");
		}
	}
	assert_int_equal(k, item->n_parties);
	for (unsigned i = 0; i < AMBIT_N_PARTIES; i++) {
		if (item->doubted & 1u << i)
			ambit_text_print(text, "%s=! ", roles[i]);
	}
}

/* Read it, and write down every fact and flaw: the whole truth. */
static void
outline(struct message *m, unsigned flaws, char *out, size_t size)
{
	struct ambit_text text = { .ptr = out, .cap = size - 1 };
	struct ambit_item *item = &m->item;
	struct ambit_err err;

	item->flaws = flaws;
	assert_int_equal(ambit_mail_read(m->source, &store, AMBIT_HEADER_MAX,
			     item, m->arena, &err),
	    0);
	put_clocks(&text, item);
	put_parties(&text, item);
	for (unsigned i = 0; i < AMBIT_N_FLAWS; i++) {
		if (item->flaws & 1u << i)
			ambit_text_print(&text, "%s ", ambit_flaw_name(i));
	}
	if (item->read)
		ambit_text_print(&text, "body %u", (unsigned)item->body);
	else
		ambit_text_str(&text, "unread");
	assert_false(text.full);
	out[text.len] = '\0';
}

static void
every_window_gives_the_same(void **state)
{
	const struct row *row = *state;
	struct ambit_span raw = ambit_span_str(row->message);
	struct message m = message_open(raw, 1);
	char got[1024];

	for (size_t n = 1; n <= raw.len + 2; n++) {
		message_again(&m, n);
		outline(&m, row->flaws, got, sizeof(got));
		assert_string_equal(got, row->outline);
	}
	message_close(&m);
}

/* Cut within the header, the same fields or doubt; behind it, the same. */
static void
a_cut_behind_the_header_shows_nowhere(void **state)
{
	char got[1024];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ambit_span raw = ambit_span_str(rows[i].message);
		struct message m = message_open(raw, 64);
		uint64_t body;

		outline(&m, rows[i].flaws, got, sizeof(got));
		body = m.item.read ? m.item.body : raw.len;
		for (; raw.len > 0; raw.len--) {
			message_again(&m, 64);
			m.item.raw.len = raw.len;
			outline(&m, rows[i].flaws, got, sizeof(got));
			if (raw.len >= body)
				assert_string_equal(got, rows[i].outline);
			else if (raw.ptr[raw.len - 1] != '\n' && m.item.read)
				assert_non_null(strstr(got, "header"));
		}
		message_close(&m);
	}
}

/* Clocks that a reader has filled are not the header's to touch. */
static void
clocks_of_other_sources_are_left_alone(void **state)
{
	struct ambit_store from_line = store;
	struct message m = message_open(AMBIT_LIT(OWN DATE "\n"), 64);
	struct ambit_when when = { 1, { { 5, 7 } } };

	(void)state;
	from_line.clocks[AMBIT_CLOCK_DELIVERED].source = AMBIT_SOURCE_FROM_LINE;
	for (unsigned i = 0; i < 3; i++) {
		static const unsigned flaws[] = { 0, AMBIT_FLAW_HEADER,
			AMBIT_FLAW_FRAMING };

		message_again(&m, 64);
		m.item.when[AMBIT_CLOCK_DELIVERED] = when;
		m.item.raw_when[AMBIT_CLOCK_DELIVERED] = AMBIT_LIT("x");
		m.item.flaws = flaws[i];
		assert_int_equal(ambit_mail_read(m.source, &from_line,
				     AMBIT_HEADER_MAX, &m.item, m.arena, NULL),
		    0);
		assert_int_equal(m.item.when[AMBIT_CLOCK_DELIVERED].n,
		    flaws[i] & AMBIT_FLAW_FRAMING ? 0 : 1);
		assert_int_equal(m.item.when[AMBIT_CLOCK_HEADER].n,
		    flaws[i] == 0 ? 1 : 0);
		assert_int_equal(m.item.when[AMBIT_CLOCK_SUBMITTED].n, 0);
		assert_true(
		    ambit_span_equal(m.item.raw_when[AMBIT_CLOCK_DELIVERED],
			AMBIT_LIT("x")));
		assert_int_equal(m.item.flaws & AMBIT_FLAW_SKEW,
		    flaws[i] == 0 ? AMBIT_FLAW_SKEW : 0);
	}
	message_close(&m);
}

/* Facts are copies: the next loan does not take them away. */
static void
facts_outlive_the_loan(void **state)
{
	struct message m = message_open(AMBIT_LIT("To: a@x.org\n\n"), 64);

	(void)state;
	assert_int_equal(ambit_mail_read(m.source, &store, AMBIT_HEADER_MAX,
			     &m.item, m.arena, NULL),
	    0);
	ambit_source_free(&m.source);
	assert_true(
	    ambit_span_equal(m.item.nets[0].text, AMBIT_LIT(" a@x.org")));
	assert_true(ambit_span_equal(m.item.parties[0].addr.domain,
	    AMBIT_LIT("x.org")));
	assert_true(ambit_span_equal(m.item.fields[0].name, AMBIT_LIT("To")));
	message_close(&m);
}

static void
the_registry_may_lower_the_limit_of_a_header(void **state)
{
	struct ambit_span raw = AMBIT_LIT("To: a@x.org\n\nhi\n");

	(void)state;
	for (uint64_t limit = 12; limit <= 14; limit++) {
		struct message m = message_open(raw, 64);

		assert_int_equal(ambit_mail_read(m.source, &store, limit,
				     &m.item, m.arena, NULL),
		    0);
		assert_int_equal(m.item.flaws & AMBIT_FLAW_HEADER,
		    limit < 13 ? AMBIT_FLAW_HEADER : 0);
		assert_int_equal(m.item.n_parties, limit < 13 ? 0 : 1);
		message_close(&m);
	}
}

static void
a_header_has_a_limit(void **state)
{
	char *text = malloc(AMBIT_HEADER_MAX + 16);

	(void)state;
	assert_non_null(text);
	for (size_t n = AMBIT_HEADER_MAX - 1; n <= AMBIT_HEADER_MAX + 1; n++) {
		struct message m;

		memset(text, 'a', n + 3);
		memcpy(text, "To:", 3);
		memcpy(text + n - 2, "\n\nhi\n", 5);
		m = message_open((struct ambit_span){ (unsigned char *)text,
				     n + 3 },
		    65536);
		assert_int_equal(ambit_mail_read(m.source, &store, UINT64_MAX,
				     &m.item, m.arena, NULL),
		    0);
		assert_int_equal(m.item.flaws & AMBIT_FLAW_HEADER,
		    n > AMBIT_HEADER_MAX ? AMBIT_FLAW_HEADER : 0);
		if (n <= AMBIT_HEADER_MAX)
			assert_int_equal(m.item.body, n);
		message_close(&m);
	}
	free(text);
}

/* All fields together: the one that goes over is cut, and its role doubted. */
static void
the_addresses_of_a_message_have_a_limit(void **state)
{
	static const char head[] = "Cc: b@x.org\nTo: a@x";
	char *text = malloc(AMBIT_ADDRESSES_MAX * 4 + 64);

	(void)state;
	assert_non_null(text);
	for (size_t n = AMBIT_ADDRESSES_MAX - 1; n <= AMBIT_ADDRESSES_MAX + 1;
	     n++) {
		size_t len = sizeof(head) - 1;
		bool cut = n > AMBIT_ADDRESSES_MAX;
		struct message m;

		memcpy(text, head, len);
		for (size_t i = 2; i < n; i++, len += 4)
			memcpy(text + len, ",a@x", 4);
		memcpy(text + len, "\n\n", 2);
		m = message_open((struct ambit_span){ (unsigned char *)text,
				     len + 2 },
		    65536);
		assert_int_equal(ambit_mail_read(m.source, &store,
				     AMBIT_HEADER_MAX, &m.item, m.arena, NULL),
		    0);
		assert_int_equal(m.item.flaws,
		    cut ? AMBIT_FLAW_BAD_ADDRESS : 0);
		assert_int_equal(m.item.doubted,
		    cut ? 1u << AMBIT_PARTY_CC : 0);
		assert_int_equal(m.item.n_parties, cut ? n - 1 : n);
		message_close(&m);
	}
	free(text);
}

/* The machine's memory is the machine's affair: no fact, and an error. */
static void
a_full_arena_is_an_error_at_any_size(void **state)
{
	struct ambit_span raw =
	    AMBIT_LIT(OWN DATE "From: a@x.org\n"
			       "To: b@x.org,\n c@x.org\n\n");
	struct message m = message_open(raw, 64);
	size_t cap = 0;
	int ret;

	(void)state;
	do {
		struct ambit_err err = { 0 };

		ambit_arena_free(&m.arena);
		m.arena = ambit_arena_new(cap);
		message_again(&m, 64);
		ret = ambit_mail_read(m.source, &store, AMBIT_HEADER_MAX,
		    &m.item, m.arena, &err);
		if (ret < 0)
			assert_int_equal(err.code, AMBIT_E_MEMORY);
		cap += 8;
	} while (ret < 0 && cap < 65536);
	assert_int_equal(ret, 0);
	assert_true(cap > raw.len);
	assert_int_equal(m.item.n_parties, 3);
	message_close(&m);
}

static void
a_store_that_ends_within_a_message_has_changed(void **state)
{
	struct message m = message_open(AMBIT_LIT("To: a@x.org\n\n"), 64);
	struct ambit_err err;

	(void)state;
	m.item.raw.len = 64;
	assert_int_equal(ambit_mail_read(m.source, &store, AMBIT_HEADER_MAX,
			     &m.item, m.arena, &err),
	    -1);
	assert_int_equal(err.code, AMBIT_E_CHANGED);
	assert_false(m.item.read);
	message_close(&m);
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(a_cut_behind_the_header_shows_nowhere),
		cmocka_unit_test(clocks_of_other_sources_are_left_alone),
		cmocka_unit_test(facts_outlive_the_loan),
		cmocka_unit_test(the_registry_may_lower_the_limit_of_a_header),
		cmocka_unit_test(a_header_has_a_limit),
		cmocka_unit_test(the_addresses_of_a_message_have_a_limit),
		cmocka_unit_test(a_full_arena_is_an_error_at_any_size),
		cmocka_unit_test(
		    a_store_that_ends_within_a_message_has_changed),
	};
	struct CMUnitTest tests[COUNT(rows) + COUNT(others)];

	memcpy(tests, others, sizeof(others));
	for (size_t i = 0; i < COUNT(rows); i++)
		tests[COUNT(others) + i] = (struct CMUnitTest){ rows[i].name,
			every_window_gives_the_same, NULL, NULL,
			(void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("mail", tests, NULL, NULL);
}
