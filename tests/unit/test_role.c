/* What each role may call: every number of a system call, in every cage. */
#include "cage.h"
#include "check.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>

/* Behind the last call of today's kernels. */
#define CALLS_END 500

/* ---- the tables of cages.md 3 as the test knows them ---- */

#define END (-1)

static const int reader[] = { SYS_read, SYS_pread64, SYS_write, SYS_fstat,
	SYS_close, SYS_brk, SYS_mmap, SYS_munmap, SYS_mremap, SYS_madvise,
	SYS_exit_group, SYS_newfstatat, SYS_splice, SYS_fadvise64, END };

static const int folder[] = { SYS_read, SYS_pread64, SYS_write, SYS_fstat,
	SYS_close, SYS_brk, SYS_mmap, SYS_munmap, SYS_mremap, SYS_madvise,
	SYS_exit_group, SYS_openat, SYS_openat2, SYS_newfstatat, SYS_getdents64,
	SYS_fcntl, SYS_fadvise64, SYS_splice, END };

static const int decoder[] = { SYS_read, SYS_pread64, SYS_write, SYS_fstat,
	SYS_close, SYS_brk, SYS_mmap, SYS_munmap, SYS_mremap, SYS_madvise,
	SYS_exit_group, SYS_lseek, SYS_mprotect, SYS_futex, SYS_newfstatat,
	SYS_clock_gettime, SYS_getrandom, SYS_rt_sigreturn, SYS_exit, END };

static const int gate[] = { SYS_read, SYS_write, SYS_ppoll, SYS_brk, SYS_mmap,
	SYS_munmap, SYS_mremap, SYS_madvise, SYS_openat, SYS_mkdirat,
	SYS_fallocate, SYS_fsync, SYS_fstat, SYS_newfstatat, SYS_close,
	SYS_clock_gettime, SYS_getrandom, SYS_exit_group, SYS_pread64,
	SYS_pwrite64, SYS_sendmsg, SYS_recvmsg, SYS_fchmod, SYS_utimensat,
	SYS_unlinkat, SYS_ftruncate, SYS_syncfs, SYS_sync_file_range,
#ifdef SYS_poll
	SYS_poll,
#endif
	END };

static const int assembler[] = { SYS_read, SYS_write, SYS_ppoll, SYS_brk,
	SYS_mmap, SYS_munmap, SYS_mremap, SYS_madvise, SYS_openat, SYS_mkdirat,
	SYS_fallocate, SYS_fsync, SYS_fstat, SYS_newfstatat, SYS_close,
	SYS_clock_gettime, SYS_getrandom, SYS_exit_group, SYS_pread64,
	SYS_pwrite64, SYS_fchmod, SYS_utimensat, SYS_unlinkat, SYS_ftruncate,
	SYS_syncfs, SYS_lseek, SYS_getdents64, SYS_linkat, SYS_renameat2,
	SYS_copy_file_range, SYS_fadvise64, SYS_fcntl, SYS_getpid,
	SYS_sync_file_range,
#ifdef SYS_poll
	SYS_poll,
#endif
	END };

static const int signer[] = { SYS_read, SYS_write, SYS_brk, SYS_getrandom,
	SYS_getpid, SYS_exit_group, SYS_clock_gettime, END };

static const int second[] = { SYS_read, SYS_pread64, SYS_write, SYS_fstat,
	SYS_close, SYS_brk, SYS_mmap, SYS_munmap, SYS_mremap, SYS_madvise,
	SYS_exit_group, SYS_newfstatat, SYS_lseek, END };

static const int nothing[] = { END };

/* uretprobe and uprobe: newer kernels let them past every filter, for probes
 * set from outside, and refuse them where there is none. */
#ifdef __x86_64__
static const int probes[] = { 335, 336, END };
#else
static const int probes[] = { END };
#endif

static const int tried[] = { SYS_openat, SYS_ioctl, SYS_socket,
#ifdef SYS_open
	SYS_open, SYS_access, SYS_readlink,
#else
	SYS_faccessat, SYS_readlinkat,
#endif
	END };

struct row {
	const char *name;
	const struct ambit_role *role;
	const int *allowed, *refused;
	bool as_nobody;
};

static bool
holds(const int *calls, int nr)
{
	for (; *calls != END; calls++) {
		if (*calls == nr)
			return true;
	}
	return false;
}

static struct cage
cage_of(const struct row *row)
{
	return (struct cage){ .role = row->role,
		.folders = { -1, -1, -1 },
		.as_nobody = row->as_nobody,
		.without_landlock = cage_lacks_landlock() };
}

/* ---- calls outside the table ---- */

/* No argument would do any harm, should the call be made. */
static int
call_with_nothing(const void *arg)
{
	int nr = *(const int *)arg;

	return syscall(nr, -1L, -1L, -1L, -1L, -1L, -1L) == -1 ? errno : 0;
}

static bool
ends_well(const struct row *row, int nr, const char *end)
{
	if (holds(probes, nr))
		return strcmp(end, "done") != 0;
	return strcmp(end, holds(row->refused, nr) ? "EACCES" : "SIGSYS") == 0;
}

static void
every_other_call_kills(void **state)
{
	const struct row *row = *state;
	struct cage cage = cage_of(row);
	unsigned n = 0, wrong = 0;

	if (row->as_nobody && !cage_is_root())
		skip();
	cage.act = call_with_nothing;
	for (int nr = 0; nr < CALLS_END; nr++) {
		const char *end;

		if (holds(row->allowed, nr))
			continue;
		cage.arg = &nr;
		end = cage_end(&cage);
		if (!ends_well(row, nr, end)) {
			print_message("call %d: %s\n", nr, end);
			wrong++;
		}
		n++;
	}
	print_message("%s: %u calls tried\n", ambit_role_name(row->role), n);
	assert_int_equal(wrong, 0);
	assert_true(n > CALLS_END - 60);
}

/* ---- calls of the table ---- */

/* Arguments that make it fail or do nothing, and pass the checks. */
static long
call_for_nothing(int nr)
{
	switch (nr) {
	case SYS_mmap:
	case SYS_mprotect:
		return syscall(nr, 1L, 0L, 0L, -1L, -1L, 0L);
	case SYS_fcntl:
		return syscall(nr, -1L, (long)F_GETFL);
	case SYS_utimensat:
		return syscall(nr, -1L, NULL, NULL, 0L);
	case SYS_newfstatat:
		return syscall(nr, -1L, "", NULL, (long)0x1000);
	default:
		return syscall(nr, -1L, -1L, -1L, -1L, -1L, -1L);
	}
}

static int
call_allowed(const void *arg)
{
	(void)call_for_nothing(*(const int *)arg);
	return 0;
}

static void
no_call_of_the_table_kills(void **state)
{
	const struct row *row = *state;
	struct cage cage = cage_of(row);
	unsigned n = 0, wrong = 0;

	cage.act = call_allowed;
	for (const int *nr = row->allowed; *nr != END; nr++, n++) {
		cage.arg = nr;
		if (strcmp(cage_end(&cage), "SIGSYS") == 0) {
			print_message("call %d is missing\n", *nr);
			wrong++;
		}
	}
	print_message("%s: %u calls allowed\n", ambit_role_name(row->role), n);
	assert_int_equal(wrong, 0);
}

/* ---- calls of other numbers ---- */

#ifdef __x86_64__
static int
call_x32(const void *arg)
{
	(void)arg;
	return syscall(0x40000000L | SYS_read, -1L, NULL, 0L) == -1 ? errno : 0;
}

/* 3 is read(2) there, and close(2) here. */
static int
call_i386(const void *arg)
{
	int rc;

	(void)arg;
	__asm__ volatile("int $0x80"
			 : "=a"(rc)
			 : "a"(3), "b"(-1), "c"(0), "d"(0)
			 : "memory");
	return rc < 0 ? -rc : 0;
}

static void
calls_of_other_machines_kill(void **state)
{
	const struct row *row = *state;
	struct cage cage = cage_of(row);
	const char *end;

	cage.act = call_x32;
	assert_string_equal(cage_end(&cage), "SIGSYS");
	cage.act = call_i386;
	end = cage_end(&cage);
	/* A kernel without them has the processor say so. */
	assert_true(
	    strcmp(end, "SIGSYS") == 0 || strcmp(end, "signal 11") == 0);
}
#endif

/* ---- calls judged by an argument ---- */

struct judged {
	const char *name;
	const struct ambit_role *role;
	int nr;
	long args[4];
	const char *end;
};

static int
call_judged(const void *arg)
{
	const struct judged *row = arg;

	(void)syscall(row->nr, row->args[0], row->args[1], row->args[2],
	    row->args[3]);
	return 0;
}

static void
it_is_judged_by_its_argument(void **state)
{
	const struct judged *row = *state;
	struct cage cage = { .role = row->role,
		.folders = { -1, -1, -1 },
		.without_landlock = cage_lacks_landlock(),
		.act = call_judged,
		.arg = row };

	assert_string_equal(cage_end(&cage), row->end);
}

#define AT_EMPTY 0x1000
#define HIGH     (1L << 32)

static const struct judged judged[] = {
	{ "mmap to be executed kills a reader", &ambit_role_reader, SYS_mmap,
	    { 0, 4096, PROT_READ | PROT_EXEC, 0x22 }, "SIGSYS" },
	{ "mmap to be executed kills a decoder", &ambit_role_decoder, SYS_mmap,
	    { 0, 4096, PROT_EXEC, 0x22 }, "SIGSYS" },
	{ "mmap to be executed kills a gate", &ambit_role_gate, SYS_mmap,
	    { 0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, 0x22 }, "SIGSYS" },
	{ "mmap to be read and written does not", &ambit_role_reader, SYS_mmap,
	    { 0, 4096, PROT_READ | PROT_WRITE, 0x22 }, "done" },
	{ "mprotect to be executed kills a decoder", &ambit_role_decoder,
	    SYS_mprotect, { 0, 0, PROT_READ | PROT_EXEC, 0 }, "SIGSYS" },
	{ "mprotect to be read does not", &ambit_role_decoder, SYS_mprotect,
	    { 0, 0, PROT_READ, 0 }, "done" },
	{ "newfstatat of a path kills a reader", &ambit_role_reader,
	    SYS_newfstatat, { -100, 0, 0, 0 }, "SIGSYS" },
	{ "newfstatat with another flag besides kills a reader",
	    &ambit_role_reader, SYS_newfstatat, { -1, 0, 0, AT_EMPTY | 0x100 },
	    "SIGSYS" },
	{ "newfstatat of a path kills a second reader", &ambit_role_second,
	    SYS_newfstatat, { -100, 0, 0, 0 }, "SIGSYS" },
	{ "newfstatat of a descriptor does not", &ambit_role_reader,
	    SYS_newfstatat, { -1, 0, 0, AT_EMPTY }, "done" },
	{ "utimensat of a path kills a gate", &ambit_role_gate, SYS_utimensat,
	    { -100, 1, 0, 0 }, "SIGSYS" },
	{ "utimensat of a path above 4 GiB kills a gate", &ambit_role_gate,
	    SYS_utimensat, { -100, HIGH, 0, 0 }, "SIGSYS" },
	{ "utimensat of a path kills an assembler", &ambit_role_assembler,
	    SYS_utimensat, { -100, 1, 0, 0 }, "SIGSYS" },
	{ "utimensat of a descriptor does not", &ambit_role_gate, SYS_utimensat,
	    { -1, 0, 0, 0 }, "done" },
	{ "fcntl F_GETFL does not kill an assembler", &ambit_role_assembler,
	    SYS_fcntl, { -1, F_GETFL, 0, 0 }, "done" },
	{ "fcntl F_GETFD does not kill a folder reader", &ambit_role_folder,
	    SYS_fcntl, { -1, F_GETFD, 0, 0 }, "done" },
	{ "fcntl F_SETFD does not", &ambit_role_folder, SYS_fcntl,
	    { -1, F_SETFD, 0, 0 }, "done" },
	{ "fcntl F_DUPFD kills a folder reader", &ambit_role_folder, SYS_fcntl,
	    { -1, F_DUPFD, 0, 0 }, "SIGSYS" },
	{ "fcntl F_SETFL kills an assembler", &ambit_role_assembler, SYS_fcntl,
	    { -1, F_SETFL, 0, 0 }, "SIGSYS" },
	{ "fcntl F_SETOWN kills an assembler", &ambit_role_assembler, SYS_fcntl,
	    { -1, 8, 0, 0 }, "SIGSYS" },
};

/* ---- the rows ---- */

#define TWICE(name, role, allowed, refused)                                  \
	{ name ": every other call kills, as the user it is", role, allowed, \
		refused, false },                                            \
	{                                                                    \
		name ": every other call kills, as nobody", role, allowed,   \
		    refused, true                                            \
	}

static const struct row rows[] = {
	TWICE("reader", &ambit_role_reader, reader, nothing),
	TWICE("folder reader", &ambit_role_folder, folder, nothing),
	TWICE("decoder", &ambit_role_decoder, decoder, tried),
	TWICE("gate", &ambit_role_gate, gate, nothing),
	TWICE("assembler", &ambit_role_assembler, assembler, nothing),
	TWICE("signer", &ambit_role_signer, signer, nothing),
	TWICE("second reader", &ambit_role_second, second, nothing),
};

/* Only builds for sanitizers have this name. */
extern const bool ambit_test_no_cage __attribute__((weak));

static void
there_is_no_way_round_the_cage(void **state)
{
	(void)state;
	assert_null(&ambit_test_no_cage);
}

static void
the_name_is_that_of_the_table(void **state)
{
	(void)state;
	assert_string_equal(ambit_role_name(&ambit_role_signer), "signer");
	assert_string_equal(ambit_role_name(&ambit_role_folder),
	    "folder reader");
}

int
main(void)
{
	struct CMUnitTest tests[2 + 3 * COUNT(rows) + COUNT(judged)] = {
		cmocka_unit_test(there_is_no_way_round_the_cage),
		cmocka_unit_test(the_name_is_that_of_the_table),
	};
	size_t n = 2;

	if (cage_lacks_landlock())
		print_message("no Landlock here: only seccomp is shown\n");
	if (!cage_is_root())
		print_message("not root: only as the user that this is\n");
	for (size_t i = 0; i < COUNT(rows); i++) {
		void *row = (void *)(uintptr_t)&rows[i];

		tests[n++] = (struct CMUnitTest){ rows[i].name,
			every_other_call_kills, NULL, NULL, row };
		if (rows[i].as_nobody)
			continue;
		tests[n++] =
		    (struct CMUnitTest){ "the calls of the table do not",
			    no_call_of_the_table_kills, NULL, NULL, row };
#ifdef __x86_64__
		tests[n++] = (struct CMUnitTest){ "those of other machines do",
			calls_of_other_machines_kill, NULL, NULL, row };
#endif
	}
	for (size_t i = 0; i < COUNT(judged); i++)
		tests[n++] = (struct CMUnitTest){ judged[i].name,
			it_is_judged_by_its_argument, NULL, NULL,
			(void *)(uintptr_t)&judged[i] };
	return _cmocka_run_group_tests("role", tests, n, NULL, NULL);
}
