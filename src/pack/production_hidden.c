/*
 * The hidden folder in which a production grows: one writer, readable by
 * nobody else, emptied of what an earlier run left there (cages.md 8).
 *
 * Removes only below that folder, and never follows a link.
 */

/* System. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 6. */
#include "production_state.h"

/* hidden / bag / volume / data / task / content, and one more. */
#define DEPTH_MAX 7

/* The folders from the hidden one down to the one that is being emptied. */
struct way {
	struct level {
		DIR *dir;
		char name[NAME_MAX + 1]; /* in the folder above */
	} levels[DEPTH_MAX];
	size_t n;
};

static int
enter(struct way *way, int atfd, const char *name)
{
	struct level *level = &way->levels[way->n];
	int fd, sys;

	if (way->n == DEPTH_MAX) {
		errno = ELOOP;
		return -1;
	}
	fd =
	    openat(atfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1)
		return -1;
	level->dir = fdopendir(fd);
	if (level->dir == NULL) {
		sys = errno;
		(void)close(fd);
		errno = sys;
		return -1;
	}
	(void)snprintf(level->name, sizeof(level->name), "%s", name);
	way->n++;
	return 0;
}

/* The folder at hand is empty: go up, and remove it; not the uppermost. */
static int
leave(struct way *way)
{
	struct level *level = &way->levels[--way->n];

	if (closedir(level->dir) == -1)
		return -1;
	if (way->n == 0)
		return 0;
	return unlinkat(dirfd(way->levels[way->n - 1].dir), level->name,
	    AT_REMOVEDIR);
}

static bool
is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static int
remove_one(struct way *way, int atfd, const char *name)
{
	struct stat st;

	if (is_dots(name))
		return 0;
	if (fstatat(atfd, name, &st, AT_SYMLINK_NOFOLLOW) == -1)
		return -1;
	if (S_ISDIR(st.st_mode))
		return enter(way, atfd, name);
	return unlinkat(atfd, name, 0);
}

/* One step: an entry of the folder at hand, or its end. */
static int
step(struct way *way)
{
	DIR *dir = way->levels[way->n - 1].dir;
	struct dirent *entry;

	errno = 0;
	entry = readdir(dir);
	if (entry != NULL)
		return remove_one(way, dirfd(dir), entry->d_name);
	return errno != 0 ? -1 : leave(way);
}

/* Everything in the folder, but not itself. -1 and errno. */
static int
remove_all(int fd)
{
	struct way way = { .n = 0 };
	int rc = enter(&way, fd, "."), sys;

	while (rc == 0 && way.n > 0)
		rc = step(&way);
	sys = errno;
	while (way.n > 0)
		(void)closedir(way.levels[--way.n].dir);
	errno = sys;
	return rc;
}

/* Does the name still lead to what was locked? Its last owner may have removed
 * it between our open and our lock. */
static bool
is_current(const struct ambit_production *p)
{
	struct stat named, held;

	return fstatat(p->terms.outfd, p->hidden, &named,
		   AT_SYMLINK_NOFOLLOW) == 0 &&
	    fstat(p->hiddenfd, &held) == 0 && named.st_dev == held.st_dev &&
	    named.st_ino == held.st_ino;
}

static int
make(struct ambit_production *p, struct ambit_err *err_r)
{
	if (mkdirat(p->terms.outfd, p->hidden, 0700) == -1 && errno != EEXIST)
		return ambit_err_set(err_r, AMBIT_E_IO, "make folder %s",
		    p->hidden);
	p->hiddenfd = openat(p->terms.outfd, p->hidden,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (p->hiddenfd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open folder %s",
		    p->hidden);
	return 0;
}

static int
lock(struct ambit_production *p, struct ambit_err *err_r)
{
	if (flock(p->hiddenfd, LOCK_EX | LOCK_NB) == -1) {
		enum ambit_code code =
		    errno == EWOULDBLOCK ? AMBIT_E_EXISTS : AMBIT_E_IO;

		pack_dir_drop(&p->hiddenfd);
		return ambit_err_set(err_r, code,
		    "another run is making this production: %s is locked",
		    p->hidden);
	}
	if (!is_current(p)) {
		pack_dir_drop(&p->hiddenfd);
		return ambit_err_set(err_r, AMBIT_E_EXISTS,
		    "another run has just left %s: try again", p->hidden);
	}
	return 0;
}

/* Evidence is never left readable by others. */
static int
close_to_others(struct ambit_production *p, struct ambit_err *err_r)
{
	struct stat st;

	if (fstat(p->hiddenfd, &st) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "stat %s", p->hidden);
	if (st.st_uid != geteuid())
		return ambit_err_set(err_r, AMBIT_E_EXISTS,
		    "%s belongs to another user", p->hidden);
	if (fchmod(p->hiddenfd, 0700) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "mode of %s",
		    p->hidden);
	return 0;
}

int
production_enter(struct ambit_production *p, struct ambit_err *err_r)
{
	if (make(p, err_r) < 0 || lock(p, err_r) < 0)
		return -1;
	if (close_to_others(p, err_r) < 0) {
		pack_dir_drop(&p->hiddenfd);
		return -1;
	}
	if (remove_all(p->hiddenfd) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO,
		    "remove what an earlier run left in %s", p->hidden);
	return pack_dir_make(p->hiddenfd, "items", &p->itemsfd, err_r);
}

/* Whatever cannot be removed stays behind, closed to others; the next run
 * removes it. */
void
production_leave(struct ambit_production *p)
{
	pack_dir_drop(&p->itemsfd);
	if (p->hiddenfd == -1)
		return;
	if (remove_all(p->hiddenfd) == 0)
		(void)unlinkat(p->terms.outfd, p->hidden, AT_REMOVEDIR);
	pack_dir_drop(&p->hiddenfd);
}
