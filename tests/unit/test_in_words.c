#include "check.h"
#include "document.h"
#include "page.h"

#include "ambit/in_words.h"
#include "ambit/parse.h"

#define CONTENT "order-content.xml"
#define TRAFFIC "order-traffic.xml"

/* 2026-11-02T12:00:00Z, when everything here happens. */
#define NOW (INT64_C(1793620800) * AMBIT_SECOND)

static struct ambit_registry registry;
static struct ambit_arena *arena;
static struct ambit_complaints complaints;

static int
read_registry(void **state)
{
	struct ambit_span bytes = document_read("registry.xml");

	(void)state;
	arena = ambit_arena_new((size_t)1 << 22);
	assert_int_equal(ambit_registry_parse(bytes, arena, &registry,
			     &complaints, NULL),
	    0);
	document_free(bytes);
	return 0;
}

static int
forget_registry(void **state)
{
	(void)state;
	ambit_arena_free(&arena);
	return 0;
}

static struct ambit_order
parse(struct ambit_span bytes)
{
	struct ambit_order order;

	complaints.n = 0;
	assert_int_equal(ambit_order_parse(bytes, arena, &order, &complaints,
			     NULL),
	    0);
	return order;
}

static int
words(struct ambit_span bytes, char *out, size_t size, struct ambit_err *err_r)
{
	struct page page = page_over(out, size);
	struct ambit_order order = parse(bytes);

	return ambit_order_in_words(&order, &registry, &page.sink, err_r);
}

/* ---- whole pages ---- */

static void
a_page(const char *order, const char *page)
{
	struct ambit_span bytes = document_read(order);
	struct ambit_span want = document_read(page);
	char got[8192];

	assert_int_equal(words(bytes, got, sizeof(got), NULL), 0);
	assert_string_equal(got, (const char *)want.ptr);
	document_free(want);
	document_free(bytes);
}

static void
a_content_order_in_words(void **state)
{
	(void)state;
	a_page(CONTENT, "order-content.words");
}

static void
a_traffic_order_in_words(void **state)
{
	(void)state;
	a_page(TRAFFIC, "order-traffic.words");
}

static const char emergency[] =
    "<Order xmlns='urn:ambit:order:1' generation='3'"
    " id='2f0c1a52-8d6e-4a54-9b41-0d9a1c3e7f10'>"
    "<OrderReference>EX-9</OrderReference>"
    "<LegalType>US_2702_EMERGENCY</LegalType>"
    "<Jurisdiction country='US' subdivision='US-XX'/>"
    "<CaseType>emergency</CaseType>"
    "<Flag>childExploitation</Flag><Flag>issuedWithoutValidation</Flag>"
    "<Addressee>Example Mail Corp.</Addressee>"
    "<Timespan issued='2026-11-02T05:00:00-06:00'"
    " served='2026-11-02T05:20:00.5-06:00' expires='2026-11-03T00:00:00Z'/>"
    "<Approval type='validating' role='supervisoryOfficial' document='d1'"
    " signed='2026-11-02T05:00:00-06:00' signature='electronic'>"
    "<Authority>Sheriff of Example County</Authority>"
    "<Name>Detective B. Specimen</Name></Approval>"
    "<Emergency letterhead='false'>"
    "<Summary>A person wrote that they would harm themselves.</Summary>"
    "<HowDataHelps>The last sign-in may tell where.</HowDataHelps>"
    "</Emergency>"
    "<Consent task='t1' givenBy='accountOwner' document='d2'"
    " signed='2026-11-02T05:10:00-06:00'/>"
    "<NonDisclosure authority='US_2705_B' reference='EX-9' document='d2'"
    " from='2026-11-02T05:00:00-06:00' indefinite='true'/>"
    "<Task id='t1'><Target format='ipv4' namespace='internet'>192.0.2.1"
    "</Target><Data class='identification' store='connections'>"
    "<Field>conn_at</Field><Field>conn_ip</Field></Data>"
    "<Data class='traffic' store='connections'/></Task>"
    "<Delivery recipient='Sheriff of Example County' format='bag'"
    " split='true'/>"
    "<Document id='d1' role='emergencyLetter' name='letter.pdf' sha256='"
    "0000000000000000000000000000000000000000000000000000000000000000'/>"
    "<Document id='d2' role='consent' name='consent.pdf' sha256='"
    "0000000000000000000000000000000000000000000000000000000000000000'/>"
    "</Order>";

static void
every_part_of_an_order_is_said(void **state)
{
	struct ambit_span want = document_read("order-emergency.words");
	char got[8192];

	(void)state;
	assert_int_equal(words(AMBIT_LIT(emergency), got, sizeof(got), NULL),
	    0);
	assert_string_equal(got, (const char *)want.ptr);
	document_free(want);
}

/* ---- one change, and the lines that it changes ---- */

struct edit {
	const char *name;
	const char *base, *old, *new;
	const char *lines; /* of the edited page that the other has not */
};

#define ALICE "alice@mail.example.com</Target>"
#define RANGE                                            \
	"    <Range from=\"2026-01-01T00:00:00-08:00\" " \
	"until=\"2026-07-01T00:00:00-07:00\" clock=\"delivered\"/>\n"
#define MAIL "<Data class=\"content\" store=\"mail\"/>"

static const struct edit edits[] = {
	{ "a name that nobody ever held", CONTENT, ALICE,
	    "nobody@mail.example.com</Target>",
	    "Target        the e-mail address \"nobody@mail.example.com\" of\n"
	    "Whose         nobody's: no account of the provider ever held "
	    "this name; the\n"
	    "              production will be that of an empty account\n" },
	{ "a local part has letter case", CONTENT, ALICE,
	    "Alice@mail.example.com</Target>",
	    "Target        the e-mail address \"Alice@mail.example.com\" of\n"
	    "Whose         nobody's: no account of the provider ever held "
	    "this name; the\n"
	    "              production will be that of an empty account\n" },
	{ "a domain has none", CONTENT, ALICE,
	    "alice@MAIL.example.com</Target>",
	    "Target        the e-mail address \"alice@MAIL.example.com\" "
	    "of\n" },
	{ "the same name in another namespace is another's", CONTENT,
	    "namespace=\"mail.example.com\">alice",
	    "namespace=\"mail.example.net\">alice",
	    "              \"mail.example.net\"\n"
	    "Whose         nobody's: no account of the provider ever held "
	    "this name; the\n"
	    "              production will be that of an empty account\n" },
	{ "a name that two held, cut to when one did", CONTENT, ALICE,
	    "sales@mail.example.com</Target>",
	    "Target        the e-mail address \"sales@mail.example.com\" of\n"
	    "              2015-06-01T00:00:00Z until 2025-02-01T00:00:00Z\n"
	    "              name of the account \"bruno\" of \"Example Mail "
	    "Ireland Ltd\" from\n"
	    "              2026-01-01T00:00:00Z on\n"
	    "Whose         the account \"bruno\"\n" },
	{ "a range that begins before the name was held", CONTENT,
	    "alice@mail.example.com</Target>\n    " MAIL "\n    <Range "
	    "from=\"2026",
	    "alice@mail.example.com</Target>\n    " MAIL "\n    <Range "
	    "from=\"2010",
	    "Whose         the account \"alice\", and only while it held the "
	    "name: from\n"
	    "              2015-03-02T09:30:00Z (included) until "
	    "2026-07-01T07:00:00Z (not\n"
	    "              included)\n"
	    "From          2010-01-01T00:00:00-08:00 = 2010-01-01T08:00:00Z "
	    "(included)\n" },
	{ "a range in which nobody held the name", CONTENT,
	    ALICE "\n    " MAIL "\n" RANGE,
	    "sales@mail.example.com</Target>\n    " MAIL "\n    <Range "
	    "from=\"2025-03-01T00:00:00Z\" until=\"2025-04-01T00:00:00Z\"/>\n",
	    "Target        the e-mail address \"sales@mail.example.com\" of\n"
	    "              2015-06-01T00:00:00Z until 2025-02-01T00:00:00Z\n"
	    "              name of the account \"bruno\" of \"Example Mail "
	    "Ireland Ltd\" from\n"
	    "              2026-01-01T00:00:00Z on\n"
	    "Whose         nobody's: no account held the name at any instant "
	    "of the range\n"
	    "From          2025-03-01T00:00:00+00:00 = 2025-03-01T00:00:00Z "
	    "(included)\n"
	    "Until         2025-04-01T00:00:00+00:00 = 2025-04-01T00:00:00Z "
	    "(not included)\n" },
	{ "a range in which two held the name", CONTENT,
	    ALICE "\n    " MAIL "\n    <Range from=\"2026-01-01",
	    "sales@mail.example.com</Target>\n    " MAIL
	    "\n    <Range from=\"2025-01-01",
	    "Target        the e-mail address \"sales@mail.example.com\" of\n"
	    "              2015-06-01T00:00:00Z until 2025-02-01T00:00:00Z\n"
	    "              name of the account \"bruno\" of \"Example Mail "
	    "Ireland Ltd\" from\n"
	    "              2026-01-01T00:00:00Z on\n"
	    "Whose         nobody's: within the range the name does not lead "
	    "to one account\n"
	    "              at one time\n"
	    "From          2025-01-01T00:00:00-08:00 = 2025-01-01T08:00:00Z "
	    "(included)\n" },
	{ "no range", CONTENT, RANGE, "",
	    "When          at any time: the order gives no range\n" },
	{ "a fraction of a second is not lost", CONTENT,
	    "until=\"2026-07-01T00:00:00-07:00\"",
	    "until=\"2026-07-01T00:00:00.000001-07:00\"",
	    "Until         2026-07-01T00:00:00.000001-07:00 = "
	    "2026-07-01T07:00:00.000001Z\n"
	    "              (not included)\n" },
	{ "the sender's clock", CONTENT, "clock=\"delivered\"",
	    "clock=\"header\"",
	    "Clock         header: when the sender claims that it was written: "
	    "no "
	    "proof\n" },
	{ "content reduced to its text", CONTENT, MAIL,
	    "<Data class=\"content\" store=\"mail\"><Field>subject</Field>"
	    "<Field>text</Field></Data>",
	    "Leaves        content of mail: of each item only these parts: "
	    "subject, text\n" },
	{ "content as stored, and the name of its folder", CONTENT, MAIL,
	    "<Data class=\"content\" store=\"mail\"><Field>native</Field>"
	    "<Field>folder_name</Field></Data>",
	    "              all its headers and attachments; beside it "
	    "folder_name\n" },
	{ "what an order preserves", TRAFFIC, "US_2703_D_ORDER",
	    "US_2703_F_PRESERVATION",
	    "Instrument    \"US_2703_F_PRESERVATION\": request to preserve, "
	    "18 U.S.C. 2703(f)\n"
	    "Kept          subscriber of account: a frozen copy of the "
	    "account's stores,\n"
	    "              whole; nothing of it leaves under this order\n"
	    "Kept          traffic of mail: a frozen copy of the account's "
	    "stores, whole;\n"
	    "              nothing of it leaves under this order\n"
	    "Kept          traffic of mail: a frozen copy of the account's "
	    "stores, whole;\n"
	    "              nothing of it leaves under this order\n" },
	{ "an instrument that is switched off", CONTENT, "US_2703_A_WARRANT",
	    "US_TITLE_III",
	    "Instrument    \"US_TITLE_III\": interception order, 18 U.S.C. "
	    "2518 (not carried\n"
	    "              out: switched off)\n"
	    "Leaves        content of mail: nothing, for the instrument does "
	    "not reach what\n"
	    "              is asked\n" },
	{ "an instrument that is not in the table", CONTENT,
	    "US_2703_A_WARRANT", "US_WISH",
	    "Instrument    \"US_WISH\": not in the table of instruments\n"
	    "Leaves        content of mail: nothing, for the instrument does "
	    "not reach what\n"
	    "              is asked\n" },
	{ "narrowing of every kind", CONTENT,
	    "<Narrow by=\"participant\" value=\"dana@example.org\"/>",
	    "<Narrow by=\"filename\" value=\"plan.txt\"/>"
	    "<Narrow by=\"keyword\" value=\"the invoice\"/>"
	    "<Narrow by=\"folderRole\" value=\"inbox\"/>"
	    "<Narrow by=\"direction\" value=\"sent\"/>",
	    "Only          items in which this address takes part: "
	    "\"bob@example.org\"\n"
	    "Only          items of this direction, sent or received: "
	    "\"sent\"\n"
	    "Only          items in a folder of this kind: \"inbox\"\n"
	    "Only          items that hold this text: \"the invoice\"\n"
	    "Only          files of this name: \"plan.txt\"\n" },
	{ "a value cannot look like our own words, nor turn the line around",
	    CONTENT, "26-mj-00417 (D. Example)", "1\xe2\x80\xaeon\\",
	    "Order \"1\\u{202e}on\\u{5c}\"\n" },
	{ "a word longer than a line has a line of its own", CONTENT,
	    "26-mj-00417 (D. Example)",
	    "a 123456789012345678901234567890123456789012345678901234567890"
	    "12345678901234567890 b",
	    "Order \"a\n"
	    "123456789012345678901234567890123456789012345678901234567890"
	    "12345678901234567890\n"
	    "b\"\n" },
};

/* Lines of text that are not in other, but for those with a digest. */
static void
lines_beside(const char *text, const char *other, char *out)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n") + 1;
		char line[512];

		assert_true(len < sizeof(line) - 1);
		(void)snprintf(line, sizeof(line), "\n%.*s", (int)len, text);
		if (strstr(other, line) == NULL && len != 67 &&
		    strncmp(other, line + 1, len) != 0)
			out += sprintf(out, "%s", line + 1);
		text += len;
	}
	*out = '\0';
}

static void
an_edited_order(void **state)
{
	const struct edit *edit = *state;
	struct ambit_span bytes = document_read(edit->base);
	struct ambit_span edited =
	    document_edited(edit->base, edit->old, edit->new);
	char was[8192], is[8192], got[8192];

	assert_int_equal(words(bytes, was, sizeof(was), NULL), 0);
	assert_int_equal(words(edited, is, sizeof(is), NULL), 0);
	lines_beside(is, was, got);
	assert_string_equal(got, edit->lines);
	document_free(edited);
	document_free(bytes);
}

/* ---- the form of the page ---- */

static void
no_line_is_longer_than_78_columns(void **state)
{
	static const char *const names[] = { CONTENT, TRAFFIC };
	char got[8192];

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct ambit_span bytes = document_read(names[i]);

		assert_int_equal(words(bytes, got, sizeof(got), NULL), 0);
		for (const char *at = got; *at != '\0';
		     at += strcspn(at, "\n") + 1) {
			assert_true(strcspn(at, "\n") <= 78);
			assert_true(at == got || at[-1] == '\n');
		}
		assert_null(strstr(got, " \n"));
		document_free(bytes);
	}
}

/* Wherever the sink gives up, that is told, and nothing is written behind. */
static void
a_sink_that_fails_is_told(void **state)
{
	struct ambit_span bytes = document_read(CONTENT);
	char whole[8192], got[8192];
	size_t len;

	(void)state;
	assert_int_equal(words(bytes, whole, sizeof(whole), NULL), 0);
	len = strlen(whole);
	for (size_t n = 1; n <= len; n += 97) {
		struct ambit_err err = { 0 };

		assert_int_equal(words(bytes, got, n, &err), -1);
		assert_int_equal(err.code, AMBIT_E_LIMIT);
		assert_int_equal(strncmp(whole, got, strlen(got)), 0);
	}
	assert_int_equal(words(bytes, got, len + 1, NULL), 0);
	document_free(bytes);
}

/* ---- findings ---- */

static size_t
judge(const struct ambit_order *order, struct ambit_finding *findings,
    size_t max)
{
	size_t n = ambit_law_judge(order, &registry, NOW, AMBIT_TO_PRODUCE,
	    findings, max);

	assert_true(n <= max);
	return n;
}

static void
findings_of(struct ambit_span bytes, char *out, size_t size)
{
	struct ambit_finding findings[32];
	struct ambit_order order = parse(bytes);
	struct ambit_text text = { .ptr = out, .cap = size - 1 };
	size_t n = judge(&order, findings, COUNT(findings));

	for (size_t i = 0; i < n; i++) {
		char words[1024];
		struct ambit_text line = AMBIT_TEXT(words);
		unsigned at = ambit_finding_in_words(&findings[i], &line);

		ambit_text_print(&text, "%s %u ", findings[i].check->code, at);
		ambit_text_put(&text, ambit_text_span(&line));
		ambit_text_str(&text, "\n");
	}
	assert_false(text.full);
	out[text.len] = '\0';
}

/* What a rule says is the filters' business; here is where it points. */
static const struct edit places[] = {
	{ "E_AUTHORITY_TYPE points to the legal type", CONTENT,
	    "US_2703_A_WARRANT", "US_TITLE_III",
	    "E_AUTHORITY_TYPE 0 Order/LegalType: \"US_TITLE_III\": " },
	{ "E_FORM_CONFLICT points to the case", CONTENT, "criminal", "civil",
	    "E_FORM_CONFLICT 0 Order/CaseType: \"civil\": " },
	{ "E_DATE_EXPIRED points to the expiry", CONTENT,
	    " due=\"2026-11-12T17:00:00-08:00\"",
	    " expires=\"2026-11-01T00:00:00-07:00\"",
	    "E_DATE_EXPIRED 0 Order/Timespan/@expires: "
	    "\"2026-11-01T00:00:00-07:00\": " },
	{ "E_DATE_STALE points to the day of service", CONTENT,
	    "serveBy=\"2026-11-03T00:00:00-08:00\"",
	    "serveBy=\"2026-10-21T00:00:00-08:00\"",
	    "E_DATE_STALE 0 Order/Timespan/@served: "
	    "\"2026-10-22T10:12:00-07:00\": " },
	{ "E_DATE_ORDER points to the day that it is due", CONTENT,
	    "due=\"2026-11-12T17:00:00-08:00\"",
	    "due=\"2026-10-12T17:00:00-08:00\"",
	    "E_DATE_ORDER 0 Order/Timespan/@due: "
	    "\"2026-10-12T17:00:00-08:00\": " },
	{ "E_DATE_ORDER points to the day of service", CONTENT,
	    "issued=\"2026-10-20T09:00:00-07:00\"",
	    "issued=\"2026-10-23T09:00:00-07:00\"",
	    "E_DATE_ORDER 0 Order/Timespan/@served: "
	    "\"2026-10-22T10:12:00-07:00\": " },
	{ "E_DATE_FUTURE points to the day of issue", CONTENT,
	    "issued=\"2026-10-20T09:00:00-07:00\"",
	    "issued=\"2026-11-20T09:00:00-07:00\"",
	    "E_DATE_FUTURE 0 Order/Timespan/@issued: "
	    "\"2026-11-20T09:00:00-07:00\": " },
	{ "E_JURIS_COUNTRY points to the country", CONTENT, "country=\"US\"",
	    "country=\"AT\"",
	    "E_JURIS_COUNTRY 0 Order/Jurisdiction/@country: \"AT\": " },
	{ "E_ADDR_ENTITY points to the addressee", CONTENT,
	    "Example Mail Corp.", "Example Mail Services",
	    "E_ADDR_ENTITY 0 Order/Addressee: \"Example Mail Services\": " },
	{ "E_ADDR_DELIVERY points to the recipient", CONTENT,
	    "Field Office One", "Field Office Two",
	    "E_ADDR_DELIVERY 0 Order/Delivery/@recipient: "
	    "\"Example Bureau of Inquiry, Field Office Two\": " },
	{ "E_SIGN_MISSING points to the approvals", CONTENT, "type=\"issuing\"",
	    "type=\"validating\"", "E_SIGN_MISSING 0 Order/Approval: " },
	{ "E_SIGN_MISSING points to the document of an approval", CONTENT,
	    "role=\"order\"", "role=\"consent\"",
	    "E_SIGN_MISSING 16 Order/Approval[1]/@document: \"d1\": " },
	{ "E_AUTHORITY_ROLE points to the role", CONTENT, "role=\"judge\"",
	    "role=\"courtClerk\"",
	    "E_AUTHORITY_ROLE 16 Order/Approval[1]/@role: "
	    "\"courtClerk\": " },
	{ "E_DATE_ORDER points to the signing", CONTENT,
	    "signed=\"2026-10-20T09:00:00-07:00\"",
	    "signed=\"2026-10-23T09:00:00-07:00\"",
	    "E_DATE_ORDER 16 Order/Approval[1]/@signed: "
	    "\"2026-10-23T09:00:00-07:00\": " },
	{ "E_FORM_CONFLICT points to the end of a bar", TRAFFIC,
	    "until=\"2027-10-01T00:00:00-04:00\"", "",
	    "E_FORM_CONFLICT 20 Order/NonDisclosure[1]/@until: "
	    "none: " },
	{ "E_TARGET_FORMAT points to the target of its task", TRAFFIC,
	    ALICE "\n    <Data class=\"traffic\" store=\"mail\">\n"
		  "      <Field>date_submitted",
	    "*@a.example</Target>\n    <Data class=\"traffic\" "
	    "store=\"mail\">\n      <Field>date_submitted",
	    "E_TARGET_FORMAT 34 Order/Task[2]/Target: "
	    "\"*@a.example\": " },
	{ "E_DATE_ORDER points to the end of a range", CONTENT,
	    "until=\"2026-07-01T00:00:00-07:00\"",
	    "until=\"2025-07-01T00:00:00-07:00\"",
	    "E_DATE_ORDER 21 Order/Task[1]/Range/@until: "
	    "\"2025-07-01T00:00:00-07:00\": " },
	{ "E_BROAD_NORANGE points to the task", CONTENT, RANGE, "",
	    "E_BROAD_NORANGE 21 Order/Task[1]/@id: \"t1\": " },
	{ "E_FORM_CONFLICT points to the demand", TRAFFIC,
	    "<Data class=\"traffic\" store=\"mail\">",
	    "<Data class=\"traffic\" store=\"contacts\">",
	    "E_FORM_CONFLICT 24 Order/Task[1]/Data[2]: "
	    "\"traffic\" of \"contacts\": " },
	{ "E_FORM_CONFLICT points to the field", TRAFFIC, "<Field>to_addr",
	    "<Field>nonsense",
	    "E_FORM_CONFLICT 24 Order/Task[1]/Data[2]/Field[2]: "
	    "\"nonsense\": " },
	{ "E_AUTHORITY_SELECTION points to the narrowing, on one line", TRAFFIC,
	    "by=\"direction\" value=\"sent\"",
	    "by=\"keyword\" value=\"\\&#10;b\"",
	    "E_AUTHORITY_SELECTION 42 Order/Task[2]/Narrow[1]/@value: "
	    "\"\\u{5c} b\": " },
};

static void
the_place_of(void **state)
{
	const struct edit *edit = *state;
	struct ambit_span bytes =
	    document_edited(edit->base, edit->old, edit->new);
	char got[4096];

	findings_of(bytes, got, sizeof(got));
	if (strstr(got, edit->lines) == NULL)
		assert_string_equal(got, edit->lines);
	document_free(bytes);
}

static void
a_good_order_has_no_finding(void **state)
{
	static const char *const names[] = { CONTENT, TRAFFIC };
	char got[4096];

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct ambit_span bytes = document_read(names[i]);

		findings_of(bytes, got, sizeof(got));
		assert_string_equal(got, "");
		document_free(bytes);
	}
}

/* Whatever rule there is or will be: where, and what it says. */
static void
every_rule_has_a_place(void **state)
{
	struct ambit_span bytes = document_read(TRAFFIC);
	struct ambit_order order = parse(bytes);
	const struct ambit_task *task = &order.tasks[1];
	const struct ambit_subject of[] = {
		[AMBIT_LEVEL_ORDER] = { .order = &order },
		[AMBIT_LEVEL_APPROVAL] = { .order = &order,
		    .approval = &order.approvals[0] },
		[AMBIT_LEVEL_SECRECY] = { .order = &order,
		    .secrecy = &order.secrecies[0] },
		[AMBIT_LEVEL_TASK] = { .order = &order, .task = task },
		[AMBIT_LEVEL_DEMAND] = { .order = &order,
		    .task = task,
		    .demand = &task->demands[0] },
		[AMBIT_LEVEL_FIELD] = { .order = &order,
		    .task = task,
		    .demand = &task->demands[0],
		    .field = &task->demands[0].fields[2] },
		[AMBIT_LEVEL_NARROW] = { .order = &order,
		    .task = task,
		    .narrow = &task->narrows[0] },
	};
	static const char *const begins[] = {
		[AMBIT_LEVEL_ORDER] = "Order/",
		[AMBIT_LEVEL_APPROVAL] = "Order/Approval[1]/@",
		[AMBIT_LEVEL_SECRECY] = "Order/NonDisclosure[1]/@",
		[AMBIT_LEVEL_TASK] = "Order/Task[2]/",
		[AMBIT_LEVEL_DEMAND] = "Order/Task[2]/Data[1]: ",
		[AMBIT_LEVEL_FIELD] =
		    "Order/Task[2]/Data[1]/Field[3]: \"env_to\": ",
		[AMBIT_LEVEL_NARROW] =
		    "Order/Task[2]/Narrow[1]/@value: \"sent\": ",
	};
	size_t n;
	const struct ambit_check *checks = ambit_law_checks(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		enum ambit_level level = checks[i].level;
		struct ambit_finding finding = { .check = &checks[i] };
		char line[1024], want[256];
		struct ambit_text text = { .ptr = line,
			.cap = sizeof(line) - 1 };

		if (level == AMBIT_LEVEL_FILES)
			continue;
		finding.subject = of[level];
		(void)ambit_finding_in_words(&finding, &text);
		assert_false(text.full);
		line[text.len] = '\0';
		(void)snprintf(want, sizeof(want), "%s", begins[level]);
		assert_memory_equal(line, want, strlen(want));
		(void)snprintf(want, sizeof(want), ": %s", checks[i].says);
		assert_string_equal(line + text.len - strlen(want), want);
	}
	document_free(bytes);
}

/* ---- the bad examples ---- */

/* Of each the code is its name; the others of law.md 6 have no rule yet. */
static const char *const bad[] = { "E_AUTHORITY_TYPE", "E_AUTHORITY_REACH",
	"E_AUTHORITY_FIELD", "E_AUTHORITY_ROLE", "E_AUTHORITY_VALIDATION",
	"E_AUTHORITY_CONSENT", "E_AUTHORITY_SELECTION", "E_SCOPE_LIVE",
	"E_JURIS_COUNTRY", "E_JURIS_ENTITY", "E_SIGN_MISSING",
	"E_AUTHZ_EMERGENCY", "E_DATE_ORDER", "E_DATE_FUTURE", "E_DATE_STALE",
	"E_DATE_EXPIRED", "E_DATE_RANGE_HELD", "E_DATE_ZONE", "E_ADDR_ENTITY",
	"E_ADDR_DELIVERY", "E_FORM_SCHEMA", "E_FORM_REF", "E_FORM_CONFLICT",
	"E_TARGET_FORMAT", "E_TARGET_AMBIGUOUS", "E_BROAD_NORANGE",
	"E_BROAD_SPAN", "E_BROAD_COUNT", "E_BROAD_ALLSTORES",
	"E_BROAD_NOTARGET" };

static void
a_bad_order_breaks_the_rule_of_its_name(void **state)
{
	const char *code = *state;
	char name[64], got[4096];
	struct ambit_span bytes;
	struct ambit_order order;

	(void)snprintf(name, sizeof(name), "bad/%s.xml", code);
	bytes = document_read(name);
	complaints.n = 0;
	if (ambit_order_parse(bytes, arena, &order, &complaints, NULL) == 0)
		findings_of(bytes, got, sizeof(got));
	else
		document_complaints(&complaints, got, sizeof(got));
	(void)snprintf(name, sizeof(name), "%s ", code);
	assert_non_null(strstr(got, name));
	document_free(bytes);
}

static void
add(struct CMUnitTest *test, const char *name, CMUnitTestFunction judge_it,
    const void *row)
{
	*test = (struct CMUnitTest){ name, judge_it, NULL, NULL,
		(void *)(uintptr_t)row };
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(a_content_order_in_words),
		cmocka_unit_test(a_traffic_order_in_words),
		cmocka_unit_test(every_part_of_an_order_is_said),
		cmocka_unit_test(no_line_is_longer_than_78_columns),
		cmocka_unit_test(a_sink_that_fails_is_told),
		cmocka_unit_test(a_good_order_has_no_finding),
		cmocka_unit_test(every_rule_has_a_place),
	};
	struct CMUnitTest
	    tests[COUNT(singles) + COUNT(edits) + COUNT(places) + COUNT(bad)];
	size_t n = COUNT(singles);

	memcpy(tests, singles, sizeof(singles));
	for (size_t i = 0; i < COUNT(edits); i++)
		add(&tests[n++], edits[i].name, an_edited_order, &edits[i]);
	for (size_t i = 0; i < COUNT(places); i++)
		add(&tests[n++], places[i].name, the_place_of, &places[i]);
	for (size_t i = 0; i < COUNT(bad); i++)
		add(&tests[n++], bad[i],
		    a_bad_order_breaks_the_rule_of_its_name, bad[i]);
	return cmocka_run_group_tests_name("in_words", tests, read_registry,
	    forget_registry);
}
