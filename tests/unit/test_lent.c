#include "check.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proc/lent.h"

#define LEN ((size_t)10000)

/* A process of its own writes there, and how it ended. */
static int
write_from_a_child(unsigned char *memory, unsigned char byte)
{
	pid_t pid = fork();
	int status = 0;

	assert_int_not_equal(pid, -1);
	if (pid == 0) {
		(void)signal(SIGSEGV, SIG_DFL); /* no report of it */
		proc_lent_fetch(memory, LEN);
		memset(memory, byte, LEN);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void
expect(const unsigned char *memory, unsigned char byte)
{
	for (size_t i = 0; i < LEN; i++)
		assert_int_equal(memory[i], byte);
}

static void
whom_it_is_lent_shares_it_and_nobody_else(void **state)
{
	unsigned char *memory = proc_lent_new(LEN);
	struct ambit_err err;

	(void)state;
	assert_non_null(memory);
	expect(memory, 0);
	assert_true(WIFSIGNALED(write_from_a_child(memory, 1)));
	expect(memory, 0);
	assert_int_equal(proc_lent_let(memory, LEN, true, &err), 0);
	assert_int_equal(write_from_a_child(memory, 2), 0);
	expect(memory, 2);
	assert_int_equal(proc_lent_let(memory, LEN, false, &err), 0);
	assert_true(WIFSIGNALED(write_from_a_child(memory, 3)));
	expect(memory, 2);
	proc_lent_free(memory, LEN);
}

static void
wiped_it_is_as_new_for_all(void **state)
{
	unsigned char *memory = proc_lent_new(LEN);
	struct ambit_err err;

	(void)state;
	assert_non_null(memory);
	assert_int_equal(proc_lent_let(memory, LEN, true, &err), 0);
	for (unsigned char byte = 1; byte < 4; byte++) {
		assert_int_equal(write_from_a_child(memory, byte), 0);
		expect(memory, byte);
		assert_int_equal(proc_lent_wipe(memory, LEN, &err), 0);
		expect(memory, 0);
	}
	proc_lent_free(memory, LEN);
}

static void
what_is_no_memory_cannot_be_lent_or_wiped(void **state)
{
	unsigned char *memory = proc_lent_new(LEN);
	struct ambit_err err;

	(void)state;
	proc_lent_free(memory, LEN);
	proc_lent_free(NULL, LEN);
	assert_int_equal(proc_lent_let(memory, LEN, true, &err), -1);
	assert_int_equal(err.code, AMBIT_E_MEMORY);
	assert_int_equal(proc_lent_wipe(memory, LEN, &err), -1);
	assert_int_equal(err.code, AMBIT_E_MEMORY);
	proc_lent_fetch(memory, LEN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whom_it_is_lent_shares_it_and_nobody_else),
		cmocka_unit_test(wiped_it_is_as_new_for_all),
		cmocka_unit_test(what_is_no_memory_cannot_be_lent_or_wiped),
	};

	return cmocka_run_group_tests_name("lent", tests, NULL, NULL);
}
