#include "check.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proc/whereabouts.h"

/* A process of its own says where it is, and how it ended. */
static int
say_from_a_child(struct proc_whereabouts *at, uint32_t item, bool within)
{
	pid_t pid = fork();
	int status = 0;

	assert_int_not_equal(pid, -1);
	if (pid == 0) {
		(void)signal(SIGSEGV, SIG_DFL); /* no report of it */
		proc_whereabouts_set(at, item, within);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void
expect(const struct proc_whereabouts *at, uint32_t want, bool want_within)
{
	uint32_t item;
	bool within;

	proc_whereabouts_get(at, &item, &within);
	assert_int_equal(item, want);
	assert_int_equal(within, want_within);
}

static void
a_dead_reader_has_said_where_it_was(void **state)
{
	static const uint32_t items[] = { 1, 0, 7, UINT32_MAX };
	struct proc_whereabouts *at = proc_whereabouts_new();
	struct ambit_err err;

	(void)state;
	assert_non_null(at);
	expect(at, 0, false);
	assert_int_equal(proc_whereabouts_lend(at, true, &err), 0);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(say_from_a_child(at, items[i], true), 0);
		expect(at, items[i], true);
		assert_int_equal(say_from_a_child(at, items[i], false), 0);
		expect(at, items[i], false);
	}
	proc_whereabouts_free(&at);
	assert_null(at);
}

/* Not the gate, no decoder, and no reader of another store. */
static void
nobody_else_can_say_it(void **state)
{
	struct proc_whereabouts *at = proc_whereabouts_new();
	struct ambit_err err;

	(void)state;
	assert_non_null(at);
	assert_true(WIFSIGNALED(say_from_a_child(at, 3, true)));
	expect(at, 0, false);
	assert_int_equal(proc_whereabouts_lend(at, true, &err), 0);
	assert_int_equal(say_from_a_child(at, 3, true), 0);
	assert_int_equal(proc_whereabouts_lend(at, false, &err), 0);
	assert_true(WIFSIGNALED(say_from_a_child(at, 4, true)));
	expect(at, 3, true);
	proc_whereabouts_free(&at);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dead_reader_has_said_where_it_was),
		cmocka_unit_test(nobody_else_can_say_it),
	};

	return cmocka_run_group_tests_name("whereabouts", tests, NULL, NULL);
}
