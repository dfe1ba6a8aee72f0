#include "ledger.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* ---- the chain ---- */

/*
 * printf '%016x%016x...' by hand: 8 bytes of length before each field; seq and
 * at are 8 bytes; prev of the first is 32 zeros. openssl dgst -sha256.
 */
static const struct {
	int64_t at;
	const char *by, *kind, *body, *hash;
} vector[] = {
	{ 1767225600000000, "clerk", "checked", "{\"exit\":3,\"findings\":[]}",
	    "FE01FCBA71034ACC5639B9E930EFE53E64948ECDDAF4658428EC254A4C8D1A9"
	    "3" },
	{ -1, "cl\xc3\xa9rk", "sealed", "{}",
	    "C84D7B123EEC89E80A6D2ABA58A2CB8FF0DBD252EA889B5CE6A528997A4207F"
	    "E" },
};

static void
events_are_chained_as_the_law_says(void **state)
{
	static const enum ambit_ledger_kind kinds[] = { AMBIT_LEDGER_CHECKED,
		AMBIT_LEDGER_SEALED };
	struct shelf shelf = shelf_new();
	struct ambit_ledger *ledger = ledger_open(&shelf, AMBIT_LEDGER_WRITE);
	uint64_t seq;
	(void)state;

	for (size_t i = 0; i < COUNT(vector); i++) {
		const struct ambit_ledger_event event = {
			.at = vector[i].at,
			.by = ambit_span_str(vector[i].by),
			.kind = kinds[i],
			.body = ambit_span_str(vector[i].body),
		};
		char sql[100];

		assert_string_equal(ambit_ledger_kind_name(kinds[i]),
		    vector[i].kind);
		assert_int_equal(ambit_ledger_append(ledger, &event, &seq,
				     NULL),
		    0);
		assert_int_equal(seq, i + 1);
		(void)snprintf(sql, sizeof(sql),
		    "SELECT hex(hash) FROM events WHERE seq = %zu", i + 1);
		assert_string_equal(ledger_ask(ambit_ledger_db(ledger), sql),
		    vector[i].hash);
	}
	assert_string_equal(ledger_ask(ambit_ledger_db(ledger),
				"SELECT hex(prev) FROM events WHERE seq = 2"),
	    vector[0].hash);
	ambit_ledger_close(&ledger);
	folder_free(&shelf.fd);
}

/* ---- what each kind changes ---- */

struct change {
	const char *name;
	struct {
		enum ambit_ledger_kind kind;
		const char *body;
	} events[4]; /* after the receipt; body NULL: no more */
	const char *ask, *answer;
};

#define OUTCOME "SELECT outcome FROM cases"
#define CHECKED_0                                                    \
	{                                                            \
		AMBIT_LEDGER_CHECKED, "{\"exit\":0,\"findings\":[]}" \
	}
#define FINDING                                                       \
	{                                                             \
		AMBIT_LEDGER_CHECKED,                                 \
		    "{\"exit\":5,\"findings\":[{\"code\":"            \
		    "\"E_BROAD_SPAN\",\"severity\":\"N\"},{\"code\":" \
		    "\"E_BROAD_COUNT\",\"severity\":\"N\"}]}"         \
	}
#define RELEASED(outcome, undone)                                            \
	{                                                                    \
		AMBIT_LEDGER_RELEASED,                                       \
		    "{\"accounts\":[{\"account_key\":\"" KEY_1               \
		    "\",\"disclosed\":\"" outcome "\",\"service\":\"mail\"}" \
		    "],\"classes_disclosed\":\"" outcome                     \
		    "\",\"outcome\":\"" outcome                              \
		    "\",\"production_id\":\"p\",\"tagmanifest_sha256\":"     \
		    "\"t\",\"undone\":" undone "}"                           \
	}

static const struct change kinds[] = {
	{ "a receipt makes the case, pending", { { 0, NULL } },
	    "SELECT case_id, order_digest, received_at, channel, country, "
	    "subdivision, issuer_level, accounts, outcome, narrowed, withdrawn "
	    "FROM cases",
	    CASE_A "|" DIGEST_A "|5|lawEnforcement|US|CA|state|2|pending|0|0" },
	{ "a receipt makes its accounts, one for two tasks on one",
	    { { 0, NULL } },
	    "SELECT account_key, service, segment, customer_country, "
	    "data_region, disclosed FROM case_accounts",
	    KEY_1 "|mail|consumer|US|IE|\n" KEY_2 "|mail|consumer|US|IE|" },
	{ "a receipt makes a range for each task", { { 0, NULL } },
	    "SELECT task, from_at, until_at FROM case_ranges ORDER BY task",
	    "1|10|20\n2|30|-\n3|-|40" },
	{ "a receipt makes its secrecy", { { 0, NULL } },
	    "SELECT authority, reference, \"from\", until, indefinite, "
	    "challenged_at FROM secrecy",
	    "C|R|1|9|0|-" },
	{ "a check puts its findings down", { FINDING },
	    "SELECT at, code, severity, overridden_by FROM findings",
	    "1001|E_BROAD_SPAN|N|-\n1001|E_BROAD_COUNT|N|-" },
	{ "a rejection rejects", { { AMBIT_LEDGER_REJECTED, "{}" } }, OUTCOME,
	    "rejected" },
	{ "a good check takes a rejection back",
	    { { AMBIT_LEDGER_REJECTED, "{}" }, CHECKED_0 }, OUTCOME,
	    "pending" },
	{ "a check that finds what to wait for alone does so, too",
	    { { AMBIT_LEDGER_REJECTED, "{}" },
		{ AMBIT_LEDGER_CHECKED,
		    "{\"exit\":4,\"findings\":[{\"code\":\"H_NOTICE\","
		    "\"severity\":\"H\"}]}" } },
	    OUTCOME, "pending" },
	{ "a bad check does not", { { AMBIT_LEDGER_REJECTED, "{}" }, FINDING },
	    OUTCOME, "rejected" },
	{ "narrowing is noted", { { AMBIT_LEDGER_NARROWING, "{}" } },
	    "SELECT narrowed, outcome FROM cases", "1|pending" },
	{ "an approval changes nothing",
	    { { AMBIT_LEDGER_APPROVED, "{\"signed_at\":3}" } },
	    "SELECT outcome, seq FROM cases", "pending|1" },
	{ "an override says who and why, of its code alone",
	    { FINDING,
		{ AMBIT_LEDGER_OVERRIDDEN,
		    "{\"approver\":\"counsel1\",\"code\":\"E_BROAD_SPAN\","
		    "\"reason\":\"two years\"}" } },
	    "SELECT code, overridden_by, reason FROM findings",
	    "E_BROAD_SPAN|counsel1|two years\nE_BROAD_COUNT|-|-" },
	{ "a redirect that was asked leaves the case pending",
	    { { AMBIT_LEDGER_REDIRECT,
		"{\"addressee\":\"acme\",\"answered_at\":null,\"result\":"
		"\"asked\",\"tried_at\":7}" } },
	    "SELECT tried_at, addressee, result, answered_at, outcome FROM "
	    "redirects JOIN cases USING (case_id)",
	    "7|acme|asked|-|pending" },
	{ "a redirect that was agreed ends it",
	    { { AMBIT_LEDGER_REDIRECT,
		"{\"addressee\":\"acme\",\"answered_at\":8,\"result\":"
		"\"agreed\",\"tried_at\":7}" } },
	    "SELECT answered_at, outcome FROM redirects JOIN cases USING "
	    "(case_id)",
	    "8|redirected" },
	{ "an authority that goes back on it makes the case pending again",
	    { { AMBIT_LEDGER_REDIRECT,
		  "{\"addressee\":\"acme\",\"answered_at\":8,\"result\":"
		  "\"agreed\",\"tried_at\":7}" },
		{ AMBIT_LEDGER_REDIRECT,
		    "{\"addressee\":\"acme\",\"answered_at\":9,\"result\":"
		    "\"refused\",\"tried_at\":9}" } },
	    "SELECT outcome FROM cases", "pending" },
	{ "a refusal alone changes no other outcome",
	    { { AMBIT_LEDGER_REJECTED, "{}" },
		{ AMBIT_LEDGER_REDIRECT,
		    "{\"addressee\":\"acme\",\"answered_at\":9,\"result\":"
		    "\"refused\",\"tried_at\":9}" } },
	    "SELECT outcome FROM cases", "rejected" },
	{ "a notice is a row",
	    { { AMBIT_LEDGER_NOTICE,
		"{\"approved_by\":\"counsel1\",\"exception\":"
		"\"dangerToPerson\",\"state\":\"EXCEPTED\"}" } },
	    "SELECT state, at, exception, approved_by FROM notices",
	    "EXCEPTED|1007|dangerToPerson|counsel1" },
	{ "a challenge is noted at its bar, which stays one",
	    { { AMBIT_LEDGER_SECRECY,
		"{\"authority\":\"C\",\"challenged_at\":77,\"from\":1,"
		"\"indefinite\":false,\"reference\":\"R\",\"until\":9}" } },
	    "SELECT until, challenged_at FROM secrecy", "9|77" },
	{ "a new bar is one more",
	    { { AMBIT_LEDGER_SECRECY,
		"{\"authority\":\"C\",\"challenged_at\":null,\"from\":9,"
		"\"indefinite\":true,\"reference\":\"R\",\"until\":null}" } },
	    "SELECT \"from\", until, indefinite FROM secrecy", "1|9|0\n9|-|1" },
	{ "a production has counts, in the place of earlier ones",
	    { { AMBIT_LEDGER_PRODUCED,
		  "{\"counts\":[{\"damaged\":0,\"held\":0,\"outside\":0,"
		  "\"produced\":1,\"seen\":1,\"store\":\"x\",\"task\":1}],"
		  "\"cpu_seconds\":1,\"production_id\":\"old\","
		  "\"tagmanifest_sha256\":\"s\"}" },
		{ AMBIT_LEDGER_PRODUCED,
		    "{\"counts\":[{\"damaged\":1,\"held\":2,\"outside\":3,"
		    "\"produced\":4,\"seen\":10,\"store\":\"inbox\",\"task\":"
		    "2}],\"cpu_seconds\":1,\"production_id\":\"p\","
		    "\"tagmanifest_sha256\":\"t\"}" } },
	    "SELECT task, store, seen, produced, outside, held, damaged, "
	    "production_id, tagmanifest_sha256, outcome, disclosed_at "
	    "FROM counts JOIN cases USING (case_id)",
	    "2|inbox|10|4|3|2|1|p|t|pending|-" },
	{ "a release discloses", { RELEASED("content", "false") },
	    "SELECT outcome, classes_disclosed, disclosed_at, disclosed FROM "
	    "cases JOIN case_accounts USING (case_id) WHERE account_key = "
	    "'" KEY_1 "'",
	    "content|content|1010|content" },
	{ "a release that did not come true is taken back",
	    { RELEASED("content", "false"), RELEASED("noData", "true") },
	    "SELECT outcome, classes_disclosed, disclosed_at, disclosed FROM "
	    "cases JOIN case_accounts USING (case_id)",
	    "pending||-|\npending||-|" },
	{ "what left before stands when a second release does not come true",
	    { RELEASED("content", "false"), RELEASED("content", "false"),
		RELEASED("noData", "true,\"stands\":true") },
	    "SELECT outcome, classes_disclosed, disclosed FROM cases JOIN "
	    "case_accounts USING (case_id) WHERE account_key = '" KEY_1 "'",
	    "content|content|content" },
	{ "a second release does not lower the first",
	    { RELEASED("content", "false"), RELEASED("nonContent", "false") },
	    "SELECT outcome, classes_disclosed, disclosed FROM cases JOIN "
	    "case_accounts USING (case_id) WHERE account_key = '" KEY_1 "'",
	    "content|content|content" },
	{ "a release raises the first",
	    { RELEASED("noData", "false"), RELEASED("nonContent", "false") },
	    OUTCOME, "nonContent" },
	{ "what has left is not rejected any more",
	    { RELEASED("noData", "false"), { AMBIT_LEDGER_REJECTED, "{}" } },
	    OUTCOME, "noData" },
	{ "a withdrawal withdraws", { { AMBIT_LEDGER_WITHDRAWN, "{}" } },
	    "SELECT outcome, withdrawn FROM cases", "withdrawn|1" },
	{ "what has left is withdrawn, and has left",
	    { RELEASED("content", "false"), { AMBIT_LEDGER_WITHDRAWN, "{}" } },
	    "SELECT outcome, withdrawn FROM cases", "content|1" },
	{ "costs add up, and the last amount that is known stands",
	    { { AMBIT_LEDGER_COST,
		  "{\"amount\":18750,\"claimed\":true,\"cpu_seconds\":4,"
		  "\"minutes\":{\"assemble\":5,\"search\":30},"
		  "\"waiver_reason\":null}" },
		{ AMBIT_LEDGER_COST,
		    "{\"amount\":null,\"claimed\":false,\"cpu_seconds\":6,"
		    "\"minutes\":{\"provide\":1},\"waiver_reason\":"
		    "\"child\"}" } },
	    "SELECT claimed, amount, minutes, cpu_seconds, waiver_reason FROM "
	    "costs",
	    "0|18750|36|6|child" },
	{ "sealed, preserved and destroyed change nothing",
	    { { AMBIT_LEDGER_SEALED, "{}" }, { AMBIT_LEDGER_PRESERVED, "{}" },
		{ AMBIT_LEDGER_DESTROYED, "{}" } },
	    "SELECT seq, outcome, (SELECT count(*) FROM events) FROM cases",
	    "1|pending|4" },
};

static const char receipt[] = RECEIVED(DIGEST_A,
    ACCOUNT(KEY_1, "1", "10", "20") "," ACCOUNT(KEY_1, "2", "30",
	"null") "," ACCOUNT(KEY_2, "3", "null", "40"));

static void
tables_follow(void **state)
{
	const struct change *row = *state;
	struct shelf shelf = shelf_new();
	struct ambit_ledger *ledger = ledger_open(&shelf, AMBIT_LEDGER_WRITE);

	ledger_put(ledger, CASE_A, AMBIT_LEDGER_RECEIVED, receipt);
	for (size_t i = 0;
	     i < COUNT(row->events) && row->events[i].body != NULL; i++)
		ledger_put(ledger, CASE_A, row->events[i].kind,
		    row->events[i].body);
	assert_string_equal(ledger_ask(ambit_ledger_db(ledger), row->ask),
	    row->answer);
	ambit_ledger_close(&ledger);
	ledger_is_good(&shelf);
	folder_free(&shelf.fd);
}

/* ---- what is refused ---- */

static const struct refusal {
	const char *name, *case_id;
	enum ambit_ledger_kind kind;
	const char *body, *says;
} refusals[] = {
	{ "an event of a case that was never received", CASE_B,
	    AMBIT_LEDGER_SEALED, "{}", "an event is of a case" },
	{ "a second receipt of one order", CASE_B, AMBIT_LEDGER_RECEIVED,
	    RECEIVED(DIGEST_A, ""), "UNIQUE" },
	{ "a body that is no JSON", CASE_A, AMBIT_LEDGER_SEALED, "{",
	    "malformed" },
	{ "a body that is no object", CASE_A, AMBIT_LEDGER_SEALED, "[]",
	    "CHECK" },
	{ "counts that do not close", CASE_A, AMBIT_LEDGER_PRODUCED,
	    "{\"counts\":[{\"damaged\":1,\"held\":2,\"outside\":3,"
	    "\"produced\":4,\"seen\":11,\"store\":\"i\",\"task\":2}]}",
	    "CHECK" },
	{ "an outcome that there is not", CASE_A, AMBIT_LEDGER_RELEASED,
	    "{\"accounts\":[],\"classes_disclosed\":\"\",\"outcome\":"
	    "\"perhaps\",\"undone\":false}",
	    "CHECK" },
	{ "a check without its findings' codes", CASE_A, AMBIT_LEDGER_CHECKED,
	    "{\"exit\":3,\"findings\":[{\"severity\":\"R\"}]}", "NOT NULL" },
};

/* Nothing of it is there, and the next event is as if it had not been. */
static void
is_refused(void **state)
{
	const struct refusal *row = *state;
	struct shelf shelf = shelf_new();
	struct ambit_ledger *ledger = ledger_open(&shelf, AMBIT_LEDGER_WRITE);
	struct ambit_err err = { .code = AMBIT_E_NONE };

	ledger_put(ledger, CASE_A, AMBIT_LEDGER_RECEIVED, receipt);
	assert_int_equal(ledger_try(ledger, row->case_id, row->kind, row->body,
			     &err),
	    -1);
	assert_non_null(strstr(err.text, row->says));
	ledger_put(ledger, CASE_A, AMBIT_LEDGER_SEALED, "{}");
	assert_string_equal(ledger_ask(ambit_ledger_db(ledger),
				"SELECT max(seq) FROM events"),
	    "2");
	ambit_ledger_close(&ledger);
	ledger_is_good(&shelf);
	folder_free(&shelf.fd);
}

/* ---- asking ---- */

static void
a_transaction_that_is_not_committed_leaves_nothing(void **state)
{
	struct shelf shelf = shelf_new();
	struct ambit_ledger *ledger = ledger_open(&shelf, AMBIT_LEDGER_WRITE);
	(void)state;

	assert_int_equal(ambit_ledger_begin(ledger, NULL), 0);
	ledger_put(ledger, CASE_A, AMBIT_LEDGER_RECEIVED, receipt);
	ledger_put(ledger, CASE_A, AMBIT_LEDGER_SEALED, "{}");
	ambit_ledger_close(&ledger);
	assert_int_equal(ledger_verdict(&shelf, NULL).head.seq, 0);
	ledger = ledger_open(&shelf, AMBIT_LEDGER_WRITE);
	assert_int_equal(ambit_ledger_begin(ledger, NULL), 0);
	ledger_put(ledger, CASE_A, AMBIT_LEDGER_RECEIVED, receipt);
	ledger_put(ledger, CASE_A, AMBIT_LEDGER_SEALED, "{}");
	assert_int_equal(ambit_ledger_commit(ledger, NULL), 0);
	ambit_ledger_close(&ledger);
	assert_int_equal(ledger_verdict(&shelf, NULL).head.seq, 2);
	folder_free(&shelf.fd);
}

static int
add_seq(void *ctx, const struct ambit_ledger_event *event,
    struct ambit_err *err_r)
{
	(void)err_r;
	*(uint64_t *)ctx = *(uint64_t *)ctx * 10 + event->seq;
	return event->case_id.len == 32 ? 0 : -1;
}

static void
a_case_and_its_events_are_found(void **state)
{
	unsigned char digest[32];
	char id[AMBIT_LEDGER_CASE_LEN];
	struct ambit_arena *arena = ambit_arena_new(4096);
	struct ambit_ledger_event event;
	struct shelf shelf = shelf_new();
	struct ambit_ledger *ledger = ledger_open(&shelf, AMBIT_LEDGER_WRITE);
	uint64_t seqs = 0;
	(void)state;

	memset(digest, 0xa0, sizeof(digest));
	assert_int_equal(ambit_ledger_case(ledger, digest, id, NULL), 0);
	ledger_put(ledger, CASE_A, AMBIT_LEDGER_RECEIVED, receipt);
	assert_int_equal(ambit_ledger_case(ledger, digest, id, NULL), 1);
	assert_string_equal(id, CASE_A);
	assert_int_equal(ambit_ledger_last(ledger, ambit_span_str(id),
			     AMBIT_LEDGER_APPROVED, arena, &event, NULL),
	    0);
	ledger_put(ledger, CASE_A, AMBIT_LEDGER_APPROVED, "{\"x\":\"1\"}");
	ledger_put(ledger, CASE_A, AMBIT_LEDGER_APPROVED, "{\"x\":\"2\"}");
	ledger_put(ledger, CASE_A, AMBIT_LEDGER_SEALED, "{}");
	assert_int_equal(ambit_ledger_last(ledger, ambit_span_str(id),
			     AMBIT_LEDGER_APPROVED, arena, &event, NULL),
	    1);
	assert_int_equal(event.seq, 3);
	assert_true(ambit_span_equal(event.body, AMBIT_LIT("{\"x\":\"2\"}")));
	assert_int_equal(ambit_ledger_each(ledger, AMBIT_LEDGER_APPROVED,
			     add_seq, &seqs, NULL),
	    0);
	assert_int_equal(seqs, 23);
	assert_int_equal(ambit_ledger_has(ledger, ambit_span_str(id),
			     AMBIT_LEDGER_APPROVED, "x", AMBIT_LIT("1"), NULL),
	    1);
	assert_int_equal(ambit_ledger_has(ledger, ambit_span_str(id),
			     AMBIT_LEDGER_APPROVED, "x", AMBIT_LIT("3"), NULL),
	    0);
	ambit_ledger_close(&ledger);
	ambit_arena_free(&arena);
	folder_free(&shelf.fd);
}

/* The case of the receipt asks for KEY_1 in [10, 20) and from 30 on, and for
 * KEY_2 until 40. */
static const struct overlap {
	const char *name, *accounts;
	uint64_t n;
} overlaps[] = {
	{ "another account does not overlap",
	    ACCOUNT("33333333333333333333333333333333333333333333333333333333"
		    "33333333",
		"1", "10", "20"),
	    0 },
	{ "a range that ends where one begins does not",
	    ACCOUNT(KEY_1, "1", "5", "10"), 0 },
	{ "a range between two does not", ACCOUNT(KEY_1, "1", "20", "30"), 0 },
	{ "a range that begins before the end does",
	    ACCOUNT(KEY_1, "1", "19", "30"), 1 },
	{ "a range within does", ACCOUNT(KEY_1, "1", "12", "13"), 1 },
	{ "a range without end does", ACCOUNT(KEY_1, "1", "25", "null"), 1 },
	{ "all of time does, once", ACCOUNT(KEY_1, "1", "null", "null"), 1 },
	{ "a range behind the end of one without beginning does not",
	    ACCOUNT(KEY_2, "1", "40", "50"), 0 },
	{ "one before it does", ACCOUNT(KEY_2, "1", "39", "50"), 1 },
};

static void
overlaps_are_counted(void **state)
{
	const struct overlap *row = *state;
	struct shelf shelf = shelf_new();
	struct ambit_ledger *ledger = ledger_open(&shelf, AMBIT_LEDGER_WRITE);
	static const char rest[] = RECEIVED(DIGEST_B, "");
	char body[2048];
	uint64_t n = 99;

	ledger_put(ledger, CASE_A, AMBIT_LEDGER_RECEIVED, receipt);
	(void)snprintf(body, sizeof(body), "{\"accounts\":[%s%s", row->accounts,
	    rest + strlen("{\"accounts\":["));
	ledger_put(ledger, CASE_B, AMBIT_LEDGER_RECEIVED, body);
	assert_int_equal(ambit_ledger_overlaps(ledger, AMBIT_LIT(CASE_B), &n,
			     NULL),
	    0);
	assert_int_equal(n, row->n);
	/* Nothing will come of the other. */
	ledger_put(ledger, CASE_A, AMBIT_LEDGER_REJECTED, "{}");
	assert_int_equal(ambit_ledger_overlaps(ledger, AMBIT_LIT(CASE_B), &n,
			     NULL),
	    0);
	assert_int_equal(n, 0);
	ambit_ledger_close(&ledger);
	folder_free(&shelf.fd);
}

int
main(void)
{
	struct CMUnitTest
	    tests[COUNT(kinds) + COUNT(refusals) + COUNT(overlaps) + 3] = {
		    cmocka_unit_test(events_are_chained_as_the_law_says),
		    cmocka_unit_test(
			a_transaction_that_is_not_committed_leaves_nothing),
		    cmocka_unit_test(a_case_and_its_events_are_found),
	    };
	size_t n = 3;

	for (size_t i = 0; i < COUNT(kinds); i++)
		tests[n++] = (struct CMUnitTest){ kinds[i].name, tables_follow,
			NULL, NULL, (void *)(uintptr_t)&kinds[i] };
	for (size_t i = 0; i < COUNT(refusals); i++)
		tests[n++] = (struct CMUnitTest){ refusals[i].name, is_refused,
			NULL, NULL, (void *)(uintptr_t)&refusals[i] };
	for (size_t i = 0; i < COUNT(overlaps); i++)
		tests[n++] =
		    (struct CMUnitTest){ overlaps[i].name, overlaps_are_counted,
			    NULL, NULL, (void *)(uintptr_t)&overlaps[i] };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
