/*
 * Processes: forked, shut in, watched to their end. Knows nothing of what they
 * do.
 */
#define _GNU_SOURCE

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Floor 7. */
#include "child.h"

/* No sentence holds it. */
#define READY '\6'

/* What a process ends with where it could not get ready. */
#define NOT_READY 71

void
proc_close(int *fd)
{
	if (*fd != -1)
		(void)close(*fd);
	*fd = -1;
}

int
proc_pipe(int ends_r[2], struct ambit_err *err_r)
{
	if (pipe2(ends_r, O_CLOEXEC) == 0)
		return 0;
	ends_r[0] = ends_r[1] = -1;
	return ambit_err_set(err_r, AMBIT_E_IO, "make a pipe");
}

static ssize_t
write_line(const char *bytes, size_t len)
{
	ssize_t n;

	do {
		n = write(2, bytes, len);
	} while (n == -1 && errno == EINTR);
	return n;
}

/* What it says goes to the monitor. */
static int
take_line(int line)
{
	int got;

	do {
		got = dup2(line, 2);
	} while (got == -1 && errno == EINTR);
	return got;
}

static void
become(const struct proc_part *part, int line, pid_t parent)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	const char ready = READY;

	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);
	if (take_line(line) == -1 ||
	    (part->warm != NULL && part->warm(part->job, &err) < 0) ||
	    ambit_role_enter(part->role, &part->folders, part->keep,
		part->n_keep, parent, part->without_landlock, &err) < 0) {
		(void)write_line(err.text, strlen(err.text));
		_exit(NOT_READY);
	}
	/* Where that is not heard, the monitor waits for our end instead. */
	if (write_line(&ready, 1) != 1)
		_exit(NOT_READY);
	part->work(part->job);
	_exit(0);
}

int
proc_child_start(struct proc_child *child_r, const struct proc_part *part,
    struct ambit_err *err_r)
{
	pid_t parent = getpid();
	int ends[2];

	*child_r = (struct proc_child){ .line = -1 };
	if (proc_pipe(ends, err_r) < 0)
		return -1;
	child_r->pid = fork();
	if (child_r->pid == 0)
		become(part, ends[1], parent);
	(void)close(ends[1]);
	child_r->line = ends[0];
	if (child_r->pid > 0)
		return 0;
	child_r->pid = 0;
	proc_close(&child_r->line);
	return ambit_err_set(err_r, AMBIT_E_IO, "fork the %s",
	    ambit_role_name(part->role));
}

/* One read of the line: how much came, 0 at its end. */
static size_t
take(struct proc_child *child, char *buf, size_t size)
{
	ssize_t n;

	do {
		n = read(child->line, buf, size);
	} while (n == -1 && errno == EINTR);
	/* What cannot be heard is ended: it might wait for us, and we for it.
	 */
	if (n == -1 && child->pid > 0)
		(void)kill(child->pid, SIGKILL);
	return n > 0 ? (size_t)n : 0;
}

bool
proc_child_hear(struct proc_child *child)
{
	char buf[512];
	size_t n = take(child, buf, sizeof(buf));

	/* Once it is ready it has nothing to say: what a library writes there
	 * may hold evidence, and is dropped. */
	for (size_t i = 0; i < n && !child->ready; i++) {
		if (buf[i] == READY)
			child->ready = true;
		else if (child->len + 1 < sizeof(child->said))
			child->said[child->len++] =
			    (char)(buf[i] >= 0x20 && buf[i] < 0x7f ? buf[i]
								   : '?');
	}
	return n > 0;
}

int
proc_child_ready(struct proc_child *child, const char *name,
    struct ambit_err *err_r)
{
	int sig;

	while (!child->ready) {
		if (proc_child_hear(child))
			continue;
		(void)proc_child_wait(child, &sig);
		if (child->len > 0)
			return ambit_err_set(err_r, AMBIT_E_CAGE, "%s: %s",
			    name, child->said);
		if (sig == 0)
			return ambit_err_set(err_r, AMBIT_E_CRASH,
			    "the %s ended before it began", name);
		return ambit_err_set(err_r, AMBIT_E_CRASH,
		    "the %s died of signal %d before it began", name, sig);
	}
	return 0;
}

bool
proc_child_wait(struct proc_child *child, int *signal_r)
{
	int status = 0;
	pid_t got;

	*signal_r = 0;
	if (child->pid == 0)
		return false;
	do {
		got = waitpid(child->pid, &status, 0);
	} while (got == -1 && errno == EINTR);
	child->pid = 0;
	proc_close(&child->line);
	if (got > 0 && WIFSIGNALED(status))
		*signal_r = WTERMSIG(status);
	return got > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int64_t
now_ms(void)
{
	struct timespec at;

	(void)clock_gettime(CLOCK_MONOTONIC, &at);
	return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

/* Has it, so that waiting for it is no waiting? */
static bool
has_ended(pid_t pid)
{
	siginfo_t info = { .si_pid = 0 };

	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) ==
	    0 &&
	    info.si_pid == pid;
}

/*
 * Wait for its end, but no longer than until: a line that is at its end is no
 * end of the process, which may have closed it, and live. A kernel that gives
 * no descriptor of a process is asked each millisecond.
 */
static bool
ends_by(pid_t pid, int64_t until)
{
	struct pollfd gone = { .fd = pidfd_open(pid, 0), .events = POLLIN };
	int64_t left;
	bool ended;

	while (!(ended = has_ended(pid)) && (left = until - now_ms()) > 0)
		(void)poll(&gone, 1, gone.fd == -1 ? 1 : (int)left);
	proc_close(&gone.fd);
	return ended;
}

/* However much it says meanwhile. */
bool
proc_child_dismiss(struct proc_child *child, int ms, int *signal_r)
{
	struct pollfd wait = { .fd = child->line, .events = POLLIN };
	int64_t until = now_ms() + ms, left = ms;
	bool silent = child->line == -1;

	*signal_r = 0;
	if (child->pid == 0)
		return false;
	while (!silent && left >= 0 && poll(&wait, 1, (int)left) > 0) {
		silent = !proc_child_hear(child);
		left = until - now_ms();
	}
	if (silent && ends_by(child->pid, until))
		return proc_child_wait(child, signal_r);
	proc_child_kill(child);
	return false;
}

bool
proc_child_end(struct proc_child *child, int *signal_r)
{
	if (child->pid > 0)
		(void)kill(child->pid, SIGKILL);
	return proc_child_wait(child, signal_r);
}

void
proc_child_kill(struct proc_child *child)
{
	int sig;

	(void)proc_child_end(child, &sig);
}
