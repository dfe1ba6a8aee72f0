/*
 * The hidden folder in which a production grows: one writer, readable by
 * nobody else, taken up again after a run that was stopped (cages.md 8).
 */

/* System. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Floor 1. */
#include "ambit/linux.h"

/* Floor 6. */
#include "ambit/staging.h"
#include "pack_file.h"
#include "staging_remove.h"

/* Does the name still lead to what was locked? Its last owner may have removed
 * it between our open and our lock. */
static bool
is_current(const struct ambit_staging *staging)
{
	struct stat named, held;

	return fstatat(staging->outfd, staging->name, &named,
		   AT_SYMLINK_NOFOLLOW) == 0 &&
	    fstat(staging->fd, &held) == 0 && named.st_dev == held.st_dev &&
	    named.st_ino == held.st_ino;
}

/* -1 and errno. */
static int
open_it(struct ambit_staging *staging)
{
	staging->fd = openat(staging->outfd, staging->name,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return staging->fd == -1 ? -1 : 0;
}

static int
make(struct ambit_staging *staging, struct ambit_err *err_r)
{
	if (mkdirat(staging->outfd, staging->name, 0700) == -1 &&
	    errno != EEXIST)
		return ambit_err_set(err_r, AMBIT_E_IO, "make folder %s",
		    staging->name);
	if (open_it(staging) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open folder %s",
		    staging->name);
	return 0;
}

/* The processes of a run that was killed may outlive it for a moment. */
static int
try_lock(int fd, int kind)
{
	static const struct timespec pause = { .tv_nsec = 50000000 };
	int rc = flock(fd, kind | LOCK_NB);

	for (unsigned i = 0; rc == -1 && errno == EWOULDBLOCK && i < 10; i++) {
		(void)nanosleep(&pause, NULL);
		rc = flock(fd, kind | LOCK_NB);
	}
	return rc;
}

static int
lock(struct ambit_staging *staging, bool shared, struct ambit_err *err_r)
{
	if (try_lock(staging->fd, shared ? LOCK_SH : LOCK_EX) == -1)
		return ambit_err_set(err_r,
		    errno == EWOULDBLOCK ? AMBIT_E_EXISTS : AMBIT_E_IO,
		    "another run is making this production: %s is locked",
		    staging->name);
	if (!is_current(staging))
		return ambit_err_set(err_r, AMBIT_E_EXISTS,
		    "another run has just left %s: try again", staging->name);
	return 0;
}

/* Evidence is never left readable by others. */
static int
close_to_others(struct ambit_staging *staging, struct ambit_err *err_r)
{
	struct stat st;

	if (fstat(staging->fd, &st) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "stat %s",
		    staging->name);
	if (st.st_uid != geteuid())
		return ambit_err_set(err_r, AMBIT_E_EXISTS,
		    "%s belongs to another user", staging->name);
	if (fchmod(staging->fd, 0700) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "mode of %s",
		    staging->name);
	return 0;
}

static int
is_new(const struct ambit_staging *staging, struct ambit_err *err_r)
{
	struct stat st;

	if (fstatat(staging->outfd, staging->id, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return ambit_err_set(err_r, AMBIT_E_EXISTS,
		    "the production %s is there already", staging->id);
	if (errno != ENOENT)
		return ambit_err_set(err_r, AMBIT_E_IO, "look for %s",
		    staging->id);
	return 0;
}

int
ambit_staging_enter(struct ambit_staging *staging, int outfd,
    const struct ambit_order *order, bool shared, struct ambit_err *err_r)
{
	*staging = (struct ambit_staging){ .outfd = outfd, .fd = -1 };
	ambit_production_id(order, staging->id);
	(void)snprintf(staging->name, sizeof(staging->name), ".ambit-%s.tmp",
	    staging->id);
	/* What a run that was stopped at its very end left behind. */
	if (is_new(staging, NULL) < 0 && open_it(staging) == 0 &&
	    lock(staging, false, NULL) == 0)
		ambit_staging_clear(staging);
	ambit_staging_leave(staging);
	/* Asked again under the lock: then nobody else can make it. */
	if (is_new(staging, err_r) == 0 && make(staging, err_r) == 0 &&
	    lock(staging, shared, err_r) == 0 &&
	    close_to_others(staging, err_r) == 0 && is_new(staging, err_r) == 0)
		return 0;
	ambit_staging_leave(staging);
	return -1;
}

void
ambit_staging_leave(struct ambit_staging *staging)
{
	pack_dir_drop(&staging->fd);
}

void
ambit_staging_clear(struct ambit_staging *staging)
{
	if (staging->fd == -1)
		return;
	if (staging_empty(staging->fd) == 0)
		(void)unlinkat(staging->outfd, staging->name, AT_REMOVEDIR);
	ambit_staging_leave(staging);
}

/* ---- what is in it ---- */

/* Of "unit-0001"; 0: it is no unit's. */
static uint32_t
number_of(const char *name)
{
	unsigned long number;
	char *end;

	if (strncmp(name, "unit-", 5) != 0)
		return 0;
	number = strtoul(name + 5, &end, 10);
	return *end == '\0' && number <= UINT32_MAX ? (uint32_t)number : 0;
}

/* A unit's folder counts; all else goes, where that is asked for. */
static int
see(const struct ambit_staging *staging, const char *name, bool tidy,
    uint32_t *last)
{
	uint32_t number = number_of(name);

	if (number > *last)
		*last = number;
	return number == 0 && tidy && !staging_is_dots(name)
	    ? staging_remove(staging->fd, name)
	    : 0;
}

/* All names in it; *last_r is the highest number of a unit. */
static int
walk(const struct ambit_staging *staging, bool tidy, uint32_t *last_r)
{
	int fd = openat(staging->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd == -1 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	int rc = 0;

	*last_r = 0;
	if (dir == NULL) {
		if (fd != -1)
			(void)close(fd);
		return -1;
	}
	while (rc == 0 && (errno = 0, entry = readdir(dir)) != NULL)
		rc = see(staging, entry->d_name, tidy, last_r);
	if (rc == 0 && errno != 0)
		rc = -1;
	(void)closedir(dir);
	return rc;
}

int
ambit_staging_tidy(const struct ambit_staging *staging, struct ambit_err *err_r)
{
	uint32_t last;

	if (walk(staging, true, &last) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO,
		    "remove what an earlier run left in %s", staging->name);
	return 0;
}

int
ambit_staging_last(const struct ambit_staging *staging, uint32_t *last_r,
    struct ambit_err *err_r)
{
	if (walk(staging, false, last_r) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "list %s",
		    staging->name);
	return 0;
}

void
ambit_staging_unit_name(uint32_t number, char name_r[AMBIT_STAGING_UNIT_LEN])
{
	(void)snprintf(name_r, AMBIT_STAGING_UNIT_LEN, "unit-%04" PRIu32,
	    number);
}

static int
lock_unit(int fd, const char *name, struct ambit_err *err_r)
{
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	return ambit_err_set(err_r,
	    errno == EWOULDBLOCK ? AMBIT_E_EXISTS : AMBIT_E_IO,
	    "another run is at work on %s", name);
}

int
ambit_staging_unit(const struct ambit_staging *staging, uint32_t number,
    bool fresh, bool lock, int *fd_r, struct ambit_err *err_r)
{
	char name[AMBIT_STAGING_UNIT_LEN];

	ambit_staging_unit_name(number, name);
	if (fresh && mkdirat(staging->fd, name, 0700) == -1 && errno != EEXIST)
		return ambit_err_set(err_r, AMBIT_E_IO, "make %s", name);
	*fd_r = openat(staging->fd, name,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd_r == -1 && !fresh && errno == ENOENT)
		return 0;
	if (*fd_r == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open %s", name);
	if (lock && lock_unit(*fd_r, name, err_r) < 0)
		pack_dir_drop(fd_r);
	else if (fresh && staging_empty(*fd_r) == -1) {
		(void)ambit_err_set(err_r, AMBIT_E_IO, "empty %s", name);
		pack_dir_drop(fd_r);
	}
	return *fd_r == -1 ? -1 : 0;
}

int
ambit_staging_drop(const struct ambit_staging *staging, uint32_t number,
    struct ambit_err *err_r)
{
	char name[AMBIT_STAGING_UNIT_LEN];

	ambit_staging_unit_name(number, name);
	if (staging_remove(staging->fd, name) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "remove %s", name);
	return 0;
}

int
ambit_staging_publish(const struct ambit_staging *staging,
    struct ambit_err *err_r)
{
	if (ambit_linux_rename(staging->fd, "bag", staging->outfd,
		staging->id) == -1)
		return ambit_err_set(err_r,
		    errno == EEXIST ? AMBIT_E_EXISTS : AMBIT_E_IO,
		    "put production %s in its place", staging->id);
	if (fsync(staging->outfd) == -1) {
		(void)ambit_err_set(err_r, AMBIT_E_IO, "sync output folder");
		(void)ambit_linux_rename(staging->outfd, staging->id,
		    staging->fd, "bag");
		return -1;
	}
	return 0;
}
