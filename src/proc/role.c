/*
 * Roles: what each kind of process may still do once it has started.
 *
 * To audit the sandbox, read the tables: a call that is in none of them kills
 * the process that makes it. The rest is the way into the cage, which either
 * is walked to its end or is an error.
 */
#define _GNU_SOURCE

/* System. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Floor 7. */
#include "role_cage.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define MIB      ((uint64_t)1 << 20)
#define HOUR     ((uint64_t)3600)

/* ---- the tables ---- */

/* What every role that computes needs: its pipes, memory, and to end. */
static const struct role_call computes[] = {
	{ SYS_read, ROLE_ANY },
	{ SYS_write, ROLE_ANY },
	{ SYS_fstat, ROLE_ANY },
	{ SYS_close, ROLE_ANY },
	{ SYS_brk, ROLE_ANY },
	{ SYS_mmap, ROLE_NO_EXEC },
	{ SYS_munmap, ROLE_ANY },
	{ SYS_mremap, ROLE_ANY },
	{ SYS_madvise, ROLE_ANY },
	{ SYS_exit_group, ROLE_ANY },
};

/* What a role that writes files needs besides; Landlock says where. */
static const struct role_call writes[] = {
	{ SYS_openat, ROLE_ANY },
	{ SYS_mkdirat, ROLE_ANY },
	{ SYS_unlinkat, ROLE_ANY }, /* its own temporary files */
	{ SYS_newfstatat, ROLE_ANY },
	{ SYS_pread64, ROLE_ANY },  /* records, sorted in a file */
	{ SYS_pwrite64, ROLE_ANY }, /* at its own places of a volume */
	{ SYS_ftruncate, ROLE_ANY },
	{ SYS_fallocate, ROLE_ANY },
	{ SYS_sync_file_range, ROLE_ANY }, /* volumes, ahead of the sync */
	{ SYS_fchmod, ROLE_ANY },
	{ SYS_utimensat, ROLE_NO_PATH }, /* of what it has open: futimens */
	{ SYS_fsync, ROLE_ANY },
	{ SYS_syncfs, ROLE_ANY },
	{ SYS_ppoll, ROLE_ANY },
	{ SYS_clock_gettime, ROLE_ANY },
	{ SYS_getrandom, ROLE_ANY },
#ifdef __x86_64__
	{ SYS_poll, ROLE_ANY },
#endif
};

/* Sees hostile bytes: may read its store, write its pipe, and end. */
static const struct role_call reader_calls[] = {
	{ SYS_pread64, ROLE_ANY },
	{ SYS_splice, ROLE_ANY },         /* bytes of an item, uncopied */
	{ SYS_fadvise64, ROLE_ANY },      /* readahead */
	{ SYS_newfstatat, ROLE_OPEN_FD }, /* fstat of glibc 2.33 to 2.38 */
};

/* The same for a folder: may list and open what Landlock lets it. */
static const struct role_call folder_calls[] = {
	{ SYS_pread64, ROLE_ANY }, { SYS_splice, ROLE_ANY },
	{ SYS_openat, ROLE_ANY },
	{ SYS_openat2, ROLE_ANY }, /* beneath the store, past no link */
	{ SYS_newfstatat, ROLE_ANY }, { SYS_getdents64, ROLE_ANY },
	{ SYS_fcntl, ROLE_FD_FLAGS }, /* fdopendir asks how it was opened */
	{ SYS_fadvise64, ROLE_ANY },  /* readahead */
};

/* Runs the large parsers on one item: may read it and say what it is. */
static const struct role_call decoder_calls[] = {
	{ SYS_pread64, ROLE_ANY }, /* the item: a file without a name */
	{ SYS_lseek, ROLE_ANY },
	{ SYS_mprotect, ROLE_NO_EXEC }, /* arenas of malloc */
	{ SYS_futex, ROLE_ANY },        /* locks of the libraries */
	{ SYS_newfstatat, ROLE_ANY },
	{ SYS_clock_gettime, ROLE_ANY },
	{ SYS_getrandom, ROLE_ANY }, /* seeds of hash tables */
	{ SYS_rt_sigreturn, ROLE_ANY },
	{ SYS_exit, ROLE_ANY },
	/* Libraries look for what they can do without. */
	{ SYS_openat, ROLE_EACCES },
	{ SYS_ioctl, ROLE_EACCES },
	{ SYS_socket, ROLE_EACCES },
#ifdef __x86_64__
	{ SYS_open, ROLE_EACCES },
	{ SYS_access, ROLE_EACCES },
	{ SYS_readlink, ROLE_EACCES },
#else
	{ SYS_faccessat, ROLE_EACCES },
	{ SYS_readlinkat, ROLE_EACCES },
#endif
};

/* Sees what its reader says: may write its unit and have items decoded, by
 * one whom the monitor sends it over a socket that is there already. */
static const struct role_call gate_calls[] = {
	{ SYS_sendmsg, ROLE_ANY },
	{ SYS_recvmsg, ROLE_ANY },
};

/* Sees records and what gates wrote: may make the package of it. */
static const struct role_call assembler_calls[] = {
	{ SYS_lseek, ROLE_ANY }, { SYS_getdents64, ROLE_ANY },
	{ SYS_fcntl, ROLE_FD_FLAGS }, { SYS_linkat, ROLE_ANY },
	{ SYS_renameat2, ROLE_ANY },
	{ SYS_copy_file_range, ROLE_ANY }, /* items into volumes */
	{ SYS_fadvise64, ROLE_ANY },       /* what is read back from disk */
	{ SYS_getpid, ROLE_ANY },          /* names of temporary files */
};

/* Holds the key: may read a digest, write a signature, and end. */
static const struct role_call signer_calls[] = {
	{ SYS_read, ROLE_ANY },
	{ SYS_write, ROLE_ANY },
	{ SYS_brk, ROLE_ANY },
	{ SYS_getrandom, ROLE_ANY },     /* the nonce of the signature */
	{ SYS_getpid, ROLE_ANY },        /* the library asks: was it forked? */
	{ SYS_clock_gettime, ROLE_ANY }, /* signing time, without a vDSO */
	{ SYS_exit_group, ROLE_ANY },
};

/* Counts what another library finds in a store opened before: a reader. */
static const struct role_call second_calls[] = {
	{ SYS_pread64, ROLE_ANY },
	{ SYS_newfstatat, ROLE_OPEN_FD },
	{ SYS_lseek, ROLE_ANY },
};

/* Processor time is a backstop: ten terabytes of gzip take a reader a day. */
const struct ambit_role ambit_role_reader = {
	.name = "reader",
	.calls = { { computes, COUNT(computes) },
	    { reader_calls, COUNT(reader_calls) } },
	.memory = 1024 * MIB,
	.seconds = 72 * HOUR,
};

const struct ambit_role ambit_role_folder = {
	.name = "folder reader",
	.calls = { { computes, COUNT(computes) },
	    { folder_calls, COUNT(folder_calls) } },
	.memory = 1024 * MIB,
	.seconds = 72 * HOUR,
	.files = 128, /* a folder in each of 64, and files ahead */
	.reach = ROLE_READS,
};

const struct ambit_role ambit_role_decoder = {
	.name = "decoder",
	.calls = { { computes, COUNT(computes) },
	    { decoder_calls, COUNT(decoder_calls) } },
	.memory = 1024 * MIB,
	.seconds = HOUR,
};

const struct ambit_role ambit_role_gate = {
	.name = "gate",
	.calls = { { computes, COUNT(computes) }, { writes, COUNT(writes) },
	    { gate_calls, COUNT(gate_calls) } },
	.memory = 256 * MIB,
	.seconds = 72 * HOUR,
	.files = 64,
	.reach = ROLE_WRITES,
};

const struct ambit_role ambit_role_assembler = {
	.name = "assembler",
	.calls = { { computes, COUNT(computes) }, { writes, COUNT(writes) },
	    { assembler_calls, COUNT(assembler_calls) } },
	.memory = 1024 * MIB,
	.seconds = 72 * HOUR,
	.files = 64,
	.reach = ROLE_MOVES,
};

const struct ambit_role ambit_role_signer = {
	.name = "signer",
	.calls = { { signer_calls, COUNT(signer_calls) } },
	.memory = 64 * MIB,
	.seconds = HOUR,
};

const struct ambit_role ambit_role_second = {
	.name = "second reader",
	.calls = { { computes, COUNT(computes) },
	    { second_calls, COUNT(second_calls) } },
	.memory = 1024 * MIB,
	.seconds = 72 * HOUR,
};

const char *
ambit_role_name(const struct ambit_role *role)
{
	return role->name;
}

/* ---- the way in ---- */

/*
 * Sanitizers need calls and address space of their own (cages.md 5.3). Only
 * builds for them have this name in them, and a test shows that others lack it.
 */
#ifdef AMBIT_TEST_NO_CAGE
extern const bool ambit_test_no_cage;
const bool ambit_test_no_cage = true;
#define CAGED false
#else
#define CAGED true
#endif

int
role_refuse(const struct ambit_role *role, const char *feature,
    struct ambit_err *err_r)
{
	return ambit_err_set(err_r, AMBIT_E_CAGE,
	    "%s cannot be shut in: %s: %s", role->name, feature,
	    strerror(errno));
}

static bool
makes_files(const struct ambit_role *role)
{
	return role->reach >= ROLE_WRITES;
}

/* Where the parent died before prctl(2), its death was not seen. */
static int
follow(const struct ambit_role *role, int parent, struct ambit_err *err_r)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == -1)
		return role_refuse(role, "prctl(PR_SET_PDEATHSIG)", err_r);
	if (getppid() == parent)
		return 0;
	return ambit_err_set(err_r, AMBIT_E_CAGE,
	    "%s cannot be shut in: the process that started it is gone",
	    role->name);
}

/* Handlers of the parent would run in here; SIGPIPE and a full quota are errors
 * of write(2), not deaths. */
static void
quiet(const struct ambit_role *role)
{
	sigset_t none;

	for (int sig = 1; sig <= SIGRTMAX; sig++)
		(void)signal(sig, SIG_DFL);
	(void)signal(SIGPIPE, SIG_IGN);
	if (makes_files(role))
		(void)signal(SIGXFSZ, SIG_IGN);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* The least descriptor from low on that stays open; UINT_MAX: none. */
static unsigned
next_kept(unsigned low, const int *keep, size_t n_keep, int ruleset)
{
	unsigned next = low <= 2 ? 2 : UINT_MAX;

	if (ruleset >= 0 && (unsigned)ruleset >= low &&
	    (unsigned)ruleset < next)
		next = (unsigned)ruleset;
	for (size_t i = 0; i < n_keep; i++) {
		assert(keep[i] >= 0);
		if ((unsigned)keep[i] >= low && (unsigned)keep[i] < next)
			next = (unsigned)keep[i];
	}
	return next;
}

static int
close_others(const int *keep, size_t n_keep, int ruleset)
{
	for (unsigned low = 0, next; low != UINT_MAX; low = next + 1) {
		next = next_kept(low, keep, n_keep, ruleset);
		if (next > low && close_range(low, next - 1, 0) == -1)
			return -1;
		if (next == UINT_MAX)
			return 0;
	}
	return 0;
}

static int
forget_environment(const struct ambit_role *role)
{
	(void)umask(makes_files(role) ? 022 : 077);
	if (clearenv() != 0 || setenv("TZ", "UTC", 1) == -1 ||
	    setenv("LC_ALL", "C", 1) == -1)
		return -1;
	/* Now, for it may open a file, and libraries will do it again. */
	tzset();
	return 0;
}

/* Never above what the process was given. */
static int
set_limit(unsigned what, uint64_t most)
{
	struct rlimit limit;

	if (getrlimit(what, &limit) == -1)
		return -1;
	if (limit.rlim_max > most)
		limit.rlim_max = most;
	limit.rlim_cur = limit.rlim_max;
	return setrlimit(what, &limit);
}

/* The address space that the process was forked with: most of it is reserved
 * by its parent and never touched. 0 where /proc does not tell. */
static uint64_t
inherited(void)
{
	char text[64] = "";
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd == -1 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd != -1)
		(void)close(fd);
	return n > 0
	    ? strtoull(text, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE)
	    : 0;
}

static int
limit(const struct ambit_role *role, struct ambit_err *err_r)
{
	uint64_t memory = inherited() + role->memory;

	if (set_limit(RLIMIT_CORE, 0) == -1 ||
	    set_limit(RLIMIT_NPROC, 0) == -1 ||
	    set_limit(RLIMIT_NOFILE, role->files) == -1 ||
	    set_limit(RLIMIT_STACK, 8 * MIB) == -1 ||
	    set_limit(RLIMIT_CPU, role->seconds) == -1 ||
	    (!makes_files(role) && set_limit(RLIMIT_FSIZE, 0) == -1) ||
	    (CAGED && set_limit(RLIMIT_AS, memory) == -1))
		return role_refuse(role, "setrlimit", err_r);
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == -1)
		return role_refuse(role, "prctl(PR_SET_DUMPABLE)", err_r);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return role_refuse(role, "prctl(PR_SET_NO_NEW_PRIVS)", err_r);
	return 0;
}

int
ambit_role_enter(const struct ambit_role *role,
    const struct ambit_role_folders *folders, const int *keep, size_t n_keep,
    int parent, bool without_landlock, struct ambit_err *err_r)
{
	int ruleset = -1;

	if (follow(role, parent, err_r) < 0)
		return -1;
	quiet(role);
	if (CAGED &&
	    role_landlock_make(role, folders, without_landlock, &ruleset,
		err_r) < 0)
		return -1;
	if (close_others(keep, n_keep, ruleset) == -1)
		return role_refuse(role, "close_range", err_r);
	if (forget_environment(role) == -1)
		return role_refuse(role, "environment", err_r);
	if (limit(role, err_r) < 0)
		return -1;
	if (ruleset != -1 && role_landlock_enter(role, ruleset, err_r) < 0)
		return -1;
	return CAGED ? role_filter_enter(role, err_r) : 0;
}
