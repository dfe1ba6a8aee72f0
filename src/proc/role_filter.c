/*
 * The filter of a role: a BPF program made from its table. It asks for the
 * architecture first, since its numbers mean other calls elsewhere, then goes
 * through the table; what is not found kills. It knows no role.
 */
#define _GNU_SOURCE

/* System. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Floor 7. */
#include "role_cage.h"

/* On x86-64 the numbers of x32 have a bit of their own, so that no row has
 * them. Any other machine: add it here, and its calls to the tables. */
#if defined(__x86_64__) && !defined(__ILP32__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__) && !defined(__ILP32__) && !defined(__AARCH64EB__)
#define ARCH AUDIT_ARCH_AARCH64
#else
#error "no filter for this architecture"
#endif

#define KILL   SECCOMP_RET_KILL_PROCESS
#define ALLOW  SECCOMP_RET_ALLOW
#define REFUSE (SECCOMP_RET_ERRNO | EACCES)

/* Twice what the longest table needs. */
#define FILTER_MAX 512

struct filter {
	struct sock_filter ins[FILTER_MAX];
	unsigned short n;
};

static void
put(struct filter *f, unsigned short code, uint32_t k, unsigned char jf)
{
	assert(f->n < FILTER_MAX);
	f->ins[f->n++] = (struct sock_filter){ code, 0, jf, k };
}

static void
load(struct filter *f, size_t off)
{
	put(f, BPF_LD | BPF_W | BPF_ABS, (uint32_t)off, 0);
}

/* The low half of an argument, all that the kernel looks at in most. */
static void
load_arg(struct filter *f, size_t arg)
{
	load(f, offsetof(struct seccomp_data, args) + arg * sizeof(uint64_t));
}

static void
load_arg_high(struct filter *f, size_t arg)
{
	load(f,
	    offsetof(struct seccomp_data, args) + arg * sizeof(uint64_t) +
		sizeof(uint32_t));
}

static void
end(struct filter *f, uint32_t verdict)
{
	put(f, BPF_RET | BPF_K, verdict, 0);
}

/* Where what was loaded is value: this verdict; else what comes next. */
static void
end_if(struct filter *f, uint32_t value, uint32_t verdict)
{
	put(f, BPF_JMP | BPF_JEQ | BPF_K, value, 1);
	end(f, verdict);
}

static void
end_if_any(struct filter *f, uint32_t bits, uint32_t verdict)
{
	put(f, BPF_JMP | BPF_JSET | BPF_K, bits, 1);
	end(f, verdict);
}

static void
end_unless(struct filter *f, uint32_t value, uint32_t verdict)
{
	put(f, BPF_JMP | BPF_JEQ | BPF_K, value, 0);
	f->ins[f->n - 1].jt = 1;
	end(f, verdict);
}

/* What is to be done with a call of the table; it always ends. */
static void
judge(struct filter *f, enum role_how how)
{
	switch (how) {
	case ROLE_ANY:
		break;
	case ROLE_NO_EXEC:
		load_arg(f, 2);
		end_if_any(f, PROT_EXEC, KILL);
		break;
	case ROLE_OPEN_FD:
		load_arg(f, 3);
		end_unless(f, AT_EMPTY_PATH, KILL);
		break;
	case ROLE_NO_PATH:
		load_arg(f, 1);
		end_unless(f, 0, KILL);
		load_arg_high(f, 1);
		end_unless(f, 0, KILL);
		break;
	case ROLE_FD_FLAGS:
		load_arg(f, 1);
		end_if(f, F_GETFD, ALLOW);
		end_if(f, F_SETFD, ALLOW);
		end_unless(f, F_GETFL, KILL);
		break;
	case ROLE_EACCES:
		end(f, REFUSE);
		return;
	}
	end(f, ALLOW);
}

/* A row: where the call is another, skip what judges this one. */
static void
put_row(struct filter *f, const struct role_call *call)
{
	unsigned short at = f->n;

	put(f, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call->nr, 0);
	judge(f, call->how);
	f->ins[at].jf = (unsigned char)(f->n - at - 1);
}

static void
build(struct filter *f, const struct ambit_role *role)
{
	load(f, offsetof(struct seccomp_data, arch));
	end_unless(f, ARCH, KILL);
	load(f, offsetof(struct seccomp_data, nr));
	for (size_t t = 0; t < ROLE_TABLES; t++) {
		for (size_t i = 0; i < role->calls[t].n; i++)
			put_row(f, &role->calls[t].at[i]);
	}
	end(f, KILL);
}

int
role_filter_enter(const struct ambit_role *role, struct ambit_err *err_r)
{
	struct filter f = { .n = 0 };
	struct sock_fprog prog = { .filter = f.ins };

	build(&f, role);
	prog.len = f.n;
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog) == -1)
		return role_refuse(role, "seccomp", err_r);
	return 0;
}
