#include "check.h"
#include "message.h"

#include <stdio.h>
#include <string.h>

#include "ambit/csv.h"
#include "ambit/table.h"

#define S(s) AMBIT_LIT_INIT(s)

/* ---- a provider, an account, an order for one column or for all ---- */

static const struct ambit_span own_hosts[] = { S("mx1.mail.example.com"),
	S("mx2.mail.example.com") };
static const struct ambit_name names[] = {
	{ .format = AMBIT_NAME_EMAIL,
	    .space = S("mail.example.com"),
	    .identifier = S("alice@mail.example.com"),
	    .local = S("alice"),
	    .domain = S("mail.example.com"),
	    .held = { INT64_MIN, INT64_MAX } },
};
static const struct ambit_account account = { .id = S("alice"),
	.names = names,
	.n_names = COUNT(names) };

enum kind {
	DATED,    /* delivered: file name; header: Date */
	RECEIVED, /* delivered: the provider's own Received line */
	NAMELESS, /* no host of the provider's is known */
};

static const struct ambit_store stores[] = {
	[DATED] = { .id = S("dated"),
	    .number = 1,
	    .account = 1,
	    .format = AMBIT_STORE_MAILDIR,
	    .holds = AMBIT_HOLDS_MAIL,
	    .clocks = { [AMBIT_CLOCK_DELIVERED] = { .source =
							AMBIT_SOURCE_FILE_NAME },
		[AMBIT_CLOCK_HEADER] = { .source = AMBIT_SOURCE_DATE_HEADER } },
	    .received_hosts = own_hosts,
	    .n_received_hosts = COUNT(own_hosts) },
	[RECEIVED] = { .id = S("received"),
	    .number = 1,
	    .account = 1,
	    .format = AMBIT_STORE_EML,
	    .holds = AMBIT_HOLDS_MAIL,
	    .clocks = { [AMBIT_CLOCK_DELIVERED] = { .source =
							AMBIT_SOURCE_RECEIVED },
		[AMBIT_CLOCK_HEADER] = { .source = AMBIT_SOURCE_DATE_HEADER } },
	    .received_hosts = own_hosts,
	    .n_received_hosts = COUNT(own_hosts) },
	[NAMELESS] = { .id = S("nameless"),
	    .number = 1,
	    .account = 1,
	    .format = AMBIT_STORE_EML,
	    .holds = AMBIT_HOLDS_MAIL,
	    .clocks = { [AMBIT_CLOCK_HEADER] = { .source =
						     AMBIT_SOURCE_DATE_HEADER } } },
};

struct demanded {
	struct ambit_span fields[8];
	struct ambit_demand demand;
	struct ambit_task task;
	struct ambit_order order;
	struct ambit_scope scope;
};

/* fields: their ids with a blank between them; "" for no list at all. */
static void
demand(struct demanded *d, const char *legal_type, const char *fields)
{
	*d = (struct demanded){
		.demand = { .class = AMBIT_CLASS_TRAFFIC,
		    .store = AMBIT_HOLDS_MAIL,
		    .fields = d->fields },
		.task = { .number = 1,
		    .id = S("t1"),
		    .target = { AMBIT_NAME_EMAIL, S("mail.example.com"),
			S("alice@mail.example.com") },
		    .demands = &d->demand,
		    .n_demands = 1,
		    .clock = AMBIT_CLOCK_HEADER },
		.order = { .legal_type = ambit_span_str(legal_type),
		    .tasks = &d->task,
		    .n_tasks = 1 },
		.scope = { .task = &d->task,
		    .account = &account,
		    .account_number = 1,
		    .range = { INT64_MIN, INT64_MAX } },
	};
	while (*fields != '\0') {
		size_t n = strcspn(fields, " ");

		d->fields[d->demand.n_fields++] =
		    (struct ambit_span){ (const unsigned char *)fields, n };
		fields += n + strspn(fields + n, " ");
	}
}

/* Of the last row printed: is it sorted by an instant, and by which? */
static bool dated;
static int64_t instant;

/* A row of what the columns tell, as it goes through two processes: -1 where
 * one of them has no room. Also what it is sorted by. */
static int
compose(const struct ambit_table *table, const struct ambit_store *store,
    const struct message *m, struct ambit_text *row)
{
	struct ambit_span values[AMBIT_TABLE_COLUMNS_MAX];

	for (unsigned i = 0; i < AMBIT_TABLE_COLUMNS_MAX; i++) {
		int got = ambit_table_value(table, i, store, &m->item, m->arena,
		    &values[i]);

		if (got < 0)
			return -1;
		assert_int_equal(got, table->columns >> i & 1);
	}
	dated = ambit_table_instant(table, values, &m->item, &instant);
	return ambit_table_compose(table, values, row);
}

/* The row that the store's reader and the table make of a message. */
static void
print_row(const struct demanded *d, enum kind kind, struct ambit_span bytes,
    struct ambit_text *row)
{
	const struct ambit_store *store = &stores[kind];
	struct message m = message_open(bytes, 4096);
	struct ambit_table table;
	struct ambit_err err;

	ambit_table_init(&table, &d->order, &d->scope);
	m.item.at = (struct ambit_place){ 1, 1, 0 };
	m.item.account = 1;
	m.item.holds = store->holds;
	/* 2023-11-14T22:13:20.5Z, as a file name would say. */
	if (kind == DATED)
		m.item.when[AMBIT_CLOCK_DELIVERED] = (struct ambit_when){ 1,
			{ { 1700000000500000, 1700000000500000 } } };
	assert_int_equal(ambit_mail_read(m.source, store, AMBIT_HEADER_MAX,
			     &m.item, m.arena, &err),
	    0);
	assert_int_equal(compose(&table, store, &m, row), 0);
	assert_false(row->full);
	message_close(&m);
}

/* ---- one column ---- */

struct row {
	const char *name;
	const char *column;
	enum kind kind;
	struct ambit_span message;
	const char *value;
};

#define OWN   "Received: from a (b [192.0.2.1]) by mx1.mail.example.com; "
#define LOWER "Received: from c (d [192.0.2.2]) by relay.example.org; "
#define TODAY "Mon, 1 Mar 2021 10:00:00 +0100"

/* 1,010 bytes on one line. */
#define X10   "xxxxxxxxxx"
#define X100  X10 X10 X10 X10 X10 X10 X10 X10 X10 X10
#define X1010 X100 X100 X100 X100 X100 X100 X100 X100 X100 X100 X10

static const struct row rows[] = {
	/* addresses */
	{ "an address without its name", "from_addr", DATED,
	    S("From: \"Bob, the canary\" <bob@example.org> (canary)\n\n"),
	    "bob@example.org" },
	{ "several addresses", "to_addr", DATED,
	    S("To: a@example.org, B <b@example.org>\n\n"),
	    "a@example.org; b@example.org" },
	{ "the members of a group", "cc_addr", DATED,
	    S("Cc: canary: a@example.org, b@example.org;\n\n"),
	    "a@example.org; b@example.org" },
	{ "an empty group", "to_addr", DATED,
	    S("To: undisclosed-recipients:;\n\n"), "" },
	{ "a field that is not there", "sender_addr", DATED, S("To: a@b.c\n\n"),
	    "" },
	{ "the sender", "sender_addr", DATED, S("Sender: a@example.org\n\n"),
	    "a@example.org" },
	{ "to whom to reply", "reply_to_addr", DATED,
	    S("Reply-To: a@example.org\n\n"), "a@example.org" },
	{ "letter case stays", "from_addr", DATED,
	    S("From: Bob@Example.ORG\n\n"), "Bob@Example.ORG" },
	{ "a fold between addresses", "to_addr", DATED,
	    S("To: a@example.org,\n\tb@example.org\n\n"),
	    "a@example.org; b@example.org" },
	{ "a field twice", "to_addr", DATED,
	    S("To: a@example.org\nTo: b@example.org\n\n"), "" },
	{ "H1 two From fields, even if equal", "from_addr", DATED,
	    S("From: a@example.org\nFrom: a@example.org\n\n"), "" },
	{ "A5 a field that leaves the grammar", "to_addr", DATED,
	    S("To: a@example.org; b@example.org\n\n"), "" },
	{ "A5 one bad address withholds the good ones", "to_addr", DATED,
	    S("To: a@example.org, b@@example.org\n\n"), "" },
	{ "H2 a header in doubt", "to_addr", DATED,
	    S("To: a@example.org\nno colon\n\n"), "" },
	{ "A3 a quoted local part in its quotes", "from_addr", DATED,
	    S("From: \"a b\"@example.org\n\n"), "\"a b\"@example.org" },
	{ "A3 a quote and a backslash within it", "from_addr", DATED,
	    S("From: \"a\\\"b\\\\c\"@example.org\n\n"),
	    "\"a\\u{5c}\"b\\u{5c}\\u{5c}c\"@example.org" },
	{ "what would end a list within it", "from_addr", DATED,
	    S("From: \"a;b\"@example.org\n\n"), "\"a\\u{3b}b\"@example.org" },
	{ "RFC 6532 a local part in UTF-8", "from_addr", DATED,
	    S("From: \xc3\xa9@example.org\n\n"), "\\u{e9}@example.org" },
	{ "a line over 998 bytes", "to_addr", DATED,
	    S("To: a@example.org (" X1010 ")\n\n"), "" },
	{ "the same in two lines", "to_addr", DATED,
	    S("To: a@example.org (" X100 "\n " X100 ")\n\n"), "a@example.org" },
	{ "a Bcc of a copy that the account sent", "bcc_addr", DATED,
	    S("From: alice@mail.example.com\nBcc: a@example.org\n\n"),
	    "a@example.org" },
	{ "a Bcc of a message that it received", "bcc_addr", DATED,
	    S("From: bob@example.org\nBcc: a@example.org\n\n"), "" },
	{ "L10 Delivered-To is no recipient", "to_addr", DATED,
	    S("Delivered-To: canary@example.org\n\n"), "" },
	/* direction */
	{ "A11 sent by the account", "direction", DATED,
	    S("From: A <alice@mail.example.com>\n\n"), "sent" },
	{ "A11 sent on behalf of another", "direction", DATED,
	    S("From: bob@example.org\nSender: alice@mail.example.com\n\n"),
	    "sent" },
	{ "A11 received", "direction", DATED, S("From: bob@example.org\n\n"),
	    "received" },
	{ "A11 the author in doubt", "direction", DATED,
	    S("From: Alice@MAIL.example.com\n\n"), "" },
	/* dates */
	{ "D1 the Date in UTC", "date_header", DATED, S("Date: " TODAY "\n\n"),
	    "2021-03-01T09:00:00Z" },
	{ "L25 the sender's zone is not told", "date_header", DATED,
	    S("Date: Mon, 1 Mar 2021 23:30:00 -0930\n\n"),
	    "2021-03-02T09:00:00Z" },
	{ "D6 a Date without zone is an interval", "date_header", DATED,
	    S("Date: Mon, 1 Mar 2021 10:00:00\n\n"), "" },
	{ "D10 a Date without seconds is one too", "date_header", DATED,
	    S("Date: Mon, 1 Mar 2021 10:00 +0100\n\n"), "" },
	{ "D14 two readings", "date_header", DATED,
	    S("Date: 1 Mar 98 10:00:00 +0100\n\n"), "" },
	{ "D17 a wrong weekday", "date_header", DATED,
	    S("Date: Tue, 1 Mar 2021 10:00:00 +0100\n\n"), "" },
	{ "H1 two Dates", "date_header", DATED,
	    S("Date: " TODAY "\nDate: " TODAY "\n\n"), "" },
	{ "H4 nothing stands in for a Date", "date_header", DATED,
	    S("Delivery-Date: " TODAY "\nX-Date: " TODAY "\n\n"), "" },
	{ "8-bit bytes beside a Date", "date_header", DATED,
	    S("Date: " TODAY " (\xc3\xa9)\n\n"), "" },
	{ "L25 fractions of a second are cut", "date_delivered", DATED,
	    S("To: a@b.c\n\n"), "2023-11-14T22:13:20Z" },
	{ "the provider's own line tells the arrival", "date_delivered",
	    RECEIVED, S(OWN TODAY "\n\n"), "2021-03-01T09:00:00Z" },
	{ "a foreign line does not", "date_delivered", RECEIVED,
	    S(LOWER TODAY "\n\n"), "" },
	{ "nor does the provider's line below it", "date_delivered", RECEIVED,
	    S(LOWER TODAY "\n" OWN TODAY "\n\n"), "" },
	{ "8-bit bytes in the provider's line", "date_delivered", RECEIVED,
	    S("Received: from a (\xff) by mx1.mail.example.com; " TODAY "\n\n"),
	    "" },
	{ "a line over 998 bytes in it", "date_delivered", RECEIVED,
	    S("Received: from a (" X1010 ")\n\tby mx1.mail.example.com; " TODAY
	      "\n\n"),
	    "" },
	{ "a clock that the store does not have", "date_submitted", DATED,
	    S("Date: " TODAY "\n\n"), "" },
	/* message ids */
	{ "a message id", "msgid", DATED,
	    S("Message-ID: <1.2.x@example.org>\n\n"), "<1.2.x@example.org>" },
	{ "one on a line of its own", "msgid", DATED,
	    S("Message-ID:\n <1@example.org>\n\n"), "<1@example.org>" },
	{ "one that is no dot-atom", "msgid", DATED,
	    S("Message-ID: <\"canary\"@example.org>\n\n"), "" },
	{ "text behind it", "msgid", DATED,
	    S("Message-ID: <1@example.org> canary\n\n"), "" },
	{ "H1 two of them", "msgid", DATED,
	    S("Message-ID: <1@b.c>\nMessage-ID: <2@b.c>\n\n"), "" },
	{ "one of more than 250 bytes", "msgid", DATED,
	    S("Message-ID: <" X100 X100 X10 X10 X10 X10 "@example.org>\n\n"),
	    "" },
	{ "L9 References name other mail", "msgid", DATED,
	    S("References: <1@b.c>\nIn-Reply-To: <2@b.c>\n\n"), "" },
	/* the client's address */
	{ "an address in brackets", "client_ip", DATED,
	    S("X-Originating-IP: [192.0.2.7]\n\n"), "192.0.2.7" },
	{ "version 6 in canonical text", "client_ip", DATED,
	    S("X-Originating-IP: 2001:DB8:0:0:0:0:0:1\n\n"), "2001:db8::1" },
	{ "a host is none", "client_ip", DATED,
	    S("X-Originating-IP: canary.example.org\n\n"), "" },
	{ "text behind it is none", "client_ip", DATED,
	    S("X-Originating-IP: 192.0.2.7 canary\n\n"), "" },
	{ "two of them", "client_ip", DATED,
	    S("X-Originating-IP: 192.0.2.7\nX-Originating-IP: 192.0.2.8\n\n"),
	    "" },
	/* hops */
	{ "the provider's own line has no host", "hops", DATED,
	    S(OWN TODAY "\n\n"), "192.0.2.1||2021-03-01T09:00:00Z|" },
	{ "the line below it is asserted", "hops", DATED,
	    S(OWN TODAY "\n" LOWER TODAY "\n\n"),
	    "192.0.2.1||2021-03-01T09:00:00Z|; "
	    "192.0.2.2|relay.example.org|2021-03-01T09:00:00Z|asserted" },
	{ "L11 a line above the provider's own is its own too", "hops", DATED,
	    S("Received: by canary.internal; " TODAY "\n" OWN TODAY "\n\n"),
	    "||2021-03-01T09:00:00Z|; 192.0.2.1||2021-03-01T09:00:00Z|" },
	{ "L11 a host of the provider's below is not named", "hops", DATED,
	    S(OWN TODAY "\nReceived: from a (b [192.0.2.3])"
			" by MX2.mail.example.com; " TODAY "\n\n"),
	    "192.0.2.1||2021-03-01T09:00:00Z|; "
	    "192.0.2.3||2021-03-01T09:00:00Z|asserted" },
	{ "without a line of the provider's all are asserted", "hops", DATED,
	    S(LOWER TODAY "\n\n"),
	    "192.0.2.2|relay.example.org|2021-03-01T09:00:00Z|asserted" },
	{ "L11 where no host is known to be its own none is named", "hops",
	    NAMELESS, S(LOWER TODAY "\n\n"),
	    "192.0.2.2||2021-03-01T09:00:00Z|asserted" },
	{ "L10 for whom a hop took it is not told", "hops", DATED,
	    S("Received: from a (b [192.0.2.2]) by c.example.org"
	      " for <canary@example.org>; " TODAY "\n\n"),
	    "192.0.2.2|c.example.org|2021-03-01T09:00:00Z|asserted" },
	{ "a hop without zone has no instant", "hops", DATED,
	    S("Received: from a (b [192.0.2.2]) by c.example.org;"
	      " Mon, 1 Mar 2021 10:00:00\n\n"),
	    "192.0.2.2|c.example.org||asserted" },
	{ "a hop with 8-bit bytes is left out", "hops", DATED,
	    S(OWN TODAY "\nReceived: from \xff by c; " TODAY "\n" LOWER TODAY
			"\n\n"),
	    "192.0.2.1||2021-03-01T09:00:00Z|; "
	    "192.0.2.2|relay.example.org|2021-03-01T09:00:00Z|asserted" },
	{ "no hop at all", "hops", DATED, S("To: a@b.c\n\n"), "" },
	{ "H2 hops of a header in doubt", "hops", DATED,
	    S(OWN TODAY "\nno colon\n\n"), "" },
	/* what a mail file does not tell */
	{ "Return-Path is no envelope", "env_from", DATED,
	    S("Return-Path: <canary@example.org>\n\n"), "" },
	{ "X-Original-To is none", "env_to", DATED,
	    S("X-Original-To: canary@example.org\n\n"), "" },
	{ "Status is not when it was read", "read_at", DATED,
	    S("Status: RO\n\n"), "" },
	{ "nor when it was deleted", "deleted_at", DATED,
	    S("X-Mozilla-Status: 0009\n\n"), "" },
	{ "R9 bytes, where they are named", "bytes", DATED,
	    S("To: a@b.c\n\nhello\n"), "17" },
};

/* Unquoted and unguarded: the value. */
static void
a_column_shows(void **state)
{
	const struct row *row = *state;
	struct demanded d;
	char line[4096], room[4096], got[4096];
	struct ambit_text text = AMBIT_TEXT(line);
	struct ambit_text unquoted = AMBIT_TEXT(room);
	struct ambit_span rest, fields[4];

	demand(&d, "US_2703_D_ORDER", row->column);
	print_row(&d, row->kind, row->message, &text);
	ambit_csv_end(&text);
	rest = ambit_text_span(&text);
	assert_int_equal(ambit_csv_cut(&rest, true, &unquoted, fields, 4), 2);
	assert_int_equal(rest.len, 0);
	(void)snprintf(got, sizeof(got), "%.*s", (int)fields[0].len,
	    (const char *)fields[0].ptr);
	assert_string_equal(got, "alice@mail.example.com");
	(void)snprintf(got, sizeof(got), "%.*s", (int)fields[1].len,
	    fields[1].len > 0 ? (const char *)fields[1].ptr : "");
	assert_string_equal(got, row->value);
}

/* ---- which columns there are ---- */

struct head {
	const char *name;
	const char *legal_type, *fields;
	const char *columns;
};

#define ALL                                                        \
	"direction date_submitted date_delivered env_from env_to " \
	"from_addr sender_addr reply_to_addr to_addr cc_addr "     \
	"bcc_addr msgid client_ip hops date_header read_at deleted_at "

static const struct head heads[] = {
	{ "without a list all but those that must be named", "US_2703_D_ORDER",
	    "", ALL },
	{ "a warrant reaches the same", "US_2703_A_WARRANT", "", ALL },
	{ "the sequence is the table's, not the order's", "US_2703_D_ORDER",
	    "bytes to_addr from_addr", "from_addr to_addr bytes " },
	{ "a subpoena reaches none", "US_2703_C2_SUBPOENA", "", "" },
	{ "nor by name", "US_2703_C2_SUBPOENA", "from_addr", "" },
	{ "an emergency reaches what is named", "US_2702_EMERGENCY",
	    "from_addr", "from_addr " },
	{ "and nothing else", "US_2702_EMERGENCY", "", "" },
	{ "a preservation reaches none", "US_2703_F_PRESERVATION", "", "" },
	{ "an unknown instrument reaches none", "XX_UNKNOWN", "", "" },
	{ "R1 an unknown field has no column", "US_2703_D_ORDER",
	    "subject_line", "" },
	{ "R7 the subject has none", "US_2703_D_ORDER", "subject", "" },
};

static void
the_columns_are(void **state)
{
	const struct head *row = *state;
	const char *columns[AMBIT_TABLE_COLUMNS_MAX];
	char got[1024] = "";
	struct demanded d;
	size_t n, used = 0;

	demand(&d, row->legal_type, row->fields);
	n = ambit_table_columns(&d.order, &d.task, columns,
	    AMBIT_TABLE_COLUMNS_MAX);
	for (size_t i = 0; i < n; i++)
		used += (size_t)snprintf(got + used, sizeof(got) - used, "%s ",
		    columns[i]);
	assert_string_equal(got, row->columns);
}

static void
the_head_is_a_row_of_names(void **state)
{
	struct demanded d;
	char got[256];
	struct ambit_text text = AMBIT_TEXT(got);

	(void)state;
	demand(&d, "US_2703_D_ORDER", "from_addr hops");
	ambit_table_head(&d.order, &d.task, &text);
	ambit_text_put(&text, (struct ambit_span)S("\0"));
	assert_string_equal(got, "\xef\xbb\xbfrow,account,from_addr,hops\r\n");
}

static void
a_task_without_traffic_of_mail_has_no_column(void **state)
{
	const char *columns[AMBIT_TABLE_COLUMNS_MAX];
	struct demanded d;

	(void)state;
	demand(&d, "US_2703_A_WARRANT", "");
	d.demand.class = AMBIT_CLASS_CONTENT;
	assert_int_equal(ambit_table_columns(&d.order, &d.task, columns,
			     AMBIT_TABLE_COLUMNS_MAX),
	    0);
	d.demand.class = AMBIT_CLASS_TRAFFIC;
	d.demand.store = AMBIT_HOLDS_FILES;
	assert_int_equal(ambit_table_columns(&d.order, &d.task, columns,
			     AMBIT_TABLE_COLUMNS_MAX),
	    0);
}

/* A row is sorted by the instant of the order's clock, if it prints it. */
static void
a_row_is_sorted_by_what_it_prints(void **state)
{
	static const struct {
		const char *fields, *header;
		enum ambit_clock clock;
		bool dated;
	} cases[] = {
		{ "date_delivered", "", AMBIT_CLOCK_DELIVERED, true },
		{ "date_header", "", AMBIT_CLOCK_DELIVERED, false },
		{ "from_addr", "", AMBIT_CLOCK_DELIVERED, false },
		{ "date_header", "", AMBIT_CLOCK_HEADER, false },
		{ "date_header", "Date: Mon, 1 Mar 2021 10:00:00 +0100\n",
		    AMBIT_CLOCK_HEADER, true },
		{ "date_header", "Date: Mon, 1 Mar 2021 10:00:00\n",
		    AMBIT_CLOCK_HEADER, false },
		{ "date_header",
		    "Date: Mon, 1 Mar 2021 10:00:00 +0100 (\xe9t\xe9)\n",
		    AMBIT_CLOCK_HEADER, false },
		{ "date_submitted", "", AMBIT_CLOCK_SUBMITTED, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char bytes[256], row[4096];
		struct ambit_text text = AMBIT_TEXT(row);
		struct demanded d;

		demand(&d, "US_2703_D_ORDER", cases[i].fields);
		d.task.clock = cases[i].clock;
		(void)snprintf(bytes, sizeof(bytes), "From: a@b.c\n%s\n",
		    cases[i].header);
		print_row(&d, DATED, ambit_span_str(bytes), &text);
		assert_int_equal(dated, cases[i].dated);
	}
}

/* ---- what a row must never hold ---- */

/* A canary in every field and place that is no traffic. */
static const char leaky[] =
    "Return-Path: <canary@example.org>\n"
    "Delivered-To: canary@example.org\n"
    "Received: from canary (canary.example [192.0.2.1])\n"
    "\tby mx1.mail.example.com (canary) with canary id canary\n"
    "\tfor <canary@example.org>; " TODAY " (canary)\n"
    "DKIM-Signature: v=1; bh=canary; b=canary; z=canary\n"
    "From: canary <bob@example.org> (canary)\n"
    "To: canary: alice@mail.example.com;\n"
    "Subject: canary\n"
    "Thread-Topic: canary\n"
    "Thread-Index: canary\n"
    "In-Reply-To: <canary@example.org>\n"
    "References: <canary@example.org>\n"
    "X-Mailer: canary\n"
    "X-MS-Has-Attach: canary\n"
    "MIME-Version: 1.0 (canary)\n"
    "Content-Type: multipart/mixed; boundary=canary\n"
    "Date: " TODAY " (canary)\n"
    "Message-ID: <1@example.org>\n"
    "\n"
    "--canary\n\ncanary\n--canary--\n";

static void
a_row_holds_no_more_than_its_columns(void **state)
{
	struct demanded d;
	char got[1024];
	struct ambit_text text = AMBIT_TEXT(got);

	(void)state;
	demand(&d, "US_2703_D_ORDER", "");
	print_row(&d, DATED, ambit_span_str(leaky), &text);
	ambit_text_put(&text, (struct ambit_span)S("\0"));
	assert_string_equal(got,
	    "alice@mail.example.com,received,,2023-11-14T22:13:20Z,,,"
	    "bob@example.org,,,alice@mail.example.com,,,<1@example.org>,,"
	    "192.0.2.1||2021-03-01T09:00:00Z|,2021-03-01T09:00:00Z,,");
}

/* L2, L4, L12, M10: the body and all that is not named may be anything. */
static void
a_row_does_not_depend_on_what_is_not_named(void **state)
{
	struct demanded d;
	char want[1024], got[1024], other[sizeof(leaky)];

	(void)state;
	demand(&d, "US_2703_D_ORDER", "");
	for (size_t i = 0; i < 10; i++) {
		struct ambit_text text = AMBIT_TEXT(got);

		memcpy(other, leaky, sizeof(leaky));
		for (char *at = other; (at = strstr(at, "canary")) != NULL;)
			*at = (char)('0' + i);
		print_row(&d, DATED, ambit_span_str(other), &text);
		ambit_text_put(&text, (struct ambit_span)S("\0"));
		if (i == 0)
			memcpy(want, got, sizeof(want));
		assert_string_equal(got, want);
	}
}

static void
a_formula_in_an_address_is_guarded(void **state)
{
	struct demanded d;
	char got[256];
	struct ambit_text text = AMBIT_TEXT(got);

	(void)state;
	demand(&d, "US_2703_D_ORDER", "from_addr to_addr");
	print_row(&d, DATED,
	    (struct ambit_span)S("From: =1+1@example.org\n"
				 "To: \"a,b\"@example.org\n\n"),
	    &text);
	ambit_text_put(&text, (struct ambit_span)S("\0"));
	assert_string_equal(got,
	    "alice@mail.example.com,'=1+1@example.org,"
	    "\"\"\"a,b\"\"@example.org\"");
}

static void
a_row_that_does_not_fit_is_refused(void **state)
{
	struct ambit_span bytes = S("From: bob@example.org\n\n");
	struct message m = message_open(bytes, 4096);
	struct demanded d;
	struct ambit_table table;
	char small[24];
	struct ambit_text text = AMBIT_TEXT(small);
	struct ambit_err err;

	(void)state;
	demand(&d, "US_2703_D_ORDER", "from_addr");
	assert_int_equal(ambit_mail_read(m.source, &stores[DATED],
			     AMBIT_HEADER_MAX, &m.item, m.arena, &err),
	    0);
	ambit_table_init(&table, &d.order, &d.scope);
	assert_int_equal(compose(&table, &stores[DATED], &m, &text), -1);
	message_close(&m);
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(rows) + COUNT(heads) + 7] = {
		cmocka_unit_test(the_head_is_a_row_of_names),
		cmocka_unit_test(a_task_without_traffic_of_mail_has_no_column),
		cmocka_unit_test(a_row_is_sorted_by_what_it_prints),
		cmocka_unit_test(a_row_holds_no_more_than_its_columns),
		cmocka_unit_test(a_row_does_not_depend_on_what_is_not_named),
		cmocka_unit_test(a_formula_in_an_address_is_guarded),
		cmocka_unit_test(a_row_that_does_not_fit_is_refused),
	};
	size_t n = 7;

	for (size_t i = 0; i < COUNT(heads); i++)
		tests[n++] =
		    (struct CMUnitTest){ heads[i].name, the_columns_are, NULL,
			    NULL, (void *)(uintptr_t)&heads[i] };
	for (size_t i = 0; i < COUNT(rows); i++)
		tests[n++] = (struct CMUnitTest){ rows[i].name, a_column_shows,
			NULL, NULL, (void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
