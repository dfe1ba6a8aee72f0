#include "checked.h"

/* ---- a package as it was made ---- */

static const struct {
	const char *name;
	bool no_ca, no_order, no_registry;
	enum ambit_validity validity;
	const char *last, *says;
} asked[] = {
	{ "with certificate, order and registry a package is valid", false,
	    false, false, AMBIT_VALID, "VALID\n",
	    "against the order that was given" },
	{ "without the registry it is valid as far as is known", false, false,
	    true, AMBIT_VALID, "VALID\n",
	    "not checked   the direction that a task is narrowed to" },
	{ "without the order it is held against itself", false, true, true,
	    AMBIT_VALID, "VALID\n", "not checked   whether the order says" },
	{ "with the registry alone it is held against itself", false, true,
	    false, AMBIT_VALID, "VALID\n", "what the tasks are narrowed to" },
	{ "without a certificate it is intact at best", true, false, false,
	    AMBIT_INTACT, "INTACT: signer not checked\n",
	    "not checked: compare both" },
	{ "without anything it is intact at best", true, true, true,
	    AMBIT_INTACT, "INTACT: signer not checked\n",
	    "instants of 3 messages" },
};

static void
an_untouched_package_is_good(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	struct checked f;

	checked_make(&f);
	f.no_ca = asked[i].no_ca;
	f.no_order = asked[i].no_order;
	f.no_registry = asked[i].no_registry;
	if (checked_verify(&f) != asked[i].validity)
		fail_msg("%s", f.page);
	assert_string_equal(f.page + f.page_len - strlen(asked[i].last),
	    asked[i].last);
	assert_non_null(strstr(f.page, asked[i].says));
	assert_non_null(strstr(f.page, "CN=Specimen Signer\n"));
	assert_non_null(strstr(f.page, "8 messages, tables 1, rows 2\n"));
	assert_int_equal(checked_verify_at(&f, f.volume), asked[i].validity);
}

/* It is one page for a person: at most 78 columns, and no defect. */
static void
the_page_is_a_page(void **state)
{
	struct checked f;
	size_t lines = 0, column = 0;

	(void)state;
	checked_make(&f);
	f.no_order = f.no_registry = true;
	(void)checked_verify(&f);
	for (size_t i = 0; i < f.page_len; i++) {
		column = f.page[i] == '\n' ? 0 : column + 1;
		lines += f.page[i] == '\n';
		assert_true(column <= 78);
	}
	assert_true(lines < 60);
}

static void
another_root_is_not_trusted(void **state)
{
	struct checked f;
	struct signer other = signer_new();

	(void)state;
	checked_make(&f);
	f.ca = sk_X509_new_null();
	signer_need(f.ca != NULL && sk_X509_push(f.ca, other.ca) > 0);
	(void)checked_verify(&f);
	checked_defect(&f, "V_SIGN", "the signature does not hold");
	sk_X509_free(f.ca);
	signer_free(&other);
}

static void
another_order_is_not_the_one(void **state)
{
	struct checked f;
	struct world other = world_new(WORLD_ORDER(CHECKED_TASK("t1",
					   CHECKED_WHOLE, "header", "")),
	    WORLD_REGISTRY(CHECKED_STORES) WORLD_LIMITS("1000000"));

	(void)state;
	checked_make(&f);
	f.w.order = other.order;
	(void)checked_verify(&f);
	checked_defect(&f, "V_ORDER", "the digests differ");
	checked_defect(&f, "V_ORDER", "another number of tasks");
	world_free(&other);
}

static void
a_folder_without_a_package_is_none(void **state)
{
	struct checked f;

	(void)state;
	checked_make(&f);
	world_put(&f.w, "empty/x", AMBIT_LIT(""));
	assert_int_equal(unlinkat(f.w.fd, "empty/x", 0), 0);
	(void)checked_verify_at(&f, "empty");
	checked_defect(&f, "V_LAYOUT", "there is no volume in this folder");
	assert_non_null(strstr(f.page, "NOT VALID: 1 defect; the first: "));
}

/* More defects than a page holds are counted. */
static void
a_page_of_defects_ends(void **state)
{
	struct checked f;
	char name[64];

	(void)state;
	checked_make(&f);
	for (unsigned i = 0; i < 200; i++) {
		(void)snprintf(name, sizeof(name), "data/extra-%u", i);
		reseal_put(&f.w, f.volume, name, AMBIT_LIT("x"));
	}
	assert_int_equal(checked_verify(&f), AMBIT_NOT_VALID);
	assert_int_equal(f.complaints.n, 200);
	assert_non_null(strstr(f.page, "and 160 more\n"));
	assert_non_null(strstr(f.page, "NOT VALID: 200 defects; the first: "));
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(the_page_is_a_page),
		cmocka_unit_test(another_root_is_not_trusted),
		cmocka_unit_test(another_order_is_not_the_one),
		cmocka_unit_test(a_folder_without_a_package_is_none),
		cmocka_unit_test(a_page_of_defects_ends),
	};
	struct CMUnitTest tests[COUNT(singles) + COUNT(asked)];
	size_t n = COUNT(singles);

	memcpy(tests, singles, sizeof(singles));
	for (size_t i = 0; i < COUNT(asked); i++)
		tests[n++] = (struct CMUnitTest){ asked[i].name,
			an_untouched_package_is_good, NULL, NULL, (void *)i };
	return cmocka_run_group_tests_name("verify_page", tests, checked_begin,
	    checked_end);
}
