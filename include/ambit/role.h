#ifndef AMBIT_ROLE_H
#define AMBIT_ROLE_H

#include <stdbool.h>
#include <stddef.h>

#include "ambit/err.h"

/*
 * Roles (cages.md 2, 3): what each kind of process may still do once it has
 * started. To audit the sandbox, read the tables in role.c.
 */
struct ambit_role;

extern const struct ambit_role ambit_role_reader;
extern const struct ambit_role ambit_role_folder; /* reader of a folder */
extern const struct ambit_role ambit_role_decoder;
extern const struct ambit_role ambit_role_gate;
extern const struct ambit_role ambit_role_assembler;
extern const struct ambit_role ambit_role_signer;
extern const struct ambit_role ambit_role_second;

const char *ambit_role_name(const struct ambit_role *role);

/* The folders that a role's Landlock rules are about; -1: it has none. Which
 * rights there are on each is the role's own. */
struct ambit_role_folders {
	int read;   /* files and folders below may be read */
	int write;  /* files and folders below may be made, written, removed */
	int write2; /* the same: the assembler's second, the custody record */
};

/*
 * Enter the cage, in the order of cages.md 2: the parent's death ends us; no
 * signal is caught or blocked, SIGPIPE is ignored, and SIGXFSZ where the role
 * writes files; all descriptors but keep[0..n_keep) are closed, folders too (2
 * is kept); empty environment, UTC, umask 022 where the role writes files of
 * the package, else 077; rlimits; no core, not dumpable, no new privileges;
 * Landlock; seccomp last. Libraries were warm before. parent: the
 * process that must still be there. without_landlock: the operator accepted
 * a kernel that lacks it. -1 and AMBIT_E_CAGE naming the kernel feature that is
 * missing: the process must end.
 */
int ambit_role_enter(const struct ambit_role *role,
    const struct ambit_role_folders *folders, const int *keep, size_t n_keep,
    int parent, bool without_landlock, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Is Landlock there? The ABI from 1 on; 0: the kernel lacks it. */
int ambit_role_landlock(void);

/*
 * Before the first fork (cages.md 4): a process started as root goes on as the
 * owner of the folder outfd; where that is root too, without any capability
 * beyond reading what it owns. *root_r: it stays root. 0, or -1 and *err_r.
 */
int ambit_role_drop(int outfd, bool *root_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

#endif
