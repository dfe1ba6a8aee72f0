#include "checked.h"

/* ---- a package that was touched ---- */

/* A digest covers most files: some of their bytes do for all. Of what nothing
 * else covers, every byte is changed. */
static size_t
stride(const char *name)
{
	return strcmp(name, "tagmanifest-sha256.txt.p7s") == 0 ? 1 : 61;
}

static void
any_changed_byte_shows(void **state)
{
	struct checked f;
	char names[32][128];
	size_t n;

	(void)state;
	checked_make(&f);
	n = checked_files(&f, names);
	assert_int_equal(n, 17);
	for (size_t i = 0; i < n; i++) {
		struct ambit_span is = reseal_get(&f.w, f.volume, names[i]);
		unsigned char *bytes = (unsigned char *)(uintptr_t)is.ptr;

		for (size_t at = 0; at < is.len; at += stride(names[i])) {
			bytes[at] ^= (unsigned char)(1u << at % 8);
			reseal_put(&f.w, f.volume, names[i], is);
			if (checked_verify(&f) != AMBIT_NOT_VALID)
				fail_msg("%s, byte %zu", names[i], at);
			bytes[at] ^= (unsigned char)(1u << at % 8);
		}
		reseal_put(&f.w, f.volume, names[i], is);
		world_drop(is);
	}
	assert_int_equal(checked_verify(&f), AMBIT_VALID);
}

static void
any_cut_or_longer_file_shows(void **state)
{
	struct checked f;
	char names[32][128];
	size_t n;

	(void)state;
	checked_make(&f);
	n = checked_files(&f, names);
	for (size_t i = 0; i < n; i++) {
		struct ambit_span is = reseal_get(&f.w, f.volume, names[i]);
		struct ambit_span cut = { is.ptr, is.len - 1 };
		struct ambit_span more = { is.ptr, is.len + 1 };

		reseal_put(&f.w, f.volume, names[i], cut);
		assert_int_equal(checked_verify(&f), AMBIT_NOT_VALID);
		reseal_put(&f.w, f.volume, names[i], more);
		assert_int_equal(checked_verify(&f), AMBIT_NOT_VALID);
		reseal_put(&f.w, f.volume, names[i], AMBIT_LIT(""));
		assert_int_equal(checked_verify(&f), AMBIT_NOT_VALID);
		reseal_put(&f.w, f.volume, names[i], is);
		world_drop(is);
	}
	assert_int_equal(checked_verify(&f), AMBIT_VALID);
}

static void
move(const struct checked *f, const char *from, const char *to)
{
	char a[512], b[512];

	checked_place(f, from, a);
	checked_place(f, to, b);
	assert_int_equal(renameat(f->w.fd, a, f->w.fd, b), 0);
}

static void
any_missing_or_renamed_file_shows(void **state)
{
	struct checked f;
	char names[32][128], other[256], path[512];
	size_t n;

	(void)state;
	checked_make(&f);
	n = checked_files(&f, names);
	for (size_t i = 0; i < n; i++) {
		struct ambit_span is = reseal_get(&f.w, f.volume, names[i]);

		(void)snprintf(other, sizeof(other), "%s.x", names[i]);
		move(&f, names[i], other);
		assert_int_equal(checked_verify(&f), AMBIT_NOT_VALID);
		move(&f, other, names[i]);
		checked_place(&f, names[i], path);
		assert_int_equal(unlinkat(f.w.fd, path, 0), 0);
		assert_int_equal(checked_verify(&f), AMBIT_NOT_VALID);
		/* A link to what it was is not it. */
		reseal_put(&f.w, f.volume, "../../elsewhere", is);
		(void)snprintf(other, sizeof(other), "%s/out/elsewhere",
		    f.w.path);
		assert_int_equal(symlinkat(other, f.w.fd, path), 0);
		assert_int_equal(checked_verify(&f), AMBIT_NOT_VALID);
		assert_int_equal(unlinkat(f.w.fd, path, 0), 0);
		reseal_put(&f.w, f.volume, names[i], is);
		world_drop(is);
	}
	assert_int_equal(checked_verify(&f), AMBIT_VALID);
}

static void
any_two_swapped_files_show(void **state)
{
	struct checked f;
	char names[32][128];
	size_t n;

	(void)state;
	checked_make(&f);
	n = checked_files(&f, names);
	for (size_t i = 0; i < n; i++) {
		for (size_t j = i + 1; j < n; j++) {
			struct ambit_span a =
			    reseal_get(&f.w, f.volume, names[i]);
			struct ambit_span b =
			    reseal_get(&f.w, f.volume, names[j]);

			reseal_put(&f.w, f.volume, names[i], b);
			reseal_put(&f.w, f.volume, names[j], a);
			/* The same message under two tasks is one text. */
			assert_int_equal(checked_verify(&f),
			    ambit_span_equal(a, b) ? AMBIT_VALID
						   : AMBIT_NOT_VALID);
			reseal_put(&f.w, f.volume, names[i], a);
			reseal_put(&f.w, f.volume, names[j], b);
			world_drop(a);
			world_drop(b);
		}
	}
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(any_changed_byte_shows),
		cmocka_unit_test(any_cut_or_longer_file_shows),
		cmocka_unit_test(any_missing_or_renamed_file_shows),
		cmocka_unit_test(any_two_swapped_files_show),
	};

	return cmocka_run_group_tests_name("verify_change", singles,
	    checked_begin, checked_end);
}
