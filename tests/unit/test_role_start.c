#define _GNU_SOURCE
/* The way into a cage: what is left behind, and that none is entered half. */
#include "cage.h"
#include "check.h"
#include "folder.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>

static int
done(const void *arg)
{
	(void)arg;
	return 0;
}

static int
call_getppid(const void *arg)
{
	(void)arg;
	(void)getppid();
	return 0;
}

static struct cage
cage_of(const struct ambit_role *role)
{
	return (struct cage){ .role = role,
		.folders = { -1, -1, -1 },
		.without_landlock = cage_lacks_landlock(),
		.act = done };
}

static const struct ambit_role *const roles[] = { &ambit_role_reader,
	&ambit_role_folder, &ambit_role_decoder, &ambit_role_gate,
	&ambit_role_assembler, &ambit_role_signer, &ambit_role_second };

static bool
makes_files(const struct ambit_role *role)
{
	return role == &ambit_role_gate || role == &ambit_role_assembler;
}

/* ---- a kernel that fails ---- */

/* This call fails so where (argument 2 == flags) is as is_query says. */
struct fault {
	const char *name;
	const struct ambit_role *role;
	int nr;
	int error;
	enum { ALWAYS, ASKED, MADE } when; /* Landlock: its ABI, a ruleset */
	bool without;
	const char *end;
};

#define STMT(code, k)         ((struct sock_filter)BPF_STMT(code, k))
#define JUMP(code, k, jt, jf) ((struct sock_filter)BPF_JUMP(code, k, jt, jf))

static void
make_it_fail(const void *arg)
{
	const struct fault *fault = arg;
	uint8_t asked = fault->when == MADE ? 1 : 0;
	struct sock_filter ins[] = {
		STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, nr)),
		JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)fault->nr, 0, 3),
		STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, args[2])),
		JUMP(BPF_JMP | BPF_JEQ | BPF_K, 1, asked, !asked),
		STMT(BPF_RET | BPF_K,
		    SECCOMP_RET_ERRNO | (uint32_t)fault->error),
		STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { COUNT(ins), ins };

	if (fault->when == ALWAYS)
		ins[2] = ins[4];
	cage_need(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
		syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog) == 0,
	    "make it fail");
}

static void
it_is_entered_or_named(void **state)
{
	const struct fault *row = *state;
	struct cage cage = cage_of(row->role);

	if (cage_lacks_landlock() && row->when == MADE)
		skip();
	cage.without_landlock =
	    row->without || (row->nr == SYS_seccomp && cage_lacks_landlock());
	cage.before = make_it_fail;
	cage.arg = row;
	assert_string_equal(cage_end(&cage), row->end);
	if (strcmp(row->end, "done") != 0)
		return;
	/* Without Landlock there still is a filter. */
	cage.act = call_getppid;
	assert_string_equal(cage_end(&cage), "SIGSYS");
}

#define LANDLOCK SYS_landlock_create_ruleset
#define NO_CALL  "Function not implemented"
#define NO_RIGHT "Operation not permitted"
#define NO_SUCH  "Operation not supported"

static const struct fault faults[] = {
	{ "a gate without Landlock does not start", &ambit_role_gate, LANDLOCK,
	    ENOSYS, ASKED, false,
	    "gate cannot be shut in: Landlock: " NO_CALL },
	{ "a gate with Landlock off at boot does not start", &ambit_role_gate,
	    LANDLOCK, EOPNOTSUPP, ASKED, false,
	    "gate cannot be shut in: Landlock: " NO_SUCH },
	{ "a gate whose Landlock is forbidden does not start", &ambit_role_gate,
	    LANDLOCK, EPERM, ASKED, false,
	    "gate cannot be shut in: Landlock: " NO_RIGHT },
	{ "a gate with Landlock of ABI 0 does not start", &ambit_role_gate,
	    LANDLOCK, 0, ASKED, false,
	    "gate cannot be shut in: Landlock: " NO_SUCH },
	{ "an assembler without Landlock does not start", &ambit_role_assembler,
	    LANDLOCK, ENOSYS, ASKED, false,
	    "assembler cannot be shut in: Landlock: " NO_CALL },
	{ "a folder reader without Landlock does not start", &ambit_role_folder,
	    LANDLOCK, ENOSYS, ASKED, false,
	    "folder reader cannot be shut in: Landlock: " NO_CALL },
	{ "a gate without Landlock starts where that is accepted",
	    &ambit_role_gate, LANDLOCK, ENOSYS, ASKED, true, "done" },
	{ "a gate with Landlock off starts where that is accepted",
	    &ambit_role_gate, LANDLOCK, EOPNOTSUPP, ASKED, true, "done" },
	{ "a folder reader without Landlock starts where that is accepted",
	    &ambit_role_folder, LANDLOCK, ENOSYS, ASKED, true, "done" },
	{ "an assembler without Landlock starts where that is accepted",
	    &ambit_role_assembler, LANDLOCK, ENOSYS, ASKED, true, "done" },
	{ "a reader needs no Landlock", &ambit_role_reader, LANDLOCK, ENOSYS,
	    ASKED, false, "done" },
	{ "a reader needs no Landlock that is off", &ambit_role_reader,
	    LANDLOCK, EOPNOTSUPP, ASKED, false, "done" },
	{ "a signer needs no Landlock", &ambit_role_signer, LANDLOCK, ENOSYS,
	    ASKED, false, "done" },
	{ "a reader whose Landlock is forbidden does not start",
	    &ambit_role_reader, LANDLOCK, EPERM, ASKED, false,
	    "reader cannot be shut in: Landlock: " NO_RIGHT },
	{ "a gate whose ruleset fails does not start", &ambit_role_gate,
	    LANDLOCK, EPERM, MADE, false,
	    "gate cannot be shut in: Landlock: " NO_RIGHT },
	{ "a gate whose ruleset fails does not start, whatever is accepted",
	    &ambit_role_gate, LANDLOCK, ENOSYS, MADE, true,
	    "gate cannot be shut in: Landlock: " NO_CALL },
	{ "a reader whose ruleset fails does not start", &ambit_role_reader,
	    LANDLOCK, ENOSYS, MADE, false,
	    "reader cannot be shut in: Landlock: " NO_CALL },
	{ "seccomp missing", &ambit_role_reader, SYS_seccomp, ENOSYS, ALWAYS,
	    false, "reader cannot be shut in: seccomp: " NO_CALL },
	{ "seccomp forbidden", &ambit_role_gate, SYS_seccomp, EPERM, ALWAYS,
	    false, "gate cannot be shut in: seccomp: " NO_RIGHT },
	{ "seccomp without filters", &ambit_role_signer, SYS_seccomp, EINVAL,
	    ALWAYS, false,
	    "signer cannot be shut in: seccomp: Invalid argument" },
	{ "seccomp missing, whatever is accepted", &ambit_role_assembler,
	    SYS_seccomp, ENOSYS, ALWAYS, true,
	    "assembler cannot be shut in: seccomp: " NO_CALL },
	{ "seccomp missing for a decoder", &ambit_role_decoder, SYS_seccomp,
	    ENOSYS, ALWAYS, false,
	    "decoder cannot be shut in: seccomp: " NO_CALL },
	{ "prctl forbidden", &ambit_role_decoder, SYS_prctl, EPERM, ALWAYS,
	    false,
	    "decoder cannot be shut in: prctl(PR_SET_PDEATHSIG): " NO_RIGHT },
	{ "close_range missing", &ambit_role_second, SYS_close_range, ENOSYS,
	    ALWAYS, false,
	    "second reader cannot be shut in: close_range: " NO_CALL },
	{ "no limits", &ambit_role_reader, SYS_prlimit64, EPERM, ALWAYS, false,
	    "reader cannot be shut in: setrlimit: " NO_RIGHT },
};

/* Rights of a rule, and the last step. */
static const struct fault late[] = {
	{ "a gate without its rule does not start", &ambit_role_gate,
	    SYS_landlock_add_rule, EINVAL, ALWAYS, true,
	    "gate cannot be shut in: Landlock: Invalid argument" },
	{ "a folder reader without its rule does not start", &ambit_role_folder,
	    SYS_landlock_add_rule, EPERM, ALWAYS, false,
	    "folder reader cannot be shut in: Landlock: " NO_RIGHT },
	{ "a reader that is not restricted does not start", &ambit_role_reader,
	    SYS_landlock_restrict_self, EPERM, ALWAYS, true,
	    "reader cannot be shut in: Landlock: " NO_RIGHT },
	{ "a gate that is not restricted does not start", &ambit_role_gate,
	    SYS_landlock_restrict_self, E2BIG, ALWAYS, false,
	    "gate cannot be shut in: Landlock: Argument list too long" },
};

static void
it_is_named(void **state)
{
	const struct fault *row = *state;
	struct cage cage = cage_of(row->role);
	int fd = folder_new();

	if (cage_lacks_landlock())
		skip();
	cage.folders = (struct ambit_role_folders){ fd, fd, -1 };
	cage.without_landlock = row->without;
	cage.before = make_it_fail;
	cage.arg = row;
	assert_string_equal(cage_end(&cage), row->end);
	folder_free(&fd);
}

/* A file is no folder: there is no rule for it, and no cage. */
static void
a_folder_that_is_none(void **state)
{
	struct cage cage = cage_of(&ambit_role_gate);
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	(void)state;
	if (cage_lacks_landlock())
		skip();
	cage.folders.write = fd;
	assert_string_equal(cage_end(&cage),
	    "gate cannot be shut in: Landlock: Invalid argument");
	(void)close(fd);
}

/* ---- what is left behind ---- */

static int
look_at_environment(const void *arg)
{
	extern char **environ;
	static const char *const want[] = { "TZ=UTC", "LC_ALL=C" };
	unsigned n = 0;

	(void)arg;
	for (; environ[n] != NULL; n++) {
		if (n >= 2 || strcmp(environ[n], want[n]) != 0)
			return EINVAL;
	}
	return n == 2 && timezone == 0 ? 0 : EINVAL;
}

static void
set_environment(const void *arg)
{
	(void)arg;
	cage_need(setenv("TZ", "Asia/Tokyo", 1) == 0 &&
		setenv("SECRET", "x", 1) == 0,
	    "setenv");
	tzset();
}

static void
nothing_is_left_of_the_environment(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(roles); i++) {
		struct cage cage = cage_of(roles[i]);

		cage.before = set_environment;
		cage.act = look_at_environment;
		assert_string_equal(cage_end(&cage), "done");
	}
}

/* The C library asks again for the time zone, and opens nothing for it. */
static int
break_down_the_time(const void *arg)
{
	time_t at = 1700000000;
	struct tm tm;

	(void)arg;
	return localtime_r(&at, &tm) != NULL && tm.tm_hour == 22 ? 0 : EINVAL;
}

static void
the_time_zone_is_read_already(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(roles); i++) {
		struct cage cage = cage_of(roles[i]);

		cage.before = set_environment;
		cage.act = break_down_the_time;
		assert_string_equal(cage_end(&cage), "done");
	}
}

static void
on_usr1(int sig)
{
	(void)sig;
	_exit(77);
}

/* A handler and a mask of the parent, and dead readers. */
static void
set_signals(const void *arg)
{
	sigset_t all;

	(void)arg;
	(void)signal(SIGUSR1, on_usr1);
	(void)sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, NULL);
}

static int
write_to_nobody(const void *arg)
{
	ssize_t rc = write(*(const int *)arg, "x", 1);

	return rc == -1 && errno == EPIPE ? 0 : EINVAL;
}

static void
a_dead_reader_is_an_error(void **state)
{
	int ends[2];

	(void)state;
	cage_need(pipe(ends) == 0, "pipe");
	(void)close(ends[0]);
	for (size_t i = 0; i < COUNT(roles); i++) {
		struct cage cage = cage_of(roles[i]);

		cage.keep[cage.n_keep++] = ends[1];
		cage.arg = &ends[1];
		cage.before = set_signals;
		cage.act = write_to_nobody;
		assert_string_equal(cage_end(&cage), "done");
	}
	(void)close(ends[1]);
}

/* ---- a process that waits in its cage, seen from outside ---- */

struct guest {
	pid_t pid;
	int hear, life[2];
};

#define KEPT_LOW  5
#define KEPT_MID  17
#define KEPT_HIGH 700

static int
say_and_wait(const void *arg)
{
	char byte;

	(void)arg;
	if (write(KEPT_MID, "r", 1) != 1)
		return errno;
	return read(KEPT_HIGH, &byte, 1) == 0 ? 0 : EINVAL;
}

/* Kept 17 to be heard, 700 to be let go, 5 for nothing; many others are open.
 */
static struct guest
guest_new(const struct ambit_role *role, bool as_nobody, const int life[2])
{
	struct cage cage = cage_of(role);
	int hear[2], end[2], parent = getpid();
	struct guest guest;

	cage_need(pipe(hear) == 0 && pipe(end) == 0, "pipe");
	cage.keep[cage.n_keep++] = KEPT_HIGH;
	cage.keep[cage.n_keep++] = KEPT_LOW;
	cage.keep[cage.n_keep++] = KEPT_MID;
	cage.as_nobody = as_nobody;
	cage.before = set_signals;
	cage.act = say_and_wait;
	guest.pid = fork();
	cage_need(guest.pid != -1, "fork");
	if (guest.pid == 0) {
		int moved[3];

		moved[0] = fcntl(hear[1], F_DUPFD, 100);
		moved[1] = fcntl(life[0], F_DUPFD, 100);
		moved[2] = fcntl(end[1], F_DUPFD, 100);
		for (int fd = 3; fd < 40; fd++)
			(void)dup2(moved[1], fd);
		cage_need(dup2(moved[0], KEPT_MID) != -1 &&
			dup2(moved[1], KEPT_HIGH) != -1 &&
			dup2(moved[1], KEPT_HIGH + 1) != -1,
		    "dup2");
		for (int fd = 41; fd < 90; fd++)
			(void)close(fd);
		cage_child(&cage, moved[2], parent);
	}
	(void)close(hear[1]);
	(void)close(end[1]);
	(void)close(end[0]);
	guest.hear = hear[0];
	guest.life[0] = life[0];
	guest.life[1] = life[1];
	return guest;
}

/* One whose life is the test's. */
static struct guest
guest_here(const struct ambit_role *role, bool as_nobody)
{
	int life[2];

	cage_need(pipe(life) == 0, "pipe");
	return guest_new(role, as_nobody, life);
}

static bool
guest_is_ready(const struct guest *guest)
{
	char byte;

	return read(guest->hear, &byte, 1) == 1;
}

static int
guest_end(const struct guest *guest)
{
	int status;

	(void)close(guest->life[0]);
	(void)close(guest->life[1]);
	(void)close(guest->hear);
	cage_need(waitpid(guest->pid, &status, 0) == guest->pid, "wait");
	return status;
}

/* "2 5 17 700 ", in order. */
static void
list_descriptors(pid_t pid, char *text, size_t cap)
{
	char path[64];
	int fds[64];
	size_t n = 0, len = 0;
	struct dirent *entry;
	DIR *dir;

	(void)snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	dir = opendir(path);
	cage_need(dir != NULL, path);
	while ((entry = readdir(dir)) != NULL && n < COUNT(fds)) {
		if (entry->d_name[0] == '.')
			continue;
		fds[n++] = atoi(entry->d_name);
		for (size_t i = n - 1; i > 0 && fds[i] < fds[i - 1]; i--) {
			int fd = fds[i];

			fds[i] = fds[i - 1];
			fds[i - 1] = fd;
		}
	}
	(void)closedir(dir);
	text[0] = '\0';
	for (size_t i = 0; i < n; i++)
		len += (size_t)snprintf(text + len, cap - len, "%d ", fds[i]);
}

/* Nobody but root may look into a process that is not dumpable. */
static void
only_its_descriptors_are_open(void **state)
{
	char text[256];

	(void)state;
	if (!cage_is_root())
		skip();
	for (size_t i = 0; i < 2 * COUNT(roles); i++) {
		struct guest guest = guest_here(roles[i / 2], i % 2 == 1);

		assert_true(guest_is_ready(&guest));
		list_descriptors(guest.pid, text, sizeof(text));
		assert_string_equal(text, "2 5 17 700 ");
		assert_int_equal(guest_end(&guest), 0);
	}
}

/* The same, asked from inside: what is not open says EBADF both ways. */
static int
count_more_than_one(const void *arg)
{
	int n = 0;

	(void)arg;
	for (int fd = 0; fd < 1024; fd++) {
		if ((read(fd, NULL, 0) == -1 && errno == EBADF) &&
		    (write(fd, NULL, 0) == -1 && errno == EBADF))
			continue;
		n++;
	}
	return n - 1;
}

static void
only_descriptor_2_is_open_where_none_is_kept(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(roles); i++) {
		struct cage cage = cage_of(roles[i]);

		cage.act = count_more_than_one;
		assert_string_equal(cage_end(&cage), "done");
	}
}

/* The line of a file in /proc that begins so, without blanks in a row. */
static void
proc_line(pid_t pid, const char *file, const char *begin, char *line,
    size_t cap)
{
	char path[64], raw[256];
	size_t n = 0;
	FILE *f;

	(void)snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, file);
	f = fopen(path, "re");
	cage_need(f != NULL, path);
	line[0] = '\0';
	while (fgets(raw, sizeof(raw), f) != NULL) {
		if (strncmp(raw, begin, strlen(begin)) != 0)
			continue;
		for (const char *p = raw; *p != '\0' && n < cap - 1; p++) {
			char c = *p == '\t' || *p == '\n' ? ' ' : *p;

			if (c != ' ' || (n > 0 && line[n - 1] != ' '))
				line[n++] = c;
		}
		line[n] = '\0';
	}
	(void)fclose(f);
}

static void
assert_line(pid_t pid, const char *file, const char *begin, const char *rest)
{
	char line[256], want[256];

	(void)snprintf(want, sizeof(want), "%s %s ", begin, rest);
	proc_line(pid, file, begin, line, sizeof(line));
	if (strncmp(line, want, strlen(want)) != 0)
		assert_string_equal(line, want);
}

static uint64_t
memory_of(const struct ambit_role *role)
{
	if (role == &ambit_role_signer)
		return (uint64_t)64 << 20;
	return (uint64_t)(role == &ambit_role_gate ? 256 : 1024) << 20;
}

/* The table's, and what it was forked with: that is no more than it has. */
static void
assert_memory(const struct ambit_role *role, pid_t pid)
{
	static const char limits[] = "Max address space";
	char line[256];
	uint64_t least = memory_of(role), limit, has;

	proc_line(pid, "limits", limits, line, sizeof(line));
	limit = strtoull(line + strlen(limits), NULL, 10);
	proc_line(pid, "status", "VmPeak:", line, sizeof(line));
	has = strtoull(line + strlen("VmPeak:"), NULL, 10) << 10;
	assert_in_range(limit, least, least + has);
	assert_int_not_equal(has, 0);
}

static const char *
seconds_of(const struct ambit_role *role)
{
	return role == &ambit_role_signer || role == &ambit_role_decoder
	    ? "3600 3600"
	    : "259200 259200";
}

static void
assert_shut_in(const struct ambit_role *role, pid_t pid)
{
	assert_line(pid, "status", "Seccomp:", "2");
	assert_line(pid, "status", "NoNewPrivs:", "1");
	assert_line(pid, "status",
	    "Umask:", makes_files(role) ? "0022" : "0077");
	assert_line(pid, "status", "SigBlk:", "0000000000000000");
	assert_line(pid, "status", "SigCgt:", "0000000000000000");
	/* SIGPIPE; SIGXFSZ where there may be a quota. */
	assert_line(pid, "status", "SigIgn:",
	    makes_files(role) ? "0000000001001000" : "0000000000001000");
	assert_line(pid, "limits", "Max core file size", "0 0");
	assert_line(pid, "limits", "Max cpu time", seconds_of(role));
	assert_line(pid, "limits", "Max processes", "0 0");
	assert_line(pid, "limits", "Max open files",
	    role == &ambit_role_folder ? "128 128"
		: makes_files(role)    ? "64 64"
				       : "0 0");
	assert_line(pid, "limits", "Max stack size", "8388608 8388608");
	assert_memory(role, pid);
	assert_line(pid, "limits", "Max file size",
	    makes_files(role) ? "unlimited unlimited" : "0 0");
}

static void
its_limits_are_those_of_the_table(void **state)
{
	struct rlimit file;

	(void)state;
	cage_need(getrlimit(RLIMIT_FSIZE, &file) == 0, "getrlimit");
	if (file.rlim_max != RLIM_INFINITY)
		skip();
	for (size_t i = 0; i < COUNT(roles); i++) {
		struct guest guest = guest_here(roles[i], false);

		assert_true(guest_is_ready(&guest));
		assert_shut_in(roles[i], guest.pid);
		assert_int_equal(guest_end(&guest), 0);
	}
}

/* What the same user may read of a process that is dumpable. */
static int
look_into(pid_t pid)
{
	char path[64];
	int fd;

	(void)snprintf(path, sizeof(path), "/proc/%d/environ", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return errno;
	(void)close(fd);
	return 0;
}

static void
its_memory_is_its_own(void **state)
{
	struct guest guest = guest_here(&ambit_role_signer, cage_is_root());
	int status;
	pid_t pid;

	(void)state;
	assert_true(guest_is_ready(&guest));
	pid = fork();
	cage_need(pid != -1, "fork");
	if (pid == 0) {
		if (cage_is_root())
			cage_become_nobody();
		_exit(look_into(guest.pid));
	}
	cage_need(waitpid(pid, &status, 0) == pid, "wait");
	assert_int_equal(WEXITSTATUS(status), EACCES);
	assert_int_equal(guest_end(&guest), 0);
}

/* ---- the parent ---- */

static void
another_parent_is_none(void **state)
{
	const int none[1] = { -1 };
	struct ambit_role_folders nowhere = { -1, -1, -1 };
	struct ambit_err err;
	int status;
	pid_t pid = fork();

	(void)state;
	cage_need(pid != -1, "fork");
	if (pid == 0) {
		int rc = ambit_role_enter(&ambit_role_reader, &nowhere, none, 0,
		    1 << 30, false, &err);

		_exit(rc == -1 && err.code == AMBIT_E_CAGE &&
			    strcmp(err.text,
				"reader cannot be shut in: the process that "
				"started it is gone") == 0
			? 0
			: 1);
	}
	cage_need(waitpid(pid, &status, 0) == pid, "wait");
	assert_int_equal(status, 0);
}

/* A parent that tells which guest it has, and waits to be killed. */
static _Noreturn void
be_a_parent(const struct ambit_role *role, int tell, const int life[2])
{
	struct guest guest = guest_new(role, false, life);

	if (!guest_is_ready(&guest) ||
	    write(tell, &guest.pid, sizeof(guest.pid)) !=
		(ssize_t)sizeof(guest.pid))
		_exit(1);
	for (;;)
		(void)pause();
}

static void
assert_dies_with(const struct ambit_role *role)
{
	struct pollfd end = { .events = POLLIN };
	int tell[2], life[2];
	pid_t parent, guest;

	/* The test holds its life, so that no closed pipe ends it. */
	cage_need(pipe(tell) == 0 && pipe(life) == 0, "pipe");
	parent = fork();
	cage_need(parent != -1, "fork");
	if (parent == 0)
		be_a_parent(role, tell[1], life);
	cage_need(read(tell[0], &guest, sizeof(guest)) ==
		(ssize_t)sizeof(guest),
	    "guest");
	end.fd = (int)syscall(SYS_pidfd_open, guest, 0);
	cage_need(end.fd != -1, "pidfd_open");
	assert_int_equal(poll(&end, 1, 0), 0);
	cage_need(kill(parent, SIGKILL) == 0, "kill");
	assert_int_equal(poll(&end, 1, 10000), 1);
	(void)waitpid(parent, NULL, 0);
	(void)close(end.fd);
	(void)close(tell[0]);
	(void)close(tell[1]);
	(void)close(life[0]);
	(void)close(life[1]);
}

static void
it_dies_with_its_parent(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(roles); i++)
		assert_dies_with(roles[i]);
}

int
main(void)
{
	struct CMUnitTest tests[10 + COUNT(faults) + COUNT(late)] = {
		cmocka_unit_test(a_folder_that_is_none),
		cmocka_unit_test(nothing_is_left_of_the_environment),
		cmocka_unit_test(the_time_zone_is_read_already),
		cmocka_unit_test(a_dead_reader_is_an_error),
		cmocka_unit_test(only_its_descriptors_are_open),
		cmocka_unit_test(only_descriptor_2_is_open_where_none_is_kept),
		cmocka_unit_test(its_limits_are_those_of_the_table),
		cmocka_unit_test(its_memory_is_its_own),
		cmocka_unit_test(another_parent_is_none),
		cmocka_unit_test(it_dies_with_its_parent),
	};
	size_t n = 10;

	if (cage_lacks_landlock())
		print_message("no Landlock here: only its refusal is shown\n");
	for (size_t i = 0; i < COUNT(faults); i++)
		tests[n++] =
		    (struct CMUnitTest){ faults[i].name, it_is_entered_or_named,
			    NULL, NULL, (void *)(uintptr_t)&faults[i] };
	for (size_t i = 0; i < COUNT(late); i++)
		tests[n++] = (struct CMUnitTest){ late[i].name, it_is_named,
			NULL, NULL, (void *)(uintptr_t)&late[i] };
	return _cmocka_run_group_tests("role_start", tests, n, NULL, NULL);
}
