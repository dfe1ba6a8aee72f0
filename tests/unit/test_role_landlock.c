#define _GNU_SOURCE
/* Landlock without seccomp: the second wall stands where the first would not.
 */
#include "cage.h"
#include "check.h"
#include "folder.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "proc/role_cage.h"

static int unit;

static int
said(long rc)
{
	return rc == -1 ? errno : 0;
}

static int
exec_it(void)
{
	static char *const none[] = { NULL };

	return said(execveat(unit, "run", none, none, 0));
}

static int
make_a_link(void)
{
	return said(symlinkat("run", unit, "link"));
}

static int
make_a_fifo(void)
{
	return said(mknodat(unit, "fifo", S_IFIFO | 0600, 0));
}

static int
make_a_device(void)
{
	return said(mknodat(unit, "null", S_IFCHR | 0600, 0x103));
}

static int
at_port(int (*what)(int, const struct sockaddr *, socklen_t))
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return fd == -1
	    ? ENOTSOCK
	    : said(what(fd, (const struct sockaddr *)&at, sizeof(at)));
}

static int
connect_tcp(void)
{
	return at_port(connect);
}

static int
bind_tcp(void)
{
	return at_port(bind);
}

static int
signal_its_parent(void)
{
	return said(kill(getppid(), SIGURG));
}

/* A name of the test's own, that it listens at. */
static struct sockaddr_un
abstract(socklen_t *len_r)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int n = snprintf(at.sun_path + 1, sizeof(at.sun_path) - 1,
	    "ambit-test-%d", (int)getpgrp());

	*len_r = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1) +
	    (socklen_t)n;
	return at;
}

static int
connect_abstract(void)
{
	socklen_t len;
	struct sockaddr_un at = abstract(&len);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	return said(connect(fd, (const struct sockaddr *)&at, len));
}

static int
make_a_file(void)
{
	return said(openat(unit, "new", O_WRONLY | O_CREAT, 0600));
}

static int
read_a_file(void)
{
	return said(openat(unit, "run", O_RDONLY));
}

static const struct wall {
	const char *name;
	const struct ambit_role *role;
	int (*act)(void);
	int abi; /* that knows the right */
	int error;
} walls[] = {
	{ "a gate executes nothing", &ambit_role_gate, exec_it, 1, EACCES },
	{ "a gate makes no link", &ambit_role_gate, make_a_link, 1, EACCES },
	{ "a gate makes no fifo", &ambit_role_gate, make_a_fifo, 1, EACCES },
	{ "a gate makes no device", &ambit_role_gate, make_a_device, 1,
	    EACCES },
	{ "a gate makes a file", &ambit_role_gate, make_a_file, 1, 0 },
	{ "an assembler executes nothing", &ambit_role_assembler, exec_it, 1,
	    EACCES },
	{ "a folder reader executes nothing", &ambit_role_folder, exec_it, 1,
	    EACCES },
	{ "a folder reader makes no file", &ambit_role_folder, make_a_file, 1,
	    EACCES },
	{ "a folder reader reads a file", &ambit_role_folder, read_a_file, 1,
	    0 },
	{ "a reader reads no file", &ambit_role_reader, read_a_file, 1,
	    EACCES },
	{ "a decoder reads no file", &ambit_role_decoder, read_a_file, 1,
	    EACCES },
	{ "a reader connects nowhere", &ambit_role_reader, connect_tcp, 4,
	    EACCES },
	{ "a decoder listens nowhere", &ambit_role_decoder, bind_tcp, 4,
	    EACCES },
	{ "a gate connects nowhere", &ambit_role_gate, connect_tcp, 4, EACCES },
	{ "a reader signals nobody", &ambit_role_reader, signal_its_parent, 6,
	    EPERM },
	{ "a gate connects to no name", &ambit_role_gate, connect_abstract, 6,
	    EPERM },
};

static _Noreturn void
enter_and_act(const struct wall *wall)
{
	struct ambit_role_folders folders = { unit, unit, -1 };
	struct ambit_err err;
	int ruleset;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
	    role_landlock_make(wall->role, &folders, false, &ruleset, &err) <
		0 ||
	    ruleset == -1 || role_landlock_enter(wall->role, ruleset, &err) < 0)
		_exit(CAGE_FAIL);
	_exit(wall->act());
}

static void
it_holds_alone(void **state)
{
	const struct wall *wall = *state;
	int status;
	pid_t pid;

	if (ambit_role_landlock() < wall->abi)
		skip();
	pid = fork();
	cage_need(pid != -1, "fork");
	if (pid == 0)
		enter_and_act(wall);
	cage_need(waitpid(pid, &status, 0) == pid, "wait");
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), wall->error);
}

static int
build(void **state)
{
	socklen_t len;
	struct sockaddr_un at = abstract(&len);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)state;
	unit = folder_new();
	folder_file(unit, "run", "#!/bin/true\n");
	cage_need(fchmodat(unit, "run", 0700, 0) == 0, "chmod");
	cage_need(bind(fd, (const struct sockaddr *)&at, len) == 0 &&
		listen(fd, 4) == 0,
	    "listen");
	return 0;
}

static int
sweep(void **state)
{
	(void)state;
	folder_free(&unit);
	return 0;
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(walls)];

	if (cage_lacks_landlock())
		print_message("no Landlock here: nothing can be shown\n");
	else
		print_message("Landlock of ABI %d\n", ambit_role_landlock());
	for (size_t i = 0; i < COUNT(walls); i++)
		tests[i] = (struct CMUnitTest){ walls[i].name, it_holds_alone,
			NULL, NULL, (void *)(uintptr_t)&walls[i] };
	return cmocka_run_group_tests_name("role_landlock", tests, build,
	    sweep);
}
