#include "reported.h"

/* Of law enforcement: what became of it. */
#define LAW(id, at, country, outcome)                                \
	CASE(id, at, "lawEnforcement", country, "US_2703_A_WARRANT", \
	    "content", outcome)
#define ACCOUNT(id, key, segment, country, region, disclosed)                \
	"INSERT INTO case_accounts VALUES('" id "', '" key                   \
	"', 'mail', '" segment "', '" country "', '" region "', '" disclosed \
	"');"
#define SECRECY(id, ref) "INSERT INTO secrecy VALUES('" id "', '" ref "');"
#define NATIONAL_SECURITY(id)                                                 \
	CASE(id, MAY, "nationalSecurity", "US", "US_FISA_CONTENT", "content", \
	    "pending")

#define HEAD                                                                 \
	"Code,Country,Total number of requests,Accounts/users specified in " \
	"request,Content,% Content,Non-Content data,% Non-Content data,"     \
	"No data found,% No data found,Rejected,% Rejected,Pending\r\n"
#define NONE ",World,0,0,0,,0,,0,,0,,0\r\n"
#define ONE_US                                                     \
	"US,United States,1,1,1,100.00,0,0.00,0,0.00,0,0.00,0\r\n" \
	",World,1,1,1,100.00,0,0.00,0,0.00,0,0.00,0\r\n"

#define DEMANDS(all, consumer, abroad, enterprise, both)                    \
	"Code,Figure,Requests\r\ndemands,All demands," all                  \
	"\r\nconsumer,Demands for consumer data," consumer                  \
	"\r\ncontentAbroad,Warrants seeking content stored outside the "    \
	"United States," abroad                                             \
	"\r\nenterprise,Demands for data of enterprise customers (more "    \
	"than 50 seats)," enterprise                                        \
	"\r\nenterpriseAbroad,\"of those, content disclosed of a customer " \
	"outside the United States that was stored outside the United "     \
	"States\"," both "\r\n"

#define ENTERPRISE(rejected, withdrawn, none, redirected, content, us, rest,  \
    pending, all)                                                             \
	"Code,Outcome,Requests\r\nrejected,Rejected," rejected                \
	"\r\nwithdrawn,Withdrawn," withdrawn "\r\nnoData,No data found," none \
	"\r\nredirected,Redirected to the customer," redirected               \
	"\r\ncontent,Content disclosed," content                              \
	"\r\ncontentUS,\"of those, to the United States\"," us                \
	"\r\nnonContent,Only non-content data disclosed," rest                \
	"\r\npending,Pending," pending "\r\nrequests,All requests," all "\r\n"

static const struct row rows[] = {
	/* ---- requests ---- */
	{ "an empty ledger has a world without shares", "", "law-enforcement",
	    HEAD NONE, NULL, NULL, 0 },
	{ "a request is counted in its country and in the world",
	    LAW("a", MAY, "US", "content"), "law-enforcement", HEAD ONE_US,
	    NULL, NULL, 0 },
	{ "the first instant of the half-year is in it",
	    LAW("a", "2026-01-01T00:00:00Z", "US", "content"),
	    "law-enforcement", HEAD ONE_US, NULL, NULL, 0 },
	{ "the instant before it is not",
	    LAW("a", "2025-12-31T23:59:59Z", "US", "content"),
	    "law-enforcement", HEAD NONE, NULL, NULL, 0 },
	{ "the last second of the half-year is in it",
	    LAW("a", "2026-06-30T23:59:59Z", "US", "content"),
	    "law-enforcement", HEAD ONE_US, NULL, NULL, 0 },
	{ "the instant behind it is not",
	    LAW("a", "2026-07-01T00:00:00Z", "US", "content"),
	    "law-enforcement", HEAD NONE, NULL, NULL, 0 },
	{ "the instant behind it is in the second half",
	    LAW("a", "2026-07-01T00:00:00Z", "US", "content"),
	    "law-enforcement", HEAD ONE_US, "2027-02-01T00:00:00Z", "2026H2",
	    0 },
	{ "the year of the day in UTC counts, not that of the court",
	    LAW("a", "2026-06-30T20:00:00-07:00", "US", "content"),
	    "law-enforcement", HEAD NONE, NULL, NULL, 0 },
	{ "shares are of what is decided: three of four, and one pending",
	    LAW("a", MAY, "DE", "content") LAW("b", MAY, "DE", "nonContent")
		LAW("c", MAY, "DE", "noData") LAW("d", MAY, "DE", "pending"),
	    "law-enforcement",
	    HEAD "DE,Germany,4,4,1,33.33,1,33.33,1,33.33,0,0.00,1\r\n"
		 ",World,4,4,1,33.33,1,33.33,1,33.33,0,0.00,1\r\n",
	    NULL, NULL, 0 },
	{ "where all is pending there is no share",
	    LAW("a", MAY, "DE", "pending"), "law-enforcement",
	    HEAD "DE,Germany,1,1,0,,0,,0,,0,,1\r\n"
		 ",World,1,1,0,,0,,0,,0,,1\r\n",
	    NULL, NULL, 0 },
	{ "withdrawn and redirected count as rejected",
	    LAW("a", MAY, "DE", "withdrawn") LAW("b", MAY, "DE", "redirected")
		LAW("c", MAY, "DE", "rejected"),
	    "law-enforcement",
	    HEAD "DE,Germany,3,3,0,0.00,0,0.00,0,0.00,3,100.00,0\r\n"
		 ",World,3,3,0,0.00,0,0.00,0,0.00,3,100.00,0\r\n",
	    NULL, NULL, 0 },
	{ "countries stand by name, and the world's shares are its own",
	    LAW("a", MAY, "US", "content") LAW("b", MAY, "GB", "noData")
		LAW("c", MAY, "US", "nonContent")
		    LAW("d", MAY, "DE", "rejected"),
	    "law-enforcement",
	    HEAD "DE,Germany,1,1,0,0.00,0,0.00,0,0.00,1,100.00,0\r\n"
		 "GB,United Kingdom,1,1,0,0.00,0,0.00,1,100.00,0,0.00,0\r\n"
		 "US,United States,2,2,1,50.00,1,50.00,0,0.00,0,0.00,0\r\n"
		 ",World,4,4,1,25.00,1,25.00,1,25.00,1,25.00,0\r\n",
	    NULL, NULL, 0 },
	{ "accounts are summed over requests",
	    LAW("a", MAY, "US", "content") LAW("b", MAY, "US",
		"content") "UPDATE cases SET accounts = 7 WHERE case_id = 'a';",
	    "law-enforcement",
	    HEAD "US,United States,2,8,2,100.00,0,0.00,0,0.00,0,0.00,0\r\n"
		 ",World,2,8,2,100.00,0,0.00,0,0.00,0,0.00,0\r\n",
	    NULL, NULL, 0 },
	{ "an emergency is in its own table",
	    CASE("a", MAY, "emergency", "US", "US_2702_EMERGENCY", "content",
		"content"),
	    "emergency", HEAD ONE_US, NULL, NULL, 0 },
	{ "and not among the requests of law enforcement",
	    CASE("a", MAY, "emergency", "US", "US_2702_EMERGENCY", "content",
		"content"),
	    "law-enforcement", HEAD NONE, NULL, NULL, 0 },
	{ "a civil request is in its own table",
	    CASE("a", MAY, "civil", "US", "US_CIVIL_SUBPOENA", "subscriber",
		"content"),
	    "civil", HEAD ONE_US, NULL, NULL, 0 },
	{ "national security is in no table of requests",
	    NATIONAL_SECURITY("a"), "law-enforcement", HEAD NONE, NULL, NULL,
	    0 },
	{ "a request to preserve is not counted",
	    CASE("a", MAY, "none", "US", "US_2703_F_PRESERVATION", "content",
		"pending"),
	    "law-enforcement", HEAD NONE, NULL, NULL, 0 },

	/* ---- demands of the United States ---- */
	{ "a warrant for content stored abroad",
	    LAW("a", MAY, "US", "content")
		ACCOUNT("a", "k", "consumer", "US", "IE", "content"),
	    "us-demands", DEMANDS("1", "1", "1", "0", "0"), NULL, NULL, 0 },
	{ "of two accounts, one abroad suffices, and the demand counts once",
	    LAW("a", MAY, "US", "content")
		ACCOUNT("a", "k", "consumer", "US", "US", "content")
		    ACCOUNT("a", "l", "consumer", "US", "IE", "content"),
	    "us-demands", DEMANDS("1", "1", "1", "0", "0"), NULL, NULL, 0 },
	{ "an order for traffic stored abroad is none",
	    CASE("a", MAY, "lawEnforcement", "US", "US_2703_D_ORDER", "traffic",
		"nonContent")
		ACCOUNT("a", "k", "consumer", "US", "IE", "nonContent"),
	    "us-demands", DEMANDS("1", "1", "0", "0", "0"), NULL, NULL, 0 },
	{ "a warrant that asks for no content is none",
	    CASE("a", MAY, "lawEnforcement", "US", "US_2703_A_WARRANT",
		"subscriber traffic", "nonContent")
		ACCOUNT("a", "k", "consumer", "US", "IE", "nonContent"),
	    "us-demands", DEMANDS("1", "1", "0", "0", "0"), NULL, NULL, 0 },
	{ "a demand of another country is none of the United States",
	    LAW("a", MAY, "DE", "content")
		ACCOUNT("a", "k", "consumer", "US", "IE", "content"),
	    "us-demands", DEMANDS("0", "0", "0", "0", "0"), NULL, NULL, 0 },
	{ "content of a foreign enterprise stored abroad",
	    LAW("a", MAY, "US", "content")
		ACCOUNT("a", "k", "enterprise>50", "FR", "IE", "content"),
	    "us-demands", DEMANDS("1", "0", "1", "1", "1"), NULL, NULL, 0 },
	{ "of a foreign enterprise, but nothing left",
	    LAW("a", MAY, "US", "rejected")
		ACCOUNT("a", "k", "enterprise>50", "FR", "IE", ""),
	    "us-demands", DEMANDS("1", "0", "1", "1", "0"), NULL, NULL, 0 },
	{ "of a foreign enterprise, but stored in the United States",
	    LAW("a", MAY, "US", "content")
		ACCOUNT("a", "k", "enterprise>50", "FR", "US", "content"),
	    "us-demands", DEMANDS("1", "0", "0", "1", "0"), NULL, NULL, 0 },
	{ "foreign customer and foreign place must be of one account",
	    LAW("a", MAY, "US", "content")
		ACCOUNT("a", "k", "enterprise>50", "FR", "US", "content")
		    ACCOUNT("a", "l", "enterprise>50", "US", "IE", "content"),
	    "us-demands", DEMANDS("1", "0", "1", "1", "0"), NULL, NULL, 0 },
	{ "a small enterprise is neither consumer nor enterprise",
	    LAW("a", MAY, "US", "content")
		ACCOUNT("a", "k", "enterprise\u226450", "US", "US", "content"),
	    "us-demands", DEMANDS("1", "0", "0", "0", "0"), NULL, NULL, 0 },

	/* ---- secrecy orders ---- */
	{ "a demand with two secrecy orders is one demand",
	    LAW("a", MAY, "US", "content") LAW("b", MAY, "US", "content")
		LAW("c", MAY, "US",
		    "content") "UPDATE cases SET issuer_level = 'state' "
			       "WHERE case_id = 'c';" SECRECY("a", "1")
				   SECRECY("a", "2"),
	    "secrecy-orders",
	    "Code,Issuer,Demands,With a secrecy order,% With a secrecy order,"
	    "Secrecy orders\r\n"
	    "federal,Federal,2,1,50.00,2\r\nstate,State,1,0,0.00,0\r\n"
	    "local,Local,0,0,,0\r\nall,All,3,1,33.33,2\r\n",
	    NULL, NULL, 0 },
	{ "a level that is none of the three has a row of its own",
	    LAW("a", MAY, "US",
		"content") "UPDATE cases SET issuer_level = 'foreign';",
	    "secrecy-orders",
	    "Code,Issuer,Demands,With a secrecy order,% With a secrecy order,"
	    "Secrecy orders\r\n"
	    "federal,Federal,0,0,,0\r\nstate,State,0,0,,0\r\n"
	    "local,Local,0,0,,0\r\nother,Not stated,1,0,0.00,0\r\n"
	    "all,All,1,0,0.00,0\r\n",
	    NULL, NULL, 0 },

	/* ---- enterprise ---- */
	{ "requests for an enterprise have outcomes of their own",
	    LAW("a", MAY, "US", "content") LAW("b", MAY, "FR", "content")
		LAW("c", MAY, "US", "redirected") LAW("d", MAY, "US",
		    "withdrawn") LAW("e", MAY, "US", "rejected")
		    LAW("f", MAY, "US", "noData")
			LAW("g", MAY, "US", "nonContent") LAW("h", MAY, "US",
			    "pending") "INSERT INTO case_accounts SELECT "
				       "case_id, 'k', 'mail', "
				       "'enterprise>50', 'US', 'US', '' FROM "
				       "cases;" LAW("i", MAY, "US", "content"),
	    "enterprise",
	    ENTERPRISE("1", "1", "1", "1", "2", "1", "1", "1", "8"), NULL, NULL,
	    0 },

	/* ---- by legal process ---- */
	{ "four of a kind go with the least that is kept",
	    "WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k "
	    "WHERE n < 22) INSERT INTO cases SELECT n, " AT(
		MAY) ", "
		     "'lawEnforcement', 'US', 'federal', CASE WHEN n <= 10 "
		     "THEN "
		     "'US_2703_A_WARRANT' WHEN n <= 18 THEN 'US_2703_D_ORDER' "
		     "ELSE "
		     "'EU_EPOC' END, '', 1, 'noData', 0, 0 FROM k;",
	    "instruments",
	    "Code,Legal process,Requests\r\nUS_2703_A_WARRANT,Warrant,10\r\n"
	    "other,Other legal process,12\r\n",
	    NULL, NULL, 0 },
	{ "kinds that together are five have a row",
	    "WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k "
	    "WHERE n < 10) INSERT INTO cases SELECT n, " AT(
		MAY) ", "
		     "'lawEnforcement', 'US', 'federal', CASE WHEN n <= 5 THEN "
		     "'US_2703_A_WARRANT' WHEN n <= 8 THEN 'US_2703_D_ORDER' "
		     "ELSE "
		     "'EU_EPOC' END, '', 1, 'noData', 0, 0 FROM k;",
	    "instruments",
	    "Code,Legal process,Requests\r\nUS_2703_A_WARRANT,Warrant,5\r\n"
	    "other,Other legal process,5\r\n",
	    NULL, NULL, 0 },
	{ "five of a kind have a row of their own",
	    "WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k "
	    "WHERE n < 5) INSERT INTO cases SELECT n, " AT(
		MAY) ", "
		     "'emergency', 'US', 'federal', 'US_2702_EMERGENCY', '', "
		     "1, "
		     "'noData', 0, 0 FROM k;",
	    "instruments",
	    "Code,Legal process,Requests\r\nUS_2702_EMERGENCY,"
	    "Disclosure in an emergency,5\r\n",
	    NULL, NULL, 0 },

};

/* ---- what gives no report ---- */

static const struct refused {
	struct row row;
	enum ambit_code code;
	const char *text;
} refused[] = {
	{ { .name = "a request without an outcome is in no sum",
	      .sql = LAW("a", MAY, "US", "content") "UPDATE cases SET "
						    "outcome = NULL;" },
	    AMBIT_E_SUMS,
	    "ledger: a request without an outcome; run \"ambit ledger "
	    "verify\"" },
	{ { .name = "nor is one whose outcome is none that there is",
	      .sql = LAW("a", MAY, "US", "produced") },
	    AMBIT_E_SUMS,
	    "ledger: a request without an outcome; run \"ambit ledger "
	    "verify\"" },
	{ { .name = "a year does not end with its first half",
	      .sql = "",
	      .choice = 4 },
	    AMBIT_E_ORDER,
	    "the fourth choice of 50 U.S.C. 1874 is for a year, which ends "
	    "with its second half" },
	{ { .name = "a table that is not there is said",
	      .sql = "DROP TABLE secrecy;" },
	    AMBIT_E_IO,
	    "ledger: a question of the report: no such table: secrecy" },
};

static void
there_is_no_report(void **state)
{
	const struct refused *one = *state;
	struct ambit_arena *arena = ambit_arena_new((size_t)8 << 20);
	sqlite3 *db = ledger(one->row.sql);
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_report report;

	assert_int_equal(make(db, &one->row, arena, &report, &err), -1);
	assert_int_equal(err.code, one->code);
	assert_string_equal(err.text, one->text);
	/* It let go of the ledger. */
	assert_int_not_equal(sqlite3_get_autocommit(db), 0);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	ambit_arena_free(&arena);
}

/* ---- pages ---- */

/* The page of a ledger, in a buffer that holds until the next. */
static const char *
page_of(const struct row *row, struct ambit_span publisher)
{
	static char page[1 << 17];
	struct ambit_arena *arena = ambit_arena_new((size_t)8 << 20);
	sqlite3 *db = ledger(row->sql);
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_report report;
	struct gathered g = { .sink.ops = &gather_ops };

	g.text = ambit_text_over(page, sizeof(page));
	assert_int_equal(make(db, row, arena, &report, &err), 0);
	report.publisher = publisher;
	assert_int_equal(ambit_report_html(&report, &g.sink, &err), 0);
	(void)sqlite3_close(db);
	ambit_arena_free(&arena);
	return ambit_text_end(&g.text);
}

/* Nothing of a value is taken for the page's own words. */
static void
a_name_is_no_markup(void **state)
{
	const struct row row = { .sql = LAW("a", MAY, "<i", "content") };
	const char *page = page_of(&row, AMBIT_LIT("A & <b> \"C\""));

	(void)state;
	assert_non_null(strstr(page, "<p>A &#38; &#60;b&#62; &#34;C&#34;</p>"));
	assert_non_null(strstr(page, "<th scope=\"row\">&#60;i</th>"));
	assert_null(strstr(page, "<script"));
	assert_null(strstr(page, "http"));
}

static void
a_half_year_that_is_not_over_is_a_draft(void **state)
{
	const struct row row = { .sql = "", .as_of = "2026-06-30T23:59:59Z" };

	(void)state;
	assert_non_null(strstr(page_of(&row, AMBIT_LIT("A")),
	    "Draft: the half-year is not over."));
}

static void
one_that_is_over_is_none(void **state)
{
	const struct row row = { .sql = "", .as_of = "2026-07-01T00:00:00Z" };

	(void)state;
	assert_null(strstr(page_of(&row, AMBIT_LIT("A")), "Draft"));
}

/* Twelve countries: the chart has the ten with the most, of which the first
 * has a whole bar, and an eleventh has none. */
static void
a_chart_has_the_ten_with_the_most(void **state)
{
	const struct row row = {
		.sql = "WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT "
		       "n + 1 FROM k WHERE n < 78) INSERT INTO cases SELECT "
		       "n, " AT(MAY) ", 'lawEnforcement', (SELECT "
				     "substr('ATBEBGCHCZDEDKEEESFIFRGB', 2 * m "
				     "- 1, 2) FROM "
				     "(SELECT CAST((sqrt(8 * n - 7) + 1) / 2 "
				     "AS INTEGER) "
				     "AS m)), 'foreign', 'EU_EPOC', '', 1, "
				     "'noData', 0, 0 "
				     "FROM k;",
	};
	const char *page = page_of(&row, AMBIT_LIT("A"));
	const char *svg = strstr(page, "<svg class=\"chart\"");

	(void)state;
	assert_non_null(svg);
	/* Britain has 12 requests, France 11 and so on; Austria has 1. */
	assert_non_null(strstr(page, "The ten countries with the most"));
	assert_non_null(strstr(svg,
	    "United Kingdom</text><rect class=\"d\" x=\"150.0\" y=\"5\" "
	    "width=\"690.0\" height=\"14\"/><text x=\"846\" "
	    "y=\"16\">12</text>"));
	assert_non_null(strstr(svg,
	    "Bulgaria</text><rect class=\"d\" x=\"150.0\" y=\"221\" "
	    "width=\"172.5\" height=\"14\"/><text x=\"328\" "
	    "y=\"232\">3</text>"));
	assert_null(strstr(svg, "Belgium</text>"));
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(rows) + COUNT(refused) + 4] = {
		cmocka_unit_test(a_name_is_no_markup),
		cmocka_unit_test(a_half_year_that_is_not_over_is_a_draft),
		cmocka_unit_test(one_that_is_over_is_none),
		cmocka_unit_test(a_chart_has_the_ten_with_the_most),
	};
	size_t n = 4;

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[n++] = (struct CMUnitTest){ rows[i].name, the_table_is_so,
			NULL, NULL, (void *)(uintptr_t)&rows[i] };
	for (size_t i = 0; i < COUNT(refused); i++)
		tests[n++] = (struct CMUnitTest){ refused[i].row.name,
			there_is_no_report, NULL, NULL,
			(void *)(uintptr_t)&refused[i] };
	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
