#include "staged.h"

#define HIDDEN ".ambit-" WHOLE ".tmp"

static void
enter(struct ambit_staging *staging, const struct output *out, bool shared)
{
	struct ambit_err err;

	staged_need(ambit_staging_enter(staging, out->fd, &order, shared, &err),
	    &err);
	assert_string_equal(staging->id, WHOLE);
	assert_string_equal(staging->name, HIDDEN);
}

/* Why nobody comes in; nothing needs leaving then. */
static enum ambit_code
refused(const struct output *out, bool shared, const char *words)
{
	struct ambit_staging staging;
	struct ambit_err err = { .code = AMBIT_E_NONE };

	assert_int_equal(ambit_staging_enter(&staging, out->fd, &order, shared,
			     &err),
	    -1);
	assert_int_equal(staging.fd, -1);
	if (strstr(err.text, words) == NULL)
		fail_msg("%s", err.text);
	return err.code;
}

/* ---- who comes in ---- */

static void
a_production_that_exists_is_refused(void **state)
{
	struct output out = output_new();
	struct ambit_production_sums sums;
	char *before;

	(void)state;
	staged_make(&out, sample, COUNT(sample), &registry, &sums);
	before = strdup(output_tree(&out, true));
	assert_int_equal(refused(&out, false, "is there already"),
	    AMBIT_E_EXISTS);
	assert_int_equal(refused(&out, true, "is there already"),
	    AMBIT_E_EXISTS);
	assert_string_equal(output_tree(&out, true), before);
	free(before);
	output_free(&out);
}

static void
two_runs_at_once_are_refused(void **state)
{
	struct output out = output_new();
	struct ambit_staging staging;

	(void)state;
	enter(&staging, &out, false);
	assert_int_equal(refused(&out, false, "is locked"), AMBIT_E_EXISTS);
	assert_int_equal(refused(&out, true, "is locked"), AMBIT_E_EXISTS);
	ambit_staging_leave(&staging);
	enter(&staging, &out, false);
	ambit_staging_clear(&staging);
	output_free(&out);
}

static void
runs_of_single_units_are_made_side_by_side(void **state)
{
	struct output out = output_new();
	struct ambit_staging one, two;

	(void)state;
	enter(&one, &out, true);
	enter(&two, &out, true);
	assert_int_equal(refused(&out, false, "is locked"), AMBIT_E_EXISTS);
	ambit_staging_leave(&one);
	assert_int_equal(refused(&out, false, "is locked"), AMBIT_E_EXISTS);
	ambit_staging_leave(&two);
	enter(&one, &out, false);
	ambit_staging_clear(&one);
	output_free(&out);
}

/* Nobody but its owner reads what is staged. */
static void
what_is_staged_is_closed_to_others(void **state)
{
	struct output out = output_new();
	struct ambit_staging staging;
	struct stat st;
	mode_t before = umask(0);
	int fd;

	(void)state;
	enter(&staging, &out, false);
	assert_int_equal(ambit_staging_unit(&staging, 1, true, false, &fd,
			     NULL),
	    0);
	(void)umask(before);
	assert_int_equal(fstatat(out.fd, HIDDEN, &st, 0), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	(void)close(fd);
	ambit_staging_clear(&staging);
	output_free(&out);
}

static void
a_hidden_folder_that_was_open_to_others_is_closed(void **state)
{
	struct output out = output_new();
	struct ambit_staging staging;
	struct stat st;

	(void)state;
	assert_int_equal(output_run(&out, ".", "mkdir -m 755 " HIDDEN), 0);
	enter(&staging, &out, false);
	assert_int_equal(fstatat(out.fd, HIDDEN, &st, 0), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	ambit_staging_clear(&staging);
	output_free(&out);
}

static void
a_hidden_folder_of_another_user_is_refused(void **state)
{
	struct output out = output_new();

	(void)state;
	if (geteuid() != 0)
		skip(); /* only root can give it away */
	assert_int_equal(output_run(&out, ".",
			     "mkdir " HIDDEN " && touch " HIDDEN "/kept && "
			     "chown 65534 " HIDDEN),
	    0);
	assert_int_equal(refused(&out, false, "belongs to another user"),
	    AMBIT_E_EXISTS);
	assert_int_equal(output_run(&out, HIDDEN, "test -e kept"), 0);
	output_free(&out);
}

static void
a_hidden_folder_that_is_a_link_is_refused(void **state)
{
	struct output out = output_new();

	(void)state;
	assert_int_equal(output_run(&out, ".",
			     "mkdir elsewhere && touch elsewhere/kept && "
			     "ln -s elsewhere " HIDDEN),
	    0);
	assert_int_equal(refused(&out, false, "open folder"), AMBIT_E_IO);
	assert_int_equal(output_run(&out, ".", "test -e elsewhere/kept"), 0);
	output_free(&out);
}

/* ---- what stays, and what goes ---- */

/* As a run that was killed while it wrote its volumes would leave it; with a
 * link that leads out of it. */
static void
what_a_killed_run_left_is_removed(void **state)
{
	struct output out = output_new();
	struct ambit_staging staging;
	struct ambit_err err;

	(void)state;
	assert_int_equal(output_run(&out, ".",
			     "mkdir -p " HIDDEN
			     "/bag/v/data/task-001/content " HIDDEN
			     "/tables " HIDDEN "/unit-0002/below " HIDDEN
			     "/unit-x " HIDDEN "/unit-0 && "
			     "touch " HIDDEN
			     "/bag/v/data/task-001/content/a " HIDDEN
			     "/unit-0002/done " HIDDEN "/file kept && "
			     "ln -s .. " HIDDEN "/bag/up && "
			     "ln -s ../kept " HIDDEN "/link"),
	    0);
	enter(&staging, &out, false);
	staged_need(ambit_staging_tidy(&staging, &err), &err);
	/* Units serve the next run, and nothing else does. */
	assert_int_equal(output_run(&out, HIDDEN,
			     "test \"$(ls)\" = unit-0002 && "
			     "test -e unit-0002/done -a -d unit-0002/below"),
	    0);
	ambit_staging_clear(&staging);
	assert_non_null(strstr(output_tree(&out, false), " kept\n"));
	assert_null(strstr(output_tree(&out, false), "ambit-"));
	output_free(&out);
}

static void
what_is_left_is_found_again(void **state)
{
	struct output out = output_new();
	struct ambit_staging staging;
	uint32_t last = 9;
	struct stat st;
	int fd;

	(void)state;
	enter(&staging, &out, false);
	assert_int_equal(ambit_staging_last(&staging, &last, NULL), 0);
	assert_int_equal(last, 0);
	assert_int_equal(ambit_staging_unit(&staging, 3, true, false, &fd,
			     NULL),
	    0);
	(void)close(fd);
	ambit_staging_leave(&staging);
	assert_int_equal(staging.fd, -1);
	enter(&staging, &out, false);
	assert_int_equal(ambit_staging_last(&staging, &last, NULL), 0);
	assert_int_equal(last, 3);
	assert_int_equal(ambit_staging_unit(&staging, 3, false, false, &fd,
			     NULL),
	    0);
	assert_int_equal(fstat(fd, &st), 0);
	(void)close(fd);
	ambit_staging_clear(&staging);
	assert_string_equal(output_tree(&out, false), "");
	output_free(&out);
}

/* ---- units ---- */

static void
the_last_unit_is_the_one_of_the_highest_number(void **state)
{
	struct output out = output_new();
	struct ambit_staging staging;
	uint32_t last = 0;

	(void)state;
	enter(&staging, &out, false);
	assert_int_equal(output_run(&out, HIDDEN,
			     "mkdir unit-0002 unit-0011 unit-0003 bag "
			     "unit-99999999999 unit-0099x unit-"),
	    0);
	assert_int_equal(ambit_staging_last(&staging, &last, NULL), 0);
	assert_int_equal(last, 11);
	ambit_staging_clear(&staging);
	output_free(&out);
}

static void
a_unit_is_named_by_its_number(void **state)
{
	static const struct {
		uint32_t number;
		const char *name;
	} rows[] = { { 1, "unit-0001" }, { 9999, "unit-9999" },
		{ 10000, "unit-10000" }, { UINT32_MAX, "unit-4294967295" } };
	char name[AMBIT_STAGING_UNIT_LEN];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		ambit_staging_unit_name(rows[i].number, name);
		assert_string_equal(name, rows[i].name);
	}
}

static void
a_fresh_unit_is_empty_and_another_stays_as_it_is(void **state)
{
	struct output out = output_new();
	struct ambit_staging staging;
	struct ambit_err err;
	int fd = 7;

	(void)state;
	enter(&staging, &out, false);
	staged_need(ambit_staging_unit(&staging, 1, false, false, &fd, &err),
	    &err);
	assert_int_equal(fd, -1);
	assert_int_equal(output_run(&out, HIDDEN,
			     "mkdir -p unit-0001/below unit-0002 && "
			     "touch unit-0001/done unit-0001/below/a "
			     "unit-0002/done"),
	    0);
	staged_need(ambit_staging_unit(&staging, 1, true, false, &fd, &err),
	    &err);
	assert_int_not_equal(fd, -1);
	(void)close(fd);
	staged_need(ambit_staging_unit(&staging, 2, false, false, &fd, &err),
	    &err);
	(void)close(fd);
	assert_int_equal(output_run(&out, HIDDEN,
			     "test -z \"$(ls unit-0001)\" && "
			     "test -e unit-0002/done"),
	    0);
	ambit_staging_clear(&staging);
	output_free(&out);
}

static void
one_unit_is_made_by_one_run(void **state)
{
	struct output out = output_new();
	struct ambit_staging one, two;
	struct ambit_err err = { .code = AMBIT_E_NONE };
	int fd, other = 7;

	(void)state;
	enter(&one, &out, true);
	enter(&two, &out, true);
	staged_need(ambit_staging_unit(&one, 1, true, true, &fd, &err), &err);
	assert_int_equal(output_run(&out, HIDDEN, "touch unit-0001/items"), 0);
	assert_int_equal(ambit_staging_unit(&two, 1, true, true, &other, &err),
	    -1);
	assert_int_equal(other, -1);
	assert_int_equal(err.code, AMBIT_E_EXISTS);
	assert_string_equal(err.text, "another run is at work on unit-0001");
	/* What is being made was not emptied. */
	assert_int_equal(output_run(&out, HIDDEN, "test -e unit-0001/items"),
	    0);
	staged_need(ambit_staging_unit(&two, 2, true, true, &other, &err),
	    &err);
	(void)close(other);
	(void)close(fd);
	staged_need(ambit_staging_unit(&two, 1, true, true, &other, &err),
	    &err);
	(void)close(other);
	ambit_staging_leave(&one);
	ambit_staging_clear(&two);
	output_free(&out);
}

static void
a_unit_that_is_a_link_is_refused(void **state)
{
	struct output out = output_new();
	struct ambit_staging staging;
	struct ambit_err err = { .code = AMBIT_E_NONE };
	int fd;

	(void)state;
	enter(&staging, &out, false);
	assert_int_equal(output_run(&out, ".",
			     "mkdir elsewhere && touch elsewhere/kept && "
			     "ln -s ../elsewhere " HIDDEN "/unit-0001"),
	    0);
	assert_int_equal(ambit_staging_unit(&staging, 1, true, false, &fd,
			     &err),
	    -1);
	assert_int_equal(err.code, AMBIT_E_IO);
	staged_need(ambit_staging_drop(&staging, 1, &err), &err);
	ambit_staging_clear(&staging);
	assert_int_equal(output_run(&out, ".", "test -e elsewhere/kept"), 0);
	assert_null(strstr(output_tree(&out, false), "ambit-"));
	output_free(&out);
}

static void
a_dropped_unit_is_gone_with_all_that_is_in_it(void **state)
{
	struct output out = output_new();
	struct ambit_staging staging;
	struct ambit_err err;

	(void)state;
	enter(&staging, &out, false);
	assert_int_equal(output_run(&out, HIDDEN,
			     "mkdir -p unit-0001/below unit-0002 && "
			     "touch unit-0001/below/a"),
	    0);
	staged_need(ambit_staging_drop(&staging, 1, &err), &err);
	staged_need(ambit_staging_drop(&staging, 7, &err), &err);
	assert_int_equal(output_run(&out, HIDDEN, "test \"$(ls)\" = unit-0002"),
	    0);
	ambit_staging_clear(&staging);
	output_free(&out);
}

/* ---- the last rename ---- */

static void
what_is_published_appears_whole(void **state)
{
	struct output out = output_new();
	struct ambit_staging staging;
	struct ambit_err err;

	(void)state;
	enter(&staging, &out, false);
	assert_int_equal(output_run(&out, HIDDEN,
			     "mkdir -p bag/v && touch bag/v/a"),
	    0);
	staged_need(ambit_staging_publish(&staging, &err), &err);
	assert_int_equal(output_run(&out, ".",
			     "test -e " WHOLE "/v/a -a ! -e " HIDDEN "/bag"),
	    0);
	ambit_staging_clear(&staging);
	output_free(&out);
}

/* An empty folder is something too. */
static void
nothing_is_ever_replaced(void **state)
{
	struct output out = output_new();
	struct ambit_staging staging;
	struct ambit_err err = { .code = AMBIT_E_NONE };

	(void)state;
	enter(&staging, &out, false);
	assert_int_equal(output_run(&out, ".",
			     "mkdir " WHOLE " " HIDDEN "/bag && "
			     "touch " HIDDEN "/bag/mine"),
	    0);
	assert_int_equal(ambit_staging_publish(&staging, &err), -1);
	assert_int_equal(err.code, AMBIT_E_EXISTS);
	assert_int_equal(output_run(&out, ".",
			     "test -z \"$(ls " WHOLE ")\" -a -e " HIDDEN
			     "/bag/mine"),
	    0);
	ambit_staging_clear(&staging);
	output_free(&out);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_production_that_exists_is_refused),
		cmocka_unit_test(two_runs_at_once_are_refused),
		cmocka_unit_test(runs_of_single_units_are_made_side_by_side),
		cmocka_unit_test(what_is_staged_is_closed_to_others),
		cmocka_unit_test(
		    a_hidden_folder_that_was_open_to_others_is_closed),
		cmocka_unit_test(a_hidden_folder_of_another_user_is_refused),
		cmocka_unit_test(a_hidden_folder_that_is_a_link_is_refused),
		cmocka_unit_test(what_a_killed_run_left_is_removed),
		cmocka_unit_test(what_is_left_is_found_again),
		cmocka_unit_test(
		    the_last_unit_is_the_one_of_the_highest_number),
		cmocka_unit_test(a_unit_is_named_by_its_number),
		cmocka_unit_test(
		    a_fresh_unit_is_empty_and_another_stays_as_it_is),
		cmocka_unit_test(one_unit_is_made_by_one_run),
		cmocka_unit_test(a_unit_that_is_a_link_is_refused),
		cmocka_unit_test(a_dropped_unit_is_gone_with_all_that_is_in_it),
		cmocka_unit_test(what_is_published_appears_whole),
		cmocka_unit_test(nothing_is_ever_replaced),
	};

	return cmocka_run_group_tests_name("staging", tests, NULL, NULL);
}
