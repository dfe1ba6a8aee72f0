/*
 * Removing what was staged: only below the folder at hand, and never through a
 * link.
 */

/* System. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 6. */
#include "staging_remove.h"

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

	/* Interrupted, it is closed all the same. */
	if (closedir(level->dir) == -1 && errno != EINTR)
		return -1;
	if (way->n == 0)
		return 0;
	return unlinkat(dirfd(way->levels[way->n - 1].dir), level->name,
	    AT_REMOVEDIR);
}

bool
staging_is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static int
remove_one(struct way *way, int atfd, const char *name)
{
	struct stat st;

	if (staging_is_dots(name))
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

int
staging_empty(int fd)
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

int
staging_remove(int atfd, const char *name)
{
	int fd, rc;

	if (unlinkat(atfd, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR)
		return -1;
	fd =
	    openat(atfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1)
		return -1;
	rc = staging_empty(fd);
	(void)close(fd);
	return rc == 0 ? unlinkat(atfd, name, AT_REMOVEDIR) : -1;
}
