/*
 * To be preloaded: one process of a program, or all, gets no memory from the
 * n-th time on that it asks, or only then. Makes no system call after its
 * start, so that it works where hardly any is allowed.
 *
 * STARVE_PROCESS   number of the process in the order of forks, 0 the first;
 *                  "all": every one; none: only counted
 * STARVE_AT        which request fails, from 1
 * STARVE_FOREVER   all later ones fail too
 * STARVE_COUNTS    a file of 512 counts of 4 bytes, one a process
 */
#define _GNU_SOURCE

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PROCESSES_MAX 512

#define EXPORTED __attribute__((visibility("default")))

/* What the C library has under names that nobody takes from it. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

EXPORTED void *malloc(size_t size);
EXPORTED void *calloc(size_t n, size_t size);
EXPORTED void *realloc(void *old, size_t size);
EXPORTED void *memalign(size_t alignment, size_t size);
EXPORTED void *aligned_alloc(size_t alignment, size_t size);
EXPORTED int posix_memalign(void **to_r, size_t alignment, size_t size);

static bool on, all, forever;
static long process = -1;
static unsigned at, count, forks, number;
static uint32_t *counts;

static bool
starves(void)
{
	if (!on)
		return false;
	count++;
	if (counts != NULL && number < PROCESSES_MAX)
		counts[number] = count;
	if (!all && process != (long)number)
		return false;
	return count == at || (forever && count > at);
}

static void *
nothing(void)
{
	errno = ENOMEM;
	return NULL;
}

void *
malloc(size_t size)
{
	return starves() ? nothing() : __libc_malloc(size);
}

void *
calloc(size_t n, size_t size)
{
	return starves() ? nothing() : __libc_calloc(n, size);
}

void *
realloc(void *old, size_t size)
{
	return starves() ? nothing() : __libc_realloc(old, size);
}

void *
memalign(size_t alignment, size_t size)
{
	return starves() ? nothing() : __libc_memalign(alignment, size);
}

void *
aligned_alloc(size_t alignment, size_t size)
{
	return memalign(alignment, size);
}

int
posix_memalign(void **to_r, size_t alignment, size_t size)
{
	void *got = memalign(alignment, size);

	if (got == NULL)
		return ENOMEM;
	*to_r = got;
	return 0;
}

/* ---- processes ---- */

static void
before_fork(void)
{
	forks++;
}

static void
in_child(void)
{
	number = forks;
	count = 0;
}

static void
map_counts(const char *path)
{
	size_t size = PROCESSES_MAX * sizeof(*counts);
	int fd = open(path, O_RDWR | O_CLOEXEC);
	void *map = fd == -1
	    ? MAP_FAILED
	    : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (fd != -1)
		(void)close(fd);
	if (map != MAP_FAILED)
		counts = map;
}

/* After those of all libraries, and right before main. */
static __attribute__((constructor)) void
begin(void)
{
	const char *who = getenv("STARVE_PROCESS");
	const char *when = getenv("STARVE_AT");
	const char *path = getenv("STARVE_COUNTS");

	if (who != NULL && strcmp(who, "all") == 0)
		all = true;
	else if (who != NULL)
		process = strtol(who, NULL, 10);
	if (when != NULL)
		at = (unsigned)strtoul(when, NULL, 10);
	forever = getenv("STARVE_FOREVER") != NULL;
	if (path != NULL)
		map_counts(path);
	on = pthread_atfork(before_fork, NULL, in_child) == 0;
}
