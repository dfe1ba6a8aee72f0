#include "check.h"
#include "document.h"
#include "guard.h"

#include "ambit/item.h"
#include "ambit/limits.h"
#include "ambit/parse.h"
#include "ambit/text.h"

#define ARENA ((size_t)1 << 22)

/* What a parse came to: "accepted", the machine's failure, or complaints. */
static void
outcome(struct ambit_span bytes, char *out, size_t size)
{
	static struct ambit_complaints complaints;
	struct ambit_arena *arena = ambit_arena_new(ARENA);
	struct ambit_order order;
	struct ambit_err err = { 0 };
	int got;

	complaints.n = 0;
	got = ambit_order_parse(bytes, arena, &order, &complaints, &err);
	assert_int_equal(got, complaints.n == 0 && err.code == 0 ? 0 : -1);
	if (got == 0)
		(void)snprintf(out, size, "accepted");
	else if (complaints.n == 0)
		(void)snprintf(out, size, "%s", err.text);
	else
		document_complaints(&complaints, out, size);
	ambit_arena_free(&arena);
}

/* ---- one change to a good order, and what comes of it ---- */

struct edit {
	const char *name;
	const char *base, *old, *new;
	const char *outcome;
};

#define CONTENT "order-content.xml"
#define TRAFFIC "order-traffic.xml"
#define ROOT    "<Order xmlns=\"urn:ambit:order:1\""
#define DECL    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define ADDRESS "alice@mail.example.com</Target>"

static const struct edit edits[] = {
	{ "nothing is wrong with a good order", CONTENT, ROOT, ROOT,
	    "accepted" },
	{ "a byte order mark of UTF-8 is no harm", CONTENT, DECL,
	    "\xef\xbb\xbf" DECL, "accepted" },
	{ "a document without a declaration is UTF-8", CONTENT, DECL, "",
	    "accepted" },
	{ "UTF-8 has no letter case", CONTENT, "UTF-8", "utf-8", "accepted" },
	{ "references to characters and predefined entities are read", CONTENT,
	    "bob@example.org", "b&#111;b&amp;co@example.org", "accepted" },

	{ "a declaration may be spaced out", CONTENT, "encoding=\"UTF-8\"",
	    "encoding\n=\t'UTF-8' ", "accepted" },

	{ "E_FORM_SCHEMA: a document type", CONTENT, ROOT,
	    "<!DOCTYPE Order>\n" ROOT,
	    "E_FORM_SCHEMA 9: a document type (DTD) is not allowed\n" },
	{ "E_FORM_SCHEMA: a document type with an entity, which is not read",
	    CONTENT, ROOT,
	    "<!DOCTYPE Order [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>" ROOT,
	    "E_FORM_SCHEMA 9: a document type (DTD) is not allowed\n" },
	{ "E_FORM_SCHEMA: a document type elsewhere, which is not fetched",
	    CONTENT, ROOT, "<!DOCTYPE Order SYSTEM \"http://a.test/\">" ROOT,
	    "E_FORM_SCHEMA 9: a document type (DTD) is not allowed\n" },
	{ "E_FORM_SCHEMA: a processing instruction", CONTENT, ROOT,
	    "<?xml-stylesheet href=\"a.xsl\"?>" ROOT,
	    "E_FORM_SCHEMA 9: a processing instruction is not allowed\n" },
	{ "E_FORM_SCHEMA: an instruction within a value", CONTENT, ADDRESS,
	    "a<?x y?>" ADDRESS,
	    "E_FORM_SCHEMA 22: a processing instruction is not allowed\n" },
	{ "E_FORM_SCHEMA: an entity that nobody declared", CONTENT, ADDRESS,
	    "&alice;</Target>",
	    "E_FORM_SCHEMA 22: it is not well-formed: "
	    "Entity 'alice' not defined\n" },
	{ "E_FORM_SCHEMA: a second root", CONTENT, "</Order>", "</Order><a/>",
	    "E_FORM_SCHEMA 30: it is not well-formed: "
	    "Extra content at the end of the document\n" },
	{ "E_FORM_SCHEMA: a declaration of another encoding", CONTENT, "UTF-8",
	    "ISO-8859-1", "E_FORM_SCHEMA 0: the document is not in UTF-8\n" },
	{ "E_FORM_SCHEMA: a declaration of ASCII", CONTENT, "UTF-8", "US-ASCII",
	    "E_FORM_SCHEMA 0: the document is not in UTF-8\n" },
	{ "E_FORM_SCHEMA: another encoding in other quotes", CONTENT,
	    "encoding=\"UTF-8\"", "encoding\n=\t'UTF-8859'",
	    "E_FORM_SCHEMA 0: the document is not in UTF-8\n" },
	{ "E_FORM_SCHEMA: a byte that is no UTF-8", CONTENT, "A. Specimen",
	    "A. Sp\xe9"
	    "cimen",
	    "E_FORM_SCHEMA 0: the document is not in UTF-8\n" },
	{ "E_FORM_SCHEMA: another vocabulary", CONTENT, "urn:ambit:order:1",
	    "urn:ambit:order:2",
	    "E_FORM_SCHEMA 9: Order: this is another kind of document\n" },
	{ "E_FORM_SCHEMA: a word that is in no list", CONTENT, "criminal",
	    "penal",
	    "E_FORM_SCHEMA 13: Order/CaseType: \"penal\": "
	    "it is none of the words allowed here\n" },
	{ "E_FORM_SCHEMA: an element that is not known", CONTENT, "<Task",
	    "<Wish/><Task",
	    "E_FORM_SCHEMA 21: Order/Wish: this element does not belong "
	    "here, expected: Emergency, Consent, NonDisclosure, Task\n" },
	{ "E_FORM_SCHEMA: an attribute that is not known", CONTENT,
	    "country=\"US\"", "country=\"US\" state=\"XX\"",
	    "E_FORM_SCHEMA 12: Order/Jurisdiction/@state: \"XX\": "
	    "this attribute is not allowed here\n" },
	{ "E_FORM_SCHEMA: an attribute that is missing", CONTENT,
	    " class=\"content\"", "",
	    "E_FORM_SCHEMA 23: Order/Task[1]/Data[1]/@class: "
	    "this attribute is missing\n" },
	{ "E_FORM_SCHEMA: an element that is missing", CONTENT,
	    "<Name>Magistrate Judge A. Specimen</Name>", "",
	    "E_FORM_SCHEMA 19: Order/Approval[1]/Contact[1]: "
	    "\"clerk@court.example.org\": this element does not belong here, "
	    "expected: Name\n" },
	{ "E_FORM_SCHEMA: text where elements are", CONTENT, "<Data", "x<Data",
	    "E_FORM_SCHEMA 21: Order/Task[1]: text is not allowed here\n" },
	{ "E_FORM_SCHEMA: a value of white space", CONTENT,
	    "26-mj-00417 (D. Example)", " ",
	    "E_FORM_SCHEMA 10: Order/OrderReference: \" \": "
	    "it is too short\n" },
	{ "E_FORM_SCHEMA: a generation below one", CONTENT, "generation=\"1\"",
	    "generation=\"0\"",
	    "E_FORM_SCHEMA 9: Order/@generation: \"0\": "
	    "it is no value of its type\n" },
	{ "E_FORM_SCHEMA: a generation that no counter holds", CONTENT,
	    "generation=\"1\"", "generation=\"4294967296\"",
	    "E_FORM_SCHEMA 9: Order/@generation: \"4294967296\": "
	    "the number is too large\n" },
	{ "E_FORM_SCHEMA: the 30th of February", CONTENT, "2026-01-01T",
	    "2026-02-30T",
	    "E_FORM_SCHEMA 24: Order/Task[1]/Range/@from: "
	    "\"2026-02-30T00:00:00-08:00\": it is no value of its type\n" },
	{ "E_FORM_SCHEMA: hour 24", CONTENT, "2026-01-01T00:", "2026-01-01T24:",
	    "E_FORM_SCHEMA 24: Order/Task[1]/Range/@from: "
	    "\"2026-01-01T24:00:00-08:00\": it has not the form asked for\n" },
	{ "E_FORM_SCHEMA: second 60", CONTENT, "2026-01-01T00:00:00",
	    "2026-01-01T00:00:60",
	    "E_FORM_SCHEMA 24: Order/Task[1]/Range/@from: "
	    "\"2026-01-01T00:00:60-08:00\": it is no value of its type\n" },
	{ "E_FORM_SCHEMA: a document in another folder", CONTENT,
	    "\"warrant.pdf\"", "\"../warrant.pdf\"",
	    "E_FORM_SCHEMA 29: Order/Document[1]/@name: \"../warrant.pdf\": "
	    "it is not the name of a file beside the order\n" },
	{ "E_FORM_SCHEMA: a document that is the folder", CONTENT,
	    "\"warrant.pdf\"", "\"..\"",
	    "E_FORM_SCHEMA 29: Order/Document[1]/@name: \"..\": "
	    "it is not the name of a file beside the order\n" },
	{ "E_FORM_SCHEMA: a control character of C1", CONTENT, "26-mj-00417",
	    "26&#x85;",
	    "E_FORM_SCHEMA 10: Order/OrderReference: "
	    "\"26\\u{85} (D. Example)\": it holds a control character\n" },
	{ "E_FORM_SCHEMA: a letter and its accent apart", CONTENT,
	    "A. Specimen",
	    "A. Spe\xcc\x81"
	    "cimen",
	    "E_FORM_SCHEMA 18: Order/Approval[1]/Name: "
	    "\"Magistrate Judge A. Spe\xcc\x81"
	    "cimen\": "
	    "it is not in normalization form C\n" },
	{ "a letter with its accent is one character", CONTENT, "A. Specimen",
	    "A. Sp\xc3\xa9"
	    "cimen",
	    "accepted" },
	{ "E_FORM_SCHEMA: an identifier that is read backwards", CONTENT,
	    ADDRESS, "\xe2\x80\xae" ADDRESS,
	    "E_FORM_SCHEMA 22: Order/Task[1]/Target: "
	    "\"\\u{202e}alice@mail.example.com\": "
	    "it holds a hidden or direction character\n" },
	{ "E_FORM_SCHEMA: a hidden character in an identifier", CONTENT, "bob@",
	    "b\xe2\x80\x8bob@",
	    "E_FORM_SCHEMA 25: Order/Task[1]/Narrow[1]/@value: "
	    "\"b\\u{200b}ob@example.org\": "
	    "it holds a hidden or direction character\n" },
	{ "E_FORM_SCHEMA: all that is wrong is told at once", CONTENT,
	    "<Jurisdiction country=\"US\"/>\n  <CaseType>criminal",
	    "<Jurisdiction country=\"usa\"/>\n  <CaseType>penal",
	    "E_FORM_SCHEMA 12: Order/Jurisdiction/@country: \"usa\": "
	    "it has not the form asked for\n"
	    "E_FORM_SCHEMA 13: Order/CaseType: \"penal\": "
	    "it is none of the words allowed here\n" },
	{ "E_FORM_SCHEMA: a quoted value stays on its line", CONTENT,
	    "class=\"content\"", "class=\"&#10;&#x202e;&quot;\"",
	    "E_FORM_SCHEMA 23: Order/Task[1]/Data[1]/@class: "
	    "\"\\u{a}\\u{202e}\"\": it is none of the words allowed here\n" },

	{ "E_FORM_REF: a document that is not listed", TRAFFIC,
	    "document=\"d2\"", "document=\"d3\"",
	    "E_FORM_REF 20: Order/NonDisclosure[1]/@document: \"d3\": "
	    "it names nothing that is there\n" },
	{ "E_FORM_REF: two documents of one name", TRAFFIC, "id=\"d2\"",
	    "id=\"d1\"",
	    "E_FORM_REF 46: Order/Document[2]/@id: \"d1\": "
	    "it is there twice\n"
	    "E_FORM_REF 20: Order/NonDisclosure[1]/@document: \"d2\": "
	    "it names nothing that is there\n" },
	{ "E_FORM_REF: two tasks of one name", TRAFFIC, "<Task id=\"t2\"",
	    "<Task id=\"t1\"",
	    "E_FORM_REF 34: Order/Task[2]/@id: \"t1\": it is there twice\n" },
	{ "E_FORM_REF: a consent to a task that is not there", CONTENT, "<Task",
	    "<Consent task=\"t9\" givenBy=\"accountOwner\" "
	    "signed=\"2026-10-20T09:00:00Z\" document=\"d1\"/><Task",
	    "E_FORM_REF 21: Order/Consent[1]/@task: \"t9\": "
	    "it names nothing that is there\n" },

	{ "E_DATE_ZONE: the end of a range without offset", CONTENT,
	    "2026-07-01T00:00:00-07:00", "2026-07-01T00:00:00",
	    "E_DATE_ZONE 24: Order/Task[1]/Range/@until: "
	    "\"2026-07-01T00:00:00\": it has no offset from UTC\n" },
	{ "E_DATE_ZONE: a day of service without offset", CONTENT,
	    "served=\"2026-10-22T10:12:00-07:00\"",
	    "served=\" 2026-10-22T10:12:00.5 \"",
	    "E_DATE_ZONE 15: Order/Timespan/@served: "
	    "\" 2026-10-22T10:12:00.5 \": it has no offset from UTC\n" },
	{ "E_FORM_SCHEMA: a date without a time is more than that", CONTENT,
	    "2026-07-01T00:00:00-07:00", "2026-07-01",
	    "E_FORM_SCHEMA 24: Order/Task[1]/Range/@until: \"2026-07-01\": "
	    "it is no value of its type\n" },
};

static void
an_edited_order(void **state)
{
	const struct edit *edit = *state;
	struct ambit_span bytes =
	    document_edited(edit->base, edit->old, edit->new);
	char got[4096];

	outcome(bytes, got, sizeof(got));
	assert_string_equal(got, edit->outcome);
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
put_stamp(struct ambit_text *t, const char *name, struct ambit_stamp s)
{
	char at[AMBIT_INSTANT_LEN];

	ambit_instant_format(s.at, at);
	if (s.given)
		ambit_text_print(t, " %s=%s%+d", name, at, s.zone);
}

static void
put_task(struct ambit_text *t, const struct ambit_task *task)
{
	char from[AMBIT_INSTANT_LEN], until[AMBIT_INSTANT_LEN];

	ambit_text_print(t, "task %u line %u", task->number, task->line);
	put_span(t, task->id);
	ambit_text_print(t, " %s", ambit_name_format_name(task->target.format));
	put_span(t, task->target.space);
	put_span(t, task->target.value);
	ambit_instant_format(task->range.from, from);
	ambit_instant_format(task->range.until, until);
	if (task->has_range)
		ambit_text_print(t, " %s%+d..%s%+d", from, task->from_zone,
		    until, task->until_zone);
	ambit_text_print(t, " on %s\n", ambit_clock_name(task->clock));
	for (size_t i = 0; i < task->n_demands; i++) {
		const struct ambit_demand *d = &task->demands[i];

		ambit_text_print(t, " line %u %s %s:", d->line,
		    ambit_class_name(d->class), ambit_holds_name(d->store));
		for (size_t k = 0; k < d->n_fields; k++)
			put_span(t, d->fields[k]);
		ambit_text_str(t, "\n");
	}
	for (size_t i = 0; i < task->n_narrows; i++) {
		const struct ambit_narrow *n = &task->narrows[i];

		ambit_text_print(t, " line %u %s", n->line,
		    ambit_narrow_name(n->by));
		put_span(t, n->value);
		put_span(t, n->local);
		put_span(t, n->domain);
		ambit_text_str(t, "\n");
	}
}

static void
put_people(struct ambit_text *t, const struct ambit_order *order)
{
	for (size_t i = 0; i < order->n_approvals; i++) {
		const struct ambit_approval *a = &order->approvals[i];

		ambit_text_print(t, "approval line %u %s %s", a->line,
		    a->validates ? "validates" : "issues",
		    ambit_legal_role_name(a->role));
		put_span(t, a->signature);
		put_span(t, a->document);
		put_span(t, a->authority);
		put_span(t, a->name);
		put_stamp(t, "signed", a->signed_at);
		ambit_text_str(t, "\n");
	}
	for (size_t i = 0; i < order->n_consents; i++) {
		const struct ambit_consent *c = &order->consents[i];

		ambit_text_print(t, "consent line %u by %s", c->line,
		    ambit_legal_role_name(c->given_by));
		put_span(t, c->task);
		put_span(t, c->document);
		put_stamp(t, "signed", c->signed_at);
		ambit_text_str(t, "\n");
	}
	for (size_t i = 0; i < order->n_secrecies; i++) {
		const struct ambit_secrecy *s = &order->secrecies[i];

		ambit_text_print(t, "secrecy line %u%s", s->line,
		    s->indefinite ? " indefinite" : "");
		put_span(t, s->authority);
		put_span(t, s->reference);
		put_span(t, s->document);
		put_stamp(t, "from", s->from);
		put_stamp(t, "until", s->until);
		ambit_text_str(t, "\n");
	}
}

static void
put_documents(struct ambit_text *t, const struct ambit_order *order)
{
	for (size_t i = 0; i < order->n_documents; i++) {
		const struct ambit_document *d = &order->documents[i];

		ambit_text_print(t, "document line %u role %d", d->line,
		    (int)d->role);
		put_span(t, d->id);
		put_span(t, d->name);
		ambit_text_str(t, " ");
		ambit_text_hex(t, (struct ambit_span){ d->sha256, 4 });
		ambit_text_str(t, "\n");
	}
}

static void
put_order(struct ambit_text *t, const struct ambit_order *order)
{
	put_span(t, order->id);
	ambit_text_print(t, " %u", order->generation);
	put_span(t, order->reference);
	put_span(t, order->legal_type);
	put_span(t, order->country);
	put_span(t, order->subdivision);
	put_span(t, order->addressee);
	ambit_text_print(t, " %s %u\n", ambit_case_name(order->case_type),
	    order->flags);
	put_stamp(t, "issued", order->issued);
	put_stamp(t, "served", order->served);
	put_stamp(t, "serveBy", order->serve_by);
	put_stamp(t, "expires", order->expires);
	put_stamp(t, "due", order->due);
	ambit_text_print(t, "\nemergency %d %d", order->has_emergency,
	    order->letterhead);
	put_span(t, order->emergency_summary);
	put_span(t, order->emergency_helps);
	ambit_text_str(t, "\ndelivery");
	put_span(t, order->recipient);
	put_span(t, order->delivery_format);
	ambit_text_print(t, " %d ", order->split);
	if (order->has_recipient_sha256)
		ambit_text_hex(t,
		    (struct ambit_span){ order->recipient_sha256, 4 });
	ambit_text_str(t, "\n");
	put_people(t, order);
	for (size_t i = 0; i < order->n_tasks; i++)
		put_task(t, &order->tasks[i]);
	put_documents(t, order);
}

static void
outline(struct ambit_span bytes, char *out, size_t size)
{
	static struct ambit_complaints complaints;
	struct ambit_arena *arena = ambit_arena_new(ARENA);
	struct ambit_text text = { .ptr = out, .cap = size - 1 };
	struct ambit_order order;
	struct ambit_err err;

	complaints.n = 0;
	assert_int_equal(ambit_order_parse(bytes, arena, &order, &complaints,
			     &err),
	    0);
	assert_true(ambit_span_equal(order.bytes, bytes));
	put_order(&text, &order);
	ambit_text_hex(&text, (struct ambit_span){ order.sha256, 4 });
	assert_false(text.full);
	out[text.len] = '\0';
	ambit_arena_free(&arena);
}

static void
a_content_order_is_kept_whole(void **state)
{
	struct ambit_span bytes = document_read(CONTENT);
	char got[4096];

	(void)state;
	outline(bytes, got, sizeof(got));
	assert_string_equal(got,
	    " 2f0c1a52-8d6e-4a54-9b41-0d9a1c3e7f10 1 26-mj-00417 (D. Example)"
	    " US_2703_A_WARRANT US  Example Mail Corp. criminal 0\n"
	    " issued=2026-10-20T16:00:00Z-420 served=2026-10-22T17:12:00Z-420"
	    " serveBy=2026-11-03T08:00:00Z-480 due=2026-11-13T01:00:00Z-480\n"
	    "emergency 0 0  \n"
	    "delivery Example Bureau of Inquiry, Field Office One bag+dat 0 "
	    "96138236\n"
	    "approval line 16 issues judge wetInk d1 U.S. District Court, "
	    "District of Example Magistrate Judge A. Specimen "
	    "signed=2026-10-20T16:00:00Z-420\n"
	    "task 1 line 21 t1 email mail.example.com alice@mail.example.com "
	    "2026-01-01T08:00:00Z-480..2026-07-01T07:00:00Z-420 on delivered\n"
	    " line 23 content mail:\n"
	    " line 25 participant bob@example.org bob example.org\n"
	    " line 26 participant dana@example.org dana example.org\n"
	    "document line 29 role 0 d1 warrant.pdf 7ad01b6c\n"
	    "b1cbe2e2");
	document_free(bytes);
}

/* What the two examples lack: flags, consent, emergency, defaults. */
static const char full[] =
    "<Order xmlns='urn:ambit:order:1' generation='+007'\n"
    " id='2f0c1a52-8d6e-4a54-9b41-0d9a1c3e7f10'>\n"
    "<OrderReference>  a \t b\n&#9;c  </OrderReference>\n"
    "<LegalType>US_2702_EMERGENCY</LegalType>\n"
    "<Jurisdiction country='US' subdivision=' US-XX '/>\n"
    "<CaseType>emergency</CaseType>\n"
    "<Flag>childExploitation</Flag><Flag>informingUserDelayed</Flag>\n"
    "<Addressee>E &amp; <![CDATA[<M>]]> Corp<!-- of -->oration</Addressee>\n"
    "<Timespan issued='2026-10-20T09:00:00.25Z' "
    "served='2026-10-20T09:00:00+05:30' expires='2026-10-22T00:00:00Z'/>\n"
    "<Approval type='validating' role='supervisoryOfficial' document='d1'\n"
    " signed='2026-10-20T09:00:00Z' signature='courtSeal'>\n"
    "<Authority>A</Authority><Name>N</Name></Approval>\n"
    "<Emergency letterhead='1'><Summary>S</Summary>"
    "<HowDataHelps>H</HowDataHelps></Emergency>\n"
    "<Consent task='t' givenBy='accountOwner' document='d1'"
    " signed='2026-10-20T09:00:00Z'/>\n"
    "<NonDisclosure authority='US_2705_B' reference='r' document='d1'"
    " from='2026-10-20T09:00:00Z' indefinite='true'/>\n"
    "<Task id='t'><Target format='phoneE164' namespace='n'>+1202</Target>\n"
    "<Data class='subscriber' store='account'/>\n"
    "<Data class='identification' store='connections'>"
    "<Field>conn_at</Field><Field>conn_ip</Field></Data>\n"
    "<Narrow by='participant' value='nobody'/>\n"
    "<Narrow by='participant' value='\"a@b\"@c'/>\n"
    "<Narrow by='keyword' value='x@y'/></Task>\n"
    "<Delivery recipient='R' format='bag' split='true'/>\n"
    "<Document id='d1' role='certification' name='n.pdf' sha256='"
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff'/>\n"
    "</Order>\n";

static void
every_part_of_an_order_is_kept(void **state)
{
	char got[4096];

	(void)state;
	outline(AMBIT_LIT(full), got, sizeof(got));
	assert_string_equal(got,
	    " 2f0c1a52-8d6e-4a54-9b41-0d9a1c3e7f10 7 a b c US_2702_EMERGENCY"
	    " US US-XX E & <M> Corporation emergency 17\n"
	    " issued=2026-10-20T09:00:00Z+0 served=2026-10-20T03:30:00Z+330"
	    " expires=2026-10-22T00:00:00Z+0\n"
	    "emergency 1 1 S H\n"
	    "delivery R bag 1 \n"
	    "approval line 12 validates supervisoryOfficial courtSeal d1 A N"
	    " signed=2026-10-20T09:00:00Z+0\n"
	    "consent line 15 by accountOwner t d1"
	    " signed=2026-10-20T09:00:00Z+0\n"
	    "secrecy line 16 indefinite US_2705_B r d1"
	    " from=2026-10-20T09:00:00Z+0\n"
	    "task 1 line 17 t phoneE164 n +1202 on delivered\n"
	    " line 18 subscriber account:\n"
	    " line 19 identification connections: conn_at conn_ip\n"
	    " line 20 participant nobody  \n"
	    " line 21 participant \"a@b\"@c \"a@b\" c\n"
	    " line 22 keyword x@y  \n"
	    "document line 24 role 4 d1 n.pdf 00010203\n"
	    "7b9bb3ea");
}

static void
a_task_without_range_is_of_all_time(void **state)
{
	static struct ambit_complaints complaints;
	struct ambit_arena *arena = ambit_arena_new(ARENA);
	struct ambit_order order;

	(void)state;
	complaints.n = 0;
	assert_int_equal(ambit_order_parse(AMBIT_LIT(full), arena, &order,
			     &complaints, NULL),
	    0);
	assert_false(order.tasks[0].has_range);
	assert_true(order.tasks[0].range.from == INT64_MIN);
	assert_true(order.tasks[0].range.until == INT64_MAX);
	/* The fraction of a second, too. */
	assert_int_equal(order.issued.at % AMBIT_SECOND, 250000);
	ambit_arena_free(&arena);
}

/* ---- bytes ---- */

static void
no_order_that_is_cut_is_read(void **state)
{
	struct ambit_span bytes = document_read(CONTENT);
	char got[4096];

	(void)state;
	/* The last byte is a line feed behind the root. */
	for (size_t n = 0; n + 1 < bytes.len; n += n < 1000 ? 1 : 7) {
		struct ambit_span cut =
		    guarded((struct ambit_span){ bytes.ptr, n });

		outcome(cut, got, sizeof(got));
		assert_non_null(strstr(got, "E_FORM_SCHEMA "));
	}
	document_free(bytes);
}

static void
other_encodings_are_refused(void **state)
{
	static const char utf16[] = "\xff\xfe<\0O\0r\0d\0e\0r\0/\0>\0";
	static const char utf16_bare[] = "<\0O\0r\0d\0e\0r\0/\0>\0";
	static const char utf32[] = "\0\0\xfe\xff\0\0\0<\0\0\0a";
	static const char ebcdic[] = "\x4c\x6f\xa7\x94\x93\x40";
	static const char utf7[] =
	    "<?xml version='1.0' encoding='UTF-7'?><Order/>";
	char got[4096];

	(void)state;
	outcome(AMBIT_LIT(utf16), got, sizeof(got));
	assert_string_equal(got,
	    "E_FORM_SCHEMA 0: the document is not in UTF-8\n");
	outcome(AMBIT_LIT(utf16_bare), got, sizeof(got));
	assert_string_equal(got,
	    "E_FORM_SCHEMA 0: the document is not in UTF-8\n");
	outcome(AMBIT_LIT(utf32), got, sizeof(got));
	assert_string_equal(got,
	    "E_FORM_SCHEMA 0: the document is not in UTF-8\n");
	outcome(AMBIT_LIT(ebcdic), got, sizeof(got));
	assert_string_equal(got,
	    "E_FORM_SCHEMA 0: the document is not in UTF-8\n");
	outcome(AMBIT_LIT(utf7), got, sizeof(got));
	assert_string_equal(got,
	    "E_FORM_SCHEMA 0: the document is not in UTF-8\n");
}

static void
an_order_of_more_than_a_mebibyte_is_not_read(void **state)
{
	size_t len = AMBIT_ORDER_MAX + 1;
	unsigned char *bytes = malloc(len);
	char got[4096];

	(void)state;
	assert_non_null(bytes);
	memset(bytes, ' ', len);
	outcome((struct ambit_span){ bytes, len }, got, sizeof(got));
	assert_string_equal(got,
	    "E_FORM_SCHEMA 0: the document is larger than 1048576 bytes\n");
	outcome((struct ambit_span){ bytes, len - 1 }, got, sizeof(got));
	assert_null(strstr(got, "larger"));
	free(bytes);
}

/* n elements within each other. */
static void
nest(char *out, size_t n)
{
	size_t used = 0;

	for (size_t i = 0; i < n; i++)
		used += (size_t)sprintf(out + used, "<a>\n");
	for (size_t i = 0; i < n; i++)
		used += (size_t)sprintf(out + used, "</a>");
}

static void
elements_nested_too_deep_are_not_read(void **state)
{
	static char deep[1 << 16];
	char got[4096];

	(void)state;
	nest(deep, AMBIT_XML_DEPTH);
	outcome(ambit_span_str(deep), got, sizeof(got));
	assert_string_equal(got,
	    "E_FORM_SCHEMA 1: a: this is another kind of document\n");
	nest(deep, AMBIT_XML_DEPTH + 1);
	outcome(ambit_span_str(deep), got, sizeof(got));
	assert_string_equal(got,
	    "E_FORM_SCHEMA 33: elements are nested too deep\n");
	nest(deep, 5000);
	outcome(ambit_span_str(deep), got, sizeof(got));
	assert_string_equal(got,
	    "E_FORM_SCHEMA 33: elements are nested too deep\n");
}

/* ---- the machine ---- */

/* At every size of the arena: all, or an error of the machine alone. */
static void
a_full_arena_is_the_machines_fault(void **state)
{
	static struct ambit_complaints complaints;
	struct ambit_order order;
	int got = -1;

	(void)state;
	complaints.n = 0;
	for (size_t cap = 0; got < 0; cap += 64) {
		struct ambit_arena *arena = ambit_arena_new(cap);
		struct ambit_err err = { 0 };

		assert_true(cap < ARENA);
		got = ambit_order_parse(AMBIT_LIT(full), arena, &order,
		    &complaints, &err);
		assert_int_equal(complaints.n, 0);
		assert_int_equal(err.code, got < 0 ? AMBIT_E_MEMORY : 0);
		ambit_arena_free(&arena);
	}
	assert_int_equal(got, 0);
}

static void
more_complaints_than_are_kept_are_counted(void **state)
{
	static struct ambit_complaints complaints;
	static char text[1 << 16];
	struct ambit_arena *arena = ambit_arena_new(ARENA);
	struct ambit_order order;
	size_t used = (size_t)sprintf(text, "<Order xmlns='urn:ambit:order:1'");

	(void)state;
	for (unsigned i = 0; i < 200; i++)
		used += (size_t)sprintf(text + used, " a%u=''", i);
	(void)sprintf(text + used, "/>");
	complaints.n = 0;
	assert_int_equal(ambit_order_parse(ambit_span_str(text), arena, &order,
			     &complaints, NULL),
	    -1);
	/* 200 attributes too many, two missing, and nothing within. */
	assert_int_equal(complaints.n, 203);
	ambit_arena_free(&arena);
}

static void
the_schema_is_compiled_in(void **state)
{
	struct ambit_span schema = ambit_order_schema();

	(void)state;
	assert_true(ambit_span_begins(schema, AMBIT_LIT("<?xml ")));
	assert_true(ambit_span_contains_nocase(schema,
	    AMBIT_LIT("targetNamespace=\"urn:ambit:order:1\"")));
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(a_content_order_is_kept_whole),
		cmocka_unit_test(every_part_of_an_order_is_kept),
		cmocka_unit_test(a_task_without_range_is_of_all_time),
		cmocka_unit_test(no_order_that_is_cut_is_read),
		cmocka_unit_test(other_encodings_are_refused),
		cmocka_unit_test(an_order_of_more_than_a_mebibyte_is_not_read),
		cmocka_unit_test(elements_nested_too_deep_are_not_read),
		cmocka_unit_test(a_full_arena_is_the_machines_fault),
		cmocka_unit_test(more_complaints_than_are_kept_are_counted),
		cmocka_unit_test(the_schema_is_compiled_in),
	};
	struct CMUnitTest tests[COUNT(singles) + COUNT(edits)];

	memcpy(tests, singles, sizeof(singles));
	for (size_t i = 0; i < COUNT(edits); i++)
		tests[COUNT(singles) + i] =
		    (struct CMUnitTest){ edits[i].name, an_edited_order, NULL,
			    NULL, (void *)(uintptr_t)&edits[i] };
	return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}
