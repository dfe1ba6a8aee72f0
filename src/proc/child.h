#ifndef AMBIT_PROC_CHILD_H
#define AMBIT_PROC_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "ambit/err.h"
#include "ambit/role.h"

/*
 * A process of the house: forked, shut in, at work. Its descriptor 2 is a pipe
 * to the monitor, its line: a byte when it is ready, a sentence where it could
 * not be, and its end when it ends.
 */
struct proc_child {
	pid_t pid; /* 0: none */
	int line;  /* read end; -1: closed */
	bool ready;
	size_t len;
	char said[200]; /* why it did not get ready */
};

/* What a process is to be. */
struct proc_part {
	const struct ambit_role *role;
	struct ambit_role_folders folders;
	const int *keep; /* its descriptors */
	size_t n_keep;
	bool without_landlock;

	/* Before the cage: what must be loaded and warm; NULL: nothing. */
	int (*warm)(void *job, struct ambit_err *err_r);
	/* In the cage. Its end is the process's end. */
	void (*work)(void *job);
	void *job;
};

/* Fork it. *child_r is it, or -1 and *err_r. */
int proc_child_start(struct proc_child *child_r, const struct proc_part *part,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* Something is on its line: take it. False: the line is at its end, and the
 * process with it; wait for it. */
bool proc_child_hear(struct proc_child *child);

/* Wait until it says that it is ready; -1 and why it is not, AMBIT_E_CAGE. */
int proc_child_ready(struct proc_child *child, const char *name,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* Wait for its end. *signal_r: what killed it, or 0. True: it ended by itself
 * and said that all was well. */
bool proc_child_wait(struct proc_child *child, int *signal_r);

/* It has nothing left to do: it ends by itself within ms, or is made to, and
 * then *signal_r is 0. As proc_child_wait. */
bool proc_child_dismiss(struct proc_child *child, int ms, int *signal_r);

/* It has ended or must: wait for its own end, or make one. The same. */
bool proc_child_end(struct proc_child *child, int *signal_r);

/* Kill it, if it is there, and wait. */
void proc_child_kill(struct proc_child *child);

/* Two ends of a pipe, closed on exec. */
int proc_pipe(int ends_r[2], struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Close and forget. */
void proc_close(int *fd);

#endif
