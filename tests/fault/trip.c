/*
 * Runs a program, and all that it forks, and trips one system call of one of
 * its processes.
 *
 * strace(1) injects faults too, but counts calls in every process by itself, so
 * that "the third openat" is the third of each; here a fault has one place.
 * Processes are numbered as they are forked, from 0; calls from exec on. The
 * kernel stops only at the calls that are asked for: the rest runs at speed.
 */
#define _GNU_SOURCE

/* System. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROCESSES_MAX 512
#define CALLS_MAX     512 /* numbers of system calls, and listed ones */
#define SKIPPED       77

/* What is done where it trips. */
enum action {
	ACTION_NONE,  /* count only */
	ACTION_ERROR, /* the call is not made, and fails */
	ACTION_LATE,  /* the call is made, and said to have failed */
	ACTION_KILL,  /* the process dies before the call */
	ACTION_HALF,  /* reads and writes move half of what is asked for */
	ACTION_ONE,   /* one byte */
	ACTION_RUN,   /* a command of the shell runs before the call */
};

struct process {
	pid_t pid;
	int number; /* -1: its fork was not told yet */
	bool waits; /* stopped until it is */
	bool begun; /* past its first stop */
	bool late;  /* at the end of the call that is tripped */
	bool over;
	unsigned counts[CALLS_MAX];
};

static struct {
	unsigned calls[CALLS_MAX];
	size_t n_calls; /* 0: all */
	int only[PROCESSES_MAX];
	size_t n_only; /* 0: all */
	unsigned at;   /* 0: every one */
	unsigned from; /* every one from this on */
	enum action action;
	int error;
	const char *run;
	const char *report;
	unsigned seconds;
	unsigned sum; /* of listed calls in these processes, so far */
	bool whole;   /* at counts them together, not each by itself */
} asked = { .seconds = 20 };

static struct process processes[PROCESSES_MAX];
static size_t n_processes;
static int next_number = 1;
static unsigned struck;
static int status0 = -1;
static volatile sig_atomic_t late;

static void
die(const char *what)
{
	(void)fprintf(stderr, "trip: %s: %s\n", what, strerror(errno));
	exit(SKIPPED);
}

/* ---- the program ---- */

static void
stop_at_calls(void)
{
	struct sock_filter ins[2 * CALLS_MAX + 2];
	struct sock_fprog prog = { .filter = ins };
	unsigned short n = 0;

	ins[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
	    offsetof(struct seccomp_data, nr));
	for (size_t i = 0; i < asked.n_calls; i++) {
		ins[n++] =
		    (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
			asked.calls[i], 0, 1);
		ins[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
		    SECCOMP_RET_TRACE);
	}
	ins[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
	    asked.n_calls == 0 ? SECCOMP_RET_TRACE : SECCOMP_RET_ALLOW);
	prog.len = n;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
	    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog) == -1)
		_exit(SKIPPED);
}

static void
become(char **argv)
{
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == -1)
		_exit(SKIPPED);
	(void)raise(SIGSTOP);
	stop_at_calls();
	(void)execvp(argv[0], argv);
	_exit(127);
}

/* ---- processes ---- */

static struct process *
find(pid_t pid)
{
	for (size_t i = 0; i < n_processes; i++) {
		if (processes[i].pid == pid && !processes[i].over)
			return &processes[i];
	}
	if (n_processes == PROCESSES_MAX) {
		errno = E2BIG;
		die("processes");
	}
	processes[n_processes] = (struct process){ .pid = pid, .number = -1 };
	return &processes[n_processes++];
}

static void
go_on(const struct process *p, int sig)
{
	(void)ptrace(p->late ? PTRACE_SYSCALL : PTRACE_CONT, p->pid, NULL,
	    (void *)(intptr_t)sig);
}

static void
number(pid_t parent)
{
	unsigned long pid;
	struct process *p;

	if (ptrace(PTRACE_GETEVENTMSG, parent, NULL, &pid) == -1)
		return;
	p = find((pid_t)pid);
	p->number = next_number++;
	if (p->waits)
		go_on(p, 0);
	p->waits = false;
}

static void
kill_all(void)
{
	for (size_t i = 0; i < n_processes; i++) {
		if (!processes[i].over)
			(void)kill(processes[i].pid, SIGKILL);
	}
}

/* ---- tripping ---- */

static bool
moves_bytes(unsigned long nr)
{
	return nr == SYS_read || nr == SYS_write || nr == SYS_pread64 ||
	    nr == SYS_pwrite64 || nr == SYS_splice;
}

static void
refuse(struct process *p, struct user_regs_struct *regs)
{
	regs->orig_rax = UINT64_MAX;
	regs->rax = (unsigned long long)-asked.error;
	(void)ptrace(PTRACE_SETREGS, p->pid, NULL, regs);
}

static void
shorten(struct process *p, struct user_regs_struct *regs)
{
	unsigned long long *len =
	    regs->orig_rax == SYS_splice ? &regs->r8 : &regs->rdx;

	if (!moves_bytes(regs->orig_rax) || *len < 2)
		return;
	*len = asked.action == ACTION_ONE ? 1 : *len / 2;
	(void)ptrace(PTRACE_SETREGS, p->pid, NULL, regs);
}

static void
strike(struct process *p, struct user_regs_struct *regs)
{
	struck++;
	switch (asked.action) {
	case ACTION_NONE:
		break;
	case ACTION_ERROR:
		refuse(p, regs);
		break;
	case ACTION_LATE:
		p->late = true;
		break;
	case ACTION_KILL:
		(void)kill(p->pid, SIGKILL);
		break;
	case ACTION_HALF:
	case ACTION_ONE:
		shorten(p, regs);
		break;
	case ACTION_RUN:
		if (system(asked.run) != 0)
			struck = 0;
		break;
	}
}

static bool
is_asked(const struct process *p)
{
	for (size_t i = 0; i < asked.n_only; i++) {
		if (asked.only[i] == p->number)
			return true;
	}
	return asked.n_only == 0;
}

static void
see_call(struct process *p)
{
	struct user_regs_struct regs;
	unsigned count;

	if (ptrace(PTRACE_GETREGS, p->pid, NULL, &regs) == -1 ||
	    regs.orig_rax >= CALLS_MAX)
		return;
	count = ++p->counts[regs.orig_rax];
	if (!is_asked(p))
		return;
	asked.sum++;
	if (asked.from > 0 ? count >= asked.from
			   : asked.at == 0 ||
		    asked.at == (asked.whole ? asked.sum : count))
		strike(p, &regs);
}

/* The call was made; what is told of it is another thing. */
static void
see_end_of_call(struct process *p)
{
	struct user_regs_struct regs;

	if (!p->late || ptrace(PTRACE_GETREGS, p->pid, NULL, &regs) == -1)
		return;
	p->late = false;
	regs.rax = (unsigned long long)-asked.error;
	(void)ptrace(PTRACE_SETREGS, p->pid, NULL, &regs);
}

/* ---- what happens ---- */

static void
see_stop(struct process *p, int status)
{
	int sig = WSTOPSIG(status), event = status >> 16;

	if (event == PTRACE_EVENT_SECCOMP)
		see_call(p);
	else if (event == PTRACE_EVENT_EXEC)
		memset(p->counts, 0, sizeof(p->counts));
	else if (event != 0)
		number(p->pid);
	else if (sig == (SIGTRAP | 0x80))
		see_end_of_call(p);
	else if (sig == SIGSTOP && !p->begun)
		p->begun = true;
	else {
		go_on(p, sig);
		return;
	}
	p->waits = p->number == -1;
	if (!p->waits)
		go_on(p, 0);
}

static void
watch(void)
{
	int status;
	pid_t pid;

	for (;;) {
		pid = waitpid(-1, &status, __WALL);
		if (pid == -1 && errno == EINTR && late) {
			kill_all();
			continue;
		}
		if (pid == -1 && errno == EINTR)
			continue;
		if (pid == -1)
			return;
		if (WIFSTOPPED(status)) {
			see_stop(find(pid), status);
			continue;
		}
		find(pid)->over = true;
		if (pid == processes[0].pid)
			status0 = status;
	}
}

static void
tell(void)
{
	FILE *f = fopen(asked.report, "w");

	if (f == NULL)
		die(asked.report);
	(void)fprintf(f, "struck %u\nhung %d\n", struck, (int)late);
	if (WIFSIGNALED(status0))
		(void)fprintf(f, "signal %d\n", WTERMSIG(status0));
	else
		(void)fprintf(f, "exit %d\n", WEXITSTATUS(status0));
	for (size_t i = 0; i < n_processes; i++) {
		const struct process *p = &processes[i];

		for (unsigned nr = 0; nr < CALLS_MAX; nr++) {
			if (p->counts[nr] > 0)
				(void)fprintf(f, "call %d %u %u\n", p->number,
				    nr, p->counts[nr]);
		}
	}
	if (fclose(f) != 0)
		die(asked.report);
}

/* ---- asking ---- */

static void
understand_action(char *text)
{
	static const char *const names[] = { "none", "error", "late", "kill",
		"half", "one", "run" };
	char *more = strchr(text, ':');

	if (more != NULL)
		*more++ = '\0';
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i], text) == 0)
			asked.action = (enum action)i;
	}
	if (more != NULL && asked.action == ACTION_RUN)
		asked.run = more;
	else if (more != NULL)
		asked.error = atoi(more);
}

static void
understand_calls(char *text)
{
	for (char *one = strtok(text, ","); one != NULL;
	     one = strtok(NULL, ",")) {
		if (asked.n_calls < CALLS_MAX)
			asked.calls[asked.n_calls++] = (unsigned)atoi(one);
	}
}

static void
understand(int argc, char **argv)
{
	for (int c; (c = getopt(argc, argv, "+o:c:p:n:s:w:a:t:")) != -1;) {
		if (c == 'o')
			asked.report = optarg;
		else if (c == 'c')
			understand_calls(optarg);
		else if (c == 'p' && asked.n_only < PROCESSES_MAX)
			asked.only[asked.n_only++] = atoi(optarg);
		else if (c == 'n' || c == 'w')
			asked.at = (unsigned)atoi(optarg);
		else if (c == 's')
			asked.from = (unsigned)atoi(optarg);
		else if (c == 'a')
			understand_action(optarg);
		else if (c == 't')
			asked.seconds = (unsigned)atoi(optarg);
		asked.whole = asked.whole || c == 'w';
	}
	if (asked.report != NULL && optind < argc)
		return;
	(void)fprintf(stderr,
	    "usage: trip -o REPORT [-t SECONDS] [-c CALL,...] [-p PROCESS]...\n"
	    "    [-n N | -s N | -w N] [-a ACTION] PROGRAM...\n"
	    "ACTION: none error:E late:E kill half one run:COMMAND\n");
	exit(2);
}

static void
on_alarm(int sig)
{
	(void)sig;
	late = 1;
}

int
main(int argc, char **argv)
{
	const int options = PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
	    PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL |
	    PTRACE_O_TRACESECCOMP | PTRACE_O_TRACESYSGOOD;
	const struct sigaction alarmed = { .sa_handler = on_alarm };
	pid_t pid;
	int status;

	understand(argc, argv);
	pid = fork();
	if (pid == -1)
		die("fork");
	if (pid == 0)
		become(argv + optind);
	if (waitpid(pid, &status, 0) == -1 || !WIFSTOPPED(status) ||
	    ptrace(PTRACE_SETOPTIONS, pid, NULL, (void *)(intptr_t)options) ==
		-1) {
		errno = EPERM;
		die("trace a process");
	}
	processes[n_processes++] =
	    (struct process){ .pid = pid, .number = 0, .begun = true };
	(void)sigaction(SIGALRM, &alarmed, NULL);
	(void)alarm(asked.seconds);
	go_on(&processes[0], 0);
	watch();
	tell();
	return 0;
}
