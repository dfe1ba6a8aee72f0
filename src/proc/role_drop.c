/*
 * Dropping root: whoever starts ambit as root, for the stores that root may
 * open, does not run it as root.
 */
#define _GNU_SOURCE

/* System. */
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Floor 7. */
#include "ambit/role.h"

/* More than any kernel has; behind the last one prctl(2) says so. */
#define CAPABILITIES_MAX 64

static int
fail(const char *what, struct ambit_err *err_r)
{
	return ambit_err_set(err_r, AMBIT_E_CAGE, "drop root: %s: %s", what,
	    strerror(errno));
}

static bool
is_root(void)
{
	uid_t real, effective, saved;

	return getresuid(&real, &effective, &saved) == -1 || real == 0 ||
	    effective == 0 || saved == 0;
}

/*
 * What a program started later could get back. Without CAP_SETPCAP, as in
 * some containers, it stays; that no new privileges are given holds anyway.
 */
static int
drop_bounds(struct ambit_err *err_r)
{
	for (unsigned long i = 0; i < CAPABILITIES_MAX; i++) {
		if (prctl(PR_CAPBSET_DROP, i, 0, 0, 0) == 0)
			continue;
		if (errno == EINVAL || errno == EPERM)
			break;
		return fail("prctl(PR_CAPBSET_DROP)", err_r);
	}
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return fail("prctl(PR_SET_NO_NEW_PRIVS)", err_r);
	return 0;
}

static int
drop_capabilities(struct ambit_err *err_r)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { 0 };

	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) == -1)
		return fail("prctl(PR_CAP_AMBIENT)", err_r);
	if (syscall(SYS_capset, &head, none) == -1)
		return fail("capset", err_r);
	return 0;
}

static int
become(const struct stat *owner, struct ambit_err *err_r)
{
	if (setgroups(0, NULL) == -1)
		return fail("setgroups", err_r);
	if (setresgid(owner->st_gid, owner->st_gid, owner->st_gid) == -1)
		return fail("setresgid", err_r);
	if (setresuid(owner->st_uid, owner->st_uid, owner->st_uid) == -1)
		return fail("setresuid", err_r);
	/* Believed only when seen. */
	if (is_root() || setuid(0) == 0)
		return ambit_err_set(err_r, AMBIT_E_CAGE,
		    "drop root: it came back");
	return 0;
}

int
ambit_role_drop(int outfd, bool *root_r, struct ambit_err *err_r)
{
	struct stat owner;

	*root_r = false;
	if (fstat(outfd, &owner) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "stat output folder");
	if (!is_root())
		return 0;
	if (drop_bounds(err_r) < 0)
		return -1;
	*root_r = owner.st_uid == 0;
	if (owner.st_uid != 0 && become(&owner, err_r) < 0)
		return -1;
	return drop_capabilities(err_r);
}
