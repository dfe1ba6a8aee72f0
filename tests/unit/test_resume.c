#include "runs.h"

#include <sys/inotify.h>

/*
 * Runs that are killed, all of their processes at once, and go on: in the end
 * there is the package of a run that nobody disturbed.
 */

/* ---- where a run is killed ---- */

struct killing {
	unsigned units; /* so many are done; or */
	bool release;   /* all of it lies ready */
};

static void
die(void)
{
	(void)kill(0, SIGKILL);
	_exit(1);
}

static void
tick(void *ctx, const struct ambit_run_tick *at)
{
	const struct killing *k = ctx;

	if (!k->release && at->units_done >= k->units)
		die();
}

static int
release(void *ctx, struct ambit_err *err_r)
{
	const struct killing *k = ctx;

	(void)err_r;
	if (k->release)
		die();
	return 0;
}

/* A run in a group of processes of its own. */
static pid_t
fork_run(struct runs *r, const struct killing *k, bool archive)
{
	pid_t pid = fork();
	struct ambit_run_terms terms;

	assert_int_not_equal(pid, -1);
	if (pid > 0) {
		(void)setpgid(pid, pid);
		return pid;
	}
	(void)setpgid(0, 0);
	(void)alarm(60);
	terms = runs_terms(r);
	terms.jobs = 1;
	terms.archive = archive;
	if (k != NULL) {
		terms.tick = tick;
		terms.release = release;
		terms.ctx = (void *)(uintptr_t)k;
	}
	_exit(ambit_run(&terms, &r->result, &r->err) == 0 ? 0 : 3);
}

/* Its end: true if it was killed. */
static bool
is_killed(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

static void
must_go_on(struct runs *r, const char *want, bool archive)
{
	struct ambit_run_terms terms = runs_terms(r);

	assert_false(runs_has_package(r));
	terms.archive = archive;
	runs_must(r, runs_run(r, &terms));
	assert_true(runs_has_package(r));
	if (want != NULL)
		runs_assert_package(r, want);
}

static const struct {
	const char *name;
	struct killing killing;
	unsigned reused;
} points[] = {
	{ "a run killed before its first unit begins anew", { 0, false }, 0 },
	{ "a run killed behind one unit goes on behind it", { 1, false }, 1 },
	{ "a run killed behind two units goes on behind them", { 2, false },
	    2 },
	{ "a run killed behind all units joins them", { 3, false }, 3 },
	/* What was poured is poured again. */
	{ "a run killed with all in place goes on from its units", { 0, true },
	    3 },
};

static void
a_killed_run_goes_on(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	struct runs r;
	char *want;

	runs_begin(&r);
	want = runs_undisturbed(&r);
	assert_true(is_killed(fork_run(&r, &points[i].killing, false)));
	assert_true(runs_has_hidden(&r, ""));
	must_go_on(&r, want, false);
	assert_int_equal(r.result.reused, points[i].reused);
	free(want);
	runs_free(&r);
}

/* ---- killed when a file or folder appears ---- */

static const char *const marks[] = { "unit-0001", "unit-0002", "unit-0003",
	"tables", "bag" };

/* In the hidden folder. False: the run ended before. */
static bool
kill_at(struct runs *r, const char *mark)
{
	union {
		struct inotify_event event;
		char room[4096];
	} buf;
	char path[256], dir[400];
	int fd = inotify_init1(IN_CLOEXEC);
	bool seen = false;
	pid_t pid;
	ssize_t n;

	/* Made here, so that nothing in it is missed. */
	runs_hidden(r, "", path);
	assert_int_equal(mkdirat(r->w.outfd, path, 0700), 0);
	(void)snprintf(dir, sizeof(dir), "%s/out/%s", r->w.path, path);
	assert_true(inotify_add_watch(fd, dir, IN_CREATE | IN_DELETE_SELF) > 0);
	pid = fork_run(r, NULL, false);
	while (!seen && (n = read(fd, buf.room, sizeof(buf.room))) > 0) {
		const struct inotify_event *e;

		for (const char *p = buf.room; p < buf.room + n;
		     p += sizeof(*e) + e->len) {
			e = (const struct inotify_event *)(const void *)p;
			seen = seen ||
			    e->mask & (IN_DELETE_SELF | IN_IGNORED) ||
			    (e->len > 0 && strcmp(e->name, mark) == 0);
		}
	}
	(void)close(fd);
	(void)kill(-pid, SIGKILL);
	return is_killed(pid);
}

static void
a_run_killed_at_any_mark_goes_on(void **state)
{
	struct runs r;
	char *want;
	unsigned killed = 0;

	(void)state;
	runs_begin(&r);
	want = runs_undisturbed(&r);
	for (size_t i = 0; i < COUNT(marks); i++) {
		if (kill_at(&r, marks[i])) {
			killed++;
			if (!runs_has_package(&r))
				must_go_on(&r, want, false);
		}
		/* Or it was done before it could be killed. */
		if (runs_has_hidden(&r, ""))
			fail_msg("%s", marks[i]);
		free(runs_package(&r));
		runs_clear(&r);
	}
	assert_true(killed > 0);
	free(want);
	runs_free(&r);
}

/* ---- and archives ---- */

static void
a_killed_run_of_archives_goes_on(void **state)
{
	static const struct killing two = { 2, false }, last = { 0, true };
	struct runs r;

	(void)state;
	runs_begin(&r);
	assert_true(is_killed(fork_run(&r, &two, true)));
	must_go_on(&r, NULL, true);
	assert_int_equal(r.result.reused, 2);
	runs_clear(&r);
	/* Of an archive the units keep all that is theirs. */
	assert_true(is_killed(fork_run(&r, &last, true)));
	must_go_on(&r, NULL, true);
	assert_int_equal(r.result.reused, 3);
	runs_free(&r);
}

/* ---- what is not used again ---- */

static void
touch_inbox(struct runs *r)
{
	runs_put_all(r);
}

static void
spoil_done(struct runs *r)
{
	char path[256];
	int fd;

	runs_hidden(r, "unit-0001/done", path);
	fd = openat(r->w.outfd, path, O_WRONLY | O_APPEND);
	assert_int_equal(write(fd, "x", 1), 1);
	(void)close(fd);
}

static void
spoil_a_file(struct runs *r)
{
	char path[256];
	int fd;

	runs_hidden(r, "unit-0001/records", path);
	fd = openat(r->w.outfd, path, O_WRONLY);
	assert_int_equal(write(fd, "x", 1), 1);
	(void)close(fd);
}

static void
lose_a_file(struct runs *r)
{
	char path[256];

	runs_hidden(r, "unit-0001/records", path);
	assert_int_equal(unlinkat(r->w.outfd, path, 0), 0);
}

static const struct {
	const char *name;
	void (*spoil)(struct runs *r);
	unsigned reused; /* of three units */
} spoils[] = {
	{ "units of stores that were touched are made again", touch_inbox, 0 },
	{ "a unit whose done was touched is made again", spoil_done, 2 },
	{ "a unit of which a file was touched is made again", spoil_a_file, 2 },
	{ "a unit of which a file is missing is made again", lose_a_file, 2 },
};

static void
what_was_spoilt_is_made_again(void **state)
{
	static const struct killing all = { 3, false };
	size_t i = (size_t)(uintptr_t)*state;
	struct runs r;
	char *want;

	runs_begin(&r);
	want = runs_undisturbed(&r);
	assert_true(is_killed(fork_run(&r, &all, false)));
	spoils[i].spoil(&r);
	must_go_on(&r, want, false);
	assert_int_equal(r.result.reused, spoils[i].reused);
	free(want);
	runs_free(&r);
}

/* A run that would have made archives has units of another form. */
static void
units_of_another_form_are_made_again(void **state)
{
	static const struct killing all = { 3, false };
	struct runs r;
	char *want;

	(void)state;
	runs_begin(&r);
	want = runs_undisturbed(&r);
	assert_true(is_killed(fork_run(&r, &all, true)));
	must_go_on(&r, want, false);
	assert_int_equal(r.result.reused, 0);
	free(want);
	runs_free(&r);
}

/* ---- one run at a time ---- */

static void
a_run_beside_another_is_refused(void **state)
{
	struct ambit_staging staging;
	struct ambit_run_terms terms;
	struct runs r;
	bool done;

	(void)state;
	runs_begin(&r);
	assert_int_equal(ambit_staging_enter(&staging, r.w.outfd, &r.w.order,
			     false, &r.err),
	    0);
	terms = runs_terms(&r);
	assert_int_equal(runs_run(&r, &terms), -1);
	assert_int_equal(r.err.code, AMBIT_E_EXISTS);
	terms = runs_terms(&r);
	(void)close(terms.keyfd);
	assert_int_equal(ambit_run_unit(&terms, 1, &done, &r.err), -1);
	assert_int_equal(r.err.code, AMBIT_E_EXISTS);
	/* It left the other's alone, and no record of its own. */
	assert_true(runs_has_hidden(&r, ""));
	assert_int_equal(faccessat(r.w.outfd, "custody", F_OK, 0), -1);
	ambit_staging_leave(&staging);
	terms = runs_terms(&r);
	runs_must(&r, runs_run(&r, &terms));
	runs_free(&r);
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(a_run_killed_at_any_mark_goes_on),
		cmocka_unit_test(a_killed_run_of_archives_goes_on),
		cmocka_unit_test(units_of_another_form_are_made_again),
		cmocka_unit_test(a_run_beside_another_is_refused),
	};
	struct CMUnitTest tests[COUNT(singles) + COUNT(points) + COUNT(spoils)];
	size_t n = COUNT(singles);

	memcpy(tests, singles, sizeof(singles));
	for (size_t i = 0; i < COUNT(points); i++)
		tests[n++] = (struct CMUnitTest){ points[i].name,
			a_killed_run_goes_on, NULL, NULL, (void *)i };
	for (size_t i = 0; i < COUNT(spoils); i++)
		tests[n++] = (struct CMUnitTest){ spoils[i].name,
			what_was_spoilt_is_made_again, NULL, NULL, (void *)i };
	return cmocka_run_group_tests_name("resume", tests, NULL, NULL);
}
