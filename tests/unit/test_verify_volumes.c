#include "checked.h"

/* ---- volumes ---- */

static unsigned
volumes_of(struct checked *f)
{
	unsigned n = 0;
	char path[128];

	do
		package_path(&f->w, n + 1, path);
	while (faccessat(f->w.fd, path, F_OK, 0) == 0 && ++n < 9);
	return n;
}

static void
a_package_of_volumes_is_one(void **state)
{
	struct checked f;
	char path[128], other[128];
	unsigned n;

	(void)state;
	checked_make_volumes(&f);
	n = volumes_of(&f);
	assert_true(n > 2);
	if (checked_verify(&f) != AMBIT_VALID)
		fail_msg("%s", f.page);
	for (unsigned i = 1; i <= n; i++) {
		package_path(&f.w, i, path);
		(void)checked_verify_at(&f, path);
		checked_defect(&f, "V_VOLUMES", "the others are not here");
		assert_int_equal(f.complaints.n, 1);
		(void)snprintf(other, sizeof(other), "out/aside");
		assert_int_equal(renameat(f.w.fd, path, f.w.fd, other), 0);
		(void)checked_verify(&f);
		checked_defect(&f, "V_VOLUMES", "is missing");
		assert_int_equal(renameat(f.w.fd, other, f.w.fd, path), 0);
	}
	assert_int_equal(checked_verify(&f), AMBIT_VALID);
}

static void
swapped_volumes_show(void **state)
{
	struct checked f;
	char first[128], second[128];

	(void)state;
	checked_make_volumes(&f);
	package_path(&f.w, 1, first);
	package_path(&f.w, 2, second);
	assert_int_equal(renameat(f.w.fd, first, f.w.fd, "out/aside"), 0);
	assert_int_equal(renameat(f.w.fd, second, f.w.fd, first), 0);
	assert_int_equal(renameat(f.w.fd, "out/aside", f.w.fd, second), 0);
	(void)checked_verify(&f);
	checked_defect(&f, "V_VOLUMES", "it says that it is volume");
}

static void
volumes_say_the_same(void **state)
{
	struct checked f;
	char second[128];

	(void)state;
	checked_make_volumes(&f);
	package_path(&f.w, 2, second);
	reseal_edit(&f.w, second, CHECKED_XML, "<Narrow by=\"direction\"/>",
	    "");
	reseal(&f.w, second, &f.signer);
	(void)checked_verify(&f);
	checked_defect(&f, "V_VOLUMES", "other things than the first volume");
}

static void
volumes_have_one_signer(void **state)
{
	static const struct signer_traits plain = { .usage = NULL };
	struct checked f;
	struct signer other;
	char second[128];

	(void)state;
	checked_make_volumes(&f);
	package_path(&f.w, 2, second);
	other.key = EVP_EC_gen("P-256");
	other.cert = signer_cert("Another Signer", other.key, f.signer.ca,
	    f.signer.ca_key, &plain);
	reseal_signature(&f.w, second, &other);
	(void)checked_verify(&f);
	checked_defect(&f, "V_SIGN", "another signer");
	X509_free(other.cert);
	EVP_PKEY_free(other.key);
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(a_package_of_volumes_is_one),
		cmocka_unit_test(swapped_volumes_show),
		cmocka_unit_test(volumes_say_the_same),
		cmocka_unit_test(volumes_have_one_signer),
	};

	return cmocka_run_group_tests_name("verify_volumes", singles,
	    checked_begin, checked_end);
}
