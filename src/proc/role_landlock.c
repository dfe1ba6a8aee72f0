/*
 * Landlock: which folders a role may use, and how. It has its own words for
 * the kernel's, since older headers lack the newer rights, and handles every
 * right that the running kernel knows of those below: what no rule gives is
 * refused.
 */

/* System. */
#include <assert.h>
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Floor 7. */
#include "role_cage.h"

#define QUERY_ABI  1U
#define RULE_BELOW 1 /* LANDLOCK_RULE_PATH_BENEATH */

/* Rights on files and folders, as the kernel numbers them. */
#define FS_WRITE_FILE  ((uint64_t)1 << 1)
#define FS_READ_FILE   ((uint64_t)1 << 2)
#define FS_READ_DIR    ((uint64_t)1 << 3)
#define FS_REMOVE_DIR  ((uint64_t)1 << 4)
#define FS_REMOVE_FILE ((uint64_t)1 << 5)
#define FS_MAKE_DIR    ((uint64_t)1 << 7)
#define FS_MAKE_REG    ((uint64_t)1 << 8)
#define FS_REFER       ((uint64_t)1 << 13) /* ABI 2: between folders */
#define FS_TRUNCATE    ((uint64_t)1 << 14) /* ABI 3 */

#define READS (FS_READ_FILE | FS_READ_DIR)
#define WRITES                                                    \
	(READS | FS_WRITE_FILE | FS_REMOVE_DIR | FS_REMOVE_FILE | \
	    FS_MAKE_DIR | FS_MAKE_REG | FS_TRUNCATE)

/* All rights that an ABI has, each with the ones of those before it: execute
 * to MAKE_SYM, REFER, TRUNCATE, ioctl of devices; TCP; abstract sockets and
 * signals. */
#define FS_ABI_1  (((uint64_t)1 << 13) - 1)
#define FS_ABI_5  ((uint64_t)1 << 15)
#define NET_ABI_4 ((uint64_t)3)
#define SCOPE_6   ((uint64_t)3)

/* Members behind the first are zero where the kernel is too old for them. */
struct ruleset {
	uint64_t fs;
	uint64_t net;
	uint64_t scoped;
};

struct below {
	uint64_t allowed;
	int32_t folder;
} __attribute__((packed));

static long
create(const struct ruleset *ruleset, size_t size, unsigned flags)
{
	return syscall(SYS_landlock_create_ruleset, ruleset, size, flags);
}

/* From 1 on; -1 and errno: no Landlock. */
static long
ask_abi(void)
{
	return create(NULL, 0, QUERY_ABI);
}

int
ambit_role_landlock(void)
{
	long abi = ask_abi();

	return abi < 1 ? 0 : (int)abi;
}

static struct ruleset
handled(long abi)
{
	struct ruleset all = { .fs = FS_ABI_1 };

	if (abi >= 2)
		all.fs |= FS_REFER;
	if (abi >= 3)
		all.fs |= FS_TRUNCATE;
	if (abi >= 4)
		all.net = NET_ABI_4;
	if (abi >= 5)
		all.fs |= FS_ABI_5;
	if (abi >= 6)
		all.scoped = SCOPE_6;
	return all;
}

/* Without REFER, nothing may be renamed from a folder to another. */
static long
least_abi(const struct ambit_role *role)
{
	return role->reach == ROLE_MOVES ? 2 : 1;
}

/*
 * A role that no folder is for has no call that takes a path: seccomp alone
 * holds it where the kernel says that it has no Landlock (cages.md 4). Any
 * other answer is a failure.
 */
static bool
is_needed(const struct ambit_role *role)
{
	return role->reach != ROLE_NOWHERE ||
	    (errno != ENOSYS && errno != EOPNOTSUPP);
}

static int
allow(int ruleset, int folder, uint64_t rights)
{
	struct below rule = { .allowed = rights, .folder = folder };

	if (folder == -1)
		return 0;
	return (
	    int)syscall(SYS_landlock_add_rule, ruleset, RULE_BELOW, &rule, 0);
}

static int
add_rules(int ruleset, const struct ambit_role *role,
    const struct ambit_role_folders *folders, uint64_t known)
{
	uint64_t writes = WRITES;

	if (role->reach == ROLE_NOWHERE)
		return 0;
	if (role->reach == ROLE_MOVES)
		writes |= FS_REFER;
	if (allow(ruleset, folders->read, READS & known) == -1)
		return -1;
	if (role->reach == ROLE_READS)
		return 0;
	if (allow(ruleset, folders->write, writes & known) == -1)
		return -1;
	return allow(ruleset, folders->write2, writes & known);
}

int
role_landlock_make(const struct ambit_role *role,
    const struct ambit_role_folders *folders, bool without, int *ruleset_r,
    struct ambit_err *err_r)
{
	long abi = ask_abi();
	struct ruleset all = handled(abi);

	*ruleset_r = -1;
	if (abi < least_abi(role)) {
		if (abi >= 0)
			errno = EOPNOTSUPP;
		if (without || !is_needed(role))
			return 0;
		return role_refuse(role, "Landlock", err_r);
	}
	*ruleset_r = (int)create(&all, sizeof(all), 0);
	if (*ruleset_r == -1 ||
	    add_rules(*ruleset_r, role, folders, all.fs) == -1)
		return role_refuse(role, "Landlock", err_r);
	return 0;
}

int
role_landlock_enter(const struct ambit_role *role, int ruleset,
    struct ambit_err *err_r)
{
	if (syscall(SYS_landlock_restrict_self, ruleset, 0) == -1)
		return role_refuse(role, "Landlock", err_r);
	(void)close(ruleset);
	return 0;
}
