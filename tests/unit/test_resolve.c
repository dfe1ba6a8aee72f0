#include <inttypes.h>
#include <stdio.h>

#include "check.h"

#include "ambit/law.h"

/* Rows leave out what is zero. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define EVER INT64_MAX

#define EMAIL(space, what, at, from, until)                            \
	{                                                              \
		AMBIT_NAME_EMAIL, AMBIT_LIT_INIT(space),               \
		    AMBIT_LIT_INIT(what "@" at), AMBIT_LIT_INIT(what), \
		    AMBIT_LIT_INIT(at),                                \
		{                                                      \
			from, until                                    \
		}                                                      \
	}
#define USER(space, id, from, until)                                           \
	{                                                                      \
		AMBIT_NAME_USER_ID, AMBIT_LIT_INIT(space), AMBIT_LIT_INIT(id), \
		    { 0 }, { 0 },                                              \
		{                                                              \
			from, until                                            \
		}                                                              \
	}

/* sales@ passed from alice to bruno; meet@ is two rows that meet; back@ was
 * lost and came back; edge@ and early@ are written in the other order. */
static const struct ambit_name alice[] = {
	EMAIL("one", "alice", "example.com", 100, EVER),
	EMAIL("one", "sales", "example.com", 200, 500),
	EMAIL("one", "meet", "example.com", 200, 300),
	EMAIL("one", "meet", "example.com", 300, 400),
	EMAIL("one", "edge", "example.com", 300, 400),
	EMAIL("one", "edge", "example.com", 200, 350),
	EMAIL("one", "back", "example.com", 200, 300),
	EMAIL("one", "back", "example.com", 301, 400),
	EMAIL("one", "early", "example.com", 301, 400),
	EMAIL("one", "early", "example.com", 200, 300),
	EMAIL("one", "inner", "example.com", 200, 400),
	EMAIL("one", "inner", "example.com", 250, 300),
	EMAIL("one", "turned", "example.com", 300, 400),
	EMAIL("one", "turned", "example.com", 200, 300),
	USER("ids", "0001", 100, EVER),
};
static const struct ambit_name bruno[] = {
	EMAIL("two", "bruno", "example.net", 100, 900),
	EMAIL("one", "sales", "example.com", 500, EVER),
	USER("other", "0001", 100, EVER),
	USER("ids", "Zoe", 100, EVER),
	EMAIL("one", "meet", "example.org", 100, EVER),
	EMAIL("one", "touch", "example.com", 100, 200),
};
static const struct ambit_name carol[] = {
	EMAIL("one", "touch", "example.com", 200, 300),
};
static const struct ambit_account accounts[] = {
	{ .names = alice, .n_names = COUNT(alice) },
	{ .names = bruno, .n_names = COUNT(bruno) },
	{ .names = carol, .n_names = COUNT(carol) },
};
static const struct ambit_registry registry = { .accounts = accounts,
	.n_accounts = COUNT(accounts) };

struct row {
	const char *name;
	enum ambit_name_format format;
	const char *space, *value;
	bool has_range;
	int64_t from, until;
	const char *expect; /* how many; whose, from when until when */
};

#define MAILBOX AMBIT_NAME_EMAIL
#define USERID  AMBIT_NAME_USER_ID

static const struct row rows[] = {
	{ "a name is its holder's", MAILBOX, "one", "alice@example.com", true,
	    300, 400, "1: 1 300-400" },
	{ "not before it was", MAILBOX, "one", "alice@example.com", true, 50,
	    150, "1: 1 100-150" },
	{ "not at all before it was", MAILBOX, "one", "alice@example.com", true,
	    50, 100, "0: nobody" },
	{ "for an instant", MAILBOX, "one", "alice@example.com", true, 50, 101,
	    "1: 1 100-101" },
	{ "the domain folds", MAILBOX, "one", "alice@EXAMPLE.com", true, 300,
	    400, "1: 1 300-400" },
	{ "the local part does not", MAILBOX, "one", "Alice@example.com", true,
	    300, 400, "0: nobody" },
	{ "no more than the name", MAILBOX, "one", "alice@example.com.", true,
	    300, 400, "0: nobody" },
	{ "no less than the name", MAILBOX, "one", "alice@example.co", true,
	    300, 400, "0: nobody" },
	{ "no other sign between", MAILBOX, "one", "alice.example.com", true,
	    300, 400, "0: nobody" },
	{ "another namespace is another name", MAILBOX, "two",
	    "alice@example.com", true, 300, 400, "0: nobody" },
	{ "another format is another name", USERID, "one", "alice@example.com",
	    true, 300, 400, "0: nobody" },
	{ "a number is a name", USERID, "ids", "0001", true, 300, 400,
	    "1: 1 300-400" },
	{ "the same number elsewhere is another's", USERID, "other", "0001",
	    true, 300, 400, "1: 2 300-400" },
	{ "a number is exact", USERID, "ids", "00010", true, 300, 400,
	    "0: nobody" },
	{ "a user id does not fold", USERID, "ids", "zoe", true, 300, 400,
	    "0: nobody" },
	{ "no pattern is a name", USERID, "ids", "*", true, 300, 400,
	    "0: nobody" },
	{ "a name that was hers then is hers", MAILBOX, "one",
	    "sales@example.com", true, 100, 500, "1: 1 200-500" },
	{ "a name that was his then is his", MAILBOX, "one",
	    "sales@example.com", true, 500, 600, "1: 2 500-600" },
	{ "a name of two within the range is nobody's", MAILBOX, "one",
	    "sales@example.com", true, 499, 501, "2: nobody" },
	{ "a name of two ever is nobody's without a range", MAILBOX, "one",
	    "sales@example.com", false, INT64_MIN, EVER, "2: nobody" },
	{ "without a range, a name without end is all of time", MAILBOX, "one",
	    "alice@example.com", false, INT64_MIN, EVER,
	    "1: 1 -9223372036854775808-9223372036854775807" },
	{ "without a range, a name that ended is its time", MAILBOX, "two",
	    "bruno@example.net", false, INT64_MIN, EVER, "1: 2 100-900" },
	{ "a range is a range, however long", MAILBOX, "one",
	    "alice@example.com", true, INT64_MIN, EVER,
	    "1: 1 100-9223372036854775807" },
	{ "two rows that meet are one time", MAILBOX, "one", "meet@example.com",
	    true, 0, 900, "1: 1 200-400" },
	{ "in whichever order they stand", MAILBOX, "one", "turned@example.com",
	    true, 0, 900, "1: 1 200-400" },
	{ "two that overlap too", MAILBOX, "one", "edge@example.com", true, 0,
	    900, "1: 1 200-400" },
	{ "one within the other too", MAILBOX, "one", "inner@example.com", true,
	    0, 900, "1: 1 200-400" },
	{ "two times with a gap are not", MAILBOX, "one", "back@example.com",
	    true, 0, 900, "2: nobody" },
	{ "in whichever order they are written", MAILBOX, "one",
	    "early@example.com", true, 0, 900, "2: nobody" },
	{ "unless the range ends in the gap", MAILBOX, "one",
	    "back@example.com", true, 0, 301, "1: 1 200-300" },
	{ "two whose times meet are two", MAILBOX, "one", "touch@example.com",
	    true, 0, 900, "2: nobody" },
	{ "an empty range is nobody's", MAILBOX, "one", "alice@example.com",
	    true, 300, 300, "0: nobody" },
	{ "a name that nobody ever held", MAILBOX, "one", "zed@example.com",
	    true, 300, 400, "0: nobody" },
};

static void
resolve(void **state)
{
	const struct row *row = *state;
	struct ambit_order order = { .legal_type =
					 AMBIT_LIT("US_2703_A_WARRANT") };
	struct ambit_task task = {
		.target = { row->format, ambit_span_str(row->space),
		    ambit_span_str(row->value) },
		.has_range = row->has_range,
		.range = { row->from, row->until },
	};
	struct ambit_scope scope;
	char got[100];
	size_t n;

	scope = ambit_scope_resolve(&order, &task, &registry, &n);
	if (scope.account == NULL)
		snprintf(got, sizeof(got), "%zu: nobody", n);
	else
		snprintf(got, sizeof(got),
		    "%zu: %" PRIu32 " %" PRId64 "-%" PRId64, n,
		    scope.account_number, scope.range.from, scope.range.until);
	assert_string_equal(got, row->expect);
	assert_ptr_equal(scope.task, &task);
	if (scope.account != NULL)
		assert_ptr_equal(scope.account,
		    &accounts[scope.account_number - 1]);
	else
		assert_int_equal(scope.account_number, 0);
}

/* What may leave of each kind, and how. */
struct reach {
	const char *name, *legal_type;
	struct {
		unsigned class, store;
		const char *fields[2];
	} demands[2];
	const char *expect; /* store=classes ... */
};

#define S AMBIT_CLASS_SUBSCRIBER
#define I AMBIT_CLASS_IDENTIFICATION
#define T AMBIT_CLASS_TRAFFIC
#define C AMBIT_CLASS_CONTENT

static const struct reach reaches[] = {
	{ "content of mail, as stored", "US_2703_A_WARRANT",
	    { { C, AMBIT_HOLDS_MAIL } }, "0=8" },
	{ "content of mail, by its fields", "US_2703_A_WARRANT",
	    { { C, AMBIT_HOLDS_MAIL, { "subject", "text" } } },
	    "0=8 reduced=6" },
	{ "content of mail, with the name of its folder", "US_2703_A_WARRANT",
	    { { C, AMBIT_HOLDS_MAIL, { "folder_name", "native" } } }, "0=8" },
	{ "content of mail, asked both ways", "US_2703_A_WARRANT",
	    { { C, AMBIT_HOLDS_MAIL, { "text" } }, { C, AMBIT_HOLDS_MAIL } },
	    "0=8" },
	{ "content and traffic of mail", "US_2703_A_WARRANT",
	    { { C, AMBIT_HOLDS_MAIL, { "text" } }, { T, AMBIT_HOLDS_MAIL } },
	    "0=12 reduced=4" },
	{ "content of files, by name", "US_2703_A_WARRANT",
	    { { C, AMBIT_HOLDS_FILES, { "file_name" } } }, "3=8" },
	{ "calendars and contacts", "US_2703_A_WARRANT",
	    { { C, AMBIT_HOLDS_CALENDAR }, { C, AMBIT_HOLDS_CONTACTS } },
	    "1=8 2=8" },
	{ "records", "US_2703_C2_SUBPOENA",
	    { { S, AMBIT_HOLDS_ACCOUNT }, { I, AMBIT_HOLDS_CONNECTIONS } },
	    "4=1 5=2" },
	{ "the very first field", "US_2703_C2_SUBPOENA",
	    { { S, AMBIT_HOLDS_ACCOUNT, { "acct_name" } } }, "4=1" },
	{ "what the instrument does not reach", "US_2703_D_ORDER",
	    { { C, AMBIT_HOLDS_MAIL }, { T, AMBIT_HOLDS_MAIL } }, "0=4" },
	{ "content that it does not reach is not reduced either",
	    "US_2703_D_ORDER",
	    { { C, AMBIT_HOLDS_MAIL, { "text" } }, { T, AMBIT_HOLDS_MAIL } },
	    "0=4" },
	{ "a field that there is not", "US_2703_A_WARRANT",
	    { { C, AMBIT_HOLDS_MAIL, { "soul" } } }, "" },
	{ "a store that there is not", "US_2703_A_WARRANT", { { C, 1 << 6 } },
	    "" },
	{ "an order to preserve", "US_2703_F_PRESERVATION",
	    { { C, AMBIT_HOLDS_MAIL } }, "" },
	{ "an order of no known type", "LETTER_OF_MARQUE",
	    { { C, AMBIT_HOLDS_MAIL } }, "" },
};

static void
reach(void **state)
{
	const struct reach *row = *state;
	struct ambit_order order = { .legal_type =
					 ambit_span_str(row->legal_type) };
	struct ambit_span fields[2][2];
	struct ambit_demand demands[2];
	struct ambit_task task = { .demands = demands };
	struct ambit_scope scope;
	char got[100] = "";
	size_t n, len = 0;

	for (size_t i = 0; i < 2 && row->demands[i].class != 0; i++) {
		struct ambit_demand *d = &demands[task.n_demands++];

		*d = (struct ambit_demand){ row->demands[i].class,
			row->demands[i].store, fields[i], 0, 0 };
		for (size_t k = 0; k < 2; k++) {
			if (row->demands[i].fields[k] != NULL)
				fields[i][d->n_fields++] =
				    ambit_span_str(row->demands[i].fields[k]);
		}
	}
	scope = ambit_scope_resolve(&order, &task, &registry, &n);
	for (unsigned i = 0; i < COUNT(scope.classes); i++) {
		if (scope.classes[i] != 0)
			len += (size_t)snprintf(got + len, sizeof(got) - len,
			    "%s%u=%u", len == 0 ? "" : " ", i,
			    scope.classes[i]);
	}
	if (scope.reduced || scope.pieces != 0)
		snprintf(got + len, sizeof(got) - len, " %s=%u",
		    scope.reduced ? "reduced" : "whole", scope.pieces);
	assert_string_equal(got, row->expect);
}

static void
a_store_is_opened_where_it_may_hold_what_is_asked(void **state)
{
	struct ambit_scope scope = { .account = &accounts[1],
		.account_number = 2,
		.classes = { 0, C } };
	struct ambit_store store = { .holds = AMBIT_HOLDS_MAIL |
		    AMBIT_HOLDS_CALENDAR,
		.account = 2 };

	(void)state;
	assert_true(ambit_scope_opens(&scope, &store));
	store.account = 0;
	assert_true(ambit_scope_opens(&scope, &store));
	store.account = 1;
	assert_false(ambit_scope_opens(&scope, &store));
	store.account = 2;
	store.holds = AMBIT_HOLDS_MAIL;
	assert_false(ambit_scope_opens(&scope, &store));
	store.holds = AMBIT_HOLDS_CALENDAR;
	assert_true(ambit_scope_opens(&scope, &store));
	store.holds = AMBIT_HOLDS_CALENDAR | AMBIT_HOLDS_CONTACTS;
	assert_true(ambit_scope_opens(&scope, &store));
	scope.account = NULL;
	assert_false(ambit_scope_opens(&scope, &store));
	scope.account_number = 0;
	store.account = 0;
	assert_false(ambit_scope_opens(&scope, &store));
}

#define ALONE 1

int
main(void)
{
	static struct CMUnitTest tests[COUNT(rows) + COUNT(reaches) + ALONE] = {
		cmocka_unit_test(
		    a_store_is_opened_where_it_may_hold_what_is_asked),
	};
	struct CMUnitTest *test = tests + ALONE;

	for (size_t i = 0; i < COUNT(rows); i++)
		*test++ = (struct CMUnitTest){ rows[i].name, resolve, NULL,
			NULL, (void *)(uintptr_t)&rows[i] };
	for (size_t i = 0; i < COUNT(reaches); i++)
		*test++ = (struct CMUnitTest){ reaches[i].name, reach, NULL,
			NULL, (void *)(uintptr_t)&reaches[i] };
	return cmocka_run_group_tests_name("resolve", tests, NULL, NULL);
}
