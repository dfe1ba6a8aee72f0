#include <errno.h>

#include "check.h"
#include "folder.h"

#include "ambit/file.h"
#include "ambit/preserve.h"

/* Rows leave out what is zero. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* ---- how long ---- */

struct time_row {
	const char *name, *code;
	unsigned days;
};

static const struct time_row times[] = {
	{ "a_request_under_2703_f_keeps_90_days", "US_2703_F_PRESERVATION",
	    90 },
	{ "a_european_preservation_order_keeps_60_days", "EU_EPOC_PR", 60 },
	{ "a_european_production_order_keeps_60_days_from_its_receipt",
	    "EU_EPOC", 60 },
	{ "the_budapest_convention_keeps_90_days", "COE_ART16", 90 },
	{ "a_warrant_keeps_nothing", "US_2703_A_WARRANT", 0 },
	{ "a_subpoena_keeps_nothing", "US_2703_C2_SUBPOENA", 0 },
	{ "an_emergency_keeps_nothing", "US_2702_EMERGENCY", 0 },
	{ "a_pen_register_records_the_future_and_keeps_nothing",
	    "US_PRTT_ORDER", 0 },
	{ "a_type_that_nobody_knows_keeps_nothing", "XX_UNKNOWN", 0 },
};

static void
judge_time(void **state)
{
	const struct time_row *row = *state;

	assert_int_equal(ambit_preserve_days(
			     ambit_law_instrument(ambit_span_str(row->code))),
	    row->days);
}

/* ---- which stores ---- */

#define ALICE 1
#define BRUNO 2

struct store_row {
	const char *name;
	uint32_t account; /* of the store; 0: shared */
	unsigned holds;
	bool named, shared;
};

static const struct store_row stores[] = {
	{ "the_named_account_s_mail_is_named", ALICE, AMBIT_HOLDS_MAIL, true,
	    false },
	{ "a_store_of_mail_and_more_is_named", ALICE,
	    AMBIT_HOLDS_MAIL | AMBIT_HOLDS_CALENDAR, true, false },
	{ "its_files_are_not", ALICE, AMBIT_HOLDS_FILES, false, false },
	{ "another_account_s_mail_is_not", BRUNO, AMBIT_HOLDS_MAIL, false,
	    false },
	{ "another_account_s_connections_are_as_its_own_task_says", BRUNO,
	    AMBIT_HOLDS_CONNECTIONS, true, false },
	{ "its_connections_are_not", ALICE, AMBIT_HOLDS_CONNECTIONS, false,
	    false },
	{ "shared_mail_is_not_and_is_told_of", 0, AMBIT_HOLDS_MAIL, false,
	    true },
	{ "shared_files_are_no_matter", 0, AMBIT_HOLDS_FILES, false, false },
};

static const struct ambit_demand mail = { .class = AMBIT_CLASS_CONTENT,
	.store = AMBIT_HOLDS_MAIL };
static const struct ambit_demand connections = { .class =
						     AMBIT_CLASS_IDENTIFICATION,
	.store = AMBIT_HOLDS_CONNECTIONS };
static const struct ambit_demand files = { .class = AMBIT_CLASS_CONTENT,
	.store = AMBIT_HOLDS_FILES };

/* Alice's mail, Bruno's connections, and the files of nobody. */
static const struct ambit_task tasks[] = {
	{ .number = 1, .demands = &mail, .n_demands = 1 },
	{ .number = 2, .demands = &connections, .n_demands = 1 },
	{ .number = 3, .demands = &files, .n_demands = 1 },
};

static void
judge_store(void **state)
{
	static const struct ambit_account account;
	const struct ambit_scope scopes[] = {
		{ .task = &tasks[0],
		    .account = &account,
		    .account_number = ALICE },
		{ .task = &tasks[1],
		    .account = &account,
		    .account_number = BRUNO },
		{ .task = &tasks[2] },
	};
	const struct ambit_order order = { .tasks = tasks, .n_tasks = 3 };
	const struct store_row *row = *state;
	const struct ambit_store store = { .account = row->account,
		.holds = row->holds };
	bool shared;

	assert_int_equal(ambit_preserve_names(&order, scopes, &store, &shared),
	    row->named);
	assert_int_equal(shared, row->shared);
}

/* ---- a whole copy ---- */

#define INBOX "alice/inbox"

static const struct ambit_account accounts[] = {
	{ .id = AMBIT_LIT_INIT("alice") },
};
static const struct ambit_store kept[] = {
	{ .id = AMBIT_LIT_INIT("inbox"),
	    .path = AMBIT_LIT_INIT(INBOX),
	    .number = 1,
	    .account = ALICE,
	    .holds = AMBIT_HOLDS_MAIL },
	/* Another table of the same file is copied with it, once. */
	{ .id = AMBIT_LIT_INIT("again"),
	    .path = AMBIT_LIT_INIT(INBOX),
	    .number = 2,
	    .account = ALICE,
	    .holds = AMBIT_HOLDS_MAIL },
};
static const struct ambit_registry registry = { .accounts = accounts,
	.n_accounts = 1,
	.stores = kept,
	.n_stores = 2 };
static const struct ambit_scope alice = { .task = tasks,
	.account = accounts,
	.account_number = ALICE };
static const struct ambit_order order = { .tasks = tasks,
	.n_tasks = 1,
	.sha256 = { 0xab, 0xcd } };

#define ID "preserved-abcd0000000000000000000000000000"

static int rootfd, outfd;

static int
begin(void **state)
{
	(void)state;
	rootfd = folder_new();
	outfd = folder_new();
	folder_make(rootfd, "alice");
	folder_file(rootfd, INBOX, "abc");
	return 0;
}

static int
end(void **state)
{
	(void)state;
	folder_free(&rootfd);
	folder_free(&outfd);
	return 0;
}

static int
freeze(struct ambit_preserved *preserved, struct ambit_err *err)
{
	const struct ambit_preserve_terms terms = { .order = &order,
		.registry = &registry,
		.scopes = &alice,
		.rootfd = rootfd,
		.outfd = outfd };

	return ambit_preserve(&terms, preserved, err);
}

static int
verify(struct ambit_preserved *preserved, struct ambit_err *err)
{
	int fd = openat(outfd, ID, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	X509 *signer;
	int got = ambit_preserve_verify(fd, preserved, &signer, err);

	assert_null(signer);
	(void)close(fd);
	return got;
}

static void
a_copy_is_what_was_frozen(void **state)
{
	struct ambit_preserved frozen, found;
	struct ambit_err err = { .code = AMBIT_E_NONE };

	(void)state;
	assert_int_equal(freeze(&frozen, &err), 0);
	assert_int_equal(frozen.files, 1);
	assert_int_equal(frozen.bytes, 3);
	assert_int_equal(verify(&found, &err), 0);
	assert_int_equal(found.files, 1);
	assert_int_equal(found.bytes, 3);
	assert_memory_equal(found.sha256, frozen.sha256, 32);
	assert_int_equal(freeze(&frozen, &err), -1);
	assert_int_equal(err.code, AMBIT_E_EXISTS);
}

static void
a_copy_that_was_changed_is_none(void **state)
{
	struct ambit_preserved found;
	struct ambit_err err = { .code = AMBIT_E_NONE };

	(void)state;
	folder_file(outfd, ID "/data/" INBOX, "abd");
	assert_int_equal(verify(&found, &err), -1);
	assert_int_equal(err.code, AMBIT_E_CHANGED);
	folder_file(outfd, ID "/data/" INBOX, "abc");
	assert_int_equal(verify(&found, &err), 0);
	folder_file(outfd, ID "/stores.ndjson", "");
	assert_int_equal(verify(&found, &err), -1);
	assert_int_equal(err.code, AMBIT_E_CHANGED);
}

static void
a_copy_is_destroyed_once(void **state)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };

	(void)state;
	assert_int_equal(ambit_preserve_destroy(outfd, ID, &err), 1);
	assert_int_equal(folder_count(outfd), 0);
	assert_int_equal(ambit_preserve_destroy(outfd, ID, &err), 0);
}

/* Moved elsewhere, with a link in its place: it would live on, destroyed. */
static void
a_link_to_a_copy_is_not_destroyed_for_it(void **state)
{
	struct ambit_preserved frozen;
	struct ambit_err err = { .code = AMBIT_E_NONE };

	(void)state;
	assert_int_equal(freeze(&frozen, &err), 0);
	assert_int_equal(renameat(outfd, ID, outfd, "moved"), 0);
	assert_int_equal(symlinkat("moved", outfd, ID), 0);
	assert_int_equal(ambit_preserve_destroy(outfd, ID, &err), -1);
	assert_int_equal(err.sys, ENOTDIR);
	assert_int_equal(folder_count(outfd), 2);
	assert_int_equal(unlinkat(outfd, ID, 0), 0);
	assert_int_equal(renameat(outfd, "moved", outfd, ID), 0);
}

/* Half destroyed by a run that was killed, and then frozen once more. */
static void
a_copy_is_destroyed_with_what_is_left_of_the_one_before(void **state)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };

	(void)state;
	folder_make(outfd, "." ID ".destroyed");
	folder_file(outfd, "." ID ".destroyed/left", "x");
	assert_int_equal(ambit_preserve_destroy(outfd, ID, &err), 1);
	assert_int_equal(folder_count(outfd), 0);
}

static void
a_store_that_is_not_there_freezes_nothing(void **state)
{
	struct ambit_preserved frozen;
	struct ambit_err err = { .code = AMBIT_E_NONE };

	(void)state;
	assert_int_equal(unlinkat(rootfd, INBOX, 0), 0);
	assert_int_equal(freeze(&frozen, &err), -1);
	assert_int_equal(err.code, AMBIT_E_IO);
	assert_int_equal(folder_count(outfd), 0);
}

/* Bruno's mail in a folder of Alice's: to copy hers would copy his. */
static void
a_store_in_which_another_account_s_lies_is_not_frozen(void **state)
{
	static const struct ambit_store nested[] = {
		{ .id = AMBIT_LIT_INIT("all"),
		    .path = AMBIT_LIT_INIT("alice"),
		    .number = 1,
		    .account = ALICE,
		    .holds = AMBIT_HOLDS_MAIL },
		{ .id = AMBIT_LIT_INIT("bruno"),
		    .path = AMBIT_LIT_INIT("alice/bruno"),
		    .number = 2,
		    .account = BRUNO,
		    .holds = AMBIT_HOLDS_MAIL },
	};
	static const struct ambit_registry both = { .accounts = accounts,
		.n_accounts = 1,
		.stores = nested,
		.n_stores = 2 };
	const struct ambit_preserve_terms terms = { .order = &order,
		.registry = &both,
		.scopes = &alice,
		.rootfd = rootfd,
		.outfd = outfd };
	struct ambit_preserved frozen;
	struct ambit_err err = { .code = AMBIT_E_NONE };

	(void)state;
	folder_file(rootfd, "alice/bruno", "his");
	assert_int_equal(ambit_preserve(&terms, &frozen, &err), -1);
	assert_int_equal(err.code, AMBIT_E_REGISTRY);
	assert_non_null(strstr(err.text, "bruno"));
	assert_int_equal(folder_count(outfd), 0);
	assert_int_equal(unlinkat(rootfd, "alice/bruno", 0), 0);
}

#define N_OTHERS 7

int
main(void)
{
	struct CMUnitTest tests[COUNT(times) + COUNT(stores) + N_OTHERS] = {
		cmocka_unit_test(a_copy_is_what_was_frozen),
		cmocka_unit_test(a_copy_that_was_changed_is_none),
		cmocka_unit_test(a_copy_is_destroyed_once),
		cmocka_unit_test(a_link_to_a_copy_is_not_destroyed_for_it),
		cmocka_unit_test(
		    a_copy_is_destroyed_with_what_is_left_of_the_one_before),
		cmocka_unit_test(
		    a_store_in_which_another_account_s_lies_is_not_frozen),
		cmocka_unit_test(a_store_that_is_not_there_freezes_nothing),
	};
	struct CMUnitTest *at = tests + N_OTHERS;

	for (size_t i = 0; i < COUNT(times); i++)
		*at++ = (struct CMUnitTest){ times[i].name, judge_time, NULL,
			NULL, (void *)(uintptr_t)&times[i] };
	for (size_t i = 0; i < COUNT(stores); i++)
		*at++ = (struct CMUnitTest){ stores[i].name, judge_store, NULL,
			NULL, (void *)(uintptr_t)&stores[i] };
	return cmocka_run_group_tests(tests, begin, end);
}
