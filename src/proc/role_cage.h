#ifndef AMBIT_PROC_ROLE_CAGE_H
#define AMBIT_PROC_ROLE_CAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ambit/role.h"

/* How a call that is in a table is judged. Zero: as it stands in the table. */
enum role_how {
	ROLE_ANY,
	ROLE_NO_EXEC,  /* kills where argument 2 has PROT_EXEC */
	ROLE_OPEN_FD,  /* newfstatat: kills without AT_EMPTY_PATH */
	ROLE_NO_PATH,  /* utimensat: kills where argument 1 is not NULL */
	ROLE_FD_FLAGS, /* fcntl: kills but for F_GETFD, F_SETFD, F_GETFL */
	ROLE_EACCES,   /* fails with EACCES: libraries try it and go on */
};

struct role_call {
	int nr;
	enum role_how how;
};

/* Tables of a role: what others have too, and its own. */
#define ROLE_TABLES 3

/* What Landlock lets a role do below its folders. Zero: nothing anywhere. */
enum role_reach {
	ROLE_NOWHERE,
	ROLE_READS,  /* read, below the folder to be read */
	ROLE_WRITES, /* that, and make, write, remove below those to be
			written */
	ROLE_MOVES,  /* that, and link and rename between them */
};

struct ambit_role {
	const char *name;
	struct {
		const struct role_call *at;
		size_t n;
	} calls[ROLE_TABLES];
	uint64_t memory;  /* bytes of address space */
	uint64_t seconds; /* of processor time: a backstop */
	uint64_t files;   /* descriptors are numbered below this */
	enum role_reach reach;
};

/* Fill *err_r with what of the kernel failed, and errno; returns -1. */
int role_refuse(const struct ambit_role *role, const char *feature,
    struct ambit_err *err_r);

/*
 * Landlock in two steps, since the folders are closed between them. *ruleset_r
 * is a descriptor to be kept until then, or -1: there is no Landlock, and the
 * role or the operator can do without.
 */
int role_landlock_make(const struct ambit_role *role,
    const struct ambit_role_folders *folders, bool without, int *ruleset_r,
    struct ambit_err *err_r);
int role_landlock_enter(const struct ambit_role *role, int ruleset,
    struct ambit_err *err_r);

/* From here on what is not in the table kills. */
int role_filter_enter(const struct ambit_role *role, struct ambit_err *err_r);

#endif
