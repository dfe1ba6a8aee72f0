#include "runs.h"

/*
 * Units made one by one, as on other machines, and joined: the package of a run
 * in one go; and whatever cannot be joined is refused by its name.
 */

static int
make(struct runs *r, uint32_t number, bool archive, bool *done_r)
{
	struct ambit_run_terms terms = runs_terms(r);

	/* It needs no key, and its machine has none. */
	(void)close(terms.keyfd);
	terms.keyfd = -1;
	terms.archive = archive;
	r->err = (struct ambit_err){ .text = "" };
	return ambit_run_unit(&terms, number, done_r, &r->err);
}

static void
must_make(struct runs *r, uint32_t number)
{
	bool done;

	runs_must(r, make(r, number, false, &done));
	assert_false(done);
}

static int
join(struct runs *r)
{
	struct ambit_run_terms terms = runs_terms(r);

	r->err = (struct ambit_err){ .text = "" };
	return ambit_run_assemble(&terms, &r->result, &r->err);
}

/* ---- units ---- */

static void
units_made_one_by_one_are_the_same_package(void **state)
{
	static const uint32_t order[] = { 3, 1, 2 };
	struct runs r;
	char *want;
	bool done;

	(void)state;
	runs_begin(&r);
	want = runs_undisturbed(&r);
	for (size_t i = 0; i < COUNT(order); i++) {
		must_make(&r, order[i]);
		assert_false(runs_has_package(&r));
	}
	/* Whoever comes again has nothing to do. */
	runs_must(&r, make(&r, 2, false, &done));
	assert_true(done);
	/* Units leave no record: it is the joining that is recorded. */
	assert_int_equal(faccessat(r.w.outfd, "custody", F_OK, 0), -1);
	runs_must(&r, join(&r));
	runs_assert_package(&r, want);
	assert_int_equal(r.result.items.seen, 24);
	runs_assert_recorded(&r, "accounting.csv", ",yes\r\n");
	free(want);
	runs_free(&r);
}

static void
a_run_goes_on_from_units_made_elsewhere(void **state)
{
	struct ambit_run_terms terms;
	struct runs r;
	char *want;

	(void)state;
	runs_begin(&r);
	want = runs_undisturbed(&r);
	must_make(&r, 2);
	terms = runs_terms(&r);
	runs_must(&r, runs_run(&r, &terms));
	assert_int_equal(r.result.reused, 1);
	runs_assert_package(&r, want);
	free(want);
	runs_free(&r);
}

static void
a_unit_that_there_is_not_is_refused(void **state)
{
	static const uint32_t numbers[] = { 0, 4, UINT32_MAX };
	struct runs r;
	bool done;

	(void)state;
	runs_begin(&r);
	for (size_t i = 0; i < COUNT(numbers); i++) {
		char want[80];

		assert_int_equal(make(&r, numbers[i], false, &done), -1);
		assert_int_equal(r.err.code, AMBIT_E_FORMAT);
		(void)snprintf(want, sizeof(want),
		    "there is no unit %u: there are 3", (unsigned)numbers[i]);
		assert_string_equal(r.err.text, want);
	}
	runs_free(&r);
}

static void
a_unit_of_a_store_that_changed_is_made_again(void **state)
{
	struct runs r;
	bool done;

	(void)state;
	runs_begin(&r);
	must_make(&r, 1);
	runs_put_all(&r);
	runs_must(&r, make(&r, 1, false, &done));
	assert_false(done);
	runs_free(&r);
}

/* ---- what cannot be joined ---- */

/* A command of the shell in the hidden folder. */
static void
in_hidden(const struct runs *r, const char *command)
{
	struct output out = { .fd = -1 };
	char hidden[256];

	runs_hidden(r, "", hidden);
	(void)snprintf(out.path, sizeof(out.path), "%s/out", r->w.path);
	assert_int_equal(output_run(&out, hidden, command), 0);
}

static void
lose_one(struct runs *r)
{
	in_hidden(r, "rm -r unit-0002");
}

static void
leave_one_unfinished(struct runs *r)
{
	in_hidden(r, "rm unit-0002/done");
}

static void
change_a_byte(struct runs *r)
{
	in_hidden(r, "printf x | dd of=unit-0002/00000001 conv=notrunc");
}

static void
change_a_record(struct runs *r)
{
	in_hidden(r, "printf x | dd of=unit-0002/records conv=notrunc seek=9");
}

static void
change_done(struct runs *r)
{
	in_hidden(r, "printf x >>unit-0002/done");
}

static void
take_one_for_another(struct runs *r)
{
	in_hidden(r, "rm -r unit-0002 && cp -rp unit-0003 unit-0002");
}

static void
take_one_of_archives(struct runs *r)
{
	bool done;

	runs_must(r, make(r, 2, true, &done));
	assert_false(done);
}

static void
take_one_of_another_registry(struct runs *r)
{
	unsigned char was = r->w.registry.sha256[0];

	in_hidden(r, "rm -r unit-0002");
	r->w.registry.sha256[0] ^= 1;
	must_make(r, 2);
	r->w.registry.sha256[0] = was;
}

static void
have_one_more(struct runs *r)
{
	in_hidden(r, "cp -rp unit-0003 unit-0004");
}

static void
change_the_store(struct runs *r)
{
	world_put(&r->w, "drop/c.eml",
	    AMBIT_LIT(RUNS_MAIL("6", "2026", "five")));
}

#define OTHER_RUN                                                \
	"unit 2 cannot be joined: it belongs to another order, " \
	"registry, version or form of package"

static const struct {
	const char *name;
	void (*spoil)(struct runs *r);
	const char *why;
} spoils[] = {
	{ "a unit that is missing is named", lose_one,
	    "unit 2 cannot be joined: it is not there" },
	{ "a unit that was never finished is named", leave_one_unfinished,
	    "unit 2 cannot be joined: it was never finished" },
	{ "a unit of which a byte changed is named", change_a_byte,
	    "unit 2 cannot be joined: some of its bytes are not what they "
	    "were" },
	{ "a unit of which a record changed is named", change_a_record,
	    "unit 2 cannot be joined: some of its bytes are not what they "
	    "were" },
	{ "a unit whose done changed is named", change_done,
	    "unit 2 cannot be joined: its file done is damaged" },
	{ "a unit in the place of another is named", take_one_for_another,
	    "unit 2 cannot be joined: it was cut from the store in another "
	    "way" },
	{ "a unit of another form of package is named", take_one_of_archives,
	    OTHER_RUN },
	{ "a unit of another registry is named", take_one_of_another_registry,
	    OTHER_RUN },
	{ "a unit more than there are is named", have_one_more,
	    "unit 4 cannot be joined: there are 3 units" },
	{ "a unit of a store that changed since is named", change_the_store,
	    "unit 2 cannot be joined: the store has changed since it was "
	    "made" },
};

/* And nothing of what others made is lost: once it is right, they join. */
static void
what_cannot_be_joined_is_named(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	struct runs r;
	char *want;
	bool done;

	runs_begin(&r);
	want = runs_undisturbed(&r);
	for (uint32_t n = 1; n <= 3; n++)
		must_make(&r, n);
	spoils[i].spoil(&r);
	assert_int_equal(join(&r), -1);
	assert_int_equal(r.err.code, AMBIT_E_FORMAT);
	assert_string_equal(r.err.text, spoils[i].why);
	assert_false(runs_has_package(&r));
	runs_assert_recorded(&r, "run.csv", "exit,1\r\n");
	assert_true(runs_has_hidden(&r, "unit-0001/done"));
	assert_true(runs_has_hidden(&r, "unit-0003/done"));
	in_hidden(&r, "rm -rf unit-0002 unit-0004");
	runs_must(&r, make(&r, 2, false, &done));
	runs_must(&r, join(&r));
	if (spoils[i].spoil != change_the_store)
		runs_assert_package(&r, want);
	free(want);
	runs_free(&r);
}

/* ---- a store of two parts ---- */

#define PART ((uint64_t)AMBIT_UNIT_BYTES)

static const char big_order[] = WORLD_ORDER(
    RUNS_TASK("t1", "<Data class=\"content\" store=\"mail\"/>", "delivered"));

#define BIG_STORE(more)                                               \
	"<Store id=\"inbox\" account=\"alice\" format=\"mbox\" path=" \
	"\"inbox\" holds=\"mail\"" more ">"                           \
	"<Clock name=\"delivered\" source=\"fromLine\" zone=\"Z\"/></Store>"

static const char big_registry[] =
    WORLD_REGISTRY(BIG_STORE("")) WORLD_LIMITS("1000000");
static const char packed_registry[] =
    WORLD_REGISTRY(BIG_STORE(" compression=\"gzip\"")) WORLD_LIMITS("1000000");

/* The last message of the first part is never closed: it claims those behind
 * the cut, until somebody closes it there. */
#define BIG_OPEN                                        \
	"From a@example.com Sun Feb  1 10:00:00 2026\n" \
	"From: bob@example.org\nMIME-Version: 1.0\n"    \
	"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nopen\n\n"
#define BIG_PLAIN                                       \
	"From a@example.com Sun Feb  1 11:00:00 2026\n" \
	"From: bob@example.org\n\n"
#define BIG_TAIL \
	BIG_PLAIN "claimed\n\n" BIG_PLAIN "--b--\n\n" BIG_PLAIN "free\n"

/* One message of the year before, and of as many NULs as are wanted. */
static const char big_head[] = "From a@example.com Sat Feb  1 10:00:00 2025\n"
			       "From: bob@example.org\n\n";

static void
put_big(const struct runs *r)
{
	int fd = openat(r->w.fd, "inbox", O_WRONLY | O_CREAT | O_EXCL, 0600);
	static const char end[] = "\n\n" BIG_OPEN;
	uint64_t at = PART - (sizeof(end) - 1);

	assert_int_equal(write(fd, big_head, sizeof(big_head) - 1),
	    sizeof(big_head) - 1);
	assert_int_equal(pwrite(fd, end, sizeof(end) - 1, (off_t)at),
	    sizeof(end) - 1);
	assert_int_equal(pwrite(fd, BIG_TAIL, sizeof(BIG_TAIL) - 1,
			     (off_t)PART),
	    sizeof(BIG_TAIL) - 1);
	(void)close(fd);
}

static void
big_begin(struct runs *r, const char *registry)
{
	(void)alarm(120);
	*r = (struct runs){ .w = world_new(big_order, registry),
		.signer = signer_new() };
	world_put(&r->w, "warrant.pdf", AMBIT_LIT("a scan\n"));
	put_big(r);
}

/* The same store, which nobody can cut. */
static char *
package_of_packed(void)
{
	struct ambit_run_terms terms;
	struct output out;
	struct runs r;
	char *want;

	big_begin(&r, packed_registry);
	(void)snprintf(out.path, sizeof(out.path), "%s", r.w.path);
	assert_int_equal(output_run(&out, ".",
			     "gzip -1n inbox && mv inbox.gz inbox"),
	    0);
	terms = runs_terms(&r);
	runs_must(&r, runs_run(&r, &terms));
	assert_int_equal(r.result.items.seen, 5);
	assert_int_equal(r.result.items.produced, 1);
	assert_int_equal(r.result.items.held, 3);
	want = runs_package(&r);
	runs_free(&r);
	return want;
}

/* How often the run began with that unit. */
static unsigned
count_begins(const struct runs *r, unsigned unit)
{
	struct ambit_span log = runs_record(r, "events.ndjson");
	const char *at = (const char *)log.ptr;
	char want[64];
	unsigned n = 0;

	(void)snprintf(want, sizeof(want),
	    "\"kind\":\"begin\",\"body\":\"unit %u,", unit);
	while ((at = strstr(at, want)) != NULL) {
		at++;
		n++;
	}
	world_drop(log);
	return n;
}

/* mail.md B2, cages.md 9: a claim reaches over the cut. */
static void
a_store_that_is_cut_is_the_same_package(void **state)
{
	struct ambit_run_terms terms;
	struct runs r;
	char *want = package_of_packed();
	bool done;

	(void)state;
	big_begin(&r, big_registry);
	terms = runs_terms(&r);
	runs_must(&r, runs_run(&r, &terms));
	assert_int_equal(r.result.items.held, 3);
	runs_assert_package(&r, want);
	/* The second part was made once more, told what the first one left. */
	assert_int_equal(count_begins(&r, 1), 1);
	assert_int_equal(count_begins(&r, 2), 2);
	runs_clear(&r);
	/* One by one, out of order: the second knows nothing of the claim. */
	must_make(&r, 2);
	must_make(&r, 1);
	assert_int_equal(join(&r), -1);
	assert_string_equal(r.err.text,
	    "unit 2 cannot be joined: the unit before it claims some of it: "
	    "make it again");
	runs_must(&r, make(&r, 2, false, &done));
	assert_false(done);
	runs_must(&r, join(&r));
	runs_assert_package(&r, want);
	free(want);
	runs_free(&r);
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(units_made_one_by_one_are_the_same_package),
		cmocka_unit_test(a_run_goes_on_from_units_made_elsewhere),
		cmocka_unit_test(a_unit_that_there_is_not_is_refused),
		cmocka_unit_test(a_unit_of_a_store_that_changed_is_made_again),
		cmocka_unit_test(a_store_that_is_cut_is_the_same_package),
	};
	struct CMUnitTest tests[COUNT(singles) + COUNT(spoils)];
	size_t n = COUNT(singles);

	memcpy(tests, singles, sizeof(singles));
	for (size_t i = 0; i < COUNT(spoils); i++)
		tests[n++] = (struct CMUnitTest){ spoils[i].name,
			what_cannot_be_joined_is_named, NULL, NULL, (void *)i };
	return cmocka_run_group_tests_name("join", tests, NULL, NULL);
}
