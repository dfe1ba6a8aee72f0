#include "check.h"

#include "proc/child.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a child is to do before its cage, and in it. */
struct deed {
	const char *why; /* it does not get ready */
	void (*warm)(void);
	void (*work)(void);
};

static int
warm(void *job, struct ambit_err *err_r)
{
	const struct deed *deed = job;

	if (deed->warm != NULL)
		deed->warm();
	return deed->why != NULL
	    ? ambit_err_set(err_r, AMBIT_E_CRYPTO, "%s", deed->why)
	    : 0;
}

static void
work(void *job)
{
	const struct deed *deed = job;

	if (deed->work != NULL)
		deed->work();
}

/* A process that does not end for a test that fails is ended all the same. */
static struct proc_child
start(struct deed *deed)
{
	const struct proc_part part = { .role = &ambit_role_decoder,
		.folders = { -1, -1, -1 },
		.warm = warm,
		.work = work,
		.job = deed };
	struct proc_child child;
	struct ambit_err err = { .text = "" };

	(void)alarm(60);
	if (proc_child_start(&child, &part, &err) < 0)
		fail_msg("%s", err.text);
	assert_true(child.pid > 0);
	assert_false(child.ready);
	return child;
}

static void
must_be_ready(struct proc_child *child)
{
	struct ambit_err err = { .text = "" };

	if (proc_child_ready(child, "child", &err) < 0)
		fail_msg("%s", err.text);
	assert_true(child->ready);
}

/* Nothing is left of it: no process, no descriptor. */
static void
assert_gone(const struct proc_child *child)
{
	assert_int_equal(child->pid, 0);
	assert_int_equal(child->line, -1);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

/* ---- getting ready ---- */

static void
a_child_that_is_ready_says_so_and_ends_well(void **state)
{
	struct deed deed = { .why = NULL };
	struct proc_child child = start(&deed);
	int sig = 7;

	(void)state;
	must_be_ready(&child);
	while (proc_child_hear(&child))
		fail_msg("it says something");
	assert_true(proc_child_wait(&child, &sig));
	assert_int_equal(sig, 0);
	assert_gone(&child);
}

#define LONG50 "why why why why why why why why why why why why w\n"

static const struct {
	const char *name;
	const char *why, *said;
} sentences[] = {
	{ "a child that is not ready says why", "no key", "child: no key" },
	{ "a sentence may begin like any other", "reader: no seccomp",
	    "child: reader: no seccomp" },
	{ "what a terminal would obey is not told", "a\x1b[2J\xff",
	    "child: a?[2J?" },
	{ "a sentence is cut where it is too long",
	    LONG50 LONG50 LONG50 LONG50 LONG50, NULL },
};

static void
a_sentence_is_heard(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	struct deed deed = { .why = sentences[i].why };
	struct proc_child child = start(&deed);
	struct ambit_err err = { .text = "" };

	assert_int_equal(proc_child_ready(&child, "child", &err), -1);
	assert_int_equal(err.code, AMBIT_E_CAGE);
	if (sentences[i].said != NULL)
		assert_string_equal(err.text, sentences[i].said);
	else
		assert_int_equal(strlen(err.text), strlen("child: ") + 199);
	assert_gone(&child);
}

static void
die(void)
{
	(void)raise(SIGKILL);
}

static void
a_child_that_dies_before_it_begins_is_told(void **state)
{
	struct deed deed = { .warm = die };
	struct proc_child child = start(&deed);
	struct ambit_err err = { .text = "" };

	(void)state;
	assert_int_equal(proc_child_ready(&child, "child", &err), -1);
	assert_int_equal(err.code, AMBIT_E_CRASH);
	assert_string_equal(err.text,
	    "the child died of signal 9 before it began");
	assert_gone(&child);
}

static void
chat(void)
{
	assert_int_equal(write(2, "warning\n", 8), 8);
}

/* What a library says first does not hide that it is ready. */
static void
a_library_may_speak_before_it_is_ready(void **state)
{
	struct deed deed = { .warm = chat };
	struct proc_child child = start(&deed);
	int sig;

	(void)state;
	must_be_ready(&child);
	assert_true(proc_child_wait(&child, &sig));
	assert_gone(&child);
}

/* ---- at work ---- */

static void
trap(void)
{
	__builtin_trap();
}

static void
give_up(void)
{
	_exit(3);
}

static void
a_death_at_work_is_told_with_its_signal(void **state)
{
	struct deed deed = { .work = trap };
	struct proc_child child = start(&deed);
	int sig = 0;

	(void)state;
	must_be_ready(&child);
	assert_false(proc_child_wait(&child, &sig));
	assert_true(sig == SIGILL || sig == SIGTRAP);
	assert_gone(&child);
	/* Of one that is gone there is nothing more to tell. */
	assert_false(proc_child_wait(&child, &sig));
	assert_int_equal(sig, 0);
}

static void
a_child_that_gives_up_did_not_end_well(void **state)
{
	struct deed deed = { .work = give_up };
	struct proc_child child = start(&deed);
	int sig = 7;

	(void)state;
	must_be_ready(&child);
	assert_false(proc_child_wait(&child, &sig));
	assert_int_equal(sig, 0);
	assert_gone(&child);
}

/* More than a pipe holds. */
static void
babble(void)
{
	static char much[4096];

	memset(much, '\6', sizeof(much) / 2);
	memset(much + sizeof(much) / 2, 's', sizeof(much) / 2);
	for (int i = 0; i < 64; i++) {
		if (write(2, much, sizeof(much)) != (ssize_t)sizeof(much))
			_exit(1);
	}
}

static void
what_is_said_at_work_is_dropped(void **state)
{
	struct deed deed = { .work = babble };
	struct proc_child child = start(&deed);
	int sig;

	(void)state;
	must_be_ready(&child);
	while (proc_child_hear(&child))
		assert_int_equal(child.len, 0);
	assert_string_equal(child.said, "");
	assert_true(proc_child_wait(&child, &sig));
	assert_gone(&child);
}

/* ---- being let go ---- */

/* In its cage it may still do nothing. */
static void
spin(void)
{
	for (;;)
		continue;
}

static void
babble_on(void)
{
	for (;;)
		babble();
}

static void
one_that_ends_is_waited_for(void **state)
{
	struct deed deed = { .work = babble };
	struct proc_child child = start(&deed);
	int sig = 7;

	(void)state;
	assert_true(proc_child_dismiss(&child, 30000, &sig));
	assert_int_equal(sig, 0);
	assert_gone(&child);
}

static void
one_that_goes_on_is_made_to_end(void **state)
{
	struct deed deed = { .work = spin };
	struct proc_child child = start(&deed);
	int sig = 7;

	(void)state;
	must_be_ready(&child);
	assert_false(proc_child_dismiss(&child, 20, &sig));
	assert_int_equal(sig, 0);
	assert_gone(&child);
}

static void
one_that_never_stops_talking_is_made_to_end(void **state)
{
	struct deed deed = { .work = babble_on };
	struct proc_child child = start(&deed);
	int sig = 7;

	(void)state;
	must_be_ready(&child);
	assert_false(proc_child_dismiss(&child, 20, &sig));
	assert_int_equal(sig, 0);
	assert_gone(&child);
}

static void
one_that_died_is_told_with_its_signal(void **state)
{
	struct deed deed = { .work = trap };
	struct proc_child child = start(&deed);
	int sig = 0;

	(void)state;
	assert_false(proc_child_dismiss(&child, 30000, &sig));
	assert_true(sig == SIGILL || sig == SIGTRAP);
	assert_gone(&child);
}

static void
one_that_is_killed_is_gone(void **state)
{
	struct deed deed = { .work = spin };
	struct proc_child child = start(&deed);

	(void)state;
	must_be_ready(&child);
	proc_child_kill(&child);
	assert_gone(&child);
	proc_child_kill(&child);
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(a_child_that_is_ready_says_so_and_ends_well),
		cmocka_unit_test(a_child_that_dies_before_it_begins_is_told),
		cmocka_unit_test(a_library_may_speak_before_it_is_ready),
		cmocka_unit_test(a_death_at_work_is_told_with_its_signal),
		cmocka_unit_test(a_child_that_gives_up_did_not_end_well),
		cmocka_unit_test(what_is_said_at_work_is_dropped),
		cmocka_unit_test(one_that_ends_is_waited_for),
		cmocka_unit_test(one_that_goes_on_is_made_to_end),
		cmocka_unit_test(one_that_never_stops_talking_is_made_to_end),
		cmocka_unit_test(one_that_died_is_told_with_its_signal),
		cmocka_unit_test(one_that_is_killed_is_gone),
	};
	struct CMUnitTest tests[COUNT(singles) + COUNT(sentences)];
	size_t n = COUNT(singles);

	memcpy(tests, singles, sizeof(singles));
	for (size_t i = 0; i < COUNT(sentences); i++)
		tests[n++] = (struct CMUnitTest){ sentences[i].name,
			a_sentence_is_heard, NULL, NULL, (void *)i };
	return cmocka_run_group_tests_name("child", tests, NULL, NULL);
}
