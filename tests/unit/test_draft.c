#include "check.h"
#include "document.h"
#include "folder.h"

#include "ambit/draft.h"
#include "ambit/in_words.h"
#include "ambit/parse.h"

/* 2026-11-02T12:00:00Z, when everything here happens. */
#define NOW (INT64_C(1793620800) * AMBIT_SECOND)
#define ID  "2f0c1a52-8d6e-4a54-9b41-0d9a1c3e7f10"

static struct ambit_registry registry;
static struct ambit_arena *arena;
static int folder;

static int
begin(void **state)
{
	struct ambit_complaints complaints = { .n = 0 };
	struct ambit_span bytes = document_read("registry.xml");

	(void)state;
	arena = ambit_arena_new((size_t)1 << 26);
	assert_int_equal(ambit_registry_parse(bytes, arena, &registry,
			     &complaints, NULL),
	    0);
	document_free(bytes);
	folder = folder_new();
	folder_file(folder, "warrant.pdf", "abc");
	folder_file(folder, "consent.pdf", "");
	return 0;
}

static int
end(void **state)
{
	(void)state;
	folder_free(&folder);
	ambit_arena_free(&arena);
	return 0;
}

/* A sink into memory. */
struct page {
	struct ambit_sink sink;
	char text[16384];
	size_t len;
};

static int
page_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct page *page = (struct page *)sink;

	if (bytes.len >= sizeof(page->text) - page->len)
		return ambit_err_set(err_r, AMBIT_E_LIMIT, "the page is full");
	memcpy(page->text + page->len, bytes.ptr, bytes.len);
	page->len += bytes.len;
	page->text[page->len] = '\0';
	return 0;
}

static const struct ambit_sink_ops page_ops = { .name = "page",
	.write = page_write };

static void
write_order(const struct ambit_order *order, struct page *page)
{
	*page = (struct page){ .sink = { .ops = &page_ops } };
	assert_int_equal(ambit_order_write(order, &page->sink, NULL), 0);
}

static struct ambit_order
parse(const char *text, size_t len)
{
	struct ambit_complaints complaints = { .n = 0 };
	struct ambit_order order;

	assert_int_equal(
	    ambit_order_parse((struct ambit_span){ (const unsigned char *)text,
				  len },
		arena, &order, &complaints, NULL),
	    0);
	assert_int_equal(complaints.n, 0);
	return order;
}

/* The order in plain words, but for its digest. */
static void
put_words(const struct ambit_order *order, struct page *page)
{
	char *digest;

	*page = (struct page){ .sink = { .ops = &page_ops } };
	assert_int_equal(ambit_order_in_words(order, &registry, &page->sink,
			     NULL),
	    0);
	digest = strstr(page->text, "SHA-256 of");
	assert_non_null(digest);
	*digest = '\0';
}

/* ---- writing ---- */

static void
comes_back(struct ambit_span bytes)
{
	static struct page first, second, words, again;
	struct ambit_order order = parse((const char *)bytes.ptr, bytes.len);
	struct ambit_order back;

	write_order(&order, &first);
	back = parse(first.text, first.len);
	write_order(&back, &second);
	assert_string_equal(first.text, second.text);
	put_words(&order, &words);
	put_words(&back, &again);
	assert_string_equal(words.text, again.text);
}

static void
an_order_written_parses_to_the_same(void **state)
{
	static const char *const names[] = { "order-content.xml",
		"order-traffic.xml" };

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct ambit_span bytes = document_read(names[i]);

		comes_back(bytes);
		document_free(bytes);
	}
}

#define HEAD                                                              \
	"<Order xmlns='urn:ambit:order:1' generation='3' id='" ID "'>"    \
	"<OrderReference>a &lt;b> &amp; \"c\" 'd'</OrderReference>"       \
	"<LegalType>US_2702_EMERGENCY</LegalType>"                        \
	"<Jurisdiction country='US' subdivision='US-XX'/>"                \
	"<CaseType>emergency</CaseType>"                                  \
	"<Flag>childExploitation</Flag><Flag>informingUserDelayed</Flag>" \
	"<Addressee>Example Mail Corp.</Addressee>"                       \
	"<Timespan issued='2026-11-02T05:00:00-06:00'"                    \
	" served='2026-11-02T05:20:00.5-06:00'"                           \
	" expires='2026-11-03T00:00:00Z'/>"

static const char everything[] = HEAD
    "<Approval type='issuing' role='agencyOfficial' document='d1'"
    " signed='2026-11-02T05:00:00-06:00' signature='electronic'>"
    "<Authority>A&amp;B</Authority><Name>N</Name></Approval>"
    "<Approval type='validating' role='supervisoryOfficial' document='d1'"
    " signed='2026-11-02T05:00:00.000001-06:00' signature='wetInk'>"
    "<Authority>A</Authority><Name>\xc3\xa9</Name></Approval>"
    "<Emergency letterhead='true'><Summary>s</Summary>"
    "<HowDataHelps>h</HowDataHelps></Emergency>"
    "<Consent task='t1' givenBy='accountOwner'"
    " signed='2026-11-01T00:00:00Z' document='d2'/>"
    "<NonDisclosure authority='US_2705_B' reference='&quot;r&quot;'"
    " from='2026-11-01T00:00:00Z' until='2027-11-01T00:00:00+05:30'"
    " document='d1'/>"
    "<NonDisclosure authority='US_2705_B' reference='r2'"
    " from='2027-11-01T00:00:00Z' indefinite='true' document='d1'/>"
    "<Task id='t1'><Target format='email' namespace='mail.example.com'>"
    "alice@mail.example.com</Target>"
    "<Data class='content' store='mail'><Field>native</Field></Data>"
    "<Data class='subscriber' store='account'/>"
    "<Range from='2026-01-01T00:00:00Z' until='2026-07-01T00:00:00-14:00'"
    " clock='header'/>"
    "<Narrow by='keyword' value='a &lt; b'/></Task>"
    "<Task id='t2'><Target format='phoneE164' namespace='x'>+1202</Target>"
    "<Data class='subscriber' store='account'/></Task>"
    "<Delivery recipient='R' format='bag+dat' split='true' certificateSha256="
    "'96138236db7abcb3021dcb7b2e14aa694959d63069440fd47298c4eda852fdf9'/>"
    "<Document id='d1' role='emergencyLetter' name='a b.pdf' sha256="
    "'96138236db7abcb3021dcb7b2e14aa694959d63069440fd47298c4eda852fdf9'/>"
    "<Document id='d2' role='consent' name='c.pdf' sha256="
    "'00138236db7abcb3021dcb7b2e14aa694959d63069440fd47298c4eda852fdf9'/>"
    "</Order>";

static void
everything_that_an_order_can_say_comes_back(void **state)
{
	(void)state;
	comes_back(ambit_span_str(everything));
}

static int
full(struct ambit_sink *sink, struct ambit_span bytes, struct ambit_err *err_r)
{
	(void)sink;
	(void)bytes;
	return ambit_err_set(err_r, AMBIT_E_IO, "full");
}

static void
a_sink_that_fails_fails_the_order(void **state)
{
	static const struct ambit_sink_ops ops = { .name = "full",
		.write = full };
	struct ambit_sink sink = { .ops = &ops };
	struct ambit_order order = parse(everything, sizeof(everything) - 1);
	struct ambit_err err = { .code = AMBIT_E_NONE };

	(void)state;
	assert_int_equal(ambit_order_write(&order, &sink, &err), -1);
	assert_int_equal(err.code, AMBIT_E_IO);
}

/* ---- questions ---- */

struct reply {
	const char *flag, *text;
};

static struct ambit_draft *
draft_new(void)
{
	struct ambit_draft *draft =
	    ambit_draft_new(arena, &registry, NOW, ID, folder);

	assert_non_null(draft);
	return draft;
}

static const char *
reply_to(const struct ambit_question *question, const struct reply *replies,
    size_t n, bool used[])
{
	for (size_t i = 0; i < n; i++) {
		if (used[i] || strcmp(replies[i].flag, question->flag) != 0)
			continue;
		used[i] = true;
		return replies[i].text;
	}
	return "";
}

/* Every question is answered as the replies say, else with nothing. */
static void
answer_all(struct ambit_draft *draft, const struct reply *replies, size_t n)
{
	const struct ambit_question *question;
	bool used[64] = { false };

	assert_true(n <= COUNT(used));
	while ((question = ambit_draft_next(draft)) != NULL) {
		char buf[512];
		struct ambit_text why = AMBIT_TEXT(buf);
		const char *text = reply_to(question, replies, n, used);

		if (ambit_draft_answer(draft, ambit_span_str(text), &why))
			continue;
		fail_msg("--%s \"%s\": %.*s", question->flag, text,
		    (int)why.len, buf);
	}
	for (size_t i = 0; i < n; i++) {
		if (!used[i])
			fail_msg("--%s was not asked", replies[i].flag);
	}
}

#define WARRANT_FACE                                                      \
	{ "type", "US_2703_A_WARRANT" }, { "case", "criminal" },          \
	    { "reference", "26-mj-1" }, { "zone", "-05:00" },             \
	    { "issued", "2026-10-20" }, { "served", "2026-10-22 10:12" }, \
	{                                                                 \
		"serve-by", "2026-11-02"                                  \
	}
#define WARRANT_SIGNED                                             \
	{ "agency", "Court" }, { "signer", "Judge A" },            \
	    { "signed", "2026-10-20" }, { "signature", "wetInk" }, \
	    { "document", "warrant.pdf" },                         \
	{                                                          \
		"recipient", "Sheriff of Example County"           \
	}
#define ALICE "alice@mail.example.com"

static const struct reply warrant[] = {
	WARRANT_FACE,
	{ "target", ALICE },
	{ "namespace", "mail.example.com" },
	{ "data", "content/mail traffic/mail:from_addr,to_addr" },
	{ "range", "from 2026-01-01 through 2026-06-30" },
	{ "narrow", "participant=bob@example.org" },
	{ "narrow", "keyword=a  b" },
	{ "more", "yes" },
	{ "target", "00012345" },
	{ "namespace", "accounts.example.com" },
	{ "data", "subscriber/account" },
	WARRANT_SIGNED,
};

static const char warrant_xml[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<Order xmlns=\"urn:ambit:order:1\" id=\"" ID "\" generation=\"1\">\n"
    "  <OrderReference>26-mj-1</OrderReference>\n"
    "  <LegalType>US_2703_A_WARRANT</LegalType>\n"
    "  <Jurisdiction country=\"US\"/>\n"
    "  <CaseType>criminal</CaseType>\n"
    "  <Addressee>Example Mail Corp.</Addressee>\n"
    "  <Timespan issued=\"2026-10-20T00:00:00-05:00\""
    " served=\"2026-10-22T10:12:00-05:00\""
    " serveBy=\"2026-11-03T00:00:00-05:00\"/>\n"
    "  <Approval type=\"issuing\" role=\"judge\""
    " signed=\"2026-10-20T00:00:00-05:00\" signature=\"wetInk\""
    " document=\"d1\">\n"
    "    <Authority>Court</Authority>\n"
    "    <Name>Judge A</Name>\n"
    "  </Approval>\n"
    "  <Task id=\"t1\">\n"
    "    <Target format=\"email\" namespace=\"mail.example.com\">" ALICE
    "</Target>\n"
    "    <Data class=\"content\" store=\"mail\"/>\n"
    "    <Data class=\"traffic\" store=\"mail\">\n"
    "      <Field>from_addr</Field>\n"
    "      <Field>to_addr</Field>\n"
    "    </Data>\n"
    "    <Range from=\"2026-01-01T00:00:00-05:00\""
    " until=\"2026-07-01T00:00:00-05:00\" clock=\"delivered\"/>\n"
    "    <Narrow by=\"participant\" value=\"bob@example.org\"/>\n"
    "    <Narrow by=\"keyword\" value=\"a b\"/>\n"
    "  </Task>\n"
    "  <Task id=\"t2\">\n"
    "    <Target format=\"userId\" namespace=\"accounts.example.com\">"
    "00012345</Target>\n"
    "    <Data class=\"subscriber\" store=\"account\"/>\n"
    "  </Task>\n"
    "  <Delivery recipient=\"Sheriff of Example County\" format=\"bag\"/>\n"
    "  <Document id=\"d1\" role=\"order\" name=\"warrant.pdf\" sha256=\""
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"/>\n"
    "</Order>\n";

static void
the_answers_to_a_warrant_become_its_document(void **state)
{
	static struct page page;
	struct ambit_draft *draft = draft_new();
	struct ambit_order order;

	(void)state;
	answer_all(draft, warrant, COUNT(warrant));
	order = ambit_draft_order(draft);
	write_order(&order, &page);
	assert_string_equal(page.text, warrant_xml);
	(void)parse(page.text, page.len);
}

static const struct reply civil[] = {
	{ "type", "US_CIVIL_ORDER" },
	{ "reference", "C-1" },
	{ "zone", "Z" },
	{ "issued", "2026-10-01" },
	{ "served", "2026-10-02" },
	{ "target", ALICE },
	{ "data", "content/mail" },
	{ "range", "on 2026-05-05" },
	{ "consent-document", "consent.pdf" },
	{ "consent-signed", "2026-09-01" },
	{ "agency", "Court" },
	{ "signer", "J" },
	{ "signed", "2026-10-01" },
	{ "signature", "courtSeal" },
	{ "document", "warrant.pdf" },
	{ "secrecy", "US_2705_B" },
	{ "secrecy-reference", "N" },
	{ "secrecy-from", "2026-10-01" },
	{ "secrecy-until", "2027-09-30" },
	{ "secrecy-document", "warrant.pdf" },
	{ "recipient", "Sheriff of Example County" },
};

static void
a_civil_order_for_content_asks_for_the_consent(void **state)
{
	struct ambit_draft *draft = draft_new();
	struct ambit_order order;

	(void)state;
	answer_all(draft, civil, COUNT(civil));
	order = ambit_draft_order(draft);
	assert_int_equal(order.n_consents, 1);
	assert_int_equal(order.consents[0].given_by, AMBIT_ROLE_ACCOUNT_OWNER);
	assert_true(ambit_span_equal(order.consents[0].task, AMBIT_LIT("t1")));
	/* One file in two roles is two documents: each role is its own. */
	assert_int_equal(order.n_documents, 3);
	assert_int_equal(order.secrecies[0].until.at -
		order.secrecies[0].from.at,
	    365 * AMBIT_DAY);
}

static const struct reply epoc[] = {
	{ "type", "EU_EPOC" },
	{ "case", "criminal" },
	{ "reference", "E-1" },
	{ "zone", "+01:00" },
	{ "issued", "2026-10-20" },
	{ "served", "2026-10-22" },
	{ "target", "bruno@mail.example.net" },
	{ "data", "traffic/mail" },
	{ "range", "from 2026-01-01 until 2026-02-01" },
	{ "agency", "Polizei" },
	{ "signer", "P" },
	{ "role", "agencyOfficial" },
	{ "signed", "2026-10-20" },
	{ "signature", "electronic" },
	{ "document", "warrant.pdf" },
	{ "validating-agency", "Gericht" },
	{ "validator", "R" },
	{ "validator-role", "court" },
	{ "validated", "2026-10-21" },
	{ "validation-signature", "courtSeal" },
	{ "validation-document", "consent.pdf" },
};

static void
an_official_s_certificate_asks_who_validated_it(void **state)
{
	struct ambit_draft *draft = draft_new();
	struct ambit_order order;

	(void)state;
	answer_all(draft, epoc, COUNT(epoc));
	order = ambit_draft_order(draft);
	assert_int_equal(order.n_approvals, 2);
	assert_true(order.approvals[1].validates);
	assert_int_equal(order.approvals[1].role, AMBIT_ROLE_COURT);
	/* The only recipient of the country, and his certificate. */
	assert_true(order.has_recipient_sha256);
}

/* ---- answers that are none ---- */

struct refusal {
	const char *name;
	struct reply before[4]; /* replaces what the warrant would say */
	const char *flag, *text, *why;
};

static const struct refusal refusals[] = {
	{ "an_instrument_that_is_off_is_refused", { { NULL, NULL } }, "type",
	    "US_NSL_2709", "it is none of the words offered" },
	{ "a_country_that_is_not_served_is_refused", { { NULL, NULL } },
	    "country", "DE", "it is none of the words offered" },
	{ "an_empty_reference_is_refused", { { NULL, NULL } }, "reference",
	    "  ", "it needs an answer" },
	{ "a_control_character_is_refused", { { NULL, NULL } }, "reference",
	    "a\x01", "it holds a control character" },
	{ "a_bidi_character_is_refused", { { NULL, NULL } }, "reference",
	    "a\xe2\x80\xae", "it holds a hidden or direction character" },
	{ "a_case_that_the_instrument_does_not_serve_is_refused",
	    { { NULL, NULL } }, "case", "civil",
	    "it is none of the words offered" },
	{ "a_mark_that_is_none_is_refused", { { NULL, NULL } }, "mark",
	    "childExploitation urgent", "it is none of the words offered" },
	{ "content_under_a_subpoena_is_refused",
	    { { "type", "US_2703_C2_SUBPOENA" } }, "data", "content/mail",
	    "\"content/mail\" is none of the words offered" },
	{ "a_field_outside_the_closed_list_is_refused",
	    { { "type", "US_2703_C2_SUBPOENA" } }, "data",
	    "identification/connections:conn_agent",
	    "\"conn_agent\" is no field of it; there are: conn_at, conn_event, "
	    "conn_ip, conn_port" },
	{ "subscriber_data_of_mail_are_refused", { { NULL, NULL } }, "data",
	    "subscriber/mail",
	    "\"subscriber/mail\" is none of the words offered" },
	{ "an_emergency_that_names_no_field_is_refused",
	    { { "type", "US_2702_EMERGENCY" }, { "case", "emergency" } },
	    "data", "content/calendar",
	    "this instrument needs each field named, behind a colon: native" },
	{ "content_without_a_range_is_refused", { { NULL, NULL } }, "range", "",
	    "all but subscriber data need a range of dates" },
	{ "a_keyword_without_content_is_refused",
	    { { "data", "traffic/mail" } }, "narrow", "keyword=x",
	    "without content nothing may be selected by content" },
	{ "a_document_that_is_not_there_is_refused", { { NULL, NULL } },
	    "document", "nowhere.pdf",
	    "there is no such file beside the order: copy it there" },
	{ "a_document_that_lies_elsewhere_is_refused", { { NULL, NULL } },
	    "document", "/nowhere/warrant.pdf",
	    "it is another file than the one of that name beside the order" },
	{ "an_official_cannot_sign_a_warrant", { { NULL, NULL } }, "role",
	    "agencyOfficial", "it is none of the words offered" },
	{ "a_recipient_of_another_country_is_refused", { { NULL, NULL } },
	    "recipient", "Staatsanwaltschaft Musterstadt",
	    "it is none of the words offered" },
	{ "a_code_in_small_letters_is_refused", { { NULL, NULL } }, "secrecy",
	    "us_2705_b",
	    "it is a code of capitals, digits and _, such as US_2705_B" },
	{ "an_id_in_capitals_is_refused", { { NULL, NULL } }, "id",
	    "2F0C1A52-8D6E-4A54-9B41-0D9A1C3E7F10",
	    "an id is 32 hexadecimal digits as 8-4-4-4-12, in lower case" },
	{ "generation_0_is_refused", { { NULL, NULL } }, "generation", "0",
	    "it is a number from 1" },
};

/* What the warrant says, unless the row says another thing. */
static const char *
usual(const struct refusal *row, const struct ambit_question *question)
{
	for (size_t i = 0; i < COUNT(row->before); i++) {
		if (row->before[i].flag != NULL &&
		    strcmp(row->before[i].flag, question->flag) == 0)
			return row->before[i].text;
	}
	for (size_t i = 0; i < COUNT(warrant); i++) {
		if (strcmp(warrant[i].flag, question->flag) == 0 &&
		    !(question->how & AMBIT_ASKED_REPEATS) &&
		    strcmp(question->flag, "more") != 0)
			return warrant[i].text;
	}
	return "";
}

static void
refuse(void **state)
{
	const struct refusal *row = *state;
	struct ambit_draft *draft = draft_new();
	const struct ambit_question *question;
	char buf[512];
	struct ambit_text why = AMBIT_TEXT(buf);

	while (
	    strcmp((question = ambit_draft_next(draft))->flag, row->flag) != 0)
		assert_true(ambit_draft_answer(draft,
		    ambit_span_str(usual(row, question)), &why));
	assert_false(
	    ambit_draft_answer(draft, ambit_span_str(row->text), &why));
	(void)ambit_text_end(&why);
	assert_string_equal(buf, row->why);
	/* It is still asked. */
	assert_ptr_equal(ambit_draft_next(draft), question);
}

static void
a_date_is_heard_in_its_zone_and_in_utc(void **state)
{
	static const char want[] =
	    "from 2026-01-01T00:00:00-05:00 = 2026-01-01T05:00:00Z (in) until "
	    "2026-07-01T00:00:00-05:00 = 2026-07-01T05:00:00Z (out)";
	struct ambit_draft *draft = draft_new();
	const struct ambit_question *question;
	const char *flag = "";

	(void)state;
	while (strcmp(flag, "range") != 0) {
		char buf[512];
		struct ambit_text why = AMBIT_TEXT(buf);

		question = ambit_draft_next(draft);
		flag = question->flag;
		assert_true(ambit_draft_answer(draft,
		    ambit_span_str(usual(&refusals[0], question)), &why));
	}
	assert_true(
	    ambit_span_equal(ambit_draft_heard(draft), ambit_span_str(want)));
}

static void
every_flag_is_its_own(void **state)
{
	const struct ambit_question *a, *b;

	(void)state;
	for (size_t i = 0; (a = ambit_draft_question(i)) != NULL; i++) {
		for (size_t k = 0; k < i; k++) {
			b = ambit_draft_question(k);
			assert_string_not_equal(a->flag, b->flag);
		}
	}
}

static void
skipping_every_question_comes_to_an_end(void **state)
{
	struct ambit_draft *draft = draft_new();
	unsigned n = 0;

	(void)state;
	while (ambit_draft_next(draft) != NULL) {
		ambit_draft_skip(draft);
		assert_true(++n < 100);
	}
	assert_true(n > 20);
}

#define N_OTHERS 9

int
main(void)
{
	struct CMUnitTest tests[COUNT(refusals) + N_OTHERS] = {
		cmocka_unit_test(an_order_written_parses_to_the_same),
		cmocka_unit_test(everything_that_an_order_can_say_comes_back),
		cmocka_unit_test(a_sink_that_fails_fails_the_order),
		cmocka_unit_test(the_answers_to_a_warrant_become_its_document),
		cmocka_unit_test(
		    a_civil_order_for_content_asks_for_the_consent),
		cmocka_unit_test(
		    an_official_s_certificate_asks_who_validated_it),
		cmocka_unit_test(a_date_is_heard_in_its_zone_and_in_utc),
		cmocka_unit_test(every_flag_is_its_own),
		cmocka_unit_test(skipping_every_question_comes_to_an_end),
	};

	for (size_t i = 0; i < COUNT(refusals); i++)
		tests[N_OTHERS + i] = (struct CMUnitTest){ refusals[i].name,
			refuse, NULL, NULL, (void *)(uintptr_t)&refusals[i] };
	return cmocka_run_group_tests(tests, begin, end);
}
