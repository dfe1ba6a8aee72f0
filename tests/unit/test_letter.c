#include "check.h"
#include "document.h"
#include "page.h"

#include "ambit/arena.h"
#include "ambit/letter.h"
#include "ambit/parse.h"

/* 2026-11-02T12:00:00Z, when everything here happens. */
#define NOW (INT64_C(1793620800) * AMBIT_SECOND)

#define FINDINGS 64

static struct ambit_registry registry;
static struct ambit_arena *arena;
static struct ambit_complaints complaints;

static int
read_registry(void **state)
{
	struct ambit_span bytes = document_read("registry.xml");

	(void)state;
	arena = ambit_arena_new((size_t)1 << 24);
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
	document_free(bytes);
	return order;
}

/* tests/gold/NAME.txt; terminated by a NUL. */
static const char *
gold(const char *name)
{
	static char text[8192];
	char path[4096];
	size_t len;
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/../tests/gold/%s.txt",
	    AMBIT_CORPUS, name);
	f = fopen(path, "rb");
	assert_non_null(f);
	len = fread(text, 1, sizeof(text) - 1, f);
	text[len] = '\0';
	(void)fclose(f);
	return text;
}

/* ---- what is written ---- */

static char letter[8192];

/* Returns whether there was anything to write. */
static bool
refuse(const struct ambit_order *order)
{
	struct ambit_finding findings[FINDINGS];
	struct ambit_letter_refusal refusal = { .order = order,
		.findings = findings,
		.now = NOW };
	struct page page = page_over(letter, sizeof(letter));

	refusal.n_findings = ambit_law_judge(order, &registry, NOW,
	    AMBIT_TO_PRODUCE, findings, FINDINGS);
	assert_in_range(refusal.n_findings, 0, FINDINGS);
	if (!ambit_letter_refuses(&refusal))
		return false;
	assert_int_equal(ambit_letter_refusal(&refusal, &page.sink, NULL), 0);
	return true;
}

/* To the nth account of the registry. */
static int
notify(const struct ambit_order *order, uint32_t account, size_t room)
{
	struct ambit_letter_notice notice = { .order = order,
		.registry = &registry,
		.account = account,
		.now = NOW };
	struct ambit_scope scopes[8];
	struct page page = page_over(letter, room);
	size_t n;

	for (size_t i = 0; i < order->n_tasks; i++)
		scopes[i] =
		    ambit_scope_resolve(order, &order->tasks[i], &registry, &n);
	notice.scopes = scopes;
	return ambit_letter_notice(&notice, &page.sink, NULL);
}

#define ALICE 0
#define BRUNO 1
#define CAROL 2

/* The traffic order, of which the first task is about Carol. */
static struct ambit_order
about_two(void)
{
	return parse(document_edited("order-traffic.xml",
	    "namespace=\"mail.example.com\">alice@mail.example.com",
	    "namespace=\"harbour.test\">carol@harbour.test"));
}

/* The content order, as a private litigant's. */
static struct ambit_order
of_a_litigant(void)
{
	return parse(document_edited("order-content.xml", "US_2703_A_WARRANT",
	    "US_CIVIL_ORDER"));
}

/* ---- whole letters ---- */

static void
a_notice_to_a_consumer(void **state)
{
	struct ambit_order order = parse(document_read("order-content.xml"));

	(void)state;
	assert_int_equal(notify(&order, ALICE, sizeof(letter)), 0);
	assert_string_equal(letter, gold("letter-consumer"));
}

static void
a_notice_to_a_customer_about_its_user(void **state)
{
	struct ambit_order order = about_two();

	(void)state;
	assert_int_equal(notify(&order, CAROL, sizeof(letter)), 0);
	assert_string_equal(letter, gold("letter-enterprise"));
}

static void
a_notice_of_a_civil_order_says_until_when_to_object(void **state)
{
	struct ambit_order order = of_a_litigant();

	(void)state;
	assert_int_equal(notify(&order, ALICE, sizeof(letter)), 0);
	assert_string_equal(letter, gold("letter-civil"));
}

static void
a_rejection_with_reasons_of_several_kinds(void **state)
{
	struct ambit_order order =
	    parse(document_edited("bad/E_AUTHORITY_REACH.xml", "agencyOfficial",
		"attorneyForParty"));

	(void)state;
	order.expires = (struct ambit_stamp){ true, NOW - 1, 0 };
	assert_true(refuse(&order));
	assert_string_equal(letter, gold("letter-rejection"));
}

static void
a_request_to_narrow_a_warrant(void **state)
{
	struct ambit_order order = parse(document_read("bad/E_BROAD_SPAN.xml"));

	(void)state;
	assert_true(refuse(&order));
	assert_string_equal(letter, gold("letter-clarification"));
}

static void
an_order_that_is_as_it_should_be_gets_no_letter(void **state)
{
	struct ambit_order order = parse(document_read("order-traffic.xml"));

	(void)state;
	assert_false(refuse(&order));
}

/* An identifier that nobody ever held is a finding, and no reason. */
static void
that_there_is_no_such_account_is_not_told(void **state)
{
	struct ambit_order order = parse(document_edited("order-content.xml",
	    ">alice@mail", ">nobody@mail"));

	(void)state;
	assert_false(refuse(&order));
}

/* ---- what must not be there ---- */

/* Nor in another letter case. */
static void
holds_none_of(const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (ambit_span_contains_nocase(ambit_span_str(letter),
			ambit_span_str(words[i])))
			fail_msg("the letter holds \"%s\":\n%s", words[i],
			    letter);
	}
}

static void
a_notice_holds_no_word_of_secrecy_or_of_another_account(void **state)
{
	/* package.md L21: the reference of the bar, its authority, its dates
	 * and document; the other account, its holder; the case's number. */
	static const char *const words[] = { "26-mc-00093", "2705", "secre",
		"disclos", "2027", "alice", "0001", "sales@", "pdf", "d2",
		"Specimen", "message", "volume", "ambit-" };
	struct ambit_order order = about_two();

	(void)state;
	assert_int_equal(order.n_secrecies, 1);
	assert_int_equal(notify(&order, CAROL, sizeof(letter)), 0);
	holds_none_of(words, COUNT(words));
}

static void
a_notice_to_the_other_holds_nothing_of_the_first(void **state)
{
	static const char *const words[] = { "carol", "harbour", "26-mc-00093",
		"2705", "secre", "disclos" };
	struct ambit_order order = about_two();

	(void)state;
	assert_int_equal(notify(&order, ALICE, sizeof(letter)), 0);
	holds_none_of(words, COUNT(words));
	/* Carol's task asks for the subscriber, Alice's does not. */
	assert_null(strstr(letter, "subscriber"));
	assert_non_null(strstr(letter, "traffic"));
}

/* Every bad order of the specification that can be read. */
static void
no_refusal_holds_what_the_registry_knows(void **state)
{
	static const char *const orders[] = { "E_ADDR_DELIVERY",
		"E_ADDR_ENTITY", "E_AUTHORITY_CONSENT", "E_AUTHORITY_FIELD",
		"E_AUTHORITY_REACH", "E_AUTHORITY_ROLE",
		"E_AUTHORITY_SELECTION", "E_AUTHORITY_TYPE",
		"E_AUTHORITY_VALIDATION", "E_AUTHZ_COUNTERSIGN",
		"E_AUTHZ_EMERGENCY", "E_BROAD_ALLSTORES", "E_BROAD_COUNT",
		"E_BROAD_NORANGE", "E_BROAD_NOTARGET", "E_BROAD_SPAN",
		"E_DATE_EXPIRED", "E_DATE_FUTURE", "E_DATE_ORDER",
		"E_DATE_STALE", "E_FORM_CONFLICT", "E_JURIS_ARRANGEMENT",
		"E_JURIS_COUNTRY", "E_NDO_MISMATCH", "E_SCOPE_LIVE",
		"E_SIGN_MISSING", "E_TARGET_FORMAT" };
	static const char *const words[] = { "alice", "bruno", "carol",
		"sales@", "@mail", "@harbour", "harbour", "legal@", "00012345",
		"+1202", "holds the account", "held the", "one account" };
	const char *saved;

	(void)state;
	for (size_t i = 0; i < COUNT(orders); i++) {
		struct ambit_order order;
		char name[64];

		(void)snprintf(name, sizeof(name), "bad/%s.xml", orders[i]);
		order = parse(document_read(name));
		assert_true(refuse(&order));
		holds_none_of(words, COUNT(words));
		/* The rule that it was made for is among the reasons. */
		saved = strstr(letter, orders[i]);
		if (saved == NULL)
			fail_msg("%s is not in the letter:\n%s", orders[i],
			    letter);
	}
}

/* A warrant for the mail of one name within a range: held by nobody then, by
 * two, or by the account of another entity. */
static struct ambit_order
of_sales(const char *from, const char *until)
{
	struct ambit_order order =
	    parse(document_read("bad/E_TARGET_AMBIGUOUS.xml"));
	struct ambit_task *task = AMBIT_ARENA_GET(arena, struct ambit_task, 1);
	int zone;

	assert_non_null(task);
	*task = order.tasks[0];
	assert_true(ambit_instant_parse(ambit_span_str(from), &task->range.from,
	    &zone));
	assert_true(ambit_instant_parse(ambit_span_str(until),
	    &task->range.until, &zone));
	order.tasks = task;
	return order;
}

static void
whose_account_it_is_cannot_be_told_from_a_refusal(void **state)
{
	static const char *const ranges[][2] = {
		{ "2025-01-01T00:00:00Z", "2026-03-01T00:00:00Z" },
		{ "2025-03-01T00:00:00Z", "2025-12-01T00:00:00Z" },
		{ "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z" },
	};
	static const char *const words[] = { "E_", "jurisdiction",
		"wrong dates" };
	size_t n_treaties = registry.n_treaties;
	char first[sizeof(letter)];

	(void)state;
	registry.n_treaties = 0;
	for (size_t i = 0; i < COUNT(ranges); i++) {
		struct ambit_order order = of_sales(ranges[i][0], ranges[i][1]);

		assert_true(refuse(&order));
		assert_non_null(strstr(letter, "do not lead to an account"));
		assert_non_null(strstr(letter, "CLARIFY"));
		holds_none_of(words, COUNT(words));
		if (i == 0)
			memcpy(first, letter, sizeof(first));
		assert_string_equal(letter, first);
	}
	registry.n_treaties = n_treaties;
}

/* Beside another reason the letter rejects, and hides it all the same. */
static void
nor_beside_another_reason(void **state)
{
	struct ambit_order order =
	    of_sales("2025-03-01T00:00:00Z", "2025-12-01T00:00:00Z");
	char first[sizeof(letter)];

	(void)state;
	order.expires = (struct ambit_stamp){ true, NOW - 1, 0 };
	assert_true(refuse(&order));
	assert_non_null(strstr(letter, "REJECTION"));
	assert_null(strstr(letter, "E_DATE_RANGE_HELD"));
	memcpy(first, letter, sizeof(first));
	order = of_sales("2025-01-01T00:00:00Z", "2026-03-01T00:00:00Z");
	order.expires = (struct ambit_stamp){ true, NOW - 1, 0 };
	assert_true(refuse(&order));
	assert_string_equal(letter, first);
}

/* ---- how it is written ---- */

static void
no_line_is_longer_than_72_columns(void **state)
{
	struct ambit_order order = about_two();
	const char *line;

	(void)state;
	for (uint32_t who = ALICE; who <= CAROL; who += CAROL) {
		assert_int_equal(notify(&order, who, sizeof(letter)), 0);
		for (line = letter; *line != '\0';) {
			const char *end = strchr(line, '\n');

			assert_non_null(end);
			assert_in_range(end - line, 0, 72);
			assert_true(end == line || end[-1] != ' ');
			line = end + 1;
		}
	}
}

static void
a_full_page_is_an_error(void **state)
{
	struct ambit_order order = parse(document_read("order-content.xml"));

	(void)state;
	for (size_t room = 1; room < 700; room += 97)
		assert_int_equal(notify(&order, ALICE, room), -1);
}

static void
what_the_authority_wrote_cannot_break_a_line(void **state)
{
	struct ambit_order order = parse(document_edited("order-content.xml",
	    "<Authority>U.S. District Court, District of Example",
	    "<Authority>U.S. District\xe2\x80\xae Court"));

	(void)state;
	assert_int_equal(notify(&order, ALICE, sizeof(letter)), 0);
	assert_non_null(strstr(letter, "U.S. District\\u{202e} Court"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_notice_to_a_consumer),
		cmocka_unit_test(a_notice_to_a_customer_about_its_user),
		cmocka_unit_test(
		    a_notice_of_a_civil_order_says_until_when_to_object),
		cmocka_unit_test(a_rejection_with_reasons_of_several_kinds),
		cmocka_unit_test(a_request_to_narrow_a_warrant),
		cmocka_unit_test(
		    an_order_that_is_as_it_should_be_gets_no_letter),
		cmocka_unit_test(that_there_is_no_such_account_is_not_told),
		cmocka_unit_test(
		    a_notice_holds_no_word_of_secrecy_or_of_another_account),
		cmocka_unit_test(
		    a_notice_to_the_other_holds_nothing_of_the_first),
		cmocka_unit_test(no_refusal_holds_what_the_registry_knows),
		cmocka_unit_test(
		    whose_account_it_is_cannot_be_told_from_a_refusal),
		cmocka_unit_test(nor_beside_another_reason),
		cmocka_unit_test(no_line_is_longer_than_72_columns),
		cmocka_unit_test(a_full_page_is_an_error),
		cmocka_unit_test(what_the_authority_wrote_cannot_break_a_line),
	};

	return cmocka_run_group_tests(tests, read_registry, forget_registry);
}
