#include "runs.h"

/* ---- however it is carried out ---- */

static const struct {
	const char *name;
	unsigned jobs;
	bool read_back;
} ways[] = {
	{ "one unit at a time makes the package", 1, false },
	{ "two units at once make the same", 2, false },
	{ "more at once than there are make the same", 7, false },
	{ "what is read back is the same", 3, true },
};

static void
every_way_makes_one_package(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	struct ambit_run_terms terms;
	struct runs r;
	char *want;

	runs_begin(&r);
	want = runs_undisturbed(&r);
	terms = runs_terms(&r);
	terms.jobs = ways[i].jobs;
	terms.read_back = ways[i].read_back;
	runs_must(&r, runs_run(&r, &terms));
	runs_assert_package(&r, want);
	assert_int_equal(r.result.reused, 0);
	/* Eight items, each under three tasks. */
	assert_int_equal(r.result.items.seen, 24);
	assert_int_equal(r.result.package.volumes, 1);
	assert_null(strstr(want, "canary"));
	free(want);
	runs_free(&r);
}

/* ---- nothing is made ---- */

static void
assert_nothing(const struct runs *r)
{
	assert_false(runs_has_package(r));
	assert_false(runs_has_hidden(r, ""));
}

static void
a_key_of_nobody_makes_nothing(void **state)
{
	struct signer other = signer_new();
	struct ambit_run_terms terms;
	struct runs r;

	(void)state;
	runs_begin(&r);
	terms = runs_terms(&r);
	(void)close(terms.keyfd);
	terms.keyfd = signer_keyfd(&other);
	assert_int_equal(runs_run(&r, &terms), -1);
	assert_string_equal(r.err.text,
	    "signer: the key belongs to no Signer of the registry");
	assert_nothing(&r);
	/* Nothing was begun, so there is nothing to record. */
	assert_int_equal(faccessat(r.w.outfd, "custody", F_OK, 0), -1);
	runs_free(&r);
	signer_free(&other);
}

static void
a_certificate_that_does_not_fit_makes_nothing(void **state)
{
	static const struct signer_traits code = {
		.extended_usage = "codeSigning",
	};
	struct ambit_run_terms terms;
	struct runs r;

	(void)state;
	runs_begin(&r);
	signer_free(&r.signer);
	r.signer = signer_with(EVP_EC_gen("P-256"), &code);
	terms = runs_terms(&r);
	assert_int_equal(runs_run(&r, &terms), -1);
	assert_non_null(strstr(r.err.text, "certificate cannot sign"));
	assert_nothing(&r);
	runs_free(&r);
}

static int
refuse_release(void *ctx, struct ambit_err *err_r)
{
	struct runs *r = ctx;

	/* All of it is there, and it does not show. */
	assert_false(runs_has_package(r));
	assert_true(runs_has_hidden(r, "bag"));
	return ambit_err_set(err_r, AMBIT_E_ORDER, "it may no longer leave");
}

static void
what_may_no_longer_leave_does_not(void **state)
{
	struct ambit_run_terms terms;
	struct runs r;

	(void)state;
	runs_begin(&r);
	terms = runs_terms(&r);
	terms.release = refuse_release;
	terms.ctx = &r;
	assert_int_equal(runs_run(&r, &terms), -1);
	assert_int_equal(r.err.code, AMBIT_E_ORDER);
	assert_nothing(&r);
	runs_assert_recorded(&r, "run.csv", "error,it may no longer leave\r\n");
	runs_assert_recorded(&r, "accounting.csv", ",yes\r\n");
	runs_free(&r);
}

static void
a_refusal_is_recorded(void **state)
{
	struct ambit_run_terms terms;
	struct runs r;

	(void)state;
	runs_begin(&r);
	terms = runs_terms(&r);
	terms.refusal = "the registry is of yesterday";
	assert_int_equal(runs_run(&r, &terms), -1);
	assert_int_equal(r.err.code, AMBIT_E_REGISTRY);
	assert_nothing(&r);
	runs_assert_recorded(&r, "run.csv",
	    "error,the registry is of yesterday\r\n");
	runs_free(&r);
}

static void
a_store_that_is_not_there_fails_the_run(void **state)
{
	struct ambit_run_terms terms;
	struct runs r;

	(void)state;
	runs_begin(&r);
	assert_int_equal(unlinkat(r.w.fd, "inbox", 0), 0);
	terms = runs_terms(&r);
	assert_int_equal(runs_run(&r, &terms), -1);
	assert_int_equal(r.err.code, AMBIT_E_IO);
	assert_string_equal(r.err.text, "inbox: open");
	assert_nothing(&r);
	runs_free(&r);
}

static void
a_package_that_is_there_is_kept(void **state)
{
	struct ambit_run_terms terms;
	struct runs r;
	char *want;

	(void)state;
	runs_begin(&r);
	terms = runs_terms(&r);
	runs_must(&r, runs_run(&r, &terms));
	want = runs_package(&r);
	terms = runs_terms(&r);
	assert_int_equal(runs_run(&r, &terms), -1);
	assert_int_equal(r.err.code, AMBIT_E_EXISTS);
	runs_assert_package(&r, want);
	runs_assert_recorded(&r, "run.csv", "exit,6\r\n");
	free(want);
	runs_free(&r);
}

/* ---- stores that change ---- */

struct changing {
	struct runs *r;
	unsigned when;  /* so many units are done */
	const char *to; /* what stands in the store then */
	bool done;
};

/* In place, and no byte longer. */
static void
change(void *ctx, const struct ambit_run_tick *tick)
{
	struct changing *c = ctx;
	int fd;

	if (c->done || tick->units_done < c->when)
		return;
	c->done = true;
	fd = openat(c->r->w.fd, "inbox", O_WRONLY);
	assert_int_not_equal(fd, -1);
	assert_true(write(fd, c->to, strlen(c->to)) > 0);
	(void)close(fd);
}

static const struct {
	const char *name;
	unsigned when;
	bool archive;
} changes[] = {
	{ "a store that changes while it is read fails the run", 0, false },
	{ "a store that changes behind its unit fails the run", 1, false },
	{ "a store that changes behind all units fails the run", 3, false },
	{ "a store that changes before it is poured fails the run", 3, true },
};

static void
a_change_fails_the_run(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	struct ambit_run_terms terms;
	struct runs r;
	struct changing c = { .r = &r,
		.when = changes[i].when,
		.to = RUNS_FROM RUNS_MAIL("1", "2026", "eno") };

	runs_begin(&r);
	terms = runs_terms(&r);
	terms.jobs = 1;
	terms.archive = changes[i].archive;
	terms.tick = change;
	terms.ctx = &c;
	assert_int_equal(runs_run(&r, &terms), -1);
	assert_true(c.done);
	assert_int_equal(r.err.code, AMBIT_E_CHANGED);
	assert_non_null(strstr(r.err.text, "inbox: "));
	assert_nothing(&r);
	runs_free(&r);
}

/* ---- the plan ---- */

struct planned {
	char text[256];
};

static int
write_down(void *ctx, const struct ambit_unit *unit, struct ambit_err *err_r)
{
	struct planned *p = ctx;
	size_t used = strlen(p->text);

	(void)err_r;
	(void)snprintf(p->text + used, sizeof(p->text) - used, "%u %.*s %u/%u;",
	    (unsigned)unit->number, (int)unit->store->id.len,
	    (const char *)unit->store->id.ptr, (unsigned)unit->part,
	    (unsigned)unit->parts);
	return 0;
}

static void
the_plan_names_every_unit(void **state)
{
	struct planned p = { .text = "" };
	struct ambit_run_terms terms;
	struct runs r;

	(void)state;
	runs_begin(&r);
	terms = runs_terms(&r);
	(void)close(terms.keyfd);
	runs_must(&r,
	    ambit_run_plan(&terms, r.w.outfd, write_down, &p, &r.err));
	assert_string_equal(p.text, "1 inbox 1/1;2 drop 1/1;3 old 1/1;");
	assert_nothing(&r);
	runs_free(&r);
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(a_key_of_nobody_makes_nothing),
		cmocka_unit_test(a_certificate_that_does_not_fit_makes_nothing),
		cmocka_unit_test(what_may_no_longer_leave_does_not),
		cmocka_unit_test(a_refusal_is_recorded),
		cmocka_unit_test(a_store_that_is_not_there_fails_the_run),
		cmocka_unit_test(a_package_that_is_there_is_kept),
		cmocka_unit_test(the_plan_names_every_unit),
	};
	struct CMUnitTest tests[COUNT(singles) + COUNT(ways) + COUNT(changes)];
	size_t n = COUNT(singles);

	memcpy(tests, singles, sizeof(singles));
	for (size_t i = 0; i < COUNT(ways); i++)
		tests[n++] = (struct CMUnitTest){ ways[i].name,
			every_way_makes_one_package, NULL, NULL, (void *)i };
	for (size_t i = 0; i < COUNT(changes); i++)
		tests[n++] = (struct CMUnitTest){ changes[i].name,
			a_change_fails_the_run, NULL, NULL, (void *)i };
	return cmocka_run_group_tests_name("run", tests, NULL, NULL);
}
