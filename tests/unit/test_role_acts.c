#define _GNU_SOURCE
/* What a process that is taken over would try, in each role. */
#include "cage_world.h"
#include "check.h"

#include <netinet/in.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>

/* ---- what no role can do ---- */

static int
open_another_file(const void *arg)
{
	(void)arg;
	return open_at(AT_FDCWD, "/etc/passwd", O_RDONLY);
}

static int
open_another_file_as_of_old(const void *arg)
{
	(void)arg;
#ifdef SYS_open
	return said(syscall(SYS_open, "/etc/passwd", O_RDONLY));
#else
	return open_another_file(arg);
#endif
}

static int
read_the_key(const void *arg)
{
	char path[128];

	(void)arg;
	(void)snprintf(path, sizeof(path), "%s/outside/key", world.path);
	return open_at(AT_FDCWD, path, O_RDONLY);
}

static int
make_a_file(const void *arg)
{
	char path[128];

	(void)arg;
	(void)snprintf(path, sizeof(path), "%s/outside/new", world.path);
	return open_at(AT_FDCWD, path, O_WRONLY | O_CREAT);
}

static int
make_a_nameless_file(const void *arg)
{
	(void)arg;
	return open_at(AT_FDCWD, "/tmp", O_TMPFILE | O_RDWR);
}

static int
write_its_own_memory(const void *arg)
{
	(void)arg;
	return open_at(AT_FDCWD, "/proc/self/mem", O_RDWR);
}

static int
connect_tcp(const void *arg)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	(void)arg;
	return fd == -1
	    ? errno
	    : said(connect(fd, (const struct sockaddr *)&at, sizeof(at)));
}

static int
send_udp(const void *arg)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	(void)arg;
	return fd == -1 ? errno
			: said(sendto(fd, "x", 1, 0,
			      (const struct sockaddr *)&at, sizeof(at)));
}

static int
connect_unix(const void *arg)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)arg;
	memcpy(at.sun_path, world.listener, sizeof(world.listener));
	return fd == -1
	    ? errno
	    : said(connect(fd, (const struct sockaddr *)&at, sizeof(at)));
}

static int
connect_by_a_socket_it_has(const void *arg)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };

	(void)arg;
	memcpy(at.sun_path, world.listener, sizeof(world.listener));
	return said(
	    connect(world.socket[0], (const struct sockaddr *)&at, sizeof(at)));
}

static int
fork_another(const void *arg)
{
	long pid = syscall(SYS_clone, (long)SIGCHLD, 0L, 0L, 0L, 0L);

	(void)arg;
	if (pid == 0)
		_exit(0);
	return said(pid);
}

static int
start_a_thread(const void *arg)
{
	static char stack[4096];

	(void)arg;
	return said(syscall(SYS_clone,
	    (long)(CLONE_VM | CLONE_SIGHAND | CLONE_THREAD | CLONE_FS),
	    stack + sizeof(stack), 0L, 0L, 0L));
}

static int
exec_another(const void *arg)
{
	static char *const none[] = { NULL };

	(void)arg;
	return said(execve("/bin/true", none, none));
}

static int
exec_what_it_has(const void *arg)
{
	static char *const none[] = { NULL };

	(void)arg;
	return said(syscall(SYS_execveat, world.store, "", none, none,
	    (long)AT_EMPTY_PATH));
}

static int
trace_its_parent(const void *arg)
{
	(void)arg;
	return said(ptrace(PTRACE_ATTACH, world.parent, NULL, NULL));
}

/* SIGURG, which nobody heeds: the test itself is the parent. */
static int
signal_its_parent(const void *arg)
{
	(void)arg;
	return said(kill(world.parent, SIGURG));
}

static int
signal_a_thread_of_its_parent(const void *arg)
{
	(void)arg;
	return said(syscall(SYS_tgkill, world.parent, world.parent, SIGURG));
}

static int
read_its_parent(const void *arg)
{
	char here[8];
	struct iovec to = { here, sizeof(here) };
	struct iovec from = { world.path, sizeof(here) };

	(void)arg;
	return said(process_vm_readv(world.parent, &to, 1, &from, 1, 0));
}

static int
run_new_code(const void *arg)
{
	(void)arg;
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
	    ? errno
	    : 0;
}

static int
run_a_file(const void *arg)
{
	(void)arg;
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, world.store,
		   0) == MAP_FAILED
	    ? errno
	    : 0;
}

static int
run_what_it_wrote(const void *arg)
{
	static char page[2 * 4096];
	uintptr_t at = ((uintptr_t)page + 4095) & ~(uintptr_t)4095;

	(void)arg;
	return said(
	    syscall(SYS_mprotect, at, 4096L, (long)(PROT_READ | PROT_EXEC)));
}

static int
go_elsewhere(const void *arg)
{
	(void)arg;
	return said(chdir("/"));
}

static int
raise_a_limit(const void *arg)
{
	(void)arg;
	return said(syscall(SYS_prlimit64, 0L, 7L, NULL, NULL));
}

static int
filter_again(const void *arg)
{
	(void)arg;
	return said(syscall(SYS_seccomp, 0L, 0L, NULL));
}

static const struct act {
	const char *name;
	int (*act)(const void *arg);
	bool opens; /* which Landlock alone refuses where a role opens files */
} acts[] = {
	{ "open another file", open_another_file, true },
	{ "open another file with open(2)", open_another_file_as_of_old,
	    false },
	{ "read the key", read_the_key, true },
	{ "make a file", make_a_file, true },
	{ "make a file without a name", make_a_nameless_file, true },
	{ "write its own memory", write_its_own_memory, true },
	{ "connect, TCP", connect_tcp, false },
	{ "send, UDP", send_udp, false },
	{ "connect, Unix", connect_unix, false },
	{ "connect by a socket that it has", connect_by_a_socket_it_has,
	    false },
	{ "fork", fork_another, false },
	{ "start a thread", start_a_thread, false },
	{ "exec", exec_another, false },
	{ "exec what it has open", exec_what_it_has, false },
	{ "trace its parent", trace_its_parent, false },
	{ "signal its parent", signal_its_parent, false },
	{ "signal a thread of its parent", signal_a_thread_of_its_parent,
	    false },
	{ "read its parent's memory", read_its_parent, false },
	{ "run new code", run_new_code, false },
	{ "run a file", run_a_file, false },
	{ "run what it wrote", run_what_it_wrote, false },
	{ "go to another folder", go_elsewhere, false },
	{ "raise a limit", raise_a_limit, false },
	{ "make another filter", filter_again, false },
};

static const struct ambit_role *const roles[] = { &ambit_role_reader,
	&ambit_role_folder, &ambit_role_decoder, &ambit_role_gate,
	&ambit_role_assembler, &ambit_role_signer, &ambit_role_second };

/* As root, which may all of it, and as another user. */
static void
it_is_refused_or_killed(void **state)
{
	const struct act *act = *state;
	unsigned wrong = 0;

	for (size_t i = 0; i < 2 * COUNT(roles); i++) {
		struct cage cage = cage_in_world(roles[i / 2]);
		const char *end;

		cage.act = act->act;
		cage.as_nobody = i % 2 == 1;
		if (cage.as_nobody && !cage_is_root())
			continue;
		if (act->opens && cage_lacks_landlock() &&
		    opens_files(cage.role))
			continue;
		end = cage_end(&cage);
		if (strcmp(end, "SIGSYS") != 0 && strcmp(end, "EACCES") != 0) {
			print_message("%s: %s\n", ambit_role_name(cage.role),
			    end);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
	assert_int_equal(faccessat(world.outside, "new", F_OK, 0), -1);
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(acts)];

	if (cage_lacks_landlock())
		print_message(
		    "no Landlock here: what it refuses is left out\n");
	for (size_t i = 0; i < COUNT(acts); i++)
		tests[i] =
		    (struct CMUnitTest){ acts[i].name, it_is_refused_or_killed,
			    NULL, NULL, (void *)(uintptr_t)&acts[i] };
	print_message("%zu acts in %zu roles\n", COUNT(acts), COUNT(roles));
	return cmocka_run_group_tests_name("role_acts", tests, cage_world_build,
	    cage_world_sweep);
}
