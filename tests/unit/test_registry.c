#include "check.h"
#include "document.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ambit/limits.h"
#include "ambit/parse.h"
#include "ambit/text.h"

#define ARENA ((size_t)1 << 22)

static struct ambit_complaints complaints;

/* Parse into arena; what it came to, as in test_order.c. */
static int
parse(struct ambit_span bytes, struct ambit_arena *arena,
    struct ambit_registry *registry_r, char *out, size_t size)
{
	struct ambit_err err = { 0 };
	int got;

	complaints.n = 0;
	got = ambit_registry_parse(bytes, arena, registry_r, &complaints, &err);
	assert_int_equal(got, complaints.n == 0 && err.code == 0 ? 0 : -1);
	if (got == 0)
		(void)snprintf(out, size, "accepted");
	else if (complaints.n == 0)
		(void)snprintf(out, size, "%s", err.text);
	else
		document_complaints(&complaints, out, size);
	return got;
}

/* ---- one change to a good registry, and what comes of it ---- */

struct edit {
	const char *name;
	const char *old, *new;
	const char *outcome;
};

#define ROOT "<Registry "
#define INBOX                                                          \
	"account=\"alice\" format=\"mbox\" path=\"alice/inbox.mbox\" " \
	"holds=\"mail\""
#define EVENTS \
	"<Clock name=\"delivered\" source=\"column\" column=\"event_at\"/>"
#define DRIVE "source=\"eventLog\" log=\"alice-events\""

static const struct edit edits[] = {
	{ "nothing is wrong with a good registry", ROOT, ROOT, "accepted" },

	{ "P_SCHEMA: a document type", ROOT, "<!DOCTYPE Registry>" ROOT,
	    "P_SCHEMA 8: a document type (DTD) is not allowed\n" },
	{ "P_SCHEMA: another encoding", "UTF-8", "UTF-16LE",
	    "P_SCHEMA 0: the document is not in UTF-8\n" },
	{ "P_SCHEMA: a word that is in no list", "role=\"entry\"",
	    "role=\"typist\"",
	    "P_SCHEMA 28: Registry/Approver[1]/@role: \"typist\": "
	    "it is none of the words allowed here\n" },
	{ "P_SCHEMA: an instant without offset", "2024-01-01T00:00:00Z",
	    "2024-01-01T00:00:00",
	    "P_SCHEMA 28: Registry/Approver[1]/@from: "
	    "\"2024-01-01T00:00:00\": it has no offset from UTC\n" },
	{ "P_SCHEMA: an account of an entity that is not there",
	    "entity=\"eire\" country=\"DE\"", "entity=\"none\" country=\"DE\"",
	    "P_SCHEMA 53: Registry/Account[2]/@entity: \"none\": "
	    "it names nothing that is there\n" },
	{ "P_SCHEMA: an account of a customer that is not there",
	    "customer=\"harbour\"", "customer=\"none\"",
	    "P_SCHEMA 59: Registry/Account[3]/@customer: \"none\": "
	    "it names nothing that is there\n" },
	{ "P_SCHEMA: a store of an account that is not there",
	    "account=\"carol\"", "account=\"none\"",
	    "P_SCHEMA 101: Registry/Store[12]/@account: \"none\": "
	    "it names nothing that is there\n" },
	{ "P_SCHEMA: two accounts of one id", "<Account id=\"bruno\"",
	    "<Account id=\"alice\"",
	    "P_SCHEMA 53: Registry/Account[2]/@id: \"alice\": "
	    "it is there twice\n"
	    "P_SCHEMA 91: Registry/Store[9]/@account: \"bruno\": "
	    "it names nothing that is there\n"
	    "P_SCHEMA 96: Registry/Store[10]/@account: \"bruno\": "
	    "it names nothing that is there\n"
	    "P_SCHEMA 99: Registry/Store[11]/@account: \"bruno\": "
	    "it names nothing that is there\n" },
	{ "P_SCHEMA: one clock with two sources", "<Clock name=\"header\"",
	    "<Clock name=\"delivered\"",
	    "P_SCHEMA 63: Registry/Store[1]/Clock[2]/@name: \"delivered\": "
	    "it is there twice\n" },
	{ "P_SCHEMA: an address without a domain",
	    "identifier=\"carol@harbour.test\"", "identifier=\"carol\"",
	    "P_SCHEMA 59: Registry/Account[3]/@identifier: \"carol\": "
	    "it is no e-mail address\n" },
	{ "P_SCHEMA: a limit that no counter holds", "tasks=\"20\"",
	    "tasks=\"18446744073709551616\"",
	    "P_SCHEMA 107: Registry/Limits/@tasks: "
	    "\"18446744073709551616\": the number is too large\n" },
	{ "P_SCHEMA: a path from the root of the machine",
	    "path=\"alice/inbox.mbox\"", "path=\"/alice/inbox.mbox\"",
	    "P_SCHEMA 61: Registry/Store[1]/@path: \"/alice/inbox.mbox\": "
	    "it has not the form asked for\n" },
	{ "P_SCHEMA: a path that is read backwards",
	    "path=\"alice/inbox.mbox\"",
	    "path=\"alice/\xe2\x80\xaeinbox.mbox\"",
	    "P_SCHEMA 61: Registry/Store[1]/@path: "
	    "\"alice/\\u{202e}inbox.mbox\": "
	    "it holds a hidden or direction character\n" },

	{ "P_CLOCK: names of files in an mbox",
	    "source=\"fromLine\" zone=\"Z\"", "source=\"fileName\"",
	    "P_CLOCK 62: Registry/Store[1]/Clock[1]/@source: \"fileName\": "
	    "a store of this format has no such clock\n" },
	{ "P_CLOCK: a submitted clock in an mbox",
	    "<Clock name=\"header\" source=\"dateHeader\"/>",
	    "<Clock name=\"submitted\" source=\"dateHeader\"/>",
	    "P_CLOCK 63: Registry/Store[1]/Clock[2]/@source: \"dateHeader\": "
	    "a store of this format has no such clock\n" },
	{ "P_CLOCK: the sender's date as the provider's",
	    "<Clock name=\"delivered\" source=\"fileName\"/>",
	    "<Clock name=\"delivered\" source=\"dateHeader\"/>",
	    "P_CLOCK 72: Registry/Store[3]/Clock[1]/@source: \"dateHeader\": "
	    "a store of this format has no such clock\n" },
	{ "P_CLOCK: From lines in a folder of .eml",
	    "<Clock name=\"delivered\" source=\"received\"/>\n"
	    "    <Clock name=\"header\" source=\"dateHeader\"/>\n"
	    "    <ReceivedHost>mx1.mail.example.net",
	    "<Clock name=\"delivered\" source=\"fromLine\"/>\n"
	    "    <Clock name=\"header\" source=\"dateHeader\"/>\n"
	    "    <ReceivedHost>mx1.mail.example.net",
	    "P_CLOCK 92: Registry/Store[9]/Clock[1]/@source: \"fromLine\": "
	    "a store of this format has no such clock\n" },
	{ "P_CLOCK: the client's time as that of delivery",
	    "source=\"deliveryTime\"", "source=\"clientSubmitTime\"",
	    "P_CLOCK 102: Registry/Store[12]/Clock[1]/@source: "
	    "\"clientSubmitTime\": a store of this format has no such "
	    "clock\n" },
	{ "a PST may have the provider's submit time",
	    "source=\"clientSubmitTime\"", "source=\"providerSubmitTime\"",
	    "accepted" },
	{ "P_CLOCK: a log for records", "source=\"column\" column=\"event_at\"",
	    DRIVE,
	    "P_CLOCK 79: Registry/Store[5]/Clock[1]/@source: \"eventLog\": "
	    "a store of this format has no such clock\n" },
	{ "P_CLOCK: column without a column",
	    "source=\"column\" column=\"event_at\"", "source=\"column\"",
	    "P_CLOCK 79: Registry/Store[5]/Clock[1]/@source: \"column\": "
	    "column and the source column go together\n" },
	{ "P_CLOCK: a column with another source", "source=\"dateHeader\"",
	    "source=\"dateHeader\" column=\"date\"",
	    "P_CLOCK 63: Registry/Store[1]/Clock[2]/@column: \"date\": "
	    "column and the source column go together\n" },
	{ "P_CLOCK: a zone with another source", "source=\"dateHeader\"",
	    "source=\"dateHeader\" zone=\"+01:00\"",
	    "P_CLOCK 63: Registry/Store[1]/Clock[2]/@zone: \"+01:00\": "
	    "only the source fromLine has a zone\n" },
	{ "P_CLOCK: a log with another source", "source=\"dateHeader\"",
	    "source=\"dateHeader\" log=\"alice-events\"",
	    "P_CLOCK 63: Registry/Store[1]/Clock[2]/@log: \"alice-events\": "
	    "only the source eventLog has a log\n" },
	{ "P_CLOCK: eventLog without a log", DRIVE, "source=\"eventLog\"",
	    "P_CLOCK 76: Registry/Store[4]/Clock[1]/@source: \"eventLog\": "
	    "its log is not a file_events store of the same account\n" },
	{ "P_CLOCK: a log that is no log of file events", DRIVE,
	    "source=\"eventLog\" log=\"alice-messages\"",
	    "P_CLOCK 76: Registry/Store[4]/Clock[1]/@log: "
	    "\"alice-messages\": "
	    "its log is not a file_events store of the same account\n" },
	{ "P_CLOCK: a log of another account",
	    "id=\"alice-events\" account=\"alice\"",
	    "id=\"alice-events\" account=\"bruno\"",
	    "P_CLOCK 76: Registry/Store[4]/Clock[1]/@log: \"alice-events\": "
	    "its log is not a file_events store of the same account\n" },

	{ "P_HOSTS: nobody says whose Received lines count",
	    "<ReceivedHost>mx1.mail.example.net</ReceivedHost>", "",
	    "P_HOSTS 92: Registry/Store[9]/Clock[1]/@source: \"received\": "
	    "no ReceivedHost says whose Received lines count\n" },

	{ "a column that the law knows", EVENTS,
	    EVENTS "<Column name=\"when\" field=\"event_at\"/>", "accepted" },
	{ "P_RECORDS: a column that the law does not know", EVENTS,
	    EVENTS "<Column name=\"what\" field=\"file_hash\"/>",
	    "P_RECORDS 79: Registry/Store[5]/Column[1]/@field: \"file_hash\": "
	    "the law has no such field of what it holds\n" },
	{ "P_RECORDS: a column of another kind of store", EVENTS,
	    EVENTS "<Column name=\"to\" field=\"to_addr\"/>",
	    "P_RECORDS 79: Registry/Store[5]/Column[1]/@field: \"to_addr\": "
	    "the law has no such field of what it holds\n" },
	{ "P_RECORDS: records without encoding", "encoding=\"ndjson\" ", "",
	    "P_RECORDS 78: Registry/Store[5]/@encoding: "
	    "records have an encoding, and nothing else has\n" },
	{ "P_RECORDS: records that are no table", " table=\"connections\"", "",
	    "P_RECORDS 86: Registry/Store[7]/@table: "
	    "records are a table, and nothing else is\n" },
	{ "P_RECORDS: an encoding of an mbox", INBOX, INBOX " encoding=\"csv\"",
	    "P_RECORDS 61: Registry/Store[1]/@encoding: \"csv\": "
	    "records have an encoding, and nothing else has\n" },
	{ "P_RECORDS: a table of an mbox", INBOX, INBOX " table=\"messages\"",
	    "P_RECORDS 61: Registry/Store[1]/@table: \"messages\": "
	    "records are a table, and nothing else is\n" },
	{ "P_RECORDS: calendars in an mbox", INBOX,
	    "account=\"alice\" format=\"mbox\" path=\"alice/inbox.mbox\" "
	    "holds=\"mail calendar\"",
	    "P_RECORDS 61: Registry/Store[1]/@holds: \"mail calendar\": "
	    "a store of this format or table cannot hold that\n" },
	{ "P_RECORDS: mail in a table of sign-ins",
	    "holds=\"connections\" encoding=\"ndjson\"",
	    "holds=\"mail\" encoding=\"ndjson\"",
	    "P_RECORDS 96: Registry/Store[10]/@holds: \"mail\": "
	    "a store of this format or table cannot hold that\n" },
	{ "P_RECORDS: files in a PST", "\"mail calendar contacts\"",
	    "\"mail files\"",
	    "P_RECORDS 101: Registry/Store[12]/@holds: \"mail files\": "
	    "a store of this format or table cannot hold that\n" },

	{ "one address in two namespaces is two names",
	    "identifier=\"bruno@mail.example.net\"",
	    "identifier=\"carol@harbour.test\"", "accepted" },
	{ "P_NAME: an alias while another account holds it",
	    "from=\"2015-06-01T00:00:00Z\" until=\"2025-02-01T00:00:00Z\"",
	    "from=\"2015-06-01T00:00:00Z\" until=\"2026-01-01T00:00:01Z\"",
	    "P_NAME 54: Registry/Account[2]/Alias[1]/@identifier: "
	    "\"sales@mail.example.com\": another account holds it then\n" },
	{ "a name may pass on at one instant",
	    "from=\"2015-06-01T00:00:00Z\" until=\"2025-02-01T00:00:00Z\"",
	    "from=\"2015-06-01T00:00:00Z\" until=\"2026-01-01T00:00:00Z\"",
	    "accepted" },
	{ "P_NAME: domains have no letter case",
	    "identifier=\"sales@mail.example.com\" "
	    "from=\"2015-06-01T00:00:00Z\" until=\"2025-02-01T00:00:00Z\"",
	    "identifier=\"sales@MAIL.example.com\" "
	    "from=\"2015-06-01T00:00:00Z\"",
	    "P_NAME 54: Registry/Account[2]/Alias[1]/@identifier: "
	    "\"sales@mail.example.com\": another account holds it then\n" },
	{ "local parts have letter case",
	    "identifier=\"sales@mail.example.com\" "
	    "from=\"2015-06-01T00:00:00Z\" until=\"2025-02-01T00:00:00Z\"",
	    "identifier=\"Sales@mail.example.com\" "
	    "from=\"2015-06-01T00:00:00Z\"",
	    "accepted" },
	{ "P_NAME: a digit string in one namespace",
	    "namespace=\"accounts.example.net\"",
	    "namespace=\"accounts.example.com\"",
	    "P_NAME 56: Registry/Account[2]/Alias[2]/@identifier: "
	    "\"00012345\": another account holds it then\n" },
	{ "one account may hold a name twice over",
	    "identifier=\"a.specimen@mail.example.com\"",
	    "identifier=\"alice@mail.example.com\"", "accepted" },

	{ "P_INTERVAL: an approver who ends before the beginning",
	    "until=\"2026-01-01T00:00:00Z\"", "until=\"2019-01-01T00:00:00Z\"",
	    "P_INTERVAL 31: Registry/Approver[4]/@until: "
	    "\"2019-01-01T00:00:00Z\": from is not before it\n" },
	{ "P_INTERVAL: an alias of no time", "until=\"2025-02-01T00:00:00Z\"",
	    "until=\"2015-06-01T00:00:00Z\"",
	    "P_INTERVAL 48: Registry/Account[1]/Alias[2]/@until: "
	    "\"2015-06-01T00:00:00Z\": from is not before it\n" },

	{ "P_SHARED: a PST of nobody", " account=\"carol\"", "",
	    "P_SHARED 101: Registry/Store[12]/@format: \"pst\": "
	    "a store of this format cannot be shared\n" },
	{ "P_SHARED: records of nobody, without the column",
	    "id=\"alice-messages\" account=\"alice\"", "id=\"alice-messages\"",
	    "P_SHARED 81: Registry/Store[6]/@accountColumn: "
	    "shared records need the column of the account\n" },
	{ "shared records with the column",
	    "id=\"alice-messages\" account=\"alice\"",
	    "id=\"alice-messages\" accountColumn=\"who\"", "accepted" },
	{ "a shared mbox", "id=\"alice-inbox\" account=\"alice\"",
	    "id=\"alice-inbox\" envelopeField=\"Delivered-To\"", "accepted" },
};

static void
an_edited_registry(void **state)
{
	const struct edit *edit = *state;
	struct ambit_span bytes =
	    document_edited("registry.xml", edit->old, edit->new);
	struct ambit_arena *arena = ambit_arena_new(ARENA);
	struct ambit_registry registry;
	char got[4096];

	(void)parse(bytes, arena, &registry, got, sizeof(got));
	assert_string_equal(got, edit->outcome);
	ambit_arena_free(&arena);
	document_free(bytes);
}

/* ---- what is kept ---- */

static void
put_span(struct ambit_text *t, struct ambit_span s)
{
	ambit_text_str(t, " ");
	ambit_text_put(t, s);
}

static void
put_range(struct ambit_text *t, struct ambit_range range)
{
	char from[AMBIT_INSTANT_LEN], until[AMBIT_INSTANT_LEN] = "";

	ambit_instant_format(range.from, from);
	if (range.until != INT64_MAX)
		ambit_instant_format(range.until, until);
	ambit_text_print(t, " %s..%s", from, until);
}

static void
put_digest(struct ambit_text *t, const unsigned char sha256[32])
{
	ambit_text_str(t, " ");
	ambit_text_hex(t, (struct ambit_span){ sha256, 4 });
}

static void
put_provider(struct ambit_text *t, const struct ambit_registry *r)
{
	for (size_t i = 0; i < r->n_entities; i++) {
		ambit_text_str(t, "entity");
		put_span(t, r->entities[i].id);
		put_span(t, r->entities[i].name);
		put_span(t, r->entities[i].country);
		ambit_text_str(t, "\n");
	}
	for (size_t i = 0; i < r->n_served; i++) {
		ambit_text_print(t, "served by %u", r->served[i].entity);
		put_span(t, r->served[i].country);
		for (size_t k = 0; k < r->served[i].n_legal_types; k++)
			put_span(t, r->served[i].legal_types[k]);
		ambit_text_str(t, "\n");
	}
	for (size_t i = 0; i < r->n_treaties; i++) {
		ambit_text_print(t, "treaty %u %u", r->treaties[i].addressee,
		    r->treaties[i].holder);
		put_span(t, r->treaties[i].name);
		put_span(t, r->treaties[i].legal_type);
		ambit_text_str(t, "\n");
	}
}

static void
put_people(struct ambit_text *t, const struct ambit_registry *r)
{
	for (size_t i = 0; i < r->n_approvers; i++) {
		const struct ambit_approver *a = &r->approvers[i];

		ambit_text_print(t, "approver %d", (int)a->role);
		put_span(t, a->id);
		put_span(t, a->person);
		put_span(t, a->certificate);
		put_digest(t, a->sha256);
		put_range(t, a->valid);
		ambit_text_str(t, "\n");
	}
	for (size_t i = 0; i < r->n_recipients; i++) {
		const struct ambit_recipient *a = &r->recipients[i];

		ambit_text_print(t, "recipient %d", a->has_sha256);
		put_span(t, a->id);
		put_span(t, a->name);
		put_span(t, a->country);
		put_span(t, a->certificate);
		put_digest(t, a->sha256);
		put_range(t, a->valid);
		ambit_text_str(t, "\n");
	}
	for (size_t i = 0; i < r->n_signers; i++) {
		ambit_text_str(t, "signer");
		put_span(t, r->signers[i].id);
		put_span(t, r->signers[i].certificate);
		put_digest(t, r->signers[i].sha256);
		ambit_text_str(t, "\n");
	}
}

static void
put_account(struct ambit_text *t, const struct ambit_account *a)
{
	ambit_text_print(t, "account of %u customer %u", a->entity,
	    a->customer);
	put_span(t, a->id);
	put_span(t, a->country);
	put_span(t, a->region);
	ambit_text_str(t, "\n");
	for (size_t i = 0; i < a->n_names; i++) {
		const struct ambit_name *n = &a->names[i];

		ambit_text_print(t, " %s", ambit_name_format_name(n->format));
		put_span(t, n->space);
		put_span(t, n->identifier);
		put_span(t, n->local);
		put_span(t, n->domain);
		put_range(t, n->held);
		ambit_text_str(t, "\n");
	}
}

static void
put_store(struct ambit_text *t, const struct ambit_store *s)
{
	ambit_text_print(t, "store %u of %u %s%s holds %u", s->number,
	    s->account, ambit_store_format_name(s->format),
	    s->gzip ? " gzip" : "", s->holds);
	put_span(t, s->id);
	put_span(t, s->path);
	put_span(t, s->account_column);
	put_span(t, s->envelope_field);
	put_span(t, s->encoding);
	put_span(t, s->table);
	for (int i = 0; i < AMBIT_N_CLOCKS; i++) {
		const struct ambit_store_clock *c = &s->clocks[i];

		ambit_text_print(t, " %s", ambit_clock_source_name(c->source));
		if (c->has_zone)
			ambit_text_print(t, "%+d", c->zone);
		ambit_text_put(t, c->column);
		ambit_text_put(t, c->log);
	}
	for (size_t i = 0; i < s->n_received_hosts; i++)
		put_span(t, s->received_hosts[i]);
	ambit_text_str(t, "\n");
}

static void
put_limits(struct ambit_text *t, const struct ambit_limits *l)
{
	ambit_text_print(t,
	    "limits %ju %ju %ju %ju %ju %ju %ju spans %ju %ju %ju %ju",
	    (uintmax_t)l->tasks, (uintmax_t)l->emergency_hours,
	    (uintmax_t)l->approval_days, (uintmax_t)l->volume_bytes,
	    (uintmax_t)l->header_bytes, (uintmax_t)l->item_bytes,
	    (uintmax_t)l->depth, (uintmax_t)l->span_days[0],
	    (uintmax_t)l->span_days[1], (uintmax_t)l->span_days[2],
	    (uintmax_t)l->span_days[3]);
	ambit_text_print(t, " notice %ju %ju %ju",
	    (uintmax_t)l->civil_notice_days, (uintmax_t)l->civil_objection_days,
	    (uintmax_t)l->delayed_notice_working_days);
	for (size_t i = 0; i < l->n_ages; i++) {
		put_span(t, l->ages[i].legal_type);
		ambit_text_print(t, " %ju", (uintmax_t)l->ages[i].days);
	}
	ambit_text_str(t, "\n");
}

static void
a_registry_is_kept_whole(void **state)
{
	struct ambit_span bytes = document_read("registry.xml");
	struct ambit_span want = document_read("registry.outline");
	struct ambit_arena *arena = ambit_arena_new(ARENA);
	struct ambit_registry r;
	static char out[1 << 16];
	struct ambit_text text = { .ptr = out, .cap = sizeof(out) - 1 };

	(void)state;
	assert_int_equal(parse(bytes, arena, &r, out, sizeof(out)), 0);
	put_provider(&text, &r);
	put_people(&text, &r);
	for (size_t i = 0; i < r.n_customers; i++) {
		ambit_text_print(&text, "customer %ju",
		    (uintmax_t)r.customers[i].seats);
		put_span(&text, r.customers[i].id);
		put_span(&text, r.customers[i].name);
		put_span(&text, r.customers[i].country);
		put_span(&text, r.customers[i].contact);
		ambit_text_str(&text, "\n");
	}
	for (size_t i = 0; i < r.n_accounts; i++)
		put_account(&text, &r.accounts[i]);
	for (size_t i = 0; i < r.n_stores; i++)
		put_store(&text, &r.stores[i]);
	put_limits(&text, &r.limits);
	assert_false(text.full);
	out[text.len] = '\0';
	assert_string_equal(out, (const char *)want.ptr);
	assert_true(ambit_span_equal(r.bytes, bytes));
	assert_true(r.as_of ==
	    ambit_instant_of(&(struct ambit_civil){ 2026, 11, 2, 0, 0, 0 }));
	ambit_arena_free(&arena);
	document_free(want);
	document_free(bytes);
}

/* ---- limits ---- */

static const struct {
	const char *name, *limits, *outcome;
} limits[] = {
	{ "every limit has a default", "<Limits/>",
	    "limits 20 48 30 1073741824 1048576 4294967296 32 "
	    "spans 731 731 731 731 notice 7 14 5\n" },
	{ "limits may be lowered",
	    "<Limits tasks='1' emergencyHours='2' approvalDays='3' "
	    "civilNoticeDays='0' civilObjectionDays='1' "
	    "delayedNoticeWorkingDays='10' "
	    "volumeBytes='4' headerBytes='5' itemBytes='6' depth='7'>"
	    "<MaxSpan class='identification' days='8'/>"
	    "<MaxAge legalType='US_CONSENT' days='9'/></Limits>",
	    "limits 1 2 3 4 5 6 7 spans 731 8 731 731 notice 0 1 10 "
	    "US_CONSENT 9\n" },
	{ "what guards the program is never raised",
	    "<Limits headerBytes='9999999' itemBytes='9999999999' "
	    "depth='99'/>",
	    "limits 20 48 30 1073741824 1048576 4294967296 32 "
	    "spans 731 731 731 731 notice 7 14 5\n" },
};

static void
the_limits_of(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	struct ambit_span whole = document_read("registry.xml");
	char *text = (char *)(uintptr_t)whole.ptr;
	struct ambit_arena *arena = ambit_arena_new(ARENA);
	struct ambit_registry r;
	char out[4096];
	struct ambit_text got = AMBIT_TEXT(out);

	(void)sprintf(strstr(text, "<Limits"), "%s</Registry>",
	    limits[i].limits);
	assert_int_equal(parse(ambit_span_str(text), arena, &r, out,
			     sizeof(out)),
	    0);
	put_limits(&got, &r.limits);
	out[got.len] = '\0';
	assert_string_equal(out, limits[i].outcome);
	ambit_arena_free(&arena);
	document_free(whole);
}

/* ---- P_APPROVERS ---- */

static void
two_persons_and_counsel_must_be_valid(void **state)
{
	static const struct {
		const char *old, *new, *at, *outcome;
	} rows[] = {
		{ "X", "X", "2026-11-02T12:00:00Z", "" },
		{ "X", "X", "2024-01-01T00:00:00Z", "" },
		{ "X", "X", "2023-12-31T23:59:59Z",
		    "P_APPROVERS 0: Registry/Approver: fewer than two persons "
		    "are valid at 2023-12-31T23:59:59Z\n"
		    "P_APPROVERS 0: Registry/Approver: no counsel is valid at "
		    "2023-12-31T23:59:59Z\n" },
		{ "from=\"2024-01-01T00:00:00Z\"/>\n  "
		  "<Approver id=\"former1\"",
		    "from=\"2024-01-01T00:00:00Z\" "
		    "until=\"2026-11-02T12:00:00Z\"/>\n  "
		    "<Approver id=\"former1\"",
		    "2026-11-02T12:00:00Z",
		    "P_APPROVERS 0: Registry/Approver: no counsel is valid at "
		    "2026-11-02T12:00:00Z\n" },
		{ "role=\"counsel\"", "role=\"approver\"",
		    "2026-11-02T12:00:00Z",
		    "P_APPROVERS 0: Registry/Approver: no counsel is valid at "
		    "2026-11-02T12:00:00Z\n" },
	};
	char got[4096];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ambit_span bytes = rows[i].old[1] == '\0'
		    ? document_read("registry.xml")
		    : document_edited("registry.xml", rows[i].old, rows[i].new);
		struct ambit_arena *arena = ambit_arena_new(ARENA);
		struct ambit_registry r;
		int64_t now;
		int zone;

		assert_int_equal(parse(bytes, arena, &r, got, sizeof(got)), 0);
		assert_true(ambit_instant_parse(ambit_span_str(rows[i].at),
		    &now, &zone));
		ambit_registry_check_approvers(&r, now, &complaints);
		document_complaints(&complaints, got, sizeof(got));
		assert_string_equal(got, rows[i].outcome);
		ambit_arena_free(&arena);
		document_free(bytes);
	}
}

static void
one_person_with_two_roles_is_one_person(void **state)
{
	struct ambit_span bytes = document_read("bad/P_APPROVERS.xml");
	struct ambit_arena *arena = ambit_arena_new(ARENA);
	struct ambit_registry r;
	char got[4096];

	(void)state;
	assert_int_equal(parse(bytes, arena, &r, got, sizeof(got)), 0);
	ambit_registry_check_approvers(&r, r.as_of, &complaints);
	document_complaints(&complaints, got, sizeof(got));
	assert_string_equal(got,
	    "P_APPROVERS 0: Registry/Approver: fewer than two persons are "
	    "valid at 2026-11-02T00:00:00Z\n"
	    "P_APPROVERS 0: Registry/Approver: no counsel is valid at "
	    "2026-11-02T00:00:00Z\n");
	ambit_arena_free(&arena);
	document_free(bytes);
}

/* ---- P_PATH ---- */

/* A root with one file, one folder, and links to them. */
static int
make_root(char *dir)
{
	int root;

	assert_non_null(mkdtemp(dir));
	root = open(dir, O_RDONLY | O_DIRECTORY);
	assert_int_not_equal(root, -1);
	(void)close(openat(root, "file", O_CREAT | O_WRONLY, 0600));
	assert_int_equal(mkdirat(root, "folder", 0700), 0);
	(void)close(openat(root, "folder/file", O_CREAT | O_WRONLY, 0600));
	assert_int_equal(symlinkat("file", root, "link"), 0);
	assert_int_equal(symlinkat("folder", root, "way"), 0);
	assert_int_equal(linkat(root, "file", root, "twin", 0), 0);
	return root;
}

static void
remove_root(int root, const char *dir)
{
	(void)unlinkat(root, "folder/file", 0);
	(void)unlinkat(root, "folder", AT_REMOVEDIR);
	(void)unlinkat(root, "file", 0);
	(void)unlinkat(root, "link", 0);
	(void)unlinkat(root, "way", 0);
	(void)unlinkat(root, "twin", 0);
	(void)close(root);
	assert_int_equal(rmdir(dir), 0);
}

#define DB(path_, table_)                                                     \
	{                                                                     \
		.format = AMBIT_STORE_RECORDS, .path = AMBIT_LIT_INIT(path_), \
		.encoding = AMBIT_LIT_INIT("sqlite"),                         \
		.table = AMBIT_LIT_INIT(table_)                               \
	}
#define AT(format_, path_)                                                     \
	{                                                                      \
		.format = AMBIT_STORE_##format_, .path = AMBIT_LIT_INIT(path_) \
	}

static const struct {
	const char *name;
	struct ambit_store stores[2];
	bool opens[2];
	const char *outcome;
} paths[] = {
	{ "P_PATH: a file and a folder that are there",
	    { AT(MBOX, "file"), AT(EML, "folder") }, { true, true }, "" },
	{ "P_PATH: a message of Outlook, and a folder of them",
	    { AT(MSG, "file"), AT(MSG, "folder") }, { true, true }, "" },
	{ "P_PATH: a store that is missing", { AT(MBOX, "none") }, { true },
	    "P_PATH 0: Registry/Store[1]/@path: \"none\": it is missing\n" },
	{ "P_PATH: a store that is not opened is not looked for",
	    { AT(MBOX, "none") }, { false }, "" },
	{ "P_PATH: a file where a folder should be", { AT(MAILDIR, "file") },
	    { true },
	    "P_PATH 0: Registry/Store[1]/@path: \"file\": "
	    "it is not a folder, or lies in none\n" },
	{ "P_PATH: a folder where a file should be", { AT(MBOX, "folder") },
	    { true },
	    "P_PATH 0: Registry/Store[1]/@path: \"folder\": "
	    "it is not a file\n" },
	{ "P_PATH: a link to a file", { AT(MBOX, "link") }, { true },
	    "P_PATH 0: Registry/Store[1]/@path: \"link\": "
	    "it is a link, or lies behind one\n" },
	{ "P_PATH: a file behind a link", { AT(MBOX, "way/file") }, { true },
	    "P_PATH 0: Registry/Store[1]/@path: \"way/file\": "
	    "it is a link, or lies behind one\n" },
	{ "P_PATH: dots that lead out", { AT(MBOX, "folder/../../x") },
	    { true },
	    "P_PATH 0: Registry/Store[1]/@path: \"folder/../../x\": "
	    "it has a part of dots alone\n" },
	{ "P_PATH: dots that lead nowhere", { AT(MBOX, "./file") }, { true },
	    "P_PATH 0: Registry/Store[1]/@path: \"./file\": "
	    "it has a part of dots alone\n" },
	{ "P_PATH: a name that begins with dots is a name",
	    { AT(MBOX, "..file") }, { true },
	    "P_PATH 0: Registry/Store[1]/@path: \"..file\": "
	    "it is missing\n" },
	{ "P_PATH: one path for two stores",
	    { AT(MBOX, "file"), AT(MBOX, "file") }, { true, true },
	    "P_PATH 0: Registry/Store[1]/@path: \"file\": "
	    "it is the path of another store, too\n"
	    "P_PATH 0: Registry/Store[2]/@path: \"file\": "
	    "it is the path of another store, too\n" },
	{ "P_PATH: the path of a store that is not opened",
	    { AT(MBOX, "file"), AT(MBOX, "file") }, { false, true },
	    "P_PATH 0: Registry/Store[2]/@path: \"file\": "
	    "it is the path of another store, too\n" },
	{ "P_PATH: one file under two names",
	    { AT(MBOX, "file"), AT(MBOX, "twin") }, { true, true },
	    "P_PATH 0: Registry/Store[1]/@path: \"file\": "
	    "it is another store under a second name\n"
	    "P_PATH 0: Registry/Store[2]/@path: \"twin\": "
	    "it is another store under a second name\n" },
	{ "two tables of one database are two stores",
	    { DB("file", "subscriber"), DB("file", "connections") },
	    { true, true }, "" },
	{ "P_PATH: one table of one database twice",
	    { DB("file", "subscriber"), DB("file", "subscriber") },
	    { true, false },
	    "P_PATH 0: Registry/Store[1]/@path: \"file\": "
	    "it is the path of another store, too\n" },
};

static void
the_paths_of(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	char dir[] = "/tmp/ambit-registry-XXXXXX";
	int root = make_root(dir);
	struct ambit_store stores[2] = { paths[i].stores[0],
		paths[i].stores[1] };
	struct ambit_registry r = { .stores = stores,
		.n_stores = stores[1].path.len > 0 ? 2 : 1 };
	char got[4096];

	stores[0].number = 1;
	stores[1].number = 2;
	complaints.n = 0;
	ambit_registry_check_paths(&r, root, paths[i].opens, &complaints);
	document_complaints(&complaints, got, sizeof(got));
	remove_root(root, dir);
	assert_string_equal(got, paths[i].outcome);
}

/* ---- many accounts ---- */

static void
names_of_many_accounts_are_compared(void **state)
{
	enum { N = 2000 };
	struct ambit_span whole = document_read("registry.xml");
	const char *head = (const char *)whole.ptr;
	const char *tail = strstr(head, "  <Account id=\"alice\"");
	size_t cap = whole.len + N * 300, used;
	char *text = malloc(cap);
	struct ambit_arena *arena = ambit_arena_new((size_t)1 << 24);
	struct ambit_registry r;
	char got[4096];

	(void)state;
	assert_non_null(text);
	used = (size_t)snprintf(text, cap, "%.*s", (int)(tail - head), head);
	/* Each passes one name on to the next, but the last, who came early. */
	for (int i = 0; i < N; i++)
		used += (size_t)snprintf(text + used, cap - used,
		    "<Account id=\"u%d\" namespace=\"n\" format=\"userId\" "
		    "identifier=\"x\" from=\"%04d-01-01T00:00:00Z\" "
		    "until=\"%04d-01-01T00:00:00Z\" entity=\"corp\" "
		    "country=\"US\" region=\"US\"/>\n",
		    i, 2000 + i - (i == N - 1), 2001 + i);
	(void)snprintf(text + used, cap - used, "%s", tail);
	assert_int_equal(parse(ambit_span_str(text), arena, &r, got,
			     sizeof(got)),
	    -1);
	assert_string_equal(got,
	    "P_NAME 2044: Registry/Account[2000]/@identifier: \"x\": "
	    "another account holds it then\n");
	ambit_arena_free(&arena);
	free(text);
	document_free(whole);
}

static void
a_full_arena_is_the_machines_fault(void **state)
{
	struct ambit_span bytes = document_read("bad/P_PATH.xml");
	struct ambit_registry registry;
	int got = -1;

	(void)state;
	complaints.n = 0;
	for (size_t cap = 0; got < 0; cap += 64) {
		struct ambit_arena *arena = ambit_arena_new(cap);
		struct ambit_err err = { 0 };

		assert_true(cap < ARENA);
		got = ambit_registry_parse(bytes, arena, &registry, &complaints,
		    &err);
		assert_int_equal(complaints.n, 0);
		assert_int_equal(err.code, got < 0 ? AMBIT_E_MEMORY : 0);
		ambit_arena_free(&arena);
	}
	document_free(bytes);
}

static void
the_schema_is_compiled_in(void **state)
{
	(void)state;
	assert_true(ambit_span_contains_nocase(ambit_registry_schema(),
	    AMBIT_LIT("targetNamespace=\"urn:ambit:registry:1\"")));
}

static void
add(struct CMUnitTest *test, const char *name, CMUnitTestFunction judge,
    uintptr_t row)
{
	*test = (struct CMUnitTest){ name, judge, NULL, NULL, (void *)row };
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(a_registry_is_kept_whole),
		cmocka_unit_test(two_persons_and_counsel_must_be_valid),
		cmocka_unit_test(one_person_with_two_roles_is_one_person),
		cmocka_unit_test(names_of_many_accounts_are_compared),
		cmocka_unit_test(a_full_arena_is_the_machines_fault),
		cmocka_unit_test(the_schema_is_compiled_in),
	};
	struct CMUnitTest
	    tests[COUNT(singles) + COUNT(edits) + COUNT(limits) + COUNT(paths)];
	size_t n = COUNT(singles);

	memcpy(tests, singles, sizeof(singles));
	for (size_t i = 0; i < COUNT(edits); i++)
		add(&tests[n++], edits[i].name, an_edited_registry,
		    (uintptr_t)&edits[i]);
	for (size_t i = 0; i < COUNT(limits); i++)
		add(&tests[n++], limits[i].name, the_limits_of, i);
	for (size_t i = 0; i < COUNT(paths); i++)
		add(&tests[n++], paths[i].name, the_paths_of, i);
	return cmocka_run_group_tests_name("registry", tests, NULL, NULL);
}
