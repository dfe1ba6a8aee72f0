#include "reported.h"

#define SECURITY(id, at, type, classes) \
	CASE(id, at, "nationalSecurity", "US", type, classes, "pending")

#define ORDERS                                                        \
	"Code,Reporting period,Orders seeking disclosure of content," \
	"Accounts impacted by orders seeking content,Orders seeking " \
	"disclosure of only non-content,Accounts impacted by "        \
	"non-content orders\r\n"
#define LETTERS                                                     \
	"Code,Reporting period,National security letters,Accounts " \
	"specified in letters\r\n"
#define TOTALS                                                     \
	"Code,Reporting period,All national security process,All " \
	"accounts targeted\r\n"
#define SPRING "period,2026-01-02 to 2026-06-30,"

/* 1,000 of something, numbered by n. */
#define THOUSAND(insert)                                                  \
	"WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k " \
	"WHERE n < 1000) " insert " FROM k;"

static const struct row rows[] = {
	{ "less than six months after the period nothing is published",
	    SECURITY("a", MAY, "US_FISA_CONTENT", "content"),
	    "national-security", ORDERS, "2026-12-31T23:59:59Z", NULL, 0 },
	{ "six months after it is",
	    SECURITY("a", MAY, "US_FISA_CONTENT", "content"),
	    "national-security",
	    ORDERS SPRING "0 to 999,0 to 999,0 to 999,0 to 999\r\n",
	    "2027-01-01T00:00:00Z", NULL, 0 },
	{ "an order that was received before and is active is counted",
	    THOUSAND("INSERT INTO cases SELECT n, " AT(
		"2025-01-01") ", "
			      "'nationalSecurity', 'US', 'federal', "
			      "'US_FISA_CONTENT', "
			      "'traffic content', 1, 'content', " AT(
				  "2025-01-01") ", "
						"NULL")
		THOUSAND("INSERT INTO case_accounts SELECT n, 'k' || n, "
			 "'mail', 'consumer', 'US', 'US', ''"),
	    "national-security",
	    ORDERS SPRING "1000 to 1999,1000 to 1999,0 to 999,0 to 999\r\n",
	    "2027-01-01T00:00:00Z", NULL, 0 },
	{ "one whose time ended as the period began is not",
	    THOUSAND("INSERT INTO cases SELECT n, " AT(
		"2025-01-01") ", "
			      "'nationalSecurity', 'US', 'federal', "
			      "'US_FISA_CONTENT', "
			      "'content', 1, 'content', " AT(
				  "2025-01-01") ", " AT("2026-01-02")),
	    "national-security",
	    ORDERS SPRING "0 to 999,0 to 999,0 to 999,0 to 999\r\n",
	    "2027-01-01T00:00:00Z", NULL, 0 },
	{ "one that asks for no content is in the other columns",
	    THOUSAND("INSERT INTO cases SELECT n, " AT(
		"2025-01-01") ", "
			      "'nationalSecurity', 'US', 'federal', "
			      "'US_FISA_CONTENT', "
			      "'subscriber traffic', 1, 'nonContent', " AT(
				  "2025-01-01") ", NULL"),
	    "national-security",
	    ORDERS SPRING "0 to 999,0 to 999,1000 to 1999,0 to 999\r\n",
	    "2027-01-01T00:00:00Z", NULL, 0 },
	{ "an account that many orders name is impacted once",
	    THOUSAND("INSERT INTO cases SELECT n, " AT(
		"2025-01-01") ", "
			      "'nationalSecurity', 'US', 'federal', "
			      "'US_FISA_CONTENT', "
			      "'content', 1, 'content', " AT(
				  "2025-01-01") ", NULL")
		THOUSAND("INSERT INTO case_accounts SELECT n, 'k', 'mail', "
			 "'consumer', 'US', 'US', ''"),
	    "national-security",
	    ORDERS SPRING "1000 to 1999,0 to 999,0 to 999,0 to 999\r\n",
	    "2027-01-01T00:00:00Z", NULL, 0 },
	{ "a new platform waits 540 days",
	    THOUSAND("INSERT INTO cases SELECT n, " AT(
		"2026-05-01") ", "
			      "'nationalSecurity', 'US', 'federal', "
			      "'US_FISA_CONTENT', "
			      "'content', 1, 'content', " AT(
				  "2026-05-01") ", NULL")
		THOUSAND("INSERT INTO case_accounts SELECT n, 'k', 'files', "
			 "'consumer', 'US', 'US', ''"),
	    "national-security",
	    ORDERS SPRING "0 to 999,0 to 999,0 to 999,0 to 999\r\n",
	    "2027-10-22T00:00:00Z", NULL, 0 },
	{ "and is counted then",
	    THOUSAND("INSERT INTO cases SELECT n, " AT(
		"2026-05-01") ", "
			      "'nationalSecurity', 'US', 'federal', "
			      "'US_FISA_CONTENT', "
			      "'content', 1, 'content', " AT(
				  "2026-05-01") ", NULL")
		THOUSAND("INSERT INTO case_accounts SELECT n, 'k', 'files', "
			 "'consumer', 'US', 'US', ''"),
	    "national-security",
	    ORDERS SPRING "1000 to 1999,0 to 999,0 to 999,0 to 999\r\n",
	    "2027-10-23T00:00:00Z", NULL, 0 },
	{ "letters have a table of their own, of the whole half",
	    THOUSAND("INSERT INTO cases SELECT n, " AT(
		"2026-01-01") ", "
			      "'nationalSecurity', 'US', 'federal', "
			      "'US_NSL_2709', "
			      "'subscriber', 1, 'nonContent', " AT(
				  "2026-01-01") ", " AT("2026-01-01") " + 1"),
	    "national-security-letters",
	    LETTERS "period,2026-01-01 to 2026-06-30,1000 to 1999,"
		    "0 to 999\r\n",
	    "2027-01-01T00:00:00Z", NULL, 0 },
	{ "and are no orders",
	    THOUSAND("INSERT INTO cases SELECT n, " AT(
		MAY) ", "
		     "'nationalSecurity', 'US', 'federal', 'US_NSL_2709', "
		     "'subscriber', 1, 'nonContent', " AT(MAY) ", NULL"),
	    "national-security",
	    ORDERS SPRING "0 to 999,0 to 999,0 to 999,0 to 999\r\n",
	    "2027-01-01T00:00:00Z", NULL, 0 },
	{ "the second choice has bands of five hundred",
	    THOUSAND("INSERT INTO cases SELECT n, " AT(
		MAY) ", "
		     "'nationalSecurity', 'US', 'federal', 'US_NSL_2709', "
		     "'subscriber', 1, 'nonContent', " AT(MAY) ", NULL"),
	    "national-security-letters",
	    LETTERS "period,2026-01-01 to 2026-06-30,1000 to 1499,"
		    "0 to 499\r\n",
	    "2027-01-01T00:00:00Z", NULL, 2 },
	{ "the third choice has two totals in bands of 250",
	    THOUSAND("INSERT INTO cases SELECT n, " AT(
		MAY) ", "
		     "'nationalSecurity', 'US', 'federal', CASE n % 2 WHEN 0 "
		     "THEN "
		     "'US_NSL_2709' ELSE 'US_FISA_CONTENT' END, "
		     "'subscriber', 1, 'nonContent', " AT(MAY) ", NULL"),
	    "national-security", TOTALS SPRING "1000 to 1249,0 to 249\r\n",
	    "2027-01-01T00:00:00Z", NULL, 3 },
	{ "the fourth choice is of a year, in bands of a hundred",
	    THOUSAND("INSERT INTO cases SELECT n, CASE n % 2 WHEN 0 THEN " AT(
		"2026-02-01") " ELSE " AT("2026-11-01") " END, "
							"'nationalSecurity', "
							"'US', 'federal', "
							"'US_NSL_2709', "
							"'subscriber', 1, "
							"'nonContent', 0, 0"),
	    "national-security",
	    TOTALS "period,2026-01-01 to 2026-12-31,1000 to 1099,"
		   "0 to 99\r\n",
	    "2028-01-01T00:00:00Z", "2026H2", 4 },
	{ "and waits for a year", "", "national-security", TOTALS,
	    "2027-12-31T23:59:59Z", "2026H2", 4 },
};

int
main(void)
{
	struct CMUnitTest tests[COUNT(rows)];

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[i] = (struct CMUnitTest){ rows[i].name, the_table_is_so,
			NULL, NULL, (void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("report_security", tests, NULL,
	    NULL);
}
