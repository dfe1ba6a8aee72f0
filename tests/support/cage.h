#ifndef AMBIT_TESTS_CAGE_H
#define AMBIT_TESTS_CAGE_H

#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ambit/role.h"

#define NOBODY    65534
#define CAGE_FAIL 250 /* what a child exits with that was not let in */

/* A child in the cage of a role. Zero but the role: it keeps nothing. */
struct cage {
	const struct ambit_role *role;
	struct ambit_role_folders folders;
	int keep[8];
	size_t n_keep;
	bool without_landlock;
	bool as_nobody;
	/* In the child, before it enters. */
	void (*before)(const void *arg);
	/* In the cage: 0, or errno of what was refused. */
	int (*act)(const void *arg);
	const void *arg;
};

static inline void
cage_need(bool good, const char *what)
{
	if (good)
		return;
	perror(what);
	abort();
}

/* Only root may become another user. */
static inline bool
cage_is_root(void)
{
	return geteuid() == 0;
}

/* And be as open to others of that user as it was before. */
static inline void
cage_become_nobody(void)
{
	cage_need(setgroups(0, NULL) == 0 && setgid(NOBODY) == 0 &&
		setuid(NOBODY) == 0 && prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0,
	    "become nobody");
}

static inline _Noreturn void
cage_child(const struct cage *cage, int life, int parent)
{
	struct ambit_err err = { 0 };

	(void)dup2(life, 2);
	(void)alarm(20);
	if (cage->as_nobody)
		cage_become_nobody();
	if (cage->before != NULL)
		cage->before(cage->arg);
	if (ambit_role_enter(cage->role, &cage->folders, cage->keep,
		cage->n_keep, parent, cage->without_landlock, &err) < 0) {
		if (err.code != AMBIT_E_CAGE)
			_exit(CAGE_FAIL - 1);
		(void)!write(2, err.text, strlen(err.text));
		_exit(CAGE_FAIL);
	}
	_exit(cage->act(cage->arg));
}

/* What it said on its descriptor 2 until its end. */
static inline void
cage_listen(int fd, char *text, size_t cap)
{
	size_t len = 0;
	ssize_t got;

	while (len < cap - 1 && (got = read(fd, text + len, cap - 1 - len)) > 0)
		len += (size_t)got;
	text[len] = '\0';
}

/*
 * What became of it: "done", "EACCES", "EPERM", "SIGSYS", "signal N",
 * "errno N", or why it was not let in. Lent until the next call.
 */
static inline const char *
cage_end(const struct cage *cage)
{
	static char text[256];
	int life[2], status, parent = getpid();
	pid_t pid;

	cage_need(pipe(life) == 0, "pipe");
	pid = fork();
	cage_need(pid != -1, "fork");
	if (pid == 0)
		cage_child(cage, life[1], parent);
	(void)close(life[1]);
	cage_listen(life[0], text, sizeof(text));
	(void)close(life[0]);
	cage_need(waitpid(pid, &status, 0) == pid, "wait");
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		return "SIGSYS";
	if (WIFSIGNALED(status))
		(void)snprintf(text, sizeof(text), "signal %d",
		    WTERMSIG(status));
	else if (WEXITSTATUS(status) == 0)
		return "done";
	else if (WEXITSTATUS(status) == EACCES)
		return "EACCES";
	else if (WEXITSTATUS(status) == EPERM)
		return "EPERM";
	else if (WEXITSTATUS(status) != CAGE_FAIL)
		(void)snprintf(text, sizeof(text), "errno %d",
		    WEXITSTATUS(status));
	return text;
}

/* Without Landlock on this machine, the tests go on as its operator would. */
static inline bool
cage_lacks_landlock(void)
{
	return ambit_role_landlock() == 0;
}

#endif
